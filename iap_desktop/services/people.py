"""Passphrases and the recovery code: who can open the room, and how that changes."""

from __future__ import annotations

from pathlib import Path

from iap_desktop.domain.recovery import RecoverySheet
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import KeyEvent, KeyEventKind, Role, name_on
from iap_desktop.services.school import settings
from iap_desktop.storage import key_file, staff, vault
from iap_desktop.storage.files import RoomFolder, read_folder
from iap_desktop.storage.recovery_code import new_recovery_code
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import write_new_or_numbered
from iap_desktop.system.machine import this_machine
from iap_desktop.system.places import is_shared_place


def change_passphrase(room: Room, passphrase: str, cost: vault.Cost = vault.STRONG) -> str:
    """Give whoever opened the room a new passphrase; with the recovery code, the room's first lead.

    Gives the person's name. The room is re-keyed and backed up: the old passphrase opens neither the
    room nor what is written from now on, but still opens the backups made before.
    """
    staff_id, name = _whose(room)
    vault.checked_passphrase(passphrase)

    def changed(keys: vault.Keys) -> vault.Keys:
        file_key = room.entry.file_key
        return vault.with_staff_slot(
            keys, file_key, staff_id=staff_id, name=name, passphrase=passphrase, cost=cost
        )

    room.rekey(changed, KeyEvent(KeyEventKind.PASSPHRASE, staff_id), by=staff_id)
    return name


def make_recovery_sheet(room: Room, cost: vault.Cost = vault.STRONG) -> Path:
    """A new recovery code on a new sheet beside the room's folder; the code before it opens no more.

    Both codes open until the new sheet is written, so that no cut leaves a sheet that opens nothing.
    The old code still opens the backups made before.
    """
    by, _ = _whose(room)
    code = new_recovery_code()
    keys = read_folder(RoomFolder(room.folder))
    both = vault.with_recovery_slot(keys, room.entry.file_key, code=code, cost=cost)
    key_file.save_keys(room.folder, both, room.entry.file_key)
    path = write_sheet(room.folder, _sheet(room, code))
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


def _sheet(room: Room, code: str) -> RecoverySheet:
    known = settings(room, room.clock().date())
    return RecoverySheet(
        school_name=known.get(SettingKind.SCHOOL_NAME, ""),
        room_name=known.get(SettingKind.ROOM_NAME, ""),
        code=code,
        made_at=room.clock(),
        made_by=room.entry.name or "the holder of the code before",
    )


def _whose(room: Room) -> tuple[int, str]:
    if room.entry.staff_id is not None:
        return room.entry.staff_id, room.entry.name
    with room.read() as connection:
        leads = [member for member in staff.all_staff(connection) if member.role is Role.LEAD]
        names = staff.all_names(connection)
    present = [member for member in leads if member.left_on is None]
    if not present:
        raise UserError("The room has no lead any more, so nobody can be given a passphrase.")
    lead = present[0].id
    return lead, name_on(names, lead, room.clock().date()) or ""
