"""What cannot be true is refused in words by the command itself, and nothing is written."""

from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.school import SafeguardingLead, SettingKind
from iap_desktop.services import placements, pupils, registers, school
from iap_desktop.services.commands import Command, run
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY

UPN = "B801200005001"
REFUSED: dict[str, Command[object]] = {
    "a code nobody knows": registers.MarkSessions((SessionMark(1, MONDAY, "AM", "QQ"),)),
    "a code in small letters": registers.MarkSessions((SessionMark(1, MONDAY, "AM", "l"),)),
    "the morning's mark in the afternoon": registers.MarkSessions((SessionMark(1, MONDAY, "PM", "/"),)),
    "a withdrawn code": registers.MarkSessions((SessionMark(1, MONDAY, "AM", "H"),)),
    "minutes without being late": registers.MarkPeriods((PeriodMark(1, MONDAY, 1, Place.IN_ROOM, 5),)),
    "a blank surname": pupils.PutPupil(Pupil("  ", "Zoë"), {}, MONDAY),
    "a forename of 300 letters": pupils.PutPupil(Pupil("Bell", "Z" * 300), {}, MONDAY),
    "half a UPN": pupils.PutPupil(Pupil("Bell", "Zoë", upn="B8012"), {}, MONDAY),
    "another pupil's UPN": pupils.PutPupil(Pupil("Bell", "Zoë", upn=UPN), {}, MONDAY),
    "a year in words": pupils.PutPupil(Pupil("Bell", "Zoë"), {FactKind.YEAR_GROUP: "seven"}, MONDAY),
    "a contact without a name": pupils.PutContact(Contact(1, 1, " ")),
    "a DSL without a name": school.SetSafeguardingLeads((SafeguardingLead(1, " ", MONDAY),), MONDAY),
    "a third week": school.SetWeekLetters({MONDAY: "C"}),
    "a room without a name": school.SetSettings({SettingKind.ROOM_NAME: " "}, MONDAY),
    "a logo that is no picture": school.SetSettings({SettingKind.LOGO: "bm90IGEgcGljdHVyZQ=="}, MONDAY),
    "a logo that is no base64": school.SetSettings({SettingKind.LOGO: "not a picture"}, MONDAY),
    "no places": school.SetSettings({SettingKind.CAPACITY: "0"}, MONDAY),
    "a second placement at once": placements.PlacePupil(Placement(1, date(2026, 12, 1))),
    "an end before the beginning": placements.EndPlacement(1, date(2026, 9, 1)),
    "a pattern before the placement": placements.SetPattern(1, date(2026, 9, 1), ()),
}


@pytest.fixture
def placed(room: Room) -> Room:
    """Ayaan, placed from today."""
    run(room, pupils.PutPupil(Pupil("Khan", "Ayaan", upn=UPN), {}, MONDAY), by=LEAD)
    run(room, placements.PlacePupil(Placement(1, MONDAY)), by=LEAD)
    return room


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_true_is_refused_in_words(placed: Room, what: str) -> None:
    with placed.read() as connection:
        before = connection.execute("SELECT max(id) FROM change").fetchone()
    with pytest.raises(UserError):
        run(placed, REFUSED[what], by=LEAD)
    with placed.read() as connection:
        assert connection.execute("SELECT max(id) FROM change").fetchone() == before


def test_the_dsl_changes_from_a_day_and_twice_on_one_day(placed: Room) -> None:
    first = SafeguardingLead(1, "Dr Osei", MONDAY, "Room 4")
    run(placed, school.SetSafeguardingLeads((first,), MONDAY), by=LEAD)
    for name in ("Ms Lund", "Mr Reid"):
        lead = SafeguardingLead(1, name, MONDAY)
        run(placed, school.SetSafeguardingLeads((lead,), date(2026, 12, 1)), by=LEAD)
    names = [
        [lead.full_name for lead in school.safeguarding_leads(placed, on)]
        for on in (MONDAY, date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert names == [["Dr Osei"], ["Dr Osei"], ["Mr Reid"]]
