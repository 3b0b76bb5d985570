"""The school day: periods with their times, from a date, with a day of the week of its own where needed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import pairwise

from iap_desktop.domain.names import folded
from iap_desktop.domain.registers import SESSION_WORDS

TEMPLATES = ("five_by_60", "six_by_50", "three_by_100", "primary")
"""Bell times that ship as `resources/bell_times/NAME.json`, the one that a new room starts with first."""

_DAYS = ("every day", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class PeriodKind(StrEnum):
    """What a period is for."""

    TUTOR = "tutor"
    LESSON = "lesson"
    BREAK = "break"
    LUNCH = "lunch"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class BellTimes:
    """One set of bell times, in force from `effective_from` until the next set."""

    name: str
    effective_from: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a set. `weekday` 1 Monday to 5 Friday; 0 holds on each weekday that has no own periods.

    `session` is "AM" or "PM" where that register is taken at the period's beginning, else None.
    """

    bell_times_id: int
    weekday: int
    position: int
    name: str
    starts_at: time
    ends_at: time
    kind: PeriodKind
    session: str | None = None
    id: int = 0

    @property
    def is_lesson(self) -> bool:
        """Whether the period counts as a lesson in shares of the week."""
        return self.kind is PeriodKind.LESSON


@dataclass(frozen=True, slots=True)
class BellTemplate:
    """A common school day to start from; the periods belong to no set yet (`bell_times_id` 0)."""

    name: str
    periods: tuple[Period, ...]


def parse_template(text: str) -> BellTemplate:
    """Read one shipped template: JSON with `name` and, under `days`, lists of periods by day.

    The days are "every day" and, for a day with periods of its own, "Monday" to "Friday".
    Raises ValueError or KeyError where the text is not a template: our bug.
    """
    content = json.loads(text)
    periods = tuple(
        _parsed_period(_DAYS.index(day), position, fields)
        for day, listed in content["days"].items()
        for position, fields in enumerate(listed, start=1)
    )
    return BellTemplate(content["name"], periods)


def _parsed_period(weekday: int, position: int, fields: Mapping[str, str]) -> Period:
    return Period(
        bell_times_id=0,
        weekday=weekday,
        position=position,
        name=fields["name"],
        starts_at=time.fromisoformat(fields["starts_at"]),
        ends_at=time.fromisoformat(fields["ends_at"]),
        kind=PeriodKind(fields["kind"]),
        session=fields.get("session"),
    )


def bell_times_on(on: date, all_bell_times: Iterable[BellTimes]) -> BellTimes | None:
    """The set in force on a day; the first set reaches back. None only where a room has no set at all."""
    ordered = sorted(all_bell_times, key=lambda bell_times: (bell_times.effective_from, bell_times.id))
    in_force = [bell_times for bell_times in ordered if bell_times.effective_from <= on]
    return in_force[-1] if in_force else next(iter(ordered), None)


def periods_for(weekday: int, periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods of one weekday (1 Monday to 5 Friday) in order: its own, else those of every day.

    periods: those of one set of bell times. A weekend has none.
    """
    listed = tuple(periods)
    wanted = weekday if any(period.weekday == weekday for period in listed) else 0
    if not 1 <= weekday <= 5:
        return ()
    of_the_day = (period for period in listed if period.weekday == wanted)
    return tuple(sorted(of_the_day, key=lambda period: (period.starts_at, period.position)))


def periods_on(
    on: date, all_bell_times: Iterable[BellTimes], periods: Iterable[Period]
) -> tuple[Period, ...]:
    """The periods of one day, in order, under the bell times in force on it; breaks and lunch too."""
    in_force = bell_times_on(on, all_bell_times)
    if in_force is None:
        return ()
    return periods_for(on.isoweekday(), (period for period in periods if period.bell_times_id == in_force.id))


def markable(period: Period) -> bool:
    """Whether staff mark where pupils were in the period; nobody marks breaks and lunch."""
    return period.kind not in {PeriodKind.BREAK, PeriodKind.LUNCH}


def times_in_words(period: Period) -> str:
    """When the period is, as "09:00\N{EN DASH}10:00"."""
    return f"{period.starts_at:%H:%M}\N{EN DASH}{period.ends_at:%H:%M}"


def problems_in(periods: Iterable[Period]) -> tuple[str, ...]:
    """What cannot be true about one set of bell times, in sentences; empty where all is well."""
    by_day: dict[int, list[Period]] = {}
    for period in periods:
        by_day.setdefault(period.weekday, []).append(period)
    if not by_day:
        return ("There are no periods.",)
    problems = [problem for day in sorted(by_day) for problem in _problems_in_day(_DAYS[day], by_day[day])]
    if 0 not in by_day and set(by_day) != {1, 2, 3, 4, 5}:
        problems.append("Some weekdays have no periods: give periods for every day.")
    return tuple(problems)


def _problems_in_day(day: str, periods: list[Period]) -> list[str]:
    ordered = sorted(periods, key=lambda period: (period.starts_at, period.position))
    names = Counter(folded(period.name) for period in ordered)
    first_of_name = {folded(period.name): period.name for period in reversed(ordered)}
    twice = [first_of_name[name] for name, count in names.items() if count > 1]
    return [
        *(f"{period.name} ends before it begins ({day})." for period in ordered if _is_backwards(period)),
        *(
            f"{later.name} begins before {earlier.name} has ended ({day})."
            for earlier, later in pairwise(ordered)
            if later.starts_at < earlier.ends_at
        ),
        *(f"Two periods are called {name} ({day})." for name in twice),
        *_problems_with_registers(day, ordered),
    ]


def _is_backwards(period: Period) -> bool:
    return period.ends_at <= period.starts_at


def _problems_with_registers(day: str, ordered: list[Period]) -> list[str]:
    sessions = [period.session for period in ordered if period.session is not None]
    problems = []
    for session, words in SESSION_WORDS.items():
        if session not in sessions:
            problems.append(f"No period takes the {words.lower()} register ({day}).")
        elif sessions.count(session) > 1:
            problems.append(f"More than one period takes the {words.lower()} register ({day}).")
    if not problems and sessions != ["AM", "PM"]:
        problems.append(f"The afternoon register comes before the morning register ({day}).")
    return problems
