"""The keys of a page in one line at its foot, so that nobody needs a manual for them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from iap_desktop.ui.widgets.flow import FlowLayout


class KeyHints(QWidget):
    """Pairs of keys and words: the keys are bold, a narrow window breaks the line between pairs."""

    def __init__(self, hints: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=18)
        for keys, words in hints:
            label = QLabel(f"<b>{escape(keys)}</b> {escape(words)}", self)
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setProperty("role", "help")
            flow.addWidget(label)
