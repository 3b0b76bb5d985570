"""The short list of pupils that is typed or pasted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iap_desktop.services.set_up import TypedPupil
from iap_desktop.ui.front.quick_list import QuickList

TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return


@pytest.fixture
def typed(dressed: QApplication, qtbot: QtBot) -> QuickList:
    assert dressed
    made = QuickList()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    made.activateWindow()
    made.start()
    return made


def type_(text: str) -> None:
    """Letter by letter, at whatever has the keyboard: the first one opens the cell."""
    for letter in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, letter)


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)
    QApplication.processEvents()


def test_a_list_is_typed_without_the_mouse(typed: QuickList, qtbot: QtBot) -> None:
    for word in ("Khan", "Ayaan", "9"):
        type_(word)
        press(TAB)
    type_("9T")
    press(ENTER)
    type_("Bell")
    press(TAB)
    type_("Zoe")
    press(ENTER)
    assert typed.list.pupils() == (
        TypedPupil(1, "Khan", "Ayaan", "9", "9T"),
        TypedPupil(2, "Bell", "Zoe"),
    )
    with qtbot.waitSignal(typed.ended):
        press(ENTER)


def test_what_is_being_typed_is_taken_in_when_it_has_to_be(typed: QuickList) -> None:
    type_("Khan")
    typed.commit()
    assert typed.list.pupils() == (TypedPupil(1, "Khan", ""),)


def test_there_is_always_one_more_line(typed: QuickList) -> None:
    typed.list.put(0, 0, [[f"Pupil {number}", "Some"] for number in range(30)])
    assert typed.list.rowCount() == 31


def test_excel_is_pasted_from_the_cell_on_and_its_headings_are_left_out(typed: QuickList) -> None:
    QGuiApplication.clipboard().setText(
        "Surname\tForename\r\nKhan\tAyaan\t9\t9T\tmore\r\n\r\nBell\tZo\u00eb\r\n"
    )
    QTest.keyClick(typed, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert typed.list.pupils() == (
        TypedPupil(1, "Khan", "Ayaan", "9", "9T"),
        TypedPupil(2, "Bell", "Zo\u00eb"),
    )


def test_delete_empties_cells_and_the_draft_comes_back(typed: QuickList) -> None:
    typed.list.put(0, 0, [["Khan", "Ayaan", "21", ""]])
    assert typed.list.problems() == {1: "21 is no year group; type a number such as 9, or R."}
    assert typed.list.headerData(0, Qt.Orientation.Vertical) == "\u25b2 1"
    typed.setCurrentIndex(typed.list.index(0, 2))
    QTest.keyClick(typed, Qt.Key.Key_Delete)
    assert typed.list.problems() == {}
    kept = typed.list.as_text()
    typed.list.set_text("")
    assert typed.list.as_text() == ""
    typed.list.set_text(kept)
    assert typed.list.pupils() == (TypedPupil(1, "Khan", "Ayaan"),)
    typed.list.set_text("{ no list")
    assert typed.list.pupils() == ()
