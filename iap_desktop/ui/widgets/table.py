"""One table for every list: it keeps its place when rows change, filters, sorts, copies and is read out.

A page gives it columns and rows and hears `activated`, `selected`, `checks_changed` and `state_changed`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from iap_desktop.domain.names import folded
from iap_desktop.ui import clipboard, theme
from iap_desktop.ui.widgets.table_model import Column, Row, TableModel

__all__ = ["Column", "Table"]

ROW_HEIGHT = 34
_LETTERS_MS = 900  # a pause longer than this begins a new word
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class Table(QWidget, Generic[Row]):
    """A table of rows that are frozen values, known by `key` across changes.

    name: under which its state is kept. accessible_name: what a screen reader calls it.
    """

    activated = Signal(object)
    selected = Signal()
    checks_changed = Signal()
    state_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parent: QWidget | None = None,
        *,
        name: str,
        accessible_name: str,
        key: Callable[[Row], Hashable],
        empty_text: str = "Nothing here yet.",
        is_multi_select: bool = False,
        is_checkable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._empty_text = empty_text
        self._filter = ""
        self._is_restoring = self._is_keeping = False
        self._sized_at: int | None = None
        self.model: TableModel[Row] = TableModel(columns, key, self, is_checkable=is_checkable)
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.setAccessibleName(accessible_name)
        if is_multi_select:
            self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._empty = _empty_label(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self._connect()
        self._size()
        self._say_empty()

    def rows(self) -> tuple[Row, ...]:
        """The rows that are shown, in their order on screen."""
        return tuple(self.model.shown)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows, keeping the selection, the current cell and the place scrolled to."""
        self._keeping_place(lambda: self.model.set_rows(rows))

    def set_filter(self, text: str) -> None:
        """Show only rows that hold each word of `text`, whatever its case and accents."""
        self._filter = text.strip()
        self._keeping_place(lambda: self.model.set_filter(text))

    def set_empty_text(self, words: str) -> None:
        """What is said where there are no rows."""
        self._empty_text = words
        self._say_empty()

    def current_row(self) -> Row | None:
        """The row that the keyboard is on."""
        place = self.view.currentIndex().row()
        return self.model.shown[place] if 0 <= place < len(self.model.shown) else None

    def selected_rows(self) -> list[Row]:
        """The rows selected, in their order on screen."""
        return [self.model.shown[place] for place in self._selected_places()]

    def select_key(self, key: Hashable) -> bool:
        """Go to the row with this key; False where it is not shown."""
        place = self.model.place_of(key)
        if place >= 0:
            self.view.selectRow(place)
            self.view.scrollTo(self.model.index(place, 0))
        return place >= 0

    def checked_keys(self) -> set[Hashable]:
        """The keys of the rows that are ticked, shown or not."""
        return set(self.model.checked)

    def set_checked_keys(self, keys: Iterable[Hashable]) -> None:
        """Tick exactly these rows."""
        self.model.set_checked(keys)

    def sort_by(self, title: str, *, is_descending: bool = False) -> None:
        """Sort by the column with this heading."""
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        self._header().setSortIndicator(self._titles().index(title), order)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, with headings, for a spreadsheet."""
        places = self._selected_places()
        if not places:
            return
        shown = [self.model.columns[number] for number in self._columns_on_screen()]
        lines = [[column.title for column in shown]]
        lines += [[column.text(self.model.shown[place]) for column in shown] for place in places]
        clipboard.put("\n".join("\t".join(map(_one_line, line)) for line in lines))

    def state(self) -> dict[str, Any]:
        """Widths, order and sort, as JSON can keep them."""
        titles = self._titles()
        free = [number for number in range(len(titles)) if not self._is_stretched(number)]
        fixed = {titles[number]: self._width_at_100(number) for number in free}
        sorted_by = titles[self.model.sorted_by] if self.model.sorted_by >= 0 else None
        return {
            "widths": fixed,
            "order": [titles[number] for number in self._columns_on_screen()],
            "sort": sorted_by,
            "is_descending": self.model.order == Qt.SortOrder.DescendingOrder,
        }

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Bring back what `state` gave; columns that are gone or new since are no trouble."""
        self._is_restoring = True
        self._restore_widths(state.get("widths", {}))
        known = [title for title in state.get("order", ()) if title in self._titles()]
        for place, title in enumerate(known):
            self._header().moveSection(self._header().visualIndex(self._titles().index(title)), place)
        if state.get("sort") in self._titles():
            self.sort_by(state["sort"], is_descending=bool(state.get("is_descending")))
        self._is_restoring = False

    def _connect(self) -> None:
        self.view.entered_row.connect(self._activate)
        self.view.doubleClicked.connect(self._activate)
        self.view.copied.connect(self.copy)
        self.view.toggled.connect(lambda: self.model.toggle(self._selected_places()))
        self.model.checks_changed.connect(self.checks_changed)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        header = self._header()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._on_sorted)
        header.sectionResized.connect(self._tell_state)
        header.sectionMoved.connect(self._tell_state)
        theme.signals().changed.connect(self._size)

    def _on_selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if not self._is_keeping:
            self.selected.emit()

    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        self._keeping_place(lambda: self.model.sort(column, order))
        self._tell_state()

    def _tell_state(self, *_numbers: int) -> None:
        if not self._is_restoring and self.view.isVisible():
            self.state_changed.emit()

    def _activate(self, index: QModelIndex) -> None:
        if index.isValid():
            self.activated.emit(self.model.shown[index.row()])

    def _keeping_place(self, change: Callable[[], None]) -> None:
        current, column = self.current_row(), max(self.view.currentIndex().column(), 0)
        key = self.model.key(current) if current is not None else None
        chosen = {self.model.key(row) for row in self.selected_rows()}
        scrolled = self.view.verticalScrollBar().value()
        before = self.view.currentIndex().row()
        self._is_keeping = True
        change()
        self._reselect(key, chosen, column, fallback=before)
        self._is_keeping = False
        self.view.executeDelayedItemsLayout()  # or the bar does not yet reach that far
        self.view.verticalScrollBar().setValue(scrolled)
        self._say_empty()
        if chosen != {self.model.key(row) for row in self.selected_rows()}:
            self.selected.emit()

    def _reselect(self, key: Hashable | None, chosen: set[Hashable], column: int, *, fallback: int) -> None:
        """Select what was selected; a current row that is gone hands over to the one in its place."""
        selection = self.view.selectionModel()
        place = self.model.place_of(key) if key is not None else -1
        if place < 0 and fallback >= 0:
            place = min(fallback, len(self.model.shown) - 1)
        if place >= 0:
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            selection.setCurrentIndex(self.model.index(place, column), flag)
        for number, row in enumerate(self.model.shown):
            if self.model.key(row) in chosen:
                selection.select(self.model.index(number, 0), _SELECT)

    def _selected_places(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

    def _say_empty(self) -> None:
        words = ""
        if not self.model.shown:
            is_hidden = bool(self.model.all_rows)
            words = f"Nothing matches \u201c{self._filter}\u201d." if is_hidden else self._empty_text
        self._empty.setText(words)
        self._empty.setVisible(bool(words))
        self.view.setAccessibleDescription(words)
        self.view.place_label()

    def _header(self) -> QHeaderView:
        return self.view.horizontalHeader()

    def _titles(self) -> list[str]:
        return [column.title for column in self.model.columns]

    def _columns_on_screen(self) -> list[int]:
        header = self._header()
        return [header.logicalIndex(place) for place in range(header.count())]

    def _width_at_100(self, number: int) -> int:
        return round(self._header().sectionSize(number) * 100 / theme.percent())

    def _is_stretched(self, number: int) -> bool:
        return self._header().sectionResizeMode(number) == QHeaderView.ResizeMode.Stretch

    def _restore_widths(self, widths: Mapping[str, Any]) -> None:
        for title, width in widths.items():
            if title in self._titles() and isinstance(width, int) and 20 <= width <= 2000:
                self._header().resizeSection(self._titles().index(title), theme.px(width))

    def _size(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        header = self._header()
        header.setMinimumSectionSize(theme.px(48))
        modes = QHeaderView.ResizeMode
        was_restoring, self._is_restoring = self._is_restoring, True
        for number, column in enumerate(self.model.columns):
            header.setSectionResizeMode(number, modes.Stretch if column.width is None else modes.Interactive)
            if column.width is not None:
                header.resizeSection(number, self._width_now(number, column.width))
        self._sized_at = theme.percent()
        self._is_restoring = was_restoring

    def _width_now(self, number: int, usual: int) -> int:
        """As somebody made it, at the text size now in force; the usual width until then."""
        if self._sized_at is None:
            return theme.px(usual)
        return round(self._header().sectionSize(number) * theme.percent() / self._sized_at)


class _View(QTableView):
    """Qt's table with the keys of a list: Home and End go to the first and last row, Tab leaves."""

    entered_row = Signal(QModelIndex)
    copied = Signal()
    toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._letters = ""
        self._since_letter = QElapsedTimer()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setHighlightSections(False)
        self.viewport().installEventFilter(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens, Ctrl+C copies, Space ticks; all else as in any table."""
        key = event.key()
        model = self.model()
        if key in _ENTER:
            self.entered_row.emit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif key == Qt.Key.Key_Space and isinstance(model, TableModel) and model.is_checkable:
            self.toggled.emit()
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and not event.modifiers():
            self._go_to(0 if key == Qt.Key.Key_Home else model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, typed: str) -> None:  # noqa: N802
        """Go to the next row whose first column begins with the letters typed."""
        is_going_on = self._since_letter.isValid() and not self._since_letter.hasExpired(_LETTERS_MS)
        self._letters = self._letters + typed if is_going_on else typed
        self._since_letter.start()
        letters = folded(self._letters)
        model = self.model()
        if not letters or not isinstance(model, TableModel):
            return
        first = self.currentIndex().row() + (1 if len(letters) == 1 else 0)
        count = model.rowCount()
        for step in range(count):
            place = (max(first, 0) + step) % count
            if folded(model.columns[0].text(model.shown[place])).startswith(letters):
                self._go_to(place)
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the words of an empty table in its middle."""
        if watched is self.viewport() and event.type() == QEvent.Type.Resize:
            self.place_label()
        return super().eventFilter(watched, event)

    def place_label(self) -> None:
        """Put the words of an empty table in its middle."""
        label = self.viewport().findChild(QLabel)
        if isinstance(label, QLabel):
            side = theme.px(16)
            label.setGeometry(self.viewport().rect().adjusted(side, side, -side, 0))

    def _go_to(self, place: int) -> None:
        if place >= 0:
            self.setCurrentIndex(self.model().index(place, max(self.currentIndex().column(), 0)))


def _empty_label(view: QTableView) -> QLabel:
    label = QLabel(view.viewport())
    label.setProperty("role", "quiet")
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    label.setWordWrap(True)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label


def _one_line(text: str) -> str:
    return " ".join(text.split())
