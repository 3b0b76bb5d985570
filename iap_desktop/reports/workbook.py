"""Workbooks that open right the first time: real dates, frozen heading, filter, widths, A4 landscape.

Sheets go row by row straight into the workbook's bytes. Left to itself the library would first write each
one, names in clear, into a temporary file. One cell a column is used again for every row, since making and
styling a cell costs more than writing it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from io import BufferedWriter, BytesIO
from textwrap import wrap
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.writer.excel import ExcelWriter

from iap_desktop.reports.provenance import CREATOR

Value = str | int | float | date | time | None

MOST_ROWS = 1_048_575  # what Excel holds under a heading
_EARLIEST = date(1900, 3, 1)  # Excel's calendar is wrong before this day
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TITLE_UNSAFE = re.compile(r"[\[\]:*?/\\]")
_FONT = "Calibri"  # the library's own default for cells without a font
_LINE_HEIGHT = 15.0
_MOST_LINES = 27  # a row of Excel is at most 409 points high
_LOOSE = 1.15  # widths count in figures, and an ordinary letter is narrower than a figure
_BUFFER = 1 << 16


class Kind(Enum):
    """What a column holds; the value is Excel's number format. LINE is text that is never wrapped."""

    TEXT = "General"
    LINE = "@"
    WHOLE = "0"
    SHARE = "0.0%"
    DAY = "ddd d mmm yyyy"
    TIME = "hh:mm"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it holds, its width in characters, and whether it keeps to the left."""

    heading: str
    kind: Kind
    width: float
    is_left: bool = False

    @property
    def side(self) -> str:
        """Where heading and values stand; figures at the right, all else at the left."""
        return "right" if self.kind in {Kind.WHOLE, Kind.SHARE} and not self.is_left else "left"


@dataclass(frozen=True, slots=True)
class PrintAs:
    """A size in per cent, the rows after which a page ends, and how many columns stay in view at the left."""

    percent: int
    page_ends: tuple[int, ...]
    frozen_columns: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of values in the order of its columns; rows are read once, as they are written.

    print_as: how it prints where it is not simply made as narrow as the paper.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    is_table: bool = True
    print_as: PrintAs | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands in a printed sheet's margins and in the file's properties."""

    title: str
    head: str
    foot: str
    made_at: datetime


def workbook_bytes(sheets: Sequence[Sheet], labels: Labels) -> bytes:
    """Write `sheets` as .xlsx; the same values always give the same bytes.

    The caller sees to it that no sheet has more than `MOST_ROWS` rows.
    """
    book = Workbook(write_only=True)
    made_at = labels.made_at.replace(tzinfo=None)
    book.properties.creator = CREATOR
    book.properties.title = labels.title
    book.properties.created = book.properties.modified = made_at
    contents: dict[str, Sheet] = {}
    for sheet in sheets:
        worksheet = book.create_sheet(_TITLE_UNSAFE.sub(" ", sheet.title)[:31])
        contents[worksheet.title] = sheet
    out = BytesIO()
    archive = _Archive(out, "w", ZIP_DEFLATED)
    archive.made_at = (max(made_at.year, 1980), *made_at.timetuple()[1:6])
    _Writer(book, archive, contents, labels).save()
    return out.getvalue()


class _Archive(ZipFile):
    """A zip whose entries bear the time of the values instead of the clock's."""

    made_at: tuple[int, int, int, int, int, int]

    def entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self.made_at)
        entry.compress_type = ZIP_DEFLATED
        return entry

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,  # noqa: ANN401 - as in ZipFile
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname
        entry = self.entry(name) if isinstance(name, str) else name
        super().writestr(entry, data, compress_type, compresslevel)


class _Writer(ExcelWriter):
    """Writes each sheet's rows when its turn comes, straight into the archive."""

    def __init__(
        self, book: Workbook, archive: _Archive, contents: Mapping[str, Sheet], labels: Labels
    ) -> None:
        super().__init__(book, archive)
        self._zip = archive
        self._contents = contents
        self._labels = labels

    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - the library's write-only sheet
        sheet = self._contents[ws.title]
        _set_up(ws, sheet, self._labels)
        ws._drawing = None  # noqa: SLF001 - the library asks for it, though there is none
        with (
            self._zip.open(self._zip.entry(ws.path[1:]), "w") as entry,
            BufferedWriter(cast("Any", entry), _BUFFER) as out,
        ):
            _write_sheet(ws, sheet, out)
        self.manifest.append(ws)


def _write_sheet(worksheet: Any, sheet: Sheet, out: BufferedWriter) -> None:  # noqa: ANN401 - as above
    writer = WorksheetWriter(worksheet, out)
    writer.write_top()
    stream: Any = writer.xf.send(True)  # noqa: FBT003 - the library's own signal for "rows come now"
    count = 0
    with stream.element("sheetData"):
        for count, cells in enumerate(_cells(worksheet, sheet), start=1):
            writer.write_row(stream, cells, count)
            worksheet.row_dimensions.pop(count, None)
    writer.xf.send(None)
    worksheet.auto_filter.ref = _extent(sheet, count) if sheet.is_table else None
    writer.write_tail()
    writer.close()


def _extent(sheet: Sheet, rows: int) -> str:
    return f"A1:{get_column_letter(len(sheet.columns))}{max(1, rows)}"


