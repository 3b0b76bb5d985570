"""The Friday sheet: one A4 page a pupil, for home, for the tutor or for the file.

A sheet is measured before it is drawn: a comment is set smaller, then the reply slip gives way, before
anything goes to a second page. No sheet shows another child's name, a UPN or a guessed pronoun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from iap_desktop.domain.weekly import Printing, WeeklySummary
from iap_desktop.reports.fonts import BOLD
from iap_desktop.reports.paper import (
    ACCENT,
    CONTENT_WIDTH,
    FOOTER_TOP,
    HEADING,
    LEFT,
    PLAIN,
    QUIET,
    RIGHT,
    STRONG,
    TOP,
    Paper,
    Style,
    fitted,
    shrunk,
    wrapped,
)
from iap_desktop.reports.week_grid import WeekGrid
from iap_desktop.reports.weekly_words import (
    DOT,
    Figure,
    attendance_sentences,
    figure_columns,
    possessive,
    shown_rows,
    slip_line,
    when,
    where_from,
    who,
)
from iap_desktop.system.errors import UserError

_TITLE = Style(size=20, font=BOLD)
_UNDER = Style(colour=QUIET)
_FIGURE_HEAD = Style(size=8.5, spacing=1.2)
_FIGURE = Style(size=11, font=BOLD)
_FIGURE_WIDTHS = {"Attendance": 96.0}
_FIGURE_WIDTH = 69.0
_SIDE_WIDTH = 205.0
_LOGO_HIGH, _LOGO_WIDE = 40.0, 100.0
_GAP = 22.0  # above a heading
_SLIP_HEIGHT = 120.0
_MOST_RULED_LINES, _RULED_STEP = 9, 23.0
_FEWEST_LINES = 4  # of a comment on the first page of two
_COMMENT_SIZES = (10.0, 9.5, 9.0)
_INSIDE_COPIES = ("tutor", "file")  # copies that stay in school carry no reply slip


class _Comment(NamedTuple):
    """The comment as it is set: lines for each page, and whether a reply slip follows the last one."""

    style: Style
    pages: list[list[str]]
    has_slip: bool


def weekly_summary_pdf(
    summaries: Sequence[WeeklySummary],
    printing: Printing,
    *,
    duplex: bool = False,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Draw the sheets of `summaries` into one PDF, in their order.

    duplex: each pupil starts on an odd page, so that two-sided printing never puts two pupils on one sheet.
    progress: called with the number of pupils done; it may raise to stop the run.
    Raises UserError where there is no pupil to print.
    """
    if not summaries:
        raise UserError(
            "There is no pupil to print for this week.", "Nothing was printed.", "Choose a week with pupils."
        )
    paper = Paper("Weekly summary", printing.printed_at, duplex=duplex)
    for number, summary in enumerate(summaries, start=1):
        pages = _Sheet(summary, printing).draw(paper)
        if duplex and pages % 2 and number < len(summaries):
            paper.footer(printing, "blank side")
            paper.end_page()
        if progress is not None:
            progress(number)
    return paper.finished()


class CommentFit(NamedTuple):
    """How a comment sits on its sheet: lines still free on the first page, and what gives way for it."""

    lines_left: int
    is_small: bool
    is_without_slip: bool
    pages: int


class CommentRoom:
    """Tells how much of a comment a sheet holds: measured once, then asked at each key of a typist."""

    def __init__(self, summary: WeeklySummary, printing: Printing) -> None:
        self._sheet = _Sheet(summary, printing)
        self._y = self._sheet.draw_above_comment(Paper("Weekly summary", printing.printed_at))

    def fit(self, comment: str) -> CommentFit:
        """How `comment` would be set."""
        return self._sheet.fit_comment(self._y, comment)


