"""Which row holds the headings, and what each column is taken for.

A wrong guess is worse than none. A column is left open where its heading could be two things, where its
values do not fit, or where a surer column says the same. Whatever is left open for its values is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iap_desktop.domain.imports import Column, Problem
from iap_desktop.imports.cells import coded_text, text_of
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
from iap_desktop.imports.merges import is_below
from iap_desktop.imports.names import are_whole_names, is_one_forename, is_surname_first
from iap_desktop.imports.tables import MAX_COLUMNS, Cell, Merge, Row, is_blank
from iap_desktop.imports.values import READERS, sen_needs_in
from iap_desktop.system.errors import UserError

_NEEDED = frozenset({"legal_surname", "legal_forename", "full_name", "date_of_birth", "upn"})
_ENOUGH_VALUES = 5
_MOST = 0.6
_NAMES_APART, _NAMES_IN_ONE = 3, 1  # what they add to the likelihood of a row
_CODED = frozenset(READERS) - {"form", "first_language", "ethnicity", "pronouns", "care_authority"}
Values = Callable[[int], Sequence[Cell]]
Merges = Callable[[], Sequence[Merge]]


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings and what its columns may be, by position from 0."""

    row: int
    texts: tuple[str, ...]
    guesses: Mapping[int, Guess]
    chosen: frozenset[int] = frozenset()

    def text(self, position: int) -> str:
        """The heading of a column, "" where none is written."""
        return self.texts[position] if position < len(self.texts) else ""


