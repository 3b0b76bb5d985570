"""Who keeps children safe here: the DSL first, then the deputies, as the red button shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from iap_desktop.domain.school import SafeguardingLead
from iap_desktop.services.school import SetSafeguardingLeads, safeguarding_leads
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import Values
from iap_desktop.ui.page import KeyHelp, Primary
from iap_desktop.ui.pages.settings.section import Section, act, buttons, choose_first, fit_rows
from iap_desktop.ui.widgets.form import Field
from iap_desktop.ui.widgets.table import Column, Table

FIELDS = (
    Field("full_name", "Name", is_required=True),
    Field("room", "Where to find them", placeholder="Room 4"),
    Field("phone", "Phone"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """One of them, with the place in the list from 0."""

    place: int
    lead: SafeguardingLead

    @property
    def post(self) -> str:
        """DSL or deputy."""
        return "DSL" if self.place == 0 else f"Deputy {self.place}"


COLUMNS: tuple[Column[Named], ...] = (
    Column("Post", lambda row: row.post, width=85),
    Column("Name", lambda row: row.lead.full_name, is_bold=True, tooltip=lambda row: row.lead.full_name),
    Column("Where", lambda row: row.lead.room or "", width=120, tooltip=lambda row: row.lead.room or ""),
    Column("Phone", lambda row: row.lead.phone or "", width=130, tooltip=lambda row: row.lead.phone or ""),
)


class DslSection(Section):
    """The list, and what changes it."""

    name = "dsl"
    title = "DSL and deputies"
    explains = (
        "Whom to tell about a worry. They are shown behind the button \u201cWorried about a child\u201d, "
        "in this order."
    )
    tables = frozenset({"safeguarding_lead", "staff", "staff_name"})
    key_help = (
        KeyHelp("Enter", "Change who is chosen"),
        KeyHelp("Alt+\u2191 Alt+\u2193", "Move up or down"),
        KeyHelp("Delete", "Remove who is chosen"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.leads: tuple[SafeguardingLead, ...] = ()
        self.table: Table[Named] = Table(
            COLUMNS,
            name="dsl",
            accessible_name="DSL and deputies",
            key=lambda row: row.lead.id,
            empty_text="Nobody is named yet. Add the DSL first, then the deputies.",
        )
        self.table.view.horizontalHeader().setSectionsClickable(False)
        self.table.activated.connect(self.change)
        self.table.selected.connect(self._enable)
        self.table.view.installEventFilter(self)
        self.change_button = act("Change\N{HORIZONTAL ELLIPSIS}", self.change, spoken="Change who is chosen")
        self.up_button = act("Move up", lambda: self.move_by(-1))
        self.down_button = act("Move down", lambda: self.move_by(1))
        self.remove_button = act("Remove", self.remove, spoken="Remove who is chosen")
        self._buttons = buttons(self.change_button, self.up_button, self.down_button, self.remove_button)
        self.column.addWidget(self.table)
        self.column.addWidget(self._buttons)
        self.column.addStretch(1)

    def load(self) -> tuple[SafeguardingLead, ...]:
        """Who is named today."""
        return safeguarding_leads(self.desk.room, self.desk.today)

    def fill(self, value: Any) -> None:  # noqa: ANN401 - the leads
        """Paint the list."""
        self.say_who()
        self.leads = value
        self.table.set_rows([Named(place, lead) for place, lead in enumerate(value)])
        fit_rows(self.table)
        choose_first(self.table)
        self._enable()

    def first(self) -> Table[Named]:
        """The list."""
        return self.table

    def primary(self) -> Primary | None:
        """Add one more."""
        if not self.may_lead:
            return None
        return Primary("Add a deputy" if self.leads else "Add the DSL", self.add, "Ctrl+N")

    def add(self) -> None:
        """Ask for one more at the end."""
        title = "Add a deputy" if self.leads else "Add the DSL"
        self.ask(
            title, FIELDS, lambda values: self._put((*self.leads, _lead(values)), "added"), place="dsl/new"
        )

    def change(self, _row: object = None) -> None:
        """Change who is chosen."""
        row = self.table.current_row()
        if row is None or not self.may_lead:
            return
        values: Values = {name: getattr(row.lead, name) for name in ("full_name", "room", "phone")}

        def save(typed: Values) -> bool:
            others = tuple(
                _lead(typed) if place == row.place else lead for place, lead in enumerate(self.leads)
            )
            return self._put(others, "changed")

        self.ask(f"Change {row.post}", FIELDS, save, place=f"dsl/{row.lead.id}", values=values)

    def move_by(self, step: int) -> None:
        """Move who is chosen up or down."""
        row = self.table.current_row()
        if row is None or not self.may_lead or not 0 <= row.place + step < len(self.leads):
            return
        order = list(self.leads)
        order.insert(row.place + step, order.pop(row.place))
        name = row.lead.full_name
        if self._put(tuple(order), "in another order"):
            self._choose(name)

    def remove(self) -> None:
        """Take who is chosen off the list."""
        row = self.table.current_row()
        if row is not None and self.may_lead:
            self._put(tuple(lead for lead in self.leads if lead is not row.lead), "removed")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Alt with arrows moves, Delete removes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._heard(event):
            return True
        return super().eventFilter(watched, event)

    def _heard(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Delete:
            self.remove()
            return True
        if event.key() in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(steps[Qt.Key(event.key())])
            return True
        return False

    def _put(self, leads: tuple[SafeguardingLead, ...], done: str) -> bool:
        command = SetSafeguardingLeads(leads, self.desk.today)
        is_done = self.desk.do(command, said=f"DSL and deputies: {done}") is not None
        self.primary_changed.emit()
        return is_done

    def _choose(self, name: str) -> None:
        found = next((row for row in self.table.rows() if row.lead.full_name == name), None)
        if found is not None:
            self.table.select_key(found.lead.id)

    def _enable(self) -> None:
        row = self.table.current_row()
        self._buttons.setVisible(self.may_lead and bool(self.leads))
        for one in (self.change_button, self.remove_button):
            one.setEnabled(row is not None)
        self.up_button.setEnabled(row is not None and row.place > 0)
        self.down_button.setEnabled(row is not None and row.place < len(self.leads) - 1)


def _lead(values: Values) -> SafeguardingLead:
    """As typed; the command gives it its place and its date."""

    def text(name: str) -> str | None:
        return str(values[name]) if values[name] else None

    return SafeguardingLead(0, str(values["full_name"]), date.min, text("room"), text("phone"))
