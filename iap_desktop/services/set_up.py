"""What a new room's lead corrects on the way in: terms, bell times, week letters, and the first pupils.

Each is one step, so that Ctrl+Z takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from iap_desktop.domain.bell_times import (
    TEMPLATES,
    BellTemplate,
    BellTimes,
    Period,
    bell_times_on,
    parse_template,
)
from iap_desktop.domain.calendar import Calendar, Term, WeekLetter, alternating_letters, problems_in_year
from iap_desktop.domain.dates import monday_of
from iap_desktop.domain.pupils import YEAR_GROUPS, FactKind, Pupil
from iap_desktop.services.pupils import PutPupil
from iap_desktop.services.school import load_calendar
from iap_desktop.storage import registers, rows, school
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.resources import read_text


@dataclass(frozen=True, slots=True)
class Template:
    """One shipped school day to choose: its file's name, and the day itself."""

    name: str
    day: BellTemplate


@dataclass(frozen=True, slots=True)
class SchoolSoFar:
    """What a room knows of its school: the terms of the year in view, and the bell times in force.

    `week` is the Monday of this school week, or of the next one in a holiday; `letter` is its letter or "".
    """

    terms: tuple[Term, ...]
    bell_times: str
    week: date
    letter: str


@dataclass(frozen=True, slots=True)
class SetUpSchool:
    """Put right, all at once, what a new room was given: bell times, the year's terms, the week letters.

    template: one of TEMPLATES, None to leave the bell times. letter: what the week of `week` is, "A", "B"
    or "" for a school without week letters; the other weeks follow in turn.
    """

    is_for_lead: ClassVar[bool] = True
    template: str | None
    terms: tuple[Term, ...]
    week: date
    letter: str

    @property
    def label(self) -> str:
        """The act in words."""
        return "Set up terms and bell times"

    def apply(self, connection: Connection) -> None:
        """Write what differs. Raises UserError where the dates cannot be true, or periods are marked."""
        _put_terms(connection, self.terms)
        if self.template is not None:
            _put_bell_times(connection, template_day(self.template), self.week)
        _put_letters(connection, self.week, self.letter)


@dataclass(frozen=True, slots=True)
class TypedPupil:
    """A pupil as typed in a line of a list; `row` counts the lines from 1."""

    row: int
    surname: str
    forename: str
    year_group: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class AddTypedPupils:
    """Add the pupils of a typed list."""

    pupils: tuple[TypedPupil, ...]
    effective_from: date

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Add {len(self.pupils)} {'pupil' if len(self.pupils) == 1 else 'pupils'}"

    def apply(self, connection: Connection) -> int:
        """Write them; gives how many. Raises UserError, naming the line, where one cannot be."""
        problems = problems_in_typed(self.pupils)
        if problems:
            row, sentence = min(problems.items())
            raise UserError(f"Line {row}: {sentence}", "No pupil was added.")
        for typed in self.pupils:
            PutPupil(
                Pupil(typed.surname.strip(), typed.forename.strip()), _facts(typed), self.effective_from
            ).apply(connection)
        return len(self.pupils)


def templates() -> tuple[Template, ...]:
    """The shipped school days to choose from."""
    return tuple(Template(name, template_day(name)) for name in TEMPLATES)


def template_day(name: str) -> BellTemplate:
    """One shipped school day."""
    return parse_template(read_text("bell_times", f"{name}.json"))


def school_so_far(room: Room, on: date) -> SchoolSoFar:
    """What the room knows of its school, as of a day."""
    with room.read() as connection:
        calendar = load_calendar(connection)
        bells = bell_times_on(on, school.all_bell_times(connection))
    week = _school_week(calendar, on)
    return SchoolSoFar(
        terms=_terms_about(calendar, week),
        bell_times=bells.name if bells is not None else "",
        week=week,
        letter=calendar.week_letter(week) or "",
    )


def problems_in_typed(pupils: Iterable[TypedPupil]) -> dict[int, str]:
    """What is wrong with lines of a typed list, by line: one sentence each."""
    found = ((typed.row, _problem(typed)) for typed in pupils)
    return {row: problem for row, problem in found if problem is not None}


