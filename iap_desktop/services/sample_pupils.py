"""What the sample room knows of each pupil: details, dated facts, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from anyascii import anyascii

from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.names import folded
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.school_years import starting_year
from iap_desktop.domain.upns import with_check_letter
from iap_desktop.services.sample_dice import dice, pick, shuffled
from iap_desktop.services.sample_names import Names, surname_for
from iap_desktop.services.sample_stays import Stay

_PRIMARY_SCHOOLS = (("801", "2990"), ("801", "3991"), ("840", "2993"), ("802", "5994"))
_FORM_LETTERS = "BCFHTW"
_SEN = {"N": 32, "K": 46, "E": 22}
_NEEDS = {"SEMH": 44, "SLCN": 16, "ASD": 14, "SPLD": 12, "MLD": 9, "OTH": 4, "HI": 1}
_PRONOUNS = {None: 86, "she/her": 5, "he/him": 5, "they/them": 4}
_NOT_EAL = ("ENG", "CYM")
_RELATIONS = {
    "F": {"Mother": 78, "Grandmother": 9, "Aunt": 5, "Stepmother": 5, "Sister": 3},
    "M": {"Father": 74, "Stepfather": 12, "Grandfather": 8, "Uncle": 6},
}
_RESPONSIBLE = ("Mother", "Father")
_BARRED_NOTE = "Do not contact: see the court order in the school's file, and ask the DSL."


@dataclass(frozen=True, slots=True)
class SamplePupil:
    """One pupil as the room holds them; contacts still without the pupil's id."""

    stay: Stay
    pupil: Pupil
    facts: dict[date, dict[FactKind, str]]
    contacts: tuple[Contact, ...]


def sample_pupils(stays: tuple[Stay, ...], calendar: Calendar, today: date, seed: int) -> list[SamplePupil]:
    """An invented pupil for each stay, in the same order. One of them has an adult not to be contacted."""
    names = Names(dice(seed, "names"))
    barred = min(2, len(stays) - 1)
    return [
        _Making(names, stay, number, dice(seed, "pupil", number), has_barred_adult=number == barred).made(
            calendar, today
        )
        for number, stay in enumerate(stays)
    ]


