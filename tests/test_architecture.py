"""What `pyproject.toml` and the README promise about the code, as tests: direction, size, types, style."""

from __future__ import annotations

import ast
import fnmatch
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md",
    "iap_desktop", "packaging", "pyproject.toml", "resources", "tests",
}  # fmt: skip
MEDIAN_LINES, NINETIETH_LINES, MOST_LINES, MOST_FILE_LINES = 8, 25, 60, 500
HEAVY = ("PySide6", "cryptography", "holidays", "openpyxl", "pypdfium2", "reportlab")
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.])/(?:home|root|work)/\w|[A-Z]:[\\/]+Users[\\/]+\w")
THIS_FOLDER = re.compile(rf"(?<![\w./-]){re.escape(str(ROOT))}(?!\w)")
TEXT_SUFFIXES = {"", ".cfg", ".css", ".csv", ".json", ".md", ".py", ".svg", ".toml", ".txt", ".yml"}


def python_files(*folders: str) -> list[Path]:
    """The Python files of top-level folders, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    """A file as a reader of the test's output knows it."""
    return path.relative_to(ROOT).as_posix()


def readable(path: Path) -> str:
    """A text file's words, whatever its encoding; some of the tests' files are wrong on purpose."""
    return path.read_text("utf-8", errors="replace")


def function_lengths(*folders: str) -> dict[str, int]:
    """Lines from `def` to the last statement, of every function."""
    return {
        f"{named(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files(*folders)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def project_files() -> list[Path]:
    """The files that belong to the project: all but those that .gitignore names, and git's own."""
    ignored = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())]
    return [path for path in files_below(ROOT, ignored) if path.is_file()]


def files_below(folder: Path, ignored: list[str]) -> Iterator[Path]:
    """Files and links below a folder, leaving out every name that matches one of `ignored`."""
    for path in sorted(folder.iterdir()):
        if any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored):
            continue
        yield from files_below(path, ignored) if path.is_dir() else [path]


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this environment's Python in the project's folder."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def run_tool(*arguments: str) -> None:
    """Run a tool of this environment on the project; its words are the test's failure."""
    result = start(*arguments)
    assert result.returncode == 0, result.stdout + result.stderr


def test_imports_run_one_way() -> None:
    run_tool("-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-cache")


def test_types_hold() -> None:
    run_tool("-m", "mypy")


def test_style_is_one() -> None:
    run_tool("-m", "ruff", "check", ".")
    run_tool("-m", "ruff", "format", "--check", ".")


def test_every_module_says_why_it_exists() -> None:
    files = python_files("iap_desktop", "packaging")
    silent = [named(path) for path in files if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_the_program_is_made_of_small_functions() -> None:
    lengths = list(function_lengths("iap_desktop").values())
    assert statistics.median(lengths) <= MEDIAN_LINES
    assert statistics.quantiles(lengths, n=10)[-1] <= NINETIETH_LINES


def test_no_function_is_long() -> None:
    lengths = function_lengths("iap_desktop", "packaging", "tests")
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_file_is_long() -> None:
    files = python_files("iap_desktop", "packaging", "tests")
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > MOST_FILE_LINES} == {}


def test_resources_hold_no_code() -> None:
    assert python_files("resources") == []


def test_the_project_has_few_names_at_the_top() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in project_files()} <= TOP_LEVEL


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    texts = [path for path in project_files() if path.suffix in TEXT_SUFFIXES]
    assert [named(path) for path in texts if THIS_FOLDER.search(readable(path))] == []
    own = [path for path in texts if "tests" not in path.parts]  # tests invent such folders
    assert [named(path) for path in own if SOMEBODYS_FOLDER.search(readable(path))] == []


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    result = start("-c", "import sys, iap_desktop.__main__; print(*sys.modules)")
    assert result.returncode == 0, result.stderr
    loaded = {name.split(".")[0] for name in result.stdout.split()}
    assert loaded & set(HEAVY) == set()


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "LICENSE", ".ci/run"])
def test_what_a_visitor_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).is_file()
