"""Moments at which two things happen at once: nothing of a room that was left reaches the next one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from iap_desktop.domain.registers import SessionMark
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.registers import MarkSessions
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.register import RegisterPage
from iap_desktop.ui.window import Window


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