class _Making:
    """One pupil in the making."""

    def __init__(
        self, names: Names, stay: Stay, number: int, throws: Random, *, has_barred_adult: bool
    ) -> None:
        self._names = names
        self._stay = stay
        self._number = number
        self._throws = throws
        self._person = names.pupil()
        self._has_barred_adult = has_barred_adult
        self._is_looked_after = throws.random() < 0.05 and not has_barred_adult

    def made(self, calendar: Calendar, today: date) -> SamplePupil:
        return SamplePupil(
            stay=self._stay,
            pupil=self._pupil(calendar, today),
            facts=self._facts(today),
            contacts=tuple(self._contacts()),
        )

    def _pupil(self, calendar: Calendar, today: date) -> Pupil:
        person, cohort = self._person, self._stay.year_7 - 12
        return Pupil(
            legal_surname=person.surname,
            legal_forename=person.forename,
            upn=self._upn(cohort),
            middle_names=person.middle_name,
            preferred_forename=person.called,
            date_of_birth=date(cohort, 9, 1) + timedelta(days=self._throws.randrange(365)),
            sex=person.sex,
            pronouns=pick(_PRONOUNS, self._throws),
            first_language=person.language,
            left_on=self._left_on(calendar, today),
        )

    def _upn(self, cohort: int) -> str:
        """Given by the primary school in Reception; serials begin again only after many years."""
        authority, school = _PRIMARY_SCHOOLS[self._number % len(_PRIMARY_SCHOOLS)]
        serial = self._number // len(_PRIMARY_SCHOOLS) % 999 + 1
        return with_check_letter(f"{authority}{school}{(cohort + 5) % 100:02}{serial:03}")

    def _left_on(self, calendar: Calendar, today: date) -> date | None:
        """The last school day of Year 11, once it has come."""
        year = self._stay.last_school_year
        days = calendar.open_days(date(year, 9, 1), date(year + 1, 8, 31))
        return days[-1] if days and days[-1] < today and self._stay.last_on is not None else None

    def _facts(self, today: date) -> dict[date, dict[FactKind, str]]:
        """What holds from each 1 September on, from the year in which the pupil came."""
        first = starting_year(self._stay.first_on)
        last = min(self._stay.last_school_year, starting_year(today))
        form = self._throws.choice(_FORM_LETTERS)
        facts: dict[date, dict[FactKind, str]] = {}
        for year in range(first, last + 1):
            group = str(self._stay.year_group(date(year, 9, 1)))
            facts[date(year, 9, 1)] = {FactKind.YEAR_GROUP: group, FactKind.FORM: f"{group}{form}"}
        facts[date(first, 9, 1)].update(self._lasting_facts())
        self._add_new_plan(facts, today)
        return facts

    def _lasting_facts(self) -> dict[FactKind, str]:
        throws = self._throws
        is_fsm = throws.random() < 0.5
        facts = {
            FactKind.FSM: _yes(is_fsm),
            FactKind.PUPIL_PREMIUM: _yes(is_fsm or self._is_looked_after or throws.random() < 0.15),
            FactKind.EAL: _yes(self._person.language not in _NOT_EAL),
            FactKind.LOOKED_AFTER: _yes(self._is_looked_after),
            FactKind.ENROLMENT: "C",
            FactKind.SEN_STATUS: pick(_SEN, throws),
        }
        if facts[FactKind.SEN_STATUS] != "N":
            needs = (FactKind.SEN_NEED_1, FactKind.SEN_NEED_2)
            drawn = dict.fromkeys(pick(_NEEDS, throws) for _ in range(throws.randint(1, 2)))
            facts.update(zip(needs, drawn, strict=False))
        if self._is_looked_after:
            facts[FactKind.CARE_AUTHORITY] = "Northmere County Council"
        for kind, share in ((FactKind.YOUNG_CARER, 0.06), (FactKind.SERVICE_CHILD, 0.02)):
            if throws.random() < share:
                facts[kind] = "Y"
        return facts

    def _add_new_plan(self, facts: dict[date, dict[FactKind, str]], today: date) -> None:
        """Some pupils on SEN support are given a plan while they are in the room."""
        first = facts[min(facts)]
        given_on = self._stay.first_on + timedelta(weeks=self._throws.randint(4, 30))
        has_grown = first[FactKind.SEN_STATUS] == "K" and self._throws.random() < 0.25
        if has_grown and given_on <= today and given_on not in facts:
            facts[given_on] = {FactKind.SEN_STATUS: "E"}

    def _contacts(self) -> Iterator[Contact]:
        throws = self._throws
        if self._is_looked_after:
            yield self._contact(1, throws.choice("FM"), "Foster carer")
            yield self._contact(2, throws.choice("FM"), "Social worker")
            return
        sexes = shuffled("FFM", throws)[: throws.choices((1, 2, 3), weights=(25, 50, 25))[0]]
        relations = dict.fromkeys((pick(_RELATIONS[sex], throws), sex) for sex in sexes)
        for priority, (relation, sex) in enumerate(relations, start=1):
            yield self._contact(priority, sex, relation)
        if self._has_barred_adult:
            yield self._contact(len(relations) + 1, "M", "Mother's former partner", is_barred=True)

    def _contact(self, priority: int, sex: str, relation: str, *, is_barred: bool = False) -> Contact:
        throws, family = self._throws, self._person
        forename = self._names.adult(family, sex)
        has_same_name = relation in _RESPONSIBLE and throws.random() < 0.8
        family_name = family.family_name if has_same_name else throws.choice(family.origin.surnames)
        surname = surname_for(family_name, sex)
        return Contact(
            pupil_id=0,
            priority=priority,
            title="Mr" if sex == "M" else throws.choice(("Mrs", "Ms")),
            forename=forename,
            surname=surname,
            relationship=relation,
            has_parental_responsibility=relation in _RESPONSIBLE,
            phone=None if is_barred else f"07700 900{throws.randrange(1000):03}",
            second_phone=f"01632 960{throws.randrange(1000):03}" if throws.random() < 0.4 else None,
            email=None if is_barred or throws.random() < 0.3 else _email(forename, surname),
            is_barred=is_barred,
            note=_BARRED_NOTE if is_barred else None,
        )


def _yes(is_so: bool) -> str:  # noqa: FBT001 - one word for one value
    return "Y" if is_so else "N"


def _email(forename: str, surname: str) -> str:
    name = f"{folded(forename)}.{folded(surname)}".replace(" ", "")
    return f"{anyascii(name)}@example.org"
