"""The command line: each command opens a room, does one thing, closes it, and says so in plain words.

Exit 0: fine. Exit 1: the world went wrong, said in one to three short lines. Exit 2: the words of the
command are wrong. A passphrase comes from IAP_PASSPHRASE or a hidden prompt, never from an argument.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from iap_desktop import __version__
from iap_desktop.app import console
from iap_desktop.app.console import DAY, FILE, FOLDER, say, say_json
from iap_desktop.app.json_shapes import check_json, import_json, mark_json, pupil_json
from iap_desktop.domain.bell_times import TEMPLATES
from iap_desktop.domain.imports import Problem, PupilList
from iap_desktop.domain.pupils import FactKind
from iap_desktop.domain.registers import SESSIONS
from iap_desktop.services import commands, people, pupil_import, pupils, registers, rooms
from iap_desktop.storage.room import Room
from iap_desktop.system import places
from iap_desktop.system.errors import UserError

room_option = click.option(
    "--room",
    "folder",
    type=FOLDER,
    default=places.default_room_folder,
    help="The room's folder; the usual one of this computer where it is left out.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
from_option = click.option("--from", "first", type=DAY, required=True, help="First day, as 2026-11-23.")
to_option = click.option("--to", "last", type=DAY, required=True, help="Last day, as 2026-11-27.")


MOST_LINES = 20


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="iap-desktop")
@click.option("--room", "window_folder", type=FOLDER, help="Open the window on this room's folder.")
@click.option("--demo", "is_demo", is_flag=True, help="Open the window on the practice room.")
@click.pass_context
def cli(context: click.Context, window_folder: Path | None, *, is_demo: bool) -> int:
    """Records and weekly papers of one Internal Alternative Provision room.

    Without a command the window opens.
    """
    if context.invoked_subcommand is not None:
        return console.FINE
    from iap_desktop.app.screen import open_window  # noqa: PLC0415 - Qt is slow to import, and commands need none

    return open_window(window_folder, is_demo=is_demo)


@contextmanager
def opened(folder: Path, *, is_read_only: bool = False) -> Iterator[Room]:
    """The room in a folder, opened with the passphrase of whoever types, closed again in any case."""
    room = rooms.open_room(folder, console.passphrase(), console.now, is_read_only=is_read_only)
    try:
        yield room
    finally:
        room.close()
        for notice in room.notices:
            console.warn(notice)


@cli.command()
@room_option
@click.option("--school", required=True, help="The school's name.")
@click.option("--name", required=True, help="What the room is called.")
@click.option("--staff", required=True, help='The first lead\'s full name, "Sam Carter".')
@click.option(
    "--template", type=click.Choice(TEMPLATES), default=TEMPLATES[0], help="Bell times to begin with."
)
def new(folder: Path, school: str, name: str, staff: str, template: str) -> None:
    """Make an empty room with its first lead."""
    plan = rooms.NewRoom(school, name, staff, console.new_passphrase(), template)
    made = rooms.make_room(folder, plan, console.now)
    say(f"The room {name} was made in {folder}.")
    say(f"The recovery sheet is in {made.recovery_sheet}.")
    say("Print it, put it in the school safe, then delete the file: whoever has it can open the room.")
    console.warn(made.notice)


@cli.command("new-passphrase")
@room_option
def new_passphrase(folder: Path) -> None:
    """Change your passphrase, or with the recovery code make one for the room's lead."""
    with opened(folder) as room:
        name = people.change_passphrase(room, console.new_passphrase("IAP_NEW_PASSPHRASE"))
    say(f"{name} has a new passphrase. The old one no longer opens the room.")
    say("It still opens backups made before today's last one: keep those safe, or delete them.")


@cli.command("new-recovery-sheet")
@room_option
def new_recovery_sheet(folder: Path) -> None:
    """Make a new recovery code, when the sheet was lost or used; the one before opens no more."""
    with opened(folder) as room:
        sheet = people.make_recovery_sheet(room)
    say(f"The new recovery sheet is in {sheet}.")
    say("Print it, put it in the school safe, then delete the file: whoever has it can open the room.")


