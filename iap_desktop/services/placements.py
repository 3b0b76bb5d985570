"""A pupil comes into the room, on given periods with a key adult, and leaves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.placements import Placement, PlacementKeyAdult, PlacementSlot, problems_with
from iap_desktop.storage import placements as stored
from iap_desktop.storage import pupils, rows
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError


@dataclass(frozen=True, slots=True)
class Slot:
    """A period of the week in the room: weekday 1 to 5, letter "A", "B" or "" for both weeks."""

    weekday: int
    letter: str
    period_name: str


@dataclass(frozen=True, slots=True)
class PlacePupil:
    """A new placement from its first day on.

    with_others: where it is the room's first one, all others on the list are placed from that day too.
    Before it everyone counts as placed; a register that had twelve must not have one the day after.
    """

    placement: Placement
    slots: tuple[Slot, ...] = ()
    key_adult_id: int | None = None
    with_others: bool = False

    @property
    def label(self) -> str:
        """The act in words."""
        return "Place a pupil in the room"

    def apply(self, connection: Connection) -> int:
        """Write it; gives its id. Raises UserError where the pupil is placed then already."""
        _refuse_overlap(connection, self.placement)
        if self.with_others:
            _place_the_others(connection, self.placement)
        placement_id = stored.add(connection, replace(self.placement, id=0))
        since = self.placement.starts_on
        stored.add_slots(connection, _pattern(placement_id, since, self.slots))
        stored.add_key_adult(connection, PlacementKeyAdult(placement_id, self.key_adult_id, since))
        return placement_id


@dataclass(frozen=True, slots=True)
class EndPlacement:
    """The last day of a pupil in the room; None: the placement goes on after all."""

    placement_id: int
    ends_on: date | None

    @property
    def label(self) -> str:
        """The act in words."""
        return "End a placement"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where it would end before it began or meet the next one."""
        ended = replace(_placement(connection, self.placement_id), ends_on=self.ends_on)
        _refuse_overlap(connection, ended)
        rows.update(connection, ended)


@dataclass(frozen=True, slots=True)
class SetPattern:
    """Other periods in the room from a date on; the pattern before stays for the days before."""

    placement_id: int
    effective_from: date
    slots: tuple[Slot, ...]

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change the periods in the room"

    def apply(self, connection: Connection) -> None:
        """Write it, in place of a pattern that begins on the same day."""
        _refuse_before_start(connection, self.placement_id, self.effective_from)
        stored.clear_slots(connection, self.placement_id, self.effective_from)
        stored.add_slots(connection, _pattern(self.placement_id, self.effective_from, self.slots))


@dataclass(frozen=True, slots=True)
class SetKeyAdult:
    """Another key adult from a date on; None: nobody."""

    placement_id: int
    effective_from: date
    staff_id: int | None

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change the key adult"

    def apply(self, connection: Connection) -> None:
        """Write it, in place of a key adult named from the same day."""
        _refuse_before_start(connection, self.placement_id, self.effective_from)
        stored.clear_key_adult(connection, self.placement_id, self.effective_from)
        key_adult = PlacementKeyAdult(self.placement_id, self.staff_id, self.effective_from)
        stored.add_key_adult(connection, key_adult)


def others_on_list(room: Room, pupil_id: int, on: date) -> int:
    """How many others are in the room only because nobody has a placement yet; 0 once somebody has."""
    with room.read() as connection:
        return len(_others(connection, pupil_id, on))


def is_anybody_placed(room: Room) -> bool:
    """Whether the room has had a placement; before, everyone on its list counts as placed."""
    with room.read() as connection:
        return stored.first_start(connection) is not None


def _place_the_others(connection: Connection, first: Placement) -> None:
    for pupil_id in _others(connection, first.pupil_id, first.starts_on):
        stored.add(connection, Placement(pupil_id, first.starts_on))


def _others(connection: Connection, pupil_id: int, on: date) -> tuple[int, ...]:
    if stored.first_start(connection) is not None:
        return ()
    left_on = pupils.left_days(connection, None)
    return tuple(
        other for other, left in left_on.items() if other != pupil_id and (left is None or left >= on)
    )


def _pattern(placement_id: int, since: date, slots: Iterable[Slot]) -> tuple[PlacementSlot, ...]:
    return tuple(
        PlacementSlot(placement_id, since, slot.weekday, slot.letter, slot.period_name)
        for slot in dict.fromkeys(slots)
    )


def _placement(connection: Connection, placement_id: int) -> Placement:
    return rows.select(connection, Placement, "WHERE id = ?", (placement_id,))[0]


def _refuse_overlap(connection: Connection, placement: Placement) -> None:
    problems = problems_with(placement, stored.all_placements(connection))
    if problems:
        raise UserError(problems[0])


def _refuse_before_start(connection: Connection, placement_id: int, since: date) -> None:
    placement = _placement(connection, placement_id)
    if since < placement.starts_on:
        raise UserError(f"The placement begins only on {day_in_words(placement.starts_on)}.")
