"""The one window: the front door, the open room, or the lock, and what works in all three."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from iap_desktop.domain.school import SettingKind, lock_minutes
from iap_desktop.services import sign_in
from iap_desktop.services.school import settings
from iap_desktop.storage.room import Clock, Entry, Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.resources import resource
from iap_desktop.ui import clipboard, look, theme
from iap_desktop.ui.acts import Act, Shortcuts
from iap_desktop.ui.application import NAME
from iap_desktop.ui.backing_up import BackingUp
from iap_desktop.ui.closing import NOT_KEPT, ClosingPage, closing
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.feedback import Feedback
from iap_desktop.ui.idle import Idleness, hear_session_lock
from iap_desktop.ui.lock import LockPage
from iap_desktop.ui.other_windows import OtherWindows
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.runner import Runner, Task
from iap_desktop.ui.shell import Shell

USUAL_SIZE = (1366, 740)
SMALLEST_WIDTH, SMALLEST_HEIGHT, LARGEST_MINIMUM = 900, 560, (1_340, 660)
MINUTE_MS = 60_000
SETTLED_MS = 1_500
_GEOMETRY = "window geometry"


class Window(QMainWindow):
    """Owns the room while it is open. `front` shows the ways in and emits `opened(room, is_practice)`."""

    left = Signal()

    def __init__(self, clock: Clock, make_front: Callable[[Window], QWidget]) -> None:
        super().__init__()
        self.clock = clock
        self.setWindowTitle(NAME)
        self.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
        self._limit_size()
        theme.signals().changed.connect(self._limit_size)
        self.resize(*USUAL_SIZE)
        self.stack = QStackedWidget()
        self.setCentralWidget(self.stack)
        self.feedback = Feedback(self.stack, clock)
        self.runner = Runner(self)
        self.unlocker = Runner(self)  # of its own, so that unlocking waits for no print run
        self.unlocker.failed.connect(self._unlocking_failed)
        self.runner.failed.connect(self._work_failed)
        self.desk: Desk | None = None
        self.shell: Shell | None = None
        self._backing_up: BackingUp | None = None
        self.front = make_front(self)
        self.lock_page = LockPage()
        self.lock_page.given.connect(self.on_passphrase_given)
        self.lock_page.change_wanted.connect(self.on_change_wanted)
        self.closing_page = ClosingPage()
        for page in (self.front, self.lock_page, self.closing_page):
            self.stack.addWidget(page)
        self.idleness = Idleness(5, self)
        self.idleness.idled.connect(self.lock)
        self.idleness.slept.connect(self.lock)
        self.idleness.asked.connect(lambda is_blank: self.lock(is_blank=is_blank))
        self._is_closing = False
        self._others = OtherWindows(self, self.feedback)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.on_minute)
        self.acts = self._make_acts()
        self._shortcuts = Shortcuts(self, self.acts)
        self._shortcuts.enable(is_open=False, is_at_door=True)

    # Ways in and out.

    def enter(self, room: Room, *, is_practice: bool = False) -> None:
        """Show an open room."""
        room.is_backup_deferred = True
        try:
            self.desk = Desk(
                room, self.clock, self.feedback, self.runner, is_practice=is_practice, parent=self
            )
            self._dress()
            self.shell = Shell(self.desk)
        except BaseException:  # it is not left open behind a window that does not show it
            self.desk = None
            room.close()
            raise
        self._backing_up = BackingUp(self.desk, self.shell.status, self.shell)
        self._connect(self.desk, self.shell)
        self.stack.addWidget(self.shell)
        self.stack.setCurrentWidget(self.shell)
        self._restore_geometry()
        self._shortcuts.enable(is_open=True)
        self._watch()
        self._minute.start()
        self.shell.show_first()
        self.on_minute()
        self.desk.tell_notices()
        QTimer.singleShot(SETTLED_MS, self, settle_memory)

    def _connect(self, desk: Desk, shell: Shell) -> None:
        shell.leave_practice.clicked.connect(self.leave)
        shell.rail.lock_pressed.connect(self.lock)
        shell.rail.person_pressed.connect(self.on_change_wanted)
        shell.header.worried_pressed.connect(self.show_worried)
        shell.header.find_pressed.connect(self.show_find)
        shell.page_shown.connect(self._show_title)
        desk.changed.connect(self.on_changed)
        desk.person_changed.connect(self._dress)

    @property
    def is_locked(self) -> bool:
        """Whether a room is open and hidden."""
        return self.desk is not None and self.stack.currentWidget() is self.lock_page

    def lock(self, *, is_blank: bool = False) -> None:
        """Hide everything at once: keep what is half typed, put dialogs away, clear the clipboard."""
        if self.desk is None or self.shell is None or self.is_locked:
            return
        self._show_lock(self.desk, is_blank=is_blank)
        self.stack.setCurrentWidget(self.lock_page)
        self.stack.removeWidget(self.shell)  # out of reach of whatever reads the screen aloud
        self.setWindowTitle(NAME)
        self.feedback.hold()
        self._others.put_away()
        clipboard.clear_own()
        self.idleness.rest()
        self._shortcuts.enable(is_open=False)
        self._show_lock(self.desk, is_blank=is_blank)
        with self.desk.guarded():
            self.shell.keep()
            self.desk.flush()

    def _show_lock(self, desk: Desk, *, is_blank: bool) -> None:
        practice = ""
        if desk.is_practice:
            from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE  # noqa: PLC0415 - slow to import

            practice = PRACTICE_PASSPHRASE
        self.lock_page.show_for(desk.name, is_blank=is_blank, practice=practice)

    def blank(self) -> None:
        """One key: nothing at all is to be seen until the passphrase is typed."""
        self.lock(is_blank=True)

    def on_passphrase_given(self, staff_id: int | None, passphrase: str) -> None:
        """Try it on the worker, so that the window stays alive for the third of a second that it takes."""
        if self.desk is None:
            return
        room = self.desk.room
        self.lock_page.set_busy(is_busy=True)
        wanted = room.entry.staff_id if staff_id is None else staff_id
        self.unlocker.run(
            Task(
                "Unlocking",
                lambda _: sign_in.unlock_entry(room, wanted, passphrase),
                self._unlocked,
                self._refused,
                is_quiet=True,
            )
        )

    def _unlocked(self, entry: Entry) -> None:
        if self.desk is None or self.shell is None or self._is_closing:
            return
        is_other = entry.staff_id != self.desk.room.entry.staff_id
        try:
            sign_in.become(self.desk.room, entry)
        except UserError as error:  # somebody who has left
            self._refused(error)
            return
        self.lock_page.accept()
        self.stack.addWidget(self.shell)
        self.stack.setCurrentWidget(self.shell)
        self._shortcuts.enable(is_open=True)
        self._others.bring_back(is_other=is_other)
        self.feedback.release()
        if is_other:
            self.desk.reload_person()
        self.desk.follow_today()
        self._show_title(self.shell.page_name)
        self._watch()
        if self.shell.page is not None:
            self.shell.page.focus_first()
        self.on_minute()

    def _refused(self, error: UserError) -> None:
        self.lock_page.set_busy(is_busy=False)
        self.lock_page.refuse(error.what)

    def _unlocking_failed(self, error: BaseException) -> None:
        """A fault of ours: said after unlocking, which can be tried again."""
        self.lock_page.set_busy(is_busy=False)
        self.feedback.show_failure(error)

    def on_change_wanted(self) -> None:
        """Somebody else wants to work: lock, and ask who."""
        if self.desk is None:
            return
        self.lock()
        people = ((one.staff_id, one.name) for one in sign_in.people_here(self.desk.room))
        self.lock_page.ask_who(people, self.desk.room.entry.staff_id)

    def leave(self) -> None:
        """Close the room and go back to the front door."""
        self._close_room(self._show_front)

    def _show_front(self) -> None:
        self.stack.setCurrentWidget(self.front)
        self.setWindowTitle(NAME)
        self.left.emit()

    # Around the room.

    def on_changed(self, tables: frozenset[str]) -> None:
        """Something was changed: a backup may be due, and settings may have moved."""
        if "setting" in tables and self.shell is not None and not self.is_locked:
            self._watch()
            self._show_title(self.shell.page_name)
        if self._backing_up is not None:
            self._backing_up.make_if_due()

    def on_minute(self) -> None:
        """Once a minute: the day may have changed, a backup may be due, the last one is told."""
        if self.desk is None or self._backing_up is None:
            return
        if not self.is_locked:
            self.desk.follow_today()
        self._backing_up.make_if_due()
        self._backing_up.show()

    def _watch(self) -> None:
        if self.desk is not None:
            self.idleness.set_minutes(lock_minutes(settings(self.desk.room, self.desk.today)))
            self.idleness.watch()

    def _dress(self) -> None:
        """Colours and text size as this person has them."""
        if self.desk is not None:
            look.dress(self.desk)

    def set_look(self, mode: theme.Mode, percent: int) -> None:
        """Change colours and text size, and remember them for this person."""
        if self.desk is not None:
            look.remember(self.desk, mode, percent)
        theme.apply(mode, percent)

    def _show_title(self, page_name: str) -> None:
        """The title names the room and the page, never a pupil."""
        title = next((spec.title for spec in PAGES if spec.name == page_name), "")
        if self.desk is not None:
            room = settings(self.desk.room, self.desk.today).get(SettingKind.ROOM_NAME, "")
            practice = " (practice)" if self.desk.is_practice else ""
            self.setWindowTitle(f"{room}{practice} \u00b7 {title} \u2013 {NAME}")

    # Acts that work anywhere.

    def _make_acts(self) -> tuple[Act, ...]:
        pages = tuple(
            Act(f"page {spec.name}", f"Go to {spec.title}", f"Ctrl+{spec.key}", self._opener(spec.name))
            for spec in PAGES
        )
        parts = tuple(
            Act(f"part {spec.name} {target}", f"{spec.title}: {words}", "", self._opener(spec.name, target))
            for spec in PAGES
            for target, words in spec.parts
        )
        return (
            *pages,
            Act("find", "Find a pupil or an action", "Ctrl+K", self.show_find),
            Act("undo", "Undo", "Ctrl+Z", self._undo),
            Act("redo", "Do again", "Ctrl+Y", self._redo),
            Act("today", "Show today", "Ctrl+T", self._show_today),
            Act("worried", "Worried about a child", "Alt+W", self.show_worried),
            Act("lock", "Lock", "Ctrl+L", self.lock),
            Act("blank", "Hide everything at once", "F12", self.blank),
            Act("person", "Change person", "Ctrl+Shift+L", self.on_change_wanted),
            Act("leave", "Close this room and open another", "", self.leave),
            Act("guide", "Guide to this page", "F1", self.show_guide, is_at_door=True),
            Act("keys", "Keys of this page", "?", self.show_keys),
            *parts,
        )

    def _opener(self, name: str, target: str | None = None) -> Callable[[], None]:
        def opened() -> None:
            if self.shell is not None:
                self.shell.show_page(name, target)

        return opened

    def _undo(self) -> None:
        if self.desk is not None:
            self.desk.undo()

    def _redo(self) -> None:
        if self.desk is not None:
            self.desk.redo()

    def _show_today(self) -> None:
        if self.desk is not None:
            self.desk.move_to(self.desk.today)

    def show_find(self) -> None:
        """Find a pupil or an act by a few letters."""
        if self.desk is not None:
            from iap_desktop.ui.palette import Palette  # noqa: PLC0415 - when first wanted

            page = self.shell.page if self.shell is not None else None
            Palette(self.desk, self.acts, self, primary=page.primary() if page is not None else None).open()

    def show_worried(self) -> None:
        """What to do and whom to tell about a worry."""
        if self.desk is not None:
            from iap_desktop.ui.worried import WorriedDialog  # noqa: PLC0415 - when first wanted

            WorriedDialog(self.desk, self).open()

    def show_guide(self) -> None:
        """The guide, at the page that fits."""
        from iap_desktop.ui.guide import GuideWindow  # noqa: PLC0415 - when first wanted

        page = self.shell.page if self.shell is not None else None
        GuideWindow.show_beside(self, page.guide if page is not None else "quick-start")

    def show_keys(self) -> None:
        """The cheat sheet of the page in view."""
        if self.shell is not None and self.shell.page is not None:
            from iap_desktop.ui.cheat_sheet import CheatSheet  # noqa: PLC0415 - when first wanted

            CheatSheet(self.shell.page, self.acts, self).open()

    # Size and end.

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask Windows to tell of its own lock screen."""
        super().showEvent(event)
        hear_session_lock(int(self.winId()))

    def bring_to_front(self) -> None:
        """Somebody started the program again: this window comes forward."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _limit_size(self) -> None:
        """Never smaller than its words need, and never larger than a small screen."""
        wanted = zip((SMALLEST_WIDTH, SMALLEST_HEIGHT), LARGEST_MINIMUM, strict=True)
        self.setMinimumSize(*(min(theme.px(least), most) for least, most in wanted))

    def _restore_geometry(self) -> None:
        kept = self.desk.preference(_GEOMETRY) if self.desk is not None else None
        if isinstance(kept, str):
            self.restoreGeometry(QByteArray.fromHex(kept.encode("ascii")))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close once the room is closed, with its backup; nothing half typed is lost."""
        if self.desk is None:
            self.runner.finish()
            super().closeEvent(event)
            return
        event.ignore()
        self._close_room(self.close)

    def _close_room(self, then: Callable[[], object], *, is_sure: bool = False) -> None:
        if self.desk is None or self.shell is None or self._is_closing:
            return
        desk = self.desk
        desk.remember(_GEOMETRY, bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        if not self._has_kept(then) and not is_sure and not self.is_locked:
            return
        self._is_closing = desk.is_leaving = True
        self._minute.stop()
        self.idleness.rest()
        self.feedback.hold()
        self._close_dialogs()
        clipboard.clear_own()
        self._shortcuts.enable(is_open=False)
        self.closing_page.show_working(is_working=True, is_busy=self.runner.is_busy)
        self.stack.setCurrentWidget(self.closing_page)
        self.setWindowTitle(NAME)

        def closed(_: object) -> None:
            self._end_closing()
            self._say_at_the_end(desk.room.notices, then)

        def failed(error: UserError) -> None:
            desk.room.notices.insert(0, str(error))
            closed(None)

        self.runner.run(Task("Closing", closing(desk.room), closed, failed, is_quiet=True))

    def _has_kept(self, then: Callable[[], object]) -> bool:
        """Whether what is half typed is kept; where the disk takes nothing, somebody has to say it may go."""
        if self.desk is None or self.shell is None:
            return True
        with self.desk.guarded():
            self.desk.flush()
        if self.shell.keep():
            return True
        anyway = partial(self._close_room, then, is_sure=True)
        self.feedback.show_error(NOT_KEPT, (("Close without it", anyway),))
        return False

    def _end_closing(self) -> None:
        self._is_closing = False
        self.runner.forget()
        self._forget_room()

    def _work_failed(self, error: BaseException) -> None:
        """A fault of ours in long work; where it was the closing, the window still lets itself be closed."""
        if self._is_closing and not self.runner.is_busy:
            self._end_closing()
            self._show_front()
            self.feedback.release()
        self.feedback.show_failure(error)

    def _say_at_the_end(self, notices: list[str], then: Callable[[], object]) -> None:
        """A last backup that failed is said before the window goes."""
        self.feedback.release()
        self.feedback.clear_toast()  # its Undo would be of a room that is closed
        if notices:
            self.closing_page.show_working(is_working=False)
            self.feedback.show_error(UserError("The room is closed.", " ".join(notices)))
        if (panel := self.feedback.panel) is not None:
            panel.closed.connect(then)
        else:
            then()

    def _close_dialogs(self) -> None:
        """The room closes: forms keep their drafts."""
        self._others.close_all()

    def _forget_room(self) -> None:
        shell, desk = self.shell, self.desk
        self.shell = self.desk = self._backing_up = None
        self._others.let_open()
        if shell is not None:
            self.stack.removeWidget(shell)
            shell.deleteLater()
        if desk is not None:
            desk.deleteLater()


def settle_memory() -> None:
    """Take what is there once everything stands out of Python's searches for garbage.

    A full search goes through all modules and widgets and would stop a key for 40 ms now and then.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
