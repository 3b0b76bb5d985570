"""A pupil list, whatever file it comes in: the one door of the imports.

What a file is, is decided by what is in it; schools' systems name their exports as they like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from iap_desktop.domain.imports import FoundHeadings, Problem, PupilList
from iap_desktop.imports import guards, text_files
from iap_desktop.imports.cells import text_of
from iap_desktop.imports.ctf import read_ctf
from iap_desktop.imports.faults import no_names, unreadable, whole_names
from iap_desktop.imports.fields import all_fields
from iap_desktop.imports.headings import (
    Headings,
    Settled,
    check_width,
    find_headings,
    likelihood,
    settle,
    whole_names_in,
)
from iap_desktop.imports.pupil_rows import Findings, Source, read_records
from iap_desktop.imports.table_rows import Body, read_body
from iap_desktop.imports.tables import HEAD_ROWS, MAX_HEADING_ROW, Layout, Row, is_blank
from iap_desktop.system.errors import UserError

FIELDS: Mapping[str, str] = all_fields()
_BEYOND_HEADINGS = "This row has more cells than there are headings, so its cells may be in the wrong columns"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the reader of the preview has chosen himself."""

    sheet: str | None
    heading_row: int | None
    mapping: Mapping[int, str | None] | None = None


def read_pupil_list(
    path: Path,
    *,
    today: date,
    sheet: str | None = None,
    heading_row: int | None = None,
    mapping: Mapping[int, str | None] | None = None,
) -> PupilList:
    """Read a CTF, an Excel workbook or a text file of rows; nothing is guessed that is in doubt.

    sheet: read this sheet of a workbook. heading_row: the headings stand in this row, first row 1.
    mapping: for columns by position from 0, the field of FIELDS to take it for, or None to leave it out;
    columns that are not in it are taken as their headings say.
    Rows of problems are counted as in the file; for a CTF it is the line on which the pupil begins.
    Raises UserError where the file as a whole cannot be read as a pupil list.
    """
    unknown = {name for name in (mapping or {}).values() if name and name not in FIELDS}
    if unknown:
        raise ValueError(f"not fields of a pupil: {', '.join(sorted(unknown))}")
    wish = _Wish(sheet, heading_row, mapping)
    kind = guards.kind_of(path)
    if kind is guards.Kind.XML:
        return read_ctf(path, today=today)
    with _layouts(path, kind) as layouts:
        return _read_likeliest(path, layouts, wish, today)


def read_headings(path: Path, *, sheet: str | None = None, heading_row: int | None = None) -> FoundHeadings:
    """What each column of a file would be taken for, also where the file cannot be taken in like that.

    sheet and heading_row as in `read_pupil_list`, whose `mapping` takes the corrected fields. Columns that
    rival each other have no field. Where no row looks like headings, it is the row with the most words.
    Raises UserError where the file has no rows of cells at all.
    """
    kind, wish = guards.kind_of(path), _Wish(sheet, heading_row)
    if kind is guards.Kind.XML:
        return FoundHeadings(path.name, 1, ())
    with _layouts(path, kind) as layouts:
        wished = _wished(path, layouts, sheet)
        layout, headings = _likeliest(wished, wish)
        if headings is None:
            layout, headings = _wordiest(path, wished)
        check_width(path, headings)
        body = read_body(path, layout, headings)
        columns = settle(path, headings, body.column).columns(body.samples)
        return FoundHeadings(path.name, headings.row, columns, layout.sheet, _sheets(layouts))


@contextmanager
def _layouts(path: Path, kind: guards.Kind) -> Iterator[Sequence[Layout]]:
    if kind is guards.Kind.TEXT:
        yield text_files.layouts(path)
        return
    from iap_desktop.imports.workbooks import opened_layouts  # noqa: PLC0415 - openpyxl is slow to load

    with opened_layouts(path) as layouts:
        yield layouts


