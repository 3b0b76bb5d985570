"""Pupils, the facts about them and their contacts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.pupils import FactKind, Pupil, PupilOnDate
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection


def all_pupils(connection: Connection) -> list[Pupil]:
    """Everyone on the list, leavers too, in the order they were added."""
    return rows.select(connection, Pupil, "ORDER BY id")


def all_contacts(connection: Connection) -> dict[int, list[Contact]]:
    """The contacts of each pupil, by priority."""
    contacts: dict[int, list[Contact]] = {}
    for contact in rows.select(connection, Contact, "ORDER BY pupil_id, priority, id"):
        contacts.setdefault(contact.pupil_id, []).append(contact)
    return contacts


def facts_in_force(
    connection: Connection, on: date, pupil_ids: Iterable[int] | None = None
) -> dict[int, dict[FactKind, str]]:
    """The facts of each pupil (or of those named) that hold on a date: of each kind the newest."""
    among, parameters = _among("pupil_id", pupil_ids)
    sql = (
        "SELECT pupil_id, kind, value, max(effective_from) FROM pupil_fact "  # noqa: S608 - our own words
        f"WHERE effective_from <= ? {among} GROUP BY pupil_id, kind"
    )
    facts: dict[int, dict[FactKind, str]] = {}
    for pupil_id, kind, value, _ in connection.execute(sql, (on.isoformat(), *parameters)):
        if value is not None:
            facts.setdefault(pupil_id, {})[FactKind(kind)] = value
    return facts


def pupils_on(connection: Connection, on: date, pupil_ids: Iterable[int] | None = None) -> list[PupilOnDate]:
    """Everyone on the list (or those named) with the facts in force on a date."""
    wanted = None if pupil_ids is None else tuple(pupil_ids)
    facts = facts_in_force(connection, on, wanted)
    among, parameters = _among("id", wanted)
    found = rows.select(connection, Pupil, f"WHERE true {among} ORDER BY id", parameters)
    return [PupilOnDate(pupil, facts.get(pupil.id, {})) for pupil in found]


def _among(column: str, ids: Iterable[int] | None) -> tuple[str, tuple[str, ...]]:
    if ids is None:
        return "", ()
    among = f"AND {column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own words
    return among, (json.dumps(list(ids)),)


def add(connection: Connection, pupil: Pupil) -> int:
    """Add a pupil; gives the id."""
    return rows.insert(connection, pupil)


def update(connection: Connection, pupil: Pupil) -> None:
    """Write a pupil's details over the row with the id."""
    rows.update(connection, pupil)


def is_upn_taken(connection: Connection, upn: str, but_by: int) -> bool:
    """Whether another pupil than `but_by` has a UPN."""
    sql = "SELECT 1 FROM pupil WHERE upn = ? AND id <> ?"
    return connection.execute(sql, (upn, but_by)).fetchone() is not None


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
