"""The week at a glance: days across, sessions and periods down, drawn with hairlines and no fills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from iap_desktop.domain.dates import short_day
from iap_desktop.domain.weekly import PeriodCell, SessionCell, WeekDay, WeekRow
from iap_desktop.reports.fonts import BOLD
from iap_desktop.reports.paper import (
    CONTENT_WIDTH,
    LEFT,
    QUIET,
    RIGHT,
    SMALL,
    Paper,
    Style,
    fitted,
    shrunk,
    wrapped,
)
from iap_desktop.reports.weekly_words import NOT_MARKED, TO_COME, Mark, key, mark

_LABELS = 104.0  # width of the column of sessions and periods
_PAD = 5.0
_ROW, _TALL_ROW, _TALLEST_ROW = 18.5, 22.5, 27.0
_HEAD = Style(size=9.5, font=BOLD)
_CELL = Style(size=9.5)
_CLOSE_CELL = Style(size=8, spacing=1.12)
_NOT_MARKED = SMALL._replace(colour=QUIET)
_CLOSED = "Closed"
_MOST_LINES = 3
_LEAST_LABEL = 8.5


class _Line(NamedTuple):
    """One row ready to draw: its cells in lines of text, and how high it is."""

    row: WeekRow
    cells: list[tuple[list[str], Style]]
    height: float


class _Columns(NamedTuple):
    days: Sequence[WeekDay]

    @property
    def each(self) -> float:
        return (CONTENT_WIDTH - _LABELS) / max(1, len(self.days))

    def left(self, index: int) -> float:
        return LEFT + _LABELS + index * self.each


class WeekGrid:
    """A grid measured before it is drawn, so that a sheet knows what room it leaves."""

    def __init__(self, days: Sequence[WeekDay], rows: Sequence[WeekRow]) -> None:
        self._columns = _Columns(days)
        self._head = _TALL_ROW
        least = _least_height(len(rows))
        self._lines = [_line(row, self._columns, least) for row in rows]
        self._key = _key_lines(key(days, rows))

    @property
    def height(self) -> float:
        """Height in points, the key under it included."""
        return self._head + sum(line.height for line in self._lines) + SMALL.leading * len(self._key) + 4

    def draw(self, paper: Paper, top: float) -> None:
        """Draw the grid with its upper edge at `top`."""
        self._draw_head(paper, top)
        y = top + self._head
        for line in self._lines:
            _draw_label(paper, line, y)
            self._draw_cells(paper, line, y)
            y += line.height
        self._draw_closures(paper, top + self._head, y)
        self._draw_ruling(paper, top, y)
        paper.lines(LEFT, y + SMALL.leading + 1, self._key, SMALL)

    def _draw_head(self, paper: Paper, top: float) -> None:
        base = top + self._head / 2 + 3.4
        for index, day in enumerate(self._columns.days):
            paper.text(self._columns.left(index) + _PAD, base, short_day(day.on), _HEAD)

    def _draw_cells(self, paper: Paper, line: _Line, top: float) -> None:
        struck = []
        for index, (day, cell) in enumerate(zip(self._columns.days, line.row.cells, strict=True)):
            if day.closed_because:
                continue
            left = self._columns.left(index)
            if cell is None:
                struck.append((left, top + line.height, left + self._columns.each, top))
            lines, style = line.cells[index]
            _draw_lines(paper, lines, style, left + _PAD, top + line.height / 2)
        if struck:
            paper.stroke(struck)

    def _draw_closures(self, paper: Paper, top: float, bottom: float) -> None:
        """Say once over the days that a closure takes why they are empty."""
        for first, last, why in closures(self._columns.days):
            left, right = self._columns.left(first), self._columns.left(last + 1)
            lines, style = _closure_lines(why, right - left - 2 * _PAD, bottom - top - 4)
            y = (top + bottom) / 2 - (len(lines) - 1) * style.leading / 2 + 3.4
            for number, text in enumerate(lines):
                own = _HEAD.at(style.size) if number == 0 else style
                paper.text((left + right) / 2, y + number * style.leading, text, own, "centre")

    def _draw_ruling(self, paper: Paper, top: float, bottom: float) -> None:
        columns = self._columns
        across = [(LEFT, y, RIGHT, y) for y in (top, top + self._head, bottom)]
        across += [(LEFT, top, LEFT, bottom)]
        across += [
            (columns.left(index), top, columns.left(index), top + self._head)
            for index in range(len(columns.days))
        ]
        across += [(RIGHT, top, RIGHT, bottom), (columns.left(0), top, columns.left(0), bottom)]
        paper.stroke(across + self._inner_ruling(top + self._head))

    def _inner_ruling(self, top: float) -> list[tuple[float, float, float, float]]:
        """Lines between cells, none inside a closure."""
        columns, days = self._columns, self._columns.days
        bottoms = []
        y = top
        for line in self._lines[:-1]:
            y += line.height
            bottoms.append(y)
        end = top + sum(line.height for line in self._lines)
        strokes = [(LEFT, y, LEFT + _LABELS, y) for y in bottoms]
        for index, day in enumerate(days):
            if not day.closed_because:
                strokes += [(columns.left(index), y, columns.left(index + 1), y) for y in bottoms]
            if index and not (day.closed_because and day.closed_because == days[index - 1].closed_because):
                strokes.append((columns.left(index), top, columns.left(index), end))
        return strokes


def closures(days: Sequence[WeekDay]) -> list[tuple[int, int, str]]:
    """Stretches of neighbouring days closed for one reason: first, last (both included), reason."""
    found: list[tuple[int, int, str]] = []
    for index, day in enumerate(days):
        if not day.closed_because:
            continue
        if found and found[-1][1] == index - 1 and found[-1][2] == day.closed_because:
            found[-1] = (found[-1][0], index, day.closed_because)
        else:
            found.append((index, index, day.closed_because))
    return found


def _least_height(rows: int) -> float:
    """How high a row is at least: few rows leave room to write in."""
    if rows <= 2:
        return _TALLEST_ROW
    return _TALL_ROW if rows <= 8 else _ROW


def _closure_lines(why: str, room: float, high: float) -> tuple[list[str], Style]:
    """Why a day is closed, in letters that fit into the grid's height; what still does not fit is cut."""
    lines = [_CLOSED, *wrapped(why, room, _CELL)]
    if len(lines) * _CELL.leading <= high:
        return lines, _CELL
    most = max(2, int(high / _CLOSE_CELL.leading))
    close = wrapped(why, room, _CLOSE_CELL)
    if len(close) >= most:
        close = [*close[: most - 2], fitted(" ".join(close[most - 2 :]), room, _CLOSE_CELL)]
    return [_CLOSED, *close], _CLOSE_CELL


