"""What goes to paper and to Excel: the room's values through the reports into files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anyascii import anyascii

from iap_desktop.domain.dates import monday_of
from iap_desktop.domain.names import short_name
from iap_desktop.domain.weekly import Printing, WeeklySummary
from iap_desktop.reports.register_workbook import register_workbook
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from iap_desktop.services.pupils import meant_pupils, pupil_list
from iap_desktop.services.register_books import register_book
from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import InUse, require_folder, write_atomically, write_new_or_numbered

FILE_COPY = "File copy"


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a run and how many summaries they hold, against how many were expected."""

    files: tuple[Path, ...]
    count: int
    expected: int


def printing(room: Room, copy_type: str = FILE_COPY) -> Printing:
    """Who prints what, now."""
    return Printing(copy_type, short_name(room.entry.name) or "Recovery code", room.clock())


def write_weekly_summaries(room: Room, on: date, out: Path, typed_pupil: str | None = None) -> Written:
    """One PDF a pupil, named without the pupil's name, and one of all. Raises UserError."""
    wanted = None
    if typed_pupil is not None:
        wanted = meant_pupils(pupil_list(room, on, has_leavers=True), [typed_pupil])
    summaries = weekly_summaries(room, on, wanted)
    if not summaries:
        raise UserError(
            "Nobody was in the room in that week.",
            "Nothing was written.",
            "Choose another week, or put pupils on the list first.",
        )
    out.mkdir(parents=True, exist_ok=True)
    require_folder(out)
    how = printing(room)
    files = [_write(out / _name_of(summary), weekly_summary_pdf([summary], how)) for summary in summaries]
    if typed_pupil is None:
        whole = weekly_summary_pdf(summaries, how)
        files.append(_write(out / f"{monday_of(on).isoformat()} weekly summaries, all.pdf", whole))
    return Written(tuple(files), len(summaries), len(summaries))


def write_register(room: Room, first: date, last: date, path: Path) -> Path:
    """The register as a workbook; where it was written (beside, where Excel holds the file open)."""
    if path.suffix.casefold() != ".xlsx":
        raise UserError(f"{path.name} does not end in .xlsx.", "Nothing was written.", "Give it that ending.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return _write(path, register_workbook(register_book(room, first, last, printing(room))))


def _name_of(summary: WeeklySummary) -> str:
    """Initials and the room's own number: no file name tells who the pupil is."""
    letters = anyascii(f"{summary.forename[:1]}{summary.surname[:1]}")
    plain = "".join(letter for letter in letters if letter.isalnum())
    return f"{summary.week_starts_on.isoformat()} weekly summary {plain}-{summary.number}.pdf"


def _write(path: Path, data: bytes) -> Path:
    """Replace a file of an earlier run; one that is open in another program is left, and written beside."""
    try:
        write_atomically(path, data)
    except InUse:
        return write_new_or_numbered(path, data)
    return path
