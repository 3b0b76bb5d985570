"""The two commands of the README, `run` and `test`, from nothing but Python and this folder.

It works before anything is installed, so it uses the standard library only, and its grammar stays readable
to Python 3.8, so that an old Python gets a sentence and not a syntax error. All that it makes is `.venv`;
whatever stops half way is noticed and made good by the next call.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the sentence for an older Python
    sys.exit("Python 3.11 or later is needed; this is Python {}.{}.".format(*sys.version_info[:2]))

import base64
import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).absolute().parent.parent
USAGE = """\
python3 packaging/go.py run               open the sample room, or without a display write it to demo-out
python3 packaging/go.py test [ARGUMENTS]  run the tests; ARGUMENTS go to pytest"""
LOCKS = {"run": "requirements.txt", "test": "requirements-test.txt"}
# A locked package, and what to import to see that its compiled part works on this machine: at each call what
# is quick and keeps the data, after installing the rest as well.
COMPILED = {
    "cryptography": "cryptography.hazmat.primitives.kdf.argon2",
    "pillow": "PIL._imaging",
    "psutil": "psutil",
    "sqlcipher3": "sqlcipher3.dbapi2",
}
COMPILED_SLOW = {"charset-normalizer": "charset_normalizer", "pypdfium2": "pypdfium2_raw"}
COMPILED_QT = {"pyside6-essentials": "PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPrintSupport"}
SYSTEM = platform.system()  # not sys.platform: a type checker would take the other systems for dead code
INTERRUPTED = 130
PATIENCE_SECONDS = 15


class CannotGoOnError(Exception):
    """Something a person has to put right; its text says what and how."""


def main(arguments: Sequence[str]) -> int:
    """Obey the command line; returns the exit code: 0 fine, 1 cannot go on, 2 usage, 130 interrupted."""
    try:
        if arguments[:1] == ["test"]:
            return test(ROOT, arguments[1:])
        if arguments == ["run"]:
            return run(ROOT)
    except (CannotGoOnError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    print(USAGE, file=sys.stderr)
    return 2


def run(root: Path) -> int:
    """Show the sample room: in the window, or as files where no window can be."""
    has_window, has_screen = (root / "iap_desktop/ui/window.py").is_file(), has_display(os.environ)
    has_qt = provide_system_packages(root, "run", needs_qt=has_window and has_screen)
    prepare(root, "run", has_qt=has_qt)
    if has_window and has_screen:
        return call(root, ["-m", "iap_desktop", "--demo"])
    reason = "There is no display here" if has_window else "The window is not built yet"
    out = root / "demo-out"
    print(f"{reason}, so the sample room and its papers are written to {out}", flush=True)
    return call(root, ["-m", "iap_desktop", "demo", "--out", str(out)])


def test(root: Path, arguments: Sequence[str]) -> int:
    """Run the whole suite, or what pytest's own `arguments` choose; returns pytest's exit code."""
    has_qt = provide_system_packages(root, "test", needs_qt=True)
    prepare(root, "test", has_qt=has_qt)
    if SYSTEM == "Linux" and not has_display(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return call(root, ["-m", "pytest", *arguments])


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a window could be seen: no on a build machine, nor on Linux without X or Wayland."""
    if SYSTEM in {"Windows", "Darwin"}:
        return not environ.get("CI")
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


# The environment: .venv, what is in it, and the stamp that says so.


def prepare(root: Path, kind: str, *, has_qt: bool) -> None:
    """Make `.venv` fit for `kind` ("run" or "test"); quick when it is so already."""
    with alone():
        wanted, stamp = wanted_stamp(root), read_stamp(root)
        probe = probe_code(root, COMPILED)
        if not is_sound(root, stamp, wanted, probe if stamp.get("run") == wanted["run"] else "pass"):
            rebuild(root)
            stamp = {}
        if stamp.get(kind) != wanted[kind]:
            install(root, kind, stamp, wanted)
            check_imports(root, has_qt=has_qt)
            write_stamp(root, kind, wanted)


