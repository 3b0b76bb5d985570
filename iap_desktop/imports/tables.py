"""Rows of cells, whatever file they came from, so that CSV and Excel are understood by the same code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | date | datetime | time | timedelta | None

MAX_PUPILS = 20_000
MAX_COLUMNS = 400
HEAD_ROWS = 60
MAX_HEADING_ROW = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file; `number` as an editor or Excel counts it, first row 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in the row."""
        return all(is_blank(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """One merged cell: first and last row as in `Row`, first and last column from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to read a file as rows: a sheet of a workbook, or a delimiter of a text file.

    has_loose_cells: cells beyond the headings are side notes (Excel), not a row gone out of step (CSV).
    is_1904: serial numbers of days count from 1904, as old Macs wrote them.
    merges: the merged cells; a sheet is searched for them when they are first asked for.
    """

    rows: Callable[[], Iterator[Row]]
    sheet: str | None = None
    has_loose_cells: bool = False
    is_1904: bool = False
    note: str | None = None
    merges: Callable[[], tuple[Merge, ...]] = tuple


@dataclass(frozen=True, slots=True)
class Record:
    """One pupil as written in the file: cells by the name of their field, contacts by their order.

    merged: the fields that are blank because their cell is part of a merged one.
    """

    row: int
    cells: dict[str, Cell]
    contacts: tuple[tuple[int, dict[str, Cell]], ...] = ()
    merged: tuple[str, ...] = ()


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u200b\ufeff"))
