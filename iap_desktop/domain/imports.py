"""What a pupil list from a school's system holds, and what is wrong with it.

Readers in `imports` make these; the service compares them with the room. A cell that is blank, or a
column that is missing, says nothing about the pupil: neither key is in `details` or `facts`, and an
import never blanks what the room knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from iap_desktop.domain.pupils import FactKind


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: `row` as counted in the file (first line 1), heading, and why."""

    row: int
    column: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class FoundContact:
    """One contact in a file, fields as in `Contact`; parental responsibility None where it is not said."""

    surname: str
    priority: int
    title: str | None = None
    forename: str | None = None
    relationship: str | None = None
    has_parental_responsibility: bool | None = None
    phone: str | None = None
    second_phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPupil:
    """One row that can be taken in. `details` is keyed by the names of `Pupil` fields."""

    row: int
    details: Mapping[str, str | date]
    facts: Mapping[FactKind, str]
    contacts: tuple[FoundContact, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file and the field it was taken for; None: left open, not read.

    heading: "" where none is written. position: from 0. samples: the first few values below the heading.
    """

    heading: str
    position: int
    field: str | None
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it: 0 is A, 26 is AA."""
        letters, rest = "", self.position + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return letters


@dataclass(frozen=True, slots=True)
class FoundHeadings:
    """The headings of a file as far as they were understood, for somebody to correct.

    columns: all that have a heading or a value; none for a CTF, in which there is nothing to choose.
    """

    source: str
    heading_row: int
    columns: tuple[Column, ...]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PupilList:
    """A whole file, read. `refused` rows are not in `rows`; `warnings` rows are."""

    source: str
    rows: tuple[FoundPupil, ...]
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    heading_row: int = 1
    columns: tuple[Column, ...] = ()
    refused: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = field(default=())

    @property
    def unread(self) -> tuple[Column, ...]:
        """The columns that hold something and were not read."""
        return tuple(column for column in self.columns if column.field is None and column.samples)
