"""Names: which of them the sheets can print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.domain.names import folded, printable_name
from iap_desktop.reports.fonts import is_covered

BLOCKS = [range(0x20, 0x250), range(0x300, 0x530), range(0x1E00, 0x2000), range(0x2010, 0x2020)]


@pytest.mark.parametrize(
    "name",
    [
        "Jo Smith-Jones", "O\u2019Brien", "Zo\u00eb", "Nguy\u1ec5n", "\u0141\u00f3d\u017a",
        "\u1e62\u00f3l\u00e1",
        "K\u02bbaleo", "\u0395\u03bb\u03ad\u03bd\u03b7", "\u0421\u0432\u0435\u0442\u043b\u0430\u043d\u0430",
        "Zoe\u0308", "O\u0323\u0301la", "d'Arcy (Jr.)",
    ],
)  # fmt: skip
def test_latin_greek_and_cyrillic_names_can_be_printed(name: str) -> None:
    assert printable_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u0645\u062d\u0645\u062f", "\u0905\u092e\u093f\u0924", "\u738b\u82b3", "\uae40",
        "\u05d3\u05d5\u05d3",
        "Jo\U0001f600", "Jo \u2665", "Smith \u738b", "\uff2a\uff4f",
    ],
)  # fmt: skip
def test_names_in_other_letters_and_pictures_cannot(name: str) -> None:
    assert not printable_name(name)


def test_whatever_can_be_printed_is_in_the_fonts_of_the_sheets() -> None:
    chars = [
        chr(code) for block in BLOCKS for code in block if unicodedata.category(chr(code))[0] not in "CZ"
    ]
    assert [f"{ord(char):x}" for char in chars if printable_name(char) and not is_covered(char)] == []


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_plain_letters_are_folded_by_the_same_rules_as_all_others(text: str) -> None:
    assert folded(f"{text} \u00e9") == f"{folded(text)} e".strip()
