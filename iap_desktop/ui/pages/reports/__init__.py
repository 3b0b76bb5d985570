"""The Friday page: who was in the room this week, what is said about each, and the sheets themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.domain.dates import monday_of
from iap_desktop.services.drafts import drafts
from iap_desktop.services.week_pages import WeekPage, week_page
from iap_desktop.services.week_papers import Sheets
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.page import WEEK, KeyHelp, Page, Primary
from iap_desktop.ui.pages.reports.comment import CommentBox, Place
from iap_desktop.ui.pages.reports.out import PrintRun, SaveRun, Which
from iap_desktop.ui.pages.reports.preview import Preview, Wanted
from iap_desktop.ui.pages.reports.pupils import PupilList
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.empty import EmptyState

_SPLIT = "weekly split"
_NOBODY = (
    "Each pupil who is in the room during a week has a summary here, ready for Friday.",
    "Go to Pupils",
)
_THIS_WEEK_CLOSED = ("Choose another week with the arrows above.", "Show the week before")
_OTHER_WEEK = ("Choose another week with the arrows above.", "Show this week")
_LARGE = 110
_SHARES = ((44, 56), (57, 43))  # list and comment beside the preview; list above comment
_SHARES_LARGE = ((50, 50), (50, 50))  # with large text


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the week, and for whom something is half typed."""

    week: WeekPage
    monday: date
    drafted: frozenset[int]


