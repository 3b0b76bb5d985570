"""Acts of the pupils' page that are made of several others but are one step, and what its forms offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from iap_desktop.domain import staff
from iap_desktop.domain.bell_times import Period, PeriodKind, markable, periods_on
from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.dates import school_week
from iap_desktop.domain.names import folded
from iap_desktop.domain.placements import (
    Placement,
    PlacementKeyAdult,
    PlacementSlot,
    key_adult_on,
    placement_on,
    problems_with,
)
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.weekly import WeeklySummary
from iap_desktop.services.placements import PlacePupil, Slot
from iap_desktop.services.pupils import PutPupil
from iap_desktop.services.school import calendar_of, settings
from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage import placements, rows, school
from iap_desktop.storage import pupils as stored
from iap_desktop.storage import staff as stored_staff
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError


@dataclass(frozen=True, slots=True)
class AddPupil:
    """A new pupil, placed in the room at once where a first day is given. Facts hold from a date on.

    with_others: as in `PlacePupil`.
    """

    pupil: Pupil
    facts: Mapping[FactKind, str]
    effective_from: date
    starts_on: date | None = None
    key_adult_id: int | None = None
    with_others: bool = False

    @property
    def label(self) -> str:
        """The act in words."""
        return "Add a pupil"

    def apply(self, connection: Connection) -> int:
        """Write it; gives the pupil's id. Raises UserError as `PutPupil` does."""
        pupil_id = PutPupil(replace(self.pupil, id=0), self.facts, self.effective_from).apply(connection)
        if self.starts_on is not None:
            stay = Placement(pupil_id, self.starts_on)
            others = self.with_others
            PlacePupil(stay, key_adult_id=self.key_adult_id, with_others=others).apply(connection)
        return pupil_id


@dataclass(frozen=True, slots=True)
class OrderContacts:
    """The order in which to ring a pupil's contacts, the first first; others keep their order after them."""

    pupil_id: int
    contact_ids: tuple[int, ...]

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change whom to ring first"

    def apply(self, connection: Connection) -> None:
        """Write it."""
        known = stored.contacts_of(connection, self.pupil_id)
        wanted = {contact_id: place for place, contact_id in enumerate(self.contact_ids)}
        ordered = sorted(known, key=lambda contact: wanted.get(contact.id, len(wanted)))
        for priority, contact in enumerate(ordered, start=1):
            if contact.priority != priority:
                rows.update(connection, replace(contact, priority=priority))


@dataclass(frozen=True, slots=True)
class ChangePlacement:
    """Another first or last day of a placement that was entered wrongly, or that is to end or go on."""

    placement: Placement

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change the days of a placement"

    def apply(self, connection: Connection) -> None:
        """Write it; a pattern and a key adult that held from the first day move with it."""
        before = rows.select(connection, Placement, "WHERE id = ?", (self.placement.id,))[0]
        problems = problems_with(self.placement, placements.all_placements(connection))
        if problems:
            raise UserError(problems[0])
        rows.update(connection, self.placement)
        if before.starts_on != self.placement.starts_on:
            _move_first_day(connection, before, self.placement.starts_on)


def _move_first_day(connection: Connection, before: Placement, starts_on: date) -> None:
    """What held from the old first day holds from an earlier one, unless something holds then already."""
    slots = placements.slots_of(connection, (before.id,))
    adults = placements.key_adults_of(connection, (before.id,))
    both: tuple[Sequence[PlacementSlot | PlacementKeyAdult], ...] = (slots, adults)
    for begun in both:
        if any(one.effective_from <= starts_on for one in begun):
            continue
        for one in begun:
            if one.effective_from == before.starts_on:
                rows.update(connection, replace(one, effective_from=starts_on))


