"""What stands under the grid: the current cell in full words, buttons for a finger, and the keys."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from iap_desktop.domain.attendance import AttendanceCode
from iap_desktop.domain.register_days import ColumnKind
from iap_desktop.domain.registers import PLACE_WORDS
from iap_desktop.domain.screen_marks import CellState, ScreenMark
from iap_desktop.services.register_cells import CellRef
from iap_desktop.services.register_days import MarkChange
from iap_desktop.ui import theme
from iap_desktop.ui.page import KeyHelp
from iap_desktop.ui.pages.register.cells import RegisterView, row_of
from iap_desktop.ui.widgets.buttons import button

LEGEND = "<b>Bold</b> marked &nbsp; <i>grey</i> expected, not yet a fact &nbsp; blank nothing"
LEGEND_FROM = 820  # pixels at 100 %: narrower, the keys need the line
TARGET = 40  # pixels at 100 % that a finger hits
Hints = tuple[tuple[str, str], ...]
_GAP = "\N{NO-BREAK SPACE}" * 4
_FILL = ("F", "fill blanks")
_COMMON: Hints = (("Backspace", "clear"), ("?", "all keys"))
SESSION_HINTS: Hints = (
    ("Space", "present, next"),
    ("L 12 Enter", "late 12 min"),
    _FILL,
    ("letters", "code"),
    *_COMMON,
)
PERIOD_HINTS: Hints = (
    ("Space", "in room, next"),
    _FILL,
    ("S", "lesson"),
    ("E", "elsewhere"),
    ("L 12 Enter", "late"),
    ("O", "out"),
    ("N", "not in school"),
    ("D", "not due"),
    *_COMMON,
)
READING_HINTS: Hints = (("Arrows", "move"), ("Ctrl+C", "copy"), ("?", "all keys"))
_HINTS = {ColumnKind.SESSION: SESSION_HINTS, ColumnKind.PERIOD: PERIOD_HINTS, None: READING_HINTS}
KEYS = (
    KeyHelp("Space", "Present, or in room, and on to the next pupil"),
    KeyHelp("F", "Fill the blanks of the column; marks already made stay"),
    KeyHelp("L 1 2 Enter", "Late 12 minutes; without a number: minutes not known"),
    KeyHelp("letters, then Enter", "Morning and Afternoon: a code, or a few letters of what it means"),
    KeyHelp("R  S  E", "Periods: in room, in lesson, elsewhere with an adult"),
    KeyHelp("O  N  D", "Periods: left room (out), not in school, not due in"),
    KeyHelp("Backspace", "Clear the mark"),
    KeyHelp("Enter", "Everything that the cell can become"),
    KeyHelp("Shift and arrows", "Choose several cells; one key then marks them all"),
    KeyHelp("Ctrl+A", "Choose the whole column"),
    KeyHelp("Home, End, Ctrl+Home", "First and last column, first pupil"),
    KeyHelp("Ctrl+C", "Copy as text"),
    KeyHelp("Esc", "Leave what you are typing; nothing is marked"),
)


class Foot(QWidget):
    """Detail of the current cell with two buttons, then the keys with the legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.present: QPushButton = button("Mark present", self)
        self.choose: QPushButton = button("More marks\u2026", self)
        for act in (self.present, self.choose):
            act.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.hints = HintLine(self)
        self._legend = QLabel(LEGEND, self)
        self._legend.setProperty("role", "help")
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        self._upper.addWidget(self.detail, 1)
        self._upper.addWidget(self.present)
        self._upper.addWidget(self.choose)
        self._lower.addWidget(self.hints, 1)
        self._lower.addWidget(self._legend)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._upper)
        self._column.addLayout(self._lower)
        self.show_keys(None)
        self._size()
        theme.signals().changed.connect(self._size)

    def show_keys(self, kind: ColumnKind | None) -> None:
        """The keys of sessions or of periods; None for who can only look."""
        self.hints.set_hints(_HINTS[kind])
        for act in (self.present, self.choose):
            act.setVisible(kind is not None)
        words = "Mark in room" if kind is ColumnKind.PERIOD else "Mark present"
        self.present.setText(words)
        self.present.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The keys come first where there is little room."""
        super().resizeEvent(event)
        self._legend.setVisible(self.width() >= theme.px(LEGEND_FROM))

    def _size(self) -> None:
        self._upper.setSpacing(theme.px(8))
        self._lower.setSpacing(theme.px(18))
        self._column.setSpacing(theme.px(5))
        self.detail.setMinimumHeight(theme.px(TARGET))


class HintLine(QLabel):
    """Keys and words in one line; what does not fit is left to the sheet of all keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: Hints = ()
        self.setProperty("role", "help")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_hints(self, hints: Hints) -> None:
        """Show other keys; the last pair always stays."""
        if hints != self._hints:
            self._hints = hints
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        bold, plain = QFontMetrics(theme.font(9.5, bold=True)), QFontMetrics(theme.font(9.5))
        gap = plain.horizontalAdvance(_GAP)
        widths = [
            bold.horizontalAdvance(keys) + plain.horizontalAdvance(f" {words}") + gap
            for keys, words in self._hints
        ]
        room = self.width() - sum(widths[-1:])
        shown = []
        for width, hint in zip(widths[:-1], self._hints[:-1], strict=True):
            room -= width
            if room >= 0:
                shown.append(hint)
        shown.extend(self._hints[-1:])
        self.setText(_GAP.join(f"<b>{escape(keys)}</b> {escape(words)}" for keys, words in shown))


def cell_in_words(view: RegisterView, ref: CellRef, history: tuple[MarkChange, ...]) -> str:
    """One cell in full: whose, when, what it means, and who marked it."""
    day = view.day
    column, row, shown = day.column(ref[1]), row_of(day, ref[0]), day.cell(*ref).shown
    head = f"{row.label}, {column.title} {column.time}".strip()
    parts = [head, _meaning(view, shown, is_due=day.cell(*ref).is_due)]
    if history:
        parts.append(history[0].words(day.today))
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _meaning(view: RegisterView, shown: ScreenMark, *, is_due: bool) -> str:
    if shown.state is CellState.NOTHING:
        return "not marked yet" if is_due else "nothing is due"
    words = _code_words(view.codes, shown) if shown.code else _place_words(shown)
    return f"expected, not yet a fact: {words}" if shown.state is CellState.EXPECTED else words


def _code_words(codes: tuple[AttendanceCode, ...], shown: ScreenMark) -> str:
    meaning = next((code.description for code in codes if code.code == shown.code), shown.words)
    minutes = f", {shown.minutes_late} minutes" if shown.minutes_late else ""
    return f"{shown.code}: {meaning}{minutes}"


def _place_words(shown: ScreenMark) -> str:
    if shown.place is None:
        return shown.words
    words = PLACE_WORDS[shown.place]
    minutes = f" {shown.minutes_late} minutes" if shown.minutes_late else ""
    return f"{words}{minutes}, {shown.detail}" if shown.detail else f"{words}{minutes}"
