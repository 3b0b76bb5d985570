"""The words and glyphs of the weekly summary, apart from their drawing, so that screen and paper agree.

A mark is always a glyph and a word: a sheet that is copied in black and white, or read aloud, loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from iap_desktop.domain.dates import MONTHS, short_day
from iap_desktop.domain.registers import PLACE_WORDS, SESSION_WORDS, Place
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
DASH = "\N{EN DASH}"
PRESENT, ABSENT, NOT_DUE = "\N{CHECK MARK}", DASH, "\N{HEAVY CIRCLE}"
GLYPHS = {
    Place.IN_ROOM: "\N{BLACK CIRCLE}",
    Place.IN_LESSON: "\N{HEAVY WIDE-HEADED RIGHTWARDS ARROW}",
    Place.ELSEWHERE: "\N{WHITE DIAMOND}",
    Place.LATE: "\N{BLACK CIRCLE}",
    Place.NOT_IN_SCHOOL: ABSENT,
    Place.LEFT_ROOM: "\N{CIRCLE WITH LEFT HALF BLACK}",
    Place.NOT_DUE: NOT_DUE,
}
KEY_WORDS = {
    PRESENT: "in school",
    GLYPHS[Place.IN_ROOM]: "in the room",
    GLYPHS[Place.IN_LESSON]: "in a lesson",
    GLYPHS[Place.ELSEWHERE]: "elsewhere with an adult",
    GLYPHS[Place.LEFT_ROOM]: "left the room",
    ABSENT: "not in school",
    NOT_DUE: "not due in",
}
TO_COME_KEY = "empty: still to come"
NO_PERIOD_KEY = "struck through: no such period, or not a day in the room"

_PLAIN_PRESENT = {"/", "\\", "L"}
_NOT_DUE_CODES = {"C2", "X"}  # domain.md 2.4: a part-time timetable is "not due in", not an absence
_AFTER_REGISTER = "U"  # an absence in the statistics, but the pupil came
_SHORT_WORDS = {Place.ELSEWHERE: "Elsewhere"}


class Mark(NamedTuple):
    """One cell of the grid as it is printed; both empty where the time is still to come."""

    glyph: str
    words: str


class Figure(NamedTuple):
    """One figure of the week under its heading; `beside` stands in plain letters after it."""

    heading: str
    figure: str
    beside: str = ""


NOT_MARKED = Mark("", "not marked")
TO_COME = Mark("", "")


def mark(cell: SessionCell | PeriodCell) -> Mark:
    """The glyph and words of one cell."""
    return _session_mark(cell) if isinstance(cell, SessionCell) else _period_mark(cell)


def _session_mark(cell: SessionCell) -> Mark:
    if cell.code is None:
        return TO_COME if cell.is_to_come else NOT_MARKED
    if cell.is_present:
        told = "" if cell.code in _PLAIN_PRESENT else cell.words
        late = _late(cell.minutes_late) if cell.code == "L" or cell.minutes_late else ""
        return Mark(PRESENT, ", ".join(part for part in (told, late) if part))
    if cell.code == _AFTER_REGISTER:  # neither the sign for "in school" nor that for "not in school" is true
        minutes = f", {cell.minutes_late} min" if cell.minutes_late else ""
        return Mark("", f"came after the register closed{minutes}")
    return Mark(NOT_DUE if cell.code in _NOT_DUE_CODES else ABSENT, cell.words or cell.code)


def _period_mark(cell: PeriodCell) -> Mark:
    """A lesson or place elsewhere is named; notes on other marks stay in the room's own record."""
    if cell.place is None:
        return TO_COME if cell.is_to_come else NOT_MARKED
    place = place_without_late(cell.place, cell.detail)
    words = _SHORT_WORDS.get(place, PLACE_WORDS[place])
    if place in {Place.IN_LESSON, Place.ELSEWHERE} and cell.detail:
        words = cell.detail
    is_late = cell.place is Place.LATE or bool(cell.minutes_late)
    return Mark(GLYPHS[place], f"{words}, {_late(cell.minutes_late)}" if is_late else words)


