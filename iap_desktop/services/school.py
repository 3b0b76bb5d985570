"""The school's settings, calendar and bell times: read for a date, changed from a date.

A change holds from its date on, so that what last term's sheets say stays as it was.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from iap_desktop.domain.bell_times import BellTimes, Period, bell_times_on, problems_in
from iap_desktop.domain.calendar import (
    AcademicYear,
    Calendar,
    Closure,
    Term,
    WeekLetter,
    problems_in_year,
)
from iap_desktop.domain.dates import day_in_words, monday_of
from iap_desktop.domain.names import folded
from iap_desktop.domain.school import (
    MOST_LOCK_MINUTES,
    SafeguardingLead,
    Setting,
    SettingKind,
    leads_on,
    settings_on,
)
from iap_desktop.storage import registers, rows, second_copies
from iap_desktop.storage import school as stored
from iap_desktop.storage.connection import Connection, folder_of
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
LARGEST_LOGO_BYTES = 1_000_000
_A_YEAR = timedelta(days=370)


@dataclass(frozen=True, slots=True)
class SetSettings:
    """Let settings hold from a date on; what held before stays for the days before."""

    is_for_lead: ClassVar[bool] = True
    values: Mapping[SettingKind, str]
    effective_from: date

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change the room's settings"

    def apply(self, connection: Connection) -> None:
        """Write what differs. Raises UserError for a value that cannot be."""
        known = settings_on(stored.all_settings(connection), self.effective_from)
        for kind, value in self.values.items():
            _refuse_setting(kind, value, folder_of(connection))
            if known.get(kind) != value:
                stored.set_setting(connection, Setting(kind, value, self.effective_from))


@dataclass(frozen=True, slots=True)
class SetSafeguardingLeads:
    """Name the DSL (first) and the deputies from a date on."""

    is_for_lead: ClassVar[bool] = True
    leads: tuple[SafeguardingLead, ...]
    effective_from: date

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change the DSL and deputies"

    def apply(self, connection: Connection) -> None:
        """End those in force and add the new ones. Raises UserError for one without a name."""
        if any(not lead.full_name.strip() for lead in self.leads):
            raise UserError("Each DSL and deputy needs a name.")
        for lead in leads_on(stored.safeguarding_leads(connection), self.effective_from):
            _end_lead(connection, lead, self.effective_from)
        for position, lead in enumerate(self.leads, start=1):
            rows.insert(
                connection, replace(lead, id=0, position=position, effective_from=self.effective_from)
            )


@dataclass(frozen=True, slots=True)
class AddYear:
    """Enter a school year with its terms and closures."""

    is_for_lead: ClassVar[bool] = True
    year: AcademicYear
    terms: tuple[Term, ...]
    closures: tuple[Closure, ...]
    letters: tuple[WeekLetter, ...] = ()

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Add the school year {self.year.name}"

    def apply(self, connection: Connection) -> int:
        """Write it; gives its id. Raises UserError where dates cannot be true or the year is there."""
        known = {year.name for year in stored.academic_years(connection)}
        problems = list(problems_in_year(self.year, self.terms, self.closures))
        if self.year.name in known:
            problems.append(f"The school year {self.year.name} is entered already.")
        _refuse(problems)
        stored.add_letters(connection, self.letters)
        return stored.add_year(connection, self.year, self.terms, self.closures)


@dataclass(frozen=True, slots=True)
class AddTerm:
    """Enter one more term of a school year."""

    is_for_lead: ClassVar[bool] = True
    term: Term

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Add {self.term.name}"

    def apply(self, connection: Connection) -> int:
        """Write it; gives its id. Raises UserError where the dates cannot be true."""
        _refuse_term(connection, self.term)
        return rows.insert(connection, replace(self.term, id=0))


@dataclass(frozen=True, slots=True)
class PutTerm:
    """Correct a term's name or dates (a term with an id)."""

    is_for_lead: ClassVar[bool] = True
    term: Term

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Change {self.term.name}"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where the dates cannot be true."""
        _refuse_term(connection, self.term)
        rows.update(connection, self.term)


@dataclass(frozen=True, slots=True)
class RemoveTerm:
    """Take a term away: its days are holidays then. Marks made in it stay."""

    is_for_lead: ClassVar[bool] = True
    term: Term

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Remove {self.term.name}"

    def apply(self, connection: Connection) -> None:
        """Remove it."""
        rows.delete(connection, Term, self.term.id)


