"""What the list of pupils and one pupil's page show."""

from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.name_search import typed_words
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services.commands import run
from iap_desktop.services.placements import EndPlacement, PlacePupil
from iap_desktop.services.pupil_pages import Who, period_names, pupil_page, pupil_rows
from iap_desktop.services.pupils import (
    LeaveSchool,
    PutContact,
    PutPupil,
    RemovePupil,
    ReturnToSchool,
    SetFacts,
)
from iap_desktop.services.registers import MarkSessions, WriteComment
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY
from tests.services.school_room import AYAAN, LEAVER, LISTED, SEAN, ZOE, furnish

FRIDAY, NEXT_MONDAY = date(2026, 11, 27), date(2026, 11, 30)


@pytest.fixture
def placed(room: Room) -> Room:
    furnish(room)
    return room


def names(room: Room, who: Who, on: date = MONDAY) -> list[str]:
    return [row.name for row in pupil_rows(room, on, who)]


def status(room: Room, pupil_id: int, on: date = MONDAY) -> str:
    return pupil_page(room, pupil_id, on).status


def test_the_list_is_of_the_room_the_school_or_the_leavers(placed: Room) -> None:
    assert names(placed, Who.IN_ROOM) == ["Ayaan Khan", "Éadaoin Bell", "Seán O'Neill"]
    assert names(placed, Who.ON_LIST) == ["Ayaan Khan", "Éadaoin Bell", "Kacper Żółć", "Seán O'Neill"]
    assert names(placed, Who.LEFT) == ["Grace Adeyemi"]
    assert names(placed, Who.LEFT, date(2026, 11, 20)) == []


def test_a_line_says_what_a_person_looks_for(placed: Room) -> None:
    run(placed, SetFacts(AYAAN, {FactKind.SEN_STATUS: "K"}, MONDAY), by=LEAD)
    row = pupil_rows(placed, MONDAY)[0]
    assert (row.year_group, row.form, row.sen, row.key_adult) == ("9", "9T", "SEN support", "Sam Carter")
    assert (row.status, row.placement_starts_on) == ("In the room since Mon 9 Nov 2026", date(2026, 11, 9))
    assert pupil_rows(placed, date(2026, 11, 20))[0].sen is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoe b", ["Éadaoin Bell"]),
        ("eada", ["Éadaoin Bell"]),
        ("8t", ["Kacper Żółć"]),
        ("eill", []),
        ("xx", []),
    ],
)
def test_a_search_of_the_list_begins_any_word(placed: Room, typed: str, found: list[str]) -> None:
    rows = pupil_rows(placed, MONDAY)
    assert [row.name for row in rows if row.is_found(typed_words(typed))] == found


def test_a_status_is_in_words_at_every_stage(placed: Room) -> None:
    assert status(placed, LISTED) == "On the list, no placement yet"
    run(placed, PlacePupil(Placement(LISTED, NEXT_MONDAY)), by=LEAD)
    assert status(placed, LISTED) == "Starts in the room Mon 30 Nov 2026"
    run(placed, EndPlacement(1, FRIDAY), by=LEAD)
    assert status(placed, AYAAN) == "In the room since Mon 9 Nov 2026, until Fri 27 Nov 2026"
    assert status(placed, AYAAN, NEXT_MONDAY) == "Left the room Fri 27 Nov 2026"
    assert status(placed, LEAVER) == "Left the school Fri 20 Nov 2026"


def test_before_the_first_placement_everyone_is_in_the_room(room: Room) -> None:
    run(room, PutPupil(Pupil("Khan", "Ayaan"), {}, MONDAY), by=LEAD)
    assert names(room, Who.IN_ROOM) == ["Ayaan Khan"]
    page = pupil_page(room, 1, MONDAY)
    assert (page.status, page.stays) == ("In the room", ())
    assert [one.window.title for one in page.figures] == ["This week", "This half-term"]


def test_leaving_ends_the_placement_and_returning_does_not_bring_it_back(placed: Room) -> None:
    run(placed, LeaveSchool(AYAAN, FRIDAY), by=LEAD)
    assert names(placed, Who.IN_ROOM, FRIDAY)[0] == "Ayaan Khan"
    assert names(placed, Who.LEFT, NEXT_MONDAY) == ["Ayaan Khan", "Grace Adeyemi"]
    run(placed, ReturnToSchool(AYAAN), by=LEAD)
    assert status(placed, AYAAN, NEXT_MONDAY) == "Left the room Fri 27 Nov 2026"
    assert "Ayaan Khan" in names(placed, Who.ON_LIST, NEXT_MONDAY)


def test_nobody_leaves_before_a_placement_that_is_agreed(placed: Room) -> None:
    run(placed, PlacePupil(Placement(LISTED, NEXT_MONDAY)), by=LEAD)
    with pytest.raises(UserError, match="from Mon 30 Nov 2026 on"):
        run(placed, LeaveSchool(LISTED, FRIDAY), by=LEAD)


