from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iap_desktop.services import rooms
from iap_desktop.storage.room import Room
from tests.rooms import LIGHT, PASSPHRASE, RoomUnderTest

SCHOOL = rooms.NewRoom("St Bede's School", "The Bridge", "Sam Carter", PASSPHRASE, cost=LIGHT)


@pytest.fixture
def on_disk(tmp_path: Path) -> RoomUnderTest:
    """A room as `new` makes it, closed, on Monday 23 November 2026 at 08:30."""
    under_test = RoomUnderTest(tmp_path / "room")
    rooms.make_room(under_test.folder, SCHOOL, under_test.clock)
    return under_test


@pytest.fixture
def room(on_disk: RoomUnderTest) -> Iterator[Room]:
    """The same room, open."""
    opened = on_disk.open()
    yield opened
    opened.close()
