"""The schema's history: append-only, numbered, each migration on its own, importing nothing of the program.

Facts that the past depends on carry an effective-from date. Times are UTC ISO text, dates ISO text,
each with a CHECK, so that a wrong one cannot get in by any way. Ids never come again (AUTOINCREMENT),
so that the change log of one row can never run on into another's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: plain SQL, then what is easier with a sqlite-utils Database (`transform`)."""

    number: int
    name: str
    statements: tuple[str, ...]
    then: Callable[[Any], None] | None = None


_DATE = "{0} TEXT NOT NULL CHECK ({0} IS date({0}))"
_DATE_OR_NULL = "{0} TEXT CHECK ({0} IS NULL OR {0} IS date({0}))"


def _on(name: str) -> str:
    return _DATE.format(name)


def _on_or_null(name: str) -> str:
    return _DATE_OR_NULL.format(name)


_RECORD = (
    """CREATE TABLE step (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL CHECK (label <> ''),
        staff_id INTEGER NOT NULL REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
        taken_at TEXT NOT NULL CHECK (datetime(taken_at) IS NOT NULL),
        state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped', 'final')),
        reverses_id INTEGER REFERENCES step (id)
    ) STRICT""",
    "CREATE INDEX step_undone ON step (id) WHERE state = 'undone'",
    """CREATE TABLE change (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        step_id INTEGER NOT NULL REFERENCES step (id),
        table_name TEXT NOT NULL,
        row_id INTEGER NOT NULL,
        before TEXT,
        after TEXT,
        CHECK (before IS NOT NULL OR after IS NOT NULL)
    ) STRICT""",
    "CREATE INDEX change_by_row ON change (table_name, row_id)",
    "CREATE INDEX change_by_step ON change (step_id)",
)

_PEOPLE = (
    f"""CREATE TABLE staff (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        role TEXT NOT NULL CHECK (role IN ('lead', 'practitioner', 'read-only')),
        {_on("joined_on")},
        {_on_or_null("left_on")}
    ) STRICT""",
    f"""CREATE TABLE staff_name (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        staff_id INTEGER NOT NULL REFERENCES staff (id),
        full_name TEXT NOT NULL CHECK (trim(full_name) <> ''),
        {_on("effective_from")},
        UNIQUE (staff_id, effective_from)
    ) STRICT""",
    """CREATE TABLE key_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('passphrase', 'recovery sheet', 'leaver')),
        staff_id INTEGER NOT NULL REFERENCES staff (id)
    ) STRICT""",
)

_SCHOOL = (
    f"""CREATE TABLE setting (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind <> ''),
        value TEXT NOT NULL,
        {_on("effective_from")},
        UNIQUE (kind, effective_from)
    ) STRICT""",
    f"""CREATE TABLE safeguarding_lead (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        position INTEGER NOT NULL CHECK (position >= 1),
        full_name TEXT NOT NULL CHECK (trim(full_name) <> ''),
        room TEXT,
        phone TEXT,
        {_on("effective_from")},
        {_on_or_null("effective_to")}
    ) STRICT""",
    f"""CREATE TABLE academic_year (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        {_on("starts_on")},
        {_on("ends_on")},
        CHECK (starts_on < ends_on)
    ) STRICT""",
    f"""CREATE TABLE term (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        academic_year_id INTEGER NOT NULL REFERENCES academic_year (id),
        name TEXT NOT NULL CHECK (name <> ''),
        {_on("starts_on")},
        {_on("ends_on")},
        CHECK (starts_on <= ends_on)
    ) STRICT""",
    f"""CREATE TABLE closure (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('half-term', 'bank holiday', 'INSET', 'occasional')),
        name TEXT NOT NULL CHECK (name <> ''),
        {_on("starts_on")},
        {_on("ends_on")},
        CHECK (starts_on <= ends_on)
    ) STRICT""",
    f"""CREATE TABLE week_letter (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        {_on("week_starts_on")} UNIQUE CHECK (strftime('%w', week_starts_on) = '1'),
        letter TEXT NOT NULL CHECK (letter IN ('A', 'B'))
    ) STRICT""",
    f"""CREATE TABLE bell_times (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL CHECK (name <> ''),
        {_on("effective_from")} UNIQUE
    ) STRICT""",
    """CREATE TABLE period (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        bell_times_id INTEGER NOT NULL REFERENCES bell_times (id),
        weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 5),
        position INTEGER NOT NULL CHECK (position >= 1),
        name TEXT NOT NULL CHECK (name <> ''),
        starts_at TEXT NOT NULL CHECK (starts_at IS strftime('%H:%M', starts_at)),
        ends_at TEXT NOT NULL CHECK (ends_at IS strftime('%H:%M', ends_at)),
        kind TEXT NOT NULL CHECK (kind IN ('tutor', 'lesson', 'break', 'lunch', 'after')),
        session TEXT CHECK (session IN ('AM', 'PM')),
        CHECK (starts_at < ends_at),
        UNIQUE (bell_times_id, weekday, position)
    ) STRICT""",
    f"""CREATE TABLE attendance_code (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 3),
        description TEXT NOT NULL CHECK (description <> ''),
        statistical_class TEXT NOT NULL CHECK (statistical_class IN ('attending',
            'approved educational activity', 'authorised absence', 'unauthorised absence',
            'not possible', 'administrative')),
        {_on_or_null("valid_from")},
        {_on_or_null("valid_to")}
    ) STRICT""",
)

