"""A pupil's time in the room: from a date, on given periods, with a key adult."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Placement:
    """One stay of one pupil; a pupil may have several, one after another."""

    pupil_id: int
    starts_on: date
    ends_on: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlacementKeyAdult:
    """Who looks after the pupil in the room from `effective_from`; None: nobody named."""

    placement_id: int
    staff_id: int | None
    effective_from: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlacementSlot:
    """One period of the week that is spent in the room, in the pattern that holds from `effective_from`.

    `letter` is "A", "B" or "" for both weeks; `period_name` names the period, so that the pattern
    outlives a change of bell times.
    """

    placement_id: int
    effective_from: date
    weekday: int
    letter: str
    period_name: str
    id: int = 0
