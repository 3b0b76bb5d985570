"""Small parts of a pupil's page that are filled again and again without being made anew."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.card import Card


def words(role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label that wraps and whose text can be selected by mouse."""
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label


def show(label: QLabel, text: str) -> None:
    """Show a text, or nothing at all; a label that says it already is left alone."""
    if label.text() == text and label.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
        return
    label.setText(text)
    label.setVisible(bool(text))


class ActCard(Card):
    """A card whose heading has its acts at the right."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(heading)
        self.heading = QLabel(heading, self)
        self.heading.setProperty("role", "heading")
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(4))
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        self.add_layout(self._head)

    def add_act(self, text: str, name: str) -> QPushButton:
        """An act in few words, with a spoken name that says all."""
        made = button(text, self, role="link")
        made.setAccessibleName(name)
        made.setMinimumHeight(theme.px(32))
        self._head.addWidget(made)
        return made

    def add_to_head(self, widget: QWidget) -> None:
        """Put something else at the right of the heading."""
        self._head.addWidget(widget)


class Pairs(QWidget):
    """Lines of a title and its words, side by side."""

    def __init__(self, parent: QWidget | None = None, *, title_width: int = 150) -> None:
        super().__init__(parent)
        self._title_width = title_width
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._size()
        theme.signals().changed.connect(self._size)

    def set_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show these lines."""
        given = list(pairs)
        while len(self._labels) < len(given):
            self._add_line()
        for number, (title, text) in enumerate(self._labels):
            has = number < len(given)
            show(title, given[number][0] if has else "")
            show(text, given[number][1] if has else "")
        self.setVisible(bool(given))

    def _add_line(self) -> None:
        title, text = words("quiet", self), words("", self)
        row = len(self._labels)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(title, row, 0, top)
        self._grid.addWidget(text, row, 1, top)
        self._labels.append((title, text))

    def _size(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(5))
        self._grid.setColumnMinimumWidth(0, theme.px(self._title_width))


class Paragraphs(QWidget):
    """Texts one under the other, each under a small heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))

    def set_paragraphs(self, given: Iterable[tuple[str, str]]) -> None:
        """Show these texts under their headings."""
        texts = list(given)
        while len(self._labels) < len(texts):
            heading, text = words("help", self), words("", self)
            self._column.addWidget(heading)
            self._column.addWidget(text)
            self._labels.append((heading, text))
        for number, (heading, text) in enumerate(self._labels):
            has = number < len(texts)
            show(heading, texts[number][0] if has else "")
            show(text, texts[number][1] if has else "")
        self.setVisible(bool(texts))
