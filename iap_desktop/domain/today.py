"""The day at a glance: a tile a pupil, how many are where, and what is still to be done.

Only facts are counted. Where somebody is expected to be is shown, and counts as not marked; a pupil whose
session is marked absent is not in school, also in periods that nobody has marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from iap_desktop.domain.dates import day_in_words, monday_of, short_day
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.register_days import Column, ColumnKind, RegisterDay, RegisterRow
from iap_desktop.domain.registers import SESSION_WORDS, Place
from iap_desktop.domain.screen_marks import GLYPHS, NOTHING, SHORT_WORDS, CellState, ScreenMark

MOST_FLAGS = 3
_AWAY = {Place.NOT_IN_SCHOOL, Place.NOT_DUE}


class Tone(StrEnum):
    """How much a flag asks for."""

    PLAIN = "plain"
    GOOD = "good"
    NOTICE = "notice"
    CARE = "care"


class Group(StrEnum):
    """Where pupils are, as they are counted."""

    IN_ROOM = "in room"
    IN_LESSON = "in lessons"
    IN_SCHOOL = "in school"
    ELSEWHERE = "elsewhere with an adult"
    NOT_IN_SCHOOL = "not in school"
    LEFT_ROOM = "left room"
    NOT_DUE = "not due in"
    NOT_MARKED = "not marked"


_GROUPS = {
    Place.IN_ROOM: Group.IN_ROOM,
    Place.IN_LESSON: Group.IN_LESSON,
    Place.ELSEWHERE: Group.ELSEWHERE,
    Place.NOT_IN_SCHOOL: Group.NOT_IN_SCHOOL,
    Place.LEFT_ROOM: Group.LEFT_ROOM,
    Place.NOT_DUE: Group.NOT_DUE,
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a pupil that staff should know today."""

    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class StripPeriod:
    """One period in the strip of a tile."""

    title: str
    shown: ScreenMark
    is_current: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One pupil today. `where` may only be expected: its state says so. `beside`: next place, or why away."""

    pupil_id: int
    forename: str
    name: str
    year_group: str | None
    form: str | None
    where: ScreenMark
    beside: str
    late: str
    strip: tuple[StripPeriod, ...]
    flags: tuple[Flag, ...]
    group: Group | None

    @property
    def class_words(self) -> str:
        """Year and form, "Y9 · 9T"."""
        year = f"Y{self.year_group}" if self.year_group and self.year_group[0].isdigit() else self.year_group
        return " \N{MIDDLE DOT} ".join(filter(None, (year, self.form)))


@dataclass(frozen=True, slots=True)
class Count:
    """How many pupils are somewhere now: "7 in room"."""

    number: int
    group: Group
    glyph: str


class DueKind(StrEnum):
    """What is to be done, for the page to know where to go."""

    MARKS = "marks"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing to be done; `on` is the day, or the Monday of the week, to go to."""

    kind: DueKind
    words: str
    on: date
    count: int


@dataclass(frozen=True, slots=True)
class TodayPage:
    """All of the page. `closed` says why the school is closed and when it opens; empty on a school day.

    now_words: the period that is on. to_mark: the session whose register has begun and is not complete.
    """

    day: RegisterDay
    closed: str
    now_words: str
    to_mark: str | None
    tiles: tuple[Tile, ...]
    counts: tuple[Count, ...]
    counters: tuple[str, ...]
    due: tuple[DueItem, ...]
    drafted: int
    summaries: int

    @property
    def friday(self) -> str:
        """How far the week's summaries are: "4 of 12 summaries drafted"."""
        return f"{self.drafted} of {self.summaries} summaries drafted" if self.summaries else ""


@dataclass(frozen=True, slots=True)
class AboutPupil:
    """What flags are made of: the placement that runs, and the date of birth."""

    placement: Placement | None
    date_of_birth: date | None


def closed_in_words(day: RegisterDay) -> str:
    """Why the school is closed and when it opens again; empty on a school day."""
    if day.day.is_open:
        return ""
    reason = day.day.reason if day.day.is_known else "No school year is entered for this day"
    after = "" if day.after is None else f" The next school day is {day_in_words(day.after)}."
    return f"{reason}.{after}"


def period_in_words(day: RegisterDay) -> str:
    """The period that is on, "P3 · 11:20" and its end; empty between periods."""
    column = day.current
    if column is None or column.ends_at is None:
        return ""
    return f"{column.title} \N{MIDDLE DOT} {column.time}\N{EN DASH}{column.ends_at:%H:%M}"


