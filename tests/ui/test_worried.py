from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from iap_desktop.domain.school import SafeguardingLead
from iap_desktop.domain.staff import Role
from iap_desktop.services import commands
from iap_desktop.services.school import SetSafeguardingLeads
from iap_desktop.storage.room import Room
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.window import Window
from iap_desktop.ui.worried import DANGER, NOBODY, STEPS, WorriedDialog, where_of
from tests.rooms import MONDAY


def words_of(dialog: WorriedDialog) -> str:
    labels = [label for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]
    return " ".join(label.text() for label in labels)


def test_one_key_shows_whom_to_tell_and_what_to_do(window: Window) -> None:
    focused = window.focusWidget() or window
    QTest.keyClick(focused, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WorriedDialog)
    words = words_of(dialog)
    assert len(dialog.leads) == 2
    for lead in dialog.leads:
        assert lead.full_name in words
        assert str(lead.phone) in words
    assert DANGER in words
    assert all(step in words for _, step in STEPS)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_nothing_can_be_typed_there(desk: Desk, qtbot: QtBot) -> None:
    dialog = WorriedDialog(desk)
    qtbot.addWidget(dialog)
    assert not dialog.findChildren(QLineEdit)
    assert not dialog.findChildren(QPlainTextEdit)


def test_without_a_dsl_it_says_so_and_the_lead_can_enter_one(
    empty_room: Room, make_desk: Callable[[Room], Desk], qtbot: QtBot
) -> None:
    desk = make_desk(empty_room)
    found: list[tuple[str, object]] = []
    desk.page_wanted.connect(lambda name, target: found.append((name, target)))
    dialog = WorriedDialog(desk)
    qtbot.addWidget(dialog)
    assert NOBODY in words_of(dialog)
    dialog.open()
    QTest.mouseClick(dialog._settings, Qt.MouseButton.LeftButton)
    assert found == [("settings", "dsl")]
    assert QApplication.activeModalWidget() is None


def test_a_practitioner_is_told_who_can_enter_the_dsl(
    empty_room: Room, make_desk: Callable[[Room], Desk], qtbot: QtBot
) -> None:
    desk = make_desk(empty_room)
    desk.role = Role.PRACTITIONER
    dialog = WorriedDialog(desk)
    qtbot.addWidget(dialog)
    assert dialog._settings.isHidden()
    assert "lead can enter the name" in words_of(dialog)


def test_it_shows_who_holds_the_post_today(
    empty_room: Room, make_desk: Callable[[Room], Desk], qtbot: QtBot
) -> None:
    lead = SafeguardingLead(1, "Nasreen Iqbal", MONDAY, room="4", phone="204")
    commands.run(empty_room, SetSafeguardingLeads((lead,), MONDAY), by=1)
    dialog = WorriedDialog(make_desk(empty_room))
    qtbot.addWidget(dialog)
    assert "Room 4, phone 204" in words_of(dialog)
    assert "Nasreen Iqbal" in dialog.accessibleDescription()


@pytest.mark.parametrize(
    ("room", "phone", "words"),
    [
        ("12", "204", "Room 12, phone 204"),
        ("Office 4", None, "Office 4"),
        (None, "204", "Phone 204"),
        (None, None, "No room or phone entered"),
    ],
)
def test_where_somebody_is_found_is_said_in_words(room: str | None, phone: str | None, words: str) -> None:
    assert where_of(SafeguardingLead(1, "Nasreen Iqbal", MONDAY, room=room, phone=phone)) == words
