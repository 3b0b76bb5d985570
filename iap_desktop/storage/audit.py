"""Generates the triggers that write before and after of each row into `change`.

They are made anew after each migration from the tables that are there, so no table can be forgotten.
"""

from __future__ import annotations

from iap_desktop.storage.connection import Connection, database

RECORD = frozenset({"step", "change"})
KEPT_ASIDE = frozenset({"draft", "preference"})  # what one person half typed or likes: no record of the room
UNAUDITED = RECORD | KEPT_ASIDE
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def tables(connection: Connection) -> tuple[str, ...]:
    """The room's own tables, by name."""
    return tuple(sorted(n for n in database(connection).table_names() if not n.startswith("sqlite_")))


def columns(connection: Connection, table: str) -> tuple[str, ...]:
    """Column names of a table, in order."""
    return tuple(column.name for column in database(connection)[table].columns)


def audited_tables(connection: Connection) -> tuple[str, ...]:
    """The tables whose changes are recorded: all but the record itself and what is kept aside."""
    return tuple(table for table in tables(connection) if table not in UNAUDITED)


def make_triggers(connection: Connection) -> None:
    """Create all triggers of the change log. To be called inside a migration's transaction."""
    for table in audited_tables(connection):
        for event in _EVENTS:
            connection.execute(_trigger_sql(table, columns(connection, table), event))
    for name, act in _FORBIDDEN.items():
        connection.execute(
            f"CREATE TRIGGER record_{name} BEFORE {act} BEGIN "
            "SELECT RAISE(ABORT, 'the record of changes only grows'); END"
        )


def drop_triggers(connection: Connection) -> None:
    """Take them all away, so that a migration is not recorded as somebody's act."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'record\\_%' ESCAPE '\\'"
    for row in connection.execute(sql).fetchall():
        connection.execute(f'DROP TRIGGER "{row[0]}"')


_FORBIDDEN = {
    "change_stays": "UPDATE ON change",
    "change_is_kept": "DELETE ON change",
    "step_stays": "UPDATE OF id, label, staff_id, taken_at, reverses_id, is_for_lead ON step",
    "step_is_kept": "DELETE ON step",
}


def _trigger_sql(table: str, names: tuple[str, ...], event: str) -> str:
    before = "NULL" if event == "INSERT" else _row_json("OLD", names)
    after = "NULL" if event == "DELETE" else _row_json("NEW", names)
    row = "OLD" if event == "DELETE" else "NEW"
    when = f"WHEN ({_listed('OLD', names)}) IS NOT ({_listed('NEW', names)}) " if event == "UPDATE" else ""
    return (
        f'CREATE TRIGGER "record_{event.lower()}_{table}" AFTER {event} ON "{table}" {when}BEGIN '  # noqa: S608
        "INSERT INTO change (step_id, table_name, row_id, before, after) VALUES "
        f"((SELECT max(id) FROM step), '{table}', {row}.id, {before}, {after}); END"
    )


def _listed(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f'{row}."{name}"' for name in names)


def _row_json(row: str, names: tuple[str, ...]) -> str:
    pairs = ", ".join(f"'{name}', {row}.\"{name}\"" for name in names)
    return f"json_object({pairs})"
