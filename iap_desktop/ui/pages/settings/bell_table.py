"""The table in which the periods of a day are typed: keys of a spreadsheet, as high as its rows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from iap_desktop.domain.bell_times import Period
from iap_desktop.ui import theme
from iap_desktop.ui.pages.settings.bell_model import NAME, PeriodsDelegate, PeriodsModel
from iap_desktop.ui.widgets.table import ROW_HEIGHT

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_WIDTHS = (120, 75, 75, 115, 115)


class PeriodsTable(QTableView):
    """Enter and letters type in a cell, Insert adds a period, Delete removes one; Tab leaves."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = PeriodsModel(self)
        self.setModel(self._model)
        self.setItemDelegate(PeriodsDelegate(self))
        self.setAccessibleName("Periods of the day")
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self._model.edited.connect(self._on_edited)
        self._size()
        theme.signals().changed.connect(self._size)

    def periods(self) -> tuple[Period, ...]:
        """What stands there now."""
        return tuple(self._model.periods)

    def set_periods(self, periods: Iterable[Period], *, is_editable: bool) -> None:
        """Show the periods of a day, in the order of the day; the cell with the keyboard keeps it."""
        ordered = sorted(periods, key=lambda period: period.starts_at)
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if ordered != self._model.periods or is_editable != self._model.is_editable:
            self._model.set_periods(ordered, is_editable=is_editable)
        if ordered:
            place = self._model.index(min(max(row, 0), len(ordered) - 1), max(column, NAME))
            self.setCurrentIndex(place)
        self._size()

    def add_below(self) -> None:
        """A new period below the one with the keyboard, its name ready to be typed."""
        row = self._model.insert_after(self.currentIndex().row())
        self._size()
        self.setCurrentIndex(self._model.index(row, NAME))
        self.setFocus()

    def remove_current(self) -> None:
        """Take the period with the keyboard away."""
        self._model.remove(self.currentIndex().row())
        self._size()

    def finish_editing(self) -> None:
        """Take what is being typed in a cell."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter types in the cell, Insert and Delete change the rows."""
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if not self._model.is_editable or is_editing:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Insert:
            self.add_below()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_current()
        else:
            super().keyPressEvent(event)

    def _on_edited(self) -> None:
        self._size()
        self.edited.emit()

    def _size(self) -> None:
        row = theme.px(ROW_HEIGHT + 2)
        self.verticalHeader().setDefaultSectionSize(row)
        header = self.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, theme.px(width))
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        count = max(self._model.rowCount(QModelIndex()), 1)
        self.setFixedHeight(header.sizeHint().height() + count * row + theme.px(8))
