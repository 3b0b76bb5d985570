"""A restore that is only tried: a backup is unpacked, proved and counted, and nothing of it stays."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iap_desktop.storage import migrate, restoring
from iap_desktop.storage.connection import Connection, connect
from iap_desktop.storage.files import RoomFolder
from iap_desktop.storage.vault import Keys
from iap_desktop.system.files import translate_os_error
from iap_desktop.system.places import keep_private, refuse_if_full


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a backup holds, as counted in it: pupils on any list, session and period marks, people present."""

    pupils: int
    marks: int
    people: int
    last_step_at: datetime


def rehearse(backup: Path, passphrase: str) -> Rehearsal:
    """Open a backup in a private temporary folder, read all of it, count, and delete the folder.

    Raises BadBackup, NewerRoom, WrongPassphrase, or UserError for the disk's faults.
    """
    parent = Path(tempfile.gettempdir())
    try:
        if backup.is_file():
            refuse_if_full(parent, 2 * backup.stat().st_size)
        with tempfile.TemporaryDirectory(prefix="iap-rehearsal-") as name:
            work = RoomFolder(Path(name))
            keep_private(work.path)
            restoring.unpack(backup, work.path)
            keys, file_key = restoring.prove(backup, work, passphrase)
            return _counted(work, keys, file_key)
    except OSError as error:
        raise translate_os_error(error, parent) from error


def _counted(work: RoomFolder, keys: Keys, file_key: bytes) -> Rehearsal:
    connection = connect(work.database, file_key, keys.database_salt)
    try:
        connection.execute("PRAGMA query_only = ON")
        migrate.needs_upgrade(connection)  # refuses a newer room; an older one would be brought up to date
        marks = _count(connection, "session_mark") + _count(connection, "period_mark")
        people = _count(connection, "staff WHERE left_on IS NULL")
        last = connection.execute("SELECT taken_at FROM step ORDER BY id DESC LIMIT 1").fetchone()[0]
        return Rehearsal(_count(connection, "pupil"), marks, people, datetime.fromisoformat(last))
    finally:
        connection.close()


def _count(connection: Connection, rows: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])  # noqa: S608 - our own words
