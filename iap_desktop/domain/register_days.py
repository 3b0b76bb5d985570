"""One day of both registers as the grid shows it: who, in which columns, marked, expected or nothing.

Rows are in the order of the names as they are shown: forename, then surname, whatever case and accents.
An expectation comes from the pattern of the placement and from an absence that is marked already; it is
never a mark, never counts, and what is marked always wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from iap_desktop.domain.attendance import CodeBook
from iap_desktop.domain.bell_times import Period, PeriodKind, markable
from iap_desktop.domain.calendar import SchoolDay
from iap_desktop.domain.names import folded
from iap_desktop.domain.placements import Pattern, expected_place
from iap_desktop.domain.pupils import FactKind, Pupil, PupilOnDate
from iap_desktop.domain.registers import SESSION_WORDS, SESSIONS, PeriodMark, Place, SessionMark
from iap_desktop.domain.screen_marks import (
    NOTHING,
    CellState,
    ScreenMark,
    is_away_all_day,
    period_expected,
    period_mark_shown,
    place_while_away,
    session_expected,
    session_mark_shown,
)

ColumnKey = str | int
"""A column: "AM" or "PM" for a session, the id of a period otherwise."""


_NOON = time(12)


class ColumnKind(StrEnum):
    """Which of the two registers a column belongs to."""

    SESSION = "session"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `marked` of the `due` pupils are marked; `session` is the half-day that it lies in."""

    key: ColumnKey
    kind: ColumnKind
    title: str
    session: str
    starts_at: time | None = None
    ends_at: time | None = None
    has_begun: bool = False
    is_current: bool = False
    marked: int = 0
    due: int = 0

    @property
    def time(self) -> str:
        """When it begins, "08:45"; empty where the room has no bell times."""
        return "" if self.starts_at is None else f"{self.starts_at:%H:%M}"

    @property
    def counted(self) -> str:
        """How far it is marked, "Morning 9 of 12"."""
        return f"{self.title} {self.marked} of {self.due}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One pupil in one column; `is_due` where a mark belongs there."""

    shown: ScreenMark
    is_due: bool

    @property
    def is_blank(self) -> bool:
        """Whether a mark belongs there and none is made."""
        return self.is_due and self.shown.state is not CellState.MARKED


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One pupil's day; `cells` in the order of the columns."""

    pupil_id: int
    name: str
    forename: str
    year_group: str | None
    form: str | None
    is_in_room: bool
    cells: tuple[Cell, ...]

    @property
    def label(self) -> str:
        """The pupil as the grid names the row, "Ayaan Malik 9T"."""
        return f"{self.name} {self.form or ''}".strip()


@dataclass(frozen=True)
class RegisterDay:
    """The whole grid. `today` is the day on which it was read; before and after are school days."""

    day: SchoolDay
    today: date
    columns: tuple[Column, ...]
    rows: tuple[RegisterRow, ...]
    before: date | None = None
    after: date | None = None

    @cached_property
    def _places(self) -> Mapping[ColumnKey, int]:
        return {column.key: place for place, column in enumerate(self.columns)}

    @cached_property
    def _by_pupil(self) -> Mapping[int, RegisterRow]:
        return {row.pupil_id: row for row in self.rows}

    def column(self, key: ColumnKey) -> Column:
        """The column of a key. KeyError where the day has none: a bug."""
        return self.columns[self._places[key]]

    def cell(self, pupil_id: int, key: ColumnKey) -> Cell:
        """One pupil's cell in a column."""
        return self._by_pupil[pupil_id].cells[self._places[key]]

    @property
    def current(self) -> Column | None:
        """The period that is on now."""
        periods = (column for column in self.columns if column.kind is ColumnKind.PERIOD)
        return next((column for column in periods if column.is_current), None)

    @property
    def begun_keys(self) -> tuple[ColumnKey, ...]:
        """The columns that may be filled: those that have begun."""
        return tuple(column.key for column in self.columns if column.has_begun)

    @property
    def counters(self) -> tuple[str, ...]:
        """How far both sessions are marked: "Morning 9 of 12", "Afternoon 0 of 12"."""
        sessions = (column for column in self.columns if column.kind is ColumnKind.SESSION)
        return tuple(column.counted for column in sessions)


