"""What the pages of the front door are made of: a calm column, plain labels, a line for a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.ui import icons, theme
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.inputs import TextInput

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FrontPage(QScrollArea):
    """One column in the middle of the window; it scrolls where text is large and the screen small."""

    def __init__(self, name: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._width = width
        self._holder = QWidget()
        self.body = _Body(self._fit)
        self.column = QVBoxLayout(self.body)
        self._outer = QVBoxLayout(self._holder)
        self._outer.addStretch(2)
        self._outer.addWidget(self.body, 0, Qt.AlignmentFlag.AlignHCenter)
        self._outer.addStretch(3)
        self.setWidget(self._holder)
        self.size_parts()
        theme.signals().changed.connect(self.size_parts)

    def size_parts(self) -> None:
        """Sizes follow the text size."""
        self._fit()
        margin = theme.px(16)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(theme.px(12))

    def hang_at_top(self, *, is_filling: bool = False) -> None:
        """Begin at the top left, as long pages do; a page that fills takes all the height."""
        self._outer.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._outer.setAlignment(self.body, Qt.AlignmentFlag.AlignLeft)
        self._outer.setStretch(0, 0)
        self._outer.setStretch(1, 1 if is_filling else 0)
        self._outer.setStretch(2, 0 if is_filling else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The column is as wide as it wants to be where there is room."""
        super().resizeEvent(event)
        self._fit()

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()

    def _fit(self) -> None:
        room = max(self.viewport().width() - theme.px(32), theme.px(240))
        width = min(theme.px(self._width), room)
        self.body.setFixedWidth(width)
        self.body.setMinimumHeight(max(self.column.heightForWidth(width), 0))


class _Body(QWidget):
    """Says when its layout changed: the height that wrapped words need is not known before the width."""

    def __init__(self, on_layout: Callable[[], None]) -> None:
        super().__init__()
        self._on_layout = on_layout

    def event(self, event: QEvent) -> bool:
        """Let the page give it its height."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._on_layout()
        return done


class BigChoice(QPushButton):
    """A large button with an icon, what it does, and one line more."""

    def __init__(self, icon: str, title: str, words: str, key: str = "") -> None:
        super().__init__()
        self._icon_name = icon
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._picture = QLabel()
        self._title = said(title, "heading")
        self._words = said(words, "quiet")
        self._key = said(key, "quiet")
        for label in (self._picture, self._title, self._words, self._key):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._lines = QVBoxLayout()
        self._lines.addWidget(self._title)
        self._lines.addWidget(self._words)
        self._lines.addStretch(1)
        self._row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._lines, 1)
        self._key.setWordWrap(False)
        self._row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        self.size_parts()
        theme.signals().changed.connect(self.size_parts)

    def size_parts(self) -> None:
        """Sizes and the icon's colour follow the theme."""
        self._picture.setPixmap(icons.pixmap(self._icon_name, theme.tokens().accent, theme.px(32)))
        margin = theme.px(18)
        self._row.setContentsMargins(margin, margin, margin, margin)
        self._row.setSpacing(theme.px(14))
        self._lines.setSpacing(theme.px(4))
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """As high as its words need."""
        return max(self._row.heightForWidth(width), theme.px(88))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for two beside each other."""
        width = theme.px(360)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow windows wrap the words."""
        return QSize(theme.px(200), theme.px(88))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter chooses, as Space does."""
        if event.key() in ENTER:
            self.click()
        elif event.key() in _ARROWS:
            event.ignore()  # the page moves between its choices
        else:
            super().keyPressEvent(event)


class PathLine(QWidget):
    """A place on the disk: typed, or chosen with the button beside it."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, label: str, choose: Callable[[Path | None], Path | None], words: str) -> None:
        super().__init__()
        self._choose = choose
        self._label = said(label, "label")
        self.line = TextInput()
        self.line.setAccessibleName(label)
        self._label.setBuddy(self.line)
        self.button = button(words)
        self.button.setAccessibleName(f"{words.removesuffix('…')}: {label}")
        self.problem = said("", "error")
        self.problem.hide()
        self.line.edited.connect(self._on_edited)
        self.line.submitted.connect(self.submitted)
        self.button.clicked.connect(self.on_choose)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self._label)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.setFocusProxy(self.line)

    def path(self) -> Path | None:
        """What is typed, None for nothing."""
        text = self.line.text().strip().strip('"')
        return Path(text).expanduser() if text else None

    def set_path(self, path: Path | None) -> None:
        """Show a place."""
        self.line.set_value(None if path is None else str(path))
        self.line.setToolTip("" if path is None else str(path))

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with the place, or take it away."""
        self.problem.setText(f"▲ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)
        theme.mark(self.line, "problem", bool(sentence))

    def on_choose(self) -> None:
        """Ask for a place; one that was called off changes nothing."""
        found = self._choose(self.path())
        if found is not None:
            self.set_path(found)
            self._on_edited()

    def _on_edited(self) -> None:
        self.show_problem("")
        self.edited.emit()


def said(words: str, role: str = "") -> QLabel:
    """Words on a page, which wrap."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


class Picture(QLabel):
    """An icon in the accent's colour that follows the theme."""

    def __init__(self, name: str, side: int = 40) -> None:
        super().__init__()
        self._name, self._side = name, side
        self._dress()
        theme.signals().changed.connect(self._dress)

    def _dress(self) -> None:
        self.setPixmap(icons.pixmap(self._name, theme.tokens().accent, theme.px(self._side)))


def row_of(*buttons: QWidget, is_right: bool = False) -> QHBoxLayout:
    """Buttons in a row, to the left or to the right."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    if is_right:
        row.addStretch(1)
    for one in buttons:
        one.setMinimumHeight(theme.px(40))
        row.addWidget(one)
    if not is_right:
        row.addStretch(1)
    return row
