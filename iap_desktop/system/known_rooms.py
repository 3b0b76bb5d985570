"""Which rooms were open on this computer, so that the program asks for a passphrase and not for a folder.

Only folders and numbers of staff stand here, under this account's own settings, and what was typed for a
new room before it was made (never a passphrase, never a pupil). All of it is a convenience: where it cannot
be read or written, the program asks again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from iap_desktop.system.errors import UserError
from iap_desktop.system.files import write_atomically

MOST_KNOWN = 6
_APP = "IAP Desktop"
_ROOMS, _NEW_ROOM = "rooms.json", "new-room.json"


@dataclass(frozen=True, slots=True)
class KnownRooms:
    """The folders opened before, the last one first, and who signed in last in each (a staff id)."""

    folders: tuple[Path, ...] = ()
    last_staff: Mapping[Path, int] = field(default_factory=dict)


def config_folder() -> Path:
    """Where this account's settings of the program lie on this computer."""
    return platformdirs.user_config_path(_APP, appauthor=False)


def known_rooms() -> KnownRooms:
    """What is remembered; nothing where there is nothing or it cannot be read."""
    content = _read(_ROOMS)
    entries = content.get("rooms")
    pairs = [_entry(entry) for entry in entries] if isinstance(entries, list) else []
    found = [pair for pair in pairs if pair is not None]
    staff = {folder: staff_id for folder, staff_id in found if staff_id is not None}
    return KnownRooms(tuple(folder for folder, _ in found), staff)


def remember_room(folder: Path, staff_id: int | None) -> None:
    """Put a room first in the list, and who signed in to it."""
    known = known_rooms()
    others = [other for other in known.folders if other != folder]
    kept = (folder, *others)[:MOST_KNOWN]
    staff = {**known.last_staff, **({} if staff_id is None else {folder: staff_id})}
    _write(_ROOMS, {"rooms": [{"folder": str(one), "staff": staff.get(one)} for one in kept]})


def forget_room(folder: Path) -> None:
    """Take a room off the list; the room itself is left as it is."""
    known = known_rooms()
    kept = [one for one in known.folders if one != folder]
    entries = [{"folder": str(one), "staff": known.last_staff.get(one)} for one in kept]
    _write(_ROOMS, {"rooms": entries})


def new_room_draft() -> dict[str, Any]:
    """What was typed for a new room that is not made yet."""
    return _read(_NEW_ROOM)


def keep_new_room_draft(values: Mapping[str, object]) -> None:
    """Keep what is typed for a new room; the caller leaves passphrases out."""
    _write(_NEW_ROOM, dict(values))


def drop_new_room_draft() -> None:
    """Forget it: the room is made."""
    with contextlib.suppress(OSError):
        (config_folder() / _NEW_ROOM).unlink(missing_ok=True)


def _entry(entry: object) -> tuple[Path, int | None] | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("folder"), str) or not entry["folder"]:
        return None
    staff_id = entry.get("staff")
    return Path(entry["folder"]), staff_id if isinstance(staff_id, int) else None


def _read(name: str) -> dict[str, Any]:
    try:
        found = json.loads((config_folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(name: str, content: Mapping[str, object]) -> None:
    with contextlib.suppress(OSError, UserError):
        config_folder().mkdir(parents=True, exist_ok=True)
        write_atomically(config_folder() / name, json.dumps(content).encode(), private=True)
