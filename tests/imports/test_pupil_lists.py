"""Whole files as the four systems export them, and any bytes at all."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iap_desktop.domain.pupils import FactKind
from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.system.errors import UserError
from tests.imports.files import (
    TODAY,
    ctf,
    fields_in,
    names_in,
    read_lines,
    rewrite_part,
    write_book,
    write_text,
)

SAMPLES = Path(__file__).parent.parent / "end_to_end" / "files"
READ_IT = """
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.system.errors import UserError
try:
    read_pupil_list(Path(sys.argv[1]), today=date(2026, 11, 23))
except UserError as error:
    print(error.what)
print("openpyxl" in sys.modules)
if len(sys.argv) > 2:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize(("name", "count"), [("sims.csv", 14), ("arbor.xlsx", 12), ("transfer_ctf.xml", 6)])
def test_samples_are_read_without_a_problem(name: str, count: int) -> None:
    found = read_pupil_list(SAMPLES / name, today=TODAY)
    assert len(found.rows) == count
    assert not found.refused
    assert not found.warnings
    assert found.source == name


def test_same_file_gives_the_same_list() -> None:
    path = SAMPLES / "arbor.xlsx"
    assert read_pupil_list(path, today=TODAY) == read_pupil_list(path, today=TODAY)


def test_export_as_sims_writes_it(tmp_path: Path) -> None:
    headings = (
        '"Legal Surname","Legal Forename","Preferred Forename","Reg Group","Year Taught In","Date of birth",'
        '"SEN Status","Pupil Premium Indicator","Eligible for free meals","In Care","UPN","Adm No"'
    )
    pupil = (
        '"D\'Souza","Zoë","","8KB","Year  8","05/03/2014",'
        '"K - SEN Support","T","F","F","B801200005001","004100"'
    )
    lines = ['"Year 8 list"', '"Ashgrove Academy"', "", headings, pupil, '"Total: 1"']
    found = read_lines(tmp_path, *lines, encoding="cp1252")
    assert found.heading_row == 4
    assert names_in(found) == [("D'Souza", "Zoë")]
    assert dict(found.rows[0].facts) == {
        FactKind.FORM: "8KB",
        FactKind.YEAR_GROUP: "8",
        FactKind.SEN_STATUS: "K",
        FactKind.PUPIL_PREMIUM: "Y",
        FactKind.FSM: "N",
        FactKind.LOOKED_AFTER: "N",
    }
    assert not found.warnings


def test_export_as_bromcom_writes_it(tmp_path: Path) -> None:
    headings = (
        "Legal Last Name;Legal First Name;Preferred Last Name;Preferred First Name;Tutor Group;NC Year;"
        "Date Of Birth;Gender;SEN Provision;FSM;EAL;Looked After;Young Carer"
    )
    pupil = "Ng;Alexander;Ng;Alex;9B;9;2013-04-18T00:00:00;Male;N;False;True;False;N"
    found = read_lines(tmp_path, headings, pupil, encoding="utf-8-sig")
    assert found.rows[0].details["preferred_forename"] == "Alex"
    assert found.rows[0].details["date_of_birth"] == date(2013, 4, 18)
    assert found.rows[0].facts[FactKind.EAL] == "Y"
    assert found.rows[0].facts[FactKind.YOUNG_CARER] == "N"
    assert None not in fields_in(found).values()


def test_export_as_class_charts_writes_it(tmp_path: Path) -> None:
    headings = "First name,Last name,UPN,Form,Year,DOB,SEN,PP,House,Points"
    pupil = "Jo,Smith,B801200005001,7A,7,5 Mar 2015,K,Yes,Red,12"
    found = read_lines(tmp_path, headings, pupil)
    assert names_in(found) == [("Smith", "Jo")]
    assert found.rows[0].facts[FactKind.SEN_STATUS] == "K"
    assert found.rows[0].facts[FactKind.YEAR_GROUP] == "7"
    assert [heading for heading, field in fields_in(found).items() if field is None] == ["House", "Points"]


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    book = write_book(tmp_path, {"Pupils": [["Surname", "Forename"], ["Ng", "Al"]]})
    assert names_in(read_pupil_list(book.rename(tmp_path / "book.csv"), today=TODAY)) == [("Ng", "Al")]
    text = write_text(tmp_path, "Surname\tForename", "Ng\tAl", encoding="utf-16", name="list.xls")
    assert names_in(read_pupil_list(text, today=TODAY)) == [("Ng", "Al")]


