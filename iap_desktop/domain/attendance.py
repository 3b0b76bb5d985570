"""Attendance codes and their arithmetic.

Codes: School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208, and the statutory
guidance "Working together to improve school attendance" (August 2024).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iap_desktop.domain.names import folded
from iap_desktop.domain.registers import SessionMark
from iap_desktop.domain.weekly import AttendanceFigures

PRESENT_CODES = {"AM": "/", "PM": "\\"}
LATE = "L"
PART_TIME = "C2"

_IN_WORDS = "'\u2019-"  # folded() deals with apostrophes and hyphens itself
_SHORT_WORDS = {  # for a sheet that goes home: nothing that shames where it is read by others
    "/": "Present",
    "\\": "Present",
    "L": "Late",
    "K": "Council tuition",
    "V": "Visit or trip",
    "P": "Sport",
    "W": "Work experience",
    "B": "Approved activity",
    "D": "At the other school",
    "C1": "Performance",
    "M": "Appointment",
    "J1": "Interview",
    "S": "Study leave",
    "X": "Not due in",
    "C2": "Not due in",
    "C": "Leave of absence",
    "T": "Parent travelling",
    "R": "Religious observance",
    "I": "Ill",
    "E": "Suspended",
    "Q": "No access arrangements",
    "Y1": "No transport",
    "Y2": "Travel disruption",
    "Y3": "Part of school closed",
    "Y4": "School closed",
    "Y5": "Could not attend",
    "Y6": "Public health",
    "Y7": "Could not attend",
    "G": "Holiday not agreed",
    "N": "No reason yet",
    "O": "Absent",
    "U": "Came after register",
    "Z": "Not on roll",
    "#": "School closed",
    "H": "Agreed holiday",
    "J": "Interview",
    "Y": "Exceptional circumstances",
}


class CodeClass(StrEnum):
    """Statistical class of a code."""

    ATTENDING = "attending"
    APPROVED = "approved educational activity"
    AUTHORISED = "authorised absence"
    UNAUTHORISED = "unauthorised absence"
    NOT_POSSIBLE = "not possible"
    ADMINISTRATIVE = "administrative"


@dataclass(frozen=True, slots=True)
class AttendanceCode:
    """One code of the list, offered from `valid_from` to `valid_to`; withdrawn ones stay readable."""

    code: str
    description: str
    statistical_class: CodeClass
    valid_from: date | None = None
    valid_to: date | None = None
    id: int = 0

    def is_offered_on(self, on: date) -> bool:
        """Whether staff may choose the code for a mark on `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


_ATTENDED = {CodeClass.ATTENDING, CodeClass.APPROVED}
_POSSIBLE = {CodeClass.ATTENDING, CodeClass.APPROVED, CodeClass.AUTHORISED, CodeClass.UNAUTHORISED}


def parse_codes(csv_text: str) -> tuple[AttendanceCode, ...]:
    """Read the shipped list, a CSV with a column for each field of `AttendanceCode` but `id`.

    Raises ValueError or KeyError where the text is not such a list: our bug.
    """
    return tuple(_parsed_code(row) for row in csv.DictReader(csv_text.splitlines()))


def _parsed_code(row: Mapping[str, str]) -> AttendanceCode:
    return AttendanceCode(
        code=row["code"],
        description=row["description"],
        statistical_class=CodeClass(row["statistical_class"]),
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def is_withdrawn(code: AttendanceCode) -> bool:
    """Whether a code only stands in history from before the list began (H, J, Y): read, never offered."""
    return code.valid_from is None and code.valid_to is not None


def offered_codes(codes: Iterable[AttendanceCode], on: date) -> tuple[AttendanceCode, ...]:
    """The codes that staff may choose for a mark on `on`, in the order of the list."""
    return tuple(code for code in codes if code.is_offered_on(on) and not is_withdrawn(code))


def find_code(
    codes: Iterable[AttendanceCode], text: str, on: date, *, session: str | None = None
) -> AttendanceCode | None:
    r"""The code that staff mean by what they typed for a mark on `on`, or None where there is none.

    Small letters will do. session: "AM" or "PM"; then the present mark of the other session (`/` is the
    morning's, `\` the afternoon's) is taken for this session's, since the keys are easily confused.
    """
    wanted = text.strip().casefold()
    if session is not None and wanted in PRESENT_CODES.values():
        wanted = present_code(session)
    return next((code for code in offered_codes(codes, on) if code.code.casefold() == wanted), None)


def present_code(session: str) -> str:
    r"""The official present mark of a session: `/` for "AM", `\` for "PM"."""
    return PRESENT_CODES[session]


def search_codes(codes: Iterable[AttendanceCode], text: str, on: date) -> tuple[AttendanceCode, ...]:
    """The offered codes that fit what is being typed, best first; all of them, where that is blank.

    First the code itself, then codes that begin so, then those that have each typed word at the
    beginning of a word of the description.
    """
    letters, words = text.strip().casefold(), _words(text)
    ranked: list[tuple[int, AttendanceCode]] = []
    for code in offered_codes(codes, on):
        own = code.code.casefold()
        if own == letters:
            ranked.append((0, code))
        elif own.startswith(letters):
            ranked.append((1, code))
        elif words and _fits(words, _words(f"{code.description} {short_words(code)}")):
            ranked.append((2, code))
    return tuple(code for _, code in sorted(ranked, key=lambda entry: entry[0]))


def _words(text: str) -> list[str]:
    return folded("".join(char if char.isalnum() or char in _IN_WORDS else " " for char in text)).split()


def _fits(typed: list[str], known: list[str]) -> bool:
    return all(any(word.startswith(part) for word in known) for part in typed)


def short_words(code: AttendanceCode) -> str:
    """A code in few plain words for a cell: ours for an official code, else its description's beginning."""
    own = _SHORT_WORDS.get(code.code)
    return own or code.description.split(" (")[0].strip() or code.code


class CodeBook:
    """The meaning of every code of a room at any date: one index for many marks.

    A date at which no version of a code was in force has the nearest one's meaning, since a mark that
    stands in the register must stay readable.
    """

    def __init__(self, codes: Iterable[AttendanceCode]) -> None:
        self._versions: dict[str, list[AttendanceCode]] = {}
        for code in codes:
            self._versions.setdefault(code.code.casefold(), []).append(code)
        for versions in self._versions.values():
            versions.sort(key=lambda version: version.valid_from or date.min)

    def meaning(self, code: str, on: date) -> AttendanceCode | None:
        """The code as it was on `on`; None where it was never on the list."""
        versions = self._versions.get(code.casefold())
        if versions is None or len(versions) == 1:
            return versions[0] if versions else None
        in_force = [version for version in versions if version.is_offered_on(on)]
        begun = [version for version in versions if version.valid_from is None or version.valid_from <= on]
        return (in_force or begun or versions[:1])[-1]


def is_attended(code: AttendanceCode | None) -> bool:
    """Whether a session with the code counts as attended."""
    return code is not None and code.statistical_class in _ATTENDED


def is_possible(code: AttendanceCode | None) -> bool:
    """Whether a session with the code is among the possible ones."""
    return code is not None and code.statistical_class in _POSSIBLE


def figures(
    marks: Iterable[SessionMark],
    codes: CodeBook | Iterable[AttendanceCode],
    expected_sessions: Iterable[tuple[date, str]] = (),
) -> AttendanceFigures:
    """Count one pupil's sessions as the absence statistics do (domain reference 2.3).

    marks: all marks to be counted, at most one a session. Every mark counts by its code, also on a session
    that was not expected: it was made. A code that is not on the list counts in nothing; it is a mark all
    the same, so its session is not "unmarked" (`unknown_codes` names such codes).
    expected_sessions: day and "AM" or "PM" of the sessions that should be marked; those without a mark are
    `unmarked`, in order, and in no other figure.
    `late`: marks that count as attended and are L or have minutes; U is an absence. `part_time`: C2.
    """
    book = codes if isinstance(codes, CodeBook) else CodeBook(codes)
    classes: Counter[CodeClass] = Counter()
    part_time = late = minutes_late = 0
    marked = set()
    for mark in marks:
        marked.add((mark.marked_on, mark.session))
        code = book.meaning(mark.code, mark.marked_on)
        if code is None:
            continue
        classes[code.statistical_class] += 1
        part_time += code.code == PART_TIME
        if is_late(mark, code):
            late += 1
            minutes_late += mark.minutes_late or 0
    return AttendanceFigures(
        possible=sum(classes[counted] for counted in _POSSIBLE),
        attended=sum(classes[counted] for counted in _ATTENDED),
        authorised=classes[CodeClass.AUTHORISED],
        unauthorised=classes[CodeClass.UNAUTHORISED],
        part_time=part_time,
        late=late,
        minutes_late=minutes_late,
        unmarked=tuple(sorted(set(expected_sessions) - marked)),
    )


def is_late(mark: SessionMark, code: AttendanceCode) -> bool:
    """Whether the pupil attended the session but came late to it."""
    return is_attended(code) and (code.code == LATE or bool(mark.minutes_late))


def unknown_codes(marks: Iterable[SessionMark], codes: Iterable[AttendanceCode]) -> tuple[str, ...]:
    """Codes in marks that were never on the list, each once."""
    book = CodeBook(codes)
    return tuple(
        dict.fromkeys(mark.code for mark in marks if book.meaning(mark.code, mark.marked_on) is None)
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """Sessions missed of the possible ones; `possible` is the n that stands beside each threshold."""

    missed: int
    possible: int

    @property
    def percentage(self) -> float | None:
        """Sessions missed / possible x 100, unrounded; None where nothing is possible."""
        return self.missed / self.possible * 100 if self.possible else None

    @property
    def is_persistent(self) -> bool:
        """Whether at least 10 % of the possible sessions were missed (severe absence included)."""
        return self.possible > 0 and self.missed * 10 >= self.possible

    @property
    def is_severe(self) -> bool:
        """Whether at least 50 % of the possible sessions were missed."""
        return self.possible > 0 and self.missed * 2 >= self.possible


def absence(counted: AttendanceFigures) -> Absence:
    """What was missed, authorised or not, with its n."""
    return Absence(counted.authorised + counted.unauthorised, counted.possible)
