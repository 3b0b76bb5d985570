from __future__ import annotations

from pathlib import Path

import pytest

from iap_desktop.system.resources import find_root, read_bytes, read_text, resource


def test_a_shipped_file_is_found() -> None:
    assert resource("codes", "attendance_codes.csv").is_file()


def test_a_shipped_folder_is_found() -> None:
    assert resource("bell_times").is_dir()


def test_text_is_read_as_utf8_whatever_the_machine_uses() -> None:
    assert "\N{EN DASH}" in read_text("codes", "attendance_codes.csv")


def test_bytes_are_read_as_they_are() -> None:
    shipped = ("codes", "attendance_codes.csv")
    assert read_bytes(*shipped) == resource(*shipped).read_bytes()


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="codes/no_such_file"):
        resource("codes", "no_such_file.csv")


@pytest.mark.parametrize(
    "parts", [("..", "pyproject.toml"), ("codes", "..", "..", "LICENSE"), ("/etc/hosts",)]
)
def test_nothing_outside_the_resources_is_given(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="outside"):
        resource(*parts)


@pytest.mark.parametrize(
    ("folders", "bundle", "expected"),
    [
        (["site/iap_desktop/resources"], None, "site/iap_desktop/resources"),
        (["site/resources"], None, "site/resources"),
        (["site/resources", "site/iap_desktop/resources"], None, "site/iap_desktop/resources"),
        (["bundle/resources", "site/resources"], "bundle", "bundle/resources"),
        (["site/resources"], "bundle", "site/resources"),
    ],
    ids=["wheel", "checkout", "wheel before a stray neighbour", "bundle first", "bundle without resources"],
)
def test_each_way_to_ship_has_its_place(
    tmp_path: Path, folders: list[str], bundle: str | None, expected: str
) -> None:
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    found = find_root(
        bundle=str(tmp_path / bundle) if bundle else None, package=tmp_path / "site" / "iap_desktop"
    )
    assert found == tmp_path / expected


def test_a_build_without_resources_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="without its resources"):
        find_root(bundle=None, package=tmp_path / "iap_desktop")
