"""Steps and changes: who did what when, and how to take it back and do it again.

A step is one act of a person. It is undone by putting its changes back in reverse order, which is a
step of its own: the record only ever grows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from iap_desktop.storage.connection import Connection

DONE, UNDONE, DROPPED, FINAL = "done", "undone", "dropped", "final"


@dataclass(frozen=True, slots=True)
class Step:
    """One act. `reverses_id` names the step that an undo or a redo is about.

    is_for_lead: whether only a lead could take it; then only a lead may take it back or do it again.
    """

    label: str
    staff_id: int
    taken_at: datetime
    state: str
    reverses_id: int | None = None
    is_for_lead: bool = False
    id: int = 0


def begin_step(
    connection: Connection,
    label: str,
    staff_id: int,
    taken_at: datetime,
    *,
    is_undoable: bool = True,
    is_for_lead: bool = False,
) -> int:
    """Record a new act; what was undone before it can no longer be done again."""
    connection.execute("UPDATE step SET state = 'dropped' WHERE state = 'undone'")
    state = DONE if is_undoable else FINAL
    return _insert_step(connection, Step(label, staff_id, taken_at, state, is_for_lead=is_for_lead))


def last_step_id(connection: Connection, *, before: int | None = None) -> int:
    """The id of the newest step, or of the newest before another; 0 where there is none."""
    sql = "SELECT coalesce(max(id), 0) FROM step WHERE ? IS NULL OR id < ?"
    return int(connection.execute(sql, (before, before)).fetchone()[0])


def has_changes(connection: Connection, step_id: int) -> bool:
    """Whether a step changed anything yet."""
    sql = "SELECT 1 FROM change WHERE step_id = ? LIMIT 1"
    return connection.execute(sql, (step_id,)).fetchone() is not None


def last_change_id(connection: Connection) -> int:
    """The id of the newest recorded change; 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0])


def close_all_steps(connection: Connection) -> None:
    """After an upgrade nothing from before can be undone, since its columns may have changed."""
    connection.execute("UPDATE step SET state = 'dropped' WHERE state = 'undone'")
    connection.execute("UPDATE step SET state = 'final' WHERE state = 'done' AND reverses_id IS NULL")


def step_to_undo(connection: Connection) -> Step | None:
    """The newest act that stands; None where there is none or it cannot be taken back."""
    return _step_where(connection, "state IN ('done', 'final') AND reverses_id IS NULL", "DESC", only=DONE)


def step_to_redo(connection: Connection) -> Step | None:
    """The oldest of the acts that were undone and not overtaken."""
    return _step_where(connection, "state = 'undone'", "ASC", only=UNDONE)


def undo(connection: Connection, step: Step, staff_id: int, taken_at: datetime) -> int:
    """Put back what `step` changed; gives the id of the new step."""
    return _reverse(connection, step, f"Undo: {step.label}", staff_id, taken_at, UNDONE)


def redo(connection: Connection, step: Step, staff_id: int, taken_at: datetime) -> int:
    """Change again what `step` changed; gives the id of the new step."""
    return _reverse(connection, step, f"Redo: {step.label}", staff_id, taken_at, DONE)


def tables_of(connection: Connection, step_id: int) -> frozenset[str]:
    """The tables that a step changed."""
    sql = "SELECT DISTINCT table_name FROM change WHERE step_id = ?"
    return frozenset(row[0] for row in connection.execute(sql, (step_id,)))


def _reverse(
    connection: Connection, step: Step, label: str, staff_id: int, taken_at: datetime, state: str
) -> int:
    connection.execute("PRAGMA defer_foreign_keys = ON")
    new_id = _insert_step(connection, Step(label, staff_id, taken_at, DONE, step.id, step.is_for_lead))
    sql = "SELECT table_name, row_id, before, after FROM change WHERE step_id = ? ORDER BY id"
    changes = connection.execute(sql, (step.id,)).fetchall()
    if state == UNDONE:
        changes = [(table, row_id, after, before) for table, row_id, before, after in reversed(changes)]
    for table, row_id, old, new in changes:
        _put(connection, table, row_id, old, new)
    connection.execute("UPDATE step SET state = ? WHERE id = ?", (state, step.id))
    return new_id


def _put(connection: Connection, table: str, row_id: int, old: str | None, new: str | None) -> None:
    if new is None:
        connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))  # noqa: S608 - from our own log
        return
    values = json.loads(new)
    if old is None:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - names from our own triggers
        connection.execute(sql, tuple(values.values()))
        return
    names = ", ".join(f'"{name}" = ?' for name in values)
    sql = f'UPDATE "{table}" SET {names} WHERE id = ?'  # noqa: S608 - names from our own triggers
    connection.execute(sql, (*values.values(), row_id))


def _insert_step(connection: Connection, step: Step) -> int:
    sql = (
        "INSERT INTO step (label, staff_id, taken_at, state, reverses_id, is_for_lead) "
        "VALUES (?, ?, ?, ?, ?, ?)"
    )
    stamp = step.taken_at.astimezone(UTC).isoformat(timespec="milliseconds")
    values = (step.label, step.staff_id, stamp, step.state, step.reverses_id, int(step.is_for_lead))
    return connection.execute(sql, values).lastrowid


def _step_where(connection: Connection, condition: str, order: str, *, only: str) -> Step | None:
    sql = (
        "SELECT label, staff_id, taken_at, state, reverses_id, is_for_lead, id FROM step "  # noqa: S608 - our own words
        f"WHERE {condition} ORDER BY id {order} LIMIT 1"
    )
    row = connection.execute(sql).fetchone()
    if row is None or row[3] != only:
        return None
    label, staff_id, taken_at, state, reverses_id, is_for_lead, step_id = row
    when = datetime.fromisoformat(taken_at)
    return Step(label, staff_id, when, state, reverses_id, bool(is_for_lead), step_id)
