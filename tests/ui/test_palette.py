from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iap_desktop.domain.names import folded
from iap_desktop.services.pupils import pupil_list
from iap_desktop.ui.palette import NOTHING, RECENT, Kind, Palette
from iap_desktop.ui.window import Window


@pytest.fixture
def palette(window: Window, qtbot: QtBot) -> Palette:
    return opened(window, qtbot)


def opened(window: Window, qtbot: QtBot) -> Palette:
    qtbot.waitUntil(window.isActiveWindow)
    focused = window.focusWidget() or window
    QTest.keyClick(focused, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = QApplication.activeModalWidget()
    assert isinstance(found, Palette)
    return found


def wanted_pages(window: Window) -> list[tuple[str, object]]:
    assert window.desk is not None
    window.desk.page_wanted.disconnect()
    found: list[tuple[str, object]] = []
    window.desk.page_wanted.connect(lambda name, target: found.append((name, target)))
    return found


def test_a_pupil_is_opened_in_five_keys(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    found = wanted_pages(window)
    for known in pupil_list(window.desk.room, window.desk.today):
        letters = folded(known.pupil.forename)[:3]
        palette = opened(window, qtbot)  # one key
        QTest.keyClicks(palette.line, letters)  # three more
        QTest.keyClick(palette.line, Qt.Key.Key_Return)  # the fifth
        assert QApplication.activeModalWidget() is None
        assert found[-1] == ("pupils", known.pupil.id)


def test_case_and_accents_do_not_matter(palette: Palette) -> None:
    known = pupil_list(palette._desk.room, palette._desk.today)
    accented = next(one.pupil for one in known if not one.pupil.name.isascii())
    palette.line.setText(folded(accented.name).upper())
    assert palette.entries[0].name == str(accented.id)


def test_an_act_is_found_and_done(window: Window, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.line, "lock")
    assert palette.entries[0].text == "Lock"
    assert palette.entries[0].keys == "Ctrl+L"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.is_locked


def test_small_words_find_nothing_by_themselves(palette: Palette) -> None:
    QTest.keyClicks(palette.line, "go to tod")
    assert palette.entries[0].text == "Go to Today"
    assert "Go to Register" not in [entry.text for entry in palette.entries]


def test_the_main_act_of_the_page_comes_first(window: Window, qtbot: QtBot) -> None:
    assert window.shell is not None
    page = window.shell.page
    assert page is not None
    primary = page.primary()
    assert primary is not None
    palette = opened(window, qtbot)
    assert palette.entries[0].text == primary.text


def test_acts_used_lately_come_first(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.line, "show today")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.desk.preference(RECENT) == ["today"]
    assert opened(window, qtbot).entries[0].text == "Show today"


def test_who_was_looked_for_is_remembered_nowhere(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    wanted_pages(window)
    palette = opened(window, qtbot)
    palette.search("a")
    assert palette.entries[0].kind is Kind.PUPIL
    palette.choose()
    assert window.desk.preference(RECENT) is None


def test_arrows_choose_while_the_keyboard_stays_in_the_line(palette: Palette) -> None:
    for key, row in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_PageDown, 8),
        (Qt.Key.Key_Up, 7),
        (Qt.Key.Key_PageUp, 0),
    ):
        QTest.keyClick(palette.line, key)
        assert palette.list.currentIndex().row() == row
        assert palette.line.hasFocus()


def test_nothing_found_is_said(palette: Palette) -> None:
    QTest.keyClicks(palette.line, "zzzz")
    assert palette.list.isHidden()
    assert palette._nothing.text() == NOTHING
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_a_line_is_read_out_whole(palette: Palette) -> None:
    QTest.keyClicks(palette.line, "a")
    spoken = palette.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert ", Year " in spoken
    assert spoken.endswith("In the room")


def test_escape_and_the_lock_close_it(window: Window, qtbot: QtBot) -> None:
    palette = opened(window, qtbot)
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    palette = opened(window, qtbot)
    window.lock()
    assert QApplication.activeModalWidget() is None


def test_it_opens_and_finds_at_once(window: Window, qtbot: QtBot) -> None:
    opened(window, qtbot).close()
    began = time.process_time()
    palette = opened(window, qtbot)
    shown_at = time.process_time()
    QTest.keyClicks(palette.line, "a")
    assert shown_at - began < 0.1
    assert time.process_time() - shown_at < 0.1
