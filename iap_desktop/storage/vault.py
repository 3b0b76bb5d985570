"""Who can open a room: one key slot a member of staff, one for the recovery code, nothing else.

The file key is random. Each slot has an X25519 key pair of its own: the private key lies under
Argon2id over the passphrase and AES-256-GCM, the file key is sealed to the public key. So the room
can be re-keyed when somebody leaves without asking the others for their passphrases.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.recovery_code import normalised_code
from iap_desktop.system.errors import UserError

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST_PASSPHRASE = 8
NOBODY = 0  # a staff id that no person has: only a recovery slot is tried then
STAFF = "staff"
RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs (Argon2id; memory in KiB)."""

    memory_kib: int = 131_072
    iterations: int = 3
    lanes: int = 4


STRONG = Cost()


@dataclass(frozen=True, slots=True)
class Slot:
    """One way into the room. `next_file_key` is there only while the room is being re-keyed."""

    kind: str
    staff_id: int | None
    name: str
    cost: Cost
    salt: bytes
    public_key: bytes
    private_key: bytes
    file_key: bytes
    next_file_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """All slots of a room. `database_salt` is the first 16 bytes of its file.

    proof: shows that whoever wrote them knew the file key; empty until they are saved.
    """

    room_id: str
    database_salt: bytes
    slots: tuple[Slot, ...] = ()
    proof: bytes = b""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right passphrase gives. `next_file_key` where a re-keying was cut short."""

    slot: Slot
    file_key: bytes = field(repr=False)
    next_file_key: bytes | None = field(default=None, repr=False)

    @property
    def staff_id(self) -> int | None:
        """Who opened the room; None where it was the recovery code."""
        return self.slot.staff_id


def new_keys() -> Keys:
    """Keys of a new room, without slots."""
    return Keys(room_id=os.urandom(16).hex(), database_salt=os.urandom(SALT_BYTES))


def new_file_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def checked_passphrase(passphrase: str) -> str:
    """The passphrase as it is used, or a UserError where it is too short to protect anything."""
    visible = [char for char in passphrase.strip() if char.isprintable()]
    if len(visible) < SHORTEST_PASSPHRASE:
        raise UserError(
            f"The passphrase is too short: it needs at least {SHORTEST_PASSPHRASE} characters.",
            todo="Three or four words that you can remember are best.",
        )
    return passphrase


def with_staff_slot(
    keys: Keys, file_key: bytes, *, staff_id: int, name: str, passphrase: str, cost: Cost
) -> Keys:
    """`keys` with a slot for one member of staff, in place of any slot that person had."""
    secret = _staff_secret(checked_passphrase(passphrase))
    slot = _new_slot(keys, file_key, STAFF, staff_id, name, secret, cost)
    return _with_slot(keys, slot)


def with_recovery_slot(keys: Keys, file_key: bytes, *, code: str, cost: Cost) -> Keys:
    """`keys` with one more slot for a recovery code; the codes before it still open."""
    secret = normalised_code(code).encode("ascii")
    slot = _new_slot(keys, file_key, RECOVERY, None, "", secret, cost)
    return replace(keys, slots=(*keys.slots, slot))


def with_newest_recovery_slot_only(keys: Keys) -> Keys:
    """`keys` without the recovery slots before the newest."""
    newest = next((slot for slot in reversed(keys.slots) if slot.kind == RECOVERY), None)
    return replace(keys, slots=tuple(s for s in keys.slots if s.kind != RECOVERY or s is newest))


def without_staff_slot(keys: Keys, staff_id: int) -> Keys:
    """`keys` without any slot of one member of staff."""
    return replace(keys, slots=tuple(slot for slot in keys.slots if slot.staff_id != staff_id))


def with_names(keys: Keys, names: Mapping[int, str]) -> Keys:
    """`keys` with the names of staff on their slots as they are in `names` (by staff id)."""
    slots = (replace(slot, name=names.get(slot.staff_id or NOBODY, slot.name)) for slot in keys.slots)
    return replace(keys, slots=tuple(slots))


def staff_ids(keys: Keys) -> frozenset[int]:
    """Who has a slot."""
    return frozenset(slot.staff_id for slot in keys.slots if slot.staff_id is not None)


def of_staff(keys: Keys, staff_ids: Collection[int]) -> Keys:
    """`keys` without slots of anyone but these members of staff and the recovery code."""
    kept = (slot for slot in keys.slots if slot.kind == RECOVERY or slot.staff_id in staff_ids)
    return replace(keys, slots=tuple(kept))


def unlock(keys: Keys, passphrase: str, *, staff_id: int | None = None) -> Unlocked:
    """Try a passphrase, or the recovery code, on the slots it can belong to.

    staff_id: try this person's slot only. Raises WrongPassphrase where none opens.
    """
    for slot, secret in _candidates(keys.slots, passphrase, staff_id):
        unlocked = _open_slot(keys, slot, secret)
        if unlocked is not None:
            return unlocked
    raise WrongPassphrase


def announcing(keys: Keys, next_file_key: bytes) -> Keys:
    """`keys` with the next file key sealed beside the one in force, for each slot."""
    slots = (replace(slot, next_file_key=_seal(slot.public_key, next_file_key)) for slot in keys.slots)
    return replace(keys, slots=tuple(slots))


def settled(keys: Keys, *, on_next: bool) -> Keys:
    """`keys` after a re-keying: the next file key becomes the only one, or is forgotten."""
    return replace(keys, slots=tuple(_settled_slot(slot, on_next=on_next) for slot in keys.slots))


def _settled_slot(slot: Slot, *, on_next: bool) -> Slot:
    kept = slot.next_file_key if on_next and slot.next_file_key is not None else slot.file_key
    return replace(slot, file_key=kept, next_file_key=None)


def _with_slot(keys: Keys, slot: Slot) -> Keys:
    others = (old for old in keys.slots if (old.kind, old.staff_id) != (slot.kind, slot.staff_id))
    return replace(keys, slots=(*others, slot))


def _staff_secret(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8")


def _candidates(slots: Iterable[Slot], passphrase: str, staff_id: int | None) -> Iterable[tuple[Slot, bytes]]:
    code = normalised_code(passphrase)
    for slot in slots:
        if slot.kind == RECOVERY:
            if code:
                yield slot, code.encode("ascii")
        elif staff_id in {None, slot.staff_id}:
            yield slot, _staff_secret(passphrase)


def _new_slot(
    keys: Keys, file_key: bytes, kind: str, staff_id: int | None, name: str, secret: bytes, cost: Cost
) -> Slot:
    from iap_desktop.storage import sealing  # noqa: PLC0415 - cryptography is slow to import

    salt = os.urandom(SALT_BYTES)
    public_key, private_key = sealing.new_key_pair()
    bound_to = _bound_to(keys, kind, staff_id, public_key)
    wrapped = sealing.wrap(sealing.derive(secret, salt, **asdict(cost)), private_key, bound_to)
    return Slot(
        kind=kind,
        staff_id=staff_id,
        name=name,
        cost=cost,
        salt=salt,
        public_key=public_key,
        private_key=wrapped,
        file_key=sealing.seal(public_key, file_key),
    )


def _open_slot(keys: Keys, slot: Slot, secret: bytes) -> Unlocked | None:
    from iap_desktop.storage import sealing  # noqa: PLC0415 - cryptography is slow to import

    bound_to = _bound_to(keys, slot.kind, slot.staff_id, slot.public_key)
    private_key = sealing.unwrap(
        sealing.derive(secret, slot.salt, **asdict(slot.cost)), slot.private_key, bound_to
    )
    if private_key is None:
        return None
    next_key = None if slot.next_file_key is None else sealing.unseal(private_key, slot.next_file_key)
    return Unlocked(slot, sealing.unseal(private_key, slot.file_key), next_key)


def _bound_to(keys: Keys, kind: str, staff_id: int | None, public_key: bytes) -> bytes:
    """What a wrapped key is bound to, so that a slot cannot be carried to another room or person."""
    return f"{keys.room_id}/{kind}/{staff_id}/{public_key.hex()}".encode()


def _seal(public_key: bytes, file_key: bytes) -> bytes:
    from iap_desktop.storage import sealing  # noqa: PLC0415 - cryptography is slow to import

    return sealing.seal(public_key, file_key)
