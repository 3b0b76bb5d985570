"""The periods of the week that a pupil spends in the room, chosen cell by cell, by key, mouse or finger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from iap_desktop.domain.dates import WEEKDAYS
from iap_desktop.domain.names import folded
from iap_desktop.services.placements import Slot
from iap_desktop.services.pupil_acts import WeekShape
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import button

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LETTERS = ("A", "B")
_CHOSEN, _FREE, _NONE = "\u2713", "", "\u2013"
_CELL = 40


@dataclass(frozen=True, slots=True)
class _Column:
    weekday: int
    letter: str

    @property
    def words(self) -> str:
        day = WEEKDAYS[self.weekday - 1]
        return f"{day} {self.letter}" if self.letter else day


class PatternGrid(QWidget):
    """A week of ticks; weeks A and B together or each by itself."""

    changed = Signal()

    def __init__(self, shape: WeekShape, slots: Iterable[Slot], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = _Grid(PatternModel(shape), self)
        self.words = QLabel(self)
        self.words.setProperty("role", "quiet")
        self.both = QCheckBox("Weeks A and B are the same", self)
        self.both.setVisible(shape.has_letters)
        self.every = button("Every period", self)
        self.none = button("No period", self)
        self._lay_out()
        self.table.pattern.changed.connect(self._on_changed)
        self.both.toggled.connect(self.table.pattern.set_same)
        self.every.clicked.connect(lambda _: self.table.pattern.set_all(is_chosen=True))
        self.none.clicked.connect(lambda _: self.table.pattern.set_all(is_chosen=False))
        self.set_slots(slots)

    def set_slots(self, slots: Iterable[Slot]) -> None:
        """Show a pattern."""
        given = tuple(slots)
        is_same = self.table.pattern.set_slots(given)
        self.both.setChecked(is_same)
        self.table.pattern.set_same(is_same)
        self._on_changed()

    def slots(self) -> tuple[Slot, ...]:
        """The pattern as it is ticked."""
        return self.table.pattern.slots()

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        return self.every, self.none, self.both, self.table

    def _on_changed(self) -> None:
        count = len(self.table.pattern.chosen_cells())
        self.words.setText(f"{count} period{'' if count == 1 else 's'} in the room")
        self.table.fit()
        self.changed.emit()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        for part in (self.every, self.none, self.both):
            part.setMinimumHeight(theme.px(36))
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(top)
        column.addWidget(self.table)


class PatternModel(QAbstractTableModel):
    """Which cells are ticked, by day, letter and period; a tick in weeks shown as one stands for both."""

    changed = Signal()

    def __init__(self, shape: WeekShape) -> None:
        super().__init__()
        self._shape = shape
        self._is_same = True
        self._chosen: set[tuple[int, str, str]] = set()
        self._foreign: tuple[Slot, ...] = ()

    def set_slots(self, slots: tuple[Slot, ...]) -> bool:
        """Take a pattern; True where both weeks are alike. Periods that the day has no more are kept."""
        self.beginResetModel()
        known = [slot for slot in slots if self._shape.holds(slot.weekday, slot.period_name)]
        self._foreign = tuple(slot for slot in slots if slot not in known)
        self._chosen = {
            (slot.weekday, letter, folded(slot.period_name))
            for slot in known
            for letter in ([slot.letter] if slot.letter else _LETTERS)
        }
        self.endResetModel()
        by_letter = [{(day, name) for day, own, name in self._chosen if own == letter} for letter in _LETTERS]
        return not self._shape.has_letters or by_letter[0] == by_letter[1]

    def set_same(self, is_same: bool) -> None:  # noqa: FBT001 - a slot
        """Show both weeks as one; then week A holds for both."""
        self.beginResetModel()
        self._is_same = is_same
        if is_same:
            week_a = {(day, name) for day, letter, name in self._chosen if letter == _LETTERS[0]}
            self._chosen = {(day, letter, name) for day, name in week_a for letter in _LETTERS}
        self.endResetModel()
        self.changed.emit()

    def set_lessons(self) -> None:
        """Tick every period but those after lessons, to which a pupil stays only if somebody says so."""
        self.set_all(is_chosen=True)
        self._chosen = {key for key in self._chosen if (key[0], key[2]) not in self._shape.after}
        self._tell()

    def set_all(self, *, is_chosen: bool) -> None:
        """Tick every period that there is, or none."""
        wanted = {
            (column.weekday, letter, folded(name))
            for column in self.columns()
            for letter in self._letters(column)
            for name in self._shape.names
            if self._shape.holds(column.weekday, name)
        }
        self._chosen = wanted if is_chosen else set()
        self._tell()

    def toggle(self, cells: Iterable[Index]) -> None:
        """Tick these cells, or untick them where all are ticked."""
        keys = {key for cell in cells for key in self._keys(cell.row(), cell.column())}
        self._chosen = self._chosen - keys if keys <= self._chosen else self._chosen | keys
        self._tell()

    def slots(self) -> tuple[Slot, ...]:
        """The pattern as it is kept: without a letter where both weeks have a period."""
        found = [*self._foreign]
        for weekday in range(1, 6):
            for name in self._shape.names:
                own = [letter for letter in _LETTERS if (weekday, letter, folded(name)) in self._chosen]
                letters = [""] if len(own) == len(_LETTERS) else own
                found += [Slot(weekday, letter, name) for letter in letters]
        return tuple(found)

    def chosen_cells(self) -> list[tuple[int, int]]:
        """The cells that are ticked, as row and column."""
        rows, columns = range(self.rowCount()), range(self.columnCount())
        return [(row, column) for row in rows for column in columns if self._is_chosen(row, column)]

    def columns(self) -> list[_Column]:
        """Days across; those of week A before those of week B where they differ."""
        letters = [""] if self._is_same or not self._shape.has_letters else list(_LETTERS)
        return [_Column(weekday, letter) for letter in letters for weekday in range(1, 6)]

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Periods."""
        return 0 if parent.isValid() else len(self._shape.names)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Days."""
        return 0 if parent.isValid() else len(self.columns())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """One cell."""
        if not index.isValid():
            return None
        has, is_chosen = self._has(index), self._is_chosen(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return (_CHOSEN if is_chosen else _FREE) if has else _NONE
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ("in the room" if is_chosen else "not in the room") if has else "no such period"
        return Qt.AlignmentFlag.AlignCenter if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Days across, periods down."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        is_across = orientation == Qt.Orientation.Horizontal
        return self.columns()[section].words if is_across else self._shape.names[section]

    def _tell(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.changed.emit()

    def _has(self, index: Index) -> bool:
        return self._shape.holds(self.columns()[index.column()].weekday, self._shape.names[index.row()])

    def _letters(self, column: _Column) -> tuple[str, ...]:
        return (column.letter,) if column.letter else _LETTERS

    def _keys(self, row: int, column: int) -> list[tuple[int, str, str]]:
        """What a cell stands for; nothing where that day has no such period."""
        name, at = self._shape.names[row], self.columns()[column]
        if not self._shape.holds(at.weekday, name):
            return []
        return [(at.weekday, letter, folded(name)) for letter in self._letters(at)]

    def _is_chosen(self, row: int, column: int) -> bool:
        keys = self._keys(row, column)
        return bool(keys) and all(key in self._chosen for key in keys)


class _Cells(QStyledItemDelegate):
    """Paints ticks on a soft ground, and a ring where the keyboard is: a ring alone is no tick."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        text = str(index.data() or "")
        rect, view = option.rect, self.parent()
        is_chosen = text == _CHOSEN
        painter.save()
        painter.fillRect(rect, theme.color("soft" if is_chosen else "card"))
        if isinstance(view, QTableView) and view.hasFocus() and index == view.currentIndex():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.setPen(theme.color("accent" if is_chosen else "quiet"))
        painter.setFont(theme.font(bold=is_chosen))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class _Grid(QTableView):
    """Space, Enter or a click ticks a cell; a click on a heading its whole row or column."""

    def __init__(self, pattern: PatternModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.pattern = pattern
        pattern.setParent(self)
        self.setModel(pattern)
        self.setAccessibleName("Periods in the room")
        self.setAccessibleDescription("Space ticks a period")
        self.setItemDelegate(_Cells(self))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for header in (across, down):
            header.setHighlightSections(False)
            header.setSectionsClickable(True)
            header.setToolTip("Click to tick all of it")
        across.sectionClicked.connect(lambda column: self._toggle_line(column=column))
        down.sectionClicked.connect(lambda row: self._toggle_line(row=row))
        self.fit()
        theme.signals().changed.connect(self.fit)

    def fit(self) -> None:
        """As high as its rows."""
        self.verticalHeader().setDefaultSectionSize(theme.px(_CELL))
        rows = self.pattern.rowCount() * theme.px(_CELL)
        head = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(rows + head + 2 * self.frameWidth() + theme.px(2))
        self.setMinimumWidth(theme.px(110 + 62 * self.pattern.columnCount()))
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.pattern.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space and Enter tick the cell that the keyboard is on."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.pattern.toggle([self.currentIndex()])
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click ticks the cell under it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton and index == self.currentIndex():
            self.pattern.toggle([index])

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """A double click is two clicks."""
        if event.type() == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            self.mousePressEvent(event)
            return True
        return super().viewportEvent(event)

    def _toggle_line(self, row: int | None = None, column: int | None = None) -> None:
        rows = range(self.pattern.rowCount()) if row is None else (row,)
        columns = range(self.pattern.columnCount()) if column is None else (column,)
        self.pattern.toggle([self.pattern.index(r, c) for r in rows for c in columns])
