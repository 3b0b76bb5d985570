"""What the door no longer needs it does not keep: the page that was left may be read by who comes next."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from iap_desktop.ui import clipboard
from tests.rooms import code_on
from tests.ui.front.conftest import House

NEW = "nine quick lapwings"


def typed_on(house: House) -> list[str]:
    return [line.text() for line in house.door.recovery_page.findChildren(QLineEdit) if line.text()]


def give_code(house: House, folder: Path) -> None:
    house.door.show_room(folder)
    house.door.show_recovery()
    page = house.door.recovery_page
    page.code.set_values({"code": code_on(folder.parent / "room - recovery sheet.pdf")})
    page.go_on.click()
    house.settle()
    assert page.is_choosing


def test_the_recovery_code_does_not_stay_on_its_page(house: House, folder: Path) -> None:
    give_code(house, folder)
    assert typed_on(house) == []
    for line in house.door.recovery_page.new.findChildren(QLineEdit):
        line.setText(NEW)
    house.door.recovery_page.go_on.click()
    house.settle()
    assert len(house.came_in) == 1
    assert typed_on(house) == []


def test_a_code_that_was_called_off_is_forgotten(house: House, folder: Path) -> None:
    house.door.show_room(folder)
    house.door.show_recovery()
    house.door.recovery_page.code.set_values({"code": "XXXXX"})
    house.door.recovery_page.back.click()
    assert typed_on(house) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_L, Qt.Key.Key_F12])
def test_a_room_that_the_code_opened_is_closed_by_the_keys_that_hide(
    house: House, folder: Path, key: Qt.Key
) -> None:
    give_code(house, folder)
    clipboard.put("Ayaan Khan")
    handle = house.window.windowHandle()
    assert handle is not None
    control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    QTest.keyClick(handle, key, control if key == Qt.Key.Key_L else none)
    assert house.shows(house.door.sign_in_page)
    assert QGuiApplication.clipboard().text() == ""
