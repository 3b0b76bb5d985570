from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stdnum.gb import upn

from iap_desktop.domain.attendance import CodeBook, is_withdrawn
from iap_desktop.domain.bell_times import Period
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.dates import monday_of
from iap_desktop.domain.placements import (
    Placement,
    PlacementSlot,
    expected_place,
    is_in_room,
    key_adult_on,
    pattern_on,
    problems_with,
)
from iap_desktop.domain.pupils import FactKind, Pupil, PupilOnDate, expected_year_group
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.school import leads_on
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services import rooms
from iap_desktop.services.sample import SampleMade, SamplePlan, fill_sample_room, new_sample_room
from iap_desktop.services.school import load_calendar
from iap_desktop.services.weeks import attendance_codes
from iap_desktop.storage import audit, placements, pupils, rows, school
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LIGHT, PASSPHRASE, SettableClock

FRIDAY = date(2026, 11, 27)
AFTER_SCHOOL = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
NOT_HERE = {"I", "N", "O", "E", "M"}


@dataclass(frozen=True)
class Sample:
    """What a sample room holds."""

    made: SampleMade
    tables: dict[str, list[tuple[object, ...]]]
    calendar: Calendar
    codes: CodeBook
    pupils: list[PupilOnDate]
    contacts: dict[int, list[Contact]]
    placements: dict[int, list[Placement]]
    slots: dict[int, list[PlacementSlot]]
    key_adults: set[int | None]
    sessions: list[SessionMark]
    periods: list[PeriodMark]
    period: dict[int, Period]
    comments: list[WeeklyComment]


def make(folder: Path, plan: SamplePlan, now: datetime = AFTER_SCHOOL) -> Sample:
    clock = SettableClock(now)
    rooms.make_room(folder, new_sample_room(plan, PASSPHRASE, LIGHT), clock)
    room = rooms.open_room(folder, PASSPHRASE, clock)
    try:
        made = fill_sample_room(room, plan)
        return read(room, made)
    finally:
        room.close()


