"""What the window remembers for one person: sizes, columns, the last page. No record of the room."""

from __future__ import annotations

import json
from typing import Any

from iap_desktop.storage.connection import Connection


def of_person(connection: Connection, staff_id: int) -> dict[str, Any]:
    """All that is remembered for one person, by name."""
    found = connection.execute("SELECT name, value FROM preference WHERE staff_id = ?", (staff_id,))
    return {name: json.loads(value) for name, value in found}


def put(connection: Connection, staff_id: int, name: str, value: object) -> None:
    """Remember a value that JSON can hold, in place of the one before it."""
    connection.execute(
        "INSERT INTO preference (staff_id, name, value) VALUES (?, ?, ?) "
        "ON CONFLICT (staff_id, name) DO UPDATE SET value = excluded.value",
        (staff_id, name, json.dumps(value, allow_nan=False)),
    )


def drop_all(connection: Connection, staff_id: int) -> None:
    """Forget all of one person's."""
    connection.execute("DELETE FROM preference WHERE staff_id = ?", (staff_id,))
