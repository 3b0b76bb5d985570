"""Colours and text size as each person has them, whatever another version of the program has kept."""

from __future__ import annotations

from iap_desktop.ui import theme
from iap_desktop.ui.desk import Desk

_LOOK, _TEXT = "look", "text size"
_USUAL_PERCENT = 100


def dress(desk: Desk) -> None:
    """Dress the program for who is signed in."""
    look, percent = desk.preference(_LOOK), desk.preference(_TEXT)
    mode = theme.Mode(look) if look in set(theme.Mode) else theme.Mode.SYSTEM
    percent = percent if isinstance(percent, int) else _USUAL_PERCENT
    if (mode, percent) != (theme.mode(), theme.percent()):
        theme.apply(mode, percent)


def remember(desk: Desk, mode: theme.Mode, percent: int) -> None:
    """Keep a look for who is signed in."""
    desk.remember(_LOOK, str(mode))
    desk.remember(_TEXT, percent)
