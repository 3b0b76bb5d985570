"""What the window remembers for whoever is signed in: sizes, columns, sorting, the last page.

Preferences are no records of the room: they are not in the change log and need no backup. They never hold
a pupil's name.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from iap_desktop.storage import preferences as stored
from iap_desktop.storage.room import Room


def preferences(room: Room) -> dict[str, Any]:
    """All that is remembered for whoever is signed in; nothing for the recovery code."""
    if room.entry.staff_id is None:
        return {}
    with room.read() as connection:
        return stored.of_person(connection, room.entry.staff_id)


def set_preference(room: Room, name: str, value: object) -> bool:
    """Remember a value that JSON can hold.

    False where nothing can be kept: nobody is signed in, or the room was opened for reading only.
    """
    staff_id = room.entry.staff_id
    if staff_id is None:
        return False
    return room.keep(partial(stored.put, staff_id=staff_id, name=name, value=value))
