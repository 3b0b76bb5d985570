"""What the program put on the clipboard, so that locking the window can take pupils' names off it again."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


def put(text: str) -> None:
    """Copy text."""
    QGuiApplication.clipboard().setText(text)


def clear_own() -> None:
    """Empty the clipboard if what is on it came from this program; what others copied stays."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(clipboard.Mode.Selection)
