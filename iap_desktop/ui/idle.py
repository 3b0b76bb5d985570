"""When to lock: after idle minutes, when the laptop sleeps or its lid closes, and by key from any window.

Sleep is noticed in three ways: the system's own message where Qt or Windows passes it on, and everywhere by
the clock, which jumps while a sleeping program does not run.
"""

from __future__ import annotations

import ctypes
import platform
import sys
import time
from ctypes import wintypes

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QByteArray,
    QEvent,
    QKeyCombination,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

TICK_MS = 2_000
LONGEST_TICK_SECONDS = 20.0
_WM_POWERBROADCAST, _WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_PBT_APMSUSPEND, _WTS_SESSION_LOCK = 0x0004, 0x0007
_LOCKS = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
_BLANKS = QKeyCombination(Qt.Key.Key_F12)
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Idleness(QObject):
    """Emits `idled` after `minutes` without a key or the mouse, and `slept` when the laptop was asleep.

    `asked` comes from the keys that hide everything (True: at once and blank), which the window's own
    shortcuts do not hear while a form, the finder or a menu has the keyboard.
    """

    idled = Signal()
    slept = Signal()
    asked = Signal(bool)

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idled)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.on_tick)
        self._ticked_at = time.time()
        self._native = _native_filter(self)
        _watch_login_manager(self)
        self.set_minutes(minutes)
        QGuiApplication.instance().focusWindowChanged.connect(self.on_window_changed)  # type: ignore[union-attr]
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """How long nobody may touch it."""
        self._timer.setInterval(minutes * 60_000)

    def watch(self) -> None:
        """Begin to count: the room is open and in view."""
        self._ticked_at = time.time()
        self._timer.start()
        self._tick.start()

    def rest(self) -> None:
        """Stop counting: it is locked."""
        self._timer.stop()
        self._tick.stop()

    def touch(self) -> None:
        """Somebody is there."""
        if self._timer.isActive():
            self._timer.start()

    def on_window_changed(self, window: QWindow | None) -> None:
        """Listen to each window that gets the keyboard; one filter a window, whatever its widgets."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys and the mouse count, nothing else; a key that hides is taken."""
        if event.type() in _INPUT:
            self.touch()
        if isinstance(event, QKeyEvent) and hides(event) and self._is_asked(event):
            return True
        return super().eventFilter(watched, event)

    def _is_asked(self, event: QKeyEvent) -> bool:
        """An open menu or list gets the key itself, so it is heard before, as the shortcut it is here."""
        is_popup = QApplication.activePopupWidget() is not None
        wanted = QEvent.Type.ShortcutOverride if is_popup else QEvent.Type.KeyPress
        if event.type() != wanted or not self._timer.isActive():
            return False
        self.asked.emit(event.keyCombination() == _BLANKS)
        return True

    def on_tick(self) -> None:
        """A tick that comes much too late was slept through. A clock set by hand locks once too often."""
        now = time.time()
        is_late = not -LONGEST_TICK_SECONDS < now - self._ticked_at < LONGEST_TICK_SECONDS
        self._ticked_at = now
        if is_late:
            self.slept.emit()

    @Slot(bool)
    def on_sleep(self, is_going: bool) -> None:  # noqa: FBT001 - the login manager's own signal
        """The login manager says that the laptop goes to sleep, or wakes."""
        if is_going:
            self.slept.emit()


def hides(event: QKeyEvent) -> bool:
    """Whether it is one of the keys that hide everything."""
    return event.keyCombination() in {_LOCKS, _BLANKS}


class _WindowsFilter(QAbstractNativeEventFilter):
    """Hears Windows say that it suspends, or that its own screen is locked."""

    def __init__(self, owner: Idleness) -> None:
        super().__init__()
        self._owner = owner

    def nativeEventFilter(  # noqa: N802 - Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Look at one message; none is swallowed."""
        if kind == b"windows_generic_MSG":
            told = wintypes.MSG.from_address(int(message))
            pair = (told.message, told.wParam)
            if pair in {(_WM_POWERBROADCAST, _PBT_APMSUSPEND), (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK)}:
                self._owner.slept.emit()
        return False, 0


def _native_filter(owner: Idleness) -> _WindowsFilter | None:
    app = QGuiApplication.instance()
    if platform.system() != "Windows" or app is None:  # not sys.platform: mypy would skip the rest
        return None
    made = _WindowsFilter(owner)
    app.installNativeEventFilter(made)
    return made


def hear_session_lock(window_id: int) -> None:
    """Ask Windows to say when its own screen is locked; elsewhere nothing."""
    if sys.platform == "win32":
        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window_id), 0)


def _watch_login_manager(owner: Idleness) -> None:
    """On Linux the login manager says when the laptop is about to sleep; without one the clock has to do."""
    if not sys.platform.startswith("linux"):
        return
    from PySide6.QtCore import SLOT  # noqa: PLC0415 - Linux only
    from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - Linux only

    bus = QDBusConnection.systemBus()
    if bus.isConnected():
        bus.connect(
            "org.freedesktop.login1",
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "PrepareForSleep",
            owner,
            SLOT("on_sleep(bool)").encode(),
        )
