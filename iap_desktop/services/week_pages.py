"""The week's summaries as a list: whose there are, what is written, and what would be blank on paper.

In the order of the papers (surname, then forename), so that the list and the printed pile agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from iap_desktop.domain.dates import day_in_words, monday_of
from iap_desktop.domain.pupils import sort_key
from iap_desktop.domain.weekly import PeriodCell, WeekDay, WeeklySummary
from iap_desktop.domain.weeks import pupils_of_week, week_summary
from iap_desktop.services.weeks import week_sources
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.room import Room


@dataclass(frozen=True, slots=True)
class WeekPupil:
    """One pupil's line. `missing`: sessions that should be marked by now and are not.

    blanks: what the sheet would lack, in a few words each.
    """

    pupil_id: int
    name: str
    forename: str
    year_group: str | None
    form: str | None
    comment: str
    missing: int
    blanks: tuple[str, ...]

    @property
    def has_comment(self) -> bool:
        """Whether anything is written about the week."""
        return bool(self.comment.strip())

    @property
    def label(self) -> str:
        """The pupil as the list names the line, "Ayaan Malik 9T"."""
        return f"{self.name} {self.form or ''}".strip()


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The list of one week. `why_nothing` says why there is nothing to print; empty where there is."""

    monday: date
    week_letter: str | None
    days: tuple[WeekDay, ...]
    pupils: tuple[WeekPupil, ...]
    why_nothing: str

    @property
    def title(self) -> str:
        """The week in words, "Week of Mon 23 Nov 2026 · Week A"."""
        letter = f" \N{MIDDLE DOT} Week {self.week_letter}" if self.week_letter else ""
        return f"Week of {day_in_words(self.monday)}{letter}"

    @property
    def written(self) -> int:
        """How many of the pupils have a comment."""
        return sum(pupil.has_comment for pupil in self.pupils)

    @property
    def counted(self) -> str:
        """How far the comments are: "4 of 12 comments written"."""
        return f"{self.written} of {len(self.pupils)} comments written" if self.pupils else ""


def week_page(room: Room, on: date) -> WeekPage:
    """The list of the week of `on`, as it is now."""
    now = room.clock()
    with room.read() as connection:
        sources = week_sources(connection, on, now)
        known = stored.pupils_on(connection, sources.days[-1], pupils_of_week(sources))
    ordered = sorted(known, key=lambda entry: sort_key(entry.pupil))
    summaries = [week_summary(sources, entry) for entry in ordered]
    days = tuple(WeekDay(day, sources.calendar.day(day).reason) for day in sources.days)
    return WeekPage(
        monday=monday_of(on),
        week_letter=sources.calendar.week_letter(on),
        days=days,
        pupils=tuple(
            _week_pupil(entry.pupil.name, one) for entry, one in zip(ordered, summaries, strict=True)
        ),
        why_nothing=_why_nothing(summaries, days, on, now.date()),
    )


def _week_pupil(name: str, summary: WeeklySummary) -> WeekPupil:
    return WeekPupil(
        pupil_id=summary.number,
        name=name,
        forename=summary.forename,
        year_group=summary.year_group,
        form=summary.form,
        comment=summary.comment,
        missing=len(summary.figures.unmarked),
        blanks=tuple(_blanks(summary)),
    )


def _blanks(summary: WeeklySummary) -> list[str]:
    """What the sheet lacks, the most telling first."""
    missing = len(summary.figures.unmarked)
    blanks = [] if summary.comment.strip() else ["No comment yet"]
    if missing:
        blanks.append("1 mark missing" if missing == 1 else f"{missing} marks missing")
    cells = [cell for row in summary.rows for cell in row.cells if isinstance(cell, PeriodCell)]
    unmarked = sum(cell.place is None and not cell.is_to_come for cell in cells)
    if unmarked and any(cell.place is not None for cell in cells):
        blanks.append("1 period not marked" if unmarked == 1 else f"{unmarked} periods not marked")
    if summary.key_adult is None:
        blanks.append("No key adult")
    return blanks


def _why_nothing(summaries: list[WeeklySummary], days: tuple[WeekDay, ...], on: date, today: date) -> str:
    """The sentence of an empty page."""
    if monday_of(on) > today:
        return "That week has not begun."
    is_closed = all(day.closed_because for day in days)
    if is_closed and all(day.closed_because for summary in summaries for day in summary.days):
        return f"The school was closed all that week: {days[0].closed_because}."
    return "" if summaries else "Nobody was in the room in that week."
