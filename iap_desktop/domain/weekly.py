"""One pupil's week as the Friday summary shows it: values only, ready for paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from iap_desktop.domain.registers import Place


@dataclass(frozen=True, slots=True)
class WeeklyComment:
    """What staff wrote about one pupil's week; `week_starts_on` is its Monday."""

    pupil_id: int
    week_starts_on: date
    comment: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One column of the week; `closed_because` is None on a school day, else the reason in words."""

    on: date
    closed_because: str | None = None


@dataclass(frozen=True, slots=True)
class SessionCell:
    """One morning or afternoon: `code` None where nothing is marked; `words` the code in plain words.

    is_to_come: nothing is marked, and nothing need be yet.
    """

    code: str | None = None
    words: str = ""
    is_present: bool = False
    minutes_late: int | None = None
    is_to_come: bool = False


@dataclass(frozen=True, slots=True)
class PeriodCell:
    """One period: `place` None where nothing is marked; `is_to_come` as in `SessionCell`."""

    place: Place | None = None
    minutes_late: int | None = None
    detail: str | None = None
    is_to_come: bool = False


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One line of the grid: a session ("Morning") or a period ("P1"), one cell a day.

    A cell is None where the day is closed, has no such period, or is none of the pupil's days in the room.
    """

    label: str
    cells: tuple[SessionCell | PeriodCell | None, ...]
    times: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceFigures:
    """Counts of sessions; `percentage` is None where nothing is possible, never 0 or 100 instead."""

    possible: int
    attended: int
    authorised: int
    unauthorised: int
    part_time: int
    late: int
    minutes_late: int
    unmarked: tuple[tuple[date, str], ...]

    @property
    def percentage(self) -> float | None:
        """Sessions attended / possible x 100, unrounded."""
        return self.attended / self.possible * 100 if self.possible else None


@dataclass(frozen=True, slots=True)
class WeeklySummary:
    """Everything that one pupil's sheet shows. `number` is the room's own number for the pupil."""

    number: int
    forename: str
    surname: str
    year_group: str | None
    form: str | None
    week_starts_on: date
    week_letter: str | None
    school_name: str
    room_name: str
    key_adult: str | None
    room_phone: str | None
    logo_png: bytes | None
    days: tuple[WeekDay, ...]
    rows: tuple[WeekRow, ...]
    figures: AttendanceFigures
    comment: str


@dataclass(frozen=True, slots=True)
class Printing:
    """Who prints what kind of copy and when; `printed_at` is local time. It stands in each footer."""

    copy_type: str
    printed_by: str
    printed_at: datetime
