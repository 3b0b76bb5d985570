"""What the list of pupils and one pupil's page show, each painted from one look at the room.

Lists are in the order of the names as they are shown: forename, then surname, whatever case and accents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from iap_desktop.domain import attendance, staff
from iap_desktop.domain.bell_times import periods_on
from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.contacts import Contact, to_ring
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.name_search import is_found, words_to_find
from iap_desktop.domain.placements import (
    Placement,
    PlacementKeyAdult,
    PlacementSlot,
    is_active,
    key_adult_on,
    placement_on,
)
from iap_desktop.domain.pupil_words import FactLine, fact_in_words, fact_lines
from iap_desktop.domain.pupils import FactKind, Pupil, PupilOnDate
from iap_desktop.domain.register_days import display_key
from iap_desktop.domain.registers import SESSIONS
from iap_desktop.domain.staff import StaffName
from iap_desktop.domain.weekly import AttendanceFigures, WeeklyComment, WeeklySummary
from iap_desktop.domain.weeks import WeekSources, week_summary
from iap_desktop.domain.windows import Window, half_term_window, week_window
from iap_desktop.services.register_days import placed_on
from iap_desktop.services.school import load_calendar
from iap_desktop.services.weeks import (
    last_due_session,
    placements_of_pupil,
    week_sources,
)
from iap_desktop.storage import placements, registers, school
from iap_desktop.storage import pupils as stored
from iap_desktop.storage import staff as stored_staff
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room

COMMENTS_SHOWN = 3
_DAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Who(StrEnum):
    """Which pupils a list shows; those in the room are on the list too."""

    IN_ROOM = "In the room now"
    ON_LIST = "On the list"
    LEFT = "Left the school"


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One line of the list. `status`: where the pupil stands, in words. `words`: what a search compares."""

    pupil_id: int
    name: str
    surname: str
    forename: str
    legal_name: str
    year_group: str | None
    form: str | None
    status: str
    is_in_room: bool
    key_adult: str | None
    placement_starts_on: date | None
    placement_ends_on: date | None
    sen: str | None
    upn: str | None
    date_of_birth: date | None
    left_on: date | None
    words: tuple[str, ...]

    def is_found(self, typed: Sequence[str]) -> bool:
        """Whether each of the `name_search.typed_words` begins a word of the line."""
        return is_found(typed, self.words)


@dataclass(frozen=True, slots=True)
class RoomList:
    """The lines of those in the room, and how many are on the list and known at all."""

    rows: tuple[PupilRow, ...]
    on_list: int
    known: int


@dataclass(frozen=True, slots=True)
class PatternLine:
    """The periods of one weekday that are spent in the room; `letter` "A", "B" or "" for both weeks."""

    weekday: str
    letter: str
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StayLine:
    """One placement: key adult on its last day so far, and the pattern in force then from `pattern_since`."""

    placement: Placement
    words: str
    is_current: bool
    key_adult: str | None
    pattern: tuple[PatternLine, ...]
    pattern_since: date | None


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """Attendance over a window; n is `figures.possible`, and `figures.unmarked` what is missing."""

    window: Window
    figures: AttendanceFigures


@dataclass(frozen=True, slots=True)
class PupilPage:
    """All that the page of one pupil shows on a date.

    contacts: whom to ring, in order. barred: whom never to ring. stays: newest first.
    is_removable: nothing is on record, so that one added by mistake can be removed.
    """

    known: PupilOnDate
    status: str
    facts: tuple[FactLine, ...]
    past_facts: tuple[FactLine, ...]
    contacts: tuple[Contact, ...]
    barred: tuple[Contact, ...]
    stays: tuple[StayLine, ...]
    week: WeeklySummary
    figures: tuple[WindowFigures, ...]
    comments: tuple[WeeklyComment, ...]
    is_removable: bool

    @property
    def pupil(self) -> Pupil:
        """Who the page is about."""
        return self.known.pupil


def pupil_rows(room: Room, on: date, who: Who = Who.ON_LIST) -> tuple[PupilRow, ...]:
    """The lines of the list on a date."""
    return tuple(row for row in all_pupil_rows(room, on) if _belongs(row, who, on))


def all_pupil_rows(room: Room, on: date) -> tuple[PupilRow, ...]:
    """A line for everyone whom the room knows on a date, leavers too."""
    with room.read() as connection:
        return _rows(connection, on, None, set(placed_on(connection, on)))


def room_list(room: Room, on: date) -> RoomList:
    """The lines of those in the room on a date, which is what staff nearly always want, and two counts."""
    with room.read() as connection:
        in_room = set(placed_on(connection, on))
        on_list, known = stored.counts_on(connection, on)
        return RoomList(_rows(connection, on, in_room, in_room), on_list, known)


