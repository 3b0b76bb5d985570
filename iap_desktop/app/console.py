"""The terminal's side of a command: clock, passphrase, words out, exit codes, and what a bug looks like."""

from __future__ import annotations

import json
import os
import secrets
import sys
import traceback
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

import click

from iap_desktop.domain.dates import day_in_words
from iap_desktop.system import logs
from iap_desktop.system.errors import UserError

FINE, WENT_WRONG, WRONG_WORDS = 0, 1, 2


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        day = _parsed_day(str(value))
        if day is None:
            self.fail(f"{value!r} is not a date; write it as 2026-11-23 or 23/11/2026.", param, ctx)
        return day


def _parsed_day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
    return None


DAY = _Day()
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


def now() -> datetime:
    """The machine's time with its zone: the one clock of the program."""
    return datetime.now().astimezone()


class AnswerLost(UserError):
    """Whoever should read the answer cannot: the disk it goes to is full, or the reader went away."""

    def __init__(self) -> None:
        super().__init__("The answer could not be written out.", "What was done before that is saved.")


def passphrase() -> str:
    """The passphrase or the recovery code, from IAP_PASSPHRASE or a hidden prompt."""
    return _secret("IAP_PASSPHRASE", "Passphrase")


def new_passphrase(variable: str = "IAP_PASSPHRASE") -> str:
    """A passphrase for somebody new, typed twice where it is typed."""
    return _secret(variable, "New passphrase", is_new=True)


def moment(at: datetime | None) -> str:
    """A moment in local time, "Mon 23 Nov 2026 08:02"; "none yet" where there is none."""
    if at is None:
        return "none yet"
    local = at.astimezone()
    return f"{day_in_words(local.date())} {local:%H:%M}"


def say(line: str) -> None:
    """One line for whoever reads the terminal. Raises AnswerLost where it cannot be written."""
    if sys.stdout is None:  # closed by whoever started us
        raise AnswerLost
    try:
        click.echo(line)
    except OSError as error:
        raise AnswerLost from error


def warn(notice: str | None) -> None:
    """One line beside the answer, where there is something to say and somebody to say it to."""
    if notice:
        with suppress(OSError):
            click.echo(notice, err=True)


def say_json(shape: object) -> None:
    """One JSON value, in UTF-8 whatever the terminal. Raises AnswerLost where it cannot be written."""
    say(json.dumps(shape, ensure_ascii=False, indent=2))


def run(command: click.Command) -> int:
    """Run the command line; gives the exit code and never a traceback."""
    _speak_utf8()
    try:
        return _answered(command)
    finally:
        for stream in (sys.stdout, sys.stderr):
            _drop_what_cannot_be_written(stream)


def _answered(command: click.Command) -> int:
    try:
        result = command.main(standalone_mode=False)
    except UserError as error:
        return _after_refusal(error)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except click.Abort:
        warn("Stopped. Nothing more was changed.")
        return WENT_WRONG
    except Exception as error:  # noqa: BLE001 - the edge where a bug becomes a number and a calm sentence
        return _after_refusal(AnswerLost()) if _is_from_clicks_own_words(error) else _after_bug(error)
    return result if isinstance(result, int) else FINE


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = None if stream.isatty() else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")


def _secret(variable: str, label: str, *, is_new: bool = False) -> str:
    """The passphrase in a variable, or the one typed. Raises UserError for bytes that are no text."""
    given = os.environ.get(variable) or _prompt(label, variable, is_new=is_new)
    try:
        given.encode()
    except UnicodeEncodeError:
        # without its cause, which holds the passphrase
        raise UserError(
            "The passphrase is not text in UTF-8.", todo=f"Type it anew, or set {variable} in UTF-8."
        ) from None
    return given


def _prompt(label: str, variable: str, *, is_new: bool = False) -> str:
    if not sys.stdin.isatty():
        raise UserError(f"No passphrase was given: set {variable}, or run the command in a terminal.")
    return str(click.prompt(label, hide_input=True, confirmation_prompt=is_new))


def _after_refusal(error: UserError) -> int:
    for line in error.lines:
        warn(line)
    return WENT_WRONG


def _is_from_clicks_own_words(error: Exception) -> bool:
    """Whether help or version, which click itself writes, could not be written."""
    modules = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
    return isinstance(error, OSError) and modules[-1].startswith("click.")


def _drop_what_cannot_be_written(stream: TextIO | None) -> None:
    """Send words that are stuck in a stream nowhere; Python would complain of them when it ends."""
    if stream is None or stream.closed:
        return
    try:
        stream.flush()
    except OSError:
        with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


def _after_bug(error: Exception) -> int:
    number = logs.incident_number(now(), secrets.token_bytes(4))
    warn(f"Something in the program itself went wrong (number {number}).")
    warn("What was saved before is safe.")
    folder = logs.default_log_folder()
    if _is_logged(error, number, folder):
        warn(f"Please send the log in {folder} to whoever looks after the program.")
    else:
        warn(f"No log could be written in {folder}. Please tell whoever looks after the program.")
    return WENT_WRONG


def _is_logged(error: Exception, number: str, folder: Path) -> bool:
    """Log a bug, and look whether it stands there: a log that cannot be written says nothing by itself."""
    try:
        logs.start(folder)
        logs.log_bug(error, number)
        return number in (folder / logs.FILE_NAME).read_text(encoding="utf-8", errors="replace")
    except (UserError, OSError):
        return False
