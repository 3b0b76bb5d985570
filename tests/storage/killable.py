"""Work for child processes that tests kill; it runs with nothing of pytest in the process.

Each function says on the pipe when it begins and after each act that was acknowledged.
"""

from __future__ import annotations

from datetime import date, timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.staff import KeyEvent, KeyEventKind, Role
from iap_desktop.services import people
from iap_desktop.storage import pupils, registers
from iap_desktop.storage.backups import restore
from iap_desktop.storage.migrations import MIGRATIONS, Migration
from iap_desktop.storage.opening import open_room
from tests.rooms import LEAD, LIGHT, MONDAY, PASSPHRASE, SettableClock, bare_room

COLLEAGUE = "four brisk herons"
IMPORTED = 300
TOYS = tuple(
    statement
    for number in range(40)
    for statement in (
        f"CREATE TABLE toy_{number} (id INTEGER PRIMARY KEY, name TEXT) STRICT",
        f"INSERT INTO toy_{number} (name) VALUES ('kite')",  # noqa: S608 - numbered tables of this test
    )
)
UPGRADED = (*MIGRATIONS, Migration(MIGRATIONS[-1].number + 1, "toys", TOYS))


def mark_day(number: int) -> date:
    """A different day for each mark."""
    return MONDAY + timedelta(days=number)


def mark_on_and_on(folder: Path, pipe: Pipe) -> None:
    """One mark after the other, each said once it is on the disk."""
    room = open_room(folder, PASSPHRASE, SettableClock())
    pipe.send("begun")
    for number in range(10_000):
        with room.write(f"Mark {number}", by=LEAD) as connection:
            registers.put_session_mark(connection, SessionMark(1, mark_day(number), "AM", "/"))
        pipe.send(number)


def undo_and_redo_on_and_on(folder: Path, pipe: Pipe) -> None:
    """A step of fifty marks, taken back and done again."""
    room = open_room(folder, PASSPHRASE, SettableClock())
    with room.write("Mark fifty", by=LEAD) as connection:
        marks = (SessionMark(1, mark_day(number), "AM", "/") for number in range(50))
        registers.add_session_marks(connection, marks)
    pipe.send("begun")
    while True:
        room.undo(by=LEAD)
        room.redo(by=LEAD)


def import_many(folder: Path, pipe: Pipe) -> None:
    """Many pupils in one step."""
    room = open_room(folder, PASSPHRASE, SettableClock())
    pipe.send("begun")
    with room.write("Import", by=LEAD) as connection:
        for number in range(IMPORTED):
            pupils.add(connection, Pupil(f"Surname{number}", "Forename"))
    pipe.send(IMPORTED)


def back_up_on_and_on(folder: Path, pipe: Pipe) -> None:
    """One backup after the other."""
    clock = SettableClock()
    room = open_room(folder, PASSPHRASE, clock)
    pipe.send("begun")
    while True:
        clock.advance(hours=7)
        pipe.send(room.back_up().name)


def upgrade(folder: Path, pipe: Pipe) -> None:
    """Open with a program that knows one migration more."""
    pipe.send("begun")
    open_room(folder, PASSPHRASE, SettableClock(), migrations=UPGRADED).close()
    pipe.send("upgraded")


def restore_beside(folder: Path, pipe: Pipe) -> None:
    """Restore the newest backup into a new folder."""
    backup = max((folder / "backups").glob("*.iapbackup"))
    pipe.send("begun")
    restore(backup, folder.parent / "restored", PASSPHRASE)
    pipe.send("restored")


def rekey(folder: Path, pipe: Pipe) -> None:
    """Write the room's file anew under another key, again and again."""
    room = open_room(folder, PASSPHRASE, SettableClock())
    pipe.send("begun")
    while True:
        room.rekey(lambda keys: keys, KeyEvent(KeyEventKind.LEAVER, LEAD), by=LEAD)


def remove_a_colleague(folder: Path, pipe: Pipe) -> None:
    """A colleague comes with a passphrase, and is taken off the list again."""
    room = open_room(folder, PASSPHRASE, SettableClock())
    person = people.NewPerson("Jo Lund", Role.PRACTITIONER, COLLEAGUE, LIGHT)
    staff_id = people.add_person(room, person, by=LEAD)
    pipe.send("begun")
    people.remove_person(room, staff_id, MONDAY, by=LEAD)
    pipe.send("removed")


def make(folder: Path, pipe: Pipe) -> None:
    """Make a room."""
    pipe.send("begun")
    bare_room(folder.parent / "another")
    pipe.send("made")
