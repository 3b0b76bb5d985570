"""Buttons that show an icon: it follows the theme, and the words are always there for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.icons import icon


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

    def _dress(self) -> None:
        self.setIcon(icon(self._name))
        self.setIconSize(QSize(theme.px(18), theme.px(18)))


def button(words: str, parent: QWidget | None = None, *, role: str = "") -> QPushButton:
    """A push button with words; `role` is "primary", "danger", "link" or nothing."""
    made = QPushButton(words, parent)
    made.setProperty("role", role)
    made.setAccessibleName(words.replace("&", ""))
    made.setAutoDefault(False)
    return made
