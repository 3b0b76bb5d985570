"""The rows of a week, fetched once, for the summaries of everyone who was in the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from iap_desktop.domain.attendance import AttendanceCode
from iap_desktop.domain.dates import monday_of, school_week
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import Pupil, sort_key
from iap_desktop.domain.school import settings_on
from iap_desktop.domain.weekly import WeeklySummary
from iap_desktop.domain.weeks import Session, WeekSources, pupils_of_week, week_summary
from iap_desktop.services.school import load_calendar
from iap_desktop.storage import placements, registers, school, staff
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room

MORNING_DUE, AFTERNOON_DUE = time(9, 30), time(14, 0)
_ALWAYS = date(1900, 1, 1)


def week_sources(connection: Connection, on: date, now: datetime) -> WeekSources:
    """All that the summaries of the week of `on` need."""
    days = school_week(on)
    return WeekSources(
        on=on,
        calendar=load_calendar(connection, days[0], days[-1]),
        bell_times=tuple(school.all_bell_times(connection)),
        periods=tuple(school.all_periods(connection)),
        codes=attendance_codes(connection),
        placements=placements_or_everyone(connection, days[0], days[-1]),
        session_marks=tuple(registers.session_marks_between(connection, days[0], days[-1])),
        period_marks=tuple(registers.period_marks_between(connection, days[0], days[-1])),
        settings=settings_on(school.all_settings(connection), days[-1]),
        key_adults=tuple(placements.key_adults_between(connection, days[0], days[-1])),
        staff_names=tuple(staff.all_names(connection)),
        comments=registers.comments(connection, monday_of(on)),
        until=last_due_session(now),
        now=now,
        since=registers.begun_on(connection),
    )


def attendance_codes(connection: Connection) -> tuple[AttendanceCode, ...]:
    """The codes of the room."""
    return tuple(school.attendance_codes(connection))


def placements_or_everyone(connection: Connection, first: date, last: date) -> tuple[Placement, ...]:
    """The placements of some days, none beyond the pupil's last day at the school.

    For the days before the room's first placement everyone on its list counts as placed.
    """
    begun_on = placements.first_start(connection)
    found = list(placements.placements_between(connection, first, last))
    is_before = begun_on is None or first < begun_on
    left_on = stored.left_days(connection, None if is_before else {stay.pupil_id for stay in found})
    if is_before:
        until = None if begun_on is None else begun_on - timedelta(days=1)
        found += [Placement(pupil_id, _ALWAYS, until, id=-pupil_id) for pupil_id in left_on]
    return tuple(stay for stay in (_until_left(one, left_on[one.pupil_id]) for one in found) if stay)


def placements_of_pupil(connection: Connection, pupil: Pupil) -> tuple[Placement, ...]:
    """One pupil's placements by the rules of `placements_or_everyone`, of all times."""
    found = placements.of_pupil(connection, pupil.id)
    begun_on = placements.first_start(connection)
    until = None if begun_on is None else begun_on - timedelta(days=1)
    found.append(Placement(pupil.id, _ALWAYS, until, id=-pupil.id))
    return tuple(stay for stay in (_until_left(one, pupil.left_on) for one in found) if stay)


def _until_left(placement: Placement, left_on: date | None) -> Placement | None:
    if left_on is None:
        return placement
    if left_on < placement.starts_on:
        return None
    return replace(placement, ends_on=min(left_on, placement.ends_on or left_on))


def last_due_session(now: datetime) -> Session:
    """The last session that should have been marked by `now` (local time)."""
    if now.time() >= AFTERNOON_DUE:
        return now.date(), "PM"
    if now.time() >= MORNING_DUE:
        return now.date(), "AM"
    return now.date() - timedelta(days=1), "PM"


def weekly_summaries(
    room: Room, on: date, pupil_ids: Iterable[int] | None = None
) -> tuple[WeeklySummary, ...]:
    """The summaries of a week, by surname: of the pupils named, else of all who were in the room."""
    with room.read() as connection:
        sources = week_sources(connection, on, room.clock())
        wanted = set(pupils_of_week(sources) if pupil_ids is None else pupil_ids)
        known = stored.pupils_on(connection, sources.days[-1], wanted)
    return tuple(
        week_summary(sources, entry) for entry in sorted(known, key=lambda entry: sort_key(entry.pupil))
    )
