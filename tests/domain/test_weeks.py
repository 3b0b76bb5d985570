from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from iap_desktop.domain.attendance import CodeBook
from iap_desktop.domain.bell_times import BellTimes, Period, PeriodKind
from iap_desktop.domain.calendar import Closure, ClosureKind
from iap_desktop.domain.placements import Placement, PlacementKeyAdult
from iap_desktop.domain.pupils import FactKind, Pupil, PupilOnDate
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import StaffName
from iap_desktop.domain.weekly import PeriodCell, SessionCell, WeekDay, WeeklySummary, WeekRow
from iap_desktop.domain.weeks import WeekSources, pupils_of_week, session_cell, week_summary
from tests.domain.helper import calendar_2026, shipped_codes, template

MONDAY = date(2026, 11, 16)
MON, TUE, WED, THU, FRI = (MONDAY + timedelta(days=number) for number in range(5))
PUPIL = PupilOnDate(
    Pupil("Clarke", "Imogen", id=1), {FactKind.YEAR_GROUP: "7", FactKind.FORM: "7C", FactKind.SEN_STATUS: "K"}
)
OLD_DAY = BellTimes("Five by 60", date(2025, 9, 1), id=1)
PERIODS = tuple(
    replace(period, bell_times_id=1, id=number)
    for number, period in enumerate(template("five_by_60").periods, start=1)
)
EVERY_DAY = {period.name: period.id for period in PERIODS if period.weekday == 0}
WEDNESDAY = {period.name: period.id for period in PERIODS if period.weekday == 3}
BLANK, UNMARKED, TO_COME = PeriodCell(), SessionCell(), PeriodCell(is_to_come=True)


def session(on: date, half: str, code: str, minutes: int | None = None) -> SessionMark:
    return SessionMark(1, on, half, code, minutes)


def placed(on: date, name: str, place: Place = Place.IN_ROOM, detail: str | None = None) -> PeriodMark:
    return PeriodMark(1, on, (WEDNESDAY if on == WED else EVERY_DAY)[name], place, detail=detail)


def sources(**changes: Any) -> WeekSources:  # noqa: ANN401 - any field of WeekSources
    plain = WeekSources(
        on=THU,
        calendar=calendar_2026(),
        bell_times=(OLD_DAY,),
        periods=PERIODS,
        codes=shipped_codes(),
        placements=(Placement(1, date(2026, 9, 14), id=5),),
        session_marks=(),
        period_marks=(),
    )
    return replace(plain, **changes)


def summary(**changes: Any) -> WeeklySummary:  # noqa: ANN401 - any field of WeekSources
    return week_summary(sources(**changes), PUPIL)


def row(made: WeeklySummary, label: str) -> WeekRow:
    return next(row for row in made.rows if row.label == label)


def test_the_rows_stand_in_the_order_of_the_day() -> None:
    labels = [row.label for row in summary().rows]
    assert labels == ["Morning", "P1", "P2", "P3", "P4", "Afternoon", "P5"]


def test_the_periods_of_the_day_have_their_times() -> None:
    made = summary()
    assert row(made, "P1").times == "09:00\N{EN DASH}10:00"
    assert row(made, "Morning").times == ""


def test_registration_and_enrichment_take_a_line_only_where_marked() -> None:
    made = summary(period_marks=(placed(WED, "Enrichment"), placed(MON, "Tutor")))
    labels = [row.label for row in made.rows]
    assert labels == ["Morning", "Tutor", "P1", "P2", "P3", "P4", "Afternoon", "P5", "Enrichment"]
    assert row(made, "Enrichment").cells == (None, None, PeriodCell(Place.IN_ROOM), None, None)
    assert row(made, "Tutor").cells == (PeriodCell(Place.IN_ROOM), BLANK, BLANK, BLANK, BLANK)


def test_an_own_weekday_lines_up_by_the_names_of_its_periods() -> None:
    made = summary(period_marks=(placed(WED, "P5", Place.IN_LESSON, "French"), placed(THU, "P5")))
    assert row(made, "P5").cells == (
        BLANK,
        BLANK,
        PeriodCell(Place.IN_LESSON, detail="French"),
        PeriodCell(Place.IN_ROOM),
        BLANK,
    )


def test_session_marks_are_shown_in_plain_words() -> None:
    marks = (
        session(MON, "AM", "/"),
        session(TUE, "AM", "L", 8),
        session(WED, "AM", "I"),
        session(THU, "AM", "C2"),
        session(FRI, "AM", "V"),
        session(MON, "PM", "\\"),
    )
    made = summary(session_marks=marks)
    assert row(made, "Morning").cells == (
        SessionCell("/", "Present", is_present=True),
        SessionCell("L", "Late 8 min", is_present=True, minutes_late=8),
        SessionCell("I", "Ill"),
        SessionCell("C2", "Not due in"),
        SessionCell("V", "Visit or trip", is_present=True),
    )
    assert row(made, "Afternoon").cells[:2] == (SessionCell("\\", "Present", is_present=True), UNMARKED)


