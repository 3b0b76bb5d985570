"""One pupil on one page: who it is, how the week goes, whom to ring, what is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.domain.weekly import WeeklySummary
from iap_desktop.services.pupil_pages import PupilPage
from iap_desktop.ui import icons, theme
from iap_desktop.ui.pages.pupils.cards import (
    CommentsCard,
    FactsCard,
    FiguresCard,
    HeadCard,
    StaysCard,
    WeekCard,
    stacked,
)
from iap_desktop.ui.pages.pupils.contacts import ContactsCard
from iap_desktop.ui.widgets.buttons import IconButton, button

_TWO_COLUMNS_FROM = 860
BACK, BEFORE, NEXT = "Alt+Left", "Ctrl+PgUp", "Ctrl+PgDown"


@dataclass(frozen=True, slots=True)
class PupilSheet:
    """A pupil's page with the week in view, and the pupil's place among those listed."""

    page: PupilPage
    week: WeeklySummary
    week_on: date
    acts: tuple[tuple[str, str], ...] = ()


class PupilView(QWidget):
    """The page of one pupil, scrolled as a whole; two columns where there is room."""

    back_wanted = Signal()
    neighbour_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head, self.week, self.figures = HeadCard(self), WeekCard(self), FiguresCard(self)
        self.contacts, self.stays = ContactsCard(self), StaysCard(self)
        self.facts, self.comments = FactsCard(self), CommentsCard(self)
        self.back = button("All pupils", self, role="link")
        self.before = IconButton("left", "Pupil before", self)
        self.next = IconButton("right", "Next pupil", self)
        self.place = QLabel(self)
        self.place.setProperty("role", "quiet")
        self.area = QScrollArea(self)
        self._stops = 0
        self._lay_out()
        self._connect()
        self._dress()
        theme.signals().changed.connect(self._dress)

    def fill(self, sheet: PupilSheet, place: int, count: int, *, may_write: bool) -> None:
        """Show a pupil; `place` from 1 among `count` listed, 0 for one who is not listed now."""
        page = sheet.page
        self.head.fill(page)
        self.fill_week(sheet)
        self.figures.fill(page)
        self.contacts.fill(page, may_write=may_write)
        self._chain_tabs()
        self.stays.fill(page, sheet.acts, may_write=may_write)
        self.facts.fill(page, may_write=may_write)
        self.comments.fill(page)
        self.place.setText(f"{place} of {count}" if place else "")
        self.before.setEnabled(place > 1)
        self.next.setEnabled(0 < place < count)

    def fill_week(self, sheet: PupilSheet) -> None:
        """Show the week in view."""
        weeks = {comment.week_starts_on for comment in sheet.page.comments}
        self.week.fill(sheet.week, sheet.week_on, has_comment=sheet.week.week_starts_on not in weeks)

    def scroll_to_top(self) -> None:
        """Another pupil is shown from the top."""
        self.area.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """One column where two would crowd."""
        super().resizeEvent(event)
        self._turn_columns()

    def _chain_tabs(self) -> None:
        """Tab goes down the left column, then the right one; done anew where there are more contacts."""
        week, stays = self.week, self.stays
        stepper = week.stepper
        stops = (
            *(self.back, self.before, self.next, self.area),
            *(stepper.previous, stepper.middle, stepper.next, week.table),
            *self.contacts.stops(),
            *(stays.place_button, stays.periods_button, stays.more, self.facts.change_button),
        )
        if len(stops) != self._stops:
            self._stops = len(stops)
            for before, after in pairwise(stops):
                QWidget.setTabOrder(before, after)

    def _turn_columns(self) -> None:
        is_wide = self.width() >= theme.px(_TWO_COLUMNS_FROM)
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_wanted)
        self.before.clicked.connect(lambda: self.neighbour_wanted.emit(-1))
        self.next.clicked.connect(lambda: self.neighbour_wanted.emit(1))
        acts = ((BACK, self.back.click), (BEFORE, self.before.click), (NEXT, self.next.click))
        for keys, act in acts:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setProperty("role", "reading")
        self.area.setAccessibleName("The pupil's page")
        inner = QWidget(self)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.addWidget(stacked(inner, (self.head, self.week, self.figures, self.comments)), 62)
        self._columns.addWidget(stacked(inner, (self.contacts, self.stays, self.facts)), 38)
        self.area.setWidget(inner)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._bar())
        self._column.addWidget(self.area, 1)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        for part in (self.place, self.before, self.next):
            row.addWidget(part)
        return row

    def _dress(self) -> None:
        self.back.setIcon(icons.icon("left", "accent"))
        self.back.setToolTip(f"Back to the list  {BACK}")
        self.before.setToolTip(f"Pupil before  {BEFORE}")
        self.next.setToolTip(f"Next pupil  {NEXT}")
        for part in (self.back, self.before, self.next):
            part.setMinimumHeight(theme.px(36))
        self._column.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), 0)
        self._column.setSpacing(theme.px(8))
        self._columns.setContentsMargins(0, 0, theme.px(8), theme.px(14))
        self._columns.setSpacing(theme.px(12))
        self._turn_columns()
