"""The session register as staff know it from paper: a row a pupil, a column a session, four weeks across.

One row a mark is right for filtering and useless in print: a half-term would take sixty pages. Here it
takes one or two. Weeks stand in blocks one under another, each with its own heading, so that no block is
parted from its days by a page's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from iap_desktop.domain.dates import day_in_words, monday_of, school_week, short_day
from iap_desktop.domain.register_book import ListedPupil, RegisterBook
from iap_desktop.domain.registers import SESSIONS
from iap_desktop.reports.workbook import Column, Kind, PrintAs, Sheet, Value

NOT_MARKED_SIGN = "?"

_WEEKS = 4  # in a block: more would print too small to read
_PUPILS = 26  # in a block, so that its heading is on the same page
_ROWS_A_PAGE = 31
_NAME, _FORM, _CODE = 24.0, 7.0, 3.1  # widths in characters
_ACROSS = 128.0  # characters across A4 landscape at full size
_HEADING_ROWS = 3
_WEEK = timedelta(days=7)

Codes = Mapping[tuple[int, date, str], str]


class _Block(NamedTuple):
    """Up to four weeks of up to 26 pupils."""

    days: tuple[date, ...]
    pupils: tuple[ListedPupil, ...]

    @property
    def height(self) -> int:
        return _HEADING_ROWS + len(self.pupils)


def register_grid(register: RegisterBook) -> Sheet:
    """The sheet "By pupil" of a register: pupils in the order of its totals."""
    codes, blocks = _laid_out(register)
    sessions = max((len(block.days) for block in blocks), default=0) * len(SESSIONS)
    columns = (
        Column("Name", Kind.LINE, _NAME),
        Column("Form", Kind.LINE, _FORM),
        *(Column("", Kind.LINE, _CODE) for _ in range(sessions)),
    )
    percent = min(100, int(100 * _ACROSS / (_NAME + _FORM + _CODE * sessions)))
    printing = PrintAs(percent, tuple(_page_ends(blocks, 100 * _ROWS_A_PAGE // percent)), frozen_columns=2)
    rows = (_padded(row, len(columns)) for block in blocks for row in _rows(block, codes))
    return Sheet("By pupil", columns, rows, is_table=False, print_as=printing)


def _laid_out(register: RegisterBook) -> tuple[Codes, list[_Block]]:
    """Each session's code, and the blocks of weeks and pupils in which there is any."""
    codes: dict[tuple[int, date, str], str] = {}
    pupils = {row.pupil.number: row.pupil for row in register.totals}
    here: dict[date, set[int]] = {}
    for row in register.sessions:
        number = row.pupil.number
        codes[number, row.on, row.session] = row.code or NOT_MARKED_SIGN
        pupils.setdefault(number, row.pupil)
        here.setdefault(row.on, set()).add(number)
    blocks = []
    for weeks in _groups(sorted({monday_of(on) for on in here})):
        days = tuple(on for week in weeks for on in _days_of(week, here))
        present = set().union(*(here.get(on, ()) for on in days))
        own = [pupil for number, pupil in pupils.items() if number in present]
        each = _even(len(own), _PUPILS)
        blocks += [_Block(days, tuple(own[first : first + each])) for first in range(0, len(own), each)]
    return codes, blocks


def _groups(mondays: Sequence[date]) -> Iterator[Sequence[date]]:
    """Weeks that follow one another, in groups of much the same size; a holiday begins a new one."""
    start = 0
    for index in range(1, len(mondays) + 1):
        if index == len(mondays) or mondays[index] - mondays[index - 1] > _WEEK:
            run = mondays[start:index]
            each = _even(len(run), _WEEKS)
            yield from (run[first : first + each] for first in range(0, len(run), each))
            start = index


def _even(count: int, most: int) -> int:
    """How many of `count` go together, at most `most`, so that the groups are of much the same size."""
    return -(-count // -(-count // most))


def _days_of(monday: date, here: Mapping[date, object]) -> list[date]:
    """Monday to Friday, and a day of the weekend on which somebody was marked."""
    weekend = (monday + timedelta(days=number) for number in (5, 6))
    return [*school_week(monday), *(on for on in weekend if on in here)]


def _page_ends(blocks: Iterable[_Block], most: int) -> Iterator[int]:
    """The rows after which a new page begins, so that no block is broken by one."""
    end = used = 0
    for block in blocks:
        if used and used + block.height > most:
            yield end
            used = 0
        end += block.height + 1
        used += block.height + 1


def _rows(block: _Block, codes: Codes) -> Iterator[list[Value]]:
    """The heading of weeks, days and sessions, a row a pupil, and an empty row."""
    mondays = set(map(monday_of, block.days))
    weeks = (_pair(day_in_words(on) if on in mondays else None) for on in block.days)
    yield ["Week of", None, *chain.from_iterable(weeks)]
    yield ["Name", "Form", *chain.from_iterable(_pair(short_day(on)) for on in block.days)]
    yield [None, None, *(word for _ in block.days for word in ("am", "pm"))]
    for pupil in block.pupils:
        name = ", ".join(part for part in (pupil.surname, pupil.forename) if part)
        marks = (codes.get((pupil.number, on, session)) for on in block.days for session in SESSIONS)
        yield [name, pupil.form, *marks]
    yield []


def _pair(words: str | None) -> tuple[Value, Value]:
    """Words at the morning of a day, with room to run on over the afternoon."""
    return words, None


def _padded(row: Sequence[Value], length: int) -> Sequence[Value]:
    return [*row, *(None for _ in range(length - len(row)))]
