"""The recovery code on the sheet in the school safe: 120 random bits that can be read out and typed."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 24
_GROUP = 5
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_recovery_code() -> str:
    """Five groups of five, "7KQ2M-..."; the last letter checks the others."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_LETTERS))
    whole = letters + _check_letter(letters)
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def normalised_code(text: str) -> str:
    """A code as typed, without dashes and with look-alikes mended; "" where it cannot be a code."""
    letters = "".join(text.upper().split()).replace("-", "").translate(_LOOK_ALIKES)
    if len(letters) != _LETTERS + 1 or any(letter not in ALPHABET for letter in letters):
        return ""
    return letters if letters[-1] == _check_letter(letters[:-1]) else ""


def _check_letter(letters: str) -> str:
    """Weights are odd, so that each single wrong letter and most swaps change the sum."""
    total = sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(letters))
    return ALPHABET[total % len(ALPHABET)]
