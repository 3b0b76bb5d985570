"""Whether a file is a paper of ours that nobody has changed since: only such a one may be written anew.

Staff fill in, sign and comment a sheet or a register in other programs, and any file may bear the name
that an export is given. So what is not surely ours counts as somebody's work.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import fromstring

CREATOR = "IAP Desktop"

_LONGEST_PROPERTIES = 100_000
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_NO_WORKBOOK = (OSError, BadZipFile, KeyError, ValueError, RuntimeError, EOFError, SyntaxError, zlib.error)


def is_untouched_paper(path: Path) -> bool:
    """Whether `path` is a PDF or workbook that this program wrote and no other has saved since.

    Both say so themselves: they name us as their creator, and were last changed when they were made.
    False too for what is missing, cannot be read or is of another kind.
    """
    kind = path.suffix.casefold()
    if not path.is_file():
        return False
    return _is_our_pdf(path) if kind == ".pdf" else kind == ".xlsx" and _is_our_workbook(path)


def _is_our_pdf(path: Path) -> bool:
    # slow to import, and needed only where a file is in the way
    from iap_desktop.reports.pdfium import PdfiumError, opened  # noqa: PLC0415

    try:
        with opened(path) as document:
            told = document.get_metadata_dict()
    except (OSError, PdfiumError):
        return False
    return bool(told["Creator"] == CREATOR and told["CreationDate"] == told["ModDate"])


def _is_our_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            told = fromstring(part.read(_LONGEST_PROPERTIES))
    except _NO_WORKBOOK:
        return False
    is_ours = _text(told, f"{_DUBLIN_CORE}creator") == CREATOR
    is_as_made = _text(told, f"{_TERMS}created") == _text(told, f"{_TERMS}modified")
    return is_ours and is_as_made and not _text(told, f"{_CORE}lastModifiedBy")


def _text(told: Element, name: str) -> str:
    return told.findtext(name) or ""