def year_group(typed: str) -> str:
    """A year group as people type it ("Year 9", "y9", "09") as it is kept; "?" where it is none."""
    text = typed.strip().upper().replace("YEAR", "").replace("YR", "").strip()
    text = text.removeprefix("Y").strip()
    text = text.lstrip("0") if text.isdigit() else text
    return text if text in {"", *YEAR_GROUPS} else "?"


def _problem(typed: TypedPupil) -> str | None:
    if not typed.surname.strip():
        return "The surname is missing."
    if not typed.forename.strip():
        return "The forename is missing."
    if year_group(typed.year_group) == "?":
        return f"{typed.year_group.strip()} is no year group; type a number such as 9, or R."
    return None


def _facts(typed: TypedPupil) -> dict[FactKind, str]:
    facts = {FactKind.YEAR_GROUP: year_group(typed.year_group), FactKind.FORM: typed.form.strip()}
    return {kind: value for kind, value in facts.items() if value}


def _put_terms(connection: Connection, terms: tuple[Term, ...]) -> None:
    known = school.terms(connection)
    years = {year.id: year for year in school.academic_years(connection)}
    changed = {term.id: term for term in terms}
    after = [changed.get(term.id, term) for term in known]
    for year_id in {term.academic_year_id for term in terms}:
        of_year = [term for term in after if term.academic_year_id == year_id]
        problems = problems_in_year(years[year_id], of_year, ())
        if problems:
            raise UserError(problems[0])
    for term in terms:
        if term not in known:
            rows.update(connection, term)


def _put_bell_times(connection: Connection, day: BellTemplate, on: date) -> None:
    """In place of those in force: a room without period marks has no past that they could change."""
    known = bell_times_on(on, school.all_bell_times(connection))
    if known is not None and known.name == day.name:
        return
    if registers.last_period_mark_on(connection) is not None:
        raise UserError(
            "Periods are marked under the bell times in force.",
            todo="Change the bell times in Settings, from a day on.",
        )
    since = known.effective_from if known is not None else on
    if known is not None:
        for period in rows.select(connection, Period, "WHERE bell_times_id = ?", (known.id,)):
            rows.delete(connection, Period, period.id)
        rows.delete(connection, BellTimes, known.id)
    school.add_bell_times(connection, BellTimes(day.name, since), day.periods)


def _put_letters(connection: Connection, week: date, letter: str) -> None:
    """Letters in turn over all school years, so that the week of `week` has this letter; none for ""."""
    wanted = {} if not letter else _letters(load_calendar(connection), monday_of(week), letter)
    known = {found.week_starts_on: found for found in school.week_letters(connection)}
    for monday, found in known.items():
        if monday not in wanted:
            rows.delete(connection, WeekLetter, found.id)
        elif found.letter != wanted[monday]:
            rows.update(connection, replace(found, letter=wanted[monday]))
    fresh = (WeekLetter(monday, text) for monday, text in wanted.items() if monday not in known)
    school.add_letters(connection, tuple(fresh))


def _letters(calendar: Calendar, week: date, letter: str) -> dict[date, str]:
    in_turn = {found.week_starts_on: found.letter for found in alternating_letters(calendar)}
    if in_turn.get(week, letter) == letter:
        return in_turn
    return {monday: "B" if found == "A" else "A" for monday, found in in_turn.items()}


def _school_week(calendar: Calendar, on: date) -> date:
    weeks = calendar.school_weeks(monday_of(on), on + timedelta(days=120))
    return next(iter(weeks), monday_of(on))


def _terms_about(calendar: Calendar, week: date) -> tuple[Term, ...]:
    friday = week + timedelta(days=4)
    year = next((year for year in calendar.years if year.starts_on <= friday <= year.ends_on), None)
    if year is None:
        return ()
    return tuple(
        sorted((t for t in calendar.terms if t.academic_year_id == year.id), key=lambda t: t.starts_on)
    )
