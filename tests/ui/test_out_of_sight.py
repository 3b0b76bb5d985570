"""What somebody else in front of the keyboard can see, hear or do while the window is locked: nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.staff import Role
from iap_desktop.services import commands, drafts, people
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.registers import MarkSessions
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from iap_desktop.ui import clipboard
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages.reports import ReportsPage
from iap_desktop.ui.widgets.form import Field
from iap_desktop.ui.window import Window
from tests.rooms import LIGHT, PASSPHRASE
from tests.ui.test_window import unlock

CONTROL, NO_MODIFIER = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
KEYS = pytest.mark.parametrize(
    ("key", "modifier"), [(Qt.Key.Key_L, CONTROL), (Qt.Key.Key_F12, NO_MODIFIER)], ids=["Ctrl+L", "F12"]
)


def form_over(window: Window) -> FormDialog:
    assert window.desk is not None
    return FormDialog(
        window.desk, "A note", (Field("note", "Note"),), lambda _: True, place="test/note", parent=window
    )


def press(on: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    """As the screen sends it: to the window of the system, not to a widget."""
    handle = on.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key, modifier)


def windows_beside(window: Window) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]


def test_every_name_is_out_of_reach_of_what_reads_the_screen_aloud(window: Window) -> None:
    assert window.desk is not None
    assert window.shell is not None
    known = pupil_list(window.desk.room, window.desk.today)
    for name in ("register", "reports", "today", "pupils"):
        window.shell.show_page(name)
    window.desk.go_to("pupils", known[0].pupil.id)
    names = {word for one in known for word in one.pupil.name.split()}
    assert names & set(_spoken(window))
    window.lock()
    assert not names & set(_spoken(window))


def _spoken(window: Window) -> Iterator[str]:
    waiting = [QAccessible.queryAccessibleInterface(window)]
    while waiting:
        found = waiting.pop()
        for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
            yield from found.text(kind).replace(",", " ").split()
        waiting += [child for child in _children(found) if child is not None]


def _children(found: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [found.child(number) for number in range(found.childCount())]


@KEYS
def test_the_keys_that_hide_work_in_a_form(
    window: Window, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    form = form_over(window)
    form.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
    press(form, key, modifier)
    assert window.is_locked
    assert windows_beside(window) == []


@KEYS
def test_the_keys_that_hide_work_over_a_menu_and_in_the_finder(
    window: Window, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    menu = QMenu(window)
    menu.addAction("Something")
    menu.popup(window.mapToGlobal(window.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    press(window, key, modifier)
    assert window.is_locked
    assert window.lock_page.passphrase.isVisible() == (key == Qt.Key.Key_L)
    assert windows_beside(window) == []
    unlock(qtbot, window)
    window.show_find()
    qtbot.waitUntil(lambda: QApplication.activeWindow() in windows_beside(window))
    press(windows_beside(window)[0], key, modifier)
    assert window.is_locked
    assert windows_beside(window) == []


def test_what_ends_while_locked_says_so_after_unlocking(window: Window, qtbot: QtBot) -> None:
    undone: list[bool] = []
    window.lock()
    window.feedback.toast("Imported 12 pupils", "Undo", lambda: undone.append(True))
    window.feedback.show_error(UserError("The disk is full."))
    assert (window.feedback.toast_text, window.feedback.panel) == (None, None)
    unlock(qtbot, window)
    assert window.feedback.toast_text == "Imported 12 pupils"
    assert window.feedback.panel is not None
    window.feedback.clear()
    assert undone == []


def test_a_window_that_opens_while_locked_is_never_seen(window: Window, qtbot: QtBot) -> None:
    window.lock()
    late, form = QDialog(window), form_over(window)
    late.open()
    form.open()
    qtbot.waitUntil(lambda: windows_beside(window) == [])
    assert late.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    unlock(qtbot, window)
    assert form.isVisible()
    assert not form.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    assert not late.isVisible()
    form.reject()


def test_sheets_that_are_drawn_while_locked_are_not_printed(window: Window, qtbot: QtBot) -> None:
    assert window.shell is not None
    window.shell.show_page("reports")
    page = window.shell.page
    assert isinstance(page, ReportsPage)
    asked: list[bool] = []
    page.prints.ask = lambda *_, **_more: asked.append(True)
    page.print_ticked()
    window.lock()
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    qtbot.waitUntil(lambda: bool(window.feedback._held))
    unlock(qtbot, window)
    assert asked == []
    assert window.feedback.toast_text == "Nothing was printed, because the window was locked. Print again."


def test_a_disk_that_takes_no_draft_keeps_nothing_in_view(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_over(window)
    form.open()
    QTest.keyClicks(form.form.field("note"), "half typed")

    def full(*_: object) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(window.desk, "keep_draft", full)
        window.lock()
    assert window.is_locked
    assert windows_beside(window) == []
    assert form.form.value("note") == "half typed"


def test_a_last_backup_that_fails_is_said_before_the_window_goes(
    window: Window, room: Room, qtbot: QtBot
) -> None:
    room.notices.append("The second copy was not made: the folder is not there.")
    window.close()
    qtbot.waitUntil(lambda: window.desk is None)
    assert window.isVisible()
    panel = window.feedback.panel
    assert panel is not None
    assert "second copy" in str(panel.error)
    window.close()
    assert not window.isVisible()


def test_what_is_copied_is_kept_out_of_clipboard_histories(window: Window) -> None:
    assert window.isVisible()
    clipboard.put("Ayaan Khan")
    data = QApplication.clipboard().mimeData()
    assert data.text() == "Ayaan Khan"
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    assert len([kind for kind in data.formats() if "windows-mime" in kind]) == 3


def test_a_comment_that_could_not_be_saved_stays_its_writers(
    window: Window, room: Room, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer = people.NewPerson("Joanna Bell-Smith", Role.PRACTITIONER, PASSPHRASE, LIGHT)
    jo = people.add_person(room, newcomer, by=1)
    assert window.shell is not None
    window.shell.show_page("reports")
    page = window.shell.page
    assert isinstance(page, ReportsPage)
    QTest.keyClicks(page.comment.edit, "Words of Sam")

    def full(*_: object, **_more: object) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(commands, "run", full)
        window.shell.show_page("today")
    window.on_change_wanted()
    window.lock_page.people.setCurrentIndex(window.lock_page.people.findData(jo))
    unlock(qtbot, window, PASSPHRASE)
    window.lock()
    unlock(qtbot, window, PASSPHRASE)
    window.shell.show_page("reports")
    assert drafts.drafts(room) == ()
    page = window.shell.page
    assert isinstance(page, ReportsPage)
    assert page.comment.edit.toPlainText() == ""


def test_closing_never_throws_away_what_a_full_disk_did_not_take(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.shell is not None
    window.shell.show_page("reports")
    page = window.shell.page
    assert isinstance(page, ReportsPage)

    def full(*_: object, **_more: object) -> None:
        raise UserError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(drafts, "keep_draft", full)
        patch.setattr(commands, "run", full)
        page.comment.edit.setFocus()
        page.comment.edit.insertPlainText("Half typed")
        window.close()
        assert window.desk is not None
        assert window.feedback.panel is not None
        assert page.comment.edit.toPlainText() == "Half typed"
        button = window.feedback.panel.findChildren(QPushButton)[0]
        assert button.text() == "Close without it"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_whoever_types_without_a_pause_has_drafts_all_the_same(window: Window, qtbot: QtBot) -> None:
    desk, shell = window.desk, window.shell
    assert desk is not None
    assert shell is not None
    form = form_over(window)
    form.open()

    def is_kept_of_form() -> bool:
        QTest.keyClick(form.form.field("note"), Qt.Key.Key_A)
        return desk.draft("test/note") != ""

    qtbot.waitUntil(is_kept_of_form)
    form.reject()
    shell.show_page("reports")
    page = shell.page
    assert isinstance(page, ReportsPage)
    place = page.comment.place
    assert place is not None

    def is_kept_of_comment() -> bool:
        QTest.keyClick(page.comment.edit, Qt.Key.Key_A)
        return desk.draft(place.draft) != ""

    qtbot.waitUntil(is_kept_of_comment)


def test_undo_of_a_toast_never_takes_back_a_newer_step(window: Window) -> None:
    desk = window.desk
    assert desk is not None
    first, second = [known.pupil.id for known in pupil_list(desk.room, desk.today)[:2]]
    desk.do(MarkSessions((SessionMark(first, desk.today, "AM", "/"),)), "Marked")
    assert window.feedback.toast_text == "Marked"
    desk.do(MarkSessions((SessionMark(second, desk.today, "AM", "/"),)))
    assert window.feedback.toast_text is None
