"""A second copy of each backup, on a stick or a share: whole under its name, or not there.

The stick may be missing or pulled out at any moment; that is said, and stops nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from iap_desktop.storage.files import backups_in
from iap_desktop.storage.restoring import room_id_of, sha256_of
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import sync_folder, translate_os_error

COPIES_KEPT = 10
_UNFINISHED = ".unfinished"


def refuse_place(folder: str, room: Path) -> None:
    """Raise UserError for a folder that cannot hold second copies: inside the room, or not named in full."""
    path = Path(folder)
    if not path.is_absolute():
        raise UserError(
            "The folder for the second copy has to be named in full.", todo="Choose it with the button."
        )
    if path.resolve().is_relative_to(room.resolve()):
        raise UserError(
            f"The folder {folder} lies inside the room itself.",
            todo="Choose a folder outside the room, on a stick or a share.",
        )


def copy_to(folder: str, backup: Path, room: Path) -> str | None:
    """Copy a backup to the second folder ("" for none), and keep the newest ten of this room there.

    Gives a sentence where that did not work; nothing half-written is left under a backup's name.
    """
    if not folder:
        return None
    try:
        refuse_place(folder, room)
        _copy(backup, Path(folder))
    except UserError as error:
        return f"The backup was made, but not copied to {folder}: {error.what} {error.todo}"
    return None


def _copy(backup: Path, folder: Path) -> None:
    if not folder.is_dir():
        raise UserError("The folder is not there.", todo="Is the stick plugged in?")
    room_id = room_id_of(backup)
    unfinished = folder / f".{room_id}{_UNFINISHED}"
    try:
        _write_whole(backup, unfinished)
        os.replace(unfinished, folder / backup.name)  # noqa: PTH105 - replaces in one move on Windows too
        sync_folder(folder)
        _thin(folder, room_id)
    except OSError as error:
        raise translate_os_error(error, folder / backup.name) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _write_whole(backup: Path, unfinished: Path) -> None:
    with backup.open("rb") as source, unfinished.open("wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    if sha256_of(unfinished) != sha256_of(backup):
        raise UserError("The copy could not be read back.", todo="Try another stick.")


def _thin(folder: Path, room_id: str) -> None:
    """Other rooms' backups, and files with other names, are left alone."""
    own = [backup for backup in backups_in(folder) if room_id_of(backup.path) == room_id]
    for backup in own[COPIES_KEPT:]:
        backup.path.unlink(missing_ok=True)
