"""What is done on a pupil's page: each act is one step, said in a toast, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from iap_desktop.domain.contacts import Contact
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.services import commands, pupils
from iap_desktop.services.pupil_pages import PupilPage, pupil_page, pupil_rows
from iap_desktop.storage.room import Room
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.pages.pupils import PupilsPage, cards, stays
from iap_desktop.ui.pages.pupils.dialogs import CarefulDialog, PeriodsDialog
from tests.ui.pages.test_pupils import MONDAY, press, shown


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> PupilsPage:
    return shown(desk, qtbot)


@pytest.fixture
def opened(page: PupilsPage, room: Room) -> PupilsPage:
    page.show_pupil(pupil_rows(room, MONDAY)[0].pupil_id)
    return page


def current(page: PupilsPage, room: Room) -> PupilPage:
    return pupil_page(room, page._page().pupil.id, MONDAY)


def form(page: PupilsPage) -> CarefulDialog:
    dialog = page.acts.dialog
    assert dialog is not None
    return dialog


def act(page: PupilsPage, name: str) -> None:
    page.stay_acts.act(name, page._page())


def test_a_pupil_is_added_by_keys_and_is_in_the_room(page: PupilsPage, room: Room, qtbot: QtBot) -> None:
    page.acts.add()
    dialog = form(page)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.form.field("legal_forename").hasFocus()
    QTest.keyClicks(dialog.form.field("legal_forename"), "Kacper")
    QTest.keyClick(dialog.form.field("legal_forename"), Qt.Key.Key_Tab)
    QTest.keyClicks(dialog.form.field("legal_surname"), "O'Neill")
    QTest.keyClick(dialog.form.field("legal_surname"), Qt.Key.Key_Return)
    assert page.pupil.isVisible()
    assert page.pupil.head.name.text() == "Kacper O'Neill"
    assert current(page, room).status == "In the room since Mon 23 Nov 2026"
    assert page.desk.feedback.toast_text == "Pupil added"
    page.desk.undo()
    assert page.list.isVisible()


def test_a_upn_that_cannot_be_is_said_at_its_field(page: PupilsPage) -> None:
    page.acts.add()
    dialog = form(page)
    dialog.form.set_value("legal_forename", "Kacper")
    dialog.form.set_value("legal_surname", "Nowak")
    dialog.form.set_value("upn", "12345")
    dialog.save()
    assert "letter and twelve figures" in dialog.form.problem("upn")
    dialog.form.set_value("upn", "A801200001001")  # the wrong check letter
    dialog.save()
    assert "Save again" in dialog.form.problem("upn")
    dialog.save()
    assert page.pupil.head.name.text() == "Kacper Nowak"


def test_a_name_that_is_known_is_asked_about_once(page: PupilsPage, room: Room) -> None:
    known = pupil_page(room, pupil_rows(room, MONDAY)[0].pupil_id, MONDAY).pupil
    count = len(pupil_rows(room, MONDAY))
    page.acts.add()
    dialog = form(page)
    dialog.form.set_value("legal_forename", known.legal_forename)
    dialog.form.set_value("legal_surname", known.legal_surname.upper())
    dialog.save()
    assert len(pupil_rows(room, MONDAY)) == count
    assert "known already" in dialog.form.problem("legal_surname")
    dialog.save()
    assert len(pupil_rows(room, MONDAY)) == count + 1


def test_a_half_typed_pupil_waits_as_a_draft(page: PupilsPage) -> None:
    page.acts.add()
    form(page).form.set_value("legal_forename", "Kacper")
    page.keep()
    assert "Kacper" in page.desk.draft("pupils/add")
    form(page).reject()


def test_a_fact_changes_from_a_day_on(opened: PupilsPage, room: Room) -> None:
    before = current(opened, room)
    primary = opened.primary()
    assert primary is not None
    primary.act()
    dialog = form(opened)
    dialog.form.set_value("form", "9Z")
    dialog.form.set_value("preferred_forename", "Bo")
    dialog.save()
    after = current(opened, room)
    assert after.known.fact(FactKind.FORM) == "9Z"
    assert opened.pupil.head.name.text() == f"Bo {before.pupil.surname}"
    earlier = pupil_page(room, after.pupil.id, date(2026, 11, 20))
    assert earlier.known.fact(FactKind.FORM) == before.known.fact(FactKind.FORM)


def test_saving_without_a_change_leaves_no_step(opened: PupilsPage, room: Room) -> None:
    before = room.last_step_id
    opened.acts.change(opened._page())
    form(opened).save()
    assert room.last_step_id == before


def test_what_the_room_refuses_is_said_above_the_form(page: PupilsPage, room: Room) -> None:
    rows = [row for row in pupil_rows(room, MONDAY) if row.upn]
    page.show_pupil(rows[0].pupil_id)
    page.acts.change(page._page())
    dialog = form(page)
    dialog.form.set_value("upn", rows[1].upn)
    dialog.save()
    assert dialog.isVisible()
    assert "Another pupil" in dialog.problem.text()
    assert page.desk.feedback.panel is None
    dialog.leave()


def test_tab_goes_from_the_fields_through_the_week_to_the_buttons(opened: PupilsPage, qtbot: QtBot) -> None:
    opened.pupil.stays.periods_button.click()
    dialog = form(opened)
    assert isinstance(dialog, PeriodsDialog)
    qtbot.waitUntil(dialog.grid.table.hasFocus)
    dialog.form.field("effective_from").setFocus()
    found = []
    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        found.append(focused.accessibleName() or getattr(focused, "text", str)())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert found == [
        "From, needed",
        "Calendar for: From",
        "Every period",
        "No period",
        "Weeks A and B are the same",
        "Periods in the room",
        "Cancel",
        "Save",
    ]
    dialog.leave()


# Contacts.


def with_contacts(page: PupilsPage, *contacts: Contact) -> None:
    for contact in contacts:
        page.desk.do(pupils.PutContact(contact))


@pytest.fixture
def rung(page: PupilsPage) -> PupilsPage:
    """A new pupil with three contacts, one of them barred."""
    done = page.desk.do(pupils.PutPupil(Pupil("Nowak", "Kacper"), {}, MONDAY))
    assert done is not None
    pupil_id = done.value
    with_contacts(
        page,
        Contact(pupil_id, 1, "Barred", is_barred=True, phone="01632 960009"),
        Contact(pupil_id, 2, "Nowak", forename="Anna", phone="01632 960001"),
        Contact(pupil_id, 3, "Lund", phone="01632 960002"),
    )
    page.show_pupil(pupil_id)
    return page


def contact_names(page: PupilsPage) -> list[str]:
    return [line.name.text() for line in page.pupil.contacts.lines()]


def test_who_must_not_be_contacted_is_said_and_never_first(rung: PupilsPage) -> None:
    assert contact_names(rung) == ["1  Anna Nowak", "2  Lund", "Barred"]
    barred = rung.pupil.contacts.lines()[-1]
    assert barred.barred.isVisible()
    assert "Do not contact" in barred.barred.text()
    assert not any(number.isVisible() for number in barred.numbers)


def test_a_number_is_copied(rung: PupilsPage, qtbot: QtBot) -> None:
    line = rung.pupil.contacts.lines()[0]
    with qtbot.waitSignal(rung.pupil.contacts.copied) as told:
        line.numbers[0].click()
    assert told.args == ["01632 960001"]


def test_contacts_move_in_the_order_of_ringing(rung: PupilsPage) -> None:
    line = rung.pupil.contacts.lines()[1]
    line.more.setFocus()
    choose(line.menu, "Ring earlier")
    assert contact_names(rung) == ["1  Lund", "2  Anna Nowak", "Barred"]
    assert rung.pupil.contacts.lines()[0].more.hasFocus()
    rung.desk.undo()
    assert contact_names(rung)[0] == "1  Anna Nowak"


def test_a_contact_is_added_changed_and_removed(rung: PupilsPage) -> None:
    rung.pupil.contacts.add_button.click()
    dialog = form(rung)
    dialog.form.set_value("surname", "Osei")
    dialog.form.set_value("title", "Dr")
    dialog.save()
    assert contact_names(rung)[2] == "3  Dr Osei"
    choose(rung.pupil.contacts.lines()[2].menu, "Change")
    form(rung).form.set_value("is_barred", value=True)
    form(rung).save()
    assert "Dr Osei" in contact_names(rung)
    choose(rung.pupil.contacts.lines()[0].menu, "Remove")
    assert "1  Anna Nowak" not in contact_names(rung)
    assert rung.desk.feedback.toast_text == "Contact removed"


def choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text().startswith(words)).trigger()


# Time in the room.


def test_periods_are_ticked_by_keys(opened: PupilsPage, room: Room) -> None:
    opened.pupil.stays.periods_button.click()
    dialog = form(opened)
    assert isinstance(dialog, PeriodsDialog)
    grid = dialog.grid
    grid.none.click()
    grid.both.setChecked(True)
    grid.table.setCurrentIndex(grid.table.pattern.index(0, 0))
    grid.table.setFocus()
    QTest.keyClick(grid.table, Qt.Key.Key_Space)
    QTest.keyClick(grid.table, Qt.Key.Key_Down)
    QTest.keyClick(grid.table, Qt.Key.Key_Space)
    dialog.save()
    stay = current(opened, room).stays[0]
    assert [(line.weekday, line.letter, line.periods) for line in stay.pattern] == [
        ("Monday", "", ("P1", "P2"))
    ]
    assert stay.pattern_since == MONDAY


def test_periods_are_ticked_by_mouse_and_by_week(opened: PupilsPage, room: Room) -> None:
    opened.pupil.stays.periods_button.click()
    dialog = form(opened)
    assert isinstance(dialog, PeriodsDialog)
    grid = dialog.grid
    grid.none.click()
    grid.both.setChecked(False)
    cell = grid.table.visualRect(grid.table.pattern.index(1, 5)).center()
    QTest.mouseClick(grid.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    dialog.save()
    stay = current(opened, room).stays[0]
    assert [(line.weekday, line.letter, line.periods) for line in stay.pattern] == [("Monday", "B", ("P2",))]


def test_a_week_opened_and_saved_is_the_same_week(opened: PupilsPage, room: Room) -> None:
    before = current(opened, room).stays[0].pattern
    opened.pupil.stays.periods_button.click()
    form(opened).save()
    assert current(opened, room).stays[0].pattern == before


def test_every_period_at_once(opened: PupilsPage) -> None:
    opened.pupil.stays.periods_button.click()
    dialog = form(opened)
    assert isinstance(dialog, PeriodsDialog)
    dialog.grid.every.click()
    shape = dialog.grid.table.pattern._shape
    assert len({(slot.weekday, slot.period_name) for slot in dialog.grid.slots()}) == len(shape.has)
    dialog.leave()


def test_a_placement_ends_goes_on_and_begins_anew(opened: PupilsPage, room: Room) -> None:
    act(opened, stays.END)
    form(opened).form.set_value("ends_on", date(2026, 11, 27))
    form(opened).save()
    assert current(opened, room).status.endswith("until Fri 27 Nov 2026")
    act(opened, stays.GOES_ON)
    assert current(opened, room).stays[0].placement.ends_on is None
    act(opened, stays.END)
    form(opened).form.set_value("ends_on", date(2026, 11, 20))
    form(opened).save()
    assert cards.PLACE in dict(stays.acts_for(current(opened, room), MONDAY))
    act(opened, cards.PLACE)
    form(opened).save()
    again = current(opened, room)
    assert len(again.stays) == 2
    assert again.stays[0].pattern == again.stays[1].pattern


def test_a_key_adult_changes_from_a_day_on(opened: PupilsPage, room: Room) -> None:
    act(opened, stays.ADULT)
    form(opened).form.set_value("key_adult", None)
    form(opened).save()
    assert current(opened, room).stays[0].key_adult is None
    assert "key adult" not in opened.pupil.head.status.text()


def test_first_and_last_day_are_corrected(opened: PupilsPage, room: Room) -> None:
    act(opened, stays.DAYS)
    form(opened).form.set_value("starts_on", date(2026, 10, 5))
    form(opened).save()
    assert current(opened, room).stays[0].words == "Mon 5 Oct 2026 on"


def test_a_pupil_leaves_the_school_and_comes_back(opened: PupilsPage, room: Room) -> None:
    act(opened, stays.LEAVE)
    form(opened).form.set_value("left_on", date(2026, 11, 20))
    form(opened).save()
    assert opened.pupil.head.status.text() == "Left the school Fri 20 Nov 2026"
    act(opened, stays.BACK)
    assert current(opened, room).pupil.left_on is None


def test_who_was_added_by_mistake_goes_and_comes_back_with_undo(page: PupilsPage, room: Room) -> None:
    done = page.desk.do(pupils.PutPupil(Pupil("Nowak", "Kacper"), {}, MONDAY))
    assert done is not None
    page.show_pupil(done.value)
    act(page, stays.REMOVE)
    assert page.list.isVisible()
    page.desk.undo()
    assert done.value in {row.pupil_id for row in pupil_rows(room, MONDAY)}


def test_escape_puts_a_form_away_and_leaves_the_pupil(opened: PupilsPage, room: Room, qtbot: QtBot) -> None:
    before = room.last_step_id
    opened.acts.change(opened._page())
    dialog = form(opened)
    qtbot.waitUntil(dialog.isActiveWindow)
    press(opened, Qt.Key.Key_Escape)
    assert opened.acts.dialog is None
    assert room.last_step_id == before


def test_the_first_placement_asks_about_the_others_on_the_list(
    make_desk: Callable[[Room], Desk], empty_room: Room, qtbot: QtBot
) -> None:
    for name in ("Khan", "Lund", "Osei"):
        commands.run(empty_room, pupils.PutPupil(Pupil(name, "Kim"), {}, MONDAY), by=1)
    page = shown(make_desk(empty_room), qtbot)
    page.show_pupil(1)
    page.pupil.stays.place_button.click()
    dialog = form(page)
    assert dialog.form.value("others_stay") is True
    assert isinstance(dialog, PeriodsDialog)
    assert {slot.period_name for slot in dialog.grid.slots()} == {"P1", "P2", "P3", "P4", "P5"}
    dialog.save()
    assert [row.is_in_room for row in pupil_rows(empty_room, MONDAY)] == [True, True, True]
    assert not page.pupil.stays.place_button.isVisible()
    page.show_pupil(2)
    act(page, stays.END)
    form(page).save()
    page.acts.add()
    assert "others_stay" not in form(page).form.values()
    form(page).reject()
