from __future__ import annotations

import os
import stat
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.school import SettingKind
from iap_desktop.reports.pages import page_count, page_texts
from iap_desktop.services.commands import run
from iap_desktop.services.papers import Written, write_register, write_weekly_summaries
from iap_desktop.services.school import SetSettings, logo_setting
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import CannotWrite
from tests.rooms import LEAD, MONDAY
from tests.system.faults import read_only_folder, tiny_disk

_POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="file modes and links of POSIX")
FRIDAY = date(2026, 11, 27)
SEANS_SHEET = "2026-11-23 weekly summary SO-2"
OF_ALL = "2026-11-23 weekly summaries, all.pdf"


@pytest.fixture
def filled(room: Room) -> Room:
    """A room with three pupils, numbers 1 to 3."""
    with room.write("Add", by=LEAD) as connection:
        for pupil in (Pupil("Khan", "Ayaan"), Pupil("O'Neill", "Seán"), Pupil("Bell", "Zoë")):
            stored.add(connection, pupil)
    return room


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def print_week(room: Room, out: Path) -> Written:
    return write_weekly_summaries(room, MONDAY, out)


def export(room: Room, path: Path) -> Path:
    return write_register(room, MONDAY, FRIDAY, path)


def take_every_name(folder: Path, stem: str) -> None:
    """Leave no name free for one pupil's sheet, as a folder used for years might."""
    (folder / f"{stem}.pdf").write_bytes(b"not ours")
    for number in range(2, 1000):
        (folder / f"{stem} ({number}).pdf").touch()


@_POSIX_ONLY
def test_only_this_account_may_read_what_shows_names(filled: Room, tmp_path: Path) -> None:
    files = (*print_week(filled, tmp_path / "out").files, export(filled, tmp_path / "out" / "register.xlsx"))
    assert len(files) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_register_never_takes_the_place_of_somebody_elses_file(filled: Room, tmp_path: Path) -> None:
    precious = tmp_path / "precious.xlsx"
    book = openpyxl.Workbook()
    book.save(precious)
    before = precious.read_bytes()
    assert export(filled, precious) == tmp_path / "precious (2).xlsx"
    assert precious.read_bytes() == before


def test_a_register_that_somebody_has_worked_on_stays(filled: Room, tmp_path: Path) -> None:
    path = export(filled, tmp_path / "register.xlsx")
    book = openpyxl.load_workbook(path)
    book["About"]["A30"] = "Rang home on Friday"
    book.save(path)
    book.close()
    before = path.read_bytes()
    assert export(filled, path).name == "register (2).xlsx"
    assert path.read_bytes() == before


@_POSIX_ONLY
def test_a_paper_of_an_earlier_run_is_written_anew_and_closed_to_others(filled: Room, tmp_path: Path) -> None:
    first = print_week(filled, tmp_path / "out")
    register = export(filled, tmp_path / "out" / "register.xlsx")
    for path in (*first.files, register):
        path.chmod(0o644)
    assert print_week(filled, tmp_path / "out").files == first.files
    assert export(filled, register) == register
    assert len(names(tmp_path / "out")) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*first.files, register)} == {0o600}


def test_a_strangers_pdf_under_a_sheets_name_stays(filled: Room, tmp_path: Path) -> None:
    (tmp_path / f"{SEANS_SHEET}.pdf").write_bytes(b"%PDF-1.4 signed by a parent")
    written = print_week(filled, tmp_path)
    assert tmp_path / f"{SEANS_SHEET} (2).pdf" in written.files
    assert (tmp_path / f"{SEANS_SHEET}.pdf").read_bytes() == b"%PDF-1.4 signed by a parent"
    assert (written.count, written.expected, written.problems) == (3, 3, ())


@pytest.mark.parametrize("inside", [".", "backups", "papers/of/november"])
def test_nothing_in_clear_goes_into_a_rooms_folder(filled: Room, inside: str) -> None:
    before = sorted(filled.folder.rglob("*"))
    with pytest.raises(UserError, match="in the folder of a room"):
        print_week(filled, filled.folder / inside)
    with pytest.raises(UserError, match="in the folder of a room"):
        export(filled, filled.folder / inside / "register.xlsx")
    assert sorted(filled.folder.rglob("*")) == before


