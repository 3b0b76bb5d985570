from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.school import SettingKind
from iap_desktop.domain.staff import Role
from iap_desktop.services import people, sign_in
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.services.preferences import set_preference
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.registers import MarkSessions, session_marks
from iap_desktop.services.school import SetSettings
from iap_desktop.storage.room import Room
from iap_desktop.ui import clipboard, theme
from iap_desktop.ui.application import NAME
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.pages.today import TodayPage
from iap_desktop.ui.widgets.form import Field
from iap_desktop.ui.window import Window
from tests.rooms import LIGHT, PASSPHRASE, SettableClock
from tests.ui.conftest import MORNING

SAM = 1


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    focused = window.focusWidget() or window
    QTest.keyClick(focused, key, modifier or Qt.KeyboardModifier.NoModifier)


def unlock(qtbot: QtBot, window: Window, passphrase: str = PRACTICE_PASSPHRASE) -> None:
    QTest.keyClicks(window.lock_page.passphrase, passphrase)
    QTest.keyClick(window.lock_page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.unlocker.is_busy)


def all_words(window: Window) -> str:
    """Every word of what can be seen."""
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    texts += [line.text() for line in window.findChildren(QLineEdit) if line.isVisible()]
    return " ".join((*texts, window.windowTitle()))


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.name)
def test_each_page_has_its_key(window: Window, spec: object) -> None:
    press(window, Qt.Key(Qt.Key.Key_0 + spec.key), Qt.KeyboardModifier.ControlModifier)  # type: ignore[attr-defined]
    assert window.shell is not None
    assert window.shell.page_name == spec.name  # type: ignore[attr-defined]
    assert window.windowTitle() == f"The Bridge \u00b7 {spec.title} \u2013 {NAME}"  # type: ignore[attr-defined]


def test_the_last_page_comes_back_for_the_same_person(
    make_window: Callable[[Room], Window], room: Room
) -> None:
    first = make_window(room)
    assert first.shell is not None
    assert first.desk is not None
    first.shell.show_page("pupils")
    first.desk.flush()
    second = make_window(room)
    assert second.shell is not None
    assert second.shell.page_name == "pupils"


def test_locking_hides_every_name_and_clears_what_was_copied(window: Window) -> None:
    assert window.desk is not None
    names = {
        word for known in pupil_list(window.desk.room, window.desk.today) for word in known.pupil.name.split()
    }
    clipboard.put("Ayaan Khan\t95 %")
    window.feedback.toast("A toast that names somebody")
    press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.is_locked
    assert window.windowTitle() == NAME
    assert not names & set(all_words(window).split())
    assert QApplication.clipboard().text() == ""
    assert window.feedback.toast_text is None


def test_what_another_program_copied_stays_on_the_clipboard(window: Window) -> None:
    clipboard.put("Ayaan Khan")
    QApplication.clipboard().setText("from Word")
    window.lock()
    assert QApplication.clipboard().text() == "from Word"


def test_one_key_blanks_the_window_and_any_key_asks_for_the_passphrase(window: Window) -> None:
    press(window, Qt.Key.Key_F12)
    assert window.is_locked
    assert not window.lock_page.passphrase.isVisible()
    assert all_words(window) == NAME
    QTest.keyClick(window.lock_page, Qt.Key.Key_Space)
    assert window.lock_page.passphrase.isVisible()


def test_shortcuts_are_dead_while_locked(window: Window) -> None:
    window.lock()
    for key in (Qt.Key.Key_K, Qt.Key.Key_Z, Qt.Key.Key_1):
        press(window, key, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_F1)
    assert window.is_locked
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window] == []


def test_the_right_passphrase_unlocks_and_a_wrong_one_says_so(window: Window, qtbot: QtBot) -> None:
    window.lock()
    unlock(qtbot, window, "not this one")
    assert window.is_locked
    assert "not right" in window.lock_page.problem.text()
    unlock(qtbot, window)
    assert window.windowTitle() != NAME


def test_three_wrong_tries_slow_down_and_never_lock_out(window: Window, qtbot: QtBot) -> None:
    window.lock()
    for _ in range(3):
        assert window.lock_page.passphrase.isEnabled()
        unlock(qtbot, window, "not this one")
    assert not window.lock_page.passphrase.isEnabled()
    assert "Try again in 5 seconds" in window.lock_page.problem.text()
    for _ in range(5):
        window.lock_page._count_down()
    unlock(qtbot, window)
    assert not window.is_locked


