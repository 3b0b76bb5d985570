from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.domain.registers import SessionMark
from iap_desktop.storage import backups, registers
from iap_desktop.storage.backups import restore, superfluous
from iap_desktop.storage.errors import BadBackup, DamagedRoom, NewerRoom, RoomExists, WrongPassphrase
from iap_desktop.storage.files import Backup, RoomFolder, list_backups
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY, PASSPHRASE, RoomUnderTest
from tests.system.faults import tiny_disk

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def mark(room: Room, code: str) -> None:
    with room.write(f"Mark {code}", by=LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", code))


def codes(room: Room) -> list[str]:
    with room.read() as connection:
        return [found.code for found in registers.session_marks_between(connection, MONDAY, MONDAY)]


def test_a_backup_restores_into_a_new_folder_and_opens_with_the_same_passphrase(
    on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    room = on_disk.open()
    mark(room, "/")
    backup = room.back_up()
    mark(room, "L")
    room.close()
    restore(backup, tmp_path / "restored", PASSPHRASE)
    again = RoomUnderTest(tmp_path / "restored", on_disk.clock).open()
    assert codes(again) == ["/"]
    again.close()


def test_a_backup_opens_with_the_recovery_code(on_disk: RoomUnderTest, tmp_path: Path) -> None:
    room = on_disk.open()
    (tmp_path / "stick").mkdir()
    backup = room.back_up(tmp_path / "stick" / "copy.iapbackup")
    room.close()
    restore(backup, tmp_path / "restored", on_disk.code)
    assert (tmp_path / "restored" / "room.db").is_file()


def test_the_first_write_of_a_day_backs_up_what_was_there_before(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, "/")
    assert len(list_backups(on_disk.folder)) == 1
    mark(room, "L")
    assert len(list_backups(on_disk.folder)) == 1
    on_disk.clock.advance(days=1)
    mark(room, "N")
    assert len(list_backups(on_disk.folder)) == 2
    room.close()


def test_closing_backs_up_what_was_written_and_only_then(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, "/")
    on_disk.clock.advance(minutes=5)
    room.close()
    assert len(list_backups(on_disk.folder)) == 2
    on_disk.clock.advance(minutes=5)
    on_disk.open().close()
    assert len(list_backups(on_disk.folder)) == 2


def test_a_backup_is_never_made_from_a_damaged_file(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, "/")
    good = room.back_up()
    before = list_backups(on_disk.folder)
    path = on_disk.folder / "room.db"
    data = bytearray(path.read_bytes())
    data[4096 * 7 + 99] ^= 1
    path.write_bytes(bytes(data))
    on_disk.clock.advance(minutes=1)
    with pytest.raises(DamagedRoom) as raised:
        room.back_up()
    assert raised.value.newest == good
    room.close()
    assert list_backups(on_disk.folder) == before


@pytest.mark.parametrize("position", [30, 2000, -5000, -30])
def test_a_damaged_backup_is_refused_and_nothing_appears(
    on_disk: RoomUnderTest, tmp_path: Path, position: int
) -> None:
    room = on_disk.open()
    backup = room.back_up()
    room.close()
    data = bytearray(backup.read_bytes())
    data[position] ^= 0x20
    backup.write_bytes(bytes(data))
    with pytest.raises(BadBackup, match="damaged"):
        restore(backup, tmp_path / "restored", PASSPHRASE)
    assert not (tmp_path / "restored").exists()


@given(data=st.binary(max_size=300))
def test_foreign_bytes_are_no_backup(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "a.iapbackup").write_bytes(data)
    with pytest.raises(BadBackup):
        restore(folder / "a.iapbackup", folder / "restored", PASSPHRASE)


def test_a_missing_backup_a_full_folder_and_a_wrong_passphrase_are_told_apart(
    on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    room = on_disk.open()
    backup = room.back_up()
    room.close()
    with pytest.raises(BadBackup, match="does not exist"):
        restore(tmp_path / "none.iapbackup", tmp_path / "restored", PASSPHRASE)
    with pytest.raises(RoomExists):
        restore(backup, on_disk.folder, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        restore(backup, tmp_path / "restored", "not the passphrase")
    assert not (tmp_path / "restored").exists()


def test_a_backup_of_a_newer_program_is_refused_as_such(
    on_disk: RoomUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = on_disk.open()
    monkeypatch.setattr(backups, "VERSION", 9)
    backup = room.back_up()
    monkeypatch.undo()
    room.close()
    with pytest.raises(NewerRoom):
        restore(backup, tmp_path / "restored", PASSPHRASE)


def test_a_backup_never_overwrites_a_file(on_disk: RoomUnderTest, tmp_path: Path) -> None:
    room = on_disk.open()
    (tmp_path / "copy").write_text("precious", encoding="utf-8")
    with pytest.raises(UserError, match="exists already"):
        room.back_up(tmp_path / "copy")
    room.close()
    assert (tmp_path / "copy").read_text(encoding="utf-8") == "precious"


def test_a_backup_that_fails_for_want_of_space_stops_no_mark_and_is_said(
    on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    room = on_disk.open()
    with tiny_disk(tmp_path, 64) as disk:
        (on_disk.folder / "backups").symlink_to(disk)
        mark(room, "/")
        assert codes(room) == ["/"]
        assert "No backup was made" in room.notices[0]
        assert "space" in room.notices[0]
        room.close()
        assert list_backups(on_disk.folder) == ()
        assert backups.last_failure(on_disk.folder) is not None


def test_a_backup_that_works_forgets_the_failure_before_it(on_disk: RoomUnderTest) -> None:
    backups.note_failure(on_disk.folder, backups.Failure(NOW, "The stick was pulled out."))
    assert backups.last_failure(on_disk.folder) == backups.Failure(NOW, "The stick was pulled out.")
    room = on_disk.open()
    room.back_up()
    room.close()
    assert backups.last_failure(on_disk.folder) is None


def at(**ago: float) -> Backup:
    """A backup made some time ago; what is older holds fewer steps."""
    made_at = NOW - timedelta(**ago)
    return Backup(Path(made_at.isoformat()), made_at, int(made_at.timestamp()))


def test_thinning_keeps_ten_newest_then_one_a_day_a_week_a_month() -> None:
    newest = [at(minutes=minute) for minute in range(10)]
    yesterday = [at(days=1, hours=hour) for hour in (1, 2)]
    weeks_ago = [at(days=day) for day in (22, 24)]  # Sunday 1 November and the Friday before, one ISO week
    months_ago = [at(days=day) for day in (120, 126)]  # 26 and 20 July
    gone = superfluous([*months_ago, *weeks_ago, *yesterday, *newest], NOW)
    assert gone == (yesterday[1], weeks_ago[1], months_ago[1])


@given(st.lists(st.integers(0, 3000), max_size=80, unique=True))
def test_thinning_never_takes_the_newest_and_is_settled_after_one_pass(days: list[int]) -> None:
    made = [at(days=day) for day in days]
    gone = set(superfluous(made, NOW))
    kept = [backup for backup in made if backup not in gone]
    assert not made or max(made, key=lambda backup: backup.made_at) in kept
    assert superfluous(kept, NOW) == ()


def test_nothing_is_thinned_while_the_clock_looks_wrong() -> None:
    days = [at(days=day, hours=hour) for day in range(20) for hour in (1, 2)]
    assert superfluous(days, NOW) != ()
    assert superfluous(days, NOW - timedelta(days=3650)) == ()
    ahead = NOW + timedelta(days=1826)
    assert superfluous([*days, Backup(Path("just made"), ahead, 1 << 40)], ahead) == ()


def test_a_backup_made_under_a_clock_set_back_is_still_the_newest(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, "/")
    room.back_up()
    on_disk.clock.advance(days=-3650)
    mark(room, "L")
    newest = room.back_up()
    room.close()
    assert list_backups(on_disk.folder)[0].path == newest


def test_a_room_that_proves_damaged_takes_no_more_marks(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, "/")
    path = on_disk.folder / "room.db"
    data = bytearray(path.read_bytes())
    data[4096 * 7 + 99] ^= 1
    path.write_bytes(bytes(data))
    on_disk.clock.advance(days=1)
    with pytest.raises(DamagedRoom):
        mark(room, "L")
    with pytest.raises(DamagedRoom):
        room.close()


@pytest.mark.parametrize("where", ["room.db-journal", "backups/my copy.iapbackup"])
def test_a_backup_never_goes_into_the_room_itself(on_disk: RoomUnderTest, where: str) -> None:
    room = on_disk.open()
    room.back_up()
    with pytest.raises(UserError, match="inside the room"):
        room.back_up(on_disk.folder / where)
    room.close()


def test_a_backup_makes_no_folders_for_a_stick_that_is_not_there(
    on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    room = on_disk.open()
    with pytest.raises(UserError, match="stick plugged in"):
        room.back_up(tmp_path / "STICK" / "copy.iapbackup")
    room.close()
    assert not (tmp_path / "STICK").exists()


def drop_room(members: dict[str, bytes], note: dict[str, Any]) -> None:
    del members["room.db"], note["sha256"]["room.db"]


Change = Callable[[dict[str, bytes], dict[str, Any]], object]
TAMPERED: dict[str, Change] = {
    "without the room": drop_room,
    "with another file": lambda members, _: members.update({"backups": b""}),
    "with a way out": lambda members, _: members.update({"../evil": b""}),
    "with an empty room": lambda members, note: tamper(members, note, "room.db", b""),
    "with keys of another": lambda members, note: tamper(
        members, note, "room.keys", members["room.keys"][:-9]
    ),
    "with a note of another kind": lambda _, note: note.clear(),
    "with a huge note": lambda _, note: note.update({"padding": "x" * 70_000}),
}


def tamper(members: dict[str, bytes], note: dict[str, Any], name: str, data: bytes) -> None:
    members[name] = data
    note["sha256"][name] = hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("how", TAMPERED)
def test_a_backup_that_somebody_tampered_with_is_refused(
    on_disk: RoomUnderTest, tmp_path: Path, how: str
) -> None:
    room = on_disk.open()
    backup = room.back_up()
    room.close()
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    note = json.loads(members.pop("backup.json"))
    TAMPERED[how](members, note)
    with zipfile.ZipFile(tmp_path / "bad.iapbackup", "w") as archive:
        archive.writestr("backup.json", json.dumps(note))
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(BadBackup):
        restore(tmp_path / "bad.iapbackup", tmp_path / "restored", PASSPHRASE)
    assert not (tmp_path / "restored").exists()


def test_a_backup_that_would_swell_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.iapbackup", "w", zipfile.ZIP_DEFLATED) as archive:
        note = {"format": "IAP Desktop backup", "version": 1, "sha256": {"room.db": "", "room.keys": ""}}
        archive.writestr("backup.json", json.dumps(note))
        archive.writestr("room.db", bytes(50_000_000))
        archive.writestr("room.keys", b"{}")
    with pytest.raises(BadBackup):
        restore(tmp_path / "bomb.iapbackup", tmp_path / "restored", PASSPHRASE)


def test_files_that_are_not_ours_are_not_listed_or_thinned(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    room.back_up()
    stranger = on_disk.folder / "backups" / "holiday photos.iapbackup"
    stranger.write_bytes(b"")
    assert len(list_backups(on_disk.folder)) == 1
    room.close()
    assert stranger.exists()


def test_after_a_kill_the_next_close_makes_the_backup_that_is_missing(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, "/")
    room.close()
    for backup in list_backups(on_disk.folder):
        backup.path.unlink()
    on_disk.open().close()
    assert len(list_backups(on_disk.folder)) == 1


def test_the_newest_backup_named_is_one_that_is_whole(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    good = room.back_up()
    on_disk.clock.advance(minutes=1)
    bad = room.back_up()
    room.close()
    data = bytearray(bad.read_bytes())
    data[len(data) // 2] ^= 1
    bad.write_bytes(bytes(data))
    assert RoomFolder(on_disk.folder).newest_backup() == good