def place_without_late(place: Place, detail: str | None) -> Place:
    """Where a pupil was who came late: in the lesson that the mark names, else in the room."""
    if place is not Place.LATE:
        return place
    return Place.IN_LESSON if detail else Place.IN_ROOM


def _late(minutes: int | None) -> str:
    return f"{minutes} min late" if minutes else "late"


def key(days: Sequence[WeekDay], rows: Iterable[WeekRow]) -> list[tuple[str, str]]:
    """What the grid's glyphs mean, only those that it uses; the last entries have no glyph."""
    cells = _open_cells(days, rows)
    marks = [mark(cell) for cell in cells if cell is not None]
    used = {shown.glyph for shown in marks}
    entries = [(glyph, words) for glyph, words in KEY_WORDS.items() if glyph in used]
    if TO_COME in marks:
        entries.append(("", TO_COME_KEY))
    if None in cells:
        entries.append(("", NO_PERIOD_KEY))
    return entries


def shown_rows(rows: Sequence[WeekRow]) -> tuple[WeekRow, ...]:
    """The rows to print: where no period of the week is marked, only those of the sessions."""
    cells = (cell for row in rows for cell in row.cells)
    if any(isinstance(cell, PeriodCell) and cell.place for cell in cells):
        return tuple(rows)
    return tuple(row for row in rows if _is_session(row))


def _is_session(row: WeekRow) -> bool:
    kinds = {type(cell) for cell in row.cells if cell is not None}
    return SessionCell in kinds or (not kinds and row.label in SESSION_WORDS.values())


def _open_cells(days: Sequence[WeekDay], rows: Iterable[WeekRow]) -> list[SessionCell | PeriodCell | None]:
    return [cell for row in rows for cell, day in zip(row.cells, days, strict=True) if not day.closed_because]


def possessive(name: str) -> str:
    """The name with 's, "Imogen's" and "James's"."""
    return f"{name}'s"


def who(summary: WeeklySummary) -> str:
    """The first line under the title: name, year, form."""
    year = summary.year_group and year_in_words(summary.year_group)
    return DOT.join(_unbroken(part) for part in (full_name(summary), year, summary.form) if part)


def when(summary: WeeklySummary) -> str:
    """The second line under the title: the week and its letter, "16 to 20 Nov 2026 · Week A"."""
    letter = summary.week_letter and f"Week {summary.week_letter}"
    return DOT.join(part for part in (week_in_words(summary), letter) if part)


def year_in_words(year_group: str) -> str:
    """A year group as people say it: "Year 8", "Reception" for R, "Nursery 1" for N1."""
    if year_group.isdigit():
        return f"Year {year_group}"
    if year_group == "R":
        return "Reception"
    return f"Nursery {year_group[1:]}" if re.fullmatch(r"N[1-9]", year_group) else year_group


def week_in_words(summary: WeeklySummary) -> str:
    """The week from Monday to Friday, "16 to 20 Nov 2026", "30 Nov to 4 Dec 2026"."""
    first = summary.week_starts_on
    last = first + timedelta(days=4)
    month = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day}{month}{year} to {last.day} {MONTHS[last.month - 1]} {last.year}"


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
    figures = summary.figures
    if not figures.possible:
        return _nothing_possible(summary)
    due = figures.possible - figures.part_time
    sentences = [_in_school(summary, due)] if due else [f"{summary.forename} was not due in."]
    if figures.part_time:
        sentences.append(_part_time(figures.part_time))
    if figures.unmarked and not due:
        sentences.append(f"Not marked: {not_marked(figures.unmarked)}.")
    return [*sentences, *_missed_though_there(summary), *_beyond_count(summary)]


