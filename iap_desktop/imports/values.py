"""Coded values as schools' systems write them: year groups, SEN, yes and no, sex, numbers of all kinds.

A value that is not understood is left out with a warning; it is never guessed. Codes: domain reference
6.1 to 6.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iap_desktop.domain.pupils import SEN_NEEDS, SEN_STATUSES, YEAR_GROUPS, FactKind
from iap_desktop.domain.upns import check_upn
from iap_desktop.imports.cells import code_key, coded_text, is_excel_date, is_excel_error, text_of
from iap_desktop.imports.tables import Cell

MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that was understood, a warning about it, both or (for a blank cell) neither.

    is_outdated: a value of the right kind that is no longer in use; it has a warning and is not kept.
    """

    value: str | None = None
    warning: str | None = None
    is_outdated: bool = False

    @property
    def fits(self) -> bool:
        """Whether the cell holds what its column is for."""
        return self.value is not None or self.is_outdated


_NOTHING = Reading()
_YES = frozenset({"y", "yes", "true", "t", "1", "eligible", "x", "\u2713", "\u2714"})
_NO = frozenset({"n", "no", "false", "f", "0", "noteligible", "ineligible"})
_PREMIUM_REASONS = frozenset(
    {"fsm6", "ever6", "ever6fsm", "fsmever6", "deprivation", "lac", "plac", "postlac", "adopted"}
)
_SEXES = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}
_CARERS = {"p": "Y", "s": "Y"}
_UNKNOWN_OR_REFUSED = frozenset({"u", "r", "unknown", "refused", "notknown", "nyo", "notyetobtained"})
_STATUSES = {
    "n": "N",
    "no": "N",
    "none": "N",
    "nosen": "N",
    "nosend": "N",
    "nosenprovision": "N",
    "nospecialeducationalneed": "N",
    "nospecialeducationalneeds": "N",
    "k": "K",
    "sensupport": "K",
    "sendsupport": "K",
    "e": "E",
    "ehc": "E",
    "ehcp": "E",
    "ehcplan": "E",
    "educationhealthandcareplan": "E",
    "educationhealthcareplan": "E",
}
_WITHDRAWN = frozenset(
    {
        "a",
        "p",
        "s",
        "schoolaction",
        "earlyyearsaction",
        "schoolactionplus",
        "earlyyearsactionplus",
        "statement",
        "statemented",
    }
)
_CODE_FIRST = re.compile(r"([A-Za-z]{1,4})\s*[-\u2013\u2014:=]\s*(?:\S.*)?")
_NEED_WORDS = {
    "specificlearningdifficultydyslexia": "SPLD",
    "specificlearningdifficulties": "SPLD",
    "moderatelearningdifficulties": "MLD",
    "severelearningdifficulties": "SLD",
    "profoundandmultiplelearningdifficulties": "PMLD",
    "socialemotionalmentalhealth": "SEMH",
    "speechlanguageorcommunicationneeds": "SLCN",
    "speechlanguageandcommunicationneed": "SLCN",
    "speechlanguageandcommunication": "SLCN",
    "visualimpairment": "VI",
    "autism": "ASD",
    "autisticspectrumcondition": "ASD",
    "autismspectrumdisorder": "ASD",
    "downssyndrome": "DS",
    "otherdifficultydisability": "OTH",
    "sensupportbutnospecialistassessmentoftypeofneed": "NSA",
    "nospecialistassessment": "NSA",
}
_NEEDS = (
    {code.casefold(): code for code in SEN_NEEDS}
    | {code_key(words): code for code, words in SEN_NEEDS.items()}
    | _NEED_WORDS
)
_ENROLMENTS = {
    "C": ("current", "currentsingle", "currentsingleregistration", "singleregistration"),
    "M": ("currentmain", "currentmaindualregistration", "maindualregistration"),
    "S": ("currentsubsidiary", "currentsubsidiarydualregistration", "subsidiarydualregistration"),
    "G": ("guest", "guestpupil"),
    "F": ("fe", "fecollege"),
    "O": ("otherprovider",),
    "P": ("previous", "previouspupil"),
}
_ETHNICITIES = {
    "whitebritish": "WBRI",
    "whiteirish": "WIRI",
    "travellerofirishheritage": "WIRT",
    "gypsyroma": "WROM",
    "anyotherwhitebackground": "WOTH",
    "whiteandblackcaribbean": "MWBC",
    "whiteandblackafrican": "MWBA",
    "whiteandasian": "MWAS",
    "anyothermixedbackground": "MOTH",
    "indian": "AIND",
    "pakistani": "APKN",
    "bangladeshi": "ABAN",
    "anyotherasianbackground": "AOTH",
    "blackcaribbean": "BCRB",
    "blackafrican": "BAFR",
    "anyotherblackbackground": "BOTH",
    "chinese": "CHNE",
    "anyotherethnicgroup": "OOTH",
    "refused": "REFU",
    "informationnotyetobtained": "NOBT",
}
_NUMBERS_IN_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven",
    "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
)  # fmt: skip
_YEAR = re.compile(
    r"(?:nationalcurriculum|nc|curriculum)?(?:yeargroup|year|yr|y)?0*(\d{1,2}|"
    + "|".join(_NUMBERS_IN_WORDS)
    + ")"
)
_YEAR_WORDS = {
    "reception": "R",
    "rec": "R",
    "yearr": "R",
    "yr": "R",
    "nursery1": "N1",
    "nursery2": "N2",
    "notfollowingthenationalcurriculum": "X",
    "notfollowing": "X",
}
_NEEDS_APART = re.compile(r"[,;/|+\n]|\s-\s|\band\b")


