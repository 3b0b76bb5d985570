"""What people type for dates, times and numbers, read generously, so that nobody fights a field.

Each function gives None where the text is not understood; the field then says what it would understand.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from iap_desktop.domain.dates import MONTHS, WEEKDAYS
from iap_desktop.domain.names import folded

_NUMBERS = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})(?:[\s./-]+(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[\s./-](\d{1,2})[\s./-](\d{1,2})")
_MONTH_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]*([a-z]{3,9})\.?,?[\s./-]*(\d{4}|\d{2})?")
_WEEKDAY = re.compile(rf"(?:{'|'.join(WEEKDAYS)})[a-z]*[\s.,]+", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})[\s:.]?(\d{2})")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", "sept",
)  # fmt: skip
_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def read_date(text: str, today: date) -> date | None:
    """A date as people type it: "23/11/2026", "23 Nov", "2026-11-23", "Mon 23 Nov 2026", "23 11", "today".

    A missing year is that of `today`.
    """
    plain = _WEEKDAY.sub("", text.strip(), count=1).strip().casefold()
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    for read in (_iso, _numbers, _month_named):
        if (found := read(plain, today)) is not None:
            return found
    return None


def read_time(text: str) -> time | None:
    """A time as people type it: "8:45", "0845", "8.45", "9"."""
    plain = text.strip()
    found = _TIME.fullmatch(plain)
    hour, minute = found.groups() if found else (plain, "0")
    if not hour.isascii() or not hour.isdigit() or int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))


def read_number(text: str) -> int | None:
    """A whole number, "-" before it allowed."""
    plain = text.strip().removeprefix("+")
    digits = plain.removeprefix("-")
    return int(plain) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def time_in_words(at: time) -> str:
    """Write a time as "08:45"."""
    return f"{at.hour:02}:{at.minute:02}"


def _iso(plain: str, _today: date) -> date | None:
    found = _ISO.fullmatch(plain)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _numbers(plain: str, today: date) -> date | None:
    found = _NUMBERS.fullmatch(plain)
    return _day(_year(found[3], today), int(found[2]), int(found[1])) if found else None


def _month_named(plain: str, today: date) -> date | None:
    found = _MONTH_NAMED.fullmatch(plain)
    if not found or (month := _month(found[2])) is None:
        return None
    return _day(_year(found[3], today), month, int(found[1]))


def _month(word: str) -> int | None:
    is_known = any(full.startswith(word) for full in _FULL_MONTHS)
    short = [folded(name) for name in MONTHS]
    return short.index(word[:3]) + 1 if is_known and word[:3] in short else None


def _year(digits: str | None, today: date) -> int:
    if digits is None:
        return today.year
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
