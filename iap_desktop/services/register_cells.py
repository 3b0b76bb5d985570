"""What a key or a click in the register grid does: some cells and one act become one step.

A step may touch both registers at once; it is checked whole before anything is written, and it is taken
back whole. Filling touches blanks only, in whatever state the room is by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iap_desktop.domain.attendance import (
    LATE,
    AttendanceCode,
    CodeClass,
    find_code,
    offered_codes,
    present_code,
)
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_days import Cell, ColumnKey, RegisterDay
from iap_desktop.domain.registers import SESSION_WORDS, PeriodMark, Place, SessionMark
from iap_desktop.domain.screen_marks import CellState
from iap_desktop.services.registers import LATE_CODES, ClearMarks, MarkPeriods, MarkSessions
from iap_desktop.services.weeks import attendance_codes
from iap_desktop.storage import registers as stored
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError

CellRef = tuple[int, ColumnKey]
"""A cell of the grid: the pupil's id and the column's key."""

MOST_MINUTES = 600
_THERE = {Place.IN_ROOM, Place.IN_LESSON, Place.ELSEWHERE, Place.LATE, Place.LEFT_ROOM}
_MOST_TITLES = 2


class SchoolClosed(UserError):
    """The calendar has the school closed: to be marked all the same, somebody has to say so."""


class Act(StrEnum):
    """What is to become of the cells."""

    PRESENT = "present"
    CODE = "code"
    PLACE = "place"
    LATE = "late"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Intent:
    """One act with what it needs. `code` as typed; `detail` the lesson or place in a few words."""

    act: Act
    code: str = ""
    place: Place | None = None
    minutes_late: int | None = None
    detail: str | None = None

    @classmethod
    def present(cls) -> Intent:
        """The present mark in a session, "In room" in a period."""
        return cls(Act.PRESENT)

    @classmethod
    def typed(cls, code: str, minutes_late: int | None = None) -> Intent:
        """A code in a session."""
        return cls(Act.CODE, code=code, minutes_late=minutes_late)

    @classmethod
    def at(cls, place: Place, detail: str | None = None) -> Intent:
        """A place in a period."""
        return cls(Act.PLACE, place=place, detail=detail)

    @classmethod
    def late(cls, minutes: int | None = None) -> Intent:
        """Late, in a session or a period; None where nobody knows how late."""
        return cls(Act.LATE, minutes_late=minutes)

    @classmethod
    def clear(cls) -> Intent:
        """Nothing is marked after all."""
        return cls(Act.CLEAR)


@dataclass(frozen=True, slots=True)
class MarkCells:
    """Set and clear marks of both registers as one step. `titles`: the columns in words."""

    sessions: tuple[SessionMark, ...] = ()
    periods: tuple[PeriodMark, ...] = ()
    cleared_sessions: tuple[SessionMark, ...] = ()
    cleared_periods: tuple[PeriodMark, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The act in words, so that undo names how much goes: "Make 1 mark in P3", "Clear 4 marks"."""
        cleared = len(self.cleared_sessions) + len(self.cleared_periods)
        if not self.sessions and not self.periods:
            return "Clear 1 mark" if cleared == 1 else f"Clear {cleared} marks"
        made = len(self.sessions) + len(self.periods)
        where = "the register" if len(self.titles) > _MOST_TITLES else " and ".join(self.titles)
        return f"Make 1 mark in {where}" if made == 1 else f"Make {made} marks in {where}"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.sessions or self.periods or self.cleared_sessions or self.cleared_periods)

    def apply(self, connection: Connection) -> int:
        """Write what differs; gives how many cells were meant. Raises UserError for an unknown code."""
        if self.sessions:
            MarkSessions(self.sessions).apply(connection)
        MarkPeriods(self.periods).apply(connection)
        ClearMarks(self.cleared_sessions, self.cleared_periods).apply(connection)
        marked = len(self.sessions) + len(self.periods)
        return marked + len(self.cleared_sessions) + len(self.cleared_periods)


