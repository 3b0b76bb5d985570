"""The single inputs that forms are made of: each takes and gives a plain value and says what is wrong.

All share one shape (`Input`): `value`, `set_value`, `raw`, `problem`, `editor` and the signals `edited` (by
the person, never by the program) and `submitted` (Enter).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from iap_desktop.ui import theme
from iap_desktop.ui.widgets.typed import read_number, read_time, time_in_words


class Input(Protocol):
    """What a form asks of each of its inputs."""

    @property
    def edited(self) -> SignalInstance:
        """Emitted when the person changes it, never when the program does."""

    @property
    def submitted(self) -> SignalInstance:
        """Emitted when Enter is pressed in it."""

    @property
    def editor(self) -> QWidget:
        """The part that takes the focus and carries the names that a screen reader says."""

    def value(self) -> object:
        """What was typed or chosen; None for nothing, and for what is not understood."""

    def set_value(self, value: object) -> None:
        """Show a value."""

    def raw(self) -> object:
        """What stands there, understood or not; two equal ones mean that nothing was changed."""

    def problem(self) -> str | None:
        """Say what is wrong with what stands there, None where it is understood."""


class TextInput(QLineEdit):
    """One line of text; spaces around it do not count."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(self.edited)
        self.returnPressed.connect(self.submitted)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter sends the form once: it goes no further, to a button that would send it again."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()

    @property
    def editor(self) -> QWidget:
        """The line itself."""
        return self

    def value(self) -> object:
        """The text, None for an empty line."""
        return self.text().strip() or None

    def set_value(self, value: object) -> None:
        """Show a text from its beginning."""
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)

    def set_typed(self, text: str) -> None:
        """Show a text as if it had been typed and left."""
        self.setText(text)
        self.editingFinished.emit()

    def raw(self) -> object:
        """The text as it stands."""
        return self.text().strip()

    def problem(self) -> str | None:
        """Nothing is wrong with a text."""
        return None


