"""`room.keys` on disk: JSON with a checksum, so that damage is told from a wrong passphrase."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from pathlib import Path
from typing import Any

from iap_desktop.storage.vault import Cost, Keys, Slot
from iap_desktop.system.files import write_atomically

NAME = "room.keys"
FORMAT = "IAP Desktop room keys"
VERSION = 1


class KeysDamagedError(Exception):
    """The bytes are not the keys of a room; `newer` where a newer version wrote them."""

    def __init__(self, *, newer: int = 0) -> None:
        super().__init__("room.keys cannot be read")
        self.newer = newer


def save_keys(folder: Path, keys: Keys) -> None:
    """Replace the room's keys as a whole."""
    write_atomically(folder / NAME, keys_to_bytes(keys), private=True)


def keys_to_bytes(keys: Keys) -> bytes:
    """The file's bytes."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "room_id": keys.room_id,
        "database_salt": keys.database_salt.hex(),
        "slots": [_slot_to_json(slot) for slot in keys.slots],
    }
    return json.dumps({**body, "checksum": _checksum(body)}, indent=1).encode("utf-8")


def keys_from_bytes(data: bytes) -> Keys:
    """The keys in a file's bytes. Raises KeysDamagedError."""
    try:
        body = json.loads(data)
        if body["format"] == FORMAT and body["version"] > VERSION:
            raise KeysDamagedError(newer=body["version"])
        checksum = body.pop("checksum")
        if body["format"] != FORMAT or checksum != _checksum(body):
            raise KeysDamagedError
        slots = tuple(_slot_from_json(slot) for slot in body["slots"])
        return Keys(body["room_id"], bytes.fromhex(body["database_salt"]), slots)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise KeysDamagedError from error


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode("utf-8")).hexdigest()


def _slot_to_json(slot: Slot) -> dict[str, Any]:
    cost = slot.cost
    return {
        "kind": slot.kind,
        "staff_id": slot.staff_id,
        "name": slot.name,
        "cost": {"memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes},
        "salt": _to_text(slot.salt),
        "public_key": _to_text(slot.public_key),
        "private_key": _to_text(slot.private_key),
        "file_key": _to_text(slot.file_key),
        "next_file_key": None if slot.next_file_key is None else _to_text(slot.next_file_key),
    }


def _slot_from_json(body: dict[str, Any]) -> Slot:
    next_key = body["next_file_key"]
    return Slot(
        kind=body["kind"],
        staff_id=body["staff_id"],
        name=body["name"],
        cost=Cost(**body["cost"]),
        salt=_to_bytes(body["salt"]),
        public_key=_to_bytes(body["public_key"]),
        private_key=_to_bytes(body["private_key"]),
        file_key=_to_bytes(body["file_key"]),
        next_file_key=None if next_key is None else _to_bytes(next_key),
    )


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _to_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
