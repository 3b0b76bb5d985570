from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from iap_desktop.reports.pages import page_count, page_texts
from tests.end_to_end.conftest import PASSPHRASE, Iap, run_once
from tests.rooms import code_on
from tests.system.faults import ROOT

FILES = Path(__file__).parent / "files"
WEEK = "2026-11-16"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty room and its recovery sheet, made once by the command itself, to be copied."""
    beside = tmp_path_factory.mktemp("made")
    words = ["new", "--room", str(beside / "room"), "--school", "St Bede's", "--name", "The Bridge"]
    run_once([*words, "--staff", "Sam Carter"])
    return beside


@pytest.fixture(scope="module")
def made_and_filled(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a school's list in it."""
    beside = tmp_path_factory.mktemp("filled")
    shutil.copytree(made, beside, dirs_exist_ok=True)
    run_once(["import-pupils", str(FILES / "sims.csv"), "--room", str(beside / "room"), "--skip-refused"])
    return beside


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """An empty room."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "room"


@pytest.fixture
def filled(made_and_filled: Path, tmp_path: Path) -> Path:
    """A room with a school's list in it."""
    shutil.copytree(made_and_filled, tmp_path, dirs_exist_ok=True)
    return tmp_path / "room"


def ids(iap: Iap, folder: Path) -> list[int]:
    return [pupil["id"] for pupil in iap("pupils", "--room", folder, "--json").json]


def test_new_makes_a_sound_room_and_a_sheet_beside_it(iap: Iap, folder: Path) -> None:
    sheet = folder.parent / "room - recovery sheet.pdf"
    assert "The Bridge" in page_texts(sheet.read_bytes())[0]
    found = iap("check", "--room", folder, "--json")
    assert (found.code, found.json["ok"], found.json["problems"]) == (0, True, [])
    assert found.json["counts"]["staff"] == 1


@pytest.mark.parametrize("name", ["sims.csv", "arbor.xlsx", "transfer_ctf.xml"])
def test_each_kind_of_list_comes_in_once(iap: Iap, folder: Path, name: str) -> None:
    first = iap("import-pupils", FILES / name, "--room", folder, "--json")
    assert first.code == 0, first.err
    assert first.json["new"] >= 6
    again = iap("import-pupils", FILES / name, "--room", folder, "--json")
    assert (again.json["new"], again.json["changed"]) == (0, 0)
    assert again.json["unchanged"] == first.json["new"]
    assert len(ids(iap, folder)) == first.json["new"]


def test_pupils_have_the_documented_shape(iap: Iap, filled: Path) -> None:
    for pupil in iap("pupils", "--room", filled, "--json").json:
        assert list(pupil) == [
            "id",
            "upn",
            "legal_surname",
            "legal_forename",
            "preferred_forename",
            "date_of_birth",
            "year_group",
            "form",
            "sen_status",
        ]
        assert pupil["sen_status"] in {"N", "K", "E", None}


def test_a_dry_run_changes_nothing(iap: Iap, folder: Path) -> None:
    said = iap("import-pupils", FILES / "sims.csv", "--room", folder, "--dry-run", "--json")
    assert said.json["new"] > 0
    assert ids(iap, folder) == []


