"""The window while its room is being closed: what is seen, what is done, and what can stand in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui.runner import Progress

NOT_KEPT = UserError(
    "What is half typed could not be kept, so the window stays open.",
    "What was saved before is safe.",
    "See that there is space on the disk, and close it again.",
)


class ClosingPage(QLabel):
    """Nothing of the room: a last backup is being made, or something about it has to be said."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_working(is_working=True)

    def show_working(self, *, is_working: bool, is_busy: bool = False) -> None:
        """Say that it goes by itself, is_busy: after what still runs; else leave the page to a panel."""
        before = "What is being written or printed is finished first. " if is_busy else ""
        self.setText(f"{before}Saving a backup. The window closes by itself." if is_working else "")


def closing(room: Room) -> Callable[[Progress], None]:
    """The work of it, for the worker."""
    return lambda _: room.close()
