"""Backups: whole, encrypted, verified by opening them, thinned by date, restored into a new folder only.

A backup is one file that holds the room's file, its key slots and a note of what it is. It opens with
the passphrases that the room had when it was made, or with the recovery code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iap_desktop.storage import key_file
from iap_desktop.storage.connection import Connection, DamagedFile, check_file, connect, translated
from iap_desktop.storage.errors import BadBackup, NewerRoom, RoomExists
from iap_desktop.storage.files import SUFFIX, RoomFolder
from iap_desktop.storage.vault import Keys, unlock
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import translate_os_error
from iap_desktop.system.places import keep_private

FORMAT = "IAP Desktop backup"
VERSION = 1
_STAMP = "%Y-%m-%d %H-%M-%S-%f"
_NOTE = "backup.json"
_FAILURE = "last-failure.json"
_BLOCK = 1 << 20
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup on disk; `made_at` in UTC, from its name."""

    path: Path
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last attempt failed, in words, and when."""

    failed_at: datetime
    reason: str


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups of a room, newest first; files with other names are not ours and are left alone."""
    directory = RoomFolder(folder).backups
    found = (_from_name(path) for path in directory.glob(f"*{SUFFIX}")) if directory.is_dir() else ()
    return tuple(sorted((b for b in found if b), key=lambda backup: backup.made_at, reverse=True))


def superfluous(backups: Iterable[Backup], now: datetime) -> tuple[Backup, ...]:
    """Which backups may go: ten newest stay, then one a day for 14 days, a week for 10 weeks, a month."""
    ordered = sorted(backups, key=lambda backup: backup.made_at, reverse=True)
    kept: set[str] = set()
    gone = []
    for backup in ordered[10:]:
        slot = _slot(backup.made_at, now)
        if slot in kept:
            gone.append(backup)
        kept.add(slot)
    return tuple(gone)