class ReportsPage(Page):
    """Weekly summaries: read, write, look, print, save."""

    title = "Reports"
    unit = WEEK
    guide = "weekly"
    tables = frozenset(
        {
            "weekly_comment", "session_mark", "period_mark", "pupil", "pupil_fact", "placement",
            "placement_key_adult", "placement_slot", "setting", "staff_name", "academic_year", "term",
            "closure", "week_letter", "bell_times", "period", "attendance_code",
        }
    )  # fmt: skip
    key_help = (
        KeyHelp("Tab", "From the list to the comment"),
        KeyHelp("Ctrl+Enter", "Save the comment and go to the next pupil"),
        KeyHelp("Ctrl+S", "Save the comment"),
        KeyHelp("Space", "Tick or untick a pupil in the list"),
        KeyHelp("Ctrl+P", "Print the summaries of all who are ticked"),
        KeyHelp("Ctrl+Shift+S", "Save them as PDF files"),
        KeyHelp("Ctrl and +, Ctrl and \N{MINUS SIGN}", "Larger and smaller preview"),
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._shown: Shown | None = None
        self._monday: date | None = None
        self.list = PupilList(self)
        self.comment = CommentBox(desk, self)
        self.preview = Preview(desk, self)
        self.save_one = button("Save this one\N{HORIZONTAL ELLIPSIS}", self)
        self.save_all = button("Save all\N{HORIZONTAL ELLIPSIS}", self)
        self.empty = EmptyState("", "")
        self.prints, self.saves = PrintRun(desk, self), SaveRun(desk, self)
        self._lay_out()
        self._connect()
        self._size()
        theme.signals().changed.connect(self._size)

    # What the window asks.

    def load(self) -> Shown:
        """The week in view."""
        monday = monday_of(self.desk.on)
        prefix = f"weekly/{monday.isoformat()}/"
        kept = (draft.place.removeprefix(prefix) for draft in drafts(self.desk.room, prefix))
        drafted = frozenset(int(pupil) for pupil in kept if pupil.isdecimal())
        return Shown(week_page(self.desk.room, monday), monday, drafted)

    def refresh(self) -> None:
        """Save what was written about another week before this one is shown."""
        if self.comment.place is not None and self.comment.place.monday != monday_of(self.desk.on):
            self.comment.save()
        super().refresh()

    def fill(self, value: Shown) -> None:
        """Paint the week; the chosen pupil, ticks and words being typed stay."""
        self._shown = value
        is_other_week, self._monday = value.monday != self._monday, value.monday
        self.list.show_pupils(value.week.pupils, value.drafted, is_all_ticked=is_other_week)
        if value.week.why_nothing:
            self._show_empty(value)
            return
        self._stack.setCurrentWidget(self._split)
        self.list.choose_one()
        self._show_chosen(is_new=True)

    def primary(self) -> Primary | None:
        """Print all who are ticked."""
        count = len(self.list.ticked())
        if self._shown is None or self._stack.currentWidget() is self.empty:
            return None
        return Primary(f"Print {count}" if count else "Print", self.print_ticked, "Ctrl+P", bool(count))

    def status(self) -> str:
        """How many comments are written."""
        if self._shown is None or self._shown.week.why_nothing:
            return ""
        return self._shown.week.counted

    def open(self, target: object) -> None:
        """Show one pupil's summary."""
        if isinstance(target, int):
            self.list.wish_for(target)

    def focus_first(self) -> None:
        """Work begins in the list."""
        is_empty = self._stack.currentWidget() is self.empty
        (self.empty.action if is_empty else self.list.table).setFocus()

    def keep(self) -> None:
        """Save the comment: the window locks, closes or leaves the page."""
        self.comment.save()
        self.comment.keep_draft()

    # Acts.

    def go_on(self) -> None:
        """Save the comment and go to the next pupil, the keyboard still in the box."""
        self.comment.save(is_asked=True)
        if not self.list.choose_next():
            self.desk.feedback.toast("That was the last one. Ctrl+P prints all who are ticked.")
        self.comment.edit.setFocus()

    def print_ticked(self) -> None:
        """Print the sheets of all who are ticked."""
        self._run(self.prints.start, self.list.ticked())

    def save_ticked(self) -> None:
        """Save the sheets of all who are ticked as files."""
        self._run(self.saves.start, self.list.ticked())

    def save_chosen(self) -> None:
        """Save the sheet of the chosen pupil as a file."""
        chosen = self.list.chosen()
        self._run(self.saves.start, (chosen.pupil_id,) if chosen is not None else ())

    # What happens on the page.

    def _show_empty(self, value: Shown) -> None:
        self.comment.clear()
        if value.monday != monday_of(self.desk.today):
            words = _OTHER_WEEK
        else:
            words = _THIS_WEEK_CLOSED if value.week.pupils else _NOBODY
        self.empty.set_words(value.week.why_nothing, *words)
        self._stack.setCurrentWidget(self.empty)

    def _on_empty_acted(self) -> None:
        if self._monday != monday_of(self.desk.today):
            self.desk.move_to(self.desk.today)
        elif self._shown is not None and self._shown.week.pupils:
            self.desk.move_to(self._monday - timedelta(weeks=1))
        else:
            self.desk.go_to("pupils")

    def _on_chosen(self) -> None:
        self._show_chosen(is_new=False)

    def _on_saved(self) -> None:
        """The draft went after the comment was written, so the list still speaks of it."""
        chosen = self.list.chosen()
        if self._shown is not None and self._shown.drafted and chosen is not None:
            self.refresh()

    def _on_ticked(self) -> None:
        self._show_chosen(is_new=False)
        count = len(self.list.ticked())
        self.save_all.setText(
            "Save all\N{HORIZONTAL ELLIPSIS}"
            if self.list.is_all_ticked
            else f"Save {count}\N{HORIZONTAL ELLIPSIS}"
        )
        self.save_all.setAccessibleName(self.save_all.text())
        self.save_all.setEnabled(count > 0)
        self.header_changed.emit()

    def _on_measured(self, drawn: Wanted, sheets: Sheets) -> None:
        place = self.comment.place
        if place is not None and place.monday == drawn.monday and place.pupil_id in sheets.rooms:
            self.comment.set_room(place, sheets.rooms[place.pupil_id])

    def _show_chosen(self, *, is_new: bool) -> None:
        pupil = self.list.chosen()
        if pupil is None or self._monday is None:
            return
        place = Place(pupil.pupil_id, self._monday, pupil.name, self.desk.room.entry.staff_id)
        self.comment.show_comment(place, pupil.comment)
        self.preview.show_week(self._monday, self.list.ticked(), pupil.pupil_id, is_new=is_new)

    def _run(self, start: Callable[[Which], None], pupil_ids: tuple[int, ...]) -> None:
        """Begin to print or save what stands on the page, the comment in the box saved first."""
        self.comment.save(is_asked=True)
        if self._monday is not None and pupil_ids and not self.comment.is_changed:
            is_everybody = len(pupil_ids) == len(self.list.table.rows())
            start(Which(self._monday, pupil_ids, self.preview.copy_type, is_everybody))

    # How it looks.

    def _connect(self) -> None:
        self.list.chosen_changed.connect(self._on_chosen)
        self.list.ticks_changed.connect(self._on_ticked)
        self.list.opened.connect(self.comment.edit.setFocus)
        self.comment.next_wanted.connect(self.go_on)
        self.comment.saved.connect(self._on_saved, Qt.ConnectionType.QueuedConnection)
        self.preview.choice_changed.connect(self._on_chosen)
        self.preview.measured.connect(self._on_measured)
        self.empty.acted.connect(self._on_empty_acted)
        self.save_one.clicked.connect(self.save_chosen)
        self.save_all.clicked.connect(self.save_ticked)
        for splitter in self._splitters:
            splitter.splitterMoved.connect(self._on_split)
        for keys, act in (("Ctrl+S", self._save_asked), ("Ctrl+Shift+S", self.save_ticked)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _save_asked(self) -> None:
        self.comment.save(is_asked=True)

    def _lay_out(self) -> None:
        for save in (self.save_one, self.save_all):
            self.preview.top.addWidget(save)
        self._left, self._split = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
        self._splitters = (self._split, self._left)
        self._left.addWidget(self.list)
        self._left.addWidget(self.comment)
        self._split.addWidget(self._left)
        self._split.addWidget(self.preview)
        for splitter in self._splitters:
            splitter.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.empty)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._stack)
        left = (self.list.tick, self.list.table.view, self.comment.edit, self.comment.next)
        for first, second in pairwise((*left, *self.preview.stops())):
            self.setTabOrder(first, second)
        for first, second in pairwise((self.preview.copy, self.save_one, self.save_all)):
            self.setTabOrder(first, second)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Each part keeps its share of the page."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        usual = _SHARES if theme.percent() <= _LARGE else _SHARES_LARGE
        for splitter, shares in zip(self._splitters, self.desk.preference(_SPLIT, usual), strict=False):
            room = self.width() if splitter is self._split else self.height()
            splitter.setSizes([share * room // 100 for share in shares])

    def _on_split(self) -> None:
        sizes = [splitter.sizes() for splitter in self._splitters]
        shares = [[round(100 * size / max(sum(pair), 1)) for size in pair] for pair in sizes]
        self.desk.remember(_SPLIT, shares)

    def _size(self) -> None:
        margin = theme.px(16)
        self._column.setContentsMargins(margin, theme.px(12), margin, theme.px(12))
        for splitter in self._splitters:
            splitter.setHandleWidth(1)  # a hairline: Qt gives it five pixels for the mouse
        for save in (self.save_one, self.save_all):
            save.setMinimumHeight(theme.px(36))
        self._share_out()
