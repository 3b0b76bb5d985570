"""Keeps a log and a bug report that help to mend the program and say nothing about any pupil.

An exception's own words, and the values around it, may hold a name, a note or a passphrase. So the
log takes the kind of the error and the places in the code it passed through, and no more; the same
holds for what other libraries log. Only `note` writes words of our own, which are fixed.
"""

from __future__ import annotations

import logging
import logging.handlers
import platform
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from types import TracebackType
from typing import LiteralString

import platformdirs

from iap_desktop import __version__
from iap_desktop.system.files import translate_os_error

FILE_NAME = "iap-desktop.log"
_PACKAGE = "iap_desktop"
_LARGEST_FILE = 500_000
_OLDER_FILES = 3
_MOST_PLACES = 40
_MOST_ERRORS = 12
_SAFE_MARK = "iap_is_safe"

_log = logging.getLogger(_PACKAGE)


@dataclass(frozen=True, slots=True)
class Place:
    """One step of the way an error took: file (never with the folders of an account), line, function."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"


@dataclass(frozen=True, slots=True)
class Failure:
    """One exception without its words: its kind, system error number (if any) and places, oldest first."""

    kind: str
    code: int | None
    places: tuple[Place, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """As it stands in the log and the report."""
        head = self.kind if self.code is None else f"{self.kind} (system error {self.code})"
        return (head, *(f"  {place}" for place in self.places))


def default_log_folder() -> Path:
    """Where this account's logs go on this computer."""
    return Path(platformdirs.user_log_dir("IAP Desktop", appauthor=False))


def start(folder: Path) -> None:
    """Write the program's log into `folder` from now on; a second call moves it there.

    Raises UserError where the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise translate_os_error(error, folder) from error
    stop()
    handler = _LogFile(
        folder / FILE_NAME, maxBytes=_LARGEST_FILE, backupCount=_OLDER_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(_WithoutWords())
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)


def stop() -> None:
    """Close the log file, if there is one."""
    for handler in [handler for handler in _log.handlers if isinstance(handler, _LogFile)]:
        _log.removeHandler(handler)
        handler.close()


def note(text: LiteralString, **counts: int) -> None:
    """Log fixed words of ours and whole numbers: "Room opened" and pupils=12.

    `text` stands in the source, never put together from data.
    """
    numbers = "".join(f" {name}={int(count)}" for name, count in counts.items())
    _log.info("%s%s", text, numbers, extra={_SAFE_MARK: True})


def incident_number(at: datetime, random: bytes) -> str:
    """A number for one crash that staff can read out, such as 20261123-0802-7F3A.

    random: two bytes or more, so that two crashes of one minute differ.
    """
    return f"{at:%Y%m%d-%H%M}-{random[:2].hex().upper()}"


def log_bug(error: BaseException, number: str) -> None:
    """Write a fault of ours to the log under its number, without the exception's own words."""
    text = "\n".join((f"Fault {number}", *_failure_lines(failures(error))))
    _log.error("%s", text, extra={_SAFE_MARK: True})


def bug_report(error: BaseException, number: str) -> str:
    """The report of a fault that staff can copy and send: no name, no value, no folder of an account."""
    return report_text(number, __version__, platform.platform(), failures(error))


def report_text(number: str, version: str, system: str, found: Iterable[Failure]) -> str:
    """Lay out a report; `system` is the operating system in a few words."""
    head = (f"IAP Desktop {version}", f"Incident {number}", f"System {system}", "")
    return "\n".join((*head, *_failure_lines(found))) + "\n"


def failures(error: BaseException) -> tuple[Failure, ...]:
    """The error and all that led to it, first cause first, each once."""
    return tuple(_failure(one) for one in _chain(error))


def short_file(name: str) -> str:
    """A source file without the folders above our package; of other files the name alone."""
    path: PurePath = PureWindowsPath(name) if "\\" in name else PurePosixPath(name)
    if _PACKAGE in path.parts:
        last = len(path.parts) - 1 - path.parts[::-1].index(_PACKAGE)
        return "/".join(path.parts[last:])
    return path.name


def _chain(error: BaseException) -> list[BaseException]:
    """The error last, before it what a group holds and what led to it; of many, the latest."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting and len(found) < _MOST_ERRORS:
        one = waiting.pop(0)
        if any(one is other for other in found):
            continue
        found.append(one)
        waiting.extend(_led_to(one))
    return found[::-1]


def _led_to(error: BaseException) -> list[BaseException]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return [*parts, before] if before is not None else [*parts]


def _failure(error: BaseException) -> Failure:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return Failure(kind, _code(error), _places(error.__traceback__))


def _code(error: BaseException) -> int | None:
    """The number the system or the database gave; a number names nobody."""
    for name in ("winerror", "errno", "sqlite_errorcode"):
        code = getattr(error, name, None)
        if isinstance(code, int):
            return code
    return None


def _places(trace: TracebackType | None) -> tuple[Place, ...]:
    """The last steps of the way; the frames' values are never looked at."""
    steps = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    return tuple(
        Place(short_file(code.co_filename), line, code.co_name) for code, line in steps[-_MOST_PLACES:]
    )


def _failure_lines(found: Iterable[Failure]) -> tuple[str, ...]:
    return tuple(line for failure in found for line in failure.lines)


class _WithoutWords(logging.Formatter):
    """Writes the words of a record only where `note` or `log_bug` vouch for them."""

    def format(self, record: logging.LogRecord) -> str:
        """One entry: time, level, then safe words or the place in the code that logged."""
        return f"{self.formatTime(record)} {record.levelname} {self._body(record)}"

    def _body(self, record: logging.LogRecord) -> str:
        if getattr(record, _SAFE_MARK, False) is True:
            return record.getMessage()
        place = Place(short_file(record.pathname), record.lineno, record.funcName)
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join((str(place), *_failure_lines(failures(error) if error else ())))


class _LogFile(logging.handlers.RotatingFileHandler):
    """The log on disk. A full disk must not stop the program, nor print a record with its values."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Let the entry go: the usual way prints the record's values to the screen."""
