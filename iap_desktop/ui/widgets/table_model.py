"""The rows of a table as Qt wants them: filtered and sorted by one rule, read out by heading and by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from iap_desktop.domain.names import folded
from iap_desktop.ui import theme

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_DIGITS = re.compile(r"(\d+)")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading and how it reads a row.

    `sort_key` is for columns whose words do not sort as they read (dates); `width` is in pixels at 100 %,
    None shares what is left. `glyph` goes before the words on screen and is not read out; `tone` names a
    colour of the theme ("quiet", "care"), always beside a word or glyph that says the same.
    """

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], Any] | None = None
    width: int | None = None
    is_right_aligned: bool = False
    tooltip: Callable[[Row], str] | None = None
    glyph: Callable[[Row], str] | None = None
    tone: Callable[[Row], str | None] | None = None
    is_bold: bool = False


class TableModel(QAbstractTableModel, Generic[Row]):
    """All rows, of which those are shown that hold the words of the filter."""

    checks_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
        *,
        is_checkable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self.is_checkable = is_checkable
        self.all_rows: tuple[Row, ...] = ()
        self.shown: list[Row] = []
        self.checked: set[Hashable] = set()
        self.sorted_by = -1
        self.order = Qt.SortOrder.AscendingOrder
        self._words: list[str] = []

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows; ticks stay with the rows that are still there."""
        self.all_rows = tuple(rows)
        self.checked &= {self.key(row) for row in self.all_rows}
        self._renew()

    def set_filter(self, text: str) -> None:
        """Show only rows in which each word of `text` is found."""
        self._words = folded(text).split()
        self._renew()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 leaves the rows as they were given."""
        self.sorted_by, self.order = column, order
        self._renew()

    def place_of(self, key: Hashable) -> int:
        """The shown row with this key, -1 where it is not shown."""
        return next((place for place, row in enumerate(self.shown) if self.key(row) == key), -1)

    def set_checked(self, keys: Iterable[Hashable]) -> None:
        """Tick exactly these rows."""
        known = {self.key(row) for row in self.all_rows}
        wanted = known & set(keys)
        if wanted != self.checked:
            self.checked = wanted
            self._tell_checks()

    def toggle(self, places: Sequence[int]) -> None:
        """Tick these rows, or untick them where all are ticked."""
        keys = {self.key(self.shown[place]) for place in places}
        self.checked = self.checked - keys if keys <= self.checked else self.checked | keys
        self._tell_checks()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be selected; the first column ticks them where they have ticks."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        is_tick = self.is_checkable and index.column() == 0
        return flags | Qt.ItemFlag.ItemIsUserCheckable if is_tick else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """One cell."""
        if not index.isValid():
            return None
        row, column = self.shown[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and self.is_checkable and index.column() == 0:
            return Qt.CheckState.Checked if self.key(row) in self.checked else Qt.CheckState.Unchecked
        read = _ROLES.get(role)
        return read(column, row) if read is not None else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401, N802
        """Tick or untick by mouse."""
        if role != Qt.ItemDataRole.CheckStateRole or not self.is_checkable:
            return False
        key = self.key(self.shown[index.row()])
        is_checked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.checked = self.checked | {key} if is_checked else self.checked - {key}
        self._tell_checks()
        return True

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Headings of columns, and for screen readers of rows: the words of the first column."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _RIGHT if self.columns[section].is_right_aligned else _LEFT
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return self.columns[0].text(self.shown[section]) if 0 <= section < len(self.shown) else None

    def _tell_checks(self) -> None:
        last = self.index(len(self.shown) - 1, 0)
        self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit()

    def _renew(self) -> None:
        self.beginResetModel()
        self.shown = [row for row in self.all_rows if self._is_found(row)]
        if self.sorted_by >= 0:
            self.shown = self._sorted(self.shown)
        self.endResetModel()

    def _is_found(self, row: Row) -> bool:
        if not self._words:
            return True
        text = folded(" ".join(column.text(row) for column in self.columns))
        return all(word in text for word in self._words)

    def _sorted(self, rows: Iterable[Row]) -> list[Row]:
        """The rows by the column sorted by; those that have nothing there come last either way."""
        column = self.columns[self.sorted_by]
        read = column.sort_key or column.text
        valued = [(read(row), row) for row in rows]
        full = [(value, row) for value, row in valued if value not in {None, ""}]
        is_reversed = self.order == Qt.SortOrder.DescendingOrder
        full.sort(key=lambda pair: _sortable(pair[0]), reverse=is_reversed)
        return [row for _value, row in full] + [row for value, row in valued if value in {None, ""}]


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """`text` for sorting as people do: 9 before 10, case, accents and apostrophes aside."""
    parts = (part for part in _DIGITS.split(folded(text)) if part)
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts)


def _sortable(value: Any) -> Any:  # noqa: ANN401
    return natural(value) if isinstance(value, str) else value


def _shown_text(column: Column[Row], row: Row) -> str:
    glyph = column.glyph(row) if column.glyph is not None else ""
    return f"{glyph} {column.text(row)}".strip()


def _spoken_text(column: Column[Row], row: Row) -> str:
    return column.text(row)


def _alignment(column: Column[Row], row: Row) -> Qt.AlignmentFlag:  # noqa: ARG001
    return _RIGHT if column.is_right_aligned else _LEFT


def _tone(column: Column[Row], row: Row) -> Any:  # noqa: ANN401
    name = column.tone(row) if column.tone is not None else None
    return theme.color(name) if name else None


def _tooltip(column: Column[Row], row: Row) -> str | None:
    return column.tooltip(row) if column.tooltip is not None else None


def _font(column: Column[Row], row: Row) -> Any:  # noqa: ANN401, ARG001
    return theme.font(bold=True) if column.is_bold else None


_ROLES: dict[int, Callable[[Column[Any], Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: _shown_text,
    Qt.ItemDataRole.AccessibleTextRole: _spoken_text,
    Qt.ItemDataRole.TextAlignmentRole: _alignment,
    Qt.ItemDataRole.ForegroundRole: _tone,
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.FontRole: _font,
}
