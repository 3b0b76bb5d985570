"""What becomes of each row of a pupil list, with those first at hand that need a look."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iap_desktop.services.import_reading import Line, LineKind
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.segmented import Segmented
from iap_desktop.ui.widgets.table import Column, Table

ALL, LOOK = "all", "look"
_GLYPHS = {
    LineKind.NEW: "+",
    LineKind.CHANGED: "\u2192",
    LineKind.UNCHANGED: "=",
    LineKind.REFUSED: "\u2715",
    LineKind.WHOLE_LIST: "\u25b2",
}
_TONES = {LineKind.REFUSED: "care", LineKind.UNCHANGED: "quiet", LineKind.NEW: "good"}


def _words(line: Line) -> str:
    if line.kind is LineKind.WHOLE_LIST or not line.warning:
        return line.words
    return f"Look at: {line.warning}" + (f" \u00b7 {line.words}" if line.words else "")


def _tone(line: Line) -> str | None:
    return "notice" if line.is_to_look_at and line.kind is not LineKind.REFUSED else None


_COLUMNS: tuple[Column[Line], ...] = (
    Column(
        "Row",
        lambda line: str(line.row or ""),
        sort_key=lambda line: line.row,
        width=56,
        is_right_aligned=True,
    ),
    Column("Name", lambda line: line.name, width=184, tooltip=lambda line: line.name),
    Column(
        "What happens",
        lambda line: str(line.kind),
        width=118,
        glyph=lambda line: _GLYPHS[line.kind],
        tone=lambda line: _TONES.get(line.kind),
    ),
    Column("In detail", _words, tooltip=_words, tone=_tone),
)


class ImportRows(QWidget):
    """The rows with their fates, all or those of one kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._value: object = ALL
        self._filter: Segmented | None = None
        self.table: Table[Line] = Table(
            _COLUMNS,
            self,
            name="import rows",
            accessible_name="What happens to each row",
            key=_key,
            empty_text="No rows of this kind.",
        )
        self._top = QHBoxLayout()
        self._top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._top)
        column.addWidget(self.table, 1)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.detail)
        self.table.selected.connect(self._show_detail)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show the fates of a new reading, under the same filter where it still has rows."""
        self._lines = tuple(lines)
        options = _options(self._lines)
        if self._value not in {value for value, _ in options}:
            self._value = ALL
        self._renew_filter(options)
        self._show()

    def choose(self, value: object) -> None:
        """Show the rows of one kind."""
        self._value = value
        if self._filter is not None:
            self._filter.set_value(value)
        self._show()

    def _renew_filter(self, options: list[tuple[object, str]]) -> None:
        """The counts are words of the buttons, so that new counts are new buttons."""
        had_focus = self._filter is not None and self._filter.isAncestorOf(self.focusWidget() or self)
        if self._filter is not None:
            self._filter.hide()
            self._filter.deleteLater()
        self._filter = Segmented(options, self, accessible_name="Which rows to show")
        self._filter.set_value(self._value)
        self._filter.chosen.connect(self.choose)
        self._top.insertWidget(0, self._filter)
        if had_focus:
            self._filter.setFocus()

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in order."""
        return [*(self._filter.buttons() if self._filter is not None else ()), self.table.view]

    def _show(self) -> None:
        self.table.set_rows(line for line in self._lines if _is_in(line, self._value))
        rows = self.table.rows()
        if rows and not self.table.selected_rows():
            self.table.select_key(_key(rows[0]))
        self._show_detail()

    def _show_detail(self) -> None:
        """The chosen row in full, since a line of the table may be cut; the place for it stays as high."""
        line = self.table.current_row()
        self.detail.setText("" if line is None else _in_full(line))
        self.detail.setMinimumHeight(2 * self.detail.fontMetrics().lineSpacing())


def _key(line: Line) -> tuple[int, str, str]:
    return line.row, line.kind, line.words


def _in_full(line: Line) -> str:
    where = f"Row {line.row}, {line.name}" if line.name else f"Row {line.row}"
    said = f"{where}: {line.kind}." if line.row else f"{line.kind}:"
    return f"{said} {_words(line)}".strip()


def _is_in(line: Line, value: object) -> bool:
    if value == LOOK:
        return line.is_to_look_at
    return value in {ALL, line.kind}


def _options(lines: tuple[Line, ...]) -> list[tuple[object, str]]:
    """All rows, and each kind that there is."""
    kinds = (LineKind.NEW, LineKind.CHANGED, LineKind.UNCHANGED, LineKind.REFUSED)
    rows = [line for line in lines if line.kind is not LineKind.WHOLE_LIST]
    counted: list[tuple[object, str, int]] = [
        (kind, str(kind), sum(line.kind is kind for line in rows)) for kind in kinds
    ]
    counted.append((LOOK, "To look at", sum(line.is_to_look_at for line in lines)))
    return [(ALL, f"All {len(rows)}"), *((value, f"{words} {n}") for value, words, n in counted if n)]
