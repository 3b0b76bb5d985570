"""The left rail: the room's name, one button a page with icon and word, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QToolButton, QVBoxLayout

from iap_desktop.ui import icons, theme
from iap_desktop.ui.pages import PageSpec


class Rail(QFrame):
    """Chooses a page; arrow keys move between its buttons."""

    page_chosen = Signal(str)
    person_pressed = Signal()
    lock_pressed = Signal()

    def __init__(self, specs: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Pages")
        self._specs = specs
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self.room_name, self.school_name = QLabel(), QLabel()
        self.room_name.setProperty("role", "heading")
        self.school_name.setProperty("role", "help")
        for label in (self.room_name, self.school_name):
            label.setWordWrap(True)
            label.setContentsMargins(theme.px(10), 0, 0, 0)
            self._column.addWidget(label)
        self._column.addSpacing(8)
        for spec in specs:
            self._add(spec)
        self._column.addStretch(1)
        self.person = self._foot_button("Who is signed in", self.person_pressed)
        self.lock = self._foot_button("Lock", self.lock_pressed)
        self.lock.setText("Lock  Ctrl+L")
        self.restyle()

    def set_room(self, room_name: str, school_name: str) -> None:
        """Show what the room and the school are called."""
        self.room_name.setText(room_name)
        self.school_name.setText(school_name)

    def set_person(self, name: str) -> None:
        """Show who is signed in."""
        self.person.setText(
            self.person.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, theme.px(120))
        )
        self.person.setToolTip(f"{name} is signed in. Press to change person.")
        self.person.setAccessibleName(f"{name} is signed in: change person")

    def set_current(self, name: str) -> None:
        """Show which page is in view; Tab comes to its button, the arrows lead to the others."""
        self._buttons[name].setChecked(True)
        for known, button in self._buttons.items():
            is_stop = known == name
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def restyle(self) -> None:
        """Icons and sizes follow the theme."""
        self.setFixedWidth(theme.px(148))
        self._column.setContentsMargins(theme.px(8), theme.px(16), theme.px(8), theme.px(12))
        self._column.setSpacing(theme.px(3))
        for spec in self._specs:
            button = self._buttons[spec.name]
            button.setIcon(icons.icon(spec.icon, "quiet", checked="accent"))
            button.setIconSize(QSize(theme.px(20), theme.px(20)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Up and down move between the pages' buttons."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        buttons = list(self._buttons.values())
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if step and focused is not None:
            buttons[(focused + step) % len(buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    def _add(self, spec: PageSpec) -> None:
        button = QToolButton()
        button.setProperty("role", "rail")
        button.setText(f" {spec.title}")
        button.setAccessibleName(spec.title)
        button.setToolTip(f"{spec.title}  Ctrl+{spec.key}")
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        button.clicked.connect(lambda: self.page_chosen.emit(spec.name))
        self._group.addButton(button)
        self._buttons[spec.name] = button
        self._column.addWidget(button)

    def _foot_button(self, name: str, signal: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "link")
        button.setAccessibleName(name)
        button.clicked.connect(signal)
        self._column.addWidget(button)
        return button