class _Sheet:
    """One pupil's sheet."""

    def __init__(self, summary: WeeklySummary, printing: Printing) -> None:
        self._summary = summary
        self._printing = printing
        self._grid = WeekGrid(summary.days, shown_rows(summary.rows))
        self._sentences = wrapped("\n".join(attendance_sentences(summary)), CONTENT_WIDTH, PLAIN)

    def draw(self, paper: Paper) -> int:
        """Draw the sheet; gives the number of its pages."""
        y = self.draw_above_comment(paper)
        comment = self._set_comment(y, self._summary.comment)
        count = len(comment.pages)
        for number in range(1, count + 1):
            if number > 1:
                y = self._draw_continued_head(paper)
            self._draw_comment(paper, y, number, comment)
            if comment.has_slip and number == count:
                self._draw_slip(paper)
            paper.footer(self._printing, self._foot(number, count))
            paper.end_page()
        return count

    def draw_above_comment(self, paper: Paper) -> float:
        """Draw all that the comment does not change; gives the place of the lower edge."""
        return self._draw_attendance(paper, self._draw_grid(paper, self._draw_head(paper)))

    def fit_comment(self, y: float, text: str) -> CommentFit:
        """How a comment would sit below `y`."""
        comment = self._set_comment(y, text)
        room = _lines_that_fit(y, comment.style, has_slip=comment.has_slip)
        return CommentFit(
            lines_left=max(0, room - len(comment.pages[0])),
            is_small=comment.style.size < PLAIN.size,
            is_without_slip=self._has_slip and not comment.has_slip,
            pages=len(comment.pages),
        )

    @property
    def _has_slip(self) -> bool:
        """Whether this kind of copy goes home and comes back with an answer."""
        return not self._printing.copy_type.casefold().startswith(_INSIDE_COPIES)

    def _foot(self, number: int, count: int) -> str:
        """The page, on the file's copy after the room's own number for the pupil."""
        page = f"page {number} of {count}"
        is_filed = self._printing.copy_type.casefold().startswith("file")
        return f"pupil no. {self._summary.number}{DOT}{page}" if is_filed else page

    def _draw_head(self, paper: Paper) -> float:
        """Draw title, names, room and logo; gives the place of the line under them."""
        summary = self._summary
        right = RIGHT
        if summary.logo_png:
            taken = paper.picture(summary.logo_png, (RIGHT, TOP - 4, _LOGO_WIDE, _LOGO_HIGH))
            right -= taken + 10 if taken else 0
        side = [line for text in where_from(summary) for line in wrapped(text, _SIDE_WIDTH, _UNDER)]
        taken = max((_UNDER.width(line) for line in side), default=0.0)
        bottom = self._draw_title(paper, right - taken - 16 - LEFT)
        bottom = max(bottom, TOP + 18 + (len(side) - 1) * _UNDER.leading)
        for number, line in enumerate(reversed(side)):
            paper.text(right, bottom - number * _UNDER.leading, line, _UNDER, "right")
        paper.rule(bottom + 11, colour=ACCENT, thickness=1)
        return bottom + 11

    def _draw_title(self, paper: Paper, room: float) -> float:
        """Draw the left half of the head; gives its lowest base line."""
        title = f"{possessive(self._summary.forename)} week"
        style = shrunk(title, room, _TITLE, 12)
        paper.text(LEFT, TOP + 16, fitted(title, room, style), style)
        lines = [*wrapped(who(self._summary), room, _UNDER), *wrapped(when(self._summary), room, _UNDER)]
        lines = [line.removesuffix(DOT.strip()).rstrip() for line in lines]
        return paper.lines(LEFT, TOP + 34, lines, _UNDER) - _UNDER.leading

    def _draw_continued_head(self, paper: Paper) -> float:
        told = "continued"
        room = CONTENT_WIDTH - _UNDER.width(told) - 16
        under = f"{who(self._summary)}{DOT}{when(self._summary)}"
        style = shrunk(under, room, _UNDER, 8)
        paper.text(LEFT, TOP + 8, fitted(under, room, style), style)
        paper.text(RIGHT, TOP + 8, told, _UNDER, "right")
        paper.rule(TOP + 18, colour=ACCENT, thickness=1)
        return TOP + 18

    def _draw_grid(self, paper: Paper, y: float) -> float:
        paper.text(LEFT, y + _GAP, f"Where {self._summary.forename} was", HEADING)
        self._grid.draw(paper, y + _GAP + 8)
        return y + _GAP + 8 + self._grid.height

    def _draw_attendance(self, paper: Paper, y: float) -> float:
        """Draw the attendance in words and in numbers; gives the place of its lower edge."""
        paper.text(LEFT, y + _GAP, "Attendance", HEADING)
        y = paper.lines(LEFT, y + _GAP + 16, self._sentences)
        columns = figure_columns(self._summary.figures)
        return _draw_figures(paper, columns, y - 5) if columns else y - PLAIN.leading / 2

    def _set_comment(self, y: float, typed: str) -> _Comment:
        """Choose letters and pages for the comment: small before no slip, no slip before a second page."""
        slip = self._has_slip
        text = typed.strip()
        if not text:
            return _Comment(PLAIN, [[]], slip and _ruled_places(y, has_slip=slip) != [])
        settings = []
        for size in _COMMENT_SIZES:
            style = PLAIN.at(size)
            lines = wrapped(text, CONTENT_WIDTH, style)
            if len(lines) <= _lines_that_fit(y, style, has_slip=slip):
                return _Comment(style, [lines], slip)
            settings.append((style, lines))
        for style, lines in settings:
            if len(lines) <= _lines_that_fit(y, style, has_slip=False):
                return _Comment(style, [lines], has_slip=False)
        return _flowing(settings[-1], y, has_slip=slip)

    def _draw_comment(self, paper: Paper, y: float, number: int, comment: _Comment) -> None:
        lines = comment.pages[number - 1]
        if lines:
            began = any(comment.pages[: number - 1])
            paper.text(LEFT, y + _GAP, "This week, continued" if began else "This week", HEADING)
            paper.lines(LEFT, y + _GAP + 16, lines, comment.style)
        elif len(comment.pages) == 1:
            self._draw_ruled_lines(paper, y, has_slip=comment.has_slip)

    def _draw_ruled_lines(self, paper: Paper, y: float, *, has_slip: bool) -> None:
        """Leave room to write by hand where nothing was typed."""
        places = _ruled_places(y, has_slip=has_slip)
        if places:
            paper.text(LEFT, y + _GAP, "This week", HEADING)
            paper.stroke([(LEFT, place, RIGHT, place) for place in places])

    def _draw_slip(self, paper: Paper) -> None:
        """Draw the part that a parent tears off, signs and sends back; it says whose it is."""
        summary = self._summary
        top = FOOTER_TOP - _SLIP_HEIGHT + 8
        paper.rule(top, colour=QUIET, dashed=True)
        label = "Reply slip"
        after = LEFT + STRONG.width(label) + 8
        paper.text(LEFT, top + 17, label, STRONG)
        whose = slip_line(summary)
        style = shrunk(whose, RIGHT - after, PLAIN, 8)
        paper.text(after, top + 17, fitted(whose, RIGHT - after, style), style)
        told = f"I have read {possessive(summary.forename)} week. I would like to say:"
        paper.text(LEFT, top + 32, fitted(told, CONTENT_WIDTH, _UNDER), _UNDER)
        paper.stroke([(LEFT, top + down, RIGHT, top + down) for down in (56, 78)])
        paper.text(LEFT, top + 99, "Signed", _UNDER)
        paper.text(LEFT + 260, top + 99, "Date", _UNDER)
        paper.stroke(
            [(LEFT + 42, top + 101, LEFT + 240, top + 101), (LEFT + 288, top + 101, LEFT + 400, top + 101)]
        )


