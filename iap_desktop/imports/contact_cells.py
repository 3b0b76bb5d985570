"""Contacts of one pupil out of cells: names, telephones and e-mail, each looked at before it is kept.

A telephone number that is wrong is found out on the day it is needed, so a doubtful one is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from iap_desktop.domain.imports import FoundContact
from iap_desktop.domain.names import folded
from iap_desktop.imports.cells import coded_text, has_control_characters, is_excel_error, name_fault, text_of
from iap_desktop.imports.names import PersonName, split_person
from iap_desktop.imports.tables import Cell, Record
from iap_desktop.imports.values import read_words, read_yes_no

Warn = Callable[[str, str], None]  # which cell, and why
_PHONE = re.compile(r"[0-9+()\-./ext ]{6,40}", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
_LOST_ZERO = re.compile(r"[1-37]\d{8,9}")
_RELATIONSHIPS = {
    "CAR": "Carer",
    "FAM": "Other family member",
    "FOF": "Foster father",
    "FOM": "Foster mother",
    "OTH": "Other contact",
    "PAF": "Father",
    "PAM": "Mother",
    "SWR": "Social worker",
}


def contacts_of(record: Record, warn: Warn) -> tuple[FoundContact, ...]:
    """The contacts of a record by their order, each person once. `warn` takes a field and a reason."""
    contacts: dict[tuple[str, str], FoundContact] = {}
    for number, cells in sorted(record.contacts, key=lambda numbered: numbered[0]):
        contact = _contact(number, cells, partial(_warn_about, warn, number))
        if contact is None:
            continue
        name = folded(contact.surname), folded(contact.forename or "")
        if name in contacts:
            warn(f"contact_{number}_name", "This contact is there twice; the first one was taken")
        else:
            contacts[name] = contact
    return tuple(contacts.values())


def _warn_about(warn: Warn, number: int, part: str, why: str) -> None:
    warn(f"contact_{number}_{part}", why)


def _contact(number: int, cells: Mapping[str, Cell], warn: Warn) -> FoundContact | None:
    written = {part: cell for part, cell in cells.items() if coded_text(cell)}
    if not written.keys() - {"responsibility", "relationship"}:
        return None
    name = _name(written, warn)
    if name is None:
        return None
    phones = [phone for part in ("phone", "second_phone") if (phone := _phone(written.get(part), part, warn))]
    responsible = {"Y": True, "N": False}.get(read_yes_no(written.get("responsibility")).value or "")
    return FoundContact(
        surname=name.surname,
        priority=number,
        title=_words(written.get("title"), "title", warn) or name.title,
        forename=name.forename,
        relationship=_relationship(written.get("relationship"), warn),
        has_parental_responsibility=responsible,
        phone=phones[0] if phones else None,
        second_phone=phones[1] if phones[1:] and phones[1] != phones[0] else None,
        email=_email(written.get("email"), warn),
    )


def _name(cells: Mapping[str, Cell], warn: Warn) -> PersonName | None:
    for part in ("surname", "forename", "name"):
        fault = name_fault(cells[part]) if part in cells else None
        if fault:
            warn(part, f"{fault}; the contact was left out")
            return None
    surname, forename = text_of(cells.get("surname")), text_of(cells.get("forename"))
    if surname or forename:
        return PersonName(surname, forename or None) if surname else PersonName(forename)
    name = split_person(text_of(cells.get("name")))
    if name is None:
        warn("name", "This contact has no name; it was left out")
    return name


def _words(cell: Cell, part: str, warn: Warn) -> str | None:
    found = read_words(cell)
    if found.warning:
        warn(part, found.warning)
    return found.value


def _relationship(cell: Cell, warn: Warn) -> str | None:
    words = _words(cell, "relationship", warn)
    return _RELATIONSHIPS.get(words, words) if words else None


def _phone(cell: Cell, part: str, warn: Warn) -> str | None:
    text = coded_text(cell)
    if not text:
        return None
    digits = sum(char.isdigit() for char in text)
    if is_excel_error(text) or not _PHONE.fullmatch(text) or digits < 6:
        warn(part, "This is not a telephone number; it was left out")
        return None
    if _LOST_ZERO.fullmatch(text.replace(" ", "")):
        warn(part, "The telephone number may have lost the 0 at its beginning")
    return text


def _email(cell: Cell, warn: Warn) -> str | None:
    text = coded_text(cell)
    if not text:
        return None
    if len(text) <= 254 and _EMAIL.fullmatch(text) and not has_control_characters(text):
        return text
    warn("email", "This is not an e-mail address; it was left out")
    return None
