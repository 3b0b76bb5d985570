"""The first page of the day at every hour, and on days that are none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.register_days import ColumnKey
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.screen_marks import CellState
from iap_desktop.domain.today import DueKind, Group, Tile, TodayPage
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services.commands import run
from iap_desktop.services.placements import EndPlacement, PlacePupil
from iap_desktop.services.pupils import PutPupil
from iap_desktop.services.register_cells import Intent, cells_command, fill_blanks
from iap_desktop.services.register_days import register_day
from iap_desktop.services.registers import MarkPeriods, MarkSessions, WriteComment
from iap_desktop.services.today import today_page
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY
from tests.services.school_room import AYAAN, SEAN, ZOE, at, furnish, period_named

TUESDAY, THURSDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def placed(room: Room) -> Room:
    furnish(room)
    return room


def page(room: Room, now: datetime, on: date | None = None) -> TodayPage:
    return today_page(room, on or now.date(), now)


def tile(found: TodayPage, pupil_id: int = AYAAN) -> Tile:
    return next(one for one in found.tiles if one.pupil_id == pupil_id)


def mark(room: Room, pupil_id: int, key: ColumnKey, intent: Intent, on: date = MONDAY) -> None:
    day = register_day(room, on, at(15, on=on))
    run(room, cells_command(room, day, [(pupil_id, key)], intent), by=LEAD)


def counted(found: TodayPage) -> dict[Group, int]:
    return {count.group: count.number for count in found.counts}


def test_a_tile_says_who_where_next_and_the_strip_of_the_day(placed: Room) -> None:
    mark(placed, AYAAN, "AM", Intent.late(12))
    mark(placed, AYAAN, period_named(placed, "P1").id, Intent.present())
    found = page(placed, at(9, 30))
    shown = tile(found)
    assert (shown.forename, shown.class_words) == ("Ayaan", "Y9 · 9T")
    assert (shown.where.text, shown.beside, shown.late) == (
        "● In room",
        "Next: In lesson (P2)",
        "Late 12 min",
    )
    assert [(one.title, one.is_current) for one in shown.strip][:2] == [("P1", True), ("P2", False)]
    assert [one.shown.glyph for one in shown.strip] == ["●", "⇢", "○", "⇢", "⇢"]
    assert found.now_words == "P1 · 09:00\N{EN DASH}10:00"


def test_what_is_only_expected_is_shown_so_and_counts_as_not_marked(placed: Room) -> None:
    found = page(placed, at(9, 30))
    assert (tile(found).where.state, tile(found).where.text) == (CellState.EXPECTED, "○ In room")
    assert tile(found, ZOE).where.text == "Not marked"
    assert counted(found) == {Group.NOT_MARKED: 3}


def test_an_absent_pupil_is_not_in_school_and_the_tile_says_why(placed: Room) -> None:
    mark(placed, AYAAN, "AM", Intent.typed("I"))
    shown = tile(page(placed, at(9, 30)))
    assert (shown.where.text, shown.where.state, shown.beside) == (
        "✕ Not in school",
        CellState.MARKED,
        "Ill",
    )
    afternoon = page(placed, at(14, 30))
    assert tile(afternoon).where.state is CellState.EXPECTED  # nobody has marked the afternoon
    assert counted(afternoon) == {Group.NOT_MARKED: 3}


def test_right_now_counts_where_everyone_is_marked(placed: Room) -> None:
    p1 = period_named(placed, "P1").id
    marks = (
        PeriodMark(AYAAN, MONDAY, p1, Place.LATE, 5, "Art"),
        PeriodMark(ZOE, MONDAY, p1, Place.LATE, 5),
        PeriodMark(SEAN, MONDAY, p1, Place.LEFT_ROOM),
    )
    run(placed, MarkPeriods(marks), by=LEAD)
    assert counted(page(placed, at(9, 30))) == {Group.IN_LESSON: 1, Group.IN_ROOM: 1, Group.LEFT_ROOM: 1}


def test_the_way_back_is_said(placed: Room) -> None:
    mark(placed, AYAAN, period_named(placed, "P2").id, Intent.at(Place.IN_LESSON, "Maths"))
    shown = tile(page(placed, at(10, 30)))
    assert (shown.where.place_text, shown.beside) == ("→ Maths", "Back P3")


def test_before_between_and_after_lessons(placed: Room) -> None:
    early = page(placed, at(7, 50))
    assert (tile(early).where.text, early.counts, early.to_mark) == ("Due 08:40", (), None)
    mark(placed, AYAAN, "AM", Intent.present())
    in_break = page(placed, at(11, 10))
    assert (tile(in_break).where.text, in_break.now_words) == ("● In school", "")
    assert counted(in_break) == {Group.IN_SCHOOL: 1, Group.NOT_MARKED: 2}
    mark(placed, AYAAN, "PM", Intent.present())
    mark(placed, ZOE, "PM", Intent.typed("N"))
    late = page(placed, at(17))
    assert [tile(late, who).where.text for who in (AYAAN, ZOE, SEAN)] == [
        "School day over",
        "✕ Not in school",
        "Not marked",
    ]


def test_the_next_register_to_mark_and_its_counter(placed: Room) -> None:
    assert page(placed, at(8, 45)).to_mark == "AM"
    run(placed, fill_blanks(register_day(placed, MONDAY, at(8, 45))).command, by=LEAD)
    found = page(placed, at(9, 30))
    assert (found.to_mark, found.counters[0]) == (None, "Morning 3 of 3")
    assert page(placed, at(14, 10)).to_mark == "PM"


def test_at_most_three_flags_the_most_urgent_first(room: Room) -> None:
    people = (Pupil("Khan", "Ayaan", date_of_birth=date(2013, 11, 23)), Pupil("Bell", "Zoë"))
    for pupil in people:
        run(room, PutPupil(pupil, {}, MONDAY), by=LEAD)
    run(room, PlacePupil(Placement(1, MONDAY, MONDAY)), by=LEAD)
    run(room, PlacePupil(Placement(2, date(2026, 11, 2), FRIDAY)), by=LEAD)
    found = page(room, at(9, 30))
    assert [flag.words for flag in tile(found, 1).flags] == ["Morning not marked", "First day", "Last day"]
    assert [flag.words for flag in tile(found, 2).flags] == ["Morning not marked", "Last day Fri 27"]
    assert [flag.words for flag in tile(page(room, at(8, 30)), 1).flags][-1] == "Birthday"


def test_a_birthday_on_29_february_is_on_1_march(room: Room) -> None:
    run(room, PutPupil(Pupil("Khan", "Ayaan", date_of_birth=date(2012, 2, 29)), {}, MONDAY), by=LEAD)
    found = page(room, at(8, on=date(2027, 3, 1)))
    assert [flag.words for flag in tile(found).flags] == ["Birthday"]


def test_what_is_missing_is_listed_by_day_for_five_school_days(placed: Room) -> None:
    for day in (date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)):
        marks = [SessionMark(who, day, "AM", "/") for who in (AYAAN, ZOE, SEAN, 4)]
        run(placed, MarkSessions(tuple(marks)), by=LEAD)
    run(placed, MarkSessions((SessionMark(AYAAN, date(2026, 11, 16), "AM", "/"),)), by=LEAD)
    found = page(placed, at(9, 45))
    assert [item.words for item in found.due] == [
        "Mon 16 Nov 2026: 7 marks are missing",
        "Tue 17 Nov 2026: 8 marks are missing",
        "Wed 18 Nov 2026: 4 marks are missing",
        "Thu 19 Nov 2026: 4 marks are missing",
        "Fri 20 Nov 2026: 4 marks are missing",
        "Mon 23 Nov 2026: 3 marks are missing",
    ]
    assert {item.kind for item in found.due} == {DueKind.MARKS}
    assert len(page(placed, at(9, 15)).due) == 5


def test_a_new_room_misses_no_marks_of_the_days_before_it_was_made(placed: Room) -> None:
    assert [item.words for item in page(placed, at(9, 45)).due] == ["Mon 23 Nov 2026: 3 marks are missing"]


def test_comments_are_due_from_thursday_and_counted_all_week(placed: Room) -> None:
    run(placed, EndPlacement(3, date(2026, 11, 20)), by=LEAD)
    run(placed, WriteComment(WeeklyComment(AYAAN, MONDAY, "A calm week.")), by=LEAD)
    assert page(placed, at(8)).friday == "1 of 2 summaries drafted"
    due = [item.words for item in page(placed, at(8, on=THURSDAY)).due if item.kind is DueKind.COMMENTS]
    assert due == ["1 weekly comment to write"]
    assert [item for item in page(placed, at(8)).due if item.kind is DueKind.COMMENTS] == []


def test_another_day_shows_its_sessions(placed: Room) -> None:
    mark(placed, AYAAN, "AM", Intent.late(12))
    mark(placed, AYAAN, "PM", Intent.typed("M"))
    mark(placed, ZOE, "AM", Intent.present())
    mark(placed, ZOE, "PM", Intent.present())
    found = page(placed, at(9, on=TUESDAY), MONDAY)
    assert [tile(found, who).where.words for who in (AYAAN, ZOE, SEAN)] == [
        "Morning: Late 12 min. Afternoon: Appointment",
        "Present, all day",
        "Not marked",
    ]
    assert (found.counts, tile(found).beside) == ((), "")
    assert page(placed, at(9), FRIDAY).tiles[0].where.text == ""


def test_a_closed_day_says_why_and_when_school_opens(placed: Room) -> None:
    saturday = page(placed, at(10, on=date(2026, 11, 28)))
    assert saturday.closed == "Saturday. The next school day is Mon 30 Nov 2026."
    assert (saturday.tiles, saturday.to_mark) == ((), None)
    assert page(placed, at(10, on=date(2026, 12, 25))).closed.startswith("Christmas holiday. The next")
    unknown = page(placed, at(10, on=date(2040, 1, 2)))
    assert unknown.closed == "No school year is entered for this day."
    assert (unknown.due, unknown.friday) == ((), "")


def test_an_empty_room_has_a_page_too(room: Room) -> None:
    found = page(room, at(9, 30))
    assert (found.tiles, found.counts, found.due, found.friday) == ((), (), (), "")
    assert found.counters == ("Morning 0 of 0", "Afternoon 0 of 0")


def test_a_room_without_bell_times_still_tells_who_is_in_school(placed: Room) -> None:
    with placed.write("No bell times", by=LEAD) as connection:
        connection.execute("DELETE FROM period")
        connection.execute("DELETE FROM bell_times")
    mark(placed, AYAAN, "AM", Intent.present())
    found = page(placed, at(9, 30))
    assert (found.to_mark, page(placed, at(13)).to_mark) == ("AM", "PM")
    assert [tile(found, who).where.text for who in (AYAAN, ZOE)] == ["● In school", "Not marked"]
    assert found.counters == ("Morning 1 of 3", "Afternoon 0 of 3")
