"""People come, change and go: who can open the room follows, and only a lead decides."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import KeyEvent, KeyEventKind, Role
from iap_desktop.services import commands, people, school, sign_in
from iap_desktop.services.drafts import keep_draft
from iap_desktop.services.preferences import preferences, set_preference
from iap_desktop.storage import key_file, pupils, rows, staff, vault
from iap_desktop.storage.errors import DamagedRoom, WrongPassphrase
from iap_desktop.storage.files import list_backups
from iap_desktop.storage.room import Room
from iap_desktop.storage.staff import OnlyForLead
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, LIGHT, MONDAY, PASSPHRASE, RoomUnderTest, code_on

JO, OLA = 2, 3
JOS, OLAS, NEW = "four brisk herons", "seven slow badgers", "nine quick lapwings"


@pytest.fixture
def staffed(room: Room) -> Room:
    """Sam leads; Jo works in the room, Ola only reads; each has a passphrase."""
    for name, role, passphrase in (
        ("Jo Lund", Role.PRACTITIONER, JOS),
        ("Ola Reid", Role.READ_ONLY, OLAS),
    ):
        people.add_person(room, people.NewPerson(name, role, passphrase, LIGHT), by=LEAD)
    return room


def listed(room: Room, on: date = MONDAY) -> list[tuple[str, Role, date | None, bool]]:
    return [(row.name, row.role, row.left_on, row.has_key) for row in people.staff_list(room, on)]


def key_events(room: Room) -> list[tuple[KeyEventKind, int]]:
    with room.read() as connection:
        return [(event.kind, event.staff_id) for event in rows.select(connection, KeyEvent, "ORDER BY id")]


def test_whoever_is_added_is_listed_and_can_open_the_room_and_its_newest_backup(
    staffed: Room, on_disk: RoomUnderTest
) -> None:
    assert listed(staffed) == [
        ("Jo Lund", Role.PRACTITIONER, None, True),
        ("Ola Reid", Role.READ_ONLY, None, True),
        ("Sam Carter", Role.LEAD, None, True),
    ]
    assert key_events(staffed) == [(KeyEventKind.PASSPHRASE, JO), (KeyEventKind.PASSPHRASE, OLA)]
    assert staffed.undo(by=LEAD) is None
    staffed.close()
    for passphrase in (PASSPHRASE, JOS, OLAS):
        on_disk.open(passphrase).close()
    newest = list_backups(on_disk.folder)[0].path
    vault.unlock(_keys_in_backup(newest, on_disk.folder.parent), OLAS, staff_id=OLA)


def _keys_in_backup(backup: Path, folder: Path) -> vault.Keys:
    shutil.unpack_archive(backup, folder / "unpacked", "zip")
    return key_file.keys_from_bytes((folder / "unpacked" / "room.keys").read_bytes())


ByPerson = Callable[[Room, int], object]
LEAD_ONLY: dict[str, ByPerson] = {
    "add": lambda room, by: people.add_person(
        room, people.NewPerson("Kim Bell", Role.LEAD, NEW, LIGHT), by=by
    ),
    "rename": lambda room, by: people.rename_person(room, LEAD, "Samuel Carter", MONDAY, by=by),
    "remove": lambda room, by: people.remove_person(room, LEAD, MONDAY, by=by),
    "reset": lambda room, by: people.reset_passphrase(room, LEAD, NEW, LIGHT, by=by),
    "role": lambda room, by: commands.run(room, people.SetRole(by, Role.LEAD), by=by),
    "settings": lambda room, by: commands.run(
        room, school.SetSettings({SettingKind.LOCK_MINUTES: "9"}, MONDAY), by=by
    ),
    "closure": lambda room, by: commands.run(room, school.SetWeekLetters({MONDAY: "B"}), by=by),
}


@pytest.mark.parametrize("by", [JO, OLA])
@pytest.mark.parametrize("act", LEAD_ONLY)
def test_only_a_lead_changes_people_and_the_school(staffed: Room, act: str, by: int) -> None:
    keys = (staffed.folder / "room.keys").read_bytes()
    before = listed(staffed)
    with pytest.raises(OnlyForLead, match="Only the room's lead can do this"):
        LEAD_ONLY[act](staffed, by)
    assert (staffed.folder / "room.keys").read_bytes() == keys
    assert listed(staffed) == before


def test_the_recovery_sheet_is_for_leads(staffed: Room) -> None:
    sign_in.change_person(staffed, JO, JOS)
    with pytest.raises(OnlyForLead):
        people.make_recovery_sheet(staffed, LIGHT)
    sign_in.change_person(staffed, LEAD, PASSPHRASE)
    sheet = people.make_recovery_sheet(staffed, LIGHT)
    assert sheet.is_file()
    assert preferences(staffed)[people.SHEET_PENDING] == str(sheet)


def test_a_leaver_is_shut_out_of_all_that_is_written_from_then_on(
    staffed: Room, on_disk: RoomUnderTest
) -> None:
    old_keys = (staffed.folder / "room.keys").read_bytes()
    sign_in.change_person(staffed, JO, JOS)
    keep_draft(staffed, "weekly/2026-11-23/1", "Half a sentence")
    set_preference(staffed, "page", "today")
    sign_in.change_person(staffed, LEAD, PASSPHRASE)
    people.remove_person(staffed, JO, MONDAY, by=LEAD)
    assert listed(staffed)[-1] == ("Jo Lund", Role.PRACTITIONER, MONDAY, False)
    assert key_events(staffed)[-1] == (KeyEventKind.LEAVER, JO)
    assert staffed.undo(by=LEAD) is None
    with staffed.read() as connection:
        for table in ("draft", "preference"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    staffed.close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(JOS)
    on_disk.open(OLAS).close()
    (on_disk.folder / "room.keys").write_bytes(old_keys)
    with pytest.raises(DamagedRoom):
        on_disk.open(JOS)


def test_a_removal_that_was_cut_short_shows_and_can_be_done_again(
    staffed: Room, on_disk: RoomUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(staff, "set_left", cut)
    with pytest.raises(ZeroDivisionError):
        people.remove_person(staffed, JO, MONDAY, by=LEAD)
    monkeypatch.undo()
    assert listed(staffed)[0] == ("Jo Lund", Role.PRACTITIONER, None, False)
    staffed.close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(JOS)
    again = on_disk.open()
    people.remove_person(again, JO, MONDAY, by=LEAD)
    assert listed(again)[-1] == ("Jo Lund", Role.PRACTITIONER, MONDAY, False)
    again.close()


def test_a_leaver_with_a_key_still_there_is_refused(staffed: Room, on_disk: RoomUnderTest) -> None:
    entry = sign_in.unlock_entry(staffed, JO, JOS)
    with staffed.write("Leave", by=LEAD) as connection:
        staff.set_left(connection, JO, MONDAY)
    with pytest.raises(UserError, match="does not work in the room any more"):
        sign_in.become(staffed, entry)
    staffed.close()
    for is_read_only in (False, True):
        with pytest.raises(UserError, match="does not work in the room any more"):
            on_disk.open(JOS, is_read_only=is_read_only)
    on_disk.open().close()


def test_nobody_leaves_before_coming_and_nobody_leaves_twice(staffed: Room) -> None:
    people.remove_person(staffed, JO, MONDAY - timedelta(days=30), by=LEAD)
    assert listed(staffed)[-1][2] == MONDAY
    with pytest.raises(UserError, match="does not work in the room any more"):
        people.remove_person(staffed, JO, MONDAY, by=LEAD)


def test_the_room_keeps_a_lead(staffed: Room) -> None:
    with pytest.raises(UserError, match="cannot remove yourself"):
        people.remove_person(staffed, LEAD, MONDAY, by=LEAD)
    with pytest.raises(UserError, match="no other lead"):
        commands.run(staffed, people.SetRole(LEAD, Role.PRACTITIONER), by=LEAD)
    commands.run(staffed, people.SetRole(JO, Role.LEAD), by=LEAD)
    commands.run(staffed, people.SetRole(LEAD, Role.PRACTITIONER), by=JO)
    assert [row.name for row in people.leads(staffed)] == ["Jo Lund"]
    assert people.role_of(staffed) is Role.PRACTITIONER


def test_a_new_name_holds_from_its_date_and_is_the_one_to_sign_in_with(
    staffed: Room, on_disk: RoomUnderTest
) -> None:
    people.rename_person(staffed, LEAD, " Sam Carter-Bell ", MONDAY, by=LEAD)
    later = MONDAY + timedelta(days=7)
    people.rename_person(staffed, JO, "Jo Lund-Osei", later, by=LEAD)
    assert people.staff_list(staffed, later)[0].name == "Jo Lund-Osei"
    assert staffed.entry.name == "Sam Carter-Bell"
    names = [person.name for person in sign_in.people_of(staffed.folder)]
    assert names == ["Jo Lund", "Ola Reid", "Sam Carter-Bell"]
    staffed.close()
    on_disk.clock.advance(days=7)
    sign_in.sign_in(on_disk.folder, LEAD, PASSPHRASE, on_disk.clock).close()
    assert sign_in.people_of(on_disk.folder)[0].name == "Jo Lund-Osei"


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "Bede\udce9"])
def test_a_person_needs_a_name(room: Room, name: str) -> None:
    with pytest.raises(UserError, match="name"):
        people.add_person(room, people.NewPerson(name, Role.PRACTITIONER, JOS, LIGHT), by=LEAD)
    with pytest.raises(UserError, match="name"):
        people.rename_person(room, LEAD, name, MONDAY, by=LEAD)
    with pytest.raises(UserError, match="before the first day"):
        people.rename_person(room, LEAD, "Sam Bell", MONDAY - timedelta(days=1), by=LEAD)
    assert len(listed(room)) == 1


def test_nobody_is_added_without_a_passphrase_that_protects(room: Room) -> None:
    with pytest.raises(UserError, match="too short"):
        people.add_person(room, people.NewPerson("Jo Lund", Role.PRACTITIONER, "short", LIGHT), by=LEAD)
    assert len(listed(room)) == 1


@pytest.mark.parametrize(("staff_id", "passphrase"), [(JO, JOS), (OLA, OLAS)])
def test_everybody_changes_an_own_passphrase_knowing_the_old_one(
    staffed: Room, on_disk: RoomUnderTest, staff_id: int, passphrase: str
) -> None:
    sign_in.change_person(staffed, staff_id, passphrase)
    with pytest.raises(WrongPassphrase):
        people.change_passphrase(staffed, NEW, LIGHT, current=PASSPHRASE)
    people.change_passphrase(staffed, NEW, LIGHT, current=passphrase)
    with pytest.raises(UserError, match="only change your own"):
        people.change_passphrase(staffed, NEW, LIGHT, staff_id=LEAD)
    staffed.close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(passphrase)
    on_disk.open(NEW).close()
    on_disk.open(PASSPHRASE).close()


def test_a_lead_gives_a_colleague_who_forgot_it_a_new_passphrase(
    staffed: Room, on_disk: RoomUnderTest
) -> None:
    people.reset_passphrase(staffed, JO, NEW, LIGHT, by=LEAD)
    with pytest.raises(UserError, match="does not work"):
        people.reset_passphrase(staffed, 99, NEW, LIGHT, by=LEAD)
    staffed.close()
    with pytest.raises(WrongPassphrase):
        on_disk.open(JOS)
    on_disk.open(NEW).close()


def test_the_recovery_code_makes_a_leads_passphrase_new_and_goes_on_as_that_person(
    staffed: Room, on_disk: RoomUnderTest
) -> None:
    commands.run(staffed, people.SetRole(JO, Role.LEAD), by=LEAD)
    staffed.close()
    code = code_on(on_disk.folder.parent / "room - recovery sheet.pdf")
    room = sign_in.sign_in(on_disk.folder, None, code, on_disk.clock)
    assert (room.entry.staff_id, people.role_of(room)) == (None, None)
    assert [lead.id for lead in people.leads(room)] == [LEAD, JO]
    with pytest.raises(UserError, match="made for a lead"):
        people.change_passphrase(room, NEW, LIGHT, staff_id=OLA)
    assert people.change_passphrase(room, NEW, LIGHT, staff_id=JO) == "Jo Lund"
    assert (room.entry.staff_id, room.entry.name) == (JO, "Jo Lund")
    with room.write("Add", by=JO) as connection:
        pupils.add(connection, Pupil("Khan", "Ayaan"))
    sign_in.verify(room, NEW)
    room.close()
    on_disk.open(NEW).close()
    on_disk.open(PASSPHRASE).close()
