"""Names, staff, leads, contacts and pupils: who is called what and who comes first."""

from __future__ import annotations

from datetime import date

import pytest

from iap_desktop.domain.contacts import Contact, to_ring
from iap_desktop.domain.names import folded, short_name
from iap_desktop.domain.pupils import Pupil, expected_year_group, sort_key
from iap_desktop.domain.school import SafeguardingLead, Setting, SettingKind, leads_on, settings_on
from iap_desktop.domain.staff import Role, Staff, StaffName, is_on_staff, name_on


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Neill", "o\N{RIGHT SINGLE QUOTATION MARK}neill"),
        ("Zoë", "ZOE"),
        ("Łukasz", "lukasz"),
        ("Anne-Marie", "Anne  Marie"),
        ("Groß", "gross"),
    ],
)
def test_names_compare_without_case_accents_and_apostrophes(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_a_short_name_is_first_letter_and_surname() -> None:
    assert short_name("Sam Carter") == "S. Carter"
    assert short_name("Cher") == "Cher"


def test_lists_go_by_the_name_a_pupil_goes_by() -> None:
    pupils = [
        Pupil("Zhang", "Wei", id=1),
        Pupil("Smith", "Ann", id=2, preferred_surname="Ødegård"),
        Pupil("O'Brien", "Zed", id=3),
        Pupil("obrien", "Adam", id=4, preferred_forename="Yan"),
    ]
    assert [pupil.id for pupil in sorted(pupils, key=sort_key)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        # domain reference 6.6: Year 7 in 2026/27 was born 1 September 2014 to 31 August 2015
        (date(2014, 9, 1), "7"),
        (date(2015, 8, 31), "7"),
        (date(2014, 8, 31), "8"),
        (date(2022, 8, 31), "R"),
        (date(2022, 9, 1), None),
        (date(2000, 1, 1), None),
    ],
)
def test_the_year_group_follows_from_the_date_of_birth(born: date, expected: str | None) -> None:
    assert expected_year_group(born, date(2026, 9, 1)) == expected
    assert expected_year_group(born, date(2027, 8, 31)) == expected


def test_last_term_keeps_the_name_of_then() -> None:
    names = (StaffName(1, "Ms Bell-Okafor", date(2026, 11, 1)), StaffName(1, "Ms Bell", date(2026, 9, 1)))
    assert name_on(names, 1, date(2026, 10, 31)) == "Ms Bell"
    assert name_on(names, 1, date(2026, 11, 1)) == "Ms Bell-Okafor"
    assert name_on(names, 1, date(2026, 1, 1)) == "Ms Bell"
    assert name_on(names, 2, date(2026, 11, 1)) is None


def test_staff_belong_to_the_room_until_their_last_day() -> None:
    member = Staff(Role.LEAD, date(2026, 9, 1), left_on=date(2026, 12, 18))
    assert is_on_staff(member, date(2026, 9, 1))
    assert is_on_staff(member, date(2026, 12, 18))
    assert not is_on_staff(member, date(2026, 12, 19))
    assert not is_on_staff(member, date(2026, 8, 31))


def test_the_dsl_comes_before_the_deputies_of_the_day() -> None:
    leads = (
        SafeguardingLead(2, "Deputy", date(2026, 9, 1)),
        SafeguardingLead(1, "Old DSL", date(2025, 9, 1), effective_to=date(2026, 10, 31)),
        SafeguardingLead(1, "New DSL", date(2026, 11, 1)),
    )
    assert [lead.full_name for lead in leads_on(leads, date(2026, 10, 31))] == ["Old DSL", "Deputy"]
    assert [lead.full_name for lead in leads_on(leads, date(2026, 11, 1))] == ["New DSL", "Deputy"]
    assert [lead.full_name for lead in leads_on(leads, date(2026, 8, 1))] == ["Old DSL"]


def test_the_first_value_of_a_setting_reaches_back() -> None:
    settings = (
        Setting(SettingKind.ROOM_NAME, "Base", date(2026, 11, 1)),
        Setting(SettingKind.ROOM_NAME, "IAP", date(2026, 9, 1)),
    )
    assert settings_on(settings, date(2026, 1, 1)) == {SettingKind.ROOM_NAME: "IAP"}
    assert settings_on(settings, date(2026, 11, 1)) == {SettingKind.ROOM_NAME: "Base"}


def test_a_barred_contact_is_never_rung() -> None:
    contacts = (
        Contact(1, 3, "Third"),
        Contact(1, 1, "Barred", is_barred=True),
        Contact(1, 2, "Second"),
    )
    assert [contact.surname for contact in to_ring(contacts)] == ["Second", "Third"]
