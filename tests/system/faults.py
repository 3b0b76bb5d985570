"""Makes the machine refuse: a disk that is full, a folder that is read-only even for root."""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]  # where a second Python started by a test finds the program

_CAP_DAC_OVERRIDE = 1 << 1
_CAPABILITY_VERSION = 0x20080522


@contextlib.contextmanager
def tiny_disk(folder: Path, size_kib: int = 64) -> Iterator[Path]:
    """An empty folder below `folder` on which at most `size_kib` can be written.

    A small file system of its own where the tests may mount one; elsewhere a limit on the size of each
    file that this process writes. Either way the system itself refuses the bytes.
    """
    disk = folder / "tiny disk"
    disk.mkdir()
    if _mounted("-t", "tmpfs", "-o", f"size={size_kib}k", "none", str(disk)):
        try:
            yield disk
        finally:
            _unmount(disk)
    else:
        with file_size_limit(size_kib * 1024):
            yield disk


def fill(disk: Path) -> Path:
    """Fill a tiny disk to the last byte; deleting the file that is answered makes room again."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as stream:
        while stream.write(b"x" * 1024):
            pass
    return ballast


@contextlib.contextmanager
def file_size_limit(limit: int) -> Iterator[None]:
    """No file that this process writes may grow beyond `limit` bytes."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    else:
        pytest.skip("Windows has no limit on the size of a file")


@contextlib.contextmanager
def read_only_folder(folder: Path) -> Iterator[Path]:
    """`folder`, with what is in it, readable but not writable, for root too."""
    if _mounted("--bind", str(folder), str(folder)):
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, capture_output=True)
            yield folder
        finally:
            _unmount(folder)
    else:
        with without_write_rights(folder):
            yield folder


@contextlib.contextmanager
def without_write_rights(folder: Path) -> Iterator[Path]:
    """As `read_only_folder`, by file modes, which bind root only once it gives up its override."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}
    for path, mode in modes.items():
        path.chmod(mode & 0o555)
    try:
        with _no_override():
            yield folder
    finally:
        for path, mode in modes.items():
            if path.exists():
                path.chmod(mode)


def _is_linux_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


def _mounted(*arguments: str) -> bool:
    if not _is_linux_root():
        return False
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


@contextlib.contextmanager
def _no_override() -> Iterator[None]:
    """Root without its right to pass over file modes, in this thread."""
    if not _is_linux_root():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    before, fewer = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    ctypes.memmove(fewer, before, ctypes.sizeof(before))
    fewer[0] &= ~_CAP_DAC_OVERRIDE
    assert libc.capset(header, fewer) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0