@_POSIX_ONLY
def test_neither_a_link_nor_dots_hide_a_rooms_folder(filled: Room, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(filled.folder)
    (tmp_path / "plain").mkdir()
    for out in (tmp_path / "link" / "papers", tmp_path / "plain" / ".." / filled.folder.name / "papers"):
        with pytest.raises(UserError, match="in the folder of a room"):
            print_week(filled, out)
    assert "papers" not in names(filled.folder)


@pytest.mark.parametrize("name", ["room.keys", "room.db"])
def test_the_folder_of_any_room_is_refused_by_one_of_its_files(
    filled: Room, tmp_path: Path, name: str
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / name).touch()
    with pytest.raises(UserError, match="in the folder of a room"):
        print_week(filled, tmp_path / "other" / "out")
    assert names(tmp_path / "other") == {name}


def test_what_a_killed_run_left_in_clear_is_removed_by_the_next(filled: Room, tmp_path: Path) -> None:
    left, fresh = tmp_path / ".iap-00aa.tmp", tmp_path / ".iap-00bb.tmp"
    for path in (left, fresh):
        path.write_bytes(b"Ayaan Khan")
    long_ago = left.stat().st_mtime - 3600
    os.utime(left, (long_ago, long_ago))
    print_week(filled, tmp_path)
    assert not left.exists()
    assert fresh.exists()


def test_a_run_counts_what_lies_on_the_disk(filled: Room, tmp_path: Path) -> None:
    written = print_week(filled, tmp_path / "out")
    assert (written.count, written.expected, written.problems) == (3, 3, ())
    assert [page_count(path.read_bytes()) for path in written.files] == [1, 1, 1, 3]


def test_one_sheet_that_cannot_be_written_stops_no_other_and_is_named_by_number(
    filled: Room, tmp_path: Path
) -> None:
    take_every_name(tmp_path, SEANS_SHEET)
    written = print_week(filled, tmp_path)
    assert (written.count, written.expected) == (2, 3)
    assert {path.name[-8:-4] for path in written.files[:-1]} == {"AK-1", "ZB-3"}
    whole = " ".join(page_texts((tmp_path / OF_ALL).read_bytes()))
    assert all(name in whole for name in ("Ayaan", "Seán", "Zoë"))
    assert [problem.startswith("Number 2 was not written.") for problem in written.problems] == [True]
    assert not any(name in written.problems[0] for name in ("Seán", "Sean", "Neill"))


def test_a_disk_that_fills_up_is_told_for_each_sheet_that_is_missing(filled: Room, tmp_path: Path) -> None:
    *sheets, _ = print_week(filled, tmp_path / "measured").files
    largest = max(path.stat().st_size for path in sheets)
    with tiny_disk(tmp_path, size_kib=largest // 1024 + 1) as disk:
        written = print_week(filled, disk)
        assert written.count == sum(page_count(path.read_bytes()) for path in disk.glob("* summary *.pdf"))
        assert len(written.problems) == 4 - len(written.files) > 0
        assert {path.name for path in written.files} == names(disk)


def test_a_folder_that_cannot_be_written_is_refused_in_words(filled: Room, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with read_only_folder(tmp_path / "out") as out:
        for folder in (out, out / "new"):
            with pytest.raises(CannotWrite):
                print_week(filled, folder)


def test_a_file_where_the_folder_should_be_is_refused_in_words(filled: Room, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError):
        export(filled, tmp_path / "notes.txt" / "papers" / "register.xlsx")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("on", "why"),
    [(date(2026, 11, 30), "has not begun"), (date(2026, 10, 28), "closed all that week")],
)
def test_a_week_with_nothing_to_say_is_not_printed(filled: Room, tmp_path: Path, on: date, why: str) -> None:
    with pytest.raises(UserError, match=why):
        write_weekly_summaries(filled, on, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_schools_logo_stands_on_the_sheet_and_nothing_else_is_taken_for_one(
    filled: Room, tmp_path: Path
) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 30), "teal").save(picture, "PNG")
    plain = print_week(filled, tmp_path / "plain").files[0].read_bytes()
    logo = {SettingKind.LOGO: logo_setting(picture.getvalue())}
    run(filled, SetSettings(logo, date(2026, 11, 23)), by=LEAD)
    with_logo = print_week(filled, tmp_path / "logo").files[0].read_bytes()
    assert (b"/Subtype /Image" in plain, b"/Subtype /Image" in with_logo) == (False, True)
    for wrong in (b"GIF89a", b"", picture.getvalue() + bytes(1_000_001)):
        with pytest.raises(UserError, match="PNG picture"):
            logo_setting(wrong)


def test_a_run_tells_how_far_it_is_and_counts_what_it_wrote_when_stopped(
    filled: Room, tmp_path: Path
) -> None:
    heard: list[tuple[int, int]] = []
    written = write_weekly_summaries(
        filled,
        MONDAY,
        tmp_path / "out",
        progress=lambda done, of: heard.append((done, of)),
        should_stop=lambda: len(heard) == 2,
    )
    assert heard == [(1, 3), (2, 3)]
    assert (written.count, written.is_stopped, written.words) == (2, True, "2 of 3 written, stopped")
    assert names(tmp_path / "out") == {path.name for path in written.files}
    assert OF_ALL not in names(tmp_path / "out")
    assert print_week(filled, tmp_path / "out").words == "3 of 3 written"


def test_some_pupils_sheets_can_be_written_alone_in_the_copy_asked_for(filled: Room, tmp_path: Path) -> None:
    written = write_weekly_summaries(filled, MONDAY, tmp_path, pupil_ids=[2], copy_type="Tutor copy")
    assert [path.name for path in written.files] == [f"{SEANS_SHEET}.pdf"]
    assert "Tutor copy" in page_texts(written.files[0].read_bytes())[0]
