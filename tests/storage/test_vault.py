from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.storage import key_file, vault
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.recovery_code import ALPHABET, new_recovery_code, normalised_code
from iap_desktop.system.errors import UserError
from tests.rooms import LIGHT, PASSPHRASE


def two_people_and_a_code() -> tuple[vault.Keys, bytes, str]:
    file_key, code = vault.new_file_key(), new_recovery_code()
    keys = vault.new_keys()
    for staff_id, name, passphrase in ((1, "Sam Carter", PASSPHRASE), (2, "Zoë Bell", "ein grüner Wald")):
        keys = vault.with_staff_slot(
            keys, file_key, staff_id=staff_id, name=name, passphrase=passphrase, cost=LIGHT
        )
    return vault.with_recovery_slot(keys, file_key, code=code, cost=LIGHT), file_key, code


def test_each_passphrase_and_the_code_give_the_same_file_key() -> None:
    keys, file_key, code = two_people_and_a_code()
    opened = [vault.unlock(keys, secret) for secret in (PASSPHRASE, "ein grüner Wald", code)]
    assert [entry.file_key for entry in opened] == [file_key] * 3
    assert [entry.staff_id for entry in opened] == [1, 2, None]


def test_a_passphrase_typed_with_combining_accents_is_the_same() -> None:
    keys, _, _ = two_people_and_a_code()
    assert vault.unlock(keys, "ein gru\u0308ner Wald").staff_id == 2


def test_a_wrong_passphrase_opens_nothing() -> None:
    keys, _, _ = two_people_and_a_code()
    with pytest.raises(WrongPassphrase):
        vault.unlock(keys, PASSPHRASE + "s")


def test_one_persons_passphrase_does_not_open_anothers_slot() -> None:
    keys, _, _ = two_people_and_a_code()
    with pytest.raises(WrongPassphrase):
        vault.unlock(keys, PASSPHRASE, staff_id=2)


def test_a_slot_carried_to_another_room_does_not_open() -> None:
    keys, _, _ = two_people_and_a_code()
    elsewhere = vault.Keys("another room", keys.database_salt, keys.slots)
    with pytest.raises(WrongPassphrase):
        vault.unlock(elsewhere, PASSPHRASE)


def test_a_removed_person_can_no_longer_unlock() -> None:
    keys, _, _ = two_people_and_a_code()
    with pytest.raises(WrongPassphrase):
        vault.unlock(vault.of_staff(keys, {1}), "ein grüner Wald")


def test_a_new_passphrase_takes_the_place_of_the_old_one() -> None:
    keys, file_key, _ = two_people_and_a_code()
    changed = vault.with_staff_slot(
        keys, file_key, staff_id=1, name="Sam Carter", passphrase="four brisk herons", cost=LIGHT
    )
    assert vault.unlock(changed, "four brisk herons").file_key == file_key
    assert len(changed.slots) == len(keys.slots)
    with pytest.raises(WrongPassphrase):
        vault.unlock(changed, PASSPHRASE)


def test_a_short_passphrase_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="at least 8"):
        vault.checked_passphrase("  short  ")
    with pytest.raises(UserError, match="at least 8"):
        vault.checked_passphrase("\u200b" * 9)


def test_while_rekeying_both_keys_are_there_and_afterwards_one() -> None:
    keys, file_key, _ = two_people_and_a_code()
    next_key = vault.new_file_key()
    announced = vault.announcing(keys, next_key)
    opened = vault.unlock(announced, PASSPHRASE)
    assert (opened.file_key, opened.next_file_key) == (file_key, next_key)
    for on_next, kept in ((True, next_key), (False, file_key)):
        after = vault.unlock(vault.settled(announced, on_next=on_next), PASSPHRASE)
        assert (after.file_key, after.next_file_key) == (kept, None)


def test_keys_survive_the_file_and_hold_no_secret_in_clear() -> None:
    keys, file_key, code = two_people_and_a_code()
    announced = vault.announcing(keys, vault.new_file_key())
    data = key_file.keys_to_bytes(announced, file_key)
    assert key_file.keys_from_bytes(data).slots == announced.slots
    for secret in (PASSPHRASE, code, code.replace("-", ""), file_key.hex()):
        assert secret.encode() not in data


def test_only_who_knows_the_file_key_can_write_genuine_keys() -> None:
    keys, file_key, _ = two_people_and_a_code()
    read = key_file.keys_from_bytes(key_file.keys_to_bytes(keys, file_key))
    assert key_file.are_genuine(read, file_key)
    forged = key_file.keys_from_bytes(key_file.keys_to_bytes(keys, vault.new_file_key()))
    assert not key_file.are_genuine(forged, file_key)
    assert not key_file.are_genuine(replace(read, slots=read.slots[1:]), file_key)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("slots", 0, "cost", "memory_kib"), 1 << 40),
        (("slots", 0, "cost", "iterations"), 0),
        (("slots", 0, "cost", "lanes"), "4"),
        (("slots", 0, "staff_id"), "1"),
        (("slots", 0, "kind"), "headmaster"),
        (("slots", 0, "salt"), "AAAA"),
        (("slots",), None),
        (("version",), -3),
        (("version",), 1.5),
        (("room_id",), 7),
    ],
)
def test_keys_with_absurd_values_are_damaged_even_where_the_checksum_fits(
    path: tuple[str | int, ...], value: object
) -> None:
    body = json.loads(SAVED_KEYS)
    del body["checksum"]
    place = body
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    body["checksum"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    with pytest.raises(key_file.KeysDamagedError):
        key_file.keys_from_bytes(json.dumps(body).encode())


def test_two_recovery_codes_open_until_the_older_is_taken_out() -> None:
    keys, file_key, old = two_people_and_a_code()
    new = new_recovery_code()
    both = vault.with_recovery_slot(keys, file_key, code=new, cost=LIGHT)
    assert vault.unlock(both, old).file_key == vault.unlock(both, new).file_key == file_key
    one = vault.with_newest_recovery_slot_only(both)
    assert vault.unlock(one, new).file_key == file_key
    with pytest.raises(WrongPassphrase):
        vault.unlock(one, old)


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_key_file_is_damage_not_a_wrong_passphrase(position: int, bit: int) -> None:
    data = bytearray(SAVED_KEYS)
    data[position % len(data)] ^= 1 << bit
    try:
        keys = key_file.keys_from_bytes(bytes(data))
    except key_file.KeysDamagedError:
        return
    assert keys == key_file.keys_from_bytes(SAVED_KEYS)


@given(data=st.binary(max_size=200))
def test_foreign_bytes_are_never_taken_for_keys(data: bytes) -> None:
    with pytest.raises(key_file.KeysDamagedError):
        key_file.keys_from_bytes(data)


def test_keys_of_a_newer_program_are_told_apart() -> None:
    newer = SAVED_KEYS.replace(b'"version": 1', b'"version": 2')
    with pytest.raises(key_file.KeysDamagedError) as raised:
        key_file.keys_from_bytes(newer)
    assert raised.value.newer == 2


@given(st.data())
def test_a_code_with_one_wrong_letter_is_no_code(data: st.DataObject) -> None:
    code = normalised_code(new_recovery_code())
    position = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[position]]))
    assert normalised_code(code[:position] + other + code[position + 1 :]) == ""


def test_a_code_may_be_typed_in_small_letters_with_look_alikes_and_spaces() -> None:
    code = new_recovery_code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert normalised_code(typed) == code.replace("-", "")


def test_codes_differ() -> None:
    assert len({new_recovery_code() for _ in range(50)}) == 50


SAVED_KEYS = key_file.keys_to_bytes(*two_people_and_a_code()[:2])
