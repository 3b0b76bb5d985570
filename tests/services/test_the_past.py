"""Whatever the school changes from a date on, last term's sheets stay as they were, to the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from iap_desktop.domain.attendance import AttendanceCode
from iap_desktop.domain.bell_times import BellTimes, Period, PeriodKind
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import StaffName
from iap_desktop.domain.weekly import Printing
from iap_desktop.reports.pages import page_texts
from iap_desktop.reports.register_workbook import register_workbook
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from iap_desktop.services import placements, pupils, registers, school
from iap_desktop.services.commands import Command, run
from iap_desktop.services.register_books import register_book
from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage import rows
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY, SettableClock

LAST_WEEK = date(2026, 11, 18)
MONDAY_THEN, FRIDAY_THEN = date(2026, 11, 16), date(2026, 11, 20)
HOW = Printing("File copy", "S. Carter", SettableClock().now)
NEXT_TERM = date(2027, 1, 4)


@pytest.fixture
def lived_in(room: Room) -> Room:
    """Ayaan's week of 16 November: marked, placed, with a key adult."""
    pupil = Pupil("Khan", "Ayaan")
    run(
        room,
        pupils.PutPupil(pupil, {FactKind.YEAR_GROUP: "9", FactKind.FORM: "9T"}, date(2026, 9, 1)),
        by=LEAD,
    )
    run(room, placements.PlacePupil(Placement(1, MONDAY_THEN), (), LEAD), by=LEAD)
    with room.read() as connection:
        lesson = next(
            p for p in rows.select(connection, Period, "ORDER BY id") if p.kind is PeriodKind.LESSON
        )
    marks = (SessionMark(1, MONDAY_THEN, "AM", "/"), SessionMark(1, MONDAY_THEN, "PM", "C"))
    run(room, registers.MarkSessions(marks), by=LEAD)
    mark = PeriodMark(1, MONDAY_THEN, lesson.id, Place.IN_LESSON, detail="Art")
    run(room, registers.MarkPeriods((mark,)), by=LEAD)
    return room


def sheets(room: Room) -> tuple[bytes, bytes]:
    pdf = weekly_summary_pdf(weekly_summaries(room, LAST_WEEK), HOW)
    book = register_book(room, MONDAY_THEN, FRIDAY_THEN, HOW)
    return pdf, register_workbook(book)


def test_the_sheet_says_what_was_marked_and_what_was_not(lived_in: Room) -> None:
    text = page_texts(sheets(lived_in)[0])[0]
    for words in ("Ayaan Khan", "Year 9", "9T", "The Bridge", "St Bede's School", "Sam Carter", "Art"):
        assert words in text
    words = " ".join(text.split())
    assert "In school for 1 of the 2 sessions marked" in words
    assert "8 not marked: Tue 17 (all day), Wed 18 (all day), Thu 19 (all day), Fri 20 (all day)" in words


def short_days() -> school.SetBellTimes:
    day = Period(0, 0, 1, "Block 1", time(9), time(12), PeriodKind.LESSON, "AM")
    after = replace(day, position=2, name="Block 2", starts_at=time(13), ends_at=time(15), session="PM")
    return school.SetBellTimes(BellTimes("Short days", NEXT_TERM), (day, after))


CHANGES: dict[str, Command[object]] = {
    "the school's and the room's name": school.SetSettings(
        {SettingKind.SCHOOL_NAME: "Bede Academy", SettingKind.ROOM_NAME: "Hub", SettingKind.ROOM_PHONE: "1"},
        MONDAY,
    ),
    "bell times": short_days(),
    "form and year": pupils.PutPupil(
        Pupil("Khan", "Ayaan", id=1), {FactKind.FORM: "9B", FactKind.YEAR_GROUP: "10"}, MONDAY
    ),
    "key adult": placements.SetKeyAdult(1, MONDAY, None),
    "periods in the room": placements.SetPattern(1, MONDAY, (placements.Slot(1, "", "P1"),)),
    "end of the placement": placements.EndPlacement(1, MONDAY),
    "week letters": school.SetWeekLetters({MONDAY: "A", NEXT_TERM: "B"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_from_a_date_leaves_the_weeks_before_alone(lived_in: Room, what: str) -> None:
    before = sheets(lived_in)
    run(lived_in, CHANGES[what], by=LEAD)
    assert sheets(lived_in) == before


def test_a_new_name_of_a_member_of_staff_holds_from_its_date(lived_in: Room) -> None:
    before = sheets(lived_in)
    with lived_in.write("Rename", by=LEAD) as connection:
        rows.insert(connection, StaffName(LEAD, "Sam Carter-Bell", NEXT_TERM))
    assert sheets(lived_in) == before


def test_a_code_that_is_renamed_keeps_its_old_words_for_old_marks(lived_in: Room) -> None:
    before = sheets(lived_in)
    with lived_in.write("Rename code", by=LEAD) as connection:
        codes = {code.code: code for code in rows.select(connection, AttendanceCode, "ORDER BY id")}
        rows.update(connection, replace(codes["C"], valid_to=date(2026, 11, 22)))
        rows.insert(connection, replace(codes["C"], id=0, description="Leave, new words", valid_from=MONDAY))
    assert sheets(lived_in) == before


def test_bell_times_cannot_begin_before_periods_that_are_marked(lived_in: Room) -> None:
    command = replace(short_days(), bell_times=BellTimes("Short days", MONDAY_THEN))
    with pytest.raises(UserError, match="Periods are marked up to Mon 16 Nov 2026"):
        run(lived_in, command, by=LEAD)


def test_opening_and_reading_writes_nothing(lived_in: Room) -> None:
    with lived_in.read() as connection:
        before = connection.execute("SELECT count(*), max(id) FROM step").fetchone()
    sheets(lived_in)
    with lived_in.read() as connection:
        assert connection.execute("SELECT count(*), max(id) FROM step").fetchone() == before


def test_placing_the_first_pupil_does_not_empty_the_weeks_before(room: Room) -> None:
    for pupil in (Pupil("Khan", "Ayaan"), Pupil("Bell", "Zoë")):
        run(room, pupils.PutPupil(pupil, {}, MONDAY), by=LEAD)
    before = sheets(room)
    run(room, placements.PlacePupil(Placement(1, MONDAY)), by=LEAD)
    assert sheets(room) == before
    assert [one.number for one in weekly_summaries(room, MONDAY)] == [1]


def test_nothing_is_expected_of_a_pupil_who_has_left(lived_in: Room) -> None:
    run(
        lived_in,
        pupils.PutPupil(Pupil("Khan", "Ayaan", id=1, left_on=date(2026, 11, 17)), {}, MONDAY),
        by=LEAD,
    )
    text = page_texts(sheets(lived_in)[0])[0]
    assert "Tue 17" in text.split("ot marked:")[1]
    assert "Wed 18 (all day)" not in text