def test_an_unknown_code_is_shown_as_unknown() -> None:
    cell = session_cell(session(MON, "AM", "Q9"), CodeBook(shipped_codes()))
    assert cell == SessionCell("Q9", "Unknown code Q9")


def test_a_week_is_counted_as_by_hand() -> None:
    # Mon / \  Tue L8 \  Wed I I  Thu / .  Fri . .   possible 7, attended 5, authorised 2, 3 unmarked
    marks = (
        session(MON, "AM", "/"),
        session(MON, "PM", "\\"),
        session(TUE, "AM", "L", 8),
        session(TUE, "PM", "\\"),
        session(WED, "AM", "I"),
        session(WED, "PM", "I"),
        session(THU, "AM", "/"),
    )
    figures = summary(session_marks=marks).figures
    assert (figures.possible, figures.attended, figures.authorised) == (7, 5, 2)
    assert (figures.late, figures.minutes_late) == (1, 8)
    assert figures.unmarked == ((THU, "PM"), (FRI, "AM"), (FRI, "PM"))


@pytest.mark.parametrize(
    ("until", "unmarked"),
    [
        ((MON - timedelta(days=1), "PM"), ()),
        ((MON, "AM"), ((MON, "AM"),)),
        ((TUE, "AM"), ((MON, "AM"), (MON, "PM"), (TUE, "AM"))),
    ],
)
def test_sessions_to_come_are_not_unmarked_yet(
    until: tuple[date, str], unmarked: tuple[tuple[date, str], ...]
) -> None:
    assert summary(until=until).figures.unmarked == unmarked


def test_cells_tell_what_is_to_come_from_what_is_not_marked() -> None:
    made = summary(until=(TUE, "AM"))
    assert row(made, "Morning").cells == (UNMARKED, UNMARKED, *(SessionCell(is_to_come=True),) * 3)
    assert row(made, "Afternoon").cells == (UNMARKED, *(SessionCell(is_to_come=True),) * 4)
    assert row(made, "P1").cells == (BLANK, BLANK, *(TO_COME,) * 3)
    assert row(made, "P5").cells == (BLANK, *(TO_COME,) * 4)


def test_a_period_is_to_come_until_it_begins() -> None:
    at = {"until": (TUE, "AM"), "now": datetime(2026, 11, 17, 10, 30, tzinfo=UTC)}
    made = summary(**at)
    assert row(made, "P2").cells[1] == BLANK
    assert row(made, "P3").cells[1] == TO_COME
    early = summary(**at, period_marks=(placed(TUE, "P3"),))
    assert row(early, "P3").cells[1] == PeriodCell(Place.IN_ROOM)


def test_a_session_without_a_mark_on_a_day_that_is_closed_after_all_is_not_missing() -> None:
    made = week_summary(replace(closed_on_tuesday(), session_marks=(session(TUE, "AM", "/"),)), PUPIL)
    assert row(made, "Morning").cells[1] == SessionCell("/", "Present", is_present=True)
    assert row(made, "Afternoon").cells[1] is None
    assert row(made, "P1").cells[1] is None


def test_days_before_and_after_the_placement_are_not_unmarked() -> None:
    made = summary(placements=(Placement(1, TUE, WED, id=5),))
    assert made.figures.unmarked == ((TUE, "AM"), (TUE, "PM"), (WED, "AM"), (WED, "PM"))
    assert row(made, "P1").cells == (None, BLANK, BLANK, None, None)
    assert row(made, "Morning").cells == (None, UNMARKED, UNMARKED, None, None)


def test_a_mark_from_before_the_placement_is_shown_and_counted() -> None:
    made = summary(placements=(Placement(1, TUE, id=5),), session_marks=(session(MON, "AM", "/"),))
    assert row(made, "Morning").cells[0] == SessionCell("/", "Present", is_present=True)
    assert made.figures.attended == 1


def test_a_closed_week_says_why_and_expects_nothing() -> None:
    made = summary(on=date(2026, 10, 28))
    assert made.days[0] == WeekDay(date(2026, 10, 26), "Autumn half-term")
    assert all(cell is None for row in made.rows for cell in row.cells)
    assert (made.figures.possible, made.figures.unmarked) == (0, ())
    assert made.week_letter is None


def closed_on_tuesday() -> WeekSources:
    closure = Closure(ClosureKind.OCCASIONAL, "Boiler broken", TUE, TUE)
    return sources(calendar=replace(calendar_2026(), closures=(closure,)))


def test_a_closed_day_has_no_cells() -> None:
    made = week_summary(closed_on_tuesday(), PUPIL)
    assert made.days[1] == WeekDay(TUE, "Boiler broken")
    assert row(made, "P1").cells[1] is None
    assert not any(on == TUE for on, _ in made.figures.unmarked)


def test_a_closure_entered_afterwards_hides_no_mark() -> None:
    marked = replace(closed_on_tuesday(), session_marks=(session(TUE, "AM", "/"),))
    made = week_summary(marked, PUPIL)
    assert made.days[1] == WeekDay(TUE)
    assert made.figures.attended == 1
    open_sessions = [(on, half) for on in (MON, WED, THU, FRI) for half in ("AM", "PM")]
    assert made.figures.unmarked == tuple(open_sessions)


