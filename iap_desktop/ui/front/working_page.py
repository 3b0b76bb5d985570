"""Long work at the front door: what is done, how far it is, and Cancel where that is possible."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iap_desktop.ui.front.parts import FrontPage, said
from iap_desktop.ui.runner import Runner
from iap_desktop.ui.widgets.busy import Busy


class WorkingPage(FrontPage):
    """Follows what the runner says while it is in view."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__("Working", 520, parent)
        self.title = said("", "title")
        self.words = said("", "quiet")
        self.busy = Busy()
        self.column.addWidget(self.title)
        self.column.addWidget(self.words)
        self.column.addWidget(self.busy)
        runner.told.connect(self._on_told)
        self.busy.cancelled.connect(runner.cancel)

    def begin(self, title: str, *, can_cancel: bool = False) -> None:
        """Show what begins."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.words.clear()
        self.busy.begin("One moment", can_cancel=can_cancel)

    def _on_told(self, done: int, total: int, words: str) -> None:
        if self.isVisible():
            self.words.setText(words)  # wrapped in a line of their own: beside the bar they would be cut
            self.busy.tell(done, total)
