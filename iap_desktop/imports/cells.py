"""Text out of cells: what exports add is taken off, and what cannot be a name is told.

Case, accents and apostrophes stay as they are; letters are only brought into one form (NFC), so that
the same name typed on a Mac is the same name.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from iap_desktop.imports.tables import Cell

MAX_NAME = 100
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffc]")
_AS_FORMULA = re.compile(r'="([^"]*)"')
_EXCEL_RETURN = "_x000D_"
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"})
_GARBLED = re.compile(
    "[\u00c2\u00c3\u00c4\u00c5]"
    "[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00e2\u20ac"
)
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014")


def raw_text(cell: Cell) -> str:
    """A cell as text without outer spaces; whole numbers lose the ".0" that Excel gave them."""
    if isinstance(cell, str):
        return _stripped(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def text_of(cell: Cell) -> str:
    """A cell as one line of text, single spaces."""
    return " ".join(raw_text(cell).split())


def coded_text(cell: Cell) -> str:
    """A cell of a coded column; a dash stands for nothing there."""
    text = text_of(cell)
    return "" if text and all(char in _DASHES for char in text) else text


def code_key(text: str) -> str:
    """`text` for looking up codes and descriptions: small letters and digits only."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", "and")
    return "".join(char for char in plain if char.isalnum())


def is_excel_date(cell: Cell) -> bool:
    """Whether Excel holds a date or a time, which in a column of words it made itself (form "7/3")."""
    return isinstance(cell, date | datetime | time | timedelta)


def is_excel_error(text: str) -> bool:
    """Whether a formula failed, "#N/A"."""
    return text in _EXCEL_ERRORS


def has_control_characters(cell: Cell) -> bool:
    """Whether a cell holds what no keyboard types and no paper prints."""
    return isinstance(cell, str) and _CONTROL.search(cell) is not None


def name_fault(cell: Cell) -> str | None:
    """Why a cell cannot be a name; None where it can be one."""
    text = raw_text(cell)
    if len(text) > MAX_NAME:
        return f"The name is longer than {MAX_NAME} characters"
    if "\n" in text or "\r" in text:
        return "The name runs over more than one line"
    if is_excel_date(cell) or is_excel_error(text) or not any(char.isalpha() for char in text):
        return "This is not a name"
    if text[0] in "=+-@":
        return f"A name cannot begin with {text[0]}"
    if "\ufffd" in text:
        return "Letters of the name were lost before the file was made"
    return None


def name_doubt(text: str) -> str | None:
    """What looks wrong about a name that is taken all the same."""
    if _GARBLED.search(text):
        return "The name looks garbled: accents were lost before the file was made"
    if "?" in text:
        return "The name holds a question mark: a letter may have been lost"
    return None


def _stripped(text: str) -> str:
    text = (
        _INVISIBLE.sub("", text.replace(_EXCEL_RETURN, " ")) if not text.isascii() or "_x" in text else text
    )
    text = text.strip()
    if text.startswith('="'):
        wrapped = _AS_FORMULA.fullmatch(text)
        text = wrapped[1].strip() if wrapped else text
    return text if text.isascii() else unicodedata.normalize("NFC", text)
