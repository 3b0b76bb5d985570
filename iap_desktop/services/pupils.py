"""Who is on the list, and who is meant by what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from iap_desktop.domain.names import folded
from iap_desktop.domain.pupils import PupilOnDate
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError


def pupil_list(room: Room, on: date) -> list[PupilOnDate]:
    """Everyone on the list with the facts of a date, by surname and forename."""
    with room.read() as connection:
        found = stored.pupils_on(connection, on)
    return sorted(found, key=lambda known: (folded(known.pupil.surname), folded(known.pupil.forename)))


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
