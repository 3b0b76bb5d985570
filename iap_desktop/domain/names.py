"""How names are sorted, searched and printed: case, accents and apostrophes do not matter to a search."""

from __future__ import annotations

import unicodedata

_LIKE_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
)
_SILENT = "'`\u2019\u2018\u02bc\u00b4"  # apostrophes in all their forms
_PRINTED_SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ")
_PRINTED_MARKS = range(0x300, 0x370)  # accents that are not part of their letter
_PRINTED_SIGNS = frozenset("\u00a0\u00b4\u00b7\u02b9\u02bb\u02bc\u2010\u2011\u2013\u2014\u2018\u2019")


def folded(text: str) -> str:
    """`text` for sorting and comparing: small letters, no accents, no apostrophes, single spaces."""
    if text.isascii():  # most names, and some hundreds a screen
        return " ".join(text.casefold().replace("'", "").replace("`", "").replace("-", " ").split())
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = (char for char in plain if not unicodedata.combining(char) and char not in _SILENT)
    return " ".join("".join(letters).translate(_LIKE_LETTERS).replace("-", " ").split())


def short_name(full_name: str) -> str:
    """First letter and surname, "S. Carter" for "Sam Carter"."""
    words = full_name.split()
    return full_name if len(words) < 2 else f"{words[0][0]}. {words[-1]}"


def printable_name(text: str) -> bool:
    """Whether the letters of the sheets cover `text`: Latin, Greek and Cyrillic with accents and signs."""
    return text.isascii() or all(map(_is_printed, unicodedata.normalize("NFC", text)))


def _is_printed(char: str) -> bool:
    if char.isascii() or char in _PRINTED_SIGNS or ord(char) in _PRINTED_MARKS:
        return True
    return char.isalpha() and unicodedata.name(char, "").startswith(_PRINTED_SCRIPTS)
