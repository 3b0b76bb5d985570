"""Placements, their key adults and the periods spent in the room."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from iap_desktop.domain.placements import Placement, PlacementKeyAdult, PlacementSlot
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection


def all_placements(connection: Connection) -> list[Placement]:
    """Every placement, oldest first."""
    return rows.select(connection, Placement, "ORDER BY starts_on, id")


def placements_between(connection: Connection, first: date, last: date) -> list[Placement]:
    """Placements that touch the days from `first` to `last`, both included."""
    where = "WHERE starts_on <= ? AND (ends_on IS NULL OR ends_on >= ?) ORDER BY starts_on, id"
    return rows.select(connection, Placement, where, (last, first))


def first_start(connection: Connection) -> date | None:
    """The first day of the first placement ever recorded; None where there is none."""
    found = connection.execute("SELECT min(starts_on) FROM placement").fetchone()[0]
    return None if found is None else date.fromisoformat(found)


def add(connection: Connection, placement: Placement) -> int:
    """Add a placement; gives its id."""
    return rows.insert(connection, placement)


def key_adults(connection: Connection) -> list[PlacementKeyAdult]:
    """Who is key adult of each placement from when."""
    return rows.select(connection, PlacementKeyAdult, "ORDER BY placement_id, effective_from")


def key_adults_between(connection: Connection, first: date, last: date) -> list[PlacementKeyAdult]:
    """Who is key adult from when, of the placements that touch the days from `first` to `last`."""
    where = (
        "WHERE placement_id IN (SELECT id FROM placement WHERE starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on >= ?)) ORDER BY placement_id, effective_from"
    )
    return rows.select(connection, PlacementKeyAdult, where, (last, first))


def add_key_adult(connection: Connection, key_adult: PlacementKeyAdult) -> None:
    """Name a key adult from a date."""
    rows.insert(connection, key_adult)


def clear_slots(connection: Connection, placement_id: int, effective_from: date) -> None:
    """Take away the pattern that begins on a day."""
    sql = "DELETE FROM placement_slot WHERE placement_id = ? AND effective_from = ?"
    connection.execute(sql, (placement_id, effective_from.isoformat()))


def clear_key_adult(connection: Connection, placement_id: int, effective_from: date) -> None:
    """Take away who is named key adult from a day."""
    sql = "DELETE FROM placement_key_adult WHERE placement_id = ? AND effective_from = ?"
    connection.execute(sql, (placement_id, effective_from.isoformat()))


def slots(connection: Connection) -> list[PlacementSlot]:
    """The periods of every pattern."""
    return rows.select(connection, PlacementSlot, "ORDER BY placement_id, effective_from, weekday, id")


def add_slots(connection: Connection, pattern: tuple[PlacementSlot, ...]) -> None:
    """Add the periods of a pattern."""
    rows.insert_all(connection, pattern)


def of_pupil(connection: Connection, pupil_id: int) -> list[Placement]:
    """The placements of one pupil, oldest first."""
    return rows.select(connection, Placement, "WHERE pupil_id = ? ORDER BY starts_on, id", (pupil_id,))


def of_pupils(connection: Connection, pupil_ids: Iterable[int]) -> list[Placement]:
    """The placements of some pupils, oldest first."""
    where = "WHERE pupil_id IN (SELECT value FROM json_each(?)) ORDER BY starts_on, id"
    return rows.select(connection, Placement, where, (json.dumps(list(pupil_ids)),))


def slots_of(connection: Connection, placement_ids: Iterable[int]) -> list[PlacementSlot]:
    """The periods of the patterns of some placements, of all times."""
    where = (
        "WHERE placement_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY placement_id, effective_from, weekday, id"
    )
    return rows.select(connection, PlacementSlot, where, (json.dumps(list(placement_ids)),))


def slots_in_force(connection: Connection, placement_ids: Iterable[int], on: date) -> list[PlacementSlot]:
    """The periods of each placement's pattern that holds on a date."""
    where = (
        "WHERE (placement_id, effective_from) IN (SELECT placement_id, max(effective_from) "
        "FROM placement_slot WHERE placement_id IN (SELECT value FROM json_each(?)) "
        "AND effective_from <= ? GROUP BY placement_id)"
    )
    return rows.select(connection, PlacementSlot, where, (json.dumps(list(placement_ids)), on))


def key_adults_of(connection: Connection, placement_ids: Iterable[int]) -> list[PlacementKeyAdult]:
    """Who is key adult of some placements from when."""
    where = "WHERE placement_id IN (SELECT value FROM json_each(?)) ORDER BY placement_id, effective_from"
    return rows.select(connection, PlacementKeyAdult, where, (json.dumps(list(placement_ids)),))
