"""Rows that are taken, taken with a warning, or refused; each problem names its row and column."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iap_desktop.domain.pupils import FactKind
from tests.imports.files import NAMES, names_in, read_cells, read_lines

LETTERS = st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x2FFF)
NAME = st.builds(
    lambda first, rest: unicodedata.normalize("NFC", first + rest).strip(),
    LETTERS,
    st.text(st.one_of(LETTERS, st.sampled_from("'\u2019- .")), max_size=30).map(
        lambda text: " ".join(text.split())
    ),
)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(NAME, NAME), min_size=1, max_size=5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_names_come_out_as_they_were_written(names: list[tuple[str, str]], encoding: str) -> None:
    with TemporaryDirectory() as folder:
        rows = [f"{number:05}A,{surname},{forename}" for number, (surname, forename) in enumerate(names)]
        found = read_lines(Path(folder), "ULN,Surname,Forename", *rows, encoding=encoding)
    taken = {
        pupil.row: (pupil.details["legal_surname"], pupil.details["legal_forename"]) for pupil in found.rows
    }
    twice = {problem.row for problem in found.refused if problem.reason.startswith("This is the same pupil")}
    assert {row: name for row, name in enumerate(names, start=2) if row not in twice} == taken


@pytest.mark.parametrize(
    "name", ["O'Brien", "O\u2019Brien", "de la Cruz", "van der BERG", "Nguyễn", "d'Arcy-Smith", "'t Hooft"]
)
def test_case_accents_and_apostrophes_stay(tmp_path: Path, name: str) -> None:
    assert names_in(read_lines(tmp_path, NAMES, f"  {name} ,Jo")) == [(name, "Jo")]


@pytest.mark.parametrize(
    ("surname", "words"),
    [
        ("x" * 300, "longer than 100"),
        ("=cmd|' /C calc'!A0", "cannot begin with ="),
        ("+Smith", "cannot begin with +"),
        ("@Smith", "cannot begin with @"),
        ("-Smith", "cannot begin with -"),
        ("12345", "not a name"),
        ("#N/A", "not a name"),
        ("Smi\x07th", "cannot be printed"),
        ("Smi\u202eth", "cannot be printed"),
        ("Smi\ufffdth", "were lost"),
        ("", "surname is missing"),
    ],
)
def test_what_cannot_be_a_name_refuses_its_row(tmp_path: Path, surname: str, words: str) -> None:
    found = read_lines(tmp_path, NAMES, "Ng,Al", f'"{surname}",Jo')
    assert names_in(found) == [("Ng", "Al")]
    assert [(each.row, each.column) for each in found.refused] == [(3, "Legal Surname")]
    assert words in found.refused[0].reason


@pytest.mark.parametrize("surname", ["MÃ¼ller", "Oâ€™Brien", "M?ller"])
def test_garbled_name_is_taken_and_told(tmp_path: Path, surname: str) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB", f"{surname},Jo,05/03/2014")
    assert names_in(found) == [(surname, "Jo")]
    assert [(each.row, each.column) for each in found.warnings] == [(2, "Legal Surname")]


def test_portuguese_capitals_are_not_garbled(tmp_path: Path) -> None:
    assert not read_lines(tmp_path, f"{NAMES},DOB", "CONCEIÇÃO,JOÃO,05/03/2014").warnings


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("\u0645\u062d\u0645\u062f,Jo,,", "Legal Surname"),
        ("Smith,\u0905\u092e\u093f\u0924,,", "Legal Forename"),
        ("Smith,\u738b\u82b3,,", "Legal Forename"),
        ("Smith,Jo\U0001f600,,", "Legal Forename"),
        ("Smith,Jo,,\u738b", "Preferred Forename"),
    ],
)
def test_letters_that_the_sheets_lack_are_told(tmp_path: Path, row: str, column: str) -> None:
    found = read_lines(tmp_path, f"{NAMES},Middle names,Preferred Forename,DOB", f"{row},05/03/2014")
    assert [(each.row, each.column) for each in found.warnings] == [(2, column)]
    assert "cannot print these letters" in found.warnings[0].reason
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    "row",
    ["\u0141\u00f3d\u017a,Ng\u1ecdc,", "\u0418\u0432\u0430\u043d,\u0396\u03c9\u03ae,", "Smith,\u738b,Fang"],
)
def test_letters_that_the_sheets_have_or_do_not_show_are_no_trouble(tmp_path: Path, row: str) -> None:
    found = read_lines(tmp_path, f"{NAMES},Preferred Forename,DOB", f"{row},05/03/2014")
    assert not found.warnings


def test_preferred_forename_with_the_surname_in_it_is_left_out_and_told(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        f"{NAMES},DOB,Preferred Forename",
        "Owen,Ian,05/03/2014,Owen",
        "Lee,Xi,05/03/2014,Xi Lee",
        "Day,Anna,05/03/2014,Anna Maria",
        'Hall,Tom,05/03/2014,"Hall, Tommy"',
    )
    assert [pupil.details.get("preferred_forename") for pupil in found.rows] == [
        "Owen",
        None,
        "Anna Maria",
        None,
    ]
    assert [(each.row, each.column) for each in found.warnings] == [
        (3, "Preferred Forename"),
        (5, "Preferred Forename"),
    ]


def test_reasons_never_repeat_a_name(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        f"{NAMES},DOB,Sex,Year group",
        "Zebedee,Jo,Zebedee,Zebedee,Zebedee",
        "Ng,Al,,Zebedee,Zebedee",
    )
    reasons = [problem.reason for problem in (*found.refused, *found.warnings)]
    assert len(reasons) >= 3
    assert not any("Zebedee" in reason for reason in reasons)


def test_same_upn_twice_refuses_the_later_rows(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},UPN", *(f"Smith{n},Jo,B801200005001" for n in range(3)))
    assert [pupil.row for pupil in found.rows] == [2]
    assert [(each.row, each.column, each.reason) for each in found.refused] == [
        (row, "UPN", "This UPN stands in row 2 too") for row in (3, 4)
    ]


def test_same_name_and_date_of_birth_twice_refuses_the_later_row(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, f"{NAMES},DOB", "Müller,Jo,05/03/2014", "MULLER,jo,5/3/14", "Müller,Jo,06/03/2014"
    )
    assert [pupil.row for pupil in found.rows] == [2, 4]
    assert "row 2" in found.refused[0].reason


def test_namesakes_without_dates_of_birth_are_told_apart_by_upn(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, f"{NAMES},UPN", "Smith,Jo,B801200005001", "Smith,Jo,P207000016049", "Smith,Jo,"
    )
    assert [pupil.row for pupil in found.rows] == [2, 3]


def test_refused_row_does_not_stand_in_the_way_of_a_sound_one(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, f"{NAMES},UPN,DOB", "Smith,Jo,B801200005001,31/02/2014", "Smith,Jo,B801200005001,28/02/2014"
    )
    assert [pupil.row for pupil in found.rows] == [3]


def test_upn_that_cannot_be_one_is_left_out_and_a_doubtful_one_kept(tmp_path: Path) -> None:
    found = read_cells(tmp_path, "UPN", "b801 200005001", "Q207000016049", "12345")
    assert [pupil.details.get("upn") for pupil in found.rows] == ["B801200005001", "Q207000016049", None]
    assert [each.row for each in found.warnings if each.column == "UPN"] == [3, 4]


def test_blank_cells_and_missing_columns_say_nothing(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},Middle names,Sex,SEN Status,FSM", "Smith,Jo,,,,")
    assert dict(found.rows[0].details) == {"legal_surname": "Smith", "legal_forename": "Jo"}
    assert dict(found.rows[0].facts) == {}


def test_two_needs_in_one_cell_become_first_and_second(tmp_path: Path) -> None:
    found = read_cells(tmp_path, "SEN Need", "SLCN, SEMH", "SLCN; SEMH; ASD")
    assert [dict(pupil.facts) for pupil in found.rows] == [
        {FactKind.SEN_NEED_1: "SLCN", FactKind.SEN_NEED_2: "SEMH"}
    ] * 2
    assert [each.row for each in found.warnings if each.column == "SEN Need"] == [3]


def test_totals_repeated_headings_and_blank_lines_are_not_pupils(tmp_path: Path) -> None:
    headings = f"{NAMES},Year group"
    lines = [
        "Smith,Jo,8",
        ",,",
        headings,
        "Total,Al,8",
        "",
        "Total: 2,,",
        "Total,,2",
        ",,2",
        "Number of pupils: 2,,",
        "Page 1 of 1,,",
    ]
    found = read_lines(tmp_path, headings, *lines)
    assert [pupil.row for pupil in found.rows] == [2, 5]
    assert not found.refused


def test_contacts_are_read_with_their_order(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        f"{NAMES},Contact 2 Name,Contact 1 Name,Contact 1 Mobile,Contact 1 Home Telephone,Contact 1 Email,"
        "Contact 1 Parental Responsibility",
        'Ng,Al,"Ng, Dr Wei",Mrs Ilse van der Berg,07700 900123,01632 960001,a@example.org,Yes',
    )
    first, second = found.rows[0].contacts
    assert (first.priority, first.title, first.forename, first.surname) == (1, "Mrs", "Ilse", "van der Berg")
    assert (first.phone, first.second_phone, first.email) == ("07700 900123", "01632 960001", "a@example.org")
    assert first.has_parental_responsibility
    assert (second.priority, second.title, second.forename, second.surname) == (2, "Dr", "Wei", "Ng")


def test_doubtful_contacts_are_told(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        f"{NAMES},DOB,Contact 1 Name,Contact 1 Phone,Contact 1 Email,Contact 2 Name,Contact 2 Phone",
        "Ng,Al,05/03/2014,Wei Ng,7700900123,nobody,,01632 960001",
        "Lee,Xi,05/03/2014,Wei Lee,none,,wei lee,07700900123",
    )
    assert [(each.row, each.column) for each in found.warnings] == [
        (2, "Contact 1 Phone"),
        (2, "Contact 1 Email"),
        (2, "Contact 2 Name"),
        (3, "Contact 1 Phone"),
        (3, "Contact 2 Name"),
    ]
    assert [len(pupil.contacts) for pupil in found.rows] == [1, 1]
    assert found.rows[0].contacts[0].phone == "7700900123"


def test_several_people_in_one_contact_stay_together(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},Contact 1 Name", "Ng,Al,Mr & Mrs Ng")
    assert found.rows[0].contacts[0].surname == "Mr & Mrs Ng"
