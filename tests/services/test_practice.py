"""The practice room of a computer account."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from iap_desktop.services.practice import open_practice_room, practice_folder
from iap_desktop.services.pupils import pupil_list
from iap_desktop.storage.errors import RoomExists
from iap_desktop.system.lease import AlreadyOpen
from tests.rooms import LEAD, LIGHT, SettableClock

MORNING = datetime(2026, 11, 23, 8, 30).astimezone()


def quiet(done: int, total: int, words: str) -> None:
    """Nobody listens here."""
    assert 0 <= done <= total
    assert words


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(MORNING)


def open_it(folder: Path, clock: SettableClock) -> int:
    """Open, count the pupils, rename nothing, close."""
    room = open_practice_room(folder, clock, quiet, LIGHT)
    try:
        with room.write("Try", by=LEAD) as connection:
            connection.execute("UPDATE pupil SET legal_surname = legal_surname || '!' WHERE id = 1")
        first = next(found.pupil for found in pupil_list(room, clock().date()) if found.pupil.id == 1)
        return first.legal_surname.count("!")
    finally:
        room.close()


def test_it_is_kept_for_a_day_and_made_anew_the_next(tmp_path: Path, clock: SettableClock) -> None:
    folder = tmp_path / "practice" / "room"
    assert open_it(folder, clock) == 1
    assert open_it(folder, clock) == 2
    clock.advance(days=1)
    assert open_it(folder, clock) == 1
    assert {path.name for path in folder.parent.iterdir()} == {"room", "made for.txt"}


def test_one_that_was_half_made_is_no_hindrance(tmp_path: Path, clock: SettableClock) -> None:
    folder = tmp_path / "practice" / "room"
    (folder.with_name("making") / "backups").mkdir(parents=True)
    assert open_it(folder, clock) == 1


def test_a_real_room_in_its_place_is_never_replaced(tmp_path: Path, clock: SettableClock) -> None:
    folder = tmp_path / "practice" / "room"
    folder.mkdir(parents=True)
    (folder / "room.db").write_bytes(b"real")
    with pytest.raises(RoomExists):
        open_practice_room(folder, clock, quiet, LIGHT)
    assert (folder / "room.db").read_bytes() == b"real"


def test_one_that_is_open_is_left_alone(tmp_path: Path, clock: SettableClock) -> None:
    folder = tmp_path / "practice" / "room"
    room = open_practice_room(folder, clock, quiet, LIGHT)
    clock.advance(days=1)
    with pytest.raises(AlreadyOpen):
        open_practice_room(folder, clock, quiet, LIGHT)
    room.close()


def test_it_lies_in_the_data_of_the_account() -> None:
    assert practice_folder().parts[-3:] == ("IAP Desktop", "practice", "room")
