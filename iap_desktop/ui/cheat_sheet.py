"""The keys of the page in view and those that work anywhere, on one sheet that "?" opens and Esc closes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.acts import Act
from iap_desktop.ui.page import KeyHelp, Page
from iap_desktop.ui.widgets.buttons import button


class CheatSheet(QDialog):
    """Two columns: this page, anywhere."""

    def __init__(self, page: Page, acts: Iterable[Act], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page_keys = page_keys(page)
        known = tuple(acts)
        self.window_keys = tuple(KeyHelp(act.keys, act.text) for act in known if act.keys)
        self._guide = next((act.act for act in known if act.keys == "F1"), None)
        columns = ((page.title, self.page_keys), ("Anywhere", self.window_keys))
        self._close = button("Close", self, role="primary")
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        self._inner = QWidget()
        self._area = self._scrolled(columns)
        self._lay_out()
        self.ensurePolished()
        self.resize(self.sizeHint())
        self._close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """The key that opened it closes it as well; F1 goes on to the guide; arrows and Page keys scroll."""
        if event.text() == "?":
            self.accept()
        elif event.key() == Qt.Key.Key_F1 and self._guide is not None:
            self.accept()
            self._guide()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self._scroll(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as the keys need, never larger than the window it belongs to."""
        inner = self._inner.sizeHint()
        wanted = QSize(max(inner.width() + theme.px(70), theme.px(640)), inner.height() + theme.px(110))
        parent = self.parentWidget()
        return wanted if parent is None else wanted.boundedTo(parent.window().size() - QSize(24, 24))

    def _scroll(self, key: Qt.Key) -> None:
        bar = self._area.verticalScrollBar()
        step = bar.pageStep() if key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp} else theme.px(40)
        bar.setValue(bar.value() + (step if key in {Qt.Key.Key_Down, Qt.Key.Key_PageDown} else -step))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.px(18)
        column.setContentsMargins(margin, margin, margin, theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(self._area, 1)
        row = QHBoxLayout()
        row.addWidget(_label("F1 opens the guide to this page.", "help"), 1)
        row.addWidget(self._close)
        column.addLayout(row)

    def _scrolled(self, columns: Iterable[tuple[str, tuple[KeyHelp, ...]]]) -> QScrollArea:
        row = QHBoxLayout(self._inner)
        row.setContentsMargins(0, 0, theme.px(8), 0)
        row.setSpacing(theme.px(36))
        for heading, keys in columns:
            row.addLayout(_column(heading, keys), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Keys")
        area.setWidget(self._inner)
        return area


def page_keys(page: Page) -> tuple[KeyHelp, ...]:
    """The page's own keys, its main act first."""
    primary = page.primary()
    first = (KeyHelp(primary.keys, primary.text),) if primary is not None and primary.keys else ()
    return (*first, *(known for known in page.key_help if known not in first))


def _column(heading: str, keys: tuple[KeyHelp, ...]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(8))
    column.addWidget(_label(heading, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(1, 1)
    for row, known in enumerate(keys):
        pressed = _label(f"<b>{escape(known.keys)}</b>")
        words = _label(known.words)
        words.setWordWrap(True)
        words.setAccessibleName(f"{known.keys}: {known.words}")
        grid.addWidget(pressed, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, row, 1)
    if not keys:
        column.addWidget(_label("No keys of its own.", "quiet"))
    column.addLayout(grid)
    column.addStretch(1)
    return column


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    return label
