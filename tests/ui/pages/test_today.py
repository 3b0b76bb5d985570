from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.registers import Place
from iap_desktop.domain.screen_marks import CellState
from iap_desktop.domain.staff import Role
from iap_desktop.domain.today import Flag, Tone
from iap_desktop.services import commands
from iap_desktop.services.people import SHEET_PENDING
from iap_desktop.services.pupils import LeaveSchool
from iap_desktop.services.register_cells import Intent, cells_command, fill_blanks
from iap_desktop.services.register_days import register_day
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.front.sheet_dialog import SheetDialog
from iap_desktop.ui.pages.today import TodayPage
from iap_desktop.ui.widgets.tile import PupilTile, short_title, shown_names
from tests.rooms import SettableClock

IN_P3 = {"hour": 11, "minute": 30}


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> TodayPage:
    """The page alone, as large as in the window, in the third period of the Monday."""
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> TodayPage:
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(1218, 640)
    made.refresh()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.focus_first()
    return made


def in_p3(clock: SettableClock) -> None:
    clock.now = clock.now.replace(**IN_P3)  # type: ignore[arg-type]


def wanted_pages(desk: Desk) -> list[tuple[str, object]]:
    """Collects where the page wants to go."""
    found: list[tuple[str, object]] = []
    desk.page_wanted.connect(lambda name, target: found.append((name, target)))
    return found


def focused(page: TodayPage) -> PupilTile:
    tile = QApplication.focusWidget()
    assert isinstance(tile, PupilTile)
    assert tile in page.grid.tiles
    return tile


def mark(desk: Desk, pupil_id: int, column: str, intent: Intent) -> None:
    day = register_day(desk.room, desk.on, desk.now)
    key = next(one.key for one in day.columns if column in {one.key, one.title})
    assert desk.do(cells_command(desk.room, day, [(pupil_id, key)], intent)) is not None


def fill(desk: Desk, column: str) -> None:
    assert desk.do(fill_blanks(register_day(desk.room, desk.on, desk.now), [column]).command) is not None


def test_each_pupil_of_the_room_has_a_tile(page: TodayPage) -> None:
    names = [tile.shown_name for tile in page.grid.tiles]
    assert len(names) == 12
    assert len(set(names)) == 12


def test_a_tile_is_read_out_with_name_place_next_and_periods(page: TodayPage, clock: SettableClock) -> None:
    in_p3(clock)
    page.refresh()
    tile = page.grid.tiles[0]
    assert tile.accessibleName().startswith(tile.tile.name)
    assert f"year {tile.tile.year_group}" in tile.accessibleName()
    assert ", expected" in tile.accessibleDescription()
    assert "P3: expected: " in tile.accessibleDescription()


def test_an_expected_place_is_never_shown_as_marked(page: TodayPage, clock: SettableClock) -> None:
    in_p3(clock)
    page.refresh()
    assert {tile.tile.where.state for tile in page.grid.tiles} <= {CellState.EXPECTED, CellState.NOTHING}
    assert page.side.counts.spoken == "12 not marked"
    mark(page.desk, page.grid.tiles[0].tile.pupil_id, "P3", Intent.at(Place.LEFT_ROOM))
    page.refresh()
    assert page.grid.tiles[0].tile.where.text == "\N{HORIZONTAL ELLIPSIS} Left room"
    assert page.side.counts.spoken == "1 left room, 11 not marked"


def test_arrows_walk_in_two_directions(page: TodayPage) -> None:
    tiles, columns = page.grid.tiles, page.grid.columns()
    assert columns == 4
    for key, place in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 5),
        (Qt.Key.Key_Left, 4),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 11),
        (Qt.Key.Key_Down, 11),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(focused(page), key)
        assert focused(page) is tiles[place]


def test_a_letter_goes_to_the_next_name_whatever_its_accents(page: TodayPage) -> None:
    wanted = next(tile for tile in page.grid.tiles if tile.shown_name[0] not in "AÁÀÄ")
    QTest.keyClicks(focused(page), wanted.shown_name[0])
    assert focused(page).shown_name[0].casefold() == wanted.shown_name[0].casefold()


def test_one_key_from_a_tile_to_the_pupil(page: TodayPage) -> None:
    found = wanted_pages(page.desk)
    QTest.keyClick(focused(page), Qt.Key.Key_Return)
    QTest.mouseClick(page.grid.tiles[3], Qt.MouseButton.LeftButton)
    tiles = page.grid.tiles
    assert found == [("pupils", tiles[0].tile.pupil_id), ("pupils", tiles[3].tile.pupil_id)]


