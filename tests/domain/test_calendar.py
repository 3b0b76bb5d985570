from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.domain.calendar import (
    AcademicYear,
    Calendar,
    Closure,
    ClosureKind,
    Term,
    WeekLetter,
    alternating_letters,
    problems_in_year,
)
from iap_desktop.domain.dates import days_between, monday_of
from tests.domain.helper import calendar_2026, calendar_of, year_from

YEAR = AcademicYear("2026/27", date(2026, 9, 1), date(2027, 8, 31))
INSET_DAY = Closure(ClosureKind.INSET, "INSET", date(2026, 11, 2), date(2026, 11, 2))
POLLING = Closure(ClosureKind.OCCASIONAL, "Polling day", date(2027, 5, 6), date(2027, 5, 6))


def with_closures(*closures: Closure) -> Calendar:
    plain = calendar_2026()
    return replace(plain, closures=(*plain.closures, *closures))


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        (date(2026, 11, 21), "Saturday"),
        (date(2026, 11, 22), "Sunday"),
        (date(2026, 9, 2), "Before the autumn term"),
        (date(2026, 10, 28), "Autumn half-term"),
        (date(2026, 12, 25), "Christmas holiday"),
        (date(2027, 1, 1), "Christmas holiday"),
        (date(2027, 3, 26), "Easter holiday"),
        (date(2027, 4, 9), "Easter holiday"),
        (date(2027, 5, 3), "Early May bank holiday"),
        (date(2027, 5, 31), "Summer half-term"),
        (date(2027, 7, 22), "Summer holiday"),
        (date(2027, 8, 30), "Summer holiday"),
    ],
)
def test_a_closed_day_says_why(on: date, reason: str) -> None:
    day = calendar_2026().day(on)
    assert (day.is_open, day.reason, day.is_known) == (False, reason, True)


def test_a_school_day_has_no_reason_to_be_closed() -> None:
    day = calendar_2026().day(date(2026, 11, 16))
    assert (day.is_open, day.reason, day.is_known) == (True, None, True)


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2027, 9, 1), date(2028, 1, 1), date(1999, 1, 1)])
def test_a_day_outside_the_years_entered_is_not_known(on: date) -> None:
    day = calendar_2026().day(on)
    assert (day.is_open, day.reason, day.is_known) == (False, "Outside the school years entered", False)


def test_what_the_school_adds_closes_its_days() -> None:
    calendar = with_closures(INSET_DAY, POLLING)
    assert calendar.day(date(2026, 11, 2)).reason == "INSET"
    assert calendar.day(date(2027, 5, 6)).reason == "Polling day"
    assert calendar.school_days_between(YEAR.starts_on, YEAR.ends_on) == 193 - 2


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        (ClosureKind.BANK_HOLIDAY, "Good Friday", "Bank holiday: Good Friday"),
        (ClosureKind.BANK_HOLIDAY, "Early May bank holiday", "Early May bank holiday"),
        (ClosureKind.INSET, "INSET day", "INSET day"),
        (ClosureKind.INSET, "Phonics training", "INSET: Phonics training"),
        (ClosureKind.HALF_TERM, "Half-term", "Half-term"),
        (ClosureKind.OCCASIONAL, "Boiler broken", "Boiler broken"),
    ],
)
def test_each_kind_of_closure_reads_well(kind: ClosureKind, name: str, reason: str) -> None:
    closure = Closure(kind, name, date(2026, 11, 18), date(2026, 11, 18))
    assert with_closures(closure).day(date(2026, 11, 18)).reason == reason


def test_a_bank_holiday_in_half_term_is_half_term() -> None:
    spring = Closure(ClosureKind.BANK_HOLIDAY, "Spring bank holiday", date(2027, 5, 31), date(2027, 5, 31))
    assert with_closures(spring).day(date(2027, 5, 31)).reason == "Summer half-term"


def test_a_year_without_terms_says_so() -> None:
    day = Calendar(years=(YEAR,)).day(date(2026, 11, 16))
    assert (day.is_open, day.reason) == (False, "No terms entered for 2026/27")


def test_a_school_of_six_terms_has_half_terms_between_them() -> None:
    terms = (
        Term(0, "Term 1", date(2026, 9, 3), date(2026, 10, 23)),
        Term(0, "Term 2", date(2026, 11, 2), date(2026, 12, 18)),
        Term(0, "Term 3", date(2027, 1, 4), date(2027, 2, 12)),
    )
    calendar = Calendar((YEAR,), terms)
    assert calendar.day(date(2026, 9, 1)).reason == "Before Term 1"
    assert calendar.day(date(2026, 10, 27)).reason == "Half-term"
    assert calendar.day(date(2026, 12, 23)).reason == "Christmas holiday"


def test_the_next_and_the_last_school_day_step_over_holidays() -> None:
    calendar = calendar_2026()
    assert calendar.next_open_day(date(2026, 10, 23)) == date(2026, 11, 2)
    assert calendar.last_open_day(date(2027, 4, 12)) == date(2027, 3, 25)
    assert calendar.next_open_day(date(2027, 7, 21)) is None
    assert calendar.last_open_day(date(2026, 9, 3)) is None


def test_open_days_are_counted_with_both_ends() -> None:
    # Mon 19 to Fri 23 October, half-term, Mon 2 and Tue 3 November: 5 + 2
    calendar = calendar_2026()
    assert calendar.school_days_between(date(2026, 10, 19), date(2026, 11, 3)) == 7
    assert len(calendar.open_days(date(2026, 10, 19), date(2026, 11, 3))) == 7
    assert calendar.school_days_between(date(2026, 11, 3), date(2026, 10, 19)) == 0


