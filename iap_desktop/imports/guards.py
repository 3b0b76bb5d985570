"""What a file really is, found by looking inside and before anything large is read.

Schools send HTML named .xls, old workbooks named .xlsx and worse; each gets its own sentence.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from iap_desktop.imports.faults import EXPORT_AGAIN, SAVE_AS_XLSX, has_password, unreadable
from iap_desktop.system.errors import UserError

MEGABYTE = 1024 * 1024
MAX_FILE = 64 * MEGABYTE
MAX_TEXT_FILE = 32 * MEGABYTE
MAX_UNPACKED = 200 * MEGABYTE
MAX_SHEET = 60 * MEGABYTE
MAX_PART = 2 * MEGABYTE
MAX_PIECE = 4 * MEGABYTE
MAX_STRINGS = 150_000
_MAX_RATIO = 200
_TEXT_BEGINS = re.compile(rb"<(?:\w+:)?(?:si|r)\b")
_LONG_ASIDE = re.compile(rb"<!--|<!\[CDATA\[")  # Excel writes none, and the parser is slow at long ones
_ROW_BEGINS = re.compile(rb"<(?:\w+:)?row\b")
_MAX_PARTS = 2_000
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    zlib.error,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An .xls begins with a record of its version; then, at once or after "write-protected", one of its password.
_LOCKED_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_MANIFEST = "META-INF/manifest.xml"
_HEAD = 4096
_NAMED_FORMATS = (
    (b"%PDF-", "is a PDF"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"{\\rtf", "is a text document"),
    (b"\x1f\x8b", "is a packed file"),
    (b"7z\xbc\xaf", "is a packed file"),
    (b"Rar!", "is a packed file"),
    (b"SQLite format 3", "is a database"),
    (b"MZ", "is a program"),
)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta|div|script|style)\b", re.IGNORECASE)
_JSON = re.compile(r'\{\s*["}]|\[\s*[\[{"\]]')
_OTHER_PACKAGES = (
    ("word/", "is a Word document"),
    ("ppt/", "is a presentation"),
    ("xl/workbook.bin", "is a binary Excel workbook (.xlsb)"),
    ("content.xml", "is an OpenDocument file"),
)


class Kind(Enum):
    """How a file has to be read."""

    TEXT = auto()
    WORKBOOK = auto()
    XML = auto()


def kind_of(path: Path) -> Kind:
    """Look into a file. Raises UserError for all that is no pupil list."""
    _check_size(path)
    with opened(path) as stream:
        head = stream.read(_HEAD)
        if head.startswith(_OLE):
            raise _old_office_file(path, head + stream.read())
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.WORKBOOK
    return _kind_of_text(path, head)


def opened(path: Path) -> BinaryIO:
    """The file for reading bytes. Raises UserError where the system will not have it."""
    try:
        return path.open("rb")
    except PermissionError as error:
        todo = "Close it in Excel and other programs, or ask for the right to read it, then try again."
        raise unreadable(path, "could not be opened", todo) from error
    except (OSError, ValueError) as error:
        raise unreadable(
            path, "could not be read", "Check that it is still there, then try again."
        ) from error


def read_bytes(path: Path) -> bytes:
    """The whole of a text file."""
    with opened(path) as stream:
        data = stream.read(MAX_TEXT_FILE + 1)
    if len(data) > MAX_TEXT_FILE:
        raise _too_large(path)
    return data


def check_package(path: Path, stream: BinaryIO) -> None:
    """See that a zip is a plain Excel workbook of a sensible size. Raises UserError."""
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            _check_what_package_is(path, package)
            _check_sizes(path, parts)
            _check_pieces(path, package, parts)
    except _BROKEN_ZIP as error:
        raise damaged_workbook(path) from error


def damaged_workbook(path: Path) -> UserError:
    """A workbook that breaks off or contradicts itself."""
    return unreadable(path, "is damaged or is not an Excel workbook")


def _check_size(path: Path) -> None:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
        size = path.stat().st_size if is_file else 0
    except (OSError, ValueError) as error:
        raise unreadable(path, "could not be read", "Check its name, then try again.") from error
    if is_folder:
        raise UserError(f"{path.name} is a folder, not a file.", todo="Choose the file in it.")
    if not is_file:
        raise unreadable(path, "was not found", "Check its name and folder, then try again.")
    if size == 0:
        raise unreadable(path, "is empty")
    if size > MAX_FILE:
        raise _too_large(path)


def _too_large(path: Path) -> UserError:
    return unreadable(
        path, "is too large for a pupil list", "Export only the pupils and columns that are needed."
    )


def _kind_of_text(path: Path, head: bytes) -> Kind:
    for mark, words in _NAMED_FORMATS:
        if head.startswith(mark):
            raise unreadable(path, f"{words}, not a pupil list")
    text = _head_as_text(head)
    if _HTML.match(text):
        raise unreadable(path, "is a web page (HTML), whatever its name says")
    if _JSON.match(text):
        raise unreadable(path, "holds JSON, which is not a pupil list")
    return Kind.XML if text.startswith(("<?xml", "<!", "<")) else Kind.TEXT


def _head_as_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", errors="ignore")
    else:
        text = head.replace(b"\0", b"").decode("utf-8-sig", errors="ignore")
    return text.lstrip("\ufeff \t\r\n")


def _old_office_file(path: Path, data: bytes) -> UserError:
    if "EncryptedPackage".encode("utf-16-le") in data or _LOCKED_XLS.search(data):
        return has_password(path)
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return unreadable(path, "is an old Excel workbook (.xls)", SAVE_AS_XLSX)
    return unreadable(path, "is an old Office file, or is protected with a password", SAVE_AS_XLSX)


def _check_what_package_is(path: Path, package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise unreadable(path, "holds macros", "Save it as a plain Excel workbook (.xlsx), then try again.")
    if "xl/workbook.xml" in names:
        return
    if _is_locked_document(package, names):
        raise has_password(path)
    for start, words in _OTHER_PACKAGES:
        if any(name.startswith(start) for name in names):
            raise unreadable(path, words, SAVE_AS_XLSX)
    if "[Content_Types].xml" not in names:
        raise unreadable(path, "is a zip folder", "Unpack it and choose the pupil list in it.")


def _is_locked_document(package: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether an OpenDocument file is encrypted, part by part or (of late) as a whole."""
    if _MANIFEST not in names or package.getinfo(_MANIFEST).file_size > MAX_PART:
        return "encrypted-package" in names
    return b"encryption-data" in package.read(_MANIFEST)


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise has_password(path)
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _unpacks_too_large(path)
    if any(_is_oversized(part) for part in parts):
        raise _unpacks_too_large(path)


