"""Windows in child processes that tests kill while somebody types; nothing of pytest is in the process.

Each says on the pipe what has been acknowledged on the screen.
"""

from __future__ import annotations

import os
from datetime import datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from iap_desktop.app.screen import front_of
from iap_desktop.storage.opening import open_room
from tests.end_to_end.driver import Driver, reports_page, top_window
from tests.end_to_end.week import SECRET
from tests.end_to_end.windows import HOMES, XDG, dress, show_window
from tests.rooms import SettableClock

ROWS, COLUMNS = 12, 6


def _signed_in(folder: Path, home: Path, now: datetime) -> Driver:
    for name in HOMES:
        os.environ[name] = str(home)
    for name in XDG:
        os.environ[name] = str(home / name.lower())
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    dress()
    driver = show_window(SettableClock(now))
    front_of(driver.window).start(folder)
    driver.keys(f"text:{SECRET}", "Enter")
    return driver


def hold(folder: Path, now: datetime, pipe: Pipe) -> None:
    """Keep a room open, as another account of this computer does."""
    room = open_room(folder, SECRET, SettableClock(now))
    pipe.send("open")
    pipe.recv()
    room.close()


def type_a_comment(folder: Path, home: Path, now: datetime, pipe: Pipe) -> None:
    """Half a comment about the first pupil, kept as a draft; then more words, for ever."""
    driver = _signed_in(folder, home, now)
    driver.keys("Ctrl+7", "Tab", "Ctrl+A", "text:He began the week tired")
    box = reports_page(driver.window).comment
    driver.until(lambda: box.state.text() == "Draft kept", "the draft")
    pipe.send("kept")
    while True:
        driver.keys("text: and")


def mark_on_and_on(folder: Path, home: Path, now: datetime, pipe: Pipe) -> None:
    """Space in one cell after the other, column by column, each said once it is shown."""
    driver = _signed_in(folder, home, now)
    driver.keys("Ctrl+2", "Home")
    assert top_window(driver.window) is driver.window
    pipe.send("begun")
    for number in range(ROWS * COLUMNS):
        driver.keys("Space")
        pipe.send(number + 1)
        if (number + 1) % ROWS == 0:
            driver.keys(*["Up"] * (ROWS - 1), "Right")
