"""All steps of the path at a glance: what is done, where one is, what is still to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.front.parts import said


class Overview(QWidget):
    """A list of steps beside the path; a sign and a word each, nothing to press."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._titles = titles
        self._column = QVBoxLayout(self)
        self._heading = said("New room", "heading")
        self._lines: list[QLabel] = [said("") for _ in titles]
        self._column.addWidget(self._heading)
        for line in self._lines:
            self._column.addWidget(line)
        self._column.addStretch(1)
        self.size_parts()
        theme.signals().changed.connect(self.size_parts)

    def size_parts(self) -> None:
        """Sizes follow the text size."""
        self.setFixedWidth(theme.px(200))
        self._column.setContentsMargins(theme.px(24), theme.px(24), theme.px(16), theme.px(24))
        self._column.setSpacing(theme.px(14))

    def show_step(self, number: int) -> None:
        """Mark the step in view and those before it."""
        for place, (line, title) in enumerate(zip(self._lines, self._titles, strict=True)):
            sign = "\u2713" if place < number else str(place + 1)
            line.setText(f"{sign}   {title}")
            theme.mark(line, "role", "heading" if place == number else "quiet")
