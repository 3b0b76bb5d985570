"""The room: open or made anew, read, written in steps that can be undone, closed with a backup.

Nothing else writes. A room is made by `create_room` alone; opening never creates anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from iap_desktop.domain.staff import KeyEvent, KeyEventKind
from iap_desktop.storage import backups, history, rows, staff
from iap_desktop.storage.connection import Connection, DamagedFile, connect, translated
from iap_desktop.storage.errors import DamagedRoom
from iap_desktop.storage.files import RoomFolder, list_backups, read_folder
from iap_desktop.storage.rekeying import rekey_room
from iap_desktop.storage.vault import Keys, Unlocked, of_staff
from iap_desktop.system.errors import UserError
from iap_desktop.system.lease import Lease

Clock = Callable[[], datetime]
KEY_LABELS = {
    KeyEventKind.PASSPHRASE: "Change a passphrase",
    KeyEventKind.RECOVERY_SHEET: "Make a new recovery sheet",
    KeyEventKind.LEAVER: "Take a leaver's key away",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """How a room was entered: who (None: by the recovery code) and with which key."""

    staff_id: int | None
    name: str
    file_key: bytes = field(repr=False)
    keys: Keys = field(repr=False)


class Room:
    """One open room. Not to be shared between threads; a worker opens its own for reading."""

    def __init__(
        self, folder: Path, connection: Connection, entry: Entry, clock: Clock, lease: Lease | None
    ) -> None:
        self.folder = folder
        self.entry = entry
        self.clock = clock
        self.notices: list[str] = []
        self.last_step_id = 0
        self._connection = connection
        self._lease = lease
        self._backed_up_on = _newest_backup_day(folder)
        self._has_unsaved_steps = _has_unsaved_steps(folder, connection)
        connection.execute("PRAGMA query_only = ON")

    @property
    def is_read_only(self) -> bool:
        """Whether the room was opened without the right to write."""
        return self._lease is None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the room. Raises DamagedRoom where its file proves unreadable."""
        if self._connection.in_transaction:
            yield self._connection
            return
        with self._told_apart(is_reading=True):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._roll_back()

    @contextmanager
    def write(self, label: str, *, by: int, is_undoable: bool = True) -> Iterator[Connection]:
        """One step: all of it is on the disk when this returns, or nothing of it.

        label: the act in words, "Mark morning register". by: who acts (staff id). A step that changes
        nothing leaves no trace. Raises UserError for the disk's faults.
        """
        self._refuse_read_only()
        self._back_up_first_of_day()
        with self._told_apart(), self._writable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                staff.refuse_stranger(self._connection, by)
                step_id = history.begin_step(
                    self._connection, label, by, self.clock(), is_undoable=is_undoable
                )
                yield self._connection
                self._finish(step_id)
            finally:
                self._roll_back()

    @contextmanager
    def reader(self) -> Iterator[Room]:
        """The same room for a worker's thread: a connection of its own, for reading only, no passphrase.

        A worker leaves `read()` before it draws or writes files, so that no mark waits for it.
        """
        connection = _connect_and_look(
            RoomFolder(self.folder), self.entry.file_key, self.entry.keys.database_salt
        )
        room = Room(self.folder, connection, self.entry, self.clock, lease=None)
        try:
            yield room
        finally:
            room.close()

    def undo(self, *, by: int) -> str | None:
        """Take back the newest step; its label, or None where there is nothing to undo."""
        return self._reverse(history.step_to_undo, history.undo, by)

    def redo(self, *, by: int) -> str | None:
        """Do again the step undone last; its label, or None where there is nothing to redo."""
        return self._reverse(history.step_to_redo, history.redo, by)

    def changed_tables(self) -> frozenset[str]:
        """The tables that the newest step changed."""
        with self.read() as connection:
            return history.tables_of(connection, self.last_step_id)

    def back_up(self, to: Path | None = None) -> Path:
        """Make a verified backup now; where it lies. Raises UserError where it could not be made."""
        with self._told_apart():
            path = backups.make_backup(
                self.folder, self._connection, self.entry.file_key, self.clock(), to=to
            )
        if to is None:
            self._after_backup()
        return path

    def rekey(self, change: Callable[[Keys], Keys], event: KeyEvent, *, by: int) -> None:
        """Change who can open the room: new slots, a new file key, a record of it, and a backup at once.

        change: the new slots from those of now, sealed to the file key in force. Slots of people who are
        not on the staff are left out. Whoever is left out, or holds old slots, is shut out of what is
        written from now on. Raises UserError; a cut at any moment leaves a way in. A backup that fails
        then is a notice, as at any other time.
        """
        self._refuse_read_only()
        folder = RoomFolder(self.folder)
        with self.read() as connection:
            present = staff.present_ids(connection)
        keys = of_staff(change(read_folder(folder)), present)
        with self._told_apart(), self._writable():
            file_key = rekey_room(folder, self._connection, keys, self.entry.file_key)
        self.entry = replace(self.entry, file_key=file_key, keys=read_folder(folder))
        with self.write(KEY_LABELS[event.kind], by=by, is_undoable=False) as connection:
            rows.insert(connection, event)
        self._try_backup()

    def close(self) -> None:
        """Back up what was written since the last backup, and let go of the room.

        Raises DamagedRoom where the room proves damaged; another backup that fails is a notice.
        """
        try:
            if self._has_unsaved_steps and not self.is_read_only:
                self._try_backup()
        finally:
            self._connection.close()
            if self._lease is not None:
                self._lease.release()

    def _reverse(
        self,
        find: Callable[[Connection], history.Step | None],
        apply: Callable[[Connection, history.Step, int, datetime], int],
        by: int,
    ) -> str | None:
        self._refuse_read_only()
        with self._told_apart(), self._writable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                staff.refuse_stranger(self._connection, by)
                step = find(self._connection)
                if step is None:
                    return None
                self._finish(apply(self._connection, step, by, self.clock()))
                return step.label
            finally:
                self._roll_back()

    def _finish(self, step_id: int) -> None:
        if history.has_changes(self._connection, step_id):
            self._connection.execute("COMMIT")
            self.last_step_id = step_id
            self._has_unsaved_steps = True

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _refuse_read_only(self) -> None:
        if self._lease is None:
            raise UserError("The room was opened for reading only.", todo="Open it again to make changes.")

    @contextmanager
    def _writable(self) -> Iterator[None]:
        self._connection.execute("PRAGMA query_only = OFF")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA query_only = ON")

    @contextmanager
    def _told_apart(self, *, is_reading: bool = False) -> Iterator[None]:
        try:
            with translated(self.folder, is_reading=is_reading):
                yield
        except DamagedFile as error:
            raise self._damaged() from error

    def _damaged(self) -> UserError:
        folder = RoomFolder(self.folder)
        if self.is_read_only and read_folder(folder) != self.entry.keys:
            return UserError("The room's keys were changed meanwhile.", todo="Open the room again.")
        return folder.damaged(f"The room's file room.db in {self.folder} is damaged.")

    def _back_up_first_of_day(self) -> None:
        today = self.clock().astimezone(UTC).date()
        if self._backed_up_on != today:
            self._try_backup()
            self._backed_up_on = today

    def _try_backup(self) -> None:
        """A backup that fails stops no mark from being saved, but is said and remembered.

        A damaged room is another matter: nothing more is written to it.
        """
        try:
            self.back_up()
        except DamagedRoom:
            raise
        except UserError as error:
            self.notices.append(f"No backup was made: {error}")
            self._remember(backups.Failure(self.clock(), str(error)))

    def _remember(self, failure: backups.Failure) -> None:
        try:
            backups.note_failure(self.folder, failure)
        except OSError as error:
            self.notices.append(f"That the backup failed could not be noted either: {error.strerror}.")

    def _after_backup(self) -> None:
        self._has_unsaved_steps = False
        self._backed_up_on = self.clock().astimezone(UTC).date()
        try:
            backups.thin(self.folder, self.clock())
            backups.forget_failure(self.folder)
        except OSError as error:
            self.notices.append(f"Old backups could not be tidied: {error.strerror}.")


