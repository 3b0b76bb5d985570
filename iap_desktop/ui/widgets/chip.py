"""A chip is a short flag; its kind is a sign before the word as well as a colour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from iap_desktop.ui import theme

PLAIN, GOOD, NOTICE, CARE, ACCENT = "plain", "good", "notice", "care", "accent"
GLYPHS = {PLAIN: "○", GOOD: "✓", NOTICE: "◇", CARE: "▲", ACCENT: "●"}


class Chip(QLabel):
    """One flag, as wide as its words."""

    def __init__(self, text: str, kind: str = PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "chip")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_chip(text, kind)

    def set_chip(self, text: str, kind: str = PLAIN) -> None:
        """Show another flag."""
        self.setText(f"{GLYPHS[kind]} {text}")
        self.setAccessibleName(text)
        theme.mark(self, "kind", kind)
