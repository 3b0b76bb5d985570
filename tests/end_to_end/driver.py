"""Drives the window as a person does: keys to whatever has the keyboard, clicks on what can be seen.

Nothing here calls a method of the program. Keys and clicks go in where Qt takes them from the system, so
that a lost focus, a covered button or a dialog in the way is found. It knows nothing of pytest: a child
process that is to be killed drives its window with it too.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)
from shiboken6 import isValid

from iap_desktop.ui.pages.register import RegisterPage
from iap_desktop.ui.pages.reports import ReportsPage
from iap_desktop.ui.window import Window
from tests.rooms import SettableClock

PATIENCE, BLOCKED_MS = 30.0, 4_000
TEXT, PATH, DIALOG = "text:", "path:", "a dialog"
_NAMES = {"Enter": "Return", "Plus": "+"}
Act = Callable[[], None]


class Driver:
    """One person at one window. `count` is the number of keys pressed: a chord is one, each letter one."""

    def __init__(self, window: Window, clock: SettableClock) -> None:
        self.window, self.clock = window, clock
        self.count = 0
        self._waiting: deque[Act] = deque()
        self._is_calm = False
        self._loop = QEventLoop()
        self._too_long = QTimer()
        self._too_long.setSingleShot(True)
        self._too_long.timeout.connect(lambda: self._stop(TimeoutError("keys left over")))
        self._acting_on: list[QWidget | None] = []
        self._fault: Exception | None = None

    # Keys.

    def keys(self, *presses: str) -> int:
        """Press keys one after the other, each once the window is at rest; gives how many that were.

        "Ctrl+2", "Enter", "F", "text:Sam" for letters, "path:/a/b" for a file dialog with Enter at its end.
        A dialog that blocks is driven in the same call as the key that opens it; DIALOG waits for it.
        """
        before = self.count
        self._do(act for press in presses for act in self._acts_of(press))
        return self.count - before

    def _acts_of(self, press: str) -> Iterator[Act]:
        if press == DIALOG:
            yield self._await_dialog
            return
        for key, held in _keys_of(press):
            yield self._press(key, held)
        if press.startswith(PATH):
            yield self._accept_dialog

    def _press(self, key: Qt.Key | str, held: Qt.KeyboardModifier) -> Act:
        def pressed() -> None:
            self.count += 1
            press_key(top_window(self.window), key, held)

        return pressed

    def _await_dialog(self) -> None:
        """A dialog comes by itself, once something is drawn or read."""
        if QApplication.activeModalWidget() is None:
            self._waiting.appendleft(self._await_dialog)

    def _accept_dialog(self) -> None:
        """Enter in Qt's own file dialog, which stands in for the system's: again while names hang on it."""
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        self.count += 1
        press_key(top_window(self.window), Qt.Key.Key_Return)
        if isValid(dialog) and dialog.isVisible():
            self._waiting.appendleft(self._accept_dialog)

    # Mouse.

    def do(self, *acts: Act | str | QWidget) -> None:
        """Clicks on widgets, or on buttons by their words, and acts of `type` and `path`, in this order."""
        self._do(act if callable(act) else self._click(act) for act in acts)

    def click_cell(self, view: QAbstractItemView, row: int, column: int) -> None:
        """Click in the middle of a cell."""
        self._do([lambda: click_at(view.viewport(), cell_rect(view, row, column).center())])

    def choose(self, *texts: str) -> None:
        """Click on lines of the menu that is open, and of the menus that they open."""
        self._do(partial(click_in_menu, text) for text in texts)

    def type(self, text: str) -> Act:
        """For `do`: letters into whatever has the keyboard."""

        def typed() -> None:
            for letter in text:
                self._press(letter, Qt.KeyboardModifier.NoModifier)()

        return typed

    def answer(self, path: str, words: str) -> tuple[Act, Act]:
        """For `do`: a path typed into a file dialog, and its button pressed."""
        return self.type(path), lambda: self._press_in_dialog(words)

    def _press_in_dialog(self, words: str) -> None:
        """Again while it only puts away the names that Qt's own dialog offers."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            found = button(dialog, words)
            click_at(found, found.rect().center())
            if isValid(dialog) and dialog.isVisible():
                self._waiting.appendleft(lambda: self._press_in_dialog(words))

    def _click(self, target: QWidget | str) -> Act:
        def clicked() -> None:
            found = button(top_window(self.window), target) if isinstance(target, str) else target
            click_at(found, found.rect().center())

        return clicked

    # Time.

    def at(self, moment: datetime) -> None:
        """Let the clock of the room move on; the window notices as it does each minute."""
        self.clock.now = moment
        self.window._minute.timeout.emit()
        self.settle()

    def settle(self) -> None:
        """Wait until the window is at rest."""
        self.until(self._is_ready, "the window at rest")
        QTest.qWait(0)

    def until(self, is_so: Callable[[], object], what: str = "") -> None:
        """Wait for something that comes by itself."""
        ends = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < ends, (
                f"never came: {what or is_so}; the window says: {words(self.window)}"
            )
            QTest.qWait(2)

    # One after the other.

    def _do(self, acts: Iterable[Act]) -> None:
        acts = list(acts)
        assert not self._waiting
        if not acts:
            return
        self._is_calm, self._fault = False, None
        self._waiting.extend(acts)
        QTimer.singleShot(0, self._next)
        self._too_long.start(int(PATIENCE * 1000))
        self._loop.exec()
        self._too_long.stop()
        if self._fault is not None:
            raise AssertionError(f"{self._fault}; the window says: {words(self.window)}") from self._fault
        self.settle()

    def _stop(self, fault: Exception | None = None) -> None:
        """Nothing is left to do, or nothing more can be done."""
        self._fault = self._fault or fault
        self._waiting.clear()
        self._loop.quit()

    def _next(self) -> None:
        """Each act has a turn of the event loop of its own: a dialog that blocks gets the next one."""
        if not self._waiting and not self._is_acting():
            self._unblock()
            return
        is_ready = self._is_ready() and self._has_keyboard() and not self._is_acting()
        was_calm, self._is_calm = self._is_calm, is_ready
        if not (was_calm and self._is_calm):
            QTimer.singleShot(0 if self._is_calm else 4, self._next)
            return
        act = self._waiting.popleft()
        QTimer.singleShot(0, self._next)
        self._acting_on.append(QApplication.activeModalWidget())
        try:
            act()
        except Exception as fault:  # noqa: BLE001 - raised again where the keys were asked for
            self._stop(fault)
        finally:
            self._acting_on.pop()
        if not self._waiting and not self._acting_on:
            self._stop()

    def _is_acting(self) -> bool:
        """Whether the last act is still on its way; one that has opened a dialog waits for the next ones."""
        return bool(self._acting_on) and self._acting_on[-1] is QApplication.activeModalWidget()

    def _unblock(self) -> None:
        """Nothing more is to come: a dialog that still blocks would block for ever."""
        left = QApplication.activeModalWidget()
        if left is not None and self._acting_on:
            QTimer.singleShot(BLOCKED_MS, left, lambda: self._free(left))

    def _free(self, left: QWidget) -> None:
        if isValid(left) and left.isVisible() and not self._waiting and self._acting_on:
            self._fault = TimeoutError(f"a dialog was left open: {left.windowTitle()}")
            left.close()

    def _has_keyboard(self) -> bool:
        """Whether what is in front has the keyboard; without a window manager somebody has to see to it."""
        popup, top = QApplication.activePopupWidget(), top_window(self.window)
        if popup is None and QGuiApplication.focusWindow() != top.windowHandle():
            top.activateWindow()
            return False
        return True

    def _is_ready(self) -> bool:
        return not (self.window.runner.is_busy or self.window.unlocker.is_busy)


