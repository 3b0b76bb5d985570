"""The finished pages of a PDF as pictures and words, so that a preview shows the very pages that print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from iap_desktop.reports.pdfium import PdfDocument, opened


class PageImage(NamedTuple):
    """One page as pixels: three bytes (red, green, blue) each, rows of `stride` bytes from the top."""

    width: int
    height: int
    stride: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    """The number of pages of a PDF."""
    with opened(pdf) as document:
        return len(document)


def page_images(pdf: bytes, *, dpi: int) -> Iterator[PageImage]:
    """Each page as a picture with `dpi` dots an inch, drawn when it is asked for."""
    for number in range(page_count(pdf)):
        yield page_image(pdf, number, dpi=dpi)


def page_image(pdf: bytes, number: int, *, dpi: float) -> PageImage:
    """The page `number`, the first being 0, as a picture."""
    with opened(pdf) as document:
        return _image(document, number, dpi)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points, 72 to an inch."""
    with opened(pdf) as document:
        return [document.get_page_size(number) for number in range(len(document))]


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in the order in which it was drawn."""
    with opened(pdf) as document:
        return [_text(document, number) for number in range(len(document))]


def _image(document: PdfDocument, number: int, dpi: float) -> PageImage:
    with (
        closing(document[number]) as page,
        closing(page.render(scale=dpi / 72, rev_byteorder=True)) as bitmap,
    ):
        return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def _text(document: PdfDocument, number: int) -> str:
    with closing(document[number]) as page, closing(page.get_textpage()) as words:
        return str(words.get_text_bounded())
