from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iap_desktop.reports.fonts import BOLD, FACES, REGULAR, SYMBOLS, face, has_glyph, readable, runs, width
from iap_desktop.reports.weekly_words import GLYPHS, PRESENT
from iap_desktop.system.resources import resource

COVERED_NAMES = [
    "Zoë Adébáyò-O'Shaughnessy",
    "Łukasz Žižka",
    "Ольга Їжак",
    "Ελένη Παπαδοπούλου",
    "Nguyễn Thị Hồng",
    "Şükrü İnönü",
]


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from([REGULAR, BOLD]))
def test_whatever_is_typed_each_printed_letter_is_in_a_font(text: str, font: str) -> None:
    for run in runs(text, font):
        assert all(has_glyph(run.font, char) for char in run.text), run


@pytest.mark.parametrize("name", COVERED_NAMES)
@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_names_of_european_and_vietnamese_scripts_stay_as_they_are(name: str, font: str) -> None:
    (run,) = runs(name, font)
    assert (run.font, run.text) == (font, name)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("李明", "LiMing"),
        ("محمد", "Mhmd"),
        ("علي بن سعد", "Ly Bn Sd"),
        ("עלי", "Ly"),
        ("हिन्दी", "Hindi"),
        ("ჯონი", "Joni"),
        ("5㎏", "5kg"),
    ],
)
def test_words_of_other_scripts_come_in_latin_letters_that_begin_with_a_capital(
    typed: str, printed: str
) -> None:
    assert readable(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Well done 😀", "Well done"),
        ("👩‍👩‍👧 A 👍🏽 day 🇬🇧", "A day"),
        ("I ❤️ art", "I ❤ art"),
        ("1️⃣ Art", "1 Art"),
    ],
)
def test_emoji_are_printed_where_a_font_has_them_and_left_out_elsewhere(typed: str, printed: str) -> None:
    assert readable(typed) == printed


def test_letters_typed_in_two_parts_are_composed() -> None:
    assert readable(unicodedata.normalize("NFD", "Adébáyò")) == "Adébáyò"


def test_accents_over_dotted_letters_are_joined_to_the_letter_they_belong_to() -> None:
    assert readable("Ọ̀ṣọ́") == "Ò\u0323ṣó\u0323"
    assert unicodedata.normalize("NFC", readable("Ọ̀ṣọ́")) == unicodedata.normalize("NFC", "Ọ̀ṣọ́")
    assert readable("m̀") == "m̀"


def test_control_characters_and_hidden_marks_are_dropped_and_breaks_become_spaces() -> None:
    assert readable("A\x00b\u200b\u202e\x07\ud800\tc\nd") == "Ab c d"


def test_a_letter_nobody_can_spell_out_is_a_question_mark_not_an_empty_name() -> None:
    assert readable("\U00012000") != ""


def test_marks_are_split_from_the_words_beside_them() -> None:
    assert [(run.font, run.text) for run in runs("\N{CHECK MARK} late")] == [
        (SYMBOLS, "\N{CHECK MARK}"),
        (REGULAR, " late"),
    ]


def test_every_glyph_of_the_summary_has_a_font() -> None:
    for glyph in {*GLYPHS.values(), PRESENT}:
        assert has_glyph(SYMBOLS, glyph) or (has_glyph(REGULAR, glyph) and has_glyph(BOLD, glyph))


def test_width_grows_with_size_and_text() -> None:
    assert width("Imogen", 20) == pytest.approx(2 * width("Imogen", 10))
    assert width("Imogen Clarke", 10) > width("Imogen", 10)
    assert width("Imogen", 10) == pytest.approx(face(REGULAR).stringWidth("Imogen", 10))


def test_fonts_lie_beside_their_licence() -> None:
    licence = resource("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert all(resource("fonts", f"{name}.ttf").is_file() for name in FACES)
