"""What goes to paper and to Excel: the room's values through the reports into files.

These files show pupils' names in clear. So only this account may read them, they never go into a room's
folder, and none of them takes the place of a file that is not ours or that somebody has worked on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anyascii import anyascii

from iap_desktop.domain.dates import monday_of
from iap_desktop.domain.names import short_name
from iap_desktop.domain.weekly import Printing, WeeklySummary
from iap_desktop.reports.pages import page_count
from iap_desktop.reports.provenance import is_untouched_paper
from iap_desktop.reports.register_workbook import register_workbook
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from iap_desktop.services.pupils import meant_pupils, pupil_list
from iap_desktop.services.register_books import register_book
from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage.files import RoomFolder
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import (
    CannotWrite,
    InUse,
    remove_old_leftovers,
    require_folder,
    translate_os_error,
    write_atomically,
    write_new_or_numbered,
)

FILE_COPY = "File copy"
PRACTICE_MARKER = "practice.txt"  # lies in a practice room


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a run, how many pupils' sheets were found in them, and how many were expected.

    problems: what is missing, in a sentence each, with pupils by number. is_stopped: somebody stopped the
    run; what was written by then stays, without the file of all.
    """

    files: tuple[Path, ...]
    count: int
    expected: int
    problems: tuple[str, ...] = ()
    is_stopped: bool = False

    @property
    def words(self) -> str:
        """The run in one line that counts: "7 of 12 written, stopped"."""
        return f"{self.count} of {self.expected} written{', stopped' if self.is_stopped else ''}"


def printing(room: Room, copy_type: str = FILE_COPY) -> Printing:
    """Who prints what, now. A sheet of the practice room says so: it looks like a real one."""
    if (room.folder / PRACTICE_MARKER).is_file():
        copy_type = f"{copy_type} \N{MIDDLE DOT} practice, invented pupils"
    return Printing(copy_type, short_name(room.entry.name) or "Recovery code", room.clock())


