"""Finding a pupil from anywhere by a few letters, quick in a room with years of pupils.

The names are made comparable once and kept as long as the room is open and its list stays the same; each
search reads the list anew, so it never answers from an old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from weakref import WeakKeyDictionary

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.name_search import is_found, typed_words, words_to_find
from iap_desktop.domain.names import folded
from iap_desktop.storage.pupils import search_rows
from iap_desktop.storage.room import Room

MOST_HITS = 12
_Row = tuple[int, str, str, str | None, str | None, str | None, str | None, str | None, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One pupil found: the name as it is shown, and beside it year, form and whether in the room."""

    pupil_id: int
    name: str
    beside: str
    is_in_room: bool
    has_left: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """One pupil as the search compares: `ranked` holds words, the best names first."""

    hit: Hit
    shown: str
    ranked: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Index:
    rows: tuple[tuple[object, ...], ...]
    on: date
    entries: tuple[_Entry, ...]


_INDEXES: WeakKeyDictionary[Room, _Index] = WeakKeyDictionary()


def find(room: Room, text: str, on: date) -> tuple[Hit, ...]:
    """The pupils whose names or form begin so, at most twelve, best first, leavers last.

    Best is the name by which the pupil goes, then the legal one, then the form; then who is in the room
    on `on`. Nothing typed: those who are in the room.
    """
    entries = _entries(room, on)
    typed = typed_words(text)
    if not typed:
        return _first(entry for entry in entries if entry.hit.is_in_room)
    whole = " ".join(typed)
    ranked = [(_rank(entry, typed, whole), entry) for entry in entries]
    found = [(rank, entry) for rank, entry in ranked if rank is not None]
    found.sort(key=lambda pair: (pair[1].hit.has_left, pair[0], not pair[1].hit.is_in_room))
    return _first(entry for _, entry in found)


def _first(entries: Iterable[_Entry]) -> tuple[Hit, ...]:
    return tuple(hit for hit, _ in zip((entry.hit for entry in entries), range(MOST_HITS), strict=False))


def _rank(entry: _Entry, typed: tuple[str, ...], whole: str) -> int | None:
    """0 where the shown name begins so, else the first set of words that has them all; None for none."""
    if entry.shown.startswith(whole):
        return 0
    words: tuple[str, ...] = ()
    for rank, more in enumerate(entry.ranked, start=1):
        words += more
        if is_found(typed, words):
            return rank
    return None


def _entries(room: Room, on: date) -> tuple[_Entry, ...]:
    with room.read() as connection:
        rows = search_rows(connection, on)
    known = _INDEXES.get(room)
    if known is None or (known.rows, known.on) != (rows, on):
        made = (_entry(cast("_Row", row), on) for row in rows)
        known = _Index(rows, on, tuple(sorted(made, key=lambda entry: (entry.shown, entry.hit.pupil_id))))
        _INDEXES[room] = known
    return known.entries


def _entry(row: _Row, on: date) -> _Entry:
    pupil_id, forename, surname, preferred_forename, preferred_surname, left_on, year, form, is_placed = row
    name = f"{preferred_forename or forename} {preferred_surname or surname}".strip()
    last_day = None if left_on is None else date.fromisoformat(left_on)
    has_left = last_day is not None and last_day < on
    is_in_room = bool(is_placed) and not has_left
    parts = [
        f"Year {year}" if year else "",
        form or "",
        _where(last_day if has_left else None, is_in_room=is_in_room),
    ]
    hit = Hit(pupil_id, name, " \N{MIDDLE DOT} ".join(filter(None, parts)), is_in_room, has_left)
    legal = words_to_find(forename, surname)
    return _Entry(hit, folded(name), (words_to_find(name), legal, words_to_find(form)))


def _where(left_on: date | None, *, is_in_room: bool) -> str:
    if left_on is not None:
        return f"Left {day_in_words(left_on)}"
    return "In the room" if is_in_room else "On the list"
