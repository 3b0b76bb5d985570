"""What each column of a pupil list is taken for, to be corrected before anything is taken in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from iap_desktop.domain.imports import Column
from iap_desktop.services.import_reading import FIELD_WORDS, Reading
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.inputs import ChoiceInput, NumberInput

_CHOICES: tuple[tuple[object, str], ...] = ((None, "Not read"), *FIELD_WORDS.items())
_LAST_HEADING_ROW = 999
_SAMPLES = 3


class ImportColumns(QWidget):
    """Sheet, heading row, and a line for each column."""

    sheet_chosen = Signal(str)
    heading_row_chosen = Signal(int)
    mapping_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_ColumnLine] = []
        self._shown: tuple[Column, ...] | None = None
        self.sheets = QComboBox(self)
        self.sheets.setAccessibleName("Sheet of the workbook")
        self.sheets.activated.connect(lambda _: self.sheet_chosen.emit(self.sheets.currentText()))
        self._file = _Cut("name", self)
        self.row = _RowInput(self)
        self.row.edited.connect(self._on_row)
        self._sheet_label = _label("Sheet", self.sheets)
        self._sheet_label.setBuddy(self.sheets)
        self._lay_out()

    def show_reading(self, reading: Reading) -> None:
        """Show how a file was read; a box that somebody is in keeps the keyboard."""
        self._file.show_text(reading.source)
        self._file.setToolTip(reading.source)
        with QSignalBlocker(self.sheets):
            self._show_sheets(reading)
        is_being_typed = self.row.hasFocus() and bool(self.row.raw())
        if self.row.value() != reading.heading_row and not is_being_typed:
            self.row.set_value(reading.heading_row)
        if [column.position for column in self._shown or ()] != [one.position for one in reading.columns]:
            self._make_lines(reading.columns)
        for line, column in zip(self._lines, reading.columns, strict=True):
            line.show_column(column)
        self._shown = reading.columns

    def sheet(self) -> str | None:
        """The sheet that is read; None for a file without sheets."""
        return self.sheets.currentText() or None

    def heading_row(self) -> int:
        """The row that holds the headings; 1 while none is typed."""
        value = self.row.value()
        return value if isinstance(value, int) and value > 0 else 1

    def mapping(self) -> dict[int, str | None]:
        """What each column is taken for, by its position."""
        return {line.position: line.field() for line in self._lines}

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in order."""
        return [self.row, self.sheets, *(line.choice for line in self._lines)]

    def choose(self, position: int, field: str | None) -> None:
        """Take a column for a field, as if it had been chosen by hand."""
        line = next(line for line in self._lines if line.position == position)
        line.choice.set_value(field)
        self._on_chosen(line)

    def _show_sheets(self, reading: Reading) -> None:
        known = [self.sheets.itemText(number) for number in range(self.sheets.count())]
        if known != list(reading.sheets):
            self.sheets.clear()
            self.sheets.addItems(list(reading.sheets))
        if reading.sheet is not None:
            self.sheets.setCurrentText(reading.sheet)
        for part in (self.sheets, self._sheet_label):
            part.setVisible(len(reading.sheets) > 1)

    def _make_lines(self, columns: tuple[Column, ...]) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [_ColumnLine(column, self._inner) for column in columns]
        for number, line in enumerate(self._lines):
            self._inner_column.insertWidget(number, line)
            line.choice.edited.connect(partial(self._on_chosen, line))
            line.show()

    def _on_row(self) -> None:
        if self.row.raw() and self.row.problem() is None:
            self.heading_row_chosen.emit(self.heading_row())

    def _on_chosen(self, chosen: _ColumnLine) -> None:
        """A field stands in one column only: the column that had it before is not read."""
        for line in self._lines:
            if line is not chosen and chosen.field() and line.field() == chosen.field():
                line.choice.set_value(None)
        self.mapping_changed.emit()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        row_label = _label("Headings are in row", self.row)
        for part in (row_label, self.row, self._sheet_label, self.sheets):
            top.addWidget(part)
        top.addStretch(1)
        self._inner = QWidget(self)
        self._inner_column = QVBoxLayout(self._inner)
        self._inner_column.setContentsMargins(0, 0, theme.px(6), 0)
        self._inner_column.setSpacing(theme.px(10))
        self._inner_column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._file)
        column.addLayout(top)
        column.addWidget(_heading("What each column is taken for"))
        column.addWidget(area, 1)
        self.setMinimumWidth(theme.px(300))
        self.setFocusProxy(self.row)


class _RowInput(NumberInput):
    """A row of the file, typed, or stepped with Up and Down."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(1, _LAST_HEADING_ROW, parent)
        self.setAccessibleName("Row with the headings")
        self.setToolTip("Up and Down go to the row before and after")
        self.setFixedWidth(theme.px(64))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and Down step."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        value = self.value()
        if step is None or not isinstance(value, int):
            super().keyPressEvent(event)
            return
        self.set_value(min(max(value + step, 1), _LAST_HEADING_ROW))
        self.edited.emit()


class _ColumnLine(QWidget):
    """One column: its heading, a few of its values, and what it is taken for."""

    def __init__(self, column: Column, parent: QWidget) -> None:
        super().__init__(parent)
        self.position = column.position
        self._heading, self._samples = _Cut("heading", self), _Cut("help", self)
        self.choice = ChoiceInput(_CHOICES, self, prompt="Not read")
        self.choice.setFixedWidth(theme.px(192))
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (self._heading, self._samples):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addLayout(words, 1)
        row.addWidget(self.choice)

    def show_column(self, column: Column) -> None:
        """Show a column as it was read."""
        heading = column.heading or "No heading"
        samples = ", ".join(column.samples[:_SAMPLES]) or "Nothing below it"
        self._heading.show_text(f"{column.letter}  {heading}")
        self._samples.show_text(samples)
        self.setToolTip(f"{heading}: {samples}")
        self.choice.setAccessibleName(f"Column {column.letter}, {heading}, is taken for")
        self.choice.setAccessibleDescription(samples)
        if self.field() != column.field:
            self.choice.set_value(column.field)

    def field(self) -> str | None:
        """What it is taken for."""
        value = self.choice.value()
        return value if isinstance(value, str) else None


class _Cut(QLabel):
    """A line that ends in dots where there is no room for all of it."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(theme.px(60))

    def show_text(self, text: str) -> None:
        """Show a text as far as there is room."""
        self._text = text
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cut it anew."""
        super().resizeEvent(event)
        self._cut()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Its own height; the width is what others leave."""
        return QSize(self.minimumWidth(), super().sizeHint().height())

    def _cut(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width()))


def _label(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setBuddy(buddy)
    return label


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "heading")
    return label
