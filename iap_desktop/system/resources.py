"""Where the files that ship with the program are: checkout, installed wheel and bundle differ in it."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The shipped file or folder under `resources/`, as `resource("codes", "attendance_codes.csv")`.

    Raises FileNotFoundError where it is missing, and ValueError where `parts` lead outside: our bugs both.
    """
    root = _root()
    path = root.joinpath(*parts)
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError(f"{'/'.join(parts)} is outside the resources")
    if not path.exists():
        raise FileNotFoundError(f"the program was built without its resource {'/'.join(parts)}")
    return path


def read_text(*parts: str) -> str:
    """The text of a shipped file, which is UTF-8."""
    return resource(*parts).read_text(encoding="utf-8")


def read_bytes(*parts: str) -> bytes:
    """The bytes of a shipped file."""
    return resource(*parts).read_bytes()


@cache
def _root() -> Path:
    return find_root(bundle=getattr(sys, "_MEIPASS", None), package=_PACKAGE)


def find_root(*, bundle: str | None, package: Path) -> Path:
    """The resources folder: in a PyInstaller bundle, else in the package (wheel), else beside it (checkout).

    Raises FileNotFoundError where there is none.
    """
    places = [package / "resources", package.parent / "resources"]
    if bundle is not None:
        places.insert(0, Path(bundle) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError("the program was built without its resources")
