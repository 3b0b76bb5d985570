"""Typing a mark in its cell: minutes late, a code, or a few letters of what it means, with a list below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from iap_desktop.ui import theme
from iap_desktop.ui.pages.register.choices import Choice, exact
from iap_desktop.ui.widgets.grid import Grid

Search = Callable[[str], tuple[Choice, ...]]
MOST_ROWS, ROW_HEIGHT = 6, 40
_CHOICE = int(Qt.ItemDataRole.UserRole)
_LEAVING = {
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
}
_NOTHING_FITS = "Nothing fits. Type a code, a few letters of what it means, or L and minutes."


class MarkEntry(QLineEdit):
    """One line over one cell. What is meant is taken with Enter, Space, Tab or a click on the list.

    taken(choice, is_next): is_next where the keyboard should go on to the next pupil.
    """

    taken = Signal(object, bool)

    def __init__(self, grid: Grid, page: QWidget) -> None:
        super().__init__(grid.viewport())
        self._grid = grid
        self._search: Search = lambda _text: ()
        self._found: tuple[Choice, ...] = ()
        self.list = ChoiceList(page)
        self.list.chosen.connect(lambda choice: self._take(choice, is_next=True))
        self.textChanged.connect(self._on_text)
        for bar in (grid.verticalScrollBar(), grid.horizontalScrollBar()):
            bar.valueChanged.connect(self.place)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return not self.isHidden()

    def open(self, text: str, search: Search, spoken: str) -> None:
        """Begin over the current cell of the grid with what was typed already."""
        self._search = search
        self.setAccessibleName(f"Mark for {spoken}: a code, L and minutes, or what it means")
        self.setText(text)
        self._on_text(text)
        self.show()
        self.place()
        self.list.show()
        self.list.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_entry(self) -> None:
        """Put it away without a mark."""
        if self.is_open:
            had_focus = self.hasFocus()
            self.hide()
            self.list.hide()
            if had_focus:
                self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> None:
        """Follow the cell, after scrolling or a new size."""
        if not self.is_open:
            return
        rect = self._grid.current_rect()
        self.setGeometry(rect.adjusted(0, 0, max(0, theme.px(96) - rect.width()), 0))
        self.list.place(self._grid.viewport(), rect)

    def event(self, event: QEvent) -> bool:
        """Tab is a key of ours: it takes what is typed in full and leaves the grid."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab:
                self._leave()
                self._grid.focusNextChild()
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self._leave()
                self._grid.focusPreviousChild()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the best, Space what is typed in full, Up and Down choose, Esc drops it."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(self.list.choice(), is_next=True)
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Backspace and not self.text()):
            self.close_entry()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.list.step(-1 if key == Qt.Key.Key_Up else 1)
            self._describe()
        elif key == Qt.Key.Key_Space and exact(self._found, self.text()) is not None:
            self._take(exact(self._found, self.text()), is_next=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Whoever goes elsewhere by mouse keeps what was typed in full; a lock or a menu changes nothing."""
        super().focusOutEvent(event)
        if event.reason() in _LEAVING and self.isVisible():
            self._leave()

    def _leave(self) -> None:
        found = exact(self._found, self.text())
        if found is None:
            self.close_entry()
        else:
            self._take(found, is_next=False)

    def _take(self, choice: Choice | None, *, is_next: bool) -> None:
        if choice is not None:
            self.close_entry()
            self.taken.emit(choice, is_next)

    def _on_text(self, text: str) -> None:
        self._found = self._search(text)
        self.list.show_choices(self._found, exact(self._found, text))
        self._describe()
        self.place()

    def _describe(self) -> None:
        choice = self.list.choice()
        words = f"{choice.keys}, {choice.words}" if choice else _NOTHING_FITS
        self.setAccessibleDescription(words)


class ChoiceList(QListWidget):
    """What fits, best first; the keyboard stays in the line above it."""

    chosen = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("What fits")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_ChoiceDelegate(self))
        self.itemClicked.connect(self._on_clicked)
        self.hide()

    def show_choices(self, found: tuple[Choice, ...], best: Choice | None) -> None:
        """Show other choices, the best one chosen."""
        self.clear()
        for choice in found:
            item = QListWidgetItem(f"{choice.keys} {choice.words}", self)
            item.setData(_CHOICE, choice)
            item.setToolTip(choice.description)
        if not found:
            item = QListWidgetItem(_NOTHING_FITS, self)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            self.setCurrentRow(found.index(best) if best in found else 0)

    def choice(self) -> Choice | None:
        """What would be taken."""
        item = self.currentItem()
        data = item.data(_CHOICE) if item is not None else None
        return data if isinstance(data, Choice) else None

    def choices(self) -> list[Choice]:
        """Everything that is offered, in order."""
        return [self.item(row).data(_CHOICE) for row in range(self.count()) if self.item(row).data(_CHOICE)]

    def step(self, by: int) -> None:
        """Choose the next or the one before."""
        self.setCurrentRow(min(max(self.currentRow() + by, 0), self.count() - 1))

    def place(self, viewport: QWidget, cell: QRect) -> None:
        """Below the cell, or above it where there is no room."""
        page = self._page
        width = min(theme.px(460), page.width())
        below = viewport.mapTo(page, QPoint(cell.left(), cell.bottom() + 2))
        above = viewport.mapTo(page, cell.topLeft()).y() - 2
        left = max(0, min(below.x(), page.width() - width - 4))
        wanted, room = self._height(self.count()), page.height() - below.y()
        if wanted <= room or room >= above:
            self.setGeometry(left, below.y(), width, min(wanted, self._height_in(room)))
        else:
            height = min(wanted, self._height_in(above))
            self.setGeometry(left, above - height, width, height)

    @staticmethod
    def _height(rows: int) -> int:
        return theme.px(ROW_HEIGHT) * max(1, min(rows, MOST_ROWS)) + 4

    def _height_in(self, room: int) -> int:
        """As many whole rows as there is room for."""
        return self._height((room - 4) // theme.px(ROW_HEIGHT))

    def _on_clicked(self, item: QListWidgetItem) -> None:
        data = item.data(_CHOICE)
        if isinstance(data, Choice):
            self.chosen.emit(data)


class _ChoiceDelegate(QStyledItemDelegate):
    """Keys bold, words, and the official description where there is one."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """High enough for a finger."""
        del option, index
        return QSize(theme.px(200), theme.px(ROW_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One choice."""
        choice = index.data(_CHOICE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.color("soft" if chosen else "card"))
        inner = rect.adjusted(theme.px(10), 0, -theme.px(8), 0)
        if isinstance(choice, Choice):
            _paint_choice(painter, inner, choice)
        else:
            painter.setPen(theme.color("quiet"))
            painter.setFont(theme.font(9.5))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inner, int(flags), _NOTHING_FITS)
        painter.restore()


def _paint_choice(painter: QPainter, inner: QRect, choice: Choice) -> None:
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.setPen(theme.color("ink"))
    painter.setFont(theme.font(bold=True))
    painter.drawText(inner, align, choice.keys)
    left = max(painter.fontMetrics().horizontalAdvance(choice.keys) + theme.px(8), theme.px(34))
    words = inner.adjusted(left, 0, 0, 0)
    painter.setFont(theme.font())
    if choice.description:
        words.setHeight(inner.height() // 2 + theme.px(1))
    metrics = painter.fontMetrics()
    painter.drawText(
        words, align, metrics.elidedText(choice.words, Qt.TextElideMode.ElideRight, words.width())
    )
    if choice.description:
        painter.setFont(theme.font(8.5))
        painter.setPen(theme.color("quiet"))
        below = QRect(
            words.left(), words.bottom() - theme.px(2), words.width(), inner.bottom() - words.bottom()
        )
        small = painter.fontMetrics()
        painter.drawText(
            below, align, small.elidedText(choice.description, Qt.TextElideMode.ElideRight, below.width())
        )
