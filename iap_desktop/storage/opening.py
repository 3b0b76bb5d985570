"""Opening a room and making one: every check that stands before the first byte is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from iap_desktop.domain.staff import Role, Staff, StaffName
from iap_desktop.storage import backups, history, key_file, migrate, rows, staff, vault
from iap_desktop.storage.connection import Connection, DamagedFile, check_file, connect, translated
from iap_desktop.storage.files import RoomFolder, read_folder, read_keys
from iap_desktop.storage.migrations import MIGRATIONS, Migration
from iap_desktop.storage.recovery_code import new_recovery_code
from iap_desktop.storage.rekeying import finish_rekeying
from iap_desktop.storage.room import Clock, Entry, Room, connect_checked
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import remove_leftovers, translate_os_error
from iap_desktop.system.lease import Lease
from iap_desktop.system.places import keep_private

FIRST_LEAD_ID = 1
SIGNING_IN = "someone who is signing in"


@dataclass(frozen=True, slots=True)
class FirstLead:
    """Who makes a room: full name, passphrase and what a guess at it shall cost."""

    full_name: str
    passphrase: str = field(repr=False)
    cost: vault.Cost = vault.STRONG


def create_room(
    folder: Path,
    lead: FirstLead,
    clock: Clock,
    *,
    set_up: Callable[[Connection], None],
    keep_code: Callable[[str], None],
) -> str | None:
    """Make a room in a folder that is empty or not there yet; it appears whole or not at all.

    set_up: writes the school's first settings in the same step. keep_code: is given the recovery code
    and must have kept it (on paper or in a file) before the room appears. Gives a sentence where other
    accounts could not be kept out of the folder. Raises RoomExists, UserError.
    """
    vault.checked_passphrase(lead.passphrase)
    backups.refuse_filled(folder)
    code = new_recovery_code()
    try:
        with backups.work_folder(folder.parent, folder.name) as work:
            with translated(folder):
                _make_in(RoomFolder(work), lead, clock, code, set_up)
            keep_code(code)
            return backups.appear(work, folder)
    except OSError as error:
        raise translate_os_error(error, folder) from error


def open_room(
    folder: Path,
    passphrase: str,
    clock: Clock,
    *,
    staff_id: int | None = None,
    is_read_only: bool = False,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> Room:
    """Open a room with a passphrase or the recovery code.

    Raises NotARoom, DamagedRoom, NewerRoom, WrongPassphrase, AlreadyOpen or UserError; never creates.
    """
    room_folder = RoomFolder(folder)
    read_folder(room_folder)  # before the lease, which writes: a folder without a room is left as it is
    with ExitStack() as undone:
        lease = None
        if not is_read_only:
            lease = Lease.take(folder, SIGNING_IN, clock())
            undone.callback(lease.release)
        keys, unlocked = _unlocked(room_folder, passphrase, staff_id)
        connection, entry = _connected(room_folder, keys, unlocked)
        undone.callback(connection.close)
        if lease is None:
            _refuse_older(connection, migrations)
        else:
            lease.rename_holder(unlocked.slot.name or "the recovery code", clock())
            _make_sound(room_folder, keys, unlocked, connection, entry.file_key)
            _bring_up_to_date(room_folder, connection, entry.file_key, clock, migrations)
        _refuse_leaver(room_folder, connection, entry)
        undone.pop_all()
        return Room(folder, connection, replace(entry, keys=read_folder(room_folder)), clock, lease)


def _unlocked(
    folder: RoomFolder,
    passphrase: str,
    staff_id: int | None,
    read: Callable[[RoomFolder], vault.Keys] = read_folder,
) -> tuple[vault.Keys, vault.Unlocked]:
    keys = read(folder)
    unlocked = vault.unlock(keys, passphrase, staff_id=staff_id)
    if not key_file.are_genuine(keys, unlocked.file_key):
        raise folder.damaged(
            f"The room's keys (room.keys) in {folder.path} were changed by something else than this program."
        )
    return keys, unlocked


def _refuse_leaver(folder: RoomFolder, connection: Connection, entry: Entry) -> None:
    """A slot that a leaver kept, by a cut at the wrong moment or a copied file, is no way in."""
    if entry.staff_id is None:
        return
    try:
        with translated(folder.path):
            staff.present_member(connection, entry.staff_id)
    except DamagedFile as error:
        raise folder.damaged(f"The room's file room.db in {folder.path} is damaged.") from error


def unlock_entry(folder: Path, passphrase: str, *, staff_id: int | None = None) -> Entry:
    """What a right passphrase (or the recovery code) gives, from the keys alone: for any thread.

    Raises WrongPassphrase, and as `open_room` does where the keys cannot be read.
    """
    keys, unlocked = _unlocked(RoomFolder(folder), passphrase, staff_id, read_keys)
    return Entry(unlocked.staff_id, unlocked.slot.name, unlocked.file_key, keys)


def _refuse_older(connection: Connection, migrations: Sequence[Migration]) -> None:
    if migrate.needs_upgrade(connection, migrations):
        raise UserError(
            "The room was written by an older version of the program.",
            "The room is safe and unchanged.",
            "Open it once to write in it; it is brought up to date then, after a backup.",
        )


def _make_in(
    folder: RoomFolder, lead: FirstLead, clock: Clock, code: str, set_up: Callable[[Connection], None]
) -> None:
    file_key = vault.new_file_key()
    keys = vault.with_staff_slot(
        vault.new_keys(),
        file_key,
        staff_id=FIRST_LEAD_ID,
        name=lead.full_name,
        passphrase=lead.passphrase,
        cost=lead.cost,
    )
    keys = vault.with_recovery_slot(keys, file_key, code=code, cost=lead.cost)
    key_file.save_keys(folder.path, keys, file_key)
    connection = connect(folder.database, file_key, keys.database_salt)
    keep_private(folder.database)
    try:
        migrate.upgrade(connection, backup_first=lambda: None)
        connection.execute("BEGIN IMMEDIATE")
        history.begin_step(connection, "Make the room", FIRST_LEAD_ID, clock(), is_undoable=False)
        _add_lead(connection, lead, clock)
        set_up(connection)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _add_lead(connection: Connection, lead: FirstLead, clock: Clock) -> None:
    today = clock().date()
    rows.insert(connection, Staff(id=FIRST_LEAD_ID, role=Role.LEAD, joined_on=today))
    rows.insert(connection, StaffName(FIRST_LEAD_ID, lead.full_name, today))


def _connected(folder: RoomFolder, keys: vault.Keys, unlocked: vault.Unlocked) -> tuple[Connection, Entry]:
    try:
        connection, file_key = connect_checked(folder, unlocked, keys.database_salt)
    except DamagedFile as error:
        raise folder.damaged(f"The room's file room.db in {folder.path} is damaged.") from error
    return connection, Entry(unlocked.staff_id, unlocked.slot.name, file_key, keys)


def _make_sound(
    folder: RoomFolder, keys: vault.Keys, unlocked: vault.Unlocked, connection: Connection, file_key: bytes
) -> None:
    """Read all of the file before anything is written, and end a re-keying that was cut short."""
    try:
        with translated(folder.path):
            problem = check_file(connection)
    except DamagedFile as error:
        problem = str(error)
    if problem is not None:
        raise folder.damaged(f"The room's file room.db in {folder.path} is damaged.")
    finish_rekeying(folder, keys, unlocked, file_key)
    try:
        backups.sweep(folder.path)
        remove_leftovers(folder.path)
    except OSError as error:
        raise translate_os_error(error, folder.backups) from error


def _bring_up_to_date(
    folder: RoomFolder,
    connection: Connection,
    file_key: bytes,
    clock: Clock,
    migrations: Sequence[Migration],
) -> None:
    if migrate.needs_upgrade(connection, migrations):
        with translated(folder.path):
            migrate.upgrade(
                connection,
                migrations,
                backup_first=lambda: _back_up(folder, connection, file_key, clock),
            )


def _back_up(folder: RoomFolder, connection: Connection, file_key: bytes, clock: Clock) -> None:
    backups.make_backup(folder.path, connection, file_key, clock())