def read(room: Room, made: SampleMade) -> Sample:
    with room.read() as connection:
        placed: dict[int, list[Placement]] = {}
        for placement in placements.all_placements(connection):
            placed.setdefault(placement.pupil_id, []).append(placement)
        slots: dict[int, list[PlacementSlot]] = {}
        for slot in placements.slots(connection):
            slots.setdefault(slot.placement_id, []).append(slot)
        key_adults = placements.key_adults(connection)
        return Sample(
            made=made,
            tables={
                table: connection.execute(f'SELECT * FROM "{table}" ORDER BY id').fetchall()  # noqa: S608
                for table in audit.audited_tables(connection)
            },
            calendar=load_calendar(connection),
            codes=CodeBook(code for code in attendance_codes(connection) if not is_withdrawn(code)),
            pupils=pupils.pupils_on(connection, room.clock().date()),
            contacts=pupils.all_contacts(connection),
            placements=placed,
            slots=slots,
            key_adults={
                key_adult_on(key_adults, own.id, own.starts_on)
                for listed in placed.values()
                for own in listed
            },
            sessions=rows.select(connection, SessionMark, "ORDER BY id"),
            periods=rows.select(connection, PeriodMark, "ORDER BY id"),
            period={period.id: period for period in school.all_periods(connection)},
            comments=rows.select(connection, WeeklyComment, "ORDER BY id"),
        )


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Twelve pupils, twelve weeks, as `demo` makes them."""
    return make(tmp_path_factory.mktemp("usual") / "room", SamplePlan())


def full_names(sample: Sample) -> str:
    return " ".join(f"{known.pupil.name} {known.pupil.legal_forename}" for known in sample.pupils)


def test_the_same_seed_makes_the_same_room(usual: Sample, tmp_path: Path) -> None:
    again = make(tmp_path / "room", SamplePlan())

    assert again.tables == usual.tables


def test_another_seed_makes_other_pupils_and_other_weeks(usual: Sample, tmp_path: Path) -> None:
    other = make(tmp_path / "room", SamplePlan(seed=2))

    assert other.tables["pupil"] != usual.tables["pupil"]
    assert other.tables["session_mark"] != usual.tables["session_mark"]


def test_what_is_counted_is_what_the_room_holds(usual: Sample) -> None:
    made = usual.made

    assert (made.pupils, made.session_marks, made.period_marks, made.comments) == tuple(
        len(usual.tables[table]) for table in ("pupil", "session_mark", "period_mark", "weekly_comment")
    )
    assert made.pupils == 12
    assert made.first_on == date(2026, 9, 3)
    assert made.last_on == FRIDAY


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_names_have_accents_and_apostrophes_and_some_pupils_are_called_otherwise(
    tmp_path: Path, seed: int
) -> None:
    sample = make(tmp_path / "room", SamplePlan(pupil_count=24, weeks=1, seed=seed))
    names = full_names(sample)

    assert not names.isascii()
    assert "'" in names
    assert any(known.pupil.preferred_forename for known in sample.pupils)
    assert len({known.pupil.name for known in sample.pupils}) == 24


def test_every_upn_is_valid_and_nobody_shares_one(usual: Sample) -> None:
    numbers = [known.pupil.upn or "" for known in usual.pupils]

    assert [number for number in numbers if not upn.is_valid(number)] == []
    assert len(set(numbers)) == len(numbers)


def test_pupils_are_of_the_age_of_their_year_group_and_form(usual: Sample) -> None:
    for known in usual.pupils:
        born_on, group = known.pupil.date_of_birth, known.fact(FactKind.YEAR_GROUP)
        assert born_on is not None
        assert group is not None
        assert expected_year_group(born_on, FRIDAY) == group
        assert 7 <= int(group) <= 11
        assert (known.fact(FactKind.FORM) or "").startswith(group)


def test_sen_needs_go_with_sen_status(usual: Sample) -> None:
    statuses = {known.fact(FactKind.SEN_STATUS) for known in usual.pupils}

    assert statuses <= {"N", "K", "E"}
    assert len(statuses) > 1
    for known in usual.pupils:
        has_need = known.fact(FactKind.SEN_NEED_1) is not None
        assert has_need == (known.fact(FactKind.SEN_STATUS) != "N")


def test_contacts_can_be_rung_on_numbers_that_belong_to_nobody(usual: Sample) -> None:
    listed = [contact for own in usual.contacts.values() for contact in own]
    numbers = [n for contact in listed for n in (contact.phone, contact.second_phone) if n]

    assert set(usual.contacts) == {known.pupil.id for known in usual.pupils}
    assert all(own[0].phone and own[0].priority == 1 for own in usual.contacts.values())
    assert all(number.startswith(("07700 900", "01632 960")) for number in numbers)
    assert all(contact.email.endswith("@example.org") for contact in listed if contact.email)
    assert all(contact.email.isascii() for contact in listed if contact.email)


def test_one_adult_must_not_be_contacted(usual: Sample) -> None:
    barred = [contact for own in usual.contacts.values() for contact in own if contact.is_barred]

    assert len(barred) == 1
    assert barred[0].phone is None
    assert barred[0].note


def test_marks_are_only_on_school_days_up_to_now(usual: Sample) -> None:
    days = {mark.marked_on for mark in usual.sessions} | {mark.marked_on for mark in usual.periods}

    assert days == set(usual.calendar.open_days(date(2026, 9, 3), FRIDAY))


def test_no_session_and_no_period_is_marked_twice(usual: Sample) -> None:
    sessions = Counter((mark.pupil_id, mark.marked_on, mark.session) for mark in usual.sessions)
    periods = Counter((mark.pupil_id, mark.marked_on, mark.period_id) for mark in usual.periods)

    assert set(sessions.values()) == {1}
    assert set(periods.values()) == {1}


def test_a_placement_with_a_pattern_and_a_key_adult_covers_every_mark(usual: Sample) -> None:
    assert_placed(usual)
    assert None not in usual.key_adults
    assert len(usual.key_adults) == 3


def assert_placed(sample: Sample) -> None:
    marked = {(mark.pupil_id, mark.marked_on) for mark in sample.sessions}
    marked |= {(mark.pupil_id, mark.marked_on) for mark in sample.periods}
    assert all(is_in_room(sample.placements[pupil_id], on) for pupil_id, on in marked)
    for own in sample.placements.values():
        for placement in own:
            assert problems_with(placement, own) == ()
            assert pattern_on(sample.slots[placement.id], placement.starts_on).slots


def test_codes_are_those_of_the_list_on_their_day(usual: Sample) -> None:
    for mark in usual.sessions:
        meaning = usual.codes.meaning(mark.code, mark.marked_on)
        assert meaning is not None
        assert meaning.is_offered_on(mark.marked_on)
        assert (mark.minutes_late is not None) == (mark.code == "L")
        assert mark.code != {"AM": "\\", "PM": "/"}[mark.session]


def test_weeks_have_lateness_absence_and_a_part_time_timetable(usual: Sample) -> None:
    counted = Counter(mark.code for mark in usual.sessions)

    assert counted["/"] + counted["\\"] > 0.8 * len(usual.sessions)
    assert {"L", "I", "M", "C2"} <= set(counted)
    assert len({mark.pupil_id for mark in usual.sessions if mark.code == "C2"}) == 1


def test_period_marks_agree_with_the_session_they_lie_in(usual: Sample) -> None:
    place_of_code = {**dict.fromkeys(NOT_HERE, Place.NOT_IN_SCHOOL), "C2": Place.NOT_DUE}
    codes = {(m.pupil_id, m.marked_on, m.session): m.code for m in usual.sessions}
    seen = set()
    for mark in usual.periods:
        session = "PM" if usual.period[mark.period_id].starts_at.hour >= 14 else "AM"
        code = codes.get((mark.pupil_id, mark.marked_on, session))
        if code is None:
            continue
        seen.add(code)
        away = place_of_code.get(code)
        if away is None:
            assert mark.place not in {Place.NOT_IN_SCHOOL, Place.NOT_DUE}
        else:
            assert mark.place is away
    assert {"/", "\\", "I", "C2"} <= seen


def test_period_marks_follow_the_pattern_of_the_placement(usual: Sample) -> None:
    in_lesson = [mark for mark in usual.periods if mark.place is Place.IN_LESSON]
    in_room = [mark for mark in usual.periods if mark.place is Place.IN_ROOM]

    assert all(planned(usual, mark) is Place.IN_LESSON for mark in in_lesson)
    assert all(mark.detail for mark in in_lesson)
    assert sum(planned(usual, mark) is Place.IN_ROOM for mark in in_room) > 0.8 * len(in_room)


def planned(sample: Sample, mark: PeriodMark) -> Place | None:
    placement = sample.placements[mark.pupil_id][0]
    pattern = pattern_on(sample.slots[placement.id], mark.marked_on)
    letter = sample.calendar.week_letter(mark.marked_on)
    return expected_place(pattern, mark.marked_on, letter, sample.period[mark.period_id])


def test_pupils_are_in_more_lessons_at_the_end_than_at_the_beginning(usual: Sample) -> None:
    stayed = {pupil_id for pupil_id, own in usual.placements.items() if own[0].starts_on <= date(2026, 9, 4)}
    lessons = Counter(
        monday_of(mark.marked_on)
        for mark in usual.periods
        if mark.place is Place.IN_LESSON and mark.pupil_id in stayed
    )
    weeks = sorted(lessons)

    assert sum(lessons[week] for week in weeks[-3:]) > 1.5 * sum(lessons[week] for week in weeks[1:4])


def test_a_few_sessions_are_left_unmarked_and_one_of_them_is_in_the_last_days(usual: Sample) -> None:
    due = {
        (known.pupil.id, on, session)
        for known in usual.pupils
        for on in usual.calendar.open_days(usual.made.first_on, FRIDAY)
        if is_in_room(usual.placements[known.pupil.id], on)
        for session in ("AM", "PM")
    }
    gaps = due - {(mark.pupil_id, mark.marked_on, mark.session) for mark in usual.sessions}

    assert 0 < len(gaps) < 0.02 * len(due)
    assert any(on >= date(2026, 11, 23) for _, on, _ in gaps)


def test_everyone_in_the_room_has_a_comment_on_the_last_weeks(usual: Sample) -> None:
    written = {(comment.pupil_id, comment.week_starts_on) for comment in usual.comments}
    marked = {
        (mark.pupil_id, monday_of(mark.marked_on))
        for mark in usual.sessions
        if mark.marked_on >= date(2026, 10, 12)
    }

    assert written == marked
    assert len({week for _, week in written}) == 6


def test_nobody_has_written_on_monday_about_the_week_that_begins(tmp_path: Path) -> None:
    sample = make(tmp_path / "room", SamplePlan(weeks=3), datetime(2026, 11, 23, 15, 30, tzinfo=UTC))

    assert {comment.week_starts_on for comment in sample.comments} == {
        date(2026, 11, 9),
        date(2026, 11, 16),
    }


def test_comments_name_the_pupil_and_never_guess_a_pronoun(usual: Sample) -> None:
    called = {known.pupil.id: known.pupil.forename for known in usual.pupils}

    for comment in usual.comments:
        words = {word.strip(".,:;").casefold() for word in comment.comment.split()}
        assert called[comment.pupil_id] in comment.comment
        assert "{" not in comment.comment
        assert not words & {"he", "she", "his", "her", "him", "hers"}
        assert 40 < len(comment.comment) < 320


def test_pupils_seldom_read_the_same_comment_in_one_week(usual: Sample) -> None:
    called = {known.pupil.id: known.pupil.forename for known in usual.pupils}
    said = Counter(
        comment.comment.replace(called[comment.pupil_id], "")
        for comment in usual.comments
        if comment.week_starts_on == date(2026, 11, 23)
    )

    assert max(said.values()) == 1


def test_at_half_past_nine_only_the_morning_and_what_has_begun_is_marked(tmp_path: Path) -> None:
    sample = make(tmp_path / "room", SamplePlan(weeks=2), datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    today = date(2026, 11, 23)

    assert {mark.session for mark in sample.sessions if mark.marked_on == today} == {"AM"}
    names = {sample.period[mark.period_id].name for mark in sample.periods if mark.marked_on == today}
    assert names == {"P1"}


def test_in_the_summer_holiday_the_sample_ends_with_the_last_school_day(tmp_path: Path) -> None:
    sample = make(tmp_path / "room", SamplePlan(weeks=3), datetime(2026, 8, 12, 10, 0, tzinfo=UTC))
    last = sample.calendar.last_open_day(date(2026, 8, 12))

    assert sample.made.last_on == last
    assert max(mark.marked_on for mark in sample.sessions) == last


def test_the_dsl_and_a_deputy_are_named_with_room_and_telephone(tmp_path: Path) -> None:
    sample = make(tmp_path / "room", SamplePlan(weeks=1))
    room = rooms.open_room(tmp_path / "room", PASSPHRASE, SettableClock(AFTER_SCHOOL), is_read_only=True)
    with room.read() as connection:
        leads = leads_on(school.safeguarding_leads(connection), FRIDAY)
    room.close()

    assert [lead.position for lead in leads] == [1, 2]
    assert all(lead.room and lead.phone for lead in leads)
    assert len(sample.tables["staff"]) == 3


def test_a_room_with_pupils_is_never_filled(tmp_path: Path) -> None:
    make(tmp_path / "room", SamplePlan(weeks=1))
    room = rooms.open_room(tmp_path / "room", PASSPHRASE, SettableClock(AFTER_SCHOOL))
    with pytest.raises(UserError, match="Only a new room"):
        fill_sample_room(room, SamplePlan(weeks=1))
    with room.read() as connection:
        assert len(rows.select(connection, Pupil, "")) == 12
    room.close()


def test_filling_cannot_be_undone_by_a_slip_of_the_keys(tmp_path: Path) -> None:
    make(tmp_path / "room", SamplePlan(weeks=1))
    room = rooms.open_room(tmp_path / "room", PASSPHRASE, SettableClock(AFTER_SCHOOL))

    assert room.undo(by=1) is None
    room.close()


@pytest.fixture(scope="module")
def long_sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Forty pupils over more than three school years, from before the codes of August 2024."""
    plan = SamplePlan(pupil_count=40, weeks=130)
    return make(tmp_path_factory.mktemp("long") / "room", plan)


