"""What is half typed and what the window remembers: kept for each person, and no record of the room."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.staff import Role
from iap_desktop.services import people, sign_in
from iap_desktop.services.drafts import count_drafts, draft, drafts, drop_draft, keep_draft
from iap_desktop.services.preferences import preferences, set_preference
from iap_desktop.storage import pupils, registers
from iap_desktop.storage.connection import DatabaseError
from iap_desktop.storage.files import list_backups
from iap_desktop.storage.room import Entry, Room
from tests.rooms import LEAD, LIGHT, MONDAY, RoomUnderTest
from tests.services.conftest import SCHOOL

PLACE = "weekly/2026-11-23/17"
COLLEAGUE = "four brisk herons"


def mark(room: Room, code: str) -> None:
    with room.write(f"Mark {code}", by=LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", code))


def add_pupil(room: Room) -> None:
    with room.write("Add", by=LEAD) as connection:
        pupils.add(connection, Pupil("Khan", "Ayaan"))


def test_a_draft_is_there_after_a_cut_and_the_newest_counts(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    assert keep_draft(room, PLACE, "A calm")
    assert keep_draft(room, PLACE, "A calm week, mostly")
    reader = on_disk.open(is_read_only=True)  # sees what is on the disk while nothing was closed
    assert draft(reader, PLACE) == "A calm week, mostly"
    reader.close()
    room.close()


def test_drafts_are_listed_by_the_beginning_of_their_place_counted_and_dropped(room: Room) -> None:
    for place in (PLACE, "weekly/2026-11-23/4", "weekly%/1", "note/1"):
        keep_draft(room, place, place)
    assert [found.place for found in drafts(room, "weekly/")] == [PLACE, "weekly/2026-11-23/4"]
    assert count_drafts(room) == 4
    assert drop_draft(room, PLACE)
    assert draft(room, PLACE) is None
    assert draft(room, "weekly/2026-11-23/") is None
    assert count_drafts(room) == 3


def test_each_person_has_drafts_and_preferences_of_their_own(room: Room) -> None:
    jo = people.NewPerson("Jo Lund", Role.READ_ONLY, COLLEAGUE, LIGHT)
    jo_id = people.add_person(room, jo, by=LEAD)
    keep_draft(room, PLACE, "Sam's words")
    set_preference(room, "page", "today")
    sign_in.change_person(room, jo_id, COLLEAGUE)
    assert (draft(room, PLACE), preferences(room)) == (None, {})
    assert keep_draft(room, PLACE, "Jo reads only, and may type all the same")
    assert set_preference(room, "page", {"name": "pupils", "widths": [120, 80]})
    assert preferences(room) == {"page": {"name": "pupils", "widths": [120, 80]}}


def test_what_is_kept_aside_is_no_step_no_change_and_needs_no_backup(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    room.back_up()
    made = list_backups(on_disk.folder)
    on_disk.clock.advance(days=1)
    keep_draft(room, PLACE, "A calm week")
    set_preference(room, "page", "today")
    with room.read() as connection:
        assert connection.execute("SELECT count(*) FROM step").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM change WHERE table_name = 'draft'").fetchone() == (0,)
    room.close()
    assert list_backups(on_disk.folder) == made


def test_undo_and_redo_survive_drafts_in_between(room: Room) -> None:
    add_pupil(room)
    mark(room, "/")
    mark(room, "L")
    keep_draft(room, PLACE, "one")
    assert room.undo(by=LEAD) == "Mark L"
    keep_draft(room, PLACE, "two")
    drop_draft(room, PLACE)
    keep_draft(room, PLACE, "three")
    assert room.undo(by=LEAD) == "Mark /"
    set_preference(room, "page", "register")
    assert room.redo(by=LEAD) == "Mark /"
    keep_draft(room, PLACE, "four")
    assert room.redo(by=LEAD) == "Mark L"
    assert draft(room, PLACE) == "four"


def test_a_room_opened_for_reading_and_the_recovery_code_keep_nothing(on_disk: RoomUnderTest) -> None:
    reader = on_disk.open(is_read_only=True)
    kept = (keep_draft(reader, PLACE, "x"), drop_draft(reader, PLACE), set_preference(reader, "page", "x"))
    assert kept == (False, False, False)
    reader.close()
    room = on_disk.open()
    room.entry = Entry(None, "", room.entry.file_key, room.entry.keys)
    kept = (keep_draft(room, PLACE, "x"), drop_draft(room, PLACE), set_preference(room, "page", "x"))
    assert kept == (False, False, False)
    assert (draft(room, PLACE), count_drafts(room), preferences(room)) == (None, 0, {})
    room.close()


def test_a_record_of_the_room_cannot_be_written_aside(room: Room) -> None:
    with pytest.raises(RuntimeError, match="in steps only"):
        room.keep(lambda connection: pupils.add(connection, Pupil("Khan", "Ayaan")))
    with room.read() as connection:
        assert pupils.all_pupils(connection) == []


def test_a_preference_that_is_no_json_is_a_bug_and_leaves_nothing(room: Room) -> None:
    with pytest.raises(TypeError):
        set_preference(room, "page", SCHOOL)
    with pytest.raises(ValueError, match="JSON"):
        set_preference(room, "page", float("nan"))
    with pytest.raises(DatabaseError, match="json_valid"):
        room.keep(
            lambda connection: connection.execute(
                "INSERT INTO preference (staff_id, name, value) VALUES (1, 'page', '{')"
            )
        )
    assert preferences(room) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON, body=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_whatever_was_kept_comes_back(room: Room, value: object, body: str) -> None:
    set_preference(room, "page", value)
    keep_draft(room, PLACE, body)
    assert preferences(room)["page"] == json.loads(json.dumps(value))
    assert draft(room, PLACE) == body
