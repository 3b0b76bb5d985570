"""Acts of the pupils' page: one step each, whatever they are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.services import pupil_acts, pupil_pages, pupils
from iap_desktop.services.commands import run
from iap_desktop.services.placements import PlacePupil, Slot, others_on_list
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY
from tests.services.school_room import AYAAN, IN_ROOM, SINCE, furnish

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def furnished(room: Room) -> Room:
    furnish(room)
    return room


def page(room: Room, pupil_id: int) -> pupil_pages.PupilPage:
    return pupil_pages.pupil_page(room, pupil_id, MONDAY)


def test_a_new_pupil_is_placed_in_the_same_step(furnished: Room) -> None:
    command = pupil_acts.AddPupil(
        Pupil("Nowak", "Kacper"), {FactKind.FORM: "8T"}, SEPTEMBER, starts_on=MONDAY, key_adult_id=LEAD
    )
    pupil_id = run(furnished, command, by=LEAD)
    shown = page(furnished, pupil_id)
    assert shown.status == "In the room since Mon 23 Nov 2026"
    assert shown.stays[0].key_adult == "Sam Carter"
    furnished.undo(by=LEAD)
    assert pupil_id not in {row.pupil_id for row in pupil_pages.pupil_rows(furnished, MONDAY)}


def test_a_pupil_without_a_first_day_is_only_on_the_list(furnished: Room) -> None:
    pupil_id = run(furnished, pupil_acts.AddPupil(Pupil("Nowak", "Kacper"), {}, SEPTEMBER), by=LEAD)
    assert page(furnished, pupil_id).status == "On the list, no placement yet"


def test_with_the_first_placement_the_others_stay_in_the_room(room: Room) -> None:
    ids = [
        run(room, pupils.PutPupil(Pupil(name, "Kim"), {}, SEPTEMBER), by=LEAD) for name in ("Khan", "Lund")
    ]
    run(room, pupils.PutPupil(Pupil("Osei", "Kim", left_on=date(2026, 11, 20)), {}, SEPTEMBER), by=LEAD)
    assert others_on_list(room, ids[0], MONDAY) == 1
    run(room, PlacePupil(Placement(ids[0], MONDAY), with_others=True), by=LEAD)
    assert {row.pupil_id for row in pupil_pages.pupil_rows(room, MONDAY) if row.is_in_room} == set(ids)
    assert others_on_list(room, ids[0], MONDAY) == 0
    room.undo(by=LEAD)
    assert others_on_list(room, ids[0], MONDAY) == 1


def test_a_pupil_added_to_a_typed_list_drives_nobody_out_of_the_room(room: Room) -> None:
    known = run(room, pupils.PutPupil(Pupil("Khan", "Ayaan"), {}, SEPTEMBER), by=LEAD)
    command = pupil_acts.AddPupil(Pupil("Lund", "Kim"), {}, SEPTEMBER, starts_on=MONDAY, with_others=True)
    added = run(room, command, by=LEAD)
    assert page(room, known).status == page(room, added).status == "In the room since Mon 23 Nov 2026"


def test_contacts_are_rung_in_the_order_given(furnished: Room) -> None:
    for number, name in enumerate(("Khan", "Osei", "Lund"), start=1):
        run(furnished, pupils.PutContact(Contact(AYAAN, number, name)), by=LEAD)
    before = [contact.id for contact in page(furnished, AYAAN).contacts]
    wanted = (before[2], before[0], before[1])
    run(furnished, pupil_acts.OrderContacts(AYAAN, wanted), by=LEAD)
    assert tuple(contact.id for contact in page(furnished, AYAAN).contacts) == wanted
    assert pupil_acts.next_priority(furnished, AYAAN) == 4


def test_an_earlier_first_day_takes_periods_and_key_adult_along(furnished: Room) -> None:
    stay = pupil_acts.placement_of(furnished, AYAAN, MONDAY)
    assert stay is not None
    earlier = date(2026, 11, 2)
    run(furnished, pupil_acts.ChangePlacement(replace(stay, starts_on=earlier)), by=LEAD)
    assert set(pupil_acts.pattern_slots(furnished, stay.id, earlier)) == set(IN_ROOM)
    assert pupil_acts.key_adult_id(furnished, stay.id, earlier) == LEAD


def test_a_later_first_day_leaves_the_periods_as_they_are(furnished: Room) -> None:
    stay = pupil_acts.placement_of(furnished, AYAAN, MONDAY)
    assert stay is not None
    run(furnished, pupil_acts.ChangePlacement(replace(stay, starts_on=MONDAY)), by=LEAD)
    assert set(pupil_acts.pattern_slots(furnished, stay.id, MONDAY)) == set(IN_ROOM)


def test_a_placement_cannot_end_before_it_begins(furnished: Room) -> None:
    stay = pupil_acts.placement_of(furnished, AYAAN, MONDAY)
    assert stay is not None
    with pytest.raises(UserError, match="ends before it begins"):
        run(furnished, pupil_acts.ChangePlacement(Placement(AYAAN, MONDAY, SINCE, stay.id)), by=LEAD)


def test_the_week_has_the_periods_of_each_day_but_no_breaks(furnished: Room) -> None:
    shape = pupil_acts.week_shape(furnished, MONDAY)
    assert "P1" in shape.names
    assert not {"Break", "Lunch"} & set(shape.names)
    assert shape.holds(1, "p1")
    assert not shape.holds(1, "P9")


def test_a_pattern_is_what_holds_on_the_day(furnished: Room) -> None:
    stay = pupil_acts.placement_of(furnished, AYAAN, MONDAY)
    assert stay is not None
    assert Slot(1, "", "P1") in pupil_acts.pattern_slots(furnished, stay.id, MONDAY)
    assert pupil_acts.pattern_slots(furnished, stay.id, date(2026, 1, 1)) == ()


def test_a_name_is_taken_whatever_case_and_accents(furnished: Room) -> None:
    assert pupil_acts.is_name_taken(furnished, "oneill", "SEAN")
    assert not pupil_acts.is_name_taken(furnished, "Khan", "Sara")


def test_forms_offer_only_staff_who_are_there(furnished: Room) -> None:
    choices = pupil_acts.form_choices(furnished, MONDAY)
    assert choices.staff == ((LEAD, "Sam Carter"),)
    assert not choices.has_ethnicity
