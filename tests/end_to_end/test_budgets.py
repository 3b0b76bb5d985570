"""What the commonest tasks cost in keys, counted where they are pressed, with the state afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from iap_desktop.reports.pages import page_texts
from iap_desktop.ui.pages.pupils import PupilsPage
from iap_desktop.ui.pages.reports import out
from tests.end_to_end.driver import DIALOG, Driver, register_page, words
from tests.end_to_end.week import PUPILS, marks_in, room_of_twelve, session_marks_in
from tests.end_to_end.windows import MORNING, settle_in, signed_in, started
from tests.rooms import SettableClock
from tests.ui.pages.test_reports_out import FilePrinter

REGISTER, FIND, PRINT = 22, 5, 6


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    """Somebody who has just signed in to a room of twelve."""
    settle_in(tmp_path, monkeypatch)
    clock = SettableClock(MORNING)
    with started(clock, room_of_twelve(tmp_path / "room", clock)) as made:
        signed_in(made)
        yield made


def test_the_morning_register_of_twelve(driver: Driver) -> None:
    driver.keys("Ctrl+2")
    cost = driver.keys("Down", "Down", "text:L12", "Enter", "Down", "Down", "Down", "N", "Enter")
    cost += driver.keys("Down", "text:L5", "Enter", "F")
    assert cost <= REGISTER
    assert driver.window.desk is not None
    marks = {
        pupil: mark for (pupil, _, session), mark in marks_in(driver.window.desk.room).items() if session
    }
    assert [marks[PUPILS[row][0]] for row in (2, 6, 8)] == [("L", 12), ("N", None), ("L", 5)]
    assert Counter(code for code, _ in marks.values()) == {"/": 9, "L": 2, "N": 1}


def test_the_morning_register_of_twelve_pupil_by_pupil(driver: Driver) -> None:
    driver.keys("Ctrl+2")
    cost = driver.keys(
        "Space", "Space", "text:L12", "Enter", "Space", "Space", "Space", "N", "Enter",
        "Space", "text:L5", "Enter", "Space", "Space", "Space",
    )  # fmt: skip
    assert cost <= REGISTER
    assert driver.window.desk is not None
    codes = [(mark.code, mark.minutes_late) for mark in session_marks_in(driver.window.desk.room)]
    assert Counter(codes) == {("/", None): 9, ("L", 12): 1, ("L", 5): 1, ("N", None): 1}


def test_two_pupils_are_never_marked_by_one_key(driver: Driver) -> None:
    """Ctrl is held while the register comes back at another cell: only that one may be chosen."""
    driver.keys("Ctrl+2", "F", "Down", "Down")
    driver.at(MORNING.replace(hour=14))
    driver.keys("Ctrl+1", "Ctrl+2")
    assert len(register_page(driver.window).grid.selected_keys()) == 1
    driver.keys("I", "Enter")
    assert driver.window.desk is not None
    codes = Counter(mark.code for mark in session_marks_in(driver.window.desk.room))
    assert codes == {"/": 12, "I": 1}


def test_finding_a_pupil_and_seeing_how_the_week_went(driver: Driver) -> None:
    driver.keys("Ctrl+2", "F")
    cost = driver.keys("Ctrl+K", "text:kh", "Enter")
    assert cost <= FIND
    assert driver.window.shell is not None
    page = driver.window.shell.page
    assert isinstance(page, PupilsPage)
    assert "Ayaan Khan" in words(driver.window)
    assert "1 of 1 session" in words(driver.window)
    assert not page.pupil.week.visibleRegion().isEmpty()


def test_twelve_weekly_summaries_to_the_printer(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = FilePrinter(tmp_path / "printed.pdf")
    monkeypatch.setattr(out, "ask_printer", printer)
    cost = driver.keys("Ctrl+7", "Ctrl+P", DIALOG, "Enter")
    assert cost <= PRINT
    driver.until(lambda: "12 of 12 summaries printed." in words(driver.window), "the line that counts")
    assert printer.page_count() == 24 - 1, "each pupil on paper of their own, both sides"
    texts = page_texts(printer.previewed)
    assert [sum(surname in text for text in texts) for surname, _, _ in PUPILS] == [1] * 12
