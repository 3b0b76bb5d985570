"""The weekly summaries as they are previewed and printed: drawn on a worker, in the copy asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage.room import Room

if TYPE_CHECKING:  # drawing is slow to import and waits for the worker
    from iap_desktop.reports.weekly_summary import CommentRoom

HOME_COPY, TUTOR_COPY, FILE_COPY = "Parent copy", "Tutor copy", "File copy"
COPIES = ((HOME_COPY, "For home"), (TUTOR_COPY, "For the tutor"), (FILE_COPY, "For the file"))


@dataclass(frozen=True, slots=True)
class Sheets:
    """Some pupils' sheets in one PDF; `first_pages` tells on which page (from 1) each pupil's begins.

    rooms: how much of a comment each of the sheets holds.
    """

    pdf: bytes
    first_pages: Mapping[int, int]
    page_count: int
    rooms: Mapping[int, CommentRoom]

    @property
    def count(self) -> int:
        """How many pupils' sheets there are."""
        return len(self.first_pages)

    def count_until(self, page: int) -> int:
        """How many pupils' sheets are whole with the pages up to `page` (from 1), that one included."""
        firsts = sorted(self.first_pages.values())
        ends = [first - 1 for first in firsts[1:]] + [self.page_count]
        return sum(end <= page for end in ends)

    def pupils_on(self, first: int, last: int) -> tuple[int, ...]:
        """The pupils of whose sheets some part stands on the pages from `first` to `last`."""
        ordered = sorted(self.first_pages, key=self.first_pages.__getitem__)
        ends = [self.first_pages[pupil_id] - 1 for pupil_id in ordered[1:]] + [self.page_count]
        return tuple(
            pupil_id
            for pupil_id, end in zip(ordered, ends, strict=True)
            if self.first_pages[pupil_id] <= last and first <= end
        )


def week_sheets(
    room: Room,
    on: date,
    pupil_ids: Iterable[int],
    copy_type: str,
    *,
    duplex: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Sheets:
    """Draw the sheets of a week, by surname. `progress` hears how many are drawn and may raise to stop.

    duplex: each pupil begins on a new sheet of paper. Raises UserError where there is nobody to draw.
    """
    from iap_desktop.reports.pages import page_count  # noqa: PLC0415
    from iap_desktop.reports.weekly_summary import CommentRoom, weekly_summary_pdf  # noqa: PLC0415
    from iap_desktop.services.papers import printing  # noqa: PLC0415 - slow to import

    how = printing(room, copy_type)
    summaries = weekly_summaries(room, on, pupil_ids)
    pdf = weekly_summary_pdf(summaries, how, duplex=duplex, progress=progress)
    rooms = {summary.number: CommentRoom(summary, how) for summary in summaries}
    first_pages, page = {}, 1
    for summary in summaries:
        first_pages[summary.number] = page
        pages = rooms[summary.number].fit(summary.comment).pages
        page += pages + (pages % 2 if duplex else 0)
    return Sheets(pdf, first_pages, page_count(pdf), rooms)
