"""One box to find something in the list below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.icons import icon


class SearchBox(QLineEdit):
    """Tells every change at once; Esc clears it, and Down asks to go on in the list."""

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, words: str = "Search", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self._lens = QAction(self)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
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

    def _dress(self) -> None:
        self._lens.setIcon(icon("search", "quiet"))
        self.setMinimumWidth(theme.px(220))
