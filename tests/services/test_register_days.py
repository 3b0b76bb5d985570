"""What the register grid shows of a day, and what a key in it does."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from iap_desktop.domain.register_days import ColumnKey, RegisterDay
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.screen_marks import CellState
from iap_desktop.services.commands import run
from iap_desktop.services.placements import EndPlacement
from iap_desktop.services.register_cells import (
    CellRef,
    Intent,
    MarkCells,
    SchoolClosed,
    cells_command,
    codes_offered,
    fill_blanks,
)
from iap_desktop.services.register_days import mark_history, register_day
from iap_desktop.services.registers import MarkPeriods, MarkSessions
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY, RoomUnderTest
from tests.services.school_room import AYAAN, LEAVER, SEAN, ZOE, at, furnish, period_named

WEDNESDAY, SATURDAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 28), date(2026, 11, 24)


@pytest.fixture
def placed(room: Room) -> Room:
    furnish(room)
    return room


def read(room: Room, on: date = MONDAY, hour: int = 10, minute: int = 30) -> RegisterDay:
    return register_day(room, on, at(hour, minute))


def act(room: Room, cells: list[CellRef], intent: Intent, on: date = MONDAY) -> RegisterDay:
    run(room, cells_command(room, read(room, on), cells, intent), by=LEAD)
    return read(room, on)


def texts(day: RegisterDay, pupil_id: int) -> list[str]:
    return [day.cell(pupil_id, column.key).shown.text for column in day.columns]


def state(day: RegisterDay, pupil_id: int, key: ColumnKey) -> CellState:
    return day.cell(pupil_id, key).shown.state


def test_columns_are_in_the_order_of_the_day_with_both_sessions(placed: Room) -> None:
    day = read(placed)
    assert [(column.title, column.time) for column in day.columns] == [
        ("Morning", "08:40"),
        ("P1", "09:00"),
        ("P2", "10:00"),
        ("P3", "11:20"),
        ("P4", "12:20"),
        ("Afternoon", "14:00"),
        ("P5", "14:00"),
    ]
    assert [column.title for column in day.columns if column.has_begun] == ["Morning", "P1", "P2"]
    assert day.current is not None
    assert day.current.title == "P2"
    assert (day.before, day.after) == (date(2026, 11, 20), TOMORROW)


def test_rows_are_those_of_the_room_by_forename_as_shown(placed: Room) -> None:
    day = read(placed)
    assert [row.label for row in day.rows] == ["Ayaan Khan 9T", "Éadaoin Bell 8F", "Seán O'Neill"]
    assert day.counters == ("Morning 0 of 3", "Afternoon 0 of 3")


def test_a_pupil_with_a_mark_is_shown_whatever_became_of_the_placement(placed: Room) -> None:
    run(placed, MarkSessions((SessionMark(SEAN, MONDAY, "AM", "/"),)), by=LEAD)
    run(placed, EndPlacement(3, MONDAY - timedelta(days=3)), by=LEAD)
    run(placed, MarkSessions((SessionMark(LEAVER, MONDAY, "AM", "O"),)), by=LEAD)
    rows = {row.pupil_id: row.is_in_room for row in read(placed).rows}
    assert rows == {AYAAN: True, ZOE: True, SEAN: False, LEAVER: False}
    assert read(placed).counters == ("Morning 2 of 4", "Afternoon 0 of 2")
    assert fill_blanks(read(placed), ["PM"]).filled == 2


def test_the_pattern_of_the_week_is_expected_and_never_marked(placed: Room) -> None:
    day = read(placed)
    assert day.day.week_letter == "B"
    assert texts(day, AYAAN) == [
        "",
        "○ In room",
        "⇢ In lesson",
        "○ In room",
        "⇢ In lesson",
        "",
        "⇢ In lesson",
    ]
    assert texts(day, ZOE) == [""] * 7
    assert {column.marked for column in day.columns} == {0}
    assert day.cell(AYAAN, day.columns[1].key).shown.spoken == "expected: In room"
    assert day.cell(ZOE, "AM").shown.spoken == "not marked"


def test_what_comes_after_lessons_is_due_only_of_those_who_stay(placed: Room) -> None:
    day = read(placed, WEDNESDAY)
    column = day.columns[-1]
    assert (column.title, column.due) == ("Enrichment", 1)
    assert (day.cell(AYAAN, column.key).is_due, day.cell(ZOE, column.key).is_due) == (True, False)


def test_an_absence_of_the_morning_makes_the_day_expected_away(placed: Room) -> None:
    day = act(placed, [(AYAAN, "AM")], Intent.typed("i"))
    assert texts(day, AYAAN) == ["I Ill", *["✕ Not in school"] * 4, "I Ill", "✕ Not in school"]
    assert state(day, AYAAN, "PM") is CellState.EXPECTED
    assert day.counters == ("Morning 1 of 3", "Afternoon 0 of 3")
    filling = fill_blanks(day, ["PM", period_named(placed, "P1").id])
    assert (filling.filled, filling.left) == (5, 1)
    assert run(placed, filling.command, by=LEAD) == 5
    day = read(placed)
    assert state(day, AYAAN, "PM") is CellState.EXPECTED
    assert day.cell(AYAAN, period_named(placed, "P1").id).shown.place is Place.NOT_IN_SCHOOL
    assert day.cell(ZOE, period_named(placed, "P1").id).shown.place is Place.IN_ROOM


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("C2", "\N{EN DASH} Not due"),
        ("V", "◇ Elsewhere"),
        ("B", "✕ Not in school"),
        ("M", "○ In room"),
        ("U", "○ In room"),
    ],
)
def test_a_session_says_where_to_expect_a_pupil(placed: Room, code: str, expected: str) -> None:
    day = act(placed, [(AYAAN, "AM")], Intent.typed(code))
    assert texts(day, AYAAN)[1] == expected
    assert texts(day, AYAAN)[-1] == "⇢ In lesson"


def test_one_key_marks_the_session_and_the_place(placed: Room) -> None:
    p1 = period_named(placed, "P1").id
    day = act(placed, [(AYAAN, "AM"), (AYAAN, p1), (ZOE, "PM")], Intent.present())
    assert (texts(day, AYAAN)[:2], day.cell(ZOE, "PM").shown.code) == (["/ Present", "● In room"], "\\")


def test_late_counts_its_minutes_in_both_registers(placed: Room) -> None:
    p1 = period_named(placed, "P4").id
    day = act(placed, [(AYAAN, "AM"), (AYAAN, p1)], Intent.late(12))
    assert texts(day, AYAAN)[0] == texts(day, AYAAN)[4] == "L 12 min"
    assert day.cell(AYAAN, p1).shown.spoken == "Late 12 minutes, Lesson"
    assert texts(act(placed, [(AYAAN, "AM")], Intent.late()), AYAAN)[0] == "L Late"


def test_words_beside_a_place_stay_while_they_are_true(placed: Room) -> None:
    p1 = period_named(placed, "P1").id
    run(placed, MarkPeriods((PeriodMark(AYAAN, MONDAY, p1, Place.IN_LESSON, detail="Art"),)), by=LEAD)
    for intent, detail in (
        (Intent.at(Place.IN_LESSON), "Art"),
        (Intent.late(5), "Art"),
        (Intent.at(Place.LEFT_ROOM), None),
        (Intent.at(Place.ELSEWHERE, "Nurse"), "Nurse"),
    ):
        assert act(placed, [(AYAAN, p1)], intent).cell(AYAAN, p1).shown.detail == detail


def test_a_step_has_a_name_and_is_taken_back_whole(placed: Room) -> None:
    p3 = period_named(placed, "P3").id
    day = read(placed)
    selections: list[list[CellRef]] = [
        [(AYAAN, "AM"), (ZOE, "AM")],
        [(AYAAN, p3)],
        [(AYAAN, "PM"), (AYAAN, p3)],
        [(AYAAN, column.key) for column in day.columns],
    ]
    names = [cells_command(placed, day, cells, Intent.present()).label for cells in selections]
    assert names == [
        "Make 2 marks in morning register",
        "Make 1 mark in P3",
        "Make 2 marks in afternoon register and P3",
        "Make 7 marks in the register",
    ]
    everything: list[CellRef] = [(row.pupil_id, column.key) for row in day.rows for column in day.columns]
    marked = act(placed, everything, Intent.present())
    assert {column.marked for column in marked.columns} == {3}
    clear = cells_command(placed, marked, everything, Intent.clear())
    assert clear.label == "Clear 21 marks"
    run(placed, clear, by=LEAD)
    assert read(placed) == day
    assert placed.undo(by=LEAD) == "Clear 21 marks"
    assert read(placed) == marked


def test_clearing_what_is_only_expected_does_nothing(placed: Room) -> None:
    command = cells_command(placed, read(placed), [(AYAAN, period_named(placed, "P1").id)], Intent.clear())
    assert (command, command.is_empty) == (MarkCells(), True)


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        (Intent.typed("QQ"), "QQ is not an attendance code on Mon 23 Nov 2026"),
        (Intent.typed("H"), "not an attendance code"),
        (Intent.typed("I", 5), "Minutes late go with L or U"),
        (Intent.late(0), "from 1 to 600"),
        (Intent.late(601), "from 1 to 600"),
        (Intent.at(Place.IN_ROOM), "Places go into periods"),
    ],
)
def test_what_cannot_be_marked_is_refused_in_words(placed: Room, intent: Intent, why: str) -> None:
    with pytest.raises(UserError, match=why):
        cells_command(placed, read(placed), [(AYAAN, "AM")], intent)


def test_a_code_goes_into_no_period(placed: Room) -> None:
    p1 = period_named(placed, "P1").id
    with pytest.raises(UserError, match="go into Morning and Afternoon"):
        cells_command(placed, read(placed), [(AYAAN, p1)], Intent.typed("I"))
    mixed = cells_command(placed, read(placed), [(AYAAN, p1), (AYAAN, "AM")], Intent.typed("I"))
    assert (len(mixed.sessions), mixed.periods) == (1, ())


def test_nobody_was_there_on_a_day_to_come(placed: Room) -> None:
    day = read(placed, TOMORROW)
    p1 = period_named(placed, "P1").id
    for cell, intent in (((AYAAN, "AM"), Intent.present()), ((AYAAN, p1), Intent.at(Place.IN_LESSON))):
        with pytest.raises(UserError, match="still to come"):
            cells_command(placed, day, [cell], intent)
    with pytest.raises(UserError, match="still to come"):
        fill_blanks(day)
    known = act(placed, [(AYAAN, "AM")], Intent.typed("M"), TOMORROW)
    assert texts(known, AYAAN)[0] == "M Appointment"


def test_a_closed_day_says_why_and_is_marked_only_on_purpose(placed: Room) -> None:
    day = read(placed, SATURDAY, 12)
    assert (day.day.is_open, day.day.reason, day.counters) == (
        False,
        "Saturday",
        ("Morning 0 of 0", "Afternoon 0 of 0"),
    )
    half_term = register_day(placed, date(2026, 10, 28), at(9))
    assert not half_term.day.is_open
    cell: list[CellRef] = [(AYAAN, "AM")]
    last_saturday = register_day(placed, date(2026, 11, 21), at(9))
    with pytest.raises(SchoolClosed, match="closed on Sat 21 Nov 2026: Saturday"):
        cells_command(placed, last_saturday, cell, Intent.present())
    command = cells_command(placed, last_saturday, cell, Intent.present(), is_even_if_closed=True)
    run(placed, command, by=LEAD)
    assert register_day(placed, date(2026, 11, 21), at(9)).counters[0] == "Morning 1 of 1"


def test_fill_leaves_marks_already_made(placed: Room) -> None:
    act(placed, [(AYAAN, "AM")], Intent.late(5))
    stale = fill_blanks(read(placed))
    assert (stale.filled, stale.left) == (8, 0)
    act(placed, [(ZOE, "AM")], Intent.typed("N"))
    assert run(placed, stale.command, by=LEAD) == 7
    day = read(placed)
    assert [texts(day, who)[0] for who in (AYAAN, ZOE, SEAN)] == ["L 5 min", "N No reason yet", "/ Present"]
    assert texts(day, AYAAN)[1:4] == ["● In room", "→ In lesson", "○ In room"]
    assert placed.undo(by=LEAD) == "Fill 8 blanks"


def test_filling_everything_leaves_nothing_to_fill(placed: Room) -> None:
    run(placed, fill_blanks(read(placed, hour=16)).command, by=LEAD)
    day = read(placed, hour=16)
    assert all(column.marked == column.due == 3 for column in day.columns)
    assert fill_blanks(day).filled == 0


def test_the_history_of_a_mark_says_who_when_and_what_before(placed: Room, on_disk: RoomUnderTest) -> None:
    act(placed, [(AYAAN, "AM")], Intent.typed("N"))
    on_disk.clock.advance(minutes=17)
    day = act(placed, [(AYAAN, "AM")], Intent.late(12))
    history = mark_history(placed, SessionMark, day.cell(AYAAN, "AM").shown.mark_id)
    assert [change.words(MONDAY) for change in history] == [
        "Marked by S. Carter 08:47; before: N",
        "Marked by S. Carter 08:30",
    ]
    assert history[0].words(TOMORROW) == "Marked by S. Carter Mon 23 Nov 2026, 08:47; before: N"
    p1 = period_named(placed, "P1").id
    mark_id = act(placed, [(AYAAN, p1)], Intent.late(3)).cell(AYAAN, p1).shown.mark_id
    assert mark_history(placed, PeriodMark, mark_id)[0].after == "Late 3 min"


def test_the_picker_offers_no_withdrawn_code(room: Room) -> None:
    codes = {code.code for code in codes_offered(room, MONDAY)}
    assert len(codes) == 34
    assert not codes & {"H", "J", "Y"}


def test_an_empty_room_and_one_without_bell_times_have_a_day_too(room: Room) -> None:
    assert read(room).rows == ()
    assert [column.time for column in read(room).columns[:2]] == [f"{time(8, 40):%H:%M}", "09:00"]
    with room.write("No bell times", by=LEAD) as connection:
        connection.execute("DELETE FROM period")
        connection.execute("DELETE FROM bell_times")
    furnish(room)
    day = read(room)
    assert [(column.title, column.time, column.has_begun) for column in day.columns] == [
        ("Morning", "", True),
        ("Afternoon", "", False),
    ]
    assert run(room, fill_blanks(day).command, by=LEAD) == 3
