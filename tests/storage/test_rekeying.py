from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from iap_desktop.storage import key_file, vault
from iap_desktop.storage.connection import connect
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.rekeying import rekey_room
from tests.rooms import LIGHT, PASSPHRASE, RoomUnderTest

LEAVER = "a leaver's passphrase"


def keys_in(folder: Path) -> vault.Keys:
    return key_file.keys_from_bytes((folder / "room.keys").read_bytes())


def add_leaver(folder: Path) -> vault.Keys:
    keys = keys_in(folder)
    file_key = vault.unlock(keys, PASSPHRASE).file_key
    keys = vault.with_staff_slot(keys, file_key, staff_id=2, name="Leaver", passphrase=LEAVER, cost=LIGHT)
    key_file.save_keys(folder, keys)
    return keys


def test_a_leaver_can_open_neither_the_slots_nor_the_file_with_the_old_key(on_disk: RoomUnderTest) -> None:
    keys = add_leaver(on_disk.folder)
    old_key = vault.unlock(keys, LEAVER).file_key
    connection = connect(on_disk.folder / "room.db", old_key, keys.database_salt)
    new_key = rekey_room(on_disk.folder, connection, vault.without_staff_slot(keys, 2))
    connection.close()
    assert new_key != old_key
    with pytest.raises(WrongPassphrase):
        on_disk.open(LEAVER)
    for secret in (PASSPHRASE, on_disk.code):
        on_disk.open(secret).close()
    assert all(slot.next_file_key is None for slot in keys_in(on_disk.folder).slots)


@pytest.mark.parametrize("is_file_rewritten", [False, True])
def test_a_rekeying_cut_short_on_either_side_leaves_a_way_in_and_is_finished(
    on_disk: RoomUnderTest, tmp_path: Path, *, is_file_rewritten: bool
) -> None:
    keys = keys_in(on_disk.folder)
    shutil.copy(on_disk.folder / "room.db", tmp_path / "before.db")
    connection = connect(
        on_disk.folder / "room.db", vault.unlock(keys, PASSPHRASE).file_key, keys.database_salt
    )
    new_key = rekey_room(on_disk.folder, connection, keys)
    connection.close()
    key_file.save_keys(on_disk.folder, vault.announcing(keys, new_key))
    if not is_file_rewritten:
        shutil.copy(tmp_path / "before.db", on_disk.folder / "room.db")
    on_disk.open().close()
    assert all(slot.next_file_key is None for slot in keys_in(on_disk.folder).slots)
    on_disk.open(on_disk.code).close()
