from __future__ import annotations

import json
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.ui.widgets.date_input import DateInput
from iap_desktop.ui.widgets.form import (
    CHECK,
    CHOICE,
    DATE,
    LONG_TEXT,
    NUMBER,
    PASSPHRASE,
    TIME,
    Field,
    Form,
)

FIELDS = (
    Field("surname", "Surname", is_required=True),
    Field("known_as", "Known as", help="The name that staff and pupils use."),
    Field("year", "Year group", NUMBER, minimum=1, maximum=13),
    Field("starts_on", "Starts on", DATE),
    Field("starts_at", "Starts at", TIME),
    Field("house", "House", CHOICE, choices=(("r", "Red"), ("b", "Blue"))),
    Field("is_looked_after", "Looked after", CHECK),
    Field("secret", "Passphrase", PASSPHRASE),
    Field("notes", "Notes", LONG_TEXT),
)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(FIELDS)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def line(form: Form, name: str) -> QLineEdit:
    found = form.field(name)
    assert isinstance(found, QLineEdit)
    return found


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_into(form: Form, name: str, text: str) -> None:
    line(form, name).setFocus()
    line(form, name).clear()
    QTest.keyClicks(line(form, name), text)


def test_each_kind_gives_its_own_value(form: Form) -> None:
    values: dict[str, object] = {
        "surname": "Żółć", "known_as": None, "year": 9, "starts_on": date(2026, 11, 23),
        "starts_at": time(8, 45), "house": "b", "is_looked_after": True,
        "secret": " two spaces ", "notes": "One\nTwo",
    }  # fmt: skip
    form.set_values(values)
    assert form.values() == values
    assert not form.is_changed()


def test_an_empty_form_gives_nothing(form: Form) -> None:
    empty = dict.fromkeys((field.name for field in FIELDS), None) | {"is_looked_after": False}
    assert form.values() == empty


def test_a_typed_date_and_time_are_shown_in_words_when_left(form: Form) -> None:
    type_into(form, "starts_on", "23/11/2026")
    QTest.keyClick(form.field("starts_on"), Qt.Key.Key_Tab)
    type_into(form, "starts_at", "0845")
    QTest.keyClick(form.field("starts_at"), Qt.Key.Key_Tab)
    assert line(form, "starts_on").text() == "Mon 23 Nov 2026"
    assert line(form, "starts_at").text() == "08:45"


def test_check_says_what_is_missing_and_goes_there(form: Form) -> None:
    form.field("notes").setFocus()
    assert not form.check()
    assert form.problem("surname") == "Fill this in."
    assert focused() is form.field("surname")
    assert "Fill this in." in form.field("surname").accessibleDescription()


def test_check_says_what_is_not_understood(form: Form) -> None:
    form.set_value("surname", "Malik")
    type_into(form, "year", "14")
    type_into(form, "starts_on", "31/2/2026")
    type_into(form, "starts_at", "25:00")
    assert not form.check()
    assert form.problem("year") == "Type a number from 1 to 13."
    assert form.problem("starts_on") == "Type a date, for example 23/11/2026 or 23 Nov."
    assert form.problem("starts_at") == "Type a time, for example 8:45."
    assert form.value("starts_on") is None


def test_typing_takes_the_error_away(form: Form) -> None:
    form.check()
    type_into(form, "surname", "M")
    assert form.problem("surname") == ""
    assert form.check()


def test_a_page_can_show_its_own_problems(form: Form) -> None:
    form.show_problems({"known_as": "Somebody is called that already."})
    assert form.problem("known_as") == "Somebody is called that already."
    form.clear_problems()
    assert form.problem("known_as") == ""
    assert form.field("known_as").accessibleDescription() == "The name that staff and pupils use."


def test_dates_have_bounds(qtbot: QtBot) -> None:
    form = Form([Field("on", "On", DATE, minimum=date(2026, 9, 1), maximum=date(2027, 8, 31))])
    qtbot.addWidget(form)
    form.set_value("on", date(2026, 8, 1))
    assert not form.check()
    assert form.problem("on") == "Choose Tue 1 Sep 2026 or later."


