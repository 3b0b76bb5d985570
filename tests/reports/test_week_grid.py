from __future__ import annotations

from dataclasses import replace

from iap_desktop.domain.weekly import SessionCell, WeekRow
from iap_desktop.reports.pages import page_texts
from iap_desktop.reports.paper import Paper
from iap_desktop.reports.week_grid import WeekGrid, closures
from tests.reports.samples import PRINTING, crowded, lesson, plain_rows, week_days


def text_of(grid: WeekGrid) -> str:
    paper = Paper("A grid", PRINTING.printed_at)
    grid.draw(paper, 60)
    paper.end_page()
    return " ".join(page_texts(paper.finished())[0].split())


def test_days_closed_for_one_reason_are_one_stretch() -> None:
    reasons = ("INSET", "INSET", None, "INSET", "Polling day")
    days = [replace(day, closed_because=why) for day, why in zip(week_days(), reasons, strict=True)]
    assert closures(days) == [(0, 1, "INSET"), (3, 3, "INSET"), (4, 4, "Polling day")]


def test_a_closed_day_says_why_and_hides_what_was_marked() -> None:
    days = [
        replace(day, closed_because="INSET day" if number == 0 else None)
        for number, day in enumerate(week_days())
    ]
    rows = [WeekRow("P1", (lesson("Secret"), lesson("Art"), None, None, None))]
    words = text_of(WeekGrid(days, rows))
    assert "Closed INSET day" in words
    assert "Art" in words
    assert "Secret" not in words


def test_a_long_lesson_is_shown_on_more_lines_not_cut() -> None:
    words = text_of(WeekGrid(crowded().days, crowded().rows))
    assert "Design and technology: food" in words
    assert "Religion, philosophy and ethics, 12 min late" in words


def test_an_endless_lesson_is_cut_with_dots_after_three_lines() -> None:
    rows = [WeekRow("P1", (lesson("Very long lesson " * 12), None, None, None, None))]
    words = text_of(WeekGrid(week_days(), rows))
    assert 2 <= words.count("Very long lesson") < 12
    assert "…" in words


def test_height_grows_with_rows_and_lines() -> None:
    plain = WeekGrid(week_days(), plain_rows())
    assert (
        WeekGrid(week_days(), plain_rows()[:4]).height
        < plain.height
        < WeekGrid(crowded().days, crowded().rows).height
    )


def test_a_week_without_rows_is_only_its_days() -> None:
    assert text_of(WeekGrid(week_days(), [])) == "Mon 16 Tue 17 Wed 18 Thu 19 Fri 20"


def test_a_long_reason_for_a_closed_day_stays_inside_a_low_grid() -> None:
    days = [replace(week_days()[0], closed_because="The boiler is broken and the water is off " * 6)]
    words = text_of(WeekGrid(days * 5, [WeekRow("Morning", (None,) * 5)]))
    assert words.count("Closed") == 1
    narrow = [days[0], *week_days()[1:]]
    words = text_of(WeekGrid(narrow, [WeekRow("Morning", (None, *(SessionCell(),) * 4))]))
    assert "Closed The boiler" in words
    assert words.count("boiler") < 6
    assert "…" in words


def test_what_should_be_marked_and_is_not_says_so() -> None:
    rows = [WeekRow("Morning", (SessionCell(), *(SessionCell(is_to_come=True),) * 4))]
    assert text_of(WeekGrid(week_days(), rows)).count("not marked") == 1
