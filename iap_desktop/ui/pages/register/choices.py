"""What a key or a few letters mean in a cell, so that typing, the list below it and the menu agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from iap_desktop.domain.attendance import (
    LATE,
    PRESENT_CODES,
    AttendanceCode,
    search_codes,
    short_words,
)
from iap_desktop.domain.names import folded
from iap_desktop.domain.register_days import Column, ColumnKind
from iap_desktop.domain.registers import PLACE_WORDS, Place
from iap_desktop.services.register_cells import MOST_MINUTES, Intent

PLACE_KEYS = {
    "R": Place.IN_ROOM,
    "S": Place.IN_LESSON,
    "E": Place.ELSEWHERE,
    "L": Place.LATE,
    "O": Place.LEFT_ROOM,
    "N": Place.NOT_IN_SCHOOL,
    "D": Place.NOT_DUE,
}
PRESENT_SIGNS = frozenset({" ", *PRESENT_CODES.values()})
FILL = "F"
QUICK_CODES = ("N", "I", "M", "U")
LATE_MINUTES = (5, 10, 15, 20, 30, 45)
_AFTER_REGISTER = "U"
_MINUTES = re.compile(r"([lu])\s*(\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a cell can become: the keys that stand for it, words, and what to do."""

    keys: str
    words: str
    intent: Intent
    description: str = ""

    def is_typed_as(self, text: str) -> bool:
        """Whether what was typed can mean nothing else."""
        return self.keys.replace(" ", "").casefold() == text.replace(" ", "").casefold()


def immediate(column: Column, text: str) -> Intent | None:
    """What one key does at once in a column; None where more is to be typed."""
    if text in PRESENT_SIGNS:
        return Intent.present()
    place = PLACE_KEYS.get(text.upper())
    if column.kind is ColumnKind.SESSION or place is None or place is Place.LATE:
        return None
    return Intent.at(place)


def choices(column: Column, text: str, codes: Sequence[AttendanceCode], on: date) -> tuple[Choice, ...]:
    """What fits what is being typed in a column, best first; everything, where that is blank."""
    late = _late(column, text.strip())
    if late is not None:
        return (late,)
    if column.kind is ColumnKind.PERIOD:
        return tuple(_places(text))
    other = {sign for session, sign in PRESENT_CODES.items() if session != column.key}
    found = search_codes(codes, text, on)
    return tuple(code_choice(code) for code in found if code.code not in other)


def exact(found: Iterable[Choice], text: str) -> Choice | None:
    """The choice that is typed in full."""
    return next((choice for choice in found if choice.is_typed_as(text)), None)


def code_choice(code: AttendanceCode) -> Choice:
    """A code as the list shows it."""
    if code.code in PRESENT_CODES.values():
        intent = Intent.present()
    else:
        intent = Intent.late() if code.code == LATE else Intent.typed(code.code)
    return Choice(code.code, short_words(code), intent, code.description)


def place_choice(key: str) -> Choice:
    """A place as the list and the menu show it."""
    place = PLACE_KEYS[key]
    description = "Type the minutes too, if you know them" if place is Place.LATE else ""
    return Choice(key, PLACE_WORDS[place], _place_intent(place), description)


def late_choice(minutes: int | None) -> Choice:
    """Late by so many minutes."""
    words = "Late, minutes not known" if minutes is None else f"Late {minutes} min"
    return Choice(LATE if minutes is None else f"{LATE}{minutes}", words, Intent.late(minutes))


def _late(column: Column, text: str) -> Choice | None:
    """Minutes: L12 in any column, U20 in a session."""
    found = _MINUTES.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= MOST_MINUTES:
        return None
    minutes = int(found[2])
    if found[1].upper() == LATE:
        return late_choice(minutes)
    if column.kind is ColumnKind.PERIOD:
        return None
    words = f"Came after register, {minutes} min"
    return Choice(f"{_AFTER_REGISTER}{minutes}", words, Intent.typed(_AFTER_REGISTER, minutes))


def _places(text: str) -> list[Choice]:
    typed = folded(text)
    every = [place_choice(key) for key in PLACE_KEYS]
    by_key = [choice for choice in every if choice.keys.casefold() == typed]
    by_word = [
        choice
        for choice in every
        if choice not in by_key and any(word.startswith(typed) for word in folded(choice.words).split())
    ]
    return [*by_key, *by_word] if typed else every


def _place_intent(place: Place) -> Intent:
    if place is Place.IN_ROOM:
        return Intent.present()
    return Intent.late() if place is Place.LATE else Intent.at(place)
