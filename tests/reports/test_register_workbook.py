from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from iap_desktop.domain.attendance import CodeClass
from iap_desktop.domain.register_book import ListedPupil, PeriodRow, PupilTotals, RegisterBook, SessionRow
from iap_desktop.domain.registers import ROOM_RECORD, Place
from iap_desktop.reports.register_workbook import register_workbook
from iap_desktop.reports.workbook import MOST_ROWS
from iap_desktop.system.errors import UserError
from tests.reports.samples import MONDAY, PRINTING, figures

IMOGEN = ListedPupil(7, "Clarke", "Imogen", "7", "7C")


def book(*pupils: ListedPupil, first_on: date = MONDAY) -> RegisterBook:
    pupils = pupils or (IMOGEN,)
    last_on = first_on + timedelta(days=4)
    sessions = [
        SessionRow(first_on, "AM", pupil, "L", "Late", CodeClass.ATTENDING, minutes_late=8)
        for pupil in pupils
    ]
    sessions += [SessionRow(last_on, "PM", pupil, None) for pupil in pupils]
    periods = [
        PeriodRow(first_on, "P1", pupil, Place.IN_LESSON, time(8, 50), None, "Art") for pupil in pupils
    ]
    totals = [PupilTotals(pupil, figures(part_time=1)) for pupil in pupils]
    return RegisterBook(
        "St Bede's & St Anne's School",
        "The Bridge",
        first_on,
        last_on,
        PRINTING,
        tuple(sessions),
        tuple(periods),
        tuple(totals),
    )


def opened(register: RegisterBook) -> Any:  # noqa: ANN401 - the library's workbook
    return load_workbook(io.BytesIO(register_workbook(register)))


def named(sheet: Any, row: int = 2) -> dict[str, Any]:  # noqa: ANN401
    return {sheet.cell(1, column).value: sheet.cell(row, column) for column in range(1, sheet.max_column + 1)}


def test_dates_times_and_figures_are_real_ones() -> None:
    workbook = opened(book())
    assert workbook.sheetnames == ["By pupil", "Sessions", "Periods", "Totals", "About"]
    session, period, total = (named(workbook[title]) for title in ("Sessions", "Periods", "Totals"))
    assert session["Date"].value == datetime(2026, 11, 16)  # noqa: DTZ001 - a workbook's days have no zone
    assert session["Date"].number_format == "ddd d mmm yyyy"
    assert (session["Session"].value, session["Code"].value, session["Minutes late"].value) == (
        "Morning",
        "L",
        8,
    )
    assert (period["Starts at"].value, period["Where"].value, period["Lesson or place"].value) == (
        time(8, 50),
        "In lesson",
        "Art",
    )
    assert total["Attendance"].value == pytest.approx(8 / 9)
    assert total["Attendance"].number_format == "0.0%"
    assert total["of which part-time timetable (C2)"].value == 1
    assert total["Sessions not marked"].value == 1


def test_what_is_not_marked_says_so() -> None:
    row = named(opened(book())["Sessions"], 3)
    told = [row[heading].value for heading in ("Code", "Meaning", "Counts as", "Minutes late")]
    assert told == [None, "not marked", "not marked", None]
    unmarked = replace(book().periods[0], place=None, detail=None)
    assert named(opened(replace(book(), periods=(unmarked,)))["Periods"])["Where"].value == "not marked"


def test_a_session_is_told_in_few_words_and_the_official_ones_stand_on_about() -> None:
    official = "Suspended or permanently excluded and no alternative provision made"
    suspended = replace(
        book().sessions[0], code="E", description=official, statistical_class=CodeClass.AUTHORISED
    )
    unknown = replace(book().sessions[0], code="Q9", description=None, statistical_class=None)
    workbook = opened(replace(book(), sessions=(suspended, unknown)))
    first, second = named(workbook["Sessions"]), named(workbook["Sessions"], 3)
    assert (first["Meaning"].value, first["Counts as"].value) == ("Suspended", "authorised absence")
    assert (second["Meaning"].value, second["Counts as"].value) == (
        "unknown code Q9",
        "nothing: not on the list",
    )
    about = dict(row[:2] for row in workbook["About"].iter_rows(values_only=True))
    assert about["Code E"] == official
    assert about["Code Q9"] == "Not on the list of codes: counted in no figure."


