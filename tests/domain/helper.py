"""The school year 2026/27 and a code list, as the tests of the domain use them."""

from __future__ import annotations

from datetime import date
from functools import cache

from iap_desktop.domain.attendance import AttendanceCode, parse_codes
from iap_desktop.domain.bell_times import BellTemplate, parse_template
from iap_desktop.domain.calendar import Calendar, alternating_letters
from iap_desktop.domain.school_years import DefaultYear, bank_holidays, default_year
from iap_desktop.system.resources import read_text


@cache
def year_from(starting: int) -> DefaultYear:
    return default_year(starting, bank_holidays(date(starting, 9, 1), date(starting + 1, 8, 31)))


def calendar_of(*years: DefaultYear, has_letters: bool = True) -> Calendar:
    plain = Calendar(
        years=tuple(year.year for year in years),
        terms=tuple(term for year in years for term in year.terms),
        closures=tuple(closure for year in years for closure in year.closures),
    )
    if not has_letters:
        return plain
    return Calendar(plain.years, plain.terms, plain.closures, alternating_letters(plain))


@cache
def calendar_2026() -> Calendar:
    return calendar_of(year_from(2026))


@cache
def shipped_codes() -> tuple[AttendanceCode, ...]:
    return parse_codes(read_text("codes", "attendance_codes.csv"))


@cache
def template(name: str) -> BellTemplate:
    return parse_template(read_text("bell_times", f"{name}.json"))
