"""The preview: a PDF's real pages, so that what is seen is what prints.

Only the pages in sight are drawn; paper stays white in the dark.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import IconButton
from iap_desktop.ui.widgets.pdf_pages import PdfPages


class PdfView(QWidget):
    """Pages below a strip: page before, "Page 3 of 12", page after, smaller, larger, fit to the width."""

    page_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = PdfPages(self)
        self.label = QLabel(self)
        self.zoom_label = QLabel(self)
        self.before = IconButton("left", "Page before", self)
        self.after = IconButton("right", "Page after", self)
        self.smaller = _word_button("\N{MINUS SIGN}", "Smaller", "Ctrl+\N{MINUS SIGN}", self)
        self.larger = _word_button("+", "Larger", "Ctrl++", self)
        self.fit = _word_button("Fit", "Fit the width", "Ctrl+0", self)
        self._lay_out()
        self.before.clicked.connect(lambda: self.go_to_page(self.page() - 1))
        self.after.clicked.connect(lambda: self.go_to_page(self.page() + 1))
        self.smaller.clicked.connect(lambda: self.pages.zoom(-1))
        self.larger.clicked.connect(lambda: self.pages.zoom(1))
        self.fit.clicked.connect(self.pages.fit_width)
        self.pages.page_changed.connect(self._on_page_changed)
        self.pages.zoomed.connect(self._say_zoom)
        self.setFocusProxy(self.pages)
        self._say_page()

    def set_pdf(self, pdf: bytes) -> None:
        """Show another document from its first page; empty bytes show nothing."""
        self.pages.set_pdf(pdf)
        self._say_page()

    def pdf(self) -> bytes:
        """The document shown."""
        return self.pages.pdf()

    def stops(self) -> tuple[QWidget, ...]:
        """What the keyboard comes to, in order."""
        return (self.before, self.after, self.smaller, self.larger, self.fit, self.pages)

    def page(self) -> int:
        """The page in sight, the first being 1; 0 where there is none."""
        return self.pages.page()

    def page_count(self) -> int:
        """How many pages there are."""
        return self.pages.page_count()

    def go_to_page(self, number: int) -> None:
        """Scroll to the top of a page, the first being 1."""
        self.pages.go_to_page(number)

    def _on_page_changed(self, number: int) -> None:
        self._say_page()
        self.page_changed.emit(number)

    def _say_page(self) -> None:
        page, count = self.page(), self.page_count()
        words = f"Page {page} of {count}" if count else "No pages"
        self.label.setText(words)
        self.pages.setAccessibleName(f"Preview, {words[0].lower()}{words[1:]}")
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < count)
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(count > 0)
        self._say_zoom()

    def _say_zoom(self) -> None:
        self.zoom_label.setText(f"{round(self.pages.scale() * 100)} %" if self.page_count() else "")

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setSpacing(theme.px(6))
        turning: list[QWidget] = [self.before, self.label, self.after]
        zooming: list[QWidget] = [self.smaller, self.zoom_label, self.larger, self.fit]
        for widget in turning:
            strip.addWidget(widget)
        strip.addStretch(1)
        for widget in zooming:
            strip.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(strip)
        column.addWidget(self.pages, 1)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._size()
        theme.signals().changed.connect(self._size)

    def _size(self) -> None:
        self.label.setMinimumWidth(theme.px(110))
        self.zoom_label.setMinimumWidth(theme.px(56))


def _word_button(text: str, words: str, keys: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(words)
    button.setToolTip(f"{words} ({keys})")
    return button
