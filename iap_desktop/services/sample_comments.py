"""What staff of the sample room write about a week: praise first, then how it went, then one next step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from iap_desktop.domain.attendance import LATE, PRESENT_CODES
from iap_desktop.domain.dates import monday_of
from iap_desktop.domain.registers import PeriodMark, Place, SessionMark
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.services.sample_dice import dice, shuffled
from iap_desktop.services.sample_marks import Marks
from iap_desktop.system.resources import read_text

_NEXT_SUBJECTS = ("English", "Maths", "Science")
_SEVERAL = 2
_IN_SCHOOL = {*PRESENT_CODES.values(), LATE, "V"}


@dataclass(slots=True)
class _Week:
    """What happened to one pupil in one week."""

    subjects: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


def sample_comments(marks: Marks, names: Mapping[int, str], seed: int) -> Iterator[WeeklyComment]:
    """A comment for each pupil and week of some marks, oldest week first. names: what pupils are called."""
    weeks = _weeks(marks)
    for monday, pupil_id in sorted(weeks):
        writer = _Writer(names[pupil_id], seed, pupil_id, monday)
        yield WeeklyComment(pupil_id, monday, writer.comment(weeks[monday, pupil_id]))


def _weeks(marks: Marks) -> dict[tuple[date, int], _Week]:
    weeks: dict[tuple[date, int], _Week] = {}

    def week_of(mark: SessionMark | PeriodMark) -> _Week:
        return weeks.setdefault((monday_of(mark.marked_on), mark.pupil_id), _Week())

    for session in marks.sessions:
        week_of(session).codes.append(session.code)
    for period in marks.periods:
        if period.place is Place.IN_LESSON and period.detail:
            week_of(period).subjects.append(period.detail)
    return weeks


class _Writer:
    """Writes about one pupil's week: the next pupil, and the next week, begin with other sentences."""

    def __init__(self, name: str, seed: int, pupil_id: int, monday: date) -> None:
        self._name = name
        self._seed = seed
        self._pupil_id = pupil_id
        self._week_number = monday.toordinal() // 7
        self._next_subject = dice(seed, "next subject", pupil_id, monday).choice(_NEXT_SUBJECTS)

    def comment(self, week: _Week) -> str:
        """The comment as it is printed."""
        if week.codes and not _IN_SCHOOL & set(week.codes):
            return self._said("away all week", week)
        kinds = ("lessons" if week.subjects else "room", self._middle(week.codes), "next")
        return " ".join(self._said(kind, week) for kind in kinds)

    def _middle(self, codes: Sequence[str]) -> str:
        if codes.count(LATE) >= _SEVERAL:
            return "late"
        if "I" in codes and codes[-1] in _IN_SCHOOL:
            return "been away"
        is_full = len(codes) >= 10 and set(codes) <= _IN_SCHOOL
        return "every session" if is_full and self._week_number % 2 else "steady"

    def _said(self, kind: str, week: _Week) -> str:
        sentences: list[str] = shuffled(_words()["comments"][kind], dice(self._seed, kind))
        return sentences[(self._pupil_id + self._week_number) % len(sentences)].format(
            name=self._name,
            lessons=_counted(len(week.subjects)),
            subject=max(sorted(set(week.subjects)), key=week.subjects.count, default=""),
            next_subject=self._next_subject,
        )


def _counted(lessons: int) -> str:
    numbers = _words()["numbers"]
    number = numbers[lessons] if lessons < len(numbers) else str(lessons)
    return f"{number} lesson" if lessons == 1 else f"{number} lessons"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(read_text("sample", "words.json"))
    return words
