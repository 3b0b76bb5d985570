"""The facts about a computer that decide where a room may lie.

They are gathered here and judged in `places`, so that the rules for Windows, macOS and Linux can
be tried on any of them.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import psutil

WINDOWS = "win32"
MACOS = "darwin"


@dataclass(frozen=True, slots=True)
class Mount:
    """One drive or share and where it appears. `kind` is its file system ("ext4", "NTFS", "cifs")."""

    point: str
    device: str
    kind: str
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class Machine:
    """Facts about one computer and the account that uses it.

    platform: as `sys.platform` names it. unplugged: devices that can be taken out while running.
    synced: folders that a sync program has said it copies, each with the program's name.
    """

    platform: str
    env: Mapping[str, str]
    home: str
    mounts: tuple[Mount, ...] = ()
    unplugged: frozenset[str] = frozenset()
    synced: tuple[tuple[str, str], ...] = ()

    def path(self, text: str) -> PurePath:
        """`text` as a path of this computer's own kind."""
        return PureWindowsPath(text) if self.platform == WINDOWS else PurePosixPath(text)

    def variable(self, name: str) -> str:
        """An environment variable, or "" where it is not set. Windows does not tell capitals apart."""
        if self.platform != WINDOWS:
            return self.env.get(name, "")
        return next((value for key, value in self.env.items() if key.upper() == name.upper()), "")


def this_machine() -> Machine:
    """The computer this runs on, as it is now."""
    mounts = _mounts()
    return Machine(
        platform=sys.platform,
        env=dict(os.environ),
        home=str(Path.home()),
        mounts=mounts,
        unplugged=frozenset(mount.device for mount in mounts if can_be_unplugged(mount.device)),
        synced=(*dropbox_folders(_dropbox_lists()), *_onedrive_folders()),
    )


def dropbox_folders(lists: list[Path]) -> Iterator[tuple[str, str]]:
    """The folders that Dropbox's own list (info.json) names; a damaged list names none."""
    for path in lists:
        try:
            accounts = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        for account in accounts.values() if isinstance(accounts, dict) else ():
            folder = account.get("path") if isinstance(account, dict) else None
            if isinstance(folder, str):
                yield folder, "Dropbox"


def can_be_unplugged(device: str, blocks: Path = Path("/sys/class/block")) -> bool:
    """Whether a Linux device is, or lies on, a drive that is removable or on the USB bus."""
    if not device.startswith("/dev/"):
        return False
    return _block_can_be_unplugged(blocks, Path(os.path.realpath(device)).name)


def _block_can_be_unplugged(blocks: Path, name: str) -> bool:
    block = Path(os.path.realpath(blocks / name))
    below = block / "slaves"  # an encrypted stick appears as a device of its own above the stick's
    if below.is_dir() and any(_block_can_be_unplugged(blocks, slave.name) for slave in below.iterdir()):
        return True
    disk = block.parent if (block / "partition").exists() else block
    return _says_removable(disk) or any(part.startswith("usb") for part in block.parts)


def _says_removable(disk: Path) -> bool:
    try:
        return (disk / "removable").read_text(encoding="ascii").strip() == "1"
    except (OSError, ValueError):
        return False


def _mounts() -> tuple[Mount, ...]:
    found = psutil.disk_partitions(all=True)
    return tuple(
        Mount(part.mountpoint, part.device, part.fstype, frozenset(part.opts.split(","))) for part in found
    )


def _dropbox_lists() -> list[Path]:
    folders = [Path.home() / ".dropbox"]
    folders += [
        Path(os.environ[name]) / "Dropbox" for name in ("APPDATA", "LOCALAPPDATA") if name in os.environ
    ]
    return [folder / "info.json" for folder in folders]


def _onedrive_folders() -> tuple[tuple[str, str], ...]:
    """What OneDrive syncs on Windows: shared libraries lie in folders named after the school."""
    found: list[tuple[str, str]] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows only

        key = r"Software\SyncEngines\Providers\OneDrive"
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as providers:
            for number in range(winreg.QueryInfoKey(providers)[0]):
                # A library that was removed may leave its key without a folder.
                with (
                    contextlib.suppress(OSError),
                    winreg.OpenKey(providers, winreg.EnumKey(providers, number)) as provider,
                ):
                    found.append((str(winreg.QueryValueEx(provider, "MountPoint")[0]), "OneDrive"))
    return tuple(found)
