"""The forms of People, each of which re-keys the room, and the new recovery sheet on screen.

The room is written anew on the worker; its dialog is modal, so that nothing else uses the room meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import Role, name_problem
from iap_desktop.services import people
from iap_desktop.services.people import NewPerson, Person
from iap_desktop.services.school import settings
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import FormDialog, Values
from iap_desktop.ui.pages.settings.section import Section, act, words
from iap_desktop.ui.pages.settings.working import NEW, NEW_FIELDS, Work, WorkDialog
from iap_desktop.ui.widgets.form import CHECK, CHOICE, DATE, PASSPHRASE, Field
from iap_desktop.ui.widgets.pdf_view import PdfView
from iap_desktop.ui.widgets.printing import print_pdf

ROLE_WORDS = {
    Role.LEAD: "Lead the room",
    Role.PRACTITIONER: "Mark and write",
    Role.READ_ONLY: "Read only",
}
_REKEY = "The room is being locked anew"
_REKEY_WORDS = "The room is locked anew for this, which takes a moment, longer in an old room."
_NAME = Field("name", "Name", is_required=True, help="First name and surname, as on the sheets.")
_ROLE = Field("role", "May", CHOICE, is_required=True, choices=tuple(ROLE_WORDS.items()))


def add(section: Section, done: Callable[[str], None]) -> WorkDialog:
    """Add a colleague."""
    room, by = section.desk.room, section.desk.staff_id

    def work(values: Values) -> Work:
        role = values["role"] if isinstance(values["role"], Role) else Role.PRACTITIONER
        person = NewPerson(str(values["name"]), role, str(values[NEW]))

        def added(_progress: object) -> str:
            people.add_person(room, person, by=by)
            return person.name

        return added

    return _opened(
        section,
        "Add a colleague",
        (_NAME, _ROLE, *NEW_FIELDS),
        work,
        done,
        place="people/new",
        save_text="Add",
        explains=f"The colleague types the passphrase, twice, so that nobody else knows it. {_REKEY_WORDS}",
        problems=_name_problem,
        values={"role": Role.PRACTITIONER},
    )


def change(section: Section, row: Person, save: Callable[[Values], bool]) -> FormDialog:
    """Change a colleague's name and role; no keys are touched."""
    values: Values = {"name": row.name, "role": row.role}
    return section.ask(f"Change {row.name}", (_NAME, _ROLE), save, place=f"people/{row.id}", values=values)


def reset(section: Section, row: Person, done: Callable[[], None]) -> WorkDialog:
    """Give a colleague a new passphrase."""
    room, by = section.desk.room, section.desk.staff_id

    def work(values: Values) -> Work:
        new = str(values[NEW])
        return lambda _: people.reset_passphrase(room, row.id, new, by=by)

    return _opened(
        section,
        f"New passphrase for {row.name}",
        NEW_FIELDS,
        work,
        lambda _: done(),
        place=f"people/reset/{row.id}",
        save_text="Set the passphrase",
        explains=f"{row.name} types it, twice, so that nobody else knows it. {_REKEY_WORDS}",
        own_words=(row.name,),
    )


def remove(section: Section, row: Person, done: Callable[[], None]) -> WorkDialog:
    """Remove a colleague, which cannot be undone."""
    room, by, today = section.desk.room, section.desk.staff_id, section.desk.today

    def work(values: Values) -> Work:
        last = values["left_on"] if isinstance(values["left_on"], date) else today
        return lambda _: people.remove_person(room, row.id, last, by=by)

    fields = (
        Field("left_on", "Last day", DATE, is_required=True, minimum=row.joined_on),
        Field("sure", f"Yes, {row.name} is to lose the key to the room", CHECK, is_required=True),
    )
    return _opened(
        section,
        f"Remove {row.name}",
        fields,
        work,
        lambda _: done(),
        place=f"people/remove/{row.id}",
        save_text="Remove for good",
        explains="This cannot be undone. The passphrase stops opening the room at once, and half typed words "
        f"are dropped. What was marked and written stays. {_REKEY_WORDS}",
        values={"left_on": today},
        is_danger=True,
    )


