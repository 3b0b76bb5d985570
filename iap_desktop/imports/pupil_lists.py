"""A pupil list, whatever file it comes in: the one door of the imports.

What a file is, is decided by what is in it; schools' systems name their exports as they like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from iap_desktop.domain.imports import Problem, PupilList
from iap_desktop.imports import guards, text_files
from iap_desktop.imports.ctf import read_ctf
from iap_desktop.imports.faults import no_names
from iap_desktop.imports.fields import all_fields
from iap_desktop.imports.headings import Headings, Settled, check_width, find_headings, likelihood, settle
from iap_desktop.imports.pupil_rows import Findings, Source, read_records
from iap_desktop.imports.table_rows import Body, read_body
from iap_desktop.imports.tables import HEAD_ROWS, MAX_HEADING_ROW, Layout
from iap_desktop.system.errors import UserError

FIELDS: Mapping[str, str] = all_fields()
_BEYOND_HEADINGS = "This row has more cells than there are headings, so its cells may be in the wrong columns"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the reader of the preview has chosen himself."""

    sheet: str | None
    heading_row: int | None
    mapping: Mapping[int, str | None] | None


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
    if kind is guards.Kind.TEXT:
        return _read_likeliest(path, text_files.layouts(path), wish, today)
    from iap_desktop.imports.workbooks import opened_layouts  # noqa: PLC0415 - openpyxl is slow to load

    with opened_layouts(path) as layouts:
        return _read_likeliest(path, layouts, wish, today)


def _read_likeliest(path: Path, layouts: Sequence[Layout], wish: _Wish, today: date) -> PupilList:
    sheets = tuple(layout.sheet for layout in layouts if layout.sheet is not None)
    layout, headings = _likeliest(path, _wished(path, layouts, wish.sheet), wish)
    check_width(path, headings)
    body = read_body(path, layout, headings)
    settled = settle(path, headings, body.column)
    if not settled.has_names:
        raise no_names(path, headings.row)
    findings = _findings(body, settled, layout, today)
    return PupilList(
        source=path.name,
        rows=tuple(findings.pupils),
        sheet=layout.sheet,
        sheets=sheets,
        heading_row=headings.row,
        columns=settled.columns,
        refused=tuple(sorted(findings.refused, key=lambda problem: problem.row)),
        warnings=(*_file_warnings(settled, layout), *findings.warnings),
    )


def _wished(path: Path, layouts: Sequence[Layout], sheet: str | None) -> Sequence[Layout]:
    wished = [layout for layout in layouts if sheet is None or layout.sheet in {None, sheet}]
    if not wished:
        names = ", ".join(f"\u201c{layout.sheet}\u201d" for layout in layouts[:10])
        raise UserError(f"{path.name} has no sheet \u201c{sheet}\u201d.", todo=f"Its sheets are {names}.")
    return wished


def _likeliest(path: Path, layouts: Sequence[Layout], wish: _Wish) -> tuple[Layout, Headings]:
    """The sheet or delimiter under which the headings make most sense; the first one where equal."""
    found = [(layout, _find(layout, wish)) for layout in layouts]
    layout, headings = max(found, key=lambda pair: (pair[1] is not None, likelihood(pair[1])))
    if headings is None:
        raise no_names(path, None)
    return layout, headings


def _find(layout: Layout, wish: _Wish) -> Headings | None:
    written = (row for row in islice(layout.rows(), MAX_HEADING_ROW) if not row.is_blank)
    head = list(islice(written, HEAD_ROWS if wish.heading_row is None else MAX_HEADING_ROW))
    return find_headings(head, wish.heading_row, wish.mapping)


def _findings(body: Body, settled: Settled, layout: Layout, today: date) -> Findings:
    texts = settled.headings.texts
    headings = {
        name: texts[position] if position < len(texts) else "" for position, name in settled.fields.items()
    }
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
