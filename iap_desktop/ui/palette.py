"""Ctrl+K: a pupil or an act by a few letters, from anywhere, without a hand on the mouse.

Acts used lately come first while nothing is typed. Which they were is remembered by the names of the acts;
which pupil was looked for is remembered nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from iap_desktop.domain.name_search import is_found, typed_words, words_to_find
from iap_desktop.services.find import find
from iap_desktop.ui import theme
from iap_desktop.ui.acts import Act
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.page import Primary
from iap_desktop.ui.widgets.announce import announce

RECENT = "recent acts"
MOST_RECENT = 5
ROWS_IN_VIEW, ROW_HEIGHT = 9, 40
PROMPT = "A pupil\u2019s name or form, or what you want to do"
NOTHING = "Nothing found. Pupils are found by first name, surname or form."
_SMALL_WORDS = frozenset({"a", "about", "an", "at", "go", "of", "or", "the", "this", "to"})
_Index = QModelIndex | QPersistentModelIndex
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}


class Kind(StrEnum):
    """What a line of the finder is."""

    PUPIL = "pupil"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is called, what stands beside it, its keys, and what Enter does."""

    kind: Kind
    name: str
    text: str
    act: Callable[[], None]
    beside: str = ""
    keys: str = ""

    @property
    def spoken(self) -> str:
        """The line for a screen reader."""
        return ", ".join(filter(None, (self.text, self.beside.replace(" \N{MIDDLE DOT} ", ", "), self.keys)))


class EntryList(QAbstractListModel):
    """The lines in view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def show(self, entries: Iterable[Entry]) -> None:
        """Put other lines in place."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """How many lines."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """The words of a line, and the line itself for the painter."""
        entry = self.entries[index.row()]
        given = {
            Qt.ItemDataRole.DisplayRole: entry.text,
            Qt.ItemDataRole.AccessibleTextRole: entry.spoken,
            Qt.ItemDataRole.UserRole: entry,
        }
        return given.get(Qt.ItemDataRole(role))


class EntryPainter(QStyledItemDelegate):
    """Name, what stands beside it in grey, and the keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802
        """High enough for a finger."""
        return QSize(theme.px(200), theme.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        box: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("soft"))
            painter.fillRect(QRect(box.topLeft(), QSize(theme.px(3), box.height())), theme.color("accent"))
        inner = box.adjusted(theme.px(14), 0, -theme.px(14), 0)
        inner.setRight(_words(painter, inner, entry.keys, "quiet", is_right=True) - theme.px(12))
        font = theme.font(bold=entry.kind is Kind.PUPIL)
        inner.setLeft(_words(painter, inner, entry.text, "ink", font=font) + theme.px(10))
        _words(painter, inner, entry.beside, "quiet")
        painter.restore()


