"""The open room on screen: rail, header, pages, status line. Pages are made when first wanted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from shiboken6 import delete

from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.school import SettingKind
from iap_desktop.services.school import calendar_of, settings
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.header import Header
from iap_desktop.ui.page import WEEK, Page
from iap_desktop.ui.pages import PAGES, PageSpec
from iap_desktop.ui.rail import Rail
from iap_desktop.ui.statusline import StatusLine
from iap_desktop.ui.widgets.elided import ElidedLabel
from iap_desktop.ui.widgets.empty import EmptyState

PRACTICE_WORDS = "Practice room: every pupil here is invented. Nothing you do here touches a real room."
_CALENDAR = frozenset({"academic_year", "term", "closure", "week_letter"})
_SETTINGS = frozenset({"setting", "staff", "staff_name", "safeguarding_lead"})
_LAST_PAGE = "last page"


class Shell(QWidget):
    """Everything that is in view while a room is open."""

    page_shown = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("role", "page")
        self.rail, self.header, self.status = Rail(PAGES), Header(), StatusLine()
        self._specs = {spec.name: spec for spec in PAGES}
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._filled_at: dict[str, datetime] = {}
        self._current = ""
        self._calendar: Calendar | None = None
        self._stack = QStackedWidget()
        self._trouble = EmptyState(
            "This page could not be shown",
            "What was saved is safe. Try again, or choose another page.",
            "Try again",
        )
        self._trouble.acted.connect(self.refresh_current)
        self._stack.addWidget(self._trouble)
        self._lay_out()
        self._connect()
        self._show_names()

    # Pages.

    @property
    def page(self) -> Page | None:
        """The page in view."""
        return self._pages.get(self._current)

    @property
    def page_name(self) -> str:
        """Its name, "today"."""
        return self._current

    def show_first(self) -> None:
        """The page that this person had last."""
        name = self.desk.preference(_LAST_PAGE, PAGES[0].name)
        self.show_page(name if name in self._specs else PAGES[0].name)

    def show_page(self, name: str, target: object = None) -> None:
        """Bring a page into view, read anew if what it shows has changed; `target` is one thing on it."""
        if self.page is not None and name != self._current:
            self.page.keep()
        page = self._pages.get(name) or self._make(self._specs[name])
        self._current = name
        self.rail.set_current(name)
        self.header.show_page(page)
        self._show_day()
        if target is not None:
            page.open(target)
        if name in self._stale or self._is_old(name):
            self._fill(name)
        else:
            self._stack.setCurrentWidget(page)
        self.desk.remember(_LAST_PAGE, name)
        self._show_words()
        page.focus_first()
        self.page_shown.emit(name)

    def refresh_current(self) -> None:
        """Read and paint the page in view anew."""
        self._fill(self._current)
        self._show_words()

    def refresh_all(self) -> None:
        """Everything may be different: another person, another look."""
        if self.desk.is_leaving:
            return
        self._stale.update(self._pages)
        self._calendar = None
        self._show_names()
        self._show_day()
        self.refresh_current()

    def begin_anew(self) -> None:
        """Somebody else is at it: every page is made anew, so that nothing typed or chosen is handed on."""
        if self.desk.is_leaving:
            return
        self.desk.runner.disown()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            delete(page)  # at once: its timers must begin nothing more
        self._pages.clear()
        self._stale.clear()
        self._filled_at.clear()
        self._current = ""
        self._calendar = None
        self._show_names()
        self.show_first()

    def keep(self) -> bool:
        """Let every page keep what is half typed, and tell whether all was; what is refused is said."""
        kept = 0
        for page in self._pages.values():
            with self.desk.guarded():
                page.keep()
                kept += 1
        return kept == len(self._pages)

    def _make(self, spec: PageSpec) -> Page:
        page = spec.make(self.desk)
        page.header_changed.connect(self._on_header_changed)
        self._pages[spec.name] = page
        self._stale.add(spec.name)
        self._stack.addWidget(page)
        return page

    def _is_old(self, name: str) -> bool:
        """Whether time went on since a page was filled: a minute for one that shows a day, else a day."""
        before, now = self._filled_at[name], self.desk.now
        if self._pages[name].unit is None:
            return before.date() != now.date()
        return (before.date(), before.hour, before.minute) != (now.date(), now.hour, now.minute)

    def _fill(self, name: str) -> None:
        """Fill a page; one that could not be filled is never left half drawn."""
        page = self._pages[name]
        self._filled_at[name] = self.desk.now
        is_whole = False
        try:
            page.refresh()
            is_whole = True
        finally:
            if is_whole:
                self._stale.discard(name)
            else:
                self._stale.add(name)
            if name == self._current:
                self._stack.setCurrentWidget(page if is_whole else self._trouble)

    # What happens around the pages.

    def on_changed(self, tables: frozenset[str]) -> None:
        """Tables changed: pages that show them are read anew, at once or when they come into view."""
        if tables & _CALENDAR:
            self._calendar = None
            self._show_day()
        if tables & _SETTINGS:
            self._show_names()
        touched = {name for name, page in self._pages.items() if page.tables & tables}
        self._stale |= touched
        if self._current in touched:
            self._fill(self._current)
        self._show_words()

    def on_day_moved(self) -> None:
        """Another day is in view."""
        dated = {name for name, page in self._pages.items() if page.unit is not None}
        self._stale |= dated
        self._show_day()
        if self._current in dated:
            self._fill(self._current)
        self._show_words()

    def on_stepped(self, step: int) -> None:
        """One school day or school week on or back; over a holiday in one step."""
        self.desk.move_to(self._stepped(step))

    def on_picked(self, on: date) -> None:
        """A day was typed or picked."""
        self.desk.move_to(on)

    def on_work_begun(self, title: str, can_cancel: bool) -> None:  # noqa: FBT001 - the runner's own signal
        """Long work began: the status line may have to say so."""
        self.status.begin(title, can_cancel=can_cancel)

    def on_themed(self) -> None:
        """Colours or the text size changed."""
        for part in (self.rail, self.header, self.status):
            part.restyle()
        self._band.setContentsMargins(theme.px(20), theme.px(1), theme.px(20), theme.px(1))
        QTimer.singleShot(0, self, self.refresh_all)

    def _stepped(self, step: int) -> date:
        page = self.page
        if page is not None and page.unit == WEEK:
            return self.desk.on + timedelta(weeks=step)
        calendar = self._known_calendar()
        found = calendar.next_open_day(self.desk.on) if step > 0 else calendar.last_open_day(self.desk.on)
        return found or self.desk.on + timedelta(days=step)

    def _known_calendar(self) -> Calendar:
        if self._calendar is None:
            self._calendar = calendar_of(self.desk.room)
        return self._calendar

    def _show_day(self) -> None:
        page = self.page
        if page is not None and page.unit is not None:
            self.header.show_day(page.unit, self._known_calendar().day(self.desk.on))

    def _show_names(self) -> None:
        known = settings(self.desk.room, self.desk.today)
        self.rail.set_room(known.get(SettingKind.ROOM_NAME, ""), known.get(SettingKind.SCHOOL_NAME, ""))
        self.rail.set_person(self.desk.name)

    def _show_words(self) -> None:
        if self.page is not None:
            self.status.set_page_words(self.page.status())
        self.status.set_drafts(self.desk.count_drafts())
        step = self.desk.room.step_to_undo()
        self.status.set_undo(step.label if step is not None and self.desk.may_write else None)

    def _on_header_changed(self) -> None:
        if self.page is not None and self.sender() is self.page:
            self.header.show_primary(self.page.primary())
            self.status.set_page_words(self.page.status())

    def _lay_out(self) -> None:
        self._band = QFrame()
        self._band.setObjectName("practice")
        band_row = QHBoxLayout(self._band)
        band_row.setContentsMargins(0, 0, 0, 0)
        band_row.addWidget(ElidedLabel(PRACTICE_WORDS), 1)
        self.leave_practice = QToolButton()
        self.leave_practice.setProperty("role", "link")
        self.leave_practice.setText("Leave the practice room")
        self.leave_practice.setAccessibleName("Leave the practice room")
        band_row.addWidget(self.leave_practice)
        self._band.setContentsMargins(theme.px(20), theme.px(1), theme.px(20), theme.px(1))
        self._band.setVisible(self.desk.is_practice)
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self._band, self.header):
            right.addWidget(part)
        right.addWidget(self._stack, 1)
        right.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        desk, runner = self.desk, self.desk.runner
        desk.changed.connect(self.on_changed)
        desk.day_moved.connect(self.on_day_moved)
        desk.page_wanted.connect(self.show_page)
        desk.drafts_changed.connect(lambda: self.status.set_drafts(desk.count_drafts()))
        desk.person_changed.connect(self.begin_anew)
        self.rail.page_chosen.connect(self.show_page)
        self.header.stepper.stepped.connect(self.on_stepped)
        self.header.stepper.picked.connect(self.on_picked)
        self.status.undo_pressed.connect(desk.undo)
        self.status.cancel_pressed.connect(runner.cancel)
        runner.started.connect(self.on_work_begun)
        runner.told.connect(self.status.tell)
        runner.ended.connect(self.status.end)
        theme.signals().changed.connect(self.on_themed)
