"""Passphrases of the people who can open the room."""

from __future__ import annotations

from iap_desktop.domain.staff import Role
from iap_desktop.storage import key_file, staff, vault
from iap_desktop.storage.files import RoomFolder
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError


def change_passphrase(room: Room, passphrase: str, cost: vault.Cost = vault.STRONG) -> str:
    """Give whoever opened the room a new passphrase; with the recovery code, the room's first lead.

    Gives the person's name. The old passphrase no longer opens the room, but opens older backups.
    """
    keys = key_file.keys_from_bytes(RoomFolder(room.folder).keys.read_bytes())
    staff_id, name = _whose(room)
    keys = vault.with_staff_slot(
        keys, room.entry.file_key, staff_id=staff_id, name=name, passphrase=passphrase, cost=cost
    )
    key_file.save_keys(room.folder, keys)
    return name


def _whose(room: Room) -> tuple[int, str]:
    if room.entry.staff_id is not None:
        return room.entry.staff_id, room.entry.name
    with room.read() as connection:
        leads = [member for member in staff.all_staff(connection) if member.role is Role.LEAD]
        names = staff.names_on(connection, room.clock().date())
    present = [member for member in leads if member.left_on is None]
    if not present:
        raise UserError("The room has no lead any more, so nobody can be given a passphrase.")
    return present[0].id, names[present[0].id]
