from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iap_desktop.domain.attendance import (
    Absence,
    AttendanceCode,
    CodeBook,
    CodeClass,
    absence,
    figures,
    find_code,
    is_withdrawn,
    offered_codes,
    parse_codes,
    present_code,
    search_codes,
    short_words,
    unknown_codes,
)
from iap_desktop.domain.registers import SESSIONS, SessionMark
from iap_desktop.domain.weekly import AttendanceFigures
from tests.domain.helper import shipped_codes

ON = date(2026, 11, 16)
CURRENT = [*"/\\LKVPWBD", "C1", "M", "J1", *"SX", "C2", *"CTRIEQ", *(f"Y{n}" for n in range(1, 8)), *"GNOUZ#"]


def marks(*week: str) -> list[SessionMark]:
    """Marks from Monday morning on, one a session; "L8" is late by 8 minutes, "." is unmarked."""
    sessions = [(ON + timedelta(days=day), session) for day in range(len(week)) for session in SESSIONS]
    made = []
    for (on, session), text in zip(sessions, week, strict=False):
        if text != ".":
            minutes = int(text[1:]) if text[0] in "LU" and text[1:] else None
            made.append(SessionMark(1, on, session, text[0] if minutes else text, minutes))
    return made


def whole_week() -> list[tuple[date, str]]:
    return [(ON + timedelta(days=day), session) for day in range(5) for session in SESSIONS]


def counted(*week: str) -> AttendanceFigures:
    return figures(marks(*week), shipped_codes(), whole_week())


def test_the_34_current_codes_are_offered() -> None:
    assert [code.code for code in offered_codes(shipped_codes(), ON)] == CURRENT


def test_withdrawn_codes_are_read_and_never_offered() -> None:
    withdrawn = [code.code for code in shipped_codes() if is_withdrawn(code)]
    assert withdrawn == ["H", "J", "Y"]
    for on in (ON, date(2024, 8, 18), date(2020, 1, 6)):
        assert not any(find_code(shipped_codes(), code, on) for code in withdrawn)
        assert all(CodeBook(shipped_codes()).meaning(code, on) for code in withdrawn)


def test_each_code_has_the_class_of_the_statistics() -> None:
    by_class: dict[CodeClass, list[str]] = {}
    for code in offered_codes(shipped_codes(), ON):
        by_class.setdefault(code.statistical_class, []).append(code.code)
    assert by_class == {
        CodeClass.ATTENDING: ["/", "\\", "L"],
        CodeClass.APPROVED: ["K", "V", "P", "W", "B"],
        CodeClass.AUTHORISED: ["C1", "M", "J1", "S", "C2", "C", "T", "R", "I", "E"],
        CodeClass.UNAUTHORISED: ["G", "N", "O", "U"],
        CodeClass.NOT_POSSIBLE: ["D", "X", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"],
        CodeClass.ADMINISTRATIVE: ["Z", "#"],
    }


def test_a_code_that_is_not_a_class_is_our_bug() -> None:
    with pytest.raises(ValueError, match="sometimes"):
        parse_codes("code,description,statistical_class,valid_from,valid_to\nA,Away,sometimes,,\n")


@pytest.mark.parametrize(
    ("typed", "code"), [("l", "L"), (" c2 ", "C2"), ("#", "#"), ("C", "C"), ("y7", "Y7")]
)
def test_a_code_is_found_in_small_letters_too(typed: str, code: str) -> None:
    found = find_code(shipped_codes(), typed, ON)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("typed", ["", "  ", "A", "H", "LL", "F", "Present"])
def test_what_is_no_code_is_not_found(typed: str) -> None:
    assert find_code(shipped_codes(), typed, ON) is None


@pytest.mark.parametrize("typed", ["/", "\\"])
@pytest.mark.parametrize("session", SESSIONS)
def test_either_present_mark_is_taken_for_the_session(typed: str, session: str) -> None:
    found = find_code(shipped_codes(), typed, ON, session=session)
    assert found is not None
    assert found.code == present_code(session)


def test_present_is_a_stroke_in_the_morning_and_a_backslash_after() -> None:
    assert (present_code("AM"), present_code("PM")) == ("/", "\\")


def test_a_code_of_the_school_is_offered_between_its_dates_only() -> None:
    own = AttendanceCode("RB", "Room visit", CodeClass.ATTENDING, date(2026, 11, 1), date(2026, 11, 30))
    codes = (*shipped_codes(), own)
    assert find_code(codes, "rb", date(2026, 10, 31)) is None
    assert find_code(codes, "rb", date(2026, 11, 30)) == own
    assert find_code(codes, "rb", date(2026, 12, 1)) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("c", ["C", "C1", "C2"]),
        ("part-time", ["C2"]),
        ("PART TIME", ["C2"]),
        ("dent", ["M"]),
        ("rel obs", ["R"]),
        ("y", ["Y1", "Y2", "Y3"]),
        ("zzz", []),
    ],
)
def test_the_picker_finds_codes_by_letter_and_by_word(typed: str, expected: list[str]) -> None:
    found = [code.code for code in search_codes(shipped_codes(), typed, ON)]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_the_picker_shows_all_before_anything_is_typed() -> None:
    assert [code.code for code in search_codes(shipped_codes(), " ", ON)] == CURRENT


