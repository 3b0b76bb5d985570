from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from iap_desktop.domain.bell_times import (
    TEMPLATES,
    BellTimes,
    Period,
    PeriodKind,
    bell_times_on,
    markable,
    parse_template,
    periods_for,
    periods_on,
    problems_in,
    times_in_words,
)
from tests.domain.helper import template

FIRST = BellTimes("Old day", date(2025, 9, 1), id=1)
SECOND = BellTimes("New day", date(2026, 11, 18), id=2)


def day(*rows: tuple[str, int, int, str | None], weekday: int = 0) -> list[Period]:
    """Periods from (name, first hour, last hour, register)."""
    return [
        Period(1, weekday, place, name, time(first), time(last), PeriodKind.LESSON, session)
        for place, (name, first, last, session) in enumerate(rows, start=1)
    ]


GOOD = (("P1", 9, 10, "AM"), ("P2", 10, 11, None), ("P3", 13, 14, "PM"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_shipped_template_makes_sense(name: str) -> None:
    assert problems_in(template(name).periods) == ()


@pytest.mark.parametrize(
    ("name", "lessons", "minutes", "first", "last"),
    [
        ("five_by_60", 5, 300, time(8, 40), time(15, 0)),
        ("six_by_50", 6, 300, time(8, 30), time(14, 50)),
        ("three_by_100", 3, 300, time(8, 45), time(14, 50)),
        ("primary", 5, 70 + 40 + 35 + 65 + 60, time(8, 45), time(15, 15)),
    ],
)
def test_each_template_is_the_common_day_it_is_named_for(
    name: str, lessons: int, minutes: int, first: time, last: time
) -> None:
    periods = periods_for(1, template(name).periods)
    taught = [period for period in periods if period.is_lesson]
    hours = sum(period.ends_at.hour - period.starts_at.hour for period in taught) * 60
    assert len(taught) == lessons
    assert hours + sum(period.ends_at.minute - period.starts_at.minute for period in taught) == minutes
    assert (periods[0].starts_at, periods[-1].ends_at) == (first, last)


def test_wednesday_has_enrichment_after_lessons() -> None:
    periods = template("five_by_60").periods
    assert [period.name for period in periods_for(3, periods)][-2:] == ["P5", "Enrichment"]
    assert [period.name for period in periods_for(4, periods)][-1] == "P5"


def test_a_weekend_has_no_periods() -> None:
    assert periods_for(6, template("five_by_60").periods) == ()


def test_own_periods_of_a_weekday_come_before_those_of_every_day() -> None:
    periods = [*day(*GOOD), *day(("Trip", 9, 14, "AM"), weekday=5)]
    assert [period.name for period in periods_for(5, periods)] == ["Trip"]
    assert [period.name for period in periods_for(1, periods)] == ["P1", "P2", "P3"]


def test_periods_come_in_the_order_of_the_day() -> None:
    assert [period.name for period in periods_for(1, reversed(day(*GOOD)))] == ["P1", "P2", "P3"]


def test_the_newest_set_that_has_begun_holds() -> None:
    assert bell_times_on(date(2026, 11, 17), (SECOND, FIRST)) == FIRST
    assert bell_times_on(date(2026, 11, 18), (SECOND, FIRST)) == SECOND


def test_the_first_set_reaches_back() -> None:
    assert bell_times_on(date(2020, 1, 6), (SECOND, FIRST)) == FIRST
    assert bell_times_on(date(2020, 1, 6), ()) is None


def test_a_day_has_the_periods_of_the_set_in_force_on_it() -> None:
    later = [replace(period, bell_times_id=2) for period in day(("Long", 9, 12, "AM"))]
    periods = [*day(*GOOD), *later]
    assert [period.name for period in periods_on(date(2026, 11, 17), (FIRST, SECOND), periods)] == [
        "P1",
        "P2",
        "P3",
    ]
    assert [period.name for period in periods_on(date(2026, 11, 18), (FIRST, SECOND), periods)] == ["Long"]
    assert periods_on(date(2026, 11, 18), (), periods) == ()


def test_breaks_and_lunch_are_not_marked() -> None:
    unmarked = [period.name for period in template("primary").periods if not markable(period)]
    assert unmarked == ["Break", "Lunch"]


def test_times_read_on_the_24_hour_clock() -> None:
    assert times_in_words(day(("P1", 9, 14, None))[0]) == "09:00\N{EN DASH}14:00"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ((("P1", 9, 11, "AM"), ("P2", 10, 12, "PM")), "P2 begins before P1 has ended (every day)."),
        ((("P1", 9, 8, "AM"), ("P2", 10, 12, "PM")), "P1 ends before it begins (every day)."),
        ((("P1", 9, 9, "AM"), ("P2", 10, 12, "PM")), "P1 ends before it begins (every day)."),
        ((("P1", 9, 10, "AM"), ("P2", 10, 12, None)), "No period takes the afternoon register (every day)."),
        ((("P1", 9, 10, None), ("P2", 10, 12, "PM")), "No period takes the morning register (every day)."),
        ((("P1", 9, 10, "PM"), ("P2", 10, 12, "AM")),
         "The afternoon register comes before the morning register (every day)."),
        ((("P1", 9, 10, "AM"), ("p1 ", 10, 12, "PM")), "Two periods are called P1 (every day)."),
        ((("P1", 9, 10, "AM"), ("P2", 10, 12, "AM"), ("P3", 12, 13, "PM")),
         "More than one period takes the morning register (every day)."),
    ],
)  # fmt: skip
def test_what_cannot_be_true_of_a_day_is_said(
    rows: tuple[tuple[str, int, int, str | None], ...], problem: str
) -> None:
    assert problems_in(day(*rows)) == (problem,)


def test_a_problem_names_the_weekday_it_is_on() -> None:
    wednesday = day(("P1", 9, 10, "AM"), weekday=3)
    problems = problems_in([*day(*GOOD), *wednesday])
    assert problems == ("No period takes the afternoon register (Wednesday).",)


def test_a_weekday_without_periods_is_said() -> None:
    assert problems_in(day(*GOOD, weekday=1)) == (
        "Some weekdays have no periods: give periods for every day.",
    )
    every = [period for weekday in range(1, 6) for period in day(*GOOD, weekday=weekday)]
    assert problems_in(every) == ()
    assert problems_in([]) == ("There are no periods.",)


@pytest.mark.parametrize("text", ["{}", '{"name": "x", "days": {"Sunday": [{}]}}', "no json"])
def test_a_broken_template_is_our_bug(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse_template(text)
