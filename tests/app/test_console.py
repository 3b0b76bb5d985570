from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from iap_desktop.app import console
from iap_desktop.system import logs
from iap_desktop.system.errors import UserError
from tests.expected_logs import ExpectedLogs
from tests.system.faults import ROOT

CANARY = "Ayaan Khan"


def run(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    @click.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(sys, "argv", ["iap-desktop"])
    return console.run(fail)


def test_a_bug_gets_a_number_and_neither_terminal_nor_log_tells_a_name(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("KeyError")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    try:
        assert run(monkeypatch, KeyError(CANARY)) == 1
    finally:
        logs.stop()
    assert sys.platform != "linux" or logs.default_log_folder().is_relative_to(tmp_path)
    said = capsys.readouterr()
    written = "".join(path.read_text(encoding="utf-8") for path in logs.default_log_folder().iterdir())
    assert "number" in said.err
    assert "KeyError" in written
    assert "Traceback" not in said.err
    assert CANARY not in said.err + said.out + written


def test_a_user_error_is_at_most_three_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = UserError("The stick was pulled out.", "Nothing was lost.", "Put it back.")
    assert run(monkeypatch, error) == 1
    assert capsys.readouterr().err.splitlines() == list(error.lines)


def test_ctrl_c_is_said_calmly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, KeyboardInterrupt()) == 1
    assert "Stopped" in capsys.readouterr().err


def test_a_bug_that_cannot_be_logged_is_still_said_calmly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for name in ("XDG_STATE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    assert run(monkeypatch, RuntimeError(CANARY)) == 1
    said = capsys.readouterr().err
    assert "number" in said
    assert "No log could be written" in said
    assert CANARY not in said


def test_a_log_that_is_no_file_is_not_said_to_be_there(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("RuntimeError")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = logs.default_log_folder()
    (folder / logs.FILE_NAME).mkdir(parents=True)
    try:
        assert run(monkeypatch, RuntimeError(CANARY)) == 1
    finally:
        logs.stop()
        (folder / logs.FILE_NAME).rmdir()
    assert "No log could be written" in capsys.readouterr().err


@pytest.mark.parametrize("variable", ["IAP_PASSPHRASE", "IAP_NEW_PASSPHRASE"])
@pytest.mark.skipif(sys.platform == "win32", reason="variables are text there")
def test_a_passphrase_that_is_no_text_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setitem(os.environb, variable.encode(), b"three calm \xff otters")
    with pytest.raises(UserError, match="not text in UTF-8") as caught:
        console.new_passphrase(variable)
    assert "otters" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "valid"),
    [("2026-11-23", True), ("23/11/2026", True), ("11/23/2026", False), ("2026-02-30", False), ("", False)],
)
def test_days_are_read_in_iso_or_uk_order_only(text: str, *, valid: bool) -> None:
    try:
        day = console.DAY.convert(text, None, None)
    except click.BadParameter:
        assert not valid
        return
    assert valid
    assert (day.year, day.month, day.day) == (2026, 11, 23)


def test_start_up_loads_nothing_heavy() -> None:
    code = (
        "import sys, iap_desktop.__main__\n"
        "heavy = {'reportlab', 'openpyxl', 'pypdfium2', 'cryptography', 'PySide6', 'holidays', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
