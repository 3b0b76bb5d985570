"""Reading one day of the registers, and the history of a mark, for the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from iap_desktop.domain import staff
from iap_desktop.domain.attendance import CodeBook
from iap_desktop.domain.bell_times import periods_on
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.names import short_name
from iap_desktop.domain.placements import Pattern, Placement, PlacementSlot, pattern_on, placement_on
from iap_desktop.domain.register_days import DaySources, RegisterDay
from iap_desktop.domain.register_days import register_day as put_together
from iap_desktop.domain.registers import PLACE_WORDS, PeriodMark, Place, SessionMark
from iap_desktop.services.school import load_calendar
from iap_desktop.services.weeks import attendance_codes, placements_or_everyone
from iap_desktop.storage import placements, registers, rows, school
from iap_desktop.storage import pupils as stored
from iap_desktop.storage import staff as stored_staff
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room


def register_day(room: Room, on: date, now: datetime) -> RegisterDay:
    """Both registers of a day, as they stand; `now` (local time) says what has begun."""
    with room.read() as connection:
        sources = day_sources(connection, on, now)
    return put_together(sources)


def day_sources(connection: Connection, on: date, now: datetime) -> DaySources:
    """The rows of one day; besides settings only what belongs to the day is read."""
    calendar = load_calendar(connection, on, on)
    all_periods = tuple(school.all_periods(connection))
    placed = placed_on(connection, on)
    session_marks = registers.session_marks_between(connection, on, on)
    period_marks = registers.period_marks_between(connection, on, on)
    shown = {*placed, *(mark.pupil_id for mark in session_marks), *(mark.pupil_id for mark in period_marks)}
    before, after = neighbours(calendar, on)
    return DaySources(
        day=calendar.day(on),
        now=now,
        periods=periods_on(on, school.all_bell_times(connection), all_periods),
        codes=CodeBook(attendance_codes(connection)),
        pupils=tuple(stored.pupils_on(connection, on, shown)),
        in_room=frozenset(placed),
        patterns=_patterns(connection, placed, on),
        session_marks=tuple(session_marks),
        period_marks=tuple(period_marks),
        all_periods=all_periods,
        before=before,
        after=after,
    )


def placed_on(connection: Connection, on: date) -> dict[int, Placement]:
    """The placement of each pupil who belongs to the room on a date."""
    by_pupil: dict[int, list[Placement]] = {}
    for stay in placements_or_everyone(connection, on, on):
        by_pupil.setdefault(stay.pupil_id, []).append(stay)
    found = {pupil_id: placement_on(stays, on) for pupil_id, stays in by_pupil.items()}
    return {pupil_id: stay for pupil_id, stay in found.items() if stay is not None}


def neighbours(calendar: Calendar, on: date) -> tuple[date | None, date | None]:
    """The school days before and after a day."""
    return calendar.last_open_day(on), calendar.next_open_day(on)


def _patterns(connection: Connection, placed: Mapping[int, Placement], on: date) -> dict[int, Pattern]:
    slots: dict[int, list[PlacementSlot]] = {}
    for slot in placements.slots_in_force(connection, (stay.id for stay in placed.values()), on):
        slots.setdefault(slot.placement_id, []).append(slot)
    return {pupil_id: pattern_on(slots.get(stay.id, ()), on) for pupil_id, stay in placed.items()}


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One change of a mark: who, when (local time), and what it said before and after, None for nothing."""

    by: str
    at: datetime
    before: str | None
    after: str | None

    def words(self, today: date) -> str:
        """The change in words: "Marked by S. Carter 08:47; before: N"."""
        when = f"{self.at:%H:%M}"
        if self.at.date() != today:
            when = f"{day_in_words(self.at.date())}, {when}"
        act = "Cleared" if self.after is None else "Marked"
        before = f"; before: {self.before}" if self.before is not None else ""
        return f"{act} by {self.by} {when}{before}"


def mark_history(room: Room, mark: type[SessionMark | PeriodMark], row_id: int) -> tuple[MarkChange, ...]:
    """What became of one mark, newest first. mark: SessionMark or PeriodMark; row_id: the mark's id."""
    zone = room.clock().tzinfo
    with room.read() as connection:
        changes = registers.changes_of(connection, rows.table_of(mark), row_id)
        names = stored_staff.all_names(connection)
    found = []
    for change in reversed(changes):
        at = change.taken_at.astimezone(zone)
        name = staff.name_on(names, change.staff_id, at.date()) or ""
        found.append(MarkChange(short_name(name), at, _said(change.before), _said(change.after)))
    return tuple(found)


def _said(cells: str | None) -> str | None:
    """What a mark said, from its row in the change log."""
    if cells is None:
        return None
    row = json.loads(cells)
    words = row["code"] if "code" in row else PLACE_WORDS[Place(row["place"])]
    minutes = row.get("minutes_late")
    return f"{words} {minutes} min" if minutes else str(words)
