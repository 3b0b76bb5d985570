"""School years, terms, closures and the Week A / B letter that is stored, never computed from parity."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from iap_desktop.domain.dates import days_between, monday_of

WEEKEND = {5: "Saturday", 6: "Sunday"}
SUMMER = "Summer holiday"
OUTSIDE_YEARS = "Outside the school years entered"


class ClosureKind(StrEnum):
    """Why the school is closed."""

    HALF_TERM = "half-term"
    BANK_HOLIDAY = "bank holiday"
    INSET = "INSET"
    OCCASIONAL = "occasional"


@dataclass(frozen=True, slots=True)
class AcademicYear:
    """A school year, 1 September to 31 August in England; `name` is "2026/27"."""

    name: str
    starts_on: date
    ends_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A term from its first to its last school day, both included."""

    academic_year_id: int
    name: str
    starts_on: date
    ends_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Closure:
    """Days inside a term on which the school is closed to pupils, both ends included."""

    kind: ClosureKind
    name: str
    starts_on: date
    ends_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class WeekLetter:
    """The letter of one calendar week; `week_starts_on` is its Monday."""

    week_starts_on: date
    letter: str
    id: int = 0


_RANK = {  # where closures overlap, the lowest names the day
    ClosureKind.HALF_TERM: 0,
    ClosureKind.BANK_HOLIDAY: 1,
    ClosureKind.INSET: 2,
    ClosureKind.OCCASIONAL: 3,
}
_NAMED_BY_KIND = {ClosureKind.BANK_HOLIDAY, ClosureKind.INSET}
_SEASONS = {"autumn", "spring", "summer"}


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """One day as the school calendar sees it; `reason` says in words why it is closed, None where open.

    `is_known` is False where no school year that was entered holds the day: nobody knows if it is open.
    """

    on: date
    is_open: bool
    reason: str | None
    week_letter: str | None
    is_known: bool = True


@dataclass(frozen=True)
class Calendar:
    """All school years of the room, with an index that is built once, at the first question."""

    years: tuple[AcademicYear, ...] = ()
    terms: tuple[Term, ...] = ()
    closures: tuple[Closure, ...] = ()
    letters: tuple[WeekLetter, ...] = ()

    def day(self, on: date) -> SchoolDay:
        """What the calendar knows of one day."""
        letter = self.week_letter(on)
        if on in self._open:
            return SchoolDay(on, is_open=True, reason=None, week_letter=letter)
        reason = self._why_closed(on)
        known = reason is not None
        return SchoolDay(
            on, is_open=False, reason=reason or OUTSIDE_YEARS, week_letter=letter, is_known=known
        )

    def is_open(self, on: date) -> bool:
        """Whether pupils are due in school on a day."""
        return on in self._open

    def closure_on(self, on: date) -> Closure | None:
        """The closure inside a term that names a day; None for an open day and for a holiday."""
        return self._closed.get(on)

    def week_letter(self, on: date) -> str | None:
        """The letter of the week that `on` is in, or None where the week has none."""
        return self._letters.get(monday_of(on))

    def open_days(self, first: date, last: date) -> tuple[date, ...]:
        """The school days from `first` to `last`, both included."""
        days = self._open_days
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def school_days_between(self, first: date, last: date) -> int:
        """How many school days there are from `first` to `last`, both included."""
        return max(0, bisect_right(self._open_days, last) - bisect_left(self._open_days, first))

    def next_open_day(self, after: date) -> date | None:
        """The first school day later than `after`; None where the years entered hold none."""
        place = bisect_right(self._open_days, after)
        return self._open_days[place] if place < len(self._open_days) else None

    def last_open_day(self, before: date) -> date | None:
        """The last school day earlier than `before`; None where the years entered hold none."""
        place = bisect_left(self._open_days, before)
        return self._open_days[place - 1] if place else None

    def school_weeks(self, first: date, last: date) -> tuple[date, ...]:
        """Mondays of the weeks that have at least one school day from `first` to `last`."""
        return tuple(dict.fromkeys(map(monday_of, self.open_days(first, last))))

    def after_school_weeks(self, on: date, weeks: int) -> date | None:
        """The same weekday `weeks` school weeks on, or the next school day where that one is closed.

        Weeks without a school day do not count. None where the years entered do not reach so far.
        """
        place = bisect_right(self._weeks, monday_of(on)) + weeks - 1
        if not 0 <= place < len(self._weeks):
            return None
        wanted = self._weeks[place] + timedelta(days=on.weekday())
        return self.next_open_day(wanted - timedelta(days=1))

    def _why_closed(self, on: date) -> str | None:
        """The reason in words; None where the day is in no year that was entered."""
        if on.weekday() in WEEKEND:
            return WEEKEND[on.weekday()] if self._year_of(on) else None
        closure = self._closed.get(on)
        if closure is not None:
            return closure_in_words(closure)
        year = self._year_of(on)
        return None if year is None else self._why_out_of_term(on, year)

    def _why_out_of_term(self, on: date, year: AcademicYear) -> str:
        terms = [term for term in self._ordered_terms if year.starts_on <= term.starts_on <= year.ends_on]
        before = [term for term in terms if term.ends_on < on]
        after = [term for term in terms if term.starts_on > on]
        if not terms:
            return f"No terms entered for {year.name}"
        if not before:
            return f"Before {_term_in_words(after[0])}" if after else SUMMER
        return _holiday_in_words(before[-1], after[0]) if after else SUMMER

    def _year_of(self, on: date) -> AcademicYear | None:
        return next((year for year in self.years if year.starts_on <= on <= year.ends_on), None)

    @cached_property
    def _ordered_terms(self) -> tuple[Term, ...]:
        return tuple(sorted(self.terms, key=lambda term: term.starts_on))

    @cached_property
    def _closed(self) -> dict[date, Closure]:
        """Weekdays inside terms on which the school is closed; the reason that says most wins."""
        closed: dict[date, Closure] = {}
        for closure in sorted(self.closures, key=lambda closure: -_RANK[closure.kind]):
            for term in self._ordered_terms:
                first, last = max(closure.starts_on, term.starts_on), min(closure.ends_on, term.ends_on)
                closed.update((on, closure) for on in days_between(first, last) if on.weekday() < 5)
        return closed

    @cached_property
    def _open_days(self) -> tuple[date, ...]:
        days = {
            on
            for term in self.terms
            for on in days_between(term.starts_on, term.ends_on)
            if on.weekday() < 5 and on not in self._closed
        }
        return tuple(sorted(days))

    @cached_property
    def _open(self) -> frozenset[date]:
        return frozenset(self._open_days)

    @cached_property
    def _weeks(self) -> tuple[date, ...]:
        return tuple(dict.fromkeys(map(monday_of, self._open_days)))

    @cached_property
    def _letters(self) -> dict[date, str]:
        return {letter.week_starts_on: letter.letter for letter in self.letters}


