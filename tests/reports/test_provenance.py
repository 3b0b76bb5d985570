from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from iap_desktop.domain.register_book import RegisterBook
from iap_desktop.reports.paper import Paper
from iap_desktop.reports.provenance import is_untouched_paper
from iap_desktop.reports.register_workbook import register_workbook
from tests.reports.samples import MONDAY, PRINTING


def our_pdf(path: Path) -> Path:
    paper = Paper("Weekly summary", PRINTING.printed_at)
    paper.text(50, 50, "Imogen")
    paper.end_page()
    path.write_bytes(paper.finished())
    return path


def our_workbook(path: Path, on: date = MONDAY) -> Path:
    path.write_bytes(register_workbook(RegisterBook("School", "Room", on, on, PRINTING, (), (), ())))
    return path


def test_our_papers_are_known_as_ours(tmp_path: Path) -> None:
    assert is_untouched_paper(our_pdf(tmp_path / "sheet.pdf"))
    assert is_untouched_paper(our_workbook(tmp_path / "register.XLSX"))


def test_a_workbook_that_another_program_saved_is_somebodys_work(tmp_path: Path) -> None:
    path = our_workbook(tmp_path / "register.xlsx")
    book = openpyxl.load_workbook(path)
    book["About"]["A30"] = "Rang home on Friday"
    book.save(path)
    book.close()
    assert not is_untouched_paper(path)


def test_a_workbook_saved_again_under_its_old_time_is_known_by_who_saved_it(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = openpyxl.Workbook()
    book.properties.creator = "IAP Desktop"
    book.properties.created = datetime(2026, 11, 20)  # noqa: DTZ001 - a workbook's times have no zone
    book.properties.lastModifiedBy = "Sam"
    book.save(path)
    assert not is_untouched_paper(path)


def test_a_pdf_that_was_changed_after_it_was_made_is_somebodys_work(tmp_path: Path) -> None:
    path = our_pdf(tmp_path / "sheet.pdf")
    content = path.read_bytes()
    stamp = content.split(b"/ModDate (")[1].split(b")")[0]
    path.write_bytes(content.replace(b"/ModDate (" + stamp, b"/ModDate (" + stamp.replace(b"2026", b"2027")))
    assert not is_untouched_paper(path)


def test_papers_of_other_programs_are_not_ours(tmp_path: Path) -> None:
    Canvas(str(tmp_path / "letter.pdf")).save()
    book = openpyxl.Workbook()
    book.save(tmp_path / "budget.xlsx")
    assert not is_untouched_paper(tmp_path / "letter.pdf")
    assert not is_untouched_paper(tmp_path / "budget.xlsx")


@pytest.mark.parametrize("name", ["torn.pdf", "torn.xlsx", "notes.txt"])
@pytest.mark.parametrize("content", [b"", b"IAP Desktop", b"PK\x03\x04" + b"\0" * 40, b"%PDF-1.4\n%%EOF\n"])
def test_what_cannot_be_read_is_not_ours(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert not is_untouched_paper(tmp_path / name)


def test_what_is_missing_or_a_folder_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    assert not is_untouched_paper(tmp_path / "folder.pdf")
    assert not is_untouched_paper(tmp_path / "missing.xlsx")


def test_an_entity_in_the_properties_of_a_workbook_is_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("docProps/core.xml", '<!DOCTYPE x [<!ENTITY a "IAP Desktop">]><x>&a;</x>')
    assert not is_untouched_paper(path)
