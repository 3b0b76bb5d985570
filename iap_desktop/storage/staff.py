"""The adults of the room and what they are called from when."""

from __future__ import annotations

from datetime import date

from iap_desktop.domain.staff import Staff, StaffName
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection


def all_staff(connection: Connection) -> list[Staff]:
    """Everyone who has ever worked in the room."""
    return rows.select(connection, Staff, "ORDER BY id")


def names_on(connection: Connection, on: date) -> dict[int, str]:
    """What each member of staff was called on a date; before the first date, the first name."""
    names: dict[int, str] = {}
    for name in rows.select(connection, StaffName, "ORDER BY staff_id, effective_from"):
        if name.staff_id not in names or name.effective_from <= on:
            names[name.staff_id] = name.full_name
    return names


def add(connection: Connection, member: Staff, full_name: str) -> int:
    """Add a member of staff; gives the id."""
    staff_id = rows.insert(connection, member)
    rows.insert(connection, StaffName(staff_id, full_name, member.joined_on))
    return staff_id