def test_tab_leaves_the_tiles_for_what_is_to_be_done(page: TodayPage) -> None:
    QTest.keyClick(focused(page), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.side.due.buttons[0]
    QTest.keyClick(page.side.due.buttons[0], Qt.Key.Key_Backtab)
    assert focused(page) is page.grid.tiles[0]


def test_a_refresh_keeps_the_keyboard_with_its_pupil(page: TodayPage) -> None:
    QTest.keyClick(focused(page), Qt.Key.Key_End)
    before = focused(page).tile.pupil_id
    widgets = list(page.grid.tiles)
    first = widgets[0].tile.pupil_id
    commands.run(page.desk.room, LeaveSchool(first, date(2026, 11, 20)), by=1)
    page.refresh()
    assert focused(page).tile.pupil_id == before
    assert page.grid.tiles == widgets[:-1]


def test_the_main_act_is_the_register_that_is_due(page: TodayPage, clock: SettableClock) -> None:
    found = wanted_pages(page.desk)
    in_p3(clock)
    page.refresh()
    primary = page.primary()
    assert primary is not None
    assert (primary.text, primary.keys) == ("Mark morning", "Ctrl+M")
    primary.act()
    fill(page.desk, "AM")
    page.refresh()
    primary = page.primary()
    assert primary is not None
    assert primary.text == "Mark afternoon"
    primary.act()
    assert found == [("register", "AM"), ("register", "PM")]
    assert page.status() == "Morning 12 of 12 marked"


def test_each_missing_day_is_a_line_that_goes_there(page: TodayPage) -> None:
    found = wanted_pages(page.desk)
    line = page.side.due.buttons[0]
    assert line.text() == "Thu 19 Nov 2026: 1 mark is missing"
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert page.desk.on == date(2026, 11, 19)
    assert found == [("register", None)]


def test_the_period_moves_on_by_itself(page: TodayPage, clock: SettableClock) -> None:
    in_p3(clock)
    page.on_tick()
    assert page.period.text().startswith("P3")
    clock.advance(hours=1)
    page.on_tick()
    assert not page.period.text().startswith("P3")


def test_a_closed_day_says_why_and_leads_to_the_next_one(page: TodayPage) -> None:
    page.desk.move_to(date(2026, 11, 21))
    page.refresh()
    page.focus_first()
    assert page.empty.isVisible()
    assert page.empty.accessibleName() == (
        "No school on Sat 21 Nov 2026. Saturday. The next school day is Mon 23 Nov 2026."
    )
    assert page.primary() is None
    QTest.keyClick(page.empty.action, Qt.Key.Key_Space)
    assert page.desk.on == date(2026, 11, 23)


def test_an_empty_room_offers_the_import(
    empty_room: Room, make_desk: Callable[[Room], Desk], qtbot: QtBot
) -> None:
    desk = make_desk(empty_room)
    page = shown(desk, qtbot)
    found = wanted_pages(desk)
    assert page.empty.action.hasFocus()
    assert page.empty.action.text() == "Import a pupil list"
    QTest.keyClick(page.empty.action, Qt.Key.Key_Space)
    assert found == [("pupils", "import")]
    assert [line.text() for line in page.side.due.buttons] == [
        "Enter the DSL: nobody is named for worries yet"
    ]


def test_a_recovery_sheet_that_still_lies_about_is_to_be_done(page: TodayPage, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(b"%PDF-1.7")
    page.desk.remember(SHEET_PENDING, str(sheet))
    page.refresh()
    line = page.side.due.buttons[2]
    assert line.text() == "Print the recovery sheet and put it in the safe"
    QTest.keyClick(line, Qt.Key.Key_Space)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SheetDialog)
    sheet.unlink()
    dialog.done(0)
    assert line.isHidden()


def test_who_may_only_read_is_offered_no_marking(page: TodayPage) -> None:
    page.desk.role = Role.READ_ONLY
    primary = page.primary()
    assert primary is not None
    assert primary.text == "Open register"


def test_an_old_backup_is_told(page: TodayPage, clock: SettableClock) -> None:
    assert page.side.backup.isHidden()
    clock.advance(days=14)
    page.desk.move_to(clock.now.date())
    page.refresh()
    assert page.side.backup.buttons[0].text().startswith("The last backup was made on ")


def test_every_flag_has_its_place_at_every_text_size(page: TodayPage) -> None:
    tile = page.grid.tiles[0]
    low = tile.lowest(206)
    flags = tuple(
        Flag(words, Tone.NOTICE) for words in ("Morning not marked", "Last day Fri 27", "First day")
    )
    many = tile.tile.__class__(
        **{name: getattr(tile.tile, name) for name in tile.tile.__slots__} | {"flags": flags}
    )
    tile.set_tile(many, tile.shown_name)
    assert tile.lowest(206) > low


def test_everything_that_takes_the_keyboard_has_a_name_of_its_own(page: TodayPage) -> None:
    names = [
        widget.accessibleName()
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
    ]
    assert all(names)
    assert len(set(names)) == len(names) > 12


def test_names_that_are_the_same_get_a_letter_more(page: TodayPage) -> None:
    one, two, three = (page.grid.tiles[place].tile for place in range(3))
    same = [
        type(one)(**{n: getattr(one, n) for n in one.__slots__} | {"name": f"{one.forename} Zed"}),
        one,
        two,
        three,
    ]
    assert shown_names(same)[0] == f"{one.forename} Z"
    assert shown_names(same)[2:] == [two.forename, three.forename]


def test_periods_have_short_names() -> None:
    assert [short_title(title) for title in ("P3", "Tutor", "PM reg", "L1")] == ["P3", "Tu", "PM", "L1"]


@pytest.mark.parametrize(("width", "columns"), [(1218, 4), (900, 2), (1700, 6)])
def test_tiles_reflow_with_the_width(page: TodayPage, width: int, columns: int) -> None:
    page.resize(width, 640)
    QApplication.processEvents()
    assert page.grid.columns() == columns


def test_large_text_keeps_every_tile_inside_its_column(page: TodayPage) -> None:
    theme.apply(theme.Mode.LIGHT, 150)
    page.resize(1144, 600)
    page.refresh()
    QApplication.processEvents()
    right = page.grid.width()
    assert all(tile.geometry().right() < right for tile in page.grid.tiles)
    assert page.period.isHidden()


def test_the_page_is_read_and_painted_in_a_tenth_of_a_second(page: TodayPage, clock: SettableClock) -> None:
    in_p3(clock)
    taken = []
    for _ in range(10):
        began = time.process_time()
        page.refresh()
        page.grab()
        taken.append(time.process_time() - began)
    assert statistics.median(taken) < 0.1
