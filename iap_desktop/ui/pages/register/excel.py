"""The register as a workbook: which days, where to, and what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from iap_desktop.domain.dates import day_in_words, monday_of
from iap_desktop.domain.windows import half_term_window
from iap_desktop.services.school import calendar_of
from iap_desktop.storage.room import Room
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import FormDialog, Values
from iap_desktop.ui.runner import Progress
from iap_desktop.ui.widgets.form import CHOICE, DATE, Field

ChooseFile = Callable[[QWidget, Path], Path | None]
WEEK, HALF_TERM, DATES = "week", "half-term", "dates"
_FOLDER = "folder for papers"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A first and a last day, both included."""

    first: date
    last: date

    @property
    def file_name(self) -> str:
        """A file name without anybody's name."""
        return f"Register {self.first.isoformat()} to {self.last.isoformat()}.xlsx"


def choose_file(parent: QWidget, proposed: Path) -> Path | None:
    """Ask where to save; a file that is there already is never overwritten without being ours."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        "Save the register",
        str(proposed),
        "Excel workbook (*.xlsx)",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    if not chosen:
        return None
    return Path(chosen if chosen.casefold().endswith(".xlsx") else f"{chosen}.xlsx")


class ExcelDialog(FormDialog):
    """Asks for the days, then for the file, and leaves the writing to the worker."""

    def __init__(self, desk: Desk, parent: QWidget, choose: ChooseFile = choose_file) -> None:
        self._stretches = _stretches(desk)
        self._choose = choose
        week = self._stretches[WEEK]
        super().__init__(
            desk,
            "Register to Excel",
            _fields(self._stretches),
            self.on_save,
            place="register/excel",
            values={"stretch": WEEK, "first": week.first, "last": week.last},
            save_text="Choose where to save",
            parent=parent,
        )
        self.desk = desk
        self.finished.connect(self.deleteLater)
        self.form.edited.connect(self.on_edited)
        self.on_edited()

    def on_edited(self) -> None:
        """The days follow the stretch chosen; they can be typed for "other dates" only."""
        stretch = self._stretches.get(str(self.form.value("stretch")))
        shown = ("stretch",) if stretch is not None else ("stretch", "first", "last")
        self.form.show_only(shown)

    def on_save(self, values: Values) -> bool:
        """Write the workbook on the worker; False where the days make no sense or no file was chosen."""
        stretch = self._stretches.get(str(values["stretch"])) or self._typed(values)
        if stretch is None:
            self.form.show_problems({"last": "The last day is before the first."})
            return False
        kept = self.desk.preference(_FOLDER)
        folder = Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else documents()
        path = self._choose(self, folder / stretch.file_name)
        if path is None:
            return False
        self.desk.remember(_FOLDER, str(path.parent))
        write(self.desk, stretch, path)
        return True

    @staticmethod
    def _typed(values: Values) -> Stretch | None:
        first, last = values["first"], values["last"]
        if isinstance(first, date) and isinstance(last, date) and first <= last:
            return Stretch(first, last)
        return None


def write(desk: Desk, stretch: Stretch, path: Path) -> None:
    """Write the workbook beside the window's work, and say where it is."""

    def work(room: Room, progress: Progress) -> Path:
        from iap_desktop.services.papers import write_register  # noqa: PLC0415 - loads the workbook writer

        progress.tell(0, 0, "Writing the register")
        return write_register(room, stretch.first, stretch.last, path)

    def on_done(written: Path) -> None:
        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(written.parent)))

        desk.feedback.toast(written_words(path, written), "Open the folder", show_folder, is_notice=True)

    desk.run_reading("Writing the register", work, on_done, can_cancel=False)


def written_words(wanted: Path, written: Path) -> str:
    """What was written; where the name was taken, also why it is another."""
    if written == wanted:
        return f"Saved: {written.name}"
    return f"{wanted.name} was there already or open elsewhere, so it is saved as {written.name}"


def documents() -> Path:
    """Where a person keeps documents."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found else Path.home()


def _stretches(desk: Desk) -> dict[str, Stretch]:
    monday = monday_of(desk.on)
    found = {WEEK: Stretch(monday, monday + timedelta(days=4))}
    half_term = half_term_window(calendar_of(desk.room), desk.on)
    if half_term is not None:
        found[HALF_TERM] = Stretch(half_term.first, half_term.last)
    return found


def _fields(stretches: dict[str, Stretch]) -> tuple[Field, ...]:
    titles = {WEEK: "The week", HALF_TERM: "The half-term"}
    choices = [
        (name, f"{titles[name]}: {day_in_words(one.first)} to {day_in_words(one.last)}")
        for name, one in stretches.items()
    ]
    return (
        Field("stretch", "Which days", CHOICE, is_required=True, choices=(*choices, (DATES, "Other dates"))),
        Field("first", "First day", DATE, is_required=True),
        Field("last", "Last day", DATE, is_required=True),
    )