def change_own(section: Section, done: Callable[[], None]) -> WorkDialog:
    """Change the passphrase of whoever is signed in."""
    room = section.desk.room

    def work(values: Values) -> Work:
        current, new = str(values["current"]), str(values[NEW])
        return lambda _: people.change_passphrase(room, new, current=current)

    current = Field("current", "Passphrase of now", PASSPHRASE, is_required=True)
    return _opened(
        section,
        "Change my passphrase",
        (current, *NEW_FIELDS),
        work,
        lambda _: done(),
        place="people/own",
        save_text="Change it",
        explains=f"Backups made before still open with the old one. {_REKEY_WORDS}",
        own_words=(section.desk.name,),
    )


def new_sheet(section: Section, done: Callable[[Any], None]) -> WorkDialog:
    """Make a new recovery sheet."""
    room = section.desk.room
    sure = Field("sure", "I can print it now, and the old sheet will be shredded", CHECK, is_required=True)
    return _opened(
        section,
        "Make a new recovery sheet",
        (sure,),
        lambda _values: lambda _: people.make_recovery_sheet(room),
        done,
        place="people/sheet",
        save_text="Make it",
        explains="The sheet in the safe stops opening the room as soon as the new one is made. "
        f"It still opens the backups made before. {_REKEY_WORDS}",
    )


def show_sheet(section: Section, path: object, kept: Callable[[], None]) -> SheetDialog | None:
    """Show a sheet that was made."""
    if not isinstance(path, Path):
        return None
    with section.desk.guarded():
        dialog = SheetDialog(section.desk, path, kept, section)
        dialog.open()
        return dialog
    return None


class SheetDialog(QDialog):
    """The sheet itself, to print; the file goes when the paper is in the safe."""

    def __init__(self, desk: Desk, path: Path, kept: Callable[[], None], section: Section) -> None:
        super().__init__(section.window())
        self.setWindowTitle("The recovery sheet")
        self._desk, self._path, self._kept = desk, path, kept
        self.view = PdfView()
        self.pdf = _read(path)
        self.view.set_pdf(self.pdf)
        self.problem = words("", "error")
        self.problem.hide()
        self.print_button = act("Print\N{HORIZONTAL ELLIPSIS}", self.print_it, role="primary")
        self.kept_button = act("It is in the safe: delete the file", self.keep_it)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(20)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(words("Print it, seal it, and put it in the school safe", "title"))
        column.addWidget(words(f"Until then it also lies in the file {path}", "quiet"))
        column.addWidget(self.view, 1)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (act("Later", self.reject), self.kept_button, self.print_button):
            row.addWidget(button)
        column.addLayout(row)
        screen = self.screen().availableGeometry()
        self.resize(min(theme.px(760), screen.width() - 40), min(theme.px(680), screen.height() - 60))

    def print_it(self) -> None:
        """Print the very page."""
        try:
            kept = self._desk.preference("printing", {})
            remembered = print_pdf(self, self.pdf, "Recovery sheet", settings=kept)
        except UserError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        if remembered is not None:
            self._desk.remember("printing", remembered)

    def keep_it(self) -> None:
        """Delete the file: only the paper is left."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            self.problem.setText(f"The file could not be deleted. Delete it yourself: {self._path}")
            self.problem.show()
            return
        self._kept()
        self.accept()


def _opened(
    section: Section,
    title: str,
    fields: tuple[Field, ...],
    work: Callable[[Values], Work],
    done: Callable[[Any], None],
    *,
    place: str,
    own_words: tuple[str, ...] = (),
    **more: Any,  # noqa: ANN401 - as WorkDialog takes it
) -> WorkDialog:
    known = settings(section.desk.room, section.desk.today)
    names = (known.get(SettingKind.SCHOOL_NAME, ""), known.get(SettingKind.ROOM_NAME, ""), *own_words)
    dialog = WorkDialog(
        section.desk,
        title,
        fields,
        work=work,
        done=done,
        place=f"settings/{place}",
        busy_words=_REKEY,
        own_words=names,
        parent=section.window(),
        **more,
    )
    dialog.open()
    return dialog


def _name_problem(values: Values) -> dict[str, str]:
    problem = name_problem(str(values["name"] or ""))
    return {} if problem is None else {"name": problem}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            "The sheet was made, but cannot be read.", todo=f"Look for it here: {path}"
        ) from error
