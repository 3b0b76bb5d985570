from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iap_desktop.domain.screen_marks import CellState
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.grid import Grid, GridCell, GridColumn, GridRow

Key = Qt.Key
COLUMNS = tuple(
    GridColumn(number, f"P{number}", f"{number + 8:02}:00", "✕ Not in school", "→ In lesson")
    for number in range(1, 6)
)
MARKED = GridCell("●", "In room", CellState.MARKED, "In room")
EXPECTED = GridCell("○", "In room", CellState.EXPECTED, "expected: In room")
BLANK = GridCell(spoken="not marked")
ROWS = tuple(
    GridRow(name, name, "9T", (MARKED, EXPECTED, BLANK, BLANK, BLANK)) for name in ("Ayaan", "Ellie", "Seán")
)


@pytest.fixture
def grid(qtbot: QtBot) -> Grid:
    made = Grid(accessible_name="Register", corner="Pupil")
    qtbot.addWidget(made)
    made.resize(1000, 400)
    made.set_grid(COLUMNS, ROWS)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def test_only_cells_that_differ_are_painted_anew(grid: Grid) -> None:
    told: list[tuple[int, int]] = []
    grid.grid_model.dataChanged.connect(lambda first, _last: told.append((first.row(), first.column())))
    changed = replace(ROWS[1], cells=(MARKED, MARKED, BLANK, BLANK, BLANK))
    grid.go_to(("Seán", 3))
    grid.set_grid(COLUMNS, (ROWS[0], changed, ROWS[2]))
    assert told == [(1, 1)]
    assert grid.current_key() == ("Seán", 3)


def test_other_rows_keep_the_keyboard_on_the_same_one(grid: Grid) -> None:
    grid.go_to(("Seán", 2))
    grid.set_grid(COLUMNS, (ROWS[2], ROWS[0]))
    assert grid.current_key() == ("Seán", 2)
    assert grid.currentIndex().row() == 0
    grid.set_grid(COLUMNS, ROWS[:1])
    assert grid.current_key() is None


def test_letters_are_told_and_moving_is_not(grid: Grid, qtbot: QtBot) -> None:
    told: list[str] = []
    grid.typed.connect(told.append)
    for key in (Key.Key_A, Key.Key_Down, Key.Key_Space, Key.Key_Right, Key.Key_Escape):
        QTest.keyClick(grid, key)
    QTest.keyClick(grid, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(grid, Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert told == ["a", " "]
    with qtbot.waitSignal(grid.cleared):
        QTest.keyClick(grid, Key.Key_Delete)
    with qtbot.waitSignal(grid.menu_wanted):
        QTest.keyClick(grid, Key.Key_Enter)


def test_chosen_cells_are_told_column_by_column(grid: Grid) -> None:
    grid.go_to(("Ayaan", 1))
    QTest.keyClick(grid, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_keys() == [("Ayaan", 1), ("Ellie", 1), ("Ayaan", 2), ("Ellie", 2)]
    grid.move_down()
    assert len(grid.selected_keys()) == 4


def test_a_click_on_a_heading_chooses_the_column(grid: Grid) -> None:
    header = grid.horizontalHeader()
    where = header.sectionViewportPosition(1) + 8
    point = header.viewport().rect().center()
    point.setX(where)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert grid.selected_keys() == [("Ayaan", 2), ("Ellie", 2), ("Seán", 2)]


def test_several_cells_are_copied_with_headings(grid: Grid) -> None:
    grid.go_to(("Ayaan", 1))
    QTest.keyClick(grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    grid.copy()
    assert QGuiApplication.clipboard().text() == "\tP1 09:00\tP2 10:00\nAyaan 9T\t● In room\t○ In room"


def test_columns_share_the_width_and_scroll_below_the_least(grid: Grid) -> None:
    header = grid.horizontalHeader()
    sizes = [header.sectionSize(section) for section in range(5)]
    assert header.length() <= grid.viewport().width()
    assert max(sizes) - min(sizes) <= 1
    grid.resize(420, 400)
    narrow = [header.sectionSize(section) for section in range(5)]
    assert min(narrow) >= theme.px(84)
    assert header.length() > grid.viewport().width()
    grid.go_to(("Ayaan", 5))
    assert grid.viewport().rect().contains(grid.current_rect().center())
    assert grid.verticalHeader().isVisible()


def test_the_current_column_says_now(grid: Grid) -> None:
    grid.set_grid((replace(COLUMNS[0], is_current=True), *COLUMNS[1:]), ROWS)
    spoken = grid.grid_model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "P1 09:00, now"


def test_tab_leaves_the_grid(grid: Grid) -> None:
    QTest.keyClick(grid, Key.Key_Tab)
    assert grid.currentIndex().column() == 0
