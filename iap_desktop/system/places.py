"""Where a room may lie: on this computer's own drive, where no sync program copies it away.

A room on a share, on a stick or in a synced folder gets torn or lost sooner or later, and staff
pass over warnings. So such a place is refused, with the reason and what to do instead.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path, PurePath

from iap_desktop.system.errors import UserError
from iap_desktop.system.files import NoSpace, require_folder, translate_os_error
from iap_desktop.system.machine import MACOS, WINDOWS, Machine, Mount, this_machine

APP = "IAP Desktop"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

# What lies in a room's folder and may be a link to somewhere else.
_ROOM_PARTS = ("room.db", "room.keys", "backups")

# Well-known number of the local group Users: its name differs with the language of Windows.
_WINDOWS_USERS = "*S-1-5-32-545"
_ICACLS_SECONDS = 30


class Danger(StrEnum):
    """Why a folder is no place for a room."""

    CLOUD = "cloud"
    NETWORK = "network"
    REMOVABLE = "removable"
    DISC = "disc"


class UnsafePlace(UserError):
    """The folder is somewhere a room would be torn or lost; `by` names the sync program, if that is why."""

    def __init__(self, folder: Path, danger: Danger, by: str = "") -> None:
        super().__init__(
            f"A room cannot be kept in {folder}: {_WHY[danger].format(by=by)}.",
            "Nothing was created or changed.",
            "Choose a folder on this computer's own drive, or leave the folder out to use the usual one.",
        )
        self.danger = danger


_WHY = {
    Danger.CLOUD: "{by} copies this folder while the room is open, which can damage it",
    Danger.NETWORK: "it is on a network or shared drive, where two computers can overwrite each other",
    Danger.REMOVABLE: "it is on a drive that can be unplugged or lost",
    Danger.DISC: "it is on a disc that cannot be written",
}

# Names of a synced folder wherever they stand in a path. Whole names only: "Dropbox Reports" is fine.
_SYNCED_ANYWHERE = (
    (re.compile(r"onedrive( - .+|-.+)?"), "OneDrive"),
    (re.compile(r"dropbox( \(.+\))?"), "Dropbox"),
    (re.compile(r"google ?drive( \(.+\))?|googledrive-.+|drivefs"), "Google Drive"),
    (re.compile(r"icloud ?drive|com~apple~clouddocs"), "iCloud Drive"),
)
# Names too common to mean anything except straight under the home folder, or first on a drive of their own.
_SYNCED_IN_HOME = (
    (re.compile(r"box( sync)?"), "Box"),
    (re.compile(r"nextcloud\d*"), "Nextcloud"),
    (re.compile(r"owncloud\d*"), "ownCloud"),
    (re.compile(r"my drive|shared drives"), "Google Drive"),
    (re.compile(r".+ dropbox"), "Dropbox"),
    (re.compile(r"mega(sync)?"), "MEGA"),
    (re.compile(r"pcloud ?drive"), "pCloud"),
)
_SYNCED_AT_TOP = ((re.compile(r"my drive|shared drives"), "Google Drive"),)
# Folders of macOS in which sync programs keep theirs: two names that follow each other.
_SYNCED_PAIRS = (
    (("library", "mobile documents"), "iCloud Drive"),
    (("library", "cloudstorage"), "A sync program"),
)
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
# What sync programs put at the top of the folder they copy.
_MARKERS = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.driveupload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".stfolder", "Syncthing"),
)

_NETWORK_KINDS = frozenset({
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "ncpfs", "webdav", "davfs", "9p", "afs",
    "ceph", "glusterfs", "lustre", "beegfs", "coda",
    "vboxsf", "vmhgfs", "prl_fs", "drvfs",  # a host's folder inside a virtual machine
})  # fmt: skip
_NETWORK_FUSE = frozenset({
    "sshfs", "rclone", "davfs", "davfs2", "gvfsd-fuse", "ceph", "glusterfs", "s3fs", "gcsfuse",
    "onedriver", "google-drive-ocamlfuse", "pcloud.fs", "vmhgfs-fuse", "smbnetfs",
})  # fmt: skip
_NETWORK_DEVICE = re.compile(r"//|[\w.@\[\]-]{2,}:/")  # //server/share, server:/export, me@server:/folder
_DISC_KINDS = frozenset({"iso9660", "udf", "cdfs", "cd9660"})
_STICK_KINDS = frozenset({"vfat", "exfat", "msdos"})


def default_room_folder() -> Path:
    """The usual folder of the room on this computer; it may not exist yet."""
    return Path(room_folder_on(Machine(sys.platform, dict(os.environ), str(Path.home()))))


def room_folder_on(machine: Machine) -> PurePath:
    """Where the room lies unless staff choose: local always, and the machine's rather than an account's.

    Windows: %ProgramData%, so that two accounts share one room. macOS: /Users/Shared, since
    /Library needs an administrator. Linux: the account's data folder, since there is no folder of
    the machine that needs no root.
    """
    if machine.platform == WINDOWS:
        return machine.path(_program_data(machine)) / APP / "room"
    if machine.platform == MACOS:
        return machine.path("/Users/Shared") / APP / "room"
    chosen = machine.variable("XDG_DATA_HOME")
    data = machine.path(chosen) if chosen.startswith("/") else machine.path(machine.home) / ".local" / "share"
    return data / "iap-desktop" / "room"


def refuse_unsafe(folder: Path, machine: Machine | None = None) -> None:
    """Raise UnsafePlace where `folder`, existing or not, is synced, on a share, a stick or a disc.

    Links are followed: the folder as named, the folder it leads to, and the places to which the room's
    own files and backups in it lead must all be safe.
    machine: the facts to judge by; those of this computer where left out.
    """
    facts = machine or this_machine()
    named = Path(os.path.abspath(folder))  # noqa: PTH100 - absolute() keeps "..", which hides the parents
    for place in dict.fromkeys((named, Path(os.path.realpath(folder)))):
        _refuse(place, folder, facts)
    for part in _ROOM_PARTS:
        place = Path(os.path.realpath(folder / part))
        _refuse(place, place, facts)


def _refuse(place: Path, told: Path, machine: Machine) -> None:
    """Raise UnsafePlace, naming `told`, where `place` is unsafe."""
    found = danger_of(place, machine) or _marked(place)
    if found:
        raise UnsafePlace(told, *found)


def danger_of(folder: PurePath, machine: Machine) -> tuple[Danger, str] | None:
    """What speaks against an absolute `folder`: the danger, and the sync program's name or ""."""
    place = _plain(machine.path(str(folder)), machine)
    by = _synced_by(place, machine)
    if by:
        return Danger.CLOUD, by
    danger = _drive_danger(place, machine)
    return (danger, "") if danger else None


