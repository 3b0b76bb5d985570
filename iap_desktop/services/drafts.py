"""What is half typed: kept for whoever is signed in, so that a lock or a power cut loses no word.

A place names where it is typed, such as "weekly/2026-11-23/17". Drafts are no records of the room: they
are not in the change log, cannot be undone, and need no backup.
"""

from __future__ import annotations

from functools import partial

from iap_desktop.storage import drafts as stored
from iap_desktop.storage.drafts import Draft
from iap_desktop.storage.room import Room


def keep_draft(room: Room, place: str, body: str) -> bool:
    """Keep what is half typed at a place.

    False where nothing can be kept: nobody is signed in, or the room was opened for reading only.
    """
    staff_id = room.entry.staff_id
    if staff_id is None:
        return False
    draft = Draft(place, body, room.clock())
    return room.keep(lambda connection: stored.put(connection, staff_id, draft))


def draft(room: Room, place: str) -> str | None:
    """What whoever is signed in half typed at a place; None where there is nothing."""
    return next((found.body for found in drafts(room, place) if found.place == place), None)


def drafts(room: Room, prefix: str = "") -> tuple[Draft, ...]:
    """The drafts of whoever is signed in at the places that begin with `prefix`, by place."""
    if room.entry.staff_id is None:
        return ()
    with room.read() as connection:
        return tuple(stored.beginning_with(connection, room.entry.staff_id, prefix))


def drop_draft(room: Room, place: str) -> bool:
    """Forget what was half typed at a place: it has been saved. False as `keep_draft` gives it."""
    staff_id = room.entry.staff_id
    if staff_id is None:
        return False
    return room.keep(partial(stored.drop, staff_id=staff_id, place=place))


def count_drafts(room: Room) -> int:
    """How many drafts whoever is signed in has."""
    if room.entry.staff_id is None:
        return 0
    with room.read() as connection:
        return stored.count(connection, room.entry.staff_id)
