"""Excel workbooks: the right sheet, real dates, numbers that are text, and claims that are not believed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.system.errors import UserError
from tests.imports.files import TODAY, Rows, names_in, read_book, rewrite_part, write_book

HEADINGS = ["Legal last name", "Legal first name", "Date of birth", "Year group", "Registration form"]
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def in_line(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_xml(*rows: str, dimension: str = "A1:B2") -> str:
    data = f'<dimension ref="{dimension}"/><sheetData>{"".join(rows)}</sheetData>'
    return f"<worksheet {SPREADSHEET}>{data}</worksheet>"


def test_sheet_and_headings_are_found_behind_cover_and_title(tmp_path: Path) -> None:
    path = write_book(
        tmp_path,
        {
            "Cover": [["Report"], ["School", "Ashgrove"], ["Form", "8A"]],
            "Students": [
                ["Students (1)"],
                [],
                HEADINGS,
                ["Çelik", "Defne", date(2014, 3, 5), "Year 8", "8A"],
            ],
        },
    )
    found = read_pupil_list(path, today=TODAY)
    assert (found.sheet, found.sheets, found.heading_row) == ("Students", ("Cover", "Students"), 3)
    assert found.rows[0].row == 4
    assert found.rows[0].details["date_of_birth"] == date(2014, 3, 5)


def test_sheet_can_be_chosen(tmp_path: Path) -> None:
    rows = {title: [HEADINGS, [title, "Jo"]] for title in ("Seven", "Eight")}
    path = write_book(tmp_path, rows)
    assert names_in(read_pupil_list(path, today=TODAY)) == [("Seven", "Jo")]
    assert names_in(read_pupil_list(path, today=TODAY, sheet="Eight")) == [("Eight", "Jo")]
    with pytest.raises(UserError, match="has no sheet"):
        read_pupil_list(path, today=TODAY, sheet="Nine")


def test_hidden_sheet_does_not_win_over_a_visible_one(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Old": [HEADINGS, ["Gone", "Jo"]], "Now": [HEADINGS, ["Here", "Jo"]]})
    book = load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    assert names_in(read_pupil_list(path, today=TODAY)) == [("Here", "Jo")]


def test_hidden_rows_and_columns_are_read(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [HEADINGS, ["Smith", "Jo", date(2014, 3, 5)], ["Ng", "Al"]]})
    book = load_workbook(path)
    book["Pupils"].row_dimensions[3].hidden = True
    book["Pupils"].column_dimensions["C"].hidden = True
    book.save(path)
    found = read_pupil_list(path, today=TODAY)
    assert names_in(found) == [("Smith", "Jo"), ("Ng", "Al")]
    assert found.rows[0].details["date_of_birth"] == date(2014, 3, 5)


def test_numbers_stand_for_the_text_they_were_typed_as(tmp_path: Path) -> None:
    found = read_book(tmp_path, [[*HEADINGS, "ULN"], ["Smith", "Jo", 41703, 8.0, 8, 1234567890]])
    assert found.rows[0].details["date_of_birth"] == date(2014, 3, 5)
    assert found.rows[0].details["uln"] == "1234567890"
    assert dict(found.rows[0].facts) == {FactKind.YEAR_GROUP: "8", FactKind.FORM: "8"}


def test_form_that_excel_made_a_date_is_left_out_and_told(tmp_path: Path) -> None:
    found = read_book(tmp_path, [HEADINGS, ["Smith", "Jo", date(2014, 3, 5), 8, date(2026, 3, 7)]])
    assert FactKind.FORM not in found.rows[0].facts
    assert [(each.row, each.column) for each in found.warnings] == [(2, "Registration form")]


def test_days_are_counted_as_the_workbook_counts_them(tmp_path: Path) -> None:
    rows: Rows = [HEADINGS, ["Smith", "Jo", date(2014, 3, 5)], ["Ng", "Al", 41703 - 1462]]
    found = read_pupil_list(write_book(tmp_path, {"Pupils": rows}, epoch=CALENDAR_MAC_1904), today=TODAY)
    assert [pupil.details["date_of_birth"] for pupil in found.rows] == [date(2014, 3, 5)] * 2


def test_formulas_give_the_value_that_excel_stored(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [["Surname", "Forename"]]})
    formula = (
        '<row r="2"><c r="A2" t="str"><f>UPPER("smith")</f><v>SMITH</v></c>' + in_line("B2", "Jo") + "</row>"
    )
    headings = '<row r="1">' + in_line("A1", "Surname") + in_line("B1", "Forename") + "</row>"
    rewrite_part(path, "xl/worksheets/sheet1.xml", sheet_xml(headings, formula))
    assert names_in(read_pupil_list(path, today=TODAY)) == [("SMITH", "Jo")]


def test_claims_about_the_size_of_a_sheet_are_not_believed(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [["Surname", "Forename"]]})
    rows = (
        '<row r="1">' + in_line("A1", "Surname") + in_line("B1", "Forename") + "</row>",
        '<row r="2">' + in_line("A2", "Smith") + in_line("B2", "Jo") + "</row>",
        '<row r="9"><c r="A9"/></row><row r="1048576"><c r="XFD1048576"/></row>',
    )
    rewrite_part(path, "xl/worksheets/sheet1.xml", sheet_xml(*rows, dimension="A1:XFD1048576"))
    assert names_in(read_pupil_list(path, today=TODAY)) == [("Smith", "Jo")]


def test_side_notes_do_not_refuse_a_row(tmp_path: Path) -> None:
    found = read_book(tmp_path, [["Surname", "Forename"], ["Smith", "Jo", None, None, "see me"]])
    assert names_in(found) == [("Smith", "Jo")]


def test_more_columns_than_a_list_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="1,002 columns"):
        read_book(tmp_path, [["Surname", "Forename", *(f"c{n}" for n in range(1000))], ["Smith", "Jo"]])


def test_workbook_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No row of headings"):
        read_pupil_list(write_book(tmp_path, {"Empty": [], "Words": [["just"], ["words"]]}), today=TODAY)


def test_file_can_be_moved_after_reading(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [HEADINGS, ["Smith", "Jo"]]})
    read_pupil_list(path, today=TODAY)
    path.rename(tmp_path / "moved.xlsx")
    assert not path.exists()
