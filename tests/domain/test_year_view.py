from __future__ import annotations

from datetime import date

from iap_desktop.domain.calendar import AcademicYear, Calendar, Closure, ClosureKind, Term, WeekLetter
from iap_desktop.domain.year_view import DayCell, DayKind, nearest_edge, without_days, year_view

YEAR = AcademicYear("2026/27", date(2026, 9, 1), date(2027, 8, 31), id=1)
AUTUMN = Term(1, "Autumn term", date(2026, 9, 3), date(2026, 12, 18), id=1)
SPRING = Term(1, "Spring term", date(2027, 1, 4), date(2027, 3, 25), id=2)
HALF_TERM = Closure(ClosureKind.HALF_TERM, "Autumn half-term", date(2026, 10, 26), date(2026, 10, 30), id=5)
CALENDAR = Calendar((YEAR,), (AUTUMN, SPRING), (HALF_TERM,), (WeekLetter(date(2026, 9, 7), "B"),))


def cells() -> dict[date, DayCell]:
    weeks = [week for month in year_view(CALENDAR, YEAR).months for week in month.weeks]
    return {cell.on: cell for week in weeks for cell in week.days if cell is not None}


def test_a_year_has_twelve_months_and_each_weekday_once() -> None:
    view = year_view(CALENDAR, YEAR)
    assert [month.title for month in view.months][::11] == ["September 2026", "August 2027"]
    assert len(cells()) == 261
    assert all(on.weekday() < 5 for on in cells())
    assert max(len(month.weeks) for month in view.months) == 5


def test_each_day_says_what_it_is() -> None:
    found = cells()
    assert (found[date(2026, 9, 1)].kind, found[date(2026, 9, 1)].words) == (
        DayKind.HOLIDAY,
        "Before the autumn term",
    )
    first = found[date(2026, 9, 3)]
    assert (first.kind, first.is_term_first, first.words) == (DayKind.OPEN, True, "Open, Autumn term begins")
    assert found[date(2026, 10, 28)].kind is DayKind.HALF_TERM
    assert found[date(2026, 12, 18)].is_term_last


def test_a_week_in_two_months_has_its_letter_in_both() -> None:
    letters = {
        week.letter for month in year_view(CALENDAR, YEAR).months for week in month.weeks if week.letter
    }
    assert letters == {"B"}


def test_days_are_taken_out_of_the_middle_of_a_closure() -> None:
    before, after = without_days(HALF_TERM, date(2026, 10, 28), date(2026, 10, 28))
    assert (before.id, before.starts_on, before.ends_on) == (5, date(2026, 10, 26), date(2026, 10, 27))
    assert (after.id, after.starts_on, after.ends_on) == (0, date(2026, 10, 29), date(2026, 10, 30))


def test_nothing_is_left_of_a_closure_whose_days_all_open() -> None:
    assert without_days(HALF_TERM, date(2026, 10, 26), date(2026, 10, 30)) == ()


def test_the_end_of_a_closure_alone_keeps_its_id() -> None:
    (left,) = without_days(HALF_TERM, date(2026, 10, 26), date(2026, 10, 27))
    assert (left.id, left.starts_on) == (5, date(2026, 10, 28))


def test_a_day_near_a_terms_end_moves_that_end() -> None:
    moved = nearest_edge((AUTUMN, SPRING), date(2026, 12, 16), is_first=False)
    assert moved is not None
    assert (moved.id, moved.ends_on) == (1, date(2026, 12, 16))


def test_a_day_far_from_every_end_moves_nothing() -> None:
    assert nearest_edge((AUTUMN, SPRING), date(2026, 11, 9), is_first=False) is None
    assert nearest_edge((AUTUMN, SPRING), date(2026, 9, 3), is_first=True) is None
