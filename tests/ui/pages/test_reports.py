from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.reports.pages import page_texts
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.storage import registers
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.reports import ReportsPage
from iap_desktop.ui.pages.reports.comment import DRAFT_AFTER_MS
from iap_desktop.ui.window import Window
from tests.rooms import MONDAY, SettableClock

LAST_MONDAY = date(2026, 11, 16)
WORDS = "Read aloud on Tuesday."
Show = Callable[[Desk], ReportsPage]


@pytest.fixture
def show(open_rooms: ExitStack) -> Show:
    """Shows the page of a desk as the shell does: read anew whenever something it shows has changed."""

    def shown(desk: Desk) -> ReportsPage:
        host = desk.feedback.parent()
        assert isinstance(host, QWidget)
        page = ReportsPage(desk, host)
        page.resize(1200, 640)
        desk.changed.connect(lambda tables: page.refresh() if tables & page.tables else None)
        desk.day_moved.connect(page.refresh)
        open_rooms.callback(page.keep)
        page.window().show()
        page.show()
        page.refresh()
        page.focus_first()
        return page

    return shown


@pytest.fixture
def reading_room(sample_folder: Path, clock: SettableClock, open_rooms: ExitStack) -> Room:
    """The sample room, opened for reading only."""
    room = open_room(sample_folder, PRACTICE_PASSPHRASE, clock, is_read_only=True)
    open_rooms.callback(room.close)
    return room


@pytest.fixture
def page(show: Show, desk: Desk) -> ReportsPage:
    return show(desk)


def comments(room: Room, monday: date = MONDAY) -> dict[int, str]:
    with room.read() as connection:
        return dict(registers.comments(connection, monday))


def write(page: ReportsPage, words: str = WORDS) -> None:
    page.comment.edit.setFocus()
    QTest.keyClicks(page.comment.edit, words)


def chosen_id(page: ReportsPage) -> int:
    chosen = page.list.chosen()
    assert chosen is not None
    return chosen.pupil_id


def previewed(qtbot: QtBot, page: ReportsPage) -> list[str]:
    qtbot.waitUntil(lambda: page.preview.is_drawn, timeout=10_000)
    return [" ".join(text.split()) for text in page_texts(page.preview.pdf.pdf())]


# The list.


def test_the_list_says_for_each_pupil_of_the_week_what_is_still_to_do(page: ReportsPage) -> None:
    assert len(page.list.table.rows()) == 12
    assert {line.state for line in page.list.table.rows()} == {"no comment yet"}
    assert page.status() == "0 of 12 comments written"
    assert page.list.table.view.hasFocus()


def test_everybody_is_ticked_until_somebody_unticks(page: ReportsPage) -> None:
    first = chosen_id(page)
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Space)
    assert set(page.list.ticked()) == {line.pupil.pupil_id for line in page.list.table.rows()} - {first}
    primary = page.primary()
    assert primary is not None
    assert (primary.text, primary.keys) == ("Print 11", "Ctrl+P")
    write(page)
    page.comment.save()
    assert first not in page.list.ticked()
    page.list.tick.click()
    assert len(page.list.ticked()) == 12
    page.list.tick.click()
    primary = page.primary()
    assert primary is not None
    assert not primary.is_enabled


def test_missing_marks_are_counted_in_the_list(show: Show, desk: Desk, clock: SettableClock) -> None:
    clock.advance(hours=3)
    page = show(desk)
    assert {line.state for line in page.list.table.rows()} == {"no comment, 1 unmarked"}


# Writing.


def test_a_comment_is_saved_when_the_box_is_left_and_one_undo_takes_it_back(
    page: ReportsPage, room: Room
) -> None:
    pupil_id = chosen_id(page)
    write(page)
    assert comments(room) == {}
    page.list.table.setFocus()
    assert comments(room) == {pupil_id: WORDS}
    assert page.comment.state.text() == "Saved 08:30"
    assert page.list.table.rows()[0].state == "comment written"
    page.desk.undo()
    assert page.comment.edit.toPlainText() == ""
    assert comments(room).get(pupil_id, "") == ""
    page.desk.redo()
    assert page.comment.edit.toPlainText() == WORDS


def test_control_enter_saves_and_goes_to_the_next_pupil_with_the_keyboard_in_the_box(
    page: ReportsPage, room: Room
) -> None:
    written = {}
    page.comment.edit.setFocus()
    for number in range(12):
        written[chosen_id(page)] = f"Pupil {number}."
        QTest.keyClicks(page.comment.edit, f"Pupil {number}.")
        QTest.keyClick(page.comment.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert page.comment.edit.hasFocus()
    assert comments(room) == written
    assert len(written) == 12
    assert page.status() == "12 of 12 comments written"
    assert page.desk.feedback.toast_text == "That was the last one. Ctrl+P prints all who are ticked."
    assert page.desk.count_drafts() == 0


def test_moving_through_the_list_saves_and_shows_each_pupils_own_words(page: ReportsPage, room: Room) -> None:
    first = chosen_id(page)
    write(page)
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Down)
    assert comments(room) == {first: WORDS}
    assert page.comment.edit.toPlainText() == ""
    assert page.comment.edit.accessibleName() == f"Comment for {page.list.table.rows()[1].pupil.name}"
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Up)
    assert page.comment.edit.toPlainText() == WORDS
    assert page.comment.state.text() == "Saved 08:30"


