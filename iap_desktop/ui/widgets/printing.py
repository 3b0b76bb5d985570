"""Printing sends the very pages of the preview, one sheet side a page, and says in words when it cannot.

`ask_printer` is Qt's own dialog with duplex and copies as they were last time; `paint_pages` does the work
and may run beside the window, with progress and Cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from iap_desktop.system.errors import UserError
from iap_desktop.ui.widgets.pdf_pages import page_picture

DPI = 300
_DUPLEX = {
    "one side": QPrinter.DuplexMode.DuplexNone,
    "long side": QPrinter.DuplexMode.DuplexLongSide,
    "short side": QPrinter.DuplexMode.DuplexShortSide,
}
_INSTEAD = "Save it as a PDF instead, and print it from another computer."
ShouldStop = Callable[[], bool]
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A printer that somebody chose, and the settings to remember for the next time."""

    printer: QPrinter
    settings: dict[str, Any]


def print_pdf(
    parent: QWidget | None,
    pdf: bytes,
    title: str,
    *,
    settings: Mapping[str, Any],
    should_stop: ShouldStop = lambda: False,
    tell: Tell = lambda _done, _total: None,
) -> dict[str, Any] | None:
    """Ask for a printer and print; the settings to remember, None where it was called off.

    Raises UserError where there is no printer or it fails.
    """
    asked = ask_printer(parent, pdf, title, settings=settings)
    if asked is None:
        return None
    paint_pages(asked.printer, pdf, should_stop, tell)
    return asked.settings


def ask_printer(
    parent: QWidget | None, pdf: bytes, title: str, *, settings: Mapping[str, Any]
) -> Asked | None:
    """Show the print dialog; None where it was called off. Raises UserError where there is no printer."""
    if not QPrinterInfo.availablePrinterNames():
        raise UserError("No printer is set up on this computer.", "Nothing was printed.", _INSTEAD)
    printer = new_printer(title, settings)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Print: {title}")
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.setMinMax(1, len(_page_sizes(pdf)))
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return Asked(printer, settings_of(printer, settings))


def new_printer(title: str, settings: Mapping[str, Any]) -> QPrinter:
    """A printer for A4, both sides along the long edge, or as `settings` say."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if (name := settings.get("printer")) in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(str(name))
    printer.setDocName(title)
    printer.setResolution(DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDuplex(_DUPLEX.get(str(settings.get("duplex")), QPrinter.DuplexMode.DuplexLongSide))
    copies = settings.get("copies")
    printer.setCopyCount(copies if isinstance(copies, int) and 1 <= copies <= 99 else 1)
    return printer


def settings_of(printer: QPrinter, before: Mapping[str, Any]) -> dict[str, Any]:
    """What to remember of a printer, as JSON can keep it; a file in its place has no sides, so they stay."""
    found: dict[str, Any] = {**before, "copies": printer.copyCount()}
    if printer.outputFormat() == QPrinter.OutputFormat.NativeFormat:
        sides = [words for words, mode in _DUPLEX.items() if mode == printer.duplex()]
        found |= {"printer": printer.printerName(), "duplex": sides[0] if sides else "one side"}
    return found


def paint_pages(printer: QPrinter, pdf: bytes, should_stop: ShouldStop, tell: Tell) -> int:
    """Draw the pages asked for, each on one page of the printer; how many were sent.

    Stops between two pages where `should_stop` says so. Raises UserError where the printer fails.
    """
    sizes = _page_sizes(pdf)
    wanted = _wanted_pages(printer, len(sizes))
    painter = QPainter()
    try:
        return _paint(painter, printer, pdf, [(place, sizes[place]) for place in wanted], should_stop, tell)
    finally:
        if painter.isActive():
            painter.end()


def _paint(
    painter: QPainter,
    printer: QPrinter,
    pdf: bytes,
    wanted: list[tuple[int, tuple[float, float]]],
    should_stop: ShouldStop,
    tell: Tell,
) -> int:
    for done, (place, size) in enumerate(wanted):
        if should_stop():
            printer.abort()
            return done
        _turn(printer, size)
        is_ready = painter.begin(printer) if done == 0 else printer.newPage()
        if not is_ready:
            raise _failed(done)
        painter.drawImage(_target(printer, size), page_picture(pdf, place, DPI))
        tell(done + 1, len(wanted))
    if printer.printerState() == QPrinter.PrinterState.Error or not painter.end():
        raise _failed(len(wanted))
    return len(wanted)


def _failed(done: int) -> UserError:
    safe = "Nothing was printed." if done == 0 else f"{done} of its pages may have been printed."
    todo = f"See that it is on and has paper. {_INSTEAD}"
    return UserError("The printer did not take the pages.", safe, todo)


def _wanted_pages(printer: QPrinter, count: int) -> list[int]:
    """The pages in the range chosen, as often as the printer cannot repeat them itself."""
    first, last = 0, count
    if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage() > 0:
        first, last = printer.fromPage() - 1, min(printer.toPage(), count)
    repeats = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return list(range(first, last)) * repeats


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    is_wide = size[0] > size[1]
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    )


def _target(printer: QPrinter, size: tuple[float, float]) -> QRectF:
    """The page at its true size; smaller only where the paper is."""
    paper: QRectF = printer.paperRect(QPrinter.Unit.DevicePixel)
    wanted = QSizeF(size[0] * DPI / 72, size[1] * DPI / 72) * (printer.resolution() / DPI)
    shrink = min(1.0, paper.width() / wanted.width(), paper.height() / wanted.height())
    width, height = wanted.width() * shrink, wanted.height() * shrink
    return QRectF((paper.width() - width) / 2, (paper.height() - height) / 2, width, height)


def _page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    from iap_desktop.reports.pages import page_sizes  # noqa: PLC0415 - the library waits until it is needed

    return page_sizes(pdf)
