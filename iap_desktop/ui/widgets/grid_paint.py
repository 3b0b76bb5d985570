"""How a grid is painted: cells with a glyph and a word in three states, and headings that stay in view."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from iap_desktop.domain.screen_marks import CellState
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.grid_model import CELL_ROLE, GridCell, GridModel

PADDING, GLYPH_WIDTH, GLYPH_GAP = 8, 14, 5
SMALL_POINTS = 9.5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def width_of(text: str) -> int:
    """The pixels that a marked cell with this text needs: glyph, first space, words."""
    glyph, _, words = text.partition(" ")
    bold = QFontMetrics(theme.font(bold=True))
    own = max(bold.horizontalAdvance(glyph), theme.px(GLYPH_WIDTH)) + theme.px(GLYPH_GAP)
    return own + bold.horizontalAdvance(words) + theme.px(PADDING) + theme.px(PADDING - 2) + 3


class GridDelegate(QStyledItemDelegate):
    """Paints cells: marked is bold, expected is grey and slanted, nothing is blank."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.dress()

    def dress(self) -> None:
        """Fonts follow the theme."""
        expected = theme.font()
        expected.setItalic(True)
        self._fonts = {CellState.MARKED: theme.font(bold=True), CellState.EXPECTED: expected}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell, with its ground, its mark and the frame of the current one."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, GridCell):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        ground = "soft" if is_chosen else "paper" if cell.is_off else "card"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        if cell.text:
            self._paint_mark(painter, rect, cell)
        if self._view.currentIndex() == index:
            _paint_frame(painter, rect, "accent" if self._view.hasFocus() else "control")
        painter.restore()

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Sizes come from the grid."""
        del option, index
        return QSize(theme.px(80), theme.px(40))

    def _paint_mark(self, painter: QPainter, rect: QRect, cell: GridCell) -> None:
        font = self._fonts[CellState.EXPECTED if cell.state is CellState.EXPECTED else CellState.MARKED]
        painter.setFont(font)
        painter.setPen(theme.color("quiet" if cell.state is CellState.EXPECTED else cell.tone))
        metrics = painter.fontMetrics()
        left = rect.left() + theme.px(PADDING)
        line = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(left, line, cell.glyph)
        left += max(metrics.horizontalAdvance(cell.glyph), theme.px(GLYPH_WIDTH)) + theme.px(GLYPH_GAP)
        painter.drawText(left, line, _elided(metrics, cell.words, rect.right() - left - 3))


class GridHeading(QHeaderView):
    """Headings of columns, two lines each, or of rows, a label and a quieter word; they never scroll away."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(theme.px(24))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """One heading."""
        model = self.model()
        if not isinstance(model, GridModel):
            return
        painter.save()
        painter.fillRect(rect, theme.color("card"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        if self.orientation() == Qt.Orientation.Horizontal:
            _paint_column(painter, rect, model, section)
        else:
            view = self.parentWidget()
            is_current = isinstance(view, QTableView) and view.currentIndex().row() == section
            _paint_row(painter, rect, model, section, is_current=is_current)
        painter.restore()

    def wanted_width(self) -> int:
        """What the longest label of the rows needs."""
        model = self.model()
        if not isinstance(model, GridModel):
            return 0
        bold, small = QFontMetrics(theme.font(bold=True)), QFontMetrics(theme.font(SMALL_POINTS))
        widths = [
            bold.horizontalAdvance(row.label) + small.horizontalAdvance(row.after) + theme.px(6)
            for row in model.rows
        ]
        return max(widths, default=theme.px(120)) + 2 * theme.px(PADDING)


def heading_font() -> QFont:
    """The font of column headings."""
    return theme.font(SMALL_POINTS, bold=True)


def heading_width(model: GridModel, section: int) -> int:
    """What a column's heading needs."""
    column = model.columns[section]
    metrics = QFontMetrics(heading_font())
    lines = (column.title, _under(model, section))
    return max(metrics.horizontalAdvance(line) for line in lines) + 2 * theme.px(PADDING)


def _paint_column(painter: QPainter, rect: QRect, model: GridModel, section: int) -> None:
    column = model.columns[section]
    inner = rect.adjusted(theme.px(PADDING), theme.px(5), -2, -theme.px(5))
    half = inner.height() // 2 if _under(model, section) else inner.height()
    painter.setFont(heading_font())
    painter.setPen(theme.color("accent" if column.is_current else "ink"))
    metrics = painter.fontMetrics()
    top = QRect(inner.left(), inner.top(), inner.width(), half)
    painter.drawText(top, _LEFT, _elided(metrics, column.title, inner.width()))
    if not column.is_current:
        painter.setFont(theme.font(SMALL_POINTS))
        painter.setPen(theme.color("quiet"))
    painter.drawText(top.translated(0, half), _LEFT, _under(model, section))
    if column.is_current:
        height = theme.px(3)
        painter.fillRect(
            QRect(rect.left(), rect.bottom() - height + 1, rect.width(), height), theme.color("accent")
        )


def _under(model: GridModel, section: int) -> str:
    column = model.columns[section]
    return f"{column.under} \N{MIDDLE DOT} now".strip() if column.is_current else column.under


def _paint_row(painter: QPainter, rect: QRect, model: GridModel, section: int, *, is_current: bool) -> None:
    row = model.rows[section]
    inner = rect.adjusted(theme.px(PADDING), 0, -theme.px(4), 0)
    after_width = 0
    small = theme.font(SMALL_POINTS)
    if row.after:
        after_width = QFontMetrics(small).horizontalAdvance(row.after) + theme.px(6)
    painter.setFont(theme.font(bold=is_current))
    painter.setPen(theme.color("ink"))
    metrics = painter.fontMetrics()
    label = _elided(metrics, row.label, inner.width() - after_width)
    painter.drawText(inner, _LEFT, label)
    painter.setFont(small)
    painter.setPen(theme.color("quiet"))
    left = metrics.horizontalAdvance(label) + theme.px(6)
    painter.drawText(inner.adjusted(left, 0, 0, 0), _LEFT, row.after)


def _paint_frame(painter: QPainter, rect: QRect, color: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(color), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 3, 3)


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
