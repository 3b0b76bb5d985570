"""The recovery sheet asked for again, for a room whose sheet is not in the safe yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.front.new_room.sheet import PENDING, SheetStep
from iap_desktop.ui.front.parts import row_of, said
from iap_desktop.ui.widgets.buttons import button


class SheetDialog(QDialog):
    """Shows the step of the guided path by itself."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("The recovery sheet")
        self.setMinimumWidth(theme.px(560))
        self.step = SheetStep()
        pending = desk.preference(PENDING)
        self.step.show_sheet(desk, Path(pending) if isinstance(pending, str) else None)
        self.done_button = button("Later", role="primary")
        self.done_button.clicked.connect(lambda: self.step.leave(self.accept))
        self.step.changed.connect(self._show_button)
        self._show_button()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(20)] * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(said("The recovery sheet", "title"))
        column.addWidget(self.step)
        column.addLayout(row_of(self.done_button, is_right=True))
        self.step.begin()

    def _show_button(self) -> None:
        words = "Later" if self.step.is_left_for_later() else "Done"
        self.done_button.setText(words)
        self.done_button.setAccessibleName(words)
