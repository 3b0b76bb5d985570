"""The register by mouse and finger, on days that are not today, for who may only look, and through a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.register_days import ColumnKey
from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.services.register_days import register_day
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.pages.register import RegisterPage
from iap_desktop.ui.pages.register.excel import ExcelDialog
from iap_desktop.ui.window import Window
from tests.rooms import SettableClock

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
MONDAY, FRIDAY, SATURDAY, TUESDAY = (date(2026, 11, day) for day in (23, 20, 21, 24))
MakeWindow = Callable[[Room], Window]


def register_of(window: Window, qtbot: QtBot) -> RegisterPage:
    assert window.shell is not None
    window.shell.show_page("register")
    page = window.shell.page
    assert isinstance(page, RegisterPage)
    qtbot.waitUntil(lambda: page.grid.hasFocus() or page.grid.isHidden())
    return page


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> RegisterPage:
    return register_of(window, qtbot)


@pytest.fixture
def reading(make_window: MakeWindow, sample_folder: Path, clock: SettableClock) -> Iterator[Window]:
    """The window of somebody who may only look."""
    opened = open_room(sample_folder, PRACTICE_PASSPHRASE, clock, is_read_only=True)
    yield make_window(opened)
    opened.close()


def marks(page: RegisterPage, key: ColumnKey = "AM") -> list[str]:
    day = register_day(page.desk.room, page.desk.on, page.desk.now)
    return [day.cell(row.pupil_id, key).shown.text for row in day.rows]


def point(page: RegisterPage, row: int, column: int) -> QPoint:
    return page.grid.visualRect(page.grid.grid_model.index(row, column)).center()


def click(page: RegisterPage, row: int, column: int, button: Qt.MouseButton = LEFT) -> None:
    where = point(page, row, column)
    QTest.mouseClick(page.grid.viewport(), button, Qt.KeyboardModifier.NoModifier, where)


def menu_of(page: RegisterPage) -> QMenu:
    found = page._menu
    assert found is not None
    assert found.isVisible()
    return found


def choose(menu: QMenu, words: str) -> None:
    action = next(one for one in menu.actions() if one.text().replace("&", "").startswith(words))
    menu.close()
    action.trigger()


def test_a_first_click_chooses_and_a_second_opens_the_menu(page: RegisterPage) -> None:
    click(page, 3, 0)
    assert page.grid.currentIndex().row() == 3
    assert page._menu is None
    click(page, 3, 0)
    choose(menu_of(page), "No reason yet")
    assert marks(page)[3] == "N No reason yet"


def test_menus_are_high_enough_for_a_finger(page: RegisterPage) -> None:
    click(page, 0, 0)
    menu = menu_of(page)
    heights = [menu.actionGeometry(action).height() for action in menu.actions() if not action.isSeparator()]
    assert min(heights) >= 40
    menu.close()
    assert page.grid.rowHeight(0) >= 40


def test_enter_opens_the_menu_with_the_places_of_a_period(page: RegisterPage) -> None:
    day = page.load().day
    period = day.columns[1].key
    page.grid.go_to((day.rows[0].pupil_id, period))
    QTest.keyClick(page.grid, Key.Key_Return)
    menu = menu_of(page)
    words = [action.text().replace("&", "").split("\t")[0] for action in menu.actions()]
    assert words[:4] == ["In room", "In lesson", "Elsewhere with an adult", "Late"]
    choose(menu, "Left room")
    assert marks(page, period)[0] == "… Left room"


def test_minutes_late_are_in_the_menu_for_who_has_no_keys(page: RegisterPage) -> None:
    QTest.keyClick(page.grid, Key.Key_Return)
    late = next(action for action in menu_of(page).actions() if action.text() == "&Late").menu()
    assert isinstance(late, QMenu)
    choose(late, "Late 15 min")
    menu_of(page).close()
    assert marks(page)[0] == "L 15 min"


def test_another_code_opens_the_whole_list(page: RegisterPage) -> None:
    QTest.keyClick(page.grid, Key.Key_Return)
    choose(menu_of(page), "Another code")
    offered = [choice.keys for choice in page.entry.list.choices()]
    assert len(offered) > 25
    assert "\\" not in offered
    item = page.entry.list.item(offered.index("I"))
    page.entry.list.scrollToItem(item)
    QTest.mouseClick(
        page.entry.list.viewport(),
        LEFT,
        Qt.KeyboardModifier.NoModifier,
        page.entry.list.visualItemRect(item).center(),
    )
    assert marks(page)[0] == "I Ill"


def test_a_right_click_chooses_the_cell_and_opens_its_menu(page: RegisterPage) -> None:
    viewport, where = page.grid.viewport(), point(page, 5, 0)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, viewport.mapToGlobal(where))
    QApplication.sendEvent(viewport, asked)
    assert page.grid.currentIndex().row() == 5
    choose(menu_of(page), "Present")
    assert marks(page)[5] == "/ Present"


def test_cells_can_be_chosen_by_dragging(page: RegisterPage) -> None:
    viewport, none = page.grid.viewport(), Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, LEFT, none, point(page, 1, 0))
    QTest.mouseMove(viewport, point(page, 3, 0))
    QTest.mouseRelease(viewport, LEFT, none, point(page, 3, 0))
    QTest.keyClick(page.grid, Key.Key_Space)
    assert marks(page)[:5] == ["", "/ Present", "/ Present", "/ Present", ""]


def test_the_button_for_a_finger_marks_and_goes_on(page: RegisterPage) -> None:
    for _ in range(2):
        QTest.mouseClick(page.foot.present, LEFT)
    assert marks(page)[:3] == ["/ Present", "/ Present", ""]
    assert page.grid.hasFocus()
    assert page.foot.present.height() >= 40


def test_a_click_elsewhere_takes_what_was_typed_in_full(page: RegisterPage) -> None:
    QTest.keyClicks(page.grid, "n")
    click(page, 4, 0)
    assert marks(page)[0] == "N No reason yet"
    assert page.grid.currentIndex().row() == 4
    QTest.keyClicks(page.grid, "i")
    QTest.keyClicks(page.entry, "n")
    click(page, 6, 0)
    assert marks(page)[4] == ""
    assert not page.entry.is_open


def test_a_held_key_marks_one_pupil_only(page: RegisterPage) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for is_again in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Space, none, " ", is_again)
        QApplication.sendEvent(page.grid, event)
    assert marks(page)[:2] == ["/ Present", ""]


def test_a_past_day_says_so_and_is_marked_like_today(page: RegisterPage) -> None:
    page.desk.move_to(FRIDAY)
    assert page.banner.words.text() == "You are looking at Fri 20 Nov 2026, not today."
    page.grid.go_to((page.grid.grid_model.rows[0].key, "AM"))
    QTest.keyClicks(page.grid, "i")
    QTest.keyClick(page.entry, Key.Key_Return)
    assert marks(page)[0] == "I Ill"
    QTest.mouseClick(page.banner.today, LEFT)
    assert page.desk.on == MONDAY
    assert page.banner.isHidden()


def test_a_closed_day_says_why_and_is_marked_only_on_purpose(page: RegisterPage) -> None:
    page.desk.move_to(SATURDAY)
    assert page.banner.words.text() == (
        "The school is closed on Sat 21 Nov 2026: Saturday. The next school day is Mon 23 Nov 2026."
    )
    QTest.keyClick(page.grid, Key.Key_Space)
    panel = page.desk.feedback.panel
    assert panel is not None
    assert marks(page)[0] == ""
    anyway = next(one for one in panel.findChildren(QPushButton) if one.text() == "Mark it anyway")
    QTest.mouseClick(anyway, LEFT)
    assert marks(page)[0] == "/ Present"
    QTest.keyClick(page.grid, Key.Key_Space)
    assert page.desk.feedback.panel is None
    assert marks(page)[1] == "/ Present"
    assert "marking it all the same" in page.banner.words.text()


def test_the_banner_goes_on_to_the_next_school_day(page: RegisterPage) -> None:
    page.desk.move_to(date(2026, 11, 28))
    QTest.mouseClick(page.banner.next_day, LEFT)
    assert page.desk.on == date(2026, 11, 30)


def test_on_a_day_to_come_only_absences_are_marked(page: RegisterPage) -> None:
    page.desk.move_to(TUESDAY)
    primary = page.primary()
    assert primary is not None
    assert not primary.is_enabled
    QTest.keyClick(page.grid, Key.Key_Space)
    assert page.desk.feedback.panel is not None
    assert marks(page)[0] == ""
    page.desk.feedback.clear()
    QTest.keyClicks(page.grid, "m")
    QTest.keyClick(page.entry, Key.Key_Return)
    assert marks(page)[0] == "M Appointment"


def test_who_may_only_look_moves_and_copies(reading: Window, qtbot: QtBot) -> None:
    page = register_of(reading, qtbot)
    assert page.primary() is None
    for key in (Key.Key_Space, Key.Key_N, Key.Key_L, Key.Key_F, Key.Key_Backspace, Key.Key_Return):
        QTest.keyClick(page.grid, key)
    assert marks(page) == [""] * 12
    assert page.entry.isHidden()
    assert page._menu is None
    assert page.foot.present.isHidden()
    assert "move" in page.foot.hints.text()
    assert page.desk.feedback.panel is None


def test_an_empty_room_says_what_belongs_here(
    make_window: MakeWindow, empty_room: Room, qtbot: QtBot
) -> None:
    window = make_window(empty_room)
    page = register_of(window, qtbot)
    assert page.empty.isVisible()
    assert page.grid.isHidden()
    assert page.status() == "Room record \N{EN DASH} not the statutory attendance register"
    with qtbot.waitSignal(page.desk.page_wanted) as asked:
        page.empty.action.click()
    assert asked.args[0] == "pupils"


def test_what_is_being_typed_outlives_a_refresh_and_a_lock(
    window: Window, page: RegisterPage, qtbot: QtBot
) -> None:
    QTest.keyClicks(page.grid, "l")
    QTest.keyClicks(page.entry, "1")
    page.refresh()
    assert page.entry.text() == "l1"
    window.lock()
    assert window.is_locked
    assert marks(page)[0] == ""
    QTest.keyClicks(window.lock_page.passphrase, PRACTICE_PASSPHRASE)
    QTest.keyClick(window.lock_page.passphrase, Key.Key_Return)
    qtbot.waitUntil(lambda: not window.is_locked)
    assert page.entry.text() == "l1"
    assert page.entry.hasFocus()
    QTest.keyClicks(page.entry, "0")
    QTest.keyClick(page.entry, Key.Key_Return)
    assert marks(page)[0] == "L 10 min"


def test_a_cell_is_read_out_with_its_pupil_and_column(page: RegisterPage) -> None:
    QTest.keyClicks(page.grid, "l")
    QTest.keyClick(page.entry, Key.Key_Return)
    model, spoken = page.grid.grid_model, Qt.ItemDataRole.AccessibleTextRole
    row, columns = model.rows[0], model.columns
    assert model.data(model.index(0, 0), spoken) == f"L, Late. {row.spoken}, Morning 08:40"
    assert str(model.data(model.index(0, 1), spoken)).startswith("expected: In ")
    assert model.headerData(0, Qt.Orientation.Vertical, spoken) == row.spoken
    assert model.headerData(0, Qt.Orientation.Horizontal, spoken) == columns[0].spoken


def test_every_widget_that_takes_the_focus_has_a_name_of_its_own(page: RegisterPage) -> None:
    page.desk.move_to(date(2026, 11, 28))
    stops = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(page)
    ]
    names = [widget.accessibleName() for widget in stops]
    assert all(names)
    assert len(set(names)) == len(names)


def test_targets_of_other_pages_bring_the_keyboard_there(window: Window, page: RegisterPage) -> None:
    assert window.shell is not None
    last = page.grid.grid_model.rows[-1].key
    for target, place in (("PM", (0, "PM")), (last, (11, "AM")), ((last, "PM"), (11, "PM"))):
        window.shell.show_page("register", target)
        index = page.grid.currentIndex()
        assert (index.row(), page.grid.grid_model.columns[index.column()].key) == place
    window.shell.show_page("register", FRIDAY)
    assert page.desk.on == FRIDAY


@pytest.mark.parametrize("percent", [90, 150])
def test_at_every_text_size_words_are_whole(page: RegisterPage, percent: int) -> None:
    theme.apply(theme.Mode.LIGHT, percent)
    try:
        QTest.keyClick(page.grid, Key.Key_F)
        for section in range(len(page.grid.grid_model.columns)):
            header = page.grid.horizontalHeader()
            assert header.sectionSize(section) >= theme.px(84)
        assert page.grid.rowHeight(0) == theme.px(40)
        assert page.minimumSizeHint().width() <= 1366 - 222
    finally:
        theme.apply(theme.Mode.LIGHT, 100)


def excel(page: RegisterPage, path: Path) -> ExcelDialog:
    dialog = ExcelDialog(page.desk, page, lambda _parent, _proposed: path)
    dialog.open()
    return dialog


def test_the_week_goes_to_excel_beside_the_window(page: RegisterPage, tmp_path: Path, qtbot: QtBot) -> None:
    proposed: list[Path] = []
    path = tmp_path / "papers" / "register.xlsx"
    path.parent.mkdir()

    def choose_path(_parent: QWidget, wanted: Path) -> Path:
        proposed.append(wanted)
        return path

    dialog = ExcelDialog(page.desk, page, choose_path)
    dialog.open()
    assert dialog.form.field("first").isHidden() or not dialog.form.field("first").isVisible()
    dialog.save()
    qtbot.waitUntil(lambda: page.desk.feedback.toast_text == "Saved: register.xlsx", timeout=10_000)
    assert proposed[0].name == "Register 2026-11-23 to 2026-11-27.xlsx"
    book = load_workbook(path)
    assert book.sheetnames
    book.close()


def test_a_file_that_is_not_ours_stays_and_the_new_name_is_said(
    page: RegisterPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"somebody's own")
    excel(page, path).save()
    qtbot.waitUntil(lambda: page.desk.feedback.toast_text is not None, timeout=10_000)
    said = page.desk.feedback.toast_text or ""
    assert said.startswith("register.xlsx was there already or open elsewhere, so it is saved as register")
    assert path.read_bytes() == b"somebody's own"


def test_other_dates_are_typed_and_checked(page: RegisterPage, tmp_path: Path) -> None:
    dialog = excel(page, tmp_path / "register.xlsx")
    dialog.form.set_value("stretch", "dates")
    dialog.on_edited()
    assert dialog.form.field("first").isVisible()
    dialog.form.set_value("first", FRIDAY)
    dialog.form.set_value("last", date(2026, 11, 19))
    dialog.save()
    assert dialog.form.problem("last") == "The last day is before the first."
    assert dialog.isVisible()
    dialog.reject()
