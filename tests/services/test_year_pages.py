from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iap_desktop.domain.calendar import ClosureKind, Term
from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.year_view import YearView
from iap_desktop.services.commands import run
from iap_desktop.services.pupils import PutPupil
from iap_desktop.services.registers import MarkSessions
from iap_desktop.services.school import AddTerm, PutTerm, RemoveTerm, SetWeekLetters, calendar_of
from iap_desktop.services.year_pages import (
    CloseDays,
    OpenDays,
    SplitAtHalfTerms,
    bank_holiday_name,
    can_split,
    letters_from,
    next_year,
    what_closes,
    what_lacks_letters,
    year_page,
)
from iap_desktop.storage import registers
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY

YEAR = date(2026, 9, 1), date(2027, 8, 31)
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


def shown(room: Room) -> YearView:
    found = year_page(room, None, MONDAY).shown
    assert found is not None
    return found


def test_three_terms_are_split_into_six_and_undo_makes_three_of_them(room: Room) -> None:
    before = calendar_of(room)
    assert can_split(shown(room))
    assert run(room, SplitAtHalfTerms(shown(room).year), by=LEAD) == 6
    after = calendar_of(room)
    assert after.open_days(*YEAR) == before.open_days(*YEAR)
    assert after.open_days(date(2025, 9, 1), date(2026, 8, 31)) == before.open_days(
        date(2025, 9, 1), date(2026, 8, 31)
    )
    assert [term.name for term in shown(room).terms] == [f"Term {number}" for number in range(1, 7)]
    assert not can_split(shown(room))
    with pytest.raises(UserError, match="nothing to split"):
        run(room, SplitAtHalfTerms(shown(room).year), by=LEAD)
    assert room.undo(by=LEAD) == "Split the terms of 2026/27"
    assert calendar_of(room) == before


def test_a_school_of_one_term_and_then_of_two_can_be_entered(room: Room) -> None:
    first, second, third = shown(room).terms
    run(room, RemoveTerm(second), by=LEAD)
    run(room, RemoveTerm(third), by=LEAD)
    assert shown(room).terms == (first,)
    assert not calendar_of(room).is_open(date(2027, 2, 3))
    added = Term(first.academic_year_id, "Spring and summer", date(2027, 1, 5), date(2027, 7, 20))
    term_id = run(room, AddTerm(added), by=LEAD)
    assert shown(room).terms == (first, replace(added, id=term_id))
    assert calendar_of(room).is_open(date(2027, 2, 3))


def test_a_term_that_cannot_be_is_refused_in_words(room: Room) -> None:
    first, second, _third = shown(room).terms
    summer = Term(first.academic_year_id, "Term 4", date(2027, 8, 30), date(2027, 8, 31))
    refusals = {
        "begins before Autumn term has ended": replace(summer, starts_on=MONDAY, ends_on=MONDAY),
        "is not inside 2026/27": replace(summer, ends_on=date(2027, 9, 1)),
        "ends before it begins": replace(summer, ends_on=date(2027, 8, 2)),
        "has a Spring Term already": replace(summer, name="Spring Term"),
        "needs a name": replace(summer, name=" "),
    }
    for words, term in refusals.items():
        with pytest.raises(UserError, match=words):
            run(room, AddTerm(term), by=LEAD)
    with pytest.raises(UserError, match="has a Spring term already"):
        run(room, PutTerm(replace(first, name=second.name)), by=LEAD)


def test_removing_a_term_says_what_closes_and_leaves_its_marks(room: Room) -> None:
    autumn, spring, _summer = shown(room).terms
    pupil_id = run(room, PutPupil(Pupil("Hassan", "Leila"), {}, MONDAY), by=LEAD)
    run(room, MarkSessions((SessionMark(pupil_id, MONDAY, "AM", "/"),)), by=LEAD)
    open_days = calendar_of(room).school_days_between(spring.starts_on, spring.ends_on)
    assert what_closes(room, spring) == f"{open_days} school days are closed now"
    assert what_closes(room, autumn).endswith("closed now, and the marks made then are kept")
    run(room, RemoveTerm(autumn), by=LEAD)
    with room.read() as connection:
        assert len(registers.session_marks_between(connection, MONDAY, MONDAY)) == 1


def test_adding_a_term_says_which_weeks_lack_a_letter_only_where_the_school_has_letters(room: Room) -> None:
    *_, summer = shown(room).terms
    extra = Term(summer.academic_year_id, "Term 4", date(2027, 8, 9), date(2027, 8, 20))
    with_letters = what_lacks_letters(room, extra)
    run(
        room,
        SetWeekLetters(dict.fromkeys((each.week_starts_on for each in calendar_of(room).letters), "")),
        by=LEAD,
    )
    assert (with_letters, what_lacks_letters(room, extra)) == ("2 weeks of it have no letters yet", "")
