"""One start of a window in a process of its own: `bare` is Qt with a table, `ours` the program on a room.

Prints one line of JSON: seconds from the start of this process to a window that is painted and has answered
an event, and its resident memory in MB. The room's keys are cheap, so that signing in stays out of it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    """Twelve pupils and nine columns, as on the register."""

    def rowCount(self, _parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Twelve."""
        return 12

    def columnCount(self, _parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Nine."""
        return 9

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Any words."""
        return f"In room {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


def bare() -> QMainWindow:
    """A window with a table and nothing else."""
    QApplication.instance() or QApplication(sys.argv[:1])
    window = QMainWindow()
    table = QTableView()
    table.setModel(_Model(table))
    window.setCentralWidget(table)
    window.resize(1366, 740)
    window.show()
    return window


def ours(folder: Path) -> QMainWindow:
    """The program's window on a room that is signed in to."""
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415 - measured

    from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE  # noqa: PLC0415 - measured
    from iap_desktop.storage.opening import open_room  # noqa: PLC0415 - measured
    from iap_desktop.ui.application import make_application  # noqa: PLC0415 - measured
    from iap_desktop.ui.window import Window  # noqa: PLC0415 - measured

    make_application()
    window = Window(lambda: NOW, lambda _: QWidget())
    window.resize(1366, 740)
    window.enter(open_room(folder, PRACTICE_PASSPHRASE, lambda: NOW, is_read_only=True))
    window.show()
    return window


def main() -> None:
    """Start one window, wait until it answers, say how long it took and what it holds."""
    window = bare() if sys.argv[1] == "bare" else ours(Path(sys.argv[2]))
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("no application")
    handle = window.windowHandle()
    while not handle.isExposed():
        app.processEvents()
    window.repaint()
    middle = window.rect().center().toPointF()
    app.sendEvent(window, QEnterEvent(middle, middle, middle))
    app.sendEvent(window, QEvent(QEvent.Type.User))
    app.processEvents()
    process = psutil.Process()
    seconds = datetime.now().timestamp() - process.create_time()  # noqa: DTZ005 - a difference
    print(json.dumps({"seconds": seconds, "megabytes": process.memory_info().rss / 1e6}), flush=True)
    # Nothing of the window is needed any more, and taking it apart is not measured.
    import os  # noqa: PLC0415 - beside its only use

    os._exit(0)


if __name__ == "__main__":
    main()
