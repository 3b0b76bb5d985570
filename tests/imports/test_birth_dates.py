"""Dates of birth: UK order, never swapped, refused where in doubt."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from iap_desktop.imports.birth_dates import read_birth_date
from iap_desktop.imports.tables import Cell
from tests.imports.files import NAMES, TODAY, Rows, read_book, read_lines

FIFTH_OF_MARCH = date(2014, 3, 5)


def dates_of(folder: Path, *written: str) -> tuple[list[object], list[int]]:
    rows = [f"Surname{number},Name,{text}" for number, text in enumerate(written)]
    found = read_lines(folder, f"{NAMES},Date of birth", *rows)
    return [pupil.details.get("date_of_birth") for pupil in found.rows], [each.row for each in found.refused]


@pytest.mark.parametrize(
    "cell",
    [
        "05/03/2014", "5/3/2014", "05-03-2014", "05.03.2014", "05 03 2014", "5/3/14", "05-Mar-14",
        "05-Mar-2014", "5 March 2014", "5th March 2014", "March 5, 2014", "Wed 05/03/2014",
        "Wednesday, 5 March 2014", "2014-03-05", "2014/03/05", "20140305", "2014-03-05 00:00:00",
        "2014-03-05T00:00:00", "05/03/2014 00:00", "05/03/2014 12:00 AM", "05/03/2014 12:00:00 am", "41703",
        "\u00a005/03/2014 ", '="05/03/2014"', 41703, 41703.0, 20140305, date(2014, 3, 5),
        datetime(2014, 3, 5),  # noqa: DTZ001 - as openpyxl gives it
    ],
)  # fmt: skip
def test_every_way_to_write_a_day_is_read(cell: Cell) -> None:
    assert read_birth_date(cell, TODAY).value == FIFTH_OF_MARCH


@pytest.mark.parametrize("text", ["3 Sept 2014", "3 Sep 2014", "03-Sep-14", "3rd September 2014", "3/9/2014"])
def test_september_is_read_in_all_its_forms(text: str) -> None:
    assert read_birth_date(text, TODAY).value == date(2014, 9, 3)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("31/02/2014", "no such day"),
        ("29/02/2013", "no such day"),
        ("2014-13-05", "no such day"),
        ("12/25/2013", "month comes first here (12/25/2013); write it as 25/12/2013"),
        ("2/14/14", "month comes first here (02/14/2014); write it as 14/02/2014"),
        ("24/11/2026", "future"),
        ("05/03/2031", "future"),
        ("05/03/99", "future"),
        ("05/03/1985", "years old"),
        ("24/11/2024", "years old"),
        ("2014-03-04T23:00:00", "time of day"),
        (datetime(2014, 3, 5, 13, 30), "time of day"),  # noqa: DTZ001 - as openpyxl gives it
        (41703.5, "time of day"),
        ("99999", "date cannot be read"),
        ("10000", "date cannot be read"),
        ("soon", "date cannot be read"),
        ("March 2014", "date cannot be read"),
        ("05/03", "date cannot be read"),
        ("#VALUE!", "date cannot be read"),
        (float("nan"), "date cannot be read"),
        (float("inf"), "date cannot be read"),
        (-5, "date cannot be read"),
        ("5" * 5000, "date cannot be read"),
    ],
)
def test_doubtful_day_is_refused_with_the_reason(cell: Cell, words: str) -> None:
    found = read_birth_date(cell, TODAY)
    assert found.value is None
    assert found.fault is not None
    assert words in found.fault


@pytest.mark.parametrize("cell", [None, "", "  ", "-"])
def test_blank_cell_says_nothing(cell: Cell) -> None:
    found = read_birth_date(cell, TODAY)
    assert found.value is None
    assert found.fault is None


def test_serial_days_of_old_macs_count_from_1904() -> None:
    assert read_birth_date(41703 - 1462, TODAY, is_1904=True).value == FIFTH_OF_MARCH


def test_american_date_is_refused_with_its_row_and_column(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        f"{NAMES},D.O.B.",
        "Smith,Jo,25/12/2013",
        "Ng,Al,12/25/2013",
        "Day,Su,13/01/2014",
        "Lee,Xi,05/03/2014",
    )
    assert [(each.row, each.column) for each in found.refused] == [(3, "D.O.B.")]
    assert found.rows[-1].details["date_of_birth"] == FIFTH_OF_MARCH


def test_column_of_american_dates_is_refused_where_it_could_be_read_either_way(tmp_path: Path) -> None:
    days, refused = dates_of(tmp_path, "12/25/2013", "05/03/2014", "07/07/2014", "2014-03-05", "5 March 2014")
    assert days == [date(2014, 7, 7), FIFTH_OF_MARCH, FIFTH_OF_MARCH]
    assert refused == [2, 3]


def test_date_that_could_be_read_either_way_is_to_be_written_with_its_month_as_a_word(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB", "Smith,Jo,12/25/2013", "Ng,Al,05/03/2014")
    assert "write its month as a word" in found.refused[1].reason


def test_date_cells_made_of_american_dates_are_refused_too(tmp_path: Path) -> None:
    rows: Rows = [
        ["Surname", "Forename", "DOB"],
        ["Smith", "Jo", "12/25/2013"],
        ["Ng", "Al", date(2014, 3, 5)],
    ]
    found = read_book(tmp_path, rows)
    assert [each.row for each in found.refused] == [2, 3]


def test_missing_date_is_allowed_and_told(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB", "Smith,Jo,", "Ng,Al,05/03/2014")
    assert "date_of_birth" not in found.rows[0].details
    assert [(each.row, each.column) for each in found.warnings] == [(2, "DOB")]


def test_missing_column_is_told_once(tmp_path: Path) -> None:
    found = read_lines(tmp_path, NAMES, "Smith,Jo", "Ng,Al")
    assert [(each.row, each.column) for each in found.warnings] == [(1, None)]
