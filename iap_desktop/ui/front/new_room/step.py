"""What every step of the guided path gives: a title, the keyboard's first place, and a way to be left."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iap_desktop.ui import theme


class Step(QWidget):
    """One step. `leave` checks and saves what is typed, and calls `then` only where that went well."""

    title: ClassVar[str]
    words: ClassVar[str]
    short: ClassVar[str]
    submitted = Signal()
    edited = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))

    def next_text(self) -> str:
        """What the button that goes on says now."""
        return "Next"

    def begin(self) -> None:
        """Put the keyboard where work begins."""
        self.setFocus()

    def leave(self, then: Callable[[], None]) -> None:
        """Check, save, go on."""
        then()

    def keep(self) -> None:
        """Keep what is half typed: the path is left for now."""

    def let_go(self) -> None:
        """The room is closed or handed on: show nothing of it, write nothing to it."""
