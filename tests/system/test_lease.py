from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from iap_desktop.system.files import CannotWrite, NotThere
from iap_desktop.system.lease import (
    HOLDER_NAME,
    LOCK_NAME,
    AlreadyOpen,
    Holder,
    Lease,
    holder,
    read_holder,
    write_holder,
)
from tests.system.faults import ROOT, read_only_folder

AT = datetime(2026, 11, 23, 8, 2, tzinfo=UTC)

_HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from iap_desktop.system.lease import Lease
lease = Lease.take(Path(sys.argv[1]), "Sam Carter", datetime.fromisoformat(sys.argv[2]))
print("held", flush=True)
sys.stdin.readline()
lease.release()
"""


def _other_program(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _HOLD, str(folder), AT.isoformat()]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, cwd=ROOT)
    assert program.stdout is not None
    assert program.stdout.readline().strip() == b"held"
    return program


def test_a_second_program_is_told_who_has_the_room_open_and_since_when(tmp_path: Path) -> None:
    with _other_program(tmp_path) as other:
        with pytest.raises(AlreadyOpen) as caught:
            Lease.take(tmp_path, "Alex Moss", AT)
        assert caught.value.what == "This room is already open: Sam Carter, since Mon 23 Nov 2026 08:02."
        assert holder(tmp_path) == Holder("Sam Carter", AT, other.pid, platform.node())
        other.communicate(b"\n")
    with Lease.take(tmp_path, "Alex Moss", AT) as lease:
        assert lease.is_held


def test_a_program_that_was_killed_locks_nobody_out(tmp_path: Path) -> None:
    with _other_program(tmp_path) as other:
        other.kill()
    assert (tmp_path / HOLDER_NAME).exists()
    assert holder(tmp_path) is None
    with Lease.take(tmp_path, "Alex Moss", AT):
        now = holder(tmp_path)
        assert now is not None
        assert now.who == "Alex Moss"
    assert not (tmp_path / HOLDER_NAME).exists()


def test_the_same_program_cannot_take_a_room_twice(tmp_path: Path) -> None:
    with Lease.take(tmp_path, "Sam Carter", AT):
        with pytest.raises(AlreadyOpen, match="Sam Carter"):
            Lease.take(tmp_path, "Sam Carter", AT)
        with pytest.raises(AlreadyOpen, match="Sam Carter"):
            Lease.take(tmp_path / ".." / tmp_path.name, "Sam Carter", AT)
    Lease.take(tmp_path, "Sam Carter", AT).release()


def test_being_refused_does_not_disturb_the_one_who_holds_the_room(tmp_path: Path) -> None:
    with Lease.take(tmp_path, "Sam Carter", AT) as lease:
        for _ in range(2):
            with pytest.raises(AlreadyOpen, match="Sam Carter"):
                Lease.take(tmp_path, "Alex Moss", AT)
        assert lease.is_held
        assert holder(tmp_path) is not None


def test_two_rooms_can_be_open_at_once(tmp_path: Path) -> None:
    rooms = [tmp_path / "a", tmp_path / "b"]
    for room in rooms:
        room.mkdir()
    with Lease.take(rooms[0], "Sam Carter", AT), Lease.take(rooms[1], "Sam Carter", AT) as second:
        assert second.is_held


def test_releasing_twice_is_harmless(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path, "Sam Carter", AT)
    lease.release()
    with Lease.take(tmp_path, "Alex Moss", AT):
        lease.release()
        now = holder(tmp_path)
    assert not lease.is_held
    assert now is not None
    assert now.who == "Alex Moss"


def test_a_failure_inside_lets_go_of_the_room(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Lease.take(tmp_path, "Sam Carter", AT):
        _ = 1 / 0
    assert holder(tmp_path) is None
    Lease.take(tmp_path, "Alex Moss", AT).release()


def test_the_name_of_the_holder_can_follow_who_signs_in(tmp_path: Path) -> None:
    with Lease.take(tmp_path, "Sam Carter", AT) as lease:
        lease.rename_holder("Alex Moss", AT + timedelta(hours=3))
        now = holder(tmp_path)
    assert now is not None
    assert now.in_words == "Alex Moss, since Mon 23 Nov 2026 11:02"


def test_times_are_shown_as_the_clock_of_the_holder_showed_them() -> None:
    summer = datetime(2027, 6, 1, 8, 2, tzinfo=timezone(timedelta(hours=1)))
    assert Holder("Sam Carter", summer, 1, "pc").in_words == "Sam Carter, since Tue 1 Jun 2027 08:02"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"3",
        b"{}",
        b'{"who": "", "since": "2026-11-23T08:02:00+00:00", "pid": 1, "host": "x"}',
        b'{"who": "Sam", "since": "yesterday", "pid": 1, "host": "x"}',
        b'{"who": "Sam", "since": "2026-11-23T08:02:00+00:00", "pid": "x", "host": "x"}',
        b'{"who": "Sam", "since": 3, "pid": 1, "host": "x"}',
        b'{"who": "Sam", "since": "2026-11-23T08:02:00+00:00", "pid": 1e400, "host": "x"}',
        b"[" * 100_000,
        None,
    ],
)
def test_a_damaged_line_about_the_holder_still_gives_a_sentence(tmp_path: Path, text: bytes | None) -> None:
    with Lease.take(tmp_path, "Sam Carter", AT):
        (tmp_path / HOLDER_NAME).unlink()
        if text is not None:
            (tmp_path / HOLDER_NAME).write_bytes(text)
        with pytest.raises(AlreadyOpen) as caught:
            Lease.take(tmp_path, "Alex Moss", AT)
    assert caught.value.holder is None
    assert "another window" in caught.value.what


def test_a_line_from_a_program_that_has_ended_is_not_believed(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write_holder(tmp_path, Holder("Sam Carter", AT, ended.pid, platform.node()))
    assert read_holder(tmp_path) is None
    write_holder(tmp_path, Holder("Sam Carter", AT, 2**70, platform.node()))
    assert read_holder(tmp_path) is None


def test_a_line_from_another_computer_is_believed(tmp_path: Path) -> None:
    there = Holder("Sam Carter", AT, 1, "another computer")
    write_holder(tmp_path, there)
    assert read_holder(tmp_path) == there


def test_a_line_says_no_more_than_who_when_and_which_program(tmp_path: Path) -> None:
    with Lease.take(tmp_path, "Sam Carter", AT):
        facts = json.loads((tmp_path / HOLDER_NAME).read_bytes())
    assert facts == {
        "who": "Sam Carter",
        "since": AT.isoformat(),
        "pid": os.getpid(),
        "host": platform.node(),
    }


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotThere):
        Lease.take(tmp_path / "missing", "Sam Carter", AT)
    assert holder(tmp_path / "missing") is None
    assert list(tmp_path.iterdir()) == []


def test_asking_who_has_a_room_open_makes_nothing(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_folder_is_refused_in_words_and_not_held(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).touch()
    with read_only_folder(tmp_path), pytest.raises(CannotWrite):
        Lease.take(tmp_path, "Sam Carter", AT)
    Lease.take(tmp_path, "Sam Carter", AT).release()
