"""Merged cells of a sheet: the first one holds the value, the others look as if nobody had filled them in.

What stands in the first may be meant for all of them or not, so nobody's guess is made here; the cells are
only found, so that they can be told.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from iap_desktop.imports.tables import Merge, Row, is_blank


def is_below(merges: Iterable[Merge], row: int, position: int) -> bool:
    """Whether a cell is part of a merged cell that begins above it in the same column."""
    return any(merge.first_column == position and merge.first_row < row <= merge.last_row for merge in merges)


def covered_cells(
    merges: Iterable[Merge], rows: Sequence[Row], positions: Sequence[int]
) -> dict[int, set[int]]:
    """By the number of the row, the positions of cells that a merged cell with a value covers.

    The cells of `rows` stand for `positions`; both are in order. Merged cells never overlap, so a file in
    which they cover more than there is contradicts itself, and the rest of them is not looked at.
    """
    numbers = [row.number for row in rows]
    covered: dict[int, set[int]] = {}
    left = len(rows) * len(positions)
    for merge in merges:
        wanted = positions[
            bisect_left(positions, merge.first_column) : bisect_right(positions, merge.last_column)
        ]
        span = numbers[bisect_left(numbers, merge.first_row) : bisect_right(numbers, merge.last_row)]
        left -= len(wanted) * len(span)
        if left < 0:
            break
        if wanted and span and _holds_value(merge, rows, numbers, positions):
            _cover(covered, merge, span, wanted)
    return covered


def _holds_value(merge: Merge, rows: Sequence[Row], numbers: Sequence[int], positions: Sequence[int]) -> bool:
    """Whether the first cell has a value; where it is not among the rows, that is taken for sure."""
    index, at = bisect_left(numbers, merge.first_row), bisect_left(positions, merge.first_column)
    is_among_rows = index < len(numbers) and numbers[index] == merge.first_row
    if is_among_rows and at < len(positions) and positions[at] == merge.first_column:
        return not is_blank(rows[index].cells[at])
    return True


def _cover(covered: dict[int, set[int]], merge: Merge, span: Sequence[int], wanted: Sequence[int]) -> None:
    for number in span:
        is_first = number == merge.first_row
        covered.setdefault(number, set()).update(
            position for position in wanted if not (is_first and position == merge.first_column)
        )
