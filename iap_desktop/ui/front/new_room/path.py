"""The guided path: one step at a time with a line that says how far it is; it can be left at any moment.

Until the room is made, what is typed is kept under this account's settings, the passphrase never. From then
on the room itself remembers the step, and the path comes back at the next sign-in until it is finished.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from iap_desktop.services.rooms import NewRoom
from iap_desktop.storage.vault import Cost
from iap_desktop.system import known_rooms
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import DRAFT_AFTER_MS
from iap_desktop.ui.front.new_room.overview import Overview
from iap_desktop.ui.front.new_room.person import PersonStep
from iap_desktop.ui.front.new_room.place import PlaceStep
from iap_desktop.ui.front.new_room.pupils import PupilsStep
from iap_desktop.ui.front.new_room.school import SchoolStep
from iap_desktop.ui.front.new_room.sheet import PENDING, SheetStep
from iap_desktop.ui.front.new_room.step import Step
from iap_desktop.ui.front.parts import ENTER, FrontPage, said
from iap_desktop.ui.widgets.buttons import button

STEP = "setup step"
PLACE, PERSON, SHEET, SCHOOL, PUPILS = range(5)


class NewRoomPath(QWidget):
    """Emits `make_wanted(folder, plan)` after step 2, `finished` after step 5, `later` where it is left."""

    make_wanted = Signal(object, object)
    finished = Signal()
    later = Signal()

    def __init__(self, cost: Cost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cost = cost
        self.desk: Desk | None = None
        self.is_resumed = self._is_planning = False
        self.place = PlaceStep()
        self.person = PersonStep(lambda: (self.place.school, self.place.room))
        self.sheet, self.school, self.pupils = SheetStep(), SchoolStep(), PupilsStep()
        self.steps: tuple[Step, ...] = (self.place, self.person, self.sheet, self.school, self.pupils)
        self.overview = Overview([step.short for step in self.steps])
        self.stack = QStackedWidget()
        self.progress = said("", "quiet")
        self.title, self.words = said("", "title"), said("", "quiet")
        self.back, self.next = button("Back"), button("Next", role="primary")
        self.leave_button = button("Finish later", role="link")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.overview)
        column = QVBoxLayout()
        column.setSpacing(0)
        both.addLayout(column, 1)
        for step in self.steps:
            self.stack.addWidget(_StepPage(step))
        head = QWidget()
        self._head = QVBoxLayout(head)
        for label in (self.progress, self.title, self.words):
            self._head.addWidget(label)
        foot = QWidget()
        self._foot = QHBoxLayout(foot)
        self._foot.addWidget(self.back)
        self._foot.addWidget(self.leave_button)
        self._foot.addStretch(1)
        self._foot.addWidget(self.next)
        line = QFrame()
        line.setProperty("role", "hairline")
        column.addWidget(head)
        column.addWidget(self.stack, 1)
        column.addWidget(line)
        column.addWidget(foot)
        self.size_parts()
        theme.signals().changed.connect(self.size_parts)

    def _connect(self) -> None:
        for step in self.steps:
            step.submitted.connect(self.go_on)
            step.edited.connect(self._keep_soon)
            step.changed.connect(self._show_buttons)
        self.pupils.list.ended.connect(self.next.setFocus)
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.leave_button.clicked.connect(self._leave_or_skip)

    def _keep_soon(self) -> None:
        """A wait that has begun goes on: typing without a pause is kept too."""
        if not self._timer.isActive():
            self._timer.start()

    def size_parts(self) -> None:
        """Sizes follow the text size."""
        side = theme.px(32)
        self._head.setContentsMargins(side, theme.px(20), side, theme.px(8))
        self._head.setSpacing(theme.px(4))
        self._foot.setContentsMargins(side, theme.px(10), side, theme.px(10))
        self._foot.setSpacing(theme.px(8))
        for one in (self.back, self.leave_button, self.next):
            one.setMinimumHeight(theme.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrow window has no room for the overview."""
        super().resizeEvent(event)
        self.overview.setVisible(event.size().width() >= theme.px(1000))

    @property
    def number(self) -> int:
        """The step in view, from 0."""
        return self.stack.currentIndex()

    @property
    def step(self) -> Step:
        """The step in view."""
        return self.steps[self.number]

    def start(self) -> None:
        """A room that is not made yet, with what was typed for it before."""
        self.desk, self.is_resumed, self._is_planning = None, False, True
        kept = known_rooms.new_room_draft()
        self.place.bring_back(kept)
        self.person.bring_back(kept)
        self.person.new.clear()
        self.show_step(PLACE)

    def resume(self, desk: Desk, number: int) -> None:
        """A room that is there and whose path was left."""
        self._take_room(desk)
        self.is_resumed = True
        self.show_step(min(max(number, SHEET), PUPILS))

    def room_made(self, desk: Desk) -> None:
        """The room is there: go on with its sheet."""
        known_rooms.drop_new_room_draft()
        self.person.new.clear()
        self._take_room(desk)
        self.show_step(SHEET)

    def refuse(self, error: UserError) -> None:
        """The room could not be made: say so where it can be put right."""
        self.show_step(PLACE)
        self.place.place.show_problem(" ".join(part for part in (error.what, error.todo) if part))

    def show_step(self, number: int) -> None:
        """Show one step; from the third one on the room remembers it."""
        self.stack.setCurrentIndex(number)
        self.overview.show_step(number)
        self.progress.setText(f"Step {number + 1} of {len(self.steps)}")
        self.title.setText(self.step.title)
        self.words.setText(self.step.words)
        self.setAccessibleName(f"New room, step {number + 1} of {len(self.steps)}: {self.step.title}")
        if self.desk is not None:
            self.desk.remember(STEP, number)
            self.desk.flush()
        self._show_buttons()
        self.step.begin()

    def focus_first(self) -> None:
        """Where work begins in the step in view."""
        self.step.begin()

    def go_on(self) -> None:
        """Enter and Next: check, save, and show the next step."""
        if self.next.isEnabled() and self.next.isVisibleTo(self):
            self.step.leave(self._left)

    def go_back(self) -> None:
        """The step before; a room that is made stays made."""
        if self.back.isVisibleTo(self):
            self.show_step(self.number - 1)

    def keep(self) -> None:
        """Keep what is half typed."""
        self._timer.stop()
        if self._is_planning:
            known_rooms.keep_new_room_draft({**self.place.typed(), **self.person.typed()})
        elif self.desk is not None:
            self.step.keep()
            self.desk.flush()

    def let_go(self) -> None:
        """The room is closed or handed on."""
        self._timer.stop()
        self.desk = None
        for step in self.steps:
            step.let_go()

    def put_off(self) -> None:
        """Leave the path: it comes back."""
        self.keep()
        self._is_planning = False
        self.person.new.clear()
        self.later.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on, or presses the button that has the keyboard; Esc leaves and keeps everything."""
        focus = self.focusWidget()
        if event.key() not in {*ENTER, Qt.Key.Key_Escape}:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.put_off()
        elif isinstance(focus, QAbstractButton) and not isinstance(focus, QCheckBox):
            focus.click()
        else:
            self.go_on()

    def _take_room(self, desk: Desk) -> None:
        self._timer.stop()
        self.desk, self._is_planning = desk, False
        pending = desk.preference(PENDING)
        self.sheet.show_sheet(desk, Path(pending) if isinstance(pending, str) else None)
        self.school.show_school(desk)
        self.pupils.show_room(desk)

    def _left(self) -> None:
        if self.number == PERSON:
            plan = NewRoom(
                self.place.school, self.place.room, self.person.name, self.person.passphrase, cost=self._cost
            )
            self.make_wanted.emit(self.place.folder, plan)
        elif self.number == PUPILS:
            self._end()
        else:
            self.show_step(self.number + 1)

    def _leave_or_skip(self) -> None:
        if self.is_resumed:
            self.step.keep()
            self._end()
        else:
            self.put_off()

    def _end(self) -> None:
        if self.desk is not None:
            self.desk.remember(STEP, None)
            self.desk.flush()
        self.finished.emit()

    def _show_buttons(self) -> None:
        is_previewing = self.number == PUPILS and self.pupils.is_previewing
        self.back.setVisible(self.number not in {PLACE, SHEET} and not is_previewing)
        self.next.setVisible(not is_previewing)
        self.leave_button.setVisible(not is_previewing)
        self.leave_button.setText("Skip the rest" if self.is_resumed else "Finish later")
        self.leave_button.setAccessibleName(self.leave_button.text())
        self.next.setText(self.step.next_text())
        self.next.setAccessibleName(self.step.next_text())


class _StepPage(FrontPage):
    """Gives a step its place in the window: from the top, scrolling where needed."""

    def __init__(self, step: Step) -> None:
        is_wide, is_filling = isinstance(step, SchoolStep | PupilsStep), isinstance(step, PupilsStep)
        super().__init__(step.title, 1080 if is_wide else 620)
        self.hang_at_top(is_filling=is_filling)
        self.column.addWidget(step)
