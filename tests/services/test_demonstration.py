from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from iap_desktop.reports.pages import page_count, page_texts
from iap_desktop.services import papers, rooms
from iap_desktop.services.demonstration import (
    MARKER,
    PRACTICE_PASSPHRASE,
    Plan,
    is_practice_room,
    make_demo,
    make_practice_room,
    self_test,
)
from iap_desktop.services.sample import SamplePlan
from iap_desktop.storage.errors import RoomExists
from iap_desktop.system.errors import UserError
from iap_desktop.system.lease import AlreadyOpen
from tests.rooms import LIGHT, SettableClock
from tests.services.conftest import SCHOOL

THURSDAY = date(2026, 11, 26)
PLAN = Plan(pupil_count=5, weeks=3, seed=1, today=THURSDAY)
CLOCK = SettableClock(datetime(2027, 3, 2, 9, 0, tzinfo=UTC))


def demo(out: Path, plan: Plan = PLAN) -> list[str]:
    return list(make_demo(out, plan, CLOCK, LIGHT))


def names_in(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def test_the_demo_writes_a_sheet_for_each_pupil_one_of_all_and_the_register(tmp_path: Path) -> None:
    said = demo(tmp_path)
    sheets = sorted(tmp_path.glob("*.pdf"))
    whole = next(path for path in sheets if "all" in path.name)

    assert len(sheets) == 6
    assert [page_count(path.read_bytes()) for path in sheets if path != whole] == [1] * 5
    assert page_count(whole.read_bytes()) == 5
    assert zipfile.is_zipfile(tmp_path / "register.xlsx")
    assert any(PRACTICE_PASSPHRASE in line for line in said)


def test_papers_are_of_the_plans_day_whatever_the_clock_says(tmp_path: Path) -> None:
    demo(tmp_path)
    whole = next(tmp_path.glob("*all.pdf"))
    text = " ".join(page_texts(whole.read_bytes()))

    assert whole.name.startswith("2026-11-23")
    assert "Thu 26 Nov 2026 15:30" in text
    assert "2027" not in text


def test_while_the_week_is_not_over_the_whole_week_before_is_printed_too(tmp_path: Path) -> None:
    demo(tmp_path)
    before = tmp_path / "week of 2026-11-16"
    demo(tmp_path / "friday", Plan(pupil_count=5, weeks=3, seed=1, today=date(2026, 11, 27)))

    assert len(list(before.glob("2026-11-16*.pdf"))) == 6
    assert not list((tmp_path / "friday").glob("week of*"))


def test_the_practice_room_opens_is_sound_and_says_what_it_is(tmp_path: Path) -> None:
    demo(tmp_path)
    words = (tmp_path / "room" / MARKER).read_text(encoding="utf-8")

    assert rooms.check_room(tmp_path / "room", PRACTICE_PASSPHRASE, CLOCK).counts["pupil"] == 5
    assert "invented" in words
    assert PRACTICE_PASSPHRASE in words
    assert not list(tmp_path.glob("*recovery*"))


def test_a_second_run_replaces_the_practice_room_and_its_papers(tmp_path: Path) -> None:
    demo(tmp_path)
    kept = tmp_path / "2026-11-23 weekly summary my own.pdf"
    kept.write_bytes(b"mine")
    demo(tmp_path, Plan(pupil_count=3, weeks=2, seed=9, today=date(2026, 11, 20)))
    sheets = names_in(tmp_path) - {"room", "register.xlsx"}

    assert kept.read_bytes() == b"mine"
    assert len(sheets - {kept.name}) == 4
    assert not (tmp_path / "week of 2026-11-16").exists()
    assert all(name.startswith("2026-11-16") for name in sheets - {kept.name})
    assert rooms.check_room(tmp_path / "room", PRACTICE_PASSPHRASE, CLOCK).counts["pupil"] == 3


def test_the_demo_never_touches_a_room_of_somebody_else(tmp_path: Path) -> None:
    rooms.make_room(tmp_path / "room", SCHOOL, CLOCK)
    before = {path.name: path.read_bytes() for path in (tmp_path / "room").iterdir() if path.is_file()}
    with pytest.raises(RoomExists):
        demo(tmp_path)

    after = {path.name: path.read_bytes() for path in (tmp_path / "room").iterdir() if path.is_file()}
    assert after == before


def test_the_demo_puts_nothing_into_the_folder_of_a_room(tmp_path: Path) -> None:
    rooms.make_room(tmp_path / "mine", SCHOOL, CLOCK)
    before = names_in(tmp_path / "mine")
    with pytest.raises(UserError, match="in the folder of a room"):
        demo(tmp_path / "mine")

    assert names_in(tmp_path / "mine") == before


def test_a_practice_room_with_a_strangers_file_in_it_is_left_alone(tmp_path: Path) -> None:
    demo(tmp_path)
    notes = tmp_path / "room" / "my notes.txt"
    notes.write_text("keep", encoding="utf-8")

    assert not is_practice_room(tmp_path / "room")
    with pytest.raises(RoomExists):
        demo(tmp_path)
    assert notes.read_text(encoding="utf-8") == "keep"


def test_a_foreign_practice_txt_makes_no_practice_room(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    folder.mkdir()
    (folder / MARKER).write_text("Choir practice is on Tuesday.", encoding="utf-8")
    with pytest.raises(RoomExists):
        demo(tmp_path)

    assert names_in(folder) == {MARKER}


def test_papers_named_outside_the_folder_are_never_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    demo(out)
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(b"mine")
    with (out / "room" / MARKER).open("a", encoding="utf-8") as marker:
        marker.write("- ../outside.pdf\n")
    demo(out)

    assert outside.exists()


def test_a_practice_room_that_is_open_is_not_replaced(tmp_path: Path) -> None:
    demo(tmp_path)
    room = rooms.open_room(tmp_path / "room", PRACTICE_PASSPHRASE, CLOCK)
    with pytest.raises(AlreadyOpen):
        demo(tmp_path)
    room.close()

    assert is_practice_room(tmp_path / "room")
    assert (tmp_path / "register.xlsx").exists()


def test_the_self_test_ends_with_all_is_well() -> None:
    said = list(self_test(SettableClock()))

    assert said[-1] == "All is well."
    assert len(said) == 8


def test_the_self_test_works_on_a_sunday_in_the_summer_holiday() -> None:
    said = list(self_test(SettableClock(datetime(2026, 8, 16, 7, 0, tzinfo=UTC)), LIGHT))

    assert said[-1] == "All is well."


def test_every_sheet_of_a_practice_room_says_so_and_stays_the_copy_that_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "room"
    make_practice_room(folder, SamplePlan(3, 2, 1), CLOCK, LIGHT)
    room = rooms.open_room(folder, PRACTICE_PASSPHRASE, CLOCK, is_read_only=True)
    try:
        written = papers.write_weekly_summaries(room, CLOCK().date(), tmp_path / "out")
    finally:
        room.close()
    for text in page_texts(written.files[-1].read_bytes()):
        assert "File copy \N{MIDDLE DOT} practice, invented pupils" in text
