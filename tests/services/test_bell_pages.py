from __future__ import annotations

from datetime import date, time

import pytest

from iap_desktop.domain.bell_times import BellTimes, Period, PeriodKind
from iap_desktop.domain.pupils import Pupil
from iap_desktop.domain.registers import PeriodMark, Place
from iap_desktop.services.bell_pages import CorrectBellTimes, bell_page, change_of_bell_times
from iap_desktop.services.commands import run
from iap_desktop.services.pupils import PutPupil
from iap_desktop.services.registers import MarkPeriods
from iap_desktop.services.school import SetBellTimes
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY

SHORT = (
    Period(0, 0, 1, "P1", time(9), time(12), PeriodKind.LESSON, "AM"),
    Period(0, 0, 2, "P2", time(13), time(15), PeriodKind.LESSON, "PM"),
)


def mark(room: Room, period_id: int) -> None:
    run(room, PutPupil(Pupil("Khan", "Ayaan"), {}, MONDAY), by=LEAD)
    run(room, MarkPeriods((PeriodMark(1, MONDAY, period_id, Place.IN_ROOM),)), by=LEAD)


def test_new_times_end_the_old_ones_the_day_before(room: Room) -> None:
    run(room, SetBellTimes(BellTimes("Short days", date(2027, 1, 4)), SHORT), by=LEAD)
    newest, oldest = bell_page(room, MONDAY).sets
    assert (newest.bell_times.name, newest.is_in_force, newest.until) == ("Short days", False, None)
    assert (oldest.is_in_force, oldest.until) == (True, date(2027, 1, 3))


def test_times_without_marks_are_put_right_on_their_own_day(room: Room) -> None:
    page = bell_page(room, MONDAY)
    since = page.sets[0].bell_times.effective_from
    command = change_of_bell_times(page, BellTimes("Our day", since), SHORT)
    assert isinstance(command, CorrectBellTimes)
    run(room, command, by=LEAD)
    (only,) = bell_page(room, MONDAY).sets
    assert (only.bell_times.name, only.bell_times.effective_from) == ("Our day", since)
    assert [period.name for period in only.periods] == ["P1", "P2"]


def test_times_with_marks_stay(room: Room) -> None:
    page = bell_page(room, MONDAY)
    mark(room, page.sets[0].periods[1].id)
    since = page.sets[0].bell_times.effective_from
    with pytest.raises(UserError, match="Periods are marked up to Mon 23 Nov 2026"):
        run(room, change_of_bell_times(page, BellTimes("Our day", since), SHORT), by=LEAD)
    after = bell_page(room, MONDAY)
    assert after.earliest == after.suggested == date(2026, 11, 24)
    assert len(after.sets) == 1


def test_another_day_makes_another_set(room: Room) -> None:
    page = bell_page(room, MONDAY)
    assert page.suggested == MONDAY
    assert isinstance(change_of_bell_times(page, BellTimes("Our day", MONDAY), SHORT), SetBellTimes)
