"""Words for a screen reader about what changes while the keyboard stays where it is."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(about: QWidget, words: str) -> None:
    """Have `words` read out after what is being read."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(about, words))
