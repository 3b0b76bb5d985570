"""The list of pupils: found by a few letters, sorted as its reader likes it, opened with Enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.name_search import typed_words
from iap_desktop.domain.pupils import SEN_STATUSES
from iap_desktop.services.pupil_pages import PupilRow, RoomList, Who
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.empty import EmptyState
from iap_desktop.ui.widgets.search_box import SearchBox
from iap_desktop.ui.widgets.segmented import Segmented
from iap_desktop.ui.widgets.table import Column, Table

_STATE, _WHO = "table pupils", "pupils who"
_SEGMENTS = ((Who.IN_ROOM, "In the room"), (Who.ON_LIST, "Everyone"), (Who.LEFT, "Left"))
_SEN = {SEN_STATUSES["E"]: "EHC plan", SEN_STATUSES["N"]: ""}
_EMPTY = {
    Who.IN_ROOM: "Nobody is placed in the room. Open a pupil under \u201cEveryone\u201d to place one.",
    Who.ON_LIST: "Nobody is on the list.",
    Who.LEFT: "Nobody has left the school.",
}


def _since(row: PupilRow) -> str:
    return day_in_words(row.placement_starts_on) if row.placement_starts_on else ""


def _sen(row: PupilRow) -> str:
    """Support in few words; nothing where there is none, so that the others stand out."""
    return _SEN.get(row.sen or "", row.sen or "")


def _status(row: PupilRow) -> str:
    """Where the pupil stands, short where the column beside it says the day."""
    if row.is_in_room:
        return (
            f"In the room until {day_in_words(row.placement_ends_on)}"
            if row.placement_ends_on
            else "In the room"
        )
    return row.status


_COLUMNS: tuple[Column[PupilRow], ...] = (
    Column("Name", lambda row: row.name, width=210, tooltip=lambda row: row.name, is_bold=True),
    Column("Year", lambda row: row.year_group or "", width=64),
    Column("Form", lambda row: row.form or "", width=76),
    Column("In the room since", _since, sort_key=lambda row: row.placement_starts_on, width=150),
    Column("Key adult", lambda row: row.key_adult or "", width=150),
    Column("SEN", _sen, width=120, tooltip=lambda row: row.sen or ""),
    Column("Where now", _status, tooltip=lambda row: row.status),
)


class PupilLists:
    """Who is in the room on a day; everybody else is read when somebody asks for them."""

    def __init__(self, on: date, in_room: RoomList, everyone: Callable[[], tuple[PupilRow, ...]]) -> None:
        self.on = on
        self.in_room = in_room.rows
        self.on_list_count = in_room.on_list
        self.is_empty = in_room.known == 0
        self._everyone = everyone

    @cached_property
    def every(self) -> tuple[PupilRow, ...]:
        """Everyone whom the room knows."""
        return self._everyone()

    def rows(self, who: Who) -> tuple[PupilRow, ...]:
        """The lines of one view."""
        if who is Who.IN_ROOM:
            return self.in_room
        return tuple(row for row in self.every if self._has_left(row) == (who is Who.LEFT))

    def knows(self, pupil_id: int) -> bool:
        """Whether there is such a pupil."""
        return any(row.pupil_id == pupil_id for row in self.in_room) or any(
            row.pupil_id == pupil_id for row in self.every
        )

    def _has_left(self, row: PupilRow) -> bool:
        return row.left_on is not None and row.left_on < self.on


class ListView(QWidget):
    """Search, three views, the table; with no pupils at all, how to begin."""

    opened = Signal(int)
    import_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lists = PupilLists(desk.today, RoomList((), 0, 0), tuple)
        self.search = SearchBox("Search name, form, UPN", self)
        self.search.setToolTip("Search the list  /")
        self.who = Segmented(_SEGMENTS, self, accessible_name="Which pupils to show")
        self.count = QLabel(self)
        self.count.setProperty("role", "quiet")
        self.import_button = button("Import a list", self)
        self.import_button.setMinimumHeight(theme.px(36))
        self.table: Table[PupilRow] = Table(
            _COLUMNS, self, name="pupils", accessible_name="Pupils", key=lambda row: row.pupil_id
        )
        self.empty = EmptyState("", "", None, self)
        self._lay_out()
        self._connect()
        self.recall()

    def fill(self, lists: PupilLists) -> None:
        """Show the lists; the row that the keyboard is on keeps it."""
        self._lists = lists
        self._stack.setCurrentWidget(self.empty if lists.is_empty else self._full)
        may_write = self._desk.may_write
        self.empty.set_words(
            "No pupils yet",
            "The pupils of the room belong here. Bring in a list from the school's system, or drop the file "
            "on this page; or add one pupil at a time."
            if may_write
            else "The pupils of the room belong here. Whoever leads the room adds them.",
            "Import a list" if may_write else None,
        )
        self.import_button.setVisible(may_write)
        self._show()

    def pupil_ids(self) -> list[int]:
        """The pupils in the order in which they are shown."""
        return [row.pupil_id for row in self.table.rows()]

    def in_words(self) -> str:
        """How many there are, whatever is searched for."""
        return f"{len(self._lists.in_room)} in the room, {self._lists.on_list_count} on the list"

    def select(self, pupil_id: int) -> None:
        """Put the keyboard's row on a pupil."""
        self.table.select_key(pupil_id)

    def recall(self) -> None:
        """The view, columns and sort as this person left them."""
        self.table.restore_state(self._desk.preference(_STATE, {"sort": "Name", "is_descending": False}))
        known = {str(value): value for value, _ in _SEGMENTS}
        self.who.set_value(known.get(self._desk.preference(_WHO, ""), Who.IN_ROOM))

    def focus_first(self) -> None:
        """The table where there is one, with a row chosen."""
        if self._lists.is_empty:
            self.empty.action.setFocus()
            return
        if self.table.current_row() is None and self.table.rows():
            self.table.select_key(self.table.rows()[0].pupil_id)
        self.table.setFocus()

    def focus_search(self) -> None:
        """Go to the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _shown_who(self) -> Who:
        value = self.who.value()
        return value if isinstance(value, Who) else Who.IN_ROOM

    def _show(self) -> None:
        who, typed = self._shown_who(), typed_words(self.search.text())
        rows = [row for row in self._lists.rows(who) if row.is_found(typed)]
        self.table.set_empty_text(self._nothing_found() if typed else _EMPTY[who])
        self.table.set_rows(rows)
        self.count.setText(f"{len(rows)} pupil{'' if len(rows) == 1 else 's'}")

    def _nothing_found(self) -> str:
        """Nothing here; somebody who is sought may be in another view."""
        typed = typed_words(self.search.text())
        elsewhere = [
            f"{len(found)} under \u201c{words}\u201d"
            for who, words in _SEGMENTS
            if (found := [row for row in self._lists.rows(who) if row.is_found(typed)])
        ]
        here = f"Nothing here matches \u201c{self.search.text().strip()}\u201d."
        return f"{here} There is {' and '.join(elsewhere)}." if elsewhere else here

    def _on_chosen(self, who: object) -> None:
        self._desk.remember(_WHO, str(who))
        self._show()

    def _on_searched(self) -> None:
        self._show()
        rows = self.table.rows()
        if rows and self.table.current_row() is None:
            self.table.select_key(rows[0].pupil_id)

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.opened.emit(row.pupil_id)

    def _connect(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.returnPressed.connect(self._open_current)
        self.search.left_downwards.connect(self.table.setFocus)
        self.who.chosen.connect(self._on_chosen)
        self.table.activated.connect(lambda row: self.opened.emit(row.pupil_id))
        self.table.state_changed.connect(lambda: self._desk.remember(_STATE, self.table.state()))
        self.import_button.clicked.connect(self.import_wanted)
        self.empty.acted.connect(self.import_wanted)
        self._desk.person_changed.connect(self.recall)
        for keys in ("/", "Ctrl+F"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.focus_search)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        for part in (self.search, self.who, self.count):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.import_button)
        self._full = QWidget(self)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(14))
        column.setSpacing(theme.px(12))
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._full)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
