"""The sentences about files that cannot be read as a pupil list, in one voice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iap_desktop.domain.imports import Column
from iap_desktop.system.errors import UserError

EXPORT_AGAIN = "Export the pupil list again as CSV or as an Excel workbook (.xlsx)."
SAVE_AS_XLSX = "Open it in Excel and save it as an Excel workbook (.xlsx)."


def unreadable(path: Path, why: str, todo: str = EXPORT_AGAIN) -> UserError:
    """A file that is not a pupil list; `why` goes on after the file's name ("is empty")."""
    return UserError(f"The file {path.name} {why}.", todo=todo)


def has_password(path: Path) -> UserError:
    """A file that nobody can read without its password."""
    todo = "Open it, take the password off, save it as an Excel workbook (.xlsx), then try again."
    return unreadable(path, "is protected with a password", todo)


def no_names(path: Path, headings_row: int | None) -> UserError:
    """Headings without names, or no headings at all."""
    if headings_row is None:
        return UserError(
            f"No row of headings was found in {path.name}.",
            todo="Write one above the pupils, with Legal Surname and Legal Forename above their names.",
        )
    return UserError(
        f"The headings in row {headings_row} of {path.name} name no surname and forename.",
        todo="Rename the headings above the names to Legal Surname and Legal Forename.",
    )


def whole_names(path: Path, column: Column) -> UserError:
    """One column that holds surnames and forenames together, in an order that is not sure."""
    return UserError(
        f"Column {column.letter} of {path.name} (\u201c{column.heading}\u201d) holds whole names.",
        todo="Split it into surname and forename (in Excel: Data, Text to Columns), with a heading for each.",
    )


def same_field(path: Path, label: str, columns: Sequence[Column]) -> UserError:
    """Two columns for one thing, and no way to know which of them is right."""
    named = " and ".join(f"\u201c{column.heading}\u201d (column {column.letter})" for column in columns)
    return UserError(
        f"Two columns of {path.name} could be the {label}: {named}.",
        todo="Delete the wrong one in the file, or rename its heading to Not used.",
    )
