from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.calendar import ClosureKind
from iap_desktop.services.commands import run
from iap_desktop.services.school import SetWeekLetters, calendar_of
from iap_desktop.services.year_pages import (
    CloseDays,
    OpenDays,
    bank_holiday_name,
    letters_from,
    next_year,
    year_page,
)
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY

WEDNESDAY = date(2026, 10, 28)  # in the half-term


def test_the_year_of_today_is_shown_and_the_next_one_named(room: Room) -> None:
    page = year_page(room, None, MONDAY)
    assert page.shown is not None
    assert page.shown.year.name == "2026/27"
    assert page.next_name == "2028/29"
    assert [year.name for year in page.years] == ["2025/26", "2026/27", "2027/28"]


def test_closing_days_replaces_what_they_were(room: Room) -> None:
    run(room, CloseDays(ClosureKind.OCCASIONAL, "Boiler", WEDNESDAY, WEDNESDAY), by=LEAD)
    calendar = calendar_of(room)
    closure = calendar.closure_on(WEDNESDAY)
    assert closure is not None
    assert closure.name == "Boiler"
    assert [calendar.day(date(2026, 10, day)).reason for day in (27, 29)] == ["Autumn half-term"] * 2
    run(room, CloseDays(ClosureKind.INSET, "", WEDNESDAY, WEDNESDAY), by=LEAD)
    assert calendar_of(room).day(WEDNESDAY).reason == "INSET day"


def test_opening_one_day_leaves_the_rest_of_the_half_term(room: Room) -> None:
    run(room, OpenDays(WEDNESDAY, WEDNESDAY), by=LEAD)
    calendar = calendar_of(room)
    assert calendar.is_open(WEDNESDAY)
    assert calendar.school_days_between(date(2026, 10, 26), date(2026, 10, 30)) == 1
    assert room.undo(by=LEAD) == "Open Wed 28 Oct 2026"
    assert not calendar_of(room).is_open(WEDNESDAY)


def test_days_outside_the_terms_cannot_be_closed(room: Room) -> None:
    with pytest.raises(UserError, match="outside the terms"):
        run(room, CloseDays(ClosureKind.INSET, "", date(2026, 12, 28), date(2026, 12, 29)), by=LEAD)


def test_the_next_year_comes_with_terms_and_letters(room: Room) -> None:
    year_id = run(room, next_year(room, MONDAY), by=LEAD)
    page = year_page(room, year_id, MONDAY)
    assert page.shown is not None
    assert page.shown.year.name == "2028/29"
    assert [term.name for term in page.shown.terms] == ["Autumn term", "Spring term", "Summer term"]
    assert calendar_of(room).week_letter(date(2028, 9, 13)) is not None
    assert page.next_name == "2029/30"


def test_letters_go_on_in_turn_from_a_week(room: Room) -> None:
    run(room, SetWeekLetters({MONDAY: "A"}), by=LEAD)
    letters = letters_from(room, MONDAY)
    assert [letters[date(2026, 11, 23)], letters[date(2026, 11, 30)]] == ["A", "B"]
    assert min(letters) == MONDAY
    assert max(letters) < date(2027, 9, 1)


def test_a_bank_holiday_has_its_name() -> None:
    assert bank_holiday_name(date(2027, 5, 3)) == "Early May bank holiday"
    assert not bank_holiday_name(MONDAY)
