"""A list in hands: looked at, corrected, taken in as one step or left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.services import commands
from iap_desktop.services.import_reading import LineKind
from iap_desktop.services.pupil_pages import pupil_rows
from iap_desktop.services.pupils import PutPupil
from iap_desktop.storage.room import Room
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.import_preview import ImportPreview
from iap_desktop.ui.import_rows import LOOK
from tests.imports.files import write_book, write_text
from tests.rooms import LEAD, MONDAY

HEADINGS = "Legal Surname,Legal Forename,Reg,DOB"
GOOD = ("Nowak,Kacper,8T,04/05/2013", "Żółć,Zoë,8F,01/02/2014")
BAD = ",Nameless,8F,"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return write_text(tmp_path, HEADINGS, *GOOD, BAD)


def shown(desk: Desk, path: Path, qtbot: QtBot) -> ImportPreview:
    made = ImportPreview(desk, path)
    qtbot.addWidget(made)
    made.resize(1218, 676)
    made.show()
    qtbot.waitUntil(lambda: not made.busy.isVisible())
    return made


def reread(preview: ImportPreview, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not preview._timer.isActive() and not preview.busy.isVisible())


def known_names(room: Room) -> set[str]:
    return {row.name for row in pupil_rows(room, MONDAY)}


def test_each_row_has_its_fate_and_refused_ones_are_counted_on_the_button(
    desk: Desk, listed: Path, qtbot: QtBot
) -> None:
    preview = shown(desk, listed, qtbot)
    assert [line.kind for line in preview._rows.table.rows()] == [
        LineKind.NEW,
        LineKind.NEW,
        LineKind.REFUSED,
    ]
    assert preview.import_button.text() == "Import 2 pupils, leave out 1 refused"
    preview._rows.choose(LineKind.REFUSED)
    assert len(preview._rows.table.rows()) == 1
    assert preview._rows.detail.text().startswith("Row 4: Refused. ")


def test_the_button_takes_all_in_as_one_step(desk: Desk, room: Room, listed: Path, qtbot: QtBot) -> None:
    before = known_names(room)
    preview = shown(desk, listed, qtbot)
    changed: list[frozenset[str]] = []
    desk.changed.connect(changed.append)
    preview.focus_first()
    with qtbot.waitSignal(preview.imported) as told:
        QTest.keyClick(preview.import_button, Qt.Key.Key_Space)
    assert told.args == [2]
    assert known_names(room) - before == {"Kacper Nowak", "Zoë Żółć"}
    assert desk.feedback.toast_text == "Imported 2 pupils"
    assert "pupil" in changed[-1]
    desk.undo()
    assert known_names(room) == before


def test_a_list_that_is_known_already_has_nothing_to_import(
    desk: Desk, room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    commands.run(room, PutPupil(Pupil("Nowak", "Kacper"), {FactKind.FORM: "8T"}, MONDAY), by=LEAD)
    path = write_text(tmp_path, "Legal Surname,Legal Forename,Reg", "Nowak,Kacper,8T")
    preview = shown(desk, path, qtbot)
    assert preview.import_button.text() == "Nothing to import"
    assert not preview.is_ready
    preview._rows.choose(LOOK)


def test_a_column_is_corrected_and_read_anew(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = write_text(tmp_path, "Family,Given,Reg", "Nowak,Kacper,8T", "Żółć,Zoë,8F")
    preview = shown(desk, path, qtbot)
    assert preview._problem.isVisible()
    assert not preview.import_button.isVisible()
    preview._columns.choose(0, "legal_surname")
    preview._columns.choose(1, "legal_forename")
    reread(preview, qtbot)
    assert not preview._problem.isVisible()
    assert preview.import_button.text() == "Import 2 pupils"
    preview._columns.choose(2, "legal_forename")
    assert preview._columns.mapping()[1] is None


def test_until_it_is_read_anew_nothing_can_be_imported(desk: Desk, listed: Path, qtbot: QtBot) -> None:
    preview = shown(desk, listed, qtbot)
    preview._columns.choose(2, None)
    assert not preview.import_button.isEnabled()
    reread(preview, qtbot)
    assert preview.is_ready
    assert preview.preview is not None
    assert all(FactKind.FORM not in plan.facts for plan in preview.preview.plans)


def test_another_row_of_headings(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = write_text(tmp_path, "Old Surname,Forename,Form", HEADINGS, *GOOD)
    preview = shown(desk, path, qtbot)
    first = preview._columns.heading_row()
    row = preview._columns.row
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Up if first == 2 else Qt.Key.Key_Down)
    reread(preview, qtbot)
    assert preview._reading is not None
    assert preview._reading.heading_row != first


def test_another_sheet(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    head = ("Legal Surname", "Legal Forename")
    path = write_book(tmp_path, {"Year 9": [head, ("Khan", "Ali")], "Year 8": [head, ("Nowak", "Kacper")]})
    preview = shown(desk, path, qtbot)
    assert preview._columns.sheets.isVisible()
    preview._columns.sheets.setCurrentText("Year 8")
    preview._columns.sheet_chosen.emit("Year 8")
    reread(preview, qtbot)
    assert preview._rows.table.rows()[-1].name == "Kacper Nowak"


def test_what_is_no_list_is_said_in_its_place(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    preview = shown(desk, path, qtbot)
    assert preview._unreadable.isVisible()
    assert "picture" in preview._unreadable.accessibleName()
    assert preview._unreadable.action.text() == "Choose another file"
    preview.set_path(write_text(tmp_path, HEADINGS, *GOOD, name="other.csv"))
    qtbot.waitUntil(lambda: preview.is_ready)
    assert preview._body.isVisible()


def test_a_preview_that_is_out_of_date_is_refused_and_read_anew(
    desk: Desk, room: Room, listed: Path, qtbot: QtBot
) -> None:
    preview = shown(desk, listed, qtbot)
    commands.run(room, PutPupil(Pupil("Nowak", "Kacper"), {FactKind.FORM: "9Z"}, MONDAY), by=LEAD)
    before = known_names(room)
    preview.take_in()
    qtbot.waitUntil(lambda: desk.feedback.panel is not None or not desk.runner.is_busy)
    reread(preview, qtbot)
    assert known_names(room) == before
    assert desk.feedback._panel is not None
    assert "changed since the preview" in str(desk.feedback._panel.error)
    assert preview.import_button.text() == "Import 1 pupil, leave out 2 refused"


def test_cancel_while_it_is_written_leaves_nothing_behind(
    desk: Desk, room: Room, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [f"Surname{number},Forename{number},8F,01/02/2014" for number in range(400)]
    preview = shown(desk, write_text(tmp_path, HEADINGS, *rows), qtbot)
    before = known_names(room)
    preview.take_in()
    assert preview.busy.isVisible()
    preview.busy.cancel.click()
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert known_names(room) == before
    assert desk.feedback.toast_text == "The import was stopped. Nothing was changed."
    assert preview.is_ready


def test_cancel_while_it_is_looked_at_leaves_the_file_alone(
    desk: Desk, room: Room, listed: Path, qtbot: QtBot
) -> None:
    before = room.last_step_id
    preview = shown(desk, listed, qtbot)
    with qtbot.waitSignal(preview.cancelled):
        preview.cancel_button.click()
    assert room.last_step_id == before


def test_every_stop_of_the_keyboard_has_a_name(desk: Desk, listed: Path, qtbot: QtBot) -> None:
    preview = shown(desk, listed, qtbot)
    lines = preview._columns._lines
    assert lines[0].choice.accessibleName() == "Column A, Legal Surname, is taken for"
    assert preview._columns.row.accessibleName() == "Row with the headings"
    assert preview._rows.table.view.accessibleName() == "What happens to each row"


def test_new_pupils_come_into_a_room_that_is_in_use(
    desk: Desk, room: Room, listed: Path, qtbot: QtBot
) -> None:
    preview = shown(desk, listed, qtbot)
    assert preview.place.isVisible()
    assert preview.place.isChecked()
    before = sum(row.is_in_room for row in pupil_rows(room, MONDAY))
    with qtbot.waitSignal(preview.imported):
        preview.import_button.click()
    assert sum(row.is_in_room for row in pupil_rows(room, MONDAY)) == before + 2


def test_the_row_of_the_headings_is_shown_to_who_is_in_its_box(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = write_text(tmp_path, "Hillside pupils,,,", "Run on 25/11/2026,,,", HEADINGS, *GOOD)
    preview = ImportPreview(desk, path)
    qtbot.addWidget(preview)
    preview.show()
    preview.setFocus()
    preview._columns.row.setFocus()
    qtbot.waitUntil(lambda: not preview.busy.isVisible())
    assert preview._columns.row.value() == 3
