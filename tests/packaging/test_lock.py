from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.toy import PACKAGING

PIN = "click==8.5.1 \\\n    --hash=sha256:" + "0" * 64 + "\n"
PROJECT = """\
[project]
dependencies = ["Click>=8.1"]
[project.optional-dependencies]
test = []
"""


@pytest.fixture(scope="module")
def lock() -> ModuleType:
    """The real `lock.py`, to call its functions."""
    spec = importlib.util.spec_from_file_location("packaging_lock", PACKAGING / "lock.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "packaging_lock", module)
        spec.loader.exec_module(module)
        return module


def problems(lock: ModuleType, folder: Path, run: str, test: str, project: str = PROJECT) -> list[str]:
    """What is wrong with lock files of these texts."""
    paths = [folder / name for name in ("pyproject.toml", "run.txt", "test.txt")]
    for path, text in zip(paths, (project, run, test), strict=True):
        path.write_text(text, "utf-8")
    found: list[str] = lock.problems(*paths)
    return found


def test_the_lock_files_serve_the_project(lock: ModuleType) -> None:
    assert lock.problems(lock.ROOT / "pyproject.toml", lock.RUN, lock.TEST) == []


def test_a_lock_that_serves_has_no_problems(lock: ModuleType, tmp_path: Path) -> None:
    assert problems(lock, tmp_path, PIN, PIN) == []


def test_a_dependency_without_a_pin_is_found(lock: ModuleType, tmp_path: Path) -> None:
    wider = PROJECT.replace('"Click>=8.1"', '"Click>=8.1", "rich"')
    assert problems(lock, tmp_path, PIN, PIN, wider) == ["rich", "rich"]


def test_a_pin_outside_what_the_project_accepts_is_found(lock: ModuleType, tmp_path: Path) -> None:
    older = PIN.replace("8.5.1", "8.0.4")
    assert problems(lock, tmp_path, older, older) == ["Click>=8.1", "Click>=8.1"]


def test_a_pin_without_a_hash_is_found(lock: ModuleType, tmp_path: Path) -> None:
    bare = "click==8.5.1 \\\n"
    assert problems(lock, tmp_path, bare, bare) == ["click has no hash"] * 2


def test_two_versions_of_one_package_are_found(lock: ModuleType, tmp_path: Path) -> None:
    found = problems(lock, tmp_path, PIN, PIN.replace("8.5.1", "8.6"))
    assert found == ["click 8.5.1 is not in test.txt"]


@pytest.mark.parametrize(
    "line", ["--index-url https://example.org/simple", "click @ file:///tmp/x.whl", "-e ."]
)
def test_an_address_or_a_path_in_a_lock_is_found(lock: ModuleType, tmp_path: Path, line: str) -> None:
    assert problems(lock, tmp_path, PIN + line + "\n", PIN) == [f"unexpected line: {line}"]
