"""Every command, found by itself: it has a label and survives undo and redo."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import is_dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from iap_desktop import services
from iap_desktop.domain.bell_times import BellTimes, Period, PeriodKind
from iap_desktop.domain.calendar import AcademicYear, Closure, ClosureKind, Term
from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.imports import FoundContact, FoundPupil, PupilList
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.school import SafeguardingLead, SettingKind
from iap_desktop.domain.school_years import bank_holidays, default_year
from iap_desktop.domain.staff import Role, Staff
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services import (
    bell_pages,
    import_reading,
    people,
    placements,
    pupil_acts,
    pupil_import,
    pupils,
    register_cells,
    registers,
    school,
    set_up,
    year_pages,
)
from iap_desktop.services.commands import run
from iap_desktop.storage import audit, rows, staff
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY

Snapshot = dict[str, list[tuple[object, ...]]]


def every_command() -> dict[str, type]:
    found: dict[str, type] = {}
    for path in Path(str(services.__file__)).parent.glob("*.py"):
        module = importlib.import_module(f"iap_desktop.services.{path.stem}")
        for name, value in vars(module).items():
            if is_dataclass(value) and hasattr(value, "apply") and value.__module__ == module.__name__:
                assert isinstance(value, type)
                found[name] = value
    return found


def first(room: Room, cls: type[Any]) -> Any:  # noqa: ANN401 - any row
    with room.read() as connection:
        return rows.select(connection, cls, "ORDER BY id LIMIT 1")[0]


def import_command(room: Room) -> pupil_import.ImportPupils:
    row = FoundPupil(
        2,
        {"legal_surname": "Nowak", "legal_forename": "Kacper", "date_of_birth": date(2013, 5, 4)},
        {FactKind.FORM: "8T"},
        (FoundContact("Nowak", 1, forename="Anna", phone="01632 960001"),),
    )
    preview = pupil_import.preview_import(room, PupilList("list.csv", (row,)), MONDAY)
    return pupil_import.ImportPupils(preview, MONDAY)


def ordering(room: Room) -> pupil_acts.OrderContacts:
    run(room, pupils.PutContact(Contact(1, 2, "Osei")), by=LEAD)
    return pupil_acts.OrderContacts(1, (2, 1))


def add_year(_: Room) -> school.AddYear:
    off = bank_holidays(date(2031, 9, 1), date(2032, 8, 31))
    year = default_year(2031, off)
    return school.AddYear(year.year, year.terms, year.closures)


def bell_times(_: Room) -> school.SetBellTimes:
    morning = Period(0, 0, 1, "P1", time(9), time(12), PeriodKind.LESSON, "AM")
    afternoon = Period(0, 0, 2, "P2", time(13), time(15), PeriodKind.LESSON, "PM")
    return school.SetBellTimes(BellTimes("Short days", date(2027, 1, 4)), (morning, afternoon))


def corrected_bell_times(room: Room) -> bell_pages.CorrectBellTimes:
    set_times = bell_times(room)
    bells = replace(set_times.bell_times, name="Shorter days", id=run(room, set_times, by=LEAD))
    return bell_pages.CorrectBellTimes(bells, set_times.periods)


def returning(room: Room) -> pupils.ReturnToSchool:
    run(room, pupils.LeaveSchool(1, MONDAY), by=LEAD)
    return pupils.ReturnToSchool(1)


EXAMPLES: dict[str, Callable[[Room], Any]] = {
    "MarkSessions": lambda _: registers.MarkSessions((SessionMark(1, MONDAY, "AM", "L", 5),)),
    "MarkPeriods": lambda room: registers.MarkPeriods(
        (PeriodMark(1, MONDAY, first(room, Period).id, Place.IN_LESSON, detail="Art"),)
    ),
    "ClearMarks": lambda room: registers.ClearMarks((first(room, SessionMark),), (first(room, PeriodMark),)),
    "MarkCells": lambda room: register_cells.MarkCells(
        sessions=(SessionMark(2, MONDAY, "AM", "/"),),
        cleared_periods=(first(room, PeriodMark),),
        titles=("morning register",),
    ),
    "FillBlanks": lambda _: register_cells.FillBlanks(
        (SessionMark(1, MONDAY, "PM", "\\"),), (PeriodMark(2, MONDAY, 1, Place.IN_ROOM),)
    ),
    "WriteComment": lambda _: registers.WriteComment(WeeklyComment(1, MONDAY, "A calm week.")),
    "ImportPupils": import_command,
    "WatchedImport": lambda room: import_reading.WatchedImport(import_command(room).preview, MONDAY),
    "AddPupil": lambda _: pupil_acts.AddPupil(
        Pupil("Hassan", "Leila"), {FactKind.FORM: "10A"}, MONDAY, starts_on=MONDAY, key_adult_id=LEAD
    ),
    "OrderContacts": ordering,
    "ChangePlacement": lambda room: pupil_acts.ChangePlacement(
        replace(first(room, Placement), starts_on=date(2026, 9, 7))
    ),
    "PutPupil": lambda _: pupils.PutPupil(Pupil("Hassan", "Leila"), {FactKind.FORM: "10A"}, MONDAY),
    "SetFacts": lambda _: pupils.SetFacts(1, {FactKind.EAL: "Y"}, MONDAY),
    "LeaveSchool": lambda _: pupils.LeaveSchool(1, date(2026, 11, 27)),
    "ReturnToSchool": returning,
    "RemovePupil": lambda _: pupils.RemovePupil(2),
    "PutContact": lambda _: pupils.PutContact(Contact(1, 1, "Khan", phone="01632 960002")),
    "RemoveContact": lambda room: pupils.RemoveContact(first(room, Contact)),
    "PlacePupil": lambda _: placements.PlacePupil(
        Placement(2, MONDAY), (placements.Slot(1, "A", "P1"),), LEAD
    ),
    "EndPlacement": lambda room: placements.EndPlacement(first(room, Placement).id, date(2026, 12, 18)),
    "SetPattern": lambda room: placements.SetPattern(
        first(room, Placement).id, MONDAY, (placements.Slot(2, "", "P2"),)
    ),
    "SetKeyAdult": lambda room: placements.SetKeyAdult(first(room, Placement).id, MONDAY, None),
    "SetSettings": lambda _: school.SetSettings({SettingKind.ROOM_NAME: "The Harbour"}, date(2027, 1, 4)),
    "SetSafeguardingLeads": lambda _: school.SetSafeguardingLeads(
        (SafeguardingLead(1, "Dr Osei", MONDAY, "Room 4"), SafeguardingLead(2, "Ms Lund", MONDAY)), MONDAY
    ),
    "AddYear": add_year,
    "AddTerm": lambda room: school.AddTerm(
        Term(first(room, Term).academic_year_id, "Term 7", date(2026, 8, 5), date(2026, 8, 6))
    ),
    "RemoveTerm": lambda room: school.RemoveTerm(first(room, Term)),
    "SplitAtHalfTerms": lambda room: year_pages.SplitAtHalfTerms(first(room, AcademicYear)),
    "PutTerm": lambda room: school.PutTerm(replace(first(room, Term), name="Michaelmas term")),
    "PutClosure": lambda _: school.PutClosure(
        Closure(ClosureKind.INSET, "INSET day", date(2027, 1, 4), date(2027, 1, 4))
    ),
    "RemoveClosure": lambda room: school.RemoveClosure(first(room, Closure)),
    "SetWeekLetters": lambda _: school.SetWeekLetters({MONDAY: "B", date(2026, 11, 16): ""}),
    "SetBellTimes": bell_times,
    "CorrectBellTimes": corrected_bell_times,
    "CloseDays": lambda _: year_pages.CloseDays(ClosureKind.OCCASIONAL, "Snow", MONDAY, date(2026, 11, 24)),
    "OpenDays": lambda _: year_pages.OpenDays(date(2026, 10, 28), date(2026, 10, 28)),
    "SetUpSchool": lambda _: set_up.SetUpSchool(None, (), MONDAY, ""),
    "AddTypedPupils": lambda _: set_up.AddTypedPupils((set_up.TypedPupil(1, "Hassan", "Leila"),), MONDAY),
    "RenamePerson": lambda _: people.RenamePerson(LEAD, "Sam Carter-Bell", MONDAY),
    "SetRole": lambda _: people.SetRole(2, Role.LEAD),
}


@pytest.fixture
def furnished(room: Room) -> Room:
    """A colleague and two pupils; the first pupil is placed, has a contact and is marked."""
    with room.write("Furnish", by=LEAD) as connection:
        for pupil in (Pupil("Khan", "Ayaan"), Pupil("O'Neill", "Seán")):
            stored.add(connection, pupil)
        staff.add(connection, Staff(Role.PRACTITIONER, MONDAY), "Jo Lund")
        rows.insert(connection, Contact(1, 1, "Khan", forename="Sara"))
        rows.insert(connection, Placement(1, date(2026, 9, 3)))
        rows.insert(connection, SessionMark(1, MONDAY, "AM", "/"))
        rows.insert(connection, PeriodMark(1, MONDAY, 1, Place.IN_ROOM))
    return room


def snapshot(room: Room) -> Snapshot:
    with room.read() as connection:
        return {
            table: connection.execute(f'SELECT * FROM "{table}" ORDER BY id').fetchall()  # noqa: S608
            for table in audit.audited_tables(connection)
        }


def test_every_command_has_an_example() -> None:
    assert set(every_command()) == set(EXAMPLES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_command_has_a_label_and_survives_undo_and_redo(furnished: Room, name: str) -> None:
    command = EXAMPLES[name](furnished)
    assert command.label[0].isupper()
    before = snapshot(furnished)
    run(furnished, command, by=LEAD)
    after = snapshot(furnished)
    assert after != before
    assert furnished.undo(by=LEAD) == command.label
    assert snapshot(furnished) == before
    assert furnished.redo(by=LEAD) == command.label
    assert snapshot(furnished) == after
