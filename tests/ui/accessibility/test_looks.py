"""The faults that the tests of every page look for are found where they are."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import looks


def test_words_without_room_are_found(dressed: QApplication, qtbot: QtBot) -> None:
    window = shown(qtbot)
    label, long, button = QLabel("Everything is saved", window), QLabel(window), QPushButton("Save", window)
    long.setWordWrap(True)
    long.setText("What was being typed is kept for who typed it")
    for widget, room in ((label, (30, 20)), (long, (120, 20)), (button, (20, 40))):
        widget.setFixedSize(*room)
        widget.show()
    found = looks.faults(window)
    assert [fault.split(" needs")[0] for fault in found if fault.startswith("cut off")] == [
        "cut off: QLabel 'Everything is saved' in QWidget",
        "cut off: QLabel 'What was being typed is kept for who typed it' in QWidget",
        "cut off: QPushButton 'Save' in QWidget",
    ]
    assert dressed


def test_what_lies_outside_or_over_another_is_found(dressed: QApplication, qtbot: QtBot) -> None:
    window = shown(qtbot)
    column = QVBoxLayout(window)
    one, other = QWidget(), QWidget()
    for widget in (one, other):
        widget.setObjectName("part")
        column.addWidget(widget)
        widget.show()
    column.activate()
    other.setGeometry(one.geometry())
    assert looks.faults(window) == ["overlapping: QWidget 'part' in QWidget and QWidget 'part' in QWidget"]
    column.removeWidget(other)
    other.setGeometry(QRect(350, 10, 100, 20))
    assert [fault.split(" (")[0] for fault in looks.faults(window)] == ["outside: QWidget 'part' in QWidget"]
    assert dressed


def test_what_has_no_name_or_no_sign_of_the_keyboard_is_found(dressed: QApplication, qtbot: QtBot) -> None:
    window = shown(qtbot)
    column = QVBoxLayout(window)
    for text in ("", "Save", "Save"):
        button = QPushButton(text)
        button.setStyleSheet("QPushButton, QPushButton:focus { border: 1px solid black; outline: none; }")
        column.addWidget(button)
    qtbot.waitUntil(window.isActiveWindow)
    assert looks.unnamed(window) == ["QPushButton '' in QWidget"]
    assert looks.named_alike(window) == ["QPushButton Save"]
    assert "QPushButton 'Save' in QWidget" in looks.without_sign_of_focus(window)
    assert dressed


def shown(qtbot: QtBot) -> QWidget:
    """An empty window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    return window
