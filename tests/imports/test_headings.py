"""Headings as schools' systems write them, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from iap_desktop.domain.imports import Column
from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports.fields import all_fields, guess
from iap_desktop.imports.pupil_lists import FIELDS
from iap_desktop.system.errors import UserError
from tests.imports.files import NAMES, fields_in, names_in, read_lines


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Legal Surname", "legal_surname"),
        ("LEGAL  SURNAME:", "legal_surname"),
        ("legal_last_name", "legal_surname"),
        ("Surname", "legal_surname"),
        ("Student's Surname", "legal_surname"),
        ("Pupil Forename", "legal_forename"),
        ("Preferred First Name", "preferred_forename"),
        ("Known as", "preferred_forename"),
        ("Pupil's preferred name", "preferred_forename"),
        ("Middle Name(s)", "middle_names"),
        ("Reg Group", "form"),
        ("Reg", "form"),
        ("Registration form", "form"),
        ("Tutor Group", "form"),
        ("Year Taught In", "year_group"),
        ("NC Year", "year_group"),
        ("NCyearActual", "year_group"),
        ("National Curriculum Year", "year_group"),
        ("Date of birth", "date_of_birth"),
        ("D.O.B.", "date_of_birth"),
        ("SEN Status", "sen_status"),
        ("SENprovision", "sen_status"),
        ("SEN Need", "sen_need_1"),
        ("Primary SEN need", "sen_need_1"),
        ("Secondary SEN need", "sen_need_2"),
        ("Pupil Premium Indicator", "pupil_premium"),
        ("PP", "pupil_premium"),
        ("FSM eligible", "fsm"),
        ("Eligible for free meals", "fsm"),
        ("Free School Meals", "fsm"),
        ("In Care", "looked_after"),
        ("LAC", "looked_after"),
        ("Child looked after", "looked_after"),
        ("EAL", "eal"),
        ("English Additional Language", "eal"),
        ("First Language", "first_language"),
        ("UPN", "upn"),
        ("Unique Pupil Number (UPN)", "upn"),
        ("Former UPN", "former_upn"),
        ("ULN", "uln"),
        ("Gender", "sex"),
        ("Legal Sex", "sex"),
        ("Ethnicity", "ethnicity"),
        ("Young carer", "young_carer"),
        ("Service child", "service_child"),
        ("Priority 1 Contact Name", "contact_1_name"),
        ("Contact 2 Relationship", "contact_2_relationship"),
        ("Contact 1 Telephone", "contact_1_phone"),
        ("Parent/Carer 1 Email Address", "contact_1_email"),
    ],
)
def test_heading_is_known(heading: str, field: str) -> None:
    found = guess(heading)
    assert found is not None
    assert found.field == field
    assert field in FIELDS


@pytest.mark.parametrize(
    "heading",
    [
        "", "Status", "Date", "Class", "FSM6", "Ever 6 FSM", "Ever in care", "Admission Number", "Tutor",
        "Parental Salutation", "Mother's name", "Student ID", "Gender identity", "Contact 9 Name",
        "Contact 1", "Age",
    ],
)  # fmt: skip
def test_heading_that_could_be_anything_is_left_open(heading: str) -> None:
    assert guess(heading) is None


def test_every_field_has_a_label_of_its_own() -> None:
    labels = list(all_fields().values())
    assert len(labels) == len(set(labels))


def test_surname_beside_a_legal_one_is_left_open(tmp_path: Path) -> None:
    found = read_lines(tmp_path, "Surname,Legal Surname,Legal Forename", "Smith-Jones,Smith,Jo")
    assert names_in(found) == [("Smith", "Jo")]
    assert fields_in(found)["Surname"] is None


def test_preferred_names_alone_stand_in_for_the_legal_ones(tmp_path: Path) -> None:
    found = read_lines(tmp_path, "Preferred Surname,Preferred Forename", "Smith,Jo")
    assert dict(found.rows[0].details) == {"legal_surname": "Smith", "legal_forename": "Jo"}


def test_name_alone_is_read_where_it_says_surname_first(tmp_path: Path) -> None:
    found = read_lines(tmp_path, "Name,DOB", '"O\'Neill, Jo",05/03/2014', '"Ng, Al",05/03/2014')
    assert names_in(found) == [("O'Neill", "Jo"), ("Ng", "Al")]
    assert fields_in(found)["Name"] == "full_name"


@pytest.mark.parametrize("heading", ["Name", "Pupil", "Student name", "Preferred name", "Surname"])
@pytest.mark.parametrize("rows", [("Jo O'Neill,", "Al Ng,"), ('"O\'Neill, Jo",', "Al Ng,", "Xi Lee,")])
def test_column_of_whole_names_is_to_be_split(tmp_path: Path, heading: str, rows: tuple[str, ...]) -> None:
    with pytest.raises(UserError) as caught:
        read_lines(tmp_path, f"No,{heading},DOB", *(f"{number},{row}" for number, row in enumerate(rows)))
    assert "Column B of pupils.csv" in caught.value.what
    assert "holds whole names" in caught.value.what
    assert "Data, Text to Columns" in caught.value.todo


def test_name_alone_that_holds_no_whole_names_is_not_to_be_split(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="name no surname and forename") as caught:
        read_lines(tmp_path, "Name,DOB", "Jo,05/03/2014")
    assert "Rename the headings" in caught.value.todo


def test_year_is_taken_where_most_of_its_values_are_year_groups_and_the_others_are_told(
    tmp_path: Path,
) -> None:
    found = read_lines(
        tmp_path, f"{NAMES},DOB,Year", *(f"A{n},B,05/03/2014,{n}" for n in (7, 8, 99, 9, "Year Eight"))
    )
    assert fields_in(found)["Year"] == "year_group"
    assert [pupil.facts.get(FactKind.YEAR_GROUP) for pupil in found.rows] == ["7", "8", None, "9", "8"]
    assert [(each.row, each.column) for each in found.warnings] == [(4, "Year")]
    assert "99" in found.warnings[0].reason


def test_year_whose_values_are_something_else_is_left_out_and_told(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB,Year", "A,B,05/03/2014,8", "C,D,05/03/2014,2014")
    assert fields_in(found)["Year"] is None
    assert [(each.row, each.column) for each in found.warnings] == [(1, "Year")]
    assert "left out" in found.warnings[0].reason


def test_lesser_year_beside_a_sure_one_is_not_worth_a_warning(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB,NC Year,Year", "A,B,05/03/2014,8,2026")
    assert found.rows[0].facts[FactKind.YEAR_GROUP] == "8"
    assert not found.warnings


def test_withdrawn_sen_status_is_told_where_it_stands(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB,SEN", "A,B,05/03/2014,School Action Plus", "C,D,05/03/2014,K")
    assert fields_in(found)["SEN"] == "sen_status"
    assert [(each.row, each.column) for each in found.warnings] == [(2, "SEN")]


def test_what_a_pupil_is_known_as_is_read(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        f"{NAMES},DOB,Known as",
        "Ng,Amina,05/03/2014,Mina",
        "Lee,Xi,05/03/2014,",
        "Day,Su,05/03/2014,Zu",
    )
    assert [pupil.details.get("preferred_forename") for pupil in found.rows] == ["Mina", None, "Zu"]


def test_whole_names_are_not_taken_for_what_a_pupil_is_known_as(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB,Preferred name", "Ng,Amina,05/03/2014,Mina Ng")
    assert "preferred_forename" not in found.rows[0].details
    assert [column.heading for column in found.unread] == ["Preferred name"]
    assert [(each.row, each.column) for each in found.warnings] == [(1, "Preferred name")]


def test_columns_that_were_not_read_are_named_with_their_letters(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, f"{NAMES},House,DOB,Blank,,Notes", "Ng,Al,Red,05/03/2014,,x,", "Lee,Xi,,,,,late"
    )
    assert [(column.heading, column.letter) for column in found.unread] == [
        ("House", "C"),
        ("", "F"),
        ("Notes", "G"),
    ]


def test_letters_of_columns_go_on_after_z() -> None:
    letters = [Column("", position, None).letter for position in (0, 25, 26, 51, 52, 701, 702)]
    assert letters == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_headings_of_two_rows_are_read(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, "UPN,Pupil,,DOB,Year group", ",Surname,Forename,,", "B801200005001,Smith,Jo,05/03/2014,8"
    )
    assert found.heading_row == 2
    assert names_in(found) == [("Smith", "Jo")]
    assert found.rows[0].details["upn"] == "B801200005001"
    assert found.rows[0].facts[FactKind.YEAR_GROUP] == "8"


def test_single_word_above_the_headings_is_a_title(tmp_path: Path) -> None:
    found = read_lines(tmp_path, "Form,8A", ",Surname,Forename", "1,Smith,Jo")
    assert found.heading_row == 2
    assert FactKind.FORM not in found.rows[0].facts


def test_column_without_one_readable_value_is_left_out_and_told_once(tmp_path: Path) -> None:
    found = read_lines(tmp_path, f"{NAMES},DOB,PP", *(f"A{n},B,05/03/2014,band {n}" for n in range(6)))
    assert fields_in(found)["PP"] is None
    assert [(each.row, each.column) for each in found.warnings] == [(1, "PP")]


def test_same_heading_twice_is_refused_with_both_columns(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read_lines(tmp_path, "Surname,Forename,UPN,Note,SURNAME", "Smith,Jo,,,Smith")
    assert "Surname" in caught.value.what
    assert "(column A)" in caught.value.what
    assert "(column E)" in caught.value.what
    assert "rename its heading" in caught.value.todo


def test_same_heading_twice_does_not_matter_where_nothing_is_read(tmp_path: Path) -> None:
    assert names_in(read_lines(tmp_path, f"{NAMES},Note,Note", "Smith,Jo,a,b")) == [("Smith", "Jo")]


def test_reader_can_decide_between_two_columns(tmp_path: Path) -> None:
    found = read_lines(tmp_path, "Surname,Forename,Surname", "Smith,Jo,Jones", mapping={2: None})
    assert names_in(found) == [("Smith", "Jo")]
    found = read_lines(tmp_path, "Surname,Forename,Surname", "Smith,Jo,Jones", mapping={2: "legal_surname"})
    assert names_in(found) == [("Jones", "Jo")]


def test_two_columns_for_one_lesser_field_are_both_left_open_unless_they_agree(tmp_path: Path) -> None:
    agreeing = read_lines(tmp_path, f"{NAMES},DOB,Reg,Tutor Group", "Smith,Jo,05/03/2014,8A,8A")
    assert agreeing.rows[0].facts[FactKind.FORM] == "8A"
    found = read_lines(tmp_path, f"{NAMES},DOB,Reg,Tutor Group", "Smith,Jo,05/03/2014,8A,8B")
    assert fields_in(found)["Reg"] is fields_in(found)["Tutor Group"] is None
    assert {each.column for each in found.warnings} == {"Reg", "Tutor Group"}


def test_two_columns_that_could_be_the_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could be the legal surname"):
        read_lines(tmp_path, "Surname,Last name,Forename", "Smith,Jones,Jo")


def test_columns_can_be_chosen_where_headings_say_nothing(tmp_path: Path) -> None:
    mapping = {0: "legal_forename", 1: "legal_surname", 2: None}
    found = read_lines(tmp_path, "A,B,UPN", "Jo,Smith,B801200005001", mapping=mapping, heading_row=1)
    assert names_in(found) == [("Smith", "Jo")]
    assert "upn" not in found.rows[0].details


def test_unknown_field_is_our_own_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not fields"):
        read_lines(tmp_path, NAMES, "Smith,Jo", mapping={0: "shoe_size"})


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("just words", "more words"), "No row of headings"),
        (("UPN,DOB,Year group", "B801200005001,05/03/2014,8"), "name no surname and forename"),
        (("Surname,UPN", "Smith,B801200005001"), "name no surname and forename"),
        ((NAMES,), "no pupils below"),
        ((NAMES, ",,", "Total: 0"), "no pupils below"),
        ((NAMES + ",x" * 1000, "Smith,Jo"), "1,002 columns"),
    ],
)
def test_file_without_what_it_takes_is_refused_in_words(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        read_lines(tmp_path, *lines)


def test_more_rows_than_pupils_in_any_school_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="more than 20,000 rows"):
        read_lines(tmp_path, NAMES, *(f"Smith{n},Jo" for n in range(20_001)))
