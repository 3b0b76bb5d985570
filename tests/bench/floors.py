"""The bare floors that the program is measured against, and how a ratio is taken.

Each measurement runs floor and program in turn, several times, in one process; the ratio is of the
quickest of each, which noise only ever makes slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the bench: seconds of the program and of its floor, and the limit of their ratio."""

    name: str
    ours: float
    floor: float
    limit: float

    @property
    def value(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor

    @property
    def is_met(self) -> bool:
        """Whether the limit holds."""
        return self.value <= self.limit

    def __str__(self) -> str:
        verdict = "met" if self.is_met else "NOT MET"
        return (
            f"{self.name:<62} {self.value:6.2f} x  (limit {self.limit:g})  "
            f"{self.ours * 1000:9.2f} ms / {self.floor * 1000:9.2f} ms  {verdict}"
        )


def quickest(*acts: Callable[[], object], rounds: int, clock: Callable[[], float]) -> list[float]:
    """The quickest of several rounds for each act, the acts taking turns."""
    best = [float("inf")] * len(acts)
    for _ in range(rounds):
        for index, act in enumerate(acts):
            began = clock()
            act()
            best[index] = min(best[index], clock() - began)
    return best


def wall(*acts: Callable[[], object], rounds: int = 5) -> list[float]:
    """The quickest rounds in elapsed seconds, for what waits on the disk."""
    return quickest(*acts, rounds=rounds, clock=time.perf_counter)


def cpu(*acts: Callable[[], object], rounds: int = 5) -> list[float]:
    """The quickest rounds in seconds of CPU, for what only computes."""
    return quickest(*acts, rounds=rounds, clock=time.process_time)
