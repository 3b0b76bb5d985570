"""One window an account: a second start brings the first one to the front and ends.

It speaks over a local socket (a named pipe on Windows) that only this account can open; no network is used.
"""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS = 1_500
_COME_FORWARD = b"come forward\n"


def socket_name(purpose: str) -> str:
    """The name of this account's socket; `purpose` keeps practice and real rooms apart."""
    digest = hashlib.sha256(f"{getpass.getuser()}|{Path.home()}|{purpose}".encode()).hexdigest()
    return f"iap-desktop-{digest[:20]}"


def has_called_first(name: str) -> bool:
    """Ask the window that is open already, if there is one, to come forward; whether it answered."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(_COME_FORWARD)
    has_sent = socket.waitForBytesWritten(PATIENCE_MS)
    socket.disconnectFromServer()
    return has_sent


class FirstWindow(QObject):
    """Listens for later starts. Emits `called` for each."""

    called = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self.on_called)
        QLocalServer.removeServer(name)  # what a window that was killed left behind
        self._server.listen(name)

    def on_called(self) -> None:
        """A later start says that somebody wants the window."""
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.called.emit()
