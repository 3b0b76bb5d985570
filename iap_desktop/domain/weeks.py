"""How one pupil's week is put together from the rows of the room, for the Friday summary.

A mark is a fact: it is shown and counted even where the calendar, the bell times or the placement were
changed afterwards. Only what should be marked and is not comes from those.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from iap_desktop.domain import attendance, placements, staff
from iap_desktop.domain.attendance import AttendanceCode, CodeBook
from iap_desktop.domain.bell_times import (
    BellTimes,
    Period,
    PeriodKind,
    bell_times_on,
    markable,
    periods_for,
    times_in_words,
)
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.dates import monday_of, school_week
from iap_desktop.domain.names import folded
from iap_desktop.domain.placements import Placement, PlacementKeyAdult
from iap_desktop.domain.pupils import FactKind, PupilOnDate
from iap_desktop.domain.registers import SESSION_WORDS, SESSIONS, PeriodMark, SessionMark
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import StaffName
from iap_desktop.domain.weekly import (
    AttendanceFigures,
    PeriodCell,
    SessionCell,
    WeekDay,
    WeeklySummary,
    WeekRow,
)

Session = tuple[date, str]


@dataclass(frozen=True)
class WeekSources:
    """The rows from which the summaries of one week are made, fetched once for all pupils.

    on: any day of the week. settings: those in force in that week. marks: of that week; others are left
    out. bell_times, periods, codes, placements, key_adults, staff_names: all, of every date.
    comments: what staff wrote about the week, by pupil.
    until: the last session ("AM" or "PM" of a day) that should have been marked by now; None: all of them.
    now: local time, by which a period has begun or not; None: all of a half-day begin with its session.
    since: the day from which the room keeps registers; what is not marked before it is not missing.
    """

    on: date
    calendar: Calendar
    bell_times: tuple[BellTimes, ...]
    periods: tuple[Period, ...]
    codes: tuple[AttendanceCode, ...]
    placements: tuple[Placement, ...]
    session_marks: tuple[SessionMark, ...]
    period_marks: tuple[PeriodMark, ...]
    settings: Mapping[SettingKind, str] = field(default_factory=dict)
    key_adults: tuple[PlacementKeyAdult, ...] = ()
    staff_names: tuple[StaffName, ...] = ()
    comments: Mapping[int, str] = field(default_factory=dict)
    until: Session | None = None
    now: datetime | None = None
    since: date | None = None

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Monday to Friday."""
        return tuple(school_week(self.on))

    @cached_property
    def book(self) -> CodeBook:
        """What each code means."""
        return CodeBook(self.codes)

    @cached_property
    def periods_by_day(self) -> Mapping[date, tuple[Period, ...]]:
        """The periods of each day that are marked, under the bell times in force on it, in order."""
        by_set: dict[int, list[Period]] = {}
        for period in self.periods:
            by_set.setdefault(period.bell_times_id, []).append(period)
        by_day: dict[date, tuple[Period, ...]] = {}
        for on in self.days:
            in_force = bell_times_on(on, self.bell_times)
            listed = by_set.get(in_force.id, ()) if in_force else ()
            by_day[on] = tuple(filter(markable, periods_for(on.isoweekday(), listed)))
        return by_day

    @cached_property
    def period_names(self) -> Mapping[int, str]:
        """The name under which each period of each set of bell times is lined up, by its id."""
        return {period.id: folded(period.name) for period in self.periods}

    @cached_property
    def period_by_id(self) -> Mapping[int, Period]:
        """Each period of each set of bell times."""
        return {period.id: period for period in self.periods}

    @cached_property
    def session_marks_by_pupil(self) -> Mapping[int, dict[Session, SessionMark]]:
        """The week's session marks of each pupil, by session."""
        found: dict[int, dict[Session, SessionMark]] = {}
        for mark in self.session_marks:
            if mark.marked_on in self.days:
                found.setdefault(mark.pupil_id, {})[mark.marked_on, mark.session] = mark
        return found

    @cached_property
    def period_marks_by_pupil(self) -> Mapping[int, tuple[PeriodMark, ...]]:
        """The week's period marks of each pupil."""
        found: dict[int, list[PeriodMark]] = {}
        for mark in self.period_marks:
            if mark.marked_on in self.days:
                found.setdefault(mark.pupil_id, []).append(mark)
        return {pupil_id: tuple(marks) for pupil_id, marks in found.items()}

    @cached_property
    def placements_by_pupil(self) -> Mapping[int, tuple[Placement, ...]]:
        """The placements of each pupil."""
        found: dict[int, list[Placement]] = {}
        for placement in self.placements:
            found.setdefault(placement.pupil_id, []).append(placement)
        return {pupil_id: tuple(own) for pupil_id, own in found.items()}

    @cached_property
    def logo_png(self) -> bytes | None:
        """The school's logo."""
        stored = self.settings.get(SettingKind.LOGO)
        return b64decode(stored) if stored else None


