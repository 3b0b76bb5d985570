"""One box to find something in the list below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.icons import pixmap


class SearchBox(QLineEdit):
    """Tells every change at once; Esc clears it, and Down asks to go on in the list."""

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, words: str = "Search", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self.searched)
        self._dress()
        theme.signals().changed.connect(self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc clears what is there; on an empty box it is left to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The lens stands before the words."""
        super().paintEvent(event)
        side = theme.px(16)
        lens = pixmap("search", theme.tokens().quiet, side, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(theme.px(10), (self.height() - side) // 2, lens)
        painter.end()

    def _dress(self) -> None:
        self.setTextMargins(theme.px(22), 0, 0, 0)
        self.setMinimumWidth(theme.px(220))
