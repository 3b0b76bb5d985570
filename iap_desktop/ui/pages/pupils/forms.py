"""The forms about a pupil: their fields, what they show, and the values that become of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.pupil_words import FACT_TITLES, fact_in_words
from iap_desktop.domain.pupils import SEN_NEEDS, SEN_STATUSES, YEAR_GROUPS, FactKind, Pupil, PupilOnDate
from iap_desktop.domain.upns import check_upn
from iap_desktop.services.pupil_acts import FormChoices
from iap_desktop.ui.widgets.form import CHECK, CHOICE, DATE, LONG_TEXT, Field

Values = Mapping[str, object]
OTHERS = "others_stay"
_A_ROOM_AT_MOST = 40
_YES_NO = (("Y", "Yes"), ("N", "No"))
_TEXT_FACTS = (FactKind.FORM, FactKind.CARE_AUTHORITY, FactKind.SOCIAL_CARE)
_YES_NO_FACTS = (
    FactKind.FSM,
    FactKind.PUPIL_PREMIUM,
    FactKind.LOOKED_AFTER,
    FactKind.EAL,
    FactKind.SERVICE_CHILD,
    FactKind.YOUNG_CARER,
)
_PUPIL_FIELDS = (
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "middle_names",
    "pronouns",
    "sex",
    "date_of_birth",
    "upn",
    "uln",
    "first_language",
    "ethnicity",
)
_CONTACT_FIELDS = (
    "title", "forename", "surname", "relationship", "has_parental_responsibility", "phone", "second_phone",
    "email", "is_barred", "note",
)  # fmt: skip


def add_fields(choices: FormChoices, today: date, others: int = 0) -> tuple[Field, ...]:
    """What is asked about a new pupil; all but the names may wait. others: as in `others_fields`."""
    asked = (
        Field("legal_forename", "Forename", is_required=True),
        Field("legal_surname", "Surname", is_required=True),
        Field("preferred_forename", "Called", help="Only if it is another name than the forename."),
        Field("date_of_birth", "Date of birth", DATE, maximum=today),
        fact_field(FactKind.YEAR_GROUP),
        fact_field(FactKind.FORM),
        Field("upn", "UPN"),
        Field("key_adult", "Key adult", CHOICE, choices=choices.staff, placeholder="Nobody yet"),
        Field("starts_on", "In the room from", DATE, help="Empty: the pupil is only on the list."),
    )
    return (*asked, *others_fields(others))


def others_fields(others: int) -> tuple[Field, ...]:
    """With the room's first placement: whether so many others, who have none, stay in the register."""
    if not others:
        return ()
    label = "The other pupil on the list stays in the room too"
    if others > 1:
        label = f"The other {others} pupils on the list stay in the room too"
    help_words = "Without the tick the register shows only who is placed."
    return (Field(OTHERS, label, CHECK, help=help_words),)


def others_values(others: int) -> dict[str, object]:
    """They stay, unless the list is far longer than a room: then it is a list of the school."""
    return {OTHERS: others <= _A_ROOM_AT_MOST} if others else {}


def detail_fields(choices: FormChoices, known: PupilOnDate, today: date) -> tuple[Field, ...]:
    """Names and details, then the facts with the day from which they hold."""
    names = (
        Field("legal_forename", "Legal forename", is_required=True),
        Field("legal_surname", "Legal surname", is_required=True),
        Field("preferred_forename", "Called", help="Only if it is another name than the legal one."),
        Field("preferred_surname", "Preferred surname"),
        Field("middle_names", "Middle names"),
        Field("pronouns", "Pronouns", placeholder="she/her"),
        Field("date_of_birth", "Date of birth", DATE, maximum=today),
        Field("sex", "Sex", CHOICE, choices=(("F", "Female"), ("M", "Male"))),
        Field("upn", "UPN"),
        Field("uln", "ULN"),
        Field("first_language", "First language"),
    )
    ethnicity = (Field("ethnicity", "Ethnicity"),) if choices.has_ethnicity else ()
    since = Field(
        "effective_from",
        "Changes below hold from",
        DATE,
        is_required=True,
        help="What held before stays on the sheets of the weeks before.",
    )
    facts = tuple(fact_field(kind, known.fact(kind)) for kind in FactKind)
    return (*names, *ethnicity, since, *facts)


