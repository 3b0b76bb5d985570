"""A school year as it is painted: months of school weeks, each day with what it is, in a letter and in words.

Also what "open after all" means for a closure that holds more days than those.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from iap_desktop.domain.calendar import AcademicYear, Calendar, Closure, ClosureKind, Term
from iap_desktop.domain.dates import day_in_words, days_between, monday_of

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class DayKind(StrEnum):
    """What a weekday of the school year is."""

    OPEN = "open"
    HOLIDAY = "holiday"
    HALF_TERM = ClosureKind.HALF_TERM.value
    BANK_HOLIDAY = ClosureKind.BANK_HOLIDAY.value
    INSET = ClosureKind.INSET.value
    OCCASIONAL = ClosureKind.OCCASIONAL.value


KIND_WORDS = {
    ClosureKind.INSET: "INSET day",
    ClosureKind.OCCASIONAL: "Occasional closure",
    ClosureKind.BANK_HOLIDAY: "Bank holiday",
    ClosureKind.HALF_TERM: "Half-term",
}
FARTHEST_EDGE = timedelta(weeks=3)
"""How far a term's first or last day is moved by one key; farther is a matter for a form."""
LETTERS = {
    DayKind.HALF_TERM: "H",
    DayKind.BANK_HOLIDAY: "B",
    DayKind.INSET: "I",
    DayKind.OCCASIONAL: "O",
}


@dataclass(frozen=True, slots=True)
class DayCell:
    """One weekday: what it is, and that in words. `term` names the term that it begins or ends."""

    on: date
    kind: DayKind
    words: str
    is_term_first: bool = False
    is_term_last: bool = False


@dataclass(frozen=True, slots=True)
class WeekRow:
    """The weekdays of one week that lie in one month; None where a day lies in another."""

    monday: date
    letter: str
    days: tuple[DayCell | None, ...]


@dataclass(frozen=True, slots=True)
class MonthBlock:
    """One month of the school year."""

    title: str
    weeks: tuple[WeekRow, ...]


@dataclass(frozen=True, slots=True)
class YearView:
    """One school year with everything that is painted or listed of it."""

    year: AcademicYear
    months: tuple[MonthBlock, ...]
    terms: tuple[Term, ...]
    closures: tuple[Closure, ...]
    school_days: int


def year_view(calendar: Calendar, year: AcademicYear) -> YearView:
    """One year of a calendar as it is painted."""
    terms = tuple(term for term in calendar.terms if term.academic_year_id == year.id)
    closures = tuple(
        closure
        for closure in calendar.closures
        if closure.starts_on <= year.ends_on and closure.ends_on >= year.starts_on
    )
    return YearView(
        year=year,
        months=tuple(_month(calendar, terms, first) for first in _months(year)),
        terms=tuple(sorted(terms, key=lambda term: term.starts_on)),
        closures=tuple(sorted(closures, key=lambda closure: closure.starts_on)),
        school_days=calendar.school_days_between(year.starts_on, year.ends_on),
    )


def days_in_words(first: date, last: date) -> str:
    """Write a stretch of days: "Mon 26 Oct 2026", or "Mon 26 Oct \N{EN DASH} Fri 30 Oct 2026"."""
    if first == last:
        return day_in_words(first)
    begins = day_in_words(first)
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
    return f"{begins} \N{EN DASH} {day_in_words(last)}"


def without_days(closure: Closure, first: date, last: date) -> tuple[Closure, ...]:
    """What is left of a closure when the days from `first` to `last` are taken out of it.

    The piece that comes first keeps the id; a second one is new.
    """
    before = replace(closure, ends_on=first - timedelta(days=1))
    after = replace(closure, starts_on=last + timedelta(days=1))
    pieces = [piece for piece in (before, after) if _has_weekday(piece)]
    return tuple(replace(piece, id=closure.id if place == 0 else 0) for place, piece in enumerate(pieces))


def nearest_edge(terms: tuple[Term, ...], on: date, *, is_first: bool) -> Term | None:
    """The term whose first (else last) day could be meant by `on`, moved there; None where none fits."""
    fits = [term for term in terms if (on <= term.ends_on if is_first else on >= term.starts_on)]
    moved = [replace(term, starts_on=on) if is_first else replace(term, ends_on=on) for term in fits]
    edges = {term.id: (term.starts_on if is_first else term.ends_on) for term in terms}
    nearest = min(moved, key=lambda term: abs(edges[term.id] - on), default=None)
    is_far = nearest is not None and abs(edges[nearest.id] - on) > FARTHEST_EDGE
    return None if is_far or nearest in terms else nearest


def _has_weekday(closure: Closure) -> bool:
    days = days_between(closure.starts_on, closure.ends_on)[:7]
    return any(on.weekday() < 5 for on in days)


def _months(year: AcademicYear) -> list[date]:
    firsts = []
    on = year.starts_on.replace(day=1)
    while on <= year.ends_on:
        firsts.append(on)
        on = (on + timedelta(days=32)).replace(day=1)
    return firsts


def _month(calendar: Calendar, terms: tuple[Term, ...], first: date) -> MonthBlock:
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    weekdays = [on for on in days_between(first, last) if on.weekday() < 5]
    mondays = dict.fromkeys(monday_of(on) for on in weekdays)
    weeks = tuple(_week(calendar, terms, monday, first.month) for monday in mondays)
    return MonthBlock(f"{MONTH_NAMES[first.month - 1]} {first.year}", weeks)


def _week(calendar: Calendar, terms: tuple[Term, ...], monday: date, month: int) -> WeekRow:
    days = days_between(monday, monday + timedelta(days=4))
    cells = tuple(_day(calendar, terms, on) if on.month == month else None for on in days)
    return WeekRow(monday, calendar.week_letter(monday) or "", cells)


def _day(calendar: Calendar, terms: tuple[Term, ...], on: date) -> DayCell:
    day = calendar.day(on)
    first = next((term for term in terms if term.starts_on == on), None)
    last = next((term for term in terms if term.ends_on == on), None)
    words = [day.reason or "Open"]
    words += [f"{first.name} begins"] if first else []
    words += [f"{last.name} ends"] if last else []
    return DayCell(
        on, _kind(calendar, on, is_open=day.is_open), ", ".join(words), first is not None, last is not None
    )


def _kind(calendar: Calendar, on: date, *, is_open: bool) -> DayKind:
    if is_open:
        return DayKind.OPEN
    closure = calendar.closure_on(on)
    return DayKind.HOLIDAY if closure is None else DayKind(closure.kind.value)
