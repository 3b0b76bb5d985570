"""The sentences about files that cannot be read as a pupil list, in one voice."""

from __future__ import annotations

from pathlib import Path

from iap_desktop.system.errors import UserError

EXPORT_AGAIN = "Export the pupil list again as CSV or as an Excel workbook (.xlsx)."
SAVE_AS_XLSX = "Open it in Excel and save it as an Excel workbook (.xlsx)."


def unreadable(path: Path, why: str, todo: str = EXPORT_AGAIN) -> UserError:
    """A file that is not a pupil list; `why` goes on after the file's name ("is empty")."""
    return UserError(f"The file {path.name} {why}.", todo=todo)


def no_names(path: Path, headings_row: int | None) -> UserError:
    """Headings without names, or no headings at all."""
    looked_for = (
        "It needs one row of headings with a surname and a forename, such as Legal Surname and Forename."
    )
    if headings_row is None:
        return UserError(f"No row of headings was found in {path.name}.", todo=looked_for)
    return UserError(
        f"The headings in row {headings_row} of {path.name} name no surname and forename.", todo=looked_for
    )


def same_field(path: Path, label: str, headings: list[str], columns: list[str]) -> UserError:
    """Two columns for one thing, and no way to know which of them is right."""
    named = " and ".join(
        f"\u201c{heading}\u201d (column {column})" for heading, column in zip(headings, columns, strict=True)
    )
    return UserError(
        f"Two columns of {path.name} could be the {label}: {named}.",
        todo="Delete or rename one of them in the file, or choose the column yourself.",
    )
