"""The locked window: no pupil, no page, nothing but who was there and a place for the passphrase."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from iap_desktop.domain.tries import Tries, after_wrong, seconds_to_wait
from iap_desktop.ui import icons, theme
from iap_desktop.ui.idle import hides
from iap_desktop.ui.widgets.buttons import PushButton

_TWO = 2  # with one other person there is nobody to choose


class LockPage(QWidget):
    """Asks for a passphrase. Emits whose (a staff id) and what was typed; somebody else judges it."""

    given = Signal(object, str)
    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAccessibleName("Locked")
        self._tries = Tries()
        self._wait_seconds = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(1_000)
        self._countdown.timeout.connect(self._count_down)
        self._form = QWidget()
        self._form.setMaximumWidth(theme.px(420))
        self._make_form()
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._form, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _make_form(self) -> None:
        column = QVBoxLayout(self._form)
        column.setSpacing(theme.px(10))
        picture = QLabel()
        picture.setPixmap(icons.pixmap("lock", theme.tokens().accent, theme.px(40)))
        self._title = QLabel("Locked")
        self._title.setProperty("role", "title")
        self._who = QLabel()
        self._who.setProperty("role", "quiet")
        self._who.setWordWrap(True)
        self.people = QComboBox()
        self.people.setAccessibleName("Who are you?")
        self.people.setMinimumHeight(theme.px(40))
        self.people.hide()
        self.people.activated.connect(self._on_person_chosen)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMinimumWidth(theme.px(340))
        self.passphrase.setPlaceholderText("Passphrase")
        self.passphrase.setAccessibleName("Passphrase")
        self.passphrase.returnPressed.connect(self._give)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        for widget in (picture, self._title, self._who, self.people, self.passphrase, self.problem):
            column.addWidget(widget)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.unlock_button = PushButton("Unlock")
        self.unlock_button.setProperty("role", "primary")
        self.unlock_button.clicked.connect(self._give)
        self.change_button = PushButton("Somebody else")
        self.change_button.clicked.connect(self.change_wanted)
        row.addWidget(self.unlock_button)
        row.addWidget(self.change_button)
        row.addStretch(1)
        return row

    def show_for(self, name: str, *, is_blank: bool = False, practice: str = "") -> None:
        """Lock for one person. is_blank: show nothing at all until a key is pressed.

        practice: the passphrase of a practice room, which is no secret.
        """
        words = f"{name} is signed in. What was being typed is kept." if name else ""
        self._who.setText(f"Practice room: its passphrase is \u201c{practice}\u201d." if practice else words)
        self._title.setText("Locked")
        self.people.clear()
        self.people.hide()
        self.change_button.show()
        self.passphrase.clear()
        self._form.setVisible(not is_blank)
        if is_blank:
            self.setFocus()
        else:
            self.passphrase.setFocus()

    def ask_who(self, people: Iterable[tuple[int, str]], current: int | None) -> None:
        """Let somebody else choose a name (staff id and name each) and type a passphrase."""
        self._title.setText("Change person")
        self._who.setText("What was being typed is kept for who typed it.")
        self.people.clear()
        for staff_id, name in people:
            self.people.addItem(name, staff_id)
            if staff_id != current and self.people.currentData() == current:
                self.people.setCurrentIndex(self.people.count() - 1)
        has_choice = self.people.count() > _TWO
        self.people.show()
        self.change_button.hide()
        self._form.show()
        (self.people if has_choice else self.passphrase).setFocus()

    def refuse(self, sentence: str) -> None:
        """Say that it was not right; after three wrong tries the next has to wait a little."""
        now = time.monotonic()
        self._tries = after_wrong(self._tries, now)
        self.passphrase.clear()
        self.problem.setText(sentence)
        self._wait_seconds = seconds_to_wait(self._tries, now)
        self._set_waiting(is_waiting=self._wait_seconds > 0)
        if self._wait_seconds > 0:
            self._show_wait()
            self._countdown.start()
        else:
            self.passphrase.setFocus()

    def accept(self) -> None:
        """It was right: forget the wrong tries."""
        self._tries = Tries()
        self.problem.clear()
        self.passphrase.clear()
        self._set_waiting(is_waiting=False)

    def set_busy(self, *, is_busy: bool) -> None:
        """While the passphrase is tried."""
        self._set_waiting(is_waiting=is_busy)
        if is_busy:
            self.problem.setText("Looking …")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Any key brings the passphrase back on a blank page, but not the one held down to blank it."""
        if not hides(event):
            self._wake()
        super().keyPressEvent(event)

    def mousePressEvent(self, event: object) -> None:  # noqa: ARG002, N802 - Qt's name
        """So does a click."""
        self._wake()

    def _on_person_chosen(self) -> None:
        self.passphrase.setFocus()

    def _wake(self) -> None:
        if not self._form.isVisible():
            self._form.show()
            self.passphrase.setFocus()

    def _give(self) -> None:
        if self.passphrase.text() and self.passphrase.isEnabled():
            self.given.emit(self.people.currentData(), self.passphrase.text())

    def _set_waiting(self, *, is_waiting: bool) -> None:
        if is_waiting:
            self.setFocus()  # else the next button has it, and the first space of a passphrase presses it
        self.passphrase.setEnabled(not is_waiting)
        self.unlock_button.setEnabled(not is_waiting)

    def _show_wait(self) -> None:
        unit = "second" if self._wait_seconds == 1 else "seconds"
        self.problem.setText(f"That was not right. Try again in {self._wait_seconds} {unit}.")

    def _count_down(self) -> None:
        self._wait_seconds -= 1
        if self._wait_seconds > 0:
            self._show_wait()
            return
        self._countdown.stop()
        self.problem.setText("You can try again now.")
        self._set_waiting(is_waiting=False)
        self.passphrase.setFocus()