@dataclass(frozen=True, slots=True)
class FillBlanks:
    """Make marks where none is made; whatever is marked by then stays as it is."""

    sessions: tuple[SessionMark, ...] = ()
    periods: tuple[PeriodMark, ...] = ()

    @property
    def label(self) -> str:
        """The act in words."""
        count = len(self.sessions) + len(self.periods)
        return "Fill 1 blank" if count == 1 else f"Fill {count} blanks"

    def apply(self, connection: Connection) -> int:
        """Write them; gives how many were made."""
        blank_sessions = [
            mark
            for mark in self.sessions
            if stored.session_mark(connection, mark.pupil_id, mark.marked_on, mark.session) is None
        ]
        blank_periods = [
            mark
            for mark in self.periods
            if stored.period_mark(connection, mark.pupil_id, mark.marked_on, mark.period_id) is None
        ]
        if blank_sessions:
            MarkSessions(tuple(blank_sessions)).apply(connection)
        rows.insert_all(connection, blank_periods)
        return len(blank_sessions) + len(blank_periods)


@dataclass(frozen=True, slots=True)
class Filling:
    """What filling will do: its command, how many marks it makes, and how many blanks it leaves.

    It leaves the sessions of pupils who are expected to be away: nobody is marked present by a key that
    was meant for the others.
    """

    command: FillBlanks
    filled: int
    left: int


def cells_command(
    room: Room,
    day: RegisterDay,
    cells: Sequence[CellRef],
    intent: Intent,
    *,
    is_even_if_closed: bool = False,
) -> MarkCells:
    """The command for an act on some cells of a day as it is shown. An act skips cells it does not fit.

    Raises UserError for a code that is not offered, minutes out of range, a day to come on which nobody
    can have been there yet, and an act that fits none of the cells; SchoolClosed unless told otherwise.
    """
    if intent.act is Act.CLEAR:
        return _clearing(day, cells)
    _refuse_closed(day, is_even_if_closed=is_even_if_closed)
    _refuse_minutes(intent.minutes_late)
    sessions = _session_marks(room, day, cells, intent)
    periods = tuple(_period_marks(day, cells, intent))
    if cells and not sessions and not periods:
        raise _does_not_fit(intent)
    keys: list[ColumnKey] = [*(mark.session for mark in sessions), *(mark.period_id for mark in periods)]
    return MarkCells(sessions, periods, titles=_titles(day, dict.fromkeys(keys)))


def fill_blanks(day: RegisterDay, keys: Iterable[ColumnKey] | None = None) -> Filling:
    """Fill the blanks of some columns, else of those that have begun.

    Sessions: present, where nothing else is expected. Periods: the place expected, else in the room.
    Raises UserError for a day to come.
    """
    _refuse_to_come(day)
    sessions: list[SessionMark] = []
    periods: list[PeriodMark] = []
    left = 0
    for pupil_id, key, cell in _blanks(day, day.begun_keys if keys is None else tuple(keys)):
        if isinstance(key, int):
            periods.append(PeriodMark(pupil_id, day.day.on, key, cell.shown.place or Place.IN_ROOM))
        elif cell.shown.state is CellState.NOTHING:
            sessions.append(SessionMark(pupil_id, day.day.on, key, present_code(key)))
        else:
            left += 1
    command = FillBlanks(tuple(sessions), tuple(periods))
    return Filling(command, len(sessions) + len(periods), left)


def codes_offered(room: Room, on: date) -> tuple[AttendanceCode, ...]:
    """The codes that staff may choose on a day, for the picker."""
    with room.read() as connection:
        return offered_codes(attendance_codes(connection), on)


def _blanks(day: RegisterDay, keys: Iterable[ColumnKey]) -> Iterator[tuple[int, ColumnKey, Cell]]:
    for key in keys:
        for row in day.rows:
            cell = day.cell(row.pupil_id, key)
            if cell.is_blank:
                yield row.pupil_id, key, cell


def _clearing(day: RegisterDay, cells: Iterable[CellRef]) -> MarkCells:
    sessions: list[SessionMark] = []
    periods: list[PeriodMark] = []
    for pupil_id, key in dict.fromkeys(cells):
        shown = day.cell(pupil_id, key).shown
        if shown.mark_id and isinstance(key, str):
            code = shown.code or ""
            sessions.append(
                SessionMark(pupil_id, day.day.on, key, code, shown.minutes_late, id=shown.mark_id)
            )
        elif shown.mark_id and isinstance(key, int) and shown.place is not None:
            periods.append(PeriodMark(pupil_id, day.day.on, key, shown.place, id=shown.mark_id))
    return MarkCells(cleared_sessions=tuple(sessions), cleared_periods=tuple(periods))


