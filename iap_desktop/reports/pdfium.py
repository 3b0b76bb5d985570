"""The one way to PDFium, because it may be in use on one thread at a time, or it takes the program down.

The window paints a page while a worker draws, prints or saves others: each waits here for the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from pypdfium2 import PdfDocument, PdfiumError

__all__ = ["PdfDocument", "PdfiumError", "opened"]

_turn = Lock()


@contextmanager
def opened(pdf: bytes | Path) -> Iterator[PdfDocument]:
    """A PDF, open while nobody else uses PDFium: everything that is asked of it is asked inside."""
    with _turn, closing(PdfDocument(pdf)) as document:
        yield document
