"""Shows the program without a screen: the practice room with its papers, and a check of the whole machine."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from iap_desktop.domain.calendar import Calendar
from iap_desktop.domain.dates import day_in_words, monday_of
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.school_years import starting_year
from iap_desktop.services import commands, papers, pupil_import, pupils, registers, rooms
from iap_desktop.services.sample import (
    LEAD_NAME,
    ROOM_NAME,
    SCHOOL_NAME,
    SampleMade,
    SamplePlan,
    fill_sample_room,
    new_sample_room,
)
from iap_desktop.services.school import load_calendar
from iap_desktop.storage.errors import RoomExists
from iap_desktop.storage.room import Clock, Room
from iap_desktop.storage.vault import STRONG, Cost
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import translate_os_error, write_atomically
from iap_desktop.system.lease import HOLDER_NAME, LOCK_NAME, Lease

PRACTICE_PASSPHRASE = "practice room"  # noqa: S105 - stands in clear beside the invented pupils
MARKER = papers.PRACTICE_MARKER
PAPERS_AT = time(15, 30)
REGISTER_WEEKS = 6

_MARKER_WORDS = f"""This is a practice room. Every pupil, parent and member of staff in it is invented.
Its passphrase is: {PRACTICE_PASSPHRASE}
Keep nothing real in it: the command "demo" replaces this room, and the papers named below.
"""
_OURS = {MARKER, LOCK_NAME, HOLDER_NAME, "room.db", "room.db-journal", "room.keys", "backups"}
_PAPER = "- "

_TRIAL_NAMES = {"Seán O'Neill", "Łukasz Żółć", "Thảo Nguyễn"}
_REPORT_IT = "Please tell whoever looks after the program."


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
    A practice room from before is replaced; raises RoomExists where anything else lies in out/room, and
    UserError where `out` itself is a room's folder.
    """
    papers.refuse_room_folder(out)
    moment = datetime.combine(plan.today, PAPERS_AT, tzinfo=clock().tzinfo)
    folder = out / "room"
    _clear(out, folder, moment)
    made = make_practice_room(folder, _sample(plan), lambda: moment, cost)
    yield f"A practice room with invented pupils ({made.pupils} in all): {folder}"
    yield (
        f"{made.session_marks:,} session marks and {made.period_marks:,} period marks, "
        f"{day_in_words(made.first_on)} to {day_in_words(made.last_on)}."
    )
    room = rooms.open_room(folder, PRACTICE_PASSPHRASE, lambda: moment, is_read_only=True)
    try:
        written = _write_papers(room, out, made.last_on)
    finally:
        room.close()
    _mark_as_practice(folder, [path.relative_to(out) for path in written.files])
    yield f"{_sheets(written.summaries)} of that week, one file with all of them, and the register: {out}"
    if written.week_before is not None:
        yield f"That week is not over; the whole week before is in {written.week_before}"
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
        for path in _papers_named_in(folder / MARKER, out):
            path.unlink(missing_ok=True)
            if path.parent.is_dir() and not any(path.parent.iterdir()):
                path.parent.rmdir()
        shutil.rmtree(folder)
    except OSError as error:
        raise translate_os_error(error, folder) from error


def _papers_named_in(marker: Path, out: Path) -> list[Path]:
    """The papers of an earlier run; a name that leads out of the folder is nothing of ours."""
    lines = marker.read_text(encoding="utf-8").splitlines()
    found = [out / line.removeprefix(_PAPER) for line in lines if line.startswith(_PAPER)]
    return [path for path in found if path.resolve().is_relative_to(out.resolve())]


def _mark_as_practice(folder: Path, written: Iterable[Path]) -> None:
    listed = "".join(f"{_PAPER}{path.as_posix()}\n" for path in written)
    write_atomically(folder / MARKER, (_MARKER_WORDS + listed).encode())


@dataclass(frozen=True, slots=True)
class _Written:
    """The papers of a demonstration; `week_before` is the folder of the week before, where one was needed."""

    files: tuple[Path, ...]
    summaries: int
    week_before: Path | None


def _write_papers(room: Room, out: Path, last_on: date) -> _Written:
    """The summaries of the week of `last_on`, of the week before where that one is not over, the register."""
    with room.read() as connection:
        calendar = load_calendar(connection)
    this_week = papers.write_weekly_summaries(room, last_on, out)
    files, week_before = this_week.files, None
    before = _whole_week_before(calendar, last_on)
    if before is not None and _marked_in_week(room, before):
        week_before = out / f"week of {before.isoformat()}"
        files += papers.write_weekly_summaries(room, before, week_before).files
    files += (papers.write_register(room, _register_from(calendar, last_on), last_on, out / "register.xlsx"),)
    return _Written(files, this_week.count, week_before)


def _whole_week_before(calendar: Calendar, last_on: date) -> date | None:
    """The Monday of the school week before, where the week of `last_on` has school days to come."""
    following, earlier = calendar.next_open_day(last_on), calendar.last_open_day(monday_of(last_on))
    is_over = following is None or monday_of(following) != monday_of(last_on)
    return None if is_over or earlier is None else monday_of(earlier)


def _marked_in_week(room: Room, monday: date) -> bool:
    return bool(registers.session_marks(room, monday, monday + timedelta(days=6)))


def _sheets(count: int) -> str:
    return f"{count} weekly summary" if count == 1 else f"{count} weekly summaries"


def _register_from(calendar: Calendar, last_on: date) -> date:
    """The Monday of the first of the last school weeks that the register shows."""
    return calendar.school_weeks(calendar.years[0].starts_on, last_on)[-REGISTER_WEEKS:][0]