def _newest_backup_day(folder: Path) -> date | None:
    newest = next(iter(list_backups(folder)), None)
    return None if newest is None else newest.made_at.date()


def _has_unsaved_steps(folder: Path, connection: Connection) -> bool:
    """Whether the room holds steps that no backup holds: after a kill, or where backups were taken away."""
    newest = next(iter(list_backups(folder)), None)
    last_step = connection.execute("SELECT max(id) FROM step").fetchone()[0]
    return newest is None or newest.step_id < last_step


def connect_checked(folder: RoomFolder, unlocked: Unlocked, salt: bytes) -> tuple[Connection, bytes]:
    """A connection that has read the file's first page, and the key that it opened with.

    Tries the key in force, then the next one where a re-keying was cut short. Raises DamagedFile.
    """
    file_keys = [unlocked.file_key, *([unlocked.next_file_key] if unlocked.next_file_key else [])]
    for file_key in file_keys[:-1]:
        try:
            return _connect_and_look(folder, file_key, salt), file_key
        except DamagedFile:
            continue
    return _connect_and_look(folder, file_keys[-1], salt), file_keys[-1]


def _connect_and_look(folder: RoomFolder, file_key: bytes, salt: bytes) -> Connection:
    with translated(folder.path):
        connection = connect(folder.database, file_key, salt)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection
