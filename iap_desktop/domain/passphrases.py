"""How hard a passphrase is to guess, in words: a hint for the person who chooses it, never a silly rule.

It weighs what a guesser tries first: words that everybody uses, names that stand on the door, repeats, and
little typed. Only a passphrase that is too short is refused, and that is done where keys are made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from iap_desktop.domain.names import folded

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_BITS_A_WORD, _BITS_A_SIGN, _BITS_A_COMMON_WORD = 12.0, 4.0, 3.0
_FAIR_BITS, _STRONG_BITS = 30.0, 44.0
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class Strength(IntEnum):
    """From what cannot be used to what nobody guesses."""

    TOO_SHORT = 0
    EASY = 1
    FAIR = 2
    STRONG = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """How strong a passphrase is, and what to say about it."""

    strength: Strength
    words: str


def hint(passphrase: str, common: Iterable[str], *, own: Iterable[str] = (), shortest: int) -> Hint:
    """What to say about a passphrase.

    common: words that everybody uses. own: names that others know, such as the school's and one's own.
    """
    visible = [char for char in passphrase.strip() if char.isprintable()]
    if len(visible) < shortest:
        return Hint(
            Strength.TOO_SHORT, f"Too short: at least {shortest} characters. Three or four words are best."
        )
    easy = {folded(word) for word in common}
    known = {part for name in own for part in folded(name).split() if len(part) > 2}
    bits = _bits(folded(passphrase), easy, known)
    if bits < _FAIR_BITS:
        return Hint(Strength.EASY, _why_easy(folded(passphrase), easy, known))
    if bits < _STRONG_BITS:
        return Hint(Strength.FAIR, "Fair. One more word makes it strong.")
    return Hint(Strength.STRONG, "Strong: nobody would put these together.")


def _bits(passphrase: str, easy: set[str], known: set[str]) -> float:
    """About how many yes-or-no guesses it takes; what stands there twice counts once."""
    if passphrase.replace(" ", "") in easy:
        return _BITS_A_COMMON_WORD
    return sum(_bits_of(part, easy | known) for part in dict.fromkeys(_WORD.findall(passphrase)))


def _bits_of(part: str, easy: set[str]) -> float:
    if part in easy or len(set(part)) == 1 or _is_run(part):
        return _BITS_A_COMMON_WORD
    if part.isdigit():
        return min(len(part), 8) * math.log2(10) * 0.75  # figures are mostly years and birthdays
    if not part.isalpha():
        return _BITS_A_SIGN
    return min(_BITS_A_WORD, len(set(part)) * 3.0)


def _is_run(part: str) -> bool:
    """Neighbours on the keyboard or in the alphabet, forwards or backwards."""
    return len(part) > 2 and any(part in run or part[::-1] in run for run in _RUNS)


def _why_easy(passphrase: str, easy: set[str], known: set[str]) -> str:
    parts = _WORD.findall(passphrase)
    if known & set(parts):
        return "Easy to guess: names that others know are tried first. Add words of your own."
    if easy & {*parts, passphrase.replace(" ", "")}:
        return "Easy to guess: it uses words that many people choose. Add two words of your own."
    if len(set(parts)) < len(parts) or any(len(set(part)) == 1 for part in parts):
        return "Easy to guess: it repeats itself. Add two other words."
    return "Easy to guess. Three or four words that do not belong together are best."
