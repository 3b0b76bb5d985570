"""A page is filled anew when a table that it names was changed: each names every table that it reads."""

from __future__ import annotations

import re
from typing import Any

import pytest

from iap_desktop.services.pupils import pupil_list
from iap_desktop.ui.page import Page
from iap_desktop.ui.pages import PAGES
from iap_desktop.ui.pages.pupils import PupilsPage
from iap_desktop.ui.pages.settings import SECTIONS, SettingsPage
from iap_desktop.ui.pages.settings.section import Section
from iap_desktop.ui.window import Window

NO_RECORDS = {"step", "change", "draft", "preference"}  # these have signals of their own, or show nowhere
_READ = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)')


class Reading:
    """The tables that statements name while they are heard."""

    def __init__(self, window: Window) -> None:
        assert window.desk is not None
        self._connection: Any = window.desk.room._connection
        sql = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        self._known = {row[0] for row in self._connection.execute(sql)}

    def of(self, shown: Page | Section) -> set[str]:
        """What one page, or one section of the settings, reads."""
        statements: list[str] = []
        self._connection.set_trace_callback(statements.append)
        try:
            shown.fill(shown.load())
        finally:
            self._connection.set_trace_callback(None)
        words = {word for statement in statements for word in _READ.findall(statement)}
        return (self._known & words) - NO_RECORDS


@pytest.mark.parametrize("name", [spec.name for spec in PAGES if spec.name != "settings"])
def test_each_page_names_every_table_that_it_reads(window: Window, name: str) -> None:
    shell, desk = window.shell, window.desk
    assert shell is not None
    assert desk is not None
    shell.show_page(name)
    page = shell.page
    assert page is not None
    if isinstance(page, PupilsPage):
        page.show_pupil(pupil_list(desk.room, desk.today)[0].pupil.id)
    read = Reading(window).of(page)
    assert read
    assert read <= page.tables


@pytest.mark.parametrize("place", range(len(SECTIONS)), ids=lambda place: SECTIONS[place].name)
def test_each_section_of_the_settings_names_every_table_that_it_reads(window: Window, place: int) -> None:
    shell = window.shell
    assert shell is not None
    shell.show_page("settings")
    page = shell.page
    assert isinstance(page, SettingsPage)
    page.list.setCurrentRow(place)
    assert Reading(window).of(page.section) <= page.section.tables
