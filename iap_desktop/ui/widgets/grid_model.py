"""What a grid shows, as frozen values, and the model that tells Qt and screen readers of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from iap_desktop.domain.screen_marks import CellState

Index = QModelIndex | QPersistentModelIndex
CellKey = tuple[Hashable, Hashable]
"""The key of the row and the key of the column."""

CELL_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()
_ROLES = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: title over a second line; `sample` is what should fit uncut, `least` what has to."""

    key: Hashable
    title: str
    under: str = ""
    sample: str = ""
    least: str = ""
    is_current: bool = False

    @property
    def spoken(self) -> str:
        """The heading in one line."""
        now = ", now" if self.is_current else ""
        return f"{self.title} {self.under}".strip() + now


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: a glyph and words in one of three states.

    tone: a colour of the theme, always beside a word that says the same. is_off: nothing belongs here.
    """

    glyph: str = ""
    words: str = ""
    state: CellState = CellState.NOTHING
    spoken: str = ""
    tone: str = "ink"
    is_off: bool = False

    @property
    def text(self) -> str:
        """Glyph and words."""
        return f"{self.glyph} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its label, a quieter word after it, and a cell for each column."""

    key: Hashable
    label: str
    after: str = ""
    cells: tuple[GridCell, ...] = ()

    @property
    def spoken(self) -> str:
        """The heading of the row in one line."""
        return f"{self.label} {self.after}".strip()


class GridModel(QAbstractTableModel):
    """Rows and columns of a grid; where only cells differ, only these are painted anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[GridColumn, ...] = ()
        self.rows: tuple[GridRow, ...] = ()

    def has_shape(self, columns: tuple[GridColumn, ...], rows: tuple[GridRow, ...]) -> bool:
        """Whether these are the rows and columns that are shown already."""
        same_columns = [column.key for column in columns] == [column.key for column in self.columns]
        return same_columns and [row.key for row in rows] == [row.key for row in self.rows]

    def reset(self, columns: tuple[GridColumn, ...], rows: tuple[GridRow, ...]) -> None:
        """Show other rows or columns."""
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.endResetModel()

    def update(self, columns: tuple[GridColumn, ...], rows: tuple[GridRow, ...]) -> None:
        """Show what differs in the rows and columns that are shown."""
        before_columns, before_rows = self.columns, self.rows
        self.columns, self.rows = columns, rows
        if before_columns != columns and columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        for place, (before, row) in enumerate(zip(before_rows, rows, strict=True)):
            if before != row:
                self._tell(place, before, row)

    def place_of(self, key: CellKey) -> Index:
        """Where a cell is; an invalid index where it is not shown."""
        row = next((place for place, row in enumerate(self.rows) if row.key == key[0]), -1)
        column = next((place for place, column in enumerate(self.columns) if column.key == key[1]), -1)
        return self.index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    def key_of(self, index: Index) -> CellKey:
        """The key of a cell."""
        return self.rows[index.row()].key, self.columns[index.column()].key

    def cell(self, index: Index) -> GridCell:
        """What a cell shows."""
        return self.rows[index.row()].cells[index.column()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:  # noqa: ANN401
        """One cell."""
        if not index.isValid():
            return None
        if role == CELL_ROLE:
            return self.cell(index)
        read = _READ.get(role)
        return read(self, index) if read is not None else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _ROLES.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Headings of columns and rows."""
        if role not in {_ROLES.DisplayRole, _ROLES.AccessibleTextRole, _ROLES.ToolTipRole}:
            return None
        headings = self.columns if orientation == Qt.Orientation.Horizontal else self.rows
        return headings[section].spoken if 0 <= section < len(headings) else None

    def _tell(self, place: int, before: GridRow, row: GridRow) -> None:
        if (before.label, before.after) != (row.label, row.after):
            self.headerDataChanged.emit(Qt.Orientation.Vertical, place, place)
        for column, (old, new) in enumerate(zip(before.cells, row.cells, strict=True)):
            if old != new:
                index = self.index(place, column)
                self.dataChanged.emit(index, index)


def _shown(model: GridModel, index: Index) -> str:
    return model.cell(index).text


def _spoken(model: GridModel, index: Index) -> str:
    """The mark first, for who listens cell by cell, then whose it is and when."""
    cell = model.cell(index)
    said = cell.spoken or cell.text or "empty"
    return f"{said}. {model.rows[index.row()].spoken}, {model.columns[index.column()].spoken}"


def _tooltip(model: GridModel, index: Index) -> str | None:
    return model.cell(index).spoken if model.cell(index).text else None


_READ: dict[int, Callable[[GridModel, Index], str | None]] = {
    _ROLES.DisplayRole: _shown,
    _ROLES.AccessibleTextRole: _spoken,
    _ROLES.ToolTipRole: _tooltip,
}
