"""A pupil's time in the room: from a date, on given periods, with a key adult."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from iap_desktop.domain.bell_times import Period, PeriodKind, markable
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.names import folded
from iap_desktop.domain.registers import Place

WEEK_LETTERS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Placement:
    """One stay of one pupil; a pupil may have several, one after another."""

    pupil_id: int
    starts_on: date
    ends_on: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlacementKeyAdult:
    """Who looks after the pupil in the room from `effective_from`; None: nobody named."""

    placement_id: int
    staff_id: int | None
    effective_from: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlacementSlot:
    """One period of the week that is spent in the room, in the pattern that holds from `effective_from`.

    `letter` is "A", "B" or "" for both weeks; `period_name` names the period, so that the pattern
    outlives a change of bell times.
    """

    placement_id: int
    effective_from: date
    weekday: int
    letter: str
    period_name: str
    id: int = 0


def is_active(placement: Placement, on: date) -> bool:
    """Whether a placement runs on `on`; its first and last day count."""
    return placement.starts_on <= on and (placement.ends_on is None or on <= placement.ends_on)


def placement_on(placements: Iterable[Placement], on: date) -> Placement | None:
    """The placement of one pupil that runs on `on`, the newest where records overlap."""
    active = [placement for placement in placements if is_active(placement, on)]
    return max(active, key=lambda placement: (placement.starts_on, placement.id), default=None)


def is_in_room(placements: Iterable[Placement], on: date) -> bool:
    """Whether a pupil with these placements belongs to the room on `on`."""
    return any(is_active(placement, on) for placement in placements)


def key_adult_on(key_adults: Iterable[PlacementKeyAdult], placement_id: int, on: date) -> int | None:
    """The staff id of who looks after the pupil on `on`; None where nobody is named."""
    begun = [one for one in key_adults if one.placement_id == placement_id and one.effective_from <= on]
    newest = max(begun, key=lambda one: (one.effective_from, one.id), default=None)
    return None if newest is None else newest.staff_id


class _Slot(NamedTuple):
    weekday: int
    letter: str
    period: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """The periods of the week that one pupil spends in the room, quick to ask."""

    slots: frozenset[_Slot] = frozenset()

    def holds(self, weekday: int, letter: str, period_name: str) -> bool:
        """Whether a slot says so; `letter` "" asks for slots of both weeks."""
        return _Slot(weekday, letter, folded(period_name)) in self.slots


def pattern_on(slots: Iterable[PlacementSlot], on: date) -> Pattern:
    """The pattern of one placement in force on `on`: the slots of the newest date that has come."""
    begun = [slot for slot in slots if slot.effective_from <= on]
    newest = max((slot.effective_from for slot in begun), default=None)
    in_force = (slot for slot in begun if slot.effective_from == newest)
    return Pattern(frozenset(_Slot(slot.weekday, slot.letter, folded(slot.period_name)) for slot in in_force))


def expected_place(pattern: Pattern, on: date, week_letter: str | None, period: Period) -> Place | None:
    """Where the pupil is expected in a period of a school day: in the room if the pattern says so.

    In a lesson otherwise. None where nothing can be expected: in breaks and lunch, after lessons unless
    the pattern has it, with no pattern in force, and where the pattern depends on a letter that the week
    does not have. An expectation is never a mark.
    """
    if not pattern.slots or not markable(period):
        return None
    weekday = on.isoweekday()
    if any(pattern.holds(weekday, letter, period.name) for letter in ("", week_letter or "")):
        return Place.IN_ROOM
    is_lettered = any(pattern.holds(weekday, letter, period.name) for letter in WEEK_LETTERS)
    if period.kind is PeriodKind.AFTER or (week_letter is None and is_lettered):
        return None
    return Place.IN_LESSON


def problems_with(placement: Placement, others: Iterable[Placement]) -> tuple[str, ...]:
    """What cannot be true about a placement beside the pupil's others, in sentences; empty if all is well."""
    problems = []
    if placement.ends_on is not None and placement.ends_on < placement.starts_on:
        problems.append("The placement ends before it begins.")
    problems += [
        f"The pupil already has a placement from {_stretch_in_words(other)}."
        for other in sorted(others, key=lambda other: other.starts_on)
        if other.pupil_id == placement.pupil_id
        and (not placement.id or other.id != placement.id)
        and _overlap(placement, other)
    ]
    return tuple(problems)


def _overlap(one: Placement, other: Placement) -> bool:
    one_ends, other_ends = one.ends_on or date.max, other.ends_on or date.max
    return one.starts_on <= other_ends and other.starts_on <= one_ends


def _stretch_in_words(placement: Placement) -> str:
    first = day_in_words(placement.starts_on)
    return f"{first} to {day_in_words(placement.ends_on)}" if placement.ends_on else f"{first} on"
