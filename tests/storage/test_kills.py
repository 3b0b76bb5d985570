"""`kill -9` at any moment: nothing acknowledged is lost, nothing is torn, the next start is clean."""

from __future__ import annotations

import multiprocessing
import random
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

from iap_desktop.domain.registers import SessionMark
from iap_desktop.services import people
from iap_desktop.storage import migrate, pupils, registers
from iap_desktop.storage.backups import restore
from iap_desktop.storage.connection import check_file
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.files import list_backups
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY, PASSPHRASE, RoomUnderTest, bare_room
from tests.storage import killable

KILLS_EACH = 30
if sys.platform == "win32":
    CONTEXT = multiprocessing.get_context("spawn")
else:
    CONTEXT = multiprocessing.get_context("forkserver")
    CONTEXT.set_forkserver_preload(["tests.storage.killable"])
pytestmark = pytest.mark.long


def acknowledged_before_kill(
    work: Callable[[Path, Pipe], None], folder: Path, seconds: float
) -> list[object]:
    """What a child said until it was killed `seconds` after it began (or until it was done)."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    child = CONTEXT.Process(target=work, args=(folder, theirs), daemon=True)
    child.start()
    theirs.close()
    assert ours.recv() == "begun"
    child.join(seconds)
    child.kill()
    child.join()
    return list(_all_from(ours))


def _all_from(pipe: Pipe) -> Iterator[object]:
    try:
        while True:
            yield pipe.recv()
    except EOFError:
        pipe.close()


def moments(longest: float, seed: int) -> Iterator[float]:
    """Random moments, the same in each run of the suite."""
    chance = random.Random(seed)
    return (chance.uniform(0, longest) for _ in range(KILLS_EACH))


def sound(room: Room) -> bool:
    with room.read() as connection:
        return check_file(connection) is None


def marks_in(room: Room) -> list[SessionMark]:
    with room.read() as connection:
        return registers.session_marks_between(connection, MONDAY, killable.mark_day(20_000))


def test_no_acknowledged_mark_is_lost(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.15, seed=1)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        said = acknowledged_before_kill(killable.mark_on_and_on, on_disk.folder, moment)
        room = on_disk.open()
        found = [mark.marked_on for mark in marks_in(room)]
        assert found == [killable.mark_day(index) for index in range(len(found))]
        assert len(said) <= len(found) <= len(said) + 1
        assert sound(room)
        room.close()


def test_an_undo_is_never_torn(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.1, seed=2)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        acknowledged_before_kill(killable.undo_and_redo_on_and_on, on_disk.folder, moment)
        room = on_disk.open()
        found = len(marks_in(room))
        assert found in {0, 50}
        assert (room.undo if found else room.redo)(by=LEAD) == "Mark fifty"
        assert len(marks_in(room)) == 50 - found
        room.close()


def test_an_import_is_whole_or_not_there(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.03, seed=3)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        said = acknowledged_before_kill(killable.import_many, on_disk.folder, moment)
        room = on_disk.open()
        with room.read() as connection:
            found = len(pupils.all_pupils(connection)) - 2
        assert found in {0, killable.IMPORTED}
        assert found == killable.IMPORTED or not said
        assert sound(room)
        room.close()


def test_every_backup_that_has_its_name_can_be_restored(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.2, seed=4)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        acknowledged_before_kill(killable.back_up_on_and_on, on_disk.folder, moment)
        for index, backup in enumerate(list_backups(on_disk.folder)):
            restore(backup.path, tmp_path / str(number) / f"restored {index}", PASSPHRASE)
        room = on_disk.open()
        room.back_up()
        room.close()
        names = [path.name for path in (on_disk.folder / "backups").iterdir()]
        assert [name for name in names if name.startswith(".")] == []


def test_an_upgrade_is_whole_or_not_there(tmp_path: Path) -> None:
    known = killable.UPGRADED[-1].number
    for number, moment in enumerate(moments(0.12, seed=5)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        acknowledged_before_kill(killable.upgrade, on_disk.folder, moment)
        room = open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=killable.UPGRADED)
        with room.read() as connection:
            assert migrate.schema_version(connection) == known
            assert connection.execute("SELECT count(*) FROM toy_39").fetchone() == (1,)
        assert sound(room)
        room.close()


def test_a_restore_is_whole_or_not_there(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.08, seed=6)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        room = on_disk.open()
        backup = room.back_up()
        room.close()
        acknowledged_before_kill(killable.restore_beside, on_disk.folder, moment)
        restored = RoomUnderTest(on_disk.folder.parent / "restored", on_disk.clock)
        if not restored.folder.exists():
            restore(backup, restored.folder, PASSPHRASE)
        again = restored.open()
        assert sound(again)
        again.close()
        assert not list(restored.folder.parent.glob(".restored*unfinished"))


def test_a_rekeying_leaves_a_way_in(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.06, seed=7)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        acknowledged_before_kill(killable.rekey, on_disk.folder, moment)
        for secret in (PASSPHRASE, on_disk.code):
            room = on_disk.open(secret)
            assert sound(room)
            room.close()


def test_a_removal_leaves_no_leaver_with_a_key_and_can_be_done_again(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.15, seed=9)):
        on_disk = bare_room(tmp_path / str(number) / "room")
        said = acknowledged_before_kill(killable.remove_a_colleague, on_disk.folder, moment)
        room = on_disk.open()
        assert sound(room)
        jo = next(row for row in people.staff_list(room, MONDAY) if row.name == "Jo Lund")
        assert jo.left_on is None or not jo.has_key
        assert jo.left_on is not None or not said
        if jo.left_on is None:
            people.remove_person(room, jo.id, MONDAY, by=LEAD)
        room.close()
        on_disk.open(on_disk.code).close()
        with pytest.raises(WrongPassphrase):
            on_disk.open(killable.COLLEAGUE)


def test_a_room_in_the_making_is_whole_or_not_there(tmp_path: Path) -> None:
    for number, moment in enumerate(moments(0.06, seed=8)):
        beside = tmp_path / str(number) / "room"
        beside.parent.mkdir()
        acknowledged_before_kill(killable.make, beside, moment)
        made = RoomUnderTest(beside.parent / "another")
        if not made.folder.exists():
            bare_room(made.folder)
        room = made.open()
        assert sound(room)
        room.close()
