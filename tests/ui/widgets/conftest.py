"""Widgets under test wear the theme, light and at 100 %, as they do in the program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from iap_desktop.ui import theme


@pytest.fixture(autouse=True)
def dressed(qtbot: QtBot) -> Iterator[None]:
    """Light, 100 %, and so again for the next test."""
    assert qtbot
    theme.apply(theme.Mode.LIGHT, 100)
    yield
    theme.apply(theme.Mode.LIGHT, 100)
