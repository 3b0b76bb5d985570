"""Summaries against bare canvas drawing, the register workbook against bare write-only openpyxl."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Literal

import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from iap_desktop.domain.register_book import RegisterBook
from iap_desktop.domain.weekly import Printing, WeeklySummary
from iap_desktop.reports import register_workbook as register
from iap_desktop.reports.paper import PLAIN, Paper, Style
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from tests.bench.floors import Ratio, cpu

Align = Literal["left", "right", "centre"]
Drawn = tuple[float, float, str, Style] | list[tuple[float, float, float, float]] | None


def summaries_ratio(summaries: Sequence[WeeklySummary], printing: Printing) -> Ratio:
    """CPU of our sheets against the same strings and lines drawn on a bare canvas in the same fonts."""
    with _recorded() as drawn:
        weekly_summary_pdf(summaries, printing)
    ours, floor = cpu(lambda: weekly_summary_pdf(summaries, printing), lambda: _draw_bare(drawn))
    return Ratio(f"{len(summaries)} summaries / bare canvas", ours, floor, 4.0)


def libreoffice_ratio(summaries: Sequence[WeeklySummary], printing: Printing) -> Ratio | None:
    """Elapsed time against LibreOffice converting a document of as many pages; None where it is missing."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.fodt"
        source.write_text(_document(len(summaries)), encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        floor = min(
            _elapsed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(2)
        )
    ours = _elapsed(lambda: weekly_summary_pdf(summaries, printing))
    return Ratio(f"{len(summaries)} summaries / LibreOffice converting as many pages", ours, floor, 1.0)


def register_ratio(book: RegisterBook) -> Ratio:
    """CPU of our workbook against the same cells in a bare write-only workbook."""
    rows = len(book.sessions) + len(book.periods)
    ours, floor = cpu(lambda: register.register_workbook(book), lambda: _bare_workbook(book), rounds=3)
    return Ratio(f"register of {rows} rows / bare write-only openpyxl", ours, floor, 1.5)


def of_rows(book: RegisterBook, count: int) -> RegisterBook:
    """A book cut or repeated to `count` rows, half of them sessions."""
    half = count // 2
    sessions = tuple(islice(cycle(book.sessions), half))
    return replace(book, sessions=sessions, periods=tuple(islice(cycle(book.periods), half)))


@contextmanager
def _recorded() -> Iterator[list[Drawn]]:
    drawn: list[Drawn] = []
    text, stroke, end_page = Paper.text, Paper.stroke, Paper.end_page

    def note_text(
        self: Paper, x: float, y: float, words: str, style: Style = PLAIN, align: Align = "left"
    ) -> None:
        drawn.append((x, y, words, style))
        text(self, x, y, words, style, align)

    def note_stroke(self: Paper, segments: Any, **options: Any) -> None:  # noqa: ANN401
        drawn.append(list(segments))
        stroke(self, segments, **options)

    def note_end(self: Paper) -> None:
        drawn.append(None)
        end_page(self)

    Paper.text, Paper.stroke, Paper.end_page = note_text, note_stroke, note_end  # type: ignore[method-assign,assignment]
    try:
        yield drawn
    finally:
        Paper.text, Paper.stroke, Paper.end_page = text, stroke, end_page  # type: ignore[method-assign]


def _draw_bare(drawn: Sequence[Drawn]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for item in drawn:
        if item is None:
            canvas.showPage()
        elif isinstance(item, list):
            for left, top, right, bottom in item:
                canvas.line(left, A4[1] - top, right, A4[1] - bottom)
        else:
            x, y, words, style = item
            canvas.setFont(style.font, style.size)
            canvas.drawString(x, A4[1] - y, words)
    canvas.save()
    return out.getvalue()


def _bare_workbook(book: RegisterBook) -> bytes:
    workbook = openpyxl.Workbook(write_only=True)
    for name, rows, values in _sheets(book):
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(values(row))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _sheets(book: RegisterBook) -> list[tuple[str, Sequence[Any], Callable[[Any], Sequence[Any]]]]:
    return [
        ("Sessions", book.sessions, register._session_values),
        ("Periods", book.periods, register._period_values),
        ("Totals", book.totals, register._totals_values),
    ]


def _document(pages: int) -> str:
    line = (
        "<text:p>A line of a document as long as most lines of a weekly summary are, more or less.</text:p>"
    )
    page = line * 40 + '<text:p text:style-name="Break"/>'
    return (
        '<?xml version="1.0"?><office:document '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.text" office:version="1.2">'
        '<office:automatic-styles><style:style style:name="Break" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles>'
        f"<office:body><office:text>{page * pages}</office:text></office:body></office:document>"
    )


def _elapsed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
