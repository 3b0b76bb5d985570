"""A sensible school year for an English school to correct, so that a new room knows its terms at once.

Schools set their own dates; these follow what most publish (domain reference 6.6). A year has 195 days
for staff, 190 of them for pupils: two staff days stand before the first day here, and the other three
are not guessed but entered by the school, so a year is made 193 days long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from iap_desktop.domain.calendar import AcademicYear, Closure, ClosureKind, Term
from iap_desktop.domain.dates import days_between, monday_of

DAYS_BEFORE_INSET = 193

_PLAIN_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


@dataclass(frozen=True, slots=True)
class DefaultYear:
    """One school year as it is entered into a room; ids are 0 until it is stored."""

    year: AcademicYear
    terms: tuple[Term, ...]
    closures: tuple[Closure, ...]


def bank_holidays(first: date, last: date) -> dict[date, str]:
    """Bank holidays in England from `first` to `last`, substitute days and one-off ones included."""
    import holidays  # noqa: PLC0415 - slow to load, and needed only when a year is set up

    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("GB", subdiv="ENG", years=years, language="en_GB")
    return {on: _plain_name(found[on]) for on in sorted(found) if first <= on <= last}


def _plain_name(name: str) -> str:
    name = name.replace("(observed)", "(substitute day)")
    return _PLAIN_NAMES.get(name, name)


def starting_year(on: date) -> int:
    """The calendar year in which the school year of `on` begins; it begins on 1 September."""
    return on.year if on.month >= 9 else on.year - 1


def year_name(starting: int) -> str:
    """The school year that begins in `starting`, as "2026/27"."""
    return f"{starting}/{(starting + 1) % 100:02}"


def academic_year(starting: int) -> AcademicYear:
    """The school year from 1 September of `starting` to 31 August."""
    return AcademicYear(year_name(starting), date(starting, 9, 1), date(starting + 1, 8, 31))


def default_year(starting: int, bank_holidays: Mapping[date, str]) -> DefaultYear:
    """The school year that begins in `starting`, with terms, half-terms and the bank holidays inside terms.

    bank_holidays: name by day, over the whole school year. Raises ValueError where they hold no Easter.
    """
    half_terms = _half_terms(starting)
    away = {on for half_term in half_terms for on in days_between(half_term.starts_on, half_term.ends_on)}
    autumn, spring = _autumn(starting, bank_holidays), _spring(starting, bank_holidays)
    off = away | set(bank_holidays)
    left = DAYS_BEFORE_INSET - _school_days(autumn, off) - _school_days(spring, off)
    summer = _summer(starting, bank_holidays, away, left)
    terms = (autumn, spring, summer)
    days_off = tuple(
        Closure(ClosureKind.BANK_HOLIDAY, name, on, on)
        for on, name in sorted(bank_holidays.items())
        if on.weekday() < 5 and on not in away and any(term.starts_on <= on <= term.ends_on for term in terms)
    )
    closures = sorted((*half_terms, *days_off), key=lambda closure: closure.starts_on)
    return DefaultYear(academic_year(starting), terms, tuple(closures))


def _half_terms(starting: int) -> tuple[Closure, ...]:
    """The week of 29 October, the week of 18 February, and the week of the last Monday in May."""
    mondays = {
        "Autumn half-term": monday_of(date(starting, 10, 29)),
        "Spring half-term": monday_of(date(starting + 1, 2, 18)),
        "Summer half-term": monday_of(date(starting + 1, 5, 31)),
    }
    return tuple(
        Closure(ClosureKind.HALF_TERM, name, monday, monday + timedelta(days=4))
        for name, monday in mondays.items()
    )


def _autumn(starting: int, days_off: Mapping[date, str]) -> Term:
    """From the third working day of September, after two staff days, to the last Friday by 22 December."""
    first = date(starting, 9, 1)
    for _ in range(2):
        first = _working_day(first, days_off) + timedelta(days=1)
    last = monday_of(date(starting, 12, 18)) + timedelta(days=4)
    return Term(0, "Autumn term", _working_day(first, days_off), last)


def _spring(starting: int, days_off: Mapping[date, str]) -> Term:
    """From the third Monday after the autumn term's last week to the Friday before the Easter holiday."""
    first = monday_of(_autumn(starting, days_off).ends_on) + timedelta(weeks=3)
    last = _easter_holiday(starting + 1, days_off) - timedelta(days=1)
    return Term(0, "Spring term", _working_day(first, days_off), _working_day(last, days_off, step=-1))


def _summer(starting: int, days_off: Mapping[date, str], away: set[date], length: int) -> Term:
    """From the end of the Easter holiday until the year has its days."""
    first = _working_day(_easter_holiday(starting + 1, days_off) + timedelta(weeks=2), days_off)
    last, taught = first, 1
    while taught < length:
        last = _working_day(last + timedelta(days=1), away | set(days_off))
        taught += 1
    return Term(0, "Summer term", first, last)


def _easter_holiday(year: int, days_off: Mapping[date, str]) -> date:
    """The Monday with which the two weeks of Easter holiday begin.

    They begin on Easter Monday where Easter is early, end with it where Easter is late, and have it in
    the middle in other years, so that they stay near the first half of April.
    """
    easter_monday = _easter_monday(year, days_off)
    if easter_monday < date(year, 4, 5):
        return easter_monday
    return easter_monday - timedelta(weeks=1 if easter_monday < date(year, 4, 18) else 2)


def _easter_monday(year: int, days_off: Mapping[date, str]) -> date:
    """The one Monday in March or April that follows a Friday off and is itself a day off."""
    for on in days_between(date(year, 3, 22), date(year, 4, 30)):
        if on.weekday() == 0 and on in days_off and on - timedelta(days=3) in days_off:
            return on
    raise ValueError(f"the bank holidays given hold no Easter of {year}")


def _working_day(on: date, days_off: Mapping[date, str] | set[date], *, step: int = 1) -> date:
    """`on`, or the next day (the one before, with step -1) that is neither a weekend nor off."""
    while on.weekday() > 4 or on in days_off:
        on += timedelta(days=step)
    return on


def _school_days(term: Term, days_off: set[date]) -> int:
    days = days_between(term.starts_on, term.ends_on)
    return sum(on.weekday() < 5 and on not in days_off for on in days)
