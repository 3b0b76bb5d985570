"""A stretch of both registers as the workbook shows it: values only, each row able to stand alone.

Rows repeat the pupil's names, so that staff can filter and sort a sheet without a second one beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from iap_desktop.domain.attendance import CodeClass
from iap_desktop.domain.registers import Place
from iap_desktop.domain.weekly import AttendanceFigures, Printing


@dataclass(frozen=True, slots=True)
class ListedPupil:
    """Who a row is about. `number` is the room's own number for the pupil, never the UPN."""

    number: int
    surname: str
    forename: str
    year_group: str | None
    form: str | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One morning ("AM") or afternoon ("PM") of one pupil; `code` None where nothing is marked."""

    on: date
    session: str
    pupil: ListedPupil
    code: str | None
    description: str | None = None
    statistical_class: CodeClass | None = None
    minutes_late: int | None = None


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Where one pupil was in one period; `place` None where nothing is marked."""

    on: date
    period: str
    pupil: ListedPupil
    place: Place | None
    starts_at: time | None = None
    minutes_late: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class PupilTotals:
    """The figures of one pupil over the days of the book."""

    pupil: ListedPupil
    figures: AttendanceFigures


@dataclass(frozen=True, slots=True)
class RegisterBook:
    """Both registers from `first_on` to `last_on`, both included, in the order in which they are shown."""

    school_name: str
    room_name: str
    first_on: date
    last_on: date
    printing: Printing
    sessions: tuple[SessionRow, ...]
    periods: tuple[PeriodRow, ...]
    totals: tuple[PupilTotals, ...]
