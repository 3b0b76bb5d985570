"""Letters for paper: every character of a name is printed by a font that has it, or in Latin letters.

Schools type names in any script and comments with emoji. A sheet with empty boxes in place of a child's
name is worse than a transliteration, so text is split here into runs that the embedded fonts cover.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from anyascii import anyascii
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from iap_desktop.system.resources import resource

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
SYMBOLS = "RoomSymbols-Regular"
FACES = (REGULAR, BOLD, SYMBOLS)

_ABOVE = 230  # Unicode's combining class of a mark above
_MARKED_TWICE = re.compile("\\w[\u0300-\u036f]+")
_PARTS_OF_EMOJI = (
    ("\N{REGIONAL INDICATOR SYMBOL LETTER A}", "\N{REGIONAL INDICATOR SYMBOL LETTER Z}"),
    ("\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}", "\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"),
    ("\N{VARIATION SELECTOR-1}", "\N{VARIATION SELECTOR-16}"),
    ("\N{COMBINING ENCLOSING KEYCAP}", "\N{COMBINING ENCLOSING KEYCAP}"),
)
NO_BREAK = "\N{NO-BREAK SPACE}"
_KEPT_STRINGS = 4096  # more than the distinct words and cells of forty sheets


class Run(NamedTuple):
    """A piece of text that one font covers; `width` in points at size 1."""

    font: str
    text: str
    width: float


@cache
def face(name: str) -> TTFont:
    """The font called `name`, loaded and registered once a process."""
    font = TTFont(name, str(resource("fonts", f"{name}.ttf")))
    pdfmetrics.registerFont(font)
    return font


def has_glyph(name: str, char: str) -> bool:
    """Whether the font called `name` has a drawing for `char`."""
    return ord(char) in face(name).face.charToGlyph


@lru_cache(maxsize=_KEPT_STRINGS)
def readable(text: str) -> str:
    """`text` on one line as paper can show it: composed, without control characters, nothing uncovered.

    Words of other scripts come in Latin letters; emoji that no font has are left out.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = _MARKED_TWICE.sub(_accent_first, unicodedata.normalize("NFC", text))
    shown = _without_emoji("".join(map(_visible, composed)))
    before, pieces = "", []
    for is_shown, chars in groupby(shown, key=is_covered):
        piece = "".join(chars)
        piece = piece if is_shown else _in_latin_letters(piece, before)
        before = piece or before
        pieces.append(piece)
    return "".join(pieces)


@lru_cache(maxsize=_KEPT_STRINGS)
def runs(text: str, font: str = REGULAR) -> tuple[Run, ...]:
    """`text` split by the font that covers it; `font` where it can, the symbols where it cannot."""
    shown = readable(text)
    if shown.isascii():
        return (_run(font, shown),)
    pieces = groupby(shown, key=lambda char: font if has_glyph(font, char) else SYMBOLS)
    return tuple(_run(name, "".join(chars)) for name, chars in pieces)


def width(text: str, size: float, font: str = REGULAR) -> float:
    """Width of `text` in points at `size` points."""
    return size * sum(run.width for run in runs(text, font))


def _run(font: str, text: str) -> Run:
    return Run(font, text, _units(face(font), text) / 1000)


def _units(font: TTFont, text: str) -> float:
    widths = font.face.charWidths
    missing = font.face.defaultWidth
    return float(sum(widths.get(ord(char), missing) for char in text))


def _accent_first(found: re.Match[str]) -> str:
    """A letter with a mark below and one above, as in Yoruba names, with the upper one joined to the letter.

    Fonts are drawn without moving marks about. A dot sits well under any letter, but an accent that is not
    part of its letter is drawn into a capital.
    """
    letter, *marks = list(unicodedata.normalize("NFD", found.group()))
    above = [mark for mark in marks if unicodedata.combining(mark) == _ABOVE]
    below = [mark for mark in marks if unicodedata.combining(mark) != _ABOVE]
    joined = unicodedata.normalize("NFC", letter + "".join(above))
    return joined + "".join(below) if len(joined) == 1 else found.group()


@cache
def _visible(char: str) -> str:
    """One character, a space for any kind of space, or nothing for what no reader sees."""
    if char.isspace():
        return char if char == NO_BREAK else " "
    return "" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} else char


def _without_emoji(text: str) -> str:
    """`text` without the pictures that no font has, and without the spaces that they leave behind."""
    kept = "".join(char for char in text if not _is_lost_emoji(char))
    return text if kept == text else re.sub(" {2,}", " ", kept).strip(" ")


@cache
def _is_lost_emoji(char: str) -> bool:
    if is_covered(char):
        return False
    told = anyascii(char)
    is_picture = len(told) > 2 and told.startswith(":") and told.endswith(":")
    return is_picture or any(first <= char <= last for first, last in _PARTS_OF_EMOJI)


@cache
def is_covered(char: str) -> bool:
    """Whether text in regular and in bold can show `char`, by itself or by the symbols."""
    return has_glyph(SYMBOLS, char) or (has_glyph(REGULAR, char) and has_glyph(BOLD, char))


def _in_latin_letters(text: str, before: str) -> str:
    """`text`, of a script that no font covers, in Latin letters; `before` is what stands to its left.

    Most such scripts have no capitals, so a word of theirs begins with one here: it may be a name.
    """
    letters = "".join(map(_latin, text)) or _unspelt(text)
    if before[-1:].isalnum():
        return letters
    letters = letters.lstrip("'")
    return letters[:1].upper() + letters[1:] if text[0] == text[0].title() else letters


@cache
def _latin(char: str) -> str:
    """One letter in Latin letters, without the grave accents that stand for a throat sound."""
    return "".join(filter(str.isprintable, anyascii(char))).replace("`", "")


def _unspelt(text: str) -> str:
    """What stands for letters that nobody can spell out, so that a name does not vanish."""
    return "?" if any(unicodedata.category(char)[0] in "LN" for char in text) else ""
