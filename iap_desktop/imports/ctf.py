"""Common Transfer Files (CTF 19 to 26), the XML in which English schools hand pupils on.

Only what a room needs of a pupil is kept while the file streams past; attendance, results and all that
is unknown are skipped. Paths and elements: domain reference 6.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from iap_desktop.domain.imports import Column, PupilList
from iap_desktop.imports import guards
from iap_desktop.imports.cells import text_of
from iap_desktop.imports.faults import EXPORT_AGAIN, unreadable
from iap_desktop.imports.pupil_rows import Source, read_records
from iap_desktop.imports.tables import MAX_PUPILS, Cell, Record
from iap_desktop.imports.values import read_yes_no
from iap_desktop.system.errors import UserError

_BLOCK = 1 << 22
_MAX_GAP = 1 << 18
_MAX_DEPTH = 100
_MAX_KEPT = 2_000
_MAX_VALUE = 1_000
_PLAIN = {
    "UPN": "upn",
    "FormerUPN": "former_upn",
    "UniqueLearnerNumber": "uln",
    "Surname": "legal_surname",
    "Forename": "legal_forename",
    "MiddleNames": "middle_names",
    "PreferredSurname": "preferred_surname",
    "PreferredForename": "preferred_forename",
    "DOB": "date_of_birth",
    "Sex": "sex",
    "Gender": "sex",
    "NCyearActual": "year_group",
    "Ethnicity": "ethnicity",
    "EnrolStatus": "enrolment",
    "ServiceChild": "service_child",
    "YoungCarer": "young_carer",
}
_GROUPS = frozenset(
    {"BasicDetails", "Languages", "LookedAfter", "FSMhistory", "SENhistory", "SENneeds", "Contacts"}
)
_HEADINGS = {name: element for element, name in _PLAIN.items() if element != "Gender"} | {
    "first_language": "Language",
    "looked_after": "InCare",
    "care_authority": "CareAuthority",
    "fsm": "FSMinstance",
    "sen_status": "SENprovision",
    "sen_need_1": "SENtype",
    "sen_need_2": "SENtype",
}
_CONTACT_ELEMENTS = {
    "title": "Title",
    "surname": "Surname",
    "forename": "Forename",
    "relationship": "Relationship",
    "responsibility": "Responsibility",
    "phone": "PhoneNo",
    "second_phone": "PhoneNo",
    "email": "Email",
    "name": "Contact",
}
_MAX_CONTACT = 99
_OTHER_ROOTS = {
    "message": "is a school census file, not a CTF",
    "html": "is a web page (HTML), whatever its name says",
    "workbook": "is a workbook saved as XML",
}


@dataclass(slots=True)
class _Node:
    """One element of a pupil that is kept."""

    tag: str
    line: int
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def find(self, tag: str) -> _Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def value(self, tag: str) -> str:
        """The text of a child, "" where there is none."""
        child = self.find(tag)
        return text_of(child.text) if child else ""

    def all(self, tag: str) -> Iterator[_Node]:
        """Every element of that name below this one."""
        for child in self.children:
            if child.tag == tag:
                yield child
            else:
                yield from child.all(tag)


class _Pupils:
    """Takes the parser's events and keeps the pupils: a target as xml.etree's parsers want it."""

    def __init__(self, path: Path, line: Callable[[], int], today: date) -> None:
        self._path, self._line, self._today = path, line, today
        self._depth, self._skipped, self._kept = 0, 0, 0
        self._open: list[_Node] = []
        self.records: list[Record] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        del attributes
        self._depth += 1
        name = tag.rpartition("}")[2]
        if self._depth == 1:
            self._check_root(name)
        if self._depth > _MAX_DEPTH:
            raise unreadable(self._path, "is not a CTF: its elements are nested too deep")
        if self._skipped or (self._open and self._is_unknown_group(name)):
            self._skipped += 1
        elif self._open or name == "Pupil":
            self._keep(name)

    def end(self, tag: str) -> None:
        """An element ends."""
        del tag
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
        elif self._open:
            node = self._open.pop()
            if not self._open:
                self.records.append(_record(node, self._today))

    def data(self, text: str) -> None:
        """Text between the elements."""
        if self._open and not self._skipped and len(self._open[-1].text) < _MAX_VALUE:
            self._open[-1].text += text[:_MAX_VALUE]

    def close(self) -> None:
        """The file ends."""

    def _check_root(self, name: str) -> None:
        if name.casefold() != "ctfile":
            raise unreadable(self._path, _OTHER_ROOTS.get(name.casefold(), "is XML, but not a CTF"))

    def _is_unknown_group(self, name: str) -> bool:
        return len(self._open) == 1 and name not in _GROUPS and name not in _PLAIN

    def _keep(self, name: str) -> None:
        node = _Node(name, self._line())
        if self._open:
            self._kept += 1
            self._open[-1].children.append(node)
        else:
            self._kept = 0
        if self._kept > _MAX_KEPT or len(self.records) >= MAX_PUPILS:
            raise unreadable(self._path, "holds far more than a school's pupils", EXPORT_AGAIN)
        self._open.append(node)


def read_ctf(path: Path, *, today: date) -> PupilList:
    """Read the pupils of a CTF. Raises UserError for all that is none."""
    records = _parse(path, today)
    if not records:
        raise unreadable(path, "is a CTF without pupils")
    findings = read_records(records, Source(_headings_with_contacts(), today))
    return PupilList(
        source=path.name,
        rows=tuple(findings.pupils),
        heading_row=1,
        columns=_columns(records),
        refused=tuple(findings.refused),
        warnings=tuple(findings.warnings),
    )


def _parse(path: Path, today: date) -> list[Record]:
    parser: Any = None
    pupils = _Pupils(path, lambda: int(parser.parser.CurrentLineNumber), today)
    parser = DefusedXMLParser(target=pupils, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        for block in _blocks(path):
            parser.feed(block)
        parser.close()
    except DefusedXmlException as error:
        raise unreadable(
            path, "brings definitions of its own (DTD or entities), which no CTF does"
        ) from error
    except (ParseError, LookupError, ValueError, OSError) as error:
        raise _broken(path, error) from error
    return pupils.records


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in large pieces; endless tags and texts, which the parser is slow at, are refused."""
    gap = 0
    with guards.opened(path) as stream:
        while block := stream.read(_BLOCK):
            first, *rest = [len(piece) for piece in block.split(b"<")]
            if max([gap + first, *rest]) > _MAX_GAP:
                raise unreadable(path, "is not a CTF: one of its elements is endless")
            gap = rest[-1] if rest else gap + first
            yield block


