"""How the summaries leave the room: to the printer or into files, beside the window, counted at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.services.week_papers import Sheets, week_sheets
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.reports.words import ended, summaries
from iap_desktop.ui.runner import Progress
from iap_desktop.ui.widgets.printing import Asked, ask_printer, paint_pages

if TYPE_CHECKING:  # writing is slow to import and waits for the worker
    from iap_desktop.services.papers import Written

_LOCKED = "Nothing was printed, because the window was locked. Print again."
PRINTING, FOLDER = "printing", "papers folder"


@dataclass(frozen=True, slots=True)
class Which:
    """Whose sheets of which week, in which copy; `is_everybody` where nobody of the week is left out."""

    monday: date
    pupil_ids: tuple[int, ...]
    copy_type: str
    is_everybody: bool = False


class PrintRun(QObject):
    """Draws the sheets, asks for the printer, and sends the very pages."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.ask: Callable[..., Asked | None] = ask_printer

    def start(self, which: Which) -> None:
        """Draw the sheets; the print dialog follows."""
        self._desk.run_reading(
            f"Drawing {summaries(len(which.pupil_ids))}",
            lambda room, _: week_sheets(room, which.monday, which.pupil_ids, which.copy_type),
            lambda sheets: QTimer.singleShot(0, self, lambda: self._ask(which, sheets)),
            is_quiet=True,
        )

    def _ask(self, which: Which, sheets: Sheets) -> None:
        """Ask for the printer. A range of pages means the whole sheets of the pupils on them."""
        if self._is_locked():
            return
        title = f"Weekly summaries, {day_in_words(which.monday)}"
        kept: dict[str, Any] = self._desk.preference(PRINTING, {})
        with self._desk.guarded():
            asked = self.ask(self._page.window(), sheets.pdf, title, settings=kept)
            if asked is None or self._is_locked():
                return
            self._desk.remember(PRINTING, asked.settings)
            self._print(_narrowed(which, sheets, asked.printer), asked.printer)

    def _is_locked(self) -> bool:
        """In front of a locked window nobody prints; the system's own dialog may outlast a lock."""
        feedback = self._desk.feedback
        if feedback.is_held:
            feedback.toast(_LOCKED)
        return feedback.is_held

    def _print(self, which: Which, printer: QPrinter) -> None:
        self._desk.run_reading(
            f"Printing {summaries(len(which.pupil_ids))}",
            lambda room, progress: _print(room, which, printer, progress),
            lambda done: self._say(done, len(which.pupil_ids)),
        )

    def _say(self, done: int, expected: int) -> None:
        if done == expected:
            self._desk.feedback.toast(f"{ended(done, expected, 'printed')}.")
        else:
            words = f"Printing was stopped. At most {ended(done, expected, 'may still come out')}."
            self._desk.feedback.toast(words, is_notice=True)


class SaveRun(QObject):
    """Asks for a folder and writes one file a pupil and, for several, one of all."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.ask: Callable[[QWidget, str, Callable[[str], None]], None] = ask_folder

    def start(self, which: Which) -> None:
        """Ask for the folder; writing follows."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kept = Path(str(self._desk.preference(FOLDER, documents)))
        start = kept if kept.is_dir() else Path.home()
        self.ask(self._page.window(), str(start), lambda folder: self._save(which, Path(folder)))

    def _save(self, which: Which, folder: Path) -> None:
        self._desk.run_reading(
            f"Saving {summaries(len(which.pupil_ids))}",
            lambda room, progress: _save(room, which, folder, progress),
            lambda written: self._say(written, folder),
        )

    def _say(self, written: Written, folder: Path) -> None:
        self._desk.remember(FOLDER, str(folder))
        words = f"{ended(written.count, written.expected, 'saved')} in {folder.name or folder}."
        if written.problems:
            failed = UserError(words, "What was saved is whole.", "\n".join(written.problems))
            self._desk.feedback.show_error(failed, (("Open folder", lambda: open_folder(folder)),))
            return
        stopped = "Saving was stopped. " if written.is_stopped else ""
        self._desk.feedback.toast(
            f"{stopped}{words}", "Open folder", lambda: open_folder(folder), is_notice=written.is_stopped
        )


def ask_folder(parent: QWidget, start: str, then: Callable[[str], None]) -> None:
    """Let somebody choose a folder; nothing happens where that is called off."""
    dialog = QFileDialog(parent, "Save the weekly summaries in", start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Save here")
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def open_folder(folder: Path) -> None:
    """Show a folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _narrowed(which: Which, sheets: Sheets, printer: QPrinter) -> Which:
    if printer.printRange() != QPrinter.PrintRange.PageRange or printer.fromPage() < 1:
        return which
    wanted = sheets.pupils_on(printer.fromPage(), printer.toPage())
    printer.setPrintRange(QPrinter.PrintRange.AllPages)
    return replace(which, pupil_ids=wanted)


def _print(room: Room, which: Which, printer: QPrinter, progress: Progress) -> int:
    """Send the sheets, each pupil's on paper of their own; how many pupils' were sent."""
    is_duplex = printer.duplex() != QPrinter.DuplexMode.DuplexNone
    sheets = week_sheets(room, which.monday, which.pupil_ids, which.copy_type, duplex=is_duplex)
    pages = paint_pages(
        printer,
        sheets.pdf,
        progress.should_stop,
        lambda page, _pages: progress.tell(sheets.count_until(page), sheets.count),
    )
    return sheets.count_until(pages)


def _save(room: Room, which: Which, folder: Path, progress: Progress) -> Written:
    from iap_desktop.services.papers import write_weekly_summaries  # noqa: PLC0415 - slow to import

    return write_weekly_summaries(
        room,
        which.monday,
        folder,
        pupil_ids=None if which.is_everybody else which.pupil_ids,
        copy_type=which.copy_type,
        progress=progress.tell,
        should_stop=progress.should_stop,
    )
