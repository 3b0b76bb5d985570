"""A pupil list before it is taken in: what each column is taken for, what becomes of each row, one button.

The pupils' page shows it in its own place, and so does the path to a new room.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from iap_desktop.services import commands
from iap_desktop.services.import_reading import (
    Reading,
    Stopped,
    WatchedImport,
    Wish,
    preview_lines,
    read_for_preview,
)
from iap_desktop.services.placements import is_anybody_placed
from iap_desktop.services.pupil_import import Fate, StalePreview
from iap_desktop.services.pupil_import import ImportPreview as Preview
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.import_columns import ImportColumns
from iap_desktop.ui.import_rows import ImportRows
from iap_desktop.ui.runner import Progress
from iap_desktop.ui.widgets.busy import Busy
from iap_desktop.ui.widgets.buttons import button
from iap_desktop.ui.widgets.empty import EmptyState

FILE_KINDS = "Pupil lists (*.csv *.xlsx *.xlsm *.txt *.tsv *.xml);;All files (*)"
_REREAD_AFTER_MS = 350
_TELL_EACH = 10
_A_ROOM_AT_MOST = 40  # a longer list is one of the school, not of the room


def choose_list(parent: QWidget) -> Path | None:
    """Ask for a file; None where nobody chose one."""
    name, _ = QFileDialog.getOpenFileName(parent, "Choose a list of pupils", str(Path.home()), FILE_KINDS)
    return Path(name) if name else None


class ImportPreview(QWidget):
    """One file on its way in. Nothing is written until the button is pressed, and then all or nothing."""

    imported = Signal(int)
    cancelled = Signal()

    def __init__(self, desk: Desk, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._path = desk, path
        self._wish = Wish()
        self._reading: Reading | None = None
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REREAD_AFTER_MS)
        self._timer.timeout.connect(self.read)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.read()

    @property
    def preview(self) -> Preview | None:
        """What would be taken in now."""
        return None if self._reading is None else self._reading.preview

    @property
    def is_ready(self) -> bool:
        """Whether what is shown is what the button would do."""
        return self.import_button.isEnabled()

    def set_path(self, path: Path) -> None:
        """Show another file."""
        self._path, self._wish, self._reading = path, Wish(), None
        self.read()

    def read(self) -> None:
        """Read the file as it is wished, on the worker; an answer that was overtaken is dropped."""
        self._timer.stop()
        self._turn += 1
        turn, path, wish, today = self._turn, self._path, self._wish, self._desk.today
        self._begin(f"Reading {path.name}")

        def answered(act: Callable[[], None]) -> None:
            if isValid(self) and turn == self._turn:
                act()

        self._desk.run_reading(
            f"Reading {path.name}",
            lambda room, _progress: read_for_preview(room, path, wish, today),
            lambda reading: answered(lambda: self._show(reading)),
            on_failed=lambda error: answered(lambda: self._show_unreadable(error)),
            is_quiet=True,
        )

    def take_in(self) -> None:
        """Write what is shown, as one step; while it is written Cancel leaves everything as it was."""
        preview = self.preview
        if preview is None or not self.is_ready:
            return
        room, today, by = self._desk.room, self._desk.today, self._desk.staff_id
        starts_on = today if self.place.isChecked() and self.place.isVisibleTo(self) else None
        self._turn += 1
        self._begin(f"Importing {_pupils(_count(preview))}")
        self._set_enabled(is_enabled=False)

        def work(progress: Progress) -> None:
            command = WatchedImport(preview, today, starts_on, _watching(progress))
            commands.run(room, command, by=by)

        self._desk.run("Importing", work, lambda _: self._taken_in(preview), on_failed=self._refused)

    def choose_another(self) -> None:
        """Ask for another file."""
        path = choose_list(self)
        if path is not None:
            self.set_path(path)

    def cancel(self) -> None:
        """Leave the file alone; while it is being written, stop that first."""
        if self._is_writing:
            self._desk.runner.cancel()
            return
        self._turn += 1
        self._timer.stop()
        self.cancelled.emit()

    def focus_first(self) -> None:
        """Put the keyboard on the one button, or on what has to be mended before."""
        first = self.import_button if self.is_ready else self._columns
        first.setFocus()

    # What comes back.

    def _show(self, reading: Reading) -> None:
        is_first, self._reading = self._reading is None, reading
        self._end()
        self._stack.setCurrentWidget(self._body)
        self.another.show()
        self._columns.show_reading(reading)
        self._columns.setVisible(reading.is_mapped)
        self._problem.setText("" if reading.problem is None else f"\u25b2 {_in_words(reading.problem)}")
        self._problem.setVisible(reading.problem is not None)
        preview = reading.preview
        self._rows.setVisible(preview is not None)
        self._rows.show_lines(() if preview is None else preview_lines(preview))
        self._show_button(preview)
        self._show_place(preview, is_first=is_first)
        buttons = (self.place, self.another, self.cancel_button, self.import_button)
        for before, after in pairwise([*self._columns.stops(), *self._rows.stops(), *buttons]):
            QWidget.setTabOrder(before, after)
        if is_first and _has_nobody_else_the_keyboard(self):
            self.focus_first()

    def _show_unreadable(self, error: UserError) -> None:
        self._reading = None
        self._end()
        self._unreadable.set_words(error.what, error.todo, "Choose another file")
        self._stack.setCurrentWidget(self._unreadable)
        self.another.hide()
        self._show_button(None)
        self._unreadable.action.setFocus()

    def _show_button(self, preview: Preview | None) -> None:
        count = 0 if preview is None else _count(preview)
        words = _button_words(preview) if preview is not None and count else "Nothing to import"
        self.import_button.setText(words)
        self.import_button.setAccessibleName(words)
        self.import_button.setEnabled(count > 0)
        self.import_button.setVisible(preview is not None)
        self._said.setText("" if preview is None else _summary(preview))

    def _show_place(self, preview: Preview | None, *, is_first: bool) -> None:
        """Ask whether new pupils come into the room, once it has placements; else they are in it anyhow."""
        new = 0 if preview is None else preview.count(Fate.NEW)
        whom = "the new pupil" if new == 1 else f"the {new} new pupils"
        self.place.setText(f"Place {whom} in the room from today")
        self.place.setVisible(bool(new) and is_anybody_placed(self._desk.room))
        if is_first:
            self.place.setChecked(new <= _A_ROOM_AT_MOST)

    def _taken_in(self, preview: Preview) -> None:
        desk, count = self._desk, _count(preview)
        if isValid(self):
            self._end()
        desk.announce_changes()
        desk.feedback.toast(f"Imported {_pupils(count)}", "Undo", desk.undo)
        if isValid(self):
            self.imported.emit(count)

    def _refused(self, error: UserError) -> None:
        if isinstance(error, Stopped):
            self._desk.feedback.toast(f"{error.what} {error.safe}")
        else:
            self._desk.feedback.show_error(error)
        if not isValid(self):
            return
        self._end()
        if isinstance(error, StalePreview):
            self.read()

    # What somebody changes.

    def _on_sheet(self, sheet: str) -> None:
        self._wish = Wish(sheet=sheet)
        self._wait_and_read()

    def _on_heading_row(self, row: int) -> None:
        self._wish = Wish(sheet=self._columns.sheet(), heading_row=row)
        self._wait_and_read()

    def _on_mapping(self) -> None:
        columns = self._columns
        self._wish = Wish(columns.sheet(), columns.heading_row(), columns.mapping())
        self._wait_and_read()

    def _wait_and_read(self) -> None:
        """What is shown is out of date from now on, so the button waits for the new reading."""
        self.import_button.setEnabled(False)
        self._timer.start()

    # How it looks while it works.

    def _begin(self, words: str) -> None:
        self.busy.begin(words, can_cancel=True)
        self.busy.show()
        self.import_button.setEnabled(False)
        self._said.hide()

    def _end(self) -> None:
        self._is_writing = False
        self.busy.hide()
        self._said.show()
        self._set_enabled(is_enabled=True)
        self.import_button.setEnabled(bool(self.preview and _count(self.preview)))

    def _set_enabled(self, *, is_enabled: bool) -> None:
        self._is_writing = not is_enabled
        for part in (self._columns, self._rows, self.place, self.another, self.cancel_button):
            part.setEnabled(is_enabled)

    def _on_told(self, done: int, total: int, words: str) -> None:
        if self._is_writing:
            self.busy.tell(done, total, words)

    def _make_parts(self) -> None:
        self._is_writing = False
        self._columns, self._rows = ImportColumns(self), ImportRows(self)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "care")
        self._said = QLabel(self)
        self._said.setProperty("role", "quiet")
        for label in (self._problem, self._said):
            label.setWordWrap(True)
        self.busy = Busy(self)
        self.place = QCheckBox(self)
        self.place.setToolTip("Without the tick they are on the list of pupils only, not in the register.")
        self.place.hide()
        self.another = button("Choose another file", self)
        self.cancel_button = button("Cancel", self)
        self.cancel_button.setAccessibleName("Cancel the import")
        self.import_button = button("Import", self, role="primary")
        self._unreadable = EmptyState("", "", "Choose another file", self)
        for part in (self.another, self.cancel_button, self.import_button):
            part.setMinimumHeight(theme.px(40))

    def _lay_out(self) -> None:
        right = QWidget(self)
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(theme.px(8), 0, 0, 0)
        right_column.addWidget(self._problem)
        right_column.addWidget(self._rows, 1)
        right_column.addWidget(self.place)
        right_column.addStretch(0)
        self._body = QSplitter(self)
        self._body.addWidget(self._columns)
        self._body.addWidget(right)
        self._body.setStretchFactor(1, 1)
        self._body.setChildrenCollapsible(False)
        self._body.setSizes([theme.px(372), theme.px(818)])
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._body)
        self._stack.addWidget(self._unreadable)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(12))
        column.setSpacing(theme.px(10))
        column.addWidget(self._stack, 1)
        column.addLayout(self._bottom())

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(self.busy, 1)
        row.addWidget(self._said, 1)
        for part in (self.another, self.cancel_button, self.import_button):
            row.addWidget(part)
        return row

    def _connect(self) -> None:
        self._columns.sheet_chosen.connect(self._on_sheet)
        self._columns.heading_row_chosen.connect(self._on_heading_row)
        self._columns.mapping_changed.connect(self._on_mapping)
        self.another.clicked.connect(self.choose_another)
        self._unreadable.acted.connect(self.choose_another)
        self.cancel_button.clicked.connect(self.cancel)
        self.busy.cancelled.connect(self.cancel)
        self.import_button.clicked.connect(self.take_in)
        self._desk.runner.told.connect(self._on_told)


def _has_nobody_else_the_keyboard(view: QWidget) -> bool:
    """Whether a view may take the keyboard without taking it from somebody who has gone on elsewhere."""
    focus = QApplication.focusWidget()
    return focus is None or focus is view or view.isAncestorOf(focus)


def _watching(progress: Progress) -> Callable[[int, int], None]:
    def watch(done: int, total: int) -> None:
        if progress.should_stop():
            raise Stopped
        if done % _TELL_EACH == 0:
            progress.tell(done, total)

    return watch


def _count(preview: Preview) -> int:
    return preview.count(Fate.NEW) + preview.count(Fate.CHANGED)


def _refused_count(preview: Preview) -> int:
    return len({problem.row for problem in preview.refused})


def _pupils(count: int) -> str:
    return f"{count} pupil{'' if count == 1 else 's'}"


def _button_words(preview: Preview) -> str:
    refused = _refused_count(preview)
    words = f"Import {_pupils(_count(preview))}"
    return f"{words}, leave out {refused} refused" if refused else words


def _summary(preview: Preview) -> str:
    parts = [f"{preview.count(Fate.NEW)} new", f"{preview.count(Fate.CHANGED)} changed"]
    same, refused = preview.count(Fate.UNCHANGED), _refused_count(preview)
    if same:
        parts.append(f"{same} already as in the list")
    if refused:
        parts.append(f"{refused} refused")
    return f"{', '.join(parts)}. Nothing is written yet."


def _in_words(error: UserError) -> str:
    """What is wrong; how to mend it here comes before how to mend the file."""
    here = "Say at the left what the columns hold, or choose another row of headings."
    return " ".join(part for part in (error.what, here) if part)