def _rows(
    connection: Connection, on: date, pupil_ids: Iterable[int] | None, in_room: set[int]
) -> tuple[PupilRow, ...]:
    wanted = None if pupil_ids is None else tuple(pupil_ids)
    known = stored.pupils_on(connection, on, wanted)
    found = (
        placements.all_placements(connection) if wanted is None else placements.of_pupils(connection, wanted)
    )
    stays = _by_pupil(found)
    active = (stay.id for own in stays.values() for stay in own if is_active(stay, on))
    adults = placements.key_adults_of(connection, active)
    names = stored_staff.all_names(connection)
    return tuple(
        _pupil_row(
            entry,
            stays.get(entry.pupil.id, []),
            adults,
            names,
            on,
            is_in_room=entry.pupil.id in in_room,
        )
        for entry in sorted(known, key=lambda entry: display_key(entry.pupil))
    )


def pupil_page(room: Room, pupil_id: int, on: date) -> PupilPage:
    """One pupil's page on a date. IndexError where there is no such pupil: a bug."""
    now = room.clock()
    with room.read() as connection:
        known = stored.pupils_on(connection, on, (pupil_id,))[0]
        facts, past_facts = fact_lines(stored.facts_of(connection, pupil_id), on)
        contacts = stored.contacts_of(connection, pupil_id)
        stays = placements.of_pupil(connection, pupil_id)
        counted = placements_of_pupil(connection, known.pupil)
        sources = week_sources(connection, on, now)
        return PupilPage(
            known=known,
            status=_status(known.pupil, stays, on, is_in_room=placement_on(counted, on) is not None),
            facts=facts,
            past_facts=past_facts,
            contacts=to_ring(contacts),
            barred=tuple(contact for contact in contacts if contact.is_barred),
            stays=_stay_lines(connection, stays, sources.staff_names, on),
            week=week_summary(sources, known),
            figures=_figures(connection, pupil_id, counted, sources, now),
            comments=tuple(registers.last_comments_of(connection, pupil_id, on, COMMENTS_SHOWN)),
            is_removable=not stored.is_mentioned(connection, pupil_id),
        )


def period_names(room: Room, on: date) -> dict[int, tuple[str, ...]]:
    """The names of the periods of each weekday (1 to 5) of the week of a date, for the pattern's form."""
    with room.read() as connection:
        bells, periods = school.all_bell_times(connection), school.all_periods(connection)
    monday = week_window(on).first
    days = [date.fromordinal(monday.toordinal() + number) for number in range(5)]
    return {day.isoweekday(): tuple(p.name for p in periods_on(day, bells, periods)) for day in days}


def _by_pupil(stays: Iterable[Placement]) -> dict[int, list[Placement]]:
    found: dict[int, list[Placement]] = {}
    for stay in stays:
        found.setdefault(stay.pupil_id, []).append(stay)
    return found


def _belongs(row: PupilRow, who: Who, on: date) -> bool:
    has_left = row.left_on is not None and row.left_on < on
    if who is Who.IN_ROOM:
        return row.is_in_room
    return has_left if who is Who.LEFT else not has_left


def _pupil_row(
    known: PupilOnDate,
    stays: list[Placement],
    adults: Iterable[PlacementKeyAdult],
    names: Iterable[StaffName],
    on: date,
    *,
    is_in_room: bool,
) -> PupilRow:
    pupil = known.pupil
    stay = _stay_on(pupil, stays, on)
    year_group, form = known.fact(FactKind.YEAR_GROUP), known.fact(FactKind.FORM)
    sen = known.fact(FactKind.SEN_STATUS)
    legal_name = f"{pupil.legal_forename} {pupil.legal_surname}"
    return PupilRow(
        pupil_id=pupil.id,
        name=pupil.name,
        surname=pupil.surname,
        forename=pupil.forename,
        legal_name=legal_name,
        year_group=year_group,
        form=form,
        status=_status(pupil, stays, on, is_in_room=is_in_room),
        is_in_room=is_in_room,
        key_adult=None if stay is None else _adult(adults, names, stay, on),
        placement_starts_on=stay.starts_on if stay else None,
        placement_ends_on=stay.ends_on if stay else None,
        sen=None if sen is None else fact_in_words(FactKind.SEN_STATUS, sen),
        upn=pupil.upn,
        date_of_birth=pupil.date_of_birth,
        left_on=pupil.left_on,
        words=words_to_find(pupil.name, legal_name, form, pupil.upn, str(pupil.id)),
    )


