"""The people of the room: who they are, what they may do, and who can open it.

A leaver's key goes before the day is written down, and a newcomer is written down before the key is made:
a cut at any moment leaves somebody on the list without a key, never a key without somebody on the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.names import folded
from iap_desktop.domain.recovery import RecoverySheet
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import KeyEvent, KeyEventKind, Role, Staff, name_on, name_problem
from iap_desktop.services.commands import run
from iap_desktop.services.preferences import set_preference
from iap_desktop.services.school import settings
from iap_desktop.storage import drafts, key_file, preferences, rows, staff, vault
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.files import RoomFolder, read_keys
from iap_desktop.storage.recovery_code import new_recovery_code
from iap_desktop.storage.room import Entry, Room
from iap_desktop.storage.staff import Right
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import write_new_or_numbered
from iap_desktop.system.machine import this_machine
from iap_desktop.system.places import is_shared_place

SHEET_PENDING = "recovery sheet pending"
"""The preference that holds the path of a sheet which is not in the safe yet."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the list of people. has_key: whether the person has a passphrase."""

    id: int
    name: str
    role: Role
    joined_on: date
    left_on: date | None
    has_key: bool


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to work in the room, with a first passphrase."""

    name: str
    role: Role
    passphrase: str = field(repr=False)
    cost: vault.Cost = vault.STRONG


@dataclass(frozen=True, slots=True)
class RenamePerson:
    """Let somebody be called otherwise from a date on; sheets of the days before keep the old name."""

    is_for_lead: ClassVar[bool] = True
    staff_id: int
    full_name: str
    effective_from: date

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change a colleague's name"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError for a name that is missing or cannot be read, or for a leaver."""
        _refuse_name(self.full_name)
        person = staff.present_member(connection, self.staff_id)
        if self.effective_from < person.joined_on:
            raise UserError(
                f"The new name would hold from before the first day, {day_in_words(person.joined_on)}.",
                todo="Choose that day or a later one.",
            )
        staff.set_name(connection, self.staff_id, self.full_name.strip(), self.effective_from)


@dataclass(frozen=True, slots=True)
class SetRole:
    """Let somebody lead the room, work in it, or only read."""

    is_for_lead: ClassVar[bool] = True
    staff_id: int
    role: Role

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change what a colleague may do"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where nobody would lead the room any more, and for a leaver."""
        person = staff.present_member(connection, self.staff_id)
        leads = {member.id for member in _present_leads(connection)}
        if self.role is not Role.LEAD and leads == {self.staff_id}:
            raise UserError(
                "The room needs somebody who leads it, and there is no other lead.",
                todo="Make a colleague lead first.",
            )
        rows.update(connection, replace(person, role=self.role))


def staff_list(room: Room, on: date) -> tuple[Person, ...]:
    """Everyone who works in the room or has left it, by name as of `on`; leavers come last."""
    with_key = vault.staff_ids(room.entry.keys)
    with room.read() as connection:
        members, names = staff.all_staff(connection), staff.all_names(connection)
    listed = [
        Person(
            member.id,
            name_on(names, member.id, on) or "",
            member.role,
            member.joined_on,
            member.left_on,
            member.id in with_key,
        )
        for member in members
    ]
    return tuple(sorted(listed, key=lambda row: (row.left_on is not None, folded(row.name), row.id)))


def role_of(room: Room) -> Role | None:
    """What whoever is signed in may do; None for the recovery code, and for somebody who has left."""
    if room.entry.staff_id is None:
        return None
    with room.read() as connection:
        return staff.role_of(connection, room.entry.staff_id)


def add_person(room: Room, person: NewPerson, *, by: int) -> int:
    """Add a colleague, who can open the room from now on; gives the id. The room is re-keyed and backed up.

    Raises UserError unless `by` leads the room, and for a name or a passphrase that cannot be.
    """
    _refuse_name(person.name)
    vault.checked_passphrase(person.passphrase)
    member = Staff(person.role, room.clock().date())
    label = "Add a colleague"
    with room.write(label, by=by, is_undoable=False, right=Right.LEAD) as connection:
        staff_id = staff.add(connection, member, person.name.strip())
    _give_passphrase(room, staff_id, person.passphrase, person.cost, by=by, right=Right.LEAD)
    return staff_id


def reset_passphrase(
    room: Room, staff_id: int, passphrase: str, cost: vault.Cost = vault.STRONG, *, by: int
) -> None:
    """Give a colleague who forgot the passphrase, or has none yet, a new one. Lead only; re-keys."""
    _give_passphrase(room, staff_id, passphrase, cost, by=by, right=Right.LEAD)


def rename_person(room: Room, staff_id: int, full_name: str, effective_from: date, *, by: int) -> None:
    """Change a colleague's name from a date on, on the list of who can sign in too. Lead only."""
    run(room, RenamePerson(staff_id, full_name, effective_from), by=by)
    bring_slot_names_up_to_date(room)


def remove_person(room: Room, staff_id: int, left_on: date, *, by: int) -> None:
    """Take a leaver's key away, re-key the room, write down the last day, drop what was half typed.

    It can be done again where it was cut short. Raises UserError unless `by` leads the room, for oneself
    (so that a lead is left), and for somebody who has left already.
    """
    if staff_id == by:
        raise UserError("You cannot remove yourself.", todo="Ask another lead to do it.")
    with room.read() as connection:
        staff.refuse_without(Right.LEAD, connection, by)
        staff.present_member(connection, staff_id)

    def leave(connection: Connection) -> None:
        staff.set_left(connection, staff_id, left_on)
        drafts.drop_all(connection, staff_id)
        preferences.drop_all(connection, staff_id)

    room.rekey(
        partial(vault.without_staff_slot, staff_id=staff_id),
        KeyEvent(KeyEventKind.LEAVER, staff_id),
        by=by,
        right=Right.LEAD,
        then=leave,
    )


