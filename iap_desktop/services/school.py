"""The school as it was on a date: names, calendar, bell times."""

from __future__ import annotations

from iap_desktop.domain.calendar import Calendar
from iap_desktop.storage import school as stored
from iap_desktop.storage.connection import Connection


def load_calendar(connection: Connection) -> Calendar:
    """The calendar as it is now."""
    return Calendar(
        years=tuple(stored.academic_years(connection)),
        terms=tuple(stored.terms(connection)),
        closures=tuple(stored.closures(connection)),
        letters=tuple(stored.week_letters(connection)),
    )
