"""Backups as the settings show them: the list, the second folder, a trial and a restore in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.school import SettingKind
from iap_desktop.services.backups import ListedBackup, backup_list
from iap_desktop.services.school import settings
from iap_desktop.storage import backups
from iap_desktop.storage.files import SUFFIX
from iap_desktop.storage.rehearsing import Rehearsal
from iap_desktop.storage.room import Room


@dataclass(frozen=True, slots=True)
class BackupPage:
    """The backups of the room, newest first, and the folder for second copies, "" for none.

    failure: why the newest attempt failed, in words; "" where it worked.
    """

    listed: tuple[ListedBackup, ...]
    second_folder: str
    failure: str


def backup_page(room: Room) -> BackupPage:
    """The backups and the second folder as they are now."""
    known = settings(room, room.clock().date())
    failure = backups.last_failure(room.folder)
    return BackupPage(
        backup_list(room.folder),
        known.get(SettingKind.SECOND_BACKUP_FOLDER, ""),
        "" if failure is None else f"The last attempt failed: {failure.reason}",
    )


def second_folder_in_words(folder: str) -> str:
    """Whether the folder for second copies can be reached. Slow where a share is gone: for a worker."""
    if not folder:
        return ""
    if Path(folder).is_dir():
        return "It is there: each backup is copied to it."
    return "It is not there now. Is the stick plugged in? Backups go on without it."


def copy_name(at: datetime) -> str:
    """What a backup made into a folder of somebody's choice is called."""
    return f"room backup {at:%Y-%m-%d %H-%M-%S}{SUFFIX}"


def suffix() -> str:
    """How the file name of a backup ends."""
    return SUFFIX


def moment_in_words(at: datetime) -> str:
    """A local moment: "Fri 20 Nov 2026 15:02"."""
    return f"{day_in_words(at.date())} {at:%H:%M}"


def age_in_words(made_at: datetime, now: datetime) -> str:
    """How old something is: "today", "yesterday", "5 days ago"."""
    days = (now.date() - made_at.date()).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def size_in_words(size: int) -> str:
    """A file's size for people: "2.3 MB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def rehearsal_in_words(found: Rehearsal) -> str:
    """What a trial found: "It opens. 14 pupils, 3,412 marks, 2 people, last written Fri 20 Nov 2026"."""
    last = moment_in_words(found.last_step_at.astimezone())
    counts = (
        _counted(found.pupils, "pupil", "pupils"),
        _counted(found.marks, "mark", "marks"),
        _counted(found.people, "person", "people"),
    )
    return f"It opens. {', '.join(counts)}, last written {last}."


def _counted(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
