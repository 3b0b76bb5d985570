from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.toy import PACKAGING, Toy

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """A project that was made ready once; each test leaves it ready."""
    folder = tmp_path_factory.mktemp("project") / "Zoë's copy of IAP"
    made = Toy(folder, tmp_path_factory.mktemp("wheels"))
    first = made.go("run")
    assert first.returncode == 0, first.stderr
    return made


@pytest.fixture(scope="module")
def go() -> ModuleType:
    """The real `go.py`, to call its functions."""
    spec = importlib.util.spec_from_file_location("go", PACKAGING / "go.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_run_writes_the_sample_room_where_no_window_can_be(toy: Toy) -> None:
    result = toy.go("run")
    assert result.returncode == 0
    assert f"program: demo --out {toy.root / 'demo-out'}" in result.stdout
    assert f"in: {toy.root}" in result.stdout
    assert "The window is not built yet" in result.stdout


def test_a_second_call_changes_nothing(toy: Toy) -> None:
    before = toy.stamp.stat().st_mtime_ns
    result = toy.go("run")
    assert "Installing" not in result.stdout
    assert toy.stamp.stat().st_mtime_ns == before


def test_the_command_works_from_any_folder(toy: Toy, tmp_path: Path) -> None:
    answer = subprocess.check_output([toy.command, "pupils"], cwd=tmp_path, text=True, encoding="utf-8")
    assert answer.startswith("program: pupils")


def test_test_runs_pytest_with_the_same_words_and_returns_its_code(toy: Toy) -> None:
    result = toy.go("test", "-k", "two words", "--lf")
    assert "pytest: -k two words --lf" in result.stdout
    assert result.returncode == 5


def test_the_tests_packages_come_on_top_without_building_anew(toy: Toy) -> None:
    toy.stamp.unlink()
    toy.go("run")
    assert "Making .venv" not in toy.go("test").stdout
    assert "Installing" not in toy.go("run").stdout


def lose_python(toy: Toy) -> None:
    for path in (toy.root / ".venv").glob("[bS]*/python*"):
        path.unlink()


def tear_stamp(toy: Toy) -> None:
    toy.stamp.write_text(toy.stamp.read_text("utf-8")[:40], "utf-8")


def lose_package(toy: Toy) -> None:
    shutil.rmtree(next(toy.site_packages().glob("psutil-*.dist-info")))


def break_module(toy: Toy) -> None:
    (toy.site_packages() / "psutil.py").write_text("raise ImportError('no such library')", "utf-8")


def stop_half_way(toy: Toy) -> None:
    shutil.rmtree(toy.root / ".venv")
    (toy.root / ".venv/lib").mkdir(parents=True)


@pytest.mark.parametrize("damage", [lose_python, tear_stamp, lose_package, break_module, stop_half_way])
def test_a_damaged_environment_is_made_anew(toy: Toy, damage: Callable[[Toy], None]) -> None:
    damage(toy)
    result = toy.go("run")
    assert "making it anew" in result.stdout
    assert "program: demo" in result.stdout
    assert "Making .venv" not in toy.go("run").stdout


def test_a_new_lock_is_installed_without_building_anew(toy: Toy) -> None:
    toy.write("packaging/requirements.txt", toy.locked("psutil", "answer = 43\n", version="1.1"))
    result = toy.go("run")
    assert "Making .venv" not in result.stdout
    assert (toy.site_packages() / "psutil.py").read_text("utf-8") == "answer = 43\n"


def test_a_package_that_is_not_the_locked_one_is_refused(toy: Toy) -> None:
    lock = toy.root / "packaging/requirements.txt"
    right = lock.read_text("utf-8")
    toy.stamp.unlink()
    lock.write_text(right.replace("sha256:", "sha256:0000")[: -len("0000\n")] + "\n", "utf-8")
    refused = toy.go("run")
    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert "program:" not in refused.stdout
    lock.write_text(right, "utf-8")
    assert toy.go("run").returncode == 0


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    toy = Toy(tmp_path / "project", tmp_path)
    toy.write(".venv/notes.txt", "mine")
    result = toy.go("run")
    assert result.returncode == 1
    assert "is not a Python environment" in result.stderr
    assert (toy.root / ".venv/notes.txt").read_text("utf-8") == "mine"


def test_of_two_calls_at_once_one_works_and_one_waits(toy: Toy) -> None:
    toy.stamp.unlink()
    both = [toy.start("run"), toy.start("run")]
    out = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Making .venv" in text for text in out) == [False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to consoles, not to processes")
def test_ctrl_c_lets_the_program_finish_and_says_nothing(toy: Toy) -> None:
    toy.write("wait", "")
    process = toy.start("run")
    assert process.stdout
    while process.stdout.readline().strip() != "waiting":
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate()
    (toy.root / "wait").unlink()
    assert (process.returncode, out, err) == (130, "stopped tidily\n", "")


@pytest.mark.parametrize("words", [(), ("help",), ("run", "--fast"), ("--version",)])
def test_other_words_get_the_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = Toy(tmp_path / "project", tmp_path).go(*words)
    assert result.returncode == 2
    assert "packaging/go.py test" in result.stderr
    assert not (tmp_path / "project/.venv").exists()


def test_an_old_python_reads_as_far_as_the_sentence_for_it() -> None:
    tree = ast.parse((PACKAGING / "go.py").read_text("utf-8"), feature_version=(3, 8))
    guard = next(index for index, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = [name.name for node in tree.body[:guard] if isinstance(node, ast.Import) for name in node.names]
    assert before == ["sys"]
    assert "Python 3.11 or later is needed" in ast.unparse(tree.body[guard])


def test_missing_libraries_and_programs_are_named_by_their_package(go: ModuleType, tmp_path: Path) -> None:
    toy = Toy(tmp_path / "project", tmp_path)
    rows = ["# comment", "", "libno-such.so.9 no-such9", "no-such-program no-such-tools test"]
    toy.write("packaging/system-packages.txt", "\n".join(rows))
    expected = ["no-such9"] if sys.platform == "linux" else []
    assert go.missing_for_qt(toy.root, "run") == expected
    assert go.missing_for_qt(toy.root, "test") == [*expected, "no-such-tools"][: 2 * len(expected)]


def test_without_apt_get_the_packages_are_named(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(go.CannotGoOnError, match="libegl1 libgl1"):
        go.install_packages(["libegl1", "libgl1"])


def test_every_system_package_has_a_thing_to_look_for() -> None:
    lines = (PACKAGING / "system-packages.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    assert rows
    assert all(len(row) == 2 or row[2:] == ["test"] for row in rows)
    assert rows == sorted(rows)
