from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from iap_desktop.system.errors import UserError
from iap_desktop.system.files import (
    CannotRead,
    CannotWrite,
    InUse,
    NoSpace,
    NotThere,
    Unusable,
    _patiently,
    remove_leftovers,
    remove_old_leftovers,
    require_folder,
    translate_os_error,
    write_atomically,
    write_new_or_numbered,
)
from tests.system.faults import ROOT, file_size_limit, fill, read_only_folder, tiny_disk, without_write_rights

_POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")
_BIG = b"x" * 200_000

_REPLACE_FOR_EVER = """
import sys
from pathlib import Path
from iap_desktop.system.files import write_atomically
path = Path(sys.argv[1])
for turn in range(10**9):
    write_atomically(path, (b"a" if turn % 2 else b"b") * 100_000)
    print(turn, flush=True)
"""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_written_file_holds_the_data_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.bin", b"first")
    write_atomically(tmp_path / "a.bin", b"second")
    assert (tmp_path / "a.bin").read_bytes() == b"second"
    assert _names(tmp_path) == ["a.bin"]


def test_an_empty_file_can_be_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / "empty", b"")
    assert (tmp_path / "empty").read_bytes() == b""


@_POSIX_ONLY
def test_a_private_file_is_closed_to_others_and_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    write_atomically(path, b"1", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_atomically(path, b"2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_longest_name_a_folder_takes_can_be_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("n" * 250), b"x")
    assert _names(tmp_path) == ["n" * 250]


def test_a_full_disk_keeps_the_old_file_and_leaves_no_other(tmp_path: Path) -> None:
    with tiny_disk(tmp_path, size_kib=64) as disk:
        write_atomically(disk / "a.bin", b"old")
        with pytest.raises(NoSpace, match="no space left"):
            write_atomically(disk / "a.bin", _BIG)
        assert (disk / "a.bin").read_bytes() == b"old"
        assert _names(disk) == ["a.bin"]


def test_a_disk_that_was_full_takes_the_file_once_there_is_space(tmp_path: Path) -> None:
    with tiny_disk(tmp_path, size_kib=64) as disk:
        ballast = fill(disk)
        ballast.unlink()
        write_atomically(disk / "a.bin", b"x" * 10_000)
        assert (disk / "a.bin").stat().st_size == 10_000


@_POSIX_ONLY
def test_a_file_larger_than_the_account_may_write_is_refused_in_words(tmp_path: Path) -> None:
    with file_size_limit(1000), pytest.raises(NoSpace):
        write_atomically(tmp_path / "a.bin", _BIG)
    assert _names(tmp_path) == []


def test_a_read_only_folder_is_refused_and_its_files_stay(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.bin", b"old")
    with read_only_folder(tmp_path):
        with pytest.raises(CannotWrite, match="cannot be written"):
            write_atomically(tmp_path / "a.bin", b"new")
        with pytest.raises(CannotWrite):
            write_new_or_numbered(tmp_path / "b.bin", b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"old"
    assert _names(tmp_path) == ["a.bin"]


@_POSIX_ONLY
def test_a_folder_without_rights_is_refused_for_root_too(tmp_path: Path) -> None:
    with without_write_rights(tmp_path), pytest.raises(CannotWrite):
        write_atomically(tmp_path / "a.bin", b"new")
    write_atomically(tmp_path / "a.bin", b"new")


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="missing"):
        write_atomically(tmp_path / "missing" / "a.bin", b"x")
    with pytest.raises(NotThere, match="missing"):
        require_folder(tmp_path / "missing")
    assert _names(tmp_path) == []


def test_a_folder_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(UserError):
        write_atomically(tmp_path / "a", b"x")
    assert _names(tmp_path) == ["a"]


def test_an_export_takes_its_own_name_where_it_is_free(tmp_path: Path) -> None:
    assert write_new_or_numbered(tmp_path / "register.xlsx", b"1") == tmp_path / "register.xlsx"
    assert (tmp_path / "register.xlsx").read_bytes() == b"1"


def test_an_export_never_replaces_a_file(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    written = [write_new_or_numbered(target, text) for text in (b"1", b"2", b"3")]
    assert [path.name for path in written] == ["register.xlsx", "register (2).xlsx", "register (3).xlsx"]
    assert [path.read_bytes() for path in written] == [b"1", b"2", b"3"]
    assert len(_names(tmp_path)) == 3


@_POSIX_ONLY
def test_a_private_export_is_closed_to_others_under_each_name(tmp_path: Path) -> None:
    target = tmp_path / "register.xlsx"
    for path in [write_new_or_numbered(target, b"1", private=True) for _ in range(2)]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_export_goes_beside_a_folder_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "register.xlsx").mkdir()
    assert write_new_or_numbered(tmp_path / "register.xlsx", b"1").name == "register (2).xlsx"


def test_an_export_to_a_full_disk_leaves_no_empty_file(tmp_path: Path) -> None:
    with tiny_disk(tmp_path, size_kib=64) as disk:
        with pytest.raises(NoSpace):
            write_new_or_numbered(disk / "register.xlsx", _BIG)
        assert _names(disk) == []


def test_a_write_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    for turns in range(1, 9):
        command = [sys.executable, "-c", _REPLACE_FOR_EVER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as writer:
            assert writer.stdout is not None
            for _ in range(turns):
                writer.stdout.readline()
            writer.kill()
        assert path.read_bytes() in {b"a" * 100_000, b"b" * 100_000}
        remove_leftovers(tmp_path)
        assert _names(tmp_path) == ["a.bin"]


def test_only_our_own_leftovers_are_removed(tmp_path: Path) -> None:
    for name in (".iap-0011aabb.tmp", "notes.tmp", ".iap-notes", "room.db"):
        (tmp_path / name).write_bytes(b"x")
    assert remove_leftovers(tmp_path) == 1
    assert _names(tmp_path) == [".iap-notes", "notes.tmp", "room.db"]


def _aged(path: Path, seconds: int) -> Path:
    path.write_bytes(b"x")
    changed = path.stat().st_mtime - seconds
    os.utime(path, (changed, changed))
    return path


def test_where_others_write_only_leftovers_of_long_ago_are_removed(tmp_path: Path) -> None:
    for name, age in ((".iap-0011.tmp", 3600), (".iap-0022.tmp", 60), ("notes.tmp", 3600)):
        _aged(tmp_path / name, age)
    assert remove_old_leftovers(tmp_path) == 1
    assert _names(tmp_path) == [".iap-0022.tmp", "notes.tmp"]


def test_a_leftover_that_will_not_go_is_no_reason_to_refuse_the_work(tmp_path: Path) -> None:
    stuck = tmp_path / ".iap-0011.tmp"
    stuck.mkdir()
    os.utime(stuck, (0, 0))
    _aged(tmp_path / ".iap-0022.tmp", 3600)
    assert remove_old_leftovers(tmp_path) == 1
    assert _names(tmp_path) == [stuck.name]


def test_leftovers_in_a_folder_that_cannot_be_written_are_refused_in_words(tmp_path: Path) -> None:
    with read_only_folder(tmp_path), pytest.raises(CannotWrite):
        remove_old_leftovers(tmp_path)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (errno.ENOSPC, NoSpace),
        (errno.EDQUOT, NoSpace),
        (errno.EROFS, CannotWrite),
        (errno.EACCES, CannotWrite),
        (errno.ENOENT, NotThere),
        (errno.EBUSY, InUse),
        (errno.EIO, Unusable),
        (errno.ENAMETOOLONG, Unusable),
    ],
)
def test_each_refusal_of_the_system_has_its_own_words(code: int, kind: type[UserError]) -> None:
    error = translate_os_error(OSError(code, os.strerror(code), "secret"), Path("folder/file"))
    assert type(error) is kind
    assert str(Path("folder/file")) in error.what
    assert "Errno" not in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize(("windows_code", "kind"), [(32, InUse), (33, InUse), (112, NoSpace), (39, NoSpace)])
def test_numbers_of_windows_are_understood(windows_code: int, kind: type[UserError]) -> None:
    error = OSError(errno.EACCES, "refused")
    error.winerror = windows_code  # type: ignore[attr-defined,unused-ignore]
    assert type(translate_os_error(error, Path("file"))) is kind


def test_reading_without_rights_is_not_called_writing() -> None:
    error = translate_os_error(PermissionError(errno.EACCES, "no"), Path("list.csv"), reading=True)
    assert type(error) is CannotRead


def test_a_step_that_is_refused_for_a_moment_is_tried_again() -> None:
    left = [PermissionError(), PermissionError()]

    def step() -> None:
        if left:
            raise left.pop()

    _patiently(step, tries=3, pause=0)
    assert left == []


def test_a_step_that_is_always_refused_is_given_up() -> None:
    tried: list[int] = []

    def step() -> None:
        tried.append(1)
        raise PermissionError

    with pytest.raises(PermissionError):
        _patiently(step, tries=4, pause=0)
    assert len(tried) == 4
