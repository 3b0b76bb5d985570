"""Files that are no pupil list, each with its own sentence and none read any further."""

from __future__ import annotations

import io
import os
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.system.errors import UserError
from tests.imports.files import TODAY, rewrite_part, write_book

XLS_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def sentence(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_pupil_list(path, today=TODAY)
    assert caught.value.safe == "Nothing was changed."
    assert caught.value.todo
    return caught.value.what


def zipped(*names: str, content: str = "<a/>") -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\r\n \t\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"x", "No row of headings"),
        (b"<!DOCTYPE html>\n<html><body><table>", "web page"),
        (b"\n <table><tr><td>Surname", "web page"),
        (b"\xff\xfe" + "<html>".encode("utf-16-le"), "web page"),
        (b'{"pupils": []}', "JSON"),
        (b'[{"surname": "x"}]', "JSON"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"{\\rtf1 Surname", "text document"),
        (b"\x1f\x8b\x08", "packed"),
        (OLE, "old Office file"),
        (OLE + "Workbook".encode("utf-16-le"), "old Excel workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped("word/document.xml", "[Content_Types].xml"), "Word"),
        (OLE + "Workbook".encode("utf-16-le") + XLS_BEGINS + b"\x2f\x00\x36\x00", "password"),
        (OLE + "Workbook".encode("utf-16-le") + XLS_BEGINS + b"\x86\x00\x00\x00\x2f\x00\x36\x00", "password"),
        (OLE + "Workbook".encode("utf-16-le") + XLS_BEGINS + b"\xe1\x00\x02\x00", "old Excel workbook"),
        (zipped("content.xml", "mimetype"), "OpenDocument"),
        (zipped("content.xml", "META-INF/manifest.xml"), "OpenDocument"),
        (zipped("content.xml", "META-INF/manifest.xml", content="<encryption-data/>"), "password"),
        (zipped("encrypted-package", "mimetype"), "password"),
        (zipped("xl/workbook.bin", "[Content_Types].xml"), "xlsb"),
        (zipped("list.csv"), "zip folder"),
        (zipped("xl/workbook.xml", "[Content_Types].xml", "xl/vbaProject.bin"), "macros"),
        (zipped("xl/workbook.xml", "[Content_Types].xml"), "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"PK", "No row of headings"),
    ],
)
@pytest.mark.parametrize("name", ["pupils.csv", "pupils.xlsx", "pupils.xls"])
def test_what_the_file_really_is_is_told(tmp_path: Path, data: bytes, words: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    told = sentence(path)
    assert words in told
    assert name in told


def test_old_workbook_is_to_be_saved_anew(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(OLE + "Workbook".encode("utf-16-le"))
    with pytest.raises(UserError, match=r"save it as an Excel workbook \(.xlsx\)"):
        read_pupil_list(path, today=TODAY)


def test_folder_and_missing_file_are_told_apart(tmp_path: Path) -> None:
    assert "is a folder" in sentence(tmp_path)
    assert "was not found" in sentence(tmp_path / "nowhere.csv")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this account may read everything")
def test_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pupils.csv"
    path.write_text("x")
    path.chmod(0)
    assert "could not be opened" in sentence(path)


def test_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pupils.csv"
    with path.open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    assert "too large" in sentence(path)


def test_text_file_larger_than_any_list_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pupils.csv"
    path.write_bytes(b"Surname,Forename\n" + b"Smith,Jo\n" * 4_000_000)
    assert "too large" in sentence(path)


def test_bomb_of_zeros_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "pupils.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<a/>")
        package.writestr("xl/media/picture.bin", bytes(50_000_000))
    assert "far more than a pupil list" in sentence(path)


def test_endless_row_of_a_sheet_is_not_read(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [["Surname", "Forename"]]})
    cells = "".join(f'<c r="A1" s="{number % 7919}"/>' for number in range(250_000))
    sheet = f"<worksheet><sheetData><row r='1'>{cells}</row></sheetData></worksheet>"
    rewrite_part(path, "xl/worksheets/sheet1.xml", sheet)
    assert "far more than a pupil list" in sentence(path)


def test_too_many_shared_texts_are_not_read(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [["Surname", "Forename"]]})
    texts = "".join(f"<si><t>{number}</t></si>" for number in range(150_001))
    rewrite_part(path, "xl/sharedStrings.xml", f"<sst>{texts}</sst>")
    assert "far more than a pupil list" in sentence(path)


def test_entities_in_a_workbook_are_not_followed(tmp_path: Path) -> None:
    path = write_book(tmp_path, {"Pupils": [["Surname", "Forename"]]})
    entities = '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]>'
    bomb = f"{entities}<worksheet><sheetData>&y;</sheetData></worksheet>"
    rewrite_part(path, "xl/worksheets/sheet1.xml", bomb)
    assert "damaged" in sentence(path)
