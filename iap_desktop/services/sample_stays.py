"""Who is in the sample room when: a seat is taken by one pupil after another, none older than Year 11."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.school_years import starting_year
from iap_desktop.services.sample_dice import dice, pick

FIRST_YEAR_GROUP, LAST_YEAR_GROUP = 7, 11
SCHOOL_WEEKS_A_YEAR = 39
PART_TIME_WEEKS = 6

_YEAR_GROUPS = {7: 12, 8: 25, 9: 28, 10: 22, 11: 13}
_WEEKS_SO_FAR = (3, 70)
_WEEKS_OF_A_WHOLE_STAY = (25, 110)


@dataclass(frozen=True, slots=True)
class Stay:
    """One pupil's time in the room. `year_7` is the calendar year in which Year 7 began for the pupil.

    last_on: None where the pupil is still in the room. part_time: first and last day of a time in which
    the pupil is not due on some afternoons.
    """

    first_on: date
    last_on: date | None
    year_7: int
    part_time: tuple[date, date] | None = None

    def year_group(self, on: date) -> int:
        """The pupil's year group on a day."""
        return starting_year(on) - self.year_7 + FIRST_YEAR_GROUP

    @property
    def last_school_year(self) -> int:
        """The calendar year in which the pupil's Year 11 begins."""
        return self.year_7 + LAST_YEAR_GROUP - FIRST_YEAR_GROUP

    def is_part_time(self, on: date) -> bool:
        """Whether the pupil is on a part-time timetable on a day."""
        return self.part_time is not None and self.part_time[0] <= on <= self.part_time[1]

    def is_in_room(self, on: date) -> bool:
        """Whether the pupil is placed in the room on a day."""
        return self.first_on <= on and (self.last_on is None or on <= self.last_on)


class _Span(NamedTuple):
    """First and last of the sample's weeks (numbers), and the stay's Year 7."""

    first: int
    last: int
    year_7: int


def stays_in_room(calendar: Calendar, weeks: Sequence[date], seats: int, seed: int) -> tuple[Stay, ...]:
    """The stays of a sample, by first day: each of `seats` is taken in the last of `weeks` (Mondays).

    In a sample longer than a school year no seat is ever empty; in a shorter one nobody has left yet.
    """
    spans = [span for seat in range(seats) for span in _seat(weeks, dice(seed, "seat", seat))]
    newest = max(spans, key=lambda span: (span.last, span.first))
    spans.sort(key=lambda span: (span.first, span.last))
    return tuple(
        _stay(calendar, weeks, span, is_part_time=span is newest or number % 25 == 24)
        for number, span in enumerate(spans)
    )


def _seat(weeks: Sequence[date], throws: Random) -> Iterator[_Span]:
    """Who sat in one place, the last one first."""
    last = len(weeks) - 1
    has_had_others = len(weeks) > SCHOOL_WEEKS_A_YEAR
    length = throws.randint(*_WEEKS_SO_FAR)
    while last >= 0:
        year_7 = starting_year(_friday(weeks[last])) - pick(_YEAR_GROUPS, throws) + FIRST_YEAR_GROUP
        first = max(last - length + 1, bisect_left(weeks, date(year_7, 9, 1), key=_friday), 0)
        yield _Span(first, last, year_7)
        last = first - 1 if has_had_others else -1
        length = throws.randint(*_WEEKS_OF_A_WHOLE_STAY)


def _friday(monday: date) -> date:
    """The first week of a school year may have its Monday in August."""
    return monday + timedelta(days=4)


def _stay(calendar: Calendar, weeks: Sequence[date], span: _Span, *, is_part_time: bool) -> Stay:
    is_over = span.last < len(weeks) - 1
    return Stay(
        first_on=calendar.open_days(weeks[span.first], _friday(weeks[span.first]))[0],
        last_on=calendar.open_days(weeks[span.last], _friday(weeks[span.last]))[-1] if is_over else None,
        year_7=span.year_7,
        part_time=_last_weeks(weeks, span) if is_part_time else None,
    )


def _last_weeks(weeks: Sequence[date], span: _Span) -> tuple[date, date]:
    """The last weeks of a stay, as many as a part-time timetable may take."""
    first = max(span.first, span.last - PART_TIME_WEEKS + 1)
    return weeks[first], _friday(weeks[span.last])
