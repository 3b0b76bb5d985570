"""A pupil is a tile, painted as one widget; a grid of tiles is walked with the arrow keys.

What is marked is told in ink, what is only expected in grey with a hollow glyph; never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from iap_desktop.domain.names import folded
from iap_desktop.domain.screen_marks import CellState, ScreenMark
from iap_desktop.domain.today import Flag, StripPeriod, Tile
from iap_desktop.ui import theme
from iap_desktop.ui.widgets.chip import GLYPHS
from iap_desktop.ui.widgets.flow import FlowLayout

TILE_WIDTH = 196
LOWEST, HIGHEST = 166, 206
GAP = 12
CHIP_GAP = 4
_MARGIN = 14
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPRIGHT = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_FONTS = {"name": (14, True), "body": (10.5, False), "strong": (10.5, True), "small": (9.5, False)}


class PupilTile(QAbstractButton):
    """One pupil: name, class, where now, what is next, the day's periods, at most three flags."""

    focused = Signal()

    def __init__(self, tile: Tile, shown_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._height = LOWEST
        self.set_tile(tile, shown_name)

    def set_tile(self, tile: Tile, shown_name: str) -> None:
        """Show a pupil as things stand."""
        self.tile, self.shown_name = tile, shown_name
        self.setAccessibleName(_spoken_name(tile))
        self.setAccessibleDescription(_spoken_day(tile))
        self.setToolTip(_tip(tile))
        self.update()

    def set_height(self, height: int) -> None:
        """As high as its row."""
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def lowest(self, width: int) -> int:
        """How high it has to be at a width, so that each flag is seen."""
        room = width - 2 * theme.px(_MARGIN)
        rows = len(_chip_rows([wide for _, _, wide in _chips(self.tile.flags, room)], room))
        return theme.px(LOWEST) + max(rows - 1, 0) * (_chip_height() + theme.px(CHIP_GAP))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as a column of the grid at least."""
        return QSize(theme.px(TILE_WIDTH), self._height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens the pupil, Space too; all else is for the grid."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell the grid, which scrolls here."""
        super().focusInEvent(event)
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the whole tile."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter)
        margin = theme.px(_MARGIN)
        box = self.rect().adjusted(margin, theme.px(10), -margin, -theme.px(11))
        top = self._paint_name(painter, box)
        top = self._paint_where(painter, QRect(box.left(), top + theme.px(2), box.width(), box.height()))
        strip = QRect(box.left(), top + theme.px(6), box.width(), theme.px(36))
        _paint_strip(painter, strip, self.tile.strip)
        room = QRect(box.left(), strip.bottom() + theme.px(8), box.width(), 0)
        room.setBottom(box.bottom())
        _paint_flags(painter, room, self.tile.flags)

    def _paint_card(self, painter: QPainter) -> None:
        is_lit = self.hasFocus() or self.underMouse()
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(theme.color("accent" if is_lit else "line"), width))
        painter.setBrush(theme.color("soft" if self.isDown() else "card"))
        inset = width / 2
        corner = theme.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), corner, corner)

    def _paint_name(self, painter: QPainter, box: QRect) -> int:
        """Name large and class small on one line; gives where the next line begins."""
        name, small = _metrics("name"), _metrics("small")
        words, gap = self.tile.class_words, theme.px(7)
        line = QRect(box.left(), box.top(), box.width(), name.height())
        beside = min(small.horizontalAdvance(words) + gap, box.width() * 2 // 5)
        shown = name.elidedText(self.shown_name, Qt.TextElideMode.ElideRight, box.width() - beside)
        _draw(painter, line, shown, "name", "ink")
        left = line.left() + name.horizontalAdvance(shown) + gap
        words = small.elidedText(words, Qt.TextElideMode.ElideRight, box.right() - left)
        base = line.top() + name.ascent()
        painter.setFont(_font("small"))
        painter.setPen(theme.color("quiet"))
        painter.drawText(QPointF(left, base), words)
        return line.bottom()

    def _paint_where(self, painter: QPainter, box: QRect) -> int:
        """Where now, and below it what is next or why away; gives where the next part begins."""
        body = _metrics("body")
        step = body.height() + theme.px(1)
        below = _below(self.tile)
        first = QRect(box.left(), box.top(), box.width(), body.height())
        both = QRect(box.left(), box.top(), box.width(), 2 * step)
        shown = self.tile.where
        color = "ink" if shown.state is CellState.MARKED else "quiet"
        is_long = body.horizontalAdvance(shown.text) > box.width()
        if is_long and not below:
            _draw_lines(painter, both, shown.text, color)
        else:
            left = first.left()
            if shown.glyph:
                sunk = 0 if shown.glyph.isalpha() else theme.px(1.5)
                _draw(painter, first.translated(0, sunk), shown.glyph, "strong", color)
                left += _metrics("strong").horizontalAdvance(shown.glyph) + theme.px(6)
            words = QRect(left, first.top(), box.right() - left, first.height())
            _draw(painter, words, shown.words, "body", color)
            _draw(painter, first.translated(0, step), below, "body", "quiet")
        return box.top() + 2 * step


class TileGrid(QWidget):
    """Tiles in rows that follow the width. Arrow keys walk in two directions, a letter goes to a name."""

    opened = Signal(int)
    walked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Pupils")
        self.tiles: list[PupilTile] = []
        self._flow = FlowLayout(self, tile_width=TILE_WIDTH, gap=GAP)
        self._room = 0

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these pupils; widgets that are there are used again, and the keyboard stays with its pupil."""
        focused = next((one for one in self.tiles if one.hasFocus()), None)
        kept = focused.tile.pupil_id if focused is not None else self.current_id
        names = shown_names(tiles)
        for place, (tile, name) in enumerate(zip(tiles, names, strict=True)):
            if place < len(self.tiles):
                self.tiles[place].set_tile(tile, name)
            else:
                self._add(tile, name)
        while len(self.tiles) > len(tiles):
            self._drop(self.tiles.pop())
        self._set_current(self._place_of(kept))
        if focused is not None and self.tiles:
            self.tiles[self._current].setFocus()
        self._fit()

    @property
    def current_id(self) -> int | None:
        """The pupil whose tile Tab comes to."""
        return self.tiles[self._current].tile.pupil_id if self.tiles else None

    def focus_current(self) -> None:
        """Give the keyboard to the tile that had it last."""
        if self.tiles:
            self.tiles[self._current].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_pupil(self, pupil_id: int) -> None:
        """Give the keyboard to one pupil's tile."""
        self._walk_to(self._place_of(pupil_id))

    def set_room(self, height: int) -> None:
        """How high the part in view is: tiles grow to fill it, within reason."""
        self._room = height
        self._fit()

    def columns(self) -> int:
        """How many tiles stand in a row."""
        return self._flow.columns(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk."""
        wanted = self._wanted(Qt.Key(event.key()), event.text())
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self._walk_to(wanted)

    def _wanted(self, key: Qt.Key, text: str) -> int | None:
        last = len(self.tiles) - 1
        if last < 0:
            return None
        if key in _SIDEWAYS:
            return min(max(self._current + _SIDEWAYS[key], 0), last)
        if key in _UPRIGHT:
            place = self._current + _UPRIGHT[key] * self.columns()
            return place if 0 <= place <= last else self._current
        if key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            return 0 if key == Qt.Key.Key_Home else last
        return self._next_named(text) if text.isalpha() else None

    def _next_named(self, letter: str) -> int | None:
        """The next pupil whose name begins with a letter, round and round."""
        order = [*range(self._current + 1, len(self.tiles)), *range(self._current + 1)]
        wanted = folded(letter)
        return next(
            (place for place in order if folded(self.tiles[place].shown_name).startswith(wanted)), None
        )

    def _walk_to(self, place: int) -> None:
        if place < len(self.tiles):
            self.tiles[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_of(self, pupil_id: int | None) -> int:
        places = (place for place, one in enumerate(self.tiles) if one.tile.pupil_id == pupil_id)
        return next(places, 0)

    def _set_current(self, place: int) -> None:
        """One tile is a stop of the Tab key; the arrows lead to the others."""
        self._current = place
        for at, tile in enumerate(self.tiles):
            is_stop = at == place
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def _add(self, tile: Tile, name: str) -> None:
        made = PupilTile(tile, name, self)
        made.clicked.connect(lambda _checked=False: self.opened.emit(made.tile.pupil_id))
        made.focused.connect(lambda: self._on_focused(made))
        self.tiles.append(made)
        self._flow.addWidget(made)
        made.show()

    def _drop(self, tile: PupilTile) -> None:
        self._flow.removeWidget(tile)
        tile.hide()
        tile.deleteLater()

    def _on_focused(self, tile: PupilTile) -> None:
        if tile in self.tiles:
            self._set_current(self.tiles.index(tile))
            self.walked.emit(tile)

    def _fit(self) -> None:
        columns = max(self.columns(), 1)
        rows = max(-(-len(self.tiles) // columns), 1)
        gap = theme.px(GAP)
        share = (self._room - gap * (rows - 1)) // rows
        width = (self.width() - gap * (columns - 1)) // columns
        lowest = max((tile.lowest(width) for tile in self.tiles), default=0)
        height = max(min(share, theme.px(HIGHEST)), lowest)
        for tile in self.tiles:
            tile.set_height(height)


class TileScroll(QScrollArea):
    """A grid of tiles that scrolls where they are many; the tile with the keyboard is always in view."""

    def __init__(self, grid: TileGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(grid)
        grid.walked.connect(self._show_tile)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tiles fill the height there is."""
        super().resizeEvent(event)
        self._grid.set_room(self.viewport().height())

    def _show_tile(self, tile: PupilTile) -> None:
        margin = theme.px(8)
        self.ensureWidgetVisible(tile, margin, margin)


def shown_names(tiles: Sequence[Tile]) -> list[str]:
    """Forenames; two of one name get the first letter of the surname as well."""
    known = [folded(tile.forename) for tile in tiles]
    return [
        _longer(tile) if known.count(name) > 1 else tile.forename
        for tile, name in zip(tiles, known, strict=True)
    ]


def short_title(title: str) -> str:
    """A period in two letters: "P3" as it is, "Tutor" as "Tu", "PM reg" as "PM"."""
    return title if len(title) <= 2 else title.split(maxsplit=1)[0][:2]


def _longer(tile: Tile) -> str:
    surname = tile.name.removeprefix(tile.forename).strip()
    return f"{tile.forename} {surname[0]}" if surname else tile.forename


def _below(tile: Tile) -> str:
    """What stands below where a pupil is: how late, unless that is said already, and what is next."""
    late = "" if tile.late in tile.where.words else tile.late
    return " \N{MIDDLE DOT} ".join(filter(None, (late, tile.beside)))


def _spoken_name(tile: Tile) -> str:
    year = f"year {tile.year_group}" if tile.year_group else ""
    return ", ".join(filter(None, (tile.name, year, tile.form)))


def _spoken_day(tile: Tile) -> str:
    """The tile in sentences for a screen reader."""
    parts = [_spoken_mark(tile.where), tile.late, tile.beside]
    parts += [f"{period.title}: {period.shown.spoken}" for period in tile.strip]
    parts += [f"Flag: {flag.words}" for flag in tile.flags]
    return ". ".join(part for part in parts if part)


def _spoken_mark(shown: ScreenMark) -> str:
    expected = ", expected" if shown.state is CellState.EXPECTED else ""
    return f"{shown.words}{expected}"


def _tip(tile: Tile) -> str:
    """What may be cut short on the tile."""
    lines = [tile.name, _spoken_mark(tile.where), tile.late, tile.beside]
    lines += [f"{period.title}: {period.shown.spoken}" for period in tile.strip]
    return "\n".join(line for line in lines if line)


def _paint_strip(painter: QPainter, box: QRect, strip: Sequence[StripPeriod]) -> None:
    if not strip:
        return
    gap = theme.px(4)
    width = min((box.width() - gap * (len(strip) - 1)) // len(strip), theme.px(42))
    for place, period in enumerate(strip):
        left = box.left() + place * (width + gap)
        _paint_period(painter, QRectF(left + 0.5, box.top() + 0.5, width - 1, box.height() - 1), period)


def _paint_period(painter: QPainter, box: QRectF, period: StripPeriod) -> None:
    """One period: its short name over the glyph of its mark; the one that is on has a strong frame."""
    is_marked = period.shown.state is CellState.MARKED
    pen = QPen(theme.color("accent"), 2) if period.is_current else QPen(theme.color("line"), 1)
    painter.setPen(pen)
    painter.setBrush(theme.color("soft") if is_marked else QColor(Qt.GlobalColor.transparent))
    painter.drawRoundedRect(box, theme.px(5), theme.px(5))
    half = box.height() / 2
    painter.setFont(theme.font(8.5, bold=period.is_current))
    painter.setPen(theme.color("ink" if period.is_current else "quiet"))
    upper = QRectF(box.left(), box.top() + theme.px(2), box.width(), half)
    painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, short_title(period.title))
    painter.setFont(theme.font(9, bold=is_marked))
    painter.setPen(theme.color("ink" if is_marked else "quiet"))
    lower = QRectF(box.left(), box.top() + half - theme.px(1), box.width(), half)
    painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, period.shown.glyph)


def _paint_flags(painter: QPainter, box: QRect, flags: Iterable[Flag]) -> None:
    """Chips from the lower left corner, in rows upwards where they do not fit in one."""
    painter.setFont(theme.font(9))
    height, gap = _chip_height(), theme.px(CHIP_GAP)
    chips = _chips(flags, box.width())
    rows = _chip_rows([width for _, _, width in chips], box.width())
    top = max(box.bottom() - len(rows) * (height + gap) + gap, box.top())
    for row in rows:
        left = box.left()
        for place in row:
            flag, shown, width = chips[place]
            if top + height <= box.bottom() + 2:
                _paint_chip(painter, QRectF(left + 0.5, top + 0.5, width, height - 1), shown, flag)
            left += width + gap
        top += height + gap


def _chip_height() -> int:
    return QFontMetrics(theme.font(9)).height() + theme.px(5)


def _chips(flags: Iterable[Flag], room: int) -> list[tuple[Flag, str, int]]:
    """Each flag with its words as they fit, and how wide its chip is."""
    metrics, inner = QFontMetrics(theme.font(9)), theme.px(8)
    chips: list[tuple[Flag, str, int]] = []
    for flag in flags:
        text = f"{GLYPHS[flag.tone.value]} {flag.words}"
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room - 2 * inner)
        chips.append((flag, shown, metrics.horizontalAdvance(shown) + 2 * inner))
    return chips


