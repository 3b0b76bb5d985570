from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from iap_desktop.domain.registers import Place
from iap_desktop.domain.weekly import PeriodCell, SessionCell, WeeklySummary, WeekRow
from iap_desktop.reports.weekly_words import (
    GLYPHS,
    KEY_WORDS,
    Figure,
    Mark,
    attendance_sentences,
    figure_columns,
    key,
    mark,
    not_marked,
    possessive,
    shown_rows,
    when,
    where_from,
    who,
)
from tests.reports.samples import (
    MONDAY,
    closed_week,
    crowded,
    empty_week,
    figures,
    plain_rows,
    summary,
    week_days,
    week_to_come,
)

AFTER = "came after the register closed"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (SessionCell("/", "Present", is_present=True), Mark("✓", "")),
        (SessionCell("L", "Late", is_present=True, minutes_late=8), Mark("✓", "8 min late")),
        (SessionCell("L", "Late", is_present=True), Mark("✓", "late")),
        (SessionCell("V", "Educational visit", is_present=True), Mark("✓", "Educational visit")),
        (SessionCell("I", "Ill"), Mark("\N{EN DASH}", "Ill")),
        (SessionCell("C2", "Not due in"), Mark("⭘", "Not due in")),
        (SessionCell("G"), Mark("\N{EN DASH}", "G")),
        (SessionCell("U", "Came after register", minutes_late=45), Mark("", f"{AFTER}, 45 min")),
        (SessionCell("U", "Came after register"), Mark("", AFTER)),
        (SessionCell(), Mark("", "not marked")),
        (SessionCell(is_to_come=True), Mark("", "")),
        (PeriodCell(Place.IN_ROOM, detail="with Ms Bell"), Mark("●", "In room")),
        (PeriodCell(Place.IN_LESSON, detail="Art"), Mark("➔", "Art")),
        (PeriodCell(Place.IN_LESSON), Mark("➔", "In lesson")),
        (PeriodCell(Place.IN_LESSON, 5, "Art"), Mark("➔", "Art, 5 min late")),
        (PeriodCell(Place.ELSEWHERE), Mark("◇", "Elsewhere")),
        (PeriodCell(Place.LATE, 8), Mark("●", "In room, 8 min late")),
        (PeriodCell(Place.LATE), Mark("●", "In room, late")),
        (PeriodCell(Place.LATE, 6, "Maths"), Mark("➔", "Maths, 6 min late")),
        (PeriodCell(Place.NOT_IN_SCHOOL, detail="ill, mum rang"), Mark("\N{EN DASH}", "Not in school")),
        (PeriodCell(Place.LEFT_ROOM), Mark("◐", "Left room")),
        (PeriodCell(Place.NOT_DUE), Mark("⭘", "Not due in")),
        (PeriodCell(), Mark("", "not marked")),
        (PeriodCell(is_to_come=True), Mark("", "")),
    ],
)
def test_a_mark_is_a_glyph_and_a_word(cell: SessionCell | PeriodCell, shown: Mark) -> None:
    assert mark(cell) == shown


def test_every_place_but_late_has_a_glyph_of_its_own() -> None:
    assert set(GLYPHS) == set(Place)
    assert len(set(GLYPHS.values())) == len(Place) - 1
    assert GLYPHS[Place.LATE] == GLYPHS[Place.IN_ROOM]


def test_no_official_letter_stands_alone_on_paper() -> None:
    assert not {code for code in KEY_WORDS if code.isalnum()}


def test_the_key_explains_what_the_grid_uses_and_nothing_else() -> None:
    assert [glyph for glyph, _ in key(week_days(), plain_rows())] == ["✓", "●", "➔", "◇", "◐", "\N{EN DASH}"]
    assert key(empty_week().days, empty_week().rows) == []
    assert key(week_to_come().days, week_to_come().rows) == [("", "empty: still to come")]
    assert key(crowded().days, crowded().rows)[-1][1].startswith("struck through: no such period")
    assert key(closed_week().days, closed_week().rows) == []


def test_the_week_reads_in_words_with_the_unmarked_session_named() -> None:
    assert attendance_sentences(summary()) == [
        "In school for 8 of the 9 sessions marked, 1 late (8 minutes); 1 not marked: Thu 19 afternoon."
    ]


def test_several_lates_give_their_minutes_altogether() -> None:
    late = figures(late=2, minutes_late=9, unmarked=())
    assert attendance_sentences(summary(figures=late)) == [
        "In school for 8 of the 9 sessions, 2 late (9 minutes altogether)."
    ]


def test_a_week_without_marks_has_no_percentage() -> None:
    (told,) = attendance_sentences(empty_week())
    assert told.startswith("No sessions are marked: Mon 16 (all day), ")
    assert Figure("Attendance", "\N{EN DASH}") in figure_columns(empty_week().figures)


def test_a_closed_week_says_so() -> None:
    assert attendance_sentences(closed_week()) == ["The school was closed all week."]


