"""Moments at which two things happen at once: nothing of a room that was left reaches the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import Role
from iap_desktop.services import commands
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.services.preferences import set_preference
from iap_desktop.services.pupils import PutPupil, pupil_list
from iap_desktop.services.registers import MarkSessions
from iap_desktop.services.school import SetSettings
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages.register import RegisterPage
from iap_desktop.ui.pages.settings import SettingsPage
from iap_desktop.ui.pages.settings.people import PeopleSection
from iap_desktop.ui.pages.today import TodayPage
from iap_desktop.ui.shell import Shell
from iap_desktop.ui.window import Window
from tests.expected_logs import ExpectedLogs
from tests.rooms import SettableClock


def test_work_shows_in_the_second_room_after_the_first_was_left(
    window: Window, qtbot: QtBot, empty_room: Room
) -> None:
    window.leave()
    qtbot.waitUntil(lambda: window.desk is None)
    window.enter(empty_room)
    assert window.desk is not None
    heard: list[int] = []
    window.desk.run("Something long", lambda _: 7, heard.append)
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert heard == [7]


def test_every_notice_of_the_room_is_said(desk: Desk) -> None:
    desk.room.notices += ["No backup was made.", "The stick is not there."]
    desk.tell_notices()
    assert desk.feedback.toast_text == "No backup was made. The stick is not there."
    assert desk.room.notices == []


def test_what_was_done_never_hides_a_notice(desk: Desk) -> None:
    pupil_id = pupil_list(desk.room, desk.today)[0].pupil.id
    desk.room.notices.append("The stick is not there.")
    desk.do(MarkSessions((SessionMark(pupil_id, desk.today, "AM", "/"),)), "Saved")
    assert desk.feedback.toast_text == "Saved. The stick is not there."
    desk.room.notices.append("No backup was made.")
    desk.undo()
    assert desk.feedback.toast_text == "Undone: Mark morning register. No backup was made."


def test_one_page_that_cannot_keep_its_words_keeps_no_other_from_it(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = window.shell
    assert shell is not None
    shell.show_page("pupils")
    shell.show_page("reports")
    kept: list[str] = []

    def full() -> None:
        raise UserError("There is no space left on the disk.")

    monkeypatch.setattr(shell._pages["pupils"], "keep", full)
    monkeypatch.setattr(shell._pages["reports"], "keep", lambda: kept.append("reports"))
    shell.keep()
    assert kept == ["reports"]
    assert window.feedback.panel is not None


def test_a_section_of_the_settings_never_hides_a_notice(window: Window) -> None:
    assert window.desk is not None
    assert window.shell is not None
    window.shell.show_page("settings", "people")
    page = window.shell.page
    assert isinstance(page, SettingsPage)
    window.desk.room.notices.append("No backup was made.")
    page.section.say("Your passphrase is changed")
    assert window.feedback.toast_text == "Your passphrase is changed. No backup was made."


def test_what_is_refused_while_a_form_saves_is_said_in_the_form(window: Window) -> None:
    assert window.shell is not None
    window.shell.show_page("settings", "people")
    page = window.shell.page
    assert isinstance(page, SettingsPage)
    section = page.section
    assert isinstance(section, PeopleSection)
    section.table.select_key(1)
    section.change()
    (dialog,) = window.findChildren(FormDialog)
    dialog.form.set_value("role", Role.READ_ONLY)  # the only lead of the room
    dialog.save()
    assert dialog.isVisible()
    assert "no other lead" in dialog.problem.text()
    assert window.feedback.panel is None
    dialog.leave()


def test_windows_of_faults_that_were_closed_are_gone(window: Window, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("Fault")
    for _ in range(3):
        window.feedback.show_bug(ZeroDivisionError())
        assert window.feedback.bug_window is not None
        window.feedback.bug_window.accept()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(window.findChildren(QDialog)) == 1


def test_dialogs_that_were_put_away_are_gone(window: Window) -> None:
    shell = window.shell
    assert shell is not None
    shell.show_page("register")
    assert isinstance(shell.page, RegisterPage)
    for show in (shell.page.on_excel_pressed, window.show_find, window.show_worried, window.show_keys):
        show()
        opened = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
        assert opened
        for dialog in opened:
            dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert window.findChildren(QDialog) == []


def test_a_first_page_that_fails_still_leaves_a_window_that_locks_by_itself(
    make_window: Callable[[Room], Window], room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(TodayPage, "load", _break_down)
        with pytest.raises(ZeroDivisionError):
            make_window(room)
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window) and one.desk]
    assert window.idleness._timer.isActive()
    window.lock()
    assert window.is_locked


def test_a_room_that_cannot_be_shown_is_closed_again_and_so_can_the_window_be(
    make_window: Callable[[Room], Window], room: Room, monkeypatch: pytest.MonkeyPatch, clock: SettableClock
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Shell, "show_first", lambda _: None)
        patch.setattr(Shell, "_show_names", _break_down)
        with pytest.raises(ZeroDivisionError):
            make_window(room)
    open_room(room.folder, PRACTICE_PASSPHRASE, clock).close()
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window) and one.isVisible()]
    assert window.desk is None
    assert window.close()


def test_a_fault_of_ours_while_closing_never_holds_the_window(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    assert window.desk is not None
    expected_logs.expect("Fault")
    room = window.desk.room
    with monkeypatch.context() as patch:
        patch.setattr(room, "close", lambda: 1 / 0)
        window.close()
        qtbot.waitUntil(lambda: window.desk is None)
    assert window.feedback.bug_window is not None
    assert window.close()


def test_a_room_that_is_being_left_begins_nothing_more(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    assert window.shell is not None
    window.shell.show_page("reports")  # whose preview is drawn in a moment
    told: list[int] = []
    window.leave()
    window.desk.run("Too late", lambda _: 1, told.append)
    theme.apply(theme.Mode.DARK, 100)
    qtbot.waitUntil(lambda: window.desk is None and not window.runner.is_busy)
    assert told == []


def test_a_look_that_this_version_does_not_know_is_the_usual_one(
    make_window: Callable[[Room], Window], room: Room
) -> None:
    set_preference(room, "look", "sepia")
    set_preference(room, "text size", "huge")
    make_window(room)
    assert (theme.mode(), theme.percent()) == (theme.Mode.SYSTEM, 100)


def test_the_title_follows_the_rooms_name(window: Window) -> None:
    assert window.desk is not None
    window.desk.do(SetSettings({SettingKind.ROOM_NAME: "The Harbour"}, window.desk.today))
    assert window.windowTitle().startswith("The Harbour")


def test_a_mark_made_while_a_list_is_taken_in_hides_neither_from_the_pages(desk: Desk) -> None:
    desk.room.take_changed_tables()
    told: list[frozenset[str]] = []
    desk.changed.connect(told.append)
    known = pupil_list(desk.room, desk.today)[0].pupil
    commands.run(desk.room, PutPupil(replace(known, legal_forename="Ada"), {}, desk.today), by=1)  # a worker
    desk.do(MarkSessions((SessionMark(known.id, desk.today, "AM", "/"),)))
    desk.announce_changes()
    assert told == [frozenset({"pupil", "session_mark"})]


def _break_down(*_: object) -> None:
    raise ZeroDivisionError