def _broken(path: Path, error: Exception) -> UserError:
    line = error.position[0] if isinstance(error, ParseError) else None
    where = f" from line {line} on" if line else ""
    return unreadable(path, f"is not XML that can be read{where}")


def _columns(records: list[Record]) -> tuple[Column, ...]:
    names = dict.fromkeys(name for record in records for name in record.cells)
    return tuple(Column(_HEADINGS[name], position, name) for position, name in enumerate(names))


def _headings_with_contacts() -> dict[str, str]:
    contacts = {
        f"contact_{number}_{part}": element
        for number in range(1, _MAX_CONTACT + 1)
        for part, element in _CONTACT_ELEMENTS.items()
    }
    return _HEADINGS | contacts


def _record(pupil: _Node, today: date) -> Record:
    cells: dict[str, Cell] = {}
    for group in (pupil, pupil.find("BasicDetails")):
        for node in group.children if group else ():
            name = _PLAIN.get(node.tag)
            if name and node.text.strip():
                cells.setdefault(name, node.text)
    cells.update({name: value for name, value in _derived(pupil, today).items() if value})
    return Record(pupil.line, cells, tuple(_contacts(pupil)))


def _derived(pupil: _Node, today: date) -> dict[str, str]:
    looked_after = pupil.find("LookedAfter") or _Node("LookedAfter", 0)
    needs = _sen_needs(pupil)
    return {
        "first_language": _first_language(pupil),
        "looked_after": looked_after.value("InCare"),
        "care_authority": looked_after.value("CareAuthority"),
        "fsm": _free_meals(pupil, today),
        "sen_status": _sen_status(pupil),
        "sen_need_1": needs[0] if needs else "",
        "sen_need_2": needs[1] if len(needs) > 1 else "",
    }


def _first_language(pupil: _Node) -> str:
    for language in pupil.all("Type"):
        if language.value("LanguageType").casefold() in {"", "f", "first"}:
            return language.value("Language") or language.value("LanguageCode")
    return ""


def _free_meals(pupil: _Node, today: date) -> str:
    """Y where an entitlement has begun and its last day is not over; N where all that are named are over."""
    instances = list(pupil.all("FSMinstance"))
    if not instances:
        return ""
    on = today.isoformat()
    is_eligible = any(
        _day(instance, "FSMstartDate") <= on <= (_day(instance, "FSMendDate") or "9999")
        for instance in instances
    )
    return "Y" if is_eligible else "N"


def _sen_status(pupil: _Node) -> str:
    entries = [entry for entry in pupil.all("SEN") if entry.value("SENprovision")]
    newest = max(enumerate(entries), key=lambda entry: (_day(entry[1], "StartDate"), entry[0]), default=None)
    return newest[1].value("SENprovision") if newest else ""


def _sen_needs(pupil: _Node) -> list[str]:
    needs = [need for need in pupil.all("SENneed") if need.value("SENtype")]
    ranked = sorted(needs, key=lambda need: _number(need.value("SENtypeRank")))
    return [need.value("SENtype") for need in ranked]


def _day(node: _Node, tag: str) -> str:
    """A date as ISO text, which sorts by itself; a time behind it is cut off."""
    return node.value(tag)[:10]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else _MAX_CONTACT


def _contacts(pupil: _Node) -> Iterator[tuple[int, dict[str, Cell]]]:
    nodes = sorted(pupil.all("Contact"), key=lambda node: _number(node.value("Order")))
    for number, node in enumerate(nodes[:_MAX_CONTACT], start=1):
        phones = [phone.value("PhoneNo") for phone in node.all("Phone")] + ["", ""]
        cells: dict[str, Cell] = {
            "title": node.value("Title"),
            "surname": node.value("Surname"),
            "forename": node.value("Forename"),
            "relationship": node.value("Relationship"),
            "responsibility": read_yes_no(node.value("Responsibility")).value,
            "phone": phones[0],
            "second_phone": phones[1],
            "email": node.value("Email"),
        }
        yield number, cells
