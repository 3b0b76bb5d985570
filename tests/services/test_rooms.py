from __future__ import annotations

import json
from pathlib import Path

import pytest

from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.school import SettingKind
from iap_desktop.services import people, rooms, school
from iap_desktop.storage import backups, pupils
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.files import list_backups
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, LIGHT, MONDAY, PASSPHRASE, RoomUnderTest, code_on
from tests.services.conftest import SCHOOL
from tests.system.faults import read_only_folder, tiny_disk


def _renamed(field: str, name: str) -> rooms.NewRoom:
    names = {"school_name": SCHOOL.school_name, "room_name": SCHOOL.room_name, "lead_name": SCHOOL.lead_name}
    names[field] = name
    return rooms.NewRoom(names["school_name"], names["room_name"], names["lead_name"], PASSPHRASE)


def calendar_of(room: Room) -> Calendar:
    with room.read() as connection:
        return school.load_calendar(connection)


def test_a_new_room_knows_its_school_its_year_and_its_places(room: Room) -> None:
    settings = school.settings(room, MONDAY)
    assert settings[SettingKind.SCHOOL_NAME] == "St Bede's School"
    assert settings[SettingKind.CAPACITY] == "8"
    calendar = calendar_of(room)
    assert [year.name for year in calendar.years] == ["2025/26", "2026/27", "2027/28"]
    assert calendar.day(MONDAY).is_open
    assert not calendar.day(MONDAY.replace(month=12, day=25)).is_open


def test_the_recovery_sheet_lies_beside_the_room_and_holds_its_code(on_disk: RoomUnderTest) -> None:
    code = code_on(on_disk.folder.parent / "room - recovery sheet.pdf")
    on_disk.open(code).close()
    assert code.encode() not in b"".join(
        path.read_bytes() for path in on_disk.folder.iterdir() if path.is_file()
    )


def test_a_new_recovery_sheet_ends_the_code_before_it(on_disk: RoomUnderTest) -> None:
    old = code_on(on_disk.folder.parent / "room - recovery sheet.pdf")
    room = on_disk.open()
    sheet = people.make_recovery_sheet(room, LIGHT)
    room.close()
    assert code_on(sheet) != old
    on_disk.open(code_on(sheet)).close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(old)


def test_a_new_passphrase_takes_the_place_of_the_old_one(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    assert people.change_passphrase(room, "four brisk herons", LIGHT) == "Sam Carter"
    room.close()
    on_disk.open("four brisk herons").close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(PASSPHRASE)


@pytest.mark.parametrize("field", ["school_name", "room_name", "lead_name"])
@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Bede\udce9"])
def test_a_room_needs_names(tmp_path: Path, field: str, name: str) -> None:
    with pytest.raises(UserError, match="missing, cannot be read"):
        rooms.make_room(tmp_path / "room", _renamed(field, name), RoomUnderTest(tmp_path).clock)
    assert list(tmp_path.iterdir()) == []


def test_a_room_is_not_made_where_there_is_no_space_or_no_right(tmp_path: Path) -> None:
    clock = RoomUnderTest(tmp_path).clock
    with tiny_disk(tmp_path, 64) as disk:
        with pytest.raises(UserError, match=r"space|room left|full"):
            rooms.make_room(disk / "room", SCHOOL, clock)
        assert list(disk.iterdir()) == []
    (tmp_path / "locked").mkdir()
    with read_only_folder(tmp_path / "locked") as folder, pytest.raises(UserError, match="written"):
        rooms.make_room(folder / "room", SCHOOL, clock)


def test_check_finds_a_sound_room_sound(on_disk: RoomUnderTest) -> None:
    found = rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock)
    assert (found.is_ok, found.problems, found.counts["staff"]) == (True, (), 1)


def test_check_reports_a_backup_that_failed_and_one_that_is_old(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    with room.write("Add", by=LEAD) as connection:
        pupils.add(connection, Pupil("Khan", "Ayaan"))
    room.close()
    now = on_disk.clock.now
    backups.note_failure(on_disk.folder, backups.Failure(now, "The stick was pulled out."))
    assert "stick" in str(rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock).problems[0])
    backups.forget_failure(on_disk.folder)
    assert rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock).is_ok
    for backup in list_backups(on_disk.folder):
        backup.path.unlink()
    on_disk.clock.advance(days=30)
    assert "no backup" in str(rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock).problems[0])


def test_check_reports_a_newest_backup_that_is_damaged(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    backup = room.back_up()
    room.close()
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(bytes(data))
    assert "newest backup" in str(rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock).problems[0])


def test_check_says_what_is_damaged(on_disk: RoomUnderTest) -> None:
    database = on_disk.folder / "room.db"
    data = bytearray(database.read_bytes())
    data[4096 * 12 + 5] ^= 1
    database.write_bytes(bytes(data))
    found = rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock)
    assert not found.is_ok
    assert "damaged" in str(found.problems[0])


def test_check_of_nothing_creates_nothing(tmp_path: Path) -> None:
    found = rooms.check_room(tmp_path / "none", PASSPHRASE, RoomUnderTest(tmp_path).clock)
    assert "no room" in str(found.problems[0])
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_stops_a_mark_in_words_and_keeps_the_room_sound(tmp_path: Path) -> None:
    with tiny_disk(tmp_path, 700) as disk:
        under_test = RoomUnderTest(disk / "room")
        small = tmp_path / "made" / "room"
        rooms.make_room(small, SCHOOL, under_test.clock)
        small.rename(tmp_path / "whole")
        under_test.folder.mkdir()
        for path in (tmp_path / "whole").iterdir():
            (under_test.folder / path.name).write_bytes(path.read_bytes())
        room = under_test.open()
        with pytest.raises(UserError, match=r"space|disk"):
            fill_with_pupils(room)
        room.close()
        again = under_test.open(is_read_only=True)
        with again.read() as connection:
            assert pupils.all_pupils(connection) == []
        again.close()


def fill_with_pupils(room: Room) -> None:
    with room.write("Add very many", by=LEAD) as connection:
        for number in range(20_000):
            pupils.add(connection, Pupil(f"Surname {number}", "Kim"))


def test_what_a_check_says_can_be_written_as_json(on_disk: RoomUnderTest) -> None:
    found = rooms.check_room(on_disk.folder, PASSPHRASE, on_disk.clock)
    assert json.loads(json.dumps(found.counts)) == found.counts