def _adult(
    adults: Iterable[PlacementKeyAdult], names: Iterable[StaffName], stay: Placement, on: date
) -> str | None:
    staff_id = key_adult_on(adults, stay.id, on)
    return None if staff_id is None else staff.name_on(names, staff_id, on)


def _stay_on(pupil: Pupil, stays: Iterable[Placement], on: date) -> Placement | None:
    """The placement that runs on a date; none beyond the last day at the school."""
    if pupil.left_on is not None and pupil.left_on < on:
        return None
    return placement_on(stays, on)


def _status(pupil: Pupil, stays: Sequence[Placement], on: date, *, is_in_room: bool) -> str:
    """Where a pupil stands, in words."""
    if pupil.left_on is not None and pupil.left_on < on:
        return f"Left the school {day_in_words(pupil.left_on)}"
    stay = placement_on(stays, on)
    if stay is not None:
        return _stay_in_words(stay)
    if is_in_room:  # before the room's first placement everyone is
        return "In the room"
    to_come = [one for one in stays if one.starts_on > on]
    if to_come:
        return f"Starts in the room {day_in_words(to_come[0].starts_on)}"
    ended = [one.ends_on for one in stays if one.ends_on is not None]
    return f"Left the room {day_in_words(max(ended))}" if ended else "On the list, no placement yet"


def _stay_in_words(stay: Placement) -> str:
    since = f"In the room since {day_in_words(stay.starts_on)}"
    return since if stay.ends_on is None else f"{since}, until {day_in_words(stay.ends_on)}"


def _stay_lines(
    connection: Connection, stays: Sequence[Placement], names: Iterable[StaffName], on: date
) -> tuple[StayLine, ...]:
    ids = [stay.id for stay in stays]
    slots = placements.slots_of(connection, ids)
    adults = placements.key_adults_of(connection, ids)
    return tuple(_stay_line(stay, slots, adults, names, on) for stay in reversed(stays))


def _stay_line(
    stay: Placement,
    slots: Iterable[PlacementSlot],
    adults: Iterable[PlacementKeyAdult],
    names: Iterable[StaffName],
    on: date,
) -> StayLine:
    seen_on = max(stay.starts_on, min(on, stay.ends_on or on))
    begun = [slot for slot in slots if slot.placement_id == stay.id and slot.effective_from <= seen_on]
    since = max((slot.effective_from for slot in begun), default=None)
    in_force = [slot for slot in begun if slot.effective_from == since]
    until = f"to {day_in_words(stay.ends_on)}" if stay.ends_on else "on"
    return StayLine(
        placement=stay,
        words=f"{day_in_words(stay.starts_on)} {until}",
        is_current=is_active(stay, on),
        key_adult=_adult(adults, names, stay, seen_on),
        pattern=_pattern_lines(in_force),
        pattern_since=since,
    )


def _pattern_lines(slots: Iterable[PlacementSlot]) -> tuple[PatternLine, ...]:
    lines: dict[tuple[int, str], list[str]] = {}
    for slot in slots:
        lines.setdefault((slot.weekday, slot.letter), []).append(slot.period_name)
    return tuple(
        PatternLine(_DAYS[weekday], letter, tuple(periods))
        for (weekday, letter), periods in sorted(lines.items())
    )


def _figures(
    connection: Connection,
    pupil_id: int,
    stays: Sequence[Placement],
    sources: WeekSources,
    now: datetime,
) -> tuple[WindowFigures, ...]:
    """Figures of each window, up to the page's day."""
    on = sources.on
    windows = _windows(load_calendar(connection, on, on), stays, on)
    first = min(window.first for window in windows)
    marks = registers.session_marks_of(connection, pupil_id, first, on)
    days = load_calendar(connection, first, on).open_days(max(first, registers.begun_on(connection)), on)
    due = [(day, session) for day in days if placement_on(stays, day) is not None for session in SESSIONS]
    due = [session for session in due if session <= last_due_session(now)]
    found = []
    for window in windows:
        own = [mark for mark in marks if window.first <= mark.marked_on <= window.last]
        expected = [session for session in due if window.first <= session[0] <= window.last]
        found.append(WindowFigures(window, attendance.figures(own, sources.book, expected)))
    return tuple(found)


def _windows(calendar: Calendar, stays: Iterable[Placement], on: date) -> list[Window]:
    """The week, the half-term, and the placement that runs."""
    half_term, stay = half_term_window(calendar, on), placement_on(stays, on)
    windows = [week_window(on)]
    if half_term is not None:
        windows.append(half_term)
    if stay is not None and stay.id > 0:
        windows.append(Window("Since the placement began", stay.starts_on, on))
    return windows
