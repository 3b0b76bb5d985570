"""Brings a room's file to the newest schema: in one transaction, after a backup, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from iap_desktop.storage import audit, history
from iap_desktop.storage.connection import APPLICATION_ID, Connection, altering, check_file, database
from iap_desktop.storage.errors import NewerRoom
from iap_desktop.storage.migrations import MIGRATIONS, Migration


class UpgradeFailedError(Exception):
    """A migration left the file unsound; it was rolled back. Always our bug."""


def schema_version(connection: Connection) -> int:
    """The number of the last migration applied to the file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def needs_upgrade(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> bool:
    """Whether migrations are to be applied. Raises NewerRoom for a file from a newer program."""
    found, known = schema_version(connection), migrations[-1].number
    if found > known:
        raise NewerRoom(found, known)
    return found < known


def upgrade(
    connection: Connection,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    backup_first: Callable[[], None],
) -> None:
    """Apply what is missing. `backup_first` is called before anything changes; what it raises stops us."""
    backup_first()
    with altering(connection):
        connection.execute("PRAGMA foreign_keys = OFF")  # a table that others refer to may be made anew
        connection.execute("BEGIN EXCLUSIVE")
        try:
            _apply(connection, [step for step in migrations if step.number > schema_version(connection)])
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.execute("PRAGMA foreign_keys = ON")


def _apply(connection: Connection, missing: Sequence[Migration]) -> None:
    audit.drop_triggers(connection)
    for migration in missing:
        for statement in migration.statements:
            connection.execute(statement)
        if migration.then is not None:
            migration.then(database(connection))
    history.close_all_steps(connection)
    audit.make_triggers(connection)
    connection.execute(f"PRAGMA user_version = {missing[-1].number}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    problem = check_file(connection)
    if problem is not None:
        raise UpgradeFailedError(problem)
