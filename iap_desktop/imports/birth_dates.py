"""Dates of birth as schools' files hold them, read in UK order and never swapped.

A birthday that is read wrongly stays wrong for years, so whatever is in doubt is refused: American dates,
and with them every date of the same file that could be read either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from iap_desktop.imports.cells import coded_text
from iap_desktop.imports.tables import Cell

YOUNGEST, OLDEST = 2, 25
_AFTER_SERIALS = 200_000
_LONGEST = 40
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_TIME = re.compile(
    r"(?:[T ]\s*)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(am|pm)?\s*(?:z|[+-]00:?00)?$", re.IGNORECASE
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+", re.IGNORECASE)
_GAP = r"\s*[/.\-\s]\s*"
_NUMBERS = re.compile(rf"(\d{{1,2}}){_GAP}(\d{{1,2}}){_GAP}(\d{{4}}|\d{{2}})")
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_GAP}(\d{{1,2}}){_GAP}(\d{{1,2}})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*(?:of\s+)?([a-z]{3,9})\.?[\s\-/.,]*(\d{4}|\d{2})", re.IGNORECASE
)
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_UNREADABLE = "The date cannot be read"
_IMPOSSIBLE = "The date cannot be right: there is no such day"
_EITHER_WAY = (
    "Other dates of the file have the month first, so this one could be read two ways; "
    "write its month as a word"
)


class Order(Enum):
    """What a date tells about the order of day and month in its file."""

    NONE = auto()
    EITHER = auto()
    DAY_FIRST = auto()
    MONTH_FIRST = auto()


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth, or why the cell holds none; both None for a blank cell."""

    value: date | None = None
    fault: str | None = None
    order: Order = Order.NONE


def read_birth_date(cell: Cell, today: date, *, is_1904: bool = False) -> BirthDate:
    """One cell. `is_1904`: the workbook counts its days from 1904, as old Macs did."""
    found = _read(cell, today, is_1904=is_1904)
    if found.value is None:
        return found
    fault = _implausible(found.value, today)
    return BirthDate(fault=fault, order=found.order) if fault else found


def looks_american(found: Iterable[BirthDate]) -> bool:
    """Whether a column has dates with the month first that dates with the day first do not outnumber."""
    orders = [each.order for each in found]
    month_first = orders.count(Order.MONTH_FIRST)
    return month_first > 0 and month_first >= orders.count(Order.DAY_FIRST)


def in_doubt(found: BirthDate) -> BirthDate:
    """The same date in a column that looks American: refused where it could be read either way."""
    return (
        BirthDate(fault=_EITHER_WAY, order=found.order)
        if found.value and found.order is Order.EITHER
        else found
    )


def _read(cell: Cell, today: date, *, is_1904: bool) -> BirthDate:
    if isinstance(cell, date):
        return _from_excel(cell)
    if isinstance(cell, int | float) and 1 <= cell < _AFTER_SERIALS:
        return _from_serial(float(cell), is_1904=is_1904)
    text = coded_text(cell)
    if not text or len(text) > _LONGEST:
        return BirthDate(fault=_UNREADABLE if text else None)
    if _SERIAL.fullmatch(text):
        return _from_text_serial(text, today, is_1904=is_1904)
    return _from_text(text)


def _from_excel(cell: date) -> BirthDate:
    is_midnight = not isinstance(cell, datetime) or cell.time() == time(0)
    return _from_parts(cell) if is_midnight else _with_time()


def _from_parts(day: date) -> BirthDate:
    plain = date(day.year, day.month, day.day)
    return BirthDate(plain, order=_order(plain.day, plain.month))


def _order(day: int, month: int) -> Order:
    if day == month:
        return Order.NONE
    return Order.DAY_FIRST if day > 12 else Order.EITHER


def _from_serial(number: float, *, is_1904: bool) -> BirthDate:
    if number != int(number):
        return _with_time()
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    return _from_parts(start + timedelta(days=int(number)))


def _from_text_serial(text: str, today: date, *, is_1904: bool) -> BirthDate:
    found = _from_serial(float(text), is_1904=is_1904)
    if found.value is None or not 2 <= _age(found.value, today) <= 20:
        return BirthDate(fault=_UNREADABLE)
    return found


def _with_time() -> BirthDate:
    return BirthDate(fault="The date has a time of day, so the day itself is in doubt")


def _from_text(text: str) -> BirthDate:
    at = _TIME.search(text)
    if at and not _is_midnight(at):
        return _with_time()
    day = _WEEKDAY.sub("", text[: at.start()] if at else text).strip()
    if match := _YEAR_FIRST.fullmatch(day) or _COMPACT.fullmatch(day):
        return _made(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(day):
        return _from_numbers(int(match[1]), int(match[2]), _full_year(match[3]))
    if match := _NAMED.fullmatch(day):
        return _made(_full_year(match[3]), _month_number(match[2]), int(match[1]))
    if match := _NAMED_FIRST.fullmatch(day):
        return _made(int(match[3]), _month_number(match[1]), int(match[2]))
    return BirthDate(fault=_UNREADABLE)


def _is_midnight(at: re.Match[str]) -> bool:
    digits = at[1].replace(":", "").replace(".", "")
    hour_of_twelve = at[1].startswith("12:") and (at[2] or "").lower() == "am"
    return set(digits[2:] if hour_of_twelve else digits) <= {"0"} and (at[2] or "").lower() != "pm"


def _from_numbers(day: int, month: int, year: int) -> BirthDate:
    if day <= 12 < month and _made(year, day, month).value is not None:
        fault = (
            f"The month comes first here ({day:02}/{month:02}/{year}); write it as {month:02}/{day:02}/{year}"
        )
        return BirthDate(fault=fault, order=Order.MONTH_FIRST)
    found = _made(year, month, day)
    return BirthDate(found.value, order=_order(day, month)) if found.value else found


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month_number(name: str) -> int:
    small = name.casefold()
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(small)), 0)


def _made(year: int, month: int, day: int) -> BirthDate:
    if month == 0:
        return BirthDate(fault=_UNREADABLE)
    try:
        return BirthDate(date(year, month, day))
    except ValueError:
        return BirthDate(fault=_IMPOSSIBLE)


def _implausible(born_on: date, today: date) -> str | None:
    if born_on > today:
        return "The date of birth is in the future"
    age = _age(born_on, today)
    return None if YOUNGEST <= age <= OLDEST else f"Somebody born on this date is {age} years old"


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
