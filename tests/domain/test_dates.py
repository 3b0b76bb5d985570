from __future__ import annotations

from datetime import date

from iap_desktop.domain.dates import day_in_words, days_between, monday_of, school_week, short_day


def test_a_date_reads_the_same_in_every_language() -> None:
    assert day_in_words(date(2026, 11, 23)) == "Mon 23 Nov 2026"
    assert short_day(date(2026, 11, 2)) == "Mon 2"


def test_a_week_begins_on_monday_across_the_new_year() -> None:
    assert monday_of(date(2027, 1, 3)) == date(2026, 12, 28)


def test_days_between_holds_both_ends() -> None:
    days = days_between(date(2027, 2, 27), date(2027, 3, 1))
    assert days == [date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1)]
    assert days_between(date(2027, 3, 1), date(2027, 2, 27)) == []


def test_a_school_week_holds_the_day_it_was_asked_for_unless_that_is_in_the_weekend() -> None:
    assert school_week(date(2026, 11, 18)) == days_between(date(2026, 11, 16), date(2026, 11, 20))
    assert school_week(date(2026, 11, 22))[-1] == date(2026, 11, 20)
