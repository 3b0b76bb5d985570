"""Bell times as the settings show them, and the correction of times under which nothing is marked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from iap_desktop.domain.bell_times import BellTimes, Period, bell_times_on
from iap_desktop.domain.dates import day_in_words
from iap_desktop.services.school import SetBellTimes
from iap_desktop.storage import registers, rows
from iap_desktop.storage import school as stored
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError


@dataclass(frozen=True, slots=True)
class BellSet:
    """One set of bell times with its periods; `until` is its last day, None where none follows."""

    bell_times: BellTimes
    periods: tuple[Period, ...]
    until: date | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class BellPage:
    """All sets, the newest first, the first day from which new times can hold, and the one to suggest."""

    sets: tuple[BellSet, ...]
    earliest: date
    suggested: date


@dataclass(frozen=True, slots=True)
class CorrectBellTimes:
    """Put a set right under which nothing is marked yet; it begins on the day on which it began."""

    is_for_lead: ClassVar[bool] = True
    bell_times: BellTimes
    periods: tuple[Period, ...]

    @property
    def label(self) -> str:
        """The act in words."""
        return f"Correct bell times {self.bell_times.name}"

    def apply(self, connection: Connection) -> int:
        """Write it; gives the new id. Raises UserError where periods are marked or cannot be true."""
        known = stored.all_bell_times(connection)
        last = registers.last_period_mark_on(connection)
        since = date.min if known[0].id == self.bell_times.id else self.bell_times.effective_from
        if last is not None and last >= since:
            raise UserError(
                f"Periods are marked up to {day_in_words(last)} under these bell times.",
                todo="Let the new bell times begin after that day.",
            )
        for period in stored.all_periods(connection):
            if period.bell_times_id == self.bell_times.id:
                rows.delete(connection, Period, period.id)
        rows.delete(connection, BellTimes, self.bell_times.id)
        return SetBellTimes(self.bell_times, self.periods).apply(connection)


BellChange = SetBellTimes | CorrectBellTimes


def bell_page(room: Room, on: date) -> BellPage:
    """All sets of bell times as of a day."""
    with room.read() as connection:
        known = sorted(stored.all_bell_times(connection), key=lambda bells: (bells.effective_from, bells.id))
        periods = stored.all_periods(connection)
        last = registers.last_period_mark_on(connection)
    in_force = bell_times_on(on, known)
    ends = [bells.effective_from - timedelta(days=1) for bells in known[1:]]
    sets = [
        BellSet(bells, _of(bells, periods), until, is_in_force=bells == in_force)
        for bells, until in zip(known, [*ends, None], strict=False)
    ]
    first = known[0].effective_from if known else on
    earliest = first if last is None else last + timedelta(days=1)
    return BellPage(tuple(reversed(sets)), earliest, max(on, earliest))


def change_of_bell_times(page: BellPage, bells: BellTimes, periods: tuple[Period, ...]) -> BellChange:
    """What writes a set down: a correction where one begins on that very day, else a new set."""
    same = next((one for one in page.sets if one.bell_times.effective_from == bells.effective_from), None)
    if same is None:
        return SetBellTimes(bells, periods)
    return CorrectBellTimes(BellTimes(bells.name, bells.effective_from, same.bell_times.id), periods)


def _of(bells: BellTimes, periods: list[Period]) -> tuple[Period, ...]:
    own = (period for period in periods if period.bell_times_id == bells.id)
    return tuple(sorted(own, key=lambda period: (period.weekday, period.starts_at, period.position)))
