"""The periods of one day as a table that is typed in: names, times, kinds, registers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from iap_desktop.domain.bell_times import Period, PeriodKind
from iap_desktop.domain.registers import SESSION_WORDS
from iap_desktop.ui.widgets.typed import read_time, time_in_words

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, FROM, UNTIL, KIND, REGISTER = range(5)
TITLES = ("Period", "From", "To", "Kind", "Register")
KINDS: tuple[tuple[object, str], ...] = (
    (PeriodKind.TUTOR, "Tutor time"),
    (PeriodKind.LESSON, "Lesson"),
    (PeriodKind.BREAK, "Break"),
    (PeriodKind.LUNCH, "Lunch"),
    (PeriodKind.AFTER, "After school"),
)
REGISTERS: tuple[tuple[object, str], ...] = ((None, "None"), *SESSION_WORDS.items())
_CHOICES = {KIND: KINDS, REGISTER: REGISTERS}
_LESSON_MINUTES = 60


class PeriodsModel(QAbstractTableModel):
    """The periods of one day; what is typed is kept here until it is saved."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.periods: list[Period] = []
        self.is_editable = False

    def set_periods(self, periods: Iterable[Period], *, is_editable: bool) -> None:
        """Show the periods of a day."""
        self.beginResetModel()
        self.periods, self.is_editable = list(periods), is_editable
        self.endResetModel()

    def insert_after(self, row: int) -> int:
        """A new period after a row, as long as a lesson; gives its row."""
        before = self.periods[row] if 0 <= row < len(self.periods) else None
        starts = before.ends_at if before is not None else time(9)
        weekday = before.weekday if before is not None else 0
        period = Period(0, weekday, 0, self._free_name(), starts, _later(starts), PeriodKind.LESSON)
        self.beginInsertRows(_NOWHERE, row + 1, row + 1)
        self.periods.insert(row + 1, period)
        self.endInsertRows()
        self.edited.emit()
        return row + 1

    def remove(self, row: int) -> None:
        """Take a period away."""
        if 0 <= row < len(self.periods):
            self.beginRemoveRows(_NOWHERE, row, row)
            del self.periods[row]
            self.endRemoveRows()
            self.edited.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """One row a period."""
        return 0 if parent.isValid() else len(self.periods)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Name, from, to, kind, register."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: ARG002
        """Every cell can be typed in by those who may."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_editable else flags

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Headings; a row is read out by its period's name."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return self.periods[section].name if 0 <= section < len(self.periods) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """One cell in words."""
        shown = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole}
        if not index.isValid() or role not in shown:
            return None
        period = self.periods[index.row()]
        if index.column() == REGISTER and role == Qt.ItemDataRole.DisplayRole and period.session is None:
            return ""
        return cell_words(period, index.column())

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401, N802
        """Take what was typed or chosen; what is not understood leaves the cell as it was."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        period = self.periods[index.row()]
        changed = _changed(period, index.column(), str(value).strip())
        if changed is None or changed == period:
            return False
        self.periods[index.row()] = changed
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def _free_name(self) -> str:
        names = {period.name.casefold() for period in self.periods}
        return next(
            name for name in (f"P{number}" for number in range(1, 99)) if name.casefold() not in names
        )


class PeriodsDelegate(QStyledItemDelegate):
    """A line for names and times, a list for kinds and registers."""

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """The editor of a cell."""
        choices = _CHOICES.get(index.column())
        if choices is None:
            editor = super().createEditor(parent, option, index)
            editor.setProperty("role", "cell")
        else:
            editor = self._list(parent, choices)
        spoken = index.model().headerData(index.row(), Qt.Orientation.Vertical)
        editor.setAccessibleName(f"{TITLES[index.column()]} of {spoken}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Begin with what stands there."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        """Take what stands there now."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)

    def updateEditorGeometry(  # noqa: N802
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: Index,  # noqa: ARG002
    ) -> None:
        """Exactly over its cell."""
        editor.setGeometry(option.rect)

    def _list(self, parent: QWidget, choices: tuple[tuple[object, str], ...]) -> QComboBox:
        editor = QComboBox(parent)
        editor.addItems([words for _value, words in choices])
        editor.activated.connect(lambda _: self.commitData.emit(editor))
        return editor


def cell_words(period: Period, column: int) -> str:
    """One cell of a period in words."""
    if column in {FROM, UNTIL}:
        return time_in_words(period.starts_at if column == FROM else period.ends_at)
    if column == KIND:
        return dict(KINDS)[period.kind]
    return dict(REGISTERS)[period.session] if column == REGISTER else period.name


def numbered(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Periods in the order of the day, with their places, as a set keeps them."""
    ordered = sorted(periods, key=lambda period: (period.weekday, period.starts_at))
    places: dict[int, int] = {}
    made = []
    for period in ordered:
        places[period.weekday] = places.get(period.weekday, 0) + 1
        made.append(replace(period, position=places[period.weekday], bell_times_id=0, id=0))
    return tuple(made)


def _changed(period: Period, column: int, typed: str) -> Period | None:
    if column == NAME:
        return replace(period, name=typed) if typed else None
    if column in {FROM, UNTIL}:
        at = read_time(typed)
        if at is None:
            return None
        return replace(period, starts_at=at) if column == FROM else replace(period, ends_at=at)
    chosen = next((value for value, words in _CHOICES[column] if words == typed), period)
    if column == KIND:
        return replace(period, kind=chosen) if isinstance(chosen, PeriodKind) else None
    return replace(period, session=chosen) if chosen is None or isinstance(chosen, str) else None


def _later(at: time) -> time:
    moved = datetime(2026, 1, 5, at.hour, at.minute) + timedelta(minutes=_LESSON_MINUTES)  # noqa: DTZ001
    return moved.time() if moved.day == 5 else time(23, 59)