def _sheets(layouts: Sequence[Layout]) -> tuple[str, ...]:
    return tuple(layout.sheet for layout in layouts if layout.sheet is not None)


def _read_likeliest(path: Path, layouts: Sequence[Layout], wish: _Wish, today: date) -> PupilList:
    layout, headings = _likeliest(_wished(path, layouts, wish.sheet), wish)
    if headings is None:
        raise no_names(path, None)
    check_width(path, headings)
    body = read_body(path, layout, headings)
    if body.is_empty:
        raise unreadable(path, f"has headings in row {headings.row} but no pupils below them")
    settled = settle(path, headings, body.column)
    _check_names(path, settled, body)
    findings = _findings(body, settled, layout, today)
    return PupilList(
        source=path.name,
        rows=tuple(findings.pupils),
        sheet=layout.sheet,
        sheets=_sheets(layouts),
        heading_row=headings.row,
        columns=settled.columns(body.samples),
        refused=tuple(sorted(findings.refused, key=lambda problem: problem.row)),
        warnings=(*_file_warnings(settled, layout), *findings.warnings),
    )


def _check_names(path: Path, settled: Settled, body: Body) -> None:
    if settled.conflicts:
        raise settled.conflicts[0]
    if settled.has_names:
        return
    column = whole_names_in(settled, body.column)
    raise whole_names(path, column) if column else no_names(path, settled.headings.row)


def _wished(path: Path, layouts: Sequence[Layout], sheet: str | None) -> Sequence[Layout]:
    wished = [layout for layout in layouts if sheet is None or layout.sheet in {None, sheet}]
    if not wished:
        names = ", ".join(f"\u201c{layout.sheet}\u201d" for layout in layouts[:10])
        raise UserError(f"{path.name} has no sheet \u201c{sheet}\u201d.", todo=f"Its sheets are {names}.")
    return wished


def _likeliest(layouts: Sequence[Layout], wish: _Wish) -> tuple[Layout, Headings | None]:
    """The sheet or delimiter under which the headings make most sense; the first one where equal."""
    found = [(layout, _find(layout, wish)) for layout in layouts]
    return max(found, key=lambda pair: (pair[1] is not None, likelihood(pair[1])))


def _find(layout: Layout, wish: _Wish) -> Headings | None:
    head = _head(layout, HEAD_ROWS if wish.heading_row is None else MAX_HEADING_ROW)
    return find_headings(head, wish.heading_row, wish.mapping, layout.merges)


def _head(layout: Layout, count: int) -> list[Row]:
    written = (row for row in islice(layout.rows(), MAX_HEADING_ROW) if not row.is_blank)
    return list(islice(written, count))


def _wordiest(path: Path, layouts: Sequence[Layout]) -> tuple[Layout, Headings]:
    found = [(_words(row), layout, row) for layout in layouts for row in _head(layout, HEAD_ROWS)]
    _, layout, row = max(found, key=lambda each: each[0], default=(0, None, None))
    if layout is None or row is None:
        raise no_names(path, None)
    return layout, Headings(row.number, tuple(text_of(cell) for cell in row.cells), {})


def _words(row: Row) -> int:
    return sum(isinstance(cell, str) and not is_blank(cell) for cell in row.cells)


def _findings(body: Body, settled: Settled, layout: Layout, today: date) -> Findings:
    headings = {name: settled.headings.text(position) for position, name in settled.fields.items()}
    source = Source(headings, today, is_1904=layout.is_1904)
    findings = read_records(body.records(settled.fields), source)
    findings.refused.extend(Problem(number, None, _BEYOND_HEADINGS) for number in body.out_of_step)
    return findings


def _file_warnings(settled: Settled, layout: Layout) -> list[Problem]:
    row = settled.headings.row
    warnings = list(settled.warnings)
    if layout.note:
        warnings.append(Problem(row, None, layout.note))
    if "date_of_birth" not in settled.fields.values():
        warnings.append(Problem(row, None, "No column was found for the date of birth"))
    return warnings
