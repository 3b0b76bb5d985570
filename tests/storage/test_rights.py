"""What only the lead may do is refused to others inside the step itself, and so are its undo and redo."""

from __future__ import annotations

import pytest

from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.staff import Role, Staff
from iap_desktop.storage import registers, staff
from iap_desktop.storage.room import Room
from iap_desktop.storage.staff import OnlyForLead, Right
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY

PRACTITIONER, READER, SECOND_LEAD = 2, 3, 4


@pytest.fixture
def staffed(room: Room) -> Room:
    """Sam leads; Jo works in the room, Ola only reads, Kim leads too."""
    people = ((Role.PRACTITIONER, "Jo Lund"), (Role.READ_ONLY, "Ola Reid"), (Role.LEAD, "Kim Bell"))
    with room.write("Add people", by=LEAD, is_undoable=False) as connection:
        for role, name in people:
            staff.add(connection, Staff(role, MONDAY), name)
    return room


def mark(room: Room, code: str, by: int, right: Right = Right.WRITER) -> None:
    with room.write(f"Mark {code}", by=by, right=right) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", code))


def code(room: Room) -> str | None:
    with room.read() as connection:
        found = registers.session_mark(connection, 1, MONDAY, "AM")
    return None if found is None else found.code


@pytest.mark.parametrize("by", [PRACTITIONER, READER])
def test_only_a_lead_takes_a_step_for_leads(staffed: Room, by: int) -> None:
    with pytest.raises(OnlyForLead, match="Only the room's lead can do this"):
        mark(staffed, "/", by, Right.LEAD)
    assert code(staffed) is None
    mark(staffed, "/", SECOND_LEAD, Right.LEAD)
    assert code(staffed) == "/"


def test_only_a_lead_undoes_and_redoes_a_step_for_leads(staffed: Room) -> None:
    mark(staffed, "/", LEAD, Right.LEAD)
    with pytest.raises(OnlyForLead):
        staffed.undo(by=PRACTITIONER)
    assert code(staffed) == "/"
    assert staffed.undo(by=SECOND_LEAD) == "Mark /"
    with pytest.raises(OnlyForLead):
        staffed.redo(by=PRACTITIONER)
    assert code(staffed) is None
    assert staffed.redo(by=LEAD) == "Mark /"
    assert code(staffed) == "/"


def test_whoever_may_write_undoes_anybodys_other_step_and_readers_nobodys(staffed: Room) -> None:
    mark(staffed, "/", LEAD)
    assert staffed.undo(by=PRACTITIONER) == "Mark /"
    assert staffed.redo(by=PRACTITIONER) == "Mark /"
    for act in (staffed.undo, staffed.redo):
        with pytest.raises(UserError):
            act(by=READER)


def test_the_steps_to_undo_and_redo_have_names(staffed: Room) -> None:
    assert (staffed.step_to_undo(), staffed.step_to_redo()) == (None, None)
    mark(staffed, "/", PRACTITIONER)
    done = staffed.step_to_undo()
    assert done is not None
    assert (done.label, done.staff_id, done.taken_at) == ("Mark /", PRACTITIONER, staffed.clock())
    staffed.undo(by=LEAD)
    undone = staffed.step_to_redo()
    assert undone is not None
    assert (undone.label, staffed.step_to_undo()) == ("Mark /", None)
