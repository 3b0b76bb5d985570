"""The sample room's registers: who was in school, who came late, and where everyone was in each period.

Session marks and period marks agree with each other and with the pattern of the placement. Some sessions
are left unmarked, as they are in every real room, and reasons for the last days' absences are still open.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from iap_desktop.domain.attendance import LATE, PART_TIME, PRESENT_CODES
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.registers import SESSIONS, PeriodMark, Place, SessionMark
from iap_desktop.services.sample_dice import dice, pick
from iap_desktop.services.sample_stays import Stay
from iap_desktop.services.sample_timetables import PlannedPeriod, WeekPlan
from iap_desktop.system.resources import read_text

CODES_CHANGED_ON = date(2024, 8, 19)  # C2 and the other two-letter codes begin (SI 2024/208)
GAPS_ONCE_IN, RECENT_GAPS_ONCE_IN = 250, 40  # sessions
RECENT = timedelta(days=7)
REASON_KNOWN_AFTER = timedelta(days=7)

_PART_TIME_BEFORE_2024 = "C"
_TUTOR_MINUTES = 20
_TRIP_ONCE_IN_WEEKS = 7
_ILL, _NO_REASON, _SUSPENDED, _APPOINTMENT = 0.016, 0.012, 0.0012, 0.01
_PART_TIME_WEEKDAYS = (2, 4)


class DayCodes(NamedTuple):
    """One pupil's codes of one day; `minutes_late` belongs to the morning."""

    morning: str
    afternoon: str
    minutes_late: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One pupil in the room, as the registers need it. plans: oldest first."""

    pupil_id: int
    stay: Stay
    plans: Sequence[WeekPlan]


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of some days, by day, then by pupil."""

    sessions: list[SessionMark]
    periods: list[PeriodMark]


class SampleRegisters:
    """Writes the registers day after day; each pupil has dice and habits of their own."""

    def __init__(self, placed: Iterable[Placed], calendar: Calendar, now: datetime, seed: int) -> None:
        self._calendar = calendar
        self._now = now
        self._seed = seed
        self._lives = [_Life(one, dice(seed, "days", one.pupil_id), now.date()) for one in placed]

    def marks(self, days: Iterable[date]) -> Marks:
        """The marks of school days, which have to follow on those asked for before. Nothing after now."""
        found = Marks([], [])
        for on in days:
            until = self._now.time() if on == self._now.date() else time.max
            letter = self._calendar.week_letter(on)
            is_trip = self._is_trip(on)
            for life in self._lives:
                if life.stay.is_in_room(on):
                    life.add_day(found, on, letter, until, is_trip=is_trip)
        return found

    def _is_trip(self, on: date) -> bool:
        """Whether the room goes out on a day: one Thursday in some weeks."""
        if on.isoweekday() != 4:
            return False
        return dice(self._seed, "trip", on).randrange(_TRIP_ONCE_IN_WEEKS) == 0


