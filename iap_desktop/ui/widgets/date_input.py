"""A date is typed as people write it or picked from a calendar; it then reads "Mon 23 Nov 2026"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from iap_desktop.domain.dates import day_in_words
from iap_desktop.ui import theme
from iap_desktop.ui.icons import icon
from iap_desktop.ui.widgets.buttons import IconButton
from iap_desktop.ui.widgets.inputs import TextInput
from iap_desktop.ui.widgets.typed import read_date

_TURNS = (
    ("qt_calendar_prevmonth", "left", "Previous month"),
    ("qt_calendar_nextmonth", "right", "Next month"),
)
_EXAMPLE = "Type a date, for example 23/11/2026 or 23 Nov."


def this_day() -> date:
    """Today by the machine's clock."""
    return datetime.now().astimezone().date()


class DateLine(TextInput):
    """One line that understands dates."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        today: Callable[[], date] = this_day,
    ) -> None:
        super().__init__(parent)
        self._earliest, self._latest, self._today = earliest, latest, today
        self.setPlaceholderText("23/11/2026")
        self.editingFinished.connect(self._tidy)

    def value(self) -> object:
        """The date, None for nothing or no date."""
        return self.day()

    def day(self) -> date | None:
        """The date, None for nothing or no date."""
        return read_date(self.text(), self._today())

    def set_value(self, value: object) -> None:
        """Show a date in words."""
        self.setText(day_in_words(value) if isinstance(value, date) else "")
        self.setCursorPosition(0)

    def raw(self) -> object:
        """The date, or the text where it is none."""
        return self.day() or self.text().strip()

    def problem(self) -> str | None:
        """Say which dates would do."""
        if not self.text().strip():
            return None
        if (day := self.day()) is None:
            return _EXAMPLE
        if self._earliest is not None and day < self._earliest:
            return f"Choose {day_in_words(self._earliest)} or later."
        if self._latest is not None and day > self._latest:
            return f"Choose {day_in_words(self._latest)} or earlier."
        return None

    def _tidy(self) -> None:
        if (day := self.day()) is not None:
            self.set_value(day)


class DateInput(QWidget):
    """A line for a date, with a button that opens a calendar (Alt+Down does too)."""

    edited = Signal()
    submitted = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        today: Callable[[], date] = this_day,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._line = DateLine(self, earliest=earliest, latest=latest, today=today)
        self._line.edited.connect(self.edited)
        self._line.submitted.connect(self.submitted)
        self._button = IconButton("calendar", "Open the calendar", self)
        self._button.setToolTip("Calendar (Alt+Down)")
        self._button.clicked.connect(self.open_calendar)
        self._popup: CalendarPopup | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line, 1)
        row.addWidget(self._button)
        self.setFocusProxy(self._line)

    @property
    def editor(self) -> QWidget:
        """The line in which it is typed."""
        return self._line

    @property
    def button(self) -> QToolButton:
        """The button that opens the calendar."""
        return self._button

    def value(self) -> object:
        """The date, None for nothing or no date."""
        return self._line.value()

    def set_value(self, value: object) -> None:
        """Show a date in words."""
        self._line.set_value(value)

    def set_typed(self, text: str) -> None:
        """Show a text as if it had been typed and left."""
        self._line.set_typed(text)

    def raw(self) -> object:
        """The date, or the text where it is none."""
        return self._line.raw()

    def problem(self) -> str | None:
        """Say which dates would do."""
        return self._line.problem()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open the calendar with Alt+Down or F4, as lists do."""
        is_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if is_down or event.key() == Qt.Key.Key_F4:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show the calendar at the date typed, today where there is none."""
        self.popup().open_at(self._line.day() or self._today(), self)

    def popup(self) -> CalendarPopup:
        """The calendar, made when it is first asked for."""
        if self._popup is None:
            self._popup = CalendarPopup(self)
            self._popup.picked.connect(self._on_picked)
        return self._popup

    def _on_picked(self, day: date) -> None:
        self._line.set_value(day)
        self._line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edited.emit()


class CalendarPopup(QFrame):
    """A calendar that opens below a widget and closes with the date picked, or with Esc.

    With `is_typed` it has a line above the calendar in which a date can be typed.
    """

    picked = Signal(object)

    def __init__(
        self, parent: QWidget, *, is_typed: bool = False, today: Callable[[], date] = this_day
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.line: DateLine | None = None
        column = QVBoxLayout(self)
        if is_typed:
            self.line = self._new_line(today)
            column.addWidget(self.line)
        self.calendar = new_calendar(self)
        self.calendar.clicked.connect(self._on_chosen)
        self.calendar.activated.connect(self._on_chosen)
        column.addWidget(self.calendar)

    def open_at(self, day: date, below: QWidget) -> None:
        """Show `day` below a widget, inside the screen."""
        dress(self.calendar)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        self.move(_place_below(below, self))
        self.show()
        if self.line is None:
            self.calendar.setFocus()
            return
        self.line.set_value(day)
        self.line.setFocus()
        self.line.selectAll()

    def _new_line(self, today: Callable[[], date]) -> DateLine:
        line = DateLine(self, today=today)
        line.setAccessibleName("Go to a date")
        line.submitted.connect(self._on_submitted)
        return line

    def _on_submitted(self) -> None:
        if self.line is not None and (day := self.line.day()) is not None:
            self._pick(day)

    def _on_chosen(self, chosen: QDate) -> None:
        self._pick(date(chosen.year(), chosen.month(), chosen.day()))

    def _pick(self, day: date) -> None:
        if not self.isVisible():  # a double click ends in two signals
            return
        self.hide()
        self.picked.emit(day)


def new_calendar(parent: QWidget) -> QCalendarWidget:
    """A calendar with weeks from Monday and English names, weekends in the colours of other days."""
    calendar = QCalendarWidget(parent)
    calendar.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setAccessibleName("Calendar")
    return calendar


def dress(calendar: QCalendarWidget) -> None:
    """Give a calendar the colours of the theme in force."""
    plain = QTextCharFormat()
    plain.setForeground(theme.color("ink"))
    for weekday in Qt.DayOfWeek:
        calendar.setWeekdayTextFormat(weekday, plain)
    for name, picture, words in _TURNS:
        arrow = calendar.findChild(QToolButton, name)
        if isinstance(arrow, QToolButton):
            arrow.setIcon(icon(picture))
            arrow.setAccessibleName(words)


def _place_below(below: QWidget, popup: QWidget) -> QPoint:
    corner = below.mapToGlobal(QPoint(0, below.height() + 2))
    screen = QApplication.screenAt(corner) or below.screen()
    area: QRect = screen.availableGeometry()
    left = min(corner.x(), area.right() - popup.width())
    top = corner.y()
    if top + popup.height() > area.bottom():
        top = below.mapToGlobal(QPoint(0, 0)).y() - popup.height() - 2
    return QPoint(max(left, area.left()), max(top, area.top()))
