from __future__ import annotations

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from iap_desktop.system.resources import read_text, resource
from iap_desktop.ui import theme
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.theme import DARK, LIGHT, Tokens, contrast

TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "quiet", "accent") for ground in ("paper", "card", "rail")),
    *((ink, ground) for ink in ("good", "notice", "care") for ground in ("paper", "card")),
    ("ink", "soft"),
    ("accent", "soft"),
    ("on_accent", "accent"),
    ("on_care", "care"),
]
GLYPHS = "\u2713\u2192\u25c7\u25cf\u25cb\u2715\u2026\u2013\u21e2\u2190\u2039\u203a\u26a0\u00b7"
EDGES = [("control", ground) for ground in ("paper", "card")] + [("accent", "card"), ("accent", "paper")]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_words_can_be_read(look: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(look, pair[0]), getattr(look, pair[1])) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", EDGES, ids="-on-".join)
def test_edges_of_controls_and_focus_can_be_seen(look: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(look, pair[0]), getattr(look, pair[1])) >= 3


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_is_filled_in_whole(look: Tokens) -> None:
    sheet = theme.style_sheet(look)
    assert not re.search(r"\$|px\(|pt\(", sheet)
    codes = {getattr(look, field.name) for field in fields(look) if field.name != "is_dark"}
    assert set(re.findall(r"#[0-9A-F]{6}\b", sheet)) <= codes


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\s*;", read_text("style", "window.qss"))


@pytest.mark.parametrize("look", [theme.Mode.LIGHT, theme.Mode.DARK])
def test_a_red_button_that_cannot_be_pressed_is_not_red(dressed: QApplication, look: theme.Mode) -> None:
    assert dressed
    theme.apply(look, 100)
    button = QPushButton("Remove")
    button.setProperty("role", "danger")
    button.resize(140, 40)
    assert theme.color("care").name() in colours_of(button)
    button.setEnabled(False)
    seen = colours_of(button)
    assert theme.color("care").name() not in seen
    assert {theme.color("quiet").name(), theme.color("line").name()} <= seen


def colours_of(widget: QWidget) -> set[str]:
    picture = widget.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


def test_larger_text_makes_everything_larger(dressed: QApplication) -> None:
    theme.apply(theme.Mode.LIGHT, 150)
    assert theme.px(34) == 51
    assert theme.font().pointSizeF() == pytest.approx(15.75)
    assert dressed.font().pointSizeF() == pytest.approx(15.75)
    theme.apply(theme.Mode.DARK, 400)
    assert theme.percent() == 150
    assert theme.tokens() is DARK


def test_the_glyphs_of_marks_are_in_the_fonts_of_the_window(dressed: QApplication) -> None:
    assert dressed
    fonts = [QRawFont(str(path), 12) for path in resource("fonts").glob("*.ttf")]
    missing = [glyph for glyph in GLYPHS if not any(font.supportsCharacter(ord(glyph)) for font in fonts)]
    assert missing == []


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.name)
def test_every_page_has_an_icon_and_a_key_of_its_own(spec: object) -> None:
    assert resource("icons", f"{spec.icon}.svg").is_file()  # type: ignore[attr-defined]
    assert len({page.key for page in PAGES}) == len(PAGES)


def test_a_widget_is_dressed_anew_by_what_it_is_marked_as(dressed: QApplication, qtbot: QtBot) -> None:
    assert dressed
    label = QLabel("Last backup")
    qtbot.addWidget(label)
    label.ensurePolished()
    theme.mark(label, "role", "notice")
    assert label.palette().windowText().color().name().upper() == LIGHT.notice
    theme.mark(label, "role", "quiet")
    assert label.palette().windowText().color().name().upper() == LIGHT.quiet
