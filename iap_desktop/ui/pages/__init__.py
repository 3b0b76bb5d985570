"""The pages of the window, in the order of the rail. A new page is one line here.

The number is the one of Ctrl+1 to Ctrl+8 and stays with the page, so that hands can learn it; pages that
come with later work have theirs kept free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iap_desktop.ui.desk import Desk
    from iap_desktop.ui.page import Page


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its name, key, word in the rail, icon, and where its class is (made when first wanted).

    parts: what on it can be opened at once, as the target that the page takes and in words for the finder.
    """

    name: str
    key: int
    title: str
    icon: str
    module: str
    class_name: str
    parts: tuple[tuple[str, str], ...] = ()

    def make(self, desk: Desk) -> Page:
        """The page itself."""
        module = import_module(f"iap_desktop.ui.pages.{self.module}")
        factory: Callable[[Desk], Page] = getattr(module, self.class_name)
        return factory(desk)


_SETTINGS = (
    ("room", "The room"),
    ("dsl", "DSL and deputies"),
    ("calendar", "Calendar"),
    ("bells", "Bell times"),
    ("people", "People"),
    ("appearance", "Appearance"),
    ("lock", "Lock"),
    ("backups", "Backups"),
)
_PUPILS = (("add", "Add a pupil"), ("import", "Import a list"))

PAGES = (
    PageSpec("today", 1, "Today", "today", "today", "TodayPage"),
    PageSpec("register", 2, "Register", "register", "register", "RegisterPage"),
    PageSpec("pupils", 5, "Pupils", "pupils", "pupils", "PupilsPage", _PUPILS),
    PageSpec("reports", 7, "Reports", "reports", "reports", "ReportsPage"),
    PageSpec("settings", 8, "Settings", "settings", "settings", "SettingsPage", _SETTINGS),
)
