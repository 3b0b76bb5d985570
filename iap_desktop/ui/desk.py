"""What a page works with: the open room, the day in view, and the one way to change something.

Whatever a page does goes through here, so that saving, undo, refreshing, toasts and errors are the same on
every page and no page can forget them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from iap_desktop.domain.staff import Role
from iap_desktop.services import commands, drafts, preferences
from iap_desktop.services.people import role_of
from iap_desktop.storage.room import Clock, Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui.feedback import UNDO, Feedback
from iap_desktop.ui.runner import Progress, Runner, Task

Result = TypeVar("Result")
_REMEMBER_AFTER_MS = 800


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """A command went through; `value` is what it gave."""

    value: Result


class Guarded:
    """Shows a UserError that is raised inside it; anything else passes."""

    def __init__(self, show_error: Callable[[UserError], None]) -> None:
        self._show_error = show_error

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Whether it was something to be shown, and was."""
        if isinstance(error, UserError):
            self._show_error(error)
            return True
        return False


class Desk(QObject):
    """One open room with one person at it."""

    changed = Signal(frozenset)
    day_moved = Signal()
    person_changed = Signal()
    page_wanted = Signal(str, object)
    drafts_changed = Signal()

    def __init__(
        self,
        room: Room,
        clock: Clock,
        feedback: Feedback,
        runner: Runner,
        *,
        is_practice: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.room = room
        self.clock = clock
        self.feedback = feedback
        self.runner = runner
        self.is_practice = is_practice
        self.is_leaving = False
        self._show_refusal: Callable[[UserError], None] = feedback.show_error
        self.on = self.today
        self._follows_today = True
        self._unkept: dict[str, object] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REMEMBER_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        runner.unheard.connect(self.announce_changes)
        self.reload_person()

    # Who is at it, and when.

    @property
    def now(self) -> datetime:
        """Local time."""
        return self.clock()

    @property
    def today(self) -> date:
        """Today's date."""
        return self.clock().date()

    @property
    def staff_id(self) -> int:
        """Who acts. Raises UserError where the room was opened with the recovery code."""
        from iap_desktop.services.rooms import acting_staff  # noqa: PLC0415 - slow to import

        return acting_staff(self.room)

    @property
    def name(self) -> str:
        """The name of who is signed in."""
        return self.room.entry.name

    @property
    def is_lead(self) -> bool:
        """Whether who is signed in leads the room."""
        return self.role is Role.LEAD

    @property
    def may_write(self) -> bool:
        """Whether marks and words can be changed by who is signed in."""
        return self.role in {Role.LEAD, Role.PRACTITIONER} and not self.room.is_read_only

    def reload_person(self) -> None:
        """Read the role and preferences of who is signed in now."""
        self.role = role_of(self.room)
        self._preferences = preferences.preferences(self.room)
        self.person_changed.emit()

    # The day in view.

    def move_to(self, on: date) -> None:
        """Show another day on every page that shows one."""
        if on != self.on:
            self.on = on
            self._follows_today = on == self.today
            self.day_moved.emit()

    def follow_today(self) -> None:
        """Midnight, or a lock, has passed: a page that showed today shows the new one."""
        if self._follows_today and self.on != self.today:
            self.on = self.today
            self.day_moved.emit()

    def go_to(self, page: str, target: object = None) -> None:
        """Show a page by its name, and one thing on it."""
        self.page_wanted.emit(page, target)

    # Changing things.

    def do(
        self,
        command: commands.Command[Result],
        said: str | None = None,
        *,
        on_refused: Callable[[UserError], None] | None = None,
    ) -> Done[Result] | None:
        """Make a change: saved when this returns. None where it was refused, which has been said in words.

        said: a toast with Undo, "Morning register saved, 12 of 12". on_refused: says it elsewhere than in
        the window's panel, `FormDialog.refuse` above a form.
        """
        with Guarded(on_refused or self._show_refusal):
            value = commands.run(self.room, command, by=self.staff_id)
            self.announce_changes()
            if said:
                self.say(said, UNDO, self.undo)
            else:
                self.tell_notices()
            return Done(value)
        return None

    def undo(self) -> None:
        """Take back the newest step and say which."""
        self._reverse(self.room.undo, "Undone: {}", "There is nothing to undo.")

    def redo(self) -> None:
        """Do again what was undone last and say which."""
        self._reverse(self.room.redo, "Done again: {}", "There is nothing to do again.")

    def announce(self, tables: frozenset[str]) -> None:
        """Say that tables changed in some other way than by `do`."""
        self.changed.emit(tables)

    def announce_changes(self) -> None:
        """Let the pages follow whatever was changed in the room, here or on the worker."""
        tables = self.room.take_changed_tables()
        if tables:
            self.feedback.withdraw_undo()
            self.changed.emit(tables)

    def _reverse(self, act: Callable[..., str | None], words: str, nothing: str) -> None:
        with self.guarded():
            label = act(by=self.staff_id)
            self.announce_changes()
            self.say(words.format(label) if label else nothing)

    def say(self, said: str, action: str | None = None, act: Callable[[], None] | None = None) -> None:
        """A toast, with what the room has to say beside its answer in the same line."""
        notices = self._take_notices()
        words = f"{said.rstrip('.')}. {notices}" if notices else said
        self.feedback.toast(words, action, act, is_notice=bool(notices))

    def tell_notices(self) -> None:
        """Say what the room says beside its answers: a backup that failed, a stick that is not there."""
        notices = self._take_notices()
        if notices:
            self.feedback.toast(notices, is_notice=True)

    def _take_notices(self) -> str:
        """All of them, as one line: there is room for one toast at a time."""
        words = " ".join(self.room.notices)
        self.room.notices.clear()
        return words

    def guarded(self) -> Guarded:
        """For a `with`: what the world refuses in it is shown as one calm panel, and the program goes on."""
        return Guarded(self._show_refusal)

    @contextmanager
    def refusing_to(self, show: Callable[[UserError], None]) -> Iterator[None]:
        """While a form saves, what is refused is said in it: the window's panel would lie behind."""
        before, self._show_refusal = self._show_refusal, show
        try:
            yield
        finally:
            self._show_refusal = before

    # Long work.

    def run(
        self,
        title: str,
        work: Callable[[Progress], Result],
        on_done: Callable[[Result], None],
        *,
        on_failed: Callable[[UserError], None] | None = None,
        can_cancel: bool = True,
        is_quiet: bool = False,
    ) -> None:
        """Run work on the worker. It never touches a widget, nor `room` itself: see `run_reading`.

        Nothing more is begun once the room is being left (`is_leaving`): nobody would see what comes of it.
        """
        if self.is_leaving:
            return
        self.runner.run(
            Task(
                title,
                work,
                on_done,
                on_failed,
                is_quiet=is_quiet,
                can_cancel=can_cancel,
                is_of_page=True,
            )
        )

    def run_reading(
        self,
        title: str,
        work: Callable[[Room, Progress], Result],
        on_done: Callable[[Result], None],
        *,
        on_failed: Callable[[UserError], None] | None = None,
        can_cancel: bool = True,
        is_quiet: bool = False,
    ) -> None:
        """Run work on the worker with a reading room of its own, so that no mark waits for it."""

        def reading(progress: Progress) -> Result:
            with self.room.reader() as own:
                return work(own, progress)

        self.run(title, reading, on_done, on_failed=on_failed, can_cancel=can_cancel, is_quiet=is_quiet)

    # Drafts and preferences.

    def preference(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - JSON of any shape
        """What is remembered for who is signed in."""
        return self._preferences.get(name, default)

    def remember(self, name: str, value: object) -> None:
        """Remember something for who is signed in: JSON, no pupil's name."""
        if self._preferences.get(name) != value:
            self._preferences[name] = value
            self._unkept[name] = value
            self._timer.start()

    def flush(self) -> None:
        """Write what is still to be remembered."""
        self._timer.stop()
        unkept, self._unkept = self._unkept, {}
        for name, value in unkept.items():
            preferences.set_preference(self.room, name, value)

    def draft(self, place: str) -> str:
        """What was half typed at a place ("weekly/2026-11-23/17"), or ""."""
        return drafts.draft(self.room, place) or ""

    def keep_draft(self, place: str, body: str) -> None:
        """Keep what is half typed; an empty body forgets it."""
        if body:
            drafts.keep_draft(self.room, place, body)
        else:
            drafts.drop_draft(self.room, place)
        self.drafts_changed.emit()

    def drop_draft(self, place: str) -> None:
        """Forget what was half typed: it has been saved."""
        self.keep_draft(place, "")

    def count_drafts(self) -> int:
        """How many half typed things are kept."""
        return drafts.count_drafts(self.room)