def free_bytes(folder: Path) -> int:
    """Bytes this account can still write on the drive of `folder`, which need not exist yet."""
    whole = folder.absolute()
    try:
        nearest = next(place for place in (whole, *whole.parents) if place.exists())
        return shutil.disk_usage(nearest).free
    except OSError as error:
        raise translate_os_error(error, folder, reading=True) from error


def refuse_if_full(folder: Path, needed: int) -> None:
    """Raise NoSpace unless `needed` bytes can still be written on the drive of `folder`."""
    if free_bytes(folder) < needed:
        raise NoSpace(folder)


def refuse_read_only(folder: Path) -> None:
    """Raise NotThere, CannotWrite or NoSpace where a file cannot be made in `folder`."""
    require_folder(folder)
    trial = folder / f".iap-{secrets.token_hex(6)}.tmp"
    try:
        trial.write_bytes(b"?")
    except OSError as error:
        raise translate_os_error(error, folder) from error
    finally:
        with contextlib.suppress(OSError):
            trial.unlink(missing_ok=True)


def keep_private(path: Path) -> str | None:
    """Keep other accounts out of a folder or file of ours, as far as the system can.

    Elsewhere than on Windows: only this account may enter. On Windows a folder in %ProgramData% is
    opened to the accounts of this computer, which share the room; others keep the rights of the
    folder above. The answer is None, or a sentence that says what could not be done.
    """
    return _share_on_windows(path) if sys.platform == "win32" else _close_to_others(path)


def is_shared_place(folder: PurePath, machine: Machine) -> bool:
    """Whether a Windows `folder` lies in %ProgramData%, where all accounts look for the room."""
    shared = machine.path(_program_data(machine))
    return machine.platform == WINDOWS and machine.path(str(folder)).is_relative_to(shared)


def share_command(folder: PurePath, machine: Machine) -> list[str]:
    """The Windows command that lets every account of the computer change what is in `folder`.

    Rights are inherited by what is made in it later: (OI) by files, (CI) by folders, M is "modify".
    """
    root = machine.variable("SystemRoot") or r"C:\Windows"
    icacls = machine.path(root) / "System32" / "icacls.exe"
    return [str(icacls), str(folder), "/grant", f"{_WINDOWS_USERS}:(OI)(CI)M", "/Q"]


def _close_to_others(path: Path) -> str | None:
    try:
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
    except OSError:
        return f"Other accounts on this computer could not be kept out of {path}."
    return None


def _share_on_windows(path: Path) -> str | None:
    machine = Machine(WINDOWS, dict(os.environ), str(Path.home()))
    if not path.is_dir() or not is_shared_place(path, machine):
        return None
    return _run_sharing(share_command(path, machine), path)


def _run_sharing(command: list[str], folder: PurePath) -> str | None:
    sentence = f"The other accounts on this computer could not be given access to {folder}."
    quiet: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(  # noqa: S603 - the system's own program under its full path
            command, check=False, capture_output=True, timeout=_ICACLS_SECONDS, creationflags=quiet
        )
    except (OSError, subprocess.TimeoutExpired):
        return sentence
    return sentence if done.returncode else None


