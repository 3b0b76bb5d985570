"""How dates read: "Mon 23 Nov 2026", whatever the machine's language."""

from __future__ import annotations

from datetime import date, timedelta

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in_words(on: date) -> str:
    """Write a date as "Mon 23 Nov 2026"."""
    return f"{short_day(on)} {MONTHS[on.month - 1]} {on.year}"


def short_day(on: date) -> str:
    """Write a date as "Mon 23"."""
    return f"{WEEKDAYS[on.weekday()]} {on.day}"


def monday_of(on: date) -> date:
    """The Monday of the week that `on` is in."""
    return on - timedelta(days=on.weekday())


def days_between(first: date, last: date) -> list[date]:
    """Each day from `first` to `last`, both included; none where `last` is earlier."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def school_week(on: date) -> list[date]:
    """Monday to Friday of the week that `on` is in."""
    monday = monday_of(on)
    return days_between(monday, monday + timedelta(days=4))
