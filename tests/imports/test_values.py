"""Coded values as schools' systems write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iap_desktop.imports import values
from iap_desktop.imports.tables import Cell
from iap_desktop.imports.values import Reading

Reader = Callable[[Cell], Reading]


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (values.read_year_group, "8", "8"),
        (values.read_year_group, 8, "8"),
        (values.read_year_group, 8.0, "8"),
        (values.read_year_group, "8.0", "8"),
        (values.read_year_group, "08", "8"),
        (values.read_year_group, "Year 8", "8"),
        (values.read_year_group, "Year  8", "8"),
        (values.read_year_group, "Yr 10", "10"),
        (values.read_year_group, "Y08", "8"),
        (values.read_year_group, "Curriculum Year 8", "8"),
        (values.read_year_group, "Year Eight", "8"),
        (values.read_year_group, "YEAR THIRTEEN", "13"),
        (values.read_year_group, "ten", "10"),
        (values.read_year_group, "Reception", "R"),
        (values.read_year_group, "R", "R"),
        (values.read_year_group, "Year R", "R"),
        (values.read_year_group, "n1", "N1"),
        (values.read_year_group, "Nursery 2", "N2"),
        (values.read_year_group, "x", "X"),
        (values.read_year_group, "14", "14"),
        (values.read_sen_status, "N", "N"),
        (values.read_sen_status, "k", "K"),
        (values.read_sen_status, "No SEN", "N"),
        (values.read_sen_status, "N - No Special Educational Need", "N"),
        (values.read_sen_status, "SEN Support", "K"),
        (values.read_sen_status, "K - SEN Support", "K"),
        (values.read_sen_status, "EHCP", "E"),
        (values.read_sen_status, "Education, Health and Care Plan", "E"),
        (values.read_sen_status, "E \u2013 Education, Health & Care Plan", "E"),
        (values.read_sen_need, "SEMH", "SEMH"),
        (values.read_sen_need, "semh", "SEMH"),
        (values.read_sen_need, "Social, Emotional and Mental Health", "SEMH"),
        (values.read_sen_need, "SLCN - Speech, Language and Communication Needs", "SLCN"),
        (values.read_sen_need, "Other Difficulty/Disability", "OTH"),
        (values.read_sen_need, "Autistic Spectrum Disorder", "ASD"),
        (values.read_yes_no, "Y", "Y"),
        (values.read_yes_no, "yes", "Y"),
        (values.read_yes_no, "TRUE", "Y"),
        (values.read_yes_no, True, "Y"),
        (values.read_yes_no, 1, "Y"),
        (values.read_yes_no, "T", "Y"),
        (values.read_yes_no, "Eligible", "Y"),
        (values.read_yes_no, "No", "N"),
        (values.read_yes_no, 0, "N"),
        (values.read_yes_no, False, "N"),
        (values.read_yes_no, "F", "N"),
        (values.read_premium, "FSM6", "Y"),
        (values.read_premium, "N", "N"),
        (values.read_young_carer, "S", "Y"),
        (values.read_service_child, "Y", "Y"),
        (values.read_sex, "Female", "F"),
        (values.read_sex, "m", "M"),
        (values.read_uln, "1234567890", "1234567890"),
        (values.read_uln, 1234567890.0, "1234567890"),
        (values.read_enrolment, "C", "C"),
        (values.read_enrolment, "Guest Pupil", "G"),
        (values.read_ethnicity, "White - British", "WBRI"),
        (values.read_ethnicity, "weng", "WENG"),
        (values.read_ethnicity, "Black - Somali", "Black - Somali"),
        (values.read_words, "8 Kestrel ", "8 Kestrel"),
    ],
)
def test_value_is_understood(reader: Reader, cell: Cell, value: str) -> None:
    assert reader(cell) == Reading(value)


@pytest.mark.parametrize(
    ("reader", "cell"),
    [
        (values.read_year_group, "15"),
        (values.read_year_group, "0"),
        (values.read_year_group, "2014"),
        (values.read_year_group, "8A"),
        (values.read_year_group, "Nursery"),
        (values.read_year_group, "Year Fifteen"),
        (values.read_sen_status, "Z"),
        (values.read_sen_status, "A"),
        (values.read_sen_status, "P - School Action Plus"),
        (values.read_sen_status, "S"),
        (values.read_sen_need, "BESD"),
        (values.read_yes_no, "maybe"),
        (values.read_premium, "Service child"),
        (values.read_sex, "U"),
        (values.read_uln, "123"),
        (values.read_upn, "B8012"),
        (values.read_words, "x" * 101),
        (values.read_words, "#N/A"),
    ],
)
def test_what_is_not_understood_is_left_out_and_told(reader: Reader, cell: Cell) -> None:
    found = reader(cell)
    assert found.value is None
    assert found.warning is not None
    assert "left out" in found.warning


@pytest.mark.parametrize("reader", list(values.READERS.values()))
@pytest.mark.parametrize("cell", [None, "", " \u00a0", "-", "\u2013"])
def test_blank_cell_says_nothing(reader: Reader, cell: Cell) -> None:
    assert reader(cell) == Reading()


@pytest.mark.parametrize("text", ["U", "Refused"])
def test_service_child_unknown_or_refused_says_nothing(text: str) -> None:
    assert values.read_service_child(text) == Reading()


def test_several_needs_in_one_cell_keep_their_order() -> None:
    assert values.sen_needs_in("SLCN, SEMH") == ["SLCN", "SEMH"]
    assert values.sen_needs_in("Moderate Learning Difficulty; ASD\nHI") == ["MLD", "ASD", "HI"]
    assert values.sen_needs_in("SLCN, and so on") == []
    assert values.sen_needs_in("Social, Emotional and Mental Health") == []


def test_longer_values_are_not_repeated_in_a_warning_since_they_could_be_names() -> None:
    assert "Sarah" not in str(values.read_sex("Sarah").warning)