def read_year_group(cell: Cell) -> Reading:
    """Year groups as the room knows them, "N1" to "14" and "X"."""
    text = coded_text(cell)
    key = code_key(re.sub(r"\.0+$", "", text))
    match = _YEAR.fullmatch(key)
    number = match[1] if match else ""
    if number in _NUMBERS_IN_WORDS:
        number = str(_NUMBERS_IN_WORDS.index(number) + 1)
    value = number or _YEAR_WORDS.get(key) or key.upper()
    return _known(text, value if value in YEAR_GROUPS else None, "is not a year group")


def read_sen_status(cell: Cell) -> Reading:
    """N, K or E from the code, the words or both; codes that were withdrawn are left out."""
    text = coded_text(cell)
    code = _CODE_FIRST.fullmatch(text)
    keys = [code_key(text)] + ([code_key(code[1])] if code else [])
    status = next((_STATUSES[key] for key in keys if key in _STATUSES), None)
    if status is None and any(key in _WITHDRAWN for key in keys):
        return Reading(warning="This SEN status is no longer in use; it was left out", is_outdated=True)
    return _known(text, status if status in SEN_STATUSES else None, "is not an SEN status")


def read_sen_need(cell: Cell) -> Reading:
    """The code of one type of need."""
    text = coded_text(cell)
    return _known(text, _need_code(text), "is not a type of SEN need")


def sen_needs_in(cell: Cell) -> list[str]:
    """The codes where one cell lists several needs, in their order; none where any is not understood."""
    text = (
        "\n".join(coded_text(line) for line in cell.splitlines())
        if isinstance(cell, str)
        else coded_text(cell)
    )
    if not text or _need_code(text) is not None:
        return []
    codes = [_need_code(part) for part in _NEEDS_APART.split(text) if part.strip()]
    return [code for code in dict.fromkeys(codes) if code] if None not in codes else []


def read_yes_no(cell: Cell) -> Reading:
    """Y or N."""
    return _yes_no(cell, {})


def read_premium(cell: Cell) -> Reading:
    """Y or N; a reason for which the premium is paid is a yes."""
    return _yes_no(cell, dict.fromkeys(_PREMIUM_REASONS, "Y"))


def read_young_carer(cell: Cell) -> Reading:
    """Y or N; P and S say who told the school."""
    return _yes_no(cell, _CARERS)


