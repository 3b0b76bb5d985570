"""Pupils: the list, one pupil's page in its place, and a list on its way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.domain.dates import monday_of
from iap_desktop.services.pupil_acts import pupil_week
from iap_desktop.services.pupil_pages import PupilPage, all_pupil_rows, pupil_page, room_list
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.import_preview import ImportPreview, choose_list
from iap_desktop.ui.page import KeyHelp, Page, Primary
from iap_desktop.ui.pages.pupils.acts import PupilActs
from iap_desktop.ui.pages.pupils.list_view import ListView, PupilLists
from iap_desktop.ui.pages.pupils.pupil_view import PupilSheet, PupilView
from iap_desktop.ui.pages.pupils.stays import StayActs, acts_for

IMPORT, ADD = "import", "add"


@dataclass(frozen=True, slots=True)
class PupilsValue:
    """What the page shows: the lists, and the pupil in view."""

    lists: PupilLists
    sheet: PupilSheet | None


class PupilsPage(Page):
    """The list, a pupil or an import, one at a time."""

    title = "Pupils"
    tables: ClassVar[frozenset[str]] = frozenset(
        {
            "pupil", "pupil_fact", "contact", "placement", "placement_slot", "placement_key_adult",
            "session_mark", "period_mark", "weekly_comment", "staff", "staff_name", "setting",
            "academic_year", "term", "closure", "week_letter", "bell_times", "period", "attendance_code",
        }
    )  # fmt: skip
    guide = "pupils"
    key_help = (
        KeyHelp("/ or Ctrl+F", "Search the list"),
        KeyHelp("Enter", "Open the pupil"),
        KeyHelp("Alt+Left", "Back to the list"),
        KeyHelp("Ctrl+PageDown", "Next pupil"),
        KeyHelp("Ctrl+PageUp", "Pupil before"),
        KeyHelp("Ctrl+N", "Add a pupil"),
        KeyHelp("Ctrl+E", "Change names and facts"),
        KeyHelp("Ctrl+C", "Copy the selected lines"),
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setAcceptDrops(True)
        self._pupil_id: int | None = None
        self._week_on: date | None = None
        self._sheet: PupilSheet | None = None
        self._lists: PupilLists | None = None
        self.importing: ImportPreview | None = None
        self.acts = PupilActs(desk, self)
        self.stay_acts = StayActs(self.acts)
        self.list = ListView(desk, self)
        self.pupil = PupilView(self)
        self._stack = QStackedWidget(self)
        for view in (self.list, self.pupil):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    # What the window asks.

    def load(self) -> PupilsValue:
        """The lists and the pupil in view; a pupil who is gone gives way to the list."""
        room, on = self.desk.room, self.desk.today
        return self._value(PupilLists(on, room_list(room, on), lambda: all_pupil_rows(room, on)))

    def fill(self, value: object) -> None:
        """Paint what was read."""
        if not isinstance(value, PupilsValue):
            raise TypeError("a page is filled with what it loaded")
        if value.lists is not self._lists:
            self._lists = value.lists
            self.list.fill(value.lists)
        self._show_sheet(value.sheet)

    def _value(self, lists: PupilLists) -> PupilsValue:
        """The pupil in view beside lists; one who is gone gives way to the list."""
        if self._pupil_id is not None and not lists.knows(self._pupil_id):
            self._pupil_id = None
        return PupilsValue(lists, None if self._pupil_id is None else self._load_sheet(self._pupil_id))

    def _turn(self) -> None:
        """Show another pupil or the list; the lists are as they were read, unless the day is another."""
        lists = self._lists
        if lists is None or lists.on != self.desk.today:
            self.refresh()
            return
        self.fill(self._value(lists))
        self.header_changed.emit()

    def _show_sheet(self, sheet: PupilSheet | None) -> None:
        self._sheet = sheet
        if sheet is not None:
            ids = self.list.pupil_ids()
            pupil_id = sheet.page.pupil.id
            place = ids.index(pupil_id) + 1 if pupil_id in ids else 0
            self.pupil.fill(sheet, place, len(ids), may_write=self.desk.may_write)
        self._show_view()

    def primary(self) -> Primary | None:
        """Add to the list, change the pupil; an import has a button of its own."""
        if self.importing is not None or not self.desk.may_write:
            return None
        if self._sheet is not None:
            return Primary("Change", self._change, "Ctrl+E")
        return Primary("Add a pupil", self.acts.add, "Ctrl+N")

    def status(self) -> str:
        """How many are in the room."""
        return "" if self.importing is not None else self.list.in_words()

    def open(self, target: object) -> None:
        """Show a pupil by id, or begin an import ("import", or a path) or a new pupil ("add")."""
        if isinstance(target, int):
            self._lists = None  # whoever asks may know of a pupil who was not there when they were read
            self.show_pupil(target)
        elif isinstance(target, Path):
            self.show_import(target)
        elif target == IMPORT:
            QTimer.singleShot(0, self, self.choose_import)
        elif target == ADD and self.desk.may_write:
            QTimer.singleShot(0, self, self.acts.add)

    def focus_first(self) -> None:
        """The table, the pupil's page, or the import's button."""
        if self.importing is not None:
            self.importing.focus_first()
        elif self._sheet is not None:
            self.pupil.area.setFocus()
        else:
            self.list.focus_first()

    def keep(self) -> None:
        """Keep what is half typed."""
        self.acts.keep()

    # A pupil in place of the list.

    def show_pupil(self, pupil_id: int) -> None:
        """Open a pupil's page at this week."""
        self._pupil_id, self._week_on = pupil_id, None
        self.close_import()
        self._turn()
        self.pupil.scroll_to_top()
        self.list.select(pupil_id)
        self.focus_first()

    def show_list(self) -> None:
        """Back to the list, on the pupil who was in view."""
        self._pupil_id = self._sheet = None
        self.close_import()
        self._turn()
        self.focus_first()

    def show_neighbour(self, step: int) -> None:
        """The pupil before or after in the order of the list."""
        ids = self.list.pupil_ids()
        if self._pupil_id in ids:
            place = ids.index(self._pupil_id) + step
            if 0 <= place < len(ids):
                self.show_pupil(ids[place])

    def _load_sheet(self, pupil_id: int) -> PupilSheet:
        room, today = self.desk.room, self.desk.today
        page = pupil_page(room, pupil_id, today)
        on = self._week_on or today
        is_this_week = monday_of(on) == monday_of(today)
        week = page.week if is_this_week else pupil_week(room, pupil_id, on)
        return PupilSheet(page, week, on, acts_for(page, today))

    def _show_week(self, on: date) -> None:
        if self._sheet is not None:
            self._week_on = on
            self._sheet = self._load_sheet(self._sheet.page.pupil.id)
            self.pupil.fill_week(self._sheet)

    def _step_week(self, step: int) -> None:
        self._show_week((self._week_on or self.desk.today) + timedelta(weeks=step))

    # An import in place of the list.

    def choose_import(self) -> None:
        """Ask for a list and show what would become of it."""
        if self._may_import():
            path = choose_list(self)
            if path is not None:
                self.show_import(path)

    def show_import(self, path: Path) -> None:
        """Show a list before it is taken in."""
        if not self._may_import():
            return
        if self.importing is not None:
            self.importing.set_path(path)
            return
        self.importing = ImportPreview(self.desk, path, self)
        self.importing.imported.connect(lambda _: self.show_list())
        self.importing.cancelled.connect(self.show_list)
        self._stack.addWidget(self.importing)
        self._show_view()
        self.header_changed.emit()

    def close_import(self) -> None:
        """Put an import away."""
        if self.importing is not None:
            self._stack.removeWidget(self.importing)
            self.importing.deleteLater()
            self.importing = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """One file may be dropped anywhere on the page."""
        if self.desk.may_write and _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Show what would become of the file."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.show_import(path)

    def _may_import(self) -> bool:
        if not self.desk.may_write:
            self.desk.feedback.toast("You can look at everything here, but not change it.")
        return self.desk.may_write

    def _show_view(self) -> None:
        view = self.importing or (self.pupil if self._sheet is not None else self.list)
        self._stack.setCurrentWidget(view)

    # Acts.

    def _page(self) -> PupilPage:
        if self._sheet is None:
            raise RuntimeError("no pupil is in view")
        return self._sheet.page

    def _change(self) -> None:
        self.acts.change(self._page())

    def _connect(self) -> None:
        self.list.opened.connect(self.show_pupil)
        self.list.import_wanted.connect(self.choose_import)
        self.acts.added.connect(self.open)
        view, acts = self.pupil, self.acts
        view.back_wanted.connect(self.show_list)
        view.neighbour_wanted.connect(self.show_neighbour)
        view.week.stepped.connect(self._step_week)
        view.week.picked.connect(self._show_week)
        view.facts.change_wanted.connect(self._change)
        view.stays.periods_wanted.connect(lambda: self.stay_acts.periods(self._page()))
        view.stays.acted.connect(lambda name: self.stay_acts.act(name, self._page()))
        view.contacts.add_wanted.connect(lambda: acts.add_contact(self._page().pupil.id))
        view.contacts.change_wanted.connect(acts.change_contact)
        view.contacts.remove_wanted.connect(acts.remove_contact)
        view.contacts.move_wanted.connect(lambda one, step: acts.move_contact(self._page(), one, step))
        view.contacts.copied.connect(lambda _: self.desk.feedback.toast("Copied"))


def _dropped(event: QDropEvent) -> Path | None:
    """The one local file of a drop."""
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
