"""Names in one cell taken apart: "Surname, Forename" of pupils, and contacts with their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from iap_desktop.imports.cells import text_of
from iap_desktop.imports.tables import Cell, is_blank

_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "rev",
        "revd",
        "sir",
        "lady",
        "lord",
        "dame",
        "master",
    }
)
_PARTICLES = frozenset(
    {
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ter",
        "van",
        "von",
    }
)
_SEVERAL_PEOPLE = re.compile(r"\s(?:and|&|\+)\s|[/&]", re.IGNORECASE)
_NEARLY_ALL = 0.9
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts; only the surname is always there."""

    surname: str
    forename: str | None = None
    title: str | None = None


def is_surname_first(cells: Sequence[Cell]) -> bool:
    """Whether nearly all cells of a column read "Surname, Forename"."""
    written = [text_of(cell) for cell in cells if not is_blank(cell)]
    fitting = sum(split_surname_first(text) is not None for text in written)
    return fitting > 0 and fitting >= _NEARLY_ALL * len(written)


def are_whole_names(cells: Sequence[Cell]) -> bool:
    """Whether most cells of a column have a surname and a forename in them, in whatever order."""
    written = [text_of(cell) for cell in cells if not is_blank(cell)]
    whole = sum(len(text.replace(",", " ").split()) > 1 and not _has_digit(text) for text in written)
    return whole > 0 and whole >= _MOST * len(written)


def is_one_forename(text: str) -> bool:
    """Whether a text can be a forename and cannot be a whole name."""
    return any(map(str.isalpha, text)) and not _has_digit(text) and "," not in text and " " not in text


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def split_surname_first(text: str) -> tuple[str, str] | None:
    """("Smith", "Jo") for "Smith, Jo"; None where the cell is not written so."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(any(char.isalpha() for char in part) for part in parts):
        return None
    return parts[0], parts[1]


def split_person(text: str) -> PersonName | None:
    """A contact's name in its parts; two people in one cell stay together as a surname. None: blank."""
    if not text:
        return None
    if _SEVERAL_PEOPLE.search(text):
        return PersonName(text)
    if parts := split_surname_first(text):
        title, forename = _without_title(parts[1].split())
        return PersonName(parts[0], forename or None, title)
    title, rest = _without_title(text.split())
    words = rest.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return PersonName(" ".join(words[start:]), " ".join(words[:start]) or None, title)


def _without_title(words: list[str]) -> tuple[str | None, str]:
    if len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        return words[0].rstrip("."), " ".join(words[1:])
    return None, " ".join(words)
