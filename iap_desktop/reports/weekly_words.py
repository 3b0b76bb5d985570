"""The words and glyphs of the weekly summary, apart from their drawing, so that screen and paper agree.

A mark is always a glyph and a word: a sheet that is copied in black and white, or read aloud, loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from iap_desktop.domain.dates import day_in_words, short_day
from iap_desktop.domain.registers import PLACE_WORDS, Place
from iap_desktop.domain.weekly import (
    AttendanceFigures,
    PeriodCell,
    SessionCell,
    WeekDay,
    WeeklySummary,
    WeekRow,
)

NO_BREAK = "\N{NO-BREAK SPACE}"
DOT = " \N{MIDDLE DOT} "
PRESENT, ABSENT, DASH = "\N{CHECK MARK}", "\N{MULTIPLICATION X}", "\N{EN DASH}"
LATE = "L"
GLYPHS = {
    Place.IN_ROOM: "\N{BLACK CIRCLE}",
    Place.IN_LESSON: "\N{RIGHTWARDS ARROW}",
    Place.ELSEWHERE: "\N{WHITE DIAMOND}",
    Place.LATE: LATE,
    Place.NOT_IN_SCHOOL: ABSENT,
    Place.LEFT_ROOM: "\N{HORIZONTAL ELLIPSIS}",
    Place.NOT_DUE: DASH,
}
KEY_WORDS = {
    PRESENT: "in school",
    GLYPHS[Place.IN_ROOM]: "in the room",
    GLYPHS[Place.IN_LESSON]: "in a lesson",
    GLYPHS[Place.ELSEWHERE]: "elsewhere with an adult",
    LATE: "came late",
    ABSENT: "not in school",
    GLYPHS[Place.LEFT_ROOM]: "left the room",
    DASH: "not due in",
}
NOT_MARKED_KEY = "blank: not marked"
NO_PERIOD_KEY = "struck through: no such period, or not yet in the room"

_PLAIN_PRESENT = {"/", "\\", "L"}
_NOT_DUE_CODES = {"C2", "X"}  # domain.md 2.4: a part-time timetable is "not due in", not an absence
_SESSION_WORDS = {"AM": "morning", "PM": "afternoon"}
_SHORT_WORDS = {Place.ELSEWHERE: "Elsewhere"}


class Mark(NamedTuple):
    """One cell of the grid as it is printed; both empty where nothing is marked."""

    glyph: str
    words: str


NOT_MARKED = Mark("", "")


def mark(cell: SessionCell | PeriodCell) -> Mark:
    """The glyph and words of one cell."""
    return _session_mark(cell) if isinstance(cell, SessionCell) else _period_mark(cell)


def _session_mark(cell: SessionCell) -> Mark:
    if cell.code is None:
        return NOT_MARKED
    if cell.is_present:
        told = "" if cell.code in _PLAIN_PRESENT else cell.words
        late = _late(cell.minutes_late) if cell.code == "L" or cell.minutes_late else ""
        return Mark(PRESENT, ", ".join(part for part in (told, late) if part))
    if cell.code == "U":  # an absence in the statistics, but the pupil came
        late = f", {cell.minutes_late} min" if cell.minutes_late else ""
        return Mark(LATE, f"after the register{late}")
    return Mark(DASH if cell.code in _NOT_DUE_CODES else ABSENT, cell.words or cell.code)


def _period_mark(cell: PeriodCell) -> Mark:
    """A lesson or place elsewhere is named; notes on other marks stay in the room's own record."""
    if cell.place is None:
        return NOT_MARKED
    if cell.place is Place.LATE:
        return Mark(LATE, f"{cell.minutes_late} min" if cell.minutes_late else "Late")
    words = _SHORT_WORDS.get(cell.place, PLACE_WORDS[cell.place])
    if cell.place in {Place.IN_LESSON, Place.ELSEWHERE} and cell.detail:
        words = cell.detail
    return Mark(GLYPHS[cell.place], f"{words}, {_late(cell.minutes_late)}" if cell.minutes_late else words)


def _late(minutes: int | None) -> str:
    return f"late {minutes} min" if minutes else "late"


def key(days: Sequence[WeekDay], rows: Iterable[WeekRow]) -> list[tuple[str, str]]:
    """What the grid's glyphs mean, only those that it uses; the last entries have no glyph."""
    cells = [
        cell for row in rows for cell, day in zip(row.cells, days, strict=True) if not day.closed_because
    ]
    marks = [mark(cell) for cell in cells if cell is not None]
    used = {shown.glyph for shown in marks}
    entries = [(glyph, words) for glyph, words in KEY_WORDS.items() if glyph in used]
    if NOT_MARKED in marks:
        entries.append(("", NOT_MARKED_KEY))
    if None in cells:
        entries.append(("", NO_PERIOD_KEY))
    return entries


