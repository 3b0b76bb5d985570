"""Signing in by name, handing over, unlocking: quick on the window's thread, slow parts on any."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.staff import Role
from iap_desktop.services import people, pupils, rooms, sign_in
from iap_desktop.services.commands import run
from iap_desktop.storage.errors import NotARoom, WrongPassphrase
from iap_desktop.storage.room import Room
from iap_desktop.system import lease
from iap_desktop.system.errors import UserError
from iap_desktop.system.lease import AlreadyOpen
from tests.rooms import LEAD, LIGHT, MONDAY, PASSPHRASE, RoomUnderTest, code_on
from tests.services.conftest import SCHOOL
from tests.system.faults import file_size_limit

JO = 2
JOS = "four brisk herons"


@pytest.fixture
def shared(room: Room) -> Room:
    """Sam is signed in; Jo has a passphrase too."""
    people.add_person(room, people.NewPerson("Jo Lund", Role.PRACTITIONER, JOS, LIGHT), by=LEAD)
    return room


def code_of(room: Room) -> str:
    return code_on(room.folder.parent / "room - recovery sheet.pdf")


def test_who_can_sign_in_is_known_before_any_passphrase(shared: Room, tmp_path: Path) -> None:
    assert sign_in.people_of(shared.folder) == (
        sign_in.KnownPerson(JO, "Jo Lund"),
        sign_in.KnownPerson(LEAD, "Sam Carter"),
    )
    with pytest.raises(NotARoom):
        sign_in.people_of(tmp_path / "none")


def test_a_person_signs_in_with_an_own_passphrase_only(shared: Room, on_disk: RoomUnderTest) -> None:
    shared.close()
    with pytest.raises(WrongPassphrase):
        sign_in.sign_in(on_disk.folder, JO, PASSPHRASE, on_disk.clock)
    room = sign_in.sign_in(on_disk.folder, JO, JOS, on_disk.clock)
    assert (room.entry.staff_id, room.entry.name, people.role_of(room)) == (JO, "Jo Lund", Role.PRACTITIONER)
    room.close()


@pytest.mark.usefixtures("shared")
def test_a_room_that_is_open_says_who_has_it_and_can_still_be_read(on_disk: RoomUnderTest) -> None:
    with pytest.raises(AlreadyOpen, match="Sam Carter") as raised:
        sign_in.sign_in(on_disk.folder, JO, JOS, on_disk.clock)
    assert raised.value.holder is not None
    assert raised.value.holder.who == "Sam Carter"
    reader = sign_in.sign_in(on_disk.folder, JO, JOS, on_disk.clock, is_read_only=True)
    assert (reader.is_read_only, people.role_of(reader)) == (True, Role.PRACTITIONER)
    reader.close()


def test_the_room_stays_open_while_another_person_takes_over(shared: Room) -> None:
    with pytest.raises(WrongPassphrase):
        sign_in.change_person(shared, JO, PASSPHRASE)
    assert shared.entry.staff_id == LEAD
    sign_in.change_person(shared, JO, JOS)
    assert (shared.entry.staff_id, shared.entry.name) == (JO, "Jo Lund")
    holder = lease.read_holder(shared.folder)
    assert holder is not None
    assert holder.who == "Jo Lund"
    run(shared, pupils.PutPupil(Pupil("Khan", "Ayaan"), {}, MONDAY), by=JO)
    shared.back_up()


def test_the_recovery_code_is_taken_wherever_a_passphrase_is(shared: Room) -> None:
    sign_in.verify(shared, code_of(shared))
    assert shared.entry.staff_id == LEAD
    sign_in.change_person(shared, JO, code_of(shared))
    assert people.role_of(shared) is None
    assert shared.entry.name == ""
    with pytest.raises(UserError, match="recovery code"):
        rooms.acting_staff(shared)


def test_unlocking_takes_the_passphrase_of_whoever_locked(shared: Room) -> None:
    sign_in.verify(shared, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        sign_in.verify(shared, JOS)
    sign_in.change_person(shared, JO, code_of(shared))
    for passphrase in (PASSPHRASE, JOS):  # else a colleague could go on with the code's rights
        with pytest.raises(WrongPassphrase):
            sign_in.verify(shared, passphrase)
    sign_in.verify(shared, code_of(shared))


def test_an_entry_from_before_a_rekeying_is_refused(shared: Room) -> None:
    entry = sign_in.unlock_entry(shared, JO, JOS)
    people.reset_passphrase(shared, JO, "nine quick lapwings", LIGHT, by=LEAD)
    with pytest.raises(UserError, match="keys were changed"):
        sign_in.become(shared, entry)


def test_a_passphrase_is_tried_on_a_worker_while_a_step_is_under_way(shared: Room) -> None:
    with ThreadPoolExecutor(1) as worker, shared.write("Wait", by=LEAD):
        entry = worker.submit(sign_in.unlock_entry, shared, JO, JOS).result()
        worker.submit(sign_in.verify, shared, PASSPHRASE).result()
    sign_in.become(shared, entry)
    assert shared.entry.staff_id == JO


def test_a_full_disk_keeps_nobody_locked_out(shared: Room) -> None:
    entry = sign_in.unlock_entry(shared, JO, JOS)
    with file_size_limit(0):
        sign_in.become(shared, entry)
    assert shared.entry.staff_id == JO


def test_a_room_is_made_and_opened_on_a_worker_and_used_here(tmp_path: Path) -> None:
    under_test = RoomUnderTest(tmp_path / "room")
    with ThreadPoolExecutor(1) as worker:
        worker.submit(rooms.make_room, under_test.folder, SCHOOL, under_test.clock).result()
        room = worker.submit(sign_in.sign_in, under_test.folder, LEAD, PASSPHRASE, under_test.clock).result()
    run(room, pupils.PutPupil(Pupil("Khan", "Ayaan"), {}, MONDAY), by=LEAD)
    room.close()
    under_test.open().close()


def test_two_threads_take_turns_in_one_room(room: Room) -> None:
    def add(number: int) -> None:
        run(room, pupils.PutPupil(Pupil("Khan", f"Child {number}"), {}, MONDAY), by=LEAD)
        room.keep(lambda connection: connection.execute("DELETE FROM draft"))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(add, range(24)))
    assert len(pupils.pupil_list(room, MONDAY)) == 24
