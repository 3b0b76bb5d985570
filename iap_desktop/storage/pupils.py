"""Pupils, the facts about them and their contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.pupils import FactKind, Pupil, PupilFact, PupilOnDate, facts_on
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection


def all_pupils(connection: Connection) -> list[Pupil]:
    """Everyone on the list, leavers too, in the order they were added."""
    return rows.select(connection, Pupil, "ORDER BY id")


def all_facts(connection: Connection) -> dict[int, list[PupilFact]]:
    """The facts of each pupil, oldest first."""
    facts: dict[int, list[PupilFact]] = {}
    for fact in rows.select(connection, PupilFact, "ORDER BY pupil_id, effective_from"):
        facts.setdefault(fact.pupil_id, []).append(fact)
    return facts


def all_contacts(connection: Connection) -> dict[int, list[Contact]]:
    """The contacts of each pupil, by priority."""
    contacts: dict[int, list[Contact]] = {}
    for contact in rows.select(connection, Contact, "ORDER BY pupil_id, priority, id"):
        contacts.setdefault(contact.pupil_id, []).append(contact)
    return contacts


def pupils_on(connection: Connection, on: date) -> list[PupilOnDate]:
    """Everyone on the list with the facts in force on a date."""
    facts = all_facts(connection)
    return [PupilOnDate(pupil, facts_on(facts.get(pupil.id, ()), on)) for pupil in all_pupils(connection)]


def add(connection: Connection, pupil: Pupil) -> int:
    """Add a pupil; gives the id."""
    return rows.insert(connection, pupil)


def update(connection: Connection, pupil: Pupil) -> None:
    """Write a pupil's details over the row with the id."""
    rows.update(connection, pupil)


def set_facts(connection: Connection, pupil_id: int, facts: Mapping[FactKind, str], on: date) -> None:
    """Let facts hold from a date on ("" : no longer known); what held before stays for the days before."""
    for kind, value in facts.items():
        connection.execute(
            "INSERT INTO pupil_fact (pupil_id, kind, value, effective_from) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (pupil_id, kind, effective_from) DO UPDATE SET value = excluded.value",
            (pupil_id, kind.value, value or None, on.isoformat()),
        )


def add_contacts(connection: Connection, contacts: Iterable[Contact]) -> None:
    """Add contacts."""
    rows.insert_all(connection, contacts)


def update_contact(connection: Connection, contact: Contact) -> None:
    """Write a contact over the row with the id."""
    rows.update(connection, contact)
