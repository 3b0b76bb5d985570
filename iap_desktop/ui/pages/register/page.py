"""The Register page itself: what keys, clicks and buttons do to the grid, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_days import Column, ColumnKind, RegisterDay
from iap_desktop.domain.registers import PeriodMark, SessionMark
from iap_desktop.services.register_cells import (
    CellRef,
    Intent,
    MarkCells,
    SchoolClosed,
    cells_command,
    codes_offered,
    fill_blanks,
)
from iap_desktop.services.register_days import mark_history, register_day
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.icons import icon
from iap_desktop.ui.page import DAY, Page, Primary
from iap_desktop.ui.pages.register import choices as marks
from iap_desktop.ui.pages.register.banner import DayBanner
from iap_desktop.ui.pages.register.cells import (
    RegisterView,
    can_fill,
    cell_refs,
    column_words,
    first_blank,
    grid_columns,
    grid_rows,
    is_begun,
    row_of,
    start_cell,
    status_words,
)
from iap_desktop.ui.pages.register.entry import MarkEntry
from iap_desktop.ui.pages.register.excel import ExcelDialog
from iap_desktop.ui.pages.register.foot import KEYS, Foot, cell_in_words
from iap_desktop.ui.pages.register.menu import CellMenu
from iap_desktop.ui.widgets.empty import EmptyState
from iap_desktop.ui.widgets.grid import Grid

TICK_MS = 20_000
HISTORY_AFTER_MS = 90


class RegisterPage(Page):
    """Both registers of the day in view. `open` takes a day, a column's key, a pupil's id, or a cell."""

    title = "Register"
    unit = DAY
    guide = "register"
    key_help = KEYS
    tables = frozenset(
        {
            "session_mark", "period_mark", "pupil", "pupil_fact", "placement", "placement_slot",
            "attendance_code", "bell_times", "period", "academic_year", "term", "closure", "week_letter",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._view: RegisterView | None = None
        self._wanted: object = None
        self._started: CellRef | None = None
        self._anyway_on: date | None = None
        self._menu: CellMenu | None = None
        self.banner = DayBanner(self)
        self.grid = Grid(self, accessible_name="Register", corner="Pupil")
        self.empty = EmptyState("", "", "Go to Pupils", self)
        self.foot = Foot(self)
        self.entry = MarkEntry(self.grid, self)
        self.excel = QToolButton(self)
        self.excel.setAccessibleName("Register to Excel")
        self.excel.setToolTip("Save the register as an Excel workbook")
        self._tick, self._history = QTimer(self), QTimer(self)
        self._lay_out()
        self._connect()

    # What is shown.

    def load(self) -> RegisterView:
        """The day, and the codes of the day."""
        desk = self.desk
        return RegisterView(register_day(desk.room, desk.on, desk.now), codes_offered(desk.room, desk.on))

    def fill(self, value: RegisterView) -> None:
        """Paint what differs; another day starts where work begins."""
        is_other_day = self._view is None or self._view.day.day.on != value.day.day.on
        self._view = value
        day = value.day
        if is_other_day:
            self.entry.close_entry()
        self.grid.set_grid(grid_columns(day), grid_rows(day))
        is_anyway = self._anyway_on == day.day.on
        self.banner.show_day(day, may_write=self.desk.may_write, is_anyway=is_anyway)
        self._show_rows(day)
        if is_other_day or self.grid.current_key() is None:
            self._start()
        if self.entry.is_open and not self.grid.current_rect().isValid():
            self.entry.close_entry()
        self.entry.place()
        self._show_cell()

    def primary(self) -> Primary | None:
        """Fill the blanks of the column; who can only look has no such act."""
        if not self.desk.may_write:
            return None
        can_fill_some = self._view is not None and can_fill(self._view.day)
        words = f"Fill blanks  {marks.FILL}" if _has_room_for_words() else "Fill blanks"
        return Primary(words, self.on_fill_pressed, is_enabled=can_fill_some)

    def tools(self) -> list[QWidget]:
        """The way to Excel."""
        return [self.excel]

    def status(self) -> str:
        """The counters."""
        return status_words(self._view.day) if self._view is not None else ""

    def open(self, target: object) -> None:
        """Go to a day, a column ("AM"), a pupil's row or a cell; it waits until the page is in view."""
        if isinstance(target, date):
            self.desk.move_to(target)
        else:
            self._wanted = target

    def focus_first(self) -> None:
        """The cell that was asked for, else where work begins, else where the keyboard was."""
        wanted, self._wanted = self._wanted, None
        if self._view is not None and self._view.day.rows:
            if wanted is not None:
                self._go_to_target(wanted, self._view.day)
            elif self._is_start_elsewhere(self._view.day):
                self._start()
        shown: QWidget = self.grid if not self.grid.isHidden() else self.empty.action
        (self.entry if self.entry.is_open else shown).setFocus()

    # Marking.

    def mark(self, intent: Intent, *, is_next: bool = True) -> None:
        """Do something to the cells chosen, and go on to the next pupil."""
        if self._view is None or not self.desk.may_write:
            return
        day, refs = self._view.day, cell_refs(self.grid.selected_keys())
        with self.desk.guarded():
            try:
                command = cells_command(
                    self.desk.room, day, refs, intent, is_even_if_closed=self._anyway_on == day.day.on
                )
            except SchoolClosed as error:
                self._ask_about_closed_day(error, lambda: self.mark(intent, is_next=is_next))
                return
            self._run(day, command, is_next=is_next)

    def fill_columns(self) -> None:
        """Make marks where none is made, in the columns chosen."""
        if self._view is None or not self.desk.may_write:
            return
        day = self._view.day
        keys = tuple(dict.fromkeys(column for _, column in cell_refs(self.grid.selected_keys())))
        with self.desk.guarded():
            filling = fill_blanks(day, keys)
            names = " and ".join(column_words(day.column(key)) for key in keys[:2])
            if not filling.filled:
                self.desk.feedback.toast(f"{names}: nothing to fill{_left_words(filling.left)}")
                return
            done = self.desk.do(filling.command)
            if done is not None:
                is_early = day.day.on == day.today and not all(
                    is_begun(day.column(key), self.desk.now) for key in keys
                )
                early = " before it has begun" if is_early else ""
                said = f"{names}: {done.value} filled{early}{_left_words(filling.left)}"
                self.desk.feedback.toast(said, "Undo", self.desk.undo)

    def type_in(self, text: str) -> None:
        """Open the line over the current cell, with what was typed already."""
        ref, view = self._current(), self._view
        if ref is None or view is None or not self.desk.may_write:
            return
        column, on = view.day.column(ref[1]), view.day.day.on
        spoken = f"{row_of(view.day, ref[0]).label}, {column.title}"
        self.entry.open(text, lambda typed: marks.choices(column, typed, view.codes, on), spoken)

    def on_typed(self, text: str) -> None:
        """One key in the grid."""
        ref = self._current()
        if ref is None or self._view is None or not self.desk.may_write:
            return
        if self.entry.is_open:
            self.entry.setFocus()
            self.entry.insert(text)
            return
        column = self._view.day.column(ref[1])
        intent = marks.immediate(column, text)
        if intent is not None:
            self.mark(intent)
        elif text.upper() == marks.FILL:
            self.fill_columns()
        elif marks.choices(column, text, self._view.codes, self._view.day.day.on):
            self.type_in(text)

    def on_menu_wanted(self, corner: QPoint) -> None:
        """Everything that the cell can become."""
        ref, view = self._current(), self._view
        if ref is None or view is None or not self.desk.may_write:
            return
        column = view.day.column(ref[1])
        self._menu = CellMenu(
            self, column, view.codes, mark=self.mark, type_in=self.type_in, fill=self.fill_columns
        )
        self._menu.aboutToHide.connect(self._menu.deleteLater)
        self._menu.popup(corner)

    def on_fill_pressed(self) -> None:
        """The button of the header."""
        self.fill_columns()
        self.grid.setFocus()

    def on_present_pressed(self) -> None:
        """The button for a finger."""
        self.mark(Intent.present())
        self.grid.setFocus()

    def on_choose_pressed(self) -> None:
        """The other button for a finger."""
        self.grid.setFocus()
        self.on_menu_wanted(self.grid.current_corner())

    def on_anyway(self) -> None:
        """Somebody says that a closed day is to be marked all the same."""
        self._anyway_on = self.desk.on
        self.refresh()
        self.grid.setFocus()

    def on_excel_pressed(self) -> None:
        """Ask for days and file."""
        ExcelDialog(self.desk, self).open()

    def _run(self, day: RegisterDay, command: MarkCells, *, is_next: bool) -> None:
        if not command.is_empty:
            done = self.desk.do(command)
            if done is None:
                return
            self._tell_if_complete(day)
        is_clearing = bool(command.cleared_sessions or command.cleared_periods) or command.is_empty
        if is_next and not is_clearing:
            self.grid.move_down()

    def _tell_if_complete(self, before: RegisterDay) -> None:
        """A column that is whole now is worth a word."""
        if self._view is None:
            return
        for old, new in zip(before.columns, self._view.day.columns, strict=False):
            if old.key == new.key and old.marked < old.due and new.due and new.marked == new.due:
                said = f"{column_words(new)} saved, {new.marked} of {new.due}"
                self.desk.feedback.toast(said, "Undo the last mark", self.desk.undo)

    def _ask_about_closed_day(self, error: SchoolClosed, again: Callable[[], None]) -> None:
        def anyway() -> None:
            self.on_anyway()
            again()

        self.desk.feedback.show_error(error, (("Mark it anyway", anyway),))

    # Where the keyboard is.

    def _current(self) -> CellRef | None:
        key = self.grid.current_key()
        refs = cell_refs([key]) if key is not None else []
        return refs[0] if refs else None

    def _start(self) -> None:
        if self._view is None:
            return
        self._started = start_cell(self._view.day, self.desk.now)
        if self._started is not None:
            self.grid.go_to(self._started)

    def _is_start_elsewhere(self, day: RegisterDay) -> bool:
        """Whether another column has become due since the keyboard was put somewhere."""
        start = start_cell(day, self.desk.now)
        return start is not None and (self._started is None or start[1] != self._started[1])

    def _go_to_target(self, target: object, day: RegisterDay) -> None:
        keys = {column.key for column in day.columns}
        if isinstance(target, str) and target in keys:
            self.grid.go_to(first_blank(day, target) or (day.rows[0].pupil_id, target))
        elif isinstance(target, tuple) and len(target) == 2:
            self.grid.go_to(target)
        elif isinstance(target, int):
            start = start_cell(day, self.desk.now)
            self.grid.go_to((target, start[1] if start is not None else day.columns[0].key))

    # What is said.

    def _show_rows(self, day: RegisterDay) -> None:
        has_rows = bool(day.rows)
        for part in (self.grid, self.foot):
            part.setVisible(has_rows)
        self.empty.setVisible(not has_rows)
        if not has_rows:
            self.empty.set_words(
                f"Nobody is in the room on {day_in_words(day.day.on)}",
                "Pupils who are placed in the room on this day are listed here, ready to be marked.",
                "Go to Pupils",
            )

    def _show_cell(self) -> None:
        """Say the current cell in full; who marked it follows in a moment, so that no key waits for it."""
        ref, view = self._current(), self._view
        if ref is None or view is None:
            return
        column: Column = view.day.column(ref[1])
        self.foot.show_keys(column.kind if self.desk.may_write else None)
        chosen = len(self.grid.selectedIndexes())
        if chosen > 1:
            self.foot.detail.setText(f"{chosen} cells chosen: one key marks them all")
            return
        self.foot.detail.setText(cell_in_words(view, ref, ()))
        if view.day.cell(*ref).shown.mark_id:
            self._history.start()

    def on_history_due(self) -> None:
        """Add who marked the current cell."""
        ref, view = self._current(), self._view
        if ref is None or view is None or len(self.grid.selectedIndexes()) > 1:
            return
        mark_id = view.day.cell(*ref).shown.mark_id
        if mark_id:
            kind = SessionMark if view.day.column(ref[1]).kind is ColumnKind.SESSION else PeriodMark
            history = mark_history(self.desk.room, kind, mark_id)
            self.foot.detail.setText(cell_in_words(view, ref, history))
            self.foot.detail.setToolTip("\n".join(one.words(view.day.today) for one in history))

    def on_moved(self) -> None:
        """Another cell is current, or others are chosen."""
        self.entry.close_entry()
        self._show_cell()

    def on_tick(self) -> None:
        """Time goes on: another period may be the current one."""
        if self.isVisible() and not self.entry.is_open:
            self.refresh()

    def restyle(self) -> None:
        """Sizes and icons follow the theme."""
        margin = theme.px(20)
        self._column.setContentsMargins(margin, theme.px(12), margin, theme.px(8))
        self._column.setSpacing(theme.px(8))
        self.excel.setIcon(icon("excel"))
        self.excel.setIconSize(QSize(theme.px(18), theme.px(18)))
        has_words = _has_room_for_words()
        self.excel.setText("Excel")
        self.excel.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if has_words
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        theme.mark(self.excel, "role", "" if has_words else "icon")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The clock matters while the page is seen."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks."""
        super().hideEvent(event)
        self._history.stop()  # the room may close at once
        self._tick.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What is being typed stays over its cell."""
        super().resizeEvent(event)
        self.entry.place()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.banner)
        self._column.addWidget(self.grid, 1)
        self._column.addWidget(self.empty, 1)
        self._column.addWidget(self.foot)
        self.banner.hide()
        self.empty.hide()
        self.excel.hide()
        self.restyle()

    def _connect(self) -> None:
        grid, desk = self.grid, self.desk
        grid.typed.connect(self.on_typed)
        grid.cleared.connect(lambda: self.mark(Intent.clear()))
        grid.menu_wanted.connect(self.on_menu_wanted)
        grid.moved.connect(self.on_moved)
        grid.selectionModel().selectionChanged.connect(lambda *_: self._show_cell())
        self.entry.taken.connect(lambda choice, is_next: self.mark(choice.intent, is_next=is_next))
        self.foot.present.clicked.connect(self.on_present_pressed)
        self.foot.choose.clicked.connect(self.on_choose_pressed)
        self.excel.clicked.connect(self.on_excel_pressed)
        self.empty.acted.connect(lambda: desk.go_to("pupils"))
        self.banner.today_wanted.connect(lambda: desk.move_to(desk.today))
        self.banner.day_wanted.connect(desk.move_to)
        self.banner.marking_wanted.connect(self.on_anyway)
        desk.person_changed.connect(self.entry.close_entry)
        theme.signals().changed.connect(self.restyle)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.on_tick)
        self._history.setSingleShot(True)
        self._history.setInterval(HISTORY_AFTER_MS)
        self._history.timeout.connect(self.on_history_due)


def _has_room_for_words() -> bool:
    """Whether the header has room for more than it must say, at the text size in force."""
    return theme.percent() <= 125


def _left_words(left: int) -> str:
    if not left:
        return ""
    return ", 1 left that is expected away" if left == 1 else f", {left} left that are expected away"