def _is_oversized(part: zipfile.ZipInfo) -> bool:
    is_packed_tight = part.file_size > 5 * MEGABYTE and part.file_size > _MAX_RATIO * max(
        part.compress_size, 1
    )
    is_table = part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
    is_read = part.filename.startswith(("xl/", "docProps/", "[Content")) and part.filename.endswith(
        (".xml", ".rels")
    )
    limit = MAX_SHEET if is_table else MAX_PART if is_read else MAX_UNPACKED
    return is_packed_tight or part.file_size > limit


def _check_pieces(path: Path, package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Rows and shared texts are read one at a time; a single endless one would fill the memory."""
    for part in parts:
        name = part.filename.lower()
        if name == "xl/sharedstrings.xml":
            count, longest = _pieces(package, part, _TEXT_BEGINS)
        elif name.startswith("xl/worksheets/") and part.file_size > MAX_PIECE:
            count, longest = 0, _pieces(package, part, _ROW_BEGINS)[1]
        else:
            continue
        if count > MAX_STRINGS or longest > MAX_PIECE:
            raise _unpacks_too_large(path)


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo, mark: re.Pattern[bytes]) -> tuple[int, int]:
    """How many pieces begin with a mark, and the bytes of the longest."""
    count = longest = current = 0
    with package.open(part) as stream:
        while block := stream.read(MEGABYTE):
            if part.file_size > MAX_PIECE and _LONG_ASIDE.search(block):
                return count, part.file_size
            last = 0
            for match in mark.finditer(block):
                count += 1
                longest = max(longest, current + match.start() - last)
                current, last = 0, match.start()
            current += len(block) - last
    return count, max(longest, current)


def _unpacks_too_large(path: Path) -> UserError:
    todo = f"Copy the pupils into a new workbook, or {EXPORT_AGAIN[0].lower()}{EXPORT_AGAIN[1:]}"
    return unreadable(path, "holds far more than a pupil list", todo)
