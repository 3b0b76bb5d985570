"""Records of a file become pupils, or problems that name row and column.

What makes it doubtful who a pupil is (name, date of birth, the same pupil twice) refuses the row; all
else that is not understood is left out with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from iap_desktop.domain.imports import FoundPupil, Problem
from iap_desktop.domain.names import folded, printable_name
from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports.birth_dates import BirthDate, in_doubt, looks_american, read_birth_date
from iap_desktop.imports.cells import coded_text, has_control_characters, name_doubt, name_fault, text_of
from iap_desktop.imports.contact_cells import contacts_of
from iap_desktop.imports.names import split_surname_first
from iap_desktop.imports.tables import Cell, Record, is_blank
from iap_desktop.imports.values import READERS, sen_needs_in

_MERGED = "This is part of a merged cell, so it was left empty; unmerge it and fill it in"
_NOT_PRINTED = "The sheets cannot print these letters; add a preferred name in English letters"
_KINDS = {kind.value: kind for kind in FactKind}


@dataclass(frozen=True, slots=True)
class Source:
    """What the rows need to know of their file: headings by field, and how it counts days."""

    headings: Mapping[str, str]
    today: date
    is_1904: bool = False


@dataclass(slots=True)
class Findings:
    """What was read so far."""

    pupils: list[FoundPupil] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    rows_by_upn: dict[str, int] = field(default_factory=dict)
    rows_by_name: dict[tuple[str, str, object], int] = field(default_factory=dict)
    rows_without_upn: dict[tuple[str, str, object], int] = field(default_factory=dict)


class _Refused(Exception):
    """A row that is not taken."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.reason = name, reason


class _Row:
    """One record on its way to a pupil."""

    def __init__(self, record: Record, source: Source, birth: BirthDate) -> None:
        self.record, self.source, self.birth = record, source, birth
        self.details: dict[str, str | date] = {}
        self.facts: dict[FactKind, str] = {}
        self.warnings: list[Problem] = []
        self.columns: dict[str, str] = {}

    def pupil(self) -> FoundPupil:
        """The pupil. Raises _Refused."""
        self._check_characters()
        for name in self.record.merged:
            self._warn(name, _MERGED)
        self._read_names()
        self._warn_of_letters()
        self._read_birth_date()
        for name in self.record.cells:
            if name in READERS:
                self._read_value(name)
        return FoundPupil(self.record.row, self.details, self.facts, contacts_of(self.record, self._warn))

    def _warn(self, name: str, reason: str) -> None:
        self.warnings.append(Problem(self.record.row, self.source.headings.get(name), reason))

    def _check_characters(self) -> None:
        for name, cell in self.record.cells.items():
            if has_control_characters(cell):
                raise _Refused(name, "This cell holds characters that cannot be printed")
        for number, cells in self.record.contacts:
            for part, cell in cells.items():
                if has_control_characters(cell):
                    raise _Refused(
                        f"contact_{number}_{part}", "This cell holds characters that cannot be printed"
                    )

    def _read_names(self) -> None:
        names = self._split_full_name() if "full_name" in self.record.cells else {}
        for part in ("surname", "forename"):
            self._read_legal_and_preferred(part, names.get(part))
        middle = self.record.cells.get("middle_names")
        if coded_text(middle):
            self._take_lesser_name("middle_names", middle)

    def _split_full_name(self) -> dict[str, str]:
        cell = self.record.cells["full_name"]
        if is_blank(cell):
            raise self._missing("full_name", "name")
        fault = name_fault(cell)
        names = split_surname_first(text_of(cell))
        if fault or names is None:
            raise _Refused("full_name", fault or "The name is not written as Surname, Forename")
        return {"surname": names[0], "forename": names[1]}

    def _read_legal_and_preferred(self, part: str, from_full: str | None) -> None:
        legal_name, preferred_name = f"legal_{part}", f"preferred_{part}"
        legal: Cell = from_full or self.record.cells.get(legal_name)
        preferred = self.record.cells.get(preferred_name)
        preferred = preferred if coded_text(preferred) else None
        if not is_blank(legal):
            self._take_legal(legal_name, legal_name, legal)
            if preferred is not None:
                self._take_lesser_name(preferred_name, preferred)
        elif preferred is not None:
            if legal_name in self.record.cells:
                self._warn(legal_name, f"The legal {part} is missing; the preferred one was taken for it")
            self._take_legal(legal_name, preferred_name, preferred)
        else:
            missing = legal_name if legal_name in self.source.headings else preferred_name
            raise self._missing(missing, part)

    def _missing(self, name: str, what: str) -> _Refused:
        why = ": it is part of a merged cell" if name in self.record.merged else ""
        return _Refused(name, f"The {what} is missing{why}")

    def _take_legal(self, name: str, column: str, cell: Cell) -> None:
        fault = name_fault(cell)
        if fault:
            raise _Refused(column if column in self.record.cells else "full_name", fault)
        self._take_name(name, column, text_of(cell))

    def _take_lesser_name(self, name: str, cell: Cell) -> None:
        fault = name_fault(cell)
        if fault:
            self._warn(name, f"{fault}; it was left out")
        elif name == "preferred_forename" and self._has_surname(text_of(cell)):
            self._warn(name, "This is more than a forename; it was left out")
        else:
            self._take_name(name, name, text_of(cell))

    def _has_surname(self, forename: str) -> bool:
        surname = folded(str(self.details["legal_surname"]))
        return "," in forename or folded(forename).endswith(f" {surname}")

    def _take_name(self, name: str, column: str, text: str) -> None:
        self.details[name] = text
        self.columns[name] = column if column in self.record.cells else "full_name"
        doubt = name_doubt(text)
        if doubt:
            self._warn(self.columns[name], doubt)

    def _warn_of_letters(self) -> None:
        """Only about the names that the pupil goes by, since sheets show no others."""
        for part in ("surname", "forename"):
            shown = next(name for name in (f"preferred_{part}", f"legal_{part}") if name in self.details)
            text = str(self.details[shown])
            if not printable_name(text) and not name_doubt(text):
                self._warn(self.columns[shown], _NOT_PRINTED)

    def _read_birth_date(self) -> None:
        if self.birth.fault:
            raise _Refused("date_of_birth", self.birth.fault)
        if self.birth.value is not None:
            self.details["date_of_birth"] = self.birth.value
        elif "date_of_birth" in self.source.headings and "date_of_birth" not in self.record.merged:
            self._warn("date_of_birth", "The date of birth is missing")

    def _read_value(self, name: str) -> None:
        cell = self.record.cells[name]
        if cell is None or cell == "":
            return
        if name == "sen_need_1" and self._read_several_needs(cell):
            return
        found = READERS[name](cell)
        if found.warning:
            self._warn(name, found.warning)
        if found.value is not None:
            self._keep(name, found.value)

    def _read_several_needs(self, cell: Cell) -> bool:
        needs = sen_needs_in(cell)
        second = self.record.cells.get("sen_need_2")
        kept = needs[:1] if coded_text(second) else needs[:2]
        for name, need in zip(("sen_need_1", "sen_need_2"), kept, strict=False):
            self._keep(name, need)
        if len(needs) > len(kept):
            self._warn("sen_need_1", "More than two SEN needs; the first ones were taken")
        return bool(needs)

    def _keep(self, name: str, value: str) -> None:
        kind = _KINDS.get(name)
        if kind is None:
            self.details[name] = value
        else:
            self.facts[kind] = value


