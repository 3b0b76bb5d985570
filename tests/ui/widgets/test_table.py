from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.dates import day_in_words
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.table import Column, Table


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    form: str
    born_on: date


COLUMNS: tuple[Column[Row], ...] = (
    Column("Pupil", lambda row: row.name),
    Column("Form", lambda row: row.form, width=80, glyph=lambda _row: "●"),
    Column("Born", lambda row: day_in_words(row.born_on), sort_key=lambda row: row.born_on, width=140),
)
ROWS = (
    Row(1, "Ayaan Malik", "10B", date(2012, 3, 1)),
    Row(2, "Kacper Żółć", "9T", date(2013, 1, 1)),
    Row(3, "Seán O'Brien", "", date(2011, 12, 1)),
    Row(4, "ellie Brookes", "8F", date(2014, 2, 2)),
)


def new_table(qtbot: QtBot, *, is_multi_select: bool = False, is_checkable: bool = False) -> Table[Row]:
    table: Table[Row] = Table(
        COLUMNS,
        name="pupils",
        accessible_name="Pupils",
        key=lambda row: row.number,
        empty_text="No pupils yet.",
        is_multi_select=is_multi_select,
        is_checkable=is_checkable,
    )
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.set_rows(ROWS)
    table.show()
    qtbot.waitExposed(table)
    return table


@pytest.fixture
def table(qtbot: QtBot) -> Table[Row]:
    return new_table(qtbot)


def numbers(table: Table[Row]) -> list[int]:
    return [row.number for row in table.rows()]