def wanted_stamp(root: Path) -> dict[str, str]:
    """What a finished environment's stamp says: the place and Python it is for, and a digest a kind."""
    base = [str(root), sys.implementation.name, "{}.{}".format(*sys.version_info), platform.machine()]
    common = Path(__file__).read_bytes() + json.dumps(wheel_files(root)).encode()
    locks = {kind: lock_path(root, kind).read_bytes() for kind in LOCKS}
    digests = {kind: hashlib.sha256(common + lock).hexdigest() for kind, lock in locks.items()}
    return {"base": " | ".join(base), **digests}


def lock_path(root: Path, kind: str) -> Path:
    """The file of pinned, hashed packages that `kind` needs."""
    return root / "packaging" / LOCKS[kind]


def venv_folder(root: Path) -> Path:
    """Where the environment is."""
    return root / ".venv"


def venv_python(root: Path) -> Path:
    """The environment's own Python."""
    return venv_folder(root) / ("Scripts/python.exe" if SYSTEM == "Windows" else "bin/python")


def stamp_path(root: Path) -> Path:
    """The file that is written last and removed first."""
    return venv_folder(root) / "iap-desktop-ready.json"


def read_stamp(root: Path) -> dict[str, str]:
    """The stamp, or nothing when there is none or it is torn."""
    try:
        stamp = json.loads(stamp_path(root).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(root: Path, kind: str, wanted: Mapping[str, str]) -> None:
    """Say that `kind` is ready; the tests' packages include those of the program."""
    ready = {key: value for key, value in wanted.items() if key != "test" or kind == "test"}
    stamp = {**ready, "packages": "\n".join(installed(root))}
    stamp_path(root).write_text(json.dumps(stamp, indent=1), "utf-8")


def installed(root: Path) -> list[str]:
    """The names of the package records in the environment; pip is whoever's it is."""
    library = "Lib" if SYSTEM == "Windows" else "lib/python{}.{}".format(*sys.version_info)
    records = (venv_folder(root) / library).glob("site-packages/*.dist-info/RECORD")
    names = (record.parent.name for record in records)
    return sorted(name for name in names if not name.startswith(("pip-", "setuptools-")))


def is_sound(root: Path, stamp: Mapping[str, str], wanted: Mapping[str, str], probe: str) -> bool:
    """Whether a finished environment is still all there, starts, and can do what `probe` tries."""
    if stamp.get("base") != wanted["base"] or not set(stamp.get("packages", "").split("\n")) <= set(
        installed(root)
    ):
        return False
    return quiet([str(venv_python(root)), "-I", "-c", probe]).returncode == 0


def probe_code(root: Path, modules: Mapping[str, str]) -> str:
    """A line of Python that imports those of `modules` whose package the lock names."""
    lock = lock_path(root, "run").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    return "import sys" + "".join(f", {module}" for name, module in modules.items() if name in locked)


def check_imports(root: Path, *, has_qt: bool) -> None:
    """Refuse an environment that was installed without complaint and does not work all the same."""
    modules = {**COMPILED, **COMPILED_SLOW, **(COMPILED_QT if has_qt else {})}
    result = quiet([str(venv_python(root)), "-I", "-c", probe_code(root, modules)])
    if result.returncode != 0:
        raise CannotGoOnError(f"The packages are installed, but one fails: {last_line(result.stderr)}")


def rebuild(root: Path) -> None:
    """A new, empty environment in place of what is there."""
    folder = venv_folder(root)
    if os.path.lexists(folder):
        print("What is in .venv is unfinished, damaged or for another Python: making it anew.")
        discard(folder)
    print("Making .venv ...", flush=True)
    result = quiet([sys.executable, "-m", "venv", str(folder)])
    if result.returncode != 0:
        raise CannotGoOnError(f"Python could not make .venv: {last_line(result.stderr or result.stdout)}")


def discard(folder: Path) -> None:
    """Remove an environment; one that is not recognisable as such is left alone.

    `pyvenv.cfg` goes last, so that a removal which was interrupted is still recognisable.
    """
    mark = folder / "pyvenv.cfg"
    is_empty = folder.is_dir() and not any(files for _, _, files in os.walk(folder))
    if folder.is_symlink() or not (mark.is_file() or is_empty):
        raise CannotGoOnError(f"{folder} is not a Python environment. Move it away, then try again.")
    try:
        for item in sorted(folder.iterdir(), key=lambda item: item == mark):
            if item.is_dir() and not item.is_symlink():
                shutil.rmtree(item)
            else:
                item.unlink()
        folder.rmdir()
    except OSError as error:
        raise CannotGoOnError(f"{folder} is in use: close IAP Desktop, then try again. ({error})") from error


def install(root: Path, kind: str, stamp: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Put in the locked packages and a link to this folder.

    The stamp stays while the tests' packages come on top of finished ones: those are not touched.
    """
    if stamp.get("run") != wanted["run"]:
        stamp_path(root).unlink(missing_ok=True)
    print("Installing packages into .venv; the first time takes a few minutes.", flush=True)
    pip(root, ["--require-hashes", "--only-binary", ":all:", "-r", str(lock_path(root, kind))])
    with tempfile.TemporaryDirectory() as folder:
        pip(root, ["--no-index", "--force-reinstall", str(write_wheel(root, Path(folder)))])


def pip(root: Path, arguments: Sequence[str]) -> None:
    """Install from where the user's own pip settings say, but into `.venv` whatever they say."""
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"}
    environ = {key: value for key, value in os.environ.items() if key not in elsewhere}
    options = ["install", "--quiet", "--no-deps", "--no-input", "--disable-pip-version-check"]
    command = [str(venv_python(root)), "-I", "-m", "pip", *options, *arguments]
    if follow(command, {**environ, "PIP_USER": "0"}) != 0:
        advice = "Is there a network? Python 3.11 to 3.14 are known to work."
        raise CannotGoOnError(f"The packages could not be installed; pip's own words stand above. {advice}")


# The link: a wheel of a few lines. An editable install by a build tool would write this folder's path as bare
# text, which Python before 3.13 reads in the system's encoding and so misreads accents.


def write_wheel(root: Path, folder: Path) -> Path:
    """A wheel that brings the `iap-desktop` command and makes this folder importable."""
    files = wheel_files(root)
    record = next(name for name in files if name.endswith("/RECORD"))
    rows = [f"{name},sha256={url_digest(text)},{len(text)}\n" for name, text in files.items() if text]
    files[record] = "".join(rows) + f"{record},,\n"
    wheel = folder / (record.split(".dist-info")[0] + "-py3-none-any.whl")
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def wheel_files(root: Path) -> dict[str, str]:
    """The wheel's files by name, all in ASCII; RECORD is still empty."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    source = (root / "iap_desktop/__init__.py").read_text("utf-8")
    version = re.search(r'^__version__ = "(.+)"', source, re.MULTILINE)
    name, number = project["name"], version.group(1) if version else "0"
    scripts = "".join(f"{command} = {target}\n" for command, target in project["scripts"].items())
    info = f"{name.replace('-', '_')}-{number}.dist-info"
    return {
        "iap_desktop_source.pth": f"import sys; sys.path.append({str(root)!a})\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: go.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{scripts}",
        f"{info}/RECORD": "",
    }


def url_digest(text: str) -> str:
    """A SHA-256 as RECORD wants it: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


# The system: Debian packages, installed where that is allowed.


def provide_system_packages(root: Path, kind: str, *, needs_qt: bool) -> bool:
    """Whether Qt's libraries are there, having been installed if need be, and so with what makes a `.venv`.

    Raises `CannotGoOnError` with the command to type when something needed is missing and must stay so.
    """
    for_venv, for_qt = missing_for_venv(root), missing_for_qt(root, kind)
    if for_venv or for_qt:
        try:
            install_packages([*for_venv, *for_qt])
        except CannotGoOnError:
            if for_venv or needs_qt:
                raise
    return not missing_for_qt(root, kind)


def missing_for_qt(root: Path, kind: str) -> list[str]:
    """The Debian packages whose library or program is not there."""
    if SYSTEM != "Linux":
        return []
    lines = (root / "packaging/system-packages.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [row[1] for row in rows if (kind == "test" or row[2:] != ["test"]) and not is_present(row[0])]


def is_present(thing: str) -> bool:
    """Whether a shared library loads, or a program can be found."""
    if ".so" not in thing:
        return shutil.which(thing) is not None
    try:
        ctypes.CDLL(thing)
    except OSError:
        return False
    return True


def missing_for_venv(root: Path) -> list[str]:
    """Debian's Python comes without the part of its library that puts pip into an environment."""
    if stamp_path(root).exists() or importlib.util.find_spec("ensurepip"):
        return []
    return ["python{}.{}-venv".format(*sys.version_info)]


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages; where that may not be, raises `CannotGoOnError` with the command to type."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    by_hand = f"  sudo apt-get update && sudo {shlex.join(command)}"
    if not shutil.which("apt-get"):
        raise CannotGoOnError(f"This system lacks what Debian calls: {' '.join(packages)}. Install it first.")
    rights = administrator_prefix()
    if rights is None:
        raise CannotGoOnError(f"System packages are missing. Type this, then try again:\n{by_hand}")
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    if not apt_get(rights, command):
        raise CannotGoOnError(f"System packages could not be installed. Type this to see why:\n{by_hand}")


def apt_get(rights: Sequence[str], command: Sequence[str]) -> bool:
    """Run apt-get, a second time with fresh lists if the first fails; says whether it went well."""
    environ = ["env", "DEBIAN_FRONTEND=noninteractive"]
    start = [*rights, *environ, command[0], "-qq", "-o", "DPkg::Lock::Timeout=120"]
    if quiet([*start, *command[1:]]).returncode == 0:
        return True
    quiet([*start, "update"])
    result = quiet([*start, *command[1:]])
    print(result.stderr, end="", file=sys.stderr)
    return result.returncode == 0


def administrator_prefix() -> list[str] | None:
    """What to put before a command so that it may install: nothing for root, sudo if it asks no password."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and quiet(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


# Running other programs.


def call(root: Path, arguments: Sequence[str]) -> int:
    """Run the environment's Python in the project's folder; returns its exit code."""
    environ = {key: value for key, value in os.environ.items() if key not in {"PYTHONHOME", "PYTHONPATH"}}
    return follow([str(venv_python(root)), *arguments], environ, folder=root)


def follow(command: Sequence[str], environ: Mapping[str, str], *, folder: Path | None = None) -> int:
    """Run a program on this terminal. After Ctrl+C it gets time to finish, and then we stop too."""
    with subprocess.Popen(command, env=dict(environ), cwd=folder) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            end(process)
            raise
    return code if code >= 0 else 128 - code


def end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a program that was interrupted with us, and stop it if it does not end by itself."""
    with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
        process.wait(PATIENCE_SECONDS)
        return
    process.terminate()


def quiet(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says; one that cannot be started ends with 127, as in a shell."""
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def last_line(text: str) -> str:
    """The last line of what a program said; that is where the reason stands."""
    return (text.strip().splitlines() or ["it gave no reason"])[-1]


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one call at a time change `.venv`; the others wait.

    What is locked is this file itself: it is always there, and nothing has to be tidied up after a crash.
    """
    with Path(__file__).open("rb") as file:
        if not try_lock(file.fileno()):
            print("Another go.py is preparing .venv: waiting for it.", flush=True)
            while not try_lock(file.fileno()):
                time.sleep(0.2)
        yield


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock a byte far beyond the file's end, so that others can still read the file."""
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock the file; where the file system knows no locks, go on without."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
