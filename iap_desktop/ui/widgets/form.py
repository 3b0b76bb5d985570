"""Forms from a tuple of fields, so that no page can forget a label, a spoken name, help or an error line.

A page says what it asks (`Field`); the form builds it, reads it and says what is wrong, in place, in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from iap_desktop.ui import theme
from iap_desktop.ui.widgets.date_input import DateInput
from iap_desktop.ui.widgets.inputs import (
    CheckInput,
    ChoiceInput,
    Input,
    LongTextInput,
    NumberInput,
    PassphraseInput,
    TextInput,
    TimeInput,
)
from iap_desktop.ui.widgets.typed import time_in_words


class Kind(StrEnum):
    """What a field asks for."""

    TEXT = "text"
    LONG_TEXT = "long text"
    PASSPHRASE = "passphrase"  # noqa: S105
    CHOICE = "choice"
    CHECK = "check"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"


TEXT, LONG_TEXT, PASSPHRASE, CHOICE = Kind.TEXT, Kind.LONG_TEXT, Kind.PASSPHRASE, Kind.CHOICE
CHECK, NUMBER, DATE, TIME = Kind.CHECK, Kind.NUMBER, Kind.DATE, Kind.TIME

_WIDTHS = {TEXT: 420, PASSPHRASE: 420, CHOICE: 420, NUMBER: 110, DATE: 220, TIME: 110}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    `choices` are pairs of value and words; `minimum` and `maximum` are numbers or dates; `width` is in
    pixels at 100 %. `accessible_name` is for a label that says too little by itself.
    """

    name: str
    label: str
    kind: Kind = TEXT
    help: str = ""
    is_required: bool = False
    choices: tuple[tuple[object, str], ...] = ()
    placeholder: str = ""
    minimum: int | date | None = None
    maximum: int | date | None = None
    width: int | None = None
    accessible_name: str | None = None


