"""Rows out of Excel workbooks: cells only, never macros, links or pictures.

The one module of the imports that loads openpyxl, so that it is loaded when a workbook is read and not
before. openpyxl raises whatever it stumbles over in a broken file; here that becomes one sentence.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal, Protocol, cast

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from iap_desktop.imports import guards
from iap_desktop.imports.tables import Cell, Layout, Row

_MAX_SHEETS = 100
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
