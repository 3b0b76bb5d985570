"""The sample pupils' lessons, and how lesson by lesson they go back to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple

from iap_desktop.domain.bell_times import Period, PeriodKind, periods_for
from iap_desktop.domain.placements import PlacementSlot
from iap_desktop.domain.school_years import starting_year
from iap_desktop.services.sample_dice import dice, shuffled
from iap_desktop.services.sample_stays import Stay
from iap_desktop.system.resources import read_text

STAGES = (0.16, 0.28, 0.48, 0.68, 0.84)
"""The share of lessons that each stage plans in mainstream (domain reference 1.6)."""

_UPPER_YEARS = 10
_LETTERS = ("A", "B")
_ENRICHMENT = 0.35


class SlotTime(NamedTuple):
    """One lesson's place in the week: weekday 1 to 5 and its period."""

    weekday: int
    period: Period


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """One period of one day as it is planned for a pupil: `subject` None is the room."""

    period: Period
    is_afternoon: bool
    subject: str | None


Day = tuple[PlannedPeriod, ...]


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Where a pupil is planned to be from a day on, by weekday, in weeks A and B."""

    effective_from: date
    days: Mapping[str, Mapping[int, Day]]

    def day(self, on: date, letter: str | None) -> Day:
        """The periods of a day; a week without a letter goes by week A."""
        return self.days[letter or "A"][on.isoweekday()]

    def slots(self, placement_id: int) -> Iterator[PlacementSlot]:
        """The plan as the placement's pattern: the periods in the room."""
        for weekday in range(1, 6):
            in_room = {letter: _rooms(self.days[letter][weekday]) for letter in _LETTERS}
            for name in dict.fromkeys((*in_room["A"], *in_room["B"])):
                letters = [letter for letter in _LETTERS if name in in_room[letter]]
                letter = "" if len(letters) == 2 else letters[0]
                yield PlacementSlot(placement_id, self.effective_from, weekday, letter, name)


def _rooms(day: Day) -> list[str]:
    return [planned.period.name for planned in day if planned.subject is None]


def week_plans(
    stay: Stay, weeks: Sequence[date], periods: Sequence[Period], seed: int, number: int
) -> list[WeekPlan]:
    """A pupil's plans, one for each stage and each school year. weeks: Mondays of the whole sample."""
    own = [monday for monday in weeks if stay.first_on < monday + timedelta(days=5) and _begins(stay, monday)]
    plans = []
    for monday, stage in _stage_changes(own, dice(seed, "stages", number)):
        throws = dice(seed, "lessons", number, starting_year(monday + timedelta(days=4)))
        timetable = _Timetable(periods, stay.year_group(monday + timedelta(days=4)), throws)
        plans.append(timetable.plan(max(monday, stay.first_on), STAGES[stage]))
    return plans


def _begins(stay: Stay, monday: date) -> bool:
    return stay.last_on is None or monday <= stay.last_on


def _stage_changes(weeks: Sequence[date], throws: Random) -> Iterator[tuple[date, int]]:
    """When a pupil's stage changes: mostly up, now and then a step back, and one down each September."""
    pace, ceiling = throws.randint(2, 6), throws.randint(2, len(STAGES) - 1)
    stage, since, year = 0, 0, None
    for monday in weeks:
        new_year = starting_year(monday + timedelta(days=4))
        if year is None or new_year != year:
            stage, since, year = max(0, stage - 1), 0, new_year
            yield monday, stage
        elif since >= (2 if stage == 0 else pace):
            before = stage
            stage = max(1, stage - 1) if throws.random() < 0.15 else min(ceiling, stage + 1)
            since = 0
            if stage != before:
                yield monday, stage
        since += 1


class _Timetable:
    """One pupil's lessons of one school year, the ones that go best first."""

    def __init__(self, periods: Sequence[Period], year_group: int, throws: Random) -> None:
        self._by_weekday = {weekday: periods_for(weekday, periods) for weekday in range(1, 6)}
        times = [
            SlotTime(weekday, period)
            for weekday, listed in self._by_weekday.items()
            for period in listed
            if period.is_lesson
        ]
        subjects = _subjects(year_group, len(times), throws)
        self._subject_at = dict(zip(times, subjects, strict=True))
        liking = {subject: throws.random() for subject in sorted(set(subjects))}
        self._best_first = sorted(times, key=lambda time: liking[self._subject_at[time]])
        self._stays_for_enrichment = throws.random() < _ENRICHMENT

    def plan(self, effective_from: date, share: float) -> WeekPlan:
        """The plan with the best lessons in mainstream; every other one more of them in week B."""
        count = round(share * len(self._best_first))
        in_lessons = {"A": set(self._best_first[:count]), "B": set(self._best_first[: count + count % 2])}
        return WeekPlan(
            effective_from,
            {
                letter: {weekday: self._day(weekday, chosen) for weekday in self._by_weekday}
                for letter, chosen in in_lessons.items()
            },
        )

    def _day(self, weekday: int, in_lessons: set[SlotTime]) -> Day:
        listed = self._by_weekday[weekday]
        afternoon = next(period.starts_at for period in listed if period.session == "PM")
        return tuple(
            PlannedPeriod(
                period,
                period.starts_at >= afternoon,
                self._subject_at[time] if (time := SlotTime(weekday, period)) in in_lessons else None,
            )
            for period in listed
            if period.is_lesson or (period.kind is PeriodKind.AFTER and self._stays_for_enrichment)
        )


def _subjects(year_group: int, count: int, throws: Random) -> list[str]:
    """A subject for each lesson of the week; a subject's lessons are spread by chance."""
    lists = _lesson_lists()
    is_upper = year_group >= _UPPER_YEARS
    shares: dict[str, int] = dict(lists["upper" if is_upper else "lower"])
    if is_upper:
        shares.update(dict.fromkeys(throws.sample(lists["options"], 3), 3))
    week = [subject for subject, lessons in shares.items() for _ in range(lessons)]
    return shuffled((week * (count // len(week) + 1))[:count], throws)


@cache
def _lesson_lists() -> dict[str, Any]:
    lists: dict[str, Any] = json.loads(read_text("sample", "words.json"))["lessons"]
    return lists
