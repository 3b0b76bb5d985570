"""What the program put on the clipboard, so that locking the window can take pupils' names off it again."""

from __future__ import annotations

import atexit
from functools import cache
from hashlib import sha256

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_NOT_FOR_KEEPING = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': bytes(4),
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': bytes(4),
    "x-kde-passwordManagerHint": b"secret",
}
_last_put: list[bytes] = []  # the digest, so that no name is kept for this


def put(text: str) -> None:
    """Copy text, and ask clipboard histories and clipboards in the cloud to leave it out."""
    copied = QMimeData()
    copied.setText(text)
    for kind, value in _NOT_FOR_KEEPING.items():
        copied.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(copied)
    _clear_before_the_end()
    _last_put[:] = [_digest(text)]


def clear_own() -> None:
    """Empty the clipboard if what is on it came from this program; what others copied stays.

    Not every platform knows whose it is, so what `put` copied is known again by its digest.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard() or [_digest(clipboard.text())] == _last_put:
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(clipboard.Mode.Selection)
    _last_put.clear()


@cache
def _clear_before_the_end() -> None:
    """What Python made must be gone from Qt's clipboard before Python ends, or the process dies of it."""
    atexit.register(_clear_at_the_end)


def _clear_at_the_end() -> None:
    if QGuiApplication.instance() is not None:
        clear_own()


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()
