"""Passphrases and the recovery code: who can open the room, and how that changes."""

from __future__ import annotations

from pathlib import Path

from iap_desktop.domain.recovery import RecoverySheet
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import Role
from iap_desktop.services.school import settings
from iap_desktop.storage import key_file, staff, vault
from iap_desktop.storage.files import RoomFolder
from iap_desktop.storage.recovery_code import new_recovery_code
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import write_atomically


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


def make_recovery_sheet(room: Room, cost: vault.Cost = vault.STRONG) -> Path:
    """A new recovery code on a new sheet beside the room's folder; the code before it opens no more.

    The sheet is written before the code counts, so that no room is left with a code that nobody has.
    """
    keys = key_file.keys_from_bytes(RoomFolder(room.folder).keys.read_bytes())
    code = new_recovery_code()
    keys = vault.with_recovery_slot(keys, room.entry.file_key, code=code, cost=cost)
    today = room.clock().date()
    known = settings(room, today)
    sheet = RecoverySheet(
        school_name=known.get(SettingKind.SCHOOL_NAME, ""),
        room_name=known.get(SettingKind.ROOM_NAME, ""),
        code=code,
        made_at=room.clock(),
        made_by=room.entry.name or "the holder of the code before",
    )
    path = write_sheet(room.folder, sheet)
    key_file.save_keys(room.folder, keys)
    return path


def write_sheet(folder: Path, sheet: RecoverySheet) -> Path:
    """Write a recovery sheet beside the room's folder, never in it; where it lies."""
    from iap_desktop.reports.recovery_sheet import recovery_sheet_pdf  # noqa: PLC0415 - slow to import

    path = folder.parent / f"{folder.name} - recovery sheet.pdf"
    write_atomically(path, recovery_sheet_pdf(sheet), private=True)
    return path


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
