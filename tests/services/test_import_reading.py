"""A list on its way in: read as wished, told in words, taken in under a watch."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.services import import_reading
from iap_desktop.services.commands import run
from iap_desktop.services.import_reading import LineKind, Stopped, WatchedImport, Wish, preview_lines
from iap_desktop.services.pupil_pages import pupil_rows
from iap_desktop.services.pupils import PutPupil
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.imports.files import write_book, write_text
from tests.rooms import LEAD, MONDAY

HEADINGS = "Legal Surname,Legal Forename,Reg,DOB"
BORN = date(2013, 5, 4)


@pytest.fixture
def known(room: Room) -> Room:
    pupil = Pupil("Khan", "Ayaan", date_of_birth=BORN)
    run(room, PutPupil(pupil, {FactKind.FORM: "9T"}, date(2026, 9, 1)), by=LEAD)
    return room


def reading(room: Room, path: Path, wish: Wish | None = None) -> import_reading.Reading:
    return import_reading.read_for_preview(room, path, wish or Wish(), MONDAY)


def test_each_row_is_told_in_words(known: Room, tmp_path: Path) -> None:
    path = write_text(
        tmp_path, HEADINGS, "Khan,Ayaan,9F,04/05/2013", "O'Neill,Seán,8F,01/02/2014", ",Nameless,8F,"
    )
    found = reading(known, path)
    assert found.preview is not None
    lines = preview_lines(found.preview)
    assert [(line.row, line.kind) for line in lines] == [
        (2, LineKind.CHANGED),
        (3, LineKind.NEW),
        (4, LineKind.REFUSED),
    ]
    assert lines[0].name == "Ayaan Khan"
    assert lines[0].words == "Form: 9T → 9F"
    assert "born Sat 1 Feb 2014" in lines[1].words
    assert lines[2].words


def test_a_list_without_names_still_shows_its_columns(known: Room, tmp_path: Path) -> None:
    path = write_text(tmp_path, "Family,Given,Reg", "Khan,Ayaan,9F", "O'Neill,Seán,8F")
    found = reading(known, path)
    assert found.preview is None
    assert found.problem is not None
    assert [column.heading for column in found.columns] == ["Family", "Given", "Reg"]
    mended = reading(known, path, Wish(None, found.heading_row, {0: "legal_surname", 1: "legal_forename"}))
    assert mended.problem is None
    assert mended.preview is not None


def test_another_sheet_can_be_read(known: Room, tmp_path: Path) -> None:
    head = ("Legal Surname", "Legal Forename")
    path = write_book(tmp_path, {"Year 9": [head, ("Khan", "Ayaan")], "Year 8": [head, ("O'Neill", "Seán")]})
    found = reading(known, path, Wish(sheet="Year 8"))
    assert (found.sheet, found.sheets) == ("Year 8", ("Year 9", "Year 8"))
    assert found.preview is not None
    assert preview_lines(found.preview)[-1].name == "Seán O'Neill"


def test_what_is_no_list_is_refused_in_words(known: Room, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(UserError, match="picture"):
        reading(known, path)


def test_a_stopped_import_leaves_nothing_behind(known: Room, tmp_path: Path) -> None:
    rows = [f"Surname{number},Forename{number},8F,01/02/2014" for number in range(20)]
    found = reading(known, write_text(tmp_path, HEADINGS, *rows))
    assert found.preview is not None
    told: list[tuple[int, int]] = []

    def stop_at_ten(done: int, total: int) -> None:
        told.append((done, total))
        if done == 10:
            raise Stopped

    before = pupil_rows(known, MONDAY)
    with pytest.raises(Stopped):
        run(known, WatchedImport(found.preview, MONDAY, watch=stop_at_ten), by=LEAD)
    assert told[-1] == (10, 20)
    assert pupil_rows(known, MONDAY) == before
    run(known, WatchedImport(found.preview, MONDAY), by=LEAD)
    assert len(pupil_rows(known, MONDAY)) == 21
