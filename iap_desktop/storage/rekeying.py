"""A new file key for a room, announced in the slots first, so that a cut at any moment leaves a way in."""

from __future__ import annotations

from iap_desktop.storage import key_file, vault
from iap_desktop.storage.connection import Connection, rekey
from iap_desktop.storage.files import RoomFolder


def rekey_room(folder: RoomFolder, connection: Connection, keys: vault.Keys, file_key: bytes) -> bytes:
    """Write the room's file anew under a new key that all slots of `keys` can open; gives the new key.

    file_key: the one in force. Whoever has no slot in `keys`, or an old copy of the slots, is shut out
    of all that is written from now on; a backup made before still opens as it did.
    """
    new_key = vault.new_file_key()
    announced = vault.announcing(keys, new_key)
    key_file.save_keys(folder.path, announced, file_key)
    rekey(connection, new_key, keys.database_salt)
    key_file.save_keys(folder.path, vault.settled(announced, on_next=True), new_key)
    return new_key


def finish_rekeying(folder: RoomFolder, keys: vault.Keys, unlocked: vault.Unlocked, file_key: bytes) -> None:
    """After a cut: the key that opened the file becomes the only one in the slots."""
    if unlocked.next_file_key is not None:
        on_next = file_key == unlocked.next_file_key
        key_file.save_keys(folder.path, vault.settled(keys, on_next=on_next), file_key)
