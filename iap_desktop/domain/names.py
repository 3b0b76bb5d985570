"""How names are sorted and searched: case, accents and apostrophes do not matter."""

from __future__ import annotations

import unicodedata

_LIKE_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
)
_SILENT = "'`\u2019\u2018\u02bc\u00b4"  # apostrophes in all their forms


def folded(text: str) -> str:
    """`text` for sorting and comparing: small letters, no accents, no apostrophes, single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = (char for char in plain if not unicodedata.combining(char) and char not in _SILENT)
    return " ".join("".join(letters).translate(_LIKE_LETTERS).replace("-", " ").split())


def short_name(full_name: str) -> str:
    """First letter and surname, "S. Carter" for "Sam Carter"."""
    words = full_name.split()
    return full_name if len(words) < 2 else f"{words[0][0]}. {words[-1]}"
