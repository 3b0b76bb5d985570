"""One pupil's week as a small table: sessions and periods down, days across, read out by both headings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from iap_desktop.domain.dates import short_day
from iap_desktop.domain.registers import SESSION_WORDS, Place
from iap_desktop.domain.screen_marks import GLYPHS, SHORT_WORDS
from iap_desktop.domain.weekly import PeriodCell, SessionCell, WeekDay, WeeklySummary, WeekRow
from iap_desktop.ui import theme

Index = QModelIndex | QPersistentModelIndex
Cell = SessionCell | PeriodCell | None
_NOWHERE = QModelIndex()
_ROW_HEIGHT = 30
_NOT_MARKED = "Not marked"
_NOT_HERE = "\u2013"


class WeekTable(QTableView):
    """As high as its rows, so that the page scrolls and not the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = WeekModel(self)
        self.setModel(self._model)
        self.setAccessibleName("The pupil's week")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)  # each cell draws its own line below
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._size()
        theme.signals().changed.connect(self._size)

    def show_week(self, week: WeeklySummary) -> None:
        """Show a week; one closed day is one tall cell that says why."""
        self._model.show_week(week)
        self.clearSpans()
        for number, day in enumerate(week.days):
            if day.closed_because and len(week.rows) > 1:
                self.setSpan(0, number, len(week.rows), 1)
        self._size()

    def cell_text(self, row: int, column: int) -> str:
        """What one cell says."""
        return str(self._model.data(self._model.index(row, column)) or "")

    def _size(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))
        rows = max(self._model.rowCount(), 1) * theme.px(_ROW_HEIGHT)
        head = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(rows + head + 2 * self.frameWidth() + theme.px(1))


class WeekModel(QAbstractTableModel):
    """The cells of a week in glyphs and words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._days: tuple[WeekDay, ...] = ()
        self._rows: tuple[WeekRow, ...] = ()

    def show_week(self, week: WeeklySummary) -> None:
        """Show another week, or the same with other marks."""
        if (week.days, week.rows) == (self._days, self._rows):
            return
        self.beginResetModel()
        self._days, self._rows = week.days, week.rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Sessions and periods."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Days."""
        return 0 if parent.isValid() else len(self._days)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """One cell."""
        if not index.isValid():
            return None
        day, row = self._days[index.column()], self._rows[index.row()]
        cell = row.cells[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return f"Closed\n{day.closed_because}" if day.closed_because else cell_words(cell)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Closed: {day.closed_because}" if day.closed_because else spoken(cell)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color("quiet" if day.closed_because or _is_quiet(cell) else "ink")
        return Qt.AlignmentFlag.AlignCenter if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Days across, sessions and periods down."""
        if orientation == Qt.Orientation.Horizontal:
            return short_day(self._days[section].on) if role == Qt.ItemDataRole.DisplayRole else None
        row = self._rows[section]
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(9.5, bold=row.label in SESSION_WORDS.values())
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.times or None
        return row.label if role == Qt.ItemDataRole.DisplayRole else None


def cell_words(cell: Cell) -> str:
    """A cell as it is shown: glyph and word; empty where it is still to come."""
    if cell is None:
        return _NOT_HERE
    if isinstance(cell, SessionCell):
        if cell.code is None:
            return "" if cell.is_to_come else _NOT_MARKED
        return f"{cell.code} {cell.words}".strip()
    if cell.place is None:
        return "" if cell.is_to_come else _NOT_MARKED
    return f"{GLYPHS[cell.place]} {_place_words(cell, cell.place)}"


def spoken(cell: Cell) -> str:
    """A cell as it is read out."""
    if cell is None:
        return "not in the room then"
    is_marked = cell.code if isinstance(cell, SessionCell) else cell.place
    return cell_words(cell) if is_marked else "still to come" if cell.is_to_come else "not marked"


def _place_words(cell: PeriodCell, place: Place) -> str:
    if place is Place.LATE:
        return f"{cell.minutes_late} min" if cell.minutes_late else SHORT_WORDS[place]
    words = cell.detail if place is Place.IN_LESSON and cell.detail else SHORT_WORDS[place]
    return f"{words}, late {cell.minutes_late} min" if cell.minutes_late else words


def _is_quiet(cell: Cell) -> bool:
    if cell is None:
        return True
    return not (cell.code if isinstance(cell, SessionCell) else cell.place)
