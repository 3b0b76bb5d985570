"""One program at a time writes to a room: the second one is told who has it open.

The operating system holds the lock and lets go of it when a program ends or dies, so that a crash
never locks staff out of their room. Who holds it, and since when, stands in a second file that is
only ever read to make a sentence; the lock alone decides.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
from filelock import BaseFileLock, FileLock, Timeout

from iap_desktop.system.errors import UserError
from iap_desktop.system.files import require_folder, translate_os_error, write_atomically

LOCK_NAME = "room.lock"
HOLDER_NAME = "room.open.json"

# Long enough to outlast another program's glance at the lock (`holder`), short enough not to be felt.
_PATIENCE_SECONDS = 0.3
_POLL_SECONDS = 0.02

# The computer's own language settings must not change the sentence.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a room open. `since` carries a time zone; `pid` and `host` name the program."""

    who: str
    since: datetime
    pid: int
    host: str

    @property
    def in_words(self) -> str:
        """For example: Sam Carter, since Mon 23 Nov 2026 08:02."""
        day, month = _WEEKDAYS[self.since.weekday()], _MONTHS[self.since.month - 1]
        return f"{self.who}, since {day} {self.since.day} {month} {self.since:%Y %H:%M}"


class AlreadyOpen(UserError):
    """Somebody has the room open. `holder` is None where the lock is held but not by whom."""

    def __init__(self, holder: Holder | None) -> None:
        by = holder.in_words if holder else "in another window, or by another account on this computer"
        super().__init__(
            f"This room is already open: {by}.",
            "The room is safe and unchanged.",
            "Use the window that is open, or close it there first.",
        )
        self.holder = holder


class Lease:
    """The right to write to one room, held until `release` or until the program ends."""

    def __init__(self, folder: Path, lock: BaseFileLock) -> None:
        self._folder = folder
        self._lock = lock

    @classmethod
    def take(cls, folder: Path, who: str, at: datetime) -> Lease:
        """Take the room in `folder` for `who` (a member of staff), `at` a time with a zone.

        Raises AlreadyOpen where any program, this one too, holds it; NotThere where the folder is
        missing (it is never created); another UserError where it cannot be written.
        """
        require_folder(folder)
        lease = cls(folder, _locked(folder))
        try:
            lease.rename_holder(who, at)
        except BaseException:
            lease.release()
            raise
        return lease

    @property
    def is_held(self) -> bool:
        """False once released."""
        return self._lock.is_locked

    def rename_holder(self, who: str, at: datetime) -> None:
        """Say that `who` now uses the open room, once known or when staff hand over."""
        write_holder(self._folder, Holder(who, at, os.getpid(), platform.node()))

    def release(self) -> None:
        """Let go of the room; doing it twice is harmless."""
        if not self.is_held:
            return
        with contextlib.suppress(OSError):  # a line left behind is harmless: the lock decides
            (self._folder / HOLDER_NAME).unlink(missing_ok=True)
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(folder: Path) -> Holder | None:
    """Who has the room in `folder` open now; None where nobody has, or where it is not known.

    Creates nothing: without a lock file nobody has ever opened the room.
    """
    if not os.path.lexists(folder / LOCK_NAME):
        return None
    try:
        _locked(folder).release()
    except AlreadyOpen as error:
        return error.holder
    return None


def write_holder(folder: Path, holder: Holder) -> None:
    """Write down who holds the room; meant for the program that holds it."""
    facts = asdict(holder) | {"since": holder.since.isoformat()}
    write_atomically(folder / HOLDER_NAME, json.dumps(facts).encode("utf-8"), private=True)


def read_holder(folder: Path) -> Holder | None:
    """What was written down about the holder; None where it is missing, damaged or out of date."""
    try:
        facts = json.loads((folder / HOLDER_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    found = _holder_from(facts)
    return found if found and not _is_gone(found) else None


def _holder_from(facts: Any) -> Holder | None:  # noqa: ANN401 - whatever a damaged file may hold
    try:
        since = datetime.fromisoformat(facts["since"])
        who, host = " ".join(str(facts["who"]).split())[:80], str(facts["host"])
        return Holder(who, since, int(facts["pid"]), host) if who else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _is_gone(holder: Holder) -> bool:
    """Whether the program that wrote the line has ended on this computer, so that the line is old."""
    if holder.host != platform.node():
        return False
    try:
        return not psutil.pid_exists(holder.pid)
    except OverflowError:
        return True


def _locked(folder: Path) -> BaseFileLock:
    # thread_local=False: a lease may be taken on one thread and released on another.
    lock = FileLock(folder / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS, poll_interval=_POLL_SECONDS)
    except Timeout:
        raise AlreadyOpen(read_holder(folder)) from None
    except OSError as error:
        raise translate_os_error(error, folder) from error
    return lock
