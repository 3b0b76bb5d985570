from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iap_desktop.reports.pages import page_count, page_texts
from iap_desktop.reports.paper import (
    CONTENT_WIDTH,
    ELLIPSIS,
    HAIRLINE,
    INK,
    LINE,
    PLAIN,
    QUIET,
    Paper,
    fitted,
    shrunk,
    wrapped,
)
from tests.reports.samples import PRINTING

WORDS = "Imogen asked for a quiet minute on Wednesday, took four, and came back to maths."


def test_a_footer_says_what_copy_who_printed_it_when_and_which_page() -> None:
    paper = Paper("A sheet", PRINTING.printed_at)
    paper.footer(PRINTING, "page 1 of 2")
    paper.end_page()
    (text,) = page_texts(paper.finished())
    assert "Parent copy · printed by S. Carter, Fri 20 Nov 2026 14:12 · page 1 of 2" in text
    assert "Room record \N{EN DASH} not the statutory attendance register." in text
    assert "Contains personal data \N{EN DASH} keep safe." in text


def test_a_document_has_the_pages_that_were_ended() -> None:
    paper = Paper("Two sheets", PRINTING.printed_at)
    for words in ("first", "second"):
        paper.text(100, 100, words)
        paper.end_page()
    document = paper.finished()
    assert page_count(document) == 2
    assert [text.strip() for text in page_texts(document)] == ["first", "second"]


def test_every_font_is_embedded() -> None:
    paper = Paper("A sheet", PRINTING.printed_at)
    paper.text(100, 100, "Imogen \N{CHECK MARK}")
    paper.end_page()
    document = paper.finished()
    assert document.count(b"/FontFile2") == 2
    assert document.count(b"/Type /Font\n") + document.count(b"/Type /Font ") == 2
    assert b"/Title (A sheet)" in document


@pytest.mark.parametrize(
    ("zone", "told"),
    [(UTC, "+00'00'"), (timezone(timedelta(hours=5, minutes=30)), "+05'30'"), (None, "")],
)
def test_a_document_was_made_when_the_sheet_says(zone: tzinfo | None, told: str) -> None:
    paper = Paper("A sheet", PRINTING.printed_at.replace(tzinfo=zone))
    paper.end_page()
    document = paper.finished()
    for entry in ("CreationDate", "ModDate"):
        assert f"/{entry} (D:20261120141200{told})".encode() in document


def test_lines_and_letters_are_dark_enough_for_a_photocopier() -> None:
    assert all(max(colour) < 0.4 for colour in (INK, QUIET, LINE))
    assert HAIRLINE >= 0.6


@settings(deadline=None)
@given(st.text(max_size=300), st.floats(min_value=40, max_value=CONTENT_WIDTH))
def test_no_wrapped_line_is_wider_than_its_room(text: str, room: float) -> None:
    assert all(PLAIN.width(line) <= room + 0.001 for line in wrapped(text, room, PLAIN))


def test_wrapping_keeps_every_word_in_order() -> None:
    lines = wrapped(WORDS, 120, PLAIN)
    assert len(lines) > 2
    assert " ".join(lines) == WORDS


def test_line_breaks_that_were_typed_stay() -> None:
    assert wrapped("One\n\nTwo", 200, PLAIN) == ["One", "", "Two"]


def test_words_held_by_a_no_break_space_stay_on_one_line() -> None:
    lines = wrapped("Key adult: Ms Bell, 01632\N{NO-BREAK SPACE}960\N{NO-BREAK SPACE}114", 110, PLAIN)
    assert lines[-1] == "01632\N{NO-BREAK SPACE}960\N{NO-BREAK SPACE}114"


def test_a_word_wider_than_the_room_is_parted_not_clipped() -> None:
    name = "Featherstonehaugh" * 4
    lines = wrapped(name, 100, PLAIN)
    assert len(lines) > 1
    assert "".join(lines) == name


def test_fitted_text_keeps_what_fits_and_shows_that_it_was_cut() -> None:
    assert fitted(WORDS, 1000, PLAIN) == WORDS
    cuts = [fitted(WORDS, room, PLAIN) for room in (60, 120, 240)]
    assert all(cut.endswith(ELLIPSIS) and WORDS.startswith(cut[:-1]) for cut in cuts)
    assert all(len(short) < len(long) for short, long in pairwise(cuts))


def test_shrinking_stops_at_the_smallest_size() -> None:
    assert shrunk("Imogen", 1000, PLAIN, 7) == PLAIN
    assert shrunk(WORDS, 300, PLAIN, 7).size < PLAIN.size
    assert shrunk(WORDS, 10, PLAIN, 7).size == 7