def _line(row: WeekRow, columns: _Columns, least: float) -> _Line:
    room = columns.each - 2 * _PAD
    cells = [_shown(cell, room) for cell in row.cells]
    high = max((len(lines) * style.leading for lines, style in cells), default=0.0)
    return _Line(row, cells, max(least, high + (4 if least > _ROW else 2.5)))


def _shown(cell: SessionCell | PeriodCell | None, room: float) -> tuple[list[str], Style]:
    """A cell on one line, else in smaller letters on up to three, and what still does not fit is cut."""
    shown = TO_COME if cell is None else mark(cell)
    text = _joined(shown)
    if shown is NOT_MARKED:
        return [text], _NOT_MARKED
    if _CELL.width(text) <= room:
        return [text], _CELL
    lines = wrapped(text, room, _CLOSE_CELL)
    if len(lines) > _MOST_LINES:
        rest = " ".join(lines[_MOST_LINES - 1 :])
        lines = [*lines[: _MOST_LINES - 1], fitted(rest, room, _CLOSE_CELL)]
    return lines, _CLOSE_CELL


def _joined(shown: Mark) -> str:
    return f"{shown.glyph} {shown.words}".strip()


def _draw_label(paper: Paper, line: _Line, top: float) -> None:
    base = top + line.height / 2 + 3.4
    times = line.row.times
    room = _LABELS - 2 * _PAD - (SMALL.width(times) + 4 if times else 0)
    if _HEAD.at(_LEAST_LABEL).width(line.row.label) > room:
        times, room = "", _LABELS - 2 * _PAD
    style = shrunk(line.row.label, room, _HEAD, _LEAST_LABEL)
    paper.text(LEFT + _PAD, base, fitted(line.row.label, room, style), style)
    if times:
        paper.text(LEFT + _LABELS - _PAD, base, times, SMALL, "right")


def _draw_lines(paper: Paper, lines: Sequence[str], style: Style, x: float, middle: float) -> None:
    base = middle - (len(lines) - 1) * style.leading / 2 + style.size * 0.36
    for number, text in enumerate(lines):
        if text:
            paper.text(x, base + number * style.leading, text, style)


def _key_lines(entries: Iterable[tuple[str, str]]) -> list[str]:
    """The key's entries side by side, on as many lines as they need."""
    lines: list[str] = []
    for glyph, words in entries:
        entry = f"{glyph} {words}".strip()
        longer = f"{lines[-1]}     {entry}" if lines else entry
        if lines and SMALL.width(longer) <= CONTENT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(entry)
    return lines
