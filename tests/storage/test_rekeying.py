from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.staff import KeyEvent, KeyEventKind
from iap_desktop.storage import key_file, registers, vault
from iap_desktop.storage.backups import restore
from iap_desktop.storage.connection import connect
from iap_desktop.storage.errors import DamagedRoom, WrongPassphrase
from iap_desktop.storage.files import RoomFolder, list_backups
from iap_desktop.storage.rekeying import rekey_room
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, LIGHT, MONDAY, PASSPHRASE, RoomUnderTest

LEAVER = "a leaver's passphrase"
NEW = "four brisk herons"
CHANGED = KeyEvent(KeyEventKind.PASSPHRASE, LEAD)


def keys_in(folder: Path) -> vault.Keys:
    return key_file.keys_from_bytes((folder / "room.keys").read_bytes())


def give_slot(room: Room, staff_id: int, passphrase: str) -> None:
    """As somebody would who knows how: a slot written into room.keys while the room is open."""
    file_key = room.entry.file_key
    keys = vault.with_staff_slot(
        keys_in(room.folder), file_key, staff_id=staff_id, name="Leaver", passphrase=passphrase, cost=LIGHT
    )
    key_file.save_keys(room.folder, keys, file_key)


def new_passphrase(room: Room) -> None:
    def changed(keys: vault.Keys) -> vault.Keys:
        file_key = room.entry.file_key
        return vault.with_staff_slot(
            keys, file_key, staff_id=LEAD, name="Sam Carter", passphrase=NEW, cost=LIGHT
        )

    room.rekey(changed, CHANGED, by=LEAD)


def mark(room: Room, code: str) -> None:
    with room.write("Mark", by=LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", code))


def test_old_slots_from_an_old_backup_open_nothing_written_since(on_disk: RoomUnderTest) -> None:
    old_keys = (on_disk.folder / "room.keys").read_bytes()
    room = on_disk.open()
    new_passphrase(room)
    mark(room, "/")
    room.close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(PASSPHRASE)
    (on_disk.folder / "room.keys").write_bytes(old_keys)
    with pytest.raises(DamagedRoom):
        on_disk.open(PASSPHRASE)


def test_a_new_passphrase_is_backed_up_at_once_and_recorded(on_disk: RoomUnderTest, tmp_path: Path) -> None:
    room = on_disk.open()
    new_passphrase(room)
    assert room.undo(by=LEAD) is None
    newest = list_backups(on_disk.folder)[0]
    room.close()
    restore(newest.path, tmp_path / "restored", NEW)
    again = RoomUnderTest(tmp_path / "restored", on_disk.clock).open(NEW)
    with again.read() as connection:
        assert connection.execute("SELECT kind, staff_id FROM key_event").fetchall() == [("passphrase", LEAD)]
    again.close()


def test_the_room_goes_on_after_a_rekeying_and_its_backups_open(
    on_disk: RoomUnderTest, tmp_path: Path
) -> None:
    room = on_disk.open()
    new_passphrase(room)
    mark(room, "/")
    backup = room.back_up()
    room.close()
    restore(backup, tmp_path / "restored", NEW)


def test_a_slot_of_somebody_who_is_not_on_the_staff_does_not_survive_a_rekeying(
    on_disk: RoomUnderTest,
) -> None:
    room = on_disk.open()
    give_slot(room, 777, LEAVER)
    new_passphrase(room)
    room.close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(LEAVER)
    on_disk.open(NEW).close()


def test_keys_changed_without_the_file_key_are_noticed(on_disk: RoomUnderTest) -> None:
    keys = keys_in(on_disk.folder)
    forged = replace(keys, slots=tuple(replace(slot, name="Head Teacher") for slot in keys.slots))
    key_file.save_keys(on_disk.folder, forged, bytes(32))
    with pytest.raises(DamagedRoom, match="something else than this program"):
        on_disk.open()


def test_no_backup_is_made_with_keys_that_do_not_open_it(on_disk: RoomUnderTest, tmp_path: Path) -> None:
    room = on_disk.open()
    shutil.copy(on_disk.folder / "room.keys", tmp_path / "kept")
    key_file.save_keys(on_disk.folder, vault.new_keys(), vault.new_file_key())
    with pytest.raises(DamagedRoom, match="not those that opened it"):
        room.back_up()
    (on_disk.folder / "room.keys").write_bytes(b"{")
    with pytest.raises(DamagedRoom, match="damaged"):
        room.back_up()
    shutil.copy(tmp_path / "kept", on_disk.folder / "room.keys")
    room.close()


def test_a_reader_during_a_rekeying_is_told_to_open_again_not_to_restore(on_disk: RoomUnderTest) -> None:
    room, reader = on_disk.open(), on_disk.open(is_read_only=True)
    new_passphrase(room)
    mark(room, "/")
    with pytest.raises(UserError, match="Open the room again"), reader.read() as connection:
        connection.execute("SELECT * FROM session_mark").fetchall()
    reader.close()
    room.close()


@pytest.mark.parametrize("is_file_rewritten", [False, True])
def test_a_rekeying_cut_short_on_either_side_leaves_a_way_in_and_is_finished(
    on_disk: RoomUnderTest, tmp_path: Path, *, is_file_rewritten: bool
) -> None:
    keys = keys_in(on_disk.folder)
    file_key = vault.unlock(keys, PASSPHRASE).file_key
    shutil.copy(on_disk.folder / "room.db", tmp_path / "before.db")
    connection = connect(on_disk.folder / "room.db", file_key, keys.database_salt)
    new_key = rekey_room(RoomFolder(on_disk.folder), connection, keys, file_key)
    connection.close()
    key_file.save_keys(on_disk.folder, vault.announcing(keys, new_key), file_key)
    if not is_file_rewritten:
        shutil.copy(tmp_path / "before.db", on_disk.folder / "room.db")
    on_disk.open().close()
    assert all(slot.next_file_key is None for slot in keys_in(on_disk.folder).slots)
    on_disk.open(on_disk.code).close()
