"""What the restore page asks for: a look inside a backup first, then the room in its new folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from iap_desktop.services import backups, rooms
from iap_desktop.storage.errors import WrongPassphrase
from iap_desktop.storage.rehearsing import Rehearsal
from iap_desktop.system.errors import UserError
from iap_desktop.ui.front.restore_page import RestorePage
from iap_desktop.ui.front.work import Work


class Restoring(QObject):
    """Answers one restore page."""

    def __init__(self, page: RestorePage, work: Work) -> None:
        super().__init__(page)
        self._page, self._work = page, work
        page.look_wanted.connect(self.on_look_wanted)
        page.restore_wanted.connect(self.on_restore_wanted)

    def on_look_wanted(self, backup: Path, passphrase: str) -> None:
        """Open the backup apart from everything and say what is in it."""

        def found(rehearsal: Rehearsal) -> None:
            self._work.show(self._page)
            self._page.show_inside(rehearsal)

        self._work.run_in_view(
            "Looking inside", lambda _: backups.rehearse(backup, passphrase), found, self._refused
        )

    def on_restore_wanted(self, backup: Path, folder: Path, passphrase: str) -> None:
        """Put it into its new folder."""

        def restored(notice: str | None) -> None:
            self._work.show(self._page)
            self._page.show_restored(folder)
            if notice:
                self._work.feedback.toast(notice, is_notice=True)

        self._work.run_in_view(
            "Restoring the backup",
            lambda _: rooms.restore_room(backup, folder, passphrase),
            restored,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self._work.show(self._page)
        if isinstance(error, WrongPassphrase):
            self._page.refuse_passphrase(f"{error.what} {error.todo}")
        else:
            self._work.feedback.show_error(error)
