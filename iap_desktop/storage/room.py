"""The room: open or made anew, read, written in steps that can be undone, closed with a backup.

Nothing else writes. A room is made by `create_room` alone; opening never creates anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import RLock

from iap_desktop.domain.school import SettingKind, settings_on
from iap_desktop.domain.staff import KeyEvent, KeyEventKind
from iap_desktop.storage import backups, history, key_file, rows, school, second_copies, staff
from iap_desktop.storage.connection import Connection, DamagedFile, connect, translated
from iap_desktop.storage.errors import DamagedRoom
from iap_desktop.storage.files import RoomFolder, list_backups, read_keys
from iap_desktop.storage.rekeying import rekey_room
from iap_desktop.storage.staff import Right
from iap_desktop.storage.vault import Keys, Unlocked, of_staff, with_names
from iap_desktop.system.errors import UserError
from iap_desktop.system.lease import Lease

Clock = Callable[[], datetime]
WORKERS_PATIENCE_MS = 60_000  # somebody who marks without a pause leaves a reader short moments only
Write = Callable[[Connection], object]
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
    """One open room.

    It may be made on one thread and used on another: each call waits until the one before it is done. A
    worker that reads for long takes `reader()`, so that nobody waits for it.

    is_backup_deferred: the first write of a day does not stop for a backup; `is_backup_due` turns true
    instead, and whoever set this makes one (services.backups) and tells `note_backup`. Closing makes the one
    that is missing in any case.
    """

    def __init__(
        self, folder: Path, connection: Connection, entry: Entry, clock: Clock, lease: Lease | None
    ) -> None:
        self.folder = folder
        self.entry = entry
        self.clock = clock
        self.notices: list[str] = []
        self.last_step_id = 0
        self.is_backup_deferred = False
        self.is_backup_due = False
        self._changed_tables: frozenset[str] = frozenset()
        self._turn = RLock()
        self._copying = RLock()
        self._is_closed = False
        self._damage: DamagedRoom | None = None
        self._connection = connection
        self._lease = lease
        self._backed_up_on = _newest_backup_day(folder)
        self._has_unsaved_steps = _has_unsaved_steps(folder, connection)
        connection.execute("PRAGMA query_only = ON")

    @property
    def has_unsaved_steps(self) -> bool:
        """Whether something was written that no backup holds yet."""
        return self._has_unsaved_steps

    @property
    def is_read_only(self) -> bool:
        """Whether the room was opened without the right to write."""
        return self._lease is None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the room. Raises DamagedRoom where its file proves unreadable."""
        with self._turn:
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
    def write(
        self, label: str, *, by: int, is_undoable: bool = True, right: Right = Right.WRITER
    ) -> Iterator[Connection]:
        """One step: all of it is on the disk when this returns, or nothing of it.

        label: the act in words, "Mark morning register". by: who acts (staff id). right: what the act asks
        of that person. A step that changes nothing leaves no trace. Raises UserError where the right is
        missing, and for the disk's faults.
        """
        with self._turn:
            self._refuse_read_only()
            self._back_up_first_of_day()
            with self._transaction() as connection:
                staff.refuse_without(right, connection, by)
                is_for_lead = right is Right.LEAD
                step_id = history.begin_step(
                    connection, label, by, self.clock(), is_undoable=is_undoable, is_for_lead=is_for_lead
                )
                yield connection
                self._finish(step_id)

    def keep(self, write: Write) -> bool:
        """Write what is no record of the room (a draft, a preference): no step, no undo, no backup.

        False where the room was opened for reading only: then nothing is kept. Raises UserError for the
        disk's faults.
        """
        if self.is_read_only:
            return False
        with self._turn, self._transaction() as connection:
            before = history.last_change_id(connection)
            write(connection)
            if history.last_change_id(connection) != before:
                raise RuntimeError("records of the room are changed in steps only")
            connection.execute("COMMIT")
        return True

    @contextmanager
    def reader(self) -> Iterator[Room]:
        """The same room for a worker's thread: a connection of its own, for reading only, no passphrase.

        A worker leaves `read()` before it draws or writes files, so that no mark waits for it.
        """
        connection = _connect_and_look(
            RoomFolder(self.folder), self.entry.file_key, self.entry.keys.database_salt, is_patient=True
        )
        room = Room(self.folder, connection, self.entry, self.clock, lease=None)
        try:
            yield room
        finally:
            room.close()

    def undo(self, *, by: int) -> str | None:
        """Take back the newest step; its label, or None where there is nothing to undo.

        What only a lead could do, only a lead may undo and redo; anything else whoever may write.
        """
        return self._reverse(history.step_to_undo, history.undo, by)

    def redo(self, *, by: int) -> str | None:
        """Do again the step undone last; its label, or None where there is nothing to redo."""
        return self._reverse(history.step_to_redo, history.redo, by)

    def step_to_undo(self) -> history.Step | None:
        """What `undo` would take back, with who did it when; None where there is nothing."""
        with self.read() as connection:
            return history.step_to_undo(connection)

    def step_to_redo(self) -> history.Step | None:
        """What `redo` would do again; None where there is nothing."""
        with self.read() as connection:
            return history.step_to_redo(connection)

    def take_changed_tables(self) -> frozenset[str]:
        """The tables changed since this was asked last, on whatever thread: none is ever missed."""
        with self._turn:
            changed, self._changed_tables = self._changed_tables, frozenset()
        return changed

    def back_up(self, to: Path | None = None, *, source: backups.Source | None = None) -> Path:
        """Make a verified backup now; where it lies. Raises UserError where it could not be made.

        to: a file elsewhere; else it goes into the room's own backups, and a copy into the second folder.
        """
        with self._turn, self._told_apart():
            try:
                path = backups.make_backup(
                    self.folder, self._connection, self.entry.file_key, self.clock(), to=to, source=source
                )
            except DamagedRoom as error:
                self._refuse_if_keys_changed(error)
                raise
            if to is None:
                self._after_backup(path)
        return path

    def back_up_beside(self, to: Path | None = None) -> tuple[Path, tuple[str, ...]]:
        """Make a verified backup on another thread than the room is used on; where it lies, and notices.

        Marks go on meanwhile and wait for some milliseconds at most; `close` waits for the end.
        """
        with self._copying:
            if self._is_closed:
                raise UserError("The room was closed meanwhile.", "A backup was made as it was closed.")
            return self._backed_up_beside(to)

    def _backed_up_beside(self, to: Path | None) -> tuple[Path, tuple[str, ...]]:
        with self.reader() as reader:
            path = reader.back_up(to, source=backups.Source(self._connection, self._turn))
            return path, tuple(reader.notices)

    def note_backup(self, notices: tuple[str, ...] = ()) -> None:
        """A backup was made through a `reader()`: what it holds need not be backed up again."""
        with self._turn:
            self.is_backup_due = False
            self._backed_up_on = self._utc_day()
            with self.read() as connection:
                self._has_unsaved_steps = _has_unsaved_steps(self.folder, connection)
            self.notices += notices

    def note_backup_failure(self, error: UserError) -> None:
        """A backup through a `reader()` failed: it is said, remembered, and tried again at the close.

        A damaged room is another matter: nothing more is written to it.
        """
        with self._turn:
            self.is_backup_due = False
            self._backed_up_on = self._utc_day()
            if isinstance(error, DamagedRoom):
                self._damage = error
            self._note_failure(error)

    def become(self, entry: Entry) -> None:
        """Go on as another person, or with the recovery code. Raises UserError for somebody who has left."""
        with self._turn:
            if entry.file_key != self.entry.file_key:
                raise _keys_changed()
            if entry.staff_id is not None:
                with self.read() as connection:
                    staff.present_member(connection, entry.staff_id)
            self.entry = entry
            if self._lease is not None:
                with suppress(UserError):  # a full disk keeps nobody locked out
                    self._lease.rename_holder(entry.name or "the recovery code", self.clock())

    def name_slots(self, names: Mapping[int, str]) -> None:
        """Let the slots carry the names that people have now: they are read before any passphrase."""
        with self._turn:
            self._refuse_read_only()
            keys = read_keys(RoomFolder(self.folder))
            renamed = with_names(keys, names)
            if renamed != keys:
                key_file.save_keys(self.folder, renamed, self.entry.file_key)
            name = names.get(self.entry.staff_id or 0, self.entry.name)
            self.entry = replace(self.entry, name=name, keys=read_keys(RoomFolder(self.folder)))

    def rekey(
        self,
        change: Callable[[Keys], Keys],
        event: KeyEvent,
        *,
        by: int,
        right: Right = Right.WRITER,
        then: Write | None = None,
    ) -> None:
        """Change who can open the room: new slots, a new file key, a record of it, and a backup at once.

        change: the new slots from those of now, sealed to the file key in force. Slots of people who are
        not on the staff are left out. Whoever is left out, or holds old slots, is shut out of what is
        written from now on. then: written in the same step as the event. Raises UserError, before anything
        where the right is missing; a cut at any moment leaves a way in. A backup that fails then is a
        notice, as at any other time.
        """
        with self._turn:
            self._refuse_read_only()
            folder = RoomFolder(self.folder)
            with self.read() as connection:
                staff.refuse_without(right, connection, by)
                present = staff.present_ids(connection)
            keys = of_staff(change(read_keys(folder)), present)
            with self._told_apart(), self._writable():
                file_key = rekey_room(folder, self._connection, keys, self.entry.file_key)
            self.entry = replace(self.entry, file_key=file_key, keys=read_keys(folder))
            label = KEY_LABELS[event.kind]
            with self.write(label, by=by, is_undoable=False, right=right) as connection:
                rows.insert(connection, event)
                if then is not None:
                    then(connection)
            self._back_up_or_leave()

    def close(self) -> None:
        """Back up what was written since the last backup, and let go of the room.

        Raises DamagedRoom where the room proves damaged; another backup that fails is a notice.
        """
        with self._copying, self._turn:
            try:
                if self._has_unsaved_steps and not self.is_read_only:
                    self._try_backup()
            finally:
                self._is_closed = True
                self._connection.close()
                if self._lease is not None:
                    self._lease.release()

    def _reverse(
        self,
        find: Callable[[Connection], history.Step | None],
        apply: Callable[[Connection, history.Step, int, datetime], int],
        by: int,
    ) -> str | None:
        with self._turn:
            self._refuse_read_only()
            with self._transaction() as connection:
                staff.refuse_stranger(connection, by)
                step = find(connection)
                if step is None:
                    return None
                staff.refuse_without(Right.LEAD if step.is_for_lead else Right.WRITER, connection, by)
                self._finish(apply(connection, step, by, self.clock()))
                return step.label

    def _finish(self, step_id: int) -> None:
        if history.has_changes(self._connection, step_id):
            self._connection.execute("COMMIT")
            self.last_step_id = step_id
            self._changed_tables |= history.tables_of(self._connection, step_id)
            self._has_unsaved_steps = True

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """For writing; undone unless it was committed inside."""
        with self._told_apart(), self._writable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _refuse_read_only(self) -> None:
        if self._lease is None:
            raise UserError("The room was opened for reading only.", todo="Open it again to make changes.")
        if self._damage is not None:
            raise self._damage

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
        if self._has_stale_keys():
            return _keys_changed()
        return folder.damaged(f"The room's file room.db in {self.folder} is damaged.")

    def _has_stale_keys(self) -> bool:
        return self.is_read_only and read_keys(RoomFolder(self.folder)) != self.entry.keys

    def _refuse_if_keys_changed(self, error: DamagedRoom) -> None:
        if self._has_stale_keys():
            raise _keys_changed() from error

    def _utc_day(self) -> date:
        return self.clock().astimezone(UTC).date()

    def _back_up_first_of_day(self) -> None:
        if self._backed_up_on != self._utc_day():
            self._back_up_or_leave()

    def _back_up_or_leave(self) -> None:
        if self.is_backup_deferred:
            self.is_backup_due = True
        else:
            self._try_backup()
            self._backed_up_on = self._utc_day()

    def _try_backup(self) -> None:
        """A backup that fails stops no mark from being saved, but is said and remembered.

        A damaged room is another matter: nothing more is written to it.
        """
        try:
            self.back_up()
        except DamagedRoom:
            raise
        except UserError as error:
            self._note_failure(error)

    def _note_failure(self, error: UserError) -> None:
        self.notices.append(f"No backup was made: {error}")
        self._remember(backups.Failure(self.clock(), str(error)))

    def _remember(self, failure: backups.Failure) -> None:
        try:
            backups.note_failure(self.folder, failure)
        except OSError as error:
            self.notices.append(f"That the backup failed could not be noted either: {error.strerror}.")

    def _after_backup(self, path: Path) -> None:
        self._has_unsaved_steps = False
        self.is_backup_due = False
        self._backed_up_on = self._utc_day()
        try:
            backups.thin(self.folder, self.clock())
            backups.forget_failure(self.folder)
        except OSError as error:
            self.notices.append(f"Old backups could not be tidied: {error.strerror}.")
        notice = second_copies.copy_to(self._second_folder(), path, self.folder)
        if notice is not None:
            self.notices.append(notice)

    def _second_folder(self) -> str:
        with self.read() as connection:
            known = settings_on(school.all_settings(connection), self.clock().date())
        return known.get(SettingKind.SECOND_BACKUP_FOLDER, "")


def _keys_changed() -> UserError:
    return UserError("The room's keys were changed meanwhile.", todo="Open the room again.")


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


def _connect_and_look(
    folder: RoomFolder, file_key: bytes, salt: bytes, *, is_patient: bool = False
) -> Connection:
    with translated(folder.path):
        connection = connect(folder.database, file_key, salt)
        try:
            if is_patient:
                connection.execute(f"PRAGMA busy_timeout = {WORKERS_PATIENCE_MS}")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection
