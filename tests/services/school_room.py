"""A room with a small school in it, as the tests of the pages' queries use it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from iap_desktop.domain.bell_times import Period, periods_on
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.services import placements, pupils
from iap_desktop.services.commands import run
from iap_desktop.services.placements import Slot
from iap_desktop.storage import school
from iap_desktop.storage.room import Room
from tests.rooms import LEAD, MONDAY

AYAAN, ZOE, SEAN, LEAVER, LISTED = 1, 2, 3, 4, 5
SINCE = date(2026, 11, 9)
PEOPLE = (
    (Pupil("Khan", "Ayaan"), {FactKind.YEAR_GROUP: "9", FactKind.FORM: "9T"}),
    (Pupil("Bell", "Zoë", preferred_forename="Éadaoin"), {FactKind.YEAR_GROUP: "8", FactKind.FORM: "8F"}),
    (Pupil("O'Neill", "Seán"), {FactKind.YEAR_GROUP: "7"}),
    (Pupil("Adeyemi", "Grace", left_on=date(2026, 11, 20)), {FactKind.FORM: "10A"}),
    (Pupil("Żółć", "Kacper"), {FactKind.FORM: "8T"}),
)
IN_ROOM = (Slot(1, "", "P1"), Slot(1, "A", "P2"), Slot(1, "B", "P3"), Slot(3, "", "Enrichment"))


def at(hour: int, minute: int = 0, on: date = MONDAY) -> datetime:
    """A moment of a day."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def furnish(room: Room) -> None:
    """Ayaan has a pattern, Zoë and Seán have none, Grace has left, Kacper is on the list only."""
    for pupil, facts in PEOPLE:
        run(room, pupils.PutPupil(pupil, facts, date(2026, 9, 1)), by=LEAD)
    run(room, placements.PlacePupil(Placement(AYAAN, SINCE), IN_ROOM, LEAD), by=LEAD)
    for pupil_id in (ZOE, SEAN, LEAVER):
        run(room, placements.PlacePupil(Placement(pupil_id, SINCE)), by=LEAD)


def period_named(room: Room, name: str, on: date = MONDAY) -> Period:
    """A period of a day."""
    with room.read() as connection:
        found = periods_on(on, school.all_bell_times(connection), school.all_periods(connection))
    return next(period for period in found if period.name == name)