@pytest.mark.parametrize(
    ("minutes", "detail", "where", "told"),
    [
        (6, None, "In room", 6),
        (None, None, "In room", "late"),
        (6, "Maths", "In lesson", 6),
    ],
)
def test_a_late_pupil_was_somewhere(
    minutes: int | None, detail: str | None, where: str, told: int | str
) -> None:
    late = replace(book().periods[0], place=Place.LATE, minutes_late=minutes, detail=detail)
    row = named(opened(replace(book(), periods=(late,)))["Periods"])
    assert (row["Where"].value, row["Minutes late"].value) == (where, told)


def test_no_possible_session_gives_an_empty_percentage() -> None:
    nothing = PupilTotals(IMOGEN, figures(possible=0, attended=0))
    total = named(opened(replace(book(), totals=(nothing,)))["Totals"])
    assert total["Attendance"].value is None
    assert total["Possible"].value == 0


@pytest.mark.parametrize(
    "name", ["=1+1", '=HYPERLINK("http://x")', "+44", "-7C", "@SUM(A1)", "\tTab", "\rReturn"]
)
def test_text_that_looks_like_a_formula_stays_text_letter_for_letter(name: str) -> None:
    cell = named(opened(book(ListedPupil(1, name, "Anne", None, None)))["Sessions"])["Surname"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == name.replace("\r", "\n")


def test_ordinary_text_is_not_marked_as_quoted() -> None:
    assert not named(opened(book())["Sessions"])["Surname"].quotePrefix


def test_characters_no_workbook_may_hold_are_left_out() -> None:
    cell = named(opened(book(ListedPupil(1, "Cla\x00rke\x07", "=Im\x0bogen", None, None)))["Sessions"])
    assert (cell["Surname"].value, cell["Forename"].value) == ("Clarke", "=Imogen")


def test_sheets_open_with_a_frozen_heading_a_filter_and_widths() -> None:
    for title in ("Sessions", "Periods", "Totals"):
        sheet = opened(book())[title]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(dimension.width >= 7 for dimension in sheet.column_dimensions.values())
        assert sheet["A1"].font.bold


def test_sheets_print_on_a4_landscape_one_page_wide_with_heading_and_footer() -> None:
    grid, *tables = opened(book())
    for sheet in (grid, *tables):
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.oddFooter.left.text.startswith(ROOM_RECORD)
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert "St Bede's && St Anne's" in sheet.oddHeader.left.text
    for sheet in tables:
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == (None if sheet.title == "About" else "$1:$1")


def test_a_row_is_as_high_as_its_longest_text_and_other_rows_have_no_height() -> None:
    usual = book().periods[0]
    long = replace(usual, detail="Design and technology: food, with the year below")
    sheet = opened(replace(book(), periods=(usual, long, usual)))["Periods"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [None, 30, None]
    assert sheet["J3"].alignment.wrap_text


def test_a_text_in_many_lines_is_given_no_more_height_than_excel_has() -> None:
    period = replace(book().periods[0], detail="one\n" * 90)
    sheet = opened(replace(book(), periods=(period,)))["Periods"]
    assert 300 < sheet.row_dimensions[2].height <= 409


def test_about_says_who_made_it_when_and_how_figures_are_counted() -> None:
    rows = list(opened(book())["About"].iter_rows(values_only=True))
    facts = {label: text for label, text, *_ in rows if label}
    assert facts["Made by"] == "S. Carter"
    assert facts["Made at"] == "Fri 20 Nov 2026 14:12"
    assert facts["What it is"] == ROOM_RECORD
    assert facts["Attendance"].startswith("Attended divided by possible.")


def test_the_same_values_give_the_same_bytes_with_the_time_of_the_values() -> None:
    content = register_workbook(book())
    assert content == register_workbook(book())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 20, 14, 12, 0)}
        assert archive.testzip() is None


def test_no_name_is_left_in_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert named(opened(book())["Sessions"])["Surname"].value == "Clarke"


def test_a_day_before_excels_calendar_is_written_in_words() -> None:
    assert named(opened(book(first_on=date(1899, 1, 2)))["Sessions"])["Date"].value == "1899-01-02"


def test_an_empty_register_is_a_workbook_with_headings() -> None:
    sheet = opened(replace(book(), sessions=(), periods=(), totals=()))["Sessions"]
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:K1"


def test_every_row_is_written_in_the_given_order() -> None:
    pupils = [ListedPupil(number, f"Name {number}", "A", "8", None) for number in range(300)]
    rows = list(opened(book(*pupils))["Sessions"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == [*range(300), *range(300)]


def test_a_register_that_excel_cannot_hold_is_refused_in_words() -> None:
    row = book().sessions[0]
    with pytest.raises(UserError, match="more rows than Excel can hold"):
        register_workbook(replace(book(), sessions=(row,) * (MOST_ROWS + 1)))
