"""One place for colours, sizes and the style sheet, so that a page never names a colour or a fixed size.

Values are those of the look: light, dark or as the system has it, text from 90 to 150 %.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from iap_desktop.system.resources import read_text, resource

FAMILY = "Noto Sans"
BODY_POINTS = 10.5
SMALLEST_PERCENT, LARGEST_PERCENT = 90, 150
TEXT_SIZES = (90, 100, 110, 125, 150)
_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "RoomSymbols-Regular.ttf")
_PIXELS = re.compile(r"px\((\d+(?:\.\d+)?)\)")
_POINTS = re.compile(r"pt\((\d+(?:\.\d+)?)\)")


class Mode(StrEnum):
    """Which colours somebody wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one mode, as "#RRGGBB"."""

    ink: str
    quiet: str
    paper: str
    rail: str
    card: str
    line: str
    control: str
    accent: str
    on_accent: str
    soft: str
    good: str
    notice: str
    care: str
    on_care: str
    is_dark: bool = False


LIGHT = Tokens(
    ink="#1F2933",
    quiet="#52606D",
    paper="#FAF8F5",
    rail="#F1EDE7",
    card="#FFFFFF",
    line="#DDD8D0",
    control="#8A8378",
    accent="#0B6E69",
    on_accent="#FFFFFF",
    soft="#E3F1EF",
    good="#2F7D32",
    notice="#9A6700",
    care="#B3261E",
    on_care="#FFFFFF",
)
DARK = Tokens(
    ink="#E6E9ED",
    quiet="#A7B0BA",
    paper="#171B20",
    rail="#12161A",
    card="#20262D",
    line="#343C45",
    control="#7A8591",
    accent="#4FC3BA",
    on_accent="#0C1F1D",
    soft="#1E3A39",
    good="#7BC67E",
    notice="#E3B341",
    care="#F28B82",
    on_care="#2B0E0B",
    is_dark=True,
)


class _Signals(QObject):
    """What a widget that paints by itself listens to."""

    changed = Signal()


@dataclass(slots=True)
class _Look:
    """What is in force now."""

    mode: Mode = Mode.SYSTEM
    tokens: Tokens = LIGHT
    percent: int = 100


_look = _Look()


@cache
def signals() -> _Signals:
    """Emits `changed` after colours or text size have changed."""
    return _Signals()


def tokens() -> Tokens:
    """The colours in force."""
    return _look.tokens


def mode() -> Mode:
    """What was asked for, "system" included."""
    return _look.mode


def percent() -> int:
    """The text size in force, 100 for the usual one."""
    return _look.percent


def px(pixels: float) -> int:
    """A length in pixels at 100 %, at the text size in force."""
    return round(pixels * _look.percent / 100)


def font(points: float = BODY_POINTS, *, bold: bool = False) -> QFont:
    """The window's font in points at 100 %, at the text size in force."""
    made = QFont(FAMILY)
    made.setPointSizeF(points * _look.percent / 100)
    made.setBold(bold)
    return made


def color(name: str) -> QColor:
    """One token as a colour to paint with."""
    return QColor(getattr(_look.tokens, name))


def apply(wanted: Mode, text_percent: int) -> None:
    """Dress the whole program; widgets that paint by themselves hear of it through `signals`."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("the theme needs a QApplication")
    _load_fonts()
    _look.mode = wanted
    _look.percent = min(max(text_percent, SMALLEST_PERCENT), LARGEST_PERCENT)
    _look.tokens = DARK if _is_dark(app, wanted) else LIGHT
    app.setStyle("Fusion")
    app.setPalette(_palette(_look.tokens))
    app.setFont(font())
    app.setStyleSheet(style_sheet(_look.tokens))
    signals().changed.emit()


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, "role" or "problem", and dress the widget by it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def follow_system(app: QApplication) -> None:
    """Change with the system while "system" is asked for."""
    app.styleHints().colorSchemeChanged.connect(_on_system_changed)


def _on_system_changed() -> None:
    if _look.mode is Mode.SYSTEM:
        apply(_look.mode, _look.percent)


def style_sheet(look: Tokens) -> str:
    """The style sheet with colours and sizes filled in."""
    text = Template(read_text("style", "window.qss")).substitute(
        {name: value for name, value in asdict(look).items() if isinstance(value, str)},
        icons=resource("icons").as_posix(),
        shade="dark" if look.is_dark else "light",
    )
    sized = _PIXELS.sub(lambda found: f"{px(float(found[1]))}px", text)
    return _POINTS.sub(lambda found: f"{float(found[1]) * _look.percent / 100:.2f}pt", sized)


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours "#RRGGBB", 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(code: str) -> float:
    channels = (int(code[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _is_dark(app: QApplication, wanted: Mode) -> bool:
    if wanted is Mode.SYSTEM:
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return wanted is Mode.DARK


@cache
def _load_fonts() -> None:
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    QFont.insertSubstitutions(FAMILY, ["Room Symbols"])


def _palette(look: Tokens) -> QPalette:
    made = QPalette()
    roles = QPalette.ColorRole
    pairs = {
        roles.Window: look.paper,
        roles.WindowText: look.ink,
        roles.Base: look.card,
        roles.AlternateBase: look.paper,
        roles.Text: look.ink,
        roles.Button: look.card,
        roles.ButtonText: look.ink,
        roles.ToolTipBase: look.card,
        roles.ToolTipText: look.ink,
        roles.PlaceholderText: look.quiet,
        roles.Highlight: look.accent,
        roles.HighlightedText: look.on_accent,
        roles.Link: look.accent,
        roles.LinkVisited: look.accent,
        roles.Mid: look.line,
        roles.Dark: look.line,
        roles.Light: look.card,
    }
    for role, code in pairs.items():
        made.setColor(role, QColor(code))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.quiet))
    return made
