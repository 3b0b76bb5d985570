"""A mark as every screen shows it: a glyph and a word, so that nothing is told by colour alone.

The letters of the official list are their own glyph. An expected mark has a hollow glyph and is read out
as expected: it is never taken for a fact. (Paper has glyphs of its own, that survive a photocopy.)
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from iap_desktop.domain.attendance import LATE, AttendanceCode, CodeBook, is_attended, short_words
from iap_desktop.domain.registers import PLACE_WORDS, PeriodMark, Place, SessionMark

GLYPHS = {
    Place.IN_ROOM: "\N{BLACK CIRCLE}",
    Place.IN_LESSON: "\N{RIGHTWARDS ARROW}",
    Place.ELSEWHERE: "\N{WHITE DIAMOND}",
    Place.LATE: "L",
    Place.NOT_IN_SCHOOL: "\N{MULTIPLICATION X}",
    Place.LEFT_ROOM: "\N{HORIZONTAL ELLIPSIS}",
    Place.NOT_DUE: "\N{EN DASH}",
}
HOLLOW_GLYPHS = {
    **GLYPHS,
    Place.IN_ROOM: "\N{WHITE CIRCLE}",
    Place.IN_LESSON: "\N{RIGHTWARDS DASHED ARROW}",
}
SHORT_WORDS = {**PLACE_WORDS, Place.ELSEWHERE: "Elsewhere", Place.NOT_DUE: "Not due"}
_NOT_DUE_CODES = {"C2", "X"}  # domain reference 2.4: a part-time timetable is "not due in"
_OUT_WITH_STAFF = {"V", "P"}
_STILL_COMING = {"U", "M", "J1"}  # away for part of the half-day only


class CellState(StrEnum):
    """The three states that are visible at a glance."""

    MARKED = "marked"
    EXPECTED = "expected"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ScreenMark:
    """What one cell shows: `code` for sessions or `place` for periods, with glyph and words for both.

    `is_present` is True where the pupil was or is expected in school, False where not, None where nothing
    is said. `mark_id` is the row of a mark that was made, else 0. `detail`: the lesson or place in words.
    """

    state: CellState = CellState.NOTHING
    glyph: str = ""
    words: str = ""
    code: str | None = None
    place: Place | None = None
    minutes_late: int | None = None
    detail: str | None = None
    is_present: bool | None = None
    mark_id: int = 0

    @property
    def text(self) -> str:
        """Glyph and words, as a cell shows them."""
        return f"{self.glyph} {self.words}".strip()

    @property
    def place_text(self) -> str:
        """The same with the lesson or place by name, where the mark names it: "→ Maths"."""
        named = self.detail if self.place in {Place.IN_LESSON, Place.ELSEWHERE} else None
        return f"{self.glyph} {named or self.words}".strip()

    @property
    def spoken(self) -> str:
        """The cell in words for a screen reader."""
        if self.state is CellState.NOTHING:
            return "not marked"
        words = f"{self.code}, {self.words}" if self.code else _spoken_place(self)
        return f"expected: {words}" if self.state is CellState.EXPECTED else words


NOTHING = ScreenMark()


def session_mark_shown(mark: SessionMark, codes: CodeBook) -> ScreenMark:
    """A session mark that was made; a code that was never on the list says so."""
    code = codes.meaning(mark.code, mark.marked_on)
    return ScreenMark(
        state=CellState.MARKED,
        glyph=mark.code,
        words=_session_words(mark, code),
        code=mark.code,
        minutes_late=mark.minutes_late,
        is_present=is_attended(code),
        mark_id=mark.id,
    )


def session_expected(code: AttendanceCode) -> ScreenMark:
    """A session mark that is only expected."""
    return ScreenMark(
        state=CellState.EXPECTED,
        glyph=code.code,
        words=short_words(code),
        code=code.code,
        is_present=is_attended(code),
    )


def period_mark_shown(mark: PeriodMark) -> ScreenMark:
    """A period mark that was made."""
    return ScreenMark(
        state=CellState.MARKED,
        glyph=GLYPHS[mark.place],
        words=_period_words(mark),
        place=mark.place,
        minutes_late=mark.minutes_late,
        detail=mark.detail,
        is_present=mark.place not in {Place.NOT_IN_SCHOOL, Place.NOT_DUE},
        mark_id=mark.id,
    )


def period_expected(place: Place) -> ScreenMark:
    """A place that is only expected."""
    return ScreenMark(
        state=CellState.EXPECTED,
        glyph=HOLLOW_GLYPHS[place],
        words=SHORT_WORDS[place],
        place=place,
        is_present=place not in {Place.NOT_IN_SCHOOL, Place.NOT_DUE},
    )


def place_while_away(mark: SessionMark, codes: CodeBook) -> Place | None:
    """Where a session mark says that a pupil is in the periods of that half-day; None: in school.

    Domain reference 2.4. Who comes late, or is out for an appointment, is expected as on any other day.
    """
    code = codes.meaning(mark.code, mark.marked_on)
    if code is None or mark.code in _STILL_COMING:
        return None
    if mark.code in _NOT_DUE_CODES:
        return Place.NOT_DUE
    if mark.code in _OUT_WITH_STAFF:
        return Place.ELSEWHERE
    return None if mark.code in {"/", "\\", LATE} else Place.NOT_IN_SCHOOL


def is_away_all_day(mark: SessionMark, codes: CodeBook) -> bool:
    """Whether a morning's absence makes one expect the same in the afternoon."""
    code = codes.meaning(mark.code, mark.marked_on)
    if code is None or is_attended(code):
        return False
    return mark.code not in _STILL_COMING | _NOT_DUE_CODES


def _session_words(mark: SessionMark, code: AttendanceCode | None) -> str:
    if code is None:
        return f"Unknown code {mark.code}"
    if not mark.minutes_late:
        return short_words(code)
    minutes = f"{mark.minutes_late} min"
    return minutes if code.code == LATE else f"{short_words(code)}, {minutes}"


def _period_words(mark: PeriodMark) -> str:
    if mark.place is not Place.LATE:
        return SHORT_WORDS[mark.place]
    return f"{mark.minutes_late} min" if mark.minutes_late else SHORT_WORDS[Place.LATE]


def _spoken_place(shown: ScreenMark) -> str:
    late = shown.place is Place.LATE and shown.minutes_late
    words = f"Late {shown.minutes_late} minutes" if late else shown.words
    return f"{words}, {shown.detail}" if shown.detail else words