def test_refused_rows_stop_an_import_unless_they_are_skipped(iap: Iap, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Surname,Forename,DOB\nKhan,Ayaan,05/03/2014\nBell,Zoë,31/02/2014\n", encoding="utf-8")
    stopped = iap("import-pupils", path, "--room", folder, "--json")
    assert stopped.code == 1
    assert [(entry["row"], entry["column"]) for entry in stopped.json["refused"]] == [(3, "DOB")]
    assert 1 <= len(stopped.err.strip().splitlines()) <= 3
    assert ids(iap, folder) == []
    assert iap("import-pupils", path, "--room", folder, "--skip-refused").code == 0
    assert len(ids(iap, folder)) == 1


def test_marks_are_made_read_and_amended(iap: Iap, filled: Path) -> None:
    first, second, third = ids(iap, filled)[:3]
    day = ("--date", "2026-11-16", "--session", "AM")
    assert iap("mark", "--room", filled, *day, "/", first, second).code == 0
    assert iap("mark", "--room", filled, *day, "L", "--minutes", 12, third).code == 0
    changed = iap("mark", "--room", filled, *day, "n", second)
    assert f"Pupil {second}: / is now N." in changed.out
    assert "1 changed" in changed.out
    found = iap("marks", "--room", filled, "--from", "2026-11-16", "--to", "2026-11-20", "--json").json
    assert {entry["pupil_id"]: (entry["code"], entry["minutes_late"]) for entry in found} == {
        first: ("/", None),
        second: ("N", None),
        third: ("L", 12),
    }
    assert list(found[0]) == ["pupil_id", "date", "session", "code", "minutes_late"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--date", "2026-11-16", "--session", "AM", "Ω", "1"), "not an attendance code"),
        (("--date", "2026-11-16", "--session", "AM", "H", "1"), "not an attendance code"),
        (("--date", "2026-11-16", "--session", "AM", "/", "999"), "No pupil"),
        (
            ("--date", "2026-10-28", "--session", "AM", "/", "1"),
            "closed on Wed 28 Oct 2026: Autumn half-term",
        ),
        (("--date", "2026-11-14", "--session", "AM", "/", "1"), "closed on Sat 14 Nov 2026"),
        (("--date", "2099-11-16", "--session", "AM", "/", "1"), "still to come"),
        (("--date", "2026-11-16", "--session", "AM", "/", "--minutes", "5", "1"), "Minutes late"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_in_words(
    iap: Iap, filled: Path, words: tuple[str, ...], complaint: str
) -> None:
    answer = iap("mark", "--room", filled, *words)
    assert answer.code == 1
    assert complaint in answer.err
    assert iap("marks", "--room", filled, "--from", "2026-01-01", "--to", "2027-01-01", "--json").json == []


@pytest.mark.parametrize(
    "words",
    [
        ("mark", "--date", "31/02/2026", "--session", "AM", "/", "1"),
        ("mark", "--date", "2026-11-16", "--session", "EVE", "/", "1"),
        ("marks", "--from", "2026-11-20", "--to", "2026-11-16"),
        ("weekly",),
        ("no-such-command",),
    ],
)
def test_wrong_words_give_usage_and_exit_2(iap: Iap, filled: Path, words: tuple[str, ...]) -> None:
    rest = () if words[0] == "no-such-command" else ("--room", filled)
    assert iap(*words, *rest).code == 2


def test_weekly_writes_a_page_a_pupil_and_names_nobody_else(iap: Iap, filled: Path, tmp_path: Path) -> None:
    known = iap("pupils", "--room", filled, "--json").json
    iap("mark", "--room", filled, "--date", WEEK, "--session", "AM", "/", *[pupil["id"] for pupil in known])
    answer = iap("weekly", "--room", filled, "--week", "2026-11-18", "--out", tmp_path / "papers")
    assert answer.code == 0
    files = sorted((tmp_path / "papers").glob("*.pdf"))
    single = [path for path in files if "all" not in path.name]
    assert len(single) == len(known)
    whole = next(path for path in files if "all" in path.name)
    assert page_count(whole.read_bytes()) == len(known)
    for pupil in known:
        path = next(path for path in single if path.stem.endswith(f"-{pupil['id']}"))
        text = " ".join(page_texts(path.read_bytes()))
        assert (pupil["preferred_forename"] or pupil["legal_forename"]) in text
        assert "not the statutory attendance register" in text
        surnames = {other["legal_surname"] for other in known if other["id"] != pupil["id"]}
        assert not [name for name in surnames - {pupil["legal_surname"]} if name in text]
        assert pupil["legal_surname"] not in path.name


def test_weekly_for_one_pupil_writes_one_file(iap: Iap, filled: Path, tmp_path: Path) -> None:
    first = ids(iap, filled)[0]
    answer = iap("weekly", "--room", filled, "--week", WEEK, "--out", tmp_path / "one", "--pupil", first)
    assert answer.code == 0
    assert len(list((tmp_path / "one").iterdir())) == 1


def test_a_sheet_that_is_missing_is_named_at_the_end_and_exits_1(
    iap: Iap, filled: Path, tmp_path: Path
) -> None:
    known = ids(iap, filled)
    out = tmp_path / "papers"
    command = ("weekly", "--room", filled, "--week", WEEK, "--out", out)
    assert iap(*command).code == 0
    sheet = next(out.glob(f"*-{known[1]}.pdf"))
    sheet.write_bytes(b"not ours")
    for number in range(2, 1000):
        (out / f"{sheet.stem} ({number}).pdf").touch()
    answer = iap(*command)
    assert answer.code == 1
    assert answer.out.splitlines()[-1] == f"{len(known) - 1} of {len(known)} summaries written."
    assert answer.err.startswith(f"Number {known[1]} was not written.")


def test_papers_are_refused_in_the_rooms_own_folder(iap: Iap, filled: Path) -> None:
    before = sorted(filled.rglob("*"))
    span = ("--from", WEEK, "--to", WEEK)
    for words in (
        ("weekly", "--week", WEEK, "--out", filled),
        ("register", *span, "--out", filled / "x.xlsx"),
    ):
        answer = iap(words[0], "--room", filled, *words[1:])
        assert answer.code == 1
        assert "Nothing was written." in answer.err
    assert sorted(filled.rglob("*")) == before


def in_a_shell(words: str, filled: Path, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with what a shell does to its output."""
    line = f'"{sys.executable}" -m iap_desktop {words}'.replace("ROOM", f'--room "{filled}"')
    environment = {**os.environ, "IAP_PASSPHRASE": PASSPHRASE, "PYTHONUNBUFFERED": unbuffered}
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is a device of Linux")
@pytest.mark.parametrize("where", ["> /dev/full", ">&-", "| true"])
def test_a_mark_whose_answer_is_lost_is_saved_and_not_called_a_bug(
    iap: Iap, filled: Path, where: str
) -> None:
    done = in_a_shell(f"mark ROOM --date {WEEK} --session AM / 1 {where}", filled)
    lost = ["The answer could not be written out.", "What was done before that is saved."]
    has_reader_stayed = where == "| true" and done.returncode == 0
    assert (done.returncode, done.stderr.splitlines()) == ((0, []) if has_reader_stayed else (1, lost))
    marks = iap("marks", "--room", filled, "--from", WEEK, "--to", WEEK, "--json").json
    assert [entry["code"] for entry in marks] == ["/"]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is a device of Linux")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["--help", "--version", "pupils ROOM --json"])
def test_no_answer_to_a_full_disk_ends_in_a_traceback_or_a_bug(
    filled: Path, words: str, unbuffered: str
) -> None:
    done = in_a_shell(f"{words} > /dev/full", filled, unbuffered)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    silent = in_a_shell(f"{words} > /dev/full 2> /dev/full", filled, unbuffered)
    assert (silent.returncode, silent.stderr) == (1, "")


def test_the_register_workbook_holds_the_marks(iap: Iap, filled: Path, tmp_path: Path) -> None:
    first = ids(iap, filled)[0]
    iap("mark", "--room", filled, "--date", WEEK, "--session", "AM", "/", first)
    out = tmp_path / "register.xlsx"
    span = ("--from", "2026-11-16", "--to", "2026-11-20")
    for _ in range(2):
        assert iap("register", "--room", filled, *span, "--out", out).code == 0
    book = openpyxl.load_workbook(out)
    assert set(book.sheetnames) >= {"Sessions", "Periods", "Totals"}
    codes = [cell for row in book["Sessions"].iter_rows(values_only=True) for cell in row if cell == "/"]
    assert codes == ["/"]
    book.close()
    assert iap("register", "--room", filled, *span, "--out", tmp_path / "register.csv").code == 1


def test_a_backup_comes_back_with_every_mark(iap: Iap, filled: Path, tmp_path: Path) -> None:
    first = ids(iap, filled)[0]
    iap("mark", "--room", filled, "--date", WEEK, "--session", "PM", "\\", first)
    backup = tmp_path / "stick" / "copy.iapbackup"
    backup.parent.mkdir()
    assert iap("backup", "--room", filled, "--to", backup).code == 0
    assert iap("restore", backup, "--room", tmp_path / "again").code == 0
    span = ("--from", WEEK, "--to", WEEK, "--json")
    before, after = (iap("marks", "--room", room, *span).json for room in (filled, tmp_path / "again"))
    assert before == after != []
    assert iap("check", "--room", tmp_path / "again").code == 0
    assert iap("restore", backup, "--room", filled).code == 1


def test_the_recovery_code_makes_a_new_passphrase(
    iap: Iap, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IAP_PASSPHRASE", code_on(filled.parent / "room - recovery sheet.pdf"))
    refused = iap("mark", "--room", filled, "--date", WEEK, "--session", "AM", "/", ids(iap, filled)[0])
    assert "recovery code" in refused.err
    monkeypatch.setenv("IAP_NEW_PASSPHRASE", "four brisk herons")
    assert iap("new-passphrase", "--room", filled).code == 0
    monkeypatch.setenv("IAP_PASSPHRASE", "four brisk herons")
    assert (
        iap("mark", "--room", filled, "--date", WEEK, "--session", "AM", "/", ids(iap, filled)[0]).code == 0
    )
    monkeypatch.setenv("IAP_PASSPHRASE", "three calm otters")
    assert "passphrase is not right" in iap("pupils", "--room", filled).err


def test_without_a_passphrase_and_a_terminal_it_says_how_to_give_one(
    iap: Iap, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IAP_PASSPHRASE")
    answer = iap("pupils", "--room", filled)
    assert answer.code == 1
    assert "IAP_PASSPHRASE" in answer.err


def test_check_tells_what_is_wrong_and_exits_1(iap: Iap, filled: Path) -> None:
    database = filled / "room.db"
    database.write_bytes(database.read_bytes()[:9000])
    answer = iap("check", "--room", filled, "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    assert "cut short" in answer.json["problems"][0]
    assert str(filled / "backups") in answer.json["problems"][0]


def test_a_missing_room_is_never_made_by_a_command(iap: Iap, tmp_path: Path) -> None:
    for words in (
        ("pupils",),
        ("check",),
        ("mark", "--date", WEEK, "--session", "AM", "/", "1"),
        ("backup",),
        ("import-pupils", FILES / "sims.csv"),
    ):
        assert iap(words[0], "--room", tmp_path / "none", *words[1:]).code == 1
    assert list(tmp_path.iterdir()) == []


def test_folders_that_sync_are_refused_with_the_reason(iap: Iap, tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - St Bede's School" / "room"
    answer = iap("new", "--room", folder, "--school", "S", "--name", "R", "--staff", "Sam Carter")
    assert answer.code == 1
    assert "OneDrive" in answer.err
    assert not folder.parent.exists()


def test_a_room_moved_into_a_synced_folder_is_not_opened(iap: Iap, filled: Path, tmp_path: Path) -> None:
    moved = tmp_path / "Dropbox" / "room"
    moved.parent.mkdir()
    shutil.move(filled, moved)
    assert "Dropbox" in iap("pupils", "--room", moved).err


def test_from_three_schools_lists_to_fridays_papers_in_one_room(
    iap: Iap, folder: Path, tmp_path: Path
) -> None:
    for name, count in (("sims.csv", 14), ("arbor.xlsx", 12), ("transfer_ctf.xml", 6)):
        assert iap("import-pupils", FILES / name, "--room", folder, "--json").json["new"] == count
    everyone = ids(iap, folder)
    for day in ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"):
        for session, code in (("AM", "/"), ("PM", "\\")):
            assert (
                iap("mark", "--room", folder, "--date", day, "--session", session, code, *everyone).code == 0
            )
    assert iap("weekly", "--room", folder, "--week", WEEK, "--out", tmp_path / "out").code == 0
    whole = next((tmp_path / "out").glob("*all.pdf")).read_bytes()
    texts = page_texts(whole)
    assert len(texts) == len(everyone) == 32
    assert all("10 sessions" in text for text in texts)
    out = tmp_path / "register.xlsx"
    assert iap("register", "--room", folder, "--from", WEEK, "--to", "2026-11-20", "--out", out).code == 0
    book = openpyxl.load_workbook(out, read_only=True)
    assert sum(1 for _ in book["Sessions"].iter_rows(min_row=2)) >= 320
    book.close()
    assert iap("backup", "--room", folder, "--to", tmp_path / "copy.iapbackup").code == 0
    assert iap("restore", tmp_path / "copy.iapbackup", "--room", tmp_path / "again").code == 0
    found = iap("check", "--room", tmp_path / "again", "--json").json
    assert (found["ok"], found["counts"]["session_mark"], found["counts"]["pupil"]) == (True, 320, 32)


def test_an_import_says_which_columns_it_did_not_read(iap: Iap, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Surname,Forename,DOB,Locker\nKhan,Ayaan,05/03/2014,17\n", encoding="utf-8")
    answer = iap("import-pupils", path, "--room", folder)
    assert "Not read: Locker (column D)." in answer.out
    path.write_text("Surname,Forename,DOB,Form\nKhan,Ayaan,05/03/2014,9T\n", encoding="utf-8")
    assert "Changed: row 2, pupil 1: form (none) -> 9T." in iap("import-pupils", path, "--room", folder).out
