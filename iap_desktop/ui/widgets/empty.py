"""An empty page says what belongs there and offers the one action that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import button


class EmptyState(QWidget):
    """A title, a few words and at most one button, in the middle of the space there is."""

    acted = Signal()

    def __init__(
        self, title: str, words: str, action_text: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = _words(title, "heading", self)
        self._words = _words(words, "quiet", self)
        self.action: QPushButton = button(action_text or "", self, role="primary")
        self.action.clicked.connect(self.acted)
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        for part in (self._title, self._words, self.action):
            self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(2)
        self.set_words(title, words, action_text)
        theme.signals().changed.connect(self._size)

    def set_words(self, title: str, words: str, action_text: str | None = None) -> None:
        """Say something else."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.action.setText(action_text or "")
        self.action.setAccessibleName(action_text or "")
        self.action.setVisible(bool(action_text))
        self.setAccessibleName(f"{title}. {words}" if words else title)
        self._size()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The words keep within what there is."""
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        self._column.setSpacing(theme.px(10))
        margin = theme.px(24)
        self._column.setContentsMargins(margin, margin, margin, margin)
        width = min(theme.px(460), max(self.width() - 2 * margin, theme.px(200)))
        for label in (self._title, self._words):
            label.setFixedWidth(width)
            label.ensurePolished()
            label.setMinimumHeight(max(0, label.heightForWidth(label.width())))
        self.action.setMinimumHeight(theme.px(40))


def _words(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
