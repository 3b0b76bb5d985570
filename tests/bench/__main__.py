"""`python -m tests.bench`: the program's speed as ratios against bare floors measured in the same run.

Nothing here is an assertion: the machine is noisy. A limit that is not met is printed as such.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from iap_desktop.domain.weekly import Printing
from iap_desktop.reports.register_workbook import register_workbook
from iap_desktop.reports.weekly_summary import weekly_summary_pdf
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE, make_practice_room
from iap_desktop.services.register_books import register_book
from iap_desktop.services.rooms import open_room
from iap_desktop.services.sample import SamplePlan
from iap_desktop.services.weeks import weekly_summaries
from iap_desktop.storage.room import Room
from tests.bench import imports, marks, papers, windows
from tests.bench.floors import Ratio, cpu

PUPILS = 40
ONE_YEAR, TEN_YEARS = 39, 390
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
WEEK = date(2026, 11, 18)
HALF_TERM = (date(2026, 9, 3), date(2026, 11, 20))
HOW = Printing("File copy", "S. Carter", NOW)


def main() -> None:
    """Make the rooms, measure, print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        year = stack.enter_context(_room(folder / "one year", ONE_YEAR))
        decade = stack.enter_context(_room(folder / "ten years", TEN_YEARS))
        _say(marks.mark_ratio(year, folder))
        _say_papers(year)
        seconds = _import(year, folder, 1)
        _say(Ratio("import of 1,000 pupils / two seconds of CPU", seconds, imports.LIMIT_SECONDS, 1.0))
        for ratio in _growth(year, decade, folder):
            _say(ratio)
    _say_windows()


def _say_windows() -> None:
    """The window, on rooms of its own: it closes them itself."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        plans = {
            "sample": SamplePlan(),
            "one": SamplePlan(PUPILS, ONE_YEAR),
            "ten": SamplePlan(PUPILS, TEN_YEARS),
        }
        for room, plan in plans.items():
            make_practice_room(folder / room, plan, lambda: NOW, windows.QUICK_KEYS)
        for measured in windows.all_ratios(folder / "sample", folder / "one", folder / "ten"):
            for ratio in measured():
                _say(ratio)


def _say_papers(room: Room) -> None:
    summaries = weekly_summaries(room, WEEK)[:30]
    _say(papers.summaries_ratio(summaries, HOW))
    beside = papers.libreoffice_ratio(summaries, HOW)
    if beside is None:
        print("30 summaries / LibreOffice: LibreOffice is not installed, left out")
    else:
        _say(beside)
    _say(papers.register_ratio(papers.of_rows(register_book(room, *HALF_TERM, HOW), 11_000)))


def _growth(year: Room, decade: Room, folder: Path) -> Iterator[Ratio]:
    """Each act at ten years of 40 pupils against the same act at one."""
    began = 1_000
    ours = [
        marks.mark_seconds(room, began + turn * marks.COUNT) for turn in range(3) for room in (decade, year)
    ]
    yield Ratio("one mark, ten years / one year", min(ours[::2]), min(ours[1::2]), 1.2)

    def sheets(room: Room) -> Callable[[], object]:
        return lambda: weekly_summary_pdf(weekly_summaries(room, WEEK)[:30], HOW)

    yield _grown("30 summaries from the room", sheets(decade), sheets(year))

    def workbook(room: Room) -> Callable[[], object]:
        return lambda: register_workbook(register_book(room, *HALF_TERM, HOW))

    yield _grown("register of a half-term from the room", workbook(decade), workbook(year))
    pairs = [(_import(decade, folder, turn), _import(year, folder, turn)) for turn in range(2, 5)]
    ours_best, floor_best = (min(values) for values in zip(*pairs, strict=True))
    yield Ratio("import of 1,000 pupils, ten years / one year", ours_best, floor_best, 1.2)


def _grown(name: str, ours: Callable[[], object], floor: Callable[[], object]) -> Ratio:
    ours_seconds, floor_seconds = cpu(ours, floor, rounds=5)
    return Ratio(f"{name}, ten years / one year", ours_seconds, floor_seconds, 1.2)


def _import(room: Room, folder: Path, turn: int) -> float:
    """A list of pupils that are new to the room, taken in and undone again."""
    path = folder / f"list {turn}.csv"
    imports.write_list(path, 1_000)
    seconds = imports.import_seconds(room, path)
    room.undo(by=1)
    return seconds


@contextmanager
def _room(folder: Path, weeks: int) -> Iterator[Room]:
    began = time.perf_counter()
    make_practice_room(folder, SamplePlan(PUPILS, weeks, 1), lambda: NOW)
    room = open_room(folder, PRACTICE_PASSPHRASE, _Moving())
    print(f"{PUPILS} pupils x {weeks} weeks made in {time.perf_counter() - began:.1f} s")
    try:
        yield room
    finally:
        room.close()


class _Moving:
    """A clock that moves by a millisecond at each look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def _say(ratio: Ratio) -> None:
    print(ratio, flush=True)


if __name__ == "__main__":
    main()