@pytest.mark.parametrize(
    ("on", "weeks", "expected"),
    [
        # Weeks of 12 and 19 Oct, (half-term), 2, 9, 16, 23 Nov: six after the week of 5 Oct
        (date(2026, 10, 7), 6, date(2026, 11, 25)),  # Wednesdays
        (date(2026, 11, 16), 1, date(2026, 11, 23)),
        (date(2026, 12, 14), 1, date(2027, 1, 4)),  # over Christmas
        (date(2027, 3, 19), 1, date(2027, 4, 12)),  # Good Friday is closed: the next school day
        (date(2027, 4, 26), 1, date(2027, 5, 4)),  # bank holiday Monday: Tuesday
        (date(2026, 10, 28), 1, date(2026, 11, 4)),  # counted from inside half-term
        (date(2027, 7, 12), 2, None),  # the years entered end
    ],
)
def test_school_weeks_on_leave_out_weeks_without_school(on: date, weeks: int, expected: date | None) -> None:
    assert calendar_2026().after_school_weeks(on, weeks) == expected


def test_letters_wait_over_half_term() -> None:
    letters = {letter.week_starts_on: letter.letter for letter in alternating_letters(calendar_2026())}
    # school weeks from 31 Aug: A 31/8, B 7/9, A 14/9, B 21/9, A 28/9, B 5/10, A 12/10, B 19/10
    assert letters[date(2026, 8, 31)] == "A"
    assert letters[date(2026, 10, 19)] == "B"
    assert date(2026, 10, 26) not in letters
    assert letters[date(2026, 11, 2)] == "A"
    # A 2/11 B 9/11 A 16/11 B 23/11 A 30/11 B 7/12 A 14/12, Christmas, B 4/1
    assert letters[date(2026, 12, 14)] == "A"
    assert letters[date(2027, 1, 4)] == "B"


def test_each_school_year_begins_with_the_first_letter() -> None:
    letters = alternating_letters(calendar_of(year_from(2026), year_from(2027)), "B")
    by_week = {letter.week_starts_on: letter.letter for letter in letters}
    assert by_week[date(2026, 8, 31)] == "B"
    assert by_week[date(2027, 8, 30)] == "B"


def test_the_rest_of_a_year_can_be_lettered_anew() -> None:
    letters = alternating_letters(calendar_2026(), "B", from_week=date(2026, 11, 4))
    assert letters[:2] == (WeekLetter(date(2026, 11, 2), "B"), WeekLetter(date(2026, 11, 9), "A"))


def test_a_stored_letter_is_shown_and_a_missing_one_is_not_guessed() -> None:
    calendar = replace(calendar_2026(), letters=(WeekLetter(date(2026, 11, 16), "B"),))
    assert calendar.day(date(2026, 11, 18)).week_letter == "B"
    assert calendar.day(date(2026, 11, 24)).week_letter is None


@given(st.integers(0, 364), st.integers(0, 20))
def test_letters_alternate_whatever_is_closed(start: int, length: int) -> None:
    first = YEAR.starts_on + timedelta(days=start)
    shut = Closure(ClosureKind.OCCASIONAL, "Flood", first, first + timedelta(days=length))
    calendar = with_closures(shut)
    letters = alternating_letters(calendar)
    assert [letter.letter for letter in letters] == [("A", "B")[place % 2] for place in range(len(letters))]
    assert {letter.week_starts_on for letter in letters} == {
        monday_of(on) for on in calendar.open_days(YEAR.starts_on, YEAR.ends_on)
    }


@given(st.dates(date(2026, 8, 1), date(2027, 9, 30)), st.integers(0, 80))
def test_a_stretch_has_as_many_school_days_as_days_that_say_they_are_open(first: date, length: int) -> None:
    calendar = with_closures(INSET_DAY, POLLING)
    last = first + timedelta(days=length)
    opened = tuple(on for on in days_between(first, last) if calendar.day(on).is_open)
    assert calendar.open_days(first, last) == opened
    assert calendar.school_days_between(first, last) == len(opened)


@given(st.dates(date(2026, 8, 1), date(2027, 9, 30)))
def test_a_day_is_open_or_says_why_not(on: date) -> None:
    day = calendar_2026().day(on)
    assert day.is_open == (day.reason is None)


def test_a_right_year_has_no_problems() -> None:
    year = year_from(2026)
    assert problems_in_year(year.year, year.terms, year.closures) == ()


def test_what_cannot_be_true_of_a_year_is_said() -> None:
    terms = (
        Term(0, "Autumn term", date(2026, 8, 20), date(2026, 12, 18)),
        Term(0, "Spring term", date(2026, 12, 18), date(2027, 3, 25)),
        Term(0, "Summer term", date(2027, 7, 21), date(2027, 4, 12)),
    )
    backwards = Closure(ClosureKind.HALF_TERM, "Autumn half-term", date(2026, 10, 30), date(2026, 10, 26))
    assert problems_in_year(YEAR, terms, (backwards,)) == (
        "Autumn term is not inside 2026/27.",
        "Summer term ends before it begins.",
        "Spring term begins before Autumn term has ended.",
        "Autumn half-term ends before it begins.",
    )
