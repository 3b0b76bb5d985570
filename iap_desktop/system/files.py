"""Writes files whole or not at all, and says in words what the machine would not do.

Every file the program writes by itself goes through here, so that a power cut, a full disk or a
workbook that is open in another program never leaves half a file behind. (The database file has
its own journal and is not written here.)
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from iap_desktop.system.errors import UserError

PRIVATE_FILE = 0o600
_TEMPORARY_PREFIX = ".iap-"
_TEMPORARY_SUFFIX = ".tmp"
_MOST_NUMBERS = 999
_SETTLED_SECONDS = 600  # no writing of ours lasts as long: a temporary file this old is nobody's any more

# A virus scanner or the search indexer may hold a fresh file open for a moment on Windows.
_TRIES = 6 if sys.platform == "win32" else 1
_PAUSE_SECONDS = 0.05

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_SPACE_WINDOWS = frozenset({39, 112})
_NOT_ALLOWED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_IN_USE_WINDOWS = frozenset({32, 33})
_IN_USE = frozenset({errno.EBUSY, errno.ETXTBSY})
_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR})


class NoSpace(UserError):
    """The drive is full, or this account has used up its share of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no space left on the drive to write {path}.",
            "Nothing was changed.",
            "Empty the bin or delete files you do not need, then try again.",
        )


class CannotWrite(UserError):
    """The folder or file is read-only, or this account has no right to write there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be written: it is read-only, or this account is not allowed to.",
            "Nothing was changed.",
            "Choose another folder, or ask whoever looks after this computer.",
        )


class CannotRead(UserError):
    """The file is there but this account has no right to read it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be read: this account is not allowed to.",
            "Nothing was changed.",
            "Copy it to a folder of your own, or ask whoever looks after this computer.",
        )


class NotThere(UserError):
    """The file, or the folder it should be in, does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was not found.",
            "Nothing was created or changed.",
            "Check the name and the folder, and that the drive is plugged in.",
        )


class InUse(UserError):
    """Another program has the file open."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is open in another program.",
            "Nothing was changed.",
            "Close it there, then try again.",
        )


class Unusable(UserError):
    """Any other refusal of the machine, with the reason the system gives."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} could not be used: {reason}.",
            "Nothing was changed.",
            "Try again; if it happens again, choose another folder.",
        )


def translate_os_error(error: OSError, path: Path, *, reading: bool = False) -> UserError:
    """The UserError that says in words why the system refused `path`; the caller raises it.

    reading: the refused step was reading, which matters only for missing rights.
    """
    windows_code = getattr(error, "winerror", None)
    if error.errno in _NO_SPACE or windows_code in _NO_SPACE_WINDOWS:
        return NoSpace(path)
    if error.errno in _IN_USE or windows_code in _IN_USE_WINDOWS:
        return InUse(path)
    if error.errno in _NOT_ALLOWED:
        return CannotRead(path) if reading else CannotWrite(path)
    if error.errno in _NOT_THERE:
        return NotThere(path)
    return Unusable(path, _reason(error))


def require_folder(folder: Path) -> None:
    """Raise NotThere unless `folder` is a folder; CannotRead where this account may not look."""
    try:
        if not folder.is_dir():
            raise NotThere(folder)
    except OSError as error:
        raise translate_os_error(error, folder, reading=True) from error


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put `data` at `path` so that a reader finds the old file whole or the new file whole.

    The data is on the disk, not only in memory, when this returns. private: only this account may
    read the file (POSIX; Windows keeps the folder's own rights). Raises UserError, and leaves
    `path` as it was and no temporary file, when the disk is full, the folder is read-only or missing.
    """
    mode = PRIVATE_FILE if private else _mode_of(path)
    with _in_words(path), _written_temporary(path.parent, data, mode) as temporary:
        _patiently(partial(temporary.replace, path))
        sync_folder(path.parent)