def test_a_half_typed_form_comes_back_after_the_lock(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    dialog = FormDialog(
        window.desk, "A note", (Field("note", "Note"),), lambda _: True, place="test/note", parent=window
    )
    dialog.open()
    QTest.keyClicks(dialog.form.field("note"), "half typed")
    window.lock()
    assert not dialog.isVisible()
    assert window.desk.draft("test/note") == '{"note": "half typed"}'
    unlock(qtbot, window)
    assert dialog.isVisible()
    assert dialog.form.value("note") == "half typed"
    dialog.leave()
    assert window.desk.draft("test/note") == ""


def test_a_form_of_one_person_waits_as_a_draft_while_another_works(
    window: Window, qtbot: QtBot, room: Room
) -> None:
    jo = people.add_person(
        room, people.NewPerson("Joanna Bell-Smith", Role.PRACTITIONER, PASSPHRASE, LIGHT), by=SAM
    )
    assert window.desk is not None
    dialog = FormDialog(
        window.desk, "A note", (Field("note", "Note"),), lambda _: True, place="test/note", parent=window
    )
    dialog.open()
    QTest.keyClicks(dialog.form.field("note"), "half typed")
    window.on_change_wanted()
    window.lock_page.people.setCurrentIndex(window.lock_page.people.findData(jo))
    unlock(qtbot, window, PASSPHRASE)
    assert window.desk.name == "Joanna Bell-Smith"
    assert not window.desk.is_lead
    assert window.desk.draft("test/note") == ""
    sign_in.change_person(room, SAM, PRACTICE_PASSPHRASE)
    assert "half typed" in window.desk.draft("test/note")


def test_each_person_has_pages_and_columns_of_their_own(window: Window, qtbot: QtBot, room: Room) -> None:
    jo = people.add_person(
        room, people.NewPerson("Joanna Bell-Smith", Role.PRACTITIONER, PASSPHRASE, LIGHT), by=SAM
    )
    shell = window.shell
    assert shell is not None
    shell.show_page("settings", "bells")
    before = set(shell._pages.values())
    window.on_change_wanted()
    window.lock_page.people.setCurrentIndex(window.lock_page.people.findData(jo))
    unlock(qtbot, window, PASSPHRASE)
    assert shell.page_name == "today"
    assert not before & set(shell._pages.values())


def test_idle_minutes_lock(window: Window, qtbot: QtBot) -> None:
    assert window.desk is not None
    assert window.idleness._timer.interval() == 5 * 60_000
    window.desk.do(SetSettings({SettingKind.LOCK_MINUTES: "1"}, window.desk.today))
    assert window.idleness._timer.interval() == 60_000
    window.idleness._timer.setInterval(30)
    window.idleness.watch()
    qtbot.waitUntil(lambda: window.is_locked)


def test_a_key_or_the_mouse_puts_the_lock_off_and_a_hover_event_of_qt_does_not(window: Window) -> None:
    window.idleness._timer.start(100_000)
    window.idleness._timer.setInterval(200_000)
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert window.idleness._timer.remainingTime() > 150_000
    assert not window.idleness.eventFilter(handle, QEvent(QEvent.Type.UpdateRequest))


def test_a_laptop_that_slept_is_locked(window: Window) -> None:
    window.idleness.on_tick()
    assert not window.is_locked
    window.idleness._ticked_at -= 60
    window.idleness.on_tick()
    assert window.is_locked


def test_the_login_managers_word_locks_too(window: Window) -> None:
    window.idleness.on_sleep(False)  # noqa: FBT003 - as the login manager says it
    assert not window.is_locked
    window.idleness.on_sleep(True)  # noqa: FBT003
    assert window.is_locked


def test_undo_names_its_step_and_pages_follow(window: Window) -> None:
    desk, shell = window.desk, window.shell
    assert desk is not None
    assert shell is not None
    shell.show_page("today")
    pupil_id = pupil_list(desk.room, desk.today)[0].pupil.id
    desk.do(MarkSessions((SessionMark(pupil_id, desk.today, "AM", "/"),)), "Saved")
    assert shell.status.undo.text() == "Undo: Mark morning register"
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session_marks(desk.room, desk.today, desk.today) == []
    assert window.feedback.toast_text == "Undone: Mark morning register"
    press(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(session_marks(desk.room, desk.today, desk.today)) == 1
    assert window.feedback.toast_text == "Done again: Mark morning register"


def test_the_day_steps_over_days_that_are_closed(window: Window, clock: SettableClock) -> None:
    assert window.desk is not None
    assert window.shell is not None
    assert clock.now == MORNING
    window.shell.show_page("register")
    window.shell.on_stepped(-1)
    assert window.desk.on.isoformat() == "2026-11-20"
    window.shell.on_stepped(1)
    assert window.desk.on.isoformat() == "2026-11-23"


def test_midnight_moves_a_page_that_shows_today_and_no_other(window: Window, clock: SettableClock) -> None:
    desk = window.desk
    assert desk is not None
    clock.advance(days=1)
    window.on_minute()
    assert desk.on == desk.today
    desk.move_to(MORNING.date())
    clock.advance(days=1)
    window.on_minute()
    assert desk.on == MORNING.date()


def test_the_look_is_remembered_for_each_person(
    window: Window, make_window: Callable[[Room], Window]
) -> None:
    assert window.desk is not None
    window.set_look(theme.Mode.DARK, 125)
    window.desk.flush()
    theme.apply(theme.Mode.LIGHT, 100)
    make_window(window.desk.room)
    assert (theme.mode(), theme.percent()) == (theme.Mode.DARK, 125)


def test_a_page_that_cannot_be_filled_is_never_left_half_drawn(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = window.shell
    assert shell is not None
    shell.show_page("today")
    assert shell.page is not None

    def break_down(_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(shell.page, "fill", break_down)
        with pytest.raises(ZeroDivisionError):
            shell.refresh_current()
        assert shell._stack.currentWidget() is shell._trouble
    shell._trouble.acted.emit()
    assert shell._stack.currentWidget() is shell.page


def test_a_backup_is_made_beside_the_work_on_the_first_change_of_a_day(
    window: Window, qtbot: QtBot, clock: SettableClock
) -> None:
    desk = window.desk
    assert desk is not None
    clock.advance(days=1)
    pupil_id = pupil_list(desk.room, desk.today)[0].pupil.id
    before = set((desk.room.folder / "backups").glob("*.iapbackup"))
    desk.do(MarkSessions((SessionMark(pupil_id, desk.today, "AM", "/"),)))
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert set((desk.room.folder / "backups").glob("*.iapbackup")) - before
    assert window.shell is not None
    assert window.shell.status.backup.text() == "Last backup today 08:30"


def test_what_is_written_has_a_backup_within_the_hour(
    window: Window, qtbot: QtBot, clock: SettableClock
) -> None:
    desk = window.desk
    assert desk is not None
    folder = desk.room.folder / "backups"
    pupil_id = pupil_list(desk.room, desk.today)[0].pupil.id
    before = set(folder.glob("*.iapbackup"))
    desk.do(MarkSessions((SessionMark(pupil_id, desk.today, "AM", "/"),)))
    clock.advance(minutes=30)
    window.on_minute()
    assert not window.runner.is_busy
    clock.advance(minutes=31)
    window.on_minute()
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert len(set(folder.glob("*.iapbackup")) - before) == 1
    clock.advance(hours=2)
    window.on_minute()
    assert not window.runner.is_busy  # nothing new was written


def test_a_window_remembered_on_a_screen_that_is_gone_comes_back_into_sight(
    make_window: Callable[[Room], Window], room: Room, dressed: QApplication
) -> None:
    far = QWidget()
    far.setGeometry(5_000, 5_000, 1_200, 700)
    set_preference(room, "window geometry", bytes(far.saveGeometry().toHex().data()).decode("ascii"))
    window = make_window(room)
    screen = dressed.primaryScreen().availableGeometry()
    in_sight = screen.intersected(window.geometry())
    assert in_sight.width() > 0.8 * min(screen.width(), window.width())
    assert in_sight.height() > 0.8 * min(screen.height(), window.height())


def test_leaving_closes_the_room_and_shows_the_front_door(window: Window, qtbot: QtBot) -> None:
    window.leave()
    qtbot.waitUntil(lambda: window.desk is None)
    assert window.stack.currentWidget() is window.front
    assert window.windowTitle() == NAME


def test_closing_the_window_closes_the_room_with_its_backup(window: Window, qtbot: QtBot) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.desk is None


def test_a_page_that_comes_back_later_shows_the_time_that_it_is_then(
    window: Window, clock: SettableClock
) -> None:
    shell = window.shell
    assert shell is not None
    shell.show_page("today")
    page = shell.page
    assert isinstance(page, TodayPage)
    assert page.shown is not None
    before = page.shown.glance.now_words
    shell.show_page("settings")
    clock.advance(hours=2)
    shell.show_page("today")
    assert page.shown.glance.now_words != before
