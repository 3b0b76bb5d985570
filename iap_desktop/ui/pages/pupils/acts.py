"""What can be done with a pupil and the contacts: one form or none, one step, one toast with Undo each."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.pupils import Pupil
from iap_desktop.services.placements import others_on_list
from iap_desktop.services.pupil_acts import (
    AddPupil,
    OrderContacts,
    form_choices,
    is_name_taken,
    next_priority,
)
from iap_desktop.services.pupil_import import school_year_start
from iap_desktop.services.pupil_pages import PupilPage
from iap_desktop.services.pupils import (
    LeaveSchool,
    PutContact,
    PutPupil,
    RemoveContact,
    RemovePupil,
    ReturnToSchool,
)
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.pupils import forms
from iap_desktop.ui.pages.pupils.dialogs import CarefulDialog, Values
from iap_desktop.ui.widgets.form import DATE, Field

_TAKEN = "A pupil of this name is known already. Save again if this is another one."


class PupilActs(QObject):
    """The acts; `dialog` is the form that is open."""

    added = Signal(int)

    def __init__(self, desk: Desk, host: QWidget) -> None:
        super().__init__(host)
        self.desk, self._host = desk, host
        self.dialog: CarefulDialog | None = None

    def show(self, dialog: CarefulDialog) -> None:
        """Open a form over the window."""
        self.dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @property
    def parent_window(self) -> QWidget:
        """What forms open over."""
        return self._host.window()

    def keep(self) -> None:
        """Keep what is half typed."""
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.keep()

    def add(self) -> None:
        """A new pupil, in the room from today unless another day is given."""
        desk = self.desk
        choices = form_choices(desk.room, desk.today)
        others = others_on_list(desk.room, 0, desk.today)
        self.show(
            CarefulDialog(
                desk,
                "Add a pupil",
                forms.add_fields(choices, desk.today, others),
                self._add,
                place="pupils/add",
                values={"starts_on": desk.today, **forms.others_values(others)},
                save_text="Add",
                columns=2,
                parent=self.parent_window,
                problems=forms.upn_problem,
                doubts=self._doubts_of_new,
            )
        )

    def _add(self, dialog: CarefulDialog) -> bool:
        values = dialog.form.values()
        facts = {kind: value for kind, value in forms.facts_from(values).items() if value}
        command = AddPupil(
            forms.pupil_from(values, Pupil("", "")),
            facts,
            school_year_start(self.desk.today),
            starts_on=forms.as_date(values["starts_on"]),
            key_adult_id=forms.as_id(values["key_adult"]),
            with_others=bool(values.get(forms.OTHERS)),
        )
        done = self.desk.do(command, "Pupil added", on_refused=dialog.refuse)
        if done is not None:
            self.added.emit(done.value)
        return done is not None

    def _doubts_of_new(self, values: Values) -> dict[str, str]:
        doubts = forms.upn_doubt(values, None)
        surname, forename = str(values["legal_surname"]), str(values["legal_forename"])
        if is_name_taken(self.desk.room, surname, forename):
            doubts["legal_surname"] = _TAKEN
        return doubts

    def change(self, page: PupilPage) -> None:
        """Names, details, and facts from a day on."""
        desk, known = self.desk, page.known
        choices = form_choices(desk.room, desk.today)

        def save(dialog: CarefulDialog) -> bool:
            values = dialog.form.values()
            since = forms.as_date(values["effective_from"]) or desk.today
            changed = forms.pupil_from(values, known.pupil)
            command = PutPupil(changed, forms.facts_from(values), since)
            return desk.do(command, "Pupil changed", on_refused=dialog.refuse) is not None

        self.show(
            CarefulDialog(
                desk,
                "Change names and facts",
                forms.detail_fields(choices, known, desk.today),
                save,
                place=f"pupil/{known.pupil.id}",
                values=forms.detail_values(known, choices, desk.today),
                columns=2,
                parent=self.parent_window,
                problems=forms.upn_problem,
                doubts=lambda values: forms.upn_doubt(values, known.pupil.upn),
            )
        )

    # Contacts.

    def add_contact(self, pupil_id: int) -> None:
        """A new contact, last in the order."""
        priority = next_priority(self.desk.room, pupil_id)
        self._show_contact(Contact(pupil_id, priority, ""), "Add a contact", "Contact added")

    def change_contact(self, contact: Contact) -> None:
        """Correct a contact."""
        self._show_contact(contact, "Change a contact", "Contact changed")

    def _show_contact(self, contact: Contact, title: str, said: str) -> None:
        def save(dialog: CarefulDialog) -> bool:
            given = forms.contact_from(dialog.form.values(), contact)
            return self.desk.do(PutContact(given), said, on_refused=dialog.refuse) is not None

        self.show(
            CarefulDialog(
                self.desk,
                title,
                forms.contact_fields(),
                save,
                place=f"contact/{contact.pupil_id}/{contact.id}",
                values=forms.contact_values(contact),
                columns=2,
                parent=self.parent_window,
            )
        )

    def remove_contact(self, contact: Contact) -> None:
        """Take a contact off the list; Undo brings it back."""
        self.desk.do(RemoveContact(contact), "Contact removed")

    def move_contact(self, page: PupilPage, contact: Contact, step: int) -> None:
        """Ring a contact earlier or later."""
        order = [one.id for one in page.contacts]
        place = order.index(contact.id)
        wanted = place + step
        if 0 <= wanted < len(order):
            order[place], order[wanted] = order[wanted], order[place]
            barred = tuple(one.id for one in page.barred)
            self.desk.do(OrderContacts(contact.pupil_id, (*order, *barred)), "Order of ringing changed")

    # School.

    def leave(self, page: PupilPage) -> None:
        """The last day at the school."""
        pupil_id = page.pupil.id

        def save(dialog: CarefulDialog) -> bool:
            last = forms.as_date(dialog.form.value("left_on")) or self.desk.today
            command = LeaveSchool(pupil_id, last)
            return self.desk.do(command, "Last day at the school saved", on_refused=dialog.refuse) is not None

        words = "The placement in the room ends with it. All marks and comments stay."
        self.show(
            CarefulDialog(
                self.desk,
                "The pupil leaves the school",
                (Field("left_on", "Last day at the school", DATE, is_required=True, help=words),),
                save,
                place=f"pupil/{pupil_id}/leave",
                values={"left_on": self.desk.today},
                parent=self.parent_window,
            )
        )

    def come_back(self, page: PupilPage) -> None:
        """The pupil is at the school again."""
        self.desk.do(ReturnToSchool(page.pupil.id), "Back at the school")

    def remove(self, page: PupilPage) -> None:
        """A pupil added by mistake."""
        self.desk.do(RemovePupil(page.pupil.id), "Pupil removed")

    def _on_finished(self) -> None:
        self.dialog = None
