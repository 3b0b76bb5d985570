"""The room's own backups, made on the worker while staff go on, and the line that tells of the last one.

The first change of a day makes one, closing makes one, and between them there is one an hour where something
new was written.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject

from iap_desktop.services import backups
from iap_desktop.storage.errors import DamagedRoom
from iap_desktop.system.errors import UserError
from iap_desktop.ui.desk import Desk
from iap_desktop.ui.runner import Task
from iap_desktop.ui.statusline import StatusLine

AN_HOUR = timedelta(hours=1)


class BackingUp(QObject):
    """Makes a backup when one is due and nothing else runs."""

    def __init__(self, desk: Desk, status: StatusLine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._status = desk, status
        self._tried_at = desk.now - AN_HOUR

    def make_if_due(self) -> None:
        """Begin one, unless something runs; it comes back to this within a minute."""
        room, runner = self._desk.room, self._desk.runner
        if (room.is_backup_due or self._is_hour_old()) and not runner.is_busy:
            self._tried_at = self._desk.now
            runner.run(
                Task(
                    "Backing up",
                    lambda _: backups.back_up_now(room),
                    self._on_made,
                    self._on_failed,
                    is_quiet=True,
                )
            )

    def _is_hour_old(self) -> bool:
        room = self._desk.room
        if not room.has_unsaved_steps or self._desk.now - self._tried_at < AN_HOUR:
            return False
        listed = backups.backup_list(room.folder)
        return not listed or abs(self._desk.now - listed[0].made_at) >= AN_HOUR

    def show(self) -> None:
        """Tell when the last one was made."""
        listed = backups.backup_list(self._desk.room.folder)
        self._status.set_backup(listed[0].made_at if listed else None, self._desk.now)

    def _on_made(self, made: backups.MadeBackup) -> None:
        backups.note_backup(self._desk.room, made)
        self._desk.tell_notices()
        self.show()

    def _on_failed(self, error: UserError) -> None:
        room = self._desk.room
        room.note_backup_failure(error)
        if isinstance(error, DamagedRoom):
            room.notices.clear()
            self._desk.feedback.show_error(error)
        self._desk.tell_notices()
        self.show()