def _cells(worksheet: WriteOnlyWorksheet, sheet: Sheet) -> Iterator[list[Any]]:
    """The heading, then one list of cells a row; the cells are the same objects, filled anew."""
    if sheet.is_table:
        yield _heading(worksheet, sheet)
    fillers = [_Filler(worksheet, column, number) for number, column in enumerate(sheet.columns, start=1)]
    first = 2 if sheet.is_table else 1
    for number, row in enumerate(sheet.rows, start=first):
        yield [
            fill(value, number)
            for fill, value in zip(fillers, row, strict=True)
            if value is not None and value != ""
        ]


def _heading(worksheet: WriteOnlyWorksheet, sheet: Sheet) -> list[Any]:
    cells = []
    for number, column in enumerate(sheet.columns, start=1):
        cell: Any = WriteOnlyCell(worksheet, column.heading)
        cell.font = Font(name=_FONT, size=11, bold=True)
        cell.border = Border(bottom=Side(style="thin"))
        cell.alignment = Alignment(horizontal=column.side, vertical="bottom", wrap_text=True)
        cell.row, cell.column = 1, number
        cells.append(cell)
    return cells


class _Filler:
    """The one cell of a column, and a twin for texts that a spreadsheet would take for a formula."""

    def __init__(self, worksheet: WriteOnlyWorksheet, column: Column, number: int) -> None:
        self._worksheet: Any = worksheet
        self._width = int(column.width)
        self._may_wrap = column.kind is Kind.TEXT
        self._fits = int(column.width * _LOOSE)
        self._cell = self._styled(worksheet, column, number)
        self._quoted = self._styled(worksheet, column, number)
        self._quoted.quotePrefix = True

    @staticmethod
    def _styled(worksheet: WriteOnlyWorksheet, column: Column, number: int) -> Any:  # noqa: ANN401
        cell: Any = WriteOnlyCell(worksheet)
        cell.column = number
        cell.number_format = column.kind.value
        cell.alignment = Alignment(
            horizontal=column.side, vertical="top", wrap_text=column.kind is Kind.TEXT or None
        )
        return cell

    def __call__(self, value: Value, row: int) -> Any:  # noqa: ANN401 - the library's cell
        cell = self._cell
        if isinstance(value, str):
            if self._may_wrap and (len(value) > self._fits or "\n" in value):
                self._make_room(value, row)
            if value.startswith(_LOOKS_LIKE_FORMULA):
                cell = self._quoted
            try:
                cell.value = value
            except IllegalCharacterError:
                cell.value = _clean(value)
            cell.data_type = "s"
        else:
            cell.value = value if _is_storable(value) else str(value)
        cell.row = row
        return cell

    def _make_room(self, text: str, row: int) -> None:
        """Make the row as high as the text needs: not every program does so by itself before it prints."""
        dimension = self._worksheet.row_dimensions[row]
        dimension.height = max(dimension.height or 0.0, _lines(text, self._width) * _LINE_HEIGHT)


@lru_cache(maxsize=1024)
def _lines(text: str, width: int) -> int:
    """How many lines `text` takes in a column of `width` figures, rather one too many than one too few."""
    return min(_MOST_LINES, sum(max(1, len(wrap(line, width))) for line in text.splitlines()))


def _is_storable(value: Value) -> bool:
    return not isinstance(value, date) or value >= _EARLIEST


def _clean(text: str) -> str:
    """`text` without the characters that no workbook may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _set_up(worksheet: Any, sheet: Sheet, labels: Labels) -> None:  # noqa: ANN401 - as above
    """Widths, frozen heading and how the sheet prints."""
    for number, column in enumerate(sheet.columns, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
    if sheet.is_table:
        worksheet.freeze_panes = "A2"
        worksheet.print_title_rows = "1:1"
        lines = max(-(-len(column.heading) // max(1, int(column.width - 3))) for column in sheet.columns)
        worksheet.row_dimensions[1].height = _LINE_HEIGHT * lines
    worksheet.page_setup.paperSize = 9  # A4
    worksheet.page_setup.orientation = "landscape"
    _scale(worksheet, sheet.print_as)
    margins = worksheet.page_margins
    margins.left = margins.right = 15 / 25.4
    margins.top = margins.bottom = 20 / 25.4
    margins.header = margins.footer = 10 / 25.4
    worksheet.oddHeader.left.text = _margin_text(labels.head)
    worksheet.oddHeader.right.text = _margin_text(sheet.title)
    worksheet.oddFooter.left.text = _margin_text(labels.foot)
    worksheet.oddFooter.right.text = "Page &P of &N"


def _scale(worksheet: Any, print_as: PrintAs | None) -> None:  # noqa: ANN401 - as above
    """One page wide, or at a size with page ends of its own, which fitting to a width may overrule."""
    if print_as is None:
        worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
        worksheet.sheet_properties.pageSetUpPr.fitToPage = True
        return
    worksheet.page_setup.scale = print_as.percent
    worksheet.print_options.gridLines = True
    worksheet.freeze_panes = f"{get_column_letter(print_as.frozen_columns + 1)}1"
    for row in print_as.page_ends:
        worksheet.row_breaks.append(Break(id=row))


def _margin_text(text: str) -> str:
    """`text` for a printed margin, in which & begins an order and the whole may have 255 letters."""
    return _clean(text).replace("&", "&&")[:120]