@pytest.mark.long
def test_in_a_long_sample_forty_pupils_are_in_the_room_every_week(long_sample: Sample) -> None:
    by_week: dict[date, set[int]] = {}
    for mark in long_sample.sessions:
        by_week.setdefault(monday_of(mark.marked_on), set()).add(mark.pupil_id)

    assert len(by_week) == 130
    assert {len(present) for present in by_week.values()} == {40}
    assert len(long_sample.pupils) > 60


@pytest.mark.long
def test_in_a_long_sample_pupils_leave_after_year_eleven(long_sample: Sample) -> None:
    groups = {(m.pupil_id, m.marked_on) for m in long_sample.sessions}
    born = {known.pupil.id: known.pupil.date_of_birth for known in long_sample.pupils}
    years = {expected_year_group(born[pupil_id] or FRIDAY, on) for pupil_id, on in groups}
    left = [known.pupil for known in long_sample.pupils if known.pupil.left_on]

    assert years == {"7", "8", "9", "10", "11"}
    assert left
    assert all((pupil.left_on or FRIDAY) < FRIDAY for pupil in left)
    assert all(
        own.ends_on is not None and own.ends_on <= (pupil.left_on or own.ends_on)
        for pupil in left
        for own in long_sample.placements[pupil.id]
    )


@pytest.mark.long
def test_in_a_long_sample_everything_still_agrees(long_sample: Sample) -> None:
    assert_placed(long_sample)
    test_every_upn_is_valid_and_nobody_shares_one(long_sample)
    test_no_session_and_no_period_is_marked_twice(long_sample)
    first_c2 = min(mark.marked_on for mark in long_sample.sessions if mark.code == "C2")
    assert first_c2 >= date(2024, 8, 19)
    unresolved = [mark for mark in long_sample.sessions if mark.code == "N"]
    assert all(mark.marked_on >= date(2026, 11, 20) for mark in unresolved)
