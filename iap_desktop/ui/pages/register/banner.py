"""A quiet line above the grid where the day in view is not an ordinary today."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_days import RegisterDay
from iap_desktop.ui import theme
from iap_desktop.ui.pages.register.cells import day_cue
from iap_desktop.ui.widgets.buttons import button


class DayBanner(QFrame):
    """Says which day this is and why it is closed, with the ways on; hidden on an ordinary today."""

    day_wanted = Signal(object)
    today_wanted = Signal()
    marking_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._after: date | None = None
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.next_day = button("Next school day", self, role="link")
        self.today = button("Back to today", self, role="link")
        self.anyway = button("Mark it anyway", self, role="link")
        self.next_day.clicked.connect(lambda: self.day_wanted.emit(self._after))
        self.today.clicked.connect(self.today_wanted)
        self.anyway.clicked.connect(self.marking_wanted)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        for way in (self.next_day, self.today, self.anyway):
            self._row.addWidget(way)
        self._size()
        theme.signals().changed.connect(self._size)

    def show_day(self, day: RegisterDay, *, may_write: bool, is_anyway: bool) -> None:
        """Say what is unusual about a day. is_anyway: somebody said that it is to be marked all the same."""
        cue = day_cue(day)
        is_closed = day.day.is_known and not day.day.is_open
        if is_closed and is_anyway:
            cue = f"{cue} You are marking it all the same."
        self.words.setText(cue)
        self.setAccessibleName(cue)
        self.setVisible(bool(cue))
        self.today.setVisible(day.day.on != day.today and not (is_closed and day.after == day.today))
        self.anyway.setVisible(is_closed and may_write and not is_anyway and bool(day.rows))
        is_way_on = is_closed and day.after is not None
        self.next_day.setVisible(is_way_on)
        if is_way_on and day.after is not None:
            self._after = day.after
            self.next_day.setToolTip(f"Go to {day_in_words(day.after)}")

    def _size(self) -> None:
        self._row.setContentsMargins(theme.px(12), theme.px(4), theme.px(6), theme.px(4))
        self._row.setSpacing(theme.px(6))
