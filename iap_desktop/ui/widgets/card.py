"""A card groups what belongs together: a hairline, round corners, an optional heading, no shadow."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QLayout, QVBoxLayout, QWidget

from iap_desktop.ui import theme


class Card(QFrame):
    """Add widgets and layouts to it from top to bottom; a heading comes first."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._heading = QLabel(self)
        self._heading.setProperty("role", "heading")
        self._heading.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.addWidget(self._heading)
        self.set_heading(heading)
        self._size()
        theme.signals().changed.connect(self._size)

    def set_heading(self, words: str) -> None:
        """Show another heading, none for no words."""
        self._heading.setText(words)
        self._heading.setVisible(bool(words))
        self.setAccessibleName(words)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the end."""
        self.column.addWidget(widget, stretch)

    def add_layout(self, layout: QLayout, stretch: int = 0) -> None:
        """Put a layout at the end."""
        self.column.addLayout(layout, stretch)

    def clear(self) -> None:
        """Take everything out but the heading."""
        while self.column.count() > 1:
            _discard(self.column, 1)

    def _size(self) -> None:
        self.column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        self.column.setSpacing(theme.px(8))


def _discard(column: QLayout, place: int) -> None:
    taken = column.takeAt(place)
    widget, inner = (taken.widget(), taken.layout()) if taken is not None else (None, None)
    if widget is not None:
        widget.hide()
        widget.deleteLater()
    if inner is not None:
        while inner.count():
            _discard(inner, 0)
        inner.deleteLater()
