"""The room against a plain model of it: random acts, undo, redo, reopening, and being cut off."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from iap_desktop.domain.registers import SessionMark
from iap_desktop.storage import history, registers, rows
from iap_desktop.storage.connection import check_file
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY, RoomUnderTest, bare_room

Marks = dict[tuple[int, str], str]
PUPILS = st.integers(1, 2)
SESSIONS = st.sampled_from(["AM", "PM"])
CODES = st.sampled_from(["/", "L", "N", "C2"])


class CutOffError(Exception):
    """Stands for whatever stops an act half-way."""


class RoomMachine(RuleBasedStateMachine):
    """`marks` is what the room should hold; `done` and `undone` are the states before and after each act."""

    @initialize()
    def make(self) -> None:
        self.parent = Path(tempfile.mkdtemp())
        self.on_disk: RoomUnderTest = bare_room(self.parent / "room")
        self.room: Room = self.on_disk.open()
        self.marks: Marks = {}
        self.done: list[Marks] = []
        self.undone: list[Marks] = []

    @rule(pupil=PUPILS, session=SESSIONS, code=CODES)
    def mark(self, pupil: int, session: str, code: str) -> None:
        with self.room.write("Mark", by=LEAD) as connection:
            registers.put_session_mark(connection, SessionMark(pupil, MONDAY, session, code))
        self._expect({**self.marks, (pupil, session): code})

    @rule(code=CODES)
    def mark_everyone(self, code: str) -> None:
        with self.room.write("Mark all", by=LEAD) as connection:
            for pupil in (1, 2):
                registers.put_session_mark(connection, SessionMark(pupil, MONDAY, "AM", code))
        self._expect({**self.marks, (1, "AM"): code, (2, "AM"): code})

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def clear(self, data: st.DataObject) -> None:
        pupil, session = data.draw(st.sampled_from(sorted(self.marks)))
        with self.room.write("Clear", by=LEAD) as connection:
            found = registers.session_mark(connection, pupil, MONDAY, session)
            assert found is not None
            rows.delete(connection, SessionMark, found.id)
        self._expect({key: code for key, code in self.marks.items() if key != (pupil, session)})

    @rule(pupil=PUPILS, code=CODES)
    def be_cut_off(self, pupil: int, code: str) -> None:
        with pytest.raises(CutOffError):
            self._mark_and_stop(pupil, code)

    def _mark_and_stop(self, pupil: int, code: str) -> None:
        with self.room.write("Mark", by=LEAD) as connection:
            registers.put_session_mark(connection, SessionMark(pupil, MONDAY, "PM", code))
            raise CutOffError

    @rule()
    def undo(self) -> None:
        label = self.room.undo(by=LEAD)
        assert (label is not None) == bool(self.done)
        if self.done:
            self.undone.append(self.marks)
            self.marks = self.done.pop()

    @rule()
    def redo(self) -> None:
        label = self.room.redo(by=LEAD)
        assert (label is not None) == bool(self.undone)
        if self.undone:
            self.done.append(self.marks)
            self.marks = self.undone.pop()

    @rule(days=st.integers(0, 2))
    def reopen(self, days: int) -> None:
        self.room.close()
        self.on_disk.clock.advance(days=days)
        self.room = self.on_disk.open()

    @rule()
    def move_to_a_copy_taken_while_open(self) -> None:
        """What a power cut leaves: the files as they lie there, without a close."""
        copy = Path(tempfile.mkdtemp(dir=self.parent)) / "room"
        shutil.copytree(self.on_disk.folder, copy, ignore=shutil.ignore_patterns("room.lock", "room.open*"))
        self.room.close()
        self.on_disk = RoomUnderTest(copy, self.on_disk.clock)
        self.room = self.on_disk.open()

    @invariant()
    def the_room_holds_what_it_should(self) -> None:
        with self.room.read() as connection:
            found = registers.session_marks_between(connection, MONDAY, MONDAY)
        assert {(mark.pupil_id, mark.session): mark.code for mark in found} == self.marks

    @invariant()
    def the_file_is_sound_and_the_record_complete(self) -> None:
        with self.room.read() as connection:
            assert check_file(connection) is None
            assert (history.step_to_redo(connection) is not None) == bool(self.undone)
            orphans = "SELECT count(*) FROM step WHERE id NOT IN (SELECT step_id FROM change)"
            assert connection.execute(orphans).fetchone() == (0,)

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.room.close()
            shutil.rmtree(self.parent)

    def _expect(self, marks: Marks) -> None:
        if marks != self.marks:
            self.done.append(self.marks)
            self.undone.clear()
            self.marks = marks


TestRoomMachine = RoomMachine.TestCase
TestRoomMachine.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestRoomMachine = pytest.mark.long(TestRoomMachine)
