from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from openpyxl import load_workbook

from iap_desktop.domain.register_book import ListedPupil, PupilTotals, RegisterBook, SessionRow
from iap_desktop.reports.register_workbook import register_workbook
from tests.reports.samples import MONDAY, PRINTING, figures

WEEK = timedelta(days=7)


def pupils(count: int) -> list[ListedPupil]:
    return [ListedPupil(number, f"Name{number:02}", "Anne", "8", "8A") for number in range(1, count + 1)]


def book(mondays: list[date], known: list[ListedPupil]) -> RegisterBook:
    """Everyone present on the Monday morning of each week, and not marked in its afternoon."""
    rows = [
        SessionRow(on, session, pupil, code)
        for on in mondays
        for session, code in (("AM", "/"), ("PM", None))
        for pupil in known
    ]
    totals = tuple(PupilTotals(pupil, figures()) for pupil in known)
    return RegisterBook("School", "Room", mondays[0], mondays[-1], PRINTING, tuple(rows), (), totals)


def grid(register: RegisterBook) -> Any:  # noqa: ANN401 - the library's sheet
    return load_workbook(io.BytesIO(register_workbook(register))).worksheets[0]


def shown(sheet: Any) -> list[list[Any]]:  # noqa: ANN401
    """The rows with something in them, without the empty cells at their ends."""
    rows = []
    for values in sheet.iter_rows(values_only=True):
        row = list(values)
        while row and row[-1] is None:
            row.pop()
        if row:
            rows.append(row)
    return rows


def weeks(count: int) -> list[date]:
    return [MONDAY + number * WEEK for number in range(count)]


def test_a_pupil_has_a_row_and_a_session_a_column() -> None:
    head, days, halves, first, second = shown(grid(book([MONDAY], pupils(2))))
    assert head == ["Week of", None, "Mon 16 Nov 2026"]
    assert days[2::2] == ["Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20"]
    assert halves[2:] == ["am", "pm"] * 5
    assert first == ["Name01, Anne", "8A", "/", "?"]
    assert second == ["Name02, Anne", "8A", "/", "?"]


def test_a_day_of_the_weekend_stands_only_where_somebody_was_marked() -> None:
    saturday = MONDAY + timedelta(days=5)
    register = book([MONDAY], pupils(1))
    extra = SessionRow(saturday, "AM", pupils(1)[0], "B")
    _, days, _, row = shown(grid(replace(register, sessions=(*register.sessions, extra))))
    assert days[-1] == "Sat 21"
    assert row[-1] == "B"


def test_weeks_stand_in_blocks_of_much_the_same_size_and_a_holiday_begins_a_new_one() -> None:
    sheet = grid(book([*weeks(7), MONDAY + 9 * WEEK], pupils(1)))
    headings = [row for row in shown(sheet) if row[0] == "Week of"]
    assert [sum(cell is not None for cell in row) - 1 for row in headings] == [4, 3, 1]


def test_a_half_term_of_twelve_pupils_prints_on_one_page_and_no_block_is_parted() -> None:
    assert grid(book(weeks(7), pupils(12))).row_breaks.brk == []
    sheet = grid(book(weeks(7), pupils(40)))
    heads = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "Week of"]
    assert len(heads) == 4
    assert [stop.id + 1 for stop in sheet.row_breaks.brk] == heads[1:]


def test_the_sheet_is_as_large_as_the_paper_allows_and_keeps_names_in_view() -> None:
    sheet = grid(book(weeks(4), pupils(1)))
    across = sum(dimension.width * (dimension.max - dimension.min + 1) for dimension in columns(sheet))
    assert 75 <= sheet.page_setup.scale <= 100
    assert across * sheet.page_setup.scale / 100 <= 130
    assert sheet.freeze_panes == "C1"
    assert sheet.print_options.gridLines


def columns(sheet: Any) -> list[Any]:  # noqa: ANN401
    return list(sheet.column_dimensions.values())


def test_pupils_stand_in_the_order_of_the_totals_and_only_where_they_were_expected() -> None:
    register = book([MONDAY], pupils(3))
    rows = tuple(row for row in register.sessions if row.pupil.number != 2)
    turned = replace(register, sessions=rows, totals=register.totals[::-1])
    assert [row[0] for row in shown(grid(turned))[3:]] == ["Name03, Anne", "Name01, Anne"]


def test_an_empty_register_has_an_empty_grid() -> None:
    register = replace(book([MONDAY], pupils(1)), sessions=())
    assert shown(grid(register)) == []
