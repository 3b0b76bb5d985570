"""Backups: whole, encrypted, verified by opening them, thinned by date, restored into a new folder only.

A backup is one file that holds the room's file, its key slots and a note of what it is. It opens with
the passphrases that the room had when it was made, or with the recovery code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock

from filelock import FileLock, Timeout

from iap_desktop.storage import key_file, restoring
from iap_desktop.storage.connection import Connection, DamagedFile, check_file, connect, translated
from iap_desktop.storage.errors import RoomExists
from iap_desktop.storage.files import SUFFIX, Backup, RoomFolder, backup_name, list_backups
from iap_desktop.storage.restoring import FORMAT, NOTE, VERSION, sha256_of
from iap_desktop.storage.vault import Keys
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import sync_folder, translate_os_error
from iap_desktop.system.places import keep_private, refuse_if_full

NEWEST_KEPT = 10
MOST_KEPT = 14 + 10 + 24  # days, weeks and two years of months beside the newest ten
COPY_PAGES = 2_000  # at a time, so that another program that reads never waits for the whole copy
BESIDE_PAGES = 200  # at a time, so that a mark waits for some milliseconds at most
BESIDE_PAUSE_SECONDS = 0.002  # a lock is not fair: without a pause the copy would take every turn
LONGEST_GAP = timedelta(days=60)
_FAILURE = "last-failure.json"
_UNFINISHED = ".unfinished"
_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt failed, in words, and when."""

    failed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """The connection that a room is written through, to copy from while it goes on being written.

    A copy through another connection would begin anew with each mark, and never end in a busy room; this
    one takes each mark in. turn: held by whoever writes, so that no half of a step is copied.
    """

    connection: Connection
    turn: RLock

    def copy_to(self, target: Connection) -> None:
        """Copy the room bit by bit, letting marks in between."""
        with self.turn:
            self.connection.backup(target, pages=BESIDE_PAGES, progress=self._let_others_in, sleep=0)

    def _let_others_in(self, *_: int) -> None:
        self.turn.release()
        time.sleep(BESIDE_PAUSE_SECONDS)
        self.turn.acquire()


def superfluous(backups: Iterable[Backup], now: datetime) -> tuple[Backup, ...]:
    """Which backups may go: the ten that hold most stay, then one a day, a week, a month (two years).

    None may go while the clock looks wrong: with backups from days to come, or with the newest before
    this one older than any holiday.
    """
    ordered = sorted(backups, key=lambda backup: (backup.step_id, backup.made_at), reverse=True)
    if not _is_plausible(now, ordered):
        return ()
    kept: set[str] = set()
    gone = []
    for backup in ordered[NEWEST_KEPT:]:
        slot = _slot(backup.made_at, now)
        if slot in kept or len(kept) >= MOST_KEPT:
            gone.append(backup)
        kept.add(slot)
    return tuple(gone)


def make_backup(
    folder: Path,
    connection: Connection,
    file_key: bytes,
    at: datetime,
    *,
    to: Path | None = None,
    source: Source | None = None,
) -> Path:
    """Copy the room as it is now, open the copy, check all of it, and only then give it its name.

    to: another file than in the room's own backups folder. source: where the room is written through another
    connection than this one, that one. Raises UserError for the disk's faults and
    DamagedRoom where the room is not sound: a damaged room never replaces a good backup.
    """
    room = RoomFolder(folder)
    if to is not None:
        _refuse_target(room, to)
    refuse_if_full(to.parent if to is not None else folder, 3 * room.database.stat().st_size)
    try:
        target = to if to is not None else _free_name(room.backups, at, _last_step(connection))
        with work_folder(target.parent, target.name) as work:
            _make_in(work, room, connection, file_key, at, source)
            os.replace(work / _WHOLE, target)  # noqa: PTH105 - replaces in one move on Windows too
        sync_folder(target.parent)
    except OSError as error:
        raise translate_os_error(error, to or room.backups) from error
    return target


