"""The school year as the settings show and change it: days closed, opened after all, the next year added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from iap_desktop.domain.calendar import (
    AcademicYear,
    Calendar,
    Closure,
    ClosureKind,
    Term,
    WeekLetter,
    alternating_letters,
)
from iap_desktop.domain.dates import days_between, monday_of
from iap_desktop.domain.school_years import bank_holidays, default_year, starting_year, year_name
from iap_desktop.domain.term_split import split_at_half_terms
from iap_desktop.domain.year_view import KIND_WORDS, YearView, days_in_words, without_days, year_view
from iap_desktop.services.school import AddYear, calendar_of, load_calendar
from iap_desktop.storage import registers, rows
from iap_desktop.storage import school as stored
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError


@dataclass(frozen=True, slots=True)
class YearPage:
    """The years entered, the one that is shown (None where there is none), and what the next is called."""

    years: tuple[AcademicYear, ...]
    shown: YearView | None
    next_name: str


@dataclass(frozen=True, slots=True)
class CloseDays:
    """Let the school be closed on some days, whatever they were before."""

    is_for_lead: ClassVar[bool] = True
    kind: ClosureKind
    name: str
    first: date
    last: date

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Close {days_in_words(self.first, self.last)}"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where none of the days lies in a term."""
        if not _is_in_term(stored.terms(connection), self.first, self.last):
            raise UserError(
                "These days are outside the terms, so the school is closed then in any case.",
                todo="Choose days of a term.",
            )
        _take_out(connection, self.first, self.last)
        name = self.name.strip() or KIND_WORDS[self.kind]
        rows.insert(connection, Closure(self.kind, name, self.first, self.last))


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Let the school be open on some days after all; the rest of a longer closure stays."""

    is_for_lead: ClassVar[bool] = True
    first: date
    last: date

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Open {days_in_words(self.first, self.last)}"

    def apply(self, connection: Connection) -> None:
        """Take the days out of every closure that holds them."""
        _take_out(connection, self.first, self.last)


@dataclass(frozen=True, slots=True)
class SplitAtHalfTerms:
    """Make two terms of each with a half-term inside; the same days stay open."""

    is_for_lead: ClassVar[bool] = True
    year: AcademicYear

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Split the terms of {self.year.name}"

    def apply(self, connection: Connection) -> int:
        """Write the terms; gives how many there are. Raises UserError where no half-term is inside one."""
        terms = [term for term in stored.terms(connection) if term.academic_year_id == self.year.id]
        split = split_at_half_terms(terms, stored.closures(connection))
        if not split.terms:
            raise UserError("No half-term lies inside a term of this year, so there is nothing to split.")
        for term in split.terms:
            (rows.update if term.id else rows.insert)(connection, term)
        for half_term in split.half_terms:
            rows.delete(connection, Closure, half_term.id)
        return len(split.terms)


def can_split(view: YearView) -> bool:
    """Whether a half-term lies inside a term of the year."""
    return bool(split_at_half_terms(view.terms, view.closures).terms)


def what_closes(room: Room, term: Term) -> str:
    """What follows when a term is removed: how many school days close, and that marks made then stay."""
    with room.read() as connection:
        is_marked = bool(
            registers.session_marks_between(connection, term.starts_on, term.ends_on)
            or registers.period_marks_between(connection, term.starts_on, term.ends_on)
        )
    count = calendar_of(room).school_days_between(term.starts_on, term.ends_on)
    days = "1 school day is" if count == 1 else f"{count} school days are"
    return f"{days} closed now" + (", and the marks made then are kept" if is_marked else "")


def what_lacks_letters(room: Room, term: Term) -> str:
    """How many weeks of a term to be added have no letter; nothing where its year goes without letters."""
    known = calendar_of(room)
    calendar = replace(known, terms=(*known.terms, term))
    year = next(year for year in calendar.years if year.id == term.academic_year_id)
    lettered = [on for on in calendar.school_weeks(year.starts_on, year.ends_on) if calendar.week_letter(on)]
    weeks = calendar.school_weeks(term.starts_on, term.ends_on)
    bare = sum(calendar.week_letter(monday) is None for monday in weeks)
    if not bare or not lettered:
        return ""
    return "1 week of it has no letter yet" if bare == 1 else f"{bare} weeks of it have no letters yet"


def year_page(room: Room, year_id: int | None, on: date) -> YearPage:
    """The year with this id; else the one of a day, or the last one before it."""
    with room.read() as connection:
        years = tuple(stored.academic_years(connection))
        chosen = next((year for year in years if year.id == year_id), None) or _year_about(years, on)
        next_name = year_name(_next_starting(years, on))
        if chosen is None:
            return YearPage(years, None, next_name)
        calendar = load_calendar(connection, chosen.starts_on, chosen.ends_on)
    return YearPage(years, year_view(calendar, chosen), next_name)


def next_year(room: Room, on: date) -> AddYear:
    """What enters the year after the last one, with usual terms, bank holidays and letters to correct."""
    starting = _next_starting(calendar_of(room).years, on)
    off = bank_holidays(date(starting, 9, 1), date(starting + 1, 8, 31))
    made = default_year(starting, off)
    calendar = Calendar((made.year,), made.terms, made.closures)
    return AddYear(made.year, made.terms, made.closures, alternating_letters(calendar))


def letters_from(room: Room, week: date) -> dict[date, str]:
    """Letters in turn from a week to the end of its year; the week keeps its own, A where it has none."""
    calendar = calendar_of(room)
    monday = monday_of(week)
    year = _year_about(tuple(sorted(calendar.years, key=lambda year: year.starts_on)), week)
    if year is None:
        return {}
    of_year = Calendar((year,), calendar.terms, calendar.closures)
    first = calendar.week_letter(monday) or "A"
    found: tuple[WeekLetter, ...] = alternating_letters(of_year, first, from_week=monday)
    return {letter.week_starts_on: letter.letter for letter in found}


def bank_holiday_name(on: date) -> str:
    """What the bank holiday on a day is called in England; empty where there is none."""
    return bank_holidays(on, on).get(on, "")


def _year_about(years: tuple[AcademicYear, ...], on: date) -> AcademicYear | None:
    begun = [year for year in years if year.starts_on <= on]
    return begun[-1] if begun else next(iter(years), None)


def _next_starting(years: tuple[AcademicYear, ...], on: date) -> int:
    return max((year.starts_on.year + 1 for year in years), default=starting_year(on))


def _is_in_term(terms: list[Term], first: date, last: date) -> bool:
    weekdays = [on for on in days_between(first, last) if on.weekday() < 5]
    return any(term.starts_on <= on <= term.ends_on for term in terms for on in weekdays)


def _take_out(connection: Connection, first: date, last: date) -> None:
    for closure in stored.closures(connection, first, last):
        pieces = without_days(closure, first, last)
        if not pieces:
            rows.delete(connection, Closure, closure.id)
        for place, piece in enumerate(pieces):
            (rows.update if place == 0 else rows.insert)(connection, piece)
