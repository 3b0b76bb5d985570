"""Long work shows what it is doing, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import button


class Busy(QWidget):
    """One strip: words, a bar, Cancel; the bar moves by itself while the whole is not known."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self.words = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.cancel: QPushButton = button("Cancel", self, role="link")
        self.cancel.clicked.connect(self._on_cancel)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.words)
        self._row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.cancel)
        self._size()
        theme.signals().changed.connect(self._size)

    def begin(self, title: str, *, can_cancel: bool = True) -> None:
        """Say what begins; how far it is comes with `tell`."""
        self._title = title
        self.bar.setRange(0, 0)
        self._say(title)
        self.cancel.setVisible(can_cancel)
        self.cancel.setEnabled(True)
        self.cancel.setText("Cancel")
        self.cancel.setAccessibleName(f"Cancel: {title}")

    def tell(self, done: int, total: int, words: str = "") -> None:
        """Say how far it is; a `total` of 0 means that nobody knows."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        counted = words or (f"{done} of {total}" if total > 0 else "")
        self._say(f"{self._title}: {counted}" if counted else self._title)

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText("Stopping")
        self.cancelled.emit()

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.bar.setAccessibleName(words)

    def _size(self) -> None:
        self._row.setSpacing(theme.px(10))
        self.bar.setMinimumWidth(theme.px(140))