def week_summary(sources: WeekSources, pupil: PupilOnDate) -> WeeklySummary:
    """One pupil's week. `pupil` carries the facts in force in that week; closed and unmarked stay blank."""
    who = pupil.pupil
    week = _PupilWeek(sources, who.id)
    settings = sources.settings
    return WeeklySummary(
        number=who.id,
        forename=who.forename,
        surname=who.surname,
        year_group=pupil.fact(FactKind.YEAR_GROUP),
        form=pupil.fact(FactKind.FORM),
        week_starts_on=monday_of(sources.on),
        week_letter=sources.calendar.week_letter(sources.on),
        school_name=settings.get(SettingKind.SCHOOL_NAME, ""),
        room_name=settings.get(SettingKind.ROOM_NAME, ""),
        key_adult=week.key_adult(),
        room_phone=settings.get(SettingKind.ROOM_PHONE),
        logo_png=sources.logo_png,
        days=week.days(),
        rows=week.rows(),
        figures=week.figures(),
        comment=sources.comments.get(who.id, ""),
    )


def pupils_of_week(sources: WeekSources) -> tuple[int, ...]:
    """Ids of the pupils who belong on the week's summaries: in the room on a day of it, or marked in it."""
    placed = (
        pupil_id
        for pupil_id, own in sources.placements_by_pupil.items()
        if any(placements.is_in_room(own, on) for on in sources.days)
    )
    marked = (*sources.session_marks_by_pupil, *sources.period_marks_by_pupil)
    return tuple(sorted({*placed, *marked}))


class _PupilWeek:
    """One pupil's part of the week's rows."""

    def __init__(self, sources: WeekSources, pupil_id: int) -> None:
        self._sources = sources
        self._placements = sources.placements_by_pupil.get(pupil_id, ())
        self._sessions = sources.session_marks_by_pupil.get(pupil_id, {})
        self._marks = _by_day_and_name(sources, sources.period_marks_by_pupil.get(pupil_id, ()))
        marked = {on for on, _ in self._marks} | set(self._counted_days())
        self._open = {on for on in sources.days if on in marked or sources.calendar.is_open(on)}
        self._due = {
            on
            for on in sources.days
            if sources.calendar.is_open(on)
            and placements.is_in_room(self._placements, on)
            and (sources.since is None or on >= sources.since)
        }

    def _counted_days(self) -> Iterable[date]:
        """Days with a session mark that counts: such a day was a school day, whatever the calendar says."""
        meaning = self._sources.book.meaning
        return (
            on for (on, _), mark in self._sessions.items() if attendance.is_possible(meaning(mark.code, on))
        )

    def days(self) -> tuple[WeekDay, ...]:
        calendar = self._sources.calendar
        return tuple(
            WeekDay(on, None if on in self._open else calendar.day(on).reason) for on in self._sources.days
        )

    def key_adult(self) -> str | None:
        """Who looked after the pupil on the last day of the week that the placement touches."""
        for on in reversed(self._sources.days):
            placement = placements.placement_on(self._placements, on)
            if placement is not None:
                staff_id = placements.key_adult_on(self._sources.key_adults, placement.id, on)
                return None if staff_id is None else staff.name_on(self._sources.staff_names, staff_id, on)
        return None

    def figures(self) -> AttendanceFigures:
        return attendance.figures(self._sessions.values(), self._sources.book, self._expected())

    def _expected(self) -> Iterable[Session]:
        """Sessions that should be marked by now."""
        sessions = ((on, session) for on in self._due for session in SESSIONS)
        return (one for one in sessions if not self._is_to_come(one))

    def _is_to_come(self, session: Session) -> bool:
        """Whether a session need not be marked yet."""
        return self._sources.until is not None and session > self._sources.until

    def _has_not_begun(self, line: _Line, on: date) -> bool:
        """Whether a period need not be marked yet."""
        now = self._sources.now
        if now is None:
            return self._is_to_come((on, "PM" if line.is_afternoon else "AM"))
        return (on, line.periods[on].starts_at) > (now.date(), now.time())

    def rows(self) -> tuple[WeekRow, ...]:
        morning: list[WeekRow] = []
        afternoon: list[WeekRow] = []
        for line in self._lines():
            row = WeekRow(
                line.label, tuple(self._period_cell(line, on) for on in self._sources.days), line.times
            )
            (afternoon if line.is_afternoon else morning).append(row)
        return (self._session_row("AM"), *morning, self._session_row("PM"), *afternoon)

    def _session_row(self, session: str) -> WeekRow:
        return WeekRow(
            SESSION_WORDS[session], tuple(self._session_cell(on, session) for on in self._sources.days)
        )

    def _session_cell(self, on: date, session: str) -> SessionCell | None:
        mark = self._sessions.get((on, session))
        if mark is not None and on in self._open:
            return session_cell(mark, self._sources.book)
        return SessionCell(is_to_come=self._is_to_come((on, session))) if on in self._due else None

    def _period_cell(self, line: _Line, on: date) -> PeriodCell | None:
        mark = self._marks.get((on, line.name))
        if on in self._open and mark is not None:
            return PeriodCell(mark.place, mark.minutes_late, mark.detail)
        if on not in self._due or on not in line.periods:
            return None
        return PeriodCell(is_to_come=self._has_not_begun(line, on))

    def _lines(self) -> list[_Line]:
        """Lines of the grid in the order of the day: periods as they are due, and those with a mark.

        Registration and what comes after lessons only take a line where something is marked in them.
        """
        lines: dict[str, _Line] = {}
        names = self._sources.period_names
        for on in self._sources.days:
            in_day = self._sources.periods_by_day[on]
            if on in self._open:
                afternoon = _afternoon(in_day)
                for period in (*in_day, *self._marked_elsewhere(on, in_day)):
                    name = names[period.id]
                    lines.setdefault(name, _Line(name)).add(on, period, afternoon)
        marked = {name for _, name in self._marks}
        shown = (line for name, line in lines.items() if name in marked or not line.is_optional)
        return sorted(shown, key=lambda line: line.order)

    def _marked_elsewhere(self, on: date, in_day: Iterable[Period]) -> list[Period]:
        """Periods of other bell times that hold a mark of the day: bell times were changed after it."""
        names = {self._sources.period_names[period.id] for period in in_day}
        return [
            self._sources.period_by_id[mark.period_id]
            for (day, name), mark in self._marks.items()
            if day == on and name not in names
        ]


