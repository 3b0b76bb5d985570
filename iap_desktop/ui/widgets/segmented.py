"""A few views of one page side by side, of which one is on: day, week, term."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from iap_desktop.ui import theme


class _Segment(QToolButton):
    """One of the buttons. Qt moves the stop of Tab to whichever has the keyboard; we move it back."""

    came = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The keyboard has come."""
        super().focusInEvent(event)
        self.came.emit()


class Segmented(QWidget):
    """Buttons of which exactly one is on; Tab reaches that one, arrow keys choose another."""

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str]],
        parent: QWidget | None = None,
        *,
        accessible_name: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._values = [value for value, _words in options]
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (_value, words) in enumerate(options):
            button = self._button(words, _place(number, len(options)))
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._show_stop()
        self._group.idToggled.connect(self._on_toggled)
        self._size()
        theme.signals().changed.connect(self._size)

    def value(self) -> object:
        """What is on."""
        return self._values[self._group.checkedId()]

    def set_value(self, value: object) -> None:
        """Put another one on, without telling."""
        with QSignalBlocker(self._group):
            self._group.button(self._values.index(value)).setChecked(True)
        self._show_stop()

    def buttons(self) -> list[QAbstractButton]:
        """The buttons from left to right."""
        return self._group.buttons()

    def _button(self, words: str, place: str) -> _Segment:
        button = _Segment(self)
        button.setText(words.replace("&", "&&"))
        button.setAccessibleName(words)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setProperty("role", "segment")
        button.setProperty("place", place)
        button.came.connect(self._show_stop)
        return button

    def _on_toggled(self, number: int, is_on: bool) -> None:  # noqa: FBT001
        if is_on:
            self._show_stop()
            self.chosen.emit(self._values[number])

    def _show_stop(self) -> None:
        """Tab comes to the one that is on."""
        for button in self._group.buttons():
            is_stop = button.isChecked()
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def _size(self) -> None:
        bold = QFontMetrics(theme.font(bold=True))  # the one that is on is bold: the row must not jump
        for button in self._group.buttons():
            button.setMinimumHeight(theme.px(36))
            button.setMinimumWidth(bold.horizontalAdvance(button.text()) + theme.px(32))


def _place(number: int, count: int) -> str:
    if number == 0:
        return "first"
    return "last" if number == count - 1 else "middle"
