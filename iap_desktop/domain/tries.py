"""Wrong passphrases slow the next try down, and never lock anybody out.

Times are seconds of a clock that only runs forward (monotonic), so that setting the computer's clock
neither shortens nor lengthens a wait.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FREE_TRIES = 3
FIRST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 60
_MOST_DOUBLINGS = 4  # 5, 10, 20, 40, then 60


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong tries came one after another, and when the last one was. A right one: `Tries()`."""

    wrong: int = 0
    last_wrong_at: float = 0.0


def after_wrong(tries: Tries, at: float) -> Tries:
    """One wrong try more, at second `at`."""
    return Tries(tries.wrong + 1, at)


def seconds_to_wait(tries: Tries, at: float) -> int:
    """Whole seconds from `at` until the next try may be made; 0 where it may be made now."""
    if tries.wrong < FREE_TRIES:
        return 0
    doublings = min(tries.wrong - FREE_TRIES, _MOST_DOUBLINGS)
    pause = min(FIRST_WAIT_SECONDS << doublings, LONGEST_WAIT_SECONDS)
    return max(0, math.ceil(tries.last_wrong_at + pause - at))
