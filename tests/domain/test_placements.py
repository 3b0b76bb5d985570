from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.domain.bell_times import Period, PeriodKind
from iap_desktop.domain.placements import (
    Pattern,
    Placement,
    PlacementKeyAdult,
    PlacementSlot,
    expected_place,
    is_in_room,
    key_adult_on,
    pattern_on,
    placement_on,
    problems_with,
)
from iap_desktop.domain.registers import Place

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
AUTUMN = Placement(1, date(2026, 9, 14), date(2026, 10, 23), id=1)
NOW = Placement(1, date(2026, 11, 9), id=2)
SLOTS = (
    PlacementSlot(2, date(2026, 11, 9), 1, "", "P1"),
    PlacementSlot(2, date(2026, 11, 9), 1, "A", "P2"),
    PlacementSlot(2, date(2026, 11, 9), 1, "", "Club"),
    PlacementSlot(2, date(2026, 11, 23), 1, "", "P3"),
)


def period(name: str, kind: PeriodKind = PeriodKind.LESSON) -> Period:
    return Period(1, 0, 1, name, time(9), time(10), kind)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 9, 13), None),
        (date(2026, 9, 14), AUTUMN),
        (date(2026, 10, 23), AUTUMN),
        (date(2026, 10, 24), None),
        (date(2026, 11, 9), NOW),
        (date(2030, 1, 1), NOW),
    ],
)
def test_a_placement_runs_from_its_first_to_its_last_day(on: date, expected: Placement | None) -> None:
    assert placement_on((NOW, AUTUMN), on) == expected
    assert is_in_room((NOW, AUTUMN), on) == (expected is not None)


def test_the_key_adult_of_the_day_is_the_newest() -> None:
    adults = (
        PlacementKeyAdult(2, 7, date(2026, 11, 9)),
        PlacementKeyAdult(2, 8, date(2026, 11, 18)),
        PlacementKeyAdult(2, None, date(2026, 12, 1)),
        PlacementKeyAdult(3, 9, date(2026, 11, 9)),
    )
    assert key_adult_on(adults, 2, date(2026, 11, 8)) is None
    assert key_adult_on(adults, 2, date(2026, 11, 17)) == 7
    assert key_adult_on(adults, 2, date(2026, 11, 18)) == 8
    assert key_adult_on(adults, 2, date(2026, 12, 2)) is None


def test_a_new_pattern_takes_the_place_of_the_old_one() -> None:
    assert pattern_on(SLOTS, MONDAY).holds(1, "", "P1")
    assert not pattern_on(SLOTS, date(2026, 11, 23)).holds(1, "", "P1")
    assert pattern_on(SLOTS, date(2026, 11, 23)).holds(1, "", "P3")
    assert pattern_on(SLOTS, date(2026, 11, 8)) == Pattern()


@pytest.mark.parametrize(
    ("on", "letter", "name", "expected"),
    [
        (MONDAY, "A", "P1", Place.IN_ROOM),
        (MONDAY, "B", "P1", Place.IN_ROOM),
        (MONDAY, None, "P1", Place.IN_ROOM),
        (MONDAY, "A", "P2", Place.IN_ROOM),
        (MONDAY, "B", "P2", Place.IN_LESSON),
        (MONDAY, None, "P2", None),  # the week has no letter, so nobody knows
        (MONDAY, "A", "p1", Place.IN_ROOM),
        (MONDAY, "A", "P3", Place.IN_LESSON),
        (TUESDAY, "A", "P1", Place.IN_LESSON),
    ],
)
def test_a_pupil_is_expected_in_the_room_where_the_pattern_says_so(
    on: date, letter: str | None, name: str, expected: Place | None
) -> None:
    assert expected_place(pattern_on(SLOTS, on), on, letter, period(name)) == expected


@pytest.mark.parametrize("kind", [PeriodKind.BREAK, PeriodKind.LUNCH])
def test_nobody_is_expected_anywhere_in_breaks_and_lunch(kind: PeriodKind) -> None:
    assert expected_place(pattern_on(SLOTS, MONDAY), MONDAY, "A", period("P1", kind)) is None


def test_after_lessons_only_the_pattern_expects_anyone() -> None:
    pattern = pattern_on(SLOTS, MONDAY)
    assert expected_place(pattern, MONDAY, "A", period("Club", PeriodKind.AFTER)) is Place.IN_ROOM
    assert expected_place(pattern, MONDAY, "A", period("Sport", PeriodKind.AFTER)) is None


def test_without_a_pattern_nothing_is_expected() -> None:
    assert expected_place(Pattern(), MONDAY, "A", period("P1")) is None


def test_a_placement_that_ends_before_it_begins_is_refused() -> None:
    backwards = Placement(1, date(2026, 11, 9), date(2026, 11, 8))
    assert problems_with(backwards, ()) == ("The placement ends before it begins.",)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "problems"),
    [
        (date(2026, 10, 24), date(2026, 11, 8), ()),
        (
            date(2026, 10, 23),
            date(2026, 11, 8),
            ("The pupil already has a placement from Mon 14 Sep 2026 to Fri 23 Oct 2026.",),
        ),
        (
            date(2026, 10, 24),
            None,
            ("The pupil already has a placement from Mon 9 Nov 2026 on.",),
        ),
    ],
)
def test_placements_of_one_pupil_never_overlap(
    starts_on: date, ends_on: date | None, problems: tuple[str, ...]
) -> None:
    assert problems_with(Placement(1, starts_on, ends_on), (NOW, AUTUMN)) == problems


def test_a_placement_is_not_in_its_own_way_nor_in_that_of_other_pupils() -> None:
    longer = replace(AUTUMN, ends_on=date(2026, 11, 6))
    assert problems_with(longer, (NOW, AUTUMN)) == ()
    assert problems_with(Placement(2, date(2026, 9, 1)), (NOW, AUTUMN)) == ()


DAYS = st.dates(date(2026, 9, 1), date(2027, 7, 31))


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_placements_overlap_where_a_day_is_in_both(one: date, two: date, three: date, four: date) -> None:
    first = Placement(1, min(one, two), max(one, two), id=1)
    second = Placement(1, min(three, four), max(three, four))
    both = max(first.starts_on, second.starts_on)
    shared = is_in_room((first,), both) and is_in_room((second,), both)
    assert bool(problems_with(second, (first,))) == shared