class _Line:
    """One line of periods in the making: the periods of one name, by day."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.periods: dict[date, Period] = {}
        self.is_afternoon = False

    def add(self, on: date, period: Period, afternoon: time) -> None:
        """Add the day's period; the first day settles on which side of the afternoon register it stands."""
        if not self.periods:
            self.is_afternoon = period.starts_at >= afternoon
        self.periods.setdefault(on, period)

    @property
    def label(self) -> str:
        return next(iter(self.periods.values())).name

    @property
    def times(self) -> str:
        """The times, where they are the same on each day."""
        times = {times_in_words(period) for period in self.periods.values()}
        return times.pop() if len(times) == 1 else ""

    @property
    def is_optional(self) -> bool:
        return all(map(_is_optional, self.periods.values()))

    @property
    def order(self) -> tuple[time, int]:
        return min((period.starts_at, period.position) for period in self.periods.values())


def session_cell(mark: SessionMark, codes: CodeBook) -> SessionCell:
    """A session mark in plain words; a code that was never on the list says so."""
    code = codes.meaning(mark.code, mark.marked_on)
    if code is None:
        return SessionCell(mark.code, f"Unknown code {mark.code}", minutes_late=mark.minutes_late)
    words = attendance.short_words(code)
    if code.code == attendance.LATE and mark.minutes_late:
        words = f"{words} {mark.minutes_late} min"
    return SessionCell(code.code, words, attendance.is_attended(code), mark.minutes_late)


def _by_day_and_name(sources: WeekSources, marks: Iterable[PeriodMark]) -> dict[tuple[date, str], PeriodMark]:
    names = sources.period_names
    return {(mark.marked_on, names[mark.period_id]): mark for mark in marks}


def _afternoon(in_day: Iterable[Period]) -> time:
    """When the afternoon register is taken; a day without one has no afternoon."""
    return next((period.starts_at for period in in_day if period.session == "PM"), time.max)


def _is_optional(period: Period) -> bool:
    """Whether a period takes a line only where something is marked: registration, and after lessons."""
    is_registration = period.kind is PeriodKind.TUTOR and period.session is not None
    return is_registration or period.kind is PeriodKind.AFTER
