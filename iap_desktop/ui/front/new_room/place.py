"""Step 1: what the school and the room are called, and where the room is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from iap_desktop.system.errors import UserError
from iap_desktop.system.places import default_room_folder, refuse_unsafe
from iap_desktop.ui.front.new_room.step import Step
from iap_desktop.ui.front.parts import PathLine, said
from iap_desktop.ui.widgets.form import Field, Form

_NO_NAME = '<>:"/\\|?*'


class PlaceStep(Step):
    """Names and the folder. A place in which a room would be lost is refused as soon as it is chosen."""

    title = "The school and the room"
    short = "School and room"
    words = "These names stand at the head of every sheet. You can change them later."

    def __init__(self) -> None:
        super().__init__()
        self.names = Form(
            (
                Field("school", "School", is_required=True, placeholder="St Bede's School", width=640),
                Field(
                    "room",
                    "What you call the room",
                    is_required=True,
                    placeholder="The Bridge",
                    help="Some say inclusion base, support base or nurture room: use your own name.",
                    width=640,
                ),
            )
        )
        self.place = PathLine("Where it is kept on this computer", self._choose, "Change…")
        self.column.addWidget(self.names)
        self.column.addWidget(self.place)
        self.column.addWidget(
            said("It is encrypted there. It never leaves this computer unless you copy a backup.", "help")
        )
        self._usual = free_folder(default_room_folder())
        self.place.set_path(self._usual)
        self.names.submitted.connect(self._on_enter)
        self.place.submitted.connect(self.submitted)
        self.names.edited.connect(self.edited)
        self.place.edited.connect(self.edited)
        self.place.edited.connect(self.check_place)

    @property
    def school(self) -> str:
        """The school's name."""
        return str(self.names.value("school") or "")

    @property
    def room(self) -> str:
        """The room's name."""
        return str(self.names.value("room") or "")

    @property
    def folder(self) -> Path:
        """Where the room is to be."""
        return self.place.path() or default_room_folder()

    def begin(self) -> None:
        """The first name that is missing."""
        self.names.field("room" if self.school and not self.room else "school").setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """All three are needed; a folder that was wiped is the usual one again."""
        if self.place.path() is None:
            self.place.set_path(self._usual)
        if self.names.check() and self.check_place():
            then()

    def check_place(self) -> bool:
        """Say at once what is wrong with the folder."""
        path = self.place.path()
        problem = "Choose a folder." if path is None else _problem(path)
        self.place.show_problem(problem)
        return not problem

    def typed(self) -> dict[str, Any]:
        """What to keep until the room is made."""
        return {"school": self.school, "room": self.room, "folder": str(self.place.path() or "")}

    def bring_back(self, kept: dict[str, Any]) -> None:
        """Show what was typed before."""
        for name in ("school", "room"):
            if isinstance(kept.get(name), str):
                self.names.set_value(name, kept[name])
        if isinstance(kept.get("folder"), str) and kept["folder"]:
            self.place.set_path(Path(kept["folder"]))

    def _on_enter(self) -> None:
        """Enter in the first name goes to the second one, in the second one on."""
        if self.names.field("school").hasFocus() and not self.room:
            self.names.field("room").setFocus()
        else:
            self.submitted.emit()

    def _choose(self, before: Path | None) -> Path | None:
        start = str(before.parent) if before is not None else ""
        chosen = QFileDialog.getExistingDirectory(self, "Where is the room to be kept?", start)
        if not chosen:
            return None
        folder = Path(chosen)
        is_filled = any(folder.iterdir()) if folder.is_dir() else False
        return free_folder(folder / (folder_name(self.room) or "room")) if is_filled else folder


def folder_name(name: str) -> str:
    """A room's name as a folder can bear it."""
    return "".join(" " if char in _NO_NAME else char for char in name).strip(" .")


def free_folder(folder: Path) -> Path:
    """The folder, or "room 2" where something lies in it already."""
    number, found = 1, folder
    while _is_filled(found):
        number += 1
        found = folder.with_name(f"{folder.name} {number}")
    return found


def _problem(path: Path) -> str:
    if not path.is_absolute():
        return "Write the whole path, or choose the folder with the button."
    try:
        refuse_unsafe(path)
    except UserError as error:
        return f"{error.what} Choose a folder on this computer's own drive."
    return "There is something in this folder already. Choose one that is empty." if _is_filled(path) else ""


def _is_filled(folder: Path) -> bool:
    try:
        return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        return False
