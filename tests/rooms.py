"""Real rooms in temporary folders, for tests of every layer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from iap_desktop.domain.pupils import Pupil
from iap_desktop.reports.pages import page_texts
from iap_desktop.storage import pupils, vault
from iap_desktop.storage.connection import Connection
from iap_desktop.storage.opening import FirstLead, create_room, open_room
from iap_desktop.storage.room import Room

LIGHT = vault.Cost(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "three calm otters"
LEAD = 1
MONDAY = date(2026, 11, 23)


@dataclass
class SettableClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class RoomUnderTest:
    """A room on disk, with what it takes to open it."""

    folder: Path
    clock: SettableClock = field(default_factory=SettableClock)
    code: str = ""

    def open(self, passphrase: str = PASSPHRASE, *, is_read_only: bool = False) -> Room:
        return open_room(self.folder, passphrase, self.clock, is_read_only=is_read_only)


def add_two_pupils(connection: Connection) -> None:
    """Ayaan and Seán, ids 1 and 2."""
    pupils.add(connection, Pupil("Khan", "Ayaan"))
    pupils.add(connection, Pupil("O'Neill", "Seán"))


def bare_room(folder: Path) -> RoomUnderTest:
    """A room with a lead and two pupils, and no school settings."""
    room = RoomUnderTest(folder)
    codes: list[str] = []
    lead = FirstLead("Sam Carter", PASSPHRASE, LIGHT)
    create_room(folder, lead, room.clock, set_up=add_two_pupils, keep_code=codes.append)
    room.code = codes[0]
    return room


def code_on(sheet: Path) -> str:
    """The recovery code as a person would read it off the sheet."""
    letters = "".join(page_texts(sheet.read_bytes())[0].split())
    found = re.search(r"(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", letters)
    assert found is not None
    return found[0]
