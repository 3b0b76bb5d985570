"""Two registers that are never confused: session marks in official letters, period marks in words.

Session marks are a record for the attendance office. Period marks say where a pupil was (no official
letter exists for "in internal provision").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ROOM_RECORD = "Room record \N{EN DASH} not the statutory attendance register."
SESSIONS = ("AM", "PM")
SESSION_WORDS = {"AM": "Morning", "PM": "Afternoon"}


class Place(StrEnum):
    """Where a pupil was in a period."""

    IN_ROOM = "in room"
    IN_LESSON = "in lesson"
    ELSEWHERE = "elsewhere"
    LATE = "late"
    NOT_IN_SCHOOL = "not in school"
    LEFT_ROOM = "left room"
    NOT_DUE = "not due"


PLACE_WORDS = {
    Place.IN_ROOM: "In room",
    Place.IN_LESSON: "In lesson",
    Place.ELSEWHERE: "Elsewhere with an adult",
    Place.LATE: "Late",
    Place.NOT_IN_SCHOOL: "Not in school",
    Place.LEFT_ROOM: "Left room",
    Place.NOT_DUE: "Not due in",
}


@dataclass(frozen=True, slots=True)
class SessionMark:
    """One morning or afternoon mark. `code` as in the code list; `minutes_late` only where late."""

    pupil_id: int
    marked_on: date
    session: str
    code: str
    minutes_late: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class PeriodMark:
    """Where a pupil was in one period. `detail` is the lesson or place in a few words."""

    pupil_id: int
    marked_on: date
    period_id: int
    place: Place
    minutes_late: int | None = None
    detail: str | None = None
    id: int = 0
