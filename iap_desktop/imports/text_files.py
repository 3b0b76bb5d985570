"""Text files of rows: which encoding, which delimiter, and where a row begins in the file.

Exports come in UTF-8, in Excel's "Unicode Text" (UTF-16 with tabs) and in old Windows code pages; nothing
in the file says which. A wrong one spoils names, so a guess that is not the usual one is told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from iap_desktop.imports import guards
from iap_desktop.imports.faults import unreadable
from iap_desktop.imports.tables import Layout, Row

DELIMITERS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLD_CODE_PAGES = ("cp1252", "mac-roman", "cp1250", "cp850")
_MAX_LINE = 1_000_000
_MAX_LINES_IN_ROW = 200
_SAMPLE = 100_000
_CAPITALS = "".join(chr(code) for code in range(0xC0, 0x180) if chr(code).isupper())
_MISFITS = re.compile(
    r"[^\W\d_](?:[\u00b2\u00b3\u00b9\u00bc-\u00be]|[^\w\s\x00-\x7f\u00b4\u2018\u2019\u2013\u2014])[^\W\d_]"
    r"|[\u00a1-\u00a9\u00b2\u00b3\u00b9\u00bc-\u00bf\u00d7\u00f7][^\W\d_]"  # a sign where a letter belongs
    r"|[a-z][\u2013\u2014][a-z]"
    rf"|[a-z\u00df-\u00ff][{_CAPITALS}]"  # a capital after a small letter
    r"|[\x80-\x9f]"
)
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_ODD_LETTERS = "Accents in this file were written in an unusual way; check the names that have them"


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes of a text file, how to read them, and what to say about it."""

    path: Path
    data: bytes
    encoding: str
    note: str | None = None

    def lines(self) -> Iterator[str]:
        """Its lines with their ends. Raises UserError where one is endless."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), encoding=self.encoding, newline="")
        number = 0
        while line := stream.readline(_MAX_LINE):
            number += 1
            if len(line) == _MAX_LINE:
                raise unreadable(self.path, f"has an endless line {number}")
            yield line


def layouts(path: Path) -> list[Layout]:
    """One way to read the file for each delimiter that may be meant. Raises UserError."""
    encoded = decode(path, guards.read_bytes(path))
    named = _named_delimiter(encoded)
    delimiters = (named,) if named else DELIMITERS
    return [Layout(partial(_rows, encoded, delimiter), note=encoded.note) for delimiter in delimiters]


def decode(path: Path, data: bytes) -> Encoded:
    """Find the encoding: its mark, else UTF-8, else UTF-16 without a mark, else a code page."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise unreadable(path, "is empty")
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    encoding = marked or _unmarked_utf(data)
    if encoding is None:
        return _from_code_page(path, data)
    try:
        has_nul = "\0" in data.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable(path, "is damaged: some of its letters cannot be read") from error
    if has_nul:
        raise _not_text(path)
    return Encoded(path, data, encoding)


def _unmarked_utf(data: bytes) -> str | None:
    head = data[:4096]
    if b"\0" in head:
        return _utf_16_by_zeros(head)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _utf_16_by_zeros(head: bytes) -> str | None:
    """Plain letters of UTF-16 have one byte of zero, always on the same side."""
    half = max(len(head) // 2, 1)
    first, second = head[::2].count(0) / half, head[1::2].count(0) / half
    if second > 0.5 and first < 0.1:
        return "utf-16-le"
    return "utf-16-be" if first > 0.5 and second < 0.1 else None


def _from_code_page(path: Path, data: bytes) -> Encoded:
    if b"\0" in data:
        raise _not_text(path)
    sample = _lines_with_accents(data)
    fits = next((name for name in _OLD_CODE_PAGES if _fits(sample, name) and _decodes(data, name)), None)
    if fits == "cp1252":
        return Encoded(path, data, fits)
    guessed = fits or _library_guess(sample)
    if guessed and _decodes(data, guessed):
        return Encoded(path, data, guessed, _ODD_LETTERS)
    if _decodes(data, "cp1252"):
        return Encoded(path, data, "cp1252", _ODD_LETTERS)
    raise unreadable(path, "is not text, or its letters cannot be read", "Export it again as CSV UTF-8.")


def _lines_with_accents(data: bytes) -> bytes:
    lines = (line for line in re.split(rb"[\r\n]+", data) if not line.isascii())
    sample = bytearray()
    for line in lines:
        sample += line + b"\n"
        if len(sample) > _SAMPLE:
            break
    return bytes(sample[:_SAMPLE])


def _fits(sample: bytes, encoding: str) -> bool:
    try:
        return _MISFITS.search(sample.decode(encoding)) is None
    except UnicodeDecodeError:
        return False


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _library_guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and hardly ever needed

    best = from_bytes(sample).best()
    return best.encoding if best is not None and _fits(sample, best.encoding) else None


def _not_text(path: Path) -> Exception:
    return unreadable(path, "holds bytes that are not text")


def _named_delimiter(encoded: Encoded) -> str | None:
    match = _SEPARATOR_LINE.fullmatch(next(encoded.lines(), ""))
    return match[1] if match and match[1] not in '"\r\n' else None


class _LinesOfRow:
    """Hands lines to the csv reader and notices a row that swallows line after line."""

    def __init__(self, path: Path, lines: Iterable[str]) -> None:
        self._path, self._lines = path, iter(lines)
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.taken.append(line)
        if len(self.taken) > _MAX_LINES_IN_ROW:
            raise _open_quote(self._path, self.number - len(self.taken) + 1)
        return line


def _rows(encoded: Encoded, delimiter: str) -> Iterator[Row]:
    lines = _LinesOfRow(encoded.path, encoded.lines())
    usual_width = 1
    try:
        for cells in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
            taken, lines.taken = lines.taken, []
            first = lines.number - len(taken) + 1
            if len(taken) > 1:
                _check_quotes(encoded.path, first, taken, delimiter, usual_width)
            else:
                usual_width = len(cells) or usual_width
            if first > 1 or _SEPARATOR_LINE.fullmatch(taken[0]) is None:
                yield Row(first, tuple(cells))
    except csv.Error as error:
        raise unreadable(encoded.path, f"cannot be read from line {lines.number} on") from error


def _check_quotes(path: Path, first: int, lines: list[str], delimiter: str, usual_width: int) -> None:
    """A quotation mark that is never closed swallows the rows after it; nobody would miss them."""
    swallows_rows = any(line.count(delimiter) >= max(usual_width - 1, 2) for line in lines[1:-1])
    if swallows_rows or not _is_strictly_quoted(lines, delimiter):
        raise _open_quote(path, first)


def _is_strictly_quoted(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return False
    return True


def _open_quote(path: Path, line: int) -> Exception:
    todo = "Close the quotation mark in that line, or export the list again."
    return unreadable(path, f"has a quotation mark in line {line} that is never closed", todo)
