"""The second copy of a backup: whole under its name, or not there at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from iap_desktop.storage import second_copies
from iap_desktop.storage.files import list_backups
from iap_desktop.storage.restoring import room_id_of
from iap_desktop.storage.room import Room
from tests.rooms import RoomUnderTest, bare_room
from tests.system.faults import read_only_folder, tiny_disk


@pytest.fixture
def backup(on_disk: RoomUnderTest) -> Path:
    """One backup of the room."""
    room = on_disk.open()
    path = room.back_up()
    room.close()
    return path


def copied(on_disk: RoomUnderTest, backup: Path, folder: Path) -> str | None:
    return second_copies.copy_to(str(folder), backup, on_disk.folder)


def test_a_full_stick_keeps_no_half_of_a_file(on_disk: RoomUnderTest, backup: Path, tmp_path: Path) -> None:
    with tiny_disk(tmp_path, 64) as stick:
        notice = copied(on_disk, backup, stick)
        assert notice is not None
        assert "no space" in notice.lower()
        assert list(stick.iterdir()) == []


def test_a_stick_pulled_out_midway_leaves_nothing_under_the_name(
    on_disk: RoomUnderTest, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled_out(*_: object) -> None:
        raise OSError(5, "Input/output error")

    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(os, "fsync", pulled_out)
    notice = copied(on_disk, backup, stick)
    assert notice is not None
    assert notice.startswith("The backup was made, but not copied to")
    assert list(stick.iterdir()) == []


def test_what_a_kill_left_is_written_over_by_the_next_copy(
    on_disk: RoomUnderTest, backup: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / f".{room_id_of(backup)}.unfinished").write_bytes(b"half")
    assert copied(on_disk, backup, stick) is None
    assert [path.name for path in stick.iterdir()] == [backup.name]


def test_a_copy_that_reads_back_otherwise_is_not_kept(
    on_disk: RoomUnderTest, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_copies, "sha256_of", lambda path: path.name)
    notice = copied(on_disk, backup, tmp_path)
    assert notice is not None
    assert "read back" in notice
    assert not (tmp_path / backup.name).exists()


def test_a_stick_that_may_not_be_written_is_said(
    on_disk: RoomUnderTest, backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    with read_only_folder(tmp_path / "stick") as stick:
        notice = copied(on_disk, backup, stick)
    assert notice is not None
    assert "cannot be written" in notice


def test_the_newest_ten_stay_and_other_rooms_and_strangers_are_left_alone(
    room: Room, on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    other = bare_room(tmp_path / "other" / "room").open()
    shutil.copy(other.back_up(), stick / "2020-01-01 08-00-00-000000 step 1.iapbackup")
    other.close()
    (stick / "2020-01-01 09-00-00-000000 step 1.iapbackup").write_bytes(b"no zip")
    (stick / "holiday photos.zip").write_bytes(b"")
    made = []
    for _ in range(13):
        on_disk.clock.advance(minutes=1)
        made.append(room.back_up())
        assert copied(on_disk, made[-1], stick) is None
    names = {path.name for path in stick.iterdir()}
    assert len(names) == 10 + 3
    assert {path.name for path in made[-10:]} <= names
    assert len(list_backups(on_disk.folder)) >= 10
