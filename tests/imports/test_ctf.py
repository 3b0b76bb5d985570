"""Common Transfer Files of several years, and XML that is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.system.errors import UserError
from tests.imports.files import TODAY, ctf, read_xml

WHO = "<UPN>B801200005001</UPN><Surname>Núñez</Surname><Forename>Ana</Forename><DOB>2014-03-05</DOB>"


@pytest.mark.parametrize(
    ("version", "element"), [("19.0", "Gender"), ("22.0", "Gender"), ("25.0", "Sex"), ("26.0", "Sex")]
)
def test_sex_has_two_names(tmp_path: Path, version: str, element: str) -> None:
    found = read_xml(tmp_path, ctf(f"{WHO}<{element}>F</{element}>", version=version))
    assert dict(found.rows[0].details) == {
        "legal_surname": "Núñez",
        "legal_forename": "Ana",
        "upn": "B801200005001",
        "date_of_birth": date(2014, 3, 5),
        "sex": "F",
    }
    assert dict(found.rows[0].facts) == {}


def test_basic_details_are_read(tmp_path: Path) -> None:
    basics = (
        "<BasicDetails><FormerUPN>P207000016049</FormerUPN><PreferredSurname>Núñez-Hall</PreferredSurname>"
        "<PreferredForename>Annie</PreferredForename><MiddleNames>Eva</MiddleNames><NCyearActual>8</NCyearActual>"
        "<Ethnicity>WOTH</Ethnicity><EnrolStatus>C</EnrolStatus><Languages><Type><LanguageType>F</LanguageType>"
        "<Language>SPA</Language></Type><Type><LanguageType>O</LanguageType><Language>ENG</Language></Type></Languages>"
        "</BasicDetails><LookedAfter><InCare>true</InCare><CareAuthority>330</CareAuthority></LookedAfter>"
    )
    pupil = read_xml(tmp_path, ctf(WHO + basics)).rows[0]
    assert pupil.details["former_upn"] == "P207000016049"
    assert pupil.details["preferred_forename"] == "Annie"
    assert pupil.details["middle_names"] == "Eva"
    assert pupil.details["first_language"] == "SPA"
    assert pupil.details["ethnicity"] == "WOTH"
    assert pupil.facts[FactKind.YEAR_GROUP] == "8"
    assert pupil.facts[FactKind.LOOKED_AFTER] == "Y"
    assert pupil.facts[FactKind.CARE_AUTHORITY] == "330"
    assert pupil.facts[FactKind.ENROLMENT] == "C"


def test_former_upn_is_never_taken_for_the_upn(tmp_path: Path) -> None:
    former = "<BasicDetails><FormerUPN>P207000016049</FormerUPN></BasicDetails>"
    details = read_xml(tmp_path, ctf(former + "<Surname>Ng</Surname><Forename>Al</Forename>")).rows[0].details
    assert "upn" not in details
    assert details["former_upn"] == "P207000016049"


def test_newest_sen_entry_counts_whatever_the_order(tmp_path: Path) -> None:
    entries = "".join(
        f"<SEN><StartDate>{day}</StartDate><SENprovision>{code}</SENprovision></SEN>"
        for day, code in (("2023-09-01", "K"), ("2025-02-10", "E"), ("2020-09-01", "N"))
    )
    needs = (
        "<SENneeds><SENneed><SENtypeRank>2</SENtypeRank><SENtype>SLCN</SENtype></SENneed>"
        "<SENneed><SENtypeRank>1</SENtypeRank><SENtype>SEMH</SENtype></SENneed></SENneeds>"
    )
    facts = read_xml(tmp_path, ctf(f"{WHO}<SENhistory>{entries}{needs}</SENhistory>")).rows[0].facts
    assert facts[FactKind.SEN_STATUS] == "E"
    assert (facts[FactKind.SEN_NEED_1], facts[FactKind.SEN_NEED_2]) == ("SEMH", "SLCN")


@pytest.mark.parametrize(
    ("periods", "fact"),
    [
        ([("2024-01-01", "")], "Y"),
        ([("2024-01-01", "2024-12-31")], "N"),
        ([("2024-01-01", "2024-12-31"), ("2026-01-01", "")], "Y"),
        ([("2024-01-01", "2026-11-23")], "Y"),
        ([("2024-01-01", "2026-11-22")], "N"),
        ([("2026-11-24", "")], "N"),
        ([], None),
    ],
)
def test_free_meals_are_those_of_today(
    tmp_path: Path, periods: list[tuple[str, str]], fact: str | None
) -> None:
    instances = "".join(
        f"<FSMinstance><FSMstartDate>{start}</FSMstartDate><FSMendDate>{end}</FSMendDate></FSMinstance>"
        for start, end in periods
    )
    found = read_xml(tmp_path, ctf(f"{WHO}<FSMhistory>{instances}</FSMhistory>"))
    assert found.rows[0].facts.get(FactKind.FSM) == fact


def test_contacts_follow_their_order(tmp_path: Path) -> None:
    contacts = (
        "<Contacts><Contact><Order>2</Order><Surname>Hall</Surname><Forename>Tom</Forename>"
        "<Relationship>PAF</Relationship><Responsibility>false</Responsibility></Contact>"
        "<Contact><Order>1</Order><Title>Mrs</Title><Surname>Núñez</Surname><Forename>Eva</Forename>"
        "<Relationship>PAM</Relationship><Responsibility>true</Responsibility><Phones><Phone><TelephoneType>M"
        "</TelephoneType><PhoneNo>07700 900123</PhoneNo></Phone><Phone><TelephoneType>H</TelephoneType>"
        "<PhoneNo>01632 960001</PhoneNo></Phone></Phones><Email>eva@example.org</Email></Contact></Contacts>"
    )
    first, second = read_xml(tmp_path, ctf(WHO + contacts)).rows[0].contacts
    assert (first.priority, first.title, first.forename, first.surname) == (1, "Mrs", "Eva", "Núñez")
    assert (first.relationship, first.phone, first.second_phone) == ("Mother", "07700 900123", "01632 960001")
    assert (first.email, first.has_parental_responsibility) == ("eva@example.org", True)
    assert (second.priority, second.relationship, second.has_parental_responsibility) == (2, "Father", False)


def test_what_is_unknown_is_skipped(tmp_path: Path) -> None:
    rest = (
        "<Address><Surname>Wrong</Surname></Address><Attendance><YearData><UPN>X</UPN></YearData></Attendance>"
        "<SchoolHistory><School><Forename>Wrong</Forename></School></SchoolHistory><New26><DOB>1999-01-01</DOB></New26>"
    )
    found = read_xml(tmp_path, ctf(rest + WHO + rest))
    assert found.rows[0].details["legal_surname"] == "Núñez"
    assert found.rows[0].details["date_of_birth"] == date(2014, 3, 5)


def test_namespace_does_not_matter(tmp_path: Path) -> None:
    found = read_xml(tmp_path, ctf(WHO).replace("<CTfile>", '<CTfile xmlns="urn:example:ctf">'))
    assert found.rows[0].details["legal_surname"] == "Núñez"


def test_problems_name_the_line_and_the_element(tmp_path: Path) -> None:
    found = read_xml(
        tmp_path,
        ctf(
            WHO, "<Surname>Ng</Surname><Forename>Al</Forename><DOB>2014-02-31</DOB>", "<Surname>Ng</Surname>"
        ),
    )
    assert [(each.row, each.column) for each in found.refused] == [(6, "DOB"), (7, "Forename")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encoding_of_the_declaration_is_obeyed(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ctf.xml"
    path.write_bytes(ctf(WHO).replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding))
    assert read_pupil_list(path, today=TODAY).rows[0].details["legal_surname"] == "Núñez"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'<!DOCTYPE CTfile [<!ENTITY l0 "ha">{LAUGHS}]><CTfile>&l9;</CTfile>', "definitions of its own"),
        (
            '<!DOCTYPE CTfile [<!ENTITY x SYSTEM "file:///etc/hostname">]><CTfile>&x;</CTfile>',
            "definitions of its own",
        ),
        ('<!DOCTYPE CTfile SYSTEM "http://127.0.0.1/ctf.dtd"><CTfile/>', "definitions of its own"),
        ('<?xml version="1.0"?><Message><Header/><Pupils/></Message>', "census"),
        ('<?xml version="1.0"?><html><body/></html>', "web page"),
        ('<?xml version="1.0"?><Workbook/>', "workbook saved as XML"),
        ('<?xml version="1.0"?><rss/>', "not a CTF"),
        (ctf(), "without pupils"),
        (ctf(WHO)[:200], "from line"),
        ("<CTfile>" + "<a>" * 200, "nested too deep"),
        ("<CTfile>" + "x" * 300_000 + "</CTfile>", "endless"),
        ("<CTfile><Pupil><BasicDetails>" + "<a/>" * 3000, "far more"),
        ('<?xml version="1.0" encoding="no-such-code"?><CTfile/>', "not XML"),
        ("<CTfile>\0</CTfile>", "not XML"),
    ],
)
def test_other_xml_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        read_xml(tmp_path, text)
    assert "330_CTF.xml" in caught.value.what
