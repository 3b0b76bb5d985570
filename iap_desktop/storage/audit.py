"""Generates the triggers that write before and after of each row into `change`.

They are made anew after each migration from the tables that are there, so no table can be forgotten.
"""

from __future__ import annotations

from iap_desktop.storage.connection import Connection

UNAUDITED = frozenset({"step", "change"})
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def tables(connection: Connection) -> tuple[str, ...]:
    """The room's own tables, by name."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return tuple(row[0] for row in connection.execute(sql))


def columns(connection: Connection, table: str) -> tuple[str, ...]:
    """Column names of a table, in order."""
    return tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{table}")'))


def audited_tables(connection: Connection) -> tuple[str, ...]:
    """The tables whose changes are recorded: all but the record itself."""
    return tuple(table for table in tables(connection) if table not in UNAUDITED)


def make_triggers(connection: Connection) -> None:
    """Drop and create all triggers of the change log. To be called inside a migration's transaction."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'record_%'"
    for row in connection.execute(sql).fetchall():
        connection.execute(f'DROP TRIGGER "{row[0]}"')
    for table in audited_tables(connection):
        for event in _EVENTS:
            connection.execute(_trigger_sql(table, columns(connection, table), event))


def _trigger_sql(table: str, names: tuple[str, ...], event: str) -> str:
    before = "NULL" if event == "INSERT" else _row_json("OLD", names)
    after = "NULL" if event == "DELETE" else _row_json("NEW", names)
    row = "OLD" if event == "DELETE" else "NEW"
    return (
        f'CREATE TRIGGER "record_{event.lower()}_{table}" AFTER {event} ON "{table}" BEGIN '  # noqa: S608
        "INSERT INTO change (step_id, table_name, row_id, before, after) VALUES "
        f"((SELECT max(id) FROM step), '{table}', {row}.id, {before}, {after}); END"
    )


def _row_json(row: str, names: tuple[str, ...]) -> str:
    pairs = ", ".join(f"'{name}', {row}.\"{name}\"" for name in names)
    return f"json_object({pairs})"
