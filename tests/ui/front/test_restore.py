"""A room brought back from a backup, from the front door."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from iap_desktop.storage.opening import open_room
from tests.rooms import PASSPHRASE, SettableClock
from tests.ui.front.conftest import House

ENTER = Qt.Key.Key_Return


@pytest.fixture
def backup(folder: Path, clock: SettableClock) -> Path:
    room = open_room(folder, PASSPHRASE, clock)
    made = room.back_up()
    room.close()
    return made


def drop(house: House, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, no_key = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    house.door.restore_page.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, no_key))


def give(house: House, passphrase: str) -> None:
    line = house.door.restore_page.secret.field("passphrase")
    house.door.restore_page.secret.set_value("passphrase", None)
    QTest.keyClicks(line, passphrase)
    QTest.keyClick(line, ENTER)
    house.settle()


def test_a_dropped_backup_is_looked_into_restored_and_opened(
    house: House, folder: Path, backup: Path
) -> None:
    house.door.start(None)
    house.door.on_chosen("restore")
    page = house.door.restore_page
    drop(house, backup)
    assert page.file.path() == backup
    assert page.folder.path() == folder.with_name("room restored 2026-11-23")
    give(house, PASSPHRASE)
    assert (
        "It opens. 0 pupils, 0 marks, 1 colleague, last written Mon 23 Nov 2026" in page.inside_words.text()
    )
    assert page.folder.line.hasFocus()
    assert not folder.with_name("room restored 2026-11-23").exists()
    QTest.keyClick(page.folder.line, ENTER)
    house.settle()
    assert folder.with_name("room restored 2026-11-23").is_dir()
    assert page.go_on.text() == "Open it now"
    QTest.keyClick(page.go_on, ENTER)
    assert house.shows(house.door.sign_in_page)
    QTest.keyClicks(house.door.sign_in_page.line, PASSPHRASE)
    QTest.keyClick(house.door.sign_in_page.line, ENTER)
    house.settle()
    assert house.room.folder == folder.with_name("room restored 2026-11-23")


def test_a_wrong_passphrase_is_said_at_its_field(house: House, backup: Path) -> None:
    house.door.show_restore(backup)
    give(house, "not the right one")
    assert house.shows(house.door.restore_page)
    assert "does not open" in house.door.restore_page.secret.problem("passphrase")


def test_a_file_that_is_no_backup_is_said_in_words(house: House, tmp_path: Path) -> None:
    other = tmp_path / "other.iapbackup"
    other.write_bytes(b"nothing of ours")
    house.door.show_restore(other)
    give(house, PASSPHRASE)
    assert house.shows(house.door.restore_page)
    assert house.feedback.panel is not None
    house.feedback.clear()


def test_it_is_never_restored_over_anything(house: House, folder: Path, backup: Path) -> None:
    house.door.show_restore(backup)
    give(house, PASSPHRASE)
    house.door.restore_page.folder.set_path(folder)
    QTest.keyClick(house.door.restore_page.folder.line, ENTER)
    house.settle()
    assert house.feedback.panel is not None
    assert "not empty" in house.feedback.panel.error.what
    house.feedback.clear()


def test_another_file_has_to_be_looked_into_again(house: House, backup: Path, tmp_path: Path) -> None:
    house.door.show_restore(backup)
    give(house, PASSPHRASE)
    drop(house, tmp_path / "other.iapbackup")
    assert house.door.restore_page.go_on.text() == "Look inside"
    assert house.door.restore_page.inside.isHidden()


def test_what_is_missing_is_asked_for(house: House, backup: Path) -> None:
    house.door.show_restore()
    page = house.door.restore_page
    QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    assert "Choose the backup file" in page.file.problem.text()
    drop(house, backup)
    QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    assert page.secret.problem("passphrase")
    QTest.keyClick(page.back, ENTER)


def test_the_path_of_a_backup_can_be_typed(house: House, folder: Path, backup: Path) -> None:
    house.door.start(None)
    house.door.on_chosen("restore")
    page = house.door.restore_page
    page.file.line.setFocus()
    QTest.keyClicks(page.file.line, str(backup)[:-1])
    assert page.file.line.hasFocus()
    assert page.folder.path() is None
    QTest.keyClicks(page.file.line, str(backup)[-1])
    assert page.secret.field("passphrase").hasFocus()
    assert page.folder.path() == folder.with_name("room restored 2026-11-23")
