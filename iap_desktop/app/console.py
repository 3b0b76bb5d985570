"""The terminal's side of a command: clock, passphrase, words out, exit codes, and what a bug looks like."""

from __future__ import annotations

import json
import os
import secrets
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import click

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


def passphrase() -> str:
    """The passphrase or the recovery code, from IAP_PASSPHRASE or a hidden prompt."""
    return os.environ.get("IAP_PASSPHRASE") or _prompt("Passphrase", "IAP_PASSPHRASE")


def new_passphrase(variable: str = "IAP_PASSPHRASE") -> str:
    """A passphrase for somebody new, typed twice where it is typed."""
    return os.environ.get(variable) or _prompt("New passphrase", variable, is_new=True)


def say(line: str) -> None:
    """One line for whoever reads the terminal."""
    click.echo(line)


def warn(notice: str | None) -> None:
    """One line beside the answer, where there is something to say."""
    if notice:
        click.echo(notice, err=True)


def say_json(shape: object) -> None:
    """One JSON value, in UTF-8 whatever the terminal."""
    click.echo(json.dumps(shape, ensure_ascii=False, indent=2))


def run(command: click.Command) -> int:
    """Run the command line; gives the exit code and never a traceback."""
    _speak_utf8()
    try:
        result = command.main(standalone_mode=False)
    except UserError as error:
        for line in error.lines:
            click.echo(line, err=True)
        return WENT_WRONG
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Stopped. Nothing more was changed.", err=True)
        return WENT_WRONG
    except BrokenPipeError:
        return _after_broken_pipe()
    except Exception as error:  # noqa: BLE001 - the edge where a bug becomes a number and a calm sentence
        return _after_bug(error)
    return result if isinstance(result, int) else FINE


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not stream.isatty():
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _prompt(label: str, variable: str, *, is_new: bool = False) -> str:
    if not sys.stdin.isatty():
        raise UserError(f"No passphrase was given: set {variable}, or run the command in a terminal.")
    return str(click.prompt(label, hide_input=True, confirmation_prompt=is_new))


def _after_broken_pipe() -> int:
    """Whoever read our words went away; the rest of them go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return WENT_WRONG


def _after_bug(error: Exception) -> int:
    number = logs.incident_number(now(), secrets.token_bytes(4))
    folder = logs.default_log_folder()
    logs.start(folder)
    logs.log_bug(error, number)
    click.echo(f"Something in the program itself went wrong (number {number}).", err=True)
    click.echo("What was saved before is safe.", err=True)
    click.echo(f"Please send the log in {folder} to whoever looks after the program.", err=True)
    return WENT_WRONG
