"""A short list of pupils, typed or pasted from Excel: four columns, and the next line is always there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from iap_desktop.services.set_up import TypedPupil, problems_in_typed
from iap_desktop.ui import theme
from iap_desktop.ui.front.parts import ENTER

_TITLES = ("Surname", "Forename", "Year", "Form")
_SPARE_LINES = 8
_MOST_LINES = 500
Index = QModelIndex | QPersistentModelIndex
_WRITING = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)


class QuickListModel(QAbstractTableModel):
    """Lines of four texts; what is wrong with a line is its tool tip and its sign."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[list[str]] = [_blank() for _ in range(_SPARE_LINES)]
        self._problems: dict[int, str] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """The lines, with a blank one at the end."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Surname, forename, year, form."""
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's shape
        """The text, and what is wrong with its line."""
        if role in _WRITING:
            return self._lines[index.row()][index.column()]
        problem = self._problems.get(index.row() + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return problem
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self._lines[index.row()][index.column()] or "blank"
            return f"{text}. {problem}" if problem else text
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's shape
        """Titles, and the numbers of lines; a line with a problem carries a sign."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return _TITLES[section]
        return f"▲ {section + 1}" if section + 1 in self._problems else str(section + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be typed in."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Take a text in."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value or "").strip()
        if text != self._lines[index.row()][index.column()]:
            self._lines[index.row()][index.column()] = text
            self._after_change()
        return True

    def put(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Put a block of texts in, as Excel gives it, from one cell on."""
        for down, texts in enumerate(block):
            if row + down >= _MOST_LINES:
                break
            self._reach(row + down + 1)
            for right, text in enumerate(texts[: len(_TITLES) - column]):
                self._lines[row + down][column + right] = text.strip()
        self._after_change()

    def is_blank(self, row: int) -> bool:
        """Whether nothing stands in a line."""
        return not any(self._lines[row]) if 0 <= row < len(self._lines) else True

    def pupils(self) -> tuple[TypedPupil, ...]:
        """The lines that hold anything."""
        return tuple(TypedPupil(place, *line) for place, line in enumerate(self._lines, start=1) if any(line))

    def problems(self) -> dict[int, str]:
        """What is wrong, by line."""
        return dict(self._problems)

    def as_text(self) -> str:
        """All lines, to be kept as a draft; "" for none."""
        return json.dumps([line for line in self._lines if any(line)]) if self.pupils() else ""

    def set_text(self, text: str) -> None:
        """Bring a draft back."""
        try:
            found = json.loads(text) if text else []
        except ValueError:
            found = []
        self.beginResetModel()
        self._lines = [
            [str(cell) for cell in line[:4]] for line in found if isinstance(line, list) and len(line) > 3
        ]
        self._lines += [_blank() for _ in range(_SPARE_LINES)]
        self.endResetModel()
        self._after_change()

    def _after_change(self) -> None:
        self._problems = problems_in_typed(self.pupils())
        self._reach(max((typed.row for typed in self.pupils()), default=0) + 1)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(_TITLES) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._lines) - 1)
        self.changed.emit()

    def _reach(self, count: int) -> None:
        missing = count - len(self._lines)
        if missing > 0:
            self.beginInsertRows(QModelIndex(), len(self._lines), count - 1)
            self._lines += [_blank() for _ in range(missing)]
            self.endInsertRows()


class _Delegate(QStyledItemDelegate):
    """Enter takes the text in at once and goes to the next line."""

    entered = Signal()

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """The line lies over its cell, a little higher where its frame needs it."""
        place = option.rect
        more = max(editor.minimumSizeHint().height() - place.height(), 0)
        editor.setGeometry(place.adjusted(0, -(more // 2), 0, more - more // 2))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Everything else is as Qt has it."""
        is_enter = isinstance(event, QKeyEvent) and event.key() in ENTER
        if is_enter and event.type() == QEvent.Type.KeyPress and isinstance(editor, QLineEdit):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.entered.emit()
            return True
        return super().eventFilter(editor, event)


class QuickList(QTableView):
    """The table: Enter and Tab move on, a key begins to type, Ctrl+V takes a list from Excel."""

    changed = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QuickListModel()
        self.setModel(self.list)
        delegate = _Delegate(self)
        delegate.entered.connect(self.go_to_next_line)
        self.setItemDelegate(delegate)
        self.list.changed.connect(self.changed)
        self.setAccessibleName("Pupils: surname, forename, year, form")
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed
            | triggers.EditKeyPressed
            | triggers.DoubleClicked
            | triggers.SelectedClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self._size()
        theme.signals().changed.connect(self._size)

    def start(self) -> None:
        """The first line has the keyboard."""
        self.setCurrentIndex(self.list.index(min(len(self.list.pupils()), self.list.rowCount() - 1), 0))
        self.setFocus()

    def commit(self) -> None:
        """Take in what is being typed in a cell just now."""
        for editor in self.viewport().findChildren(QLineEdit):
            self.commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+V pastes, Delete empties, Enter goes to the next line; Ctrl+Tab leaves the list."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            for index in self.selectedIndexes():
                self.list.setData(index, "")
        elif event.key() in ENTER:
            self.go_to_next_line()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: FBT001, N802 - Qt's name
        """From a blank line, Tab leaves the list."""
        self.setTabKeyNavigation(not self.list.is_blank(self.currentIndex().row()))
        return super().focusNextPrevChild(is_next)

    def go_to_next_line(self) -> None:
        """The surname of the line below; from a blank line the list is done."""
        if self.list.is_blank(self.currentIndex().row()):
            self.ended.emit()
            return
        below = self.list.index(self.currentIndex().row() + 1, 0)
        if below.isValid():
            self.setCurrentIndex(below)

    def paste(self) -> None:
        """Take what Excel put on the clipboard, from the cell with the keyboard on."""
        text = QGuiApplication.clipboard().text()
        block = [line.split("\t") for line in text.replace("\r", "").split("\n") if line.strip()]
        if block and [cell.strip().casefold() for cell in block[0][:2]] == ["surname", "forename"]:
            block = block[1:]
        at = self.currentIndex()
        self.list.put(max(at.row(), 0), max(at.column(), 0), block)

    def _size(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(34))
        self.verticalHeader().setMinimumWidth(theme.px(40))
        self.setMinimumHeight(theme.px(150))


def _blank() -> list[str]:
    return ["", "", "", ""]
