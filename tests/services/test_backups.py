"""Backups beside the work: no mark waits for one, and closing makes the one that is missing."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import Role
from iap_desktop.services import backups, people, rooms, school, sign_in
from iap_desktop.services.commands import run
from iap_desktop.storage import pupils, registers
from iap_desktop.storage.backups import last_failure
from iap_desktop.storage.errors import BadBackup, DamagedRoom, WrongPassphrase
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, LIGHT, MONDAY, PASSPHRASE, RoomUnderTest, add_two_pupils, bare_room
from tests.storage.killable import mark_day
from tests.system.faults import tiny_disk

OLD = Path(__file__).parents[1] / "storage" / "files" / "version-1.iapbackup"


@pytest.fixture
def peopled(room: Room) -> Room:
    """Two pupils, and nothing backed up."""
    room.is_backup_deferred = True
    with room.write("Add two", by=LEAD) as connection:
        add_two_pupils(connection)
    return room


def mark(room: Room, number: int = 0) -> None:
    with room.write(f"Mark {number}", by=LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(1, mark_day(number), "AM", "/"))


def count(folder: Path) -> int:
    return len(backups.backup_list(folder))


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(bytes(data))


def test_a_backup_that_is_left_to_the_window_is_due_and_stops_no_mark(
    peopled: Room, on_disk: RoomUnderTest
) -> None:
    assert (peopled.is_backup_due, count(on_disk.folder)) == (True, 0)
    mark(peopled)
    backups.note_backup(peopled, backups.back_up_now(peopled))
    assert (peopled.is_backup_due, count(on_disk.folder)) == (False, 1)
    mark(peopled, 1)
    assert not peopled.is_backup_due
    on_disk.clock.advance(days=1)
    mark(peopled, 2)
    assert peopled.is_backup_due


def test_a_rekeying_leaves_its_backup_due_too(peopled: Room, on_disk: RoomUnderTest) -> None:
    backups.note_backup(peopled, backups.back_up_now(peopled))
    people.add_person(peopled, people.NewPerson("Jo Lund", Role.LEAD, "four brisk herons", LIGHT), by=LEAD)
    assert (peopled.is_backup_due, count(on_disk.folder)) == (True, 1)
    made = backups.back_up_now(peopled)
    assert backups.rehearse(made.path, "four brisk herons").people == 2


def test_closing_makes_the_backup_that_nobody_made_and_only_then(
    peopled: Room, on_disk: RoomUnderTest
) -> None:
    backups.note_backup(peopled, backups.back_up_now(peopled))
    mark(peopled)
    on_disk.clock.advance(minutes=1)
    peopled.close()
    assert count(on_disk.folder) == 2
    room = on_disk.open()
    room.is_backup_deferred = True
    mark(room, 1)
    on_disk.clock.advance(minutes=1)
    backups.note_backup(room, backups.back_up_now(room))
    room.close()
    assert count(on_disk.folder) == 3


def test_a_mark_made_during_a_backup_is_saved_and_is_backed_up_at_the_close(
    peopled: Room, on_disk: RoomUnderTest
) -> None:
    with ThreadPoolExecutor(1) as worker:
        making = worker.submit(backups.back_up_now, peopled)
        number = 0
        while not making.done():
            mark(peopled, number)
            number += 1
        made = making.result()
    backups.note_backup(peopled, made)
    assert number > 0
    with peopled.read() as connection:
        assert len(registers.session_marks_between(connection, MONDAY, mark_day(10_000))) == number
    assert backups.rehearse(made.path, PASSPHRASE).marks <= number
    on_disk.clock.advance(minutes=1)
    mark(peopled, number)
    peopled.close()
    newest = backups.backup_list(on_disk.folder)[0]
    assert backups.rehearse(newest.path, PASSPHRASE).marks == number + 1


def test_backups_are_made_while_marks_never_stop(tmp_path: Path) -> None:
    """The check of the file takes no lock: a page that is being written must not pass for damage."""
    room = bare_room(tmp_path / "room").open()
    room.is_backup_deferred = True
    stop = Event()
    marked: list[int] = []

    def mark_on_and_on() -> None:
        while not stop.wait(0.002):
            mark(room, len(marked) % 400)
            marked.append(1)

    marking = Thread(target=mark_on_and_on)
    marking.start()
    try:
        for _ in range(12):
            assert backups.back_up_now(room).path.is_file()
    finally:
        stop.set()
        marking.join()
    room.close()
    assert len(marked) > 12


def test_closing_waits_for_the_backup_that_is_being_made(peopled: Room, on_disk: RoomUnderTest) -> None:
    with ThreadPoolExecutor(1) as worker:
        making = worker.submit(backups.back_up_now, peopled)
        while not (any(on_disk.folder.glob("backups/.*unfinished")) or making.done()):
            pass
        peopled.close()
        made = making.result()
    assert backups.rehearse(made.path, PASSPHRASE).pupils == 2
    with pytest.raises(UserError, match="closed meanwhile"):
        backups.back_up_now(peopled)


def test_a_step_that_is_refused_during_a_backup_gets_into_neither(peopled: Room) -> None:
    def mark_and_fail() -> None:
        with peopled.write("Mark and fail", by=LEAD) as connection:
            registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", "/"))
            raise ZeroDivisionError

    with ThreadPoolExecutor(1) as worker:
        making = worker.submit(backups.back_up_now, peopled)
        while not making.done():
            with pytest.raises(ZeroDivisionError):
                mark_and_fail()
        made = making.result()
    assert backups.rehearse(made.path, PASSPHRASE).marks == 0


def test_a_backup_elsewhere_does_not_count_as_the_rooms_own(peopled: Room, tmp_path: Path) -> None:
    made = backups.back_up_now(peopled, tmp_path / "copy.iapbackup")
    backups.note_backup(peopled, made)
    assert (made.is_elsewhere, peopled.is_backup_due) == (True, True)
    assert backups.rehearse(made.path, PASSPHRASE).pupils == 2


def test_a_backup_that_fails_beside_the_work_is_said_remembered_and_tried_at_the_close(
    peopled: Room, on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    with tiny_disk(tmp_path, 64) as disk:
        (on_disk.folder / "backups").symlink_to(disk)
        with pytest.raises(UserError, match="space") as raised:
            backups.back_up_now(peopled)
        peopled.note_backup_failure(raised.value)
        assert not peopled.is_backup_due
        assert "No backup was made" in peopled.notices[0]
        assert last_failure(on_disk.folder) is not None
        mark(peopled)
        assert not peopled.is_backup_due
        (on_disk.folder / "backups").unlink()
    peopled.close()
    assert count(on_disk.folder) == 1


def test_a_room_that_proves_damaged_beside_the_work_takes_no_more_marks(peopled: Room) -> None:
    flip(peopled.folder / "room.db", 4096 * 7 + 99)
    with pytest.raises(DamagedRoom) as raised:
        backups.back_up_now(peopled)
    peopled.note_backup_failure(raised.value)
    with pytest.raises(DamagedRoom):
        mark(peopled)
    flip(peopled.folder / "room.db", 4096 * 7 + 99)


def test_a_rekeying_during_a_backup_is_told_apart_from_damage(peopled: Room) -> None:
    with peopled.reader() as reader:
        people.reset_passphrase(peopled, LEAD, "four brisk herons", LIGHT, by=LEAD)
        with pytest.raises(UserError, match="keys were changed") as raised:
            reader.back_up()
    assert not isinstance(raised.value, DamagedRoom)


def test_the_list_says_when_how_large_and_which_is_the_newest(peopled: Room, on_disk: RoomUnderTest) -> None:
    backups.back_up_now(peopled)
    on_disk.clock.advance(hours=1)
    mark(peopled)
    backups.back_up_now(peopled)
    newest, older = backups.backup_list(on_disk.folder)
    assert (newest.is_newest, older.is_newest) == (True, False)
    assert newest.made_at == on_disk.clock.now
    assert newest.made_at.tzinfo is not None
    assert newest.size_bytes == newest.path.stat().st_size > 100_000
    assert newest.step_id > older.step_id
    assert backups.backup_list(on_disk.folder / "none") == ()


def test_a_rehearsal_counts_what_is_there_and_leaves_nothing(
    peopled: Room, on_disk: RoomUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for number in range(5):
        mark(peopled, number)
    backup = backups.back_up_now(peopled).path
    before = backup.read_bytes()
    found = backups.rehearse(backup, PASSPHRASE)
    assert (found.pupils, found.marks, found.people) == (2, 5, 1)
    assert found.last_step_at == on_disk.clock.now
    with pytest.raises(WrongPassphrase):
        backups.rehearse(backup, "not the passphrase")
    flip(backup, len(before) // 2)
    with pytest.raises(BadBackup):
        backups.rehearse(backup, PASSPHRASE)
    with pytest.raises(BadBackup):
        backups.rehearse(tmp_path / "none.iapbackup", PASSPHRASE)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_backup_of_an_older_version_can_be_rehearsed() -> None:
    found = backups.rehearse(OLD, PASSPHRASE)
    assert (found.pupils, found.marks, found.people) == (2, 2, 2)
    assert found.last_step_at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def set_second_folder(room: Room, folder: Path | str) -> None:
    command = school.SetSettings({SettingKind.SECOND_BACKUP_FOLDER: str(folder)}, MONDAY)
    run(room, command, by=LEAD)


def test_each_backup_is_copied_to_the_second_folder(peopled: Room, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second_folder(peopled, stick)
    made = backups.back_up_now(peopled)
    assert made.notices == ()
    assert (stick / made.path.name).read_bytes() == made.path.read_bytes()
    assert [path.name for path in stick.iterdir()] == [made.path.name]
    peopled.close()
    assert backups.rehearse(next(stick.iterdir()), PASSPHRASE).pupils == 2


def test_a_stick_that_is_not_there_is_a_notice_and_no_error(peopled: Room, tmp_path: Path) -> None:
    set_second_folder(peopled, tmp_path / "stick")
    made = backups.back_up_now(peopled)
    assert made.path.is_file()
    assert "Is the stick plugged in?" in made.notices[0]
    backups.note_backup(peopled, made)
    assert peopled.notices == list(made.notices)
    assert not (tmp_path / "stick").exists()


def test_the_second_folder_is_never_inside_the_room_and_may_be_none(peopled: Room, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="inside the room"):
        set_second_folder(peopled, peopled.folder / "backups")
    with pytest.raises(UserError, match="named in full"):
        set_second_folder(peopled, "backups")
    set_second_folder(peopled, tmp_path / "stick")
    set_second_folder(peopled, "")
    assert backups.back_up_now(peopled).notices == ()


@pytest.mark.parametrize("value", ["0", "61", "-5", "five", ""])
def test_the_window_locks_after_one_to_sixty_minutes(room: Room, value: str) -> None:
    with pytest.raises(UserError, match="1 to 60"):
        run(room, school.SetSettings({SettingKind.LOCK_MINUTES: value}, MONDAY), by=LEAD)
    run(room, school.SetSettings({SettingKind.LOCK_MINUTES: "60"}, MONDAY), by=LEAD)


def test_a_room_that_was_lost_comes_back_from_the_stick(peopled: Room, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second_folder(peopled, stick)
    backup = backups.back_up_now(peopled).path
    peopled.close()
    shutil.rmtree(peopled.folder)
    rooms.restore_room(stick / backup.name, tmp_path / "again", PASSPHRASE)
    room = sign_in.sign_in(tmp_path / "again", LEAD, PASSPHRASE, peopled.clock)
    with room.read() as connection:
        assert len(pupils.all_pupils(connection)) == 2
    room.close()
