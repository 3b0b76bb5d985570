"""Every page and section, empty and full, light and dark, at both ends of the text sizes, as seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iap_desktop.services.pupils import pupil_list
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.pages.settings import SECTIONS
from iap_desktop.ui.window import Window
from tests.ui.accessibility import looks
from tests.ui.conftest import MakeWindow

pytestmark = pytest.mark.long
SCREEN = (1366, 768)
SIZE = (1366, 740)  # what a title bar leaves of it
PREVIEW_MS = 10_000
DIALOGS = (("today", "find"), ("register", "keys"), ("today", "worried"), ("pupils", "primary"))


class Look(NamedTuple):
    """How somebody has the window."""

    room: str
    mode: theme.Mode
    percent: int


LOOKS = [
    Look(room, mode, percent)
    for room in ("full", "empty")
    for mode in (theme.Mode.LIGHT, theme.Mode.DARK)
    for percent in (100, 150)
]
every_look = pytest.mark.parametrize(
    "look", LOOKS, ids=[f"{look.room}-{look.mode}-{look.percent}" for look in LOOKS]
)


@pytest.fixture
def window_as(
    request: pytest.FixtureRequest, make_window: MakeWindow, dressed: QApplication
) -> Iterator[Callable[[Look], Window]]:
    """Makes the window as somebody has it."""
    assert dressed

    def made(look: Look) -> Window:
        room: Room = request.getfixturevalue("room" if look.room == "full" else "empty_room")
        window = make_window(room)
        window.resize(*SIZE)
        window.set_look(look.mode, look.percent)
        return window

    yield made
    theme.apply(theme.Mode.LIGHT, 100)


@every_look
def test_nothing_is_cut_off_or_lies_over_something_else(
    window_as: Callable[[Look], Window], qtbot: QtBot, look: Look
) -> None:
    window = window_as(look)
    found = [f"{scene}: {fault}" for scene in scenes(window, qtbot) for fault in looks.faults(window)]
    assert not found, "\n".join(found)
    assert (window.width(), window.height()) == SIZE


@every_look
def test_all_that_tab_comes_to_has_a_name_of_its_own_and_shows_the_keyboard(
    window_as: Callable[[Look], Window], qtbot: QtBot, look: Look
) -> None:
    window = window_as(look)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    found = []
    for scene in scenes(window, qtbot):
        checks = (looks.unnamed, looks.named_alike, looks.without_sign_of_focus)
        found += [f"{scene}: {check.__name__} {fault}" for check in checks for fault in check(window)]
    assert not found, "\n".join(found)


@every_look
def test_no_dialog_is_cut_off_or_larger_than_the_screen(
    window_as: Callable[[Look], Window], qtbot: QtBot, look: Look
) -> None:
    window = window_as(look)
    assert window.shell is not None
    found = []
    for page, name in DIALOGS:
        window.shell.show_page(page)
        act_named(window, name)()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None and is_at_rest(window))
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        checks = (looks.faults, looks.unnamed, looks.named_alike, looks.without_sign_of_focus)
        found += [f"{name}: {fault}" for check in checks for fault in check(dialog)]
        assert dialog.size() == dialog.size().boundedTo(QSize(*SCREEN))
        dialog.close()
    assert not found, "\n".join(found)


def act_named(window: Window, name: str) -> Callable[[], None]:
    """An act of the window, or "primary" for the main act of the page in view."""
    if name == "primary":
        page = window.shell.page if window.shell is not None else None
        primary = page.primary() if page is not None else None
        assert primary is not None
        return primary.act
    return next(act.act for act in window.acts if act.name == name)


def scenes(window: Window, qtbot: QtBot) -> Iterator[str]:
    """Shows every page, the settings section by section, and one pupil; gives the name of each."""
    shell = window.shell
    assert shell is not None
    for page in PAGES:
        for number, target in enumerate(targets_on(page.name, window)):
            shell.show_page(page.name, target)
            qtbot.waitUntil(lambda: is_at_rest(window), timeout=PREVIEW_MS)
            yield f"{page.name} {number}"


def targets_on(page: str, window: Window) -> list[object]:
    """What a page is to show, one after the other."""
    assert window.desk is not None
    if page == "settings":
        return [section.name for section in SECTIONS]
    known = pupil_list(window.desk.room, window.desk.today) if page == "pupils" else []
    return [None, *(entry.pupil.id for entry in known[:1])]


def is_at_rest(window: Window) -> bool:
    """Whether nothing is being drawn or laid out any more."""
    before = looks.places(window)
    QApplication.processEvents()
    return not window.runner.is_busy and looks.places(window) == before
