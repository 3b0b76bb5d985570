"""The practice room of a computer account: invented pupils to look around among, made anew each day.

It is made beside its place and moved there when it is whole, so that a cut leaves nothing half made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import platformdirs

from iap_desktop.services import rooms
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE, is_practice_room, make_practice_room
from iap_desktop.services.sample import SamplePlan
from iap_desktop.storage.errors import RoomExists
from iap_desktop.storage.room import Clock, Room
from iap_desktop.storage.vault import STRONG, Cost
from iap_desktop.system.files import translate_os_error, write_atomically
from iap_desktop.system.lease import Lease

PLAN = SamplePlan(pupil_count=12, weeks=6)
_ROOM, _MAKING, _DAY = "room", "making", "made for.txt"
Tell = Callable[[int, int, str], None]


def practice_folder() -> Path:
    """The folder of the practice room of this computer account."""
    return platformdirs.user_data_path("IAP Desktop", appauthor=False) / "practice" / _ROOM


def open_practice_room(folder: Path, clock: Clock, tell: Tell, cost: Cost = STRONG) -> Room:
    """Open the practice room, made anew unless it was made today. Raises UserError.

    tell: is told what is being done. What somebody tried in it earlier today is still there.
    """
    today = clock().date()
    if _made_for(folder) != today or not is_practice_room(folder):
        _remake(folder, clock, today, tell, cost)
    tell(3, 3, "Opening it")
    return rooms.open_room(folder, PRACTICE_PASSPHRASE, clock)


def _remake(folder: Path, clock: Clock, today: date, tell: Tell, cost: Cost) -> None:
    making = folder.with_name(_MAKING)
    tell(0, 3, "Making a room with invented pupils")
    try:
        _remove(making, clock)
        folder.parent.mkdir(parents=True, exist_ok=True)
        make_practice_room(making, PLAN, clock, cost)
        tell(2, 3, "Putting it in its place")
        _remove(folder, clock)
        making.rename(folder)
        write_atomically(folder.with_name(_DAY), today.isoformat().encode())
    except OSError as error:
        raise translate_os_error(error, folder) from error


def _remove(folder: Path, clock: Clock) -> None:
    """Only ever a room of ours, and one that nobody has open."""
    if not folder.exists():
        return
    if folder.name == _ROOM:
        if not is_practice_room(folder):
            raise RoomExists(folder)
        Lease.take(folder, "the practice room", clock()).release()
    shutil.rmtree(folder)


def _made_for(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.with_name(_DAY).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
