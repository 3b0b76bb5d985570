"""The hint beside a new passphrase."""

from __future__ import annotations

import pytest

from iap_desktop.domain.passphrases import Strength, hint
from iap_desktop.services import passphrase_hints

COMMON = ("password", "football", "school", "room", "welcome")


def strength(passphrase: str, *own: str) -> Strength:
    return hint(passphrase, COMMON, own=own, shortest=8).strength


@pytest.mark.parametrize("passphrase", ["", "kite", "seven77", "   kite   "])
def test_what_is_too_short_is_said(passphrase: str) -> None:
    assert strength(passphrase) is Strength.TOO_SHORT


@pytest.mark.parametrize(
    "passphrase",
    ["password", "Passw\N{LATIN SMALL LETTER O WITH DIAERESIS}rd", "password1", "football school", "aaaaaaaa",
     "qwertyuiop", "12345678", "01091987", "welcome room", "otter otter otter"],
)  # fmt: skip
def test_what_is_tried_first_is_easy_to_guess(passphrase: str) -> None:
    assert strength(passphrase) is Strength.EASY


def test_three_words_are_fair_and_four_are_strong() -> None:
    assert strength("three calm otters") is Strength.FAIR
    assert strength("kettle river seven moth") is Strength.STRONG


def test_a_repeated_word_counts_once() -> None:
    assert strength("otter kettle otter kettle") is Strength.EASY


def test_names_on_the_door_count_little() -> None:
    assert strength("Sam Carter bridge") is Strength.FAIR
    assert strength("Sam Carter bridge", "Sam Carter", "The Bridge") is Strength.EASY
    assert "names that others know" in hint("Sam Carter 1", (), own=("Sam Carter",), shortest=8).words


def test_the_shipped_words_are_known() -> None:
    assert passphrase_hints.hint("Sunshine Monkey").strength is Strength.EASY
    assert passphrase_hints.hint("quiet harbour lantern moss").strength is Strength.STRONG
