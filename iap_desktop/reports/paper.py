"""The page that every sheet stands on: A4, 15 mm margins, one accent hairline, the same footer.

Sheets are drawn with `canvas` primitives instead of a flowing layout, since a print run of a whole room has
to be quick, and one page a pupil is a promise that only a measured layout keeps. Places are in points from
the top left corner of the sheet; a text's place is its base line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Literal, NamedTuple

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.registers import ROOM_RECORD
from iap_desktop.domain.weekly import Printing
from iap_desktop.reports.fonts import BOLD, FACES, REGULAR, face, readable, runs, width
from iap_desktop.reports.provenance import CREATOR

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN = 15 * MM
LEFT, RIGHT, TOP = MARGIN, PAGE_WIDTH - MARGIN, MARGIN
CONTENT_WIDTH = RIGHT - LEFT
FOOTER_TOP = PAGE_HEIGHT - MARGIN - 24
BODY = 10.0
LEADING = 1.38

Colour = tuple[float, float, float]
INK: Colour = (0.09, 0.12, 0.15)
QUIET: Colour = (0.18, 0.22, 0.26)  # lighter letters do not outlive a photocopier
LINE: Colour = INK  # paler lines do not outlive it either
HAIRLINE = 0.7
ACCENT: Colour = (0x0B / 255, 0x6E / 255, 0x69 / 255)

HANDLING = "Contains personal data \N{EN DASH} keep safe."
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
Align = Literal["left", "right", "centre"]


class Style(NamedTuple):
    """How a text looks: size in points, font, colour, and lines' distance as a multiple of the size."""

    size: float = BODY
    font: str = REGULAR
    colour: Colour = INK
    spacing: float = LEADING

    @property
    def leading(self) -> float:
        """Distance from one base line to the next, in points."""
        return self.size * self.spacing

    def width(self, text: str) -> float:
        """Width of `text` in points."""
        return width(text, self.size, self.font)

    def at(self, size: float) -> Style:
        """The same style at another size."""
        return self._replace(size=size)


PLAIN = Style()
STRONG = Style(font=BOLD)
SMALL = Style(size=8.5)
HEADING = Style(size=11, font=BOLD, colour=ACCENT)
FOOT = Style(size=8.5)


class _Picture(NamedTuple):
    name: str
    wide: int
    high: int


class Paper:
    """A document being drawn, page after page; the same calls always give the same bytes."""

    def __init__(self, title: str, made_at: datetime, *, duplex: bool = False) -> None:
        for name in FACES:
            face(name)
        self._bytes = BytesIO()
        self._canvas = Canvas(
            self._bytes,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,  # type: ignore[arg-type] # a name; its stub says a number
            lang="en-GB",
        )
        self._describe(title, made_at, duplex=duplex)
        self._text = self._canvas.beginText()
        self._ink: Colour | None = None
        self._pictures: dict[bytes, _Picture | None] = {}

    def _describe(self, title: str, made_at: datetime, *, duplex: bool) -> None:
        written_at = _pdf_date(made_at)
        self._canvas.setDateFormatter(lambda *_clock: written_at)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setCreator(CREATOR)
        self._canvas.setSubject("")
        self._canvas.setViewerPreference("PrintScaling", "None")
        self._canvas.setViewerPreference("Duplex", "DuplexFlipLongEdge" if duplex else "Simplex")

    def text(self, x: float, y: float, text: str, style: Style = PLAIN, align: Align = "left") -> None:
        """Write one line of text with its base line at `y`; `x` is the left end, right end or middle."""
        pieces = runs(text, style.font)
        if align != "left":
            taken = style.size * sum(piece.width for piece in pieces)
            x -= taken if align == "right" else taken / 2
        pen = self._text
        pen.setTextOrigin(x, PAGE_HEIGHT - y)
        if style.colour != self._ink:
            pen.setFillColorRGB(*style.colour)
            self._ink = style.colour
        for piece in pieces:
            pen.setFont(piece.font, style.size)
            pen.textOut(piece.text)

    def lines(self, x: float, y: float, lines: Sequence[str], style: Style = PLAIN) -> float:
        """Write lines one under another from the base line `y`; gives the base line that would follow."""
        for line in lines:
            self.text(x, y, line, style)
            y += style.leading
        return y

    def rule(
        self, y: float, *, colour: Colour = LINE, thickness: float = HAIRLINE, dashed: bool = False
    ) -> None:
        """Draw a hairline from margin to margin."""
        if dashed:
            self._canvas.setDash(3, 2)
        self.stroke([(LEFT, y, RIGHT, y)], colour=colour, thickness=thickness)
        if dashed:
            self._canvas.setDash()

    def stroke(
        self,
        segments: Sequence[tuple[float, float, float, float]],
        *,
        colour: Colour = LINE,
        thickness: float = HAIRLINE,
    ) -> None:
        """Draw straight lines, each from (x, y) to (x, y)."""
        canvas = self._canvas
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thickness)
        canvas.lines([(a, PAGE_HEIGHT - b, c, PAGE_HEIGHT - d) for a, b, c, d in segments])

    def picture(self, png: bytes, box: tuple[float, float, float, float]) -> float:
        """Draw a picture into `box` (right, top, widest, highest), at its right; gives the width it took.

        A picture that cannot be read is left out and takes no width: a spoilt logo stops no print run.
        """
        if png not in self._pictures:
            self._pictures[png] = self._kept_picture(png, f"picture{len(self._pictures) + 1}")
        picture = self._pictures[png]
        if picture is None:
            return 0.0
        right, top, widest, highest = box
        scale = min(widest / picture.wide, highest / picture.high)
        wide, high = picture.wide * scale, picture.high * scale
        self._canvas.saveState()
        self._canvas.translate(right - wide, PAGE_HEIGHT - top - high)
        self._canvas.scale(wide, high)
        self._canvas.doForm(picture.name)
        self._canvas.restoreState()
        return wide

    def _kept_picture(self, png: bytes, name: str) -> _Picture | None:
        """Put the picture into the document once, however many sheets show it."""
        reader = _readable_picture(png)
        if reader is None:
            return None
        self._canvas.beginForm(name, 0, 0, 1, 1)
        self._canvas.drawImage(reader, 0, 0, 1, 1, mask="auto")
        self._canvas.endForm()
        return _Picture(name, *reader.getSize())

    def footer(self, printing: Printing, page: str, handling: str = f"{ROOM_RECORD} {HANDLING}") -> None:
        """Write what stands at the foot of each sheet; `page` is "page 1 of 2" or what else it is."""
        self.rule(FOOTER_TOP)
        printed = f"printed by {printing.printed_by}, {moment(printing)}"
        first = f"{printing.copy_type} \N{MIDDLE DOT} {printed} \N{MIDDLE DOT} {page}"
        self.text(LEFT, FOOTER_TOP + 12, fitted(first, CONTENT_WIDTH, FOOT), FOOT)
        self.text(LEFT, FOOTER_TOP + 23, fitted(handling, CONTENT_WIDTH, FOOT), FOOT)

    def end_page(self) -> None:
        """Finish the page and begin the next."""
        self._canvas.drawText(self._text)
        self._canvas.showPage()
        self._text = self._canvas.beginText()
        self._ink = None

    def finished(self) -> bytes:
        """The document."""
        self._canvas.save()
        return self._bytes.getvalue()


