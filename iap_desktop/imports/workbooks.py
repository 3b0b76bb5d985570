"""Rows out of Excel workbooks: cells only, never macros, links or pictures.

The one module of the imports that loads openpyxl, so that it is loaded when a workbook is read and not
before. openpyxl raises whatever it stumbles over in a broken file; here that becomes one sentence.
"""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol, cast

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from iap_desktop.imports import guards
from iap_desktop.imports.tables import Cell, Layout, Merge, Row

_MAX_SHEETS = 100
_MAX_MERGES = 50_000
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]{0,80}?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_LONGEST_MERGE = 120
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,  # how xml.etree calls its parse errors
    TypeError,
    ValueError,  # and what defusedxml raises for entities
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class _Sheet(Protocol):
    """What is used of openpyxl's read-only sheets, which its type stubs take for ordinary ones."""

    title: str
    sheet_state: str
    _worksheet_path: str  # the part of the package with its cells

    def reset_dimensions(self) -> None:
        """Forget the size that the sheet claims."""

    def iter_rows(self, *, values_only: Literal[True]) -> Iterator[tuple[Cell, ...]]:
        """The values of each row, as far as cells were written."""


@contextmanager
def opened_layouts(path: Path) -> Iterator[list[Layout]]:
    """Each sheet of a workbook as rows, visible sheets first, while the file is open. Raises UserError."""
    with guards.opened(path) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of drop-down lists and styles that it leaves out
        guards.check_package(path, stream)
        try:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise guards.damaged_workbook(path) from error
        try:
            yield _layouts(path, book)
        finally:
            book.close()


def _layouts(path: Path, book: Workbook) -> list[Layout]:
    is_1904 = book.epoch == CALENDAR_MAC_1904
    sheets = sorted(cast("list[_Sheet]", book.worksheets), key=lambda sheet: sheet.sheet_state != "visible")
    if not sheets:
        raise guards.damaged_workbook(path)
    return [
        Layout(
            rows=partial(_rows, path, sheet),
            sheet=sheet.title,
            has_loose_cells=True,
            is_1904=is_1904,
            merges=cache(partial(_merges, path, sheet)),
        )
        for sheet in sheets[:_MAX_SHEETS]
    ]


def _rows(path: Path, sheet: _Sheet) -> Iterator[Row]:
    """Rows as far as cells were written; what the sheet claims about its size is not believed."""
    try:
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield Row(number, cells)
    except _BROKEN as error:
        raise guards.damaged_workbook(path) from error


def _merges(path: Path, sheet: _Sheet) -> tuple[Merge, ...]:
    """The merged cells of a sheet, which openpyxl does not tell of sheets that it only reads."""
    part = sheet._worksheet_path  # noqa: SLF001 - nothing else tells which part of the package it is
    try:
        with guards.opened(path) as stream, zipfile.ZipFile(stream) as package:
            references = set(islice(_merge_references(package, part), _MAX_MERGES))
        merges = [_merge(reference.decode()) for reference in references]
    except _BROKEN as error:
        raise guards.damaged_workbook(path) from error
    return tuple(sorted(merges, key=lambda merge: (merge.first_row, merge.first_column)))


def _merge(reference: str) -> Merge:
    left, first, right, last = cast("tuple[int, int, int, int]", range_boundaries(reference))
    return Merge(first, last, left - 1, right - 1)


def _merge_references(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """References as "A2:A5". They follow the rows, so the part is run through once, piece by piece."""
    rest = b""
    with package.open(part) as stream:
        while block := stream.read(guards.MEGABYTE):
            text = rest + block
            if b"mergeCell" in text:
                yield from (match[1] for match in _MERGE.finditer(text))
            rest = text[-_LONGEST_MERGE:]