def test_only_the_person_edits(form: Form, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.set_values({"surname": "Malik", "notes": "Quiet week", "is_looked_after": True, "house": "r"})
    with qtbot.waitSignal(form.edited):
        QTest.keyClicks(form.field("notes"), "!")
    assert form.is_changed()
    form.mark_unchanged()
    assert not form.is_changed()


def test_the_same_date_typed_otherwise_is_no_change(form: Form) -> None:
    form.set_values({"starts_on": date(2026, 11, 23)})
    type_into(form, "starts_on", "23/11/2026")
    assert not form.is_changed()


def test_enter_in_a_line_submits_and_in_long_text_does_not(form: Form, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.submitted):
        QTest.keyClick(form.field("surname"), Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(form.submitted):
        QTest.keyClick(form.field("notes"), Qt.Key.Key_Return)


def test_every_stop_has_a_name_of_its_own(form: Form) -> None:
    stops = [
        widget
        for widget in form.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
    ]
    names = [stop.accessibleName() for stop in stops]
    assert all(names)
    assert len(names) == len(set(names))


def test_labels_lead_to_their_fields_by_letters_that_differ(form: Form) -> None:
    labels = [label for label in form.findChildren(QLabel) if label.buddy() is not None]
    letters = [label.text()[label.text().index("&") + 1].casefold() for label in labels]
    assert len(letters) == len(set(letters)) == len(FIELDS) - 1
    assert labels[0].buddy() is form.field("surname")


def test_tab_goes_through_the_fields_in_order(form: Form) -> None:
    form.field("surname").setFocus()
    reached = []
    for _stop in range(10):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        reached.append(focused().objectName())
    assert [name for name in reached if name in form.values()] == [field.name for field in FIELDS[1:]]


def test_a_passphrase_is_shown_only_on_request(form: Form) -> None:
    show = next(w for w in form.findChildren(QWidget) if w.accessibleName() == "Show: Passphrase")
    secret = line(form, "secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert secret.echoMode() is QLineEdit.EchoMode.Normal
    assert show.accessibleName() == "Hide: Passphrase"
    form.set_value("secret", None)
    assert secret.echoMode() is QLineEdit.EchoMode.Password


def test_a_day_picked_in_the_calendar_is_an_edit(form: Form, qtbot: QtBot) -> None:
    owner = form.field("starts_on").parentWidget()
    assert isinstance(owner, DateInput)
    form.set_value("starts_on", date(2026, 11, 23))
    QTest.keyClick(form.field("starts_on"), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = owner.popup()
    assert popup.isVisible()
    days = popup.calendar.findChild(QAbstractItemView)
    assert isinstance(days, QAbstractItemView)
    with qtbot.waitSignal(form.edited):
        QTest.keyClick(days, Qt.Key.Key_Right)
        QTest.keyClick(days, Qt.Key.Key_Return)
    assert form.value("starts_on") == date(2026, 11, 24)
    assert not popup.isVisible()


def test_a_choice_that_may_be_empty_offers_nothing_too(form: Form) -> None:
    house = form.choice("house")
    assert [house.itemText(index) for index in range(house.count())] == ["Not given", "Red", "Blue"]
    house.set_choices(((None, "None"), ("g", "Green")))
    form.set_value("house", "g")
    assert form.value("house") == "g"


def test_fields_can_be_left_out_of_sight(form: Form) -> None:
    form.show_only(["surname", "notes"])
    assert form.field("notes").isVisible()
    assert not form.field("year").isVisible()


def test_tab_leaves_long_text(form: Form) -> None:
    notes = form.field("notes")
    assert isinstance(notes, QPlainTextEdit)
    QTest.keyClick(notes, Qt.Key.Key_Tab)
    assert notes.toPlainText() == ""


def test_what_was_typed_comes_back_from_a_draft_understood_or_not(form: Form) -> None:
    form.set_values(
        {"surname": "Malik", "starts_on": date(2026, 11, 23), "starts_at": time(8, 45), "house": "r"}
    )
    type_into(form, "starts_on", "in a week")
    type_into(form, "secret", "not for drafts")
    kept = json.loads(json.dumps(form.typed()))
    assert "not for drafts" not in str(kept)
    form.set_values(dict.fromkeys(form.values()))
    form.set_typed(kept | {"gone": 1})
    assert line(form, "starts_on").text() == "in a week"
    assert (form.value("starts_at"), form.value("house"), form.value("year")) == (time(8, 45), "r", None)
    assert form.is_changed()
