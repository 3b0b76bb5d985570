"""What lies in a room's folder, and what the bytes of its file tell before any key is tried."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from iap_desktop.storage import key_file
from iap_desktop.storage.errors import DamagedRoom, NewerRoom, NotARoom
from iap_desktop.storage.vault import SALT_BYTES, Keys
from iap_desktop.system.files import translate_os_error

PAGE_BYTES = 4096
PLAIN_HEADER = b"SQLite format 3\0"
SUFFIX = ".iapbackup"
_FEW_BITS = 24
_STAMP = "%Y-%m-%d %H-%M-%S-%f"


@dataclass(frozen=True, slots=True)
class RoomFolder:
    """Paths of one room."""

    path: Path

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.path / "room.db"

    @property
    def keys(self) -> Path:
        """The key slots."""
        return self.path / key_file.NAME

    @property
    def backups(self) -> Path:
        """Where backups lie."""
        return self.path / "backups"

    def newest_backup(self) -> Path | None:
        """The newest backup that is whole, as far as can be seen without a key."""
        return next((found.path for found in list_backups(self.path) if _is_whole(found.path)), None)

    def damaged(self, why: str) -> DamagedRoom:
        """The error that says what is damaged and names the newest good backup."""
        return DamagedRoom(why, self.newest_backup())


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup on disk; `made_at` in UTC and the last step it holds, both from its name."""

    path: Path
    made_at: datetime
    step_id: int


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups of a room, newest first by what they hold: a clock that was wrong does not matter.

    Files with other names are not ours and are left alone.
    """
    return backups_in(folder / "backups")


def backups_in(directory: Path) -> tuple[Backup, ...]:
    """The same of any folder that holds backups under the names that the program gave them."""
    found = (_backup_named(path) for path in directory.glob(f"*{SUFFIX}")) if directory.is_dir() else ()
    newest_first = sorted((b for b in found if b), key=lambda b: (b.step_id, b.made_at), reverse=True)
    return tuple(newest_first)


def backup_name(made_at: datetime, step_id: int) -> str:
    """The name of a backup: when it was made (UTC) and the last step it holds."""
    return f"{made_at.astimezone(UTC).strftime(_STAMP)} step {step_id}{SUFFIX}"


def _is_whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
        return False


def _backup_named(path: Path) -> Backup | None:
    stamp, _, step_id = path.stem.partition(" step ")
    try:
        return Backup(path, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), int(step_id))
    except ValueError:
        return None


def read_folder(folder: RoomFolder) -> Keys:
    """The keys of the room in a folder, after a look at what can be seen without a key.

    Raises NotARoom, DamagedRoom or NewerRoom, each with its sentence.
    """
    has_database, has_keys = folder.database.is_file(), folder.keys.is_file()
    if not has_database and not has_keys:
        if folder.newest_backup() is not None:
            raise folder.damaged(
                f"The room's files are missing from {folder.path}; only its backups are there."
            )
        raise NotARoom(folder.path)
    if not has_keys:
        raise _without_keys(folder)
    keys = read_keys(folder)
    if not has_database:
        raise folder.damaged(f"The room's file room.db is missing from {folder.path}.")
    _look_at_header(folder, keys)
    return keys


def _without_keys(folder: RoomFolder) -> NotARoom | DamagedRoom:
    if _head(folder) == PLAIN_HEADER:
        return NotARoom(folder.path, "The file room.db in this folder is not the file of a room")
    return folder.damaged(
        f"The room's keys (room.keys) are missing from {folder.path}, so nothing can open it."
    )


def read_keys(folder: RoomFolder) -> Keys:
    """The keys alone, with no look at the room's file. For a room that this program has open.

    (On Linux and macOS, to open and close an open database's file a second time would let go of its locks.)
    Raises DamagedRoom or NewerRoom.
    """
    try:
        return key_file.keys_from_bytes(folder.keys.read_bytes())
    except OSError as error:
        raise translate_os_error(error, folder.keys, reading=True) from error
    except key_file.KeysDamagedError as error:
        if error.newer:
            raise NewerRoom(error.newer, key_file.VERSION) from error
        raise folder.damaged(f"The room's keys (room.keys) in {folder.path} are damaged.") from error


def _look_at_header(folder: RoomFolder, keys: Keys) -> None:
    head = _head(folder)
    if head == PLAIN_HEADER:
        raise NotARoom(folder.path, "The file room.db in this folder is not the file of a room")
    has_journal = folder.database.with_name("room.db-journal").exists()
    if folder.database.stat().st_size % PAGE_BYTES and not has_journal:
        raise folder.damaged(f"The room's file room.db in {folder.path} is cut short.")
    if len(head) < SALT_BYTES:
        raise folder.damaged(f"The room's file room.db in {folder.path} is empty or cut short.")
    wrong_bits = sum((a ^ b).bit_count() for a, b in zip(head, keys.database_salt, strict=True))
    if wrong_bits > _FEW_BITS and not has_journal:
        raise folder.damaged(
            f"The file room.db in {folder.path} belongs to another room or is no room's file."
        )


def _head(folder: RoomFolder) -> bytes:
    try:
        with folder.database.open("rb") as file:
            return file.read(SALT_BYTES)
    except OSError as error:
        raise translate_os_error(error, folder.database, reading=True) from error
