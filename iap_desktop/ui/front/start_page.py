"""The first page of all: four ways to begin, each in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.front.parts import BigChoice, FrontPage, said
from iap_desktop.ui.widgets.buttons import button

NEW, OPEN, RESTORE, LOOK = "new", "open", "restore", "look"
_CHOICES = (
    (NEW, "plus", "New room", "Set up a room for your school. It takes about five minutes."),
    (OPEN, "open", "Open a room", "A room that is on this computer already."),
    (RESTORE, "backup", "Restore a backup", "Bring a room back from a backup file, into a new folder."),
    (
        LOOK,
        "eye",
        "Look around with sample data",
        "A practice room with invented pupils. Nothing can go wrong.",
    ),
)
_MOST_RECENT = 3
_COLUMNS = 2


class StartPage(FrontPage):
    """Emits `chosen` with one of NEW, OPEN, RESTORE, LOOK, or `room_chosen` with a folder opened before."""

    chosen = Signal(str)
    room_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Start", 820, parent)
        self.column.addWidget(said("IAP Desktop", "big"))
        self.column.addWidget(
            said("Records and weekly papers of one room. Everything stays on this computer.", "quiet")
        )
        self.choices: dict[str, BigChoice] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(12))
        for place, (name, icon, title, words) in enumerate(_CHOICES):
            choice = BigChoice(icon, title, words, str(place + 1))
            choice.clicked.connect(partial(self.chosen.emit, name))
            self.choices[name] = choice
            self._grid.addWidget(choice, place // _COLUMNS, place % _COLUMNS)
        self.column.addSpacing(theme.px(12))
        self.column.addLayout(self._grid)
        self._recent = QWidget()
        self._recent_lines = QVBoxLayout(self._recent)
        self._recent_lines.setContentsMargins(0, theme.px(12), 0, 0)
        self._recent_lines.setSpacing(0)
        self.column.addWidget(self._recent)
        self.show_rooms(())

    def show_rooms(self, folders: Iterable[Path]) -> None:
        """Offer the rooms opened before."""
        while self._recent_lines.count():
            taken = self._recent_lines.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.deleteLater()
        shown = list(folders)[:_MOST_RECENT]
        self._recent.setVisible(bool(shown))
        self._recent_lines.addWidget(said("Opened on this computer before", "quiet"))
        for folder in shown:
            link = button(f"Open {folder}".replace("&", "&&"), role="link")
            link.setAccessibleName(f"Open {folder}")
            link.setMinimumHeight(theme.px(40))
            link.clicked.connect(partial(self.room_chosen.emit, folder))
            self._recent_lines.addWidget(link)

    def focus_first(self) -> None:
        """The first choice has the keyboard."""
        self.choices[NEW].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """1 to 4 choose; arrows move between the choices."""
        names = list(self.choices)
        if event.text() in {"1", "2", "3", "4"}:
            self.chosen.emit(names[int(event.text()) - 1])
        elif not self._move(event.key()):
            super().keyPressEvent(event)

    def _move(self, key: int) -> bool:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
        }
        choices = list(self.choices.values())
        here = next((place for place, choice in enumerate(choices) if choice.hasFocus()), None)
        step = steps.get(Qt.Key(key))
        if here is None or step is None or not 0 <= here + step < len(choices):
            return False
        choices[here + step].setFocus(Qt.FocusReason.TabFocusReason)
        return True