class Palette(QDialog):
    """One line to type in and the list of what it finds.

    acts: those of the window. primary: the main act of the page in view, offered first.
    """

    def __init__(
        self,
        desk: Desk,
        acts: Sequence[Act],
        parent: QWidget | None = None,
        *,
        primary: Primary | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find")
        self.setAccessibleName("Find a pupil or an action")
        self._desk = desk
        self._acts = tuple(_act_entries(desk, acts, primary))
        self.line, self.list, self._nothing = QLineEdit(), QListView(), QLabel(NOTHING)
        self._model = EntryList(self)
        self._dress()
        self._lay_out()
        self.line.textChanged.connect(self.search)
        self.list.selectionModel().currentChanged.connect(self._on_line_chosen)
        self.list.clicked.connect(self._on_clicked)
        self.search("")

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is in view."""
        return self._model.entries

    def open(self) -> None:
        """Show it over the upper part of the window, with the keyboard in the line."""
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            top = min(theme.px(72), window.height() // 10)
            self._fit(window.height() - 2 * top)
            self.setFixedWidth(min(theme.px(640), window.width() - theme.px(48)))
            self.adjustSize()
            self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, top)))
        super().open()
        self.line.setFocus()

    def search(self, text: str) -> None:
        """Show what the typed letters find."""
        self._model.show(self._found(text))
        is_any = bool(self._model.entries)
        if is_any:
            self.list.setCurrentIndex(self._model.index(0))
        self.list.setVisible(is_any)
        self._nothing.setVisible(not is_any)

    def choose(self) -> None:
        """Close, then do what the chosen line says."""
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.entries):
            return
        entry = self.entries[row]
        if entry.kind is Kind.ACT:
            self._remember(entry)
        self.accept()
        entry.act()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move in the list while the keyboard stays in the line; Enter opens."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            last = len(self.entries) - 1
            wanted = min(max(self.list.currentIndex().row() + _STEPS[key], 0), last)
            self.list.setCurrentIndex(self._model.index(wanted))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.choose()
        else:
            super().keyPressEvent(event)

    def _fit(self, height: int) -> None:
        """As many lines in view as there is room for."""
        rows = min(max((height - theme.px(110)) // theme.px(ROW_HEIGHT), 3), ROWS_IN_VIEW)
        for part in (self.list, self._nothing):
            part.setFixedHeight(rows * theme.px(ROW_HEIGHT) + theme.px(4))

    def _found(self, text: str) -> list[Entry]:
        typed = typed_words(text)
        if not typed:
            return self._lately_first()
        telling = [word for word in typed if word not in _SMALL_WORDS]
        acts = [entry for entry in self._acts if telling and is_found(telling, _words_of(entry))]
        return [*self._pupils(text), *acts]

    def _pupils(self, text: str) -> list[Entry]:
        hits = find(self._desk.room, text, self._desk.today)
        return [
            Entry(Kind.PUPIL, str(hit.pupil_id), hit.name, self._opener(hit.pupil_id), hit.beside)
            for hit in hits
        ]

    def _opener(self, pupil_id: int) -> Callable[[], None]:
        return lambda: self._desk.go_to("pupils", pupil_id)

    def _lately_first(self) -> list[Entry]:
        lately = self._lately()
        first = [entry for name in lately for entry in self._acts if entry.name == name]
        return [*first, *(entry for entry in self._acts if entry not in first)]

    def _lately(self) -> list[str]:
        kept = self._desk.preference(RECENT, [])
        return [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []

    def _remember(self, entry: Entry) -> None:
        before = [name for name in self._lately() if name != entry.name]
        self._desk.remember(RECENT, [entry.name, *before][:MOST_RECENT])

    def _on_line_chosen(self, index: QModelIndex) -> None:
        """The keyboard stays in the line above, so a screen reader is told which line is chosen."""
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data()
        if spoken:
            announce(self.line, str(spoken))

    def _on_clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.choose()

    def _dress(self) -> None:
        self.line.setPlaceholderText(PROMPT)
        self.line.setAccessibleName("Find a pupil or an action")
        self.line.setAccessibleDescription(PROMPT)
        self.line.setMinimumHeight(theme.px(44))
        self.line.setFont(theme.font(13))
        self.list.setModel(self._model)
        self.list.setItemDelegate(EntryPainter(self.list))
        self.list.setAccessibleName("Found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing.setProperty("role", "quiet")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setMargin(theme.px(12))
        self._fit(theme.px(ROW_HEIGHT) * 20)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("role", "card")
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        margin = theme.px(10)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(8))
        foot = QLabel("\N{UPWARDS ARROW} \N{DOWNWARDS ARROW} choose    Enter opens    Esc closes")
        foot.setProperty("role", "help")
        for part in (self.line, self.list, self._nothing, foot):
            column.addWidget(part)


def _act_entries(desk: Desk, acts: Iterable[Act], primary: Primary | None) -> Iterable[Entry]:
    """The page's main act, then the window's; not the finder itself, nor what would be refused."""
    if primary is not None and primary.is_enabled:
        yield Entry(Kind.ACT, "primary", primary.text, primary.act, keys=primary.keys)
    hidden = {"find"} if desk.may_write else {"find", "undo", "redo"}
    steps = {"undo": desk.room.step_to_undo(), "redo": desk.room.step_to_redo()}
    for act in acts:
        step = steps.get(act.name)
        if act.name not in hidden and (act.name not in steps or step is not None):
            beside = step.label if step is not None else ""
            yield Entry(Kind.ACT, act.name, act.text, act.act, beside, act.keys)


def _words_of(entry: Entry) -> tuple[str, ...]:
    """The words under which an act is found: "Go to Today" by "today" alone."""
    words = words_to_find(entry.text, entry.beside)
    return tuple(word for word in words if word not in _SMALL_WORDS)


def _words(
    painter: QPainter,
    box: QRect,
    text: str,
    color: str,
    *,
    font: Any = None,  # noqa: ANN401 - a QFont, the usual one where none is given
    is_right: bool = False,
) -> int:
    """Draw words, cut short where they do not fit; gives the edge at which they end."""
    painter.setFont(font or theme.font())
    painter.setPen(theme.color(color))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(box.width(), 0))
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
    width = metrics.horizontalAdvance(shown)
    return box.right() - width if is_right else box.left() + width
