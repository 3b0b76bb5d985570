from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.staff import Role, Staff
from iap_desktop.storage import history, pupils, registers, rows, staff
from iap_desktop.storage.connection import DatabaseError
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY, RoomUnderTest


def mark(room: Room, pupil_id: int, code: str, session: str = "AM") -> None:
    with room.write(f"Mark {code}", by=LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(pupil_id, MONDAY, session, code))


def codes(room: Room) -> list[tuple[int, str]]:
    with room.read() as connection:
        return [(m.pupil_id, m.code) for m in registers.session_marks_between(connection, MONDAY, MONDAY)]


def steps(room: Room) -> list[tuple[str, str]]:
    with room.read() as connection:
        return [(row[0], row[1]) for row in connection.execute("SELECT label, state FROM step ORDER BY id")]


def test_what_is_written_is_there_after_reopening(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, 1, "/")
    room.close()
    again = on_disk.open()
    assert codes(again) == [(1, "/")]
    again.close()


def mark_and_fail(room: Room) -> None:
    with room.write("Mark and fail", by=LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", "/"))
        raise ZeroDivisionError


def test_an_act_that_fails_leaves_nothing(room: Room) -> None:
    with pytest.raises(ZeroDivisionError):
        mark_and_fail(room)
    assert codes(room) == []
    assert steps(room) == [("Make the room", "final")]


def test_an_act_that_changes_nothing_leaves_no_trace(room: Room) -> None:
    mark(room, 1, "/")
    before = steps(room)
    mark(room, 1, "/")
    assert steps(room) == before


def test_undo_and_redo_walk_back_and_forth(room: Room) -> None:
    mark(room, 1, "/")
    mark(room, 1, "L")
    mark(room, 2, "N")
    assert room.undo(by=LEAD) == "Mark N"
    assert room.undo(by=LEAD) == "Mark L"
    assert codes(room) == [(1, "/")]
    assert room.redo(by=LEAD) == "Mark L"
    assert room.redo(by=LEAD) == "Mark N"
    assert room.redo(by=LEAD) is None
    assert codes(room) == [(1, "L"), (2, "N")]


def test_making_the_room_cannot_be_undone(room: Room) -> None:
    mark(room, 1, "/")
    assert room.undo(by=LEAD) == "Mark /"
    assert room.undo(by=LEAD) is None


def test_undo_is_there_after_reopening(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    mark(room, 1, "/")
    room.close()
    again = on_disk.open()
    assert again.undo(by=LEAD) == "Mark /"
    assert codes(again) == []
    again.close()


def test_a_new_act_ends_what_could_be_redone(room: Room) -> None:
    for code in ("/", "L", "N"):
        mark(room, 1, code)
    room.undo(by=LEAD)
    room.undo(by=LEAD)
    mark(room, 2, "I")
    assert room.redo(by=LEAD) is None
    assert room.undo(by=LEAD) == "Mark I"
    assert room.redo(by=LEAD) == "Mark I"
    assert codes(room) == [(1, "/"), (2, "I")]


def test_an_empty_act_does_not_end_what_could_be_redone(room: Room) -> None:
    mark(room, 1, "/")
    mark(room, 1, "L")
    room.undo(by=LEAD)
    mark(room, 1, "/")
    assert room.redo(by=LEAD) == "Mark L"


def test_undo_brings_back_a_row_with_its_id_and_what_hangs_on_it(room: Room) -> None:
    with room.write("Remove Ayaan", by=LEAD) as connection:
        pupils.set_facts(connection, 1, {FactKind.FORM: "9T"}, MONDAY)
    with room.write("Remove Ayaan", by=LEAD) as connection:
        connection.execute("DELETE FROM pupil_fact WHERE pupil_id = 1")
        rows.delete(connection, Pupil, 1)
    room.undo(by=LEAD)
    with room.read() as connection:
        found = pupils.pupils_on(connection, MONDAY)[0]
    assert (found.pupil.id, found.pupil.legal_forename, found.facts) == (1, "Ayaan", {FactKind.FORM: "9T"})


def test_the_record_keeps_before_and_after_of_every_change(room: Room) -> None:
    mark(room, 1, "N")
    mark(room, 1, "I")
    room.undo(by=LEAD)
    with room.read() as connection:
        sql = (
            "SELECT step.label, json_extract(before, '$.code'), json_extract(after, '$.code') "
            "FROM change JOIN step ON step.id = step_id WHERE table_name = 'session_mark' ORDER BY change.id"
        )
        found = [tuple(row) for row in connection.execute(sql)]
    assert found == [("Mark N", None, "N"), ("Mark I", "N", "I"), ("Undo: Mark I", "I", "N")]


def test_changed_tables_are_those_of_every_step_since_they_were_asked_for(room: Room) -> None:
    room.take_changed_tables()
    mark(room, 1, "/")
    with room.write("Change a pupil", by=LEAD) as connection:
        connection.execute("UPDATE pupil SET legal_forename = 'Ada' WHERE id = 1")
    assert room.take_changed_tables() == {"session_mark", "pupil"}
    assert room.take_changed_tables() == frozenset()
    room.undo(by=LEAD)
    assert room.take_changed_tables() == {"pupil"}


def test_nothing_can_be_written_outside_a_step(room: Room) -> None:
    with pytest.raises(DatabaseError, match="readonly"), room.read() as connection:
        registers.add_session_marks(connection, [SessionMark(1, MONDAY, "AM", "/")])


def test_a_misspelt_table_cannot_come_into_being(room: Room) -> None:
    with pytest.raises(DatabaseError, match="not authorized"), room.write("Misspell", by=LEAD) as connection:
        connection.execute("CREATE TABLE pupils (id INTEGER)")


def mark_by(room: Room, staff_id: int) -> None:
    with room.write("Mark", by=staff_id) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", "/"))


def test_only_present_staff_who_may_write_can_write(room: Room) -> None:
    with room.write("Add people", by=LEAD) as connection:
        reader = staff.add(connection, Staff(Role.READ_ONLY, MONDAY), "Ola Reid")
        leaver = staff.add(connection, Staff(Role.LEAD, MONDAY, left_on=MONDAY), "Jo Gone")
    for stranger in (99, reader, leaver):
        with pytest.raises(UserError):
            mark_by(room, stranger)
        with pytest.raises(UserError):
            room.undo(by=stranger)
    assert codes(room) == []


def test_the_record_of_changes_cannot_be_changed(room: Room) -> None:
    mark(room, 1, "/")
    for sql in (
        "DELETE FROM change",
        "UPDATE change SET after = '{}'",
        "DELETE FROM step",
        "UPDATE step SET label = 'x'",
    ):
        with pytest.raises(DatabaseError, match="only grows"), room.write("Cheat", by=LEAD) as connection:
            connection.execute(sql)


def test_an_id_never_comes_again(room: Room) -> None:
    mark(room, 1, "/")
    room.undo(by=LEAD)
    mark(room, 2, "L")
    with room.read() as connection:
        found = connection.execute("SELECT id FROM session_mark").fetchall()
    assert found == [(2,)]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("session_mark", "(1, '2026-02-30', 'AM', '/')"),
        ("session_mark", "(1, '23/11/2026', 'AM', '/')"),
        ("session_mark", "(1, '2026-11-23', 'EVE', '/')"),
        ("session_mark", "(99, '2026-11-23', 'AM', '/')"),
    ],
)
def test_the_file_itself_refuses_what_cannot_be_true(room: Room, table: str, values: str) -> None:
    sql = f"INSERT INTO {table} (pupil_id, marked_on, session, code) VALUES {values}"  # noqa: S608
    with pytest.raises(DatabaseError), room.write("Wrong", by=LEAD) as connection:
        connection.execute(sql)