class NumberInput(TextInput):
    """A whole number, typed; it may stay empty."""

    def __init__(self, least: int | None, most: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def value(self) -> object:
        """The number, None for nothing or no number."""
        return read_number(self.text())

    def problem(self) -> str | None:
        """Say which numbers would do."""
        if not self.raw():
            return None
        number = read_number(self.text())
        return f"Type {self._range()}." if number is None or not self._is_within(number) else None

    def _is_within(self, number: int) -> bool:
        is_enough = self._least is None or number >= self._least
        return is_enough and (self._most is None or number <= self._most)

    def _range(self) -> str:
        if self._least is not None and self._most is not None:
            return f"a number from {self._least} to {self._most}"
        if self._least is not None:
            return f"a number, {self._least} or more"
        return "a whole number" if self._most is None else f"a number, {self._most} or less"


class TimeInput(TextInput):
    """A time, typed as "8:45" or "0845", shown as "08:45"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self._tidy)

    def value(self) -> object:
        """The time, None for nothing or no time."""
        return read_time(self.text())

    def set_value(self, value: object) -> None:
        """Show a time."""
        self.setText(time_in_words(value) if isinstance(value, time) else "")

    def raw(self) -> object:
        """The time, or the text where it is none: "8:45" and "08:45" are the same."""
        return self.value() or self.text().strip()

    def problem(self) -> str | None:
        """Say how a time is typed."""
        return "Type a time, for example 8:45." if self.raw() and self.value() is None else None

    def _tidy(self) -> None:
        if (at := read_time(self.text())) is not None:
            self.setText(time_in_words(at))


class LongTextInput(QPlainTextEdit):
    """Several lines of text; Tab moves on to the next field."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None, *, lines: int = 4) -> None:
        super().__init__(parent)
        self._lines = lines
        self._is_ours = False
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text_changed)
        theme.signals().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its lines."""
        return QSize(theme.px(320), self.fontMetrics().lineSpacing() * self._lines + theme.px(24))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """At least two lines, so that a crowded page cannot squeeze it flat."""
        return QSize(theme.px(120), self.fontMetrics().lineSpacing() * 2 + theme.px(24))

    @property
    def editor(self) -> QWidget:
        """The box itself."""
        return self

    def value(self) -> object:
        """The text, None for none."""
        return self.toPlainText().strip() or None

    def set_value(self, value: object) -> None:
        """Show a text."""
        self._is_ours = True
        self.setPlainText("" if value is None else str(value))
        self._is_ours = False

    def raw(self) -> object:
        """The text as it stands."""
        return self.toPlainText().strip()

    def problem(self) -> str | None:
        """Nothing is wrong with a text."""
        return None

    def _on_text_changed(self) -> None:
        if not self._is_ours:
            self.edited.emit()


class PassphraseInput(QWidget):
    """A passphrase, hidden until "Show" is pressed and hidden again when the field is left."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = TextInput(self)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = QToolButton(self)
        self.name_toggle("passphrase")
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_toggled)
        self._line.edited.connect(self.edited)
        self._line.submitted.connect(self.submitted)
        self._show.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line, 1)
        row.addWidget(self._show)

    @property
    def editor(self) -> QWidget:
        """The line in which it is typed."""
        return self._line

    def name_toggle(self, spoken: str) -> None:
        """Say what the button shows, for a screen reader."""
        self._spoken = spoken
        verb = "Hide" if self._show.isChecked() else "Show"
        self._show.setText(verb)
        self._show.setAccessibleName(f"{verb}: {spoken}")

    @property
    def toggle(self) -> QToolButton:
        """The button that shows what was typed."""
        return self._show

    def value(self) -> object:
        """The passphrase exactly as typed: spaces count."""
        return self._line.text() or None

    def set_value(self, value: object) -> None:
        """Put in a passphrase, or None to empty the field."""
        self._show.setChecked(False)
        self._line.setText("" if value is None else str(value))

    def raw(self) -> object:
        """The passphrase as typed."""
        return self._line.text()

    def problem(self) -> str | None:
        """Any passphrase can be typed; whether it is good is for others to say."""
        return None

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Hide the letters with the field."""
        self._show.setChecked(False)
        super().hideEvent(event)

    def _on_toggled(self, is_shown: bool) -> None:  # noqa: FBT001
        modes = QLineEdit.EchoMode
        self._line.setEchoMode(modes.Normal if is_shown else modes.Password)
        self.name_toggle(self._spoken)


class ChoiceInput(QComboBox):
    """One of a few things; the mouse wheel never changes it by accident."""

    edited = Signal()
    submitted = Signal()

    def __init__(
        self, choices: Sequence[tuple[object, str]], parent: QWidget | None = None, *, prompt: str = "Choose"
    ) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlaceholderText(prompt)
        self.set_choices(choices)
        self.activated.connect(lambda _index: self.edited.emit())

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer other choices, keeping what was chosen where it is still there."""
        chosen = self.value() if self._values else None
        self.clear()
        self._values = [value for value, _words in choices]
        self.addItems([words for _value, words in choices])
        self.set_value(chosen)

    @property
    def editor(self) -> QWidget:
        """The box itself."""
        return self

    def value(self) -> object:
        """The value chosen, None for none."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Choose a value; one that is not offered leaves nothing chosen."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def raw(self) -> object:
        """The value chosen."""
        return self.value()

    def problem(self) -> str | None:
        """What is offered is never wrong."""
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Let the page scroll instead."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Send the form with Enter; Space and Alt+Down open the list."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class CheckInput(QCheckBox):
    """Yes or no, with its words beside the box."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(lambda _checked: self.edited.emit())

    @property
    def editor(self) -> QWidget:
        """The box itself."""
        return self

    def value(self) -> object:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))

    def raw(self) -> object:
        """Whether it is ticked."""
        return self.isChecked()

    def problem(self) -> str | None:
        """A tick is never wrong."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Send the form with Enter; Space ticks."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)
