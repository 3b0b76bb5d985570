from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.windows import half_term_window, week_window
from tests.domain.helper import calendar_2026


@pytest.mark.parametrize(
    ("on", "title", "first", "last"),
    [
        (date(2026, 9, 20), "This half-term", date(2026, 9, 1), date(2026, 9, 20)),
        (date(2026, 10, 28), "This half-term", date(2026, 9, 1), date(2026, 10, 28)),
        (date(2026, 11, 25), "This half-term", date(2026, 11, 2), date(2026, 11, 25)),
        (date(2026, 12, 25), "Last half-term", date(2026, 11, 2), date(2026, 12, 18)),
    ],
)
def test_a_half_term_begins_with_a_term_or_after_its_break(
    on: date, title: str, first: date, last: date
) -> None:
    found = half_term_window(calendar_2026(), on)
    assert found is not None
    assert (found.title, found.last) == (title, last)
    assert calendar_2026().open_days(found.first, found.last)[0] >= first
    assert found.first.month == first.month


def test_there_is_no_half_term_before_all_terms() -> None:
    assert half_term_window(calendar_2026(), date(2026, 8, 20)) is None


def test_a_week_goes_up_to_the_day() -> None:
    found = week_window(date(2026, 11, 25))
    assert (found.first, found.last) == (date(2026, 11, 23), date(2026, 11, 25))
