from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from iap_desktop.app.screen import front_of, make_window, refuse_without_screen
from iap_desktop.services.backups import backup_list
from iap_desktop.services.rooms import NewRoom, make_room
from iap_desktop.storage.errors import DamagedRoom
from iap_desktop.storage.opening import open_room
from iap_desktop.system.errors import UserError
from iap_desktop.ui.application import make_application
from iap_desktop.ui.window import Window
from tests.rooms import LIGHT, PASSPHRASE, SettableClock


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The program's window with its front door, on a room of its own."""
    assert qtbot
    make_application()
    clock, folder = SettableClock(), tmp_path / "room"
    make_room(folder, NewRoom("St Bede's", "The Bridge", "Sam Carter", PASSPHRASE, cost=LIGHT), clock)
    made = make_window(clock, LIGHT)
    made.show()
    made.enter(open_room(folder, PASSPHRASE, clock))
    yield made
    if made.desk is not None:
        made.leave()
        qtbot.waitUntil(lambda: made.desk is None)
    made.close()
    made.deleteLater()


def test_a_room_that_proves_damaged_offers_its_newest_backup(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    qtbot.waitUntil(lambda: not window.runner.is_busy)  # a new room has its first backup made at once
    newest = backup_list(window.desk.room.folder)[0].path
    window.feedback.show_error(DamagedRoom("The room's file room.db is damaged.", newest))
    panel = window.feedback.panel
    assert panel is not None
    panel.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: window.desk is None)
    front = front_of(window)
    assert front.stack.currentWidget() is front.restore_page
    assert front.restore_page.file.path() == newest


def test_any_other_refusal_only_says_what_it_is(window: Window) -> None:
    window.feedback.show_error(UserError("The stick is not there."))
    panel = window.feedback.panel
    assert panel is not None
    assert [button.text() for button in panel.findChildren(QPushButton)] == ["All right"]


def test_without_a_screen_the_window_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(UserError, match="no screen"):
        refuse_without_screen()