def test_a_room_opened_for_reading_writes_nothing(on_disk: RoomUnderTest) -> None:
    reader = on_disk.open(is_read_only=True)
    with pytest.raises(UserError, match="reading only"):
        mark(reader, 1, "/")
    with pytest.raises(UserError, match="reading only"):
        reader.undo(by=LEAD)
    reader.close()


def test_a_reader_sees_what_the_writer_committed(on_disk: RoomUnderTest) -> None:
    writer, reader = on_disk.open(), on_disk.open(is_read_only=True)
    mark(writer, 1, "/")
    assert codes(reader) == [(1, "/")]
    writer.close()
    reader.close()


def test_a_fact_holds_from_its_date_and_leaves_the_past_alone(room: Room) -> None:
    with room.write("Move form", by=LEAD) as connection:
        pupils.set_facts(connection, 1, {FactKind.FORM: "9T"}, date(2026, 9, 1))
        pupils.set_facts(connection, 1, {FactKind.FORM: "9B"}, MONDAY)
    with room.read() as connection:
        before = pupils.pupils_on(connection, date(2026, 11, 22))[0].facts
        after = pupils.pupils_on(connection, MONDAY)[0].facts
    assert (before, after) == ({FactKind.FORM: "9T"}, {FactKind.FORM: "9B"})


def test_an_update_writes_every_field_of_a_pupil(room: Room) -> None:
    full = Pupil(
        id=2,
        legal_surname="O'Neill",
        legal_forename="Seán",
        upn="B801200005001",
        preferred_forename="Shay",
        date_of_birth=date(2013, 2, 28),
        sex="M",
        left_on=MONDAY,
    )
    with room.write("Edit Seán", by=LEAD) as connection:
        pupils.update(connection, full)
    with room.read() as connection:
        assert pupils.all_pupils(connection)[1] == full
    assert replace(full, preferred_forename=None).name == "Seán O'Neill"


def test_the_next_step_to_undo_says_who_and_when(room: Room, on_disk: RoomUnderTest) -> None:
    mark(room, 1, "/")
    with room.read() as connection:
        step = history.step_to_undo(connection)
    assert step is not None
    assert (step.label, step.staff_id, step.taken_at) == ("Mark /", LEAD, on_disk.clock.now)


def test_writing_the_same_value_again_writes_nothing(room: Room) -> None:
    before = steps(room)
    with room.read() as connection:
        sean = pupils.all_pupils(connection)[1]
    with room.write("Edit Seán", by=LEAD) as connection:
        pupils.update(connection, sean)
    assert steps(room) == before


def test_a_worker_reads_through_a_connection_of_its_own(room: Room) -> None:
    mark(room, 1, "/")
    found: list[list[tuple[int, str]]] = []

    def work() -> None:
        with room.reader() as reader:
            found.append(codes(reader))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [[(1, "/")]]
    mark(room, 2, "L")
    assert codes(room) == [(1, "/"), (2, "L")]


def test_a_mark_does_not_wait_for_a_worker_that_has_read(room: Room) -> None:
    with room.reader() as reader:
        assert codes(reader) == []
        mark(room, 1, "/")
        assert codes(reader) == [(1, "/")]
        with pytest.raises(UserError, match="reading only"):
            mark(reader, 1, "L")
