"""The school year painted in one widget: months of school weeks, walked by keys and marked by mouse.

Each day says what it is by a letter and a pattern besides its colour; the letter is the key that makes it so.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from iap_desktop.domain.dates import WEEKDAYS, day_in_words, monday_of
from iap_desktop.domain.year_view import LETTERS, DayCell, DayKind, MonthBlock, YearView, days_in_words
from iap_desktop.ui import theme

BLOCK, LETTER_WIDTH, GAP = 164, 22, 16
ROW, TITLE, HEAD, ROWS = 25, 24, 18, 5
_CENTRE = Qt.AlignmentFlag.AlignCenter


class DayAct(StrEnum):
    """What can be done with the days selected."""

    INSET = "INSET"
    OCCASIONAL = "occasional"
    BANK_HOLIDAY = "bank holiday"
    HALF_TERM = "half-term"
    OPEN = "open"
    LETTER = "letter"
    LETTERS_ON = "letters on"


_KEYS = {
    Qt.Key.Key_I: DayAct.INSET,
    Qt.Key.Key_O: DayAct.OCCASIONAL,
    Qt.Key.Key_B: DayAct.BANK_HOLIDAY,
    Qt.Key.Key_H: DayAct.HALF_TERM,
    Qt.Key.Key_Delete: DayAct.OPEN,
    Qt.Key.Key_Backspace: DayAct.OPEN,
}
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
    Qt.Key.Key_PageUp: -28,
    Qt.Key.Key_PageDown: 28,
}
_PATTERNS = {
    DayKind.HALF_TERM: Qt.BrushStyle.BDiagPattern,
    DayKind.BANK_HOLIDAY: Qt.BrushStyle.HorPattern,
    DayKind.INSET: Qt.BrushStyle.Dense6Pattern,
    DayKind.OCCASIONAL: Qt.BrushStyle.DiagCrossPattern,
}


class YearGrid(QWidget):
    """One year. `range_moved` when other days are selected; `acted` when a key asks for something."""

    range_moved = Signal()
    acted = Signal(object)
    menu_wanted = Signal(QPoint)
    scroll_wanted = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: YearView | None = None
        self.today = date.min
        self._anchor = self._current = date.min
        self._cells: dict[date, DayCell] = {}
        self._letters: dict[date, str] = {}
        self._rects: dict[date, QRect] = {}
        self._letter_rects: list[tuple[QRect, date]] = []
        self._block_places: list[tuple[MonthBlock, QPoint]] = []
        self._day_width = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.signals().changed.connect(self._arrange)

    def set_view(self, view: YearView, today: date) -> None:
        """Show a year; what was selected stays selected where the year holds it."""
        self.view, self.today = view, today
        weeks = [week for month in view.months for week in month.weeks]
        self._cells = {cell.on: cell for week in weeks for cell in week.days if cell is not None}
        self._letters = {week.monday: week.letter for week in weeks}
        if self._current not in self._cells or self._anchor not in self._cells:
            self._anchor = self._current = today if today in self._cells else min(self._cells)
        self._arrange()
        self._tell()

    def selection(self) -> tuple[date, date]:
        """The first and the last day selected."""
        return min(self._anchor, self._current), max(self._anchor, self._current)

    def select(self, first: date, last: date) -> None:
        """Select some days of the year in view."""
        if first in self._cells and last in self._cells:
            self._anchor, self._current = first, last
            self._moved()

    def cell(self, on: date) -> DayCell | None:
        """What a day is."""
        return self._cells.get(on)

    def letter(self, on: date) -> str:
        """The letter of a day's week, "" for none."""
        return self._letters.get(monday_of(on), "")

    def rect_of(self, on: date) -> QRect:
        """Where a day is painted."""
        return self._rects.get(on, QRect())

    def letter_rect_of(self, monday: date) -> QRect:
        """Where a week's letter is painted."""
        return next((rect for rect, on in self._letter_rects if on == monday), QRect())

    def words(self) -> str:
        """What is selected, in words."""
        first, last = self.selection()
        cell = self._cells.get(first)
        if cell is None:
            return ""
        if first != last:
            count = sum(first <= on <= last for on in self._cells)
            return f"{days_in_words(first, last)}: {count} weekdays"
        letter = self.letter(first)
        return f"{day_in_words(first)}: {cell.words}" + (f", Week {letter}" if letter else "")

    # Size.

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Four months side by side."""
        width = 4 * theme.px(BLOCK) + 3 * theme.px(GAP)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """One month at least."""
        return QSize(theme.px(BLOCK), self.heightForWidth(max(self.width(), theme.px(BLOCK))))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """The narrower the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """How high all months are."""
        months = len(self.view.months) if self.view is not None else 12
        rows = -(-months // self._columns(width))
        return rows * (_block_height() + theme.px(GAP)) - theme.px(GAP) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Months find their places."""
        super().resizeEvent(event)
        self._arrange()

    def _columns(self, width: int) -> int:
        fitting = (width + theme.px(GAP)) // (theme.px(BLOCK) + theme.px(GAP))
        return next((count for count in (6, 4, 3, 2) if fitting >= count), 1)

    def _arrange(self) -> None:
        self._rects, self._letter_rects, self._block_places = {}, [], []
        if self.view is None:
            return
        columns, gap = self._columns(self.width()), theme.px(GAP)
        width = min((self.width() + gap) // columns - gap, theme.px(BLOCK * 1.4))
        self._day_width = (width - theme.px(LETTER_WIDTH)) // 5
        for number, month in enumerate(self.view.months):
            left = (number % columns) * (width + gap)
            top = (number // columns) * (_block_height() + gap)
            self._block_places.append((month, QPoint(left, top)))
            self._place_month(month, left, top)
        self.updateGeometry()
        self.update()

    def _place_month(self, month: MonthBlock, left: int, top: int) -> None:
        letter, row = theme.px(LETTER_WIDTH), theme.px(ROW)
        day = self._day_width
        for place, week in enumerate(month.weeks):
            line = top + theme.px(TITLE + HEAD) + place * row
            self._letter_rects.append((QRect(left, line, letter, row), week.monday))
            for number, cell in enumerate(week.days):
                if cell is not None:
                    self._rects[cell.on] = QRect(left + letter + number * day, line, day, row)

    # Keys and mouse.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows walk, Shift selects; the letter of a kind makes the days so."""
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go(self._stepped(_STEPS[key]), is_growing=is_shifted)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._cells:
            ends = min(self._cells), max(self._cells)
            self._go(ends[key == Qt.Key.Key_End], is_growing=is_shifted)
        elif key == Qt.Key.Key_W:
            self.acted.emit(DayAct.LETTERS_ON if is_shifted else DayAct.LETTER)
        elif key in _KEYS:
            self.acted.emit(_KEYS[key])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A day is selected, with Shift all days to it; a week's letter moves on to the next."""
        at = event.position().toPoint()
        on = self._day_at(at)
        monday = self._week_at(at)
        if on is not None and event.button() == Qt.MouseButton.LeftButton:
            is_growing = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go(on, is_growing=is_growing)
        elif monday is not None and event.button() == Qt.MouseButton.LeftButton:
            days = [day for day in self._cells if monday_of(day) == monday]
            self.select(min(days), max(days))
            self.acted.emit(DayAct.LETTER)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Dragging selects the days between."""
        on = self._day_at(event.position().toPoint())
        if on is not None and event.buttons() & Qt.MouseButton.LeftButton and on != self._current:
            self._go(on, is_growing=True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """A menu of what can be done, at the mouse or at the day with the keyboard."""
        on = self._day_at(event.pos())
        first, last = self.selection()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(self.mapToGlobal(self.rect_of(self._current).bottomLeft()))
        elif on is not None:
            if not first <= on <= last:
                self._go(on, is_growing=False)
            self.menu_wanted.emit(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """A day's words as a tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            on, monday = self._day_at(event.pos()), self._week_at(event.pos())
            text = self._cells[on].words if on is not None else ""
            if monday is not None:
                text = f"Week {self.letter(monday)}" if self.letter(monday) else "A week without a letter"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _day_at(self, at: QPoint) -> date | None:
        return next((on for on, rect in self._rects.items() if rect.contains(at)), None)

    def _week_at(self, at: QPoint) -> date | None:
        return next((monday for rect, monday in self._letter_rects if rect.contains(at)), None)

    def _stepped(self, days: int) -> date:
        step = timedelta(days=days)
        on = self._current + step
        while on.weekday() > 4:
            on += timedelta(days=1 if days > 0 else -1)
        return min(max(on, min(self._cells)), max(self._cells)) if self._cells else on

    def _go(self, on: date, *, is_growing: bool) -> None:
        self._current = on
        if not is_growing:
            self._anchor = on
        self._moved()

    def _moved(self) -> None:
        self.update()
        self._tell()
        self.scroll_wanted.emit(self.rect_of(self._current))
        self.range_moved.emit()

    def _tell(self) -> None:
        """A screen reader hears the day as its name changes."""
        year = self.view.year.name if self.view is not None else ""
        self.setAccessibleName(f"School year {year}. {self.words()}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """All months; there are few enough to paint them all."""
        painter = QPainter(self)
        for month, place in self._block_places:
            self._paint_heads(painter, month, place)
        for on, rect in self._rects.items():
            paint_day(painter, rect, self._cells[on], is_today=on == self.today)
        self._paint_letters(painter)
        self._paint_selection(painter)
        painter.end()

    def _paint_heads(self, painter: QPainter, month: MonthBlock, place: QPoint) -> None:
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.color("ink"))
        width = theme.px(BLOCK)
        left_middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(place, QSize(width, theme.px(TITLE))), left_middle, month.title)
        painter.setFont(theme.font(8.5))
        painter.setPen(theme.color("quiet"))
        for number, word in enumerate(WEEKDAYS[:5]):
            left = place.x() + theme.px(LETTER_WIDTH) + number * self._day_width
            box = QRect(left, place.y() + theme.px(TITLE), self._day_width, theme.px(HEAD))
            painter.drawText(box, _CENTRE, word)

    def _paint_letters(self, painter: QPainter) -> None:
        painter.setFont(theme.font(9, bold=True))
        painter.setPen(theme.color("accent"))
        for rect, monday in self._letter_rects:
            painter.drawText(rect, _CENTRE, self._letters.get(monday) or "\N{MIDDLE DOT}")

    def _paint_selection(self, painter: QPainter) -> None:
        first, last = self.selection()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for on, rect in self._rects.items():
            if first <= on <= last:
                is_current = on == self._current and self.hasFocus()
                painter.setPen(QPen(theme.color("accent"), theme.px(3) if is_current else theme.px(2)))
                painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 3, 3)


def paint_day(painter: QPainter, rect: QRect, cell: DayCell, *, is_today: bool = False) -> None:
    """One day: an open one is a card, a closed one has a pattern and its letter, a holiday is bare paper."""
    box = rect.adjusted(1, 1, -1, -1)
    is_bare = cell.kind is DayKind.HOLIDAY
    if not is_bare:
        painter.fillRect(box, theme.color("card"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
    if cell.kind in _PATTERNS:
        painter.fillRect(box, QBrush(_pattern_color(), _PATTERNS[cell.kind]))
    _paint_edges(painter, box, cell)
    letter = LETTERS.get(cell.kind)
    painter.setFont(theme.font(9 if letter else 9.5, bold=is_today))
    painter.setPen(theme.color("accent" if is_today else "quiet" if is_bare else "ink"))
    painter.drawText(box.adjusted(0, 0, -theme.px(8), 0) if letter else box, _CENTRE, str(cell.on.day))
    if letter:
        painter.setFont(theme.font(7.5, bold=True))
        painter.setPen(theme.color("notice"))
        corner = QRect(box.right() - theme.px(10), box.top(), theme.px(10), theme.px(15))
        painter.drawText(corner, _CENTRE, letter)
    if is_today:
        line = QRect(box.center().x() - theme.px(8), box.bottom() - theme.px(3), theme.px(16), theme.px(2))
        painter.fillRect(line, theme.color("accent"))


def _paint_edges(painter: QPainter, box: QRect, cell: DayCell) -> None:
    """A thick bar before a term's first day and after its last."""
    bar = theme.px(4)
    if cell.is_term_first:
        painter.fillRect(QRect(box.left(), box.top(), bar, box.height()), theme.color("accent"))
    if cell.is_term_last:
        painter.fillRect(QRect(box.right() - bar + 1, box.top(), bar, box.height()), theme.color("accent"))


def _pattern_color() -> QColor:
    color = theme.color("control")
    color.setAlpha(110)
    return color


def _block_height() -> int:
    return theme.px(TITLE + HEAD) + ROWS * theme.px(ROW)