def test_only_a_pupil_about_whom_nothing_is_on_record_can_be_removed(placed: Room) -> None:
    run(placed, PutContact(Contact(LISTED, 1, "Żółć")), by=LEAD)
    assert pupil_page(placed, LISTED, MONDAY).is_removable
    for kept in (AYAAN, LEAVER):
        assert not pupil_page(placed, kept, MONDAY).is_removable
        with pytest.raises(UserError, match="have to be kept"):
            run(placed, RemovePupil(kept), by=LEAD)
    run(placed, WriteComment(WeeklyComment(LISTED, MONDAY, "A visit.")), by=LEAD)
    with pytest.raises(UserError, match="have to be kept"):
        run(placed, RemovePupil(LISTED), by=LEAD)
    placed.undo(by=LEAD)
    run(placed, RemovePupil(LISTED), by=LEAD)
    assert "Kacper Żółć" not in names(placed, Who.ON_LIST)


def test_facts_hold_from_a_date_and_past_ones_stay_to_be_read(placed: Room) -> None:
    run(placed, SetFacts(AYAAN, {FactKind.FORM: "9B", FactKind.EAL: "Y"}, date(2026, 11, 16)), by=LEAD)
    run(placed, SetFacts(AYAAN, {FactKind.EAL: ""}, MONDAY), by=LEAD)
    page = pupil_page(placed, AYAAN, MONDAY)
    assert [(line.title, line.words) for line in page.facts] == [("Year", "9"), ("Form", "9B")]
    assert [(line.title, line.words, line.until) for line in page.past_facts] == [
        ("English as an additional language", "Yes", date(2026, 11, 22)),
        ("Form", "9T", date(2026, 11, 15)),
    ]
    with pytest.raises(UserError, match="not a year group"):
        run(placed, SetFacts(AYAAN, {FactKind.YEAR_GROUP: "nine"}, MONDAY), by=LEAD)


def test_contacts_come_in_the_order_of_ringing_and_barred_ones_apart(placed: Room) -> None:
    for contact in (
        Contact(AYAAN, 2, "Khan", forename="Omar"),
        Contact(AYAAN, 1, "Khan", forename="Sara"),
        Contact(AYAAN, 3, "Reid", is_barred=True),
    ):
        run(placed, PutContact(contact), by=LEAD)
    page = pupil_page(placed, AYAAN, MONDAY)
    assert [contact.forename for contact in page.contacts] == ["Sara", "Omar"]
    assert [contact.surname for contact in page.barred] == ["Reid"]


def test_a_stay_shows_key_adult_and_pattern_by_weekday_and_letter(placed: Room) -> None:
    stay = pupil_page(placed, AYAAN, MONDAY).stays[0]
    assert (stay.words, stay.is_current, stay.key_adult) == ("Mon 9 Nov 2026 on", True, "Sam Carter")
    assert [(line.weekday, line.letter, line.periods) for line in stay.pattern] == [
        ("Monday", "", ("P1",)),
        ("Monday", "A", ("P2",)),
        ("Monday", "B", ("P3",)),
        ("Wednesday", "", ("Enrichment",)),
    ]


def test_figures_of_a_window_stand_with_what_is_not_marked(placed: Room) -> None:
    tuesday = date(2026, 11, 10)
    marks = (
        SessionMark(ZOE, tuesday, "AM", "/"),
        SessionMark(ZOE, tuesday, "PM", "I"),
        SessionMark(ZOE, date(2026, 11, 20), "AM", "L", 8),
    )
    run(placed, MarkSessions(marks), by=LEAD)
    found = {one.window.title: one for one in pupil_page(placed, ZOE, MONDAY).figures}
    week = found["This week"].figures
    assert (week.possible, week.percentage, week.unmarked) == (0, None, ())  # it is 08:30 on Monday
    assert found["This half-term"].window.first == date(2026, 11, 2)
    for title in ("This half-term", "Since the placement began"):
        figures = found[title].figures
        assert (figures.possible, figures.attended, figures.late, figures.minutes_late) == (3, 2, 1, 8)
    # the registers begin with the first mark, on the Tuesday: nothing is missing on the Monday before
    assert len(found["Since the placement began"].figures.unmarked) == 15
    assert pupil_page(placed, ZOE, MONDAY).week.days[0].on == MONDAY


def test_the_last_comments_come_newest_first(placed: Room) -> None:
    weeks = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), MONDAY]
    for number, week in enumerate(weeks):
        run(placed, WriteComment(WeeklyComment(SEAN, week, f"Week {number}")), by=LEAD)
    run(placed, WriteComment(WeeklyComment(SEAN, MONDAY, " ")), by=LEAD)
    found = pupil_page(placed, SEAN, MONDAY).comments
    assert [comment.comment for comment in found] == ["Week 2", "Week 1", "Week 0"]


def test_the_patterns_form_knows_the_periods_of_each_weekday(room: Room) -> None:
    found = period_names(room, MONDAY)
    assert list(found) == [1, 2, 3, 4, 5]
    assert found[3][-1] == "Enrichment"
    assert "Enrichment" not in found[1]
