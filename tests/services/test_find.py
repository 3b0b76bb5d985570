"""Finding a pupil by a few letters."""

from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.services.commands import run
from iap_desktop.services.find import find
from iap_desktop.services.pupils import PutPupil
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY
from tests.services.school_room import furnish


@pytest.fixture
def placed(room: Room) -> Room:
    furnish(room)
    return room


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ay", ["Ayaan Khan"]),
        ("KHAN", ["Ayaan Khan"]),
        ("kh ay", ["Ayaan Khan"]),
        ("eadaoin", ["Éadaoin Bell"]),
        ("zoe", ["Éadaoin Bell"]),
        ("oneill", ["Seán O'Neill"]),
        ("o'neill", ["Seán O'Neill"]),
        ("neill sean", ["Seán O'Neill"]),
        ("zolc", ["Kacper Żółć"]),
        ("8t", ["Kacper Żółć"]),
        ("8", ["Éadaoin Bell", "Kacper Żółć"]),
        ("grace", ["Grace Adeyemi"]),
        ("haan", []),
        ("", ["Ayaan Khan", "Éadaoin Bell", "Seán O'Neill"]),
    ],
)
def test_any_word_of_a_name_finds_the_pupil(placed: Room, typed: str, names: list[str]) -> None:
    assert [hit.name for hit in find(placed, typed, MONDAY)] == names


def test_what_stands_beside_a_name_tells_pupils_apart(placed: Room) -> None:
    beside = {hit.name: hit.beside for text in ("a", "g", "k") for hit in find(placed, text, MONDAY)}
    assert beside == {
        "Ayaan Khan": "Year 9 · 9T · In the room",
        "Grace Adeyemi": "10A · Left Fri 20 Nov 2026",
        "Kacper Żółć": "8T · On the list",
    }


def test_the_best_comes_first_and_leavers_last(placed: Room) -> None:
    for pupil in (
        Pupil("Ayaanov", "Petr"),
        Pupil("Bell", "Ayaan", preferred_forename="Bo"),
        Pupil("Ay", "Ayaan", left_on=date(2026, 10, 1)),
        Pupil("Ansah", "Kofi"),
    ):
        run(placed, PutPupil(pupil, {}, MONDAY), by=LEAD)
    assert [hit.name for hit in find(placed, "ayaan", MONDAY)] == [
        "Ayaan Khan",
        "Petr Ayaanov",
        "Bo Bell",
        "Ayaan Ay",
    ]


def test_a_change_is_found_at_once_and_so_is_its_undoing(placed: Room) -> None:
    assert find(placed, "leila", MONDAY) == ()
    run(placed, PutPupil(Pupil("Hassan", "Leila"), {FactKind.FORM: "7A"}, MONDAY), by=LEAD)
    assert [hit.beside for hit in find(placed, "leila", MONDAY)] == ["7A · On the list"]
    placed.undo(by=LEAD)
    assert find(placed, "leila", MONDAY) == ()


def test_at_most_twelve_are_shown(room: Room) -> None:
    for number in range(20):
        run(room, PutPupil(Pupil("Smith", f"Ann{number}"), {}, MONDAY), by=LEAD)
    assert len(find(room, "ann", MONDAY)) == 12
