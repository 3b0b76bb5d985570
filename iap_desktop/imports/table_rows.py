"""The rows below the headings: pupils without the blank lines, repeated headings and totals around them.

Only the columns that may be read are kept, since an export can have hundreds of others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from iap_desktop.imports.cells import text_of
from iap_desktop.imports.faults import unreadable
from iap_desktop.imports.fields import FORENAMES, SURNAMES, contact_part
from iap_desktop.imports.headings import Headings
from iap_desktop.imports.merges import covered_cells
from iap_desktop.imports.names import split_surname_first
from iap_desktop.imports.tables import MAX_COLUMNS, MAX_PUPILS, Cell, Layout, Record, Row, is_blank

_NAMES = frozenset({*SURNAMES, *FORENAMES, "full_name"})
_CLOSING_LINE = re.compile(
    r"(?:grand |sub)?-?totals?\b|(?:number|count|no\.?) of\b|count\b|page \d|end of\b|confidential\b"
    r"|(?:report|printed|generated|exported|produced|created|run)\b.{0,20}\d"
    r"|\d+ (?:pupils?|students?|rows?|records?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d.,]+%?")
_MAX_BLANK = 100_000
_SAMPLES = 3
_MAX_SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of pupils; `cells` of each row stand for `positions`, in that order.

    samples: by position, the first few values of each column that has any, read or not.
    covered: by number of row, the positions that are part of a merged cell.
    """

    positions: tuple[int, ...]
    rows: tuple[Row, ...]
    out_of_step: tuple[int, ...]
    samples: Mapping[int, Sequence[str]]
    covered: Mapping[int, set[int]]

    @property
    def is_empty(self) -> bool:
        """Whether no row was found at all."""
        return not self.rows and not self.out_of_step

    def column(self, position: int) -> list[Cell]:
        """The cells of one column."""
        index = self.positions.index(position)
        return [row.cells[index] for row in self.rows]

    def records(self, fields: Mapping[int, str]) -> list[Record]:
        """One record a row, for the fields that the columns were taken for."""
        plan = [
            (index, fields[position], contact_part(fields[position]))
            for index, position in enumerate(self.positions)
            if position in fields
        ]
        return [_record(row, plan, self._merged(row, fields)) for row in self.rows]

    def _merged(self, row: Row, fields: Mapping[int, str]) -> tuple[str, ...]:
        blank = (
            position
            for position in sorted(self.covered.get(row.number, ()))
            if is_blank(row.cells[bisect_left(self.positions, position)])
        )
        return tuple(fields[position] for position in blank if position in fields)


@dataclass(slots=True)
class _Samples:
    """Gathers the first values of each column; `wanted` are the positions that have not enough yet."""

    wanted: list[int]
    found: dict[int, list[str]] = field(default_factory=dict)

    def take(self, cells: Sequence[Cell]) -> None:
        """Look at one row."""
        has_enough = False
        for at in self.wanted:
            if at >= len(cells):
                break
            cell = cells[at]
            if cell is None or cell == "" or is_blank(cell):
                continue
            kept = self.found.setdefault(at, [])
            kept.append(_sample(cell))
            has_enough = has_enough or len(kept) == _SAMPLES
        if has_enough:
            self.wanted = [at for at in self.wanted if len(self.found.get(at, ())) < _SAMPLES]


def _sample(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else text_of(cell)[:_MAX_SAMPLE]


def read_body(path: Path, layout: Layout, headings: Headings) -> Body:
    """Read on below the headings. Raises UserError where there are far too many pupils."""
    positions = tuple(sorted(headings.guesses))
    width = None if layout.has_loose_cells else len(headings.texts)
    samples = _Samples(list(range(width or max(len(headings.texts), MAX_COLUMNS))))
    rows: list[Row] = []
    out_of_step: list[int] = []
    for row in _pupil_rows(layout, headings):
        if width is not None and any(not is_blank(cell) for cell in row.cells[width:]):
            out_of_step.append(row.number)
        else:
            samples.take(row.cells)
            length = len(row.cells)
            rows.append(Row(row.number, tuple([row.cells[at] if at < length else None for at in positions])))
        if len(rows) + len(out_of_step) > MAX_PUPILS:
            raise _too_many(path)
    covered = covered_cells(layout.merges(), rows, positions)
    return Body(positions, tuple(rows), tuple(out_of_step), samples.found, covered)


def _too_many(path: Path) -> Exception:
    return unreadable(path, f"has more than {MAX_PUPILS:,} rows", "Export only the pupils of the school.")


def _pupil_rows(layout: Layout, headings: Headings) -> Iterator[Row]:
    names = [position for position, found in headings.guesses.items() if found.field in _NAMES]
    texts = [text for text in headings.texts if text] or [""]
    blank_run = 0
    for row in layout.rows():
        if row.number <= headings.row:
            continue
        written = [cell for cell in row.cells if cell is not None and cell != "" and not is_blank(cell)]
        blank_run = 0 if written else blank_run + 1
        if blank_run > _MAX_BLANK:
            return
        if written and not _is_beside_the_pupils(row, written, names, texts):
            yield row


def _is_beside_the_pupils(row: Row, written: Sequence[Cell], names: list[int], headings: list[str]) -> bool:
    named = [row.cells[at] for at in names if at < len(row.cells) and not is_blank(row.cells[at])]
    if len(named) <= 1 and _is_closing_line(written, named):
        return True
    return text_of(written[0]) == headings[0] and [text_of(cell) for cell in written] == headings


def _is_closing_line(written: Sequence[Cell], named: Sequence[Cell]) -> bool:
    if named and split_surname_first(text_of(named[0])) is not None:
        return False
    if _CLOSING_LINE.match(text_of(written[0])):
        return True
    return not named and all(_NUMBER.fullmatch(text_of(cell)) for cell in written)


def _record(row: Row, plan: list[tuple[int, str, tuple[int, str] | None]], merged: tuple[str, ...]) -> Record:
    cells: dict[str, Cell] = {}
    contacts: dict[int, dict[str, Cell]] = {}
    for index, name, contact in plan:
        if contact is None:
            cells[name] = row.cells[index]
        else:
            contacts.setdefault(contact[0], {})[contact[1]] = row.cells[index]
    return Record(row.number, cells, tuple(contacts.items()), merged)
