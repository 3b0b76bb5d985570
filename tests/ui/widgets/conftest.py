"""Widgets under test wear the theme, light and at 100 %, as they do in the program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from iap_desktop.ui import theme


@pytest.fixture(scope="session")
def dressed_once(qapp: QApplication) -> None:
    """Light, 100 %: dressing the whole program takes a moment, so once for all tests."""
    assert qapp
    theme.apply(theme.Mode.LIGHT, 100)


@pytest.fixture(autouse=True)
def dressed(dressed_once: None) -> Iterator[None]:
    """Dressed as usual again after a test that changed it."""
    assert dressed_once is None
    yield
    if (theme.mode(), theme.percent()) != (theme.Mode.LIGHT, 100):
        theme.apply(theme.Mode.LIGHT, 100)