@dataclass(frozen=True, slots=True)
class WeekShape:
    """The periods in which a pupil can be in the room: lines by name, and which weekday has which.

    after: those of them that come after lessons, to which only some pupils stay.
    """

    names: tuple[str, ...]
    has: frozenset[tuple[int, str]]
    has_letters: bool
    after: frozenset[tuple[int, str]] = frozenset()

    def holds(self, weekday: int, name: str) -> bool:
        """Whether a weekday has a period of this name."""
        return (weekday, folded(name)) in self.has


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What the forms about pupils offer on a day: present staff, and whether ethnicity is kept."""

    staff: tuple[tuple[int, str], ...]
    has_ethnicity: bool


def form_choices(room: Room, on: date) -> FormChoices:
    """What the forms about pupils offer."""
    with room.read() as connection:
        members = stored_staff.all_staff(connection)
        names = stored_staff.all_names(connection)
    present = [member for member in members if staff.is_on_staff(member, on)]
    named = [(member.id, staff.name_on(names, member.id, on) or "") for member in present]
    has_ethnicity = settings(room, on).get(SettingKind.HAS_ETHNICITY) == "1"
    return FormChoices(tuple(sorted(named, key=lambda one: folded(one[1]))), has_ethnicity)


def week_shape(room: Room, on: date) -> WeekShape:
    """The periods of the week of a day, those after lessons too, and whether weeks have letters."""
    with room.read() as connection:
        bells, periods = school.all_bell_times(connection), school.all_periods(connection)
    has_letters = any(letter.week_starts_on >= on for letter in calendar_of(room).letters)
    by_day = {day.isoweekday(): periods_on(day, bells, periods) for day in school_week(on)}
    listed = [(day, period) for day, own in by_day.items() for period in own if _can_be_in_room(period)]
    first_times = {folded(period.name): period.starts_at for _, period in reversed(listed)}
    names = {folded(period.name): period.name for _, period in reversed(listed)}
    ordered = sorted(names, key=lambda name: first_times[name])
    has = frozenset((day, folded(period.name)) for day, period in listed)
    after = frozenset((day, folded(one.name)) for day, one in listed if one.kind is PeriodKind.AFTER)
    return WeekShape(tuple(names[name] for name in ordered), has, has_letters, after)


def _can_be_in_room(period: Period) -> bool:
    is_registration = period.kind is PeriodKind.TUTOR and period.session is not None
    return markable(period) and not is_registration


def pattern_slots(room: Room, placement_id: int, on: date) -> tuple[Slot, ...]:
    """The pattern of a placement in force on a day."""
    with room.read() as connection:
        slots = placements.slots_of(connection, (placement_id,))
    return tuple(Slot(slot.weekday, slot.letter, slot.period_name) for slot in _in_force(slots, on))


def _in_force(slots: list[PlacementSlot], on: date) -> list[PlacementSlot]:
    begun = [slot for slot in slots if slot.effective_from <= on]
    newest = max((slot.effective_from for slot in begun), default=None)
    return [slot for slot in begun if slot.effective_from == newest]


def key_adult_id(room: Room, placement_id: int, on: date) -> int | None:
    """Who looks after a pupil in a placement on a day."""
    with room.read() as connection:
        return key_adult_on(placements.key_adults_of(connection, (placement_id,)), placement_id, on)


def placement_of(room: Room, pupil_id: int, on: date) -> Placement | None:
    """The placement of a pupil that runs on a day, else the next one to come, else None."""
    with room.read() as connection:
        stays = placements.of_pupil(connection, pupil_id)
    to_come = [stay for stay in stays if stay.starts_on > on]
    return placement_on(stays, on) or min(to_come, key=lambda stay: stay.starts_on, default=None)


def is_name_taken(room: Room, surname: str, forename: str) -> bool:
    """Whether somebody on the list, or who has left, has this name, whatever case and accents."""
    wanted = (folded(surname), folded(forename))
    with room.read() as connection:
        known = stored.all_pupils(connection)
    return any(
        wanted
        in {(folded(p.legal_surname), folded(p.legal_forename)), (folded(p.surname), folded(p.forename))}
        for p in known
    )


def next_priority(room: Room, pupil_id: int) -> int:
    """Where a new contact comes in the order: last."""
    with room.read() as connection:
        known: list[Contact] = stored.contacts_of(connection, pupil_id)
    return max((contact.priority for contact in known), default=0) + 1


def pupil_week(room: Room, pupil_id: int, on: date) -> WeeklySummary:
    """One pupil's week, that of any day."""
    return weekly_summaries(room, on, (pupil_id,))[0]
