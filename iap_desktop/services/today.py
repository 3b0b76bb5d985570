"""The first page of the day, painted from one look at the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from iap_desktop.domain import today as glance
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.dates import day_in_words, monday_of, school_week
from iap_desktop.domain.placements import Placement, is_in_room
from iap_desktop.domain.register_days import RegisterDay
from iap_desktop.domain.register_days import register_day as put_together
from iap_desktop.domain.registers import SESSIONS, SessionMark
from iap_desktop.domain.today import AboutPupil, DueItem, DueKind, TodayPage
from iap_desktop.services.register_days import day_sources, placed_on
from iap_desktop.services.school import load_calendar
from iap_desktop.services.weeks import last_due_session, placements_or_everyone
from iap_desktop.storage import registers
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room

DAYS_LOOKED_BACK = 5
_COMMENTS_FROM = 3  # Thursday

_Stays = Mapping[int, list[Placement]]


def today_page(room: Room, on: date, now: datetime) -> TodayPage:
    """The page of a day as it is at `now` (local time)."""
    with room.read() as connection:
        sources = day_sources(connection, on, now)
        placed = placed_on(connection, on)
        calendar = load_calendar(connection, on, on)
        days = _days_to_look_at(calendar, on)
        begun_on = registers.begun_on(connection)
        marks, stays = _marks_and_stays(connection, days, on)
        written = {who for who, text in registers.comments(connection, monday_of(on)).items() if text.strip()}
    day = put_together(sources)
    about = {
        known.pupil.id: AboutPupil(placed.get(known.pupil.id), known.pupil.date_of_birth)
        for known in sources.pupils
    }
    shown = glance.tiles(day, about, now)
    in_week = _pupils_of_week(calendar, stays, marks, on)
    return TodayPage(
        day=day,
        closed=glance.closed_in_words(day),
        now_words=glance.period_in_words(day),
        to_mark=glance.session_to_mark(day),
        tiles=shown,
        counts=glance.counts(shown),
        counters=day.counters,
        due=(
            *_missing([one for one in days if one >= begun_on], stays, marks, now),
            *_comments_due(day, len(in_week - written)),
        ),
        drafted=len(in_week & written),
        summaries=len(in_week),
    )


def _days_to_look_at(calendar: Calendar, on: date) -> tuple[date, ...]:
    """The last school days up to a day, oldest first."""
    first = on
    for _ in range(DAYS_LOOKED_BACK):
        first = calendar.last_open_day(first) or first
    return calendar.open_days(first, on)


def _marks_and_stays(
    connection: Connection, days: Iterable[date], on: date
) -> tuple[list[SessionMark], dict[int, list[Placement]]]:
    """Session marks and placements from the first of the days to the end of the week of `on`."""
    week = school_week(on)
    first, last = min([*days, week[0]]), max(week[-1], on)
    stays: dict[int, list[Placement]] = {}
    for stay in placements_or_everyone(connection, first, last):
        stays.setdefault(stay.pupil_id, []).append(stay)
    return registers.session_marks_between(connection, first, last), stays


def _pupils_of_week(
    calendar: Calendar, stays: _Stays, marks: Iterable[SessionMark], on: date
) -> frozenset[int]:
    """Who belongs on the week's summaries: in the room on a school day of it, or marked in it."""
    week = school_week(on)
    days = calendar.open_days(week[0], week[-1])
    placed = {who for who, own in stays.items() if any(is_in_room(own, day) for day in days)}
    return frozenset(placed | {mark.pupil_id for mark in marks if mark.marked_on >= week[0]})


def _missing(
    days: Iterable[date], stays: _Stays, marks: Iterable[SessionMark], now: datetime
) -> Iterable[DueItem]:
    """Sessions that should be marked by now and are not, a line a day."""
    until = last_due_session(now)
    marked = {(mark.pupil_id, mark.marked_on, mark.session) for mark in marks}
    missing: Counter[date] = Counter()
    for day in days:
        due = [session for session in SESSIONS if (day, session) <= until]
        for who, own in stays.items():
            if is_in_room(own, day):
                missing[day] += sum((who, day, session) not in marked for session in due)
    for day, count in sorted(missing.items()):
        if count:
            marks_words = "1 mark is missing" if count == 1 else f"{count} marks are missing"
            yield DueItem(DueKind.MARKS, f"{day_in_words(day)}: {marks_words}", day, count)


def _comments_due(day: RegisterDay, count: int) -> tuple[DueItem, ...]:
    """From Thursday on: comments of the week that nobody has begun."""
    on = day.day.on
    if count == 0 or not day.day.is_open or on.weekday() < _COMMENTS_FROM:
        return ()
    words = "1 weekly comment to write" if count == 1 else f"{count} weekly comments to write"
    return (DueItem(DueKind.COMMENTS, words, monday_of(on), count),)