def words(table: Table[Row]) -> str:
    label = table.findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def click_heading(table: Table[Row], number: int) -> None:
    header = table.view.horizontalHeader()
    place = header.rect().center()
    place.setX(header.sectionViewportPosition(number) + header.sectionSize(number) // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_a_click_on_a_heading_sorts_whatever_case_and_accents(table: Table[Row]) -> None:
    click_heading(table, 0)
    assert numbers(table) == [1, 4, 2, 3]
    click_heading(table, 0)
    assert numbers(table) == [3, 2, 4, 1]


def test_numbers_in_words_sort_as_numbers_and_nothing_comes_last(table: Table[Row]) -> None:
    table.sort_by("Form")
    assert numbers(table) == [4, 2, 1, 3]
    table.sort_by("Form", is_descending=True)
    assert numbers(table) == [1, 2, 4, 3]


def test_dates_sort_by_the_day(table: Table[Row]) -> None:
    table.sort_by("Born")
    assert numbers(table) == [3, 1, 2, 4]


@pytest.mark.parametrize(
    ("text", "found"),
    [("obrien", [3]), ("zolc", [2]), ("9t kac", [2]), ("MAL", [1]), ("", [1, 2, 3, 4])],
)
def test_the_filter_finds_words_in_any_column(table: Table[Row], text: str, found: list[int]) -> None:
    table.set_filter(text)
    assert numbers(table) == found


def test_an_empty_table_says_why(table: Table[Row]) -> None:
    assert words(table) == ""
    table.set_filter("nobody")
    assert words(table) == "Nothing matches “nobody”."
    table.set_rows([])
    assert words(table) == "No pupils yet."
    assert table.view.accessibleDescription() == "No pupils yet."


def test_new_rows_keep_the_selection_by_key(table: Table[Row], qtbot: QtBot) -> None:
    table.select_key(3)
    with qtbot.assertNotEmitted(table.selected):
        table.set_rows(tuple(reversed(ROWS)))
    current = table.current_row()
    assert current is not None
    assert current.number == 3
    assert [row.number for row in table.selected_rows()] == [3]


def test_new_rows_keep_the_place_scrolled_to(table: Table[Row]) -> None:
    many = [Row(number, f"Pupil {number}", "7A", date(2014, 1, 1)) for number in range(200)]
    table.set_rows(many)
    table.view.verticalScrollBar().setValue(1234)
    table.set_rows(many[:])
    assert table.view.verticalScrollBar().value() == 1234


def test_a_current_row_that_went_hands_over_to_its_neighbour(table: Table[Row]) -> None:
    table.select_key(2)
    table.set_rows([row for row in ROWS if row.number != 2])
    current = table.current_row()
    assert current is not None
    assert current.number == 3


def test_enter_and_double_click_open_a_row(table: Table[Row], qtbot: QtBot) -> None:
    table.select_key(2)
    with qtbot.waitSignal(table.activated) as opened:
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [ROWS[1]]
    place = table.view.visualRect(table.model.index(3, 0)).center()
    with qtbot.waitSignal(table.activated) as opened:
        QTest.mouseClick(
            table.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
        QTest.mouseDClick(
            table.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
    assert opened.args == [ROWS[3]]


def test_home_end_and_letters_move(table: Table[Row]) -> None:
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_End)
    assert table.current_row() == ROWS[3]
    QTest.keyClick(table.view, Qt.Key.Key_Home)
    assert table.current_row() == ROWS[0]
    QTest.keyClicks(table.view, "kac")
    assert table.current_row() == ROWS[1]


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    table = new_table(qtbot)
    both = QWidget()
    qtbot.addWidget(both)
    column = QVBoxLayout(both)
    column.addWidget(table)
    column.addWidget(after := QLineEdit())
    both.show()
    both.activateWindow()
    qtbot.waitUntil(both.isActiveWindow)
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after


def test_a_copy_has_headings_and_no_glyphs(qtbot: QtBot) -> None:
    table = new_table(qtbot, is_multi_select=True)
    table.view.selectAll()
    table.set_filter("malik")
    table.set_filter("")
    table.view.selectRow(0)
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Pupil\tForm\tBorn\nAyaan Malik\t10B\tThu 1 Mar 2012"


def test_space_ticks_the_selected_rows(qtbot: QtBot) -> None:
    table = new_table(qtbot, is_multi_select=True, is_checkable=True)
    table.view.selectAll()
    with qtbot.waitSignal(table.checks_changed):
        QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert table.checked_keys() == {1, 2, 3, 4}
    table.set_filter("malik")
    table.select_key(1)
    QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert table.checked_keys() == {2, 3, 4}


def test_ticks_of_rows_that_went_go_with_them(qtbot: QtBot) -> None:
    table = new_table(qtbot, is_checkable=True)
    table.set_checked_keys([1, 2, 99])
    table.set_rows(ROWS[1:])
    assert table.checked_keys() == {2}


def test_widths_order_and_sort_come_back(table: Table[Row], qtbot: QtBot) -> None:
    header = table.view.horizontalHeader()
    with qtbot.waitSignal(table.state_changed):
        header.resizeSection(2, 200)
    header.moveSection(2, 0)
    table.sort_by("Born", is_descending=True)
    kept = table.state()
    other = new_table(qtbot)
    with qtbot.assertNotEmitted(other.state_changed):
        other.restore_state(kept | {"widths": kept["widths"] | {"Gone": 10}})
    assert other.state() == kept
    assert numbers(other) == [4, 2, 1, 3]


def test_a_state_from_elsewhere_is_no_trouble(table: Table[Row]) -> None:
    table.restore_state({"widths": {"Form": "wide"}, "order": ["Gone", "Born"], "sort": "Gone"})
    assert table.state()["order"] == ["Born", "Pupil", "Form"]


def test_screen_readers_hear_row_and_column_headings(table: Table[Row]) -> None:
    read = QAccessible.queryAccessibleInterface(table.view)
    assert read.text(QAccessible.Text.Name) == "Pupils"
    cells = [read.child(number) for number in range(read.childCount())]
    cell = next(cell for cell in cells if cell.text(QAccessible.Text.Name) == "9T")
    heading = cell.tableCellInterface().columnHeaderCells()[0]
    row_heading = cell.tableCellInterface().rowHeaderCells()[0]
    assert heading.text(QAccessible.Text.Name) == "Form"
    assert row_heading.text(QAccessible.Text.Name) == "Kacper Żółć"


def test_rows_grow_with_the_text(table: Table[Row]) -> None:
    theme.apply(theme.Mode.DARK, 150)
    assert table.view.rowHeight(0) == 51
    assert table.state()["widths"]["Form"] == 80


def test_another_look_leaves_the_widths_as_they_were_made(table: Table[Row]) -> None:
    table.view.horizontalHeader().resizeSection(1, 200)
    theme.apply(theme.Mode.DARK, 100)
    assert table.state()["widths"]["Form"] == 200
    theme.apply(theme.Mode.DARK, 150)
    assert table.view.horizontalHeader().sectionSize(1) == 300