@dataclass(frozen=True)
class DaySources:
    """The rows from which a day is made. `patterns`: by pupil, of those who are in the room that day.

    periods: of the day, in order. all_periods: of every set, for marks made under other bell times.
    in_room: ids of the pupils who belong to the room on the day.
    """

    day: SchoolDay
    now: datetime
    periods: tuple[Period, ...]
    codes: CodeBook
    pupils: tuple[PupilOnDate, ...]
    in_room: frozenset[int]
    patterns: Mapping[int, Pattern]
    session_marks: tuple[SessionMark, ...]
    period_marks: tuple[PeriodMark, ...]
    all_periods: tuple[Period, ...] = ()
    before: date | None = None
    after: date | None = None

    @cached_property
    def sessions(self) -> Mapping[tuple[int, str], SessionMark]:
        """Session marks by pupil and session."""
        return {(mark.pupil_id, mark.session): mark for mark in self.session_marks}

    @cached_property
    def places(self) -> Mapping[tuple[int, int], PeriodMark]:
        """Period marks by pupil and period."""
        return {(mark.pupil_id, mark.period_id): mark for mark in self.period_marks}

    @cached_property
    def expected(self) -> Mapping[tuple[int, int], Place]:
        """Where the patterns have each pupil of the room, by pupil and period."""
        if not self.day.is_open:
            return {}
        on, letter = self.day.on, self.day.week_letter
        found = {
            (pupil_id, period.id): expected_place(pattern, on, letter, period)
            for pupil_id, pattern in self.patterns.items()
            for period in self.periods
        }
        return {key: place for key, place in found.items() if place is not None}

    @cached_property
    def afternoon(self) -> time:
        """When the afternoon register is taken."""
        return next((period.starts_at for period in self.periods if period.session == "PM"), time.max)


def display_key(pupil: Pupil) -> tuple[str, str, int]:
    """Order of names as they are shown: forename, then surname, whatever case and accents."""
    return folded(pupil.forename), folded(pupil.surname), pupil.id


def register_day(sources: DaySources) -> RegisterDay:
    """Put the grid together."""
    plain = _columns(sources)
    periods = {period.id: period for period in (*sources.all_periods, *sources.periods)}
    known = sorted(sources.pupils, key=lambda entry: display_key(entry.pupil))
    rows = tuple(_row(sources, entry, plain, periods) for entry in known)
    columns = tuple(
        _counted(column, [row.cells[place] for row in rows]) for place, column in enumerate(plain)
    )
    return RegisterDay(sources.day, sources.now.date(), columns, rows, sources.before, sources.after)


def _columns(sources: DaySources) -> tuple[Column, ...]:
    """Both sessions and the periods in the order of the day; a session stands before its period."""
    columns: list[Column] = []
    open_sessions = list(SESSIONS)
    for period in _shown_periods(sources):
        if period.session in open_sessions:
            open_sessions.remove(period.session)
            columns.append(_session_column(sources, period.session, period))
        if _takes_column(sources, period):
            columns.append(_period_column(sources, period))
    without_time = [_session_column(sources, session, None) for session in open_sessions]
    mornings = [column for column in without_time if column.key == "AM"]
    return (*mornings, *columns, *(column for column in without_time if column.key != "AM"))


def _shown_periods(sources: DaySources) -> list[Period]:
    """The day's periods, and those of other bell times that hold a mark of the day."""
    own = {period.id for period in sources.periods}
    marked = {mark.period_id for mark in sources.period_marks} - own
    others = [period for period in sources.all_periods if period.id in marked]
    return sorted((*sources.periods, *others), key=lambda period: (period.starts_at, period.position))


def _takes_column(sources: DaySources, period: Period) -> bool:
    """Breaks take none; registration and what comes after lessons only where somebody is there.

    (The session's own column stands for registration.)
    """
    if any(mark.period_id == period.id for mark in sources.period_marks):
        return True
    if not markable(period):
        return False
    is_registration = period.kind is PeriodKind.TUTOR and period.session is not None
    if not is_registration and period.kind is not PeriodKind.AFTER:
        return True
    return any(sources.expected.get((pupil_id, period.id)) is Place.IN_ROOM for pupil_id in sources.in_room)


