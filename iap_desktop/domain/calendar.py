"""School years, terms, closures and the Week A / B letter that is stored, never computed from parity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ClosureKind(StrEnum):
    """Why the school is closed."""

    HALF_TERM = "half-term"
    BANK_HOLIDAY = "bank holiday"
    INSET = "INSET"
    OCCASIONAL = "occasional"


@dataclass(frozen=True, slots=True)
class AcademicYear:
    """A school year, 1 September to 31 August in England; `name` is "2026/27"."""

    name: str
    starts_on: date
    ends_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A term from its first to its last school day, both included."""

    academic_year_id: int
    name: str
    starts_on: date
    ends_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Closure:
    """Days inside a term on which the school is closed to pupils, both ends included."""

    kind: ClosureKind
    name: str
    starts_on: date
    ends_on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class WeekLetter:
    """The letter of one calendar week; `week_starts_on` is its Monday."""

    week_starts_on: date
    letter: str
    id: int = 0
