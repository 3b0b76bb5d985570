"""What the program remembers of the rooms on a computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from iap_desktop.system import known_rooms as known


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return known.config_folder()


def test_nothing_is_known_at_first() -> None:
    assert known.known_rooms() == known.KnownRooms()
    assert known.new_room_draft() == {}


def test_the_last_room_comes_first_with_who_signed_in(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    known.remember_room(one, 3)
    known.remember_room(other, None)
    known.remember_room(one, None)
    assert known.known_rooms() == known.KnownRooms((one, other), {one: 3})


def test_only_a_few_rooms_are_kept(tmp_path: Path) -> None:
    for number in range(known.MOST_KNOWN + 3):
        known.remember_room(tmp_path / str(number), number + 1)
    assert len(known.known_rooms().folders) == known.MOST_KNOWN
    assert known.known_rooms().folders[0] == tmp_path / str(known.MOST_KNOWN + 2)


def test_a_forgotten_room_is_off_the_list(tmp_path: Path) -> None:
    known.remember_room(tmp_path / "one", 1)
    known.remember_room(tmp_path / "two", 2)
    known.forget_room(tmp_path / "two")
    assert known.known_rooms() == known.KnownRooms((tmp_path / "one",), {tmp_path / "one": 1})


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"rooms": 3}', '{"rooms": [1, {"folder": 2}, {"folder": ""}]}', "\x00\xff"]
)
def test_a_damaged_list_is_an_empty_one(config: Path, text: str, tmp_path: Path) -> None:
    config.mkdir(parents=True)
    (config / "rooms.json").write_bytes(text.encode("latin-1"))
    assert known.known_rooms() == known.KnownRooms()
    known.remember_room(tmp_path / "one", 1)
    assert known.known_rooms().folders == (tmp_path / "one",)


def test_what_was_typed_for_a_new_room_comes_back_until_it_is_dropped() -> None:
    known.keep_new_room_draft({"school": "St Bede's School"})
    assert known.new_room_draft() == {"school": "St Bede's School"}
    known.drop_new_room_draft()
    known.drop_new_room_draft()
    assert known.new_room_draft() == {}


def test_a_folder_that_cannot_be_written_stops_nothing(config: Path, tmp_path: Path) -> None:
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("a file in the way")
    known.remember_room(tmp_path, 1)
    assert known.known_rooms() == known.KnownRooms()
