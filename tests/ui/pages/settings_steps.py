"""Steps that the tests of the settings share."""

from __future__ import annotations

from typing import TypeVar

from iap_desktop.ui.pages.settings import SettingsPage
from iap_desktop.ui.pages.settings.section import Section
from iap_desktop.ui.window import Window

AnySection = TypeVar("AnySection", bound=Section)


def page_of(window: Window) -> SettingsPage:
    """The settings in view."""
    assert window.desk is not None
    assert window.shell is not None
    window.desk.go_to("settings")
    page = window.shell.page
    assert isinstance(page, SettingsPage)
    return page


def opened(window: Window, kind: type[AnySection]) -> AnySection:
    """One section in view."""
    page = page_of(window)
    assert window.desk is not None
    window.desk.go_to("settings", kind.name)
    section = page.section
    assert isinstance(section, kind)
    return section
