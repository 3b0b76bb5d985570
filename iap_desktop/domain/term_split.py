"""Three terms with a half-term in each made into six, for schools that count their terms so.

Which days the school is open stays as it was: the half-terms become the holidays between the terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from iap_desktop.domain.calendar import Closure, ClosureKind, Term

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SplitTerms:
    """The terms as they become (a second half without id), and the half-terms that stop being closures."""

    terms: tuple[Term, ...]
    half_terms: tuple[Closure, ...]


def split_at_half_terms(terms: Iterable[Term], closures: Iterable[Closure]) -> SplitTerms:
    """Each term with a half-term inside as two; all are numbered, "Term 1". Without half-terms: no terms."""
    known = tuple(closures)
    pieces: list[Term] = []
    used: list[Closure] = []
    for term in sorted(terms, key=lambda term: term.starts_on):
        half_term = _half_term_in(term, known)
        pieces += [term] if half_term is None else _halves(term, half_term)
        used += [] if half_term is None else [half_term]
    if not used:
        return SplitTerms((), ())
    named = tuple(replace(piece, name=f"Term {number}") for number, piece in enumerate(pieces, start=1))
    return SplitTerms(named, tuple(used))


def _half_term_in(term: Term, closures: tuple[Closure, ...]) -> Closure | None:
    """The longest half-term with school days of the term on both sides."""
    inside = (
        closure
        for closure in closures
        if closure.kind is ClosureKind.HALF_TERM
        and term.starts_on <= _weekday(closure.starts_on - _ONE_DAY, -1)
        and _weekday(closure.ends_on + _ONE_DAY, 1) <= term.ends_on
    )
    return max(inside, key=lambda closure: closure.ends_on - closure.starts_on, default=None)


def _halves(term: Term, half_term: Closure) -> list[Term]:
    return [
        replace(term, ends_on=_weekday(half_term.starts_on - _ONE_DAY, -1)),
        replace(term, starts_on=_weekday(half_term.ends_on + _ONE_DAY, 1), id=0),
    ]


def _weekday(on: date, step: int) -> date:
    while on.weekday() > 4:
        on += timedelta(days=step)
    return on