def session_to_mark(day: RegisterDay) -> str | None:
    """The last session that has begun and is not complete; None where there is nothing to mark."""
    sessions = [column for column in day.columns if column.kind is ColumnKind.SESSION and column.has_begun]
    open_keys = [column.session for column in sessions if column.marked < column.due]
    return open_keys[-1] if open_keys else None


def tiles(day: RegisterDay, about: Mapping[int, AboutPupil], now: datetime) -> tuple[Tile, ...]:
    """The tiles of a day; none on a closed day on which nothing was marked."""
    if not day.day.is_open and not any(column.marked for column in day.columns):
        return ()
    return tuple(_tile(day, row, about[row.pupil_id], now) for row in day.rows)


def counts(shown: Iterable[Tile]) -> tuple[Count, ...]:
    """How many pupils are where, of those places where there is anybody."""
    found = Counter(tile.group for tile in shown if tile.group is not None)
    glyphs = {group: GLYPHS[place] for place, group in _GROUPS.items()}
    return tuple(Count(found[group], group, glyphs.get(group, "")) for group in Group if found[group])


def _tile(day: RegisterDay, row: RegisterRow, about: AboutPupil, now: datetime) -> Tile:
    where, group = _where(day, row, now)
    periods = [(column, cell.shown) for column, cell in zip(day.columns, row.cells, strict=True)]
    strip = [pair for pair in periods if pair[0].kind is ColumnKind.PERIOD]
    return Tile(
        pupil_id=row.pupil_id,
        forename=row.forename,
        name=row.name,
        year_group=row.year_group,
        form=row.form,
        where=where,
        beside=_why_away(day, row, where) or _next(strip, now if day.day.on == now.date() else None),
        late=_late(shown for _, shown in periods),
        strip=tuple(StripPeriod(column.title, shown, column.is_current) for column, shown in strip),
        flags=_flags(day, row, about, now)[:MOST_FLAGS],
        group=group,
    )


def _where(day: RegisterDay, row: RegisterRow, now: datetime) -> tuple[ScreenMark, Group | None]:
    if day.day.on != now.date():
        return _all_day(day, row), None
    column = day.current
    if column is None:
        return _between(day, row, now)
    shown = day.cell(row.pupil_id, column.key).shown
    session = day.cell(row.pupil_id, column.session).shown
    if shown.state is CellState.EXPECTED and shown.place in _AWAY and session.state is CellState.MARKED:
        place = shown.place
        return replace(shown, state=CellState.MARKED, glyph=GLYPHS[place]), _GROUPS[place]
    if shown.state is CellState.MARKED:
        return shown, _group(shown)
    return (_not_marked() if shown is NOTHING else shown), Group.NOT_MARKED


def _group(shown: ScreenMark) -> Group | None:
    """Where a marked pupil counts; one who came late is in the lesson that the mark names, or in the room."""
    if shown.place is Place.LATE:
        return Group.IN_LESSON if shown.detail else Group.IN_ROOM
    return None if shown.place is None else _GROUPS[shown.place]


def _between(day: RegisterDay, row: RegisterRow, now: datetime) -> tuple[ScreenMark, Group | None]:
    """Where a pupil is while no period is on: by the last session that has begun."""
    shown = day.cell(row.pupil_id, _last_session(day)).shown
    if shown.state is not CellState.MARKED:
        return _before_marking(day)
    if not shown.is_present:
        return _as_place(shown, Place.NOT_IN_SCHOOL), Group.NOT_IN_SCHOOL
    ends = [column.ends_at for column in day.columns if column.ends_at is not None]
    if ends and now.time() >= max(ends):
        return ScreenMark(words="School day over"), None
    return replace(shown, glyph=GLYPHS[Place.IN_ROOM], words="In school"), Group.IN_SCHOOL


def _before_marking(day: RegisterDay) -> tuple[ScreenMark, Group | None]:
    if day.begun_keys:
        return _not_marked(), Group.NOT_MARKED
    first = next((column.time for column in day.columns if column.time), "")
    return ScreenMark(words=f"Due {first}".strip()), None


def _as_place(shown: ScreenMark, place: Place) -> ScreenMark:
    return replace(shown, glyph=GLYPHS[place], words=SHORT_WORDS[place], place=place)


def _not_marked() -> ScreenMark:
    return ScreenMark(words="Not marked")


