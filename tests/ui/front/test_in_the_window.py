"""The front door in the window itself: in, out, and what is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from iap_desktop.services.preferences import preferences, set_preference
from iap_desktop.storage.opening import open_room
from iap_desktop.system.lease import holder
from iap_desktop.ui.front.door import FrontDoor
from iap_desktop.ui.front.new_room.sheet import PENDING
from iap_desktop.ui.front.sheet_dialog import SheetDialog
from iap_desktop.ui.window import Window
from tests.rooms import LIGHT, PASSPHRASE, SettableClock


def make_front(window: Window) -> FrontDoor:
    front = FrontDoor(window.clock, window.runner, window.feedback, cost=LIGHT)
    front.opened.connect(lambda room, is_practice: window.enter(room, is_practice=is_practice))
    return front


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot, clock: SettableClock) -> Iterator[Window]:
    assert dressed
    made = Window(clock, make_front)
    made.show()
    made.activateWindow()
    yield made
    made.close()
    qtbot.waitUntil(lambda: made.desk is None and not made.runner.is_busy, timeout=20_000)
    made.close()
    made.deleteLater()


def front_of(window: Window) -> FrontDoor:
    assert isinstance(window.front, FrontDoor)
    return window.front


def sign_in(window: Window, qtbot: QtBot) -> None:
    line = front_of(window).sign_in_page.line
    QTest.keyClicks(line, PASSPHRASE)
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)


def test_leaving_the_room_asks_for_the_passphrase_again(window: Window, qtbot: QtBot, folder: Path) -> None:
    front_of(window).start(folder)
    sign_in(window, qtbot)
    window.leave()
    qtbot.waitUntil(lambda: window.desk is None, timeout=20_000)
    assert holder(folder) is None
    assert front_of(window).stack.currentWidget() is front_of(window).sign_in_page
    sign_in(window, qtbot)
    assert window.desk is not None


def test_a_sheet_that_was_left_is_asked_for_until_it_is_in_the_safe(
    window: Window, qtbot: QtBot, folder: Path, clock: SettableClock
) -> None:
    sheet = next(folder.parent.glob("*recovery sheet.pdf"))
    room = open_room(folder, PASSPHRASE, clock)
    set_preference(room, PENDING, str(sheet))
    room.close()
    front_of(window).start(folder)
    sign_in(window, qtbot)
    assert window.feedback.toast_text == "The recovery sheet is not in the safe yet."
    front_of(window).show_sheet()
    dialog = next(found for found in window.findChildren(SheetDialog) if found.isVisible())
    assert dialog.done_button.text() == "Later"
    dialog.step.is_safe.setChecked(True)
    assert dialog.done_button.text() == "Done"
    QTest.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)
    assert not sheet.exists()
    assert window.desk is not None
    window.desk.flush()
    assert preferences(window.desk.room).get(PENDING) is None


def test_practice_says_so_and_ends_at_the_start(window: Window, qtbot: QtBot) -> None:
    front_of(window).look_around()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    assert window.desk is not None
    assert window.desk.is_practice
    window.leave()
    qtbot.waitUntil(lambda: window.desk is None, timeout=20_000)
    assert front_of(window).stack.currentWidget() is front_of(window).start_page
    assert all(choice.accessibleName() for choice in front_of(window).start_page.findChildren(QPushButton))
