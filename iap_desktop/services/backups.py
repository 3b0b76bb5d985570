"""Backups as the window makes and shows them: beside the work, listed, tried out.

With `room.is_backup_deferred` set, no mark waits for a backup: when `room.is_backup_due` turns true, run
`back_up_now` on a worker, then `room.note_backup(made.notices)` or `room.note_backup_failure(error)` on the
thread that uses the room. Restoring is `rooms.restore_room`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iap_desktop.storage import rehearsing
from iap_desktop.storage.files import Backup, list_backups
from iap_desktop.storage.rehearsing import Rehearsal
from iap_desktop.storage.room import Room


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that was made and proved. is_elsewhere: in a file of somebody's choice, not the room's own."""

    path: Path
    is_elsewhere: bool
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedBackup:
    """One backup of a room; `made_at` in local time, `step_id` the last step it holds."""

    path: Path
    made_at: datetime
    size_bytes: int
    step_id: int
    is_newest: bool


def back_up_now(room: Room, to: Path | None = None) -> MadeBackup:
    """Make a proved backup, and its second copy, while the room is used on another thread.

    to: a file elsewhere, which does not count as the room's own backup. Raises UserError.
    """
    path, notices = room.back_up_beside(to)
    return MadeBackup(path, to is not None, notices)


def note_backup(room: Room, made: MadeBackup) -> None:
    """Tell the room of a backup that `back_up_now` made; on the thread that uses the room."""
    if made.is_elsewhere:
        room.notices += made.notices
    else:
        room.note_backup(made.notices)


def backup_list(folder: Path) -> tuple[ListedBackup, ...]:
    """The backups in a room's folder, newest first; needs no passphrase."""
    listed = list_backups(folder)
    return tuple(_listed(backup, is_newest=backup == listed[0]) for backup in listed if backup.path.exists())


def rehearse(backup: Path, passphrase: str) -> Rehearsal:
    """Try a restore: open a backup apart from everything, count what it holds, leave nothing behind.

    Raises BadBackup, NewerRoom, WrongPassphrase or UserError. For a worker; needs no open room.
    """
    return rehearsing.rehearse(backup, passphrase)


def _listed(backup: Backup, *, is_newest: bool) -> ListedBackup:
    size = backup.path.stat().st_size
    return ListedBackup(backup.path, backup.made_at.astimezone(), size, backup.step_id, is_newest)
