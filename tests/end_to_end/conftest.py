from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from iap_desktop.__main__ import cli
from iap_desktop.app import console

PASSPHRASE = "three calm otters"


@dataclass(frozen=True)
class Answer:
    """What a command gave: exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever a command answers
        import json  # noqa: PLC0415 - beside its only use

        return json.loads(self.out)


Iap = Callable[..., Answer]


def a_monday_afternoon() -> datetime:
    """The clock of these tests stands still, so that they say the same in years to come."""
    return datetime(2026, 11, 23, 15, 40).astimezone()


def run_once(words: list[str]) -> None:
    """Run one command that has to work, outside of any one test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IAP_PASSPHRASE", PASSPHRASE)
        patch.setattr(console, "now", a_monday_afternoon)
        patch.setattr(sys, "argv", ["iap-desktop", *words])
        assert console.run(cli) == 0


@pytest.fixture
def iap(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iap:
    """Runs one command as the terminal would, with the passphrase in the environment."""
    monkeypatch.setenv("IAP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(console, "now", a_monday_afternoon)

    def run(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["iap-desktop", *map(str, words)])
        capsys.readouterr()
        code = console.run(cli)
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Answer(code, written.out, written.err)

    return run
