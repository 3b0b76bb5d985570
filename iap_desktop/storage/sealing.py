"""The cryptography under the key slots, in one place, imported only when a slot is opened or made."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_NONCE_BYTES = 12
_PURPOSE = b"IAP Desktop file key"


def derive(secret: bytes, salt: bytes, *, memory_kib: int, iterations: int, lanes: int) -> bytes:
    """32 bytes from a passphrase (Argon2id, RFC 9106)."""
    kdf = Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=iterations,
        lanes=lanes,
        memory_cost=memory_kib,
    )
    return kdf.derive(secret)


def wrap(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Nonce and AES-256-GCM ciphertext of `plain`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unwrap(key: bytes, wrapped: bytes, bound_to: bytes) -> bytes | None:
    """What `wrap` wrapped, or None where the key is not the one it was wrapped under."""
    try:
        return AESGCM(key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound_to)
    except InvalidTag:
        return None


def new_key_pair() -> tuple[bytes, bytes]:
    """A public and a private X25519 key, 32 raw bytes each."""
    private = X25519PrivateKey.generate()
    return private.public_key().public_bytes_raw(), private.private_bytes_raw()


def seal(public_key: bytes, plain: bytes) -> bytes:
    """`plain` for the holder of the private key alone: ephemeral public key, nonce, ciphertext."""
    ephemeral = X25519PrivateKey.generate()
    sender = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    return sender + wrap(_box_key(shared, sender, public_key), plain, _PURPOSE)


def unseal(private_key: bytes, sealed: bytes) -> bytes:
    """What `seal` sealed. Raises InvalidTag where it was sealed to another key."""
    private = X25519PrivateKey.from_private_bytes(private_key)
    sender, wrapped = sealed[:_KEY_BYTES], sealed[_KEY_BYTES:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
    key = _box_key(shared, sender, private.public_key().public_bytes_raw())
    return AESGCM(key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _PURPOSE)


def _box_key(shared: bytes, sender: bytes, receiver: bytes) -> bytes:
    hkdf = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE + sender + receiver)
    return hkdf.derive(shared)