def _draw_figures(paper: Paper, columns: Sequence[Figure], top: float) -> float:
    """Draw the figures side by side, each under its heading; gives the place of the lower edge."""
    edges = list(accumulate((_figure_width(column) for column in columns), initial=LEFT))
    bottom = top + 44
    paper.stroke([(LEFT, y, edges[-1], y) for y in (top, bottom)])
    paper.stroke([(edge, top, edge, bottom) for edge in edges])
    for left, column in zip(edges, columns, strict=False):
        heading = wrapped(column.heading, _figure_width(column) - 8, _FIGURE_HEAD)
        paper.lines(left + 5, top + 11, heading, _FIGURE_HEAD)
        paper.text(left + 5, bottom - 6, column.figure, _FIGURE)
        after = left + 5 + (_FIGURE.width(column.figure) + 4 if column.figure else 0)
        paper.text(after, bottom - 6, column.beside, PLAIN)
    return bottom


def _figure_width(column: Figure) -> float:
    return _FIGURE_WIDTHS.get(column.heading, _FIGURE_WIDTH)


def _ruled_places(y: float, *, has_slip: bool) -> list[float]:
    """Where lines for writing by hand go, as many as there is room for."""
    first = y + _GAP + 6 + _RULED_STEP
    bottom = FOOTER_TOP - (_SLIP_HEIGHT + 6 if has_slip else 10)
    count = min(_MOST_RULED_LINES, int((bottom - first) // _RULED_STEP) + 1)
    return [first + number * _RULED_STEP for number in range(count)]


def _lines_that_fit(y: float, style: Style, *, has_slip: bool) -> int:
    bottom = FOOTER_TOP - (_SLIP_HEIGHT if has_slip else 10)
    return max(0, int((bottom - (y + _GAP + 16)) / style.leading) + 1)


def _flowing(setting: tuple[Style, list[str]], y: float, *, has_slip: bool) -> _Comment:
    """The comment over as many pages as it needs; the slip goes to the last where it fits.

    The first page carries none of it where only a line or two would fit.
    """
    style, lines = setting
    room = _lines_that_fit(y, style, has_slip=False)
    first = room if room >= _FEWEST_LINES else 0
    each = _lines_that_fit(TOP + 18, style, has_slip=False)
    later = [lines[start : start + each] for start in range(first, len(lines), each)]
    fits = len(later[-1]) <= _lines_that_fit(TOP + 18, style, has_slip=True)
    return _Comment(style, [lines[:first], *later], has_slip and fits)