@dataclass(frozen=True, slots=True)
class PutClosure:
    """Add a closure, or correct one that has an id."""

    is_for_lead: ClassVar[bool] = True
    closure: Closure

    @property
    def label(self) -> str:
        """The act in words."""
        return f"{'Change' if self.closure.id else 'Add'} closure {self.closure.name}"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where it ends before it begins or has no name."""
        if self.closure.ends_on < self.closure.starts_on:
            raise UserError("The closure ends before it begins.")
        if not self.closure.name.strip():
            raise UserError("The closure needs a name, such as INSET day.")
        (rows.update if self.closure.id else rows.insert)(connection, self.closure)


@dataclass(frozen=True, slots=True)
class RemoveClosure:
    """Take a closure away: the school was open after all."""

    is_for_lead: ClassVar[bool] = True
    closure: Closure

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Remove closure {self.closure.name}"

    def apply(self, connection: Connection) -> None:
        """Remove it."""
        rows.delete(connection, Closure, self.closure.id)


@dataclass(frozen=True, slots=True)
class SetWeekLetters:
    """Set the letter of some weeks; a week with letter "" has none."""

    is_for_lead: ClassVar[bool] = True
    letters: Mapping[date, str]

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change week letters"

    def apply(self, connection: Connection) -> None:
        """Write what differs. Raises UserError for another letter than A or B."""
        if set(self.letters.values()) - {"A", "B", ""}:
            raise UserError("A week is Week A, Week B, or has no letter.")
        known = {letter.week_starts_on: letter for letter in stored.week_letters(connection)}
        for on, letter in self.letters.items():
            old = known.get(monday_of(on))
            if old is None and letter:
                rows.insert(connection, WeekLetter(monday_of(on), letter))
            elif old is not None and not letter:
                rows.delete(connection, WeekLetter, old.id)
            elif old is not None and old.letter != letter:
                rows.update(connection, replace(old, letter=letter))


@dataclass(frozen=True, slots=True)
class SetBellTimes:
    """New bell times from a date on; the periods of the days before stay as they were."""

    is_for_lead: ClassVar[bool] = True
    bell_times: BellTimes
    periods: tuple[Period, ...]

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Change bell times to {self.bell_times.name}"

    def apply(self, connection: Connection) -> int:
        """Write them; gives the id of the set.

        Raises UserError where the periods cannot be true, or where periods are marked on or after the
        date: their marks belong to the old times.
        """
        _refuse(problems_in(self.periods))
        since = self.bell_times.effective_from
        last = registers.last_period_mark_on(connection)
        if last is not None and last >= since:
            raise UserError(
                f"Periods are marked up to {day_in_words(last)} under the bell times in force.",
                todo="Let the new bell times begin after that day.",
            )
        known = bell_times_on(since, stored.all_bell_times(connection))
        if known is not None and known.effective_from == since:
            raise UserError(
                f"Other bell times begin on {day_in_words(since)} already.", todo="Choose another day."
            )
        return stored.add_bell_times(connection, replace(self.bell_times, id=0), self.periods)


def logo_setting(png: bytes) -> str:
    """A picture as the setting LOGO holds it. Raises UserError where it is no PNG or too large."""
    _refuse_picture(png)
    return b64encode(png).decode("ascii")


def _end_lead(connection: Connection, lead: SafeguardingLead, before: date) -> None:
    """A lead's last day is the day before the next one's first; one who never had a day is taken away."""
    if lead.effective_from >= before:
        rows.delete(connection, SafeguardingLead, lead.id)
    else:
        rows.update(connection, replace(lead, effective_to=before - timedelta(days=1)))


def safeguarding_leads(room: Room, on: date) -> tuple[SafeguardingLead, ...]:
    """Whom to tell about a worry on a date."""
    with room.read() as connection:
        return leads_on(stored.safeguarding_leads(connection), on)


def settings(room: Room, on: date) -> Mapping[SettingKind, str]:
    """The settings in force on a date."""
    with room.read() as connection:
        return settings_on(stored.all_settings(connection), on)


def calendar_of(room: Room) -> Calendar:
    """The whole calendar as it is now."""
    with room.read() as connection:
        return load_calendar(connection)


def load_calendar(connection: Connection, first: date = date.min, last: date = date.max) -> Calendar:
    """The calendar as it is now; with `first` and `last` only what the school years about them need."""
    since = first if first == date.min else first - _A_YEAR
    until = last if last == date.max else last + _A_YEAR
    return Calendar(
        years=tuple(stored.academic_years(connection, since, until)),
        terms=tuple(stored.terms(connection, since, until)),
        closures=tuple(stored.closures(connection, since, until)),
        letters=tuple(stored.week_letters(connection, since, until)),
    )


def _refuse_picture(png: bytes) -> None:
    if not png.startswith(PNG_BEGINS) or len(png) > LARGEST_LOGO_BYTES:
        raise UserError(
            "The logo has to be a PNG picture of at most one megabyte.", todo="Choose another one."
        )


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _refuse_setting(kind: SettingKind, value: str, room: Path) -> None:
    if kind in {SettingKind.SCHOOL_NAME, SettingKind.ROOM_NAME} and not value.strip():
        raise UserError("The school and the room need a name.")
    if kind is SettingKind.CAPACITY and not (value.isdecimal() and 1 <= int(value) <= 99):
        raise UserError("The capacity has to be a number of places from 1 to 99.")
    if kind is SettingKind.LOGO and value:
        _refuse_picture(_decoded(value))
    if kind is SettingKind.LOCK_MINUTES and not (value.isdecimal() and 1 <= int(value) <= MOST_LOCK_MINUTES):
        raise UserError(f"The window can lock after 1 to {MOST_LOCK_MINUTES} idle minutes.")
    if kind is SettingKind.SECOND_BACKUP_FOLDER and value:
        second_copies.refuse_place(value, room)


def _refuse_term(connection: Connection, term: Term) -> None:
    """A term has a name of its own in its year, and dates that can be true beside the other terms."""
    year = next(year for year in stored.academic_years(connection) if year.id == term.academic_year_id)
    others = [other for other in stored.terms(connection) if other.academic_year_id == year.id]
    others = [other for other in others if other.id != term.id]
    if not term.name.strip():
        raise UserError("The term needs a name, such as Term 1.")
    if any(folded(other.name) == folded(term.name) for other in others):
        raise UserError(f"{year.name} has a {term.name} already.", todo="Choose another name.")
    _refuse(problems_in_year(year, (*others, term), ()))


def _refuse(problems: list[str] | tuple[str, ...]) -> None:
    if problems:
        raise UserError(problems[0])
