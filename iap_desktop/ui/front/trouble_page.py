"""A room that cannot be opened: what is the matter, that it is safe, and the next step as a button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.front.parts import FrontPage, said
from iap_desktop.ui.widgets.buttons import button

Step = tuple[str, Callable[[], None]]


class TroublePage(FrontPage):
    """Shows one UserError with its next steps, the first of them ready for Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The room cannot be opened", 560, parent)
        self.what, self.todo, self.safe = said("", "title"), said(""), said("", "quiet")
        self.buttons: list[QPushButton] = []
        self._holder_of_buttons = QWidget()
        self._lines = QVBoxLayout(self._holder_of_buttons)
        self._lines.setContentsMargins(0, theme.px(8), 0, 0)
        self._lines.setSpacing(theme.px(8))
        for widget in (self.what, self.todo, self.safe, self._holder_of_buttons):
            self.column.addWidget(widget)

    def show_error(self, error: UserError, steps: tuple[Step, ...]) -> None:
        """Say it and offer the steps."""
        for label, text in ((self.what, error.what), (self.todo, error.todo), (self.safe, error.safe)):
            label.setText(text)
            label.setVisible(bool(text))
        for old in self.buttons:
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [self._button(words, act, place) for place, (words, act) in enumerate(steps)]

    def focus_first(self) -> None:
        """The next step has the keyboard."""
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, words: str, act: Callable[[], None], place: int) -> QPushButton:
        made = button(words, role="primary" if place == 0 else "")
        made.setMinimumHeight(theme.px(40))
        made.clicked.connect(partial(_press, act))
        self._lines.addWidget(made)
        return made


def _press(act: Callable[[], None], _checked: object = None) -> None:
    act()
