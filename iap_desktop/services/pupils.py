"""Who is on the list and whom to ring, and who is meant by what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.pupils import SEN_STATUSES, YEAR_GROUPS, FactKind, Pupil, PupilOnDate, sort_key
from iap_desktop.domain.upns import check_upn
from iap_desktop.storage import placements, rows
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PutPupil:
    """Add a pupil (id 0) or correct one; facts hold from a date on, "" ends one."""

    pupil: Pupil
    facts: Mapping[FactKind, str]
    effective_from: date

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change a pupil" if self.pupil.id else "Add a pupil"

    def apply(self, connection: Connection) -> int:
        """Write what differs; gives the pupil's id. Raises UserError for a UPN that another pupil has."""
        _refuse_impossible(self.pupil, self.facts)
        _refuse_taken_upn(connection, self.pupil)
        pupil_id = self.pupil.id or stored.add(connection, self.pupil)
        if self.pupil.id:
            rows.update(connection, self.pupil)
        _set_changed_facts(connection, pupil_id, self.facts, self.effective_from)
        return pupil_id


@dataclass(frozen=True, slots=True)
class PutContact:
    """Add a contact (id 0) or correct one."""

    contact: Contact

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change a contact" if self.contact.id else "Add a contact"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where the name is missing."""
        if not self.contact.surname.strip():
            raise UserError("The contact needs a name.")
        (rows.update if self.contact.id else rows.insert)(connection, self.contact)


@dataclass(frozen=True, slots=True)
class RemoveContact:
    """Take a contact off a pupil's list."""

    contact: Contact

    @property
    def label(self) -> str:
        """The act in words."""
        return "Remove a contact"

    def apply(self, connection: Connection) -> None:
        """Remove it."""
        rows.delete(connection, Contact, self.contact.id)


@dataclass(frozen=True, slots=True)
class SetFacts:
    """Let facts about a pupil hold from a date on; "" ends one. What held before stays for the past."""

    pupil_id: int
    facts: Mapping[FactKind, str]
    effective_from: date

    @property
    def label(self) -> str:
        """The act in words."""
        return "Change what is known of a pupil"

    def apply(self, connection: Connection) -> None:
        """Write what differs. Raises UserError for a value that cannot be."""
        _refuse_impossible_facts(self.facts)
        _set_changed_facts(connection, self.pupil_id, self.facts, self.effective_from)


@dataclass(frozen=True, slots=True)
class LeaveSchool:
    """A pupil's last day at the school. The placement in the room ends with it."""

    pupil_id: int
    left_on: date

    @property
    def label(self) -> str:
        """The act in words."""
        return "A pupil leaves the school"

    def apply(self, connection: Connection) -> None:
        """Write it. Raises UserError where a placement begins only after that day."""
        stays = placements.of_pupil(connection, self.pupil_id)
        for stay in stays:
            if stay.starts_on > self.left_on:
                raise UserError(
                    f"The pupil has a placement in the room from {day_in_words(stay.starts_on)} on.",
                    todo="Choose a later day.",
                )
            if stay.ends_on is None or stay.ends_on > self.left_on:
                rows.update(connection, replace(stay, ends_on=self.left_on))
        rows.update(connection, replace(_pupil(connection, self.pupil_id), left_on=self.left_on))


@dataclass(frozen=True, slots=True)
class ReturnToSchool:
    """A pupil who had left is back on the list; a new placement says when the pupil is in the room again."""

    pupil_id: int

    @property
    def label(self) -> str:
        """The act in words."""
        return "A pupil returns to the school"

    def apply(self, connection: Connection) -> None:
        """Write it."""
        rows.update(connection, replace(_pupil(connection, self.pupil_id), left_on=None))


@dataclass(frozen=True, slots=True)
class RemovePupil:
    """Take off the list a pupil who was added by mistake and about whom nothing is on record."""

    pupil_id: int

    @property
    def label(self) -> str:
        """The act in words."""
        return "Remove a pupil added by mistake"

    def apply(self, connection: Connection) -> None:
        """Remove the pupil with facts and contacts. Raises UserError where anything is on record."""
        if stored.is_mentioned(connection, self.pupil_id):
            raise UserError(
                "The room has placements, marks or comments of this pupil, which have to be kept.",
                todo="If the pupil has left the school, enter the last day instead.",
            )
        stored.remove(connection, self.pupil_id)


def _pupil(connection: Connection, pupil_id: int) -> Pupil:
    return rows.select(connection, Pupil, "WHERE id = ?", (pupil_id,))[0]


def _set_changed_facts(
    connection: Connection, pupil_id: int, facts: Mapping[FactKind, str], since: date
) -> None:
    known = stored.facts_in_force(connection, since, (pupil_id,)).get(pupil_id, {})
    changed = {kind: value for kind, value in facts.items() if known.get(kind, "") != value}
    stored.set_facts(connection, pupil_id, changed, since)


def _refuse_impossible(pupil: Pupil, facts: Mapping[FactKind, str]) -> None:
    for what, name in (("surname", pupil.legal_surname), ("forename", pupil.legal_forename)):
        if not name.strip() or len(name) > LONGEST_NAME:
            raise UserError(f"The {what} is missing or longer than {LONGEST_NAME} letters.")
    if pupil.upn is not None and check_upn(pupil.upn)[0] != pupil.upn:
        raise UserError("The UPN has to be a letter and twelve figures.", todo="Check it, or leave it out.")
    _refuse_impossible_facts(facts)


def _refuse_impossible_facts(facts: Mapping[FactKind, str]) -> None:
    for kind, known in ((FactKind.YEAR_GROUP, YEAR_GROUPS), (FactKind.SEN_STATUS, SEN_STATUSES)):
        if facts.get(kind) and facts[kind] not in known:
            raise UserError(f"{facts[kind]} is not a {kind.value.replace('_', ' ')}.")


def _refuse_taken_upn(connection: Connection, pupil: Pupil) -> None:
    if pupil.upn is None:
        return
    if stored.is_upn_taken(connection, pupil.upn, pupil.id):
        raise UserError("Another pupil on the list has this UPN.", todo="Check the UPN.")


def pupil_list(room: Room, on: date, *, has_leavers: bool = False) -> list[PupilOnDate]:
    """Everyone on the list with the facts of a date, by surname and forename.

    has_leavers: those too who had left the school by then.
    """
    with room.read() as connection:
        found = stored.pupils_on(connection, on)
    if not has_leavers:
        found = [known for known in found if known.pupil.left_on is None or on <= known.pupil.left_on]
    return sorted(found, key=lambda known: sort_key(known.pupil))


def meant_pupils(known: Iterable[PupilOnDate], typed: Iterable[str]) -> list[int]:
    """The ids of the pupils meant by numbers or UPNs, in the order typed, each once.

    Raises UserError naming what fits nobody.
    """
    by_text: dict[str, int] = {}
    for entry in known:
        by_text[str(entry.pupil.id)] = entry.pupil.id
        if entry.pupil.upn:
            by_text[entry.pupil.upn] = entry.pupil.id
    unknown = [text for text in typed if text.strip().upper() not in by_text]
    if unknown:
        raise UserError(
            f"No pupil on the list has the number or UPN {', '.join(unknown)}.",
            todo="List the pupils to see their numbers.",
        )
    return list(dict.fromkeys(by_text[text.strip().upper()] for text in typed))
