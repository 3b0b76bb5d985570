"""A sample room with invented pupils, to look around in, to practise with and to measure on.

The same seed makes the same room. The school, the staff and each pupil are invented; telephone numbers
come from the ranges that Ofcom keeps for drama, e-mail addresses from example.org.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from iap_desktop.domain.bell_times import Period
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.placements import Placement, PlacementKeyAdult
from iap_desktop.domain.school import SafeguardingLead, Setting, SettingKind
from iap_desktop.domain.school_years import starting_year, year_name
from iap_desktop.domain.staff import Role, Staff
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services import rooms
from iap_desktop.services.sample_comments import sample_comments
from iap_desktop.services.sample_marks import Marks, Placed, SampleRegisters
from iap_desktop.services.sample_pupils import SamplePupil, sample_pupils
from iap_desktop.services.sample_stays import SCHOOL_WEEKS_A_YEAR, Stay, stays_in_room
from iap_desktop.services.sample_timetables import WeekPlan, week_plans
from iap_desktop.services.school import load_calendar
from iap_desktop.storage import placements, pupils, registers, rows, school, staff
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.storage.vault import STRONG, Cost
from iap_desktop.system.errors import UserError

SCHOOL_NAME, ROOM_NAME, LEAD_NAME = "St Bede's School", "The Bridge", "Sam Carter"
ROOM_PHONE = "01632 960114"
PRACTITIONERS = ("Joanna Bell", "Kwame Mensah")
WEEKS_WITH_COMMENTS = 6

_SAFEGUARDING = (
    SafeguardingLead(1, "Nasreen Iqbal", date.min, room="Office 4", phone="01632 960120"),
    SafeguardingLead(2, "Martin Hale", date.min, room="Room 12", phone="01632 960131"),
)


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """How much to make: pupils in the room at any time, and school weeks up to now (39 make a year)."""

    pupil_count: int = 12
    weeks: int = 12
    seed: int = 1


@dataclass(frozen=True, slots=True)
class SampleMade:
    """What was made; `first_on` and `last_on` are the first and the last school day."""

    pupils: int
    session_marks: int
    period_marks: int
    comments: int
    first_on: date
    last_on: date


def new_sample_room(plan: SamplePlan, passphrase: str, cost: Cost = STRONG) -> rooms.NewRoom:
    """What `rooms.make_room` needs so that the calendar reaches back over all weeks of the plan."""
    years_back = plan.weeks // (SCHOOL_WEEKS_A_YEAR - 1) + 1
    return rooms.NewRoom(SCHOOL_NAME, ROOM_NAME, LEAD_NAME, passphrase, years_back=years_back, cost=cost)


def fill_sample_room(room: Room, plan: SamplePlan) -> SampleMade:
    """Fill a new room up to the room's clock: people first, then one step for each school year.

    Raises UserError where somebody is on the room's list already.
    """
    by = rooms.acting_staff(room)
    with room.read() as connection:
        setting = _setting(connection, plan, room.clock())
    with room.write("Set up the sample room", by=by, is_undoable=False) as connection:
        placed = _put_people(connection, setting, by)
    tally = _Tally()
    registers_made = SampleRegisters(placed, setting.calendar, setting.now, plan.seed)
    for year, days in groupby(setting.days, starting_year):
        label = f"Mark the registers of {year_name(year)}"
        with room.write(label, by=by, is_undoable=False) as connection:
            tally.add(_put_marks(connection, registers_made.marks(days)), setting.commented_from)
    comments = _comments(tally.recent, placed, setting)
    with room.write("Write weekly comments", by=by, is_undoable=False) as connection:
        registers.add_comments(connection, comments)
    return SampleMade(
        pupils=len(placed),
        session_marks=tally.sessions,
        period_marks=tally.periods,
        comments=len(comments),
        first_on=setting.days[0],
        last_on=setting.days[-1],
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    """When and where the sample takes place, and who takes part. weeks: Mondays."""

    plan: SamplePlan
    now: datetime
    calendar: Calendar
    periods: Sequence[Period]
    weeks: Sequence[date]
    days: Sequence[date]
    pupils: Sequence[SamplePupil]

    @property
    def commented_from(self) -> date:
        """The first Monday of the weeks about which something is written."""
        return self.weeks[-WEEKS_WITH_COMMENTS:][0]


@dataclass(slots=True)
class _Tally:
    """What has been marked so far, and the marks of the last weeks."""

    sessions: int = 0
    periods: int = 0
    recent: Marks = field(default_factory=lambda: Marks([], []))

    def add(self, marks: Marks, recent_from: date) -> None:
        """Count marks, and keep the recent ones."""
        self.sessions += len(marks.sessions)
        self.periods += len(marks.periods)
        self.recent.sessions.extend(mark for mark in marks.sessions if mark.marked_on >= recent_from)
        self.recent.periods.extend(mark for mark in marks.periods if mark.marked_on >= recent_from)


def _setting(connection: Connection, plan: SamplePlan, now: datetime) -> _Setting:
    if pupils.all_pupils(connection):
        raise UserError("Only a new room can be filled with the sample; this one has pupils on its list.")
    calendar = load_calendar(connection)
    weeks = calendar.school_weeks(calendar.years[0].starts_on, now.date())[-plan.weeks :]
    stays = stays_in_room(calendar, weeks, plan.pupil_count, plan.seed)
    return _Setting(
        plan=plan,
        now=now,
        calendar=calendar,
        periods=school.all_periods(connection),
        weeks=weeks,
        days=calendar.open_days(weeks[0], now.date()),
        pupils=sample_pupils(stays, calendar, now.date(), plan.seed),
    )


def _put_people(connection: Connection, setting: _Setting, lead_id: int) -> list[Placed]:
    """Staff, safeguarding leads, the room's telephone, pupils and their placements."""
    since = setting.days[0]
    key_adults = [lead_id, *_put_staff(connection, lead_id, since)]
    school.set_setting(connection, Setting(SettingKind.ROOM_PHONE, ROOM_PHONE, since))
    rows.insert_all(connection, (replace(lead, effective_from=since) for lead in _SAFEGUARDING))
    placed = []
    for number, one in enumerate(setting.pupils):
        plans = week_plans(one.stay, setting.weeks, setting.periods, setting.plan.seed, number)
        pupil_id = _put_pupil(connection, one)
        _put_placement(connection, pupil_id, one.stay, plans, key_adults[number % len(key_adults)])
        placed.append(Placed(pupil_id, one.stay, plans))
    return placed


