"""Marking sessions and reading marks. A mark is checked against the code list and the calendar first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from iap_desktop.domain.attendance import AttendanceCode, CodeClass, find_code
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.registers import PLACE_WORDS, SESSION_WORDS, PeriodMark, Place, SessionMark
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services.school import load_calendar
from iap_desktop.storage import registers as stored
from iap_desktop.storage import rows, school
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError

LATE_CODES = frozenset({"L", "U"})


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What somebody asks to mark; `typed_code` as typed."""

    pupil_ids: tuple[int, ...]
    on: date
    session: str
    typed_code: str
    minutes_late: int | None = None
    is_even_if_closed: bool = False


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """How many marks were made and found as they were, and which were changed: before and after."""

    new: int
    unchanged: int
    changes: tuple[tuple[SessionMark, SessionMark], ...]


@dataclass(frozen=True, slots=True)
class MarkSessions:
    """Set session marks; what stood there before stays in the change log."""

    marks: tuple[SessionMark, ...]

    @property
    def label(self) -> str:
        """The act in words."""
        words = {SESSION_WORDS[mark.session].lower() for mark in self.marks}
        return f"Mark {' and '.join(sorted(words, reverse=True))} register"

    def apply(self, connection: Connection) -> MarkOutcome:
        """Write what differs. Raises UserError for a code that is not on the list for its day and session."""
        self._refuse_unknown(school.attendance_codes(connection))
        before = [(stored.put_session_mark(connection, mark), mark) for mark in self.marks]
        stood = [(old, mark) for old, mark in before if old is not None]
        changes = tuple((old, mark) for old, mark in stood if not _says_the_same(old, mark))
        return MarkOutcome(len(before) - len(stood), len(stood) - len(changes), changes)

    def _refuse_unknown(self, codes: list[AttendanceCode]) -> None:
        asked = {(mark.code, mark.marked_on, mark.session) for mark in self.marks}
        for code, on, session in sorted(asked):
            found = find_code(codes, code, on, session=session)
            if found is None or found.code != code:
                raise UserError(f"{code} is not an attendance code of that session on {day_in_words(on)}.")


@dataclass(frozen=True, slots=True)
class MarkPeriods:
    """Set period marks, in words; what stood there before stays in the change log."""

    marks: tuple[PeriodMark, ...]

    @property
    def label(self) -> str:
        """The act in words."""
        return "Mark period" if len(self.marks) == 1 else "Mark periods"

    def apply(self, connection: Connection) -> None:
        """Write what differs. Raises UserError where minutes stand beside another mark than late."""
        for mark in self.marks:
            if mark.minutes_late is not None and mark.place is not Place.LATE:
                raise UserError(f"Minutes late go with Late, not with {PLACE_WORDS[mark.place]}.")
            stored.put_period_mark(connection, mark)


@dataclass(frozen=True, slots=True)
class ClearMarks:
    """Take marks away; the change log keeps what they were."""

    sessions: tuple[SessionMark, ...] = ()
    periods: tuple[PeriodMark, ...] = ()

    @property
    def label(self) -> str:
        """The act in words."""
        return "Clear marks" if len(self.sessions) + len(self.periods) > 1 else "Clear mark"

    def apply(self, connection: Connection) -> None:
        """Remove them."""
        for session_mark in self.sessions:
            rows.delete(connection, SessionMark, session_mark.id)
        for period_mark in self.periods:
            rows.delete(connection, PeriodMark, period_mark.id)


@dataclass(frozen=True, slots=True)
class WriteComment:
    """What staff write about one pupil's week; blank text stays as blank."""

    comment: WeeklyComment

    @property
    def label(self) -> str:
        """The act in words."""
        return "Write weekly comment"

    def apply(self, connection: Connection) -> None:
        """Write it where it differs."""
        stored.put_comment(connection, self.comment)


def session_command(room: Room, request: SessionRequest, today: date) -> MarkSessions:
    """The command for a request. Raises UserError for an unknown code, a closed day or a day to come."""
    with room.read() as connection:
        codes = school.attendance_codes(connection)
        day = load_calendar(connection, request.on, request.on).day(request.on)
    found = find_code(codes, request.typed_code, request.on, session=request.session)
    if found is None:
        raise _no_such_code(codes, request)
    if request.on > today and found.statistical_class is CodeClass.ATTENDING:
        raise UserError(f"{day_in_words(request.on)} is still to come, so nobody can have been present.")
    if not day.is_open and day.is_known and not request.is_even_if_closed:
        raise UserError(
            f"The school is closed on {day_in_words(request.on)}: {day.reason}.",
            todo="If it was open after all, mark with --even-if-closed.",
        )
    _refuse_minutes(request, found.code)
    return MarkSessions(
        tuple(
            SessionMark(pupil_id, request.on, request.session, found.code, request.minutes_late)
            for pupil_id in request.pupil_ids
        )
    )


def session_marks(room: Room, first: date, last: date) -> list[SessionMark]:
    """The session marks of the days from `first` to `last`, both included."""
    with room.read() as connection:
        return stored.session_marks_between(connection, first, last)


def _no_such_code(codes: list[AttendanceCode], request: SessionRequest) -> UserError:
    known_from = min(code.valid_from for code in codes if code.valid_from is not None)
    if request.on < known_from:
        return UserError(f"The program knows the attendance codes only from {day_in_words(known_from)} on.")
    return UserError(
        f"{request.typed_code} is not an attendance code on {day_in_words(request.on)}.",
        todo="Present is / in the morning and \\ in the afternoon; late is L; ill is I; not known yet is N.",
    )


def _refuse_minutes(request: SessionRequest, code: str) -> None:
    if request.minutes_late is not None and code not in LATE_CODES:
        raise UserError(f"Minutes late go with L or U, not with {code}.")


def _says_the_same(old: SessionMark, mark: SessionMark) -> bool:
    return (old.code, old.minutes_late) == (mark.code, mark.minutes_late)
