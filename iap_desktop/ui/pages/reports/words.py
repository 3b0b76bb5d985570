"""What the Reports page says in words, apart from its widgets, so that one place decides on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # drawing is slow to import and waits for the worker
    from iap_desktop.reports.weekly_summary import CommentFit


def room_in_words(fit: CommentFit) -> tuple[str, str]:
    """How much the sheet still holds, and the role of the words: quiet, or a notice."""
    if fit.pages > 1:
        return "Longer than the page: it goes on to a second one.", "notice"
    if fit.is_without_slip:
        return "Long: the reply slip makes way for it.", "notice"
    more = lines_in_words(fit.lines_left)
    return (f"Set in smaller letters to fit. {more}" if fit.is_small else more), "quiet"


def lines_in_words(count: int) -> str:
    """Room that is left."""
    if count == 0:
        return "The page is full."
    return "Room for 1 more line." if count == 1 else f"Room for {count} more lines."


def summaries(count: int) -> str:
    """A number of summaries."""
    return "1 summary" if count == 1 else f"{count} summaries"


def ended(done: int, expected: int, act: str) -> str:
    """The line that closes a run and counts: "12 of 12 summaries printed"."""
    return f"{done} of {summaries(expected)} {act}"
