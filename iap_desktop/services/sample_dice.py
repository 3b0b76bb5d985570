"""Chance that can be repeated: each part of the sample has dice of its own.

So a change in one part (a new surname) does not change what chance does in another (who was late).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Face = TypeVar("Face")


def dice(seed: int, *part: object) -> Random:
    """Dice for one part of the sample: the same seed and part, the same throws."""
    return Random(":".join(map(str, (seed, *part))))  # noqa: S311 - invented pupils, no secrets


def pick(shares: Mapping[Face, float], throws: Random) -> Face:
    """One of the keys, each as likely as its share."""
    return throws.choices(tuple(shares), weights=tuple(shares.values()))[0]


def shuffled(faces: Sequence[Face], throws: Random) -> list[Face]:
    """The same things in another order."""
    return throws.sample(faces, len(faces))
