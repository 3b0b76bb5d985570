"""The list of a week's summaries: whose, what is written, what would be blank."""

from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services.commands import run
from iap_desktop.services.registers import MarkPeriods, MarkSessions, WriteComment
from iap_desktop.services.week_pages import week_page
from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY, RoomUnderTest
from tests.services.school_room import AYAAN, ZOE, furnish, period_named

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def placed(room: Room, on_disk: RoomUnderTest) -> Room:
    furnish(room)
    on_disk.clock.advance(days=4, hours=7)
    return room


def test_the_list_has_the_pupils_of_the_papers_in_their_order(placed: Room) -> None:
    found = week_page(placed, FRIDAY)
    assert [pupil.label for pupil in found.pupils] == ["Éadaoin Bell 8F", "Ayaan Khan 9T", "Seán O'Neill"]
    assert [pupil.pupil_id for pupil in found.pupils] == [
        one.number for one in weekly_summaries(placed, FRIDAY)
    ]
    assert (found.monday, found.title) == (MONDAY, "Week of Mon 23 Nov 2026 · Week B")


def test_a_line_says_what_is_written_and_what_would_be_blank(placed: Room) -> None:
    run(placed, WriteComment(WeeklyComment(AYAAN, MONDAY, "A calm week.")), by=LEAD)
    run(placed, WriteComment(WeeklyComment(ZOE, MONDAY, "  ")), by=LEAD)
    marks = [SessionMark(ZOE, MONDAY, "AM", "/"), SessionMark(ZOE, MONDAY, "PM", "\\")]
    run(placed, MarkSessions(tuple(marks)), by=LEAD)
    p1 = period_named(placed, "P1").id
    run(placed, MarkPeriods((PeriodMark(ZOE, MONDAY, p1, Place.IN_ROOM),)), by=LEAD)
    found = {pupil.pupil_id: pupil for pupil in week_page(placed, MONDAY).pupils}
    assert (found[AYAAN].has_comment, found[AYAAN].missing) == (True, 10)
    assert found[AYAAN].blanks == ("10 marks missing",)
    assert found[ZOE].blanks == ("No comment yet", "8 marks missing", "24 periods not marked", "No key adult")
    assert week_page(placed, MONDAY).counted == "1 of 3 comments written"


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 11, 25), ""),
        (date(2026, 12, 7), "That week has not begun."),
        (date(2026, 10, 28), "The school was closed all that week: Autumn half-term."),
    ],
)
def test_a_week_with_nothing_to_print_says_why(placed: Room, on: date, why: str) -> None:
    assert week_page(placed, on).why_nothing == why


def test_an_empty_room_has_a_list_too(room: Room) -> None:
    found = week_page(room, MONDAY)
    assert (found.pupils, found.counted) == ((), "")
    assert found.why_nothing == "Nobody was in the room in that week."
