from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iap_desktop.storage import key_file
from iap_desktop.storage.errors import DamagedRoom, NewerRoom, NotARoom, RoomExists, WrongPassphrase
from iap_desktop.storage.opening import FirstLead, create_room
from iap_desktop.system.errors import UserError
from iap_desktop.system.lease import AlreadyOpen
from tests.rooms import LIGHT, PASSPHRASE, RoomUnderTest, SettableClock, add_two_pupils, bare_room


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("room.lock") and "lease" not in path.name
    }


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 0x10
    path.write_bytes(bytes(data))


def cut_database(folder: Path) -> None:
    data = (folder / "room.db").read_bytes()
    (folder / "room.db").write_bytes(data[: len(data) // 2 + 100])


def cut_database_between_pages(folder: Path) -> None:
    data = (folder / "room.db").read_bytes()
    (folder / "room.db").write_bytes(data[: 4096 * (len(data) // 8192)])


def put_plain_database(folder: Path) -> None:
    (folder / "room.db").write_bytes(b"SQLite format 3\0" + bytes(8176))


def put_other_room(folder: Path) -> None:
    other = bare_room(folder.parent / "other")
    shutil.copy(other.folder / "room.db", folder / "room.db")


FAULTS: list[tuple[str, Callable[[Path], object], type[UserError], str]] = [
    ("cut short", cut_database, DamagedRoom, "cut short"),
    ("cut between pages", cut_database_between_pages, DamagedRoom, "damaged"),
    ("bit flipped in the first page", lambda folder: flip(folder / "room.db", 600), DamagedRoom, "damaged"),
    (
        "bit flipped in a later page",
        lambda folder: flip(folder / "room.db", 4096 * 9 + 50),
        DamagedRoom,
        "damaged",
    ),
    ("empty", lambda folder: (folder / "room.db").write_bytes(b""), DamagedRoom, "empty or cut short"),
    ("not encrypted", put_plain_database, NotARoom, "not the file of a room"),
    ("another room's file", put_other_room, DamagedRoom, "belongs to another room"),
    ("no database", lambda folder: (folder / "room.db").unlink(), DamagedRoom, "room.db is missing"),
    ("no keys", lambda folder: (folder / "room.keys").unlink(), DamagedRoom, "room.keys.* missing"),
    ("damaged keys", lambda folder: flip(folder / "room.keys", 200), DamagedRoom, "room.keys.* damaged"),
    (
        "empty keys",
        lambda folder: (folder / "room.keys").write_bytes(b""),
        DamagedRoom,
        "room.keys.* damaged",
    ),
]


@pytest.mark.parametrize(
    ("break_it", "error", "words"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_each_fault_has_its_own_sentence_names_the_backup_and_changes_nothing(
    on_disk: RoomUnderTest, break_it: Callable[[Path], object], error: type[UserError], words: str
) -> None:
    room = on_disk.open()
    backup = room.back_up()
    room.close()
    break_it(on_disk.folder)
    before = bytes_in(on_disk.folder)
    with pytest.raises(error, match=words) as raised:
        on_disk.open()
    assert bytes_in(on_disk.folder) == before
    assert error is not DamagedRoom or str(backup) in str(raised.value)


def test_a_flipped_bit_in_the_salt_does_no_harm_and_is_mended_by_the_next_write(
    on_disk: RoomUnderTest,
) -> None:
    before = (on_disk.folder / "room.db").read_bytes()[:16]
    flip(on_disk.folder / "room.db", 3)
    room = on_disk.open()
    with room.write("Add Zoë", by=1) as connection:
        add_two_pupils(connection)
    room.close()
    assert (on_disk.folder / "room.db").read_bytes()[:16] == before


def test_the_sentences_of_different_faults_differ(tmp_path: Path) -> None:
    sentences = []
    for number, fault in enumerate(FAULTS):
        on_disk = bare_room(tmp_path / str(number) / "room")
        fault[1](on_disk.folder)
        with pytest.raises(fault[2]) as raised:
            on_disk.open()
        sentences.append(raised.value.what.replace(str(on_disk.folder), ""))
    kinds = len({sentence for sentence in sentences if "is damaged" not in sentence})
    assert kinds == 7


def test_a_folder_without_a_room_is_said_to_be_none_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(NotARoom):
        RoomUnderTest(tmp_path).open()
    with pytest.raises(NotARoom):
        RoomUnderTest(tmp_path / "missing").open()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_backups_alone_names_the_newest(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    backup = room.back_up()
    room.close()
    (on_disk.folder / "room.db").unlink()
    (on_disk.folder / "room.keys").unlink()
    with pytest.raises(DamagedRoom) as raised:
        on_disk.open()
    assert raised.value.newest == backup


def test_a_wrong_passphrase_is_not_called_damage(on_disk: RoomUnderTest) -> None:
    with pytest.raises(WrongPassphrase):
        on_disk.open("not the passphrase")


def test_the_recovery_code_opens_the_room(on_disk: RoomUnderTest) -> None:
    room = on_disk.open(on_disk.code.lower())
    assert room.entry.staff_id is None
    room.close()


def test_keys_of_a_newer_program_are_refused_as_such(on_disk: RoomUnderTest) -> None:
    path = on_disk.folder / key_file.NAME
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 7'))
    with pytest.raises(NewerRoom, match="newer version"):
        on_disk.open()


def test_a_room_that_is_open_says_by_whom(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    with pytest.raises(AlreadyOpen, match="Sam Carter"):
        on_disk.open()
    room.close()
    on_disk.open().close()


def test_a_room_is_not_made_over_anything(on_disk: RoomUnderTest, tmp_path: Path) -> None:
    before = bytes_in(on_disk.folder)
    lead = FirstLead("Someone Else", PASSPHRASE, LIGHT)
    with pytest.raises(RoomExists):
        create_room(on_disk.folder, lead, SettableClock(), set_up=add_two_pupils, keep_code=lambda _: None)
    assert bytes_in(on_disk.folder) == before
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "shopping.txt").write_text("milk", encoding="utf-8")
    with pytest.raises(RoomExists):
        create_room(
            tmp_path / "notes", lead, SettableClock(), set_up=add_two_pupils, keep_code=lambda _: None
        )


def test_a_room_may_be_made_in_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    bare_room(tmp_path / "room").open().close()


def test_a_room_does_not_appear_where_its_code_could_not_be_kept(tmp_path: Path) -> None:
    def no_printer(_: str) -> None:
        raise UserError("The sheet could not be written.")

    lead = FirstLead("Sam Carter", PASSPHRASE, LIGHT)
    with pytest.raises(UserError, match="sheet"):
        create_room(tmp_path / "room", lead, SettableClock(), set_up=add_two_pupils, keep_code=no_printer)
    assert list(tmp_path.iterdir()) == []


def test_no_name_and_no_passphrase_stands_in_clear(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    room.back_up()
    room.close()
    data = b"".join(bytes_in(on_disk.folder).values())
    for secret in ("Ayaan", "Khan", "Neill", PASSPHRASE, on_disk.code, on_disk.code.replace("-", "")):
        assert secret.encode() not in data
        assert secret.encode("utf-16-le") not in data