def thin(folder: Path, now: datetime) -> None:
    """Remove the backups that are no longer needed."""
    for backup in superfluous(list_backups(folder), now):
        backup.path.unlink(missing_ok=True)


def restore(backup: Path, folder: Path, passphrase: str) -> str | None:
    """Put a backup into a new folder, after opening and checking it there; the folder appears whole or not.

    Gives a sentence where other accounts could not be kept out of the folder.
    Raises RoomExists, BadBackup, NewerRoom, WrongPassphrase or UserError for the disk's faults.
    """
    refuse_filled(folder)
    try:
        with work_folder(folder.parent, folder.name) as work:
            restoring.unpack(backup, work)
            restoring.prove(backup, RoomFolder(work), passphrase)
            return appear(work, folder)
    except OSError as error:
        raise translate_os_error(error, folder) from error


def refuse_filled(folder: Path) -> None:
    """Raise RoomExists unless a folder is empty or not there yet."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RoomExists(folder)


def appear(work: Path, folder: Path) -> str | None:
    """Give a finished work folder its name, in one move; a sentence where others could not be kept out."""
    refuse_filled(folder)
    notice = keep_private(work)
    sync_folder(work)
    if folder.is_dir():
        folder.rmdir()
    work.rename(folder)
    sync_folder(folder.parent)
    return notice


@contextmanager
def work_folder(parent: Path, name: str) -> Iterator[Path]:
    """An empty hidden folder beside the target, for one program at a time; a killed run's is swept away."""
    parent.mkdir(parents=True, exist_ok=True)
    work = parent / f".{name}{_UNFINISHED}"
    lock = FileLock(parent / f".{name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(f"Another program is writing {parent / name} at this moment.") from error
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        keep_private(work)
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what backups that were killed left behind. To be called with the room's lease."""
    directory = RoomFolder(folder).backups
    for pattern in (f".*{SUFFIX}{_UNFINISHED}", f".*{SUFFIX}.lock"):
        for leftover in directory.glob(pattern):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def note_failure(folder: Path, failure: Failure) -> None:
    """Remember that the last backup failed, so that each look at the room says so."""
    directory = RoomFolder(folder).backups
    directory.mkdir(exist_ok=True)
    body = {"failed_at": failure.failed_at.isoformat(), "reason": failure.reason}
    (directory / _FAILURE).write_text(json.dumps(body), encoding="utf-8")


def forget_failure(folder: Path) -> None:
    """After a backup that worked."""
    (RoomFolder(folder).backups / _FAILURE).unlink(missing_ok=True)


def last_failure(folder: Path) -> Failure | None:
    """Why the newest attempt failed; None where it worked."""
    path = RoomFolder(folder).backups / _FAILURE
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        return Failure(datetime.fromisoformat(body["failed_at"]), str(body["reason"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Failure(datetime.fromtimestamp(0, UTC), "The note about the last backup cannot be read.")


def _is_plausible(now: datetime, newest_first: list[Backup]) -> bool:
    if any(backup.made_at > now + timedelta(days=1) for backup in newest_first):
        return False
    return len(newest_first) < 2 or now - newest_first[1].made_at < LONGEST_GAP


def _free_name(directory: Path, at: datetime, step_id: int) -> Path:
    """A name that says when; two backups in one instant (a clock set back) never share it."""
    while (path := directory / backup_name(at, step_id)).exists():
        at += timedelta(milliseconds=1)
    return path


def _last_step(connection: Connection) -> int:
    return int(connection.execute("SELECT max(id) FROM step").fetchone()[0])


def _refuse_target(room: RoomFolder, to: Path) -> None:
    if to.exists():
        raise UserError(f"The file {to} exists already.", "Nothing was changed.", "Choose another name.")
    if not to.parent.is_dir():
        raise UserError(
            f"There is no folder {to.parent}.", "Nothing was changed.", "Is the stick plugged in?"
        )
    if to.resolve().is_relative_to(room.path.resolve()):
        raise UserError(
            f"{to} lies inside the room itself.", "Nothing was changed.", "Choose a folder outside the room."
        )


def _slot(made_at: datetime, now: datetime) -> str:
    days = (now - made_at).days
    if days < 14:
        return made_at.strftime("day %Y-%m-%d")
    return made_at.strftime("week %G-%V" if days < 70 else "month %Y-%m")


def _make_in(
    work: Path,
    room: RoomFolder,
    connection: Connection,
    file_key: bytes,
    at: datetime,
    source: Source | None,
) -> None:
    keys_bytes = room.keys.read_bytes()
    keys = _own_keys(room, keys_bytes, file_key)
    copy = RoomFolder(work)
    try:
        with translated(work):
            _refuse_damaged(connection)
            _copy(connection, copy, file_key, keys, source)
    except DamagedFile as error:
        raise room.damaged(
            f"The room's file in {room.path} is damaged, so no backup was made from it."
        ) from error
    _pack(copy, keys_bytes, keys, at)


def _own_keys(room: RoomFolder, keys_bytes: bytes, file_key: bytes) -> Keys:
    """The keys beside the room, if they open it: a backup with others could never be opened."""
    try:
        keys = key_file.keys_from_bytes(keys_bytes)
    except key_file.KeysDamagedError as error:
        raise room.damaged(f"The room's keys (room.keys) in {room.path} are damaged.") from error
    if not key_file.are_genuine(keys, file_key):
        raise room.damaged(f"The room's keys (room.keys) in {room.path} are not those that opened it.")
    return keys


def _refuse_damaged(connection: Connection) -> None:
    """Pages that are cached in memory would hide what happened to the file on the disk.

    The check takes no lock, so that a page that a mark is being written to may look damaged: then it is
    made once more, while nobody can write.
    """
    if _damage(connection) is None:
        return
    connection.execute("BEGIN")
    try:
        _length(connection)
        damage = _damage(connection)
    finally:
        connection.execute("ROLLBACK")
    if damage is not None:
        raise DamagedFile(damage)


def _damage(connection: Connection) -> str | None:
    row = next(iter(connection.execute("PRAGMA cipher_integrity_check")), None)
    return None if row is None else str(row[0])


def _copy(
    connection: Connection, copy: RoomFolder, file_key: bytes, keys: Keys, source: Source | None
) -> None:
    least = _length(connection)  # a mark made elsewhere meanwhile makes the copy longer, never shorter
    target = connect(copy.database, file_key, keys.database_salt)
    try:
        if source is None:
            connection.backup(target, pages=COPY_PAGES, sleep=0)
        else:
            source.copy_to(target)
    finally:
        target.close()
    opened = connect(copy.database, file_key, keys.database_salt)
    try:
        problem = check_file(opened)
        if problem is not None or _length(opened) < least:
            raise DamagedFile(problem or "the copy is shorter than the room")
    finally:
        opened.close()


def _length(connection: Connection) -> tuple[int, int]:
    newest, count = connection.execute("SELECT max(id), count(*) FROM step").fetchone()
    return newest, count


def _pack(copy: RoomFolder, keys_bytes: bytes, keys: Keys, at: datetime) -> None:
    note = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.astimezone(UTC).isoformat(),
        "room_id": keys.room_id,
        "sha256": {
            "room.db": sha256_of(copy.database),
            key_file.NAME: hashlib.sha256(keys_bytes).hexdigest(),
        },
    }
    whole = copy.path / _WHOLE
    with whole.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(NOTE, json.dumps(note))
            archive.writestr(key_file.NAME, keys_bytes)
            archive.write(copy.database, "room.db")
        file.flush()
        os.fsync(file.fileno())
    keep_private(whole)
    with zipfile.ZipFile(whole) as archive:
        if archive.testzip() is not None:
            raise UserError("The backup could not be read back.", "The room is safe.", "Check the disk.")
