"""The adults who run the room. A name holds from a date, so that last term's sheets keep theirs."""

from __future__ import annotations

from collections.abc import Iterable
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


class KeyEventKind(StrEnum):
    """What happened to the keys of the room."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind of event
    RECOVERY_SHEET = "recovery sheet"
    LEAVER = "leaver"


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """That the room was re-keyed: for whose new passphrase, by whom a new sheet, or who left."""

    kind: KeyEventKind
    staff_id: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class StaffName:
    """What a member of staff is called from `effective_from`."""

    staff_id: int
    full_name: str
    effective_from: date
    id: int = 0


LONGEST_NAME = 100


def name_problem(full_name: str) -> str | None:
    """What is wrong with the name of a member of staff, in words; None where nothing is."""
    if not full_name.strip():
        return "The name is missing."
    if len(full_name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} letters."
    if any(0xD800 <= ord(char) <= 0xDFFF for char in full_name):
        return "The name holds signs that cannot be read."
    return None


def name_on(names: Iterable[StaffName], staff_id: int, on: date) -> str | None:
    """What a member of staff was called on `on`; the first name reaches back. None for a stranger."""
    own = [name for name in names if name.staff_id == staff_id]
    ordered = sorted(own, key=lambda name: (name.effective_from, name.id))
    in_force = [name for name in ordered if name.effective_from <= on]
    return (in_force or ordered[:1])[-1].full_name if ordered else None


def is_on_staff(member: Staff, on: date) -> bool:
    """Whether a member of staff runs the room on `on`; the last day counts."""
    return member.joined_on <= on and (member.left_on is None or on <= member.left_on)