# What can be seen.


def top_window(window: QWidget) -> QWidget:
    """What is in front: a popup, a dialog, or the window."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or window


def button(top: QWidget, text: str) -> QAbstractButton:
    """The button whose words are these, or begin so."""
    found = [one for one in top.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    fits = [one for one in found if text in {_plain(one.text()), one.accessibleName()}]
    fits = fits or [one for one in found if _plain(one.text()).startswith(text)]
    assert fits, f"no button {text!r}, only {[_plain(one.text()) or one.accessibleName() for one in found]}"
    return fits[0]


def press_key(
    top: QWidget, key: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press and release a key as the system would, for whatever has the keyboard in what is in front."""
    handle = top.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key, held)  # type: ignore[arg-type] # it takes a letter too
    QApplication.processEvents()  # it stands in the system's queue until then


def click_at(widget: QWidget, point: QPoint) -> None:
    """Press and release where the system would, on whatever lies there; it has to be this widget."""
    top = widget.window()
    place = widget.mapTo(top, point)
    hit = top.childAt(place)
    is_hit = widget is top or (hit is not None and (hit is widget or widget.isAncestorOf(hit)))
    assert is_hit, f"{widget.accessibleName() or widget} is covered by {hit}"
    handle = top.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()


def click_in_menu(text: str) -> None:
    """Click on a line of the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), f"no menu is open for {text!r}"
    lines = {_plain(action.text()).partition("\t")[0]: action for action in menu.actions()}
    assert text in lines, f"no {text!r} in the menu, only {list(lines)}"
    click_at(menu, menu.actionGeometry(lines[text]).center())


def cell_rect(view: QAbstractItemView, row: int, column: int) -> QRect:
    """Where a cell is painted; it has to be in view."""
    rect = view.visualRect(view.model().index(row, column))
    assert view.viewport().rect().contains(rect.center()), f"cell {row}, {column} is out of view"
    return rect


def words(window: QWidget) -> str:
    """Every word that can be seen, the title included."""
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    texts += [line.text() for line in window.findChildren(QLineEdit) if line.isVisible()]
    texts += [_plain(one.text()) for one in window.findChildren(QAbstractButton) if one.isVisible()]
    return " | ".join(filter(None, (*texts, window.windowTitle())))


def register_page(window: Window) -> RegisterPage:
    """The register, in view."""
    page = window.shell.page if window.shell is not None else None
    assert isinstance(page, RegisterPage), words(window)
    return page


def reports_page(window: Window) -> ReportsPage:
    """The weekly summaries, in view."""
    page = window.shell.page if window.shell is not None else None
    assert isinstance(page, ReportsPage), words(window)
    return page


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _keys_of(press: str) -> Iterator[tuple[Qt.Key | str, Qt.KeyboardModifier]]:
    if press.startswith((TEXT, PATH)):
        for letter in press.partition(":")[2]:
            yield letter, Qt.KeyboardModifier.NoModifier
        return
    *held, last = press.split("+") if press != "+" else ["+"]
    chord = QKeySequence("+".join([*held, _NAMES.get(last, last)]))[0]  # type: ignore[index] # it is a sequence of chords
    yield chord.key(), chord.keyboardModifiers()
