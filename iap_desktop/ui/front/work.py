"""Work at the front door: on the worker, with the working page in view, and a way back when it fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from iap_desktop.system.errors import UserError
from iap_desktop.ui.feedback import Feedback
from iap_desktop.ui.front.new_room import NewRoomPath
from iap_desktop.ui.front.parts import FrontPage
from iap_desktop.ui.front.working_page import WorkingPage
from iap_desktop.ui.runner import Progress, Runner, Task

Result = TypeVar("Result")


class Work:
    """Shows the pages of the door and runs what takes long between two of them."""

    def __init__(self, stack: QStackedWidget, runner: Runner, feedback: Feedback) -> None:
        self._stack, self._runner, self.feedback = stack, runner, feedback
        self._before: QWidget | None = None
        self.page = WorkingPage(runner)

    def show(self, page: QWidget) -> None:
        """Bring a page into view, the keyboard where work begins."""
        self._stack.setCurrentWidget(page)
        if isinstance(page, FrontPage | NewRoomPath):
            page.focus_first()

    def show_before(self) -> None:
        """Back from the working page to the page that it stood before."""
        if self._stack.currentWidget() is self.page and self._before is not None:
            self.show(self._before)

    def run_in_view(
        self,
        title: str,
        work: Callable[[Progress], Result],
        on_done: Callable[[Result], object],
        on_failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Run it with the working page in view; a failure brings back the page before."""
        if self._stack.currentWidget() is not self.page:
            self._before = self._stack.currentWidget()
        self.page.begin(title)
        self._stack.setCurrentWidget(self.page)

        def failed(error: UserError) -> None:
            self.show_before()
            self.feedback.show_error(error)

        self.run(title, work, on_done, on_failed or failed)

    def run(
        self,
        title: str,
        work: Callable[[Progress], Result],
        on_done: Callable[[Result], object],
        on_failed: Callable[[UserError], None],
    ) -> None:
        """Run it while the page in view says so itself."""

        def done(result: Result) -> None:
            on_done(result)

        self._runner.run(Task(title, work, done, on_failed, is_quiet=True, can_cancel=False))
