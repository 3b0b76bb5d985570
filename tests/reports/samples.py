"""Weeks of invented pupils, from plain to awkward, that the tests of the sheets are made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from iap_desktop.domain.registers import Place
from iap_desktop.domain.weekly import (
    AttendanceFigures,
    PeriodCell,
    Printing,
    SessionCell,
    WeekDay,
    WeeklySummary,
    WeekRow,
)

MONDAY = date(2026, 11, 16)
PRINTING = Printing("Parent copy", "S. Carter", datetime(2026, 11, 20, 14, 12, tzinfo=UTC))
LONG_NAME = ("Oluwaseun-Babatunde", "Adébáyò-Fitzgerald-O'Shaughnessy")

ROOM = PeriodCell(Place.IN_ROOM)
HERE = {
    "AM": SessionCell("/", "Present", is_present=True),
    "PM": SessionCell("\\", "Present", is_present=True),
}
LATE = SessionCell("L", "Late", is_present=True, minutes_late=8)
ILL = SessionCell("I", "Illness")


def lesson(name: str) -> PeriodCell:
    return PeriodCell(Place.IN_LESSON, detail=name)


def week_days() -> tuple[WeekDay, ...]:
    return tuple(WeekDay(MONDAY + timedelta(days=number)) for number in range(5))


def plain_rows() -> tuple[WeekRow, ...]:
    here, there = HERE["AM"], HERE["PM"]
    away = PeriodCell(Place.NOT_IN_SCHOOL)
    return (
        WeekRow("Morning", (here, here, LATE, here, here)),
        WeekRow("P1", (ROOM, ROOM, PeriodCell(Place.LATE, 8), lesson("Art"), ROOM), "08:50\N{EN DASH}09:50"),
        WeekRow("P2", (ROOM, lesson("Music"), ROOM, ROOM, lesson("English")), "09:50\N{EN DASH}10:50"),
        WeekRow("P3", (lesson("French"), ROOM, ROOM, lesson("Music"), ROOM), "11:10\N{EN DASH}12:10"),
        WeekRow(
            "P4", (ROOM, lesson("Art"), PeriodCell(Place.LEFT_ROOM), ROOM, ROOM), "12:10\N{EN DASH}13:10"
        ),
        WeekRow("Afternoon", (there, there, there, SessionCell(), ILL)),
        WeekRow(
            "P5",
            (PeriodCell(Place.ELSEWHERE, detail="Mentor"), ROOM, ROOM, PeriodCell(), away),
            "14:00\N{EN DASH}15:00",
        ),
    )


def figures(**changes: object) -> AttendanceFigures:
    plain = AttendanceFigures(
        possible=9,
        attended=8,
        authorised=1,
        unauthorised=0,
        part_time=0,
        late=1,
        minutes_late=8,
        unmarked=((date(2026, 11, 19), "PM"),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def summary(**changes: object) -> WeeklySummary:
    plain = WeeklySummary(
        number=7,
        forename="Imogen",
        surname="Clarke",
        year_group="7",
        form="7C",
        week_starts_on=MONDAY,
        week_letter="A",
        school_name="St Bede's School",
        room_name="The Bridge",
        key_adult="Ms Bell",
        room_phone="01632 960 114",
        logo_png=None,
        days=week_days(),
        rows=plain_rows(),
        figures=figures(),
        comment="Three English lessons in a row from start to finish, with a hand up twice.\n"
        "Imogen asked for a quiet minute on Wednesday, took four, and came back to maths.",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def crowded() -> WeeklySummary:
    """Nine periods, long names and subjects, a closure, a missing period and much left unmarked."""
    subject = lesson("Design and technology: food")
    names = [f"Period {number}" for number in range(1, 10)]
    cells = (
        subject,
        None,
        PeriodCell(),
        PeriodCell(Place.IN_LESSON, 12, "Religion, philosophy and ethics"),
        None,
    )
    rows = [WeekRow(name, cells, "08:50\N{EN DASH}09:30") for name in names]
    trip = SessionCell("V", "Educational visit or trip", is_present=True)
    part_time = SessionCell("C2", "Part-time timetable")
    rows.insert(0, WeekRow("Morning", (trip, part_time, SessionCell(), LATE, None)))
    rows.insert(
        6,
        WeekRow(
            "Afternoon", (HERE["PM"], SessionCell("Y1", "Transport not available"), SessionCell(), LATE, None)
        ),
    )
    days = (*week_days()[:4], WeekDay(MONDAY + timedelta(days=4), "INSET day"))
    return summary(
        forename=LONG_NAME[0],
        surname=LONG_NAME[1],
        year_group="10",
        form="10 Brontë",
        room_name="The Bridge inclusion and reintegration base",
        school_name="The Blessed Hugh Faringdon and St Bede's Church of England Academy",
        key_adult="Mrs Featherstonehaugh-Cholmondeley",
        days=days,
        rows=tuple(rows),
        figures=figures(
            possible=5,
            attended=4,
            authorised=1,
            part_time=1,
            late=2,
            minutes_late=16,
            unmarked=((MONDAY + timedelta(days=2), "AM"), (MONDAY + timedelta(days=2), "PM")),
        ),
        comment="A good week with a hard Thursday. " * 44,
    )


def empty_week() -> WeeklySummary:
    """A week in which nothing was marked and nothing written."""
    rows = tuple(
        WeekRow(row.label, tuple(type(cell)() if cell else None for cell in row.cells), row.times)
        for row in plain_rows()
    )
    unmarked = tuple((day.on, session) for day in week_days() for session in ("AM", "PM"))
    nothing = figures(possible=0, attended=0, authorised=0, late=0, minutes_late=0, unmarked=unmarked)
    return summary(rows=rows, figures=nothing, comment="")


def week_to_come() -> WeeklySummary:
    """A week of which no day has come."""
    rows = tuple(
        WeekRow(
            row.label, tuple(cell and replace(type(cell)(), is_to_come=True) for cell in row.cells), row.times
        )
        for row in plain_rows()
    )
    nothing = figures(possible=0, attended=0, authorised=0, late=0, minutes_late=0, unmarked=())
    return summary(rows=rows, figures=nothing, comment="")


def closed_week() -> WeeklySummary:
    days = tuple(replace(day, closed_because="Autumn half-term") for day in week_days())
    rows = tuple(WeekRow(row.label, (None,) * 5, row.times) for row in plain_rows())
    nothing = figures(possible=0, attended=0, authorised=0, late=0, minutes_late=0, unmarked=())
    return summary(days=days, rows=rows, figures=nothing, comment="")