@cli.command("import-pupils")
@click.argument("file", type=FILE)
@room_option
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--skip-refused", is_flag=True, help="Take the good rows in, leave the refused ones out.")
@json_option
def import_pupils(file: Path, folder: Path, *, dry_run: bool, skip_refused: bool, as_json: bool) -> None:
    """Take in a pupil list (CSV, Excel or CTF) from the school's system."""
    from iap_desktop.imports.pupil_lists import read_pupil_list  # noqa: PLC0415 - openpyxl is slow to import

    today = console.now().date()
    found = read_pupil_list(file, today=today)
    with opened(folder, is_read_only=dry_run) as room:
        preview = pupil_import.preview_import(room, found, today)
        is_stopped = bool(preview.refused) and not skip_refused
        if not dry_run and not is_stopped:
            command = pupil_import.ImportPupils(preview, today)
            commands.run(room, command, by=rooms.acting_staff(room))
    if as_json:
        say_json(import_json(preview))
    else:
        _say_unread(found)
        _say_import(preview, is_done=not dry_run and not is_stopped)
    if is_stopped:
        raise UserError(
            f"{file.name}: {_count(len(preview.refused), 'row')} refused.",
            "Nothing was changed.",
            "Mend them in the file, or leave them out with --skip-refused.",
        )


def _say_import(preview: pupil_import.ImportPreview, *, is_done: bool) -> None:
    for heading, problems in (("Refused", preview.refused), ("Look at", preview.warnings)):
        for problem in problems[:MOST_LINES]:
            say(f"{heading}: {_where(problem)}: {problem.reason}.")
        if len(problems) > MOST_LINES:
            say(f"{heading}: {len(problems) - MOST_LINES} more; --json lists them all.")
    _say_changes(preview)
    counts = ", ".join(f"{preview.count(fate)} {fate}" for fate in pupil_import.Fate)
    say(f"{counts}, {len(preview.refused)} refused. {'Done.' if is_done else 'Nothing was changed.'}")


def _say_unread(found: PupilList) -> None:
    if found.unread:
        columns = (f"{column.heading or 'no heading'} (column {column.letter})" for column in found.unread)
        say(f"Not read: {', '.join(columns)}.")


def _say_changes(preview: pupil_import.ImportPreview) -> None:
    changed = [plan for plan in preview.plans if plan.fate is pupil_import.Fate.CHANGED]
    for plan in changed[:MOST_LINES]:
        fields = [f"{one.name} {one.before or '(none)'} -> {one.after}" for one in plan.changes]
        contacts = len(plan.new_contacts) + len(plan.changed_contacts)
        fields += [_count(contacts, "contact")] if contacts else []
        say(f"Changed: row {plan.row}, pupil {plan.pupil_id}: {', '.join(fields)}.")
    if len(changed) > MOST_LINES:
        say(f"Changed: {len(changed) - MOST_LINES} more.")


def _where(problem: Problem) -> str:
    return f"row {problem.row}, {problem.column}" if problem.column else f"row {problem.row}"


@cli.command("pupils")
@room_option
@json_option
def list_pupils(folder: Path, *, as_json: bool) -> None:
    """Who is on the list."""
    with opened(folder, is_read_only=True) as room:
        found = pupils.pupil_list(room, console.now().date())
    if as_json:
        say_json([pupil_json(known) for known in found])
        return
    for known in found:
        year, form = known.fact(FactKind.YEAR_GROUP) or "-", known.fact(FactKind.FORM) or "-"
        say(f"{known.pupil.id:>5}  {known.pupil.name:<40} {year:>3} {form}")
    say(_count(len(found), "pupil") + " on the list.")


@cli.command()
@room_option
@click.option("--date", "on", type=DAY, required=True, help="The day, as 2026-11-23.")
@click.option("--session", type=click.Choice(SESSIONS, case_sensitive=False), required=True)
@click.option("--minutes", type=click.IntRange(1, 600), help="Minutes late, with L or U.")
@click.option("--even-if-closed", is_flag=True, help="The school was open, whatever the calendar says.")
@click.argument("code")
@click.argument("pupil", nargs=-1, required=True)
def mark(
    folder: Path,
    on: date,
    session: str,
    minutes: int | None,
    code: str,
    pupil: tuple[str, ...],
    *,
    even_if_closed: bool,
) -> None:
    """Mark pupils (numbers or UPNs) with an attendance code in one session."""
    with opened(folder) as room:
        known = pupils.pupil_list(room, on, has_leavers=True)
        request = registers.SessionRequest(
            pupil_ids=tuple(pupils.meant_pupils(known, pupil)),
            on=on,
            session=session.upper(),
            typed_code=code,
            minutes_late=minutes,
            is_even_if_closed=even_if_closed,
        )
        command = registers.session_command(room, request, today=console.now().date())
        outcome = commands.run(room, command, by=rooms.acting_staff(room))
    for before, after in outcome.changes:
        say(f"Pupil {after.pupil_id}: {before.code} is now {after.code}.")
    counts = f"{len(outcome.changes)} changed, {outcome.unchanged} as before"
    say(f"{_count(outcome.new, 'mark')} made, {counts}.")


