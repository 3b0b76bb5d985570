"""The school day: periods with their times, from a date, with a day of the week of its own where needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


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
