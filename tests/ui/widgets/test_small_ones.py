from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iap_desktop.ui.widgets.busy import Busy
from iap_desktop.ui.widgets.empty import EmptyState
from iap_desktop.ui.widgets.stepper import DateStepper

MONDAY = date(2026, 11, 23)


def test_an_empty_page_offers_its_one_action(qtbot: QtBot) -> None:
    empty = EmptyState("No pupils yet", "Pupils of the room are listed here.", "Add a pupil")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.acted):
        empty.action.click()
    empty.set_words("Nobody left", "")
    assert empty.action.isHidden()


def test_busy_counts_and_can_be_stopped_once(qtbot: QtBot) -> None:
    busy = Busy()
    qtbot.addWidget(busy)
    busy.begin("Reading the list")
    assert busy.bar.maximum() == 0
    busy.tell(3, 12)
    assert busy.words.text() == "Reading the list, 3 of 12"
    assert (busy.bar.value(), busy.bar.maximum()) == (3, 12)
    with qtbot.waitSignal(busy.cancelled):
        busy.cancel.click()
    assert not busy.cancel.isEnabled()


def test_the_stepper_asks_for_one_step_either_way(qtbot: QtBot) -> None:
    stepper = DateStepper()
    qtbot.addWidget(stepper)
    steps: list[int] = []
    stepper.stepped.connect(steps.append)
    stepper.previous.click()
    stepper.next.click()
    assert steps == [-1, 1]


def test_the_stepper_names_its_buttons_after_its_unit(qtbot: QtBot) -> None:
    stepper = DateStepper(unit="week")
    qtbot.addWidget(stepper)
    stepper.set_day(MONDAY, "Mon 23 Nov 2026 · Week A")
    assert stepper.previous.accessibleName() == "Previous week"
    assert stepper.middle.accessibleName() == "Mon 23 Nov 2026 · Week A, choose another week"


def test_a_day_typed_into_the_stepper_is_picked(qtbot: QtBot) -> None:
    stepper = DateStepper(today=lambda: MONDAY)
    qtbot.addWidget(stepper)
    stepper.show()
    qtbot.waitExposed(stepper)
    QTest.mouseClick(stepper.middle, Qt.MouseButton.LeftButton)
    line = stepper.popup().line
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, "1 12")
    with qtbot.waitSignal(stepper.picked) as picked:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert picked.args == [date(2026, 12, 1)]
    assert stepper.day() == MONDAY