def _program_data(machine: Machine) -> str:
    return machine.variable("ProgramData") or machine.variable("ALLUSERSPROFILE") or r"C:\ProgramData"


def _plain(folder: PurePath, machine: Machine) -> PurePath:
    r"""A Windows path without the \\?\ that some programs put before it."""
    text = str(folder)
    if machine.platform != WINDOWS or not text.startswith("\\\\?\\"):
        return folder
    rest = text[4:]
    return machine.path("\\\\" + rest[4:] if rest.upper().startswith("UNC\\") else rest)


def _synced_by(place: PurePath, machine: Machine) -> str | None:
    """The sync program that copies `place`, by what it has said itself, then by the names in the path."""
    for text, program in _declared(machine):
        if place.is_relative_to(machine.path(text)):
            return program
    names = [name.casefold() for name in place.parts[1:]]
    return _by_name(names) or _by_pair(names) or _by_first_name(place, machine)


def _declared(machine: Machine) -> Iterator[tuple[str, str]]:
    """Folders known to be synced; a whole drive or nothing at all is taken for a mistake."""
    variables = ((machine.variable(name), "OneDrive") for name in _ONEDRIVE_VARIABLES)
    for text, program in (*variables, *machine.synced):
        folder = machine.path(text)
        if folder.is_absolute() and folder != folder.parent:
            yield text, program


def _by_name(names: list[str]) -> str | None:
    return next((hit for name in names if (hit := _match(name, _SYNCED_ANYWHERE))), None)


def _by_pair(names: list[str]) -> str | None:
    pairs = set(itertools.pairwise(names))
    return next((program for pair, program in _SYNCED_PAIRS if pair in pairs), None)


def _by_first_name(place: PurePath, machine: Machine) -> str | None:
    """Common names count only straight under the home folder, or first on a Windows drive."""
    home = machine.path(machine.home)
    if place.is_relative_to(home) and place != home:
        return _match(place.relative_to(home).parts[0].casefold(), _SYNCED_IN_HOME)
    if machine.platform == WINDOWS and len(place.parts) > 1:
        return _match(place.parts[1].casefold(), _SYNCED_AT_TOP)
    return None


def _match(name: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    return next((program for pattern, program in rules if pattern.fullmatch(name)), None)


def _marked(place: Path) -> tuple[Danger, str] | None:
    """A sync program's own marker in the folder or above it."""
    for folder in (place, *place.parents):
        for marker, program in _MARKERS:
            # The program's settings lie in the home folder under the same name.
            if folder != Path.home() and os.path.lexists(folder / marker):
                return Danger.CLOUD, program
    return None


def _drive_danger(place: PurePath, machine: Machine) -> Danger | None:
    if machine.platform == WINDOWS and place.drive.startswith("\\\\"):
        return Danger.NETWORK
    mount = _mount_of(place, machine)
    if mount is None:
        return None
    return next((danger for danger, holds in _DRIVE_RULES if holds(mount, machine)), None)


def _mount_of(place: PurePath, machine: Machine) -> Mount | None:
    """The drive that holds `place`: of those above it the deepest, of equals the one mounted last."""
    above = [mount for mount in machine.mounts if place.is_relative_to(machine.path(mount.point))]
    return max(reversed(above), key=lambda mount: len(machine.path(mount.point).parts), default=None)


def _is_disc(mount: Mount, _machine: Machine) -> bool:
    return "cdrom" in mount.options or mount.kind.lower() in _DISC_KINDS


def _is_network(mount: Mount, machine: Machine) -> bool:
    if machine.platform == WINDOWS:
        return "remote" in mount.options
    kind = mount.kind.lower()
    if kind == "9p" and mount.point == "/":  # the own disk of some containers
        return False
    by_kind = kind in _NETWORK_KINDS or kind.removeprefix("fuse.") in _NETWORK_FUSE
    return by_kind or _NETWORK_DEVICE.match(mount.device) is not None


def _is_removable(mount: Mount, machine: Machine) -> bool:
    if machine.platform == WINDOWS:
        return "removable" in mount.options
    if machine.platform == MACOS:
        return mount.point.startswith("/Volumes/")  # macOS puts the drives that were plugged in there
    if mount.point in {"/", "/home"}:  # a computer that runs from such a drive will miss it anyway
        return False
    plugged = mount.point.startswith(("/media/", "/run/media/")) and mount.kind.lower() in _STICK_KINDS
    return plugged or mount.device in machine.unplugged


_DRIVE_RULES: tuple[tuple[Danger, Callable[[Mount, Machine], bool]], ...] = (
    (Danger.DISC, _is_disc),
    (Danger.NETWORK, _is_network),
    (Danger.REMOVABLE, _is_removable),
)