class _Life:
    """One pupil's days, one after another."""

    def __init__(self, placed: Placed, throws: Random, today: date) -> None:
        self.stay = placed.stay
        self._pupil_id = placed.pupil_id
        self._plans = placed.plans
        self._starts = [plan.effective_from for plan in placed.plans]
        self._throws = throws
        self._today = today
        self._away_code, self._away_days = "", 0
        self._frailty = throws.uniform(0.4, 1.6)
        self._late_share = throws.choice((0.01, 0.02, 0.04, 0.08, 0.15))
        self._refusal = throws.choice((0.02, 0.05, 0.1))

    def add_day(self, found: Marks, on: date, letter: str | None, until: time, *, is_trip: bool) -> None:
        """Add one day's marks, up to a time of the day."""
        codes = self._codes(on, is_trip=is_trip)
        plan = self._plans[bisect_right(self._starts, on) - 1].day(on, letter)
        begun = [planned for planned in plan if planned.period.starts_at <= until]
        found.sessions.extend(self._session_marks(on, codes, begun))
        found.periods.extend(self._period_marks(on, codes, begun))

    def _codes(self, on: date, *, is_trip: bool) -> DayCodes:
        throws = self._throws
        if self._away_days == 0 and throws.random() < self._frailty * (_ILL + _NO_REASON + _SUSPENDED):
            self._fall_away(on)
        if self._away_days:
            self._away_days -= 1
            morning, afternoon, minutes = self._away_code, self._away_code, None
        elif is_trip and throws.random() < 0.8:
            morning, afternoon, minutes = "V", "V", None
        else:
            morning, afternoon, minutes = self._codes_in_school()
        is_present = afternoon == PRESENT_CODES["PM"]
        return DayCodes(morning, self._part_time_code(on) if is_present else afternoon, minutes)

    def _fall_away(self, on: date) -> None:
        reason = pick({"I": _ILL, "N": _NO_REASON, "E": _SUSPENDED}, self._throws)
        lengths = {"I": (1, 1, 1, 2, 2, 3), "N": (1,), "E": (1, 2, 2, 3)}
        if reason == "N" and self._today - on > REASON_KNOWN_AFTER:
            reason = self._throws.choice("IOO")
            self._away_days = 1
        else:
            self._away_days = self._throws.choice(lengths[reason])
        self._away_code = reason

    def _codes_in_school(self) -> DayCodes:
        throws = self._throws
        morning, afternoon = PRESENT_CODES["AM"], PRESENT_CODES["PM"]
        drawn = throws.random()
        if drawn < _APPOINTMENT / 2:
            return DayCodes("M", afternoon)
        if drawn < _APPOINTMENT:
            return DayCodes(morning, "M")
        if drawn < _APPOINTMENT + self._late_share:
            return DayCodes(LATE, afternoon, throws.choice((4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 25)))
        return DayCodes(morning, afternoon)

    def _part_time_code(self, on: date) -> str:
        """The afternoon's mark of a pupil who may be on a part-time timetable."""
        if on.isoweekday() not in _PART_TIME_WEEKDAYS or not self.stay.is_part_time(on):
            return PRESENT_CODES["PM"]
        return PART_TIME if on >= CODES_CHANGED_ON else _PART_TIME_BEFORE_2024

    def _session_marks(
        self, on: date, codes: DayCodes, begun: Sequence[PlannedPeriod]
    ) -> Iterator[SessionMark]:
        is_begun = {"AM": bool(begun), "PM": any(planned.is_afternoon for planned in begun)}
        is_recent = self._today - on < RECENT
        for session in SESSIONS:
            is_gap = self._throws.randrange(RECENT_GAPS_ONCE_IN if is_recent else GAPS_ONCE_IN) == 0
            if is_begun[session] and not is_gap:
                code = codes.morning if session == "AM" else codes.afternoon
                minutes = codes.minutes_late if session == "AM" else None
                yield SessionMark(self._pupil_id, on, session, code, minutes)

    def _period_marks(
        self, on: date, codes: DayCodes, begun: Sequence[PlannedPeriod]
    ) -> Iterator[PeriodMark]:
        late = max(0, (codes.minutes_late or 0) - _TUTOR_MINUTES)
        for number, planned in enumerate(begun):
            code = codes.afternoon if planned.is_afternoon else codes.morning
            if number == 0 and late:
                where: _Where = (Place.LATE, late, None)
            else:
                where = _away(code) or self._place_in_school(planned.subject)
            yield PeriodMark(self._pupil_id, on, planned.period.id, *where)

    def _place_in_school(self, subject: str | None) -> _Where:
        throws = self._throws
        drawn = throws.random()
        if drawn < 0.008:
            return Place.LATE, throws.randint(2, 9), None
        if subject is not None:
            in_lesson = drawn > self._refusal
            return (Place.IN_LESSON, None, subject) if in_lesson else (Place.IN_ROOM, None, None)
        if drawn < 0.03:
            return Place.ELSEWHERE, None, throws.choice(_elsewhere())
        if drawn < 0.04:
            return Place.LEFT_ROOM, None, f"Back after {throws.randint(4, 15)} minutes"
        return Place.IN_ROOM, None, None


_Where = tuple[Place, int | None, str | None]


def _away(code: str) -> _Where | None:
    """Where a pupil with a session's code is in its periods; None for a pupil in school."""
    if code in {"/", "\\", LATE}:
        return None
    if code == "V":
        return Place.ELSEWHERE, None, "Trip"
    is_not_due = code in {PART_TIME, _PART_TIME_BEFORE_2024}
    return (Place.NOT_DUE if is_not_due else Place.NOT_IN_SCHOOL), None, None


@cache
def _elsewhere() -> list[str]:
    places: list[str] = json.loads(read_text("sample", "words.json"))["elsewhere"]
    return places