def self_test(clock: Clock, cost: Cost = STRONG) -> Iterator[str]:
    """Try all that matters on this very machine, in a temporary folder, and say each thing that works.

    Raises UserError at the first thing that does not.
    """
    with TemporaryDirectory(prefix="iap-self-test-") as folder:
        yield from _Trial(Path(folder), clock, cost).run()
    yield "All is well."


class _Trial:
    """One small room from its making to its restored backup."""

    def __init__(self, folder: Path, clock: Clock, cost: Cost) -> None:
        self._plan = rooms.NewRoom(SCHOOL_NAME, ROOM_NAME, LEAD_NAME, PRACTICE_PASSPHRASE, cost=cost)
        self._folder = folder
        self._room = folder / "room"
        self._restored = folder / "restored"
        self._clock = clock
        self._today = clock().date()

    def run(self) -> Iterator[str]:
        """Each step in turn, and what it showed."""
        sheet = rooms.make_room(self._room, self._plan, self._clock).recovery_sheet
        _require_pages(sheet, 1)
        yield "Made a room and its recovery sheet."
        room = rooms.open_room(self._room, PRACTICE_PASSPHRASE, self._clock)
        try:
            yield self._import(room)
            yield self._mark(room)
            yield self._print(room)
            yield self._export(room)
            marks = registers.session_marks(room, date.min, date.max)
            backup = room.back_up()
        finally:
            room.close()
        yield "Backed the room up."
        rooms.restore_room(backup, self._restored, PRACTICE_PASSPHRASE)
        self._check()
        self._compare(marks)
        yield "Restored the backup, checked both rooms, and found the same marks."

    def _import(self, room: Room) -> str:
        from iap_desktop.imports.pupil_lists import read_pupil_list  # noqa: PLC0415 - openpyxl is slow to import

        listed = self._folder / "pupils.csv"
        listed.write_text(_trial_list(starting_year(self._today)), encoding="utf-8")
        preview = pupil_import.preview_import(room, read_pupil_list(listed, today=self._today), self._today)
        _require(not preview.refused, "A row of a good pupil list was refused.")
        commands.run(room, pupil_import.ImportPupils(preview, self._today), by=rooms.acting_staff(room))
        names = {known.pupil.name for known in pupils.pupil_list(room, self._today)}
        _require(names == _TRIAL_NAMES, "The imported pupils are not those of the list.")
        return f"Imported {len(names)} pupils."

    def _mark(self, room: Room) -> str:
        known = pupils.pupil_list(room, self._today)
        request = registers.SessionRequest(
            tuple(entry.pupil.id for entry in known), self._school_day(room), "AM", "/"
        )
        command = registers.session_command(room, request, today=self._today)
        outcome = commands.run(room, command, by=rooms.acting_staff(room))
        _require(outcome.new == len(known), "Not every mark was made.")
        return f"Marked a morning on {day_in_words(request.on)}."

    def _school_day(self, room: Room) -> date:
        with room.read() as connection:
            day = load_calendar(connection).last_open_day(self._today + timedelta(days=1))
        if day is None:
            raise UserError("A new room's calendar has no school day yet.", todo=_REPORT_IT)
        return day

    def _print(self, room: Room) -> str:
        written = papers.write_weekly_summaries(room, self._school_day(room), self._folder / "papers")
        _require(written.count == len(_TRIAL_NAMES), "A weekly summary is missing.")
        for path in written.files[:-1]:
            _require_pages(path, 1)
        _require_pages(written.files[-1], written.count)
        return f"Printed {written.count} weekly summaries."

    def _export(self, room: Room) -> str:
        on = self._school_day(room)
        book = papers.write_register(room, on, on, self._folder / "register.xlsx")
        with zipfile.ZipFile(book) as parts:
            is_whole = parts.testzip() is None and "xl/workbook.xml" in parts.namelist()
        _require(is_whole, "The register workbook cannot be opened again.")
        return "Wrote the register workbook."

    def _check(self) -> None:
        for folder in (self._room, self._restored):
            found = rooms.check_room(folder, PRACTICE_PASSPHRASE, self._clock)
            _require(found.is_ok, " ".join(str(problem) for problem in found.problems))

    def _compare(self, marks: list[SessionMark]) -> None:
        room = rooms.open_room(self._restored, PRACTICE_PASSPHRASE, self._clock, is_read_only=True)
        try:
            found = registers.session_marks(room, date.min, date.max)
        finally:
            room.close()
        _require(bool(marks) and found == marks, "The restored room has other marks.")


def _trial_list(school_year: int) -> str:
    """A pupil list as a school exports it, with pupils of Years 8 to 10 in the school year of today."""
    return (
        "UPN,Legal Surname,Legal Forename,Date of birth,Year,Reg Group\n"
        f"B801200005001,O'Neill,Seán,14/03/{school_year - 12},8,8F\n"
        f",Żółć,Łukasz,02/11/{school_year - 14},9,9T\n"
        f",Nguyễn,Thảo,30/06/{school_year - 14},10,10A\n"
    )


def _require(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not is_so:
        raise UserError(otherwise, "No room of yours was touched.", _REPORT_IT)


def _require_pages(pdf: Path, count: int) -> None:
    from iap_desktop.reports.pages import page_count  # noqa: PLC0415 - pypdfium2 is slow to import

    _require(page_count(pdf.read_bytes()) == count, f"{pdf.name} has not the pages it should have.")
