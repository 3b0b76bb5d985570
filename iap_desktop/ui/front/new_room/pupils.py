"""Step 5: the pupils, from a file, typed, or later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.set_up import AddTypedPupils
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import DRAFT_AFTER_MS
from iap_desktop.ui.front.new_room.step import Step
from iap_desktop.ui.front.parts import BigChoice, said
from iap_desktop.ui.front.quick_list import QuickList
from iap_desktop.ui.widgets.buttons import button

if TYPE_CHECKING:
    from iap_desktop.ui.import_preview import ImportPreview

PLACE = "set up/pupils"
_FILES = "Lists (*.xlsx *.csv *.txt *.xml)"
_FILE, _TYPE = "From a file", "Type or paste them"


class PupilsStep(Step):
    """Two ways to bring pupils in now; the button that goes on is the third: later."""

    title = "The pupils"
    short = "Pupils"
    words = "Those who are in the room now. You can add more at any time on the page Pupils."

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._desk: Desk | None = None
        self.preview: ImportPreview | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        self.from_file = BigChoice(
            "excel", _FILE, "A list from SIMS, Arbor or Bromcom, Excel or CSV. Drop it here."
        )
        self.typed = BigChoice("edit", _TYPE, "Surname, forename, year and form, one pupil a line.")
        self.from_file.clicked.connect(self.choose_file)
        self.typed.clicked.connect(self.show_list)
        self.count = said("", "good")
        self.list = QuickList()
        self.list.changed.connect(self._on_list_changed)
        self.list_words = said("", "quiet")
        self._views = QStackedWidget()
        self._views.addWidget(self._choices())
        self._views.addWidget(self._typing())
        self.column.addWidget(self._views, 1)

    def _choices(self) -> QWidget:
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        for widget in (self.count, self.from_file, self.typed):
            column.addWidget(widget)
        column.addStretch(1)
        return view

    def _typing(self) -> QWidget:
        view = QWidget()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(
            said(
                "Tab and Enter move on, Enter on a blank line ends the list, Ctrl+V takes a list from Excel.",
                "help",
            )
        )
        column.addWidget(self.list, 1)
        column.addWidget(self.list_words)
        back = button("Another way", role="link")
        back.clicked.connect(self.show_choices)
        column.addWidget(back)
        return view

    def show_room(self, desk: Desk) -> None:
        """The room that is open, with what was half typed for it."""
        self._desk = desk
        self.list.list.set_text(desk.draft(PLACE))
        self._show_count()
        if self.list.list.pupils():
            self.show_list()
        else:
            self.show_choices()

    def next_text(self) -> str:
        """How many are added, or none yet."""
        count = len(self.list.list.pupils()) if self._is_typing() else 0
        if count:
            return f"Add {count} {'pupil' if count == 1 else 'pupils'} and start"
        return "Start" if self._listed() else "Start without pupils"

    def begin(self) -> None:
        """The file first: most have a list."""
        if self._is_typing():
            self.list.start()
        else:
            self.from_file.setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Add what is typed, all or nothing."""
        self.list.commit()
        pupils = self.list.list.pupils()
        if self._desk is None or (self._is_typing() and self.list.list.problems()):
            return
        if self._is_typing() and pupils:
            if self._desk.do(AddTypedPupils(pupils, self._desk.today)) is None:
                return
            self._timer.stop()
            self.list.list.set_text("")
            self._desk.drop_draft(PLACE)
        then()

    def keep(self) -> None:
        """What is half typed outlives a power cut."""
        self._timer.stop()
        self.list.commit()
        if self._desk is not None:
            self._desk.keep_draft(PLACE, self.list.list.as_text())

    def let_go(self) -> None:
        """No pupil's name stays on a page that waits."""
        self._desk = None
        self._end_preview()
        self.list.list.set_text("")
        self._timer.stop()

    def show_choices(self) -> None:
        """Both ways."""
        self._views.setCurrentIndex(0)
        self._show_count()
        self.changed.emit()
        self.from_file.setFocus()

    def show_list(self) -> None:
        """The list to type in."""
        self._views.setCurrentIndex(1)
        self._on_list_changed()
        self.list.start()

    def choose_file(self) -> None:
        """Ask for a list."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Choose a pupil list", "", _FILES)
        if chosen:
            self.show_file(Path(chosen))

    def show_file(self, path: Path) -> None:
        """Preview a list: nothing is taken in before the button of the preview is pressed."""
        from iap_desktop.ui import import_preview  # noqa: PLC0415 - when first wanted

        if self._desk is None:
            return
        preview = import_preview.ImportPreview(self._desk, path)
        preview.imported.connect(self._on_imported)
        preview.cancelled.connect(self._end_preview)
        self.preview = preview
        self._views.addWidget(preview)
        self._views.setCurrentWidget(preview)
        self.changed.emit()
        preview.setFocus()

    @property
    def is_previewing(self) -> bool:
        """Whether a list is being looked at: then the preview's own buttons count."""
        return self.preview is not None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A list may be dropped anywhere on the step."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the first file."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files and not self.is_previewing:
            event.acceptProposedAction()
            self.show_file(Path(files[0]))

    def _end_preview(self) -> None:
        preview, self.preview = self.preview, None
        self.show_choices()
        if preview is not None:
            self._views.removeWidget(preview)
            preview.deleteLater()

    def _is_typing(self) -> bool:
        return self._views.currentIndex() == 1

    def _listed(self) -> int:
        return 0 if self._desk is None else len(pupil_list(self._desk.room, self._desk.today))

    def _on_imported(self, _count: int) -> None:
        """Everybody is on the list: the keyboard goes on to the next step."""
        self._end_preview()
        self.list.ended.emit()

    def _show_count(self) -> None:
        listed = self._listed()
        noun = "pupil is" if listed == 1 else "pupils are"
        self.count.setText(f"✓ {listed} {noun} on the list." if listed else "")
        self.count.setVisible(bool(listed))

    def _on_list_changed(self) -> None:
        problems = self.list.list.problems()
        first = min(problems, default=None)
        self.list_words.setText("" if first is None else f"▲ Line {first}: {problems[first]}")
        theme.mark(self.list_words, "role", "error" if problems else "quiet")
        if not self._timer.isActive():  # typing without a pause is kept too
            self._timer.start()
        self.changed.emit()