def bring_slot_names_up_to_date(room: Room) -> None:
    """Let those who can sign in be listed under the names they have today."""
    today = room.clock().date()
    with room.read() as connection:
        names = staff.all_names(connection)
    known = {name.staff_id: name_on(names, name.staff_id, today) or "" for name in names}
    room.name_slots(known)


def leads(room: Room) -> tuple[Person, ...]:
    """Those who lead the room, the first one first: to one of them the recovery code gives a passphrase."""
    present = (row for row in staff_list(room, room.clock().date()) if row.left_on is None)
    return tuple(sorted((row for row in present if row.role is Role.LEAD), key=lambda row: row.id))


def change_passphrase(
    room: Room,
    passphrase: str,
    cost: vault.Cost = vault.STRONG,
    *,
    current: str | None = None,
    staff_id: int | None = None,
) -> str:
    """Give whoever is signed in a new passphrase; with the recovery code, a lead: `staff_id`, or the first.

    current: the passphrase of now, or the recovery code, to be checked first; None where it was typed just
    before. Gives the person's name; who came by the recovery code goes on as that person. The room is
    re-keyed and backed up: the old passphrase opens neither the room nor what is written from now on, but
    still opens the backups made before. Raises UserError, WrongPassphrase.
    """
    whose, name = _whose(room, staff_id)
    vault.checked_passphrase(passphrase)
    if current is not None:
        vault.unlock(
            read_keys(RoomFolder(room.folder)), current, staff_id=room.entry.staff_id or vault.NOBODY
        )
    _give_passphrase(room, whose, passphrase, cost, by=whose, right=Right.PRESENT)
    if room.entry.staff_id is None:
        room.become(Entry(whose, name, room.entry.file_key, room.entry.keys))
    return name


def make_recovery_sheet(room: Room, cost: vault.Cost = vault.STRONG) -> Path:
    """A new recovery code on a new sheet beside the room's folder; the code before it opens no more.

    Both codes open until the new sheet is written, so that no cut leaves a sheet that opens nothing.
    The old code still opens the backups made before. Lead only, or with the recovery code itself.
    """
    by, _ = _whose(room, None)
    with room.read() as connection:
        staff.refuse_without(Right.LEAD, connection, by)
    code = new_recovery_code()
    keys = read_keys(RoomFolder(room.folder))
    both = vault.with_recovery_slot(keys, room.entry.file_key, code=code, cost=cost)
    key_file.save_keys(room.folder, both, room.entry.file_key)
    path = write_sheet(room.folder, _sheet(room, code))
    set_preference(room, SHEET_PENDING, str(path))  # at once: a cut must not leave it lying there unmentioned
    room.rekey(vault.with_newest_recovery_slot_only, KeyEvent(KeyEventKind.RECOVERY_SHEET, by), by=by)
    return path


def write_sheet(folder: Path, sheet: RecoverySheet) -> Path:
    """Write a recovery sheet beside the room's folder, never in it and never over another; where it lies.

    Where the folder is open to all accounts of the computer, it goes into this account's own instead.
    """
    from iap_desktop.reports.recovery_sheet import recovery_sheet_pdf  # noqa: PLC0415 - slow to import

    beside = Path.home() if is_shared_place(folder.parent, this_machine()) else folder.parent
    path = beside / f"{folder.name} - recovery sheet.pdf"
    return write_new_or_numbered(path, recovery_sheet_pdf(sheet), private=True)


def _give_passphrase(
    room: Room, staff_id: int, passphrase: str, cost: vault.Cost, *, by: int, right: Right
) -> None:
    vault.checked_passphrase(passphrase)
    with room.read() as connection:
        staff.present_member(connection, staff_id)
        names = staff.all_names(connection)
    name = name_on(names, staff_id, room.clock().date()) or ""

    def changed(keys: vault.Keys) -> vault.Keys:
        file_key = room.entry.file_key
        return vault.with_staff_slot(
            keys, file_key, staff_id=staff_id, name=name, passphrase=passphrase, cost=cost
        )

    room.rekey(changed, KeyEvent(KeyEventKind.PASSPHRASE, staff_id), by=by, right=right)


def _refuse_name(name: str) -> None:
    problem = name_problem(name)
    if problem is not None:
        raise UserError(problem, todo="Write first name and surname.")


def _present_leads(connection: Connection) -> list[Staff]:
    members = staff.all_staff(connection)
    return [member for member in members if member.role is Role.LEAD and member.left_on is None]


def _sheet(room: Room, code: str) -> RecoverySheet:
    known = settings(room, room.clock().date())
    return RecoverySheet(
        school_name=known.get(SettingKind.SCHOOL_NAME, ""),
        room_name=known.get(SettingKind.ROOM_NAME, ""),
        code=code,
        made_at=room.clock(),
        made_by=room.entry.name or "the holder of the code before",
    )


def _whose(room: Room, staff_id: int | None) -> tuple[int, str]:
    """Whose passphrase is made new: whoever is signed in; with the recovery code a lead."""
    if room.entry.staff_id is not None:
        if staff_id not in {None, room.entry.staff_id}:
            raise UserError(
                "You can only change your own passphrase here.", todo="Leads reset others' in People."
            )
        return room.entry.staff_id, room.entry.name
    present = leads(room)
    if not present:
        raise UserError("The room has no lead any more, so nobody can be given a passphrase.")
    chosen = next((lead for lead in present if staff_id in {None, lead.id}), None)
    if chosen is None:
        raise UserError("With the recovery code a passphrase is made for a lead.", todo="Choose a lead.")
    return chosen.id, chosen.name