@contextlib.contextmanager
def any_file(name: str, data: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


LINES = st.lists(
    st.text(
        st.one_of(st.sampled_from("Surname,Forename;DOB\t\"'\r\n05/03/2014=\0\u00e9"), st.characters()),
        max_size=60,
    ),
    max_size=8,
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400), LINES.map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))
    )
)
@example(b"Surname,Forename\n\xff\xfe")
@example(b'Surname,Forename\n"')
@example("Surname,Forename\n²,³".encode())
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    with any_file("pupils.csv", data) as path, contextlib.suppress(UserError):
        assert read_pupil_list(path, today=TODAY).source == "pupils.csv"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=6), max_size=6))
def test_any_cells_below_headings_are_read_or_refused_in_words(rows: list[list[str]]) -> None:
    headings = "Surname,Forename,DOB,Year group,SEN Status,Contact 1 Name,Contact 1 Phone,UPN\n"
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    data = (headings + "\n".join(lines)).encode("utf-8", "ignore")
    with any_file("pupils.csv", data) as path, contextlib.suppress(UserError):
        found = read_pupil_list(path, today=TODAY)
        assert len({pupil.row for pupil in found.rows}) == len(found.rows)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=20))
def test_damaged_workbook_is_read_or_refused_in_words(at: int, noise: bytes) -> None:
    data = bytearray((SAMPLES / "arbor.xlsx").read_bytes())
    at %= len(data)
    data[at : at + len(noise)] = noise
    with any_file("pupils.xlsx", bytes(data)) as path, contextlib.suppress(UserError):
        assert read_pupil_list(path, today=TODAY).source == "pupils.xlsx"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml", "[Content_Types].xml"]),
    st.integers(0, 100_000),
    st.text(st.sampled_from('<>/"=& 0aA-1'), max_size=8),
)
def test_workbook_with_wrong_xml_is_read_or_refused_in_words(part: str, at: int, noise: str) -> None:
    with any_file("pupils.xlsx", (SAMPLES / "arbor.xlsx").read_bytes()) as path:
        with ZipFile(path) as package:
            text = package.read(part).decode()
        at %= len(text)
        rewrite_part(path, part, text[:at] + noise + text[at + len(noise) :])
        with contextlib.suppress(UserError):
            assert read_pupil_list(path, today=TODAY).source == "pupils.xlsx"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 100_000), st.binary(max_size=12))
def test_damaged_ctf_is_read_or_refused_in_words(at: int, noise: bytes) -> None:
    data = bytearray((SAMPLES / "transfer_ctf.xml").read_bytes())
    at %= len(data)
    data[at : at + len(noise)] = noise
    with any_file("ctf.xml", bytes(data)) as path, contextlib.suppress(UserError):
        assert read_pupil_list(path, today=TODAY).source == "ctf.xml"


def test_openpyxl_is_loaded_only_for_workbooks() -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", READ_IT, SAMPLES / name], capture_output=True, text=True, check=True
        ).stdout
        for name in ("sims.csv", "transfer_ctf.xml", "arbor.xlsx")
    ]
    assert [answer.strip() for answer in told] == ["False", "False", "True"]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "xml"])
def test_hundred_thousand_rows_are_refused_below_half_a_gigabyte(tmp_path: Path, kind: str) -> None:
    path = hundred_thousand(tmp_path, kind)
    command = [sys.executable, "-c", READ_IT, str(path), "and memory"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    sentence, _, kilobytes = done.stdout.splitlines()
    assert path.name in sentence
    assert int(kilobytes) < 500 * 1024


def hundred_thousand(folder: Path, kind: str) -> Path:
    headings = ["Surname", "Forename", "DOB", "Year group", "Form"]
    rows = [[f"Surname{n}", f"Forename{n}", "05/03/2014", "8", "8A"] for n in range(100_000)]
    if kind == "csv":
        return write_text(folder, *(",".join(row) for row in [headings, *rows]))
    if kind == "xlsx":
        return write_book(folder, {"Pupils": [headings, *rows]})
    path = folder / "ctf.xml"
    path.write_text(ctf(*(f"<Surname>{row[0]}</Surname><Forename>{row[1]}</Forename>" for row in rows)))
    return path
