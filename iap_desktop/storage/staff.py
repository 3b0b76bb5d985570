"""The adults of the room and what they are called from when."""

from __future__ import annotations

from iap_desktop.domain.staff import Role, Staff, StaffName
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection
from iap_desktop.system.errors import UserError


def all_staff(connection: Connection) -> list[Staff]:
    """Everyone who has ever worked in the room."""
    return rows.select(connection, Staff, "ORDER BY id")


def present_ids(connection: Connection) -> frozenset[int]:
    """The ids of those who have not left."""
    return frozenset(member.id for member in all_staff(connection) if member.left_on is None)


def refuse_stranger(connection: Connection, staff_id: int) -> None:
    """Raise UserError unless a member of staff is there and may write."""
    sql = "SELECT role FROM staff WHERE id = ? AND left_on IS NULL"
    found = connection.execute(sql, (staff_id,)).fetchone()
    if found is None:
        raise UserError("Only people who work in the room can write in it.", todo="Sign in as one of them.")
    if found[0] == Role.READ_ONLY:
        raise UserError("You can read everything here, but not change it.", todo="Ask the room's lead.")


def all_names(connection: Connection) -> list[StaffName]:
    """What everyone was called from when."""
    return rows.select(connection, StaffName, "ORDER BY staff_id, effective_from")


def add(connection: Connection, member: Staff, full_name: str) -> int:
    """Add a member of staff; gives the id."""
    staff_id = rows.insert(connection, member)
    rows.insert(connection, StaffName(staff_id, full_name, member.joined_on))
    return staff_id
