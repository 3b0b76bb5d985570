"""Buttons that show an icon: it follows the theme, and the words are always there for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.icons import icon

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class PushButton(QPushButton):
    """A button that Enter presses too, as in every window that staff know; Qt's own hears Space only."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press with Enter."""
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class IconButton(QToolButton):
    """A square button with an icon; its words are its tool tip and its accessible name."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None, *, role: str = "icon") -> None:
        super().__init__(parent)
        self._name = name
        self.setProperty("role", role)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._dress()
        theme.signals().changed.connect(self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press with Enter."""
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self.setIcon(icon(self._name))
        self.setIconSize(QSize(theme.px(18), theme.px(18)))


def button(words: str, parent: QWidget | None = None, *, role: str = "") -> QPushButton:
    """A push button with words; `role` is "primary", "danger", "link" or nothing."""
    made = PushButton(words, parent)
    made.setProperty("role", role)
    made.setAccessibleName(words.replace("&", ""))
    made.setAutoDefault(False)
    return made