def alternating_letters(
    calendar: Calendar, first_letter: str = "A", *, from_week: date | None = None
) -> tuple[WeekLetter, ...]:
    """Letters for the school weeks of a calendar, A and B in turn; each school year begins anew.

    A week without a school day gets none, and the turn waits for it: after a half-term the next letter
    follows the one before. from_week: only weeks from this one on, `first_letter` being the letter of the
    first of them; so the rest of a year is put right after a week was skipped or repeated.
    """
    letters: list[WeekLetter] = []
    for year in sorted(calendar.years, key=lambda year: year.starts_on):
        first = year.starts_on if from_week is None else max(year.starts_on, monday_of(from_week))
        letter = first_letter
        for monday in calendar.school_weeks(first, year.ends_on):
            letters.append(WeekLetter(monday, letter))
            letter = "B" if letter == "A" else "A"
    return tuple(letters)


def closure_in_words(closure: Closure) -> str:
    """Why the school is closed, as "Bank holiday: Good Friday", "INSET" or the name staff gave."""
    kind = closure.kind.value
    if closure.kind not in _NAMED_BY_KIND or kind.casefold() in closure.name.casefold():
        return closure.name or _capitalised(kind)
    return f"{_capitalised(kind)}: {closure.name}" if closure.name else _capitalised(kind)


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _term_in_words(term: Term) -> str:
    """A term inside a sentence: "the autumn term", but "Term 1"."""
    words = term.name.split()
    if words and words[0].casefold() in _SEASONS:
        return f"the {words[0].casefold()} term"
    return term.name


def _holiday_in_words(before: Term, after: Term) -> str:
    """What the holiday between two terms is called."""
    weekdays = [on for on in days_between(before.ends_on, after.starts_on)[1:-1] if on.weekday() < 5]
    if date(before.ends_on.year, 12, 25) in weekdays or before.ends_on.year < after.starts_on.year:
        return "Christmas holiday"
    if len(weekdays) <= 5:
        return "Half-term"  # schools of six terms have their half-terms between them
    return "Easter holiday" if before.ends_on.month in {3, 4} else "Holiday between terms"


def problems_in_year(
    year: AcademicYear, terms: Iterable[Term], closures: Iterable[Closure]
) -> tuple[str, ...]:
    """What cannot be true about one school year, in sentences; empty where all is well."""
    ordered = sorted(terms, key=lambda term: term.starts_on)
    problems = [] if year.starts_on < year.ends_on else [f"{year.name} ends before it begins."]
    problems += [problem for term in ordered for problem in _problems_in_term(term, year)]
    problems += [
        f"{later.name} begins before {earlier.name} has ended."
        for earlier, later in pairwise(ordered)
        if later.starts_on <= earlier.ends_on
    ]
    problems += [f"{closure.name} ends before it begins." for closure in closures if _is_backwards(closure)]
    return tuple(problems)


def _problems_in_term(term: Term, year: AcademicYear) -> list[str]:
    problems = [f"{term.name} ends before it begins."] if _is_backwards(term) else []
    if term.starts_on < year.starts_on or term.ends_on > year.ends_on:
        problems.append(f"{term.name} is not inside {year.name}.")
    return problems


def _is_backwards(stretch: Term | Closure) -> bool:
    return stretch.ends_on < stretch.starts_on
