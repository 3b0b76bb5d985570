"""A project of a few lines with the real `go.py`, so that this can be tried whole and without a network."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGING = Path(__file__).parents[2] / "packaging"
PROGRAM = """\
import sys
from pathlib import Path

def main():
    print("program:", *sys.argv[1:])
    print("in:", Path.cwd())
    if Path("wait").exists():
        try:
            print("waiting", flush=True)
            sys.stdin.read()
        except KeyboardInterrupt:
            print("stopped tidily")

if __name__ == "__main__":
    main()
"""
SUITE = 'import sys; print("pytest:", *sys.argv[1:]); sys.exit(5)'
PROJECT = """\
[project]
name = "iap-desktop"
scripts = { iap-desktop = "iap_desktop.__main__:main" }
"""


class Toy:
    """A project folder with a `go.py` of its own, and the wheels that its lock files name."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root, self.wheels = root, wheels
        self.write("pyproject.toml", PROJECT)
        self.write("iap_desktop/__init__.py", '__version__ = "0.1.0"\n')
        self.write("iap_desktop/__main__.py", PROGRAM)
        self.write("packaging/system-packages.txt", "# nothing\n")
        shutil.copy(PACKAGING / "go.py", root / "packaging")
        # Names of real packages, because go.py tries the import of those that it knows.
        lock = self.locked("psutil", "answer = 42\n")
        self.write("packaging/requirements.txt", lock)
        self.write("packaging/requirements-test.txt", lock + self.locked("pytest", SUITE))

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def locked(self, name: str, source: str, version: str = "1.0") -> str:
        """Make a wheel of one module; returns its lines for a lock file."""
        wheel = self.wheels / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}.py", source)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/RECORD,,\n")
        return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"

    @property
    def stamp(self) -> Path:
        """What `go.py` writes last."""
        return self.root / ".venv/iap-desktop-ready.json"

    @property
    def command(self) -> Path:
        """The program's own command in the environment."""
        folder = "Scripts/iap-desktop.exe" if sys.platform == "win32" else "bin/iap-desktop"
        return self.root / ".venv" / folder

    def site_packages(self) -> Path:
        """Where the environment keeps what was installed."""
        return next((self.root / ".venv").rglob("site-packages"))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `go.py` from another folder, in a process group of its own and with no display."""
        command = [sys.executable, str(self.root / "packaging/go.py"), *arguments]
        hidden = {"DISPLAY", "WAYLAND_DISPLAY", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"}
        environ = {key: value for key, value in os.environ.items() if key not in hidden}
        environ |= {"CI": "1", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.wheels, env=environ, stdin=pipe, stdout=pipe, stderr=pipe,
            text=True, encoding="utf-8", start_new_session=True,
            preexec_fn=None if sys.platform == "win32" else _heed_ctrl_c,  # noqa: PLW1509 - no threads here
        )  # fmt: skip

    def go(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `go.py` to its end."""
        process = self.start(*arguments)
        out, err = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def _heed_ctrl_c() -> None:
    """As from a terminal: what is started in the background inherits that Ctrl+C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
