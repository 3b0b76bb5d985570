"""The day at one glance: a tile a pupil, how many are where, what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_days import ColumnKind, RegisterDay
from iap_desktop.domain.registers import SESSION_WORDS
from iap_desktop.domain.today import DueItem, DueKind
from iap_desktop.domain.today import TodayPage as Glance
from iap_desktop.services.backups import backup_list
from iap_desktop.services.people import SHEET_PENDING
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.school import safeguarding_leads
from iap_desktop.services.today import today_page
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.page import DAY, KeyHelp, Page, Primary
from iap_desktop.ui.pages.today.side import Line, Side
from iap_desktop.ui.widgets.empty import EmptyState
from iap_desktop.ui.widgets.tile import TileGrid, TileScroll

TICK_MS = 20_000
LARGEST_WITH_PERIOD = 110
_DOT = " \N{MIDDLE DOT} "
STALE_AFTER = timedelta(days=7)
"""The preference under which the first steps remember that the recovery sheet is still to be printed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows, read at one moment."""

    glance: Glance
    has_pupils: bool
    has_dsl: bool
    backup_words: str


class TodayPage(Page):
    """Tiles at the left, cards at the right; an empty or closed day says so in the tiles' place."""

    title = "Today"
    unit = DAY
    guide = "today"
    tables = frozenset(
        {
            "academic_year",
            "attendance_code",
            "bell_times",
            "closure",
            "period",
            "period_mark",
            "placement",
            "placement_slot",
            "pupil",
            "pupil_fact",
            "safeguarding_lead",
            "session_mark",
            "term",
            "week_letter",
            "weekly_comment",
        }
    )
    key_help = (
        KeyHelp("Arrows", "Walk from pupil to pupil"),
        KeyHelp("A to Z", "Go to the next pupil whose name begins so"),
        KeyHelp("Enter", "Open the pupil"),
        KeyHelp("Tab", "On to what is to be done"),
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.shown: Shown | None = None
        self.grid, self.side = TileGrid(), Side()
        self.period = QLabel()
        self.period.setProperty("role", "quiet")
        self.closed = QLabel()
        self.closed.setProperty("role", "notice")
        self.closed.setWordWrap(True)
        self.empty = EmptyState("", "")
        self.empty.acted.connect(self.on_empty_acted)
        self.grid.opened.connect(self.on_opened)
        self._lay_out()
        self._painted_at = ""
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self.on_tick)
        self._clock.start()
        theme.signals().changed.connect(self._size)

    # What the window asks of a page.

    def load(self) -> Shown:
        """Read the day in view as it is now."""
        desk = self.desk
        glance = today_page(desk.room, desk.on, desk.now)
        return Shown(
            glance=glance,
            has_pupils=bool(glance.tiles) or bool(pupil_list(desk.room, desk.on)),
            has_dsl=bool(safeguarding_leads(desk.room, desk.today)),
            backup_words=self._stale_backup(desk.now) if glance.tiles else "",
        )

    def fill(self, value: Any) -> None:  # noqa: ANN401 - Shown, as `load` gives it
        """Paint it; tiles that are there are used again."""
        self.shown = value
        self._painted_at = f"{self.desk.now:%Y-%m-%d %H:%M}"
        glance = value.glance
        self.grid.set_tiles(glance.tiles)
        self.period.setText(glance.now_words)
        self._show_period()
        self.closed.setText(glance.closed)
        self.closed.setVisible(bool(glance.closed and glance.tiles))
        if not glance.tiles:
            self._say_why_empty(value)
        self._stack.setCurrentWidget(self._scroll if glance.tiles else self.empty)
        self._fill_side(value)

    def primary(self) -> Primary | None:
        """Mark the register that is due next; before and after that, look at it."""
        if self.shown is None or not self.shown.glance.tiles:
            return None
        session = session_due(self.shown.glance)
        if session is None or not self.desk.may_write:
            return Primary("Open register", lambda: self.desk.go_to("register"), "Ctrl+M")
        words = f"Mark {SESSION_WORDS[session].casefold()}"
        return Primary(words, lambda: self.desk.go_to("register", session), "Ctrl+M")

    def tools(self) -> list[QWidget]:
        """The period that is on."""
        return [self.period]

    def status(self) -> str:
        """How far the registers are that have begun."""
        if self.shown is None or not self.shown.glance.tiles:
            return ""
        columns = self.shown.glance.day.columns
        begun = [one.counted for one in columns if one.kind is ColumnKind.SESSION and one.has_begun]
        return f"{_DOT.join(begun)} marked" if begun else ""

    def open(self, target: object) -> None:
        """Go to one pupil's tile."""
        if isinstance(target, int):
            self.grid.focus_pupil(target)

    def focus_first(self) -> None:
        """The tile that had the keyboard last, or the one act of an empty page."""
        if self.grid.tiles:
            self.grid.focus_current()
        elif not self.empty.action.isHidden():
            self.empty.action.setFocus()
        else:
            self.setFocus()

    # What happens on it.

    def on_opened(self, pupil_id: int) -> None:
        """One key from the tile to the pupil."""
        self.desk.go_to("pupils", pupil_id)

    def on_tick(self) -> None:
        """The period moves on by itself."""
        if self.isVisible() and self._painted_at != f"{self.desk.now:%Y-%m-%d %H:%M}":
            self.refresh()

    def on_empty_acted(self) -> None:
        """The one act that starts an empty page."""
        if self.shown is None:
            return
        after = self.shown.glance.day.after
        if self.shown.glance.closed and self.shown.has_pupils and after is not None:
            self.desk.move_to(after)
        else:
            self.desk.go_to("pupils", None if self.shown.has_pupils else "import")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The side keeps its share."""
        super().resizeEvent(event)
        self.side.fit(self.width())

    # Parts.

    def _say_why_empty(self, value: Shown) -> None:
        glance, may_write = value.glance, self.desk.may_write
        day = day_in_words(glance.day.day.on)
        if glance.closed and value.has_pupils:
            after = glance.day.after
            words = "" if after is None else f"Show {day_in_words(after)}"
            self.empty.set_words(f"No school on {day}", glance.closed, words or None)
        elif not value.has_pupils and self.desk.on >= self.desk.today:
            words = "Each pupil of the room gets a tile here: where they are now, what comes next."
            self.empty.set_words("No pupils yet", words, "Import a pupil list" if may_write else None)
        else:
            words = "Nobody has a place in the room on this day, and nobody is marked."
            self.empty.set_words(f"Nobody in the room on {day}", words, "Open Pupils")

    def _show_period(self) -> None:
        """In the header while there is space for it, else in the side's heading."""
        words = self.period.text()
        is_above = theme.percent() <= LARGEST_WITH_PERIOD
        self.period.setVisible(bool(words) and is_above)
        self.side.counts.set_heading(f"Right now: {words}" if words and not is_above else "Right now")

    def _fill_side(self, value: Shown) -> None:
        glance = value.glance
        is_today = glance.day.day.on == self.desk.today
        self.side.counts.set_counts(glance.counts, "Nobody is due in the room now.")
        self.side.counts.setVisible(is_today and bool(glance.tiles))
        lines = [Line(item.words, self._goer(item)) for item in glance.due] + self._settings_lines(value)
        self.side.due.set_lines(lines, "Nothing is waiting." if glance.tiles else "")
        reports = lambda: self.desk.go_to("reports")  # noqa: E731
        self.side.friday.set_lines([Line(glance.friday, reports)] if glance.friday else [])
        backups = lambda: self.desk.go_to("settings", "backups")  # noqa: E731
        self.side.backup.set_lines([Line(value.backup_words, backups)] if value.backup_words else [])

    def _settings_lines(self, value: Shown) -> list[Line]:
        """What a new room still lacks; only its lead can do it."""
        if not self.desk.is_lead or self.desk.is_practice:
            return []
        lines = []
        if not value.has_dsl:
            words = "Enter the DSL: nobody is named for worries yet"
            lines.append(Line(words, lambda: self.desk.go_to("settings", "dsl")))
        pending = self.desk.preference(SHEET_PENDING)
        if isinstance(pending, str) and Path(pending).exists():
            lines.append(Line("Print the recovery sheet and put it in the safe", self._show_sheet))
        return lines

    def _show_sheet(self) -> None:
        from iap_desktop.ui.front.sheet_dialog import SheetDialog  # noqa: PLC0415 - when first wanted

        dialog = SheetDialog(self.desk, self.window())
        dialog.finished.connect(self.refresh)
        dialog.open()

    def _goer(self, item: DueItem) -> Any:  # noqa: ANN401 - a plain callback
        def go() -> None:
            self.desk.move_to(item.on)
            self.desk.go_to("register" if item.kind is DueKind.MARKS else "reports")

        return go

    def _stale_backup(self, now: datetime) -> str:
        """Words where the last backup is old or there is none; empty where all is well."""
        if self.desk.is_practice:
            return ""
        known = backup_list(self.desk.room.folder)
        if not known:
            return "There is no backup of this room yet"
        if now - known[0].made_at > STALE_AFTER:
            return f"The last backup was made on {day_in_words(known[0].made_at.date())}"
        return ""

    def _lay_out(self) -> None:
        self._scroll = TileScroll(self.grid)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.empty)
        self._left = QVBoxLayout()
        self._left.addWidget(self.closed)
        self._left.addWidget(self._stack, 1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self.side)
        self._size()

    def _size(self) -> None:
        margin = theme.px(16)
        self._row.setContentsMargins(theme.px(20), margin, theme.px(20), theme.px(8))
        self._row.setSpacing(margin)
        self._left.setSpacing(theme.px(10))
        self.side.fit(self.width())
        self.grid.set_room(self._scroll.viewport().height())


def session_due(glance: Glance) -> str | None:
    """The register to mark next: the one that has begun, else the first of today that is not complete."""
    if glance.to_mark is not None:
        return glance.to_mark
    day = glance.day
    return None if not day.day.is_open or day.day.on != day.today else _first_open(day)


def _first_open(day: RegisterDay) -> str | None:
    sessions = (column for column in day.columns if column.kind is ColumnKind.SESSION)
    return next((column.session for column in sessions if column.marked < column.due), None)