def _pdf_date(at: datetime) -> str:
    """A moment as a PDF's properties name it, with its distance from UTC where it is known."""
    zone = f"{at:%z}"
    return f"D:{at:%Y%m%d%H%M%S}" + (f"{zone[:3]}'{zone[3:5]}'" if zone else "")


def moment(printing: Printing) -> str:
    """When it was printed, "Fri 20 Nov 2026 14:12"."""
    return f"{day_in_words(printing.printed_at.date())} {printing.printed_at:%H:%M}"


def fitted(text: str, room: float, style: Style) -> str:
    """`text`, or as much of it as `room` points hold with an ellipsis after it."""
    shown = readable(text)
    if style.width(shown) <= room:
        return shown
    short, long = 0, len(shown)
    while short < long:
        middle = (short + long + 1) // 2
        if style.width(shown[:middle].rstrip() + ELLIPSIS) <= room:
            short = middle
        else:
            long = middle - 1
    return shown[:short].rstrip() + ELLIPSIS


def shrunk(text: str, room: float, style: Style, smallest: float) -> Style:
    """`style` at the size at which `text` just fits into `room` points, never under `smallest`."""
    taken = style.width(text)
    return style if taken <= room else style.at(max(smallest, style.size * room / taken * 0.999))


def wrapped(text: str, room: float, style: Style) -> list[str]:
    """`text` in lines no wider than `room` points; its own line breaks stay, a word too long is parted.

    A no-break space holds its two words on one line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines.extend(_filled([word for word in readable(paragraph).split(" ") if word], room, style))
    return lines


def _filled(words: list[str], room: float, style: Style) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    taken = 0.0
    space = style.width(" ")
    for word in [part for whole in words for part in _parts(whole, room, style)]:
        needed = style.width(word)
        if line and taken + space + needed > room:
            lines.append(" ".join(line))
            line, taken = [], 0.0
        taken += needed + (space if line else 0.0)
        line.append(word)
    return [*lines, " ".join(line)]


def _parts(word: str, room: float, style: Style) -> list[str]:
    """The word, cut where a line of its own would not hold it."""
    if style.width(word) <= room:
        return [word]
    parts, part, taken = [], "", 0.0
    for char in word:
        needed = style.width(char)
        if part and taken + needed > room:
            parts.append(part)
            part, taken = "", 0.0
        part, taken = part + char, taken + needed
    return [*parts, part]


def _readable_picture(png: bytes) -> ImageReader | None:
    try:
        reader = ImageReader(BytesIO(png))
        reader.getRGBData()  # type: ignore[no-untyped-call] # decodes it, so that a torn file is found here
    except (OSError, ValueError, SyntaxError):
        return None
    return reader
