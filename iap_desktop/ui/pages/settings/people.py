"""Who works in the room, what each may do, who can open it, and the recovery sheet in the safe."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.staff import Role
from iap_desktop.services import people
from iap_desktop.services.people import Person
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import Values
from iap_desktop.ui.page import KeyHelp, Primary
from iap_desktop.ui.pages.settings import people_dialogs
from iap_desktop.ui.pages.settings.section import Section, act, buttons, choose_first, fit_rows, words
from iap_desktop.ui.pages.settings.working import WorkDialog
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.table import Column, Table

ROLE_WORDS = people_dialogs.ROLE_WORDS
STAFF_TABLES = frozenset({"staff", "staff_name", "key_event"})


def _standing(row: Person) -> str:
    if row.left_on is not None:
        return "Has left"
    return "Yes" if row.has_key else "Not yet"


def _standing_in_full(row: Person) -> str:
    if row.left_on is not None:
        return f"{row.name} left on {day_in_words(row.left_on)}"
    return f"{row.name} can sign in" if row.has_key else f"{row.name} has no passphrase yet"


COLUMNS: tuple[Column[Person], ...] = (
    Column("Name", lambda row: row.name, is_bold=True, tooltip=lambda row: row.name),
    Column("May", lambda row: ROLE_WORDS[row.role], width=132),
    Column("Since", lambda row: day_in_words(row.joined_on), sort_key=lambda row: row.joined_on, width=148),
    Column(
        "Can sign in",
        _standing,
        width=105,
        tooltip=_standing_in_full,
        tone=lambda row: "quiet" if row.left_on else None,
    ),
)


class PeopleSection(Section):
    """The list of people with what the lead may do, one's own passphrase, and the recovery sheet."""

    name = "people"
    title = "People"
    guide = "people"
    tables = frozenset({"staff", "staff_name", "key_event"})
    key_help = (KeyHelp("Ctrl+N", "Add a colleague"), KeyHelp("Enter", "Change the colleague chosen"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table: Table[Person] = Table(
            COLUMNS, name="people", accessible_name="People of the room", key=lambda row: row.id
        )
        self.table.activated.connect(self.change)
        self.table.selected.connect(self._enable)
        self.remember_table(self.table)
        more = "\N{HORIZONTAL ELLIPSIS}"
        self.change_button = act(f"Name and role{more}", self.change, spoken="Change name and role")
        self.reset_button = act(
            f"New passphrase{more}", self.reset, spoken="New passphrase for who is chosen"
        )
        self.remove_button = act(f"Remove{more}", self.remove, role="danger", spoken="Remove who is chosen")
        self._lead_buttons = buttons(self.change_button, self.reset_button, self.remove_button)
        self.column.addWidget(self.table)
        self.column.addWidget(self._lead_buttons)
        self.column.addWidget(self._own_card())
        self._sheet_card = self._recovery_card()
        self.column.addWidget(self._sheet_card)
        self.column.addStretch(1)

    def load(self) -> tuple[Person, ...]:
        """Everyone, leavers last."""
        if people.role_of(self.desk.room) != self.desk.role:  # one's own role was changed or changed back
            QTimer.singleShot(0, self, self.desk.reload_person)
        return people.staff_list(self.desk.room, self.desk.today)

    def fill(self, value: Any) -> None:  # noqa: ANN401 - the people
        """Paint the list."""
        self.say_who()
        self.table.set_rows(value)
        fit_rows(self.table)
        choose_first(self.table)
        self._lead_buttons.setVisible(self.may_lead)
        self._own.setVisible(not self.desk.room.is_read_only)
        self._sheet_card.setVisible(self.may_lead)
        self._pending.setVisible(self.pending_sheet() is not None)
        self._enable()

    def first(self) -> QWidget:
        """The list."""
        return self.table

    def primary(self) -> Primary | None:
        """Add a colleague."""
        return Primary("Add a colleague", self.on_add, "Ctrl+N") if self.may_lead else None

    def on_add(self) -> None:
        """The main act."""
        self.add()

    def add(self) -> WorkDialog:
        """A newcomer types the first passphrase."""
        return people_dialogs.add(self, self._added)

    def change(self, _row: object = None) -> None:
        """Name and role of who is chosen."""
        row = self.table.current_row()
        if row is not None and self.may_lead and row.left_on is None:
            people_dialogs.change(self, row, partial(self._change, row))

    def reset(self) -> WorkDialog | None:
        """A new passphrase for a colleague who forgot theirs."""
        row = self.table.current_row()
        if row is None or row.left_on is not None:
            return None
        return people_dialogs.reset(self, row, lambda: self._keys_changed(f"{row.name} has a new passphrase"))

    def remove(self) -> WorkDialog | None:
        """A colleague leaves."""
        row = self.table.current_row()
        if row is None or row.left_on is not None:
            return None
        said = f"{row.name} is removed and can no longer open the room"
        return people_dialogs.remove(self, row, lambda: self._keys_changed(said))

    def change_own(self) -> WorkDialog:
        """One's own passphrase."""
        return people_dialogs.change_own(self, lambda: self._keys_changed("Your passphrase is changed"))

    def new_sheet(self) -> WorkDialog:
        """A new recovery sheet."""
        return people_dialogs.new_sheet(self, self._sheet_made)

    def pending_sheet(self) -> Path | None:
        """The file of a sheet that is not in the safe yet."""
        kept = self.desk.preference(people.SHEET_PENDING)
        return Path(kept) if isinstance(kept, str) and Path(kept).is_file() else None

    def show_pending(self) -> None:
        """Show it, to be printed."""
        people_dialogs.show_sheet(self, self.pending_sheet(), self.on_sheet_kept)

    def on_sheet_kept(self) -> None:
        """The sheet is in the safe: nobody need be reminded."""
        self.desk.remember(people.SHEET_PENDING, None)
        self._pending.hide()

    def _added(self, name: str) -> None:
        self._keys_changed(f"{name} can sign in now")

    def _change(self, row: Person, typed: Values) -> bool:
        name, role = str(typed["name"]), typed["role"]
        if name != row.name:
            command = people.RenamePerson(row.id, name, self.desk.today)
            if self.desk.do(command, said=f"{name}: the name holds from today") is None:
                return False
            with self.desk.guarded():
                people.bring_slot_names_up_to_date(self.desk.room)
        if isinstance(role, Role) and role is not row.role:
            said = f"{name} may now: {ROLE_WORDS[role].lower()}"
            if self.desk.do(people.SetRole(row.id, role), said=said) is None:
                return False
        return True

    def _keys_changed(self, said: str) -> None:
        self.desk.announce(STAFF_TABLES)
        self.say(said)

    def _sheet_made(self, path: object) -> None:
        self.desk.announce(STAFF_TABLES)
        self.desk.tell_notices()
        self.desk.remember(people.SHEET_PENDING, str(path))
        people_dialogs.show_sheet(self, path, self.on_sheet_kept)
        self._pending.show()

    def _enable(self) -> None:
        row = self.table.current_row()
        is_here = row is not None and row.left_on is None
        self.change_button.setEnabled(is_here)
        self.reset_button.setEnabled(is_here)
        is_own = row is not None and row.id == self.desk.room.entry.staff_id
        self.remove_button.setVisible(is_here and not is_own)

    def _own_card(self) -> Card:
        self._own = Card("Your passphrase")
        self._own.add(
            words("Only you know it. The old one opens nothing that is written from now on.", "quiet")
        )
        self.own_button = act("Change my passphrase\N{HORIZONTAL ELLIPSIS}", self.change_own)
        self._own.add(buttons(self.own_button))
        return self._own

    def _recovery_card(self) -> Card:
        card = Card("Recovery sheet")
        card.add(
            words(
                "The paper in the school safe opens the room when nobody's passphrase does. "
                "Make a new one when the paper is lost, or has been used.",
                "quiet",
            )
        )
        self._pending = Card()
        self._pending.add(words("A sheet is made, but not in the safe yet.", "notice"))
        self._pending.add(buttons(act("Show and print it\N{HORIZONTAL ELLIPSIS}", self.show_pending)))
        self.sheet_button = act("Make a new recovery sheet\N{HORIZONTAL ELLIPSIS}", self.new_sheet)
        card.add(self._pending)
        card.add(buttons(self.sheet_button))
        return card
