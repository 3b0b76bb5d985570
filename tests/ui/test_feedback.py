from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.system.errors import UserError
from iap_desktop.ui.feedback import Feedback, ProblemPanel, Toast
from tests.expected_logs import ExpectedLogs
from tests.rooms import SettableClock

SENTENCES = ("The stick was pulled out.", "Everything is saved.", "Put it back and try again.")


class Host(QWidget):
    """A window with one line to type in."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        QVBoxLayout(self).addWidget(self.line)
        self.resize(1000, 600)


@pytest.fixture
def host(qtbot: QtBot, dressed: QApplication) -> Host:
    assert dressed
    made = Host()
    qtbot.addWidget(made)
    made.show()
    return made


def panel_in(feedback: Feedback) -> ProblemPanel | None:
    """What is in view now, whatever was in view before."""
    return feedback.panel


@pytest.fixture
def feedback(host: Host, clock: SettableClock) -> Iterator[Feedback]:
    made = Feedback(host, clock)
    yield made
    made.clear()


def test_a_toast_says_what_was_done_and_offers_to_undo_it(feedback: Feedback, host: Host) -> None:
    undone: list[bool] = []
    feedback.toast("Morning register saved, 12 of 12", "Undo", lambda: undone.append(True))
    button = host.findChild(QPushButton)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert feedback.toast_text is None


def test_a_click_takes_a_toast_out_of_the_way(feedback: Feedback, host: Host) -> None:
    undone: list[bool] = []
    feedback.toast("Saved", "Undo", lambda: undone.append(True))
    words = host.findChild(Toast)
    assert words is not None
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert feedback.toast_text is None
    assert undone == []


def test_a_toast_takes_no_keyboard(feedback: Feedback, host: Host) -> None:
    host.line.setFocus()
    feedback.toast("Saved", "Undo", lambda: None)
    QTest.keyClicks(host.line, "abc")
    assert host.line.text() == "abc"
    feedback.toast("Saved again")
    assert feedback.toast_text == "Saved again"


def test_a_refusal_is_one_calm_panel_with_its_three_sentences(feedback: Feedback, host: Host) -> None:
    feedback.show_error(UserError(*SENTENCES))
    assert feedback.panel is not None
    words = [label.text() for label in feedback.panel.findChildren(QLabel)]
    assert words == [SENTENCES[0], SENTENCES[2], SENTENCES[1]]
    feedback.show_error(UserError("Another."))
    assert len([one for one in host.findChildren(type(feedback.panel)) if one.isVisible()]) == 1


def test_the_next_step_of_a_refusal_is_a_button(feedback: Feedback, qtbot: QtBot) -> None:
    taken: list[str] = []
    feedback.steps_for = lambda error: (("Open the newest backup", lambda: taken.append(error.what)),)
    feedback.show_error(UserError(*SENTENCES))
    panel = feedback.panel
    assert panel is not None
    first = panel.findChildren(QPushButton)[0]
    assert first.text() == "Open the newest backup"
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert taken == [SENTENCES[0]]
    assert feedback.panel is None


def test_escape_puts_a_panel_away_and_gives_the_keyboard_back(
    feedback: Feedback, host: Host, qtbot: QtBot
) -> None:
    host.line.setFocus()
    qtbot.waitUntil(host.line.hasFocus)
    feedback.show_error(UserError(*SENTENCES))
    assert feedback.panel is not None
    QTest.keyClick(feedback.panel, Qt.Key.Key_Escape)
    assert panel_in(feedback) is None
    qtbot.waitUntil(host.line.hasFocus)


def raised() -> Exception:
    """A fault whose own words hold a name."""
    try:
        int("Ayaan Khan, 7 Mill Lane")
    except ValueError as error:
        return error
    raise AssertionError


def test_a_fault_is_one_window_with_a_number_and_a_report_without_names(
    feedback: Feedback, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("Fault 20261123-0830-")
    error = raised()
    feedback.on_exception(ValueError, error, error.__traceback__)
    assert feedback.bug_window is not None
    assert "number 20261123-0830-" in feedback.bug_window.findChildren(QLabel)[0].text()
    assert "ValueError" in feedback.bug_window.report
    assert "Ayaan" not in feedback.bug_window.report
    feedback.bug_window.copy_report()
    assert QApplication.clipboard().text() == feedback.bug_window.report
    shown = feedback.bug_window
    feedback.on_exception(ValueError, error, error.__traceback__)
    assert feedback.bug_window is shown


def test_an_exception_in_a_slot_leaves_the_program_alive(
    feedback: Feedback,
    host: Host,
    qtbot: QtBot,
    expected_logs: ExpectedLogs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected_logs.expect("Fault")
    monkeypatch.setattr(sys, "excepthook", feedback.on_exception)
    button = QPushButton("Break", host)
    button.show()

    def break_down() -> None:
        raise ZeroDivisionError

    button.clicked.connect(break_down)
    with qtbot.captureExceptions():
        sys.excepthook = feedback.on_exception
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert feedback.bug_window is not None
    feedback.bug_window.accept()
    QTest.keyClicks(host.line, "still here")
    assert host.line.text() == "still here"


def test_a_lock_takes_everything_away(feedback: Feedback, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("Fault")
    feedback.toast("Saved")
    feedback.show_error(UserError(*SENTENCES))
    feedback.show_bug(raised())
    feedback.clear()
    assert (feedback.toast_text, feedback.panel, feedback.bug_window) == (None, None, None)