def write_weekly_summaries(
    room: Room,
    on: date,
    out: Path,
    typed_pupil: str | None = None,
    *,
    pupil_ids: Iterable[int] | None = None,
    copy_type: str = FILE_COPY,
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Written:
    """One PDF a pupil, named without the pupil's name, and one of all where the run is for everybody.

    A pupil whose sheet cannot be made or written stops no run: the others' are written, and `problems`
    says whose is missing. Raises UserError where there is nothing to write or `out` is no place for it.
    pupil_ids: only these pupils. progress: hears how many sheets are done, of how many. should_stop: asked
    before each pupil; a run that is stopped keeps what it has written and counts it.
    """
    wanted = None if pupil_ids is None else list(pupil_ids)
    if typed_pupil is not None:
        wanted = meant_pupils(pupil_list(room, on, has_leavers=True), [typed_pupil])
    summaries = weekly_summaries(room, on, wanted)
    _refuse_empty_week(summaries, on, room.clock().date())
    _make_ready(out)
    run = _Run(out, printing(room, copy_type))
    for number, summary in enumerate(summaries, start=1):
        if should_stop is not None and should_stop():
            return run.written(expected=len(summaries), is_stopped=True)
        run.write_one(summary)
        if progress is not None:
            progress(number, len(summaries))
    if wanted is None:
        run.write_all(f"{monday_of(on).isoformat()} weekly summaries, all.pdf")
    return run.written(expected=len(summaries))


def _refuse_empty_week(summaries: tuple[WeeklySummary, ...], on: date, today: date) -> None:
    if monday_of(on) > today:
        what, todo = "That week has not begun.", "Choose this week or one before."
    elif not summaries:
        what, todo = "Nobody was in the room in that week.", "Choose another week, or put pupils on the list."
    elif all(day.closed_because for summary in summaries for day in summary.days):
        what, todo = "The school was closed all that week.", "Choose another week."
    else:
        return
    raise UserError(what, "Nothing was written.", todo)


def write_register(room: Room, first: date, last: date, path: Path) -> Path:
    """The register as a workbook; where it was written (beside, where `path` is taken). Raises UserError."""
    if path.suffix.casefold() != ".xlsx":
        raise UserError(f"{path.name} does not end in .xlsx.", "Nothing was written.", "Give it that ending.")
    _make_ready(path.parent)
    return _write(path, register_workbook(register_book(room, first, last, printing(room))))


def refuse_room_folder(out: Path) -> None:
    """Raise UserError where `out`, existing or not, is a room's folder or lies in one."""
    named, real = Path(os.path.abspath(out)), Path(os.path.realpath(out))  # noqa: PTH100 - ".." hides parents
    for folder in dict.fromkeys((named, *named.parents, real, *real.parents)):
        files = RoomFolder(folder)
        if os.path.lexists(files.keys) or os.path.lexists(files.database):
            raise UserError(
                f"{out} is in the folder of a room, where nothing may lie in clear.",
                "Nothing was written.",
                "Choose another folder for papers, outside the room's.",
            )


class _Run:
    """One print run: what was drawn, what was written, and what went wrong for whom."""

    def __init__(self, out: Path, how: Printing) -> None:
        self._out = out
        self._how = how
        self._drawn: list[WeeklySummary] = []
        self._sheets: list[Path] = []
        self._whole: list[Path] = []
        self._problems: list[str] = []

    def write_one(self, summary: WeeklySummary) -> None:
        """Draw and write one pupil's sheet; what the world refuses is noted under the pupil's number."""
        try:
            pdf = weekly_summary_pdf([summary], self._how)
            self._drawn.append(summary)
            self._sheets.append(_write(self._out / _name_of(summary), pdf))
        except UserError as error:
            self._problems.append(f"Number {summary.number} was not written. {error.what}")

    def write_all(self, name: str) -> None:
        """Write every sheet that could be drawn into one file, for the printer."""
        if not self._drawn:
            return
        try:
            self._whole.append(_write(self._out / name, weekly_summary_pdf(self._drawn, self._how)))
        except UserError as error:
            self._problems.append(f"The file of all was not written. {error.what}")

    def written(self, expected: int, *, is_stopped: bool = False) -> Written:
        """What is on the disk now, counted there."""
        pages = [_pages_in(path) for path in self._sheets]
        problems = list(self._problems)
        if len(self._sheets) == len(self._drawn) and any(
            _pages_in(path) != sum(pages) for path in self._whole
        ):
            problems.append("The file of all has not the pages of the single ones.")
        count = sum(number > 0 for number in pages)
        return Written((*self._sheets, *self._whole), count, expected, tuple(problems), is_stopped)


def _make_ready(out: Path) -> None:
    """A folder for papers in which no run that was killed has left names in clear. Raises UserError."""
    refuse_room_folder(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise translate_os_error(error, out) from error
    require_folder(out)
    remove_old_leftovers(out)


def _name_of(summary: WeeklySummary) -> str:
    """Initials and the room's own number: no file name tells who the pupil is."""
    letters = anyascii(f"{summary.forename[:1]}{summary.surname[:1]}")
    plain = "".join(letter for letter in letters if letter.isalnum())
    return f"{summary.week_starts_on.isoformat()} weekly summary {plain}-{summary.number}.pdf"


def _write(path: Path, data: bytes) -> Path:
    """Replace a paper of ours that nobody has changed; any other file, or one that is open, stays.

    Windows refuses a file that is open in another program with the words it has for a read-only one.
    """
    if is_untouched_paper(path):
        with suppress(InUse, CannotWrite):
            write_atomically(path, data, private=True)
            return path
    return write_new_or_numbered(path, data, private=True)


def _pages_in(path: Path) -> int:
    try:
        return page_count(path.read_bytes())
    except OSError:
        return 0
