"""Step 3: the recovery sheet goes on paper and into the safe, and its file off the computer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox

from iap_desktop.services.people import SHEET_PENDING
from iap_desktop.system.files import translate_os_error
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.front.new_room.step import Step
from iap_desktop.ui.front.parts import row_of, said
from iap_desktop.ui.widgets.buttons import button

PENDING = SHEET_PENDING
_WHY = (
    "If every passphrase is forgotten, the code on this sheet is the only way into the room. "
    "Print it, seal it in an envelope and put it in the school safe, never beside this computer."
)


class SheetStep(Step):
    """Print the sheet, or do it later: then it is asked for again."""

    title = "The recovery sheet"
    short = "Recovery sheet"
    words = "One page, made for this room only."

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._sheet: Path | None = None
        self.state = said("", "quiet")
        self.print_button = button("Print it now…")
        self.open_button = button("Show it")
        self.is_safe = QCheckBox("It is printed and in the safe: take the file off this computer")
        self.print_button.clicked.connect(self.print_sheet)
        self.open_button.clicked.connect(self.open_sheet)
        self.is_safe.toggled.connect(self.changed)
        self.column.addWidget(said(_WHY))
        self.column.addLayout(row_of(self.print_button, self.open_button))
        self.column.addWidget(self.state)
        self.column.addWidget(self.is_safe)
        self.column.addWidget(
            said("Not now? You are asked again when you sign in, and Settings can make a new sheet.", "help")
        )

    def show_sheet(self, desk: Desk, sheet: Path | None) -> None:
        """The sheet of the room that is open; None where its file is gone already."""
        self._desk, self._sheet = desk, sheet
        is_there = sheet is not None and sheet.exists()
        for widget in (self.print_button, self.open_button, self.is_safe):
            widget.setEnabled(is_there)
        self.is_safe.setChecked(False)
        self.state.setText(f"Its file: {sheet}" if is_there else "Its file is off this computer.")

    def next_text(self) -> str:
        """Nobody is held up by a printer that is not there."""
        return "Print it later" if self.is_left_for_later() else "Next"

    def is_left_for_later(self) -> bool:
        """Whether the sheet is still to be printed."""
        return self.is_safe.isEnabled() and not self.is_safe.isChecked()

    def begin(self) -> None:
        """Printing comes first."""
        (self.print_button if self.print_button.isEnabled() else self.is_safe).setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Take the file away where the paper is in the safe; else remember to ask again."""
        if self._desk is None:
            return
        with self._desk.guarded():
            if self.is_safe.isChecked():
                self._remove()
            self._desk.remember(PENDING, str(self._sheet) if self._is_there() else None)
            then()

    def let_go(self) -> None:
        """The sheet belongs to the room."""
        self._desk = self._sheet = None

    def print_sheet(self) -> None:
        """Print the very page of the file."""
        from iap_desktop.ui.widgets.printing import print_pdf  # noqa: PLC0415 - slow to import

        if self._desk is None or self._sheet is None:
            return
        with self._desk.guarded():
            settings = self._desk.preference("printing") or {}
            pdf = _read(self._sheet)
            used = print_pdf(self.window(), pdf, "Recovery sheet", settings={**settings, "copies": 1})
            if used is not None:
                self.state.setText("It is on its way to the printer. Tick the box once it is in the safe.")
                self.is_safe.setFocus()

    def open_sheet(self) -> None:
        """Show the file with the computer's own viewer."""
        if self._sheet is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._sheet)))

    def _remove(self) -> None:
        if self._sheet is not None:
            try:
                self._sheet.unlink(missing_ok=True)
            except OSError as error:
                raise translate_os_error(error, self._sheet) from error

    def _is_there(self) -> bool:
        return self._sheet is not None and self._sheet.exists()


def _read(sheet: Path) -> bytes:
    try:
        return sheet.read_bytes()
    except OSError as error:
        raise translate_os_error(error, sheet, reading=True) from error