def _nothing_possible(summary: WeeklySummary) -> list[str]:
    """The week in words where no session counts: closed, to come, not marked, or marked with other codes."""
    cells, unmarked = _sessions(summary), summary.figures.unmarked
    if summary.days and all(day.closed_because for day in summary.days):
        return ["The school was closed all week."]
    if any(cell.code for cell in cells):
        told = "No marked session of this week counts towards attendance."
        return [told, f"Not marked: {not_marked(unmarked)}."] if unmarked else [told]
    if unmarked:
        return [f"No sessions are marked: {not_marked(unmarked)}."]
    is_to_come = any(cell.is_to_come for cell in cells)
    return ["This week has not begun." if is_to_come else "No session of this week was due to be marked."]


def _in_school(summary: WeeklySummary, due: int) -> str:
    """The sessions attended of those in which the pupil was due, and what is late or not marked."""
    figures = summary.figures
    sessions = "session" if due == 1 else "sessions"
    if figures.unmarked:
        sessions += " marked"
    if any(cell.is_to_come for cell in _sessions(summary)):
        sessions += " so far"
    if figures.part_time:
        sessions += f" when {summary.forename} was due"
    told = f"In school for {_share(figures.attended, due)} {sessions}{_late_part(figures)}"
    if figures.unmarked:
        told += f"; {len(figures.unmarked)} not marked: {not_marked(figures.unmarked)}"
    return f"{told}."


def _share(attended: int, due: int) -> str:
    if attended == due:
        return "the 1" if due == 1 else f"all {due}"
    return f"{attended or 'none'} of the {due}"


def _sessions(summary: WeeklySummary) -> list[SessionCell]:
    """The session cells of the days on which the school was open."""
    return [cell for cell in _open_cells(summary.days, summary.rows) if isinstance(cell, SessionCell)]


def _part_time(count: int) -> str:
    told = "it counts" if count == 1 else "they count"
    return f"Not due for {count}, by a part-time timetable ({told} as authorised absence)."


def _missed_though_there(summary: WeeklySummary) -> list[str]:
    """Why a session in which the pupil came is among those missed."""
    count = sum(cell.code == _AFTER_REGISTER for cell in _sessions(summary))
    told = "1 counts" if count == 1 else f"{count} count"
    return [f"{told} as missed because {summary.forename} came after the register closed."] if count else []


def _beyond_count(summary: WeeklySummary) -> list[str]:
    """The marked sessions that stand in the grid but in no figure."""
    count = sum(cell.code is not None for cell in _sessions(summary)) - summary.figures.possible
    if count <= 0:
        return []
    told = "1 more is" if count == 1 else f"{count} more are"
    return [f"{told} marked but not counted: neither attended nor missed."]


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
        by_day.setdefault(on, []).append(SESSION_WORDS.get(session, session).lower())
    return ", ".join(
        f"{short_day(on)} (all day)" if len(words) > 1 else f"{short_day(on)} {words[0]}"
        for on, words in by_day.items()
    )


def figure_columns(figures: AttendanceFigures) -> list[Figure]:
    """The week in numbers, the unusual ones only where there are any; none where nothing was due.

    A percentage is whole and never without what it is a share of; an unknown one is a dash.
    """
    if not figures.possible and not figures.unmarked:
        return []
    unusual = (
        ("Authorised absence", figures.authorised),
        ("of which part-time (C2)", figures.part_time),
        ("Unauthorised absence", figures.unauthorised),
        ("Sessions not marked", len(figures.unmarked)),
    )
    return [
        Figure("Possible sessions", str(figures.possible), "marked" if figures.unmarked else ""),
        Figure("Attended", str(figures.attended)),
        _attendance(figures),
        *(Figure(heading, str(count)) for heading, count in unusual if count),
    ]


def _attendance(figures: AttendanceFigures) -> Figure:
    """The percentage; in plain letters where unmarked sessions could still change it."""
    share = figures.percentage
    if share is None:
        return Figure("Attendance", DASH)
    whole = f"{int(share + 0.5)}%"
    if figures.unmarked:
        return Figure("Attendance", "", f"{whole} of {figures.possible} marked")
    return Figure("Attendance", whole, f"of {figures.possible}")