def _chip_rows(widths: Sequence[int], room: int) -> list[list[int]]:
    rows: list[list[int]] = []
    left, gap = -1, theme.px(CHIP_GAP)
    for place, width in enumerate(widths):
        if left < width:
            rows.append([])
            left = room
        rows[-1].append(place)
        left -= width + gap
    return rows


def _paint_chip(painter: QPainter, box: QRectF, text: str, flag: Flag) -> None:
    color = theme.color("ink" if flag.tone.value == "plain" else flag.tone.value)
    painter.setPen(QPen(theme.color("control") if flag.tone.value == "plain" else color, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setPen(color)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _font(name: str) -> QFont:
    points, is_bold = _FONTS[name]
    return theme.font(points, bold=is_bold)


def _metrics(name: str) -> QFontMetrics:
    return QFontMetrics(_font(name))


def _draw(painter: QPainter, box: QRect, text: str, font: str, color: str) -> None:
    """One line, cut short where it does not fit."""
    painter.setFont(_font(font))
    painter.setPen(theme.color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _draw_lines(painter: QPainter, box: QRect, text: str, color: str) -> None:
    """Two sentences on a line each, or one that wraps."""
    first, _, second = text.partition(". ")
    if second:
        half = QRect(box.left(), box.top(), box.width(), box.height() // 2)
        _draw(painter, half, first, "body", color)
        _draw(painter, half.translated(0, half.height()), second, "body", color)
        return
    painter.setFont(_font("body"))
    painter.setPen(theme.color(color))
    painter.drawText(box, int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop), text)
