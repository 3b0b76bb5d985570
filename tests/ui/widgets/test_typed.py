from __future__ import annotations

from datetime import date, time

import pytest

from iap_desktop.ui.widgets.typed import read_date, read_number, read_time, time_in_words

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        "23/11/2026", "23/11/26", "23.11.2026", "23-11-2026", "23 11 2026", "23 11", "23/11", "2026-11-23",
        "23 Nov", "23 nov 2026", "23 November 2026", "23rd November", "23nov26", "Mon 23 Nov 2026",
        "monday 23 nov",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert read_date(text, TODAY) == date(2026, 11, 23)


def test_words_for_days_near_by_are_dates() -> None:
    assert [read_date(word, TODAY) for word in ("yesterday", "Today", "tomorrow")] == [
        date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "31/2/2026", "32 11", "23 foo", "23", "11/23/2026", "2026", "nov"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize("text", ["8:45", "08:45", "0845", "845", "8.45", " 8 45 "])
def test_a_time_is_read_as_people_type_it(text: str) -> None:
    assert read_time(text) == time(8, 45)


def test_a_bare_hour_is_a_time() -> None:
    assert read_time("9") == time(9, 0)


@pytest.mark.parametrize("text", ["", "24:00", "8:60", "quarter to", "99", "-1", "8:4"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None


def test_times_read_with_two_digits() -> None:
    assert time_in_words(time(8, 5)) == "08:05"


@pytest.mark.parametrize(("text", "number"), [("12", 12), (" 7 ", 7), ("-3", -3), ("1.5", None), ("", None)])
def test_a_number_is_whole(text: str, number: int | None) -> None:
    assert read_number(text) == number
