"""What works anywhere in the window: for the shortcuts, the finder and the cheat sheet from one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its words, and its keys ("" for none). is_at_door: it works without an open room too."""

    name: str
    text: str
    keys: str
    act: Callable[[], None]
    is_at_door: bool = False


class Shortcuts:
    """The keys of the acts, which work only while somebody may use them."""

    def __init__(self, owner: QWidget, acts: Iterable[Act]) -> None:
        self._pairs = [(act, _action(owner, act)) for act in acts]
        self.enable(is_open=False)

    def enable(self, *, is_open: bool, is_at_door: bool = False) -> None:
        """Let them work. is_open: a room is in view. is_at_door: none is open."""
        for act, action in self._pairs:
            action.setEnabled(is_open or (is_at_door and act.is_at_door))


def _action(owner: QWidget, act: Act) -> QAction:
    made = QAction(act.text, owner)
    made.setShortcut(QKeySequence(act.keys))
    made.triggered.connect(lambda *_: act.act())
    owner.addAction(made)
    return made
