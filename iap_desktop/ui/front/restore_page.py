"""Bring a room back from a backup: look inside it first, then into a new folder, never over anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from iap_desktop.domain.dates import day_in_words
from iap_desktop.storage.rehearsing import Rehearsal
from iap_desktop.ui.front.parts import FrontPage, PathLine, row_of, said
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import PASSPHRASE, Field, Form

SUFFIX = ".iapbackup"
_WORDS = (
    "A backup opens with the passphrases of the day on which it was made, or with the recovery code. "
    "The room that you have now stays as it is."
)


class RestorePage(FrontPage):
    """Emits `look_wanted`, then `restore_wanted`, then `open_wanted` with the folder."""

    look_wanted = Signal(object, str)
    restore_wanted = Signal(object, object, str)
    open_wanted = Signal(object)
    called_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Restore a backup", 620, parent)
        self.setAcceptDrops(True)
        self._today = date.min
        self._found: Rehearsal | None = None
        self._restored: Path | None = None
        self.file = PathLine("The backup file", self._choose_file, "Choose…")
        self.file.line.setPlaceholderText("Drop the file here, or choose it")
        self.secret = Form(
            (Field("passphrase", "Passphrase of that day, or recovery code", PASSPHRASE, width=620),)
        )
        self.folder = PathLine("The new folder for the room", self._choose_folder, "Change…")
        self.inside = Card("What is in it")
        self.inside_words = said("")
        self.inside.add(self.inside_words)
        self._lay_out()
        self.file.edited.connect(self._on_file)
        self.secret.edited.connect(self._forget_look)
        for source in (self.file, self.secret, self.folder):
            source.submitted.connect(self._go_on)

    def _lay_out(self) -> None:
        self.go_on = button("Look inside", role="primary")
        self.back = button("Back")
        self.go_on.clicked.connect(self._go_on)
        self.back.clicked.connect(self.called_off)
        self.column.addWidget(said("Restore a backup", "title"))
        self.column.addWidget(said(_WORDS, "quiet"))
        for widget in (self.file, self.secret, self.inside, self.folder):
            self.column.addWidget(widget)
        self.column.addLayout(row_of(self.go_on, self.back))

    def ask(self, today: date, file: Path | None = None) -> None:
        """Begin anew, with a file where one is known."""
        self._today = today
        self.secret.set_values({"passphrase": None})
        self.file.set_path(file)
        self.file.show_problem("")
        self.folder.set_path(None)
        self._suggest_folder()
        self._restored = None
        self._forget_look()

    def focus_first(self) -> None:
        """The first thing that is missing."""
        (self.secret.field("passphrase") if self.file.path() else self.file.button).setFocus()

    def show_inside(self, found: Rehearsal) -> None:
        """The backup opens: say what is in it, and offer to restore it."""
        self._found = found
        last = found.last_step_at.astimezone()
        self.inside_words.setText(
            f"✓ It opens. {_counted(found.pupils, 'pupil')}, {_counted(found.marks, 'mark')}, "
            f"{_counted(found.people, 'colleague')}, last written {day_in_words(last.date())} {last:%H:%M}."
        )
        self.inside.show()
        self.folder.show()
        self.go_on.setText("Restore it")
        self.folder.line.setFocus()

    def show_restored(self, folder: Path) -> None:
        """It is done: offer to open the room."""
        self._restored = folder
        self.inside.set_heading("It is restored")
        self.inside_words.setText(f"✓ The room is in {folder}. Sign in with the passphrase of that day.")
        for widget in (self.file, self.secret, self.folder):
            widget.hide()
        self.go_on.setText("Open it now")
        self.go_on.setFocus()

    def refuse_passphrase(self, sentence: str) -> None:
        """Say that the passphrase is not of that day."""
        self.secret.show_problems({"passphrase": sentence})

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A backup file may be dropped anywhere on the page."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the file."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.file.set_path(path)
            self._on_file()

    def _go_on(self) -> None:
        file, secret, folder = self.file.path(), self.secret.value("passphrase"), self.folder.path()
        if self._restored is not None:
            self.open_wanted.emit(self._restored)
        elif file is None:
            self.file.show_problem("Choose the backup file first.")
            self.file.line.setFocus()
        elif not secret:
            self.secret.show_problems({"passphrase": "Type the passphrase of the day it was made."})
        elif self._found is None:
            self.look_wanted.emit(file, str(secret))
        elif folder is None:
            self.folder.show_problem("Choose a new folder.")
        else:
            self.restore_wanted.emit(file, folder, str(secret))

    def _on_file(self) -> None:
        self.folder.set_path(None)
        self._suggest_folder()
        self._forget_look()
        if _is_file(self.file.path()) and not self.secret.value("passphrase"):
            self.secret.field("passphrase").setFocus()

    def _suggest_folder(self) -> None:
        """Beside the room that the backup is from: "<room> restored 2026-11-23"; none for half a path."""
        file = self.file.path()
        if file is None or not _is_file(file) or self.folder.path() is not None:
            return
        room = file.parent.parent if file.parent.name == "backups" else file.with_suffix("")
        if room.name:
            self.folder.set_path(_free(room.with_name(f"{room.name} restored {self._today.isoformat()}")))

    def _forget_look(self) -> None:
        """Another file or passphrase: what was found inside does not count any more."""
        self._found = None
        self.inside.set_heading("What is in it")
        self.inside.hide()
        self.folder.hide()
        self.file.show()
        self.secret.show()
        self.go_on.setText("Look inside")

    def _choose_file(self, before: Path | None) -> Path | None:
        start = str(before.parent) if before is not None else ""
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a backup", start, f"Backups (*{SUFFIX})")
        return Path(chosen) if chosen else None

    def _choose_folder(self, before: Path | None) -> Path | None:
        start = str(before.parent) if before is not None else ""
        chosen = QFileDialog.getExistingDirectory(self, "Where is the new folder to be made?", start)
        name = before.name if before is not None else f"room restored {self._today.isoformat()}"
        return _free(Path(chosen) / name) if chosen else None


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return next((path for path in paths if path.suffix == SUFFIX), None)


def _is_file(path: Path | None) -> bool:
    try:
        return path is not None and path.is_file()
    except OSError:
        return False


def _free(folder: Path) -> Path:
    """The folder, or one with a number where it is there already."""
    number, found = 1, folder
    while found.exists():
        number += 1
        found = folder.with_name(f"{folder.name} {number}")
    return found


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else f'{noun}s'}"
