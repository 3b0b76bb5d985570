from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from iap_desktop.ui.cheat_sheet import CheatSheet
from iap_desktop.ui.guide import GuideWindow
from iap_desktop.ui.window import Window


def opened(window: Window, qtbot: QtBot) -> CheatSheet:
    window.show_keys()
    found = QApplication.activeModalWidget()
    assert isinstance(found, CheatSheet)
    qtbot.waitExposed(found)
    return found


def test_it_lists_the_keys_of_the_page_and_those_that_work_anywhere(window: Window, qtbot: QtBot) -> None:
    sheet = opened(window, qtbot)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    for known in (*sheet.page_keys, *sheet.window_keys):
        assert known.words in words
        assert f"<b>{known.keys}</b>" in words
    assert {"Ctrl+K", "Ctrl+Z", "F1"} <= {known.keys for known in sheet.window_keys}
    assert sheet.page_keys[0].keys == "Ctrl+M"


def test_escape_and_the_same_key_close_it(window: Window, qtbot: QtBot) -> None:
    sheet = opened(window, qtbot)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    sheet = opened(window, qtbot)
    QTest.keyClicks(sheet, "?")
    assert QApplication.activeModalWidget() is None


def test_it_never_outgrows_its_window(window: Window, qtbot: QtBot) -> None:
    sheet = opened(window, qtbot)
    assert sheet.width() <= window.width()
    assert sheet.height() <= window.height()


def test_f1_goes_on_to_the_guide(window: Window, qtbot: QtBot) -> None:
    QTest.keyClick(opened(window, qtbot), Qt.Key.Key_F1)
    assert QApplication.activeModalWidget() is None
    guide = window.findChild(GuideWindow)
    assert isinstance(guide, GuideWindow)
    assert guide.isVisible()
