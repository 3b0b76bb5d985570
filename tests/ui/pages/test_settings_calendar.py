"""The painted year by keys and mouse, and the bell times in their table."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from iap_desktop.domain.calendar import Calendar
from iap_desktop.services.bell_pages import bell_page
from iap_desktop.services.school import calendar_of
from iap_desktop.storage.room import Room
from iap_desktop.ui.form_dialog import FormDialog
from iap_desktop.ui.pages.settings.bell_model import FROM, KIND, NAME
from iap_desktop.ui.pages.settings.bells import PLACE, BellsSection
from iap_desktop.ui.pages.settings.calendar import CalendarSection
from iap_desktop.ui.pages.settings.year_grid import YearGrid
from iap_desktop.ui.window import Window
from tests.ui.conftest import MORNING
from tests.ui.pages.settings_steps import opened

MONDAY = date(2026, 12, 7)
FRIDAY = date(2026, 12, 11)
YEAR = date(2026, 9, 1), date(2027, 8, 31)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def section(window: Window) -> CalendarSection:
    found = opened(window, CalendarSection)
    found.grid.setFocus()
    return found


@pytest.fixture
def bells(window: Window) -> BellsSection:
    return opened(window, BellsSection)


def calendar(section: CalendarSection) -> Calendar:
    return calendar_of(section.desk.room)


def open_form(window: Window) -> FormDialog:
    found = [form for form in window.findChildren(FormDialog) if form.isVisible()]
    assert len(found) == 1
    return found[0]


def drag(grid: YearGrid, to: QPoint) -> None:
    """The mouse moves with its left button down."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(to)
    event = QMouseEvent(QEvent.Type.MouseMove, place, grid.mapToGlobal(place), left, left, none)
    QApplication.sendEvent(grid, event)


def test_today_is_selected_and_spoken(section: CalendarSection) -> None:
    assert section.grid.selection() == (MORNING.date(), MORNING.date())
    assert section.grid.accessibleName().startswith("School year 2026/27. Mon 23 Nov 2026: Open, Week")


def test_two_keys_make_an_inset_day_and_undo_takes_it_back(section: CalendarSection) -> None:
    QTest.keyClick(section.grid, Qt.Key.Key_Right)
    QTest.keyClick(section.grid, Qt.Key.Key_I)
    tuesday = date(2026, 11, 24)
    assert calendar(section).day(tuesday).reason == "INSET day"
    cell = section.grid.cell(tuesday)
    assert cell is not None
    assert cell.words == "INSET day"
    section.desk.undo()
    assert calendar(section).is_open(tuesday)


def test_shift_and_arrows_select_days_over_a_weekend(section: CalendarSection) -> None:
    section.grid.select(FRIDAY, FRIDAY)
    QTest.keyClick(section.grid, Qt.Key.Key_Right, SHIFT)
    assert section.grid.selection() == (FRIDAY, date(2026, 12, 14))
    QTest.keyClick(section.grid, Qt.Key.Key_O)
    assert not calendar(section).open_days(FRIDAY, date(2026, 12, 14))


def test_a_drag_selects_and_a_button_closes_with_a_name(section: CalendarSection) -> None:
    grid = section.grid
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(grid, left, pos=grid.rect_of(MONDAY).center())
    drag(grid, grid.rect_of(FRIDAY).center())
    QTest.mouseRelease(grid, left, pos=grid.rect_of(FRIDAY).center())
    assert grid.selection() == (MONDAY, FRIDAY)
    line = section.card.findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, "Flood")
    section.card.acted.emit("occasional")
    assert calendar(section).day(date(2026, 12, 9)).reason == "Flood"
    assert section.card.name() == ""


def test_delete_opens_days_of_a_half_term(section: CalendarSection) -> None:
    on = date(2026, 10, 28)
    section.grid.select(on, on)
    QTest.keyClick(section.grid, Qt.Key.Key_Delete)
    assert calendar(section).is_open(on)
    assert not calendar(section).is_open(date(2026, 10, 29))
    assert section.desk.feedback.toast_text == "Open after all: Wed 28 Oct 2026"


def test_a_weeks_letter_turns_by_click_and_by_key(section: CalendarSection) -> None:
    section.grid.select(MONDAY, MONDAY)
    before = section.grid.letter(MONDAY)
    turned = {"A": "B", "B": "", "": "A"}
    place = section.grid.letter_rect_of(MONDAY).center()
    QTest.mouseClick(section.grid, Qt.MouseButton.LeftButton, pos=place)
    assert section.grid.letter(MONDAY) == turned[before]
    QTest.keyClick(section.grid, Qt.Key.Key_W)
    assert section.grid.letter(MONDAY) == turned[turned[before]]


