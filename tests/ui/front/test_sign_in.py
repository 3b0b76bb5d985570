"""The ways into a room that is there: passphrases, the recovery sheet, a room that will not open."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from iap_desktop.services.sign_in import people_of
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.opening import open_room
from iap_desktop.system import known_rooms
from iap_desktop.ui.front.start_page import LOOK, NEW, OPEN, RESTORE
from tests.rooms import LEAD, PASSPHRASE, SettableClock, code_on
from tests.ui.front.conftest import SECOND, House

ENTER = Qt.Key.Key_Return


def give(house: House, passphrase: str) -> None:
    QTest.keyClicks(house.door.sign_in_page.line, passphrase)
    QTest.keyClick(house.door.sign_in_page.line, ENTER)
    house.settle()


def buttons(house: House) -> list[str]:
    return [button.text() for button in house.door.trouble_page.buttons]


def test_the_first_start_offers_four_ways_and_makes_nothing(house: House, own_home: Path) -> None:
    house.door.start(None)
    assert house.shows(house.door.start_page)
    assert list(house.door.start_page.choices) == [NEW, OPEN, RESTORE, LOOK]
    assert house.door.start_page.choices[NEW].hasFocus()
    assert list(own_home.iterdir()) == []


@pytest.mark.parametrize(("key", "name"), [("1", NEW), ("2", OPEN), ("3", RESTORE), ("4", LOOK)])
def test_a_figure_chooses_a_way(house: House, key: str, name: str) -> None:
    house.door.start(None)
    house.door.start_page.chosen.disconnect()
    with house.bot.waitSignal(house.door.start_page.chosen) as told:
        QTest.keyClicks(house.door.start_page, key)
    assert told.args == [name]


def test_arrows_move_between_the_ways_and_enter_chooses(house: House) -> None:
    house.door.start(None)
    page = house.door.start_page
    QTest.keyClick(page.choices[NEW], Qt.Key.Key_Down)
    assert page.choices[RESTORE].hasFocus()
    QTest.keyClick(page.choices[RESTORE], Qt.Key.Key_Right)
    QTest.keyClick(page.choices[LOOK], Qt.Key.Key_Up)
    assert page.choices[OPEN].hasFocus()
    QTest.keyClick(page.choices[OPEN], Qt.Key.Key_Left)
    QTest.keyClick(page.choices[NEW], ENTER)
    assert house.shows(house.door.path)


def test_one_person_types_a_passphrase_and_is_in(house: House, folder: Path) -> None:
    house.door.start(folder)
    page = house.door.sign_in_page
    assert page.line.hasFocus()
    assert page.people.isHidden()
    assert page.only_name.text() == "Sam Carter"
    give(house, PASSPHRASE)
    assert house.room.entry.staff_id == LEAD
    assert house.came_in[-1][1] is False
    assert known_rooms.known_rooms().folders == (folder,)
    assert page.line.text() == ""


def test_who_signed_in_last_comes_first_and_the_room_comes_back_by_itself(
    house: House, staffed: Path
) -> None:
    house.door.start(staffed)
    page = house.door.sign_in_page
    assert [page.people.item(row).text() for row in range(2)] == ["Joanna Bell", "Sam Carter"]
    QTest.keyClick(page.line, Qt.Key.Key_Down)
    give(house, PASSPHRASE)
    house.room.close()
    house.came_in.clear()
    house.door.start(None)
    assert [page.people.item(row).text() for row in range(2)] == ["Sam Carter", "Joanna Bell"]
    give(house, PASSPHRASE)
    assert house.room.entry.name == "Sam Carter"


def test_a_colleagues_passphrase_does_not_open_for_another_name(house: House, staffed: Path) -> None:
    house.door.start(staffed)
    give(house, PASSPHRASE)
    assert house.came_in == []
    assert "not right" in house.door.sign_in_page.problem.text()
    give(house, SECOND)
    assert house.room.entry.name == "Joanna Bell"


def test_wrong_tries_slow_down_and_never_lock_out(house: House, folder: Path) -> None:
    house.door.start(folder)
    page = house.door.sign_in_page
    for _ in range(3):
        assert page.line.isEnabled()
        give(house, "wrong one here")
    assert not page.line.isEnabled()
    assert "5 seconds" in page.problem.text()
    house.door.show_start()
    house.door.show_room(folder)
    assert not page.line.isEnabled()
    house.seconds.now += 4
    page.on_tick()
    assert "1 second." in page.problem.text()
    house.seconds.now += 1
    page.on_tick()
    assert page.line.isEnabled()
    assert page.line.hasFocus()
    give(house, PASSPHRASE)
    assert len(house.came_in) == 1


def test_the_window_stays_alive_while_a_passphrase_is_tried(house: House, folder: Path) -> None:
    house.door.start(folder)
    page = house.door.sign_in_page
    QTest.keyClicks(page.line, PASSPHRASE)
    QTest.keyClick(page.line, ENTER)
    assert house.runner.is_busy
    assert not page.line.isEnabled()
    assert page.problem.text() == "Looking …"
    house.settle()
    assert len(house.came_in) == 1


def test_a_room_that_is_open_elsewhere_can_be_read(house: House, folder: Path, clock: SettableClock) -> None:
    other = open_room(folder, PASSPHRASE, clock)
    try:
        house.door.start(folder)
        give(house, PASSPHRASE)
        assert house.shows(house.door.trouble_page)
        assert "Sam Carter" in house.door.trouble_page.what.text()
        assert buttons(house)[:2] == ["Open to read only", "Try again"]
        QTest.keyClick(house.door.trouble_page.buttons[0], ENTER)
        house.settle()
        assert house.room.is_read_only
    finally:
        other.close()


def test_a_room_that_is_gone_is_never_made_anew(house: House, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    known_rooms.remember_room(gone, 1)
    house.door.start(None)
    assert house.shows(house.door.trouble_page)
    assert str(gone) in house.door.trouble_page.what.text()
    assert buttons(house) == ["Choose another folder", "Restore a backup", "Back to the start"]
    assert not gone.exists()


def test_a_synced_place_is_refused(house: House, tmp_path: Path) -> None:
    house.door.start(tmp_path / "OneDrive" / "room")
    assert house.shows(house.door.trouble_page)
    assert "OneDrive copies this folder" in house.door.trouble_page.what.text()


def test_a_damaged_room_offers_its_newest_backup(house: House, folder: Path, clock: SettableClock) -> None:
    room = open_room(folder, PASSPHRASE, clock)
    backup = room.back_up()
    room.close()
    (folder / "room.db").write_bytes(b"x" * 8192)
    house.door.start(folder)
    give(house, PASSPHRASE)
    assert buttons(house)[0] == "Restore the newest backup"
    QTest.mouseClick(house.door.trouble_page.buttons[0], Qt.MouseButton.LeftButton)
    assert house.shows(house.door.restore_page)
    assert house.door.restore_page.file.path() == backup


def test_open_a_room_asks_for_its_folder(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    house.door.start(None)
    house.door.on_chosen(OPEN)
    assert house.shows(house.door.sign_in_page)
    QTest.keyClick(house.door.sign_in_page, Qt.Key.Key_Escape)
    assert house.shows(house.door.start_page)


def test_a_forgotten_passphrase_is_made_new_with_the_sheet(
    house: House, staffed: Path, clock: SettableClock
) -> None:
    code = code_on(next(staffed.parent.glob("*recovery sheet.pdf")))
    house.door.start(staffed)
    house.door.sign_in_page.forgot.setFocus()
    QTest.keyClick(house.door.sign_in_page.forgot, ENTER)
    page = house.door.recovery_page
    assert page.code.field("code").hasFocus()
    QTest.keyClicks(page.code.field("code"), "AAAAA-BBBBB")
    QTest.keyClick(page.code.field("code"), ENTER)
    house.settle()
    assert "letter by letter" in page.code.problem("code")
    page.code.set_value("code", code.replace("-", " ").lower())
    QTest.keyClick(page.code.field("code"), ENTER)
    house.settle()
    assert page.is_choosing
    assert page.whose.value("whose") == LEAD
    QTest.keyClicks(page.new.line, "kettle river seven")
    QTest.keyClick(page.new.line, ENTER)
    QTest.keyClicks(page.new.again, "kettle river seven")
    QTest.keyClick(page.new.again, ENTER)
    house.settle()
    assert house.room.entry.name == "Sam Carter"
    assert "still opens" in (house.feedback.toast_text or "")
    house.room.close()
    with pytest.raises(WrongPassphrase):
        open_room(staffed, PASSPHRASE, clock, staff_id=LEAD)
    house.came_in[-1] = (open_room(staffed, "kettle river seven", clock, staff_id=LEAD), False)


def test_the_code_works_where_the_passphrase_is_asked_for(house: House, folder: Path) -> None:
    code = code_on(next(folder.parent.glob("*recovery sheet.pdf")))
    house.door.start(folder)
    give(house, code)
    assert house.shows(house.door.recovery_page)
    assert house.door.recovery_page.is_choosing
    QTest.keyClick(house.door.recovery_page, Qt.Key.Key_Escape)
    assert house.shows(house.door.sign_in_page)
    give(house, PASSPHRASE)
    assert len(house.came_in) == 1


def test_a_closed_room_shows_who_is_it_again(house: House, folder: Path) -> None:
    house.door.start(folder)
    give(house, PASSPHRASE)
    house.door.hide()
    house.room.close()
    house.door.show()
    assert house.shows(house.door.sign_in_page)
    house.came_in.clear()
    assert [one.name for one in people_of(folder)] == ["Sam Carter"]


def test_the_practice_room_opens_without_a_passphrase_and_is_not_remembered(house: House) -> None:
    house.door.start(None)
    QTest.keyClicks(house.door.start_page, "4")
    assert house.shows(house.door.work.page)
    house.settle()
    assert house.came_in[-1][1] is True
    assert known_rooms.known_rooms().folders == ()


def test_a_practice_room_that_is_open_is_said_in_words(house: House) -> None:
    house.door.look_around()
    house.settle()
    house.door.look_around()
    house.settle()
    assert house.feedback.panel is not None
    assert "already open" in house.feedback.panel.error.what
    house.feedback.clear()


def test_every_page_names_what_can_be_reached(house: House, staffed: Path) -> None:
    house.door.start(staffed)
    house.door.show_recovery()
    house.door.show_restore()
    for page in (
        house.door.start_page,
        house.door.sign_in_page,
        house.door.recovery_page,
        house.door.restore_page,
    ):
        house.door.work.show(page)
        QApplication.processEvents()
        names = [b.accessibleName() for b in page.findChildren(QPushButton) if b.isVisibleTo(page)]
        assert all(names)
        assert len(set(names)) == len(names)
