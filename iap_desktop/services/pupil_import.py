"""What a pupil list would change in the room, row by row, and then the change, all or nothing.

A row is matched by UPN, then by name and date of birth. What is in doubt is refused or warned about:
a pupil taken for another is worse than a row to be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.imports import FoundContact, FoundPupil, Problem, PupilList
from iap_desktop.domain.names import folded
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.school import SettingKind, settings_on
from iap_desktop.services.pupil_matching import KnownPupil, Matcher
from iap_desktop.storage import history, placements, rows, school
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError

_CONTACT_FIELDS = ("title", "relationship", "phone", "second_phone", "email")


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one pupil: what the room has and what the file says."""

    name: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What one row of the file does. `pupil_id` is 0 for a new pupil.

    details, facts: of a new pupil all that the file says, of one in the room only what it changes.
    """

    row: int
    fate: Fate
    pupil_id: int
    details: Mapping[str, str | date | None]
    facts: Mapping[FactKind, str]
    changes: tuple[FieldChange, ...] = ()
    new_contacts: tuple[Contact, ...] = ()
    changed_contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The fate of each row of a file on a day; nothing is written yet. `rows` is what was compared.

    after_step_id: the room's newest step then; -1 where it is not known.
    """

    source: str
    on: date
    rows: tuple[FoundPupil, ...]
    plans: tuple[RowPlan, ...]
    refused: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    after_step_id: int = -1

    def count(self, fate: Fate) -> int:
        """How many rows have one fate."""
        return sum(plan.fate is fate for plan in self.plans)


class StalePreview(UserError):
    """The room changed since the preview, so that the list would now do something else."""

    def __init__(self) -> None:
        super().__init__(
            "The list of pupils changed since the preview.", todo="Look at the preview again, then import."
        )


@dataclass(frozen=True, slots=True)
class ImportPupils:
    """Take in a pupil list as it was previewed; facts that change hold from `today`.

    starts_on: the first day in the room of the new ones, None where they are only to be on the list. It is
    not needed before the room's first placement, when everyone on the list is in the room.
    """

    preview: ImportPreview
    today: date
    starts_on: date | None = None

    @property
    def label(self) -> str:
        """The act in words."""
        count = self.preview.count(Fate.NEW) + self.preview.count(Fate.CHANGED)
        return f"Import {count} pupil{'' if count == 1 else 's'}"

    def apply(self, connection: Connection) -> None:
        """Write new and changed pupils, their facts and contacts.

        What was typed since the preview stays, where the file does not speak of it; where it does, and
        the file would now do something else than was shown, raises UserError.
        """
        self._refuse_stale(connection)
        starts_on = self.starts_on if placements.first_start(connection) is not None else None
        for done, plan in enumerate(self.preview.plans):
            self.on_row(done, len(self.preview.plans))
            if plan.fate is Fate.NEW:
                self._add(connection, plan, starts_on)
            elif plan.fate is Fate.CHANGED:
                self._change(connection, plan)

    def on_row(self, done: int, total: int) -> None:
        """Before each row is written; for who wants to tell how far it is, or to stop it all."""

    def _refuse_stale(self, connection: Connection) -> None:
        """Where no step was taken since the preview, it cannot be stale."""
        own = history.last_step_id(connection)
        if history.last_step_id(connection, before=own) == self.preview.after_step_id:
            return
        sorting = _sorted_in(connection, self.preview.rows, self.preview.on)
        if tuple(sorting.plans) != self.preview.plans:
            raise StalePreview

    def _add(self, connection: Connection, plan: RowPlan, starts_on: date | None) -> None:
        details: dict[str, Any] = dict(plan.details)
        pupil_id = stored.add(connection, Pupil(**details))
        stored.set_facts(connection, pupil_id, plan.facts, school_year_start(self.today))
        contacts = (replace(contact, pupil_id=pupil_id) for contact in plan.new_contacts)
        stored.add_contacts(connection, contacts)
        if starts_on is not None:
            placements.add(connection, Placement(pupil_id, starts_on))

    def _change(self, connection: Connection, plan: RowPlan) -> None:
        if plan.details:
            details: dict[str, Any] = dict(plan.details)
            current = rows.select(connection, Pupil, "WHERE id = ?", (plan.pupil_id,))[0]
            stored.update(connection, replace(current, **details))
        stored.set_facts(connection, plan.pupil_id, plan.facts, self.today)
        stored.add_contacts(connection, plan.new_contacts)
        for contact in plan.changed_contacts:
            stored.update_contact(connection, contact)


@dataclass(slots=True)
class _Sorting:
    """What has been decided while the rows are gone through."""

    plans: list[RowPlan] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    rows_of: dict[int, int] = field(default_factory=dict)


def school_year_start(today: date) -> date:
    """The 1 September on or before `today`: what a new pupil's list says has held since then."""
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


def preview_import(room: Room, found: PupilList, today: date) -> ImportPreview:
    """Compare a file with the room. Writes nothing."""
    with room.read() as connection:
        sorting = _sorted_in(connection, found.rows, today)
        after_step_id = history.last_step_id(connection)
    return ImportPreview(
        source=found.source,
        on=today,
        rows=found.rows,
        plans=tuple(sorting.plans),
        refused=_by_row([*found.refused, *sorting.refused]),
        warnings=_by_row([*found.warnings, *sorting.warnings]),
        after_step_id=after_step_id,
    )


