"""Shows the program without a screen: the practice room with its papers, and a check of the whole machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.dates import day_in_words
from iap_desktop.services import papers, rooms
from iap_desktop.services.sample import SampleMade, SamplePlan, fill_sample_room, new_sample_room
from iap_desktop.services.school import load_calendar
from iap_desktop.storage.errors import RoomExists
from iap_desktop.storage.room import Clock, Room
from iap_desktop.storage.vault import STRONG, Cost
from iap_desktop.system.files import translate_os_error, write_atomically
from iap_desktop.system.lease import HOLDER_NAME, LOCK_NAME, Lease

PRACTICE_PASSPHRASE = "practice room"  # noqa: S105 - stands in clear beside the invented pupils
MARKER = "practice.txt"
PAPERS_AT = time(15, 30)
REGISTER_WEEKS = 6

_MARKER_WORDS = f"""This is a practice room. Every pupil, parent and member of staff in it is invented.
Its passphrase is: {PRACTICE_PASSPHRASE}
Keep nothing real in it: the command "demo" replaces this room, and the papers named below.
"""
_OURS = {MARKER, LOCK_NAME, HOLDER_NAME, "room.db", "room.db-journal", "room.keys", "backups"}
_PAPER = "- "


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a demonstration, and the day on which its sample ends."""

    pupil_count: int
    weeks: int
    seed: int
    today: date


def make_demo(out: Path, plan: Plan, clock: Clock, cost: Cost = STRONG) -> Iterator[str]:
    """Make the practice room in out/room, and in `out` the summaries of the plan's week and the register.

    All happens at 15:30 of the plan's day. Gives sentences about what was written, as it is written.
    A practice room from before is replaced; raises RoomExists where anything else lies in out/room.
    """
    moment = datetime.combine(plan.today, PAPERS_AT, tzinfo=clock().tzinfo)
    folder = out / "room"
    _clear(out, folder, moment)
    made = make_practice_room(folder, _sample(plan), lambda: moment, cost)
    yield f"A practice room with {made.pupils} invented pupils: {folder}"
    yield (
        f"{made.session_marks:,} session marks and {made.period_marks:,} period marks, "
        f"{day_in_words(made.first_on)} to {day_in_words(made.last_on)}."
    )
    room = rooms.open_room(folder, PRACTICE_PASSPHRASE, lambda: moment, is_read_only=True)
    try:
        written = _write_papers(room, out, made.last_on)
    finally:
        room.close()
    _mark_as_practice(folder, written)
    yield f"{len(written) - 2} weekly summaries, one file with all of them, and the register: {out}"
    yield f"Its passphrase: {PRACTICE_PASSPHRASE}"
    yield f"""Try: IAP_PASSPHRASE="{PRACTICE_PASSPHRASE}" iap-desktop pupils --room "{folder}\""""


def make_practice_room(folder: Path, plan: SamplePlan, clock: Clock, cost: Cost = STRONG) -> SampleMade:
    """Make and fill a room that says in words that it is for practice; it has no recovery sheet."""
    sheet = rooms.make_room(folder, new_sample_room(plan, PRACTICE_PASSPHRASE, cost), clock).recovery_sheet
    sheet.unlink(missing_ok=True)
    _mark_as_practice(folder, ())
    room = rooms.open_room(folder, PRACTICE_PASSPHRASE, clock)
    try:
        return fill_sample_room(room, plan)
    finally:
        room.close()


def is_practice_room(folder: Path) -> bool:
    """Whether a folder holds a practice room of ours and nothing else."""
    try:
        words = (folder / MARKER).read_text(encoding="utf-8")
        return words.startswith(_MARKER_WORDS) and {path.name for path in folder.iterdir()} <= _OURS
    except (OSError, UnicodeDecodeError):
        return False


def _sample(plan: Plan) -> SamplePlan:
    return SamplePlan(plan.pupil_count, plan.weeks, plan.seed)


def _clear(out: Path, folder: Path, at: datetime) -> None:
    """Remove the practice room of an earlier run and its papers. Raises RoomExists, AlreadyOpen."""
    if not folder.exists():
        return
    if not is_practice_room(folder):
        raise RoomExists(folder)
    Lease.take(folder, "the demonstration", at).release()
    try:
        for name in _papers_named_in(folder / MARKER):
            (out / name).unlink(missing_ok=True)
        shutil.rmtree(folder)
    except OSError as error:
        raise translate_os_error(error, folder) from error


def _papers_named_in(marker: Path) -> list[str]:
    lines = marker.read_text(encoding="utf-8").splitlines()
    names = [line.removeprefix(_PAPER) for line in lines if line.startswith(_PAPER)]
    return [name for name in names if Path(name).name == name]


def _mark_as_practice(folder: Path, written: tuple[Path, ...]) -> None:
    listed = "".join(f"{_PAPER}{path.name}\n" for path in written)
    write_atomically(folder / MARKER, (_MARKER_WORDS + listed).encode())


def _write_papers(room: Room, out: Path, last_on: date) -> tuple[Path, ...]:
    summaries = papers.write_weekly_summaries(room, last_on, out)
    with room.read() as connection:
        first = _register_from(load_calendar(connection), last_on)
    return (*summaries.files, papers.write_register(room, first, last_on, out / "register.xlsx"))


def _register_from(calendar: Calendar, last_on: date) -> date:
    """The Monday of the first of the last school weeks that the register shows."""
    return calendar.school_weeks(calendar.years[0].starts_on, last_on)[-REGISTER_WEEKS:][0]