def _session_column(sources: DaySources, session: str, period: Period | None) -> Column:
    starts_at, ends_at = (period.starts_at, period.ends_at) if period else (None, None)
    if starts_at is None or ends_at is None:  # no bell times: the day has its halves all the same
        begun, is_current = _begun(sources, time.min if session == "AM" else _NOON, time.min)
    else:
        begun, is_current = _begun(sources, starts_at, ends_at)
    title = SESSION_WORDS[session]
    return Column(session, ColumnKind.SESSION, title, session, starts_at, ends_at, begun, is_current)


def _period_column(sources: DaySources, period: Period) -> Column:
    begun, is_current = _begun(sources, period.starts_at, period.ends_at)
    return Column(
        key=period.id,
        kind=ColumnKind.PERIOD,
        title=period.name,
        session="PM" if period.starts_at >= sources.afternoon else "AM",
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        has_begun=begun,
        is_current=is_current,
    )


def _begun(sources: DaySources, starts_at: time, ends_at: time) -> tuple[bool, bool]:
    """Whether a column has begun by now, and whether it is on now."""
    today, now = sources.now.date(), sources.now.time()
    if sources.day.on != today:
        return sources.day.on < today, False
    return starts_at <= now, starts_at <= now < ends_at


def _row(
    sources: DaySources, known: PupilOnDate, columns: Iterable[Column], periods: Mapping[int, Period]
) -> RegisterRow:
    pupil = known.pupil
    return RegisterRow(
        pupil_id=pupil.id,
        name=pupil.name,
        forename=pupil.forename,
        year_group=known.fact(FactKind.YEAR_GROUP),
        form=known.fact(FactKind.FORM),
        is_in_room=pupil.id in sources.in_room,
        cells=tuple(_cell(sources, pupil.id, column, periods) for column in columns),
    )


def _cell(sources: DaySources, pupil_id: int, column: Column, periods: Mapping[int, Period]) -> Cell:
    is_due = sources.day.is_open and pupil_id in sources.in_room
    if isinstance(column.key, str):
        return Cell(_session_shown(sources, pupil_id, column.key, is_due=is_due), is_due)
    if periods[column.key].kind is PeriodKind.AFTER:
        is_due = is_due and (pupil_id, column.key) in sources.expected
    return Cell(_period_shown(sources, pupil_id, column, column.key, is_due=is_due), is_due)


def _session_shown(sources: DaySources, pupil_id: int, session: str, *, is_due: bool) -> ScreenMark:
    mark = sources.sessions.get((pupil_id, session))
    if mark is not None:
        return session_mark_shown(mark, sources.codes)
    morning = sources.sessions.get((pupil_id, "AM"))
    if not is_due or morning is None or not is_away_all_day(morning, sources.codes):
        return NOTHING
    code = sources.codes.meaning(morning.code, morning.marked_on)
    return NOTHING if code is None else session_expected(code)


def _period_shown(
    sources: DaySources, pupil_id: int, column: Column, period_id: int, *, is_due: bool
) -> ScreenMark:
    mark = sources.places.get((pupil_id, period_id))
    if mark is not None:
        return period_mark_shown(mark)
    if not is_due:
        return NOTHING
    place = _away_in(sources, pupil_id, column.session) or sources.expected.get((pupil_id, period_id))
    return NOTHING if place is None else period_expected(place)


def _away_in(sources: DaySources, pupil_id: int, session: str) -> Place | None:
    """Where a pupil who is marked away is; an absence of the morning reaches into the afternoon."""
    mark = sources.sessions.get((pupil_id, session))
    if mark is not None:
        return place_while_away(mark, sources.codes)
    morning = sources.sessions.get((pupil_id, "AM"))
    if morning is None or not is_away_all_day(morning, sources.codes):
        return None
    return place_while_away(morning, sources.codes)


def _counted(column: Column, cells: list[Cell]) -> Column:
    """The column with its counts: marks made of all that should or could be made."""
    marked = sum(cell.shown.state is CellState.MARKED for cell in cells)
    due = sum(cell.is_due or cell.shown.state is CellState.MARKED for cell in cells)
    return replace(column, marked=marked, due=due)
