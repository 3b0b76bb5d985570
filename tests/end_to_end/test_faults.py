"""What goes wrong around the window in a school week: nothing is lost, and one clear sentence says so."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from iap_desktop.app.single import FirstWindow, socket_name
from iap_desktop.domain.school import SettingKind
from iap_desktop.services.backups import backup_list, rehearse
from iap_desktop.services.commands import run
from iap_desktop.services.school import SetSettings
from iap_desktop.storage.opening import open_room
from iap_desktop.ui.pages.register import RegisterPage
from tests.end_to_end import killable
from tests.end_to_end.children import all_from, child
from tests.end_to_end.driver import Driver, words
from tests.end_to_end.week import SECRET, comments_in, period_marks_in, room_of_twelve, session_marks_in
from tests.end_to_end.windows import MORNING, settle_in, signed_in, started
from tests.expected_logs import ExpectedLogs
from tests.rooms import LEAD, SettableClock

KILLS = 20


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return settle_in(tmp_path, monkeypatch)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(MORNING)


@pytest.fixture
def folder(tmp_path: Path, home: Path, clock: SettableClock) -> Path:
    """A room of twelve, closed."""
    assert home.exists()
    return room_of_twelve(tmp_path / "room", clock)


@pytest.fixture
def driver(folder: Path, clock: SettableClock) -> Iterator[Driver]:
    """Somebody who has just signed in to it."""
    with started(clock, folder) as made:
        signed_in(made)
        yield made


def panel_words(driver: Driver) -> str:
    panel = driver.window.feedback.panel
    return panel.accessibleName() if panel is not None else ""


def test_what_is_half_typed_outlives_closing_the_window(folder: Path, clock: SettableClock) -> None:
    with started(clock, folder) as driver:
        signed_in(driver)
        driver.keys("Ctrl+7", "Tab", "text:Half a sentence")
    with started(clock, folder) as driver:
        room = signed_in(driver)
        assert list(comments_in(room).values()) == ["Half a sentence"]
        driver.keys("Ctrl+5", "Ctrl+N", "text:Fitzgerald")
    with started(clock, folder) as driver:
        signed_in(driver)
        driver.keys("Ctrl+5", "Ctrl+N")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        assert "Fitzgerald" in words(dialog)


def test_a_stick_that_is_gone_is_one_notice_and_the_backup_is_in_the_room(
    folder: Path, clock: SettableClock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    room = open_room(folder, SECRET, clock)
    run(room, SetSettings({SettingKind.SECOND_BACKUP_FOLDER: str(stick)}, clock.now.date()), by=LEAD)
    room.close()
    before = len(backup_list(folder))
    clock.advance(days=1)
    with started(clock, folder) as driver:
        signed_in(driver)
        driver.keys("Ctrl+2")
        shutil.rmtree(stick)
        driver.keys("Space")
        assert str(stick) in (driver.window.feedback.toast_text or "")
        assert len(backup_list(folder)) == before + 1
        assert driver.window.feedback.panel is None
        driver.keys("Space")
        assert len(session_marks_in(driver.window.desk.room)) == 2  # type: ignore[union-attr]
        driver.window.close()
        driver.until(lambda: panel_words(driver), "what became of the backup at the end")
        assert "The backup was made, but not copied" in panel_words(driver)
        driver.keys("Enter")


def test_a_second_start_brings_the_first_window_forward(driver: Driver) -> None:
    name = socket_name("room")
    first = FirstWindow(name, driver.window)
    first.called.connect(driver.window.bring_to_front)
    driver.window.showMinimized()
    second = subprocess.Popen(
        [sys.executable, "-m", "iap_desktop"], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    driver.until(lambda: second.poll() is not None, "the end of the second start")
    assert second.returncode == 0
    assert not driver.window.isMinimized()
    driver.keys("Ctrl+2", "Space")
    assert len(session_marks_in(driver.window.desk.room)) == 1  # type: ignore[union-attr]


def test_a_room_that_is_open_elsewhere_is_said_and_can_be_read(folder: Path, clock: SettableClock) -> None:
    with child(killable.hold, folder, clock.now) as (_, pipe):
        assert pipe.recv() == "open"
        with started(clock, folder) as driver:
            driver.keys(f"text:{SECRET}", "Enter")
            assert "already open" in words(driver.window)
            assert "Open to read only" in words(driver.window)
            driver.keys("Enter")
            assert driver.window.desk is not None
            driver.keys("Ctrl+2", "Space", "F")
            assert "Ayaan Khan" in words(driver.window)
            assert "Fill blanks" not in words(driver.window)
            assert session_marks_in(driver.window.desk.room) == []


def test_without_a_printer_one_sentence_says_so_and_work_goes_on(driver: Driver) -> None:
    driver.keys("Ctrl+7", "Ctrl+P")
    driver.until(lambda: panel_words(driver), "the sentence")
    assert "No printer is set up on this computer." in panel_words(driver)
    driver.keys("Enter")
    assert driver.window.feedback.panel is None
    driver.keys("Ctrl+2", "Space")
    assert len(session_marks_in(driver.window.desk.room)) == 1  # type: ignore[union-attr]


def test_a_workbook_whose_name_is_taken_gets_a_number_and_says_so(driver: Driver, tmp_path: Path) -> None:
    wanted = tmp_path / "register.xlsx"
    wanted.write_bytes(b"somebody has this open")
    driver.keys("Ctrl+2", "F")
    driver.do("Register to Excel")
    driver.do("Choose where to save", *driver.answer(str(wanted), "Save"))
    driver.until(lambda: "register (2).xlsx" in words(driver.window), "where it was saved")
    assert "register.xlsx was there already or open elsewhere" in words(driver.window)
    assert wanted.read_bytes() == b"somebody has this open"
    assert (tmp_path / "register (2).xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("days", [1, 365], ids=["a day", "a year"])
def test_the_clock_set_back_loses_nothing(folder: Path, clock: SettableClock, days: int) -> None:
    clock.advance(days=2)
    with started(clock, folder) as driver:
        signed_in(driver)
        driver.keys("Ctrl+2", "Space", "Space")
    newest = backup_list(folder)[0].path
    clock.advance(days=-days)
    with started(clock, folder) as driver:
        room = signed_in(driver)
        assert len(session_marks_in(room)) == 2
        driver.keys("Ctrl+2", "Space")
        assert len(session_marks_in(room)) == 3
    listed = backup_list(folder)
    assert newest in {one.path for one in listed[1:]}
    assert rehearse(listed[0].path, SECRET).marks == 3
    with started(clock, folder) as driver:
        assert len(session_marks_in(signed_in(driver))) == 3


def test_a_fault_of_ours_has_a_number_and_the_program_goes_on(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("ZeroDivisionError")
    monkeypatch.setattr(sys, "excepthook", driver.window.feedback.on_exception)
    whole = RegisterPage.load

    def broken(_page: RegisterPage) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(RegisterPage, "load", broken)
    driver.keys("Ctrl+2")
    bug = driver.window.feedback.bug_window
    assert bug is not None
    assert "number" in words(bug)
    assert "Your work is saved" in words(bug)
    driver.keys("Enter")
    assert driver.window.feedback.bug_window is None
    assert "This page could not be shown" in words(driver.window)
    monkeypatch.setattr(RegisterPage, "load", whole)
    driver.keys("Ctrl+1", "Ctrl+2", "Space")
    assert len(session_marks_in(driver.window.desk.room)) == 1  # type: ignore[union-attr]


@pytest.mark.long
def test_no_mark_that_was_shown_is_lost_to_a_power_cut(
    folder: Path, home: Path, clock: SettableClock
) -> None:
    chance = random.Random(1)
    copies = [Path(shutil.copytree(folder, folder.with_name(f"room {number}"))) for number in range(KILLS)]
    said = [
        count
        for first, second in zip(copies[::2], copies[1::2], strict=True)
        for count in shown_before_kills((first, second), home, clock, chance.uniform(0, 0.4))
    ]
    for copy, shown in zip(copies, said, strict=True):
        room = open_room(copy, SECRET, clock)
        marks = len(session_marks_in(room)) + len(period_marks_in(room))
        room.close()
        assert marks - shown in {0, 1}, "the last one may have been on the disk before it was on the screen"
    assert max(said) > 0


def shown_before_kills(
    folders: tuple[Path, Path], home: Path, clock: SettableClock, seconds: float
) -> list[int]:
    """How many marks two windows had shown when they were killed, some time after they began."""
    with ExitStack() as stack:
        work = killable.mark_on_and_on
        children = [stack.enter_context(child(work, one, home, clock.now)) for one in folders]
        assert [pipe.recv() for _, pipe in children] == ["begun"] * 2
        time.sleep(seconds)
        for process, _ in children:
            process.kill()
            process.join()
        return [len(list(all_from(pipe))) for _, pipe in children]
