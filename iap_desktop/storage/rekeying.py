"""A new file key when somebody leaves, announced in the slots first, so that a cut leaves a way in."""

from __future__ import annotations

from pathlib import Path

from iap_desktop.storage import key_file, vault
from iap_desktop.storage.connection import Connection, rekey
from iap_desktop.storage.files import RoomFolder


def rekey_room(folder: Path, connection: Connection, keys: vault.Keys) -> bytes:
    """Write the room's file anew under a new key that all of `keys` can open; gives the new key.

    `keys` no longer hold the slot of whoever leaves. A backup made before still opens with that slot.
    """
    file_key = vault.new_file_key()
    announced = vault.announcing(keys, file_key)
    key_file.save_keys(folder, announced)
    rekey(connection, file_key, keys.database_salt)
    key_file.save_keys(folder, vault.settled(announced, on_next=True))
    return file_key


def finish_rekeying(folder: RoomFolder, keys: vault.Keys, unlocked: vault.Unlocked, file_key: bytes) -> None:
    """After a cut: the key that opened the file becomes the only one in the slots."""
    if unlocked.next_file_key is not None:
        on_next = file_key == unlocked.next_file_key
        key_file.save_keys(folder.path, vault.settled(keys, on_next=on_next))
