"""The stretches of time over which a pupil's figures are shown, each up to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from iap_desktop.domain.calendar import Calendar, ClosureKind
from iap_desktop.domain.dates import monday_of


@dataclass(frozen=True, slots=True)
class Window:
    """From `first` to `last`, both included, under a title in words."""

    title: str
    first: date
    last: date


def week_window(on: date) -> Window:
    """The week of a day up to it."""
    return Window("This week", monday_of(on), on)


def half_term_window(calendar: Calendar, on: date) -> Window | None:
    """The half-term of a day up to it, or the last one where the day is in none; None before all terms.

    A half-term begins with a term or after a half-term closure in it; schools of six terms have no such
    closures.
    """
    begun = [term for term in calendar.terms if term.starts_on <= on]
    if not begun:
        return None
    term = max(begun, key=lambda term: term.starts_on)
    last = min(on, term.ends_on)
    breaks = [
        calendar.next_open_day(closure.ends_on) or closure.ends_on + timedelta(days=1)
        for closure in calendar.closures
        if closure.kind is ClosureKind.HALF_TERM and term.starts_on <= closure.ends_on < last
    ]
    title = "This half-term" if on <= term.ends_on else "Last half-term"
    return Window(title, max([term.starts_on, *breaks]), last)
