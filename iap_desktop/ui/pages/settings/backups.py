"""Backups: the last one, one more now, a trial that opens one, a restore beside the room, a second copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from iap_desktop.domain.school import SettingKind
from iap_desktop.services import backups, rooms
from iap_desktop.services.backup_pages import (
    BackupPage,
    age_in_words,
    backup_page,
    copy_name,
    moment_in_words,
    rehearsal_in_words,
    second_folder_in_words,
    size_in_words,
    suffix,
)
from iap_desktop.services.backups import ListedBackup, MadeBackup
from iap_desktop.services.school import SetSettings
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import Values
from iap_desktop.ui.page import KeyHelp, Primary
from iap_desktop.ui.pages.settings.section import Section, act, buttons, choose_first, fit_rows, words
from iap_desktop.ui.pages.settings.working import Work, WorkDialog
from iap_desktop.ui.widgets.card import Card
from iap_desktop.ui.widgets.form import PASSPHRASE, Field
from iap_desktop.ui.widgets.table import Column, Table
from iap_desktop.ui.window import Window

MORE = "\N{HORIZONTAL ELLIPSIS}"
_PASSPHRASE = Field(
    "passphrase",
    "A passphrase that opened the room then",
    PASSPHRASE,
    is_required=True,
    help="Or the recovery code that was in force then.",
)


def _made_words(row: ListedBackup) -> str:
    made = moment_in_words(row.made_at)
    return f"{made} (newest)" if row.is_newest else made


COLUMNS: tuple[Column[ListedBackup], ...] = (
    Column("Made", _made_words, sort_key=lambda row: row.made_at, is_bold=True),
    Column(
        "Size",
        lambda row: size_in_words(row.size_bytes),
        sort_key=lambda row: row.size_bytes,
        width=120,
        is_right_aligned=True,
    ),
)


class BackupsSection(Section):
    """The list with its acts, and the folder for second copies."""

    name = "backups"
    title = "Backups"
    guide = "backups"
    explains = (
        "A backup is made by itself within an hour of what you write, and when the window closes. "
        "Each one is opened and checked before it counts."
    )
    tables = frozenset({"setting", "staff", "staff_name", "key_event"})
    key_help = (KeyHelp("Enter", "Try the backup chosen"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._folder = ""
        self.last = words("", "heading")
        self.failed = words("", "notice")
        self.result = words("", "good")
        self.result.hide()
        self.table: Table[ListedBackup] = Table(
            COLUMNS,
            name="backups",
            accessible_name="Backups of the room",
            key=lambda row: row.path,
            empty_text="No backup yet. \u201cMake one now\u201d makes the first.",
        )
        self.table.activated.connect(lambda _: self.try_chosen())
        self.table.selected.connect(self._enable)
        self.remember_table(self.table)
        self.try_button = act(f"Try it{MORE}", self.try_chosen, spoken="Try the backup chosen")
        self.restore_button = act(f"Restore into a new folder{MORE}", self.on_restore)
        self.try_file_button = act(f"Try one from a stick{MORE}", self.on_try_file)
        self.copy_button = act(f"Copy one to{MORE}", self.on_copy, spoken="Make a backup into another folder")
        for part in (
            self.last,
            self.failed,
            self.table,
            buttons(self.try_button, self.restore_button, self.try_file_button, self.copy_button),
            self.result,
            self._second_card(),
        ):
            self.column.addWidget(part)
        self.column.addStretch(1)
        desk.runner.ended.connect(self.on_work_ended)

    def load(self) -> BackupPage:
        """Read the folder."""
        return backup_page(self.desk.room)

    def fill(self, value: Any) -> None:  # noqa: ANN401 - BackupPage
        """Paint it."""
        self.say_who_for_folder()
        self.table.set_rows(value.listed)
        fit_rows(self.table, least=2, most=8)
        choose_first(self.table)
        self.last.setText(self._last_words(value))
        self.failed.setText(f"\N{WARNING SIGN} {value.failure}")
        self.failed.setVisible(bool(value.failure))
        if value.second_folder != self._folder or not self.second_state.text():
            self._folder = value.second_folder
            self._look_for_second()
        self.second.setText(value.second_folder or "None yet. A stick or a share keeps a copy elsewhere.")
        self.clear_button.setVisible(bool(value.second_folder))
        self._enable()

    def first(self) -> QWidget:
        """The list."""
        return self.table

    def primary(self) -> Primary | None:
        """Make one now."""
        return None if self.desk.room.is_read_only else Primary("Make one now", self.make_now)

    def on_work_ended(self) -> None:
        """A backup made beside the work is on the list at once."""
        if self.isVisible():
            self.fill(self.load())

    def make_now(self) -> None:
        """Make a backup on the worker."""
        room = self.desk.room
        self.desk.run("Making a backup", lambda _: backups.back_up_now(room), self._made, can_cancel=False)

    def copy_to(self, folder: Path) -> None:
        """Make a backup into a folder of somebody's choice."""
        room, target = self.desk.room, folder / copy_name(self.desk.now)
        self.desk.run(
            "Copying a backup", lambda _: backups.back_up_now(room, target), self._made, can_cancel=False
        )

    def try_chosen(self) -> WorkDialog | None:
        """Try the backup chosen."""
        row = self.table.current_row()
        return None if row is None else self.try_backup(row.path)

    def try_backup(self, path: Path) -> WorkDialog:
        """Open a backup apart from everything and count what it holds."""

        def work(values: Values) -> Work:
            passphrase = str(values["passphrase"])
            return lambda _: backups.rehearse(path, passphrase)

        return self._dialog(
            "Try a backup",
            (_PASSPHRASE,),
            work,
            self._tried,
            place="backups/try",
            save_text="Try it",
            explains="It is opened apart from the room, counted, and put away again. Nothing is changed.",
            busy_words="Opening the backup",
        )

    def restore(self, path: Path, parent: Path) -> WorkDialog:
        """Put a backup into a new folder, never over this room."""

        def work(values: Values) -> Work:
            folder, passphrase = parent / str(values["name"]), str(values["passphrase"])

            def restored(_progress: object) -> tuple[Path, str | None]:
                return folder, rooms.restore_room(path, folder, passphrase)

            return restored

        name = f"{self.desk.room.folder.name} restored {self.desk.today:%Y-%m-%d}"
        return self._dialog(
            "Restore a backup into a new folder",
            (Field("name", "Name of the new folder", is_required=True), _PASSPHRASE),
            work,
            self._restored,
            place="backups/restore",
            save_text="Restore",
            explains=f"The new folder is made in {parent}. This room stays as it is.",
            busy_words="Restoring",
            values={"name": name},
        )

    def set_second_folder(self, folder: str) -> None:
        """Copy each backup to this folder from now on; "" for none."""
        said = f"Backups are copied to {folder}" if folder else "Backups are no longer copied elsewhere"
        self.desk.do(SetSettings({SettingKind.SECOND_BACKUP_FOLDER: folder}, self.desk.today), said=said)

    # Files and folders are asked for.

    def on_restore(self) -> None:
        """Ask where to, then restore the one chosen."""
        row = self.table.current_row()
        folder = self._ask_folder("Where is the new folder to be?", self.desk.room.folder.parent)
        if row is not None and folder is not None:
            self.restore(row.path, folder)

    def on_try_file(self) -> None:
        """Ask for a file, then try it."""
        path, _ = QFileDialog.getOpenFileName(self, "Try a backup", self._folder, f"Backups (*{suffix()})")
        if path:
            self.try_backup(Path(path))

    def on_copy(self) -> None:
        """Ask where to, then make one there."""
        folder = self._ask_folder("Copy a backup to", Path.home())
        if folder is not None:
            self.copy_to(folder)

    def on_choose_second(self) -> None:
        """Ask for the folder for second copies."""
        folder = self._ask_folder("Folder for a second copy of each backup", Path.home())
        if folder is not None:
            self.set_second_folder(str(folder))

    def _ask_folder(self, title: str, start: Path) -> Path | None:
        found = QFileDialog.getExistingDirectory(self, title, str(start))
        return Path(found) if found else None

    # What came of it.

    def _made(self, made: MadeBackup) -> None:
        backups.note_backup(self.desk.room, made)
        self.say(f"A copy is in {made.path}" if made.is_elsewhere else "A backup is made and checked")
        window = self.window()
        if isinstance(window, Window):
            window.on_minute()
        page: BackupPage = self.load()
        self.fill(page)
        newest = next((row.path for row in page.listed if row.is_newest), None)
        if newest is not None:  # what was just made is what somebody wants to try
            self.table.select_key(newest)

    def _tried(self, found: Any) -> None:  # noqa: ANN401 - a Rehearsal
        self._show_result(rehearsal_in_words(found))

    def _restored(self, result: tuple[Path, str | None]) -> None:
        folder, notice = result
        words_ = f"The backup is restored into {folder}. Open it with \u201cOpen a room\u201d at the start."
        self._show_result(f"{words_} {notice}" if notice else words_)

    def _show_result(self, text: str) -> None:
        self.result.setText(f"\N{CHECK MARK} {text}")
        self.result.show()
        self.desk.feedback.toast(text)

    def _last_words(self, page: BackupPage) -> str:
        if not page.listed:
            return "There is no backup of this room yet."
        made_at = page.listed[0].made_at
        return f"Last good backup: {moment_in_words(made_at)}, {age_in_words(made_at, self.desk.now)}"

    def _look_for_second(self) -> None:
        """A share that is gone may take seconds to say so: the worker looks."""
        folder = self._folder
        self.second_state.setText("Looking for it" if folder else " ")
        self.second_state.setVisible(bool(folder))
        if folder:
            self.desk.run(
                "Looking for the second folder",
                lambda _: second_folder_in_words(folder),
                self.second_state.setText,
                is_quiet=True,
            )

    def say_who_for_folder(self) -> None:
        """Only the folder is the lead's; backups are everybody's."""
        self._second_buttons.setVisible(self.may_lead)
        self._second_note.setVisible(not self.may_lead)

    def _enable(self) -> None:
        is_chosen = self.table.current_row() is not None
        for one in (self.try_button, self.restore_button):
            one.setEnabled(is_chosen)
            one.setToolTip("" if is_chosen else "Choose a backup in the list first")

    def _second_card(self) -> Card:
        card = Card("Second copy")
        self.second, self.second_state = words(""), words("", "quiet")
        self.choose_button = act(
            f"Choose a folder{MORE}", self.on_choose_second, spoken="Choose the second folder"
        )
        self.clear_button = act("No second copy", lambda: self.set_second_folder(""))
        self._second_buttons = buttons(self.choose_button, self.clear_button)
        self._second_note = words("Only the room's lead can change this.", "notice")
        for part in (self.second, self.second_state, self._second_buttons, self._second_note):
            card.add(part)
        return card

    def _dialog(
        self,
        title: str,
        fields: tuple[Field, ...],
        work: Any,  # noqa: ANN401 - as WorkDialog takes it
        done: Any,  # noqa: ANN401
        *,
        place: str,
        **more: Any,  # noqa: ANN401
    ) -> WorkDialog:
        dialog = WorkDialog(
            self.desk,
            title,
            fields,
            work=work,
            done=done,
            place=f"settings/{place}",
            parent=self.window(),
            **more,
        )
        dialog.open()
        return dialog