def _sorted_in(connection: Connection, found: Sequence[FoundPupil], on: date) -> _Sorting:
    """The fate of each row against the room as it is now, with the facts of a day."""
    settings = settings_on(school.all_settings(connection), on)
    has_ethnicity = settings.get(SettingKind.HAS_ETHNICITY) == "1"
    matcher, sorting = Matcher(_known_pupils(connection, on), found), _Sorting()
    for row in found:
        _sort_in(row if has_ethnicity else _without_ethnicity(row), matcher, sorting)
    return sorting


def _by_row(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.row, problem.column or "")))


def _known_pupils(connection: Connection, today: date) -> list[KnownPupil]:
    facts, contacts = stored.facts_in_force(connection, today), stored.all_contacts(connection)
    return [
        KnownPupil(pupil, facts.get(pupil.id, {}), tuple(contacts.get(pupil.id, ())))
        for pupil in stored.all_pupils(connection)
    ]


def _without_ethnicity(row: FoundPupil) -> FoundPupil:
    details = {name: value for name, value in row.details.items() if name != "ethnicity"}
    return replace(row, details=details)


def _sort_in(row: FoundPupil, matcher: Matcher, sorting: _Sorting) -> None:
    match = matcher.match(row)
    sorting.warnings.extend(Problem(row.row, match.column, reason) for reason in match.warnings)
    if match.refusal is not None:
        sorting.refused.append(Problem(row.row, match.column, match.refusal))
        return
    if match.known is None:
        sorting.plans.append(_new_plan(row))
        return
    pupil_id = match.known.pupil.id
    if pupil_id in sorting.rows_of:
        reason = f"This is the same pupil as in row {sorting.rows_of[pupil_id]}"
        sorting.refused.append(Problem(row.row, None, reason))
        return
    sorting.rows_of[pupil_id] = row.row
    sorting.plans.append(_changed_plan(row, match.known))


def _new_plan(row: FoundPupil) -> RowPlan:
    contacts = tuple(_new_contact(0, contact) for contact in row.contacts)
    return RowPlan(row.row, Fate.NEW, 0, row.details, row.facts, new_contacts=contacts)


def _changed_plan(row: FoundPupil, known: KnownPupil) -> RowPlan:
    changes = tuple(_detail_changes(row, known.pupil)) + tuple(_fact_changes(row, known.facts))
    new_contacts, changed_contacts = _contact_changes(row, known)
    touched = changes or new_contacts or changed_contacts
    return RowPlan(
        row=row.row,
        fate=Fate.CHANGED if touched else Fate.UNCHANGED,
        pupil_id=known.pupil.id,
        details=_changed_details(row, known.pupil),
        facts={kind: value for kind, value in row.facts.items() if known.facts.get(kind) != value},
        changes=changes,
        new_contacts=new_contacts,
        changed_contacts=changed_contacts,
    )


def _changed_details(row: FoundPupil, pupil: Pupil) -> dict[str, str | date | None]:
    """What the file changes, and the UPN that a new one takes the place of."""
    details: dict[str, str | date | None] = {
        name: value for name, value in row.details.items() if getattr(pupil, name) != value
    }
    if "upn" in details and pupil.upn is not None and "former_upn" not in row.details:
        details["former_upn"] = pupil.upn
    return details


def _detail_changes(row: FoundPupil, pupil: Pupil) -> list[FieldChange]:
    return [
        FieldChange(name, _as_text(getattr(pupil, name)), str(value))
        for name, value in row.details.items()
        if getattr(pupil, name) != value
    ]


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)


def _fact_changes(row: FoundPupil, facts: Mapping[FactKind, str]) -> list[FieldChange]:
    return [
        FieldChange(kind.value, facts.get(kind), value)
        for kind, value in row.facts.items()
        if facts.get(kind) != value
    ]


def _contact_changes(row: FoundPupil, known: KnownPupil) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    by_name = {_contact_name(contact): contact for contact in known.contacts}
    new, changed = [], []
    for found in row.contacts:
        contact = by_name.get(_contact_name(found))
        if contact is None:
            new.append(_new_contact(known.pupil.id, found))
        elif _updated_contact(contact, found) != contact:
            changed.append(_updated_contact(contact, found))
    return tuple(new), tuple(changed)


def _contact_name(contact: Contact | FoundContact) -> tuple[str, str]:
    return folded(contact.surname), folded(contact.forename or "")


def _new_contact(pupil_id: int, found: FoundContact) -> Contact:
    return Contact(
        pupil_id=pupil_id,
        priority=found.priority,
        surname=found.surname,
        forename=found.forename,
        has_parental_responsibility=bool(found.has_parental_responsibility),
        **{name: getattr(found, name) for name in _CONTACT_FIELDS},
    )


def _updated_contact(contact: Contact, found: FoundContact) -> Contact:
    """What a list says of a known contact; a No takes parental responsibility away, silence does not."""
    said: dict[str, Any] = {name: getattr(found, name) for name in _CONTACT_FIELDS if getattr(found, name)}
    if found.has_parental_responsibility is not None:
        said["has_parental_responsibility"] = found.has_parental_responsibility
    return replace(contact, **said)
