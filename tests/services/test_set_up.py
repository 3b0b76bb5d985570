"""What a new room's lead corrects on the way in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iap_desktop.domain.pupils import FactKind
from iap_desktop.domain.registers import PeriodMark, Place
from iap_desktop.services import set_up
from iap_desktop.services.commands import run
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.school import calendar_of
from iap_desktop.services.set_up import AddTypedPupils, SetUpSchool, TypedPupil, school_so_far
from iap_desktop.storage import rows, school
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY


def test_a_new_room_shows_the_terms_of_its_year(room: Room) -> None:
    known = school_so_far(room, MONDAY)
    assert [term.name for term in known.terms] == ["Autumn term", "Spring term", "Summer term"]
    assert known.terms[0].starts_on.year == 2026
    assert known.week == MONDAY
    assert known.letter in {"A", "B"}
    assert known.bell_times == set_up.template_day("five_by_60").name


def test_in_a_holiday_the_week_is_the_next_of_school(room: Room) -> None:
    assert school_so_far(room, date(2026, 12, 24)).week > date(2027, 1, 1)


def test_all_is_put_right_in_one_step(room: Room) -> None:
    before = school_so_far(room, MONDAY)
    terms = (replace(before.terms[0], ends_on=date(2026, 12, 16)), *before.terms[1:])
    other = "B" if before.letter == "A" else "A"
    run(room, SetUpSchool("six_by_50", terms, before.week, other), by=LEAD)
    after = school_so_far(room, MONDAY)
    assert after.terms == terms
    assert after.letter == other
    assert after.bell_times == set_up.template_day("six_by_50").name
    assert not calendar_of(room).is_open(date(2026, 12, 17))
    with room.read() as connection:
        assert len(school.all_bell_times(connection)) == 1
    assert room.undo(by=LEAD) == "Set up terms and bell times"
    assert school_so_far(room, MONDAY) == before


def test_a_school_without_week_letters_has_none(room: Room) -> None:
    known = school_so_far(room, MONDAY)
    run(room, SetUpSchool(None, known.terms, known.week, ""), by=LEAD)
    assert school_so_far(room, MONDAY).letter == ""
    run(room, SetUpSchool(None, known.terms, known.week, "B"), by=LEAD)
    assert school_so_far(room, MONDAY).letter == "B"


def test_terms_that_cannot_be_true_are_refused(room: Room) -> None:
    known = school_so_far(room, MONDAY)
    terms = (replace(known.terms[0], ends_on=date(2026, 8, 1)), *known.terms[1:])
    with pytest.raises(UserError):
        run(room, SetUpSchool(None, terms, known.week, known.letter), by=LEAD)
    assert school_so_far(room, MONDAY) == known


def test_bell_times_with_marks_stay(room: Room) -> None:
    run(room, AddTypedPupils((TypedPupil(1, "Khan", "Ayaan"),), MONDAY), by=LEAD)
    with room.write("Mark", by=LEAD) as connection:
        rows.insert(connection, PeriodMark(1, MONDAY, 1, Place.IN_ROOM))
    known = school_so_far(room, MONDAY)
    with pytest.raises(UserError, match="Settings"):
        run(room, SetUpSchool("primary", known.terms, known.week, known.letter), by=LEAD)


def test_a_typed_list_is_one_step(room: Room) -> None:
    typed = (TypedPupil(1, " Khan", "Ayaan ", "Year 9", "9T"), TypedPupil(2, "O'Neill", "Se\u00e1n"))
    assert run(room, AddTypedPupils(typed, MONDAY), by=LEAD) == 2
    first, second = pupil_list(room, MONDAY)
    assert (first.pupil.legal_surname, first.pupil.legal_forename) == ("Khan", "Ayaan")
    assert dict(first.facts) == {FactKind.YEAR_GROUP: "9", FactKind.FORM: "9T"}
    assert dict(second.facts) == {}
    assert room.undo(by=LEAD) == "Add 2 pupils"
    assert pupil_list(room, MONDAY) == []


def test_a_line_that_cannot_be_names_its_line_and_adds_nobody(room: Room) -> None:
    typed = (TypedPupil(1, "Khan", "Ayaan"), TypedPupil(3, "Nowak", "Kacper", "21"))
    with pytest.raises(UserError, match="Line 3"):
        run(room, AddTypedPupils(typed, MONDAY), by=LEAD)
    assert pupil_list(room, MONDAY) == []
    assert set_up.problems_in_typed((TypedPupil(2, "", "Leila"), TypedPupil(4, "Ali", " "))).keys() == {2, 4}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9", "9"), ("Year 9", "9"), ("y09", "9"), ("Yr 10", "10"), ("r", "R"), ("", ""), ("21", "?")],
)
def test_year_groups_are_read_as_people_type_them(typed: str, kept: str) -> None:
    assert set_up.year_group(typed) == kept
