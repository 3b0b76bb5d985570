"""What the window asks of every page, and what a page gets from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iap_desktop.ui.desk import Desk

DAY, WEEK = "day", "week"


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """One line of the cheat sheet: the keys as they are printed, and what they do."""

    keys: str
    words: str


@dataclass(frozen=True, slots=True)
class Primary:
    """The page's one main act, a button at the right of the header; `keys` works anywhere on the page."""

    text: str
    act: Callable[[], None]
    keys: str = ""
    is_enabled: bool = True


class Page(QWidget):
    """One page of the window. It reads frozen values, paints them, and writes through `desk.do`.

    A subclass gives `load` (reads; no widget is touched) and `fill` (paints what was read). It is filled
    again whenever a table it shows was changed, the day moved, or it comes into view after either.
    """

    title: ClassVar[str]
    tables: ClassVar[frozenset[str]] = frozenset()
    unit: ClassVar[str | None] = None
    guide: ClassVar[str] = "quick-start"
    key_help: ClassVar[tuple[KeyHelp, ...]] = ()
    header_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("role", "page")

    def load(self) -> Any:  # noqa: ANN401 - each page has a value of its own
        """Read what the page shows."""
        return None

    def fill(self, value: Any) -> None:  # noqa: ANN401
        """Paint what was read."""

    def refresh(self) -> None:
        """Read and paint anew."""
        self.fill(self.load())
        self.header_changed.emit()

    def primary(self) -> Primary | None:
        """The main act, as it stands now."""
        return None

    def tools(self) -> list[QWidget]:
        """Further controls for the header, made once and owned by the page."""
        return []

    def status(self) -> str:
        """A few words for the status line, without any pupil's name."""
        return ""

    def open(self, target: object) -> None:
        """Show one thing on the page, a pupil's id for instance."""

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()

    def keep(self) -> None:
        """Keep what is half typed as a draft: the window locks, closes or leaves the page."""
