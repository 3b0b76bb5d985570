"""Opens the window: log, clock, look, the one instance, and the edge where faults become words."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler

from iap_desktop.app import console
from iap_desktop.app.single import FirstWindow, has_called_first, socket_name
from iap_desktop.storage.errors import DamagedRoom
from iap_desktop.storage.room import Clock
from iap_desktop.storage.vault import STRONG, Cost
from iap_desktop.system import logs
from iap_desktop.system.errors import UserError
from iap_desktop.ui.application import make_application
from iap_desktop.ui.feedback import Step
from iap_desktop.ui.front.door import FrontDoor
from iap_desktop.ui.window import Window

LET_PYTHON_RUN_MS = 500
_log = logging.getLogger("iap_desktop.qt")


def open_window(folder: Path | None, *, is_demo: bool) -> int:
    """Show the window until it is closed; gives the exit code.

    folder: the room to open, None for the one that was open last. is_demo: the practice room at once.
    """
    refuse_without_screen()
    app = make_application()
    name = socket_name("practice" if is_demo else "room")
    if has_called_first(name):
        return console.FINE
    start_log()
    first = FirstWindow(name, app)
    window = make_window()
    first.called.connect(window.bring_to_front)
    catch_faults(window)
    window.show()
    if is_demo:
        front_of(window).look_around()
    else:
        front_of(window).start(folder)
    heartbeat = let_python_hear_signals(window)
    code = app.exec()
    heartbeat.stop()
    logs.stop()
    return code


def make_window(clock: Clock = console.now, cost: Cost = STRONG) -> Window:
    """The window with its front door. cost: how hard new passphrases are to try."""
    return Window(clock, partial(make_front, cost=cost))


def make_front(window: Window, cost: Cost = STRONG) -> FrontDoor:
    """The ways in; what they open goes to the window."""
    front = FrontDoor(window.clock, window.runner, window.feedback, cost=cost)
    front.opened.connect(lambda room, is_practice: window.enter(room, is_practice=is_practice))
    window.left.connect(lambda: front.start(None))
    window.feedback.steps_for = partial(steps_for, window, front)
    return front


def steps_for(window: Window, front: FrontDoor, error: UserError) -> tuple[Step, ...]:
    """What can be done at once about a refusal in an open room, as a button of the panel."""
    if window.desk is None or not isinstance(error, DamagedRoom) or error.newest is None:
        return ()
    newest = error.newest

    def restore() -> None:
        once = Qt.ConnectionType.SingleShotConnection
        window.left.connect(lambda: front.show_restore(newest), once)
        window.leave()

    return (("Restore the newest backup", restore),)


def front_of(window: Window) -> FrontDoor:
    """The window's front door."""
    if not isinstance(window.front, FrontDoor):
        raise TypeError("the window has another front")
    return window.front


def catch_faults(window: Window) -> None:
    """Whatever a slot or a thread lets through is shown once, calmly, and the program goes on."""
    sys.excepthook = window.feedback.on_exception
    threading.excepthook = lambda told: _log.error("A thread ended", exc_info=told.exc_value)
    qInstallMessageHandler(_on_qt_message)


def start_log() -> None:
    """Write the log; a folder that cannot be written stops nothing."""
    try:
        logs.start(logs.default_log_folder())
    except UserError:
        _log.debug("No log can be written")


def let_python_hear_signals(window: Window) -> QTimer:
    """Ctrl+C in a terminal closes the window properly: Python has to run now and then to hear it."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    heartbeat = QTimer()
    heartbeat.setInterval(LET_PYTHON_RUN_MS)
    heartbeat.timeout.connect(lambda: None)
    if sys.stderr is not None and sys.stderr.isatty():
        heartbeat.start()
    return heartbeat


def refuse_without_screen() -> None:
    """Raise UserError where Linux has no display, before Qt would end the program by itself."""
    environ = os.environ
    if sys.platform.startswith("linux") and not any(
        environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise UserError(
            "There is no screen here, so no window can be shown.",
            "Nothing was changed.",
            "The commands work without one: iap-desktop --help lists them.",
        )


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's own complaints go to the log, which keeps the place and not the words."""
    if kind in {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}:
        _log.warning("%s", message)
