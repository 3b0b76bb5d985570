"""What a column can be taken for, and the headings that schools' systems write for it.

As SIMS, Arbor, Bromcom, Class Charts and the DfE name them. A heading that stands under no field is left
open: `Name`, `Date` and `Status` alone could be anything, and "ever in the last six years" is not "now".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

MAX_CONTACTS = 4
SURNAMES = ("legal_surname", "preferred_surname")
FORENAMES = ("legal_forename", "preferred_forename")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a pupil. `sure` headings win over `weaker` ones; `checked` ones need fitting values."""

    name: str
    label: str
    sure: tuple[str, ...]
    weaker: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """What a heading may stand for; the lowest `rank` is the surest, and 2 needs a look at the values."""

    field: str
    rank: int


_PUPIL_FIELDS = (
    Field(
        "legal_surname",
        "legal surname",
        ("Legal Surname", "Legal last name", "Legal family name"),
        ("Surname", "Last name", "Family name"),
    ),
    Field(
        "legal_forename",
        "legal forename",
        ("Legal Forename", "Legal first name", "Legal given name", "Legal forenames", "Legal first names"),
        ("Forename", "First name", "Given name", "Forenames", "First names", "Given names"),
    ),
    Field(
        "full_name",
        "surname and forename in one, as Surname, Forename",
        (),
        (),
        (
            "Name",
            "Full name",
            "Legal name",
            "Legal full name",
            "Pupil",
            "Student",
            "Learner",
            "Child",
            "Surname Forename",
            "Surname and forename",
        ),
    ),
    Field(
        "middle_names",
        "middle names",
        ("Middle names", "Middle name", "Legal middle names", "Legal middle name"),
    ),
    Field(
        "preferred_surname",
        "preferred surname",
        ("Preferred Surname", "Preferred last name", "Preferred family name"),
        ("Chosen surname",),
    ),
    Field(
        "preferred_forename",
        "preferred forename",
        ("Preferred Forename", "Preferred first name", "Preferred given name", "Preferred forenames"),
        ("Chosen forename", "Chosen first name"),
        ("Known as", "Known name", "Known by", "Preferred name", "Chosen name", "Likes to be called"),
    ),
    Field(
        "upn",
        "UPN",
        ("UPN", "Unique Pupil Number", "Unique Pupil Number UPN", "UPN number", "UPN Unique Pupil Number"),
        ("Current UPN",),
    ),
    Field("former_upn", "former UPN", ("Former UPN", "Previous UPN")),
    Field("uln", "ULN", ("ULN", "Unique Learner Number", "Unique Learner Number ULN")),
    Field(
        "date_of_birth",
        "date of birth",
        ("Date of birth", "DOB", "Birth date", "Date of birth DOB", "DOB date of birth"),
    ),
    Field("sex", "sex", ("Sex", "Legal sex"), ("Gender", "Legal gender")),
    Field("pronouns", "pronouns", ("Pronouns", "Preferred pronouns")),
    Field(
        "first_language",
        "first language",
        ("First language", "1st language"),
        ("First language description", "First language code"),
    ),
    Field(
        "ethnicity", "ethnicity", ("Ethnicity",), ("Ethnicity description", "Ethnicity code", "Ethnic group")
    ),
    Field(
        "year_group",
        "year group",
        (
            "Year group",
            "NC Year",
            "National Curriculum Year",
            "NC year group",
            "NC year actual",
            "National Curriculum Year Actual",
            "National Curriculum year group",
            "Curriculum year",
            "Current year group",
        ),
        ("Year Taught In", "Year group taught in"),
        ("Year", "Yr", "Current year"),
    ),
    Field(
        "form",
        "form",
        (
            "Reg Group",
            "Reg",
            "Registration Group",
            "Registration form",
            "Form",
            "Tutor Group",
            "Form group",
            "Reg form",
            "Registration class",
            "Current registration form",
            "Current tutor group",
        ),
    ),
    Field(
        "sen_status",
        "SEN status",
        (
            "SEN Status",
            "SEN provision",
            "SEND status",
            "SEND provision",
            "Current SEN status",
            "SEN provision code",
            "SEN status code",
        ),
        ("SEN status description", "SEN provision description"),
        ("SEN", "SEND", "SEN code", "SEN stage"),
    ),
    Field(
        "sen_need_1",
        "first SEN need",
        (
            "Primary SEN need",
            "SEN primary need",
            "Primary SEND need",
            "SEND primary need",
            "Primary SEN type",
            "SEN primary type",
            "SEN need 1",
            "SEN type 1",
            "Main SEN need",
        ),
        ("SEN Need", "SEN needs", "SEND need", "SEND needs", "SEN type", "SEN types"),
        ("Primary need",),
    ),
    Field(
        "sen_need_2",
        "second SEN need",
        (
            "Secondary SEN need",
            "SEN secondary need",
            "Secondary SEND need",
            "SEND secondary need",
            "Secondary SEN type",
            "SEN secondary type",
            "SEN need 2",
            "SEN type 2",
        ),
        (),
        ("Secondary need",),
    ),
    Field(
        "fsm",
        "free school meals",
        (
            "FSM",
            "FSM eligible",
            "FSM eligibility",
            "Eligible for FSM",
            "Free School Meals",
            "Free school meal",
            "Free meals",
            "Eligible for free meals",
            "Eligible for free school meals",
            "Free school meals eligible",
            "Free school meal eligible",
            "Free school meals eligibility",
            "FSM indicator",
            "Current FSM",
        ),
    ),
    Field(
        "pupil_premium",
        "pupil premium",
        (
            "Pupil Premium Indicator",
            "Pupil Premium",
            "PP",
            "PP indicator",
            "Pupil premium eligible",
            "Pupil premium recipient",
            "Pupil premium eligibility",
            "Eligible for pupil premium",
            "PP eligible",
        ),
    ),
    Field(
        "looked_after",
        "looked after",
        (
            "In Care",
            "LAC",
            "CLA",
            "Looked after",
            "Looked after child",
            "Child looked after",
            "In care indicator",
            "Currently in care",
            "Is looked after",
            "Looked after indicator",
            "LAC indicator",
        ),
    ),
    Field("care_authority", "care authority", ("Care authority", "Caring authority", "In care authority")),
    Field(
        "eal",
        "English as an additional language",
        (
            "EAL",
            "English as an additional language",
            "English Additional Language",
            "EAL indicator",
            "Is EAL",
        ),
    ),
    Field(
        "service_child",
        "service child",
        ("Service child", "Service children", "Service child indicator", "Is service child"),
    ),
    Field("young_carer", "young carer", ("Young carer", "Young carer indicator", "Is young carer")),
    Field("enrolment", "enrolment status", ("Enrolment status", "Enrol status")),
)

