"""The school's settings, calendar, bell times and attendance codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from iap_desktop.domain.attendance import AttendanceCode
from iap_desktop.domain.bell_times import BellTimes, Period
from iap_desktop.domain.calendar import AcademicYear, Closure, Term, WeekLetter
from iap_desktop.domain.school import SafeguardingLead, Setting
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection

_TOUCHING = "WHERE starts_on <= ? AND ends_on >= ?"


def all_settings(connection: Connection) -> list[Setting]:
    """Every value that every setting has had."""
    return rows.select(connection, Setting, "ORDER BY kind, effective_from")


def set_setting(connection: Connection, setting: Setting) -> None:
    """Let a setting hold from its date on."""
    connection.execute(
        "INSERT INTO setting (kind, value, effective_from) VALUES (?, ?, ?) "
        "ON CONFLICT (kind, effective_from) DO UPDATE SET value = excluded.value",
        (setting.kind.value, setting.value, setting.effective_from.isoformat()),
    )


def safeguarding_leads(connection: Connection) -> list[SafeguardingLead]:
    """The DSL and deputies of all times."""
    return rows.select(connection, SafeguardingLead, "ORDER BY position, effective_from")


def academic_years(
    connection: Connection, first: date = date.min, last: date = date.max
) -> list[AcademicYear]:
    """The school years entered (those that touch the days from `first` to `last`)."""
    return rows.select(connection, AcademicYear, f"{_TOUCHING} ORDER BY starts_on", (last, first))


def terms(connection: Connection, first: date = date.min, last: date = date.max) -> list[Term]:
    """All terms (those that touch the days from `first` to `last`)."""
    return rows.select(connection, Term, f"{_TOUCHING} ORDER BY starts_on", (last, first))


def closures(connection: Connection, first: date = date.min, last: date = date.max) -> list[Closure]:
    """All closures (those that touch the days from `first` to `last`)."""
    return rows.select(connection, Closure, f"{_TOUCHING} ORDER BY starts_on, id", (last, first))


def week_letters(connection: Connection, first: date = date.min, last: date = date.max) -> list[WeekLetter]:
    """The letter of each week that has one (of the weeks that begin from `first` to `last`)."""
    where = "WHERE week_starts_on BETWEEN ? AND ? ORDER BY week_starts_on"
    return rows.select(connection, WeekLetter, where, (first, last))


def add_year(
    connection: Connection,
    year: AcademicYear,
    year_terms: tuple[Term, ...],
    year_closures: tuple[Closure, ...],
) -> int:
    """Add a school year with its terms and closures; gives its id."""
    year_id = rows.insert(connection, year)
    rows.insert_all(connection, (replace(term, academic_year_id=year_id) for term in year_terms))
    rows.insert_all(connection, year_closures)
    return year_id


def add_letters(connection: Connection, letters: tuple[WeekLetter, ...]) -> None:
    """Store the letters of weeks."""
    rows.insert_all(connection, letters)


def all_bell_times(connection: Connection) -> list[BellTimes]:
    """Every set of bell times, oldest first."""
    return rows.select(connection, BellTimes, "ORDER BY effective_from")


def all_periods(connection: Connection) -> list[Period]:
    """The periods of every set."""
    return rows.select(connection, Period, "ORDER BY bell_times_id, weekday, position")


def add_bell_times(connection: Connection, bell_times: BellTimes, periods: tuple[Period, ...]) -> int:
    """Add a set of bell times with its periods; gives its id."""
    bell_times_id = rows.insert(connection, bell_times)
    rows.insert_all(connection, (replace(period, bell_times_id=bell_times_id) for period in periods))
    return bell_times_id


def attendance_codes(connection: Connection) -> list[AttendanceCode]:
    """The codes of the room, withdrawn ones too."""
    return rows.select(connection, AttendanceCode, "ORDER BY id")


def add_codes(connection: Connection, codes: tuple[AttendanceCode, ...]) -> None:
    """Add codes."""
    rows.insert_all(connection, codes)
