"""Which pupil of the room a row of a file is about, and when that is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.imports import FoundPupil
from iap_desktop.domain.names import folded
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.upns import is_temporary


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
    """Finds pupils by UPN, then by name and date of birth, then by a name that only one pupil has."""

    def __init__(self, known: Iterable[KnownPupil]) -> None:
        self._by_upn: dict[str, KnownPupil] = {}
        self._by_name: dict[tuple[str, str], list[KnownPupil]] = {}
        for entry in known:
            if entry.pupil.upn:
                self._by_upn[entry.pupil.upn] = entry
            for name in _names_of(entry.pupil):
                self._by_name.setdefault(name, []).append(entry)

    def match(self, row: FoundPupil) -> Match:
        """Whom a row is about."""
        upn = row.details.get("upn")
        by_upn = self._by_upn.get(upn) if isinstance(upn, str) else None
        if by_upn is not None:
            return _sure_of_upn(row, by_upn)
        return self._by_name_and_birth(row)

    def _by_name_and_birth(self, row: FoundPupil) -> Match:
        namesakes = self._by_name.get(_name_in(row), [])
        born_on = row.details.get("date_of_birth")
        same = [entry for entry in namesakes if entry.pupil.date_of_birth == born_on is not None]
        if len(same) > 1:
            return Match(refusal="Two pupils in the room have this name and date of birth; add the UPN")
        if same:
            return _sure_of_birth(row, same[0])
        unsure = [entry for entry in namesakes if entry.pupil.date_of_birth is None or born_on is None]
        return _by_name_alone(row, unsure)


def _names_of(pupil: Pupil) -> set[tuple[str, str]]:
    return {
        (folded(pupil.legal_surname), folded(pupil.legal_forename)),
        (folded(pupil.surname), folded(pupil.forename)),
    }


def _name_in(row: FoundPupil) -> tuple[str, str]:
    return folded(str(row.details["legal_surname"])), folded(str(row.details["legal_forename"]))


def _sure_of_upn(row: FoundPupil, known: KnownPupil) -> Match:
    same_name = _name_in(row) in _names_of(known.pupil)
    same_birth = _agrees(row.details.get("date_of_birth"), known.pupil.date_of_birth)
    if same_birth and same_name:
        return Match(known)
    if same_birth and (row.details.get("date_of_birth") is not None or _shares_a_name(row, known.pupil)):
        return Match(
            known, warnings=("The UPN is known under another name; the name will change",), column="UPN"
        )
    if same_name:
        return Match(
            known, warnings=("The date of birth differs from the room's and will change",), column="UPN"
        )
    return Match(refusal="The UPN belongs to a pupil with another name and date of birth", column="UPN")


def _agrees(found: object, known: date | None) -> bool:
    return found is None or known is None or found == known


def _shares_a_name(row: FoundPupil, pupil: Pupil) -> bool:
    surname, forename = _name_in(row)
    return any(surname == known[0] or forename == known[1] for known in _names_of(pupil))


def _sure_of_birth(row: FoundPupil, known: KnownPupil) -> Match:
    upn, known_upn = row.details.get("upn"), known.pupil.upn
    if upn is None or known_upn is None:
        return Match(known)
    if is_temporary(known_upn):
        return Match(known, warnings=("The temporary UPN will be replaced",), column="UPN")
    reason = "A pupil with this name and date of birth is in the room under another UPN"
    return Match(refusal=reason, column="UPN")


def _by_name_alone(row: FoundPupil, namesakes: list[KnownPupil]) -> Match:
    if not namesakes:
        return Match()
    if len(namesakes) > 1:
        return Match(refusal="More than one pupil in the room has this name; add the UPN or date of birth")
    upn, known_upn = row.details.get("upn"), namesakes[0].pupil.upn
    if upn is not None and known_upn is not None:
        return Match(
            warnings=("A pupil of this name is in the room under another UPN; taken as a new pupil",)
        )
    return Match(namesakes[0], warnings=("Matched by name alone, since a date of birth is missing",))
