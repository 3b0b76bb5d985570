"""Headings for somebody to correct, also of files that cannot be taken in as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from iap_desktop.domain.imports import FoundHeadings
from iap_desktop.imports.pupil_lists import read_headings, read_pupil_list
from iap_desktop.system.errors import UserError
from tests.imports.files import NAMES, TODAY, Rows, ctf, names_in, write_book, write_text


def fields(found: FoundHeadings) -> list[tuple[str, str, str | None]]:
    return [(column.letter, column.heading, column.field) for column in found.columns]


def test_columns_come_with_their_fields_and_first_values(tmp_path: Path) -> None:
    path = write_text(
        tmp_path, "Pupils", f"{NAMES},House,Blank,", "Ng,Al,,,x", *(f"A{n},B,Red" for n in range(9))
    )
    found = read_headings(path)
    assert (found.source, found.heading_row, found.sheets) == ("pupils.csv", 2, ())
    assert fields(found) == [
        ("A", "Legal Surname", "legal_surname"),
        ("B", "Legal Forename", "legal_forename"),
        ("C", "House", None),
        ("D", "Blank", None),
        ("E", "", None),
    ]
    assert [column.samples for column in found.columns] == [
        ("Ng", "A0", "A1"),
        ("Al", "B", "B"),
        ("Red", "Red", "Red"),
        (),
        ("x",),
    ]


def test_file_without_names_can_be_corrected(tmp_path: Path) -> None:
    path = write_text(tmp_path, "First,Second,DOB", "Jo,Smith,05/03/2014")
    with pytest.raises(UserError):
        read_pupil_list(path, today=TODAY)
    found = read_headings(path)
    assert [column.field for column in found.columns] == [None, None, "date_of_birth"]
    chosen = {0: "legal_forename", 1: "legal_surname"}
    corrected = read_pupil_list(path, today=TODAY, heading_row=found.heading_row, mapping=chosen)
    assert names_in(corrected) == [("Smith", "Jo")]


def test_file_without_known_headings_shows_the_row_with_most_words(tmp_path: Path) -> None:
    found = read_headings(write_text(tmp_path, "Pupils;2026", "one;two;three", "1;2;3"))
    assert found.heading_row == 2
    assert fields(found) == [("A", "one", None), ("B", "two", None), ("C", "three", None)]


def test_columns_that_rival_each_other_are_left_open(tmp_path: Path) -> None:
    path = write_text(tmp_path, "Surname,Forename,Surname", "Smith,Jo,Jones")
    with pytest.raises(UserError):
        read_pupil_list(path, today=TODAY)
    assert [column.field for column in read_headings(path).columns] == [None, "legal_forename", None]


def test_row_of_headings_can_be_chosen(tmp_path: Path) -> None:
    path = write_text(tmp_path, "a,b", NAMES, "Smith,Jo")
    assert [column.heading for column in read_headings(path, heading_row=1).columns] == ["a", "b"]


def test_sheet_can_be_chosen_and_dates_are_shown_as_days(tmp_path: Path) -> None:
    day = date(2014, 3, 5)
    rows: dict[str, Rows] = {
        title: [["Surname", "Forename", "DOB"], [title, "Jo", day]] for title in ("Seven", "Eight")
    }
    found = read_headings(write_book(tmp_path, rows), sheet="Eight")
    assert (found.sheet, found.sheets) == ("Eight", ("Seven", "Eight"))
    assert [column.samples for column in found.columns] == [("Eight",), ("Jo",), ("05/03/2014",)]


def test_headings_without_pupils_are_shown(tmp_path: Path) -> None:
    assert len(read_headings(write_text(tmp_path, NAMES)).columns) == 2


def test_transfer_file_has_nothing_to_choose(tmp_path: Path) -> None:
    path = tmp_path / "ctf.xml"
    path.write_text(ctf("<Surname>Ng</Surname>"), encoding="utf-8")
    assert read_headings(path).columns == ()


def test_file_without_any_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No row of headings"):
        read_headings(write_book(tmp_path, {"Empty": []}))
