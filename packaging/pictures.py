"""The pictures of the guide and the README, made from the sample room, so that they stay true.

    .venv/bin/python packaging/pictures.py  writes resources/guide/pictures

The room, its day and the size of the window are always the same, and the fonts are the program's own, so a
picture only changes when the window does.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE, make_practice_room
from iap_desktop.services.sample import SamplePlan
from iap_desktop.storage.opening import open_room
from iap_desktop.ui import theme
from iap_desktop.ui.application import make_application
from iap_desktop.ui.window import Window

ROOT = Path(__file__).absolute().parent.parent
PICTURES = ROOT / "resources/guide/pictures"
SIZE = (1366, 768)
SETTLE_MS, COLOURS = 1_200, 96
WEDNESDAY = datetime(2026, 11, 25, 11, 40).astimezone()  # the middle of a school day in the middle of a week
LIST = """Surname,Forename,Year,Form,Date of birth,UPN
Nowak,Kacper,8,8T,04/05/2014,
Haddad,Leila,10,10A,17/01/2012,
Turner,Noah,9,9T,31/02/2013,
"""


def main() -> None:
    """Make every picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        window = open_window(Path(name))
        PICTURES.mkdir(exist_ok=True)
        for picture, show in shown(Path(name)).items():
            show(window)
            settle(window)
            save(window, PICTURES / f"{picture}.png")
            print(f"{picture}.png")
        window.runner.finish()
    # The room is thrown away with its folder, so nothing is left to close.
    os._exit(0)


def open_window(folder: Path) -> Window:
    """The window on the sample room, in the light and at 100 %."""
    make_application()
    theme.apply(theme.Mode.LIGHT, 100)
    make_practice_room(folder / "room", SamplePlan(), lambda: WEDNESDAY)
    window = Window(lambda: WEDNESDAY, lambda _: QWidget())
    window.show()
    window.enter(open_room(folder / "room", PRACTICE_PASSPHRASE, lambda: WEDNESDAY))
    window.set_look(theme.Mode.LIGHT, 100)
    window.resize(*SIZE)
    return window


def shown(folder: Path) -> dict[str, Callable[[Window], None]]:
    """How each picture's page is brought into view."""
    listed = folder / "pupils.csv"
    listed.write_text(LIST, encoding="utf-8")
    return {
        "today": page("today"),
        "register": page("register"),
        "pupils": page("pupils"),
        "weekly": page("reports", weeks=-1),
        "settings": page("settings"),
        "preview-import": page("pupils", listed),
    }


def page(name: str, target: object = None, *, weeks: int = 0) -> Callable[[Window], None]:
    """Show a page, and one thing on it, this week or another."""

    def show(window: Window) -> None:
        if window.shell is None or window.desk is None:
            raise TypeError("no room is open")
        window.desk.move_to(window.desk.today)
        window.shell.show_page(name, target)
        for _ in range(abs(weeks)):
            window.shell.on_stepped(1 if weeks > 0 else -1)

    return show


def settle(window: Window) -> None:
    """Let pass what the window waits with, then wait for what the worker reads and draws."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()
    while window.runner.is_busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 25)
    QApplication.processEvents()


def save(window: Window, path: Path) -> None:
    """Write a picture in few colours, so that the project stays small."""
    buffer = QBuffer()
    window.grab().save(buffer, "PNG")
    with Image.open(io.BytesIO(buffer.data().data())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


if __name__ == "__main__":
    main()
