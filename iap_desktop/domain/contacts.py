"""Whom to ring about a pupil, in which order, and whom never to ring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """One adult of a pupil. `priority` 1 is rung first; `is_barred` means do not contact."""

    pupil_id: int
    priority: int
    surname: str
    id: int = 0
    title: str | None = None
    forename: str | None = None
    relationship: str | None = None
    has_parental_responsibility: bool = False
    phone: str | None = None
    second_phone: str | None = None
    email: str | None = None
    is_barred: bool = False
    note: str | None = None


def to_ring(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """The contacts of one pupil whom staff may ring, in the order in which to try them."""
    allowed = (contact for contact in contacts if not contact.is_barred)
    return tuple(sorted(allowed, key=lambda contact: (contact.priority, contact.id)))