def possessive(name: str) -> str:
    """The name with 's, "Imogen's" and "James's"."""
    return f"{name}'s"


def who_and_when(summary: WeeklySummary) -> str:
    """The line under the title: name, year, form, week and its letter."""
    year = summary.year_group and year_in_words(summary.year_group)
    letter = summary.week_letter and f"Week {summary.week_letter}"
    parts = (full_name(summary), year, summary.form, week_in_words(summary), letter)
    return DOT.join(_unbroken(part) for part in parts if part)


def year_in_words(year_group: str) -> str:
    """A year group as people say it: "Year 8", "Reception" for R, "Nursery 1" for N1."""
    if year_group.isdigit():
        return f"Year {year_group}"
    if year_group == "R":
        return "Reception"
    return f"Nursery {year_group[1:]}" if re.fullmatch(r"N[1-9]", year_group) else year_group


def week_in_words(summary: WeeklySummary) -> str:
    """The week by its Monday, "week of Mon 16 Nov 2026"."""
    return f"week of {day_in_words(summary.week_starts_on)}"


def slip_line(summary: WeeklySummary) -> str:
    """Whose reply slip it is and for which week, so that a slip alone finds its way back."""
    return DOT.join(part for part in (full_name(summary), summary.form, week_in_words(summary)) if part)


def _unbroken(text: str) -> str:
    """`text` so that no line ends inside it, unless it is long."""
    return text.replace(" ", NO_BREAK) if len(text) <= 30 else text


def full_name(summary: WeeklySummary) -> str:
    """The name in full, preferred first."""
    return " ".join(part for part in (summary.forename, summary.surname) if part)


def where_from(summary: WeeklySummary) -> list[str]:
    """The lines at the right of the head: the room and school, then whom to ring."""
    school = ", ".join(part for part in (summary.room_name, summary.school_name) if part)
    adult = summary.key_adult and f"Key adult: {summary.key_adult}"
    phone = summary.room_phone if adult else summary.room_phone and f"Phone: {summary.room_phone}"
    ring = ", ".join(_unbroken(part) for part in (adult, phone) if part)
    return [line for line in (school, ring) if line]


def attendance_sentences(summary: WeeklySummary) -> list[str]:
    """The week's sessions in words, the unmarked ones named; never 0 % where nothing is known."""
    sentences = [_in_school(summary)]
    if summary.figures.part_time:
        sentences.append(_part_time(summary.figures.part_time))
    if summary.figures.unmarked:
        sentences.append(f"Not marked: {not_marked(summary.figures.unmarked)}.")
    return sentences


def _in_school(summary: WeeklySummary) -> str:
    figures = summary.figures
    if figures.possible:
        sessions = "session" if figures.possible == 1 else "sessions"
        return f"In school {figures.attended} of {figures.possible} {sessions}{_late_part(figures)}."
    if figures.unmarked:
        return "No sessions are marked."
    if summary.days and all(day.closed_because for day in summary.days):
        return "The school was closed all week."
    return "No sessions of this week count towards attendance."


def _part_time(count: int) -> str:
    sessions = "session was" if count == 1 else "sessions were"
    return f"{count} {sessions} not due in, by an agreed part-time timetable."


def _late_part(figures: AttendanceFigures) -> str:
    if not figures.late:
        return ""
    unit = "minute" if figures.minutes_late == 1 else "minutes"
    altogether = " altogether" if figures.late > 1 else ""
    minutes = f" ({figures.minutes_late} {unit}{altogether})" if figures.minutes_late else ""
    return f", {figures.late} late{minutes}"


def not_marked(unmarked: Iterable[tuple[date, str]]) -> str:
    """Name sessions, "Mon 16 (all day), Thu 19 afternoon", those of one day together."""
    by_day: dict[date, list[str]] = {}
    for on, session in unmarked:
        by_day.setdefault(on, []).append(_SESSION_WORDS.get(session, session))
    return ", ".join(
        f"{short_day(on)} (all day)" if len(words) > 1 else f"{short_day(on)} {words[0]}"
        for on, words in by_day.items()
    )


def figure_columns(figures: AttendanceFigures) -> list[tuple[str, str]]:
    """The week in numbers: heading and figure; an unknown percentage is a dash."""
    share = figures.percentage
    return [
        ("Possible sessions", str(figures.possible)),
        ("Attended", str(figures.attended)),
        ("Attendance", DASH if share is None else f"{share:.1f}%"),
        ("Authorised absence", str(figures.authorised)),
        ("of which part-time timetable (C2)", str(figures.part_time)),
        ("Unauthorised absence", str(figures.unauthorised)),
        ("Sessions not marked", str(len(figures.unmarked))),
    ]
