"""Whom to ring about a pupil, in order, with the numbers at hand; whom never to ring, plainly said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from iap_desktop.domain.contacts import Contact
from iap_desktop.services.pupil_pages import PupilPage
from iap_desktop.ui import clipboard, theme
from iap_desktop.ui.icons import icon
from iap_desktop.ui.pages.pupils.parts import ActCard, show, words
from iap_desktop.ui.pages.pupils.words import contact_line, contact_name, numbers
from iap_desktop.ui.widgets.buttons import IconButton, PushButton
from iap_desktop.ui.widgets.chip import CARE, Chip
from iap_desktop.ui.widgets.flow import FlowLayout

UP, DOWN = -1, 1


class ContactsCard(ActCard):
    """The contacts of one pupil; each line has its numbers to copy and a menu of acts."""

    add_wanted = Signal()
    change_wanted = Signal(object)
    remove_wanted = Signal(object)
    move_wanted = Signal(object, int)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Whom to ring, in this order", parent)
        self.add_button = self.add_act("Add a contact", "Add a contact")
        self.add_button.clicked.connect(self.add_wanted)
        self.empty = words("quiet", self)
        self.add(self.empty)
        self._lines: list[ContactLine] = []

    def fill(self, page: PupilPage, *, may_write: bool) -> None:
        """Show a pupil's contacts; a line keeps the keyboard when it moves."""
        self.add_button.setVisible(may_write)
        nobody = "" if page.contacts else "Nobody to ring is on record yet."
        show(self.empty, nobody)
        contacts = (*page.contacts, *page.barred)
        had_focus = next((line.contact.id for line in self._lines if line.has_keyboard()), None)
        while len(self._lines) < len(contacts):
            self._add_line()
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(contacts))
            if number < len(contacts):
                line.fill(number + 1, len(page.contacts), contacts[number], may_write=may_write)
        if had_focus is not None:
            self.focus_line(had_focus)

    def focus_line(self, contact_id: int) -> None:
        """Put the keyboard on a contact's menu."""
        for line in self._lines:
            if line.isVisibleTo(self) and line.contact.id == contact_id:
                line.more.setFocus()

    def lines(self) -> list[ContactLine]:
        """The lines that are shown."""
        return [line for line in self._lines if line.isVisibleTo(self)]

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in order, shown or not."""
        return [self.add_button, *(stop for line in self._lines for stop in line.stops())]

    def _add_line(self) -> None:
        line = ContactLine(self)
        line.change_wanted.connect(lambda: self.change_wanted.emit(line.contact))
        line.remove_wanted.connect(lambda: self.remove_wanted.emit(line.contact))
        line.move_wanted.connect(lambda step: self.move_wanted.emit(line.contact, step))
        line.copied.connect(self.copied)
        self._lines.append(line)
        self.add(line)


class ContactLine(QWidget):
    """One contact."""

    change_wanted = Signal()
    remove_wanted = Signal()
    move_wanted = Signal(int)
    copied = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.contact = Contact(0, 0, "")
        self.name, self._who, self._note = words("", self), words("help", self), words("help", self)
        self.barred = Chip("Do not contact", CARE, self)
        self.numbers = [self._number_button() for _ in range(3)]
        self.more = IconButton("more", "More", self)
        self.menu = QMenu(self)
        self.more.clicked.connect(self._open_menu)
        self._lay_out()

    def fill(self, place: int, ringable: int, contact: Contact, *, may_write: bool) -> None:
        """Show a contact at its place in the order."""
        self.contact = contact
        name = contact_name(contact)
        self.name.setText(name if contact.is_barred else f"{place}  {name}")
        self.name.setFont(theme.font(bold=True))
        show(self._who, contact_line(contact))
        show(self._note, contact.note or "")
        self.barred.setVisible(contact.is_barred)
        shown = numbers(contact)
        for number, made in enumerate(self.numbers):
            made.setVisible(number < len(shown))
            if number < len(shown):
                self._show_number(made, shown[number], name)
        self.more.setVisible(may_write)
        self.more.setAccessibleName(f"Change, move or remove {name}")
        self.more.setToolTip("Change, move or remove")
        self._fill_menu(place, 0 if contact.is_barred else ringable)

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        return self.more, *self.numbers

    def has_keyboard(self) -> bool:
        """Whether the keyboard is somewhere in the line."""
        return any(part.hasFocus() for part in (self.more, *self.numbers))

    def _fill_menu(self, place: int, ringable: int) -> None:
        self.menu.clear()
        self.menu.addAction("Change\u2026", self.change_wanted.emit)
        if ringable and place > 1:
            self.menu.addAction("Ring earlier (move up)", partial(self.move_wanted.emit, UP))
        if ringable and place < ringable:
            self.menu.addAction("Ring later (move down)", partial(self.move_wanted.emit, DOWN))
        self.menu.addSeparator()
        self.menu.addAction("Remove", self.remove_wanted.emit)

    def _open_menu(self) -> None:
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _number_button(self) -> QPushButton:
        made = PushButton(self)
        made.setProperty("role", "link")
        made.setAutoDefault(False)
        made.clicked.connect(lambda _=False: self._copy(made.property("number")))
        return made

    def _show_number(self, made: QPushButton, number: str, name: str) -> None:
        made.setText(number.replace("&", "&&"))
        made.setIcon(icon("copy", "accent"))
        made.setProperty("number", number)
        made.setAccessibleName(f"Copy {number}, {name}")
        made.setToolTip("Copy")
        made.setMinimumHeight(theme.px(32))

    def _copy(self, number: str) -> None:
        clipboard.put(number)
        self.copied.emit(number)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.name, 1)
        head.addWidget(self.barred)
        head.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(4))
        column.setSpacing(theme.px(1))
        column.addLayout(head)
        column.addWidget(self._who)
        flow = FlowLayout(gap=2)
        for made in self.numbers:
            flow.addWidget(made)
        column.addLayout(flow)
        column.addWidget(self._note)