def _put_staff(connection: Connection, lead_id: int, since: date) -> list[int]:
    """Practitioners have no passphrase of their own: nobody but the lead opens the sample."""
    rows.update(connection, Staff(Role.LEAD, since, id=lead_id))
    return [staff.add(connection, Staff(Role.PRACTITIONER, since), name) for name in PRACTITIONERS]


def _put_pupil(connection: Connection, one: SamplePupil) -> int:
    pupil_id = pupils.add(connection, one.pupil)
    for since, facts in one.facts.items():
        pupils.set_facts(connection, pupil_id, facts, since)
    pupils.add_contacts(connection, (replace(contact, pupil_id=pupil_id) for contact in one.contacts))
    return pupil_id


def _put_placement(
    connection: Connection, pupil_id: int, stay: Stay, plans: Sequence[WeekPlan], key_adult_id: int
) -> None:
    placement_id = placements.add(connection, Placement(pupil_id, stay.first_on, stay.last_on))
    placements.add_key_adult(connection, PlacementKeyAdult(placement_id, key_adult_id, stay.first_on))
    for plan in plans:
        placements.add_slots(connection, tuple(plan.slots(placement_id)))


def _put_marks(connection: Connection, marks: Marks) -> Marks:
    registers.add_session_marks(connection, marks.sessions)
    registers.add_period_marks(connection, marks.periods)
    return marks


def _comments(recent: Marks, placed: Sequence[Placed], setting: _Setting) -> list[WeeklyComment]:
    """Comments on the last weeks; nobody has written yet about a week that has more days to come."""
    names = {known.pupil_id: one.pupil.forename for known, one in zip(placed, setting.pupils, strict=True)}
    friday = setting.weeks[-1] + timedelta(days=4)
    to_come = setting.calendar.open_days(setting.now.date() + timedelta(days=1), friday)
    written = sample_comments(recent, names, setting.plan.seed)
    is_early = len(to_come) > 1
    return [comment for comment in written if not (is_early and comment.week_starts_on == setting.weeks[-1])]
