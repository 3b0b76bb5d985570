"""The adults who run the room. A name holds from a date, so that last term's sheets keep theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do."""

    LEAD = "lead"
    PRACTITIONER = "practitioner"
    READ_ONLY = "read-only"


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of staff."""

    role: Role
    joined_on: date
    id: int = 0
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class StaffName:
    """What a member of staff is called from `effective_from`."""

    staff_id: int
    full_name: str
    effective_from: date
    id: int = 0
