"""Attendance codes and their arithmetic.

Codes: School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208, and the statutory
guidance "Working together to improve school attendance" (August 2024).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CodeClass(StrEnum):
    """Statistical class of a code."""

    ATTENDING = "attending"
    APPROVED = "approved educational activity"
    AUTHORISED = "authorised absence"
    UNAUTHORISED = "unauthorised absence"
    NOT_POSSIBLE = "not possible"
    ADMINISTRATIVE = "administrative"


@dataclass(frozen=True, slots=True)
class AttendanceCode:
    """One code of the list, offered from `valid_from` to `valid_to`; withdrawn ones stay readable."""

    code: str
    description: str
    statistical_class: CodeClass
    valid_from: date | None = None
    valid_to: date | None = None
    id: int = 0

    def is_offered_on(self, on: date) -> bool:
        """Whether staff may choose the code for a mark on `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )
