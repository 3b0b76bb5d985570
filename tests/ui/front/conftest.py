"""A front door of the test's own, with nothing known of any room on the computer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.staff import Role
from iap_desktop.services import people
from iap_desktop.services.people import NewPerson
from iap_desktop.services.rooms import NewRoom, make_room
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from iap_desktop.ui.feedback import Feedback
from iap_desktop.ui.front.door import FrontDoor
from iap_desktop.ui.runner import Runner
from tests.rooms import LEAD, LIGHT, PASSPHRASE, SettableClock

SECOND = "five quiet herons"


@dataclass
class Seconds:
    """A stop watch that stands still until it is moved."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class House:
    """The door in its window, and what it opened."""

    door: FrontDoor
    runner: Runner
    feedback: Feedback
    window: QMainWindow
    seconds: Seconds
    bot: QtBot
    came_in: list[tuple[Room, bool]] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until the worker has nothing more to do."""
        self.bot.waitUntil(lambda: not self.runner.is_busy, timeout=20_000)

    def shows(self, page: QWidget) -> bool:
        """Whether this page of the door is in view."""
        return self.door.stack.currentWidget() is page

    @property
    def room(self) -> Room:
        """The room that was opened last."""
        return self.came_in[-1][0]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an account keeps lies in the test's own folder."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PROGRAMDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


@pytest.fixture
def house(dressed: QApplication, qtbot: QtBot, clock: SettableClock) -> Iterator[House]:
    """The front door as the program shows it."""
    assert dressed
    window, stack = QMainWindow(), QStackedWidget()
    window.setCentralWidget(stack)
    feedback, runner, seconds = Feedback(stack, clock), Runner(window), Seconds()
    door = FrontDoor(clock, runner, feedback, cost=LIGHT, seconds=seconds)
    stack.addWidget(door)
    window.resize(1366, 740)
    window.show()
    window.activateWindow()
    found = House(door, runner, feedback, window, seconds, qtbot)
    door.opened.connect(lambda room, is_practice: found.came_in.append((room, is_practice)))
    yield found
    runner.finish()
    for room, _ in found.came_in:
        room.close()
    window.close()
    window.deleteLater()


@pytest.fixture
def folder(tmp_path: Path, clock: SettableClock) -> Path:
    """A room of one lead, closed."""
    place = tmp_path / "room"
    make_room(place, NewRoom("St Bede's School", "The Bridge", "Sam Carter", PASSPHRASE, cost=LIGHT), clock)
    return place


@pytest.fixture
def staffed(folder: Path, clock: SettableClock) -> Path:
    """The same room with a colleague."""
    room = open_room(folder, PASSPHRASE, clock)
    people.add_person(room, NewPerson("Joanna Bell", Role.PRACTITIONER, SECOND, LIGHT), by=LEAD)
    room.close()
    return folder
