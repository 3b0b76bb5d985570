"""The real pages beside the comment: drawn on the worker, so that typing never waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.services import week_papers
from iap_desktop.services.week_papers import COPIES, HOME_COPY, Sheets
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.widgets.flow import FlowLayout
from iap_desktop.ui.widgets.pdf_view import PdfView
from iap_desktop.ui.widgets.segmented import Segmented

ONE, ALL = "one", "all"
_LARGE = 110  # with larger text the strip above the pages has no room to spare
SOON_MS = 40  # keys that follow each other quickly draw once
_COPY, _VIEW = "weekly copy", "weekly preview"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be seen: the sheets of some pupils in a week, at the page of one of them."""

    monday: date
    pupil_ids: tuple[int, ...]
    pupil_id: int
    copy_type: str


class Preview(QWidget):
    """Shows the sheet of the chosen pupil, or those of all who are ticked."""

    measured = Signal(object, object)
    choice_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: Wanted | None = None
        self._ticket = self._shown = 0  # of what is wanted, and of what is seen
        self._is_drawing = False
        self.view_of = Segmented(
            ((ONE, "This pupil"), (ALL, "All ticked")), self, accessible_name="What the preview shows"
        )
        self.copy = QComboBox(self)
        self.pdf = PdfView(self)
        self._trouble = QLabel(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._draw)
        self._lay_out()
        self._restore()
        self.view_of.chosen.connect(self._on_chosen)
        self.copy.currentIndexChanged.connect(self._on_chosen)
        desk.runner.failed.connect(self._on_fault)

    @property
    def copy_type(self) -> str:
        """Which copy is previewed, printed and saved."""
        return str(self.copy.currentData())

    @property
    def is_of_all(self) -> bool:
        """Whether the pages of all who are ticked are wanted."""
        return self.view_of.value() == ALL

    @property
    def is_drawn(self) -> bool:
        """Whether what is wanted is what is seen."""
        return self._shown == self._ticket

    def stops(self) -> tuple[QWidget, ...]:
        """What the keyboard comes to, in order."""
        return (*self.view_of.buttons(), self.copy, *self.pdf.stops())

    def show_week(self, monday: date, ticked: tuple[int, ...], pupil_id: int, *, is_new: bool) -> None:
        """Show a pupil's sheet, or all; `is_new` where what stands on them has changed."""
        pupil_ids = ticked if self.is_of_all and ticked else (pupil_id,)
        wanted = Wanted(monday, pupil_ids, pupil_id, self.copy_type)
        if wanted != self._wanted or is_new:
            self._wanted = wanted
            self._ticket += 1
            self._soon.start()

    def _draw(self) -> None:
        """Draw what is wanted unless something is being drawn: then it follows at once."""
        wanted, ticket = self._wanted, self._ticket
        if wanted is None or self._is_drawing:
            return
        self._is_drawing = True
        self._desk.run_reading(
            "Drawing the preview",
            lambda room, _: _sheets(room, wanted),
            lambda sheets: self._on_drawn(ticket, wanted, sheets),
            on_failed=lambda error: self._on_failed(ticket, error),
            is_quiet=True,
            can_cancel=False,
        )

    def _on_drawn(self, ticket: int, drawn: Wanted, sheets: Sheets) -> None:
        self._is_drawing = False
        if ticket != self._ticket:
            self._draw()
            return
        self._shown = ticket
        self.pdf.set_pdf(sheets.pdf)
        self._stack.setCurrentWidget(self.pdf)
        if len(drawn.pupil_ids) > 1:
            self.pdf.go_to_page(sheets.first_pages.get(drawn.pupil_id, 1))
        self.measured.emit(drawn, sheets)

    def _on_failed(self, ticket: int, error: UserError) -> None:
        self._is_drawing = False
        if ticket != self._ticket:
            self._draw()
            return
        self._shown = ticket
        self._trouble.setText(f"The preview could not be drawn. {error}")
        self._stack.setCurrentWidget(self._trouble)

    def _on_fault(self, _error: object) -> None:
        """A fault of ours is shown by the window; the next change is drawn all the same."""
        self._is_drawing = False

    def _on_chosen(self, _choice: object) -> None:
        self._desk.remember(_COPY, self.copy_type)
        self._desk.remember(_VIEW, self.view_of.value())
        self.choice_changed.emit()

    def _restore(self) -> None:
        for copy_type, words in COPIES:
            self.copy.addItem(words, copy_type)
        self.copy.setCurrentIndex(max(self.copy.findData(self._desk.preference(_COPY, HOME_COPY)), 0))
        if self._desk.preference(_VIEW) == ALL:
            self.view_of.set_value(ALL)

    def _lay_out(self) -> None:
        self.copy.setAccessibleName("Which copy")
        self.copy.setToolTip("For home: with a reply slip. For the tutor and the file: without one.")
        self.top = FlowLayout(gap=8)
        self.top.addWidget(self.view_of)
        self.top.addWidget(self.copy)
        self._stack = QStackedWidget()
        self._trouble.setProperty("role", "quiet")
        self._trouble.setWordWrap(True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.pdf)
        self._stack.addWidget(self._trouble)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self.top)
        self._column.addWidget(self._stack, 1)
        self._size()
        theme.signals().changed.connect(self._size)

    def _size(self) -> None:
        self._column.setContentsMargins(theme.px(12), 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self.copy.setMinimumHeight(theme.px(36))
        self.pdf.zoom_label.setVisible(theme.percent() <= _LARGE)


def _sheets(room: Room, wanted: Wanted) -> Sheets:
    return week_papers.week_sheets(room, wanted.monday, wanted.pupil_ids, wanted.copy_type)
