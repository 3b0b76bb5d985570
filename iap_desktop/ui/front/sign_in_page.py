"""Sign in: a name, a passphrase, and a way on for whoever has forgotten it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from iap_desktop.domain.tries import Tries, after_wrong, seconds_to_wait
from iap_desktop.services.sign_in import KnownPerson
from iap_desktop.ui import theme
from iap_desktop.ui.front.parts import FrontPage, Picture, row_of, said
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.inputs import PassphraseInput

_MOST_ROWS = 6


class SignInPage(FrontPage):
    """Emits whose (a staff id) and what was typed; somebody else judges it and answers."""

    given = Signal(object, str)
    forgotten = Signal()
    elsewhere = Signal()

    def __init__(self, seconds: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__("Sign in", 460, parent)
        self._seconds = seconds
        self._tries = Tries()
        self._folder: Path | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(1_000)
        self._tick.timeout.connect(self.on_tick)
        self.title = said("Sign in", "title")
        self.where = said("", "quiet")
        self.people = QListWidget()
        self.people.setAccessibleName("Who are you?")
        self.people.itemActivated.connect(lambda _item: self._focus_line())
        self.people.itemClicked.connect(lambda _item: self._focus_line())
        self.only_name = said("", "name")
        self.passphrase = PassphraseInput()
        self.line.setPlaceholderText("Passphrase")
        self.line.setAccessibleName("Passphrase")
        self.line.installEventFilter(_Arrows(self))
        self.passphrase.submitted.connect(self._give)
        self.problem = said("", "error")
        self._lay_out()

    def _lay_out(self) -> None:
        self.enter = button("Sign in", role="primary")
        self.enter.clicked.connect(self._give)
        self.forgot = button("I forgot my passphrase", role="link")
        self.forgot.clicked.connect(self.forgotten)
        self.other = button("Another room, or practice", role="link")
        self.other.clicked.connect(self.elsewhere)
        column = (Picture("lock"), self.title, self.where, self.people, self.only_name, self.passphrase)
        for widget in (*column, self.problem):
            self.column.addWidget(widget)
        self.column.addLayout(row_of(self.enter, self.forgot))
        self.column.addLayout(row_of(self.other))

    @property
    def line(self) -> QLineEdit:
        """Where the passphrase is typed."""
        editor = self.passphrase.editor
        if not isinstance(editor, QLineEdit):
            raise TypeError("a passphrase is typed in a line")
        return editor

    def show_for(self, folder: Path, people: Sequence[KnownPerson], last: int | None) -> None:
        """Offer the people of a room, the one who signed in last first."""
        ordered = sorted(people, key=lambda person: person.staff_id != last)
        self.where.setText(f"The room in {folder}")
        self.people.clear()
        for person in ordered:
            item = QListWidgetItem(person.name)
            item.setData(Qt.ItemDataRole.UserRole, person.staff_id)
            self.people.addItem(item)
        self.people.setCurrentRow(0)
        self.people.setVisible(len(ordered) > 1)
        self.only_name.setVisible(len(ordered) == 1)
        self.only_name.setText(ordered[0].name if ordered else "")
        self._size_list()
        self._begin_anew(is_other=folder != self._folder)
        self._folder = folder

    def staff_id(self) -> int | None:
        """Whose name is chosen."""
        item = self.people.currentItem()
        found = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return found if isinstance(found, int) else None

    def set_busy(self, *, is_busy: bool) -> None:
        """While the passphrase is tried."""
        self._set_waiting(is_waiting=is_busy)
        if is_busy:
            self._say("Looking …", is_problem=False)
        else:
            self._say("", is_problem=False)

    def refuse(self, sentence: str) -> None:
        """Say that it was not right; after three wrong tries the next has to wait a little."""
        self._tries = after_wrong(self._tries, self._seconds())
        self.passphrase.set_value(None)
        self._say(sentence, is_problem=True)
        self._wait_or_go_on()

    def accept(self) -> None:
        """It was right: forget the wrong tries and what was typed."""
        self._begin_anew(is_other=True)

    def on_tick(self) -> None:
        """Count down to the next try."""
        if self._left():
            self._show_wait()
            return
        self._tick.stop()
        self._set_waiting(is_waiting=False)
        self._say("You can try again now.", is_problem=False)
        self._focus_line()

    def focus_first(self) -> None:
        """Most people are the one who signed in last: the passphrase has the keyboard."""
        self._focus_line()

    def choose_next(self, step: int) -> None:
        """Choose the name above or below."""
        row = self.people.currentRow() + step
        self.people.setCurrentRow(min(max(row, 0), self.people.count() - 1))

    def size_parts(self) -> None:
        """The list shows up to six names without scrolling."""
        super().size_parts()
        if hasattr(self, "people"):
            self._size_list()

    def _size_list(self) -> None:
        rows = min(max(self.people.count(), 1), _MOST_ROWS)
        for place in range(self.people.count()):
            self.people.item(place).setSizeHint(QSize(theme.px(200), theme.px(40)))
        self.people.setFixedHeight(rows * theme.px(40) + theme.px(6))

    def _begin_anew(self, *, is_other: bool) -> None:
        """Nothing is typed; wrong tries count on as long as it is the same room."""
        self._tries = Tries() if is_other else self._tries
        self._tick.stop()
        self.passphrase.set_value(None)
        self._say("", is_problem=False)
        self._wait_or_go_on()

    def _wait_or_go_on(self) -> None:
        is_waiting = self._left() > 0
        self._set_waiting(is_waiting=is_waiting)
        if is_waiting:
            self._show_wait()
            self._tick.start()
        else:
            self._focus_line()

    def _give(self) -> None:
        if self.line.text() and self.line.isEnabled():
            self.given.emit(self.staff_id(), self.line.text())

    def _focus_line(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _left(self) -> int:
        return seconds_to_wait(self._tries, self._seconds())

    def _show_wait(self) -> None:
        seconds = self._left()
        unit = "second" if seconds == 1 else "seconds"
        self._say(f"That was not right. Try again in {seconds} {unit}.", is_problem=True)

    def _say(self, words: str, *, is_problem: bool) -> None:
        self.problem.setText(f"▲ {words}" if is_problem else words)
        self.problem.setVisible(bool(words))
        theme.mark(self.problem, "role", "error" if is_problem else "quiet")
        self.line.setAccessibleDescription(words)

    def _set_waiting(self, *, is_waiting: bool) -> None:
        if is_waiting:
            self.setFocus()  # else the next button has it, and the first space of a passphrase presses it
        for widget in (self.passphrase, self.people, self.enter):
            widget.setEnabled(not is_waiting)


class _Arrows(QObject):
    """Up and Down in the passphrase choose another name."""

    def __init__(self, page: SignInPage) -> None:
        super().__init__(page)
        self._page = page

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take these two keys, leave the others."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self._page.people.count() < 2:
            return False
        self._page.choose_next(step)
        return True
