"""Builds the files that schools' systems hand out, small, for the tests of the imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from iap_desktop.domain.imports import PupilList
from iap_desktop.imports.pupil_lists import read_pupil_list

Rows = Iterable[Sequence[object]]
TODAY = date(2026, 11, 23)
NAMES = "Legal Surname,Legal Forename"


def write_text(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "pupils.csv") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join(lines).encode(encoding) + "\r\n".encode(encoding).removeprefix(b"\xff\xfe"))
    return path


def read_lines(
    folder: Path,
    *lines: str,
    encoding: str = "utf-8",
    heading_row: int | None = None,
    mapping: Mapping[int, str | None] | None = None,
) -> PupilList:
    path = write_text(folder, *lines, encoding=encoding)
    return read_pupil_list(path, today=TODAY, heading_row=heading_row, mapping=mapping)


def read_cells(folder: Path, heading: str, *values: str) -> PupilList:
    """One pupil for each value of one column."""
    rows = [f'Surname{number},Name,"{value}"' for number, value in enumerate(values)]
    return read_lines(folder, f"{NAMES},{heading}", *rows)


def write_book(folder: Path, sheets: Mapping[str, Rows], epoch: datetime | None = None) -> Path:
    book = Workbook()
    book.remove(book["Sheet"])
    if epoch is not None:
        book.epoch = epoch
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = folder / "pupils.xlsx"
    book.save(path)
    return path


def read_book(folder: Path, rows: Rows) -> PupilList:
    return read_pupil_list(write_book(folder, {"Pupils": rows}), today=TODAY)


def rewrite_part(path: Path, part: str, content: str) -> Path:
    """Put other XML in the place of one part of a workbook."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = content.encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def ctf(*pupils: str, version: str = "26.0") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<CTfile>\n'
        f"<Header><CTFversion>{version}</CTFversion></Header>\n<CTFpupilData>\n"
        + "\n".join(f"<Pupil>{pupil}</Pupil>" for pupil in pupils)
        + "\n</CTFpupilData>\n</CTfile>\n"
    )


def read_xml(folder: Path, text: str, name: str = "330_CTF.xml") -> PupilList:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_pupil_list(path, today=TODAY)


def names_in(found: PupilList) -> list[tuple[object, object]]:
    return [(pupil.details["legal_surname"], pupil.details["legal_forename"]) for pupil in found.rows]


def fields_in(found: PupilList) -> dict[str, str | None]:
    return {column.heading: column.field for column in found.columns}
