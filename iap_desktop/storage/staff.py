"""The adults of the room: who they are, what they are called from when, and what each may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from iap_desktop.domain.staff import Role, Staff, StaffName
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection
from iap_desktop.system.errors import UserError


class Right(StrEnum):
    """What an act asks of who takes it: to be there, to be allowed to write, or to lead the room."""

    PRESENT = "present"
    WRITER = "writer"
    LEAD = "lead"


class OnlyForLead(UserError):
    """An act that belongs to the room's lead."""

    def __init__(self) -> None:
        super().__init__("Only the room's lead can do this.", todo="Ask the lead to do it.")


def all_staff(connection: Connection) -> list[Staff]:
    """Everyone who has ever worked in the room."""
    return rows.select(connection, Staff, "ORDER BY id")


def present_ids(connection: Connection) -> frozenset[int]:
    """The ids of those who have not left."""
    return frozenset(member.id for member in all_staff(connection) if member.left_on is None)


def present_member(connection: Connection, staff_id: int) -> Staff:
    """One person who has not left. Raises UserError where there is none with that id."""
    found = rows.select(connection, Staff, "WHERE id = ? AND left_on IS NULL", (staff_id,))
    if not found:
        raise UserError("This person does not work in the room any more.", todo="Choose another person.")
    return found[0]


def role_of(connection: Connection, staff_id: int) -> Role | None:
    """What a person may do; None where that person is not there, or has left."""
    sql = "SELECT role FROM staff WHERE id = ? AND left_on IS NULL"
    found = connection.execute(sql, (staff_id,)).fetchone()
    return None if found is None else Role(found[0])


def refuse_stranger(connection: Connection, staff_id: int) -> None:
    """Raise UserError unless a member of staff is there and may write."""
    refuse_without(Right.WRITER, connection, staff_id)


def refuse_without(right: Right, connection: Connection, staff_id: int) -> None:
    """Raise UserError unless a member of staff is there and has a right."""
    role = role_of(connection, staff_id)
    if role is None:
        raise UserError("Only people who work in the room can write in it.", todo="Sign in as one of them.")
    if right is Right.LEAD and role is not Role.LEAD:
        raise OnlyForLead
    if right is Right.WRITER and role is Role.READ_ONLY:
        raise UserError("You can read everything here, but not change it.", todo="Ask the room's lead.")


def all_names(connection: Connection) -> list[StaffName]:
    """What everyone was called from when."""
    return rows.select(connection, StaffName, "ORDER BY staff_id, effective_from")


def add(connection: Connection, member: Staff, full_name: str) -> int:
    """Add a member of staff; gives the id."""
    staff_id = rows.insert(connection, member)
    rows.insert(connection, StaffName(staff_id, full_name, member.joined_on))
    return staff_id


def set_name(connection: Connection, staff_id: int, full_name: str, effective_from: date) -> None:
    """Let a name hold from a date on; the names before it stay for the days before."""
    connection.execute(
        "INSERT INTO staff_name (staff_id, full_name, effective_from) VALUES (?, ?, ?) "
        "ON CONFLICT (staff_id, effective_from) DO UPDATE SET full_name = excluded.full_name",
        (staff_id, full_name, effective_from.isoformat()),
    )


def set_left(connection: Connection, staff_id: int, left_on: date) -> None:
    """Somebody's last day in the room; never before the first one."""
    person = present_member(connection, staff_id)
    rows.update(connection, replace(person, left_on=max(left_on, person.joined_on)))
