"""What every part of the settings is: it reads one value, paints it, and has at most one main act.

A section shows the same to everybody; what only the lead may change is plain text for others, with a line
that says who can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iap_desktop.services.people import leads
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import DRAFT_AFTER_MS, FormDialog, Values
from iap_desktop.ui.page import KeyHelp, Primary
from iap_desktop.ui.widgets.buttons import PushButton
from iap_desktop.ui.widgets.flow import FlowLayout
from iap_desktop.ui.widgets.form import Field
from iap_desktop.ui.widgets.table import ROW_HEIGHT, Table
from iap_desktop.ui.widgets.table_model import Row


class Section(QWidget):
    """One part of the settings, "Bell times"."""

    name: ClassVar[str]
    title: ClassVar[str]
    explains: ClassVar[str] = ""
    guide: ClassVar[str] = "settings"
    tables: ClassVar[frozenset[str]] = frozenset()
    key_help: ClassVar[tuple[KeyHelp, ...]] = ()
    primary_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.head = QHBoxLayout()
        self.head.addWidget(words(self.title, "name"), 1)
        self.for_lead = words("", "notice")
        self.for_lead.hide()
        self.column = QVBoxLayout(self)
        self.column.addLayout(self.head)
        if self.explains:
            self.column.addWidget(words(self.explains, "quiet"))
        self.column.addWidget(self.for_lead)
        self._size_section()
        theme.signals().changed.connect(self._size_section)

    def load(self) -> Any:  # noqa: ANN401 - each section has a value of its own
        """Read what the section shows."""
        return None

    def fill(self, value: Any) -> None:  # noqa: ANN401
        """Paint what was read."""

    def primary(self) -> Primary | None:
        """The section's one main act, as it stands now."""
        return None

    def first(self) -> QWidget | None:
        """Where work begins; None for the first widget that takes the keyboard."""
        return None

    def keep(self) -> None:
        """Keep what is half typed."""

    @property
    def may_lead(self) -> bool:
        """Whether who is signed in may change what only the lead may."""
        return self.desk.is_lead and self.desk.may_write

    def say_who(self) -> None:
        """Say who can change what stands here, to those who cannot."""
        self.for_lead.setVisible(not self.may_lead)
        if self.desk.is_lead and self.desk.room.is_read_only:
            self.for_lead.setText("The room is open for reading only here, so nothing can be changed.")
        elif not self.may_lead:
            names = " or ".join(person.name for person in leads(self.desk.room))
            self.for_lead.setText(f"Only the room's lead can change this: {names}.")

    def say(self, toast: str) -> None:
        """Confirm what cannot be undone."""
        self.desk.say(toast)

    def remember_table(self, table: Table[Any]) -> None:
        """Widths and sorting as this person left them."""
        name = f"table settings {table.objectName()}"
        kept = self.desk.preference(name)
        if isinstance(kept, dict):
            table.restore_state(kept)
        table.state_changed.connect(lambda: self.desk.remember(name, table.state()))

    def ask(
        self,
        title: str,
        fields: tuple[Field, ...],
        save: Callable[[Values], bool],
        *,
        place: str,
        values: Values | None = None,
        save_text: str = "Save",
    ) -> FormDialog:
        """Open a form in a window of its own."""
        dialog = FormDialog(
            self.desk,
            title,
            fields,
            save,
            place=f"settings/{place}",
            values=values,
            save_text=save_text,
            parent=self.window(),
        )
        dialog.setMinimumWidth(theme.px(460))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _size_section(self) -> None:
        self.column.setContentsMargins(theme.px(4), theme.px(4), theme.px(12), theme.px(16))
        self.column.setSpacing(theme.px(10))


class DraftTimer(QTimer):
    """Keeps a draft a moment after the last key."""

    def __init__(self, keep: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(DRAFT_AFTER_MS)
        self.timeout.connect(keep)


class Facts(QWidget):
    """Names and values as plain text, for those who may not change them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[QLabel, QLabel]] = []

    def set_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show these, with a dash where there is nothing."""
        self._grid.setHorizontalSpacing(theme.px(24))
        self._grid.setVerticalSpacing(theme.px(8))
        while len(self._labels) < len(facts):
            pair = (words("", "quiet"), words(""))
            pair[0].setWordWrap(False)
            for place, label in enumerate(pair):
                self._grid.addWidget(label, len(self._labels), place, Qt.AlignmentFlag.AlignTop)
            self._labels.append(pair)
        for (name, value), (left, right) in zip(facts, self._labels, strict=True):
            left.setText(name)
            right.setText(value or "\N{EN DASH}")


def words(text: str, role: str = "") -> QLabel:
    """Words that wrap."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def act(text: str, pressed: Callable[[], object], *, role: str = "", spoken: str = "") -> ActButton:
    """A button that does something; `spoken` where its words say too little by themselves."""
    made = ActButton(text, spoken or text.rstrip("\N{HORIZONTAL ELLIPSIS}"), role)
    made.pressed_by_hand.connect(pressed)
    return made


class ActButton(PushButton):
    """A button large enough for a finger, with words for a screen reader."""

    pressed_by_hand = Signal()

    def __init__(self, text: str, spoken: str, role: str) -> None:
        super().__init__(text)
        self.setProperty("role", role)
        self.setAccessibleName(spoken)
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked: self.pressed_by_hand.emit())
        self._size()
        theme.signals().changed.connect(self._size)

    def _size(self) -> None:
        self.setMinimumHeight(theme.px(40))


def buttons(*made: QWidget) -> QWidget:
    """Buttons side by side that break into rows where there is no room."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=8)
    for one in made:
        flow.addWidget(one)
    return holder


def choose_first(table: Table[Row]) -> None:
    """Choose the first row where none is, so that the buttons below have something to act on."""
    rows = table.rows()
    if rows and not table.selected_rows():
        table.select_key(table.model.key(rows[0]))


def fit_rows(table: Table[Row], *, least: int = 2, most: int = 12) -> None:
    """As high as its rows, so that the page scrolls and not the table in it."""
    count = min(max(len(table.rows()), least), most)
    header = table.view.horizontalHeader().sizeHint().height()
    table.setFixedHeight(header + count * theme.px(ROW_HEIGHT) + theme.px(8))
