"""The program's own window for a story: its own home, a clock that can be moved, dialogs that take keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtWidgets import QApplication

from iap_desktop.app.screen import front_of, make_window
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.application import make_application
from iap_desktop.ui.window import Window
from tests.end_to_end.driver import Driver
from tests.end_to_end.week import SECRET
from tests.rooms import LIGHT, SettableClock

HOMES = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PROGRAMDATA")
XDG = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment as the clock on the wall shows it."""
    return datetime(year, month, day, hour, minute).astimezone()


MORNING = local(2026, 11, 23, 8, 40)  # a Monday, before the morning register


def settle_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, which child processes share; gives it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in HOMES:
        monkeypatch.setenv(name, str(home))
    for name in XDG:
        monkeypatch.setenv(name, str(home / name.lower()))
    return home


def dress() -> None:
    """Qt as the program sets it up, in the light look, with file dialogs that take keys on every system."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    if QApplication.instance() is None:
        make_application()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    if theme.mode() is not theme.Mode.LIGHT:
        theme.apply(theme.Mode.LIGHT, 100)


def show_window(clock: SettableClock) -> Driver:
    """The window as the program shows it at the start, before anything is opened."""
    window = make_window(clock, LIGHT)
    window.show()
    window.activateWindow()
    return Driver(window, clock)


def signed_in(driver: Driver) -> Room:
    """Type the passphrase; gives the room that it opens."""
    driver.keys(f"text:{SECRET}", "Enter")
    assert driver.window.desk is not None
    return driver.window.desk.room


@contextmanager
def started(clock: SettableClock, folder: Path | None = None) -> Iterator[Driver]:
    """The program from its start to its end, on the room given or the one opened last."""
    dress()
    driver = show_window(clock)
    front_of(driver.window).start(folder)
    driver.settle()
    try:
        yield driver
    finally:
        end(driver.window, driver)


def end(window: Window, driver: Driver) -> None:
    """Close the window as somebody does who goes home."""
    window.close()
    driver.until(lambda: not window.isVisible(), "a closed window")
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