def test_short_words_fit_a_cell() -> None:
    assert all(0 < len(short_words(code)) <= 25 for code in shipped_codes())
    own = AttendanceCode("RB", "Room visit (agreed with the head)", CodeClass.ATTENDING)
    assert short_words(own) == "Room visit"


def test_a_renamed_code_means_what_it_meant_on_the_day() -> None:
    old = AttendanceCode("RB", "Room", CodeClass.ATTENDING, date(2026, 9, 1), date(2026, 10, 31))
    new = replace(old, statistical_class=CodeClass.NOT_POSSIBLE, valid_from=date(2026, 11, 1), valid_to=None)
    book = CodeBook((new, old))
    assert book.meaning("rb", date(2026, 10, 31)) == old
    assert book.meaning("RB", date(2026, 11, 1)) == new
    assert book.meaning("RB", date(2020, 1, 1)) == old
    assert book.meaning("QQ", ON) is None


def test_a_week_of_every_kind_is_counted_as_by_hand() -> None:
    # Mon / \   Tue L8 I   Wed C2 C2   Thu U45 V   Fri D (nothing)
    # possible: all but D and the blank              = 8
    # attended: / \ L V                              = 4, so 4 / 8 = 50 %
    # authorised: I C2 C2 = 3 (2 of them C2), unauthorised: U = 1
    # late: L only (U is an absence)                 = 1, 8 minutes
    week = counted("/", "\\", "L8", "I", "C2", "C2", "U45", "V", "D", ".")
    assert week == AttendanceFigures(
        possible=8,
        attended=4,
        authorised=3,
        unauthorised=1,
        part_time=2,
        late=1,
        minutes_late=8,
        unmarked=((date(2026, 11, 20), "PM"),),
    )
    assert week.percentage == 50.0


@pytest.mark.parametrize("code", ["D", "X", "Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Z", "#", "Y"])
def test_codes_outside_possible_sessions_do_not_lower_attendance(code: str) -> None:
    week = counted("/", "\\", code)
    assert (week.possible, week.attended, week.percentage) == (2, 2, 100.0)
    assert (week.authorised, week.unauthorised) == (0, 0)


def test_withdrawn_codes_count_by_their_class() -> None:
    week = counted("H", "J", "Y")
    assert (week.possible, week.attended, week.authorised) == (2, 1, 1)


def test_nothing_possible_has_no_percentage() -> None:
    assert counted("Y4", "Y4", "#").percentage is None
    assert absence(counted("Y4")).percentage is None
    assert not absence(counted("Y4")).is_persistent


def test_a_blank_session_is_missing_and_not_absent() -> None:
    week = counted("/", ".", ".", "\\")
    assert (week.possible, week.attended, week.unauthorised) == (2, 2, 0)
    assert week.unmarked[:2] == ((date(2026, 11, 16), "PM"), (date(2026, 11, 17), "AM"))
    assert len(week.unmarked) == 8


def test_a_mark_counts_although_its_session_was_not_expected() -> None:
    assert figures(marks("/", "\\"), shipped_codes(), ()).possible == 2


def test_an_unknown_code_counts_in_nothing_but_is_not_unmarked() -> None:
    week = marks("/", "Q9", "/")
    result = figures(week, shipped_codes(), whole_week()[:3])
    assert (result.possible, result.attended, result.unmarked) == (2, 2, ())
    assert unknown_codes([*week, *week], shipped_codes()) == ("Q9",)


def test_late_without_minutes_is_late() -> None:
    week = counted("L", "L12", "/")
    assert (week.late, week.minutes_late) == (2, 12)


@pytest.mark.parametrize(
    ("missed", "possible", "persistent", "severe"),
    [
        (0, 10, False, False),
        (1, 10, True, False),  # exactly 10 %
        (2, 21, False, False),  # 9.5 %
        (5, 10, True, True),  # exactly 50 %
        (4, 9, True, False),
        (38, 380, True, False),
        (37, 380, False, False),
        (0, 0, False, False),
    ],
)
def test_thresholds_hold_from_their_very_edge(
    missed: int, possible: int, *, persistent: bool, severe: bool
) -> None:
    missing = Absence(missed, possible)
    assert (missing.is_persistent, missing.is_severe) == (persistent, severe)


def test_absence_says_its_n() -> None:
    assert absence(counted("/", "\\", "I", "O")) == Absence(missed=2, possible=4)
    assert absence(counted("/", "\\", "I", "O")).percentage == 50.0


@given(st.lists(st.sampled_from([*CURRENT, "H", "J", "Y", "Q9", "."]), max_size=10))
def test_figures_always_add_up(week: list[str]) -> None:
    result = counted(*week)
    assert result.attended + result.authorised + result.unauthorised == result.possible
    assert result.percentage is None or 0 <= result.percentage <= 100
    assert (result.percentage is None) == (result.possible == 0)
    assert result.part_time <= result.authorised
    assert result.late <= result.attended
    assert len(result.unmarked) == 10 - len(marks(*week))
    assert list(result.unmarked) == sorted(result.unmarked)


@given(st.permutations(marks("/", "\\", "L8", "I", "C2", "C2", "U45", "V", "D")))
def test_the_order_of_marks_changes_nothing(shuffled: list[SessionMark]) -> None:
    assert figures(shuffled, shipped_codes(), whole_week()) == counted(
        "/", "\\", "L8", "I", "C2", "C2", "U45", "V", "D"
    )
