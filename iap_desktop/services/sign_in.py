"""Who is at the room: signing in, handing over to another person, and unlocking.

Trying a passphrase takes a moment on purpose. `unlock_entry` and `verify` read the keys alone, so a worker
may do them while the window goes on; `become` is quick and belongs to the thread that uses the room. The
recovery code is accepted wherever a passphrase is, and makes whoever types it nobody in particular.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iap_desktop.domain.names import folded
from iap_desktop.services import people, rooms
from iap_desktop.storage import opening as stored
from iap_desktop.storage.files import RoomFolder, read_folder, read_keys
from iap_desktop.storage.room import Clock, Entry, Room
from iap_desktop.storage.vault import NOBODY, Keys


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who can sign in."""

    staff_id: int
    name: str


def people_of(folder: Path) -> tuple[KnownPerson, ...]:
    """Who has a passphrase for the room in a folder, by name; needs none.

    Raises NotARoom, DamagedRoom or NewerRoom.
    """
    return _known(read_folder(RoomFolder(folder)))


def people_here(room: Room) -> tuple[KnownPerson, ...]:
    """The same of an open room. Reads the keys alone: closing room.db again would drop the locks on it."""
    return _known(read_keys(RoomFolder(room.folder)))


def _known(keys: Keys) -> tuple[KnownPerson, ...]:
    known = (KnownPerson(slot.staff_id, slot.name) for slot in keys.slots if slot.staff_id is not None)
    return tuple(sorted(known, key=lambda person: (folded(person.name), person.staff_id)))


def sign_in(
    folder: Path, staff_id: int | None, passphrase: str, clock: Clock, *, is_read_only: bool = False
) -> Room:
    """Open the room in a folder as one person.

    Raises WrongPassphrase, AlreadyOpen (whose `holder` says who has it open, so that reading can be
    offered), and what else `rooms.open_room` raises.
    """
    room = rooms.open_room(folder, passphrase, clock, staff_id=staff_id, is_read_only=is_read_only)
    if not is_read_only:
        try:
            people.bring_slot_names_up_to_date(room)
        except BaseException:
            room.close()
            raise
    return room


def unlock_entry(where: Path | Room, staff_id: int | None, passphrase: str) -> Entry:
    """What a right passphrase gives, for `become`. For any thread; raises WrongPassphrase."""
    folder = where.folder if isinstance(where, Room) else where
    return stored.unlock_entry(folder, passphrase, staff_id=staff_id)


def become(room: Room, entry: Entry) -> None:
    """Go on in the open room as another person. Raises UserError for somebody who has left."""
    room.become(entry)


def change_person(room: Room, staff_id: int, passphrase: str) -> None:
    """Both at once: the open room goes on as another person. Raises WrongPassphrase."""
    become(room, unlock_entry(room, staff_id, passphrase))


def verify(room: Room, passphrase: str) -> None:
    """Raise WrongPassphrase unless it is that of whoever is signed in, or the recovery code. For any thread.

    Where the recovery code opened the room, only the recovery code will do.
    """
    unlock_entry(room, room.entry.staff_id or NOBODY, passphrase)
