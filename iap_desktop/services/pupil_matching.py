"""Which pupil of the room a row of a file is about, and when that is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.imports import FoundPupil
from iap_desktop.domain.names import folded
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.upns import is_temporary

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KnownPupil:
    """A pupil of the room with today's facts and the contacts."""

    pupil: Pupil
    facts: Mapping[FactKind, str]
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The pupil a row is about (None: a new one), or why the row is refused."""

    known: KnownPupil | None = None
    refusal: str | None = None
    warnings: tuple[str, ...] = ()
    column: str | None = None


class Matcher:
    """Finds pupils by UPN, then by name and date of birth; by name alone only where nothing contradicts it.

    All rows of the file are known beforehand, so that a pupil whom one row names by UPN is never given to
    another row that shares no more than the name.
    """

    def __init__(self, known: Iterable[KnownPupil], found: Iterable[FoundPupil]) -> None:
        self._by_upn: dict[str, KnownPupil] = {}
        self._by_name: dict[Name, list[KnownPupil]] = {}
        for entry in known:
            if entry.pupil.upn:
                self._by_upn[entry.pupil.upn] = entry
            for name in _names_of(entry.pupil):
                self._by_name.setdefault(name, []).append(entry)
        self._claims = self._claimed(found)

    def match(self, row: FoundPupil) -> Match:
        """Whom a row is about."""
        by_upn = self._with_upn(row)
        if by_upn is not None:
            return _sure_of_upn(row, by_upn)
        namesakes = self._by_name.get(_name_in(row), [])
        match = _by_name_and_birth(row, namesakes)
        claimed_in = None if match.known is None else self._claims.get(match.known.pupil.id)
        if claimed_in is not None:
            reason = f"Row {claimed_in} has the UPN of the pupil with this name; add the UPN here too"
            return Match(refusal=reason, column="UPN")
        return self._doubting_a_swap(row, match) if match == Match() else match

    def _doubting_a_swap(self, row: FoundPupil, match: Match) -> Match:
        """A forename in the column of the surnames would make a second pupil of one who is known."""
        born_on = row.details.get("date_of_birth")
        others = self._by_name.get(_name_in(row)[::-1], [])
        if any(born_on is None or entry.pupil.date_of_birth in {None, born_on} for entry in others):
            return Match(warnings=("A pupil with these names the other way round is known",))
        return match

    def _with_upn(self, row: FoundPupil) -> KnownPupil | None:
        upn = row.details.get("upn")
        return self._by_upn.get(upn) if isinstance(upn, str) else None

    def _claimed(self, found: Iterable[FoundPupil]) -> dict[int, int]:
        """The row that names each pupil by UPN."""
        claims: dict[int, int] = {}
        for row in found:
            entry = self._with_upn(row)
            if entry is not None:
                claims.setdefault(entry.pupil.id, row.row)
        return claims


def _by_name_and_birth(row: FoundPupil, namesakes: list[KnownPupil]) -> Match:
    born_on = row.details.get("date_of_birth")
    same = [entry for entry in namesakes if entry.pupil.date_of_birth == born_on is not None]
    if len(same) > 1:
        return Match(refusal="Two pupils in the room have this name and date of birth; add the UPN")
    if same:
        return _sure_of_birth(row, same[0])
    unsure = [entry for entry in namesakes if entry.pupil.date_of_birth is None or born_on is None]
    return _by_name_alone(row, unsure)


def _names_of(pupil: Pupil) -> set[Name]:
    return {
        (folded(pupil.legal_surname), folded(pupil.legal_forename)),
        (folded(pupil.surname), folded(pupil.forename)),
    }


def _name_in(row: FoundPupil) -> Name:
    return folded(str(row.details["legal_surname"])), folded(str(row.details["legal_forename"]))


def _sure_of_upn(row: FoundPupil, known: KnownPupil) -> Match:
    """A UPN typed in the wrong row must not turn one child, or one twin, into another."""
    born_on, known_birth = row.details.get("date_of_birth"), known.pupil.date_of_birth
    if _name_in(row) in _names_of(known.pupil):
        if None in {born_on, known_birth} or born_on == known_birth:
            return Match(known)
        warning = "The date of birth differs from the room's and will change"
        return Match(known, warnings=(warning,), column="Date of birth")
    forenames = {forename for _, forename in _names_of(known.pupil)}
    if known_birth is not None and born_on == known_birth and _name_in(row)[1] in forenames:
        return Match(known, warnings=("The surname differs from the room's and will change",), column="UPN")
    reason = "The UPN belongs to a pupil with another name; if the name has changed, change it by hand first"
    return Match(refusal=reason, column="UPN")


def _sure_of_birth(row: FoundPupil, known: KnownPupil) -> Match:
    upn, known_upn = row.details.get("upn"), known.pupil.upn
    if upn is None or known_upn is None:
        return Match(known)
    if is_temporary(known_upn):
        return Match(known, warnings=("The temporary UPN will be replaced",), column="UPN")
    reason = "A pupil with this name and date of birth is in the room under another UPN"
    return Match(refusal=reason, column="UPN")


def _by_name_alone(row: FoundPupil, namesakes: list[KnownPupil]) -> Match:
    """A name is enough only for a row that knows no more than it, and that nothing contradicts."""
    if not namesakes:
        return Match()
    upn = row.details.get("upn")
    if upn is not None and all(entry.pupil.upn is not None for entry in namesakes):
        return Match(
            warnings=("A pupil of this name is in the room under another UPN; taken as a new pupil",)
        )
    says_more = upn is not None or row.details.get("date_of_birth") is not None
    if len(namesakes) > 1 or says_more or _contradicts(row, namesakes[0]):
        return Match(
            refusal="A pupil of this name is in the room, perhaps another one; add UPN or date of birth"
        )
    return Match(namesakes[0], warnings=("Matched by name alone, since UPN and date of birth are missing",))


def _contradicts(row: FoundPupil, known: KnownPupil) -> bool:
    return any(
        kind in row.facts and kind in known.facts and row.facts[kind] != known.facts[kind]
        for kind in (FactKind.YEAR_GROUP, FactKind.FORM)
    )