def _all_day(day: RegisterDay, row: RegisterRow) -> ScreenMark:
    """Both sessions of another day in words."""
    shown = [day.cell(row.pupil_id, session).shown for session in SESSION_WORDS]
    if all(one is NOTHING for one in shown):
        return _not_marked() if day.day.on < day.today else NOTHING
    words = [_session_words(one) for one in shown]
    if words[0] == words[1]:
        return replace(shown[0], words=f"{words[0]}, all day")
    return replace(shown[0], glyph="", words=f"Morning: {words[0]}. Afternoon: {words[1]}")


def _session_words(shown: ScreenMark) -> str:
    if shown.state is not CellState.MARKED:
        return "Not marked"
    return f"Late {shown.minutes_late} min" if shown.is_present and shown.minutes_late else shown.words


def _why_away(day: RegisterDay, row: RegisterRow, where: ScreenMark) -> str:
    """What the session's mark says of a pupil who is away now."""
    if where.place not in _AWAY or where.state is not CellState.MARKED:
        return ""
    session = day.current.session if day.current else _last_session(day)
    shown = day.cell(row.pupil_id, session).shown
    return shown.words if shown.state is CellState.MARKED else ""


def _last_session(day: RegisterDay) -> str:
    begun = [
        column.session for column in day.columns if column.kind is ColumnKind.SESSION and column.has_begun
    ]
    return begun[-1] if begun else "AM"


def _next(strip: Sequence[tuple[Column, ScreenMark]], now: datetime | None) -> str:
    """The next place that differs from the one now; of another day nothing."""
    if now is None:
        return ""
    later = [(column, shown) for column, shown in strip if _begins_after(column, now.time()) and shown.place]
    current = next((shown.place for column, shown in strip if column.is_current), None)
    if later and {current, *(shown.place for _, shown in later)} == {Place.IN_ROOM}:
        return "Stays in the room"
    for column, shown in later:
        if shown.place is not current:
            if current is Place.IN_LESSON and shown.place is Place.IN_ROOM:
                return f"Back {column.title}"
            return f"Next: {shown.detail or shown.words} ({column.title})"
    return ""


def _begins_after(column: Column, now: time) -> bool:
    return column.starts_at is not None and column.starts_at > now


def _late(shown: Iterable[ScreenMark]) -> str:
    """The longest lateness of the day, "Late 12 min"."""
    minutes = max((one.minutes_late or 0 for one in shown), default=0)
    return f"Late {minutes} min" if minutes else ""


def _flags(day: RegisterDay, row: RegisterRow, about: AboutPupil, now: datetime) -> tuple[Flag, ...]:
    return (
        *_mark_flags(day, row, now),
        *_placement_flags(about.placement, day.day.on),
        *_birthday_flags(about.date_of_birth, day.day.on),
    )


def _mark_flags(day: RegisterDay, row: RegisterRow, now: datetime) -> tuple[Flag, ...]:
    """Sessions of the day that have ended their first minutes and are not marked."""
    if day.day.on != now.date():
        return ()
    missing = [
        column.title
        for column in day.columns
        if column.kind is ColumnKind.SESSION
        and _has_ended(column, now.time())
        and day.cell(row.pupil_id, column.key).is_blank
    ]
    if not missing:
        return ()
    words = f"{missing[0]} not marked" if len(missing) == 1 else "Not marked today"
    return (Flag(words, Tone.NOTICE),)


def _has_ended(column: Column, now: time) -> bool:
    return column.ends_at is not None and column.ends_at <= now


def _placement_flags(placement: Placement | None, on: date) -> tuple[Flag, ...]:
    if placement is None or placement.id <= 0:
        return ()
    flags = [Flag("First day", Tone.NOTICE)] if placement.starts_on == on else []
    if placement.ends_on == on:
        flags.append(Flag("Last day", Tone.NOTICE))
    elif placement.ends_on is not None and monday_of(placement.ends_on) == monday_of(on):
        flags.append(Flag(f"Last day {short_day(placement.ends_on)}", Tone.PLAIN))
    return tuple(flags)


def _birthday_flags(born_on: date | None, on: date) -> tuple[Flag, ...]:
    """A birthday; who was born on 29 February has it on 1 March in other years."""
    if born_on is None or born_on.year >= on.year:
        return ()
    try:
        is_today = born_on.replace(year=on.year) == on
    except ValueError:
        is_today = (on.month, on.day) == (3, 1)
    return (Flag("Birthday", Tone.GOOD),) if is_today else ()
