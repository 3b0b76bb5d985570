"""The box in which staff write about one pupil's week: no key is lost, and one saving is one step to undo.

What is typed is a draft after a moment and a comment as soon as the box is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services.registers import WriteComment
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.reports.words import room_in_words
from iap_desktop.ui.widgets.buttons import button

if TYPE_CHECKING:  # drawing is slow to import and waits for the worker
    from iap_desktop.reports.weekly_summary import CommentRoom

DRAFT_AFTER_MS = 700
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_HINT = "What went well, what was hard, what comes next. It stands on the sheet as \u201cThis week\u201d."


@dataclass(frozen=True, slots=True)
class Place:
    """Whose week a comment is about, and who writes: another person has drafts of their own."""

    pupil_id: int
    monday: date
    name: str
    staff_id: int | None = None

    @property
    def draft(self) -> str:
        """Where what is half typed is kept."""
        return f"weekly/{self.monday.isoformat()}/{self.pupil_id}"


class CommentBox(QWidget):
    """Shows and saves the comment of one pupil at a time."""

    saved = Signal()
    next_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._place: Place | None = None
        self._comment = ""
        self._saved_at: dict[Place, str] = {}
        self._room: CommentRoom | None = None
        self._is_filling = self._is_typed = False
        self._drafts: set[Place] = set()
        self._refused: str | None = None
        self.heading, self.state, self.room = QLabel(), QLabel(), QLabel()
        self.edit = _Edit(self)
        self.next: QPushButton = button("Save and next", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        self.edit.textChanged.connect(self._on_edited)
        self.edit.left.connect(self.save)
        self.edit.finished.connect(self.next_wanted)
        self.next.clicked.connect(self.next_wanted)
        self._lay_out()
        self._size()
        theme.signals().changed.connect(self._size)

    # What is shown.

    @property
    def place(self) -> Place | None:
        """Whose comment is in the box."""
        return self._place

    @property
    def is_changed(self) -> bool:
        """Whether the box holds words that are not saved."""
        return self._place is not None and self.edit.toPlainText().strip() != self._comment.strip()

    def show_comment(self, place: Place, comment: str) -> None:
        """Show a pupil's comment, or what was half typed; words being typed stay as they are."""
        if place == self._place:
            self._renew(comment)
            return
        self.save()
        self._place, self._comment, self._room = place, comment, None
        draft = self._desk.draft(place.draft) if self._desk.may_write else ""
        if draft:
            self._drafts.add(place)
        self._put(draft or comment)
        self.edit.setReadOnly(not self._desk.may_write)
        self.next.setVisible(self._desk.may_write)
        self.heading.setText(f"Comment for {place.name}" if self._desk.may_write else place.name)
        self.edit.setAccessibleName(f"Comment for {place.name}")
        self.edit.setPlaceholderText(
            _HINT if self._desk.may_write else "No comment was written for this week."
        )
        self._say()

    def clear(self) -> None:
        """Nobody is chosen."""
        self.save()
        self._place, self._room, self._comment = None, None, ""
        self._put("")

    def set_room(self, place: Place, room: CommentRoom) -> None:
        """The sheet was measured: say how much it still holds."""
        if place == self._place:
            self._room = room
            self._say_room()

    # Keeping and saving.

    def save(self, *, is_asked: bool = False) -> None:
        """Save what was typed, as one step; where that is refused it stays as a draft.

        A draft that was brought back is saved only when somebody asks for it or types on.
        """
        self._timer.stop()
        text = self.edit.toPlainText()
        is_due = is_asked or (self._is_typed and text != self._refused)
        if self._place is None or not is_due or not self._desk.may_write or not self._is_by_who_is_here():
            return
        if text.strip() != self._comment.strip():
            self._write(self._place, text)
        else:
            self._drop_draft(self._place)
        self._say()

    def _is_by_who_is_here(self) -> bool:
        """Words that could not be saved never become those of who signs in next."""
        writer = None if self._place is None else self._place.staff_id
        return writer in {None, self._desk.room.entry.staff_id}

    def _write(self, place: Place, text: str) -> None:
        before, self._comment = self._comment, text
        comment = WeeklyComment(place.pupil_id, place.monday, text.strip())
        if self._desk.do(WriteComment(comment)) is None:
            self._comment, self._refused = before, text
            self._keep(place, text)
            return
        self._saved_at[place] = self._desk.now.strftime("%H:%M")
        if place == self._place:
            self._is_typed, self._refused = False, None
        self._drop_draft(place)
        self.saved.emit()

    def keep_draft(self) -> None:
        """Keep what is half typed, so that a power cut takes none of it."""
        self._timer.stop()
        if self._place is not None and self._is_typed and self._is_by_who_is_here():
            self._keep(self._place, self.edit.toPlainText() if self.is_changed else "")
        self._say()

    def _keep(self, place: Place, text: str) -> None:
        self._desk.keep_draft(place.draft, text)
        (self._drafts.add if text else self._drafts.discard)(place)

    def _drop_draft(self, place: Place) -> None:
        if place in self._drafts:
            self._keep(place, "")

    def _renew(self, comment: str) -> None:
        """The comment was changed elsewhere, by Undo for instance."""
        if comment == self._comment.strip():
            return
        is_changed = self.is_changed
        self._comment = comment
        if not is_changed:
            self._put(comment)
            if self._place is not None:
                self._saved_at.pop(self._place, None)
        self._say()

    def _put(self, text: str) -> None:
        self._is_filling = True
        self.edit.setPlainText(text)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self._is_filling = self._is_typed = False
        self._refused = None
        self._say_room()

    def _on_edited(self) -> None:
        if not self._is_filling:
            self._is_typed = True
            if not self._timer.isActive():  # whoever types without a pause has drafts all the same
                self._timer.start()
            self._say()
            self._say_room()

    # Words.

    def _say(self) -> None:
        self.state.setText(self._state_words() if self._desk.may_write else "")
        self.state.setAccessibleName(self.state.text())

    def _state_words(self) -> str:
        if self._place is None:
            return ""
        if self.is_changed:
            kept = "Draft kept" if self._is_typed else "Your draft is back. It is not saved yet."
            return "Typing\u2026" if self._timer.isActive() else kept
        if self._place in self._saved_at:
            return f"Saved {self._saved_at[self._place]}"
        return "Saved" if self._comment.strip() else ""

    def _say_room(self) -> None:
        words, role = "", "quiet"
        if self._room is not None and self._desk.may_write:
            words, role = room_in_words(self._room.fit(self.edit.toPlainText()))
        theme.mark(self.room, "role", role)
        self.room.setText(words)

    # How it looks.

    def _lay_out(self) -> None:
        self.heading.setProperty("role", "heading")
        self.heading.setBuddy(self.edit)
        self.state.setProperty("role", "quiet")
        self.room.setProperty("role", "quiet")
        self.room.setWordWrap(True)
        self.next.setToolTip("Save the comment and go to the next pupil  Ctrl+Enter")
        self.heading.setWordWrap(True)
        self.state.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.state)
        words.addWidget(self.room)
        self._foot = QHBoxLayout()
        self._foot.addLayout(words, 1)
        self._foot.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.edit, 1)
        self._column.addLayout(self._foot)

    def _size(self) -> None:
        self._column.setContentsMargins(0, theme.px(10), theme.px(12), 0)
        self._column.setSpacing(theme.px(6))
        self._foot.setSpacing(theme.px(10))
        self.edit.setMinimumHeight(theme.px(72))
        self.next.setMinimumHeight(theme.px(40))


class _Edit(QPlainTextEdit):
    """A box of plain words: Tab leaves it, Ctrl+Enter goes on, Ctrl+Z reaches the room once it is empty."""

    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Leave Undo to the window where there is nothing of this box's own to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            is_redo = event.matches(QKeySequence.StandardKey.Redo)
            document = self.document()
            if (is_undo and not document.isUndoAvailable()) or (is_redo and not document.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+Enter saves and goes to the next pupil."""
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The box is left: what stands in it is to be saved."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
