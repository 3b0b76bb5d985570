"""F1: the guide beside the window, at the page that fits. Its pages are Markdown files that ship with us.

It shows nothing but those files and their pictures: no other file, no web page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from iap_desktop.domain.name_search import is_found, typed_words, words_to_find
from iap_desktop.system.resources import read_text, resource
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import IconButton
from iap_desktop.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from iap_desktop.ui.window import Window

FIRST = "quick-start"
NAMES = (
    FIRST,
    "today",
    "register",
    "pupils",
    "import",
    "weekly",
    "settings",
    "people",
    "backups",
    "lock",
    "trouble",
    "command-line",
)
_GEOMETRY = "guide geometry"
_PICTURE = re.compile(r"^!\[[^\]]*\]\((pictures/[\w-]+\.png)\)\s*$", re.MULTILINE)
_SIGNS = re.compile(r"[*`|#>\[\]()_-]+")
_PICTURE_SIGN = "\N{OBJECT REPLACEMENT CHARACTER}"
_NAME = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the guide, with the words under which it is found."""

    name: str
    title: str
    text: str
    words: tuple[str, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The pages in the order of the contents."""
    return tuple(map(_chapter, NAMES))


class Book(QTextBrowser):
    """Shows pages of the guide by name. Links lead to other pages and nowhere else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenExternalLinks(False)
        self.setAccessibleName("Guide")
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(120)
        self._again.timeout.connect(self.paint_again)

    @property
    def name(self) -> str:
        """The page in view."""
        return _name_of(self.source())

    def go_to(self, name: str) -> None:
        """Show a page."""
        self.setSource(QUrl(f"{name}.md"))

    def doSetSource(  # noqa: N802 - Qt's name
        self,
        name: QUrl | str,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,  # noqa: A002, ARG002
    ) -> None:
        """Follow a link to a page of ours; every other link leads nowhere."""
        wanted = QUrl(name)
        if not wanted.scheme() and _name_of(wanted) in NAMES:
            super().doSetSource(wanted, QTextDocument.ResourceType.MarkdownResource)
            self._space_out()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ANN401, N802 - Qt's
        """Give a page or a picture of ours, and of nothing else."""
        if kind == int(QTextDocument.ResourceType.MarkdownResource.value):
            return QByteArray(_shown_text(_chapter_of(_name_of(QUrl(name))).text).encode())
        if kind == int(QTextDocument.ResourceType.ImageResource.value):
            return self._picture(QUrl(name).path())
        return None

    def paint_again(self) -> None:
        """Fit the pictures and the text to a new size."""
        place = self.verticalScrollBar().value()
        self.reload()
        self._space_out()
        self.verticalScrollBar().setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Pictures follow the width, once it stays as it is."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and "pictures/" in _chapter_of(self.name).text:
            self._again.start()

    def _picture(self, path: str) -> QImage:
        picture = QImage(str(resource("guide", *path.split("/"))))
        ratio = self.devicePixelRatioF()
        width = min(picture.width(), round((self.viewport().width() - theme.px(48)) * ratio))
        scaled = picture.scaledToWidth(max(width, 100), Qt.TransformationMode.SmoothTransformation)
        painter = QPainter(scaled)
        painter.setPen(theme.color("control"))
        painter.drawRect(scaled.rect().adjusted(0, 0, -1, -1))
        painter.end()
        scaled.setDevicePixelRatio(ratio)
        return scaled

    def _space_out(self) -> None:
        """Room between lines and paragraphs, so that it reads like a page of a book."""
        document = self.document()
        document.setDocumentMargin(theme.px(16))
        block = document.begin()
        while block.isValid():
            form = QTextBlockFormat(block.blockFormat())
            if _PICTURE_SIGN not in block.text():
                form.setLineHeight(130, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
            if block.textList() is None:
                form.setTopMargin(theme.px(14 if form.headingLevel() > 1 else 4))
            form.setBottomMargin(theme.px(4))
            QTextCursor(block).setBlockFormat(form)
            block = block.next()


class GuideWindow(QWidget):
    """Contents and search at the left, the page at the right; the window stays usable beside it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setWindowTitle("Guide")
        self.setProperty("role", "page")
        self.book = Book(self)
        self.search = SearchBox("Search the guide")
        self.contents = QListWidget()
        self._none = QLabel("No page has these words.")
        self._dress()
        self._lay_out()
        self._connect()
        self.resize(QSize(theme.px(880), theme.px(620)).boundedTo(window.size()))
        self.move(window.mapToGlobal(QPoint(window.width() - self.width(), theme.px(32))))
        self.show_contents("")

    @staticmethod
    def show_beside(window: Window, page: str = FIRST) -> GuideWindow:
        """Show the guide of a window at a page; there is one for each window."""
        found = window.findChild(GuideWindow)
        guide = found if isinstance(found, GuideWindow) else GuideWindow(window)
        if found is None and window.desk is not None:
            kept = window.desk.preference(_GEOMETRY)
            if isinstance(kept, str):
                guide.restoreGeometry(QByteArray.fromHex(kept.encode("ascii")))
        guide.search.clear()
        guide.book.go_to(next((name for name in NAMES if page.startswith(name)), FIRST))
        guide.show()
        guide.raise_()
        guide.activateWindow()
        guide.book.setFocus()
        return guide

    def show_contents(self, text: str) -> None:
        """List the pages that have all the typed words, and show where they stand in the one in view."""
        typed = typed_words(text)
        found = [chapter for chapter in chapters() if is_found(typed, chapter.words)]
        self.contents.blockSignals(True)  # noqa: FBT003 - Qt's
        self.contents.clear()
        for chapter in found:
            item = QListWidgetItem(chapter.title)
            item.setData(_NAME, chapter.name)
            self.contents.addItem(item)
        self.contents.blockSignals(False)  # noqa: FBT003 - Qt's
        self._none.setVisible(not found)
        if typed and found and self.book.name not in {chapter.name for chapter in found}:
            self.book.go_to(found[0].name)
        self._show_place(self.book.name)
        if typed:
            self.book.moveCursor(QTextCursor.MoveOperation.Start)
            self.book.find(text.split(maxsplit=1)[0])

    def open_first(self) -> None:
        """Enter in the search line goes on to the text."""
        self.book.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember size and place for who is signed in."""
        desk = getattr(self.parentWidget(), "desk", None)
        if desk is not None:
            desk.remember(_GEOMETRY, bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes it, once there is nothing to clear in the search box."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _on_chosen(self, row: int) -> None:
        item = self.contents.item(row)
        if item is not None and item.data(_NAME) != self.book.name:
            self.book.go_to(item.data(_NAME))

    def _show_place(self, name: str) -> None:
        """Mark the page in view in the contents."""
        self.setWindowTitle(f"Guide: {_chapter_of(name).title}")
        self.contents.blockSignals(True)  # noqa: FBT003 - Qt's
        self.contents.setCurrentRow(-1)
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            if item is not None and item.data(_NAME) == name:
                self.contents.setCurrentRow(row)
        self.contents.blockSignals(False)  # noqa: FBT003 - Qt's

    def _dress(self) -> None:
        self.contents.setAccessibleName("Contents")
        self.contents.setWordWrap(True)
        self._none.setProperty("role", "quiet")
        self._none.setWordWrap(True)
        self.back = IconButton("left", "Back", self)
        self.forward = IconButton("right", "Forward", self)
        for able in (self.back, self.forward):
            able.setEnabled(False)

    def _connect(self) -> None:
        self.search.left_downwards.connect(self.contents.setFocus)
        self.search.textChanged.connect(self.show_contents)
        self.search.returnPressed.connect(self.open_first)
        self.contents.currentRowChanged.connect(self._on_chosen)
        self.book.sourceChanged.connect(lambda url: self._show_place(_name_of(url)))
        self.back.clicked.connect(self.book.backward)
        self.forward.clicked.connect(self.book.forward)
        self.book.backwardAvailable.connect(self.back.setEnabled)
        self.book.forwardAvailable.connect(self.forward.setEnabled)
        for keys, act in (
            ("F1", self.close),
            ("Ctrl+F", self.search.setFocus),
            ("Alt+Left", self.book.backward),
            ("Alt+Right", self.book.forward),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        theme.signals().changed.connect(self._on_themed)

    def _on_themed(self) -> None:
        self.left.setMinimumWidth(theme.px(190))
        if self.book.name:
            QTimer.singleShot(0, self.book, self.book.paint_again)

    def _lay_out(self) -> None:
        self.left = QWidget()
        self.left.setMinimumWidth(theme.px(190))
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.forward)
        buttons.addStretch(1)
        column.addLayout(buttons)
        for part in (self.search, self.contents, self._none):
            column.addWidget(part)
        split = QSplitter()
        split.addWidget(self.left)
        split.addWidget(self.book)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        row = QHBoxLayout(self)
        row.addWidget(split)


def _chapter(name: str) -> Chapter:
    text = read_text("guide", f"{name}.md")
    title = text.splitlines()[0].lstrip("# ").strip()
    plain = _SIGNS.sub(" ", text)
    return Chapter(name, title, text, words_to_find(re.sub(r"[^\w'\u2019]+", " ", plain)))


def _chapter_of(name: str) -> Chapter:
    known = {chapter.name: chapter for chapter in chapters()}
    return known.get(name) or known[FIRST]


def _name_of(url: QUrl) -> str:
    return url.fileName().removesuffix(".md")


def _shown_text(text: str) -> str:
    """The text without the pictures that are not there."""
    return _PICTURE.sub(lambda found: found[0] if _is_there(found[1]) else "", text)


def _is_there(path: str) -> bool:
    try:
        resource("guide", *path.split("/"))
    except FileNotFoundError:
        return False
    return True
