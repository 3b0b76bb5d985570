"""The rows of the register workbook: both registers of some days, and the figures of each pupil."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from iap_desktop.domain import attendance
from iap_desktop.domain.attendance import CodeBook
from iap_desktop.domain.bell_times import Period
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.names import folded
from iap_desktop.domain.placements import Placement, is_in_room
from iap_desktop.domain.pupils import FactKind
from iap_desktop.domain.register_book import ListedPupil, PeriodRow, PupilTotals, RegisterBook, SessionRow
from iap_desktop.domain.registers import SESSIONS, PeriodMark, SessionMark
from iap_desktop.domain.school import SettingKind, settings_on
from iap_desktop.domain.weekly import Printing
from iap_desktop.services.school import load_calendar
from iap_desktop.services.weeks import attendance_codes, last_due_session, placements_or_everyone
from iap_desktop.storage import pupils, registers, school
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room

Session = tuple[date, str]


@dataclass(frozen=True)
class _Rows:
    """What was read for one book."""

    first: date
    last: date
    since: date
    until: Session
    calendar: Calendar
    book: CodeBook
    pupils: dict[int, ListedPupil]
    placements: dict[int, list[Placement]]
    periods: dict[int, Period]
    session_marks: list[SessionMark]
    period_marks: list[PeriodMark]

    @cached_property
    def marks_of(self) -> dict[int, dict[Session, SessionMark]]:
        """Session marks of each pupil."""
        found: dict[int, dict[Session, SessionMark]] = {}
        for mark in self.session_marks:
            found.setdefault(mark.pupil_id, {})[mark.marked_on, mark.session] = mark
        return found

    def expected(self, pupil_id: int) -> Iterator[Session]:
        """Sessions that should be marked by now."""
        own = self.placements.get(pupil_id, [])
        for on in self.calendar.open_days(max(self.first, self.since), self.last):
            if is_in_room(own, on):
                yield from ((on, session) for session in SESSIONS if (on, session) <= self.until)


def register_book(room: Room, first: date, last: date, printing: Printing) -> RegisterBook:
    """Both registers from `first` to `last`, both included: what is marked, and which sessions are not."""
    with room.read() as connection:
        found = _read(connection, first, last, last_due_session(room.clock()))
        settings = settings_on(school.all_settings(connection), last)
    shown = sorted(_shown_pupils(found), key=lambda pupil_id: _by_name(found.pupils[pupil_id]))
    return RegisterBook(
        school_name=settings.get(SettingKind.SCHOOL_NAME, ""),
        room_name=settings.get(SettingKind.ROOM_NAME, ""),
        first_on=first,
        last_on=last,
        printing=printing,
        sessions=tuple(_session_rows(found, shown)),
        periods=tuple(_period_rows(found)),
        totals=tuple(_totals(found, pupil_id) for pupil_id in shown),
    )


def _read(connection: Connection, first: date, last: date, until: Session) -> _Rows:
    placed: dict[int, list[Placement]] = {}
    for placement in placements_or_everyone(connection, first, last):
        placed.setdefault(placement.pupil_id, []).append(placement)
    return _Rows(
        first=first,
        last=last,
        since=registers.begun_on(connection),
        until=until,
        calendar=load_calendar(connection, first, last),
        book=CodeBook(attendance_codes(connection)),
        pupils=_listed(connection, last),
        placements=placed,
        periods={period.id: period for period in school.all_periods(connection)},
        session_marks=registers.session_marks_between(connection, first, last),
        period_marks=registers.period_marks_between(connection, first, last),
    )


def _listed(connection: Connection, on: date) -> dict[int, ListedPupil]:
    listed = {}
    for known in pupils.pupils_on(connection, on):
        pupil = known.pupil
        year, form = known.fact(FactKind.YEAR_GROUP), known.fact(FactKind.FORM)
        listed[pupil.id] = ListedPupil(pupil.id, pupil.surname, pupil.forename, year, form)
    return listed


def _shown_pupils(found: _Rows) -> set[int]:
    by_session = {mark.pupil_id for mark in found.session_marks}
    by_period = {mark.pupil_id for mark in found.period_marks}
    return by_session | by_period | set(found.placements)


def _by_name(pupil: ListedPupil) -> tuple[str, str]:
    return folded(pupil.surname), folded(pupil.forename)


def _session_rows(found: _Rows, shown: Iterable[int]) -> list[SessionRow]:
    """One row a mark, and one without a code for each session that should be marked by now."""
    order = {pupil_id: place for place, pupil_id in enumerate(shown)}
    keys = {(on, session, pupil_id) for pupil_id in order for on, session in found.expected(pupil_id)}
    keys |= {(mark.marked_on, mark.session, mark.pupil_id) for mark in found.session_marks}
    return [_session_row(found, *key) for key in sorted(keys, key=lambda key: (*key[:2], order[key[2]]))]


def _session_row(found: _Rows, on: date, session: str, pupil_id: int) -> SessionRow:
    mark = found.marks_of.get(pupil_id, {}).get((on, session))
    pupil = found.pupils[pupil_id]
    if mark is None:
        return SessionRow(on, session, pupil, None)
    code = found.book.meaning(mark.code, on)
    return SessionRow(
        on=on,
        session=session,
        pupil=pupil,
        code=mark.code,
        description=code.description if code else None,
        statistical_class=code.statistical_class if code else None,
        minutes_late=mark.minutes_late,
    )


def _period_rows(found: _Rows) -> list[PeriodRow]:
    def place_in_day(mark: PeriodMark) -> tuple[object, ...]:
        return mark.marked_on, found.periods[mark.period_id].starts_at, *_by_name(found.pupils[mark.pupil_id])

    return [_period_row(found, mark) for mark in sorted(found.period_marks, key=place_in_day)]


def _period_row(found: _Rows, mark: PeriodMark) -> PeriodRow:
    period = found.periods[mark.period_id]
    return PeriodRow(
        on=mark.marked_on,
        period=period.name,
        pupil=found.pupils[mark.pupil_id],
        place=mark.place,
        starts_at=period.starts_at,
        minutes_late=mark.minutes_late,
        detail=mark.detail,
    )


def _totals(found: _Rows, pupil_id: int) -> PupilTotals:
    marks = found.marks_of.get(pupil_id, {}).values()
    counted = attendance.figures(marks, found.book, found.expected(pupil_id))
    return PupilTotals(found.pupils[pupil_id], counted)