def test_letters_go_on_in_turn_from_here(section: CalendarSection) -> None:
    section.grid.select(MONDAY, MONDAY)
    section.set_letter("A")
    QTest.keyClick(section.grid, Qt.Key.Key_W, SHIFT)
    assert section.grid.letter(MONDAY) == "A"
    assert section.grid.letter(date(2026, 12, 14)) == "B"
    assert section.grid.letter(date(2027, 1, 4)) == "A"


def test_a_term_ends_on_the_day_selected(section: CalendarSection) -> None:
    section.grid.select(date(2026, 12, 16), date(2026, 12, 16))
    term = section.card._edges[1]
    assert term is not None
    section.card.term_moved.emit(term)
    assert not calendar(section).is_open(date(2026, 12, 17))
    assert section.desk.feedback.toast_text == "Autumn term: Thu 3 Sep \u2013 Wed 16 Dec 2026"


def test_dates_of_a_term_that_cannot_be_are_refused_in_words(
    section: CalendarSection, window: Window
) -> None:
    assert section.page is not None
    assert section.page.shown is not None
    section.change_term(section.page.shown.terms[0])
    form = open_form(window)
    form.form.set_value("ends_on", date(2026, 9, 1))
    form.save()
    assert form.problem.text().startswith("Autumn term ends before it begins.")
    assert form.isVisible()


def spoken(section: CalendarSection, name: str) -> QPushButton:
    """The button among the terms that says this."""
    found = [stop for stop in section.terms.stops if stop.accessibleName() == name and stop.isVisible()]
    assert len(found) == 1
    assert isinstance(found[0], QPushButton)
    return found[0]


def term_names(section: CalendarSection) -> list[str]:
    assert section.page is not None
    assert section.page.shown is not None
    return [term.name for term in section.page.shown.terms]


def test_a_term_is_removed_and_another_added_in_its_place(section: CalendarSection, window: Window) -> None:
    QTest.keyClick(spoken(section, "Remove Summer term"), Qt.Key.Key_Space)
    assert term_names(section) == ["Autumn term", "Spring term"]
    toast = window.feedback.toast_text or ""
    assert re.fullmatch(r"Summer term is removed: \d+ school days are closed now", toast)
    section.grid.select(date(2027, 4, 19), date(2027, 7, 9))
    QTest.keyClick(spoken(section, "Add a term"), Qt.Key.Key_Space)
    form = open_form(window)
    form.form.set_value("name", "Trinity")
    form.save()
    assert not form.isVisible()
    assert window.feedback.toast_text == "Trinity is added: Mon 19 Apr \u2013 Fri 9 Jul 2027"
    assert term_names(section) == ["Autumn term", "Spring term", "Trinity"]
    section.desk.undo()
    section.desk.undo()
    assert term_names(section) == ["Autumn term", "Spring term", "Summer term"]


def test_a_term_over_another_is_refused_above_its_form(section: CalendarSection, window: Window) -> None:
    section.grid.select(MONDAY, FRIDAY)
    section.add_term()
    form = open_form(window)
    form.form.set_value("name", "Term 4")
    form.save()
    assert form.problem.text().startswith("Term 4 begins before Autumn term has ended.")
    assert form.isVisible()
    form.reject()


def test_the_keyboard_stays_among_the_terms_when_one_is_removed(section: CalendarSection) -> None:
    first = spoken(section, "Remove Autumn term")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert spoken(section, "Remove Spring term").hasFocus()
    last = spoken(section, "Remove Summer term")
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Space)
    assert spoken(section, "Add a term").hasFocus()


def test_one_key_makes_six_terms_of_three_and_undo_takes_it_back(section: CalendarSection) -> None:
    before = calendar(section)
    split = spoken(section, "Split each term at its half-term")
    split.setFocus()
    QTest.keyClick(split, Qt.Key.Key_Space)
    assert term_names(section) == [f"Term {number}" for number in range(1, 7)]
    assert calendar(section).open_days(*YEAR) == before.open_days(*YEAR)
    assert not split.isVisible()
    assert spoken(section, "Add a term").hasFocus()
    section.desk.undo()
    assert calendar(section) == before
    assert split.isVisible()


def test_the_next_year_is_added_and_shown(section: CalendarSection) -> None:
    section.add_year()
    assert section.years.currentText() == "2028/29"
    primary = section.primary()
    assert primary is not None
    assert primary.text == "Add 2029/30"


