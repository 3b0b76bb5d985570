"""The pupils' page in hands: found by letters, opened, leafed through, read."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.domain.staff import Role
from iap_desktop.domain.weekly import PeriodCell, SessionCell
from iap_desktop.services.pupil_pages import Who, pupil_page, pupil_rows
from iap_desktop.services.pupils import LeaveSchool
from iap_desktop.storage.room import Room
from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.pupils import PupilsPage
from iap_desktop.ui.pages.pupils.week_table import cell_words, spoken
from iap_desktop.ui.window import Window
from tests.imports.files import write_text

MONDAY = date(2026, 11, 23)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PupilsPage:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot, width: int = 1218) -> PupilsPage:
    """The page alone, as large as in the window."""
    made = PupilsPage(desk)
    desk.changed.connect(lambda tables: made.refresh() if tables & made.tables else None)
    qtbot.addWidget(made)
    made.resize(width, 676)
    made.refresh()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.focus_first()
    return made


def names(page: PupilsPage) -> list[str]:
    return [row.name for row in page.list.table.rows()]


def press(
    page: PupilsPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, key, modifier)


def type_words(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def test_the_list_is_found_by_letters_without_accents_and_opened(page: PupilsPage, room: Room) -> None:
    row = next(row for row in pupil_rows(room, MONDAY) if not row.name.isascii())
    press(page, Qt.Key.Key_Slash)
    assert page.list.search.hasFocus()
    plain = "".join(c for c in row.surname if c.isascii())[:3]
    type_words(plain)
    assert row.name in names(page)
    press(page, Qt.Key.Key_Down)
    page.list.select(row.pupil_id)
    press(page, Qt.Key.Key_Return)
    assert page.pupil.isVisible()
    assert page.pupil.head.name.text() == row.name


def test_a_pupil_is_found_and_the_week_seen_in_five_keys(page: PupilsPage, room: Room) -> None:
    row = pupil_rows(room, MONDAY)[4]
    keys = ["/", *row.surname[:3].casefold()]
    press(page, Qt.Key.Key_Slash)
    type_words("".join(keys[1:]))
    press(page, Qt.Key.Key_Return)
    assert len(keys) + 1 <= 5
    assert page.pupil.head.name.text() == row.name
    assert page.pupil.week.table.isVisible()


def test_a_search_says_where_else_somebody_is(page: PupilsPage, desk: Desk, room: Room) -> None:
    row = pupil_rows(room, MONDAY)[0]
    desk.do(LeaveSchool(row.pupil_id, date(2026, 11, 20)))
    page.list.search.setText(row.name)
    assert names(page) == []
    assert "1 under \u201cLeft\u201d" in page.list.table.view.accessibleDescription()
    page.list.who.buttons()[2].click()
    assert names(page) == [row.name]
    assert desk.preference("pupils who") == str(Who.LEFT)


def test_sort_and_view_are_remembered_per_person(page: PupilsPage, desk: Desk, qtbot: QtBot) -> None:
    page.list.table.sort_by("Year", is_descending=True)
    page.list.who.buttons()[1].click()
    other = shown(desk, qtbot)
    assert other.list.table.state()["sort"] == "Year"
    assert other.list.who.value() is Who.ON_LIST


def test_keys_lead_to_the_neighbours_and_back(page: PupilsPage) -> None:
    listed = names(page)
    press(page, Qt.Key.Key_Return)
    assert page.pupil.head.name.text() == listed[0]
    assert page.pupil.place.text() == f"1 of {len(listed)}"
    press(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    press(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    press(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.pupil.head.name.text() == listed[1]
    press(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.list.isVisible()
    current = page.list.table.current_row()
    assert current is not None
    assert current.name == listed[1]


def test_selected_lines_are_copied_with_headings(page: PupilsPage) -> None:
    press(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Name\tYear\tForm\tIn the room since")
    assert names(page)[0] in text


def test_the_week_shows_its_marks_and_other_weeks(page: PupilsPage, room: Room) -> None:
    pupil_id = pupil_rows(room, MONDAY)[0].pupil_id
    page.show_pupil(pupil_id)
    table = page.pupil.week.table
    assert table.cell_text(0, 0) == ""
    page.pupil.week.stepper.previous.click()
    assert "Present" in table.cell_text(0, 0)
    assert "16 Nov 2026" in page.pupil.week.stepper.middle.text()


def test_figures_have_their_n_and_what_is_not_marked(page: PupilsPage, room: Room) -> None:
    pupil_id = pupil_rows(room, MONDAY)[0].pupil_id
    page.show_pupil(pupil_id)
    found = pupil_page(room, pupil_id, MONDAY).figures
    shown_figures = [text.text() for _, text in page.pupil.figures.lines._labels]
    assert shown_figures[0] == "No sessions yet, 0 not marked"
    last = found[-1].figures
    assert f"{last.attended} of {last.possible} sessions" in shown_figures[-1]
    assert f"{len(last.unmarked)} not marked" in shown_figures[-1]


def test_cells_are_a_glyph_and_a_word() -> None:
    assert cell_words(SessionCell("L", "Late 5 min", is_present=True)) == "L Late 5 min"
    assert cell_words(SessionCell()) == "Not marked"
    assert cell_words(PeriodCell(is_to_come=True)) == ""
    assert spoken(PeriodCell(is_to_come=True)) == "still to come"
    assert cell_words(None) == "\u2013"


def test_an_open_target_shows_the_pupil(window: Window, room: Room) -> None:
    assert window.shell is not None
    row = pupil_rows(room, MONDAY)[2]
    window.shell.show_page("pupils", row.pupil_id)
    page = window.shell.page
    assert isinstance(page, PupilsPage)
    assert page.pupil.head.name.text() == row.name
    assert row.name not in window.windowTitle()


def test_a_dropped_file_is_previewed(page: PupilsPage, tmp_path: Path, qtbot: QtBot) -> None:
    path = write_text(tmp_path, "Legal Surname,Legal Forename", "Nowak,Kacper")
    drop(page, path)
    assert page.importing is not None
    importing = page.importing
    qtbot.waitUntil(lambda: importing.is_ready)
    assert page.primary() is None
    importing.cancel()
    assert page.list.isVisible()


def drop(page: PupilsPage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(100, 100), Qt.DropAction.CopyAction, mime, left, none)
    page.dropEvent(event)


def test_who_only_reads_sees_all_and_changes_nothing(desk: Desk, room: Room, qtbot: QtBot) -> None:
    desk.role = Role.READ_ONLY
    page = shown(desk, qtbot)
    page.show_pupil(pupil_rows(room, MONDAY)[0].pupil_id)
    assert page.primary() is None
    view = page.pupil
    dead = (view.contacts.add_button, view.facts.change_button, view.stays.periods_button, view.stays.more)
    assert not any(button.isVisible() for button in dead)
    assert not any(line.more.isVisible() for line in view.contacts.lines())
    page.show_list()
    assert not page.list.import_button.isVisible()


def test_an_empty_room_says_how_to_begin(
    make_desk: Callable[[Room], Desk], empty_room: Room, qtbot: QtBot
) -> None:
    page = shown(make_desk(empty_room), qtbot)
    assert page.list.empty.isVisible()
    assert page.list.empty.action.text() == "Import a list"
    assert page.list.empty.action.hasFocus()


def test_everything_that_takes_the_keyboard_has_a_name_of_its_own(page: PupilsPage, room: Room) -> None:
    assert_named(page.list)
    for row in pupil_rows(room, MONDAY):
        page.show_pupil(row.pupil_id)
        assert_named(page.pupil)


def assert_named(view: QWidget) -> None:
    stops = [
        widget
        for widget in view.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
    ]
    spoken_names = [widget.accessibleName() for widget in stops]
    assert all(spoken_names), [widget for widget in stops if not widget.accessibleName()]
    assert len(set(spoken_names)) == len(spoken_names), sorted(spoken_names)


def test_nothing_is_wider_than_the_page_at_the_largest_text(desk: Desk, room: Room, qtbot: QtBot) -> None:
    theme.apply(theme.Mode.DARK, 150)
    page = shown(desk, qtbot, width=1140)
    for row in pupil_rows(room, MONDAY)[:4]:
        page.show_pupil(row.pupil_id)
        inner = page.pupil.area.widget()
        assert inner is not None
        assert inner.minimumSizeHint().width() <= page.pupil.area.viewport().width()


def test_a_pupil_is_shown_at_once(page: PupilsPage) -> None:
    ids, taken = page.list.pupil_ids(), []
    for number in range(24):
        began = time.process_time()
        page.show_pupil(ids[number % len(ids)])
        page.grab()
        taken.append(time.process_time() - began)
    assert statistics.quantiles(taken[4:], n=20)[-1] < 0.1


def test_tab_goes_through_the_page_as_it_reads(page: PupilsPage, room: Room) -> None:
    page.show_pupil(pupil_rows(room, MONDAY)[0].pupil_id)
    page.pupil.back.setFocus()
    found: list[str] = []
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        found.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert found[0] == "All pupils"
    assert found.index("The pupil's week") < found.index("Add a contact")
    assert found.index("Add a contact") < next(
        place for place, name in enumerate(found) if name.startswith("Change, move or remove")
    )
