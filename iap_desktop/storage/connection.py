"""The only place where a connection to a room is made: cipher, pragmas, authorizer, errors in words.

SQLCipher's errors are its own, not sqlite3's; `translated` turns those of the world into sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlcipher3 import dbapi2

from iap_desktop.system.errors import UserError

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x49415031
DatabaseError: type[Exception] = dbapi2.DatabaseError
_ALTERING = frozenset(
    getattr(dbapi2, name)
    for name in (
        "SQLITE_CREATE_INDEX",
        "SQLITE_CREATE_TABLE",
        "SQLITE_CREATE_TEMP_TABLE",
        "SQLITE_CREATE_TRIGGER",
        "SQLITE_CREATE_VIEW",
        "SQLITE_CREATE_VTABLE",
        "SQLITE_DROP_INDEX",
        "SQLITE_DROP_TABLE",
        "SQLITE_DROP_TRIGGER",
        "SQLITE_DROP_VIEW",
        "SQLITE_DROP_VTABLE",
        "SQLITE_ALTER_TABLE",
        "SQLITE_ATTACH",
        "SQLITE_DETACH",
    )
)
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


class Cursor(Protocol):
    """What this program uses of a cursor."""

    lastrowid: int
    rowcount: int

    def fetchone(self) -> Any: ...  # noqa: ANN401, D102
    def fetchall(self) -> list[Any]: ...  # noqa: D102
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What this program uses of a SQLCipher connection; rows are tuples."""

    in_transaction: bool

    def execute(self, sql: str, parameters: Sequence[object] = ...) -> Cursor: ...  # noqa: D102
    def executemany(self, sql: str, parameters: Iterator[Sequence[object]]) -> Cursor: ...  # noqa: D102
    def backup(  # noqa: D102
        self, target: Connection, *, pages: int, progress: Callable[..., None] | None = ..., sleep: float
    ) -> None: ...
    def set_authorizer(self, authorizer: Callable[..., int] | None) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class DamagedFile(Exception):
    """SQLCipher found the file unreadable."""


def connect(path: Path, file_key: bytes, database_salt: bytes) -> Connection:
    """Open `path` under its key. Raises DatabaseError where the key or the file is wrong.

    The salt is given with the key rather than read from the file, so that each copy keeps it.
    """
    connection: Connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{file_key.hex()}{database_salt.hex()}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(_deny_altering)
    except BaseException:
        connection.close()
        raise
    return connection


_PRAGMAS = (
    "busy_timeout = 5000",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",  # a temporary file would hold pupils' names in clear
    "synchronous = EXTRA",  # FULL, and the folder synced too, so that a commit outlives a power cut
    "fullfsync = ON",
    "cell_size_check = ON",
    "recursive_triggers = ON",  # so that REPLACE would be seen by the change log
)


def database(connection: Connection) -> Database:
    """The connection through sqlite-utils, for looking at the schema and for migrations."""
    from sqlite_utils import Database  # noqa: PLC0415 - slow to import, and seldom needed

    return Database(connection, execute_plugins=False)  # type: ignore[arg-type]


def folder_of(connection: Connection) -> Path:
    """The folder of the file that a connection is open on."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2]).parent


def rekey(connection: Connection, file_key: bytes, database_salt: bytes) -> None:
    """Write the whole file anew under another key, in one transaction."""
    connection.execute(f"PRAGMA rekey = \"x'{file_key.hex()}{database_salt.hex()}'\"")


@contextmanager
def altering(connection: Connection) -> Iterator[None]:
    """Let migrations create, alter and drop; nothing else may."""
    connection.set_authorizer(None)
    try:
        yield
    finally:
        connection.set_authorizer(_deny_altering)


@contextmanager
def translated(folder: Path, *, is_reading: bool = False) -> Iterator[None]:
    """Turn SQLCipher's errors about the world into a UserError or DamagedFile; others pass as bugs.

    is_reading: to write is a bug too.
    """
    try:
        yield
    except dbapi2.DatabaseError as error:
        words = _in_words(error, folder)
        is_own_fault = is_reading and _name_of(error) == "SQLITE_READONLY"
        if words is None or is_own_fault:
            raise
        raise words from error


_UNNAMED = {
    "full": "SQLITE_FULL",
    "malformed": "SQLITE_CORRUPT",
    "not a database": "SQLITE_NOTADB",
    "readonly": "SQLITE_READONLY",
    "unable to open": "SQLITE_CANTOPEN",
    "locked": "SQLITE_BUSY",
    "disk I/O": "SQLITE_IOERR",
}


def _name_of(error: Exception) -> str:
    """SQLite's name of an error; those of a backup carry only their message."""
    name = getattr(error, "sqlite_errorname", None)
    return name or next((name for words, name in _UNNAMED.items() if words in str(error)), "")


def _in_words(error: Exception, folder: Path) -> Exception | None:
    name = _name_of(error)
    if name.startswith(_DAMAGED):
        return DamagedFile(name)
    if name.startswith("SQLITE_FULL"):
        return UserError(
            f"There is no space left on the disk of {folder}.",
            "What was saved before is safe; the last change was not saved.",
            "Free some space and do it again.",
        )
    if name.startswith(_UNWRITABLE):
        return UserError(
            f"The folder {folder} cannot be written.",
            "What was saved before is safe; the last change was not saved.",
            "Make the folder writable for this account, or move the room to a folder that is.",
        )
    return _busy_or_broken(name, folder)


def _busy_or_broken(name: str, folder: Path) -> Exception | None:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return UserError(
            f"The room in {folder} is being read or copied by another program.",
            "What was saved before is safe; the last change was not saved.",
            "Wait a moment and do it again.",
        )
    if name.startswith("SQLITE_IOERR"):
        return UserError(
            f"The disk of {folder} could not be read or written.",
            "What was saved before is safe; the last change was not saved.",
            "Check that the disk is still connected and has space, then do it again.",
        )
    return None


def _deny_altering(action: int, *_: object) -> int:
    return int(dbapi2.SQLITE_DENY if action in _ALTERING else dbapi2.SQLITE_OK)


def check_file(connection: Connection) -> str | None:
    """Read the whole file: each page's signature, then its structure and references. None where sound."""
    for pragma in ("cipher_integrity_check", "quick_check", "foreign_key_check"):
        for row in connection.execute(f"PRAGMA {pragma}"):
            if row[0] != "ok":
                return f"{pragma}: {row[0]}"
    return None
