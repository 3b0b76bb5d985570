"""The facts about a pupil in words, in the order in which a page or a form shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from iap_desktop.domain.pupils import SEN_NEEDS, SEN_STATUSES, FactKind, PupilFact

FACT_TITLES = {
    FactKind.YEAR_GROUP: "Year",
    FactKind.FORM: "Form",
    FactKind.SEN_STATUS: "Special educational needs",
    FactKind.SEN_NEED_1: "Main need",
    FactKind.SEN_NEED_2: "Second need",
    FactKind.FSM: "Free school meals",
    FactKind.PUPIL_PREMIUM: "Pupil premium",
    FactKind.LOOKED_AFTER: "Looked after by a local authority",
    FactKind.CARE_AUTHORITY: "Authority that looks after the pupil",
    FactKind.EAL: "English as an additional language",
    FactKind.SERVICE_CHILD: "Parent in the armed forces",
    FactKind.YOUNG_CARER: "Young carer",
    FactKind.SOCIAL_CARE: "Social care",
    FactKind.ENROLMENT: "Registration",
}
_ENROLMENTS = {
    "C": "At this school only",
    "M": "At this school and another, mainly this one",
    "S": "At this school and another, mainly the other",
    "G": "Guest, registered elsewhere",
}
_YES_NO = {"Y": "Yes", "N": "No", "1": "Yes", "0": "No"}
_WORDS: dict[FactKind, dict[str, str]] = {
    FactKind.SEN_STATUS: SEN_STATUSES,
    FactKind.SEN_NEED_1: SEN_NEEDS,
    FactKind.SEN_NEED_2: SEN_NEEDS,
    FactKind.ENROLMENT: _ENROLMENTS,
    FactKind.YEAR_GROUP: {"R": "Reception", "N1": "Nursery 1", "N2": "Nursery 2"},
    FactKind.FORM: {},
    FactKind.CARE_AUTHORITY: {},
}


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact in words from a date; `until` is its last day where it no longer holds."""

    kind: FactKind
    title: str
    words: str
    since: date
    until: date | None = None


def fact_in_words(kind: FactKind, value: str) -> str:
    """A value as a person reads it: "SEN support" for K, "Yes" for Y."""
    return _WORDS.get(kind, _YES_NO).get(value, value)


def fact_lines(facts: Iterable[PupilFact], on: date) -> tuple[tuple[FactLine, ...], tuple[FactLine, ...]]:
    """The facts of one pupil that hold on a date, and those that held before, the newest first."""
    held: list[FactLine] = []
    past: list[FactLine] = []
    ordered = sorted(facts, key=lambda fact: (list(FactKind).index(fact.kind), fact.effective_from))
    for _, group in groupby(ordered, key=lambda fact: fact.kind):
        begun = [fact for fact in group if fact.effective_from <= on]
        for fact, later in zip(begun, [*begun[1:], None], strict=True):
            if fact.value is not None:
                (held if later is None else past).append(_line(fact, fact.value, later))
    past.sort(key=lambda line: line.until or on, reverse=True)
    return tuple(held), tuple(past)


def _line(fact: PupilFact, value: str, later: PupilFact | None) -> FactLine:
    until = None if later is None else later.effective_from - timedelta(days=1)
    title, words = FACT_TITLES[fact.kind], fact_in_words(fact.kind, value)
    return FactLine(fact.kind, title, words, fact.effective_from, until)
