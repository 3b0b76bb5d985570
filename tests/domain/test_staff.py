"""Names of staff, and the setting that says when the window locks."""

from __future__ import annotations

import pytest

from iap_desktop.domain.school import SettingKind, lock_minutes
from iap_desktop.domain.staff import name_problem


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "missing"), ("  ", "missing"), ("x" * 101, "longer than 100"), ("Bede\udce9", "cannot be read")],
)
def test_a_name_that_cannot_be_is_said_in_words(name: str, words: str) -> None:
    problem = name_problem(name)
    assert problem is not None
    assert words in problem


@pytest.mark.parametrize("name", ["Jo Lund", "Zoë O'Brien-Núñez", "Cher"])
def test_names_of_people_are_names(name: str) -> None:
    assert name_problem(name) is None


def test_the_window_locks_after_five_minutes_unless_the_room_says_otherwise() -> None:
    assert lock_minutes({}) == 5
    assert lock_minutes({SettingKind.LOCK_MINUTES: "12"}) == 12