def write_new_or_numbered(path: Path, data: bytes, *, private: bool = False) -> Path:
    """Write an export without ever replacing a file; the answer is the path really written.

    Where `path` exists, open in another program or not, "name (2).ext" is taken, then (3) and on.
    private: as for `write_atomically`. Raises UserError as it does.
    """
    mode = PRIVATE_FILE if private else None
    with _in_words(path), _written_temporary(path.parent, data, mode) as temporary:
        target = _reserve(path)
        try:
            _patiently(partial(temporary.replace, target))
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    return target


def remove_leftovers(folder: Path) -> int:
    """Delete the temporary files that a power cut left in `folder`; the answer counts them.

    Call it only while nobody else can be writing there (for a room: holding its lease).
    """
    leftovers = _leftovers(folder)
    for leftover in leftovers:
        with _in_words(leftover):
            leftover.unlink(missing_ok=True)
    return len(leftovers)


def remove_old_leftovers(folder: Path) -> int:
    """Delete those temporary files in `folder` that a kill left there; the answer counts them.

    For a folder in which another process may be writing too: only files that nobody has touched for
    ten minutes go, by the clock of the drive itself. One that will not go is left, since it is no
    reason to refuse the work. Raises UserError where the folder cannot be written.
    """
    removed = 0
    with _in_words(folder), _written_temporary(folder, b"", PRIVATE_FILE) as fresh:
        settled_before = fresh.stat().st_mtime - _SETTLED_SECONDS
        for leftover in _leftovers(folder):
            with contextlib.suppress(OSError):
                if leftover.lstat().st_mtime < settled_before:
                    leftover.unlink()
                    removed += 1
    return removed


def _leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(f"{_TEMPORARY_PREFIX}*{_TEMPORARY_SUFFIX}"))


def _reason(error: OSError) -> str:
    """What the system says, without the path that Python adds to it."""
    if error.errno == errno.EISDIR:
        return "it is a folder"
    if error.errno == errno.ENAMETOOLONG:
        return "the name is too long"
    return (error.strerror or type(error).__name__).rstrip(".")


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise translate_os_error(error, path) from error


def _mode_of(path: Path) -> int | None:
    """The rights of the file to be replaced, so that a private file stays private.

    None where it is new, and on Windows, where rights come from the folder.
    """
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            return stat.S_IMODE(path.stat().st_mode)
    return None


@contextlib.contextmanager
def _written_temporary(folder: Path, data: bytes, mode: int | None) -> Iterator[Path]:
    """A file in `folder` that holds `data` safely on the disk; gone again unless it was moved away."""
    temporary = folder / f"{_TEMPORARY_PREFIX}{secrets.token_hex(6)}{_TEMPORARY_SUFFIX}"
    try:
        with _create(temporary, 0o666 if mode is None else mode) as stream:
            stream.write(data)
            stream.flush()
            _sync_file(stream.fileno())
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _create(path: Path, mode: int) -> IO[bytes]:
    """Open a file that must not exist yet, with its rights set from the first moment."""
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))


def _sync_file(descriptor: int) -> None:
    """Wait until the bytes are on the disk."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - POSIX only

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync stops at the drive's own memory there
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such step and needs none."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some file systems cannot sync a folder
                raise
        finally:
            os.close(descriptor)


def _patiently(action: Callable[[], object], tries: int = _TRIES, pause: float = _PAUSE_SECONDS) -> None:
    """Run `action`, again after a longer pause each time it is refused, `tries` times at most."""
    for attempt in range(1, tries):
        try:
            action()
        except PermissionError:
            time.sleep(pause * attempt)
        else:
            return
    action()


def _reserve(path: Path) -> Path:
    """Create an empty file under the first name that is free, and answer with it.

    Creating is the test, since asking first would race with another program.
    """
    for candidate in _numbered(path):
        try:
            _create(candidate, 0o666).close()
        except FileExistsError:
            continue
        except PermissionError:
            if not os.path.lexists(candidate):
                raise
        else:
            return candidate
    raise FileExistsError(errno.EEXIST, f"{_MOST_NUMBERS} files of that name are there already")


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in itertools.islice(itertools.count(2), _MOST_NUMBERS - 1):
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
