from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from iap_desktop.domain.recovery import RecoverySheet
from iap_desktop.reports.pages import page_texts
from iap_desktop.reports.recovery_sheet import recovery_sheet_pdf

SHEET = RecoverySheet(
    "St Bede's School",
    "The Bridge",
    "7KQ2M-4XA9T-RDH3W-P5ZCE-8NVB2",
    datetime(2026, 9, 1, 8, 5, tzinfo=UTC),
    "Sam Carter",
)


def test_the_sheet_names_the_room_and_says_what_the_code_opens_and_where_it_belongs() -> None:
    (text,) = page_texts(recovery_sheet_pdf(SHEET))
    words = " ".join(text.split())
    for part in (
        "The Bridge, St Bede's School",
        "Made by Sam Carter on Tue 1 Sep 2026 at 08:05",
        "opens every backup of the room",
        "in the school safe, in a sealed envelope",
        "Never keep it with the laptop",
        "There is no letter I, L, O or U in it: 1 and 0 are figures.",
        "type it where the passphrase is asked for",
        "Then set a new passphrase.",
        "The code on this sheet then no longer opens the room; it still opens backups made before.",
        "When it is lost",
        "page 1 of 1",
    ):
        assert part in words


@pytest.mark.parametrize("groups", [1, 4, 6, 13])
def test_the_whole_code_stands_on_one_page_whatever_its_length(groups: int) -> None:
    code = "-".join(f"{number:02}QX" for number in range(groups))
    (text,) = page_texts(recovery_sheet_pdf(replace(SHEET, code=code)))
    assert code.replace("-", "") in "".join(text.split()).replace("-", "")


def test_the_same_values_give_the_same_bytes_and_properties_without_the_code() -> None:
    document = recovery_sheet_pdf(SHEET)
    assert document == recovery_sheet_pdf(SHEET)
    assert b"/Title (Recovery sheet)" in document
    assert b"7KQ2" not in document


def test_the_code_stands_on_one_line() -> None:
    (text,) = page_texts(recovery_sheet_pdf(SHEET))
    assert SHEET.code in ["".join(line.split()) for line in text.splitlines()]
