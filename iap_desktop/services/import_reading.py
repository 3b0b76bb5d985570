"""A pupil list on its way in: read as somebody wishes, compared with the room, each row's fate in words.

Also taken in with a watch, so that a long import tells how far it is and can be stopped as if it had never
begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.imports import Column, FoundPupil, Problem
from iap_desktop.domain.pupil_words import fact_in_words
from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports import guards
from iap_desktop.imports.fields import all_fields
from iap_desktop.imports.pupil_lists import read_headings, read_pupil_list
from iap_desktop.services.pupil_import import (
    Fate,
    FieldChange,
    ImportPreview,
    ImportPupils,
    RowPlan,
    preview_import,
)
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError

FIELD_WORDS: Mapping[str, str] = {
    name: f"{words[:1].upper()}{words[1:]}" for name, words in all_fields().items()
}
_FACTS = {str(kind): kind for kind in FactKind}
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody chose for the reading; None and nothing: as the file itself suggests."""

    sheet: str | None = None
    heading_row: int | None = None
    mapping: Mapping[int, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: what its columns were taken for, and its preview or why there is none.

    is_mapped: the columns can be chosen; a CTF says itself what is what.
    """

    source: str
    sheets: tuple[str, ...]
    sheet: str | None
    heading_row: int
    columns: tuple[Column, ...]
    is_mapped: bool
    preview: ImportPreview | None = None
    problem: UserError | None = None


def read_for_preview(room: Room, path: Path, wish: Wish, today: date) -> Reading:
    """Read a file and compare it with the room. Raises UserError where it is no list of pupils at all."""
    is_mapped = guards.kind_of(path) is not guards.Kind.XML
    try:
        found = read_pupil_list(
            path, today=today, sheet=wish.sheet, heading_row=wish.heading_row, mapping=wish.mapping
        )
    except UserError as error:
        if not is_mapped:
            raise
        return _headings_only(path, wish, error)
    return Reading(
        source=found.source,
        sheets=found.sheets,
        sheet=found.sheet,
        heading_row=found.heading_row,
        columns=found.columns,
        is_mapped=is_mapped,
        preview=preview_import(room, found, today),
    )


def _headings_only(path: Path, wish: Wish, problem: UserError) -> Reading:
    """The columns for somebody to correct; the problem itself where there are none."""
    try:
        found = read_headings(path, sheet=wish.sheet, heading_row=wish.heading_row)
    except UserError:
        raise problem from None
    chosen = wish.mapping or {}
    columns = tuple(
        replace(column, field=chosen.get(column.position, column.field)) for column in found.columns
    )
    return Reading(
        source=found.source,
        sheets=found.sheets,
        sheet=found.sheet,
        heading_row=found.heading_row,
        columns=columns,
        is_mapped=True,
        problem=problem,
    )


class Stopped(UserError):
    """Somebody pressed Cancel while a list was taken in."""

    def __init__(self) -> None:
        super().__init__(
            "The import was stopped.", todo="The list is as it was; import it again at any time."
        )


@dataclass(frozen=True)
class WatchedImport(ImportPupils):
    """An import that tells after each row how far it is; what the watch raises undoes all of it."""

    watch: Watch = field(default=lambda _done, _total: None, compare=False)

    def on_row(self, done: int, total: int) -> None:
        """Tell the watch."""
        self.watch(done, total)


class LineKind(StrEnum):
    """What the preview says of a row: its fate, or that it is left out."""

    NEW = "New"
    CHANGED = "Changed"
    UNCHANGED = "Unchanged"
    REFUSED = "Refused"
    WHOLE_LIST = "About the list"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the preview: `row` as counted in the file, 0 for the list as a whole."""

    row: int
    name: str
    kind: LineKind
    words: str
    warning: str = ""

    @property
    def is_to_look_at(self) -> bool:
        """Whether something about it is in doubt."""
        return bool(self.warning)


_KINDS = {
    Fate.NEW: LineKind.NEW,
    Fate.CHANGED: LineKind.CHANGED,
    Fate.UNCHANGED: LineKind.UNCHANGED,
}


def preview_lines(preview: ImportPreview) -> tuple[Line, ...]:
    """Every row's fate in words, in the order of the file; what is said of the whole list comes first."""
    found = {row.row: row for row in preview.rows}
    planned = {plan.row for plan in preview.plans}
    refused = {problem.row for problem in preview.refused} - planned
    warnings = _by_row(preview.warnings)
    lines = [_plan_line(plan, found[plan.row], warnings.get(plan.row, "")) for plan in preview.plans]
    for row, words in _by_row(problem for problem in preview.refused if problem.row in refused).items():
        lines.append(Line(row, _name(found.get(row)), LineKind.REFUSED, words, warnings.get(row, "")))
    lines.sort(key=lambda line: line.row)
    whole = [
        Line(0, "", LineKind.WHOLE_LIST, words, words)
        for row, words in warnings.items()
        if row not in planned | refused
    ]
    return (*whole, *lines)


def _by_row(problems: Iterable[Problem]) -> dict[int, str]:
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        words = problem.reason if problem.column is None else f"{problem.column}: {problem.reason}"
        reasons.setdefault(problem.row, []).append(words)
    return {row: ". ".join(dict.fromkeys(words)) for row, words in reasons.items()}


def _plan_line(plan: RowPlan, row: FoundPupil, warning: str) -> Line:
    return Line(plan.row, _name(row), _KINDS[plan.fate], _plan_words(plan), warning)


def _name(row: FoundPupil | None) -> str:
    if row is None:
        return ""
    details = row.details
    forename = details.get("preferred_forename") or details.get("legal_forename", "")
    surname = details.get("preferred_surname") or details.get("legal_surname", "")
    return f"{forename} {surname}".strip()


def _plan_words(plan: RowPlan) -> str:
    if plan.fate is Fate.NEW:
        return ", ".join(
            part for part in (*_new_words(plan), _contacts(len(plan.new_contacts), "new")) if part
        )
    parts = [_change_words(change) for change in plan.changes]
    parts += [_contacts(len(plan.new_contacts), "new"), _contacts(len(plan.changed_contacts), "changed")]
    return "; ".join(part for part in parts if part)


def _new_words(plan: RowPlan) -> list[str]:
    year, form = plan.facts.get(FactKind.YEAR_GROUP), plan.facts.get(FactKind.FORM)
    born = plan.details.get("date_of_birth")
    words = [f"Year {year}" if year else "", form or ""]
    return [*words, f"born {day_in_words(born)}" if isinstance(born, date) else ""]


def _contacts(count: int, word: str) -> str:
    return f"{count} {word} contact{'' if count == 1 else 's'}" if count else ""


def _change_words(change: FieldChange) -> str:
    before = "nothing" if change.before is None else _value_words(change.name, change.before)
    return f"{FIELD_WORDS[change.name]}: {before} \u2192 {_value_words(change.name, change.after)}"


def _value_words(name: str, value: str) -> str:
    if name == "date_of_birth":
        return day_in_words(date.fromisoformat(value))
    return fact_in_words(_FACTS[name], value) if name in _FACTS else value