@dataclass(slots=True)
class Settled:
    """What each column was taken for in the end; `conflicts`: where two could be one and it matters."""

    headings: Headings
    fields: dict[int, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    conflicts: list[UserError] = field(default_factory=list)

    def columns(self, samples: Mapping[int, Sequence[str]]) -> tuple[Column, ...]:
        """Every column that has a heading or, in `samples`, a value."""
        width = max([len(self.headings.texts), *(position + 1 for position in (*samples, *self.fields))])
        return tuple(
            Column(text, position, self.fields.get(position), tuple(samples.get(position, ())))
            for position in range(width)
            if (text := self.headings.text(position)) or position in samples or position in self.fields
        )

    @property
    def has_names(self) -> bool:
        """Whether surname and forename can be read."""
        return _has_names(self.fields.values())


def find_headings(
    rows: Sequence[Row],
    heading_row: int | None,
    mapping: Mapping[int, str | None] | None,
    merges: Merges = tuple,
) -> Headings | None:
    """The likeliest row of headings among the first rows of a file; None where no row names a field."""
    whole = [_with_row_above(row, above, merges) for above, row in zip([None, *rows], rows, strict=False)]
    if heading_row is not None:
        found = next((row for row in whole if row.number == heading_row), None)
        return _headings(found, mapping) if found else None
    likeliest = max(whole, key=_likelihood, default=None)
    if likeliest is None or (_likelihood(likeliest) == 0 and not mapping):
        return None
    return _headings(likeliest, mapping)


def _with_row_above(row: Row, above: Row | None, merges: Merges) -> Row:
    """Headings of two rows as one: "Pupil" above "Surname" and "Forename", and "UPN" above nothing.

    What stands a row higher is taken where the two cells are one merged cell, or where that row fills more
    than one gap, since a single word there may be a title.
    """
    if above is None or above.number != row.number - 1 or not _names_apart(_fields_in(row)):
        return row
    cells = [*row.cells, *[None] * (len(above.cells) - len(row.cells))]
    gaps = [at for at, cell in enumerate(above.cells) if not is_blank(cell) and is_blank(cells[at])]
    known = [at for at in gaps if guess(text_of(above.cells[at]))]
    if gaps:
        merged = merges()
        wanted = {at for at in gaps if is_below(merged, row.number, at)} | set(
            known if len(known) > 1 else ()
        )
        cells = [above.cells[at] if at in wanted else cell for at, cell in enumerate(cells)]
    return Row(row.number, tuple(cells))


def likelihood(headings: Headings | None) -> int:
    """How much a row looks like headings: the fields it names, surname and forename above all."""
    return 0 if headings is None else _score({found.field for found in headings.guesses.values()})


def settle(path: Path, headings: Headings, values: Values) -> Settled:
    """Decide for each field which column it is read from; `values` gives the cells of a column.

    Where two columns could be the same field and it matters, that is among the conflicts of the answer.
    """
    settled = Settled(headings)
    for name, positions in _by_field(headings).items():
        if name != "full_name":
            _settle_field(path, settled, name, positions, values)
    if not settled.has_names:
        _settle_full_name(path, settled, values)
    return settled


def whole_names_in(settled: Settled, values: Values) -> Column | None:
    """The column that holds whole names where surname and forename are looked for; None: there is none."""
    for position, found in settled.headings.guesses.items():
        may_be_names = found.field in {"full_name", *SURNAMES} or (
            found.field in FORENAMES and found.rank == 2
        )
        if may_be_names and are_whole_names(values(position)):
            return Column(settled.headings.text(position), position, None)
    return None


def _likelihood(row: Row) -> int:
    return _score(_fields_in(row))


def _fields_in(row: Row) -> set[str]:
    texts = (text_of(cell) for cell in row.cells if isinstance(cell, str) and len(cell) < 100)
    return {found.field for text in texts if (found := guess(text))}


def _score(fields: set[str]) -> int:
    names = _NAMES_APART if _names_apart(fields) else _NAMES_IN_ONE if "full_name" in fields else 0
    return len(fields) + names


def _names_apart(fields: set[str]) -> bool:
    return bool(fields.intersection(SURNAMES) and fields.intersection(FORENAMES))


def _has_names(fields: Iterable[str]) -> bool:
    names = set(fields)
    return "full_name" in names or _names_apart(names)


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
    if not fitting:
        _warn_of_misfits(settled, name, positions, values)


def _warn_of_misfits(settled: Settled, name: str, positions: list[int], values: Values) -> None:
    for position in positions:
        if any(coded_text(cell) for cell in values(position)):
            why = f"Too many of its values cannot be read as {all_fields()[name]}, so the column is left out"
            _warn(settled, position, why)


def _fits(settled: Settled, name: str, position: int, cells: Sequence[Cell]) -> bool:
    is_unsure = settled.headings.guesses[position].rank == 2
    if position in settled.headings.chosen or not (is_unsure or name in _CODED):
        return True
    written = [cell for cell in cells if coded_text(cell)]
    if is_unsure:
        return bool(written) and sum(_reads(name, cell) for cell in written) >= _MOST * len(written)
    return len(written) < _ENOUGH_VALUES or any(_reads(name, cell) for cell in written)


def _reads(name: str, cell: Cell) -> bool:
    if name in FORENAMES:
        return is_one_forename(text_of(cell))
    reader = READERS.get(name)
    if reader is None or reader(cell).fits:
        return True
    return name == "sen_need_1" and bool(sen_needs_in(cell))


def _decided(path: Path, settled: Settled, name: str, rivals: list[int], values: Values) -> list[int]:
    """One of the columns that claim a field, or none where nobody can tell which is right."""
    texts = [settled.headings.text(position) for position in rivals]
    is_same_heading = len({heading_key(text) for text in texts}) < len(texts)
    is_same_value = len({tuple(text_of(cell) for cell in values(position)) for position in rivals}) == 1
    if is_same_value and not is_same_heading:
        return rivals
    if (is_same_heading and contact_part(name) is None) or name in _NEEDED:
        columns = [Column(text, position, None) for text, position in zip(texts, rivals, strict=True)]
        settled.conflicts.append(same_field(path, all_fields()[name], columns))
        return []
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
    settled.warnings.append(Problem(settled.headings.row, settled.headings.text(position), reason))
