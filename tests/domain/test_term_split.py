from __future__ import annotations

from dataclasses import replace
from datetime import date

from iap_desktop.domain.calendar import AcademicYear, Calendar, Closure, ClosureKind, Term, problems_in_year
from iap_desktop.domain.school_years import bank_holidays, default_year
from iap_desktop.domain.term_split import split_at_half_terms

FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
YEAR = AcademicYear("2026/27", FIRST, LAST, id=1)
AUTUMN = Term(1, "Autumn term", date(2026, 9, 3), date(2026, 12, 18), id=1)
HALF_TERM = Closure(ClosureKind.HALF_TERM, "Autumn half-term", date(2026, 10, 26), date(2026, 10, 30), id=5)


def test_three_terms_become_six_and_the_same_days_are_open() -> None:
    made = default_year(2026, bank_holidays(FIRST, LAST))
    terms = tuple(replace(term, id=place, academic_year_id=1) for place, term in enumerate(made.terms, 1))
    split = split_at_half_terms(terms, made.closures)
    assert [term.name for term in split.terms] == [f"Term {number}" for number in range(1, 7)]
    assert [term.id for term in split.terms] == [1, 0, 2, 0, 3, 0]
    left = tuple(closure for closure in made.closures if closure not in split.half_terms)
    before, after = Calendar((YEAR,), terms, made.closures), Calendar((YEAR,), split.terms, left)
    assert after.open_days(FIRST, LAST) == before.open_days(FIRST, LAST)
    assert after.day(date(2026, 10, 28)).reason == "Half-term"
    assert problems_in_year(YEAR, split.terms, left) == ()


def test_the_halves_end_on_a_friday_and_begin_on_a_monday() -> None:
    first, second = split_at_half_terms((AUTUMN,), (HALF_TERM,)).terms
    assert (first.ends_on, second.starts_on) == (date(2026, 10, 23), date(2026, 11, 2))


def test_a_half_term_with_a_day_opened_in_it_is_split_at_its_longest_piece() -> None:
    monday = replace(HALF_TERM, ends_on=date(2026, 10, 26))
    rest = replace(HALF_TERM, starts_on=date(2026, 10, 28), id=6)
    split = split_at_half_terms((AUTUMN,), (monday, rest))
    assert split.half_terms == (rest,)
    assert split.terms[0].ends_on == date(2026, 10, 27)


def test_without_a_half_term_inside_nothing_is_split() -> None:
    inset = replace(HALF_TERM, kind=ClosureKind.INSET)
    at_the_edge = replace(HALF_TERM, starts_on=date(2026, 9, 3), ends_on=date(2026, 9, 4))
    assert split_at_half_terms((AUTUMN,), (inset, at_the_edge)).terms == ()