def read_service_child(cell: Cell) -> Reading:
    """Y or N; unknown and refused say nothing."""
    return _NOTHING if code_key(text_of(cell)) in _UNKNOWN_OR_REFUSED else _yes_no(cell, {})


def read_sex(cell: Cell) -> Reading:
    """F or M."""
    text = coded_text(cell)
    return _known(text, _SEXES.get(code_key(text)), "is not a sex that the school census knows")


def read_uln(cell: Cell) -> Reading:
    """Ten digits."""
    text = coded_text(cell).replace(" ", "")
    is_uln = text.isascii() and text.isdigit() and len(text) == 10
    return _known(text, text if is_uln else None, "is not a ULN, which has ten digits")


def read_upn(cell: Cell) -> Reading:
    """A UPN, doubtful or not."""
    return Reading(*check_upn(coded_text(cell)))


def read_enrolment(cell: Cell) -> Reading:
    """The code of an enrolment status."""
    text = coded_text(cell)
    key = code_key(text)
    codes = [code for code, words in _ENROLMENTS.items() if key == code.casefold() or key in words]
    return _known(text, codes[0] if codes else None, "is not an enrolment status")


def read_ethnicity(cell: Cell) -> Reading:
    """The code where it is known, else the words of the file."""
    found = read_words(cell)
    if found.value is None:
        return found
    code = _ETHNICITIES.get(code_key(found.value))
    is_code = len(found.value) == 4 and found.value.isalpha()
    return Reading(code or (found.value.upper() if is_code else found.value))


def read_words(cell: Cell) -> Reading:
    """Free words of one line."""
    text = coded_text(cell)
    if is_excel_date(cell):
        return Reading(warning="Excel has turned this value into a date; it was left out")
    if is_excel_error(text):
        return Reading(warning="This cell holds an error of Excel; it was left out")
    if len(text) > MAX_TEXT:
        return Reading(warning=f"This value is longer than {MAX_TEXT} characters; it was left out")
    return Reading(text or None)


READERS: Mapping[str, Callable[[Cell], Reading]] = {
    "upn": read_upn,
    "former_upn": read_upn,
    "uln": read_uln,
    "sex": read_sex,
    "pronouns": read_words,
    "first_language": read_words,
    "ethnicity": read_ethnicity,
    FactKind.YEAR_GROUP: read_year_group,
    FactKind.FORM: read_words,
    FactKind.SEN_STATUS: read_sen_status,
    FactKind.SEN_NEED_1: read_sen_need,
    FactKind.SEN_NEED_2: read_sen_need,
    FactKind.FSM: read_yes_no,
    FactKind.PUPIL_PREMIUM: read_premium,
    FactKind.LOOKED_AFTER: read_yes_no,
    FactKind.CARE_AUTHORITY: read_words,
    FactKind.EAL: read_yes_no,
    FactKind.SERVICE_CHILD: read_service_child,
    FactKind.YOUNG_CARER: read_young_carer,
    FactKind.ENROLMENT: read_enrolment,
}


def _yes_no(cell: Cell, also: Mapping[str, str]) -> Reading:
    text = coded_text(cell)
    key = code_key(text) or text
    code = _CODE_FIRST.fullmatch(text)
    short = code_key(code[1]) if code else key
    value = "Y" if key in _YES or short in _YES else "N" if key in _NO or short in _NO else also.get(key)
    return _known(text, value, "is neither yes nor no")


def _need_code(text: str) -> str | None:
    code = _CODE_FIRST.fullmatch(text)
    return _NEEDS.get(code_key(text)) or (_NEEDS.get(code_key(code[1])) if code else None)


def _known(text: str, value: str | None, why: str) -> Reading:
    if not text:
        return _NOTHING
    if value is not None:
        return Reading(value)
    named = f"\u201c{text}\u201d" if len(text) <= 3 else "This value"
    return Reading(warning=f"{named} {why}; it was left out")