class Form(QWidget):
    """The fields, in one or more columns, with their labels, help and error lines."""

    edited = Signal()
    submitted = Signal()

    def __init__(self, fields: Iterable[Field], parent: QWidget | None = None, *, columns: int = 1) -> None:
        super().__init__(parent)
        self._entries: dict[str, _Entry] = {}
        taken: set[str] = set()
        for field in fields:
            entry = _Entry(field, _with_mnemonic(field.label, taken), self)
            entry.input.edited.connect(partial(self._on_edited, field.name))
            entry.input.submitted.connect(self.submitted)
            self._entries[field.name] = entry
        self._arrange(columns)
        self._chain_tabs()
        self._first = self._raw()

    def values(self) -> dict[str, object]:
        """What stands in each field; None for nothing, and for what is not understood (`check` says so)."""
        return {name: entry.input.value() for name, entry in self._entries.items()}

    def set_values(self, values: Mapping[str, object]) -> None:
        """Fill fields; what then stands there counts as unchanged."""
        for name, value in values.items():
            self._entries[name].input.set_value(value)
        self.clear_problems()
        self.mark_unchanged()

    def value(self, name: str) -> object:
        """What stands in one field."""
        return self._entries[name].input.value()

    def set_value(self, name: str, value: object) -> None:
        """Fill one field; it counts as a change."""
        self._entries[name].input.set_value(value)

    def typed(self) -> dict[str, object]:
        """What stands there, understood or not, as JSON can keep it; passphrases are left out."""
        return {
            name: _kept(entry.input.raw())
            for name, entry in self._entries.items()
            if entry.field.kind is not PASSPHRASE
        }

    def set_typed(self, kept: Mapping[str, object]) -> None:
        """Bring back what `typed` gave; it counts as a change, and fields that are gone are left out."""
        for name, value in kept.items():
            if name in self._entries:
                self._entries[name].bring_back(value)

    def field(self, name: str) -> QWidget:
        """The widget of one field that takes the focus."""
        return self._entries[name].input.editor

    def choice(self, name: str) -> ChoiceInput:
        """A field of kind CHOICE, to offer other choices in it."""
        found = self._entries[name].input
        if not isinstance(found, ChoiceInput):
            raise TypeError(f"{name} is no choice")
        return found

    def show_only(self, names: Iterable[str]) -> None:
        """Show these fields and hide the others."""
        shown = set(names)
        for name, entry in self._entries.items():
            entry.setVisible(name in shown)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say under each field what is wrong with it and go to the first of them."""
        for name, entry in self._entries.items():
            entry.show_problem(problems.get(name, ""))
        first = next((name for name in self._entries if name in problems), None)
        if first is not None:
            self.field(first).setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_problems(self) -> None:
        """Take all error lines away."""
        for entry in self._entries.values():
            entry.show_problem("")

    def problem(self, name: str) -> str:
        """The error line of one field, empty for none."""
        return self._entries[name].shown_problem()

    def check(self) -> bool:
        """Show what is missing or not understood; True where nothing is."""
        found = {name: entry.found_problem() for name, entry in self._entries.items()}
        problems = {name: sentence for name, sentence in found.items() if sentence is not None}
        self.show_problems(problems)
        return not problems

    def is_changed(self) -> bool:
        """Whether anything differs from what `set_values` filled in last."""
        return self._raw() != self._first

    def mark_unchanged(self) -> None:
        """Take what stands there as saved."""
        self._first = self._raw()

    def _raw(self) -> dict[str, object]:
        return {name: entry.input.raw() for name, entry in self._entries.items()}

    def _on_edited(self, name: str) -> None:
        self._entries[name].show_problem("")
        self.edited.emit()

    def _arrange(self, columns: int) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(12))
        row = column = 0
        for entry in self._entries.values():
            span = columns if entry.field.kind is LONG_TEXT else 1
            if column + span > columns:
                row, column = row + 1, 0
            grid.addWidget(entry, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        grid.setRowStretch(row + 1, 1)

    def _chain_tabs(self) -> None:
        """In the order of the fields; a passphrase and its repetition come before what shows them."""
        stops: list[QWidget] = []
        toggles: list[QWidget] = []
        for entry in self._entries.values():
            first, *more = entry.stops()
            if entry.field.kind is PASSPHRASE:
                stops.append(first)
                toggles += more
            else:
                stops += [*toggles, first, *more]
                toggles = []
        stops += toggles
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)


class _Entry(QWidget):
    """One field as it stands on the form: label, input, help line, error line."""

    def __init__(self, field: Field, label: str, form: QWidget) -> None:
        super().__init__(form)
        self.field = field
        self.input = new_input(field, self)
        self._help = _line(field.help, "help", self)
        self._error = _line("", "error", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        if isinstance(self.input, CheckInput):
            self.input.setText(label)
        else:
            column.addWidget(self._label(label))
        column.addWidget(_widget(self.input))
        column.addWidget(self._help)
        column.addWidget(self._error)
        self._name_editor()
        self._size()
        theme.signals().changed.connect(self._size)

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in order."""
        if isinstance(self.input, PassphraseInput):
            return [self.input.editor, self.input.toggle]
        if isinstance(self.input, DateInput):
            return [self.input.editor, self.input.button]
        return [self.input.editor]

    def found_problem(self) -> str | None:
        """What is missing or not understood."""
        if self.field.is_required and self.input.raw() in {"", None, False}:
            return _missing(self.field)
        return self.input.problem()

    def show_problem(self, sentence: str) -> None:
        """Show or take away the error line."""
        if sentence == self.shown_problem():
            return
        self._error.setText(f"▲ {sentence}" if sentence else "")
        self._error.setVisible(bool(sentence))
        editor = self.input.editor
        theme.mark(editor, "problem", bool(sentence))
        editor.setAccessibleDescription(" ".join(part for part in (sentence, self.field.help) if part))

    def bring_back(self, value: object) -> None:
        """Show what was typed before, understood or not."""
        if isinstance(self.input, DateInput | TimeInput | NumberInput):
            self.input.set_typed("" if value is None else str(value))
        elif not isinstance(self.input, PassphraseInput):
            self.input.set_value(value)

    def shown_problem(self) -> str:
        """The error line without its sign."""
        return self._error.text().removeprefix("▲ ")

    def _label(self, words: str) -> QLabel:
        label = QLabel(words, self)
        label.setBuddy(self.input.editor)
        label.setProperty("role", "label")
        label.setWordWrap(True)
        return label

    def _name_editor(self) -> None:
        editor = self.input.editor
        editor.setObjectName(self.field.name)
        editor.setAccessibleName(self.field.accessible_name or _spoken(self.field))
        editor.setAccessibleDescription(self.field.help)
        if isinstance(editor, TextInput | LongTextInput) and self.field.placeholder:
            editor.setPlaceholderText(self.field.placeholder)
        words = self.field.accessible_name or self.field.label
        if isinstance(self.input, PassphraseInput):
            self.input.name_toggle(words)
        if isinstance(self.input, DateInput):
            self.input.button.setAccessibleName(f"Calendar for: {words}")

    def _size(self) -> None:
        width = self.field.width or _WIDTHS.get(self.field.kind)
        if width is not None:
            _widget(self.input).setMaximumWidth(theme.px(width))


