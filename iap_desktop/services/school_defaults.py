"""What a new room starts with: sensible English defaults, each to be corrected by the school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from iap_desktop.domain.attendance import AttendanceCode, parse_codes
from iap_desktop.domain.bell_times import TEMPLATES, BellTemplate, BellTimes, parse_template
from iap_desktop.domain.calendar import Calendar, WeekLetter, alternating_letters
from iap_desktop.domain.school import DEFAULT_CAPACITY, Setting, SettingKind
from iap_desktop.domain.school_years import DefaultYear, bank_holidays, default_year, starting_year
from iap_desktop.storage import school
from iap_desktop.storage.connection import Connection
from iap_desktop.system.resources import read_text


@dataclass(frozen=True, slots=True)
class SchoolDefaults:
    """School years, week letters, bell times and attendance codes for a new room."""

    years: tuple[DefaultYear, ...]
    letters: tuple[WeekLetter, ...]
    bells: BellTemplate
    codes: tuple[AttendanceCode, ...]

    @property
    def calendar(self) -> Calendar:
        """The calendar that the defaults make."""
        return _calendar(self.years, self.letters)

    def store(self, connection: Connection, school_name: str, room_name: str) -> None:
        """Write them all into a new room, as holding from the first school year entered."""
        since = self.years[0].year.starts_on
        for kind, value in (
            (SettingKind.SCHOOL_NAME, school_name),
            (SettingKind.ROOM_NAME, room_name),
            (SettingKind.CAPACITY, str(DEFAULT_CAPACITY)),
        ):
            school.set_setting(connection, Setting(kind, value, since))
        for year in self.years:
            school.add_year(connection, year.year, year.terms, year.closures)
        school.add_letters(connection, self.letters)
        school.add_bell_times(connection, BellTimes(self.bells.name, since), self.bells.periods)
        school.add_codes(connection, self.codes)


def defaults_for(today: date, template: str = TEMPLATES[0], *, years_back: int = 1) -> SchoolDefaults:
    """Defaults from `years_back` school years before the one of `today` to the one after it.

    template: one of TEMPLATES. Last year is there for marks that are still to be entered.
    """
    this_year = starting_year(today)
    first, last = this_year - years_back, this_year + 1
    off = bank_holidays(date(first, 9, 1), date(last + 1, 8, 31))
    years = tuple(_one_year(starting, off) for starting in range(first, last + 1))
    return SchoolDefaults(
        years=years,
        letters=alternating_letters(_calendar(years, ())),
        bells=parse_template(read_text("bell_times", f"{template}.json")),
        codes=parse_codes(read_text("codes", "attendance_codes.csv")),
    )


def _one_year(starting: int, off: dict[date, str]) -> DefaultYear:
    first, last = date(starting, 9, 1), date(starting + 1, 8, 31)
    return default_year(starting, {on: name for on, name in off.items() if first <= on <= last})


def _calendar(years: tuple[DefaultYear, ...], letters: tuple[WeekLetter, ...]) -> Calendar:
    return Calendar(
        years=tuple(year.year for year in years),
        terms=tuple(term for year in years for term in year.terms),
        closures=tuple(closure for year in years for closure in year.closures),
        letters=letters,
    )
