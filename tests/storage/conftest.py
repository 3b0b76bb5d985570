from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from iap_desktop.storage.room import Room
from tests.rooms import RoomUnderTest, bare_room


@pytest.fixture
def on_disk(tmp_path: Path) -> RoomUnderTest:
    """A room with a lead and two pupils, closed."""
    return bare_room(tmp_path / "room")


@pytest.fixture
def room(on_disk: RoomUnderTest) -> Iterator[Room]:
    """The same room, open."""
    opened = on_disk.open()
    yield opened
    opened.close()