def test_a_closure_is_corrected_and_removed_from_the_list(section: CalendarSection, window: Window) -> None:
    section.closures.select_key(section.closures.rows()[0].id)
    section.change_closure()
    form = open_form(window)
    form.form.set_value("name", "October break")
    form.save()
    assert section.closures.rows()[0].name == "October break"
    section.remove_closure()
    assert "October break" not in [closure.name for closure in section.closures.rows()]


def test_the_menu_offers_what_the_buttons_do(section: CalendarSection, qtbot: QtBot) -> None:
    section.grid.menu_wanted.emit(section.grid.mapToGlobal(QPoint(10, 10)))
    menu = section.findChild(QMenu)
    assert menu is not None
    texts = [
        action.text().split("\t")[0] for action in menu.actions() if action.isEnabled() and action.text()
    ]
    assert texts[0] == "INSET day"
    assert len(texts) == 7
    menu.close()
    qtbot.waitUntil(lambda: section.findChild(QMenu) is None)


# Bell times.


def type_in_cell(
    qtbot: QtBot, bells: BellsSection, row: int, column: int, text: str, *, is_entered: bool = True
) -> None:
    table = bells.table
    table.setCurrentIndex(table.model().index(row, column))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    if is_entered:
        QTest.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None)


def save_from(window: Window, on: date, name: str) -> None:
    form = open_form(window)
    form.form.set_value("name", name)
    form.form.set_value("effective_from", on)
    form.save()


def test_a_time_is_typed_and_holds_from_a_day_on(
    bells: BellsSection, window: Window, qtbot: QtBot, room: Room
) -> None:
    type_in_cell(qtbot, bells, 0, FROM, "835")
    assert bells.table.periods()[0].starts_at == time(8, 35)
    assert bells.changed_words.isVisible()
    bells.ask_from()
    save_from(window, date(2027, 1, 4), "Earlier tutor time")
    newest = bell_page(room, MORNING.date()).sets[0]
    assert (newest.bell_times.name, newest.bell_times.effective_from) == (
        "Earlier tutor time",
        date(2027, 1, 4),
    )
    assert newest.periods[0].starts_at == time(8, 35)
    assert not bells.is_changed()
    assert window.feedback.toast_text == "Earlier tutor time hold from Mon 4 Jan 2027"


def test_what_cannot_be_is_said_in_place_and_cannot_be_saved(bells: BellsSection, qtbot: QtBot) -> None:
    type_in_cell(qtbot, bells, 1, FROM, "1130")
    assert "P1 ends before it begins (every day)." in bells.problems.text()
    primary = bells.primary()
    assert primary is not None
    assert not primary.is_enabled
    bells.forget()
    assert not bells.problems.isVisible()


def test_a_weekday_gets_times_of_its_own(bells: BellsSection) -> None:
    bells.day.buttons()[5].click()
    assert bells.day_words.text() == "Friday is like every day."
    bells.give_own_day()
    assert bells.day_words.text() == "Friday has times of its own."
    bells.table.remove_current()
    assert len(bells.table.periods()) == 7
    bells.day.buttons()[0].click()
    assert len(bells.table.periods()) == 8
    bells.day.buttons()[5].click()
    bells.take_own_day()
    assert not bells.is_changed()


def test_a_common_school_day_is_a_start(bells: BellsSection) -> None:
    bells.template.set_value("three_by_100")
    bells.start_from_template()
    names = [period.name for period in bells.table.periods()]
    assert "P4" not in names
    assert bells.is_changed()


def test_a_period_is_added_below(bells: BellsSection) -> None:
    bells.table.setCurrentIndex(bells.table.model().index(7, NAME))
    QTest.keyClick(bells.table, Qt.Key.Key_Insert)
    added = bells.table.periods()[-1]
    assert (added.name, added.starts_at, added.ends_at) == ("P6", time(15), time(16))
    QTest.keyClick(bells.table, Qt.Key.Key_Delete)
    assert not bells.is_changed()


def test_kinds_are_chosen_from_a_list(bells: BellsSection) -> None:
    index = bells.table.model().index(1, KIND)
    assert index.data() == "Lesson"
    assert bells.table.model().setData(index, "Tutor time")
    assert index.data() == "Tutor time"


def test_typed_bell_times_outlive_a_lock(bells: BellsSection, window: Window, qtbot: QtBot) -> None:
    type_in_cell(qtbot, bells, 0, NAME, "Registration", is_entered=False)
    window.lock()
    assert window.desk is not None
    assert "Registration" in window.desk.draft(PLACE)
    again = BellsSection(window.desk)
    again.fill(again.load())
    assert again.table.periods()[0].name == "Registration"