def test_a_week_in_which_no_session_counts_is_neither_absent_nor_closed() -> None:
    none = figures(possible=0, attended=0, authorised=0, late=0, minutes_late=0, unmarked=())
    assert attendance_sentences(summary(figures=none)) == [
        "No marked session of this week counts towards attendance."
    ]
    nobody = summary(figures=none, rows=(WeekRow("Morning", (None,) * 5),))
    assert attendance_sentences(nobody) == ["No session of this week was due to be marked."]


def test_unmarked_sessions_of_one_day_are_named_together() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert (
        not_marked([(MONDAY, "PM"), (tuesday, "AM"), (tuesday, "PM")]) == "Mon 16 afternoon, Tue 17 (all day)"
    )


def test_numbers_stand_with_what_they_are_a_share_of() -> None:
    assert figure_columns(figures(part_time=1)) == [
        ("Possible sessions", "9", "marked"),
        ("Attended", "8", ""),
        ("Attendance", "", "89% of 9 marked"),
        ("Authorised absence", "1", ""),
        ("of which part-time (C2)", "1", ""),
        ("Sessions not marked", "1", ""),
    ]


def test_figures_that_are_nought_take_no_room() -> None:
    whole = figures(possible=10, attended=10, authorised=0, unmarked=())
    assert figure_columns(whole) == [
        ("Possible sessions", "10", ""),
        ("Attended", "10", ""),
        ("Attendance", "100%", "of 10"),
    ]
    assert figure_columns(closed_week().figures) == []


ATTENDED = [SessionCell("/", "Present", is_present=True)]


def of_cells(*cells: SessionCell, **changes: object) -> list[str]:
    """The sentences of a week whose sessions are `cells`, all on its Monday, with these figures."""
    counted = figures(late=0, minutes_late=0, unmarked=())
    rows = tuple(WeekRow("Morning", (cell, None, None, None, None)) for cell in cells)
    return attendance_sentences(summary(rows=rows, figures=replace(counted, **changes)))  # type: ignore[arg-type]


def test_a_part_time_week_is_told_by_the_sessions_that_were_due() -> None:
    told = "Not due for 2, by a part-time timetable (they count as authorised absence)."
    due = {"possible": 10, "part_time": 2}
    assert of_cells(**due, attended=8, authorised=2) == [
        "In school for all 8 sessions when Imogen was due.",
        told,
    ]
    assert of_cells(**due, attended=6, authorised=4) == [
        "In school for 6 of the 8 sessions when Imogen was due.",
        told,
    ]
    assert of_cells(possible=1, attended=0, authorised=1, part_time=1) == [
        "Imogen was not due in.",
        "Not due for 1, by a part-time timetable (it counts as authorised absence).",
    ]


def test_the_words_tell_how_far_the_week_has_come() -> None:
    to_come = SessionCell(is_to_come=True)
    assert of_cells(*ATTENDED, to_come, possible=1, attended=1) == ["In school for the 1 session so far."]
    assert of_cells(*ATTENDED * 3, possible=3, attended=0) == ["In school for none of the 3 sessions."]


def test_the_words_explain_what_the_grid_shows_and_the_figures_do_not() -> None:
    after = SessionCell("U", "Came after register")
    assert of_cells(*ATTENDED, after, possible=2, attended=1, unauthorised=1) == [
        "In school for 1 of the 2 sessions.",
        "1 counts as missed because Imogen came after the register closed.",
    ]
    stopped = SessionCell("Y1", "No transport")
    assert of_cells(*ATTENDED, stopped, possible=1, attended=1)[1:] == [
        "1 more is marked but not counted: neither attended nor missed."
    ]


def test_only_the_sessions_are_shown_where_no_period_is_marked() -> None:
    def labels(week: WeeklySummary) -> list[str]:
        return [row.label for row in shown_rows(week.rows)]

    assert labels(summary()) == [row.label for row in plain_rows()]
    assert labels(empty_week()) == labels(closed_week()) == labels(week_to_come()) == ["Morning", "Afternoon"]


@pytest.mark.parametrize(
    ("monday", "told"),
    [
        (date(2026, 11, 16), "16 to 20 Nov 2026"),
        (date(2026, 11, 30), "30 Nov to 4 Dec 2026"),
        (date(2026, 12, 28), "28 Dec 2026 to 1 Jan 2027"),
    ],
)
def test_a_week_is_told_from_its_monday_to_its_friday(monday: date, told: str) -> None:
    assert when(summary(week_starts_on=monday, week_letter=None)) == told


def test_names_that_end_in_s_take_an_s_too() -> None:
    assert [possessive(name) for name in ("Imogen", "James")] == ["Imogen's", "James's"]


def test_the_head_leaves_out_what_is_not_known() -> None:
    bare = summary(year_group=None, form=None, week_letter=None, key_adult=None, room_phone=None, surname="")
    assert (who(bare), when(bare)) == ("Imogen", "16 to 20 Nov 2026")
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
    words = who(summary(year_group=year_group)).replace("\N{NO-BREAK SPACE}", " ")
    assert words.split(" · ")[1] == told