def read_records(records: Sequence[Record], source: Source) -> Findings:
    """All records of a file, in their order."""
    findings = Findings()
    for record, birth in zip(records, _birth_dates(records, source), strict=True):
        _take_in(findings, _Row(record, source, birth))
    return findings


def _birth_dates(records: Iterable[Record], source: Source) -> list[BirthDate]:
    found = [
        read_birth_date(record.cells.get("date_of_birth"), source.today, is_1904=source.is_1904)
        for record in records
    ]
    return [in_doubt(birth) for birth in found] if looks_american(found) else found


def _take_in(findings: Findings, row: _Row) -> None:
    try:
        pupil = row.pupil()
        _check_twice(findings, pupil)
    except _Refused as refused:
        column = row.source.headings.get(refused.name)
        findings.refused.append(Problem(row.record.row, column, refused.reason))
        return
    findings.pupils.append(pupil)
    findings.warnings.extend(row.warnings)


def _check_twice(findings: Findings, pupil: FoundPupil) -> None:
    """The same UPN, or the same name and date of birth, must not come twice."""
    details, upn = pupil.details, pupil.details.get("upn")
    if isinstance(upn, str) and upn in findings.rows_by_upn:
        raise _Refused("upn", f"This UPN stands in row {findings.rows_by_upn[upn]} too")
    born_on = details.get("date_of_birth")
    name = folded(str(details["legal_surname"])), folded(str(details["legal_forename"])), born_on
    is_told_apart_by_upn = born_on is None and upn is not None
    twin = (findings.rows_without_upn if is_told_apart_by_upn else findings.rows_by_name).get(name)
    if twin is not None:
        raise _Refused("", f"This is the same pupil as in row {twin}")
    findings.rows_by_name.setdefault(name, pupil.row)
    if isinstance(upn, str):
        findings.rows_by_upn[upn] = pupil.row
    else:
        findings.rows_without_upn.setdefault(name, pupil.row)
