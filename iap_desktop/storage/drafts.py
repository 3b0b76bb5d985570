"""What somebody typed and had not saved: there after a lock or a power cut, and no record of the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from iap_desktop.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class Draft:
    """What is half typed at a place, such as "weekly/2026-11-23/17"; `saved_at` in UTC."""

    place: str
    body: str
    saved_at: datetime


def put(connection: Connection, staff_id: int, draft: Draft) -> None:
    """Keep a draft in place of the one before it."""
    connection.execute(
        "INSERT INTO draft (staff_id, place, body, saved_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (staff_id, place) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
        (staff_id, draft.place, draft.body, draft.saved_at.astimezone(UTC).isoformat(timespec="seconds")),
    )


def beginning_with(connection: Connection, staff_id: int, prefix: str) -> list[Draft]:
    """One person's drafts at the places that begin with `prefix`, by place."""
    sql = (
        "SELECT place, body, saved_at FROM draft WHERE staff_id = ? AND substr(place, 1, ?) = ? "
        "ORDER BY place"
    )
    found = connection.execute(sql, (staff_id, len(prefix), prefix))
    return [Draft(place, body, datetime.fromisoformat(saved_at)) for place, body, saved_at in found]


def drop(connection: Connection, staff_id: int, place: str) -> None:
    """Forget one draft."""
    connection.execute("DELETE FROM draft WHERE staff_id = ? AND place = ?", (staff_id, place))


def drop_all(connection: Connection, staff_id: int) -> None:
    """Forget all that one person half typed."""
    connection.execute("DELETE FROM draft WHERE staff_id = ?", (staff_id,))


def count(connection: Connection, staff_id: int) -> int:
    """How many drafts one person has."""
    found = connection.execute("SELECT count(*) FROM draft WHERE staff_id = ?", (staff_id,)).fetchone()
    return int(found[0])
