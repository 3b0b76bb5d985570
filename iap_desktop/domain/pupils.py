"""Pupils and the facts about them that change, each with the date from which it holds.

Fields: DfE common basic data set as used by school information systems (UPN, NC year, SEN
provision N/K/E, FSM, pupil premium, looked after).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iap_desktop.domain.names import folded

YEAR_GROUPS = ("N1", "N2", "R", *(str(number) for number in range(1, 15)), "X")
SEN_STATUSES = {"N": "No SEN", "K": "SEN support", "E": "Education, health and care plan"}
SEN_NEEDS = {
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SEMH": "Social, emotional and mental health",
    "SLCN": "Speech, language and communication needs",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "ASD": "Autistic spectrum disorder",
    "DS": "Down syndrome",
    "OTH": "Other difficulty or disability",
    "NSA": "SEN support but no specialist assessment of type",
}


class FactKind(StrEnum):
    """What can change about a pupil while the pupil is at the school."""

    YEAR_GROUP = "year_group"
    FORM = "form"
    SEN_STATUS = "sen_status"
    SEN_NEED_1 = "sen_need_1"
    SEN_NEED_2 = "sen_need_2"
    FSM = "fsm"
    PUPIL_PREMIUM = "pupil_premium"
    LOOKED_AFTER = "looked_after"
    CARE_AUTHORITY = "care_authority"
    EAL = "eal"
    SERVICE_CHILD = "service_child"
    YOUNG_CARER = "young_carer"
    SOCIAL_CARE = "social_care"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Pupil:
    """One pupil on the list. `id` is 0 until the room has given one."""

    legal_surname: str
    legal_forename: str
    id: int = 0
    upn: str | None = None
    former_upn: str | None = None
    uln: str | None = None
    middle_names: str | None = None
    preferred_surname: str | None = None
    preferred_forename: str | None = None
    date_of_birth: date | None = None
    sex: str | None = None
    pronouns: str | None = None
    first_language: str | None = None
    ethnicity: str | None = None
    left_on: date | None = None

    @property
    def name(self) -> str:
        """Preferred forename and surname, as sheets and screens call the pupil."""
        return f"{self.forename} {self.surname}".strip()

    @property
    def forename(self) -> str:
        """What the pupil is called."""
        return self.preferred_forename or self.legal_forename

    @property
    def surname(self) -> str:
        """The surname the pupil goes by."""
        return self.preferred_surname or self.legal_surname


@dataclass(frozen=True, slots=True)
class PupilFact:
    """One fact about a pupil from `effective_from` until the next of its kind; None: no longer holds."""

    pupil_id: int
    kind: FactKind
    value: str | None
    effective_from: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class PupilOnDate:
    """A pupil with the facts in force on one date."""

    pupil: Pupil
    facts: Mapping[FactKind, str]

    def fact(self, kind: FactKind) -> str | None:
        """The value in force, or None where unknown."""
        return self.facts.get(kind)


def sort_key(pupil: Pupil) -> tuple[str, str, int]:
    """Order of lists: by the surname and forename the pupil goes by, whatever case and accents."""
    return folded(pupil.surname), folded(pupil.forename), pupil.id


def expected_year_group(date_of_birth: date, on: date) -> str | None:
    """The year group a pupil of that age is in, "R" or "1" to "14"; None outside school age.

    From the 1 September on or before birth (domain reference 6.6); a school may place a pupil otherwise.
    """
    cohort = date_of_birth.year if date_of_birth.month >= 9 else date_of_birth.year - 1
    school_year = on.year if on.month >= 9 else on.year - 1
    number = school_year - cohort - 5
    return "R" if number == 0 else str(number) if 1 <= number <= 14 else None
