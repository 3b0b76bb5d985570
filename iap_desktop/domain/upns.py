"""Unique pupil numbers: what can be one, what is doubtful about one.

A wrong check letter or an unknown local authority only warns: the number came from the school's own
system, which may be right where a list of codes is old. Form and check letter: domain reference 6.1.
"""

from __future__ import annotations

import re

from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.gb import upn as standard

_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")
_SHAPE = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_NEWER_AUTHORITIES = frozenset(
    {"820", "838", "839", "875", "940", "941", "942", "943"}
)  # in use or once in use, and missing from the library's list
_NO_UPN = "This cannot be a UPN, which is a letter and twelve characters; it was left out"
_WRONG_LETTER = "the first letter of the UPN does not fit the rest of it"
_UNKNOWN_AUTHORITY = "the UPN names a local authority that is not on the list"


def check_upn(text: str) -> tuple[str | None, str | None]:
    """The UPN in `text` without spaces and in capitals, and a warning where there is something to say.

    (None, warning): it cannot be a UPN. (upn, warning): kept, but doubtful. (None, None): `text` is blank.
    """
    number = _SPACES.sub("", text).upper()
    if not number:
        return None, None
    if not _SHAPE.fullmatch(number):
        return None, _NO_UPN
    return number, _warning(_doubts(number))


def with_check_letter(rest: str) -> str:
    """The UPN whose twelve characters after the check letter are `rest`."""
    return str(standard.calc_check_digit(rest)) + rest


def is_temporary(upn: str) -> bool:
    """Whether a UPN was given for the time being; those end in a letter."""
    return upn[-1:].isalpha()


def _doubts(number: str) -> list[str]:
    doubts = []
    if standard.calc_check_digit(number[1:]) != number[0]:
        doubts.append(_WRONG_LETTER)
    if not _is_known_authority(number):
        doubts.append(_UNKNOWN_AUTHORITY)
    return doubts


def _is_known_authority(number: str) -> bool:
    if number[1:4] in _NEWER_AUTHORITIES:
        return True
    try:
        standard.validate(number)
    except InvalidComponent:
        return False
    except ValidationError:
        return True
    return True


def _warning(doubts: list[str]) -> str | None:
    if not doubts:
        return None
    words = " and ".join(doubts)
    return f"{words[0].upper()}{words[1:]}; it was kept as it is"
