"""The front door: shows the ways into a room, opens or makes it on the worker, and hands it to the window.

It creates nothing by itself: a room that cannot be opened is said in words with its next step, and a new
one is only made at the end of the path that somebody walks to make it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.domain.school import lock_minutes
from iap_desktop.services import people, preferences, rooms, sign_in
from iap_desktop.services.demonstration import is_practice_room
from iap_desktop.services.practice import open_practice_room, practice_folder
from iap_desktop.services.school import settings
from iap_desktop.storage.errors import DamagedRoom, NotARoom, WrongPassphrase
from iap_desktop.storage.files import RoomFolder
from iap_desktop.storage.room import Clock, Room
from iap_desktop.storage.vault import NOBODY, STRONG, Cost
from iap_desktop.system import known_rooms
from iap_desktop.system.errors import UserError
from iap_desktop.system.lease import AlreadyOpen
from iap_desktop.system.places import default_room_folder, refuse_unsafe
from iap_desktop.ui import clipboard
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.feedback import Feedback
from iap_desktop.ui.front.new_room import NewRoomPath
from iap_desktop.ui.front.new_room.path import STEP
from iap_desktop.ui.front.new_room.sheet import PENDING
from iap_desktop.ui.front.recovery_page import RecoveryPage
from iap_desktop.ui.front.restore_page import RestorePage
from iap_desktop.ui.front.restoring import Restoring
from iap_desktop.ui.front.sign_in_page import SignInPage
from iap_desktop.ui.front.start_page import LOOK, NEW, OPEN, RESTORE, StartPage
from iap_desktop.ui.front.trouble_page import Step, TroublePage
from iap_desktop.ui.front.work import Work
from iap_desktop.ui.idle import Idleness
from iap_desktop.ui.runner import Progress, Runner

_LOCK_AGAIN_MS = 500
_SHEET_STILL_WORKS = "The recovery sheet still opens the room. Settings can make a new one."
_SHEET_PENDING = "The recovery sheet is not in the safe yet."


class FrontDoor(QWidget):
    """Emits `opened(room, is_practice)` once a room is open and somebody is signed in."""

    opened = Signal(object, bool)

    def __init__(
        self,
        clock: Clock,
        runner: Runner,
        feedback: Feedback,
        parent: QWidget | None = None,
        *,
        cost: Cost = STRONG,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._clock, self._runner, self._feedback, self._cost = clock, runner, feedback, cost
        self._folder: Path | None = None
        self._room: Room | None = None
        self._desk: Desk | None = None
        self._is_away = False
        self.start_page = StartPage()
        self.sign_in_page = SignInPage(seconds)
        self.recovery_page = RecoveryPage()
        self.trouble_page = TroublePage()
        self.restore_page = RestorePage()
        self.path = NewRoomPath(cost)
        self.idleness = Idleness(5, self)
        self.stack = QStackedWidget()
        self.work = Work(self.stack, runner, feedback)
        self.restoring = Restoring(self.restore_page, self.work)
        for page in self._pages():
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._connect()

    def _pages(self) -> tuple[QWidget, ...]:
        return (
            self.start_page,
            self.sign_in_page,
            self.recovery_page,
            self.trouble_page,
            self.restore_page,
            self.path,
            self.work.page,
        )

    def _connect(self) -> None:
        self.start_page.chosen.connect(self.on_chosen)
        self.start_page.room_chosen.connect(self.show_room)
        self.sign_in_page.given.connect(self.on_passphrase_given)
        self.sign_in_page.forgotten.connect(self.show_recovery)
        self.sign_in_page.elsewhere.connect(self.show_start)
        self.recovery_page.code_given.connect(self.on_code_given)
        self.recovery_page.chosen.connect(self.on_new_passphrase)
        self.recovery_page.called_off.connect(self.on_recovery_called_off)
        self.restore_page.open_wanted.connect(self.show_room)
        self.restore_page.called_off.connect(self.go_back)
        self.path.make_wanted.connect(self.on_make_wanted)
        self.path.finished.connect(self.on_path_left)
        self.path.later.connect(self.on_path_left)
        self.idleness.idled.connect(self.lock)
        self.idleness.slept.connect(self.lock)
        self.idleness.asked.connect(lambda _is_blank: self.lock())
        self._runner.failed.connect(self.on_fault)
        for keys in ("Ctrl+L", "F12"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.lock)

    # What is shown.

    def start(self, folder: Path | None) -> None:
        """Sign in to the room given, else to the one that was open last, else to the usual one; or begin."""
        known = known_rooms.known_rooms().folders
        usual = default_room_folder()
        found = folder or next(iter(known), None) or (usual if RoomFolder(usual).keys.exists() else None)
        if found is None:
            self.show_start()
        else:
            self.show_room(found)

    def show_start(self) -> None:
        """The ways to begin."""
        self.start_page.show_rooms(known_rooms.known_rooms().folders)
        self.work.show(self.start_page)

    def show_room(self, folder: Path) -> None:
        """Who is it? Or why the room cannot be opened."""
        self._folder = folder
        try:
            refuse_unsafe(folder)
            found = sign_in.people_of(folder)
        except UserError as error:
            self.show_trouble(error)
            return
        self.sign_in_page.show_for(folder, found, known_rooms.known_rooms().last_staff.get(folder))
        self.work.show(self.sign_in_page)

    def show_recovery(self) -> None:
        """The code on the sheet opens the room."""
        self.recovery_page.ask_code()
        self.work.show(self.recovery_page)

    def show_trouble(self, error: UserError, *more: Step) -> None:
        """Why the room cannot be opened, and what to do next."""
        self.trouble_page.show_error(error, (*more, *self._steps_for(error)))
        self.work.show(self.trouble_page)

    def show_restore(self, backup: Path | None = None) -> None:
        """Bring a room back from a backup."""
        self.restore_page.ask(self._clock().date(), backup)
        self.work.show(self.restore_page)

    def look_around(self) -> None:
        """Open the practice room, made anew unless it was made today."""
        self._folder = None
        self.work.run_in_view(
            "Getting the practice room ready",
            lambda progress: open_practice_room(practice_folder(), self._clock, progress.tell, self._cost),
            partial(self._hand_over, is_practice=True),
        )

    def choose_folder(self) -> None:
        """Ask for the folder of a room."""
        start = str((self._folder or default_room_folder()).parent)
        chosen = QFileDialog.getExistingDirectory(self, "The folder of the room", start)
        if chosen:
            self.show_room(Path(chosen))

    def go_back(self) -> None:
        """From a side way to where it began."""
        if self._folder is None:
            self.show_start()
        else:
            self.show_room(self._folder)

    def on_chosen(self, name: str) -> None:
        """One of the four ways was chosen."""
        ways = {
            NEW: self._start_path,
            OPEN: self.choose_folder,
            RESTORE: self.show_restore,
            LOOK: self.look_around,
        }
        ways[name]()

    # Signing in.

    def on_passphrase_given(
        self, staff_id: int | None, passphrase: str, *, is_read_only: bool = False
    ) -> None:
        """Try it on the worker: the window stays alive."""
        folder = self._folder
        if folder is None:
            return
        self.sign_in_page.set_busy(is_busy=True)

        def refused(error: UserError) -> None:
            self.sign_in_page.set_busy(is_busy=False)
            if isinstance(error, WrongPassphrase):
                self.work.show(self.sign_in_page)
                self.sign_in_page.refuse(f"{error.what} Try again, or use the recovery sheet.")
            elif isinstance(error, AlreadyOpen):
                reading = partial(self.on_passphrase_given, staff_id, passphrase, is_read_only=True)
                self.show_trouble(error, ("Open to read only", reading))
            else:
                self.show_trouble(error)

        def opening(_: Progress) -> Room:
            return sign_in.sign_in(folder, staff_id, passphrase, self._clock, is_read_only=is_read_only)

        self.work.run("Signing in", opening, self._signed_in, refused)

    def _signed_in(self, room: Room) -> None:
        self.sign_in_page.accept()
        if room.entry.staff_id is None:
            self._ask_new_passphrase(room)
            return
        is_practice = is_practice_room(room.folder)
        if not is_practice:
            known_rooms.remember_room(room.folder, room.entry.staff_id)
        step = preferences.preferences(room).get(STEP)
        if isinstance(step, int) and not room.is_read_only:
            self.path.resume(self._take(room), step)
            self.work.show(self.path)
        else:
            self._hand_over(room, is_practice=is_practice)

    # The recovery code.

    def on_code_given(self, code: str) -> None:
        """Try the code on the worker."""
        folder = self._folder
        if folder is None:
            return
        self.recovery_page.set_busy(is_busy=True)

        def refused(error: UserError) -> None:
            if isinstance(error, WrongPassphrase):
                self.recovery_page.refuse_code()
            else:
                self.show_trouble(error)

        self.work.run(
            "Trying the code",
            lambda _: sign_in.sign_in(folder, NOBODY, code, self._clock),
            self._ask_new_passphrase,
            refused,
        )

    def _ask_new_passphrase(self, room: Room) -> None:
        self._room = room
        self.recovery_page.ask_new(people.leads(room))
        self.work.show(self.recovery_page)
        self._watch(room)

    def on_new_passphrase(self, staff_id: int, passphrase: str) -> None:
        """Make it, which re-keys the room, and go on as that person."""
        room = self._room
        if room is None:
            return
        self.work.run_in_view(
            "Making the new passphrase",
            lambda _: people.change_passphrase(room, passphrase, self._cost, staff_id=staff_id),
            lambda _name: self._recovered(room),
        )

    def _recovered(self, room: Room) -> None:
        self._room = None
        self.recovery_page.forget()
        self._signed_in(room)
        self._feedback.toast(_SHEET_STILL_WORKS, is_notice=True)

    def on_recovery_called_off(self) -> None:
        """Back to the sign-in; a room that the code has opened is closed again."""
        self.recovery_page.forget()
        self._let_go()
        self.go_back()

    # A new room.

    def _start_path(self) -> None:
        self._folder = None
        self.path.start()
        self.work.show(self.path)

    def on_make_wanted(self, folder: Path, plan: rooms.NewRoom) -> None:
        """Make the room and open it, on the worker."""

        def making(progress: Progress) -> tuple[Room, rooms.MadeRoom]:
            progress.tell(0, 2, "Making the room and its recovery sheet")
            made = rooms.make_room(folder, plan, self._clock)
            progress.tell(1, 2, "Opening it")
            return rooms.open_room(folder, plan.passphrase, self._clock), made

        def refused(error: UserError) -> None:
            self.work.show(self.path)
            self.path.refuse(error)

        self.work.run_in_view("Making the room", making, self._room_made, refused)

    def _room_made(self, result: tuple[Room, rooms.MadeRoom]) -> None:
        room, made = result
        self._folder = room.folder
        known_rooms.remember_room(room.folder, room.entry.staff_id)
        desk = self._take(room)
        desk.remember(PENDING, str(made.recovery_sheet))
        desk.flush()
        self.path.room_made(desk)
        self.work.show(self.path)
        if made.notice:
            self._feedback.toast(made.notice, is_notice=True)

    def on_path_left(self) -> None:
        """The path is finished or left for later: into the room, or back to the start where there is none."""
        room = self._room
        if room is None:
            self.show_start()
            return
        self._drop_desk()
        self._hand_over(room, is_practice=False)

    # The room while it is here.

    def lock(self) -> None:
        """Nobody is there: what is half typed is kept, the room closed, and the passphrase asked for."""
        if self._room is None:
            return
        if self._runner.is_busy:
            QTimer.singleShot(_LOCK_AGAIN_MS, self, self.lock)  # an import is being written just now
        else:
            clipboard.clear_own()
            self._let_go()
            self.go_back()

    def _take(self, room: Room) -> Desk:
        self._room = room
        self._desk = Desk(room, self._clock, self._feedback, self._runner, parent=self)
        self._watch(room)
        return self._desk

    def _watch(self, room: Room) -> None:
        self.idleness.set_minutes(lock_minutes(settings(room, self._clock().date())))
        self.idleness.watch()

    def _hand_over(self, room: Room, *, is_practice: bool) -> None:
        self.idleness.rest()
        self._room = None
        self._is_away = True
        self._folder = None if is_practice else room.folder
        pending = preferences.preferences(room).get(PENDING)  # before: the room is the window's from here on
        self.opened.emit(room, is_practice)
        if isinstance(pending, str) and Path(pending).exists():
            self._feedback.toast(_SHEET_PENDING, "Print it", self.show_sheet, is_notice=True)

    def show_sheet(self) -> None:
        """The recovery sheet that was left for later."""
        from iap_desktop.ui.front.sheet_dialog import SheetDialog  # noqa: PLC0415 - when first wanted
        from iap_desktop.ui.window import Window  # noqa: PLC0415 - the window is made with this door

        window = self.window()
        if isinstance(window, Window) and window.desk is not None and not window.is_locked:
            SheetDialog(window.desk, window).open()

    def _drop_desk(self) -> None:
        if self._desk is not None:
            desk, self._desk = self._desk, None
            self.path.let_go()
            desk.flush()
            desk.deleteLater()

    def _let_go(self) -> None:
        """Close the room that is open here, with its backup; nothing half typed is lost."""
        room, self._room = self._room, None
        self.idleness.rest()
        if self._desk is not None:
            self.path.keep()
        self._drop_desk()
        if room is not None:
            try:
                room.close()
            except UserError as error:
                self._feedback.show_error(error)

    # Work, and what goes wrong.

    def on_fault(self, _error: object) -> None:
        """A fault of ours in the work: it is told elsewhere, and the page before comes back to life."""
        if not self.isVisible():
            return
        self.sign_in_page.set_busy(is_busy=False)
        self.recovery_page.set_busy(is_busy=False)
        self.work.show_before()

    def _steps_for(self, error: UserError) -> tuple[Step, ...]:
        other: Step = ("Choose another folder", self.choose_folder)
        begin: Step = ("Back to the start", self.show_start)
        if isinstance(error, DamagedRoom) and error.newest is not None:
            return (("Restore the newest backup", partial(self.show_restore, error.newest)), other, begin)
        if isinstance(error, DamagedRoom | NotARoom):
            return (other, ("Restore a backup", self.show_restore), begin)
        return (("Try again", self.go_back), other, begin)

    # Qt.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back from a side way."""
        here = self.stack.currentWidget()
        if not event.matches(QKeySequence.StandardKey.Cancel):
            super().keyPressEvent(event)
        elif here is self.recovery_page:
            self.on_recovery_called_off()
        elif here is self.restore_page:
            self.go_back()
        elif here in {self.sign_in_page, self.trouble_page}:
            self.show_start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The room was closed and the door is seen again: ask who it is."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        if self._is_away:
            self._is_away = False
            self.go_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The window closes: what is half typed is kept, and a room that is open here is closed properly."""
        if event.type() == QEvent.Type.Close and watched is self.window():
            self.path.keep()
            if self._room is not None:
                self._runner.finish()
                self._let_go()
        return super().eventFilter(watched, event)
