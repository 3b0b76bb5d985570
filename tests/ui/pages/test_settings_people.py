"""People and backups in the settings: what re-keys the room or opens a backup works beside the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import Role
from iap_desktop.services import people, sign_in
from iap_desktop.services.backups import backup_list
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.services.people import SHEET_PENDING
from iap_desktop.services.rooms import check_room
from iap_desktop.services.school import settings
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages.settings.backups import BackupsSection
from iap_desktop.ui.pages.settings.people import PeopleSection
from iap_desktop.ui.pages.settings.people_dialogs import SheetDialog
from iap_desktop.ui.pages.settings.working import WorkDialog
from iap_desktop.ui.window import Window
from tests.rooms import SettableClock
from tests.ui.conftest import MORNING
from tests.ui.pages.settings_steps import opened

NEW = "seven quiet herons"
TODAY = MORNING.date()
SAM, JOANNA = 1, 2


@pytest.fixture
def section(window: Window) -> PeopleSection:
    return opened(window, PeopleSection)


@pytest.fixture
def backups(window: Window) -> BackupsSection:
    return opened(window, BackupsSection)


def choose(section: PeopleSection, staff_id: int) -> None:
    assert section.table.select_key(staff_id)


def fill_in(dialog: FormDialog, **typed: str) -> None:
    for name, text in typed.items():
        QTest.keyClicks(dialog.form.field(name), text)


def finish(qtbot: QtBot, window: Window, dialog: WorkDialog) -> None:
    """Press the button and wait until the work is done."""
    dialog.save()
    assert dialog.is_working
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def person(room: Room, staff_id: int) -> people.Person:
    return next(row for row in people.staff_list(room, TODAY) if row.id == staff_id)


def test_a_newcomer_can_sign_in(section: PeopleSection, window: Window, qtbot: QtBot, room: Room) -> None:
    dialog = section.add()
    fill_in(dialog, name="Ines Duarte", new=NEW, again=NEW)
    assert dialog.hint.text().startswith("Fair")
    finish(qtbot, window, dialog)
    assert "Ines Duarte" in [row.name for row in section.table.rows()]
    names = {one.name: one.staff_id for one in sign_in.people_of(room.folder)}
    assert sign_in.unlock_entry(room, names["Ines Duarte"], NEW).name == "Ines Duarte"
    assert window.feedback.toast_text == "Ines Duarte can sign in now"
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def test_two_passphrases_that_differ_are_said_in_place(section: PeopleSection) -> None:
    dialog = section.add()
    fill_in(dialog, name="Ines Duarte", new=NEW, again="seven loud herons")
    dialog.save()
    assert not dialog.is_working
    assert dialog.form.problem("again") == "The two are not the same. Type it once more."
    dialog.leave()


def test_a_passphrase_is_never_kept_as_a_draft(section: PeopleSection, window: Window) -> None:
    dialog = section.add()
    fill_in(dialog, name="Ines Duarte", new=NEW)
    window.lock()
    assert window.desk is not None
    draft = window.desk.draft("settings/people/new")
    assert "Ines Duarte" in draft
    assert "herons" not in draft


def test_ones_own_passphrase_is_changed(
    section: PeopleSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    dialog = section.change_own()
    fill_in(dialog, current=PRACTICE_PASSPHRASE, new=NEW, again=NEW)
    finish(qtbot, window, dialog)
    sign_in.verify(room, NEW)
    with pytest.raises(WrongPassphrase):
        sign_in.verify(room, PRACTICE_PASSPHRASE)
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def test_a_wrong_passphrase_is_said_in_the_form(section: PeopleSection, window: Window, qtbot: QtBot) -> None:
    dialog = section.change_own()
    fill_in(dialog, current="wrong and wrong", new=NEW, again=NEW)
    finish(qtbot, window, dialog)
    assert dialog.isVisible()
    assert not dialog.is_working
    assert dialog.problem.isVisible()
    assert window.feedback.panel is None
    dialog.leave()


def test_a_lock_in_the_middle_of_the_work_leaves_no_form_behind(
    section: PeopleSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    dialog = section.change_own()
    fill_in(dialog, current=PRACTICE_PASSPHRASE, new=NEW, again=NEW)
    dialog.save()
    window.lock()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    assert window.is_locked
    QTest.keyClicks(window.lock_page.passphrase, NEW)
    QTest.keyClick(window.lock_page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.is_locked, timeout=20_000)
    assert [form for form in window.findChildren(WorkDialog) if form.isVisible()] == []
    sign_in.verify(room, NEW)
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def test_a_form_that_works_cannot_be_put_away_and_a_closed_room_outlives_it(
    section: PeopleSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    dialog = section.change_own()
    fill_in(dialog, current=PRACTICE_PASSPHRASE, new=NEW, again=NEW)
    dialog.save()
    dialog.reject()
    assert dialog.isVisible()
    window.leave()
    qtbot.waitUntil(lambda: window.desk is None, timeout=20_000)
    assert window.feedback.bug_window is None
    sign_in.unlock_entry(room.folder, SAM, NEW)


def test_a_leaver_can_be_removed_only_knowingly(
    section: PeopleSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    choose(section, JOANNA)
    dialog = section.remove()
    assert dialog is not None
    dialog.save()
    assert dialog.form.problem("sure") == "Tick this to go on."
    dialog.form.set_value("sure", "yes")
    finish(qtbot, window, dialog)
    assert person(room, JOANNA).left_on == TODAY
    assert section.table.rows()[-1].id == JOANNA
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


def test_nobody_removes_themself(section: PeopleSection) -> None:
    choose(section, SAM)
    assert not section.remove_button.isVisible()
    choose(section, JOANNA)
    assert section.remove_button.isVisible()


def test_name_and_role_are_changed_in_a_form(section: PeopleSection, window: Window, room: Room) -> None:
    choose(section, JOANNA)
    section.change()
    dialog = next(form for form in window.findChildren(FormDialog) if form.isVisible())
    dialog.form.set_value("name", "Joanna Bell-Osei")
    dialog.form.set_value("role", Role.READ_ONLY)
    dialog.save()
    changed = person(room, JOANNA)
    assert (changed.name, changed.role) == ("Joanna Bell-Osei", Role.READ_ONLY)


def test_the_last_lead_stays_lead(section: PeopleSection, window: Window) -> None:
    choose(section, SAM)
    section.change()
    dialog = next(form for form in window.findChildren(FormDialog) if form.isVisible())
    dialog.form.set_value("role", Role.READ_ONLY)
    dialog.save()
    assert dialog.isVisible()
    assert "somebody who leads it" in dialog.problem.text()  # the window's panel would lie behind


def test_a_new_recovery_sheet_is_shown_and_its_file_deleted(
    section: PeopleSection, window: Window, qtbot: QtBot
) -> None:
    dialog = section.new_sheet()
    dialog.form.set_value("sure", "yes")
    finish(qtbot, window, dialog)
    sheet = window.findChild(SheetDialog)
    assert sheet is not None
    assert sheet.view.page_count() == 1
    path = sheet._path
    assert path.is_file()
    assert section.desk.preference(SHEET_PENDING) == str(path)
    assert section.pending_sheet() == path
    sheet.keep_it()
    assert not path.exists()
    assert section.pending_sheet() is None
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)


# Backups.


def test_a_backup_is_made_now_and_listed(
    backups: BackupsSection, window: Window, qtbot: QtBot, room: Room, clock: SettableClock
) -> None:
    before = len(backup_list(room.folder))
    clock.advance(minutes=5)
    backups.make_now()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    assert len(backup_list(room.folder)) == before + 1
    assert backups.table.rows()[0].is_newest
    assert backups.last.text() == "Last good backup: Mon 23 Nov 2026 08:35, today"
    assert window.feedback.toast_text == "A backup is made and checked"


def test_a_failed_backup_is_said_until_one_works(
    backups: BackupsSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    room.note_backup_failure(UserError("The disk is full.", todo="Make space."))
    backups.fill(backups.load())
    assert "The last attempt failed: The disk is full." in backups.failed.text()
    assert backups.failed.isVisible()
    backups.make_now()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    backups.fill(backups.load())
    assert not backups.failed.isVisible()


def test_a_trial_opens_a_backup_and_says_what_it_holds(
    backups: BackupsSection, window: Window, qtbot: QtBot
) -> None:
    dialog = backups.try_chosen()
    assert dialog is not None
    fill_in(dialog, passphrase=PRACTICE_PASSPHRASE)
    finish(qtbot, window, dialog)
    assert backups.result.text().startswith("\u2713 It opens. ")
    assert "pupils" in backups.result.text()


def test_a_trial_with_a_wrong_passphrase_says_so_in_the_form(
    backups: BackupsSection, window: Window, qtbot: QtBot
) -> None:
    QTest.keyClick(backups.table.view, Qt.Key.Key_Return)
    dialog = window.findChild(WorkDialog)
    assert dialog is not None
    fill_in(dialog, passphrase="quite another one")
    finish(qtbot, window, dialog)
    assert dialog.problem.isVisible()
    dialog.leave()


def test_a_backup_is_restored_beside_the_room(
    backups: BackupsSection, window: Window, qtbot: QtBot, tmp_path: Path, clock: SettableClock
) -> None:
    row = backups.table.current_row()
    assert row is not None
    dialog = backups.restore(row.path, tmp_path)
    fill_in(dialog, passphrase=PRACTICE_PASSPHRASE)
    finish(qtbot, window, dialog)
    restored = tmp_path / "room restored 2026-11-23"
    assert check_room(restored, PRACTICE_PASSPHRASE, clock).counts["pupil"] > 0
    assert str(restored) in backups.result.text()


def test_a_restore_never_goes_over_a_room(
    backups: BackupsSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    row = backups.table.current_row()
    assert row is not None
    dialog = backups.restore(row.path, room.folder.parent)
    dialog.form.set_value("name", room.folder.name)
    fill_in(dialog, passphrase=PRACTICE_PASSPHRASE)
    finish(qtbot, window, dialog)
    assert dialog.problem.isVisible()
    dialog.leave()


def test_a_second_folder_is_looked_for_and_said_to_be_gone(
    backups: BackupsSection, window: Window, qtbot: QtBot, tmp_path: Path, room: Room
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.set_second_folder(str(stick))
    qtbot.waitUntil(lambda: backups.second_state.text().startswith("It is there"))
    assert settings(room, TODAY)[SettingKind.SECOND_BACKUP_FOLDER] == str(stick)
    backups.make_now()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    assert list(stick.glob("*.iapbackup"))
    shutil.rmtree(stick)
    backups._look_for_second()
    qtbot.waitUntil(lambda: "Is the stick plugged in?" in backups.second_state.text())
    backups.set_second_folder("")
    assert not backups.second_state.isVisible()


def test_a_folder_inside_the_room_is_refused(backups: BackupsSection, window: Window, room: Room) -> None:
    backups.set_second_folder(str(room.folder / "backups"))
    assert window.feedback.panel is not None
    assert "inside the room" in window.feedback.panel.error.what


def test_a_copy_goes_into_a_folder_of_ones_choice(
    backups: BackupsSection, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    backups.copy_to(tmp_path)
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    (copied,) = tmp_path.glob("room backup *.iapbackup")
    assert window.feedback.toast_text == f"A copy is in {copied}"
