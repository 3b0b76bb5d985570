"""The lock files: exact versions and hashes of all that the program and its tests install.

`python packaging/lock.py` makes them anew from `pyproject.toml` with `uv`: the newest versions, for every
system and Python at once, from the public index whatever this machine's own settings say. `--check` needs no
network: it says whether the files that stand there still serve `pyproject.toml`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).absolute().parent.parent
RUN, TEST = ROOT / "packaging/requirements.txt", ROOT / "packaging/requirements-test.txt"
# cryptography has had no wheel for Intel Macs since 49.
INTEL_MAC = 'sys_platform == "darwin" and platform_machine == "x86_64"'
OTHERS = 'sys_platform != "darwin" or platform_machine != "x86_64"'
CONSTRAINTS = f"cryptography<49 ; {INTEL_MAC}\ncryptography>=49 ; {OTHERS}\n"
# Each environment brings its own pip; replacing it while it works is asking for trouble.
NOT_LOCKED = ["pip", "setuptools"]


@dataclass(frozen=True)
class Pin:
    """One locked package: its requirement line and how many hashes stand under it."""

    requirement: Requirement
    hashes: int

    @property
    def name(self) -> str:
        """The package's name in its canonical spelling."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The one version it is pinned to."""
        return str(self.requirement.specifier).removeprefix("==")


def main(arguments: Sequence[str]) -> int:
    """Lock anew, or with `--check` only look; returns the exit code."""
    if arguments not in ([], ["--check"]):
        print("python packaging/lock.py [--check]", file=sys.stderr)
        return 2
    if not arguments:
        lock_all()
    found = problems(ROOT / "pyproject.toml", RUN, TEST)
    print("\n".join(found) or "The lock files serve pyproject.toml.")
    return 1 if found else 0


def lock_all() -> None:
    """Resolve the tests' packages first, so that the program's come out at the same versions."""
    compile_lock(TEST, ["--extra", "test"], CONSTRAINTS)
    pins = "".join(f"{pin.requirement}\n" for pin in read_pins(TEST.read_text("utf-8")))
    compile_lock(RUN, [], CONSTRAINTS + pins)


def compile_lock(path: Path, options: Sequence[str], constraints: str) -> None:
    """Write one lock file with uv; raises `CalledProcessError` when it finds no solution."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        sys.exit("uv is needed to lock: python -m pip install uv")
    shape = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    leave_out = [word for name in NOT_LOCKED for word in ("--no-emit-package", name)]
    inputs = ["pyproject.toml", "--constraints", "-", "--upgrade", "--no-config", "--quiet"]
    command = [uv, "pip", "compile", *inputs, *shape, *leave_out, *options, "--output-file", str(path)]
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_INDEX", "UV_FIND"))
    }
    subprocess.run(command, cwd=ROOT, env=own, input=constraints, text=True, check=True)


def problems(project: Path, run: Path, test: Path) -> list[str]:
    """What keeps the lock files from serving the project; nothing when all is well."""
    table = tomllib.loads(project.read_text("utf-8"))["project"]
    run_text, test_text = run.read_text("utf-8"), test.read_text("utf-8")
    run_pins, test_pins = read_pins(run_text), read_pins(test_text)
    return [
        *unserved(table["dependencies"], run_pins),
        *unserved([*table["dependencies"], *table["optional-dependencies"]["test"]], test_pins),
        *(f"{pin.name} has no hash" for pin in run_pins + test_pins if not pin.hashes),
        *(f"{pin.name} {pin.version} is not in {test.name}" for pin in run_pins if not is_in(pin, test_pins)),
        *strange_lines(run_text + test_text),
    ]


def read_pins(text: str) -> list[Pin]:
    """The pins of a lock file, in its order."""
    blocks = re.findall(r"^(\S.*?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)*)", text, re.MULTILINE)
    return [Pin(Requirement(line), hashes.count("sha256:")) for line, hashes in blocks]


def unserved(wanted: Sequence[str], pins: Sequence[Pin]) -> list[str]:
    """The requirements of `wanted` that no pin meets."""
    versions: Mapping[str, list[str]] = {pin.name: [] for pin in pins}
    for pin in pins:
        versions[pin.name].append(pin.version)
    return [line for line in wanted if not is_served(Requirement(line), versions)]


def is_served(wanted: Requirement, versions: Mapping[str, Sequence[str]]) -> bool:
    """Whether every version the lock has of a package is one that the project accepts."""
    locked = versions.get(canonicalize_name(wanted.name), [])
    return bool(locked) and all(wanted.specifier.contains(version, prereleases=True) for version in locked)


def is_in(pin: Pin, pins: Sequence[Pin]) -> bool:
    """Whether the same version of the same package, for the same systems, stands among `pins`."""
    return any(
        str(pin.requirement) == str(other.requirement) and pin.hashes == other.hashes for other in pins
    )


def strange_lines(text: str) -> list[str]:
    """Lines that are neither a pin nor a hash: an index's address, a path, a comment."""
    pin, known = r"[a-z0-9.-]+==[^/\\]+ \\", r"    --hash=sha256:[0-9a-f]{64}(?: \\)?"
    return [
        f"unexpected line: {line}" for line in text.splitlines() if not re.fullmatch(f"{pin}|{known}", line)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
