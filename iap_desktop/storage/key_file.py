"""`room.keys` on disk: JSON with a checksum, so that damage is told from a wrong passphrase."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from iap_desktop.storage.vault import (
    KEY_BYTES,
    NONCE_BYTES,
    RECOVERY,
    SALT_BYTES,
    STAFF,
    Cost,
    Keys,
    Slot,
)
from iap_desktop.system.files import write_atomically

NAME = "room.keys"
FORMAT = "IAP Desktop room keys"
VERSION = 1
_TAG_BYTES = 16
_WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_SEALED_BYTES = KEY_BYTES + _WRAPPED_BYTES
_MOST_COST = {"memory_kib": 1 << 20, "iterations": 20, "lanes": 16}  # more would be an attack on memory


class KeysDamagedError(Exception):
    """The bytes are not the keys of a room; `newer` where a newer version wrote them."""

    def __init__(self, *, newer: int = 0) -> None:
        super().__init__("room.keys cannot be read")
        self.newer = newer


def save_keys(folder: Path, keys: Keys, file_key: bytes) -> None:
    """Replace the room's keys as a whole. file_key: the one in force, which proves who wrote them."""
    write_atomically(folder / NAME, keys_to_bytes(keys, file_key), private=True)


def keys_to_bytes(keys: Keys, file_key: bytes) -> bytes:
    """The file's bytes."""
    body = {**_body(keys), "proof": _proof(keys, file_key).hex()}
    return json.dumps({**body, "checksum": _checksum(body)}, indent=1).encode("utf-8")


def keys_from_bytes(data: bytes) -> Keys:
    """The keys in a file's bytes. Raises KeysDamagedError."""
    try:
        body = json.loads(data)
        version = body["version"]
        if body["format"] == FORMAT and isinstance(version, int) and version > VERSION:
            raise KeysDamagedError(newer=version)
        checksum = body.pop("checksum")
        if body["format"] != FORMAT or version != VERSION or checksum != _checksum(body):
            raise KeysDamagedError
        return _keys_from_json(body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise KeysDamagedError from error


def are_genuine(keys: Keys, file_key: bytes) -> bool:
    """Whether the keys were written by this program with the file key in force, and not changed since."""
    return hmac.compare_digest(keys.proof, _proof(keys, file_key))


def _body(keys: Keys) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "room_id": keys.room_id,
        "database_salt": keys.database_salt.hex(),
        "slots": [_slot_to_json(slot) for slot in keys.slots],
    }


def _proof(keys: Keys, file_key: bytes) -> bytes:
    key = hashlib.sha256(b"IAP Desktop room keys proof" + file_key).digest()
    return hmac.digest(key, json.dumps(_body(keys), sort_keys=True).encode("utf-8"), "sha256")


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode("utf-8")).hexdigest()


def _keys_from_json(body: dict[str, Any]) -> Keys:
    salt = bytes.fromhex(body["database_salt"])
    if not isinstance(body["room_id"], str) or len(salt) != SALT_BYTES:
        raise KeysDamagedError
    slots = tuple(_slot_from_json(slot) for slot in body["slots"])
    return Keys(body["room_id"], salt, slots, bytes.fromhex(body["proof"]))


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
    slot = Slot(
        kind=body["kind"],
        staff_id=body["staff_id"],
        name=body["name"],
        cost=Cost(**{name: _number(body["cost"][name], most) for name, most in _MOST_COST.items()}),
        salt=_to_bytes(body["salt"], SALT_BYTES),
        public_key=_to_bytes(body["public_key"], KEY_BYTES),
        private_key=_to_bytes(body["private_key"], _WRAPPED_BYTES),
        file_key=_to_bytes(body["file_key"], _SEALED_BYTES),
        next_file_key=None if next_key is None else _to_bytes(next_key, _SEALED_BYTES),
    )
    is_staff = slot.kind == STAFF and isinstance(slot.staff_id, int)
    is_recovery = slot.kind == RECOVERY and slot.staff_id is None
    if not isinstance(slot.name, str) or not (is_staff or is_recovery):
        raise KeysDamagedError
    return slot


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or not 1 <= value <= most:
        raise KeysDamagedError
    return value


def _to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _to_bytes(text: str, length: int) -> bytes:
    data = base64.b64decode(text, validate=True)
    if len(data) != length:
        raise KeysDamagedError
    return data