_CONTACT_PARTS = (
    Field("name", "name", ("name", "full name")),
    Field("title", "title", ("title",)),
    Field("forename", "forename", ("forename", "first name", "given name")),
    Field("surname", "surname", ("surname", "last name", "family name")),
    Field(
        "relationship",
        "relationship",
        ("relationship", "relation", "relationship to pupil", "relationship to student"),
    ),
    Field(
        "phone",
        "telephone",
        ("mobile", "mobile phone", "mobile number", "mobile telephone", "mobile phone number"),
        (
            "telephone",
            "phone",
            "telephone number",
            "phone number",
            "main telephone",
            "main phone",
            "primary telephone",
            "tel",
        ),
    ),
    Field(
        "second_phone",
        "second telephone",
        ("second telephone", "second phone", "telephone 2", "phone 2"),
        ("home telephone", "home phone", "home number", "home phone number"),
    ),
    Field("email", "e-mail", ("email", "email address", "e mail", "e mail address")),
    Field(
        "responsibility",
        "parental responsibility",
        ("parental responsibility", "has parental responsibility", "responsibility"),
    ),
)
_CONTACT = re.compile(
    r"(?:priority |parental )?(?:contact|parent carer|parent|guardian|carer) ?(\d) (.+)"
    r"|priority (\d) contact (.+)"
)
_OWNERS = frozenset({"pupil", "pupils", "student", "students", "learner", "learners", "child", "childs"})


def all_fields() -> dict[str, str]:
    """Every field a column can be taken for, with its name in words."""
    fields = {field.name: field.label for field in _PUPIL_FIELDS}
    for number in range(1, MAX_CONTACTS + 1):
        fields.update(
            {f"contact_{number}_{part.name}": f"contact {number}: {part.label}" for part in _CONTACT_PARTS}
        )
    return fields


def contact_part(field: str) -> tuple[int, str] | None:
    """(2, "phone") for "contact_2_phone"; None for a field of the pupil."""
    if not field.startswith("contact_"):
        return None
    _, number, part = field.split("_", 2)
    return int(number), part


def guess(heading: str) -> Guess | None:
    """What a heading may stand for, whatever its case, spaces and punctuation; None: left open."""
    words = _words(heading)
    first, _, rest = words.partition(" ")
    found = _pupil_headings().get(words.replace(" ", ""))
    if found is None and first in _OWNERS:
        found = _pupil_headings().get(rest.replace(" ", ""))
    return found or _guess_contact(words)


def heading_key(heading: str) -> str:
    """A heading for comparing: two headings with one key are the same heading twice."""
    return _words(heading).replace(" ", "")


def _words(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold().replace("&", " and ").replace("(s)", "s")
    text = re.sub(r"['\u2019.\u00ad\u200b\ufeff]", "", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _guess_contact(words: str) -> Guess | None:
    match = _CONTACT.fullmatch(words)
    if match is None:
        return None
    number, part = int(match[1] or match[3]), match[2] or match[4]
    found = _contact_headings().get(part.replace(" ", ""))
    if found is None or not 1 <= number <= MAX_CONTACTS:
        return None
    return Guess(f"contact_{number}_{found.field}", found.rank)


@cache
def _pupil_headings() -> dict[str, Guess]:
    return _by_heading(_PUPIL_FIELDS)


@cache
def _contact_headings() -> dict[str, Guess]:
    return _by_heading(_CONTACT_PARTS)


def _by_heading(fields: tuple[Field, ...]) -> dict[str, Guess]:
    return {
        heading_key(heading): Guess(field.name, rank)
        for field in fields
        for rank, headings in enumerate((field.sure, field.weaker, field.checked))
        for heading in headings
    }
