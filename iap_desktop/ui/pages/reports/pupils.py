"""The week's pupils with what is still to do for each, ticked where their sheet is to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iap_desktop.services.week_pages import WeekPupil
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.table import Column, Table

_TICK_ALL, _TICK_NONE = "Tick all", "Tick none"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    pupil: WeekPupil
    has_draft: bool = False

    @property
    def state(self) -> str:
        """What is still to do, in a few words."""
        missing = self.pupil.missing
        if self.pupil.has_comment and not self.has_draft:
            marks = "1 mark missing" if missing == 1 else f"{missing} marks missing"
            return marks if missing else "comment written"
        if missing:  # both in so few words that the column holds them
            return f"{'draft' if self.has_draft else 'no comment'}, {missing} unmarked"
        return "draft, not saved" if self.has_draft else "no comment yet"

    @property
    def glyph(self) -> str:
        """The same as a sign."""
        if self.has_draft:
            return "\N{HORIZONTAL ELLIPSIS}"
        if not self.pupil.has_comment:
            return "\N{WHITE CIRCLE}"
        return "!" if self.pupil.missing else "\N{CHECK MARK}"

    @property
    def tone(self) -> str | None:
        """The same as a colour."""
        if self.pupil.has_comment and not self.has_draft:
            return "notice" if self.pupil.missing else "good"
        return None


_COLUMNS: tuple[Column[Line], ...] = (
    Column(
        "Pupil",
        lambda line: line.pupil.name,
        tooltip=lambda line: f"{line.pupil.name}, number {line.pupil.pupil_id}",
        is_bold=True,
    ),
    Column("Form", lambda line: line.pupil.form or "", width=60),
    Column(
        "Comment and marks",
        lambda line: line.state,
        tooltip=lambda line: ", ".join(line.pupil.blanks) or line.state,
        glyph=lambda line: line.glyph,
        tone=lambda line: line.tone,
    ),
)
_FORM, _NARROW = 1, 430  # the column that gives way, and below which width


class PupilList(QWidget):
    """Chooses a pupil and ticks those whose sheets are wanted."""

    chosen_changed = Signal()
    ticks_changed = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wish: int | None = None
        self.words = QLabel()
        self.tick = button(_TICK_NONE, self, role="link")
        self.table: Table[Line] = Table(
            _COLUMNS,
            self,
            name="weekly pupils",
            accessible_name="Pupils of this week",
            key=lambda line: line.pupil.pupil_id,
            is_checkable=True,
        )
        self.tick.clicked.connect(self.tick_all_or_none)
        self.table.selected.connect(self.chosen_changed)
        self.table.checks_changed.connect(self._on_ticked)
        self.table.activated.connect(lambda _line: self.opened.emit())
        self._lay_out()

    def show_pupils(
        self, pupils: Sequence[WeekPupil], drafted: frozenset[int], *, is_all_ticked: bool
    ) -> None:
        """Show the pupils of a week; who is new is ticked."""
        ids = {pupil.pupil_id for pupil in pupils}
        before = {line.pupil.pupil_id for line in self.table.model.all_rows}
        unticked = set() if is_all_ticked else before - self.table.checked_keys()
        self.table.set_rows(Line(pupil, pupil.pupil_id in drafted) for pupil in pupils)
        self.table.set_checked_keys(ids - unticked)
        self._say()

    def wish_for(self, pupil_id: int) -> None:
        """Choose a pupil now, or as soon as the list holds the pupil."""
        self._wish = None if self.table.select_key(pupil_id) else pupil_id

    def choose_one(self) -> None:
        """See to it that somebody is chosen: who was wished for, else the first."""
        if self._wish is not None:
            self.wish_for(self._wish)
        rows = self.table.rows()
        if rows and not self.table.selected_rows():
            current = self.table.current_row() or rows[0]
            self.table.select_key(current.pupil.pupil_id)

    def choose_next(self) -> bool:
        """Go to the next pupil; False where this is the last."""
        rows = self.table.rows()
        chosen = self.chosen()
        place = next((n for n, line in enumerate(rows) if line.pupil == chosen), len(rows))
        return place + 1 < len(rows) and self.table.select_key(rows[place + 1].pupil.pupil_id)

    def chosen(self) -> WeekPupil | None:
        """Who is chosen."""
        selected = self.table.selected_rows()
        return selected[0].pupil if selected else None

    def ticked(self) -> tuple[int, ...]:
        """The ids of who is ticked, in the order of the list."""
        checked = self.table.checked_keys()
        return tuple(line.pupil.pupil_id for line in self.table.rows() if line.pupil.pupil_id in checked)

    @property
    def is_all_ticked(self) -> bool:
        """Whether nobody is left out."""
        return len(self.ticked()) == len(self.table.rows())

    def tick_all_or_none(self) -> None:
        """Tick everybody, or nobody where all are ticked."""
        self.table.set_checked_keys(
            () if self.is_all_ticked else [line.pupil.pupil_id for line in self.table.rows()]
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is little room, it goes to the names."""
        super().resizeEvent(event)
        self.table.view.setColumnHidden(_FORM, self.width() < theme.px(_NARROW))

    def _on_ticked(self) -> None:
        self._say()
        self.ticks_changed.emit()

    def _say(self) -> None:
        count, ticked = len(self.table.rows()), len(self.ticked())
        self.words.setText(f"{ticked} of {count} to print and save")
        self.tick.setText(_TICK_NONE if ticked == count else _TICK_ALL)
        self.tick.setAccessibleName(self.tick.text())

    def _lay_out(self) -> None:
        self.words.setProperty("role", "quiet")
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignRight)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.table, 1)
        self._size()
        theme.signals().changed.connect(self._size)
        self.setTabOrder(self.tick, self.table.view)

    def _size(self) -> None:
        self._column.setContentsMargins(0, 0, theme.px(12), theme.px(10))
        self._column.setSpacing(theme.px(4))
