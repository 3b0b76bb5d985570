"""The recovery sheet for the school safe: the one paper that opens the room when passphrases are lost."""

from __future__ import annotations

from collections.abc import Sequence

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.recovery import RecoverySheet
from iap_desktop.domain.weekly import Printing
from iap_desktop.reports.fonts import BOLD
from iap_desktop.reports.paper import (
    ACCENT,
    CONTENT_WIDTH,
    HEADING,
    LEFT,
    QUIET,
    RIGHT,
    STRONG,
    TOP,
    Paper,
    Style,
    wrapped,
)

_TITLE = Style(size=20, font=BOLD)
_UNDER = Style(colour=QUIET)
_BODY = Style(size=10.5)
_CODE = Style(size=17, font=BOLD)
_CELL = 16.5  # each letter of the code stands in a cell of its own, so that none is misread
_BETWEEN = 1.2  # width of the hyphen's place between two groups, in cells
_GAP = 26.0

_WHAT_IT_IS = (
    "This code opens the room when nobody's passphrase does, and it opens every backup of the room. "
    "Whoever holds this sheet and the laptop can read everything about every pupil in it."
)
_KEEP = (
    "Keep this sheet in the school safe, in a sealed envelope.",
    "Never keep it with the laptop, in the room, or as a photograph, a scan or an e-mail.",
    "Nobody else has the code. If the passphrases and this sheet are lost, nobody can open the room.",
)
_LETTERS = "There is no letter I, L, O or U in it: 1 and 0 are figures."
_HOW = (
    "To use it, type it where the passphrase is asked for: to open the room, or to restore a backup of it.",
    "Small letters, spaces and hyphens make no difference.",
    "Then set a new passphrase. Until that is done, nothing can be written in the room.",
    "Make a new recovery sheet, put it in the safe and shred this one.",
)
_AFTERWARDS = "The code on this sheet then no longer opens the room; it still opens backups made before."
_LOST = (
    "If this sheet is lost, or the seal is broken and nobody knows why, sign in, make a new recovery sheet "
    "at once and tell the person in charge of data protection. Backups made "
    "before still open with its code, so keep them safe or delete them."
)


def recovery_sheet_pdf(sheet: RecoverySheet) -> bytes:
    """Draw the sheet on one A4 page."""
    paper = Paper("Recovery sheet", sheet.made_at)
    y = _draw_head(paper, sheet)
    y = _draw_code(paper, sheet.code, y + 26)
    y = _paragraph(paper, "What it opens", _WHAT_IT_IS, y + _GAP)
    y = _points(paper, "Where to keep it", _KEEP, y + _GAP, numbered=False)
    y = _points(paper, "How to use it", _HOW, y + _GAP, numbered=True)
    y = _paragraph(paper, "When there is a new sheet", _AFTERWARDS, y + _GAP)
    y = _paragraph(paper, "When it is lost", _LOST, y + _GAP)
    _draw_sealing(paper, y + _GAP)
    printing = Printing("Recovery sheet, only copy", sheet.made_by, sheet.made_at)
    paper.footer(printing, "page 1 of 1", handling=_KEEP[0])
    paper.end_page()
    return paper.finished()


def _draw_head(paper: Paper, sheet: RecoverySheet) -> float:
    paper.text(LEFT, TOP + 16, "Recovery sheet", _TITLE)
    made = f"Made by {sheet.made_by} on {day_in_words(sheet.made_at.date())} at {sheet.made_at:%H:%M}"
    lines = [line for text in (f"{sheet.room_name}, {sheet.school_name}", made) for line in _fit(text)]
    y = paper.lines(LEFT, TOP + 35, lines, _UNDER) - _UNDER.leading + 11
    paper.rule(y, colour=ACCENT, thickness=1)
    return y


def _fit(text: str) -> list[str]:
    return wrapped(text, CONTENT_WIDTH, _UNDER)[:3]


def _draw_code(paper: Paper, code: str, y: float) -> float:
    """Draw the code on one line, each letter in a cell of one width; gives the lowest base line."""
    paper.text(LEFT, y, "The code", HEADING)
    y += 31
    groups = code.split("-")
    cells = sum(map(len, groups)) + _BETWEEN * (len(groups) - 1)
    cell = min(_CELL, CONTENT_WIDTH / max(1.0, cells))
    style = _CODE.at(_CODE.size * cell / _CELL)
    x = LEFT
    for number, group in enumerate(groups):
        if number:
            paper.text(x + cell * _BETWEEN / 2, y, "-", style, "centre")
            x += cell * _BETWEEN
        for char in group:
            paper.text(x + cell / 2, y, char, style, "centre")
            x += cell
    paper.text(LEFT, y + 20, _LETTERS, _BODY)
    return y + 20


def _paragraph(paper: Paper, heading: str, text: str, y: float) -> float:
    paper.text(LEFT, y, heading, HEADING)
    return paper.lines(LEFT, y + 17, wrapped(text, CONTENT_WIDTH, _BODY), _BODY) - _BODY.leading


def _points(paper: Paper, heading: str, points: Sequence[str], y: float, *, numbered: bool) -> float:
    """Draw a heading and points under it, each beginning with its number or a bullet."""
    paper.text(LEFT, y, heading, HEADING)
    y += 17
    for number, point in enumerate(points, start=1):
        paper.text(LEFT, y, f"{number}." if numbered else "\N{BULLET}", _BODY._replace(font=BOLD))
        y = paper.lines(LEFT + 16, y, wrapped(point, CONTENT_WIDTH - 16, _BODY), _BODY) + 2
    return y - _BODY.leading - 2


def _draw_sealing(paper: Paper, y: float) -> None:
    """Draw the lines that are signed when the envelope is closed."""
    paper.text(LEFT, y, "Sealed and put in the safe", STRONG._replace(size=11, colour=ACCENT))
    for row in (y + 34, y + 66):
        for left, label, right in ((LEFT, "Name", 190), (LEFT + 205, "Signed", 375), (LEFT + 390, "Date", 0)):
            start = left + _UNDER.width(label) + 6
            paper.text(left, row, label, _UNDER)
            paper.stroke([(start, row + 2, LEFT + right if right else RIGHT, row + 2)])