@cli.command()
@room_option
@from_option
@to_option
@json_option
def marks(folder: Path, first: date, last: date, *, as_json: bool) -> None:
    """The session marks of some days."""
    _refuse_backwards(first, last)
    with opened(folder, is_read_only=True) as room:
        found = registers.session_marks(room, first, last)
    if as_json:
        say_json([mark_json(entry) for entry in found])
        return
    for entry in found:
        late = f"  {entry.minutes_late} min" if entry.minutes_late else ""
        say(f"{entry.marked_on}  {entry.session}  {entry.pupil_id:>5}  {entry.code}{late}")
    say(_count(len(found), "mark") + ".")


@cli.command()
@room_option
@click.option("--week", type=DAY, required=True, help="Any day of the week.")
@click.option("--out", type=FOLDER, required=True, help="The folder for the PDFs.")
@click.option("--pupil", help="One pupil's number or UPN; else everyone who was in the room.")
def weekly(folder: Path, week: date, out: Path, pupil: str | None) -> None:
    """Weekly summaries: one PDF a pupil, and one of all."""
    from iap_desktop.services import papers  # noqa: PLC0415 - reportlab is slow to import

    with opened(folder, is_read_only=True) as room:
        written = papers.write_weekly_summaries(room, week, out, pupil)
    for path in written.files:
        say(str(path))
    say(f"{written.count} of {written.expected} summaries written.")
    for problem in written.problems:
        console.warn(problem)
    if written.problems:
        raise click.exceptions.Exit(console.WENT_WRONG)


@cli.command()
@room_option
@from_option
@to_option
@click.option("--out", type=FILE, required=True, help="The workbook, FILE.xlsx.")
def register(folder: Path, first: date, last: date, out: Path) -> None:
    """The register as an Excel workbook."""
    from iap_desktop.services import papers  # noqa: PLC0415 - openpyxl is slow to import

    _refuse_backwards(first, last)
    with opened(folder, is_read_only=True) as room:
        path = papers.write_register(room, first, last, out)
    say(str(path))


@cli.command()
@room_option
@json_option
def check(folder: Path, *, as_json: bool) -> None:
    """Whether the room is sound: its file, schema, counts and last backup."""
    found = rooms.check_room(folder, console.passphrase(), console.now)
    if as_json:
        say_json(check_json(found))
    elif found.is_ok:
        say(f"The room is sound. Last backup: {console.moment(found.last_backup)}.")
    for problem in found.problems:
        console.warn("\n".join(problem.lines))
    if not found.is_ok:
        raise click.exceptions.Exit(console.WENT_WRONG)


@cli.command()
@room_option
@click.option("--to", "target", type=FILE, help="A file of your choice, on a stick for instance.")
def backup(folder: Path, target: Path | None) -> None:
    """Make a backup now: one encrypted file, opened and checked before it counts."""
    with opened(folder) as room:
        say(str(room.back_up(target)))


@cli.command()
@click.argument("file", type=FILE)
@click.option("--room", "folder", type=FOLDER, required=True, help="A new folder for the room.")
def restore(file: Path, folder: Path) -> None:
    """Put a backup into a new folder."""
    notice = rooms.restore_room(file, folder, console.passphrase())
    say(f"The room was restored into {folder}.")
    console.warn(notice)


@cli.command()
@click.option("--out", type=FOLDER, required=True, help="The folder for the room and its papers.")
@click.option("--pupils", "pupil_count", type=click.IntRange(1, 400), default=12, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 600), default=12, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same room.")
@click.option("--today", type=DAY, help="The day on which the sample ends.")
def demo(out: Path, pupil_count: int, weeks: int, seed: int, today: date | None) -> None:
    """Make a sample room with invented pupils, and its papers."""
    from iap_desktop.services import demonstration  # noqa: PLC0415 - reportlab is slow to import

    plan = demonstration.Plan(pupil_count, weeks, seed, today or console.now().date())
    for line in demonstration.make_demo(out, plan, console.now):
        say(line)


@cli.command("self-test")
def self_test() -> None:
    """Make, mark, print, export, back up and restore a room in a temporary folder."""
    from iap_desktop.services import demonstration  # noqa: PLC0415 - reportlab is slow to import

    for line in demonstration.self_test(console.now):
        say(line)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _refuse_backwards(first: date, last: date) -> None:
    if last < first:
        raise click.UsageError("--to is before --from.")


def main() -> None:
    """Run a command; the exit code is the process's."""
    sys.exit(console.run(cli))


if __name__ == "__main__":
    main()