@pytest.mark.parametrize("code", ["#", "Y4"])
def test_a_mark_for_a_closed_school_leaves_the_day_closed(code: str) -> None:
    marked = replace(closed_on_tuesday(), session_marks=(session(TUE, "AM", code),))
    assert week_summary(marked, PUPIL).days[1] == WeekDay(TUE, "Boiler broken")


def new_day(bell_times_id: int) -> tuple[Period, ...]:
    """Two periods; P1 begins earlier than in the old day, Long is new."""
    rows = (("P1", 8, 11, "AM"), ("Long", 13, 15, "PM"))
    return tuple(
        Period(bell_times_id, 0, place, name, time(first), time(last), PeriodKind.LESSON, half, 100 + place)
        for place, (name, first, last, half) in enumerate(rows, start=1)
    )


def test_bell_times_that_change_in_the_week_hold_from_their_day() -> None:
    changed = {"bell_times": (OLD_DAY, BellTimes("New", WED, id=2)), "periods": (*PERIODS, *new_day(2))}
    made = summary(**changed)
    assert [row.label for row in made.rows] == ["Morning", "P1", "P2", "P3", "P4", "Afternoon", "Long", "P5"]
    assert row(made, "P1").cells == (BLANK,) * 5
    assert row(made, "P1").times == ""
    assert row(made, "P5").cells == (BLANK, BLANK, None, None, None)
    assert row(made, "Long").cells == (None, None, BLANK, BLANK, BLANK)
    assert row(made, "Long").times == "13:00\N{EN DASH}15:00"


def test_bell_times_changed_afterwards_hide_no_mark() -> None:
    changed = {"bell_times": (OLD_DAY, BellTimes("New", MON, id=2)), "periods": (*PERIODS, *new_day(2))}
    made = summary(**changed, period_marks=(placed(MON, "P1"), placed(MON, "P3", Place.IN_LESSON, "Art")))
    assert [row.label for row in made.rows] == ["Morning", "P1", "P3", "Afternoon", "Long"]
    assert row(made, "P1").cells[0] == PeriodCell(Place.IN_ROOM)
    assert row(made, "P3").cells == (PeriodCell(Place.IN_LESSON, detail="Art"), None, None, None, None)


def test_a_room_without_bell_times_still_has_sessions() -> None:
    made = summary(bell_times=(), periods=())
    assert [row.label for row in made.rows] == ["Morning", "Afternoon"]


def test_the_primary_day_has_its_lessons_around_the_afternoon() -> None:
    periods = tuple(
        replace(period, bell_times_id=1, id=number)
        for number, period in enumerate(template("primary").periods, start=1)
    )
    labels = [row.label for row in summary(periods=periods).rows]
    assert labels == ["Morning", "L1", "Assembly", "L2", "L3", "Afternoon", "L4", "L5"]


def test_the_head_names_pupil_room_and_key_adult_of_that_week() -> None:
    made = summary(
        key_adults=(PlacementKeyAdult(5, 9, date(2026, 9, 14)),),
        staff_names=(
            StaffName(9, "Ms Bell", date(2026, 9, 1)),
            StaffName(9, "Ms Okafor", date(2026, 11, 23)),
        ),
        settings={
            SettingKind.SCHOOL_NAME: "St Bede's School",
            SettingKind.ROOM_NAME: "The Bridge",
            SettingKind.ROOM_PHONE: "01632 960 114",
            SettingKind.LOGO: b64encode(b"png").decode(),
        },
        comments={1: "A good week.", 2: "Another pupil's."},
    )
    assert (made.number, made.forename, made.surname) == (1, "Imogen", "Clarke")
    assert (made.year_group, made.form, made.week_starts_on, made.week_letter) == ("7", "7C", MON, "A")
    assert (made.school_name, made.room_name) == ("St Bede's School", "The Bridge")
    assert (made.key_adult, made.room_phone, made.logo_png) == ("Ms Bell", "01632 960 114", b"png")
    assert made.comment == "A good week."


def test_nothing_of_another_pupil_or_another_week_gets_in() -> None:
    marks = (
        replace(session(MON, "AM", "/"), pupil_id=2),
        session(MON - timedelta(days=7), "AM", "/"),
        session(MON + timedelta(days=7), "AM", "/"),
    )
    strangers = (replace(placed(MON, "P1"), pupil_id=2), placed(MON - timedelta(days=7), "P1"))
    made = summary(session_marks=marks, period_marks=strangers)
    assert made == summary()


def test_the_week_is_for_pupils_placed_or_marked_in_it() -> None:
    places = (
        Placement(3, date(2026, 9, 1), date(2026, 11, 13)),
        Placement(2, FRI),
        Placement(1, date(2026, 9, 14), id=5),
        Placement(4, date(2026, 11, 23)),
    )
    marked = (replace(session(MON, "AM", "/"), pupil_id=3),)
    assert pupils_of_week(sources(placements=places)) == (1, 2)
    assert pupils_of_week(sources(placements=places, session_marks=marked)) == (1, 2, 3)
