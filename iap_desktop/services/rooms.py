"""Making, opening, checking, backing up and restoring a room, with every refusal before any harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from iap_desktop.domain.bell_times import TEMPLATES
from iap_desktop.domain.recovery import RecoverySheet
from iap_desktop.services.people import write_sheet
from iap_desktop.services.school_defaults import defaults_for
from iap_desktop.storage import audit, backups, migrate, staff
from iap_desktop.storage import opening as stored
from iap_desktop.storage.connection import Connection, check_file, translated
from iap_desktop.storage.files import Backup, RoomFolder, list_backups
from iap_desktop.storage.room import Clock, Room
from iap_desktop.storage.vault import STRONG, Cost, of_staff
from iap_desktop.system.errors import UserError
from iap_desktop.system.places import refuse_if_full, refuse_unsafe

ROOM_NEEDS_BYTES = 20_000_000
STALE_BACKUP_DAYS = 7


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What it takes to make a room. `template` names the bell times to begin with."""

    school_name: str
    room_name: str
    lead_name: str
    passphrase: str = field(repr=False)
    template: str = TEMPLATES[0]
    years_back: int = 1
    cost: Cost = STRONG


@dataclass(frozen=True, slots=True)
class MadeRoom:
    """Where a new room's recovery sheet lies, and what could not be done."""

    recovery_sheet: Path
    notice: str | None


@dataclass(frozen=True, slots=True)
class RoomCheck:
    """What a look at a room found; `schema` None where it could not be opened."""

    problems: tuple[UserError, ...]
    schema: int | None
    counts: dict[str, int]
    last_backup: datetime | None

    @property
    def is_ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def make_room(folder: Path, plan: NewRoom, clock: Clock) -> MadeRoom:
    """Make a room, and beside its folder, never in it, the recovery sheet.

    Raises UserError for an unsafe place, a folder that is not empty, a short passphrase, missing names.
    """
    _refuse_nameless(plan)
    refuse_unsafe(folder)
    refuse_if_full(folder, ROOM_NEEDS_BYTES)
    sheets: list[Path] = []
    notice = stored.create_room(
        folder,
        stored.FirstLead(plan.lead_name.strip(), plan.passphrase, plan.cost),
        clock,
        set_up=_set_up(plan, clock().date()),
        keep_code=lambda code: sheets.append(write_sheet(folder, _sheet(plan, code, clock()))),
    )
    return MadeRoom(sheets[0], notice)


def open_room(
    folder: Path,
    passphrase: str,
    clock: Clock,
    *,
    staff_id: int | None = None,
    is_read_only: bool = False,
) -> Room:
    """Open a room that is in a safe place. Raises UserError; never creates anything."""
    refuse_unsafe(folder)
    return stored.open_room(folder, passphrase, clock, staff_id=staff_id, is_read_only=is_read_only)


def acting_staff(room: Room) -> int:
    """Who writes. The recovery code is nobody: with it a new passphrase is made first."""
    if room.entry.staff_id is None:
        raise UserError(
            "The room was opened with the recovery code, which cannot sign what is written.",
            todo="Make a new passphrase with the command new-passphrase and use that.",
        )
    return room.entry.staff_id


def check_room(folder: Path, passphrase: str, clock: Clock) -> RoomCheck:
    """Read all of a room: signatures, structure, references, counts, backups. Never raises UserError."""
    newest = next(iter(list_backups(folder)), None)
    last_backup = newest.made_at if newest else None
    try:
        room = open_room(folder, passphrase, clock, is_read_only=True)
    except UserError as error:
        return RoomCheck((error,), None, {}, last_backup)
    try:
        return _check_open(room, newest, clock())
    except UserError as error:
        return RoomCheck((error,), None, {}, last_backup)
    finally:
        room.close()


def restore_room(backup: Path, folder: Path, passphrase: str) -> str | None:
    """Put a backup into a new folder in a safe place; a notice where there is one. Raises UserError."""
    refuse_unsafe(folder)
    if backup.is_file():
        refuse_if_full(folder, 2 * backup.stat().st_size)
    return backups.restore(backup, folder, passphrase)


def _sheet(plan: NewRoom, code: str, at: datetime) -> RecoverySheet:
    return RecoverySheet(plan.school_name.strip(), plan.room_name.strip(), code, at, plan.lead_name.strip())


def _refuse_nameless(plan: NewRoom) -> None:
    for what, name in (("school", plan.school_name), ("room", plan.room_name), ("lead", plan.lead_name)):
        is_text = not any(0xD800 <= ord(char) <= 0xDFFF for char in name)
        if not name.strip() or len(name) > 100 or not is_text:
            raise UserError(
                f"The name of the {what} is missing, cannot be read, or is longer than 100 letters.",
                "Nothing was created.",
            )


def _set_up(plan: NewRoom, today: date) -> Callable[[Connection], None]:
    defaults = defaults_for(today, plan.template, years_back=plan.years_back)
    return lambda connection: defaults.store(connection, plan.school_name.strip(), plan.room_name.strip())


def _check_open(room: Room, newest: Backup | None, now: datetime) -> RoomCheck:
    with room.read() as connection, translated(room.folder):
        damage = check_file(connection)
        counts = _counts(connection)
        schema = migrate.schema_version(connection)
        unbacked_since = _unbacked_since(connection, newest)
        strangers = _strangers(connection, room)
    problems: list[UserError] = []
    if damage:
        problems.append(RoomFolder(room.folder).damaged("Part of the room's file room.db is damaged."))
    if strangers:
        problems.append(UserError("Somebody who is not on the staff has a key.", "", "Change a passphrase."))
    problems += _backup_problems(room.folder, unbacked_since, now)
    last_backup = newest.made_at if newest else None
    return RoomCheck(tuple(problems), schema, counts, last_backup)


def _strangers(connection: Connection, room: Room) -> bool:
    present = staff.present_ids(connection)
    return of_staff(room.entry.keys, present) != room.entry.keys


def _unbacked_since(connection: Connection, newest: Backup | None) -> datetime | None:
    """When the first step that no backup holds was taken."""
    sql = "SELECT taken_at FROM step WHERE id > ? ORDER BY id LIMIT 1"
    found = connection.execute(sql, (newest.step_id if newest else 0,)).fetchone()
    return None if found is None else datetime.fromisoformat(found[0])


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - its own tables
        for table in audit.tables(connection)
    }


def _backup_problems(folder: Path, unbacked_since: datetime | None, now: datetime) -> list[UserError]:
    listed = list_backups(folder)
    if listed and RoomFolder(folder).newest_backup() != listed[0].path:
        return [UserError("The newest backup is damaged.", "The room itself is sound.", "Make a backup now.")]
    failure = backups.last_failure(folder)
    if failure is not None:
        return [UserError(f"The last backup failed: {failure.reason}", "The room itself is sound.")]
    if unbacked_since is None or abs(now - unbacked_since) < timedelta(days=STALE_BACKUP_DAYS):
        return []
    return [
        UserError("What was written last has no backup.", "The room itself is sound.", "Make a backup now.")
    ]
