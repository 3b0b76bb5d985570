"""The guided path to a new room, by keyboard, left and taken up again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from iap_desktop.services.preferences import preferences
from iap_desktop.services.pupils import pupil_list
from iap_desktop.services.school import settings
from iap_desktop.services.set_up import school_so_far, template_day
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.recovery_code import normalised_code
from iap_desktop.system import known_rooms
from iap_desktop.system.lease import holder
from iap_desktop.ui.front.new_room.path import PERSON, PLACE, PUPILS, SCHOOL, SHEET, STEP, NewRoomPath
from iap_desktop.ui.front.new_room.sheet import PENDING
from tests.rooms import MONDAY, SettableClock, code_on
from tests.ui.front.conftest import House

ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
SECRET = "kettle river seven moth"


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


class Keys:
    """Types at whatever has the keyboard, and counts."""

    def __init__(self, house: House) -> None:
        self.house, self.count = house, 0

    def type(self, text: str) -> None:
        QTest.keyClicks(focused(), text)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(focused(), key)
            self.house.settle()
            QApplication.processEvents()
            self.count += 1


def begun(house: House, folder: Path) -> tuple[NewRoomPath, Keys]:
    house.door.start(None)
    keys = Keys(house)
    keys.press(Qt.Key.Key_1)
    house.door.path.place.place.set_path(folder)
    return house.door.path, keys


def made(house: House, folder: Path) -> tuple[NewRoomPath, Keys]:
    """The room is made and its sheet shown."""
    path, keys = begun(house, folder)
    keys.type("St Bede's School")
    keys.press(ENTER)
    keys.type("The Bridge")
    keys.press(ENTER)
    keys.type("Sam Carter")
    keys.press(ENTER)
    keys.type(SECRET)
    keys.press(ENTER)
    keys.type(SECRET)
    keys.press(ENTER)
    assert path.number == SHEET
    return path, keys


def test_a_room_is_made_by_keyboard_with_few_keys_beside_what_is_typed(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    path, keys = made(house, folder)
    assert folder.is_dir()
    assert path.sheet.print_button.hasFocus()
    path.next.setFocus()
    keys.press(ENTER)
    assert path.number == SCHOOL
    keys.press(ENTER)
    assert path.number == PUPILS
    keys.press(TAB)
    assert path.pupils.typed.hasFocus()
    keys.press(ENTER)
    path.pupils.list.list.put(0, 0, [["Khan", "Ayaan", "9", "9T"], ["O'Neill", "Se\u00e1n", "", ""]])
    path.next.setFocus()
    assert path.next.text() == "Add 2 pupils and start"
    keys.press(ENTER)
    assert keys.count <= 14
    known = [found.pupil.legal_surname for found in pupil_list(house.room, MONDAY)]
    assert known == ["Khan", "O'Neill"]
    assert set(settings(house.room, MONDAY).values()) >= {"St Bede's School", "The Bridge"}
    assert preferences(house.room).get(STEP) is None
    assert known_rooms.new_room_draft() == {}
    assert known_rooms.known_rooms().folders == (folder,)


def test_what_is_typed_before_the_room_is_made_comes_back_without_the_passphrase(
    house: House, tmp_path: Path
) -> None:
    path, keys = begun(house, tmp_path / "new")
    keys.type("St Bede's School")
    keys.press(ENTER)
    keys.type("The Bridge")
    keys.press(ENTER)
    keys.type("Sam Carter")
    keys.press(ENTER)
    keys.type(SECRET)
    keys.press(ESC)
    assert house.shows(house.door.start_page)
    assert SECRET not in json.dumps(known_rooms.new_room_draft())
    keys.press(Qt.Key.Key_1)
    assert path.place.school == "St Bede's School"
    assert path.place.folder == tmp_path / "new"
    assert path.person.name == "Sam Carter"
    assert path.person.passphrase == ""
    assert not (tmp_path / "new").exists()


def test_an_unsafe_place_is_refused_as_soon_as_it_is_chosen(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = tmp_path / "OneDrive" / "rooms"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(synced))
    path, _ = begun(house, tmp_path / "new")
    QTest.mouseClick(path.place.place.button, Qt.MouseButton.LeftButton)
    assert "OneDrive copies this folder" in path.place.place.problem.text()
    path.go_on()
    assert path.number == PLACE


def test_a_folder_with_something_in_it_gets_the_rooms_name_inside(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Rooms").mkdir()
    (tmp_path / "Rooms" / "a file").write_text("x")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "Rooms"))
    path, _ = begun(house, tmp_path / "new")
    path.place.names.set_value("room", "The Bridge: 2/3")
    path.place.place.on_choose()
    assert path.place.folder == tmp_path / "Rooms" / "The Bridge  2 3"
    path.place.place.set_path(tmp_path / "Rooms")
    assert not path.place.check_place()


def test_a_passphrase_that_is_short_or_not_the_same_twice_goes_no_further(
    house: House, tmp_path: Path
) -> None:
    path, keys = begun(house, tmp_path / "new")
    path.place.names.set_value("school", "St Bede's School")
    path.place.names.set_value("room", "The Bridge")
    path.go_on()
    keys.type("Sam Carter")
    keys.press(ENTER)
    keys.type("kite")
    keys.press(ENTER)
    keys.type("kite")
    keys.press(ENTER)
    assert "Too short" in path.person.new.problem()
    path.person.new.clear()
    keys.type("the bridge")
    assert "names that others know" in path.person.new.hint_line.text()
    path.go_on()
    assert "not the same" in path.person.new.problem()
    assert path.number == PERSON


def test_the_sheet_opens_the_room_and_its_file_goes_once_it_is_in_the_safe(
    house: House, tmp_path: Path, clock: SettableClock
) -> None:
    path, keys = made(house, tmp_path / "new")
    sheet = next(tmp_path.glob("*recovery sheet.pdf"))
    assert normalised_code(code_on(sheet))
    assert path.next.text() == "Print it later"
    path.sheet.is_safe.setFocus()
    keys.press(Qt.Key.Key_Space)
    assert path.next.text() == "Next"
    keys.press(ENTER)
    assert path.number == SCHOOL
    assert not sheet.exists()
    house.door.lock()
    house.settle()
    with pytest.raises(WrongPassphrase):
        open_room(tmp_path / "new", "another one", clock)


def test_a_printer_that_is_not_there_holds_nobody_up(house: House, tmp_path: Path) -> None:
    path, keys = made(house, tmp_path / "new")
    keys.press(ENTER)
    assert house.feedback.panel is not None
    assert "Nothing was printed" in house.feedback.panel.error.safe
    house.feedback.clear()
    path.go_on()
    assert path.number == SCHOOL


def test_the_day_and_the_terms_are_put_right(house: House, tmp_path: Path) -> None:
    path, _ = made(house, tmp_path / "new")
    path.go_on()
    path.school.bells.set_value("template", "six_by_50")
    assert path.school.terms is not None
    path.school.terms.set_value("0 to", date(2026, 12, 16))
    path.school.letters.set_value("")
    path.go_on()
    assert path.number == PUPILS
    path.go_on()
    known = school_so_far(house.room, MONDAY)
    assert known.bell_times == template_day("six_by_50").name
    assert known.terms[0] == replace(known.terms[0], ends_on=date(2026, 12, 16))
    assert known.letter == ""


def test_dates_that_cannot_be_are_said_and_nothing_is_written(house: House, tmp_path: Path) -> None:
    path, _ = made(house, tmp_path / "new")
    path.go_on()
    assert path.school.terms is not None
    path.school.terms.set_value("0 to", date(2026, 9, 1))
    path.go_on()
    assert path.number == SCHOOL
    assert house.feedback.panel is not None
    house.feedback.clear()


def test_a_path_that_was_left_comes_back_at_the_next_sign_in_until_it_is_skipped(
    house: House, tmp_path: Path
) -> None:
    path, keys = made(house, tmp_path / "new")
    keys.press(ESC)
    assert preferences(house.room)[STEP] == SHEET
    assert isinstance(preferences(house.room)[PENDING], str)
    assert house.feedback.toast_text == "The recovery sheet is not in the safe yet."
    house.came_in.pop()[0].close()
    house.door.start(None)
    keys.type(SECRET)
    keys.press(ENTER)
    assert house.shows(path)
    assert path.number == SHEET
    assert path.sheet.print_button.isEnabled()
    assert path.leave_button.text() == "Skip the rest"
    QTest.mouseClick(path.leave_button, Qt.MouseButton.LeftButton)
    assert preferences(house.room).get(STEP) is None


def test_a_pasted_list_says_which_line_is_wrong_and_outlives_a_lock(house: House, tmp_path: Path) -> None:
    path, keys = made(house, tmp_path / "new")
    path.go_on()
    path.go_on()
    path.pupils.show_list()
    QGuiApplication.clipboard().setText(
        "Surname\tForename\tYear\tForm\r\nKhan\tAyaan\t9\t9T\r\nNowak\tKacper\t21\t\r\n"
    )
    QTest.keyClick(path.pupils.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Line 2: 21 is no year group" in path.pupils.list_words.text()
    path.go_on()
    assert path.number == PUPILS
    house.door.lock()
    assert house.shows(house.door.sign_in_page)
    assert holder(tmp_path / "new") is None
    keys.type(SECRET)
    keys.press(ENTER)
    assert [typed.surname for typed in path.pupils.list.list.pupils()] == ["Khan", "Nowak"]
    path.pupils.list.list.put(1, 2, [["10"]])
    path.go_on()
    assert len(pupil_list(house.room, MONDAY)) == 2


def test_a_list_from_a_file_is_previewed_and_taken_in(house: House, tmp_path: Path) -> None:
    path, _ = made(house, tmp_path / "new")
    path.go_on()
    path.go_on()
    file = tmp_path / "list.csv"
    file.write_text("Surname,Forename,Year,Form\nKhan,Ayaan,9,9T\nNowak,Kacper,8,8T\n", encoding="utf-8")
    path.pupils.show_file(file)
    assert not path.next.isVisible()
    preview = path.pupils.preview
    assert preview is not None
    house.bot.waitUntil(lambda: preview.is_ready, timeout=20_000)
    preview.take_in()
    house.settle()
    house.bot.waitUntil(lambda: not path.pupils.is_previewing, timeout=20_000)
    assert path.pupils.count.text() == "\u2713 2 pupils are on the list."
    assert path.next.text() == "Start"
    path.go_on()
    assert len(pupil_list(house.room, MONDAY)) == 2


def test_closing_the_window_on_the_path_closes_the_room(house: House, tmp_path: Path) -> None:
    made(house, tmp_path / "new")
    assert holder(tmp_path / "new") is not None
    house.window.close()
    assert holder(tmp_path / "new") is None
