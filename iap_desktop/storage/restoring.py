"""Opening a backup: nothing in it is believed before it is counted, measured, hashed and decrypted."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import Any

from iap_desktop.storage import key_file
from iap_desktop.storage.connection import (
    APPLICATION_ID,
    Connection,
    DamagedFile,
    check_file,
    connect,
    translated,
)
from iap_desktop.storage.errors import BadBackup, NewerRoom, WrongPassphrase, WrongPassphraseForBackup
from iap_desktop.storage.files import RoomFolder
from iap_desktop.storage.vault import Keys, unlock
from iap_desktop.system.places import keep_private

FORMAT = "IAP Desktop backup"
VERSION = 1
NOTE = "backup.json"
MEMBERS = {"room.db", key_file.NAME}
LONGEST_NOTE_BYTES = 65_536
_BLOCK = 1 << 20
_NOT_OURS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
)  # RuntimeError: the zip says that a member is encrypted, or JSON is nested without end


def unpack(backup: Path, work: Path) -> None:
    """Put the two files of a backup into `work`. Raises BadBackup or NewerRoom."""
    if not backup.is_file():
        raise BadBackup(backup, "does not exist")
    try:
        with zipfile.ZipFile(backup) as archive:
            digests = _digests(backup, archive)
            for name in sorted(MEMBERS):
                _unpack_one(archive, name, work / name)
                if sha256_of(work / name) != digests[name]:
                    raise BadBackup(backup, "is damaged")
    except _NOT_OURS as error:
        raise BadBackup(backup, "is not a backup of a room, or is damaged") from error


def prove(backup: Path, room: RoomFolder, passphrase: str) -> tuple[Keys, bytes]:
    """Open what was unpacked and read all of it; gives its keys and file key.

    Raises BadBackup, NewerRoom or WrongPassphrase.
    """
    try:
        keys = key_file.keys_from_bytes(room.keys.read_bytes())
    except key_file.KeysDamagedError as error:
        if error.newer:
            raise NewerRoom(error.newer, key_file.VERSION) from error
        raise BadBackup(backup, "is damaged") from error
    try:
        unlocked = unlock(keys, passphrase)
    except WrongPassphrase as error:
        raise WrongPassphraseForBackup(backup) from error
    try:
        with translated(room.path):
            is_whole = key_file.are_genuine(keys, unlocked.file_key) and _is_room(
                room, keys, unlocked.file_key
            )
    except DamagedFile as error:
        raise BadBackup(backup, "is damaged") from error
    if not is_whole:
        raise BadBackup(backup, "is damaged")
    return keys, unlocked.file_key


def room_id_of(backup: Path) -> str:
    """Which room a backup says it is of; "" where it cannot be read."""
    try:
        with zipfile.ZipFile(backup) as archive:
            return str(_note(archive)["room_id"])
    except (OSError, *_NOT_OURS):
        return ""


def sha256_of(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(backup: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    note = _note(archive)
    if note["format"] == FORMAT and isinstance(note["version"], int) and note["version"] > VERSION:
        raise NewerRoom(note["version"], VERSION)
    stored = all(info.compress_type == zipfile.ZIP_STORED for info in infos)
    too_long = sum(info.file_size for info in infos) > backup.stat().st_size
    if sorted(names) != sorted({*MEMBERS, NOTE}) or not stored or too_long:
        raise BadBackup(backup, "is not a backup of a room, or is damaged")
    return {name: str(note["sha256"][name]) for name in MEMBERS}


def _note(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(NOTE).file_size > LONGEST_NOTE_BYTES:
        raise ValueError(NOTE)
    note = json.loads(archive.read(NOTE))
    if not isinstance(note, dict):
        raise TypeError(NOTE)
    return note


def _unpack_one(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with archive.open(name) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file, _BLOCK)
        file.flush()
        os.fsync(file.fileno())
    keep_private(path)


def _is_room(room: RoomFolder, keys: Keys, file_key: bytes) -> bool:
    if not key_file.are_genuine(keys, file_key):
        return False
    connection: Connection = connect(room.database, file_key, keys.database_salt)
    try:
        if check_file(connection) is not None:
            return False
        is_ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        return is_ours and connection.execute("SELECT 1 FROM step LIMIT 1").fetchone() is not None
    finally:
        connection.close()
