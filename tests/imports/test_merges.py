"""Merged cells of workbooks: what they hide is told, and headings of two rows are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from iap_desktop.domain.imports import PupilList
from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports.merges import covered_cells
from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.imports.tables import Merge, Row
from tests.imports.files import TODAY, Rows, fields_in, names_in, rewrite_part, write_book

BORN = date(2014, 3, 5)
HEADINGS = ["Surname", "Forename", "DOB", "Year", "Notes"]
FOUR: Rows = [
    HEADINGS,
    ["Smith", "Jo", BORN, 8],
    ["Ng", "Al", BORN],
    ["Lee", "Xi", BORN],
    ["Day", "Su", BORN, 9],
]


def read_merged(folder: Path, rows: Rows, *references: str, other_rows: Rows = ()) -> PupilList:
    path = write_book(folder, {"Pupils": rows, "Other": other_rows})
    book = load_workbook(path)
    for reference in references:
        book["Pupils"].merge_cells(reference)
    book.save(path)
    return read_pupil_list(path, today=TODAY)


def test_rows_that_a_merged_cell_covers_are_told_and_left_empty(tmp_path: Path) -> None:
    found = read_merged(tmp_path, FOUR, "D2:D4")
    assert [pupil.facts.get(FactKind.YEAR_GROUP) for pupil in found.rows] == ["8", None, None, "9"]
    assert [(each.row, each.column) for each in found.warnings] == [(3, "Year"), (4, "Year")]
    assert "merged cell" in found.warnings[0].reason


def test_date_of_birth_in_a_merged_cell_is_told_once(tmp_path: Path) -> None:
    rows: Rows = [HEADINGS, ["Smith", "Jo", BORN, 8], ["Ng", "Al", None, 8]]
    found = read_merged(tmp_path, rows, "C2:C3")
    assert [(each.row, each.column) for each in found.warnings] == [(3, "DOB")]


def test_row_whose_name_is_merged_is_refused_with_the_reason(tmp_path: Path) -> None:
    found = read_merged(tmp_path, [HEADINGS, ["Smith", "Jo", BORN], [None, "Al", BORN]], "A2:A3")
    assert [(each.row, each.column) for each in found.refused] == [(3, "Surname")]
    assert "merged cell" in found.refused[0].reason


def test_cells_merged_sideways_are_told_too(tmp_path: Path) -> None:
    found = read_merged(tmp_path, FOUR, "C2:D2")
    assert [(each.row, each.column) for each in found.warnings] == [(2, "Year")]


@pytest.mark.parametrize("reference", ["E2:E4", "D3:D4", "H1:J9", "A9:D9"])
def test_merged_cells_that_hide_nothing_are_not_told(tmp_path: Path, reference: str) -> None:
    assert not read_merged(tmp_path, FOUR, reference).warnings


def test_headings_of_two_rows_with_merged_cells_are_read(tmp_path: Path) -> None:
    rows: Rows = [
        ["Year 8 pupils"],
        ["UPN", "Pupil", None, "Tutor's remarks"],
        [None, "Surname", "Forename", None],
        ["B801200005001", "Smith", "Jo", "late"],
    ]
    found = read_merged(tmp_path, rows, "A1:D1", "A2:A3", "B2:C2", "D2:D3")
    assert found.heading_row == 3
    assert names_in(found) == [("Smith", "Jo")]
    assert found.rows[0].details["upn"] == "B801200005001"
    assert fields_in(found)["Tutor's remarks"] is None
    assert not found.refused


def test_title_merged_over_the_headings_is_no_heading(tmp_path: Path) -> None:
    rows: Rows = [["Form"], [None, "Surname", "Forename"], ["1", "Smith", "Jo"]]
    found = read_merged(tmp_path, rows, "A1:C1")
    assert FactKind.FORM not in found.rows[0].facts


def test_merged_cells_of_another_sheet_do_not_matter(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Cover": [["Year 8"]], "Pupils": FOUR})
    book = load_workbook(path)
    book["Cover"].merge_cells("D2:D4")
    book.save(path)
    assert not read_pupil_list(path, today=TODAY).warnings


def test_merged_cells_are_found_across_the_pieces_of_a_large_sheet(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": FOUR})
    part = "xl/worksheets/sheet1.xml"
    with ZipFile(path) as package:
        xml = package.read(part).decode()
    merges = '<mergeCells count="1"><mergeCell ref="D2:D4"/></mergeCells>'
    before = xml.index("</sheetData>") + len("</sheetData>")
    gap = " " * (1024 * 1024 - before - 40)
    rewrite_part(path, part, xml[:before] + gap + merges + xml[before:])
    assert [each.row for each in read_pupil_list(path, today=TODAY).warnings] == [3, 4]


def test_merged_cells_that_cover_each_other_over_and_over_are_given_up() -> None:
    rows = [Row(number, ("x",) * 50) for number in range(1, 2001)]
    merges = [Merge(1, 1_048_576, 0, 16_383)] * 50_000
    assert len(covered_cells(merges, rows, range(50))) == 2000
