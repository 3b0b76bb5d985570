"""Pupils, the facts about them and their contacts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.pupils import FactKind, Pupil, PupilFact, PupilOnDate
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection

_OWN_TABLES = ("pupil_fact", "contact")
_FACT = (
    "(SELECT value FROM pupil_fact WHERE pupil_id = p.id AND kind = ? AND effective_from <= ? "
    "ORDER BY effective_from DESC LIMIT 1)"
)


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


def counts_on(connection: Connection, on: date) -> tuple[int, int]:
    """How many pupils are on the list on a date, and how many the room knows at all."""
    sql = "SELECT count(*) FILTER (WHERE left_on IS NULL OR left_on >= ?), count(*) FROM pupil"
    on_list, known = connection.execute(sql, (on.isoformat(),)).fetchone()
    return int(on_list), int(known)


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


def left_days(connection: Connection, pupil_ids: Iterable[int] | None = None) -> dict[int, date | None]:
    """The last day at the school of each pupil (or of those named); None where the pupil has not left."""
    among, parameters = _among("id", pupil_ids)
    sql = f"SELECT id, left_on FROM pupil WHERE true {among} ORDER BY id"  # noqa: S608 - our own words
    return {
        pupil_id: None if left_on is None else date.fromisoformat(left_on)
        for pupil_id, left_on in connection.execute(sql, parameters)
    }


def contacts_of(connection: Connection, pupil_id: int) -> list[Contact]:
    """The contacts of one pupil, by priority."""
    return rows.select(connection, Contact, "WHERE pupil_id = ? ORDER BY priority, id", (pupil_id,))


def facts_of(connection: Connection, pupil_id: int) -> list[PupilFact]:
    """Every fact that was ever entered about a pupil, oldest first within its kind."""
    return rows.select(connection, PupilFact, "WHERE pupil_id = ? ORDER BY kind, effective_from", (pupil_id,))


def is_mentioned(connection: Connection, pupil_id: int) -> bool:
    """Whether anything beyond a pupil's own facts and contacts is on record about the pupil."""
    sql = (
        'SELECT m.name, f."from" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f '
        "WHERE m.type = 'table' AND f.\"table\" = 'pupil'"
    )
    about = [row for row in connection.execute(sql).fetchall() if row[0] not in _OWN_TABLES]
    return any(
        connection.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" = ? LIMIT 1', (pupil_id,)).fetchone()  # noqa: S608
        for table, column in about
    )


def remove(connection: Connection, pupil_id: int) -> None:
    """Take a pupil off the list with facts and contacts; the change log keeps them."""
    for table in _OWN_TABLES:
        connection.execute(f'DELETE FROM "{table}" WHERE pupil_id = ?', (pupil_id,))  # noqa: S608
    rows.delete(connection, Pupil, pupil_id)


def search_rows(connection: Connection, on: date) -> tuple[tuple[object, ...], ...]:
    """What a search for pupils reads, as plain cells: id, names, last day, year, form, whether placed."""
    sql = (
        "SELECT p.id, p.legal_forename, p.legal_surname, p.preferred_forename, p.preferred_surname, "  # noqa: S608
        f"p.left_on, {_FACT}, {_FACT}, EXISTS (SELECT 1 FROM placement WHERE pupil_id = p.id AND "
        "starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?)) FROM pupil AS p ORDER BY p.id"
    )
    day = on.isoformat()
    return tuple(connection.execute(sql, ("year_group", day, "form", day, day, day)))
