"""One step back, one forward, or any day at all: how a page moves through days and weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import IconButton
from iap_desktop.ui.widgets.date_input import CalendarPopup, this_day


class DateStepper(QFrame):
    """Previous, the day or week in words, next; the middle opens a line to type a date in and a calendar.

    It only asks: the page decides where a step leads and answers with `set_day`.
    """

    stepped = Signal(int)
    picked = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, *, unit: str = "day", today: Callable[[], date] = this_day
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._today = today
        self._day = today()
        self._popup: CalendarPopup | None = None
        self.previous = IconButton("left", "Previous", self)
        self.next = IconButton("right", "Next", self)
        self.middle = QToolButton(self)
        self.middle.setProperty("role", "step")
        self.middle.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.middle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.middle.clicked.connect(self.open_calendar)
        self.previous.clicked.connect(lambda _checked: self.stepped.emit(-1))
        self.next.clicked.connect(lambda _checked: self.stepped.emit(1))
        self._row = QHBoxLayout(self)
        for part in (self.previous, self.middle, self.next):
            self._row.addWidget(part)
        QWidget.setTabOrder(self.middle, self.next)
        self.set_unit(unit)
        self.set_day(self._day)
        self._size()
        theme.signals().changed.connect(self._size)

    def set_unit(self, unit: str) -> None:
        """Whether a step is a "day" or a "week"."""
        self._unit = unit
        for button, word in ((self.previous, "Previous"), (self.next, "Next")):
            button.setAccessibleName(f"{word} {unit}")
            button.setToolTip(f"{word} {unit}")

    def set_day(self, day: date, words: str = "") -> None:
        """Show a day; `words` say more about it, "Mon 23 Nov 2026 · Week A"."""
        self._day = day
        shown = words or day_in_words(day)
        self.middle.setText(shown)
        self.middle.setAccessibleName(f"{shown}, choose another {self._unit}")
        self.middle.setToolTip(f"Choose another {self._unit}")

    def day(self) -> date:
        """The day shown."""
        return self._day

    def popup(self) -> CalendarPopup:
        """The line and the calendar, made when they are first asked for."""
        if self._popup is None:
            self._popup = CalendarPopup(self, is_typed=True, today=self._today)
            self._popup.picked.connect(self._on_picked)
        return self._popup

    def open_calendar(self) -> None:
        """Show the calendar at the day shown."""
        self.popup().open_at(self._day, self)

    def _on_picked(self, day: date) -> None:
        self.middle.setFocus(Qt.FocusReason.PopupFocusReason)
        self.picked.emit(day)

    def _size(self) -> None:
        self._row.setContentsMargins(theme.px(2), 0, theme.px(2), 0)
        self._row.setSpacing(0)
        for part in (self.previous, self.middle, self.next):
            part.setMinimumHeight(theme.px(36))
