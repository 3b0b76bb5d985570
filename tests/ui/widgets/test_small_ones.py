from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.ui.widgets.busy import Busy
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.chip import Chip
from iap_desktop.ui.widgets.empty import EmptyState
from iap_desktop.ui.widgets.flow import FlowLayout
from iap_desktop.ui.widgets.search_box import SearchBox
from iap_desktop.ui.widgets.segmented import Segmented
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
    assert busy.words.text() == "Reading the list: 3 of 12"
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


def test_one_segment_is_on_and_arrows_choose_another(qtbot: QtBot) -> None:
    views = Segmented((("day", "Day"), ("week", "Week"), ("term", "Term")), accessible_name="View")
    qtbot.addWidget(views)
    views.show()
    views.activateWindow()
    qtbot.waitUntil(views.isActiveWindow)
    assert views.value() == "day"
    views.buttons()[0].setFocus()
    with qtbot.waitSignal(views.chosen) as chosen:
        QTest.keyClick(views.buttons()[0], Qt.Key.Key_Right)
    assert chosen.args == ["week"]
    with qtbot.assertNotEmitted(views.chosen):
        views.set_value("term")
    assert [button.isChecked() for button in views.buttons()] == [False, False, True]


def test_tab_comes_to_the_segment_that_is_on_wherever_the_keyboard_was(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    before, views = QPushButton("Before"), Segmented((("day", "Day"), ("week", "Week"), ("term", "Term")))
    row.addWidget(before)
    row.addWidget(views)
    views.set_value("term")
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert views.buttons()[2].hasFocus()
    views.buttons()[0].setFocus()  # Qt would let Tab stop here from now on
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert views.buttons()[2].hasFocus()
    QTest.keyClick(views.buttons()[2], Qt.Key.Key_Tab)
    assert before.hasFocus()


def test_a_segment_keeps_its_width_when_it_is_on(qtbot: QtBot) -> None:
    views = Segmented((("day", "Day"), ("week", "Week"), ("term", "Term")))
    qtbot.addWidget(views)
    views.show()
    qtbot.waitExposed(views)
    before = [button.width() for button in views.buttons()]
    views.set_value("week")
    views.adjustSize()
    assert [button.width() for button in views.buttons()] == before


def test_tiles_flow_into_as_many_columns_as_fit(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host, tile_width=200, gap=12)
    tiles = [Card(f"Pupil {number}") for number in range(7)]
    for tile in tiles:
        flow.addWidget(tile)
    host.resize(900, 600)
    host.show()
    qtbot.waitExposed(host)
    assert [tile.x() for tile in tiles[:5]] == [0, 228, 456, 684, 0]
    assert {tile.width() for tile in tiles} == {216}
    tiles[0].hide()
    host.resize(420, 600)
    qtbot.waitUntil(lambda: [tile.x() for tile in tiles[1:4]] == [0, 216, 0])
    assert flow.heightForWidth(420) > flow.heightForWidth(900)


def test_chips_break_into_a_second_row(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host, gap=6)
    for number in range(6):
        flow.addWidget(Chip(f"Flag {number}", "notice"))
    host.resize(200, 200)
    assert flow.heightForWidth(200) > flow.heightForWidth(2000)


def test_a_chip_has_a_sign_and_a_word(qtbot: QtBot) -> None:
    chip = Chip("Low mood twice", "care")
    qtbot.addWidget(chip)
    assert chip.text() == "▲ Low mood twice"
    chip.set_chip("Review Wed")
    assert (chip.text(), chip.accessibleName()) == ("○ Review Wed", "Review Wed")


def test_a_card_can_be_filled_again(qtbot: QtBot) -> None:
    card = Card("To do today")
    qtbot.addWidget(card)
    inner = QVBoxLayout()
    inner.addWidget(QLabel("One"))
    card.add_layout(inner)
    card.add(QLabel("Two"))
    card.clear()
    assert card.column.count() == 1
    assert card.accessibleName() == "To do today"


def test_escape_clears_the_search_and_then_is_the_windows(qtbot: QtBot) -> None:
    box = SearchBox("Find a pupil")
    qtbot.addWidget(box)
    typed: list[str] = []
    box.searched.connect(typed.append)
    QTest.keyClicks(box, "ma")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert typed == ["m", "ma", ""]
    with qtbot.waitSignal(box.left_downwards):
        QTest.keyClick(box, Qt.Key.Key_Down)
