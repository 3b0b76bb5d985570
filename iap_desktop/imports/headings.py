"""Which row holds the headings, and what each column is taken for.

A wrong guess is worse than none. A column is left open where its heading could be two things, where its
values do not fit, or where a surer column says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iap_desktop.domain.imports import Column, Problem
from iap_desktop.imports.cells import text_of
from iap_desktop.imports.faults import same_field, unreadable
from iap_desktop.imports.fields import (
    FORENAMES,
    SURNAMES,
    Guess,
    all_fields,
    contact_part,
    guess,
    heading_key,
)
from iap_desktop.imports.names import is_surname_first
from iap_desktop.imports.tables import MAX_COLUMNS, Cell, Row, is_blank
from iap_desktop.imports.values import READERS, sen_needs_in

_NEEDED = frozenset({"legal_surname", "legal_forename", "full_name", "date_of_birth", "upn"})
_ENOUGH_VALUES = 5
_CODED = frozenset(READERS) - {"form", "first_language", "ethnicity", "pronouns", "care_authority"}
Values = Callable[[int], Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings and what its columns may be, by position from 0."""

    row: int
    texts: tuple[str, ...]
    guesses: Mapping[int, Guess]
    chosen: frozenset[int] = frozenset()


@dataclass(slots=True)
class Settled:
    """What each column was taken for in the end."""

    headings: Headings
    fields: dict[int, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column that has a heading."""
        return tuple(
            Column(text, position, self.fields.get(position))
            for position, text in enumerate(self.headings.texts)
            if text or position in self.fields
        )

    @property
    def has_names(self) -> bool:
        """Whether surname and forename can be read."""
        return _has_names(self.fields.values())


def find_headings(
    rows: Sequence[Row], heading_row: int | None, mapping: Mapping[int, str | None] | None
) -> Headings | None:
    """The likeliest row of headings among the first rows of a file; None where no row names a field."""
    if heading_row is not None:
        found = next((row for row in rows if row.number == heading_row), None)
        return _headings(found, mapping) if found else None
    likeliest = max(rows, key=_likelihood, default=None)
    if likeliest is None or (_likelihood(likeliest) == 0 and not mapping):
        return None
    return _headings(likeliest, mapping)


def likelihood(headings: Headings | None) -> int:
    """How much a row looks like headings: the fields it names, surname and forename above all."""
    return 0 if headings is None else _score(headings.guesses.values())


def settle(path: Path, headings: Headings, values: Values) -> Settled:
    """Decide for each field which column it is read from; `values` gives the cells of a column.

    Raises UserError where two columns could be the same field and it matters.
    """
    settled = Settled(headings)
    for name, positions in _by_field(headings).items():
        if name != "full_name":
            _settle_field(path, settled, name, positions, values)
    if not settled.has_names:
        _settle_full_name(path, settled, values)
    return settled


def _likelihood(row: Row) -> int:
    return _score(guess(text_of(cell)) for cell in row.cells if isinstance(cell, str) and len(cell) < 100)


def _score(guesses: Iterable[Guess | None]) -> int:
    names = {found.field for found in guesses if found is not None}
    return len(names) + (3 if _has_names(names) else 0)


def _has_names(fields: Iterable[str]) -> bool:
    names = set(fields)
    return "full_name" in names or bool(names.intersection(SURNAMES) and names.intersection(FORENAMES))


def _headings(row: Row, mapping: Mapping[int, str | None] | None) -> Headings:
    texts = tuple(text_of(cell) for cell in row.cells)
    chosen = dict(mapping or {})
    taken = {name for name in chosen.values() if name}
    guesses = {position: found for position, text in enumerate(texts) if (found := guess(text))}
    kept = {
        position: found
        for position, found in guesses.items()
        if position not in chosen and found.field not in taken
    }
    kept.update({position: Guess(name, 0) for position, name in chosen.items() if name})
    return Headings(row.number, texts, kept, frozenset(chosen))


def check_width(path: Path, headings: Headings) -> None:
    """Refuse a file with far more columns than a pupil list has."""
    count = sum(1 for text in headings.texts if text)
    if count > MAX_COLUMNS:
        why = f"has {count:,} columns, and a pupil list at most {MAX_COLUMNS}"
        raise unreadable(path, why, "Export only the columns that are needed.")


def _by_field(headings: Headings) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for position, found in headings.guesses.items():
        positions.setdefault(found.field, []).append(position)
    return positions


def _settle_field(path: Path, settled: Settled, name: str, positions: list[int], values: Values) -> None:
    headings = settled.headings
    fitting = [position for position in positions if _fits(settled, name, position, values(position))]
    best = min((headings.guesses[position].rank for position in fitting), default=0)
    rivals = [position for position in fitting if headings.guesses[position].rank == best]
    if len(rivals) > 1:
        rivals = _decided(path, settled, name, rivals, values)
    if rivals:
        settled.fields[rivals[0]] = name


def _fits(settled: Settled, name: str, position: int, cells: Sequence[Cell]) -> bool:
    if position in settled.headings.chosen:
        return True
    written = [cell for cell in cells if not is_blank(cell)]
    if settled.headings.guesses[position].rank == 2:
        return bool(written) and all(_reads(name, cell) for cell in written)
    if name not in _CODED or len(written) < _ENOUGH_VALUES or any(_reads(name, cell) for cell in written):
        return True
    _warn(
        settled,
        position,
        f"None of its values can be read as {all_fields()[name]}, so the column is left out",
    )
    return False


def _reads(name: str, cell: Cell) -> bool:
    reader = READERS.get(name)
    if reader is None or reader(cell).value is not None:
        return True
    return name == "sen_need_1" and bool(sen_needs_in(cell))


def _decided(path: Path, settled: Settled, name: str, rivals: list[int], values: Values) -> list[int]:
    """One of the columns that claim a field, or none where nobody can tell which is right."""
    texts = [settled.headings.texts[position] for position in rivals]
    is_same_heading = len({heading_key(text) for text in texts}) < len(texts)
    is_same_value = len({tuple(text_of(cell) for cell in values(position)) for position in rivals}) == 1
    if is_same_value and not is_same_heading:
        return rivals
    if (is_same_heading and contact_part(name) is None) or name in _NEEDED:
        raise same_field(path, all_fields()[name], texts, [_letters(position) for position in rivals])
    for position in rivals:
        _warn(settled, position, f"More than one column could be the {all_fields()[name]}, so none is read")
    return []


def _settle_full_name(path: Path, settled: Settled, values: Values) -> None:
    positions = _by_field(settled.headings).get("full_name", [])
    fitting = [
        position
        for position in positions
        if position in settled.headings.chosen or is_surname_first(values(position))
    ]
    if len(fitting) > 1:
        fitting = _decided(path, settled, "full_name", fitting, values)
    if fitting:
        settled.fields[fitting[0]] = "full_name"


def _warn(settled: Settled, position: int, reason: str) -> None:
    settled.warnings.append(Problem(settled.headings.row, settled.headings.texts[position], reason))


def _letters(position: int) -> str:
    """A column as Excel names it: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
