"""Wrong passphrases slow the next one down, and never lock anybody out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.domain.tries import LONGEST_WAIT_SECONDS, Tries, after_wrong, seconds_to_wait


def wrong_times(count: int, at: float = 100.0) -> Tries:
    tries = Tries()
    for _ in range(count):
        tries = after_wrong(tries, at)
    return tries


def test_three_wrong_tries_then_longer_and_longer_waits() -> None:
    waits = [seconds_to_wait(wrong_times(count), 100.0) for count in range(9)]
    assert waits == [0, 0, 0, 5, 10, 20, 40, 60, 60]


def test_the_wait_runs_out_and_a_right_try_forgets_all() -> None:
    tries = wrong_times(4)
    assert [seconds_to_wait(tries, at) for at in (100.0, 103.5, 109.9, 110.0, 500.0)] == [10, 7, 1, 0, 0]
    assert seconds_to_wait(Tries(), 100.0) == 0


@given(count=st.integers(0, 10_000), later=st.floats(0, 1e6))
def test_nobody_waits_longer_than_a_minute(count: int, later: float) -> None:
    tries = Tries(count, 100.0)
    assert 0 <= seconds_to_wait(tries, 100.0 + later) <= LONGEST_WAIT_SECONDS
    assert seconds_to_wait(tries, 100.0 + LONGEST_WAIT_SECONDS) == 0
