"""What can be wrong with a room, each told apart in words."""

from __future__ import annotations

from pathlib import Path

from iap_desktop.system.errors import UserError


class WrongPassphrase(UserError):
    """Nobody's slot opens with what was typed."""

    def __init__(self) -> None:
        super().__init__(
            "The passphrase is not right for this room.",
            "The room is safe and unchanged.",
            "Try again, or use the recovery code from the sheet in the school safe.",
        )


class WrongPassphraseForBackup(WrongPassphrase):
    """A backup opens with the passphrases of its day."""

    def __init__(self, path: Path) -> None:
        UserError.__init__(
            self,
            f"The passphrase does not open {path.name}.",
            "Nothing was restored or changed.",
            "Use the passphrase of the day on which it was made, or the recovery code of then.",
        )


class NotARoom(UserError):
    """There is no room in the folder."""

    def __init__(self, folder: Path, why: str = "There is no room in this folder") -> None:
        super().__init__(
            f"{why}: {folder}.",
            "Nothing was created or changed.",
            "Check the folder's name; a new room is only made on purpose.",
        )


class RoomExists(UserError):
    """A room is never made or restored over anything."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} is not empty.",
            "Nothing in it was changed.",
            "Choose a folder that is empty or does not exist yet.",
        )


class DamagedRoom(UserError):
    """The file of a room cannot be read whole; `newest` is the newest good backup, if there is one."""

    def __init__(self, why: str, newest: Path | None) -> None:
        todo = (
            f"Restore the newest good backup into a new folder: {newest}."
            if newest
            else "No backup was found beside it; look for a second copy on a stick or a share."
        )
        super().__init__(why, "Nothing was overwritten; keep the folder as it is.", todo)
        self.newest = newest


class NewerRoom(UserError):
    """The room was written by a newer version of the program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"This room was made by a newer version of the program (version {found} of the file; "
            f"this program knows up to {known}).",
            "The room is safe and unchanged.",
            "Open it with the newer version of the program.",
        )


class BadBackup(UserError):
    """A file that was given as a backup cannot be restored."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} {why}.", "Nothing was changed.", "Choose another backup.")