def _session_marks(
    room: Room, day: RegisterDay, cells: Iterable[CellRef], intent: Intent
) -> tuple[SessionMark, ...]:
    wanted = [(pupil_id, key) for pupil_id, key in dict.fromkeys(cells) if isinstance(key, str)]
    if not wanted or intent.act is Act.PLACE:
        return ()
    with room.read() as connection:
        codes = attendance_codes(connection)
    by_session = {key: _code(codes, day, intent, key) for key in dict.fromkeys(key for _, key in wanted)}
    return tuple(
        SessionMark(pupil_id, day.day.on, key, by_session[key], intent.minutes_late)
        for pupil_id, key in wanted
    )


def _code(codes: Sequence[AttendanceCode], day: RegisterDay, intent: Intent, session: str) -> str:
    """The code that an act means in a session of the day."""
    own = {Act.PRESENT: present_code(session), Act.LATE: LATE}
    typed = own.get(intent.act, intent.code)
    found = find_code(codes, typed, day.day.on, session=session)
    if found is None:
        raise UserError(
            f"{typed.strip()} is not an attendance code on {day_in_words(day.day.on)}.",
            todo="Type a few letters of what it means to find the code.",
        )
    if found.statistical_class is CodeClass.ATTENDING:
        _refuse_to_come(day)
    if intent.minutes_late is not None and found.code not in LATE_CODES:
        raise UserError(f"Minutes late go with L or U, not with {found.code}.")
    return found.code


def _period_marks(day: RegisterDay, cells: Iterable[CellRef], intent: Intent) -> Iterator[PeriodMark]:
    own = {Act.PRESENT: Place.IN_ROOM, Act.LATE: Place.LATE}
    place = own.get(intent.act, intent.place)
    if place is None or intent.act is Act.CODE:
        return
    for pupil_id, key in dict.fromkeys(cells):
        if isinstance(key, int):
            if place in _THERE:
                _refuse_to_come(day)
            detail = intent.detail or _kept_detail(day.cell(pupil_id, key), place)
            yield PeriodMark(pupil_id, day.day.on, key, place, intent.minutes_late, detail)


def _kept_detail(cell: Cell, place: Place) -> str | None:
    """The words beside the old mark, where they are true of the new one; a late mark names the lesson."""
    shown = cell.shown
    if place is Place.LATE and shown.place is Place.IN_LESSON:
        return shown.detail or "Lesson"
    return shown.detail if shown.place is place else None


def _titles(day: RegisterDay, keys: Iterable[ColumnKey]) -> tuple[str, ...]:
    """Columns as a label names them: "morning register", "P3"."""
    return tuple(
        f"{SESSION_WORDS[key].lower()} register" if isinstance(key, str) else day.column(key).title
        for key in keys
    )


def _does_not_fit(intent: Intent) -> UserError:
    if intent.act is Act.CODE:
        return UserError(
            "Attendance codes go into Morning and Afternoon; a period says in words where the pupil was.",
            todo="Choose a place for the period.",
        )
    return UserError(
        "Places go into periods; Morning and Afternoon hold attendance codes.", todo="Type a code there."
    )


def _refuse_closed(day: RegisterDay, *, is_even_if_closed: bool) -> None:
    if day.day.is_open or not day.day.is_known or is_even_if_closed:
        return
    raise SchoolClosed(
        f"The school is closed on {day_in_words(day.day.on)}: {day.day.reason}.",
        todo="If it was open after all, say so and mark.",
    )


def _refuse_minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise UserError(f"Minutes late are a number from 1 to {MOST_MINUTES}.")


def _refuse_to_come(day: RegisterDay) -> None:
    if day.day.on > day.today:
        raise UserError(f"{day_in_words(day.day.on)} is still to come, so nobody can have been there yet.")