def fact_field(kind: FactKind, known: str | None = None) -> Field:
    """The field of one fact; a value of old that is no longer offered stays choosable where it stands."""
    title = FACT_TITLES[kind]
    if kind in _TEXT_FACTS:
        return Field(kind.value, title, width=420)
    choices = _fact_choices(kind)
    if known is not None and known not in {value for value, _ in choices}:
        choices = (*choices, (known, fact_in_words(kind, known)))
    return Field(kind.value, title, CHOICE, choices=choices)


def _fact_choices(kind: FactKind) -> tuple[tuple[object, str], ...]:
    if kind is FactKind.YEAR_GROUP:
        return tuple((year, fact_in_words(kind, year)) for year in YEAR_GROUPS)
    if kind is FactKind.SEN_STATUS:
        return tuple(SEN_STATUSES.items())
    if kind in {FactKind.SEN_NEED_1, FactKind.SEN_NEED_2}:
        return tuple(SEN_NEEDS.items())
    if kind is FactKind.ENROLMENT:
        return tuple((code, fact_in_words(kind, code)) for code in "CMSG")
    return _YES_NO


def detail_values(known: PupilOnDate, choices: FormChoices, today: date) -> dict[str, object]:
    """What the form of details shows."""
    asked = [name for name in _PUPIL_FIELDS if choices.has_ethnicity or name != "ethnicity"]
    values: dict[str, object] = {name: getattr(known.pupil, name) for name in asked}
    values |= {kind.value: known.fact(kind) for kind in FactKind}
    return values | {"effective_from": today}


def pupil_from(values: Values, pupil: Pupil) -> Pupil:
    """A pupil with what a form says in place of what was there."""
    changed = {name: values[name] for name in _PUPIL_FIELDS if name in values}
    if "upn" in changed:
        changed["upn"] = check_upn(str(changed["upn"] or ""))[0]
    return replace(pupil, **changed)  # type: ignore[arg-type]  # a form gives each field its own type


def facts_from(values: Values) -> dict[FactKind, str]:
    """The facts of a form; "" for what is not given."""
    return {kind: str(values[kind.value] or "") for kind in FactKind if kind.value in values}


def upn_problem(values: Values) -> dict[str, str]:
    """What cannot be a UPN."""
    typed = str(values.get("upn") or "")
    if typed and check_upn(typed)[0] is None:
        return {"upn": "A UPN is a letter and twelve figures. Check it, or leave it empty."}
    return {}


def upn_doubt(values: Values, known: str | None) -> dict[str, str]:
    """A UPN that can be right but does not look so; one that was there before is not doubted again."""
    upn, warning = check_upn(str(values.get("upn") or ""))
    if upn is None or warning is None or upn == known:
        return {}
    return {"upn": f"{warning.split(';')[0]}. Save again to keep it."}


def contact_fields() -> tuple[Field, ...]:
    """What is asked about a contact."""
    return (
        Field("title", "Title", width=120),
        Field("forename", "Forename"),
        Field("surname", "Surname", is_required=True),
        Field("relationship", "Relationship", placeholder="Mother"),
        Field("phone", "Telephone"),
        Field("second_phone", "Second telephone"),
        Field("email", "E-mail"),
        Field("has_parental_responsibility", "Has parental responsibility", CHECK),
        Field(
            "is_barred",
            "Do not contact",
            CHECK,
            help="The numbers are then hidden, and the contact is never listed among those to ring.",
        ),
        Field("note", "Note", LONG_TEXT),
    )


def contact_values(contact: Contact) -> dict[str, object]:
    """What the form of a contact shows."""
    return {name: getattr(contact, name) for name in _CONTACT_FIELDS}


def contact_from(values: Values, contact: Contact) -> Contact:
    """A contact with what a form says."""
    given = {name: values[name] for name in _CONTACT_FIELDS}
    return replace(contact, **given)  # type: ignore[arg-type]  # a form gives each field its own type


def staff_field(staff: Iterable[tuple[int, str]]) -> Field:
    """Who looks after the pupil in the room."""
    return Field("key_adult", "Key adult", CHOICE, choices=tuple(staff), placeholder="Nobody yet")


def as_date(value: object) -> date | None:
    """A form's date."""
    return value if isinstance(value, date) else None


def as_id(value: object) -> int | None:
    """A form's choice of a person."""
    return value if isinstance(value, int) else None
