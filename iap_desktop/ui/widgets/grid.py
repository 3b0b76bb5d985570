"""One painted grid of rows and columns with marks in it: registers, timetables, lessons.

It knows nothing of what a mark means: it says which keys were pressed over which cells, and its page acts.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTableView, QWidget

from iap_desktop.ui import clipboard, theme
from iap_desktop.ui.widgets.grid_model import CellKey, GridCell, GridColumn, GridModel, GridRow, Index
from iap_desktop.ui.widgets.grid_paint import (
    PADDING,
    SMALL_POINTS,
    GridDelegate,
    GridHeading,
    heading_width,
    width_of,
)

__all__ = ["CellKey", "Grid", "GridCell", "GridColumn", "GridRow"]

ROW_HEIGHT, HEADING_HEIGHT = 40, 46
LEAST_COLUMN, WIDEST_LABEL = 84, 250
FRAME = 4  # border and padding together: what is inside keeps clear of the round corners
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_CLEAR = {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}
_FLAG = QItemSelectionModel.SelectionFlag


class Grid(QTableView):
    """Cells under headings that stay in view.

    typed(text): a letter, sign or Space. cleared: Backspace or Delete. menu_wanted(point on the screen):
    Enter, a right click, or a click on the cell that is current already. moved: another cell is current.
    """

    typed = Signal(str)
    cleared = Signal()
    menu_wanted = Signal(QPoint)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None, *, accessible_name: str, corner: str = "") -> None:
        super().__init__(parent)
        self.grid_model = GridModel(self)
        self._delegate = GridDelegate(self)
        self._corner = QLabel(corner, self)
        self._pressed_current: Index | None = None
        self.setAccessibleName(accessible_name)
        self._set_up()
        self.setModel(self.grid_model)
        self.setItemDelegate(self._delegate)
        self._restyle()
        theme.signals().changed.connect(self._restyle)

    # What is shown.

    def set_grid(self, columns: Iterable[GridColumn], rows: Iterable[GridRow]) -> None:
        """Show rows and columns; what is the same stays untouched, and so do selection and scroll."""
        columns, rows = tuple(columns), tuple(rows)
        if self.grid_model.has_shape(columns, rows):
            self.grid_model.update(columns, rows)
            return
        current = self.current_key()
        self.grid_model.reset(columns, rows)
        self._fit()
        if current is not None:
            self.go_to(current)

    def current_key(self) -> CellKey | None:
        """The cell that the keyboard is in."""
        index = self.currentIndex()
        return self.grid_model.key_of(index) if index.isValid() else None

    def selected_keys(self) -> list[CellKey]:
        """The cells that a key acts on, column by column: those selected, else the current one."""
        indexes = self.selectedIndexes() or [self.currentIndex()]
        ordered = sorted(
            (index for index in indexes if index.isValid()), key=lambda one: (one.column(), one.row())
        )
        return [self.grid_model.key_of(index) for index in ordered]

    def go_to(self, key: CellKey) -> bool:
        """Put the keyboard into a cell and bring it into view; False where it is not shown."""
        index = self.grid_model.place_of(key)
        if index.isValid():
            self._go(index)
        return index.isValid()

    def move_down(self) -> None:
        """Go to the next row, where one cell alone is selected; several stay selected."""
        index = self.currentIndex()
        if len(self.selectedIndexes()) <= 1 and index.row() + 1 < self.grid_model.rowCount():
            self._go(index.siblingAtRow(index.row() + 1))

    def select_column(self, key: Hashable | None = None) -> None:
        """Select a whole column, by default the current one."""
        keys = [column.key for column in self.grid_model.columns]
        column = keys.index(key) if key in keys else self.currentIndex().column()
        if column < 0 or not self.grid_model.rows:
            return
        model, last = self.grid_model, len(self.grid_model.rows) - 1
        whole = QItemSelection(model.index(0, column), model.index(last, column))
        self.selectionModel().setCurrentIndex(
            model.index(max(self.currentIndex().row(), 0), column), _FLAG.NoUpdate
        )
        self.selectionModel().select(whole, _FLAG.ClearAndSelect)

    def copy(self) -> None:
        """Put the selected cells on the clipboard: one as it is, several with their headings."""
        keys = self.selected_keys()
        if len(keys) == 1:
            clipboard.put(self.grid_model.cell(self.grid_model.place_of(keys[0])).text)
        elif keys:
            clipboard.put("\n".join("\t".join(line) for line in self._lines(set(keys))))

    def current_corner(self) -> QPoint:
        """On the screen, where a menu for the current cell opens."""
        rect = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(QPoint(rect.left(), rect.bottom()))

    def current_rect(self) -> QRect:
        """The current cell within the viewport."""
        return self.visualRect(self.currentIndex())

    def _go(self, index: Index) -> None:
        """Choose one cell and no other. Qt would add it to those chosen while Ctrl is held, as in Ctrl+2."""
        self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)

    def _lines(self, keys: set[CellKey]) -> list[list[str]]:
        columns = [one for one in self.grid_model.columns if any(key[1] == one.key for key in keys)]
        rows = [one for one in self.grid_model.rows if any(key[0] == one.key for key in keys)]
        lines = [["", *(column.spoken for column in columns)]]
        for row in rows:
            cells = dict(zip((one.key for one in self.grid_model.columns), row.cells, strict=True))
            chosen = [cells[one.key].text if (row.key, one.key) in keys else "" for one in columns]
            lines.append([row.spoken, *chosen])
        return lines

    # Keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Moving is Qt's own; every other key is told. A key held down acts once."""
        if event.key() in _ENTER:
            self._tell_menu(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_column()
        elif event.key() in _CLEAR:
            if not event.isAutoRepeat():
                self.cleared.emit()
        elif _is_typed(event):
            if not event.isAutoRepeat():
                self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Remember whether the cell was current before."""
        index = self.indexAt(event.position().toPoint())
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        is_again = is_plain and self.hasFocus() and index.isValid() and index == self.currentIndex()
        self._pressed_current = index if is_again else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on the cell that was current already opens its menu."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed_current = self._pressed_current, None
        is_same = pressed is not None and pressed == self.indexAt(event.position().toPoint())
        if is_same and len(self.selectedIndexes()) == 1:
            self.menu_wanted.emit(self.current_corner())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """A right click, or the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if not index.isValid():
                return
            if not self.selectionModel().isSelected(index):
                self._go(index)
        if self.currentIndex().isValid():
            self.menu_wanted.emit(self.current_corner())

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Letters are marks here, never a search."""

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Another cell is current."""
        super().currentChanged(current, previous)
        self.viewport().update(self.visualRect(previous))
        self.verticalHeader().viewport().update()
        self.moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The keyboard is here: there is always a current cell."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.grid_model.rows:
            self._go(self.grid_model.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The frame of the current cell tells that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Columns share the width, and the current cell stays in view."""
        super().resizeEvent(event)
        self._fit()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _tell_menu(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat() and self.currentIndex().isValid():
            self.menu_wanted.emit(self.current_corner())

    # Sizes.

    def _set_up(self) -> None:
        self.setHorizontalHeader(GridHeading(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(GridHeading(Qt.Orientation.Vertical, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for set_mode in (self.setVerticalScrollMode, self.setHorizontalScrollMode):
            set_mode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self._corner.setIndent(0)
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _restyle(self) -> None:
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(theme.px(HEADING_HEIGHT))
        self.setStyleSheet(
            "QTableView { padding: 3px; } QTableView:focus { padding: 2px; }"
            "QAbstractScrollArea::corner { background: transparent; border: none; }"
        )
        look, points = theme.tokens(), theme.font(SMALL_POINTS).pointSizeF()
        self._corner.setStyleSheet(
            f"background: {look.card}; color: {look.ink}; border-bottom: 1px solid {look.line};"
            f"padding-left: {theme.px(PADDING)}px; font-weight: bold; font-size: {points:.2f}pt;"
        )
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        """Labels as wide as they need, columns the rest; where that is too little, the columns scroll."""
        labels = self.verticalHeader()
        if isinstance(labels, GridHeading):
            widest = min(theme.px(WIDEST_LABEL), max(self.width() * 3 // 10, theme.px(110)))
            labels.setFixedWidth(min(labels.wanted_width(), widest))
        self._share(self.width() - labels.width() - 2 * FRAME - self._bar_width())
        top = self.horizontalHeader()
        self._corner.setGeometry(labels.x(), top.y(), labels.width(), top.height())
        self._corner.raise_()

    def _bar_width(self) -> int:
        rows = len(self.grid_model.rows) * theme.px(ROW_HEIGHT)
        room = self.height() - self.horizontalHeader().height() - 2 * FRAME
        return self.verticalScrollBar().sizeHint().width() if rows > room else 0

    def _share(self, room: int) -> None:
        columns = self.grid_model.columns
        least = [self._width(section, column.least) for section, column in enumerate(columns)]
        wanted = [
            max(self._width(section, columns[section].sample), own) for section, own in enumerate(least)
        ]
        for section, width in enumerate(_shares(least, wanted, room)):
            self.horizontalHeader().resizeSection(section, width)

    def _width(self, section: int, sample: str) -> int:
        needed = width_of(sample) if sample else 0
        return max(needed, heading_width(self.grid_model, section), theme.px(LEAST_COLUMN))


def _shares(least: list[int], wanted: list[int], room: int) -> list[int]:
    """Widths that fill the room, from what is wanted down to the least; with less, whole columns scroll."""
    spare, stretch = room - sum(least), sum(wanted) - sum(least)
    if not least:
        return wanted
    if spare < 0:  # as many as fit, so that no column stands cut at the edge
        whole = max(room // max(wanted), 1)
        return [max(room // whole, *wanted)] * len(wanted)
    if spare >= stretch:
        return [own + (spare - stretch) // len(wanted) for own in wanted]
    return [low + (own - low) * spare // stretch for low, own in zip(least, wanted, strict=True)]


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key is a letter or sign; Ctrl and Alt together are AltGr."""
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    held = event.modifiers() & (control | alt)
    is_plain = held in {Qt.KeyboardModifier.NoModifier, control | alt}
    return is_plain and bool(event.text()) and event.text().isprintable()
