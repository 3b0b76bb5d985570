from __future__ import annotations

from datetime import timedelta

import pytest

from iap_desktop.domain.registers import Place
from iap_desktop.domain.weekly import PeriodCell, SessionCell
from iap_desktop.reports.weekly_words import (
    GLYPHS,
    Mark,
    attendance_sentences,
    figure_columns,
    key,
    mark,
    not_marked,
    possessive,
    where_from,
    who_and_when,
)
from tests.reports.samples import MONDAY, closed_week, empty_week, figures, plain_rows, summary, week_days


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (SessionCell("/", "Present", is_present=True), Mark("✓", "")),
        (SessionCell("L", "Late", is_present=True, minutes_late=8), Mark("✓", "late 8 min")),
        (SessionCell("L", "Late", is_present=True), Mark("✓", "late")),
        (SessionCell("V", "Educational visit", is_present=True), Mark("✓", "Educational visit")),
        (SessionCell("I", "Illness"), Mark("✕", "Illness")),
        (SessionCell("C2", "Part-time timetable"), Mark("\N{EN DASH}", "Part-time timetable")),
        (SessionCell("G"), Mark("✕", "G")),
        (SessionCell(), Mark("", "")),
        (PeriodCell(Place.IN_ROOM, detail="with Ms Bell"), Mark("●", "In room")),
        (PeriodCell(Place.IN_LESSON, detail="Art"), Mark("→", "Art")),
        (PeriodCell(Place.IN_LESSON), Mark("→", "In lesson")),
        (PeriodCell(Place.IN_LESSON, 5, "Art"), Mark("→", "Art, late 5 min")),
        (PeriodCell(Place.ELSEWHERE), Mark("◇", "Elsewhere")),
        (PeriodCell(Place.LATE, 8), Mark("L", "8 min")),
        (PeriodCell(Place.LATE), Mark("L", "Late")),
        (PeriodCell(Place.NOT_IN_SCHOOL, detail="ill, mum rang"), Mark("✕", "Not in school")),
        (PeriodCell(Place.LEFT_ROOM), Mark("…", "Left room")),
        (PeriodCell(Place.NOT_DUE), Mark("\N{EN DASH}", "Not due in")),
        (PeriodCell(), Mark("", "")),
    ],
)
def test_a_mark_is_a_glyph_and_a_word(cell: SessionCell | PeriodCell, shown: Mark) -> None:
    assert mark(cell) == shown


def test_every_place_has_a_glyph_of_its_own() -> None:
    assert set(GLYPHS) == set(Place)
    assert len(set(GLYPHS.values())) == len(Place)


def test_the_key_explains_what_the_grid_uses_and_nothing_else() -> None:
    assert [glyph for glyph, _ in key(week_days(), plain_rows())] == ["✓", "●", "→", "◇", "L", "✕", "…", ""]
    assert key(empty_week().days, empty_week().rows) == [("", "blank: not marked")]
    assert key(closed_week().days, closed_week().rows) == []


def test_the_week_reads_in_words_with_the_unmarked_session_named() -> None:
    assert attendance_sentences(summary()) == [
        "In school 8 of 9 sessions, 1 late (8 minutes).",
        "Not marked: Thu 19 afternoon.",
    ]


def test_several_lates_give_their_minutes_altogether() -> None:
    late = figures(late=2, minutes_late=9, unmarked=())
    assert attendance_sentences(summary(figures=late)) == [
        "In school 8 of 9 sessions, 2 late (9 minutes altogether)."
    ]


def test_a_week_without_marks_has_no_percentage() -> None:
    assert attendance_sentences(empty_week())[0] == "No sessions are marked."
    assert dict(figure_columns(empty_week().figures))["Attendance"] == "\N{EN DASH}"


def test_a_closed_week_says_so() -> None:
    assert attendance_sentences(closed_week()) == ["The school was closed all week."]


def test_a_week_in_which_no_session_counts_is_neither_absent_nor_closed() -> None:
    none = figures(possible=0, attended=0, authorised=0, late=0, minutes_late=0, unmarked=())
    assert attendance_sentences(summary(figures=none)) == [
        "No sessions of this week count towards attendance."
    ]


def test_unmarked_sessions_of_one_day_are_named_together() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert (
        not_marked([(MONDAY, "PM"), (tuesday, "AM"), (tuesday, "PM")]) == "Mon 16 afternoon, Tue 17 (all day)"
    )


def test_numbers_stand_with_what_they_are_a_share_of() -> None:
    columns = dict(figure_columns(figures(part_time=1)))
    assert columns == {
        "Possible sessions": "9",
        "Attended": "8",
        "Attendance": "88.9%",
        "Authorised absence": "1",
        "of which part-time timetable (C2)": "1",
        "Unauthorised absence": "0",
        "Sessions not marked": "1",
    }


def test_names_that_end_in_s_take_an_s_too() -> None:
    assert [possessive(name) for name in ("Imogen", "James")] == ["Imogen's", "James's"]


def test_the_head_leaves_out_what_is_not_known() -> None:
    bare = summary(year_group=None, form=None, week_letter=None, key_adult=None, room_phone=None, surname="")
    assert who_and_when(bare).replace("\N{NO-BREAK SPACE}", " ") == "Imogen · week of Mon 16 Nov 2026"
    assert where_from(bare) == ["The Bridge, St Bede's School"]


@pytest.mark.parametrize(
    ("year_group", "told"),
    [
        ("8", "Year 8"),
        ("R", "Reception"),
        ("N1", "Nursery 1"),
        ("Year 9", "Year 9"),
        ("Sixth form", "Sixth form"),
    ],
)
def test_year_groups_read_as_people_say_them(year_group: str, told: str) -> None:
    words = who_and_when(summary(year_group=year_group)).replace("\N{NO-BREAK SPACE}", " ")
    assert words.split(" · ")[1] == told
