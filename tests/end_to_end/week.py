"""The week that the stories tell: twelve pupils, who was late or away, and what is written about each."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from iap_desktop.domain.registers import PeriodMark, SessionMark
from iap_desktop.services.commands import run
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.rooms import NewRoom, make_room
from iap_desktop.services.set_up import AddTypedPupils, TypedPupil
from iap_desktop.storage import registers
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, LIGHT, MONDAY, SettableClock

SECRET = "kettle river seven moth"

PUPILS = (
    ("Khan", "Ayaan", 9), ("Novak", "Bea", 8), ("Reid", "Callum", 10), ("Popov", "Dina", 7),
    ("Hughes", "Ewan", 9), ("Olsen", "Freya", 8), ("Adeyemi", "Grace", 11), ("Malik", "Hassan", 10),
    ("Byrne", "Isla", 7), ("Turner", "Jack", 9), ("Mensah", "Kofi", 8), ("Stone", "Leah", 10),
)  # fmt: skip
FRIDAY = MONDAY + timedelta(days=4)
DAYS = tuple(MONDAY + timedelta(days=number) for number in range(5))

# Who was not simply present: by day and session, the row in the register and what is typed there.
EXCEPTIONS: dict[tuple[int, str], dict[int, str]] = {
    (0, "AM"): {2: "L12", 6: "N", 8: "L5"},
    (0, "PM"): {6: "I"},
    (1, "AM"): {0: "I", 11: "L20"},
    (1, "PM"): {0: "I"},
    (2, "AM"): {4: "L3"},
    (3, "AM"): {2: "N", 3: "L45"},
    (3, "PM"): {2: "I"},
    (4, "AM"): {9: "M"},
}
SCHOOL = ("St Bede's School", "The Bridge", "Sam Carter")
Marks = dict[tuple[str, str, str], tuple[str, int | None]]


def room_of_twelve(folder: Path, clock: SettableClock) -> Path:
    """A room with the twelve on its list, closed; gives its folder."""
    make_room(folder, NewRoom(*SCHOOL, SECRET, cost=LIGHT), clock)
    room = open_room(folder, SECRET, clock)
    typed = (TypedPupil(n, *one[:2], str(one[2])) for n, one in enumerate(PUPILS, start=1))
    run(room, AddTypedPupils(tuple(typed), clock.now.date()), by=LEAD)
    room.close()
    return folder


def pupil_file(folder: Path) -> Path:
    """The list as the school office saves it."""
    lines = [f"{surname},{forename},{year},{year}T" for surname, forename, year in PUPILS]
    file = folder / "pupils.csv"
    file.write_text("\n".join(["Surname,Forename,Year,Form", *lines]), encoding="utf-8")
    return file


def expected_marks() -> Marks:
    """Both registers of the week as they have to stand at its end."""
    found: Marks = {}
    for number, day in enumerate(DAYS):
        for session, present in (("AM", "/"), ("PM", "\\")):
            typed = EXCEPTIONS.get((number, session), {})
            for row, (surname, _, _) in enumerate(PUPILS):
                code = typed.get(row, present)
                minutes = int(code[1:]) if code[1:] else None
                found[surname, day.isoformat(), session] = (code[0], minutes)
    return found


def marks_in(room: Room) -> Marks:
    """Both registers of the week as they stand in the room."""
    surnames = surnames_in(room)
    return {
        (surnames[mark.pupil_id], mark.marked_on.isoformat(), mark.session): (mark.code, mark.minutes_late)
        for mark in session_marks_in(room)
    }


def surnames_in(room: Room) -> dict[int, str]:
    """The pupils of the room by number."""
    return {one.pupil.id: one.pupil.legal_surname for one in pupil_list(room, MONDAY)}


def session_marks_in(room: Room) -> list[SessionMark]:
    """Every session mark of the term."""
    with room.read() as connection:
        return registers.session_marks_between(connection, date(2025, 9, 1), date(2027, 7, 31))


def period_marks_in(room: Room) -> list[PeriodMark]:
    """Every period mark of the term."""
    with room.read() as connection:
        return registers.period_marks_between(connection, date(2025, 9, 1), date(2027, 7, 31))


def comments_in(room: Room) -> dict[str, str]:
    """What is written about the week, by surname."""
    surnames = surnames_in(room)
    with room.read() as connection:
        return {surnames[pupil]: text for pupil, text in registers.comments(connection, MONDAY).items()}


def comment_on(number: int) -> str:
    """What is written about one pupil; nothing in it is another pupil's name."""
    return f"Settled, note {number + 1}."
