"""CSV files: encodings, delimiters, and rows counted as an editor counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.system.errors import UserError
from tests.imports.files import NAMES, TODAY, names_in, read_lines, write_text

ACCENTED = ("Müller,Zoë", "O\u2019Brien,Siân", "D'Souza,João", "Ng,Amélie")
EXPECTED = [("Müller", "Zoë"), ("O\u2019Brien", "Siân"), ("D'Souza", "João"), ("Ng", "Amélie")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman"]
)
def test_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    assert names_in(read_lines(tmp_path, NAMES, *ACCENTED, encoding=encoding)) == EXPECTED


def test_names_of_central_europe_in_their_code_page_are_read_and_told(tmp_path: Path) -> None:
    found = read_lines(tmp_path, NAMES, "Wałęsa,Łukasz", "Dvořák,Jiří", encoding="cp1250")
    assert names_in(found) == [("Wałęsa", "Łukasz"), ("Dvořák", "Jiří")]
    assert any("accents" in warning.reason.lower() for warning in found.warnings)


def test_utf_8_beyond_western_europe_is_read(tmp_path: Path) -> None:
    assert names_in(read_lines(tmp_path, NAMES, "Łukasik,Ọlá", "李,小龍")) == [
        ("Łukasik", "Ọlá"),
        ("李", "小龍"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = (NAMES, "Smith,Jo", "Ng,Al")
    found = read_lines(tmp_path, *(line.replace(",", delimiter) for line in lines))
    assert names_in(found) == [("Smith", "Jo"), ("Ng", "Al")]


def test_separator_line_of_excel_is_obeyed_and_counted(tmp_path: Path) -> None:
    found = read_lines(tmp_path, "sep=;", "Legal Surname;Legal Forename;Note", "Smith;Jo;a,b,c")
    assert names_in(found) == [("Smith", "Jo")]
    assert found.heading_row == 2
    assert found.rows[0].row == 3


def test_rows_are_counted_by_physical_lines(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        "List",
        "",
        f"{NAMES},Address",
        'Smith,Jo,"1 High St\r\nTown\r\nAB1 2CD"',
        "",
        "Ng,Al,x",
        ",Kim,x",
    )
    assert [pupil.row for pupil in found.rows] == [4, 8]
    assert [problem.row for problem in found.refused] == [9]


def test_quoted_delimiters_stay_in_their_cell(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"Note,{NAMES}", '"a, b; c","Smith","Jo"')
    assert names_in(found) == [("Smith", "Jo")]


def test_mark_and_hard_spaces_around_headings_do_not_matter(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        "\u00a0Legal\u00a0Surname , Legal Forename\u200b",
        "\u00a0Smith\u00a0,\ufeffJo",
        encoding="utf-8-sig",
    )
    assert names_in(found) == [("Smith", "Jo")]


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "pupils.csv"
    path.write_bytes(ends.join([NAMES, "Smith,Jo", "Ng,Al"]).encode())
    assert [pupil.row for pupil in read_pupil_list(path, today=TODAY).rows] == [2, 3]


@pytest.mark.parametrize(
    "lines",
    [
        ('Smith,Jo,"1 High St', "Ng,Al,2 Low Rd", "Day,Su,3 Rd", 'Lee,Xi,"4 Rd"'),
        ('Smith,Jo,"1 High St', 'Ng,Al,"2 Low Rd"'),
        ('Smith,Jo,"1 High St', "Ng,Al,2 Low Rd"),
        ("Ng,Al,2", 'Smith,"Jo', *["Day,Su,3"] * 300),
    ],
)
def test_quotation_mark_that_is_never_closed_loses_nobody_silently(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    with pytest.raises(UserError, match="quotation mark in line"):
        read_lines(tmp_path, f"{NAMES},Address", *lines)


def test_row_out_of_step_with_its_headings_is_refused(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},Form", "Smith,Jo,8A", "Ng, Jr,Al,8B")
    assert names_in(found) == [("Smith", "Jo")]
    assert found.refused[0].row == 3


def test_zeros_in_the_text_are_refused_in_words(tmp_path: Path) -> None:
    path = write_text(tmp_path, NAMES, "Smi\0th,Jo")
    with pytest.raises(UserError, match="not text"):
        read_pupil_list(path, today=TODAY)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\xff\xfeS\x00u", b"\xef\xbb\xbf\xff\xff", b"\x81\x8d\x8f\x90\x9d" * 9]
)
def test_broken_text_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "pupils.csv"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        read_pupil_list(path, today=TODAY)
    assert "pupils.csv" in caught.value.what


def test_endless_line_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pupils.csv"
    path.write_bytes(b"," * 3_000_000)
    with pytest.raises(UserError, match="endless line 1"):
        read_pupil_list(path, today=TODAY)