def make_backup(
    folder: Path, connection: Connection, file_key: bytes, at: datetime, *, to: Path | None = None
) -> Path:
    """Copy the room as it is now, open the copy, check all of it, and only then give it its name.

    to: another file than the room's own backups folder. Raises UserError for the disk's faults and
    DamagedRoom where the room's file is not sound: a damaged room never replaces a good backup.
    """
    target = to if to is not None else _free_name(RoomFolder(folder).backups, at.astimezone(UTC))
    if to is not None and to.exists():
        raise UserError(f"The file {to} exists already.", "Nothing was changed.", "Choose another name.")
    try:
        _sweep(RoomFolder(folder).backups)
        with work_folder(target.parent, target.name) as work:
            _make_in(work, RoomFolder(folder), connection, file_key, at)
            os.replace(work / "whole", target)  # noqa: PTH105 - replaces in one move on Windows too
    except OSError as error:
        raise translate_os_error(error, target) from error
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
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RoomExists(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with work_folder(folder.parent, folder.name) as work:
            _unpack(backup, work)
            _prove(backup, RoomFolder(work), passphrase)
            return appear(work, folder)
    except OSError as error:
        raise translate_os_error(error, folder) from error


def appear(work: Path, folder: Path) -> str | None:
    """Give a finished work folder its name, in one move; a sentence where others could not be kept out."""
    notice = keep_private(work)
    if folder.is_dir():
        folder.rmdir()
    work.rename(folder)
    return notice


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


def _free_name(directory: Path, at: datetime) -> Path:
    """A name that says when; two backups in one instant (a clock set back) never share it."""
    while (path := directory / (at.strftime(_STAMP) + SUFFIX)).exists():
        at += timedelta(milliseconds=1)
    return path


def _from_name(path: Path) -> Backup | None:
    try:
        return Backup(path, datetime.strptime(path.stem, _STAMP).replace(tzinfo=UTC))
    except ValueError:
        return None


def _slot(made_at: datetime, now: datetime) -> str:
    days = (now - made_at).days
    if days < 14:
        return made_at.strftime("day %Y-%m-%d")
    return made_at.strftime("week %G-%V" if days < 70 else "month %Y-%m")


def _sweep(directory: Path) -> None:
    """Remove what backups that were killed left behind; the lease lets only one program be at work here."""
    for leftover in directory.glob(f".*{SUFFIX}{_UNFINISHED}"):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def work_folder(parent: Path, name: str) -> Iterator[Path]:
    """An empty hidden folder beside the target; what a killed run left there before is swept away."""
    parent.mkdir(parents=True, exist_ok=True)
    work = parent / f".{name}{_UNFINISHED}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    keep_private(work)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _make_in(work: Path, room: RoomFolder, connection: Connection, file_key: bytes, at: datetime) -> None:
    keys_bytes = room.keys.read_bytes()
    keys = key_file.keys_from_bytes(keys_bytes)
    copy = RoomFolder(work)
    try:
        with translated(work):
            _refuse_damaged(connection)
            _copy(connection, copy, file_key, keys)
    except DamagedFile as error:
        raise room.damaged(
            f"The room's file in {room.path} is damaged, so no backup was made from it."
        ) from error
    _pack(copy, keys_bytes, keys, at)


def _refuse_damaged(connection: Connection) -> None:
    """Pages that are cached in memory would hide what happened to the file on the disk."""
    for row in connection.execute("PRAGMA cipher_integrity_check"):
        raise DamagedFile(row[0])


def _copy(connection: Connection, copy: RoomFolder, file_key: bytes, keys: Keys) -> None:
    target = connect(copy.database, file_key, keys.database_salt)
    connection.backup(target)
    target.close()
    opened = connect(copy.database, file_key, keys.database_salt)
    try:
        problem = check_file(opened)
        if problem is not None or _length(opened) != _length(connection):
            raise DamagedFile(problem or "the copy is shorter than the room")
    finally:
        opened.close()


def _length(connection: Connection) -> object:
    return connection.execute("SELECT max(id), count(*) FROM step").fetchone()


def _pack(copy: RoomFolder, keys_bytes: bytes, keys: Keys, at: datetime) -> None:
    note = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.astimezone(UTC).isoformat(),
        "room_id": keys.room_id,
        "sha256": {
            "room.db": _sha256(copy.database),
            key_file.NAME: hashlib.sha256(keys_bytes).hexdigest(),
        },
    }
    whole = copy.path / "whole"
    with whole.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_NOTE, json.dumps(note))
            archive.writestr(key_file.NAME, keys_bytes)
            archive.write(copy.database, "room.db")
        file.flush()
        os.fsync(file.fileno())
    keep_private(whole)
    with zipfile.ZipFile(whole) as archive:
        if archive.testzip() is not None:
            raise UserError("The backup could not be read back.", "The room is safe.", "Check the disk.")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _unpack(backup: Path, work: Path) -> None:
    try:
        with zipfile.ZipFile(backup) as archive:
            note = json.loads(archive.read(_NOTE))
            if note["format"] == FORMAT and note["version"] > VERSION:
                raise NewerRoom(note["version"], VERSION)
            for name, digest in note["sha256"].items():
                _unpack_one(archive, name, work / Path(name).name)
                if _sha256(work / Path(name).name) != digest:
                    raise BadBackup(backup, "is damaged")
    except FileNotFoundError as error:
        raise BadBackup(backup, "does not exist") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise BadBackup(backup, "is not a backup of a room, or is damaged") from error


def _unpack_one(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with archive.open(name) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file, _BLOCK)
        file.flush()
        os.fsync(file.fileno())
    keep_private(path)


def _prove(backup: Path, room: RoomFolder, passphrase: str) -> None:
    try:
        keys = key_file.keys_from_bytes(room.keys.read_bytes())
    except (key_file.KeysDamagedError, FileNotFoundError) as error:
        raise BadBackup(backup, "is damaged") from error
    unlocked = unlock(keys, passphrase)
    try:
        with translated(room.path):
            connection = connect(room.database, unlocked.file_key, keys.database_salt)
            try:
                problem = check_file(connection)
            finally:
                connection.close()
    except DamagedFile as error:
        raise BadBackup(backup, "is damaged") from error
    if problem is not None:
        raise BadBackup(backup, "is damaged")
