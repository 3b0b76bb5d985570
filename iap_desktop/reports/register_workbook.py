"""Both registers in one workbook for the office: to print, to filter, totals, and what the figures mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from iap_desktop.domain.attendance import AttendanceCode, CodeClass, short_words
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_book import ListedPupil, PeriodRow, PupilTotals, RegisterBook, SessionRow
from iap_desktop.domain.registers import PLACE_WORDS, ROOM_RECORD, SESSION_WORDS, Place
from iap_desktop.reports.register_grid import NOT_MARKED_SIGN, register_grid
from iap_desktop.reports.weekly_words import place_without_late
from iap_desktop.reports.workbook import MOST_ROWS, Column, Kind, Labels, Sheet, Value, workbook_bytes
from iap_desktop.system.errors import UserError

_HANDLING = "Contains personal data \N{EN DASH} keep safe."
_NOT_MARKED = "not marked"

_PUPIL = (
    Column("Number", Kind.WHOLE, 9, is_left=True),
    Column("Surname", Kind.TEXT, 20),
    Column("Forename", Kind.TEXT, 16),
    Column("Year", Kind.TEXT, 7),
    Column("Form", Kind.TEXT, 8),
)
_SESSIONS = (
    Column("Date", Kind.DAY, 16),
    Column("Session", Kind.TEXT, 11),
    *_PUPIL,
    Column("Code", Kind.TEXT, 7),
    Column("Meaning", Kind.TEXT, 24),
    Column("Counts as", Kind.TEXT, 26),
    Column("Minutes late", Kind.WHOLE, 10),
)
_PERIODS = (
    Column("Date", Kind.DAY, 16),
    Column("Period", Kind.TEXT, 11),
    Column("Starts at", Kind.TIME, 11),
    *_PUPIL,
    Column("Where", Kind.TEXT, 24),
    Column("Lesson or place", Kind.TEXT, 30),
    Column("Minutes late", Kind.WHOLE, 10),
)
_TOTALS = (
    *_PUPIL,
    Column("Possible", Kind.WHOLE, 10),
    Column("Attended", Kind.WHOLE, 10),
    Column("Attendance", Kind.SHARE, 12),
    Column("Authorised absence", Kind.WHOLE, 12),
    Column("of which part-time timetable (C2)", Kind.WHOLE, 19),
    Column("Unauthorised absence", Kind.WHOLE, 13),
    Column("Times late", Kind.WHOLE, 9),
    Column("Minutes late", Kind.WHOLE, 10),
    Column("Sessions not marked", Kind.WHOLE, 12),
)
_ABOUT = (Column("About", Kind.TEXT, 26), Column("", Kind.TEXT, 95))


def register_workbook(register: RegisterBook) -> bytes:
    """Write the register as .xlsx with the sheets By pupil, Sessions, Periods, Totals and About.

    Rows come in the order of `register`. Raises UserError where there are more rows than Excel holds.
    """
    if max(len(register.sessions), len(register.periods), len(register.totals)) > MOST_ROWS:
        raise UserError(
            "This register has more rows than Excel can hold.", "No file was made.", "Choose a shorter time."
        )
    sheets = (
        register_grid(register),
        Sheet("Sessions", _SESSIONS, (_session_values(row) for row in register.sessions)),
        Sheet("Periods", _PERIODS, (_period_values(row) for row in register.periods)),
        Sheet("Totals", _TOTALS, (_totals_values(row) for row in register.totals)),
        Sheet("About", _ABOUT, _about(register), is_table=False),
    )
    return workbook_bytes(sheets, _labels(register))


def _labels(register: RegisterBook) -> Labels:
    span = f"{day_in_words(register.first_on)} to {day_in_words(register.last_on)}"
    return Labels(
        title="Register",
        head=f"{register.room_name}, {register.school_name}: {span}",
        foot=f"{ROOM_RECORD} {_HANDLING}",
        made_at=register.printing.printed_at,
    )


def _pupil_values(pupil: ListedPupil) -> tuple[Value, ...]:
    return (pupil.number, pupil.surname, pupil.forename, pupil.year_group, pupil.form)


def _session_values(row: SessionRow) -> tuple[Value, ...]:
    return (
        row.on,
        SESSION_WORDS.get(row.session, row.session),
        *_pupil_values(row.pupil),
        row.code,
        *_meaning(row.code, row.description, row.statistical_class),
        row.minutes_late,
    )


@lru_cache(maxsize=256)
def _meaning(
    code: str | None, description: str | None, statistical_class: CodeClass | None
) -> tuple[Value, Value]:
    """A code in few words and what it counts as; the official words stand once on the sheet About."""
    if code is None:
        return _NOT_MARKED, _NOT_MARKED
    if description is None or statistical_class is None:
        return f"unknown code {code}", "nothing: not on the list"
    return short_words(AttendanceCode(code, description, statistical_class)), statistical_class.value


def _period_values(row: PeriodRow) -> tuple[Value, ...]:
    return (
        row.on,
        row.period,
        row.starts_at,
        *_pupil_values(row.pupil),
        _NOT_MARKED if row.place is None else PLACE_WORDS[place_without_late(row.place, row.detail)],
        row.detail,
        row.minutes_late or ("late" if row.place is Place.LATE else None),
    )


def _totals_values(row: PupilTotals) -> tuple[Value, ...]:
    figures = row.figures
    return (
        *_pupil_values(row.pupil),
        figures.possible,
        figures.attended,
        figures.attended / figures.possible if figures.possible else None,
        figures.authorised,
        figures.part_time,
        figures.unauthorised,
        figures.late,
        figures.minutes_late,
        len(figures.unmarked),
    )


def _about(register: RegisterBook) -> Iterator[tuple[Value, ...]]:
    """Who made the workbook and when, and how each figure is counted (domain.md 2.3)."""
    printing = register.printing
    yield from (
        ("Room", f"{register.room_name}, {register.school_name}"),
        ("From", day_in_words(register.first_on)),
        ("To", day_in_words(register.last_on)),
        ("Copy", printing.copy_type),
        ("Made by", printing.printed_by),
        ("Made at", f"{day_in_words(printing.printed_at.date())} {printing.printed_at:%H:%M}"),
        ("What it is", ROOM_RECORD),
        ("Handling", _HANDLING),
        (None, None),
    )
    yield from _DEFINITIONS
    yield (None, None)
    used = {(row.code, row.description) for row in register.sessions if row.code}
    for code, description in sorted(used, key=str):
        yield f"Code {code}", description or "Not on the list of codes: counted in no figure."


_DEFINITIONS = (
    (
        "Possible",
        "Sessions marked as attending, approved educational activity, or authorised or unauthorised absence.",
    ),
    ("Attended", "Sessions marked as attending or as approved educational activity."),
    (
        "Attendance",
        "Attended divided by possible. Empty where no session is possible: that is neither 0% nor 100%.",
    ),
    ("Authorised absence", "Sessions away with leave, illness or another authorised reason."),
    (
        "Part-time timetable (C2)",
        "Sessions away under an agreed part-time timetable; part of authorised absence.",
    ),
    ("Unauthorised absence", "Sessions away without an authorised reason, or with none established yet."),
    ("Times late", "Sessions with a late mark; minutes late is their sum where minutes were noted."),
    (
        "Sessions not marked",
        "Sessions in which the pupil was due and nothing is marked. They count as unknown.",
    ),
    (
        "By pupil",
        f"For print: the code of each session. {NOT_MARKED_SIGN} is not marked; empty is not due or closed.",
    ),
    (
        "Sessions and periods",
        "Sessions carry official letters for the office. Periods say in words where a pupil was.",
    ),
)
