from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iap_desktop.system import logs
from iap_desktop.system.errors import UserError
from iap_desktop.system.files import write_atomically
from tests.expected_logs import ExpectedLogs
from tests.system.faults import read_only_folder

CANARY = "Zebedee Quillfeather"
NUMBER = "20261123-0802-7F3A"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    logs.start(tmp_path / "logs")
    yield tmp_path / "logs" / logs.FILE_NAME
    logs.stop()


def _fail_with(pupil: str) -> None:
    greeting = f"Dear {pupil}"
    raise KeyError(greeting, {"pupil": pupil})


def _fail_again(pupil: str) -> None:
    passphrase = f"{pupil} passphrase"
    try:
        _fail_with(pupil)
    except KeyError as error:
        error.add_note(f"while marking {pupil}")
        parts = [ValueError(pupil), OSError(28, pupil, pupil)]
        raise ExceptionGroup(f"for {passphrase}", parts) from error


def _fault() -> BaseException:
    """A fault with the name in each place where an exception can carry one."""
    with pytest.raises(ExceptionGroup) as caught:
        _fail_again(CANARY)
    return caught.value


def _no_canary(text: str) -> bool:
    return not any(part in text for part in (*CANARY.split(), "passphrase"))


def test_a_fault_is_logged_under_its_number_with_kind_and_place(
    log_file: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(f"Fault {NUMBER}")
    logs.log_bug(_fault(), NUMBER)
    text = log_file.read_text(encoding="utf-8")
    assert NUMBER in text
    assert "KeyError" in text
    assert "ExceptionGroup" in text
    assert "OSError (system error 28)" in text
    assert "test_logs.py" in text
    assert "in _fail_with" in text


def test_no_words_or_values_of_an_exception_reach_the_log(
    log_file: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(f"Fault {NUMBER}")
    logs.log_bug(_fault(), NUMBER)
    text = log_file.read_text(encoding="utf-8")
    assert "_fail_with" in text
    assert _no_canary(text)


def test_no_words_or_values_of_an_exception_reach_the_report() -> None:
    report = logs.bug_report(_fault(), NUMBER)
    assert NUMBER in report
    assert "in _fail_with" in report
    assert _no_canary(report)


def test_what_other_code_logs_is_reduced_to_its_place(log_file: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(CANARY)
    other = logging.getLogger("iap_desktop.some.module")
    try:
        _fail_with(CANARY)
    except KeyError:
        other.exception("marking %s failed", CANARY, stack_info=True)
    other.warning(f"{CANARY} is late")
    text = log_file.read_text(encoding="utf-8")
    assert text.count("test_logs.py") >= 3
    assert "KeyError" in text
    assert _no_canary(text)


def test_fixed_words_and_numbers_are_logged(log_file: Path) -> None:
    logs.note("Room opened", pupils=12)
    assert log_file.read_text(encoding="utf-8").endswith("INFO Room opened pupils=12\n")


def test_a_number_in_a_note_must_be_one(log_file: Path) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        logs.note("Room opened", pupils=CANARY)  # type: ignore[arg-type]
    assert not log_file.exists()


def test_an_error_in_words_keeps_its_words_out_of_the_log(
    log_file: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(f"Fault {NUMBER}")
    logs.log_bug(UserError(f"{CANARY}.csv cannot be read."), NUMBER)
    text = log_file.read_text(encoding="utf-8")
    assert "UserError" in text
    assert _no_canary(text)


def test_places_name_no_folder_of_an_account() -> None:
    windows = r"C:\Users\zebedee\iap_desktop\storage\room.py"
    assert logs.short_file(windows) == "iap_desktop/storage/room.py"
    assert logs.short_file("/home/zebedee/iap_desktop/iap_desktop/ui/window.py") == "iap_desktop/ui/window.py"
    assert logs.short_file(r"C:\Users\zebedee\lib.py") == "lib.py"
    assert logs.short_file("/home/zebedee/site-packages/openpyxl/cell.py") == "cell.py"
    assert logs.short_file("<string>") == "<string>"


def test_places_of_our_own_code_can_be_found_again(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_atomically(tmp_path / "missing" / "file", b"")
    report = logs.bug_report(caught.value, NUMBER)
    assert "  iap_desktop/system/files.py:" in report
    assert str(tmp_path) not in report


def test_causes_come_first_and_each_error_once() -> None:
    first, second = ValueError(), TypeError()
    second.__cause__ = first
    first.__context__ = second
    assert [failure.kind for failure in logs.failures(second)] == ["ValueError", "TypeError"]


def test_an_endless_recursion_makes_a_short_report() -> None:
    def again() -> None:
        again()

    with pytest.raises(RecursionError) as caught:
        again()
    assert len(logs.bug_report(caught.value, NUMBER).splitlines()) < 60


def test_a_very_long_chain_of_causes_is_cut_short() -> None:
    error: BaseException = ValueError()
    for _ in range(5_000):
        later = ValueError()
        later.__context__ = error
        error = later
    assert len(logs.failures(error)) == 12


def test_the_log_never_grows_without_end(log_file: Path) -> None:
    for _ in range(60):
        logs.note("x" * 50_000)
    kept = list(log_file.parent.iterdir())
    assert len(kept) == 4
    assert sum(path.stat().st_size for path in kept) <= 2_000_000


def test_starting_again_moves_the_log_and_doubles_nothing(log_file: Path, tmp_path: Path) -> None:
    logs.start(tmp_path / "elsewhere")
    logs.note("Moved")
    assert not log_file.exists()
    moved = (tmp_path / "elsewhere" / logs.FILE_NAME).read_text(encoding="utf-8")
    assert moved.count("Moved") == 1


def test_a_log_that_cannot_be_written_stops_nothing_and_prints_nothing(
    log_file: Path, capsys: pytest.CaptureFixture[str], expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(f"Fault {NUMBER}")
    with read_only_folder(log_file.parent):
        logs.log_bug(_fault(), NUMBER)
    assert capsys.readouterr() == ("", "")
    logs.note("Written again")
    assert "Written again" in log_file.read_text(encoding="utf-8")


def test_a_log_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="file"):
        logs.start(tmp_path / "file" / "logs")


def test_two_faults_of_one_minute_have_two_numbers() -> None:
    at = datetime(2026, 11, 23, 8, 2, tzinfo=UTC)
    assert logs.incident_number(at, b"\x7f\x3a\x00") == NUMBER
    assert logs.incident_number(at, b"\x00\x01") != NUMBER


def test_a_report_states_version_system_and_number() -> None:
    text = logs.report_text(NUMBER, "1.2.3", "Windows 11", [logs.Failure("KeyError", None, ())])
    assert text == f"IAP Desktop 1.2.3\nIncident {NUMBER}\nSystem Windows 11\n\nKeyError\n"


def test_the_usual_log_folder_is_absolute_and_not_made_by_asking() -> None:
    assert logs.default_log_folder().is_absolute()
    assert "IAP Desktop" in logs.default_log_folder().parts
