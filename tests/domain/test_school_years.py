from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.calendar import ClosureKind
from iap_desktop.domain.school_years import (
    DefaultYear,
    academic_year,
    bank_holidays,
    default_year,
    starting_year,
    year_name,
)
from tests.domain.helper import calendar_of, year_from

YEARS = range(2015, 2041)


def stretches(year: DefaultYear) -> list[tuple[date, date]]:
    return [(term.starts_on, term.ends_on) for term in year.terms]


def half_terms(year: DefaultYear) -> list[date]:
    return [closure.starts_on for closure in year.closures if closure.kind is ClosureKind.HALF_TERM]


def test_2026_27_is_what_schools_publish() -> None:
    year = year_from(2026)
    assert year.year.name == "2026/27"
    assert [term.name for term in year.terms] == ["Autumn term", "Spring term", "Summer term"]
    assert stretches(year) == [
        (date(2026, 9, 3), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 7, 21)),
    ]
    assert half_terms(year) == [date(2026, 10, 26), date(2027, 2, 15), date(2027, 5, 31)]


def test_2026_27_closes_for_one_bank_holiday_inside_its_terms() -> None:
    named = [closure for closure in year_from(2026).closures if closure.kind is ClosureKind.BANK_HOLIDAY]
    assert [(day.name, day.starts_on) for day in named] == [("Early May bank holiday", date(2027, 5, 3))]


@pytest.mark.parametrize(
    ("starting", "spring_ends", "summer_begins"),
    [
        (
            2023,
            date(2024, 3, 28),
            date(2024, 4, 15),
        ),  # Easter 31 March: the holiday begins with Easter Monday
        (2025, date(2026, 3, 27), date(2026, 4, 13)),  # Easter 5 April: Easter Monday in the middle
        (2024, date(2025, 4, 4), date(2025, 4, 22)),  # Easter 20 April: it ends with Easter Monday
        (2034, date(2035, 3, 22), date(2035, 4, 9)),  # Easter 25 March, nearly the earliest
        (2037, date(2038, 4, 9), date(2038, 4, 27)),  # Easter 25 April, the latest there is
    ],
)
def test_the_easter_holiday_follows_easter(starting: int, spring_ends: date, summer_begins: date) -> None:
    _, spring, summer = year_from(starting).terms
    assert (spring.ends_on, summer.starts_on) == (spring_ends, summer_begins)


@pytest.mark.parametrize("starting", YEARS)
def test_every_year_has_pupil_days_and_three_inset_days_to_take_from_them(starting: int) -> None:
    year = year_from(starting)
    assert calendar_of(year).school_days_between(year.year.starts_on, year.year.ends_on) == 193


@pytest.mark.parametrize("starting", YEARS)
def test_terms_begin_and_end_on_school_days(starting: int) -> None:
    year = year_from(starting)
    calendar = calendar_of(year)
    assert all(calendar.is_open(on) for stretch in stretches(year) for on in stretch)


@pytest.mark.parametrize("starting", YEARS)
def test_school_is_closed_on_every_bank_holiday(starting: int) -> None:
    year = year_from(starting)
    calendar = calendar_of(year)
    days = bank_holidays(year.year.starts_on, year.year.ends_on)
    assert len(days) >= 8
    assert not any(calendar.is_open(on) for on in days)


@pytest.mark.parametrize("starting", YEARS)
def test_half_terms_leave_three_to_nine_weeks_on_either_side(starting: int) -> None:
    year = year_from(starting)
    for half_term, (first, last) in zip(half_terms(year), stretches(year), strict=True):
        assert half_term.weekday() == 0
        assert 3 * 7 <= (half_term - first).days <= 9 * 7
        assert 3 * 7 <= (last - half_term).days <= 9 * 7


@pytest.mark.parametrize("starting", YEARS)
def test_the_summer_term_ends_in_late_july(starting: int) -> None:
    assert date(starting + 1, 7, 18) <= year_from(starting).terms[-1].ends_on <= date(starting + 1, 7, 27)


@pytest.mark.parametrize("starting", YEARS)
def test_the_autumn_term_begins_after_two_working_days(starting: int) -> None:
    first = year_from(starting).terms[0].starts_on
    assert date(starting, 9, 3) <= first <= date(starting, 9, 5)


def test_bank_holidays_hold_substitute_days_and_one_off_ones() -> None:
    days = bank_holidays(date(2022, 6, 1), date(2027, 12, 31))
    assert days[date(2022, 9, 19)] == "State Funeral of Queen Elizabeth II"
    assert days[date(2026, 12, 28)] == "Boxing Day (substitute day)"
    assert days[date(2027, 12, 27)] == "Christmas Day (substitute day)"
    assert days[date(2027, 5, 3)] == "Early May bank holiday"
    assert min(days) == date(2022, 6, 2)


def test_a_one_off_bank_holiday_in_term_closes_the_school() -> None:
    assert (
        calendar_of(year_from(2022)).day(date(2023, 5, 8)).reason == "Bank holiday: Coronation of Charles III"
    )


def test_a_year_cannot_be_made_without_easter() -> None:
    with pytest.raises(ValueError, match="Easter"):
        default_year(2026, {})


def test_the_school_year_turns_on_1_september() -> None:
    assert starting_year(date(2026, 8, 31)) == 2025
    assert starting_year(date(2026, 9, 1)) == 2026
    assert year_name(2099) == "2099/00"
    assert academic_year(2026).ends_on == date(2027, 8, 31)