_PUPILS = (
    f"""CREATE TABLE pupil (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        upn TEXT UNIQUE CHECK (length(upn) = 13),
        former_upn TEXT,
        uln TEXT,
        legal_surname TEXT NOT NULL CHECK (trim(legal_surname) <> ''),
        legal_forename TEXT NOT NULL CHECK (trim(legal_forename) <> ''),
        middle_names TEXT,
        preferred_surname TEXT,
        preferred_forename TEXT,
        {_on_or_null("date_of_birth")},
        sex TEXT CHECK (sex IN ('F', 'M')),
        pronouns TEXT,
        first_language TEXT,
        ethnicity TEXT,
        {_on_or_null("left_on")}
    ) STRICT""",
    f"""CREATE TABLE pupil_fact (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        kind TEXT NOT NULL CHECK (kind <> ''),
        value TEXT CHECK (value <> ''),
        {_on("effective_from")},
        UNIQUE (pupil_id, kind, effective_from)
    ) STRICT""",
    """CREATE TABLE contact (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        priority INTEGER NOT NULL CHECK (priority >= 1),
        title TEXT,
        forename TEXT,
        surname TEXT NOT NULL CHECK (trim(surname) <> ''),
        relationship TEXT,
        has_parental_responsibility INTEGER NOT NULL CHECK (has_parental_responsibility IN (0, 1)),
        phone TEXT,
        second_phone TEXT,
        email TEXT,
        is_barred INTEGER NOT NULL CHECK (is_barred IN (0, 1)),
        note TEXT
    ) STRICT""",
    "CREATE INDEX contact_by_pupil ON contact (pupil_id, priority)",
    f"""CREATE TABLE placement (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        {_on("starts_on")},
        {_on_or_null("ends_on")},
        CHECK (ends_on IS NULL OR starts_on <= ends_on),
        UNIQUE (pupil_id, starts_on)
    ) STRICT""",
    f"""CREATE TABLE placement_key_adult (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        placement_id INTEGER NOT NULL REFERENCES placement (id),
        staff_id INTEGER REFERENCES staff (id),
        {_on("effective_from")},
        UNIQUE (placement_id, effective_from)
    ) STRICT""",
    f"""CREATE TABLE placement_slot (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        placement_id INTEGER NOT NULL REFERENCES placement (id),
        {_on("effective_from")},
        weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 5),
        letter TEXT NOT NULL CHECK (letter IN ('A', 'B', '')),
        period_name TEXT NOT NULL CHECK (period_name <> ''),
        UNIQUE (placement_id, effective_from, weekday, letter, period_name)
    ) STRICT""",
)

_REGISTERS = (
    f"""CREATE TABLE session_mark (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        {_on("marked_on")},
        session TEXT NOT NULL CHECK (session IN ('AM', 'PM')),
        code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 3),
        minutes_late INTEGER CHECK (minutes_late BETWEEN 1 AND 600),
        UNIQUE (pupil_id, marked_on, session)
    ) STRICT""",
    "CREATE INDEX session_mark_by_day ON session_mark (marked_on)",
    f"""CREATE TABLE period_mark (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        {_on("marked_on")},
        period_id INTEGER NOT NULL REFERENCES period (id),
        place TEXT NOT NULL CHECK (place IN ('in room', 'in lesson', 'elsewhere', 'late',
            'not in school', 'left room', 'not due')),
        minutes_late INTEGER CHECK (minutes_late BETWEEN 1 AND 600),
        detail TEXT CHECK (length(detail) <= 80),
        UNIQUE (pupil_id, marked_on, period_id)
    ) STRICT""",
    "CREATE INDEX period_mark_by_day ON period_mark (marked_on)",
    f"""CREATE TABLE weekly_comment (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        pupil_id INTEGER NOT NULL REFERENCES pupil (id),
        {_on("week_starts_on")} CHECK (strftime('%w', week_starts_on) = '1'),
        comment TEXT NOT NULL,
        UNIQUE (pupil_id, week_starts_on)
    ) STRICT""",
    "CREATE INDEX weekly_comment_by_week ON weekly_comment (week_starts_on)",
)

_AT_THE_WINDOW = (
    "ALTER TABLE step ADD COLUMN is_for_lead INTEGER NOT NULL DEFAULT 0 CHECK (is_for_lead IN (0, 1))",
    """CREATE TABLE draft (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        staff_id INTEGER NOT NULL REFERENCES staff (id),
        place TEXT NOT NULL CHECK (place <> ''),
        body TEXT NOT NULL,
        saved_at TEXT NOT NULL CHECK (datetime(saved_at) IS NOT NULL),
        UNIQUE (staff_id, place)
    ) STRICT""",
    """CREATE TABLE preference (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        staff_id INTEGER NOT NULL REFERENCES staff (id),
        name TEXT NOT NULL CHECK (name <> ''),
        value TEXT NOT NULL CHECK (json_valid(value)),
        UNIQUE (staff_id, name)
    ) STRICT""",
)

MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "the room's first week", (*_RECORD, *_PEOPLE, *_SCHOOL, *_PUPILS, *_REGISTERS)),
    Migration(2, "people at the window", _AT_THE_WINDOW),
)
