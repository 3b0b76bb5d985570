"""Both registers in one workbook for the office: sessions, periods, totals, and what the figures mean."""

from __future__ import annotations

from collections.abc import Iterator

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_book import ListedPupil, PeriodRow, PupilTotals, RegisterBook, SessionRow
from iap_desktop.domain.registers import PLACE_WORDS, ROOM_RECORD
from iap_desktop.reports.workbook import MOST_ROWS, Column, Kind, Labels, Sheet, Value, workbook_bytes
from iap_desktop.system.errors import UserError

_HANDLING = "Contains personal data \N{EN DASH} keep safe."
_SESSION_WORDS = {"AM": "Morning", "PM": "Afternoon"}

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
    Column("Description", Kind.TEXT, 38),
    Column("Class", Kind.TEXT, 26),
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
    """Write the register as .xlsx with the sheets Sessions, Periods, Totals and About.

    Rows come in the order of `register`. Raises UserError where there are more rows than Excel holds.
    """
    if max(len(register.sessions), len(register.periods), len(register.totals)) > MOST_ROWS:
        raise UserError(
            "This register has more rows than Excel can hold.", "No file was made.", "Choose a shorter time."
        )
    sheets = (
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
        _SESSION_WORDS.get(row.session, row.session),
        *_pupil_values(row.pupil),
        row.code,
        row.description,
        row.statistical_class and row.statistical_class.value,
        row.minutes_late,
    )


def _period_values(row: PeriodRow) -> tuple[Value, ...]:
    return (
        row.on,
        row.period,
        row.starts_at,
        *_pupil_values(row.pupil),
        row.place and PLACE_WORDS[row.place],
        row.detail,
        row.minutes_late,
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
        "Sessions and periods",
        "Sessions carry official letters for the office. Periods say in words where a pupil was.",
    ),
)
