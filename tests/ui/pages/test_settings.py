"""The settings as a lead uses them, by keyboard and mouse, and as others see them."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView

from iap_desktop.domain.school import SettingKind
from iap_desktop.services.school import safeguarding_leads, settings
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.pages.settings import SECTIONS, SettingsPage
from iap_desktop.ui.pages.settings.appearance import AppearanceSection
from iap_desktop.ui.pages.settings.dsl import DslSection
from iap_desktop.ui.pages.settings.lock import LockSection
from iap_desktop.ui.pages.settings.room import PLACE, RoomSection
from iap_desktop.ui.pages.settings.section import Section
from iap_desktop.ui.window import Window
from tests.ui.conftest import MORNING
from tests.ui.pages.settings_steps import opened, page_of

TODAY = MORNING.date()


def setting(room: Room, kind: SettingKind) -> str:
    return settings(room, TODAY).get(kind, "")


def become_practitioner(window: Window) -> None:
    assert window.desk is not None
    room = window.desk.room
    room.become(replace(room.entry, staff_id=2, name="Joanna Bell"))
    window.desk.reload_person()


@pytest.mark.parametrize("kind", SECTIONS, ids=lambda kind: kind.name)
def test_each_section_opens_by_its_name_and_is_remembered(window: Window, kind: type[Section]) -> None:
    section = opened(window, kind)
    assert section.isVisible()
    assert window.desk is not None
    assert window.desk.preference("settings section") == kind.name or kind is SECTIONS[0]


def test_the_sections_are_walked_by_keyboard(window: Window) -> None:
    page = page_of(window)
    page.open("room")
    page.list.setFocus()
    for _ in range(3):
        QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.section.name == "bells"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.section.isAncestorOf(window.focusWidget())


@pytest.mark.parametrize("kind", SECTIONS, ids=lambda kind: kind.name)
def test_each_widget_that_takes_keys_has_a_name_of_its_own(window: Window, kind: type[Section]) -> None:
    section = opened(window, kind)
    kinds = QAbstractButton | QLineEdit | QComboBox | QPlainTextEdit | QTableView
    shown = [
        one
        for one in section.findChildren(QAbstractButton)
        + section.findChildren(QLineEdit)
        + section.findChildren(QComboBox)
        + section.findChildren(QTableView)
        if isinstance(one, kinds) and one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    names = [one.accessibleName() for one in shown]
    assert "" not in names
    assert len(set(names)) == len(names)


def test_the_rooms_name_is_changed_from_today(window: Window, room: Room) -> None:
    section = opened(window, RoomSection)
    line = section.form.field("room_name")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "The Harbour")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert setting(room, SettingKind.ROOM_NAME) == "The Harbour"
    assert window.feedback.toast_text == "The room's settings are saved"
    assert window.desk is not None
    window.desk.undo()
    assert section.form.value("room_name") == "The Bridge"


def test_half_typed_settings_outlive_a_lock_and_another_change(window: Window) -> None:
    section = opened(window, RoomSection)
    line = section.form.field("room_phone")
    QTest.keyClick(line, Qt.Key.Key_End)
    QTest.keyClicks(line, "99")
    assert window.desk is not None
    window.desk.announce(frozenset({"setting"}))
    assert str(section.form.value("room_phone")).endswith("99")
    window.lock()
    assert "99" in window.desk.draft(PLACE)


def test_a_capacity_that_cannot_be_is_said_at_its_field(window: Window) -> None:
    section = opened(window, RoomSection)
    line = section.form.field("capacity")
    QTest.keyClick(line, Qt.Key.Key_End)
    QTest.keyClicks(line, "00")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert section.form.problem("capacity") == "Type a number from 1 to 99."


def test_a_logo_is_taken_shown_and_removed(window: Window, tmp_path: Path, room: Room) -> None:
    section = opened(window, RoomSection)
    picture = QPixmap(40, 20)
    picture.fill(Qt.GlobalColor.darkGreen)
    picture.save(str(tmp_path / "logo.png"))
    section.logo.take(tmp_path / "logo.png")
    assert base64.b64decode(setting(room, SettingKind.LOGO)) == (tmp_path / "logo.png").read_bytes()
    assert section.logo.picture.isVisible()
    section.logo.on_remove()
    assert setting(room, SettingKind.LOGO) == ""
    assert not section.logo.picture.isVisible()


def test_a_file_that_is_no_picture_is_refused_in_words(window: Window, tmp_path: Path) -> None:
    section = opened(window, RoomSection)
    (tmp_path / "list.png").write_text("surname,forename")
    section.logo.take(tmp_path / "list.png")
    assert window.feedback.panel is not None
    assert "no picture" in window.feedback.panel.error.what


def test_a_deputy_is_added_moved_up_and_removed(window: Window, room: Room) -> None:
    section = opened(window, DslSection)
    section.add()
    dialog = window.findChild(FormDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.form.field("full_name"), "Dr Osei")
    QTest.keyClick(dialog.form.field("full_name"), Qt.Key.Key_Return)
    assert [lead.full_name for lead in safeguarding_leads(room, TODAY)] == [
        "Nasreen Iqbal",
        "Martin Hale",
        "Dr Osei",
    ]
    section.table.select_key(section.table.rows()[2].lead.id)
    QTest.keyClick(section.table.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [lead.full_name for lead in safeguarding_leads(room, TODAY)][1] == "Dr Osei"
    QTest.keyClick(section.table.view, Qt.Key.Key_Delete)
    assert [lead.full_name for lead in safeguarding_leads(room, TODAY)] == ["Nasreen Iqbal", "Martin Hale"]


def test_the_look_is_changed_at_once_and_remembered(window: Window) -> None:
    section = opened(window, AppearanceSection)
    QTest.mouseClick(section.mode.buttons()[2], Qt.MouseButton.LeftButton)
    QTest.mouseClick(section.size_choice.buttons()[4], Qt.MouseButton.LeftButton)
    assert (theme.mode(), theme.percent()) == (theme.Mode.DARK, 150)
    assert window.desk is not None
    assert window.desk.preference("text size") == 150


def test_the_window_locks_after_other_minutes(window: Window, room: Room) -> None:
    section = opened(window, LockSection)
    line = section.form.field("minutes")
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "12")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert setting(room, SettingKind.LOCK_MINUTES) == "12"


@pytest.mark.parametrize("kind", SECTIONS[:5], ids=lambda kind: kind.name)
def test_others_see_all_and_are_told_who_can_change_it(window: Window, kind: type[Section]) -> None:
    become_practitioner(window)
    section = opened(window, kind)
    assert section.for_lead.text() == "Only the room's lead can change this: Sam Carter."
    assert section.for_lead.isVisible()
    assert section.primary() is None


def test_a_practitioner_sees_the_rooms_facts_as_words(window: Window) -> None:
    become_practitioner(window)
    section = opened(window, RoomSection)
    assert not section.form.isVisible()
    assert section.facts.isVisible()


def test_the_guide_opens_at_the_section(window: Window) -> None:
    page = page_of(window)
    page.open("backups")
    assert page.guide == "backups"
    page.open("calendar")
    assert page.guide == "settings"


def test_the_page_names_every_table_that_its_sections_show() -> None:
    assert {"setting", "term", "closure", "period", "staff"} <= SettingsPage.tables


def test_the_finder_knows_every_section() -> None:
    parts = next(spec.parts for spec in PAGES if spec.name == "settings")
    assert parts == tuple((section.name, section.title) for section in SECTIONS)
