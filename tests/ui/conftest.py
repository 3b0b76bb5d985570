"""Real rooms behind real windows: the sample room is made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE, make_practice_room
from iap_desktop.services.rooms import NewRoom, make_room
from iap_desktop.services.sample import SamplePlan
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.feedback import Feedback
from iap_desktop.ui.runner import Runner
from iap_desktop.ui.window import Window
from tests.rooms import LIGHT, PASSPHRASE, SettableClock

MORNING = datetime(2026, 11, 23, 8, 30).astimezone()  # a Monday of Week A or B, before any mark of the day
SAMPLE = SamplePlan(pupil_count=12, weeks=6, seed=1)
MakeWindow = Callable[[Room], Window]


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample room as it is on a Monday morning, closed."""
    folder = tmp_path_factory.mktemp("sample") / "room"
    make_practice_room(folder, SAMPLE, lambda: MORNING, LIGHT)
    return folder


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(MORNING)


@pytest.fixture
def sample_folder(made_sample: Path, tmp_path: Path) -> Path:
    """A sample room of the test's own."""
    return Path(shutil.copytree(made_sample, tmp_path / "room"))


@pytest.fixture
def open_rooms() -> Iterator[ExitStack]:
    """Rooms are closed after the windows on them, whatever order a test asks for them in."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def room(sample_folder: Path, clock: SettableClock, open_rooms: ExitStack) -> Room:
    """The sample room, open, signed in as its lead Sam Carter."""
    opened = open_room(sample_folder, PRACTICE_PASSPHRASE, clock)
    open_rooms.callback(opened.close)
    return opened


@pytest.fixture
def empty_room(tmp_path: Path, clock: SettableClock, open_rooms: ExitStack) -> Room:
    """A room as it is made: no pupils yet."""
    folder = tmp_path / "empty room"
    make_room(folder, NewRoom("St Bede's School", "The Bridge", "Sam Carter", PASSPHRASE, cost=LIGHT), clock)
    opened = open_room(folder, PASSPHRASE, clock)
    open_rooms.callback(opened.close)
    return opened


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application in our look and language."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    if (theme.mode(), theme.percent()) != (theme.Mode.LIGHT, 100) or not qapp.styleSheet():
        theme.apply(theme.Mode.LIGHT, 100)
    return qapp


@pytest.fixture
def make_desk(
    dressed: QApplication, qtbot: QtBot, clock: SettableClock, open_rooms: ExitStack
) -> Iterator[Callable[[Room], Desk]]:
    """Makes the desk of an open room, for a page alone; `desk.feedback` shows what it says."""
    assert dressed
    assert open_rooms is not None
    desks: list[Desk] = []

    def made(opened: Room) -> Desk:
        host = QWidget()
        qtbot.addWidget(host)
        host.resize(1200, 700)
        desk = Desk(opened, clock, Feedback(host, clock), Runner(host), parent=host)
        desks.append(desk)
        return desk

    yield made
    for desk in desks:
        desk.flush()
        desk.runner.finish()


@pytest.fixture
def desk(make_desk: Callable[[Room], Desk], room: Room) -> Desk:
    """The desk of the sample room."""
    return make_desk(room)


@pytest.fixture
def make_window(dressed: QApplication, clock: SettableClock, open_rooms: ExitStack) -> Iterator[MakeWindow]:
    """Makes the whole window on an open room, as staff see it after signing in.

    At the end the room is left open for the fixture that opened it; windows are closed without it.
    """
    assert dressed
    assert open_rooms is not None
    windows: list[Window] = []

    def made(opened: Room) -> Window:
        window = Window(clock, lambda _: QWidget())
        windows.append(window)
        window.show()
        window.enter(opened)
        window.activateWindow()
        return window

    yield made
    for window in windows:
        for runner in (window.runner, window.unlocker):
            runner.finish()
        if window.desk is not None:
            window.desk.flush()
            window._close_dialogs()
            window._forget_room()
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(make_window: MakeWindow, room: Room) -> Window:
    """The window on the sample room."""
    return make_window(room)
