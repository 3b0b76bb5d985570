"""Invented people with names of the many origins that English schools know, accents and apostrophes too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from iap_desktop.services.sample_dice import pick
from iap_desktop.system.resources import read_text

_FROM_TWO_ORIGINS = 0.12
_MIDDLE_NAME = 0.3
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Names that go together. A surname "Nowacki/Nowacka" has a form for boys and one for girls."""

    language: str
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]

    def forenames(self, sex: str) -> tuple[str, ...]:
        """Forenames for "F" or "M"."""
        return self.girls if sex == "F" else self.boys


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; `language` is a DfE language code, `family_name` as in the lists."""

    forename: str
    family_name: str
    sex: str
    language: str
    origin: Origin
    called: str | None = None
    middle_name: str | None = None

    @property
    def surname(self) -> str:
        """The family's name in the person's form."""
        return surname_for(self.family_name, self.sex)


class Names:
    """Gives each pupil of a sample another name, as far as there are enough."""

    def __init__(self, throws: Random) -> None:
        self._throws = throws
        self._shares, self._called = _name_lists()
        self._given: set[str] = set()
        self._used: set[tuple[str, str]] = set()
        self._count = 0

    def pupil(self) -> Person:
        """The next pupil; every third has an accent or an apostrophe, every fifth a name to be called by."""
        self._count += 1
        for attempt in range(_TRIES):
            person = self._person()
            is_fresh = person.forename not in self._given or attempt > _TRIES // 2
            is_marked = self._count % 3 > 0 or has_marks(person.forename + person.surname)
            is_called = self._count % 5 > 0 or person.called is not None
            is_new = (person.forename, person.surname) not in self._used
            if is_fresh and is_marked and is_called and is_new:
                break
        self._given.add(person.forename)
        self._used.add((person.forename, person.surname))
        return person

    def adult(self, family: Person, sex: str) -> str:
        """A forename for one of a pupil's family."""
        return self._throws.choice(family.origin.forenames(sex))

    def _person(self) -> Person:
        throws, origin = self._throws, pick(self._shares, self._throws)
        sex = throws.choice("FM")
        other = pick(self._shares, throws) if throws.random() < _FROM_TWO_ORIGINS else origin
        forename = throws.choice(origin.forenames(sex))
        middle = throws.choice(other.forenames(sex)) if throws.random() < _MIDDLE_NAME else forename
        return Person(
            forename=forename,
            family_name=throws.choice(other.surnames),
            sex=sex,
            language=origin.language if throws.random() < 0.7 else "ENG",
            origin=other,
            called=self._called.get(forename),
            middle_name=middle if middle != forename else None,
        )


def surname_for(surname: str, sex: str) -> str:
    """The form of a surname for "F" or "M", where it has two."""
    forms = surname.split("/")
    return forms[-1] if sex == "F" else forms[0]


def has_marks(name: str) -> bool:
    """Whether a name has a letter beyond A to Z or an apostrophe, on which careless programs stumble."""
    return not name.isascii() or "'" in name


@cache
def _name_lists() -> tuple[Mapping[Origin, float], Mapping[str, str]]:
    content: dict[str, Any] = json.loads(read_text("sample", "names.json"))
    shares = {
        Origin(
            entry["language"], tuple(entry["girls"]), tuple(entry["boys"]), tuple(entry["surnames"])
        ): float(entry["share"])
        for entry in content["origins"]
    }
    return shares, content["called"]