def new_input(field: Field, parent: QWidget) -> Input:
    """The input for a field's kind."""
    low, high = field.minimum, field.maximum
    if field.kind is CHOICE:
        return ChoiceInput(_choices(field), parent, prompt=field.placeholder or "Choose")
    if field.kind is NUMBER:
        return NumberInput(
            low if isinstance(low, int) else None, high if isinstance(high, int) else None, parent
        )
    if field.kind is DATE:
        return DateInput(
            parent,
            earliest=low if isinstance(low, date) else None,
            latest=high if isinstance(high, date) else None,
        )
    simple: dict[Kind, type[TextInput | LongTextInput | PassphraseInput | CheckInput | TimeInput]] = {
        TEXT: TextInput,
        LONG_TEXT: LongTextInput,
        PASSPHRASE: PassphraseInput,
        CHECK: CheckInput,
        TIME: TimeInput,
    }
    return simple[field.kind](parent)


def _choices(field: Field) -> tuple[tuple[object, str], ...]:
    can_be_empty = field.is_required or any(value is None for value, _words in field.choices)
    return field.choices if can_be_empty else ((None, field.placeholder or "Not given"), *field.choices)


def _missing(field: Field) -> str:
    if field.kind is CHOICE:
        return "Choose one."
    if field.kind is CHECK:
        return "Tick this to go on."
    return {DATE: "Type a date here.", TIME: "Type a time here.", NUMBER: "Type a number here."}.get(
        field.kind, "Fill this in."
    )


def _spoken(field: Field) -> str:
    return f"{field.label}, needed" if field.is_required else field.label


def _with_mnemonic(label: str, taken: set[str]) -> str:
    """The label with "&" before the first letter that no other label of the form has taken."""
    for place, char in enumerate(label):
        letter = char.casefold()
        if char.isascii() and char.isalnum() and letter not in taken:
            taken.add(letter)
            before, after = label[:place].replace("&", "&&"), label[place:].replace("&", "&&")
            return f"{before}&{after}"
    return label.replace("&", "&&")


def _line(words: str, role: str, parent: QWidget) -> QLabel:
    line = QLabel(words, parent)
    line.setProperty("role", role)
    line.setWordWrap(True)
    line.setVisible(bool(words))
    return line


def _kept(raw: object) -> object:
    if isinstance(raw, time):
        return time_in_words(raw)
    return raw.isoformat() if isinstance(raw, date) else raw


def _widget(made: Input) -> QWidget:
    if not isinstance(made, QWidget):
        raise TypeError("every input is a widget")
    return made