def test_half_typed_words_are_kept_and_come_back_after_a_power_cut(
    qtbot: QtBot, page: ReportsPage, room: Room, make_desk: Callable[[Room], Desk], show: Show
) -> None:
    pupil_id = chosen_id(page)
    write(page)
    assert page.comment.state.text() == "Typing\u2026"
    qtbot.waitUntil(lambda: page.comment.state.text() == "Draft kept", timeout=DRAFT_AFTER_MS * 5)
    page.comment.clear = lambda: None  # type: ignore[method-assign] # the cut: nothing more is said to this page
    again = show(make_desk(room))
    assert again.comment.edit.toPlainText() == WORDS
    assert "Your draft is back" in again.comment.state.text()
    assert again.list.table.rows()[0].state == "draft, not saved"
    QTest.keyClick(again.list.table.view, Qt.Key.Key_Down)
    assert comments(room) == {}, "looking at other pupils saves no old draft"
    QTest.keyClick(again.list.table.view, Qt.Key.Key_Up)
    again.comment.edit.setFocus()
    QTest.keyClick(again.comment.edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert comments(room) == {pupil_id: WORDS}
    assert again.desk.count_drafts() == 0


def test_words_being_typed_outlive_a_refresh(page: ReportsPage) -> None:
    write(page)
    cursor = page.comment.edit.textCursor().position()
    page.refresh()
    assert page.comment.edit.toPlainText() == WORDS
    assert page.comment.edit.textCursor().position() == cursor
    assert page.comment.is_changed


def test_another_week_saves_the_comment_in_the_week_it_is_about(page: ReportsPage, room: Room) -> None:
    pupil_id, before = chosen_id(page), comments(room, LAST_MONDAY)
    write(page)
    page.desk.move_to(LAST_MONDAY)
    assert comments(room) == {pupil_id: WORDS}
    assert comments(room, LAST_MONDAY) == before
    assert page.comment.place is not None
    assert page.comment.place.monday == LAST_MONDAY
    assert page.comment.edit.toPlainText() == before[page.comment.place.pupil_id]


def test_a_comment_can_be_emptied(page: ReportsPage, room: Room) -> None:
    page.desk.move_to(LAST_MONDAY)
    pupil_id = chosen_id(page)
    assert comments(room, LAST_MONDAY)[pupil_id]
    page.comment.edit.setFocus()
    QTest.keyClick(page.comment.edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.comment.edit, Qt.Key.Key_Delete)
    page.keep()
    assert comments(room, LAST_MONDAY)[pupil_id] == ""
    assert "no comment yet" in page.list.table.rows()[0].state


def test_leaving_a_box_untouched_writes_nothing(page: ReportsPage, room: Room) -> None:
    step = room.last_step_id
    page.comment.edit.setFocus()
    for _ in range(3):
        QTest.keyClick(page.comment.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.keep()
    assert room.last_step_id == step
    assert comments(room) == {}


# The preview.


def test_the_preview_is_the_chosen_pupils_sheet_with_what_was_saved(qtbot: QtBot, page: ReportsPage) -> None:
    chosen = page.list.chosen()
    assert chosen is not None
    (text,) = previewed(qtbot, page)
    assert chosen.name in text
    assert "Parent copy" in text
    assert WORDS not in text
    write(page)
    page.comment.save()
    (text,) = previewed(qtbot, page)
    assert WORDS in text
    page.preview.copy.setCurrentIndex(2)
    (text,) = previewed(qtbot, page)
    assert "File copy" in text


def test_all_who_are_ticked_are_previewed_at_the_chosen_pupils_page(qtbot: QtBot, page: ReportsPage) -> None:
    page.preview.view_of.buttons()[1].click()
    assert len(previewed(qtbot, page)) == 12
    QTest.keyClick(page.list.table.view, Qt.Key.Key_End)
    previewed(qtbot, page)
    assert page.preview.pdf.page() == 12
    QTest.keyClick(page.list.table.view, Qt.Key.Key_Space)
    assert len(previewed(qtbot, page)) == 11


def test_the_page_says_how_much_more_it_holds(qtbot: QtBot, page: ReportsPage) -> None:
    previewed(qtbot, page)
    assert page.comment.room.text().startswith("Room for ")
    page.comment.edit.insertPlainText("A full line of words about a week.\n" * 60)
    assert page.comment.room.text() == "Longer than the page: it goes on to a second one."
    assert page.comment.room.property("role") == "notice"


# Weeks with nothing to print.


@pytest.mark.parametrize(
    ("on", "title"),
    [
        (date(2026, 12, 2), "That week has not begun."),
        (date(2026, 10, 28), "The school was closed all that week"),
    ],
)
def test_a_week_with_nothing_to_print_says_why_and_leads_back(
    page: ReportsPage, on: date, title: str
) -> None:
    page.desk.move_to(on)
    assert page.empty.accessibleName().startswith(title)
    assert page.primary() is None
    page.focus_first()
    assert page.empty.action.hasFocus()
    QTest.keyClick(page.empty.action, Qt.Key.Key_Space)
    assert page.desk.on == page.desk.today
    assert page.primary() is not None


def test_a_room_without_pupils_leads_to_the_pupils(
    qtbot: QtBot, empty_room: Room, make_desk: Callable[[Room], Desk], show: Show
) -> None:
    page = show(make_desk(empty_room))
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.desk.page_wanted) as wanted:
        page.empty.action.click()
    assert wanted.args == ["pupils", None]


def test_a_closed_week_that_is_now_leads_to_the_week_before(
    make_desk: Callable[[Room], Desk], room: Room, show: Show, clock: SettableClock
) -> None:
    clock.advance(days=28)
    page = show(make_desk(room))
    assert page.empty.accessibleName().startswith("The school was closed all that week: Christmas")
    assert page.status() == ""
    page.empty.action.click()
    assert page.desk.on == page.desk.today - timedelta(weeks=1)


# People and the window.


def test_another_person_has_drafts_of_their_own(page: ReportsPage, room: Room) -> None:
    write(page)
    page.comment.keep_draft()
    page.comment._is_typed = False  # as after a power cut: the words are back and nobody has touched them
    room.entry = replace(room.entry, staff_id=2, name="Joanna Bell")
    page.desk.reload_person()
    page.refresh()
    assert page.comment.edit.toPlainText() == ""
    room.entry = replace(room.entry, staff_id=1, name="Sam Carter")
    page.desk.reload_person()
    page.refresh()
    assert page.comment.edit.toPlainText() == WORDS
    assert comments(room) == {}


def test_the_shares_of_the_page_are_remembered(page: ReportsPage, show: Show) -> None:
    page._split.moveSplitter(page._split.width() * 3 // 5, 1)
    shares = page.desk.preference("weekly split")
    again = show(page.desk)
    assert [round(100 * size / again._split.width()) for size in again._split.sizes()] == pytest.approx(
        shares[0], abs=2
    )
    assert shares[0][0] > 50


def test_who_may_only_read_sees_all_and_changes_nothing(
    qtbot: QtBot, reading_room: Room, make_desk: Callable[[Room], Desk], show: Show
) -> None:
    desk = make_desk(reading_room)
    page = show(desk)
    desk.move_to(LAST_MONDAY)
    assert page.comment.edit.isReadOnly()
    assert not page.comment.next.isVisible()
    assert page.comment.edit.toPlainText()
    assert page.comment.edit.toPlainText().split()[0] in previewed(qtbot, page)[0]
    QTest.keyClicks(page.comment.edit, "x")
    page.keep()
    primary = page.primary()
    assert primary is not None
    assert primary.is_enabled


def test_locking_saves_the_comment_and_hides_it(window: Window, room: Room) -> None:
    page = reports(window)
    pupil_id = chosen_id(page)
    write(page)
    window.lock()
    assert comments(room) == {pupil_id: WORDS}


def test_control_z_in_the_box_takes_back_words_first_and_then_the_step_before(
    window: Window, room: Room
) -> None:
    page = reports(window)
    first = chosen_id(page)
    write(page)
    QTest.keyClick(page.comment.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.comment.edit, "Oops")
    QTest.keyClick(page.comment.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.comment.edit.toPlainText() == ""
    assert comments(room) == {first: WORDS}
    QTest.keyClick(page.comment.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert comments(room).get(first, "") == ""


def test_tab_goes_from_the_list_to_the_comment_and_on(window: Window) -> None:
    page = reports(window)
    stops = [page.list.table.view, page.comment.edit, page.comment.next]
    stops[0].setFocus()
    for stop in stops[1:]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is stop


def test_each_stop_of_the_keyboard_has_a_name_of_its_own(page: ReportsPage) -> None:
    stops = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
    ]
    names = [widget.accessibleName() for widget in stops]
    assert all(names)
    assert len(set(names)) == len(names)


def reports(window: Window) -> ReportsPage:
    assert window.shell is not None
    window.shell.show_page("reports")
    page = window.shell.page
    assert isinstance(page, ReportsPage)
    return page
