"""Strict habits for every test: no stray log record, no real user folder, the same examples each time."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.expected_logs import ExpectedLogs

# A red suite means that a change did it, not the day: the examples follow from the test itself. To look for
# new ones: pytest --hypothesis-profile=explore
settings.register_profile("suite", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("suite")

HOME_VARIABLES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA")
XDG_VARIABLES = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_DIRS")


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fail a test that logs a warning or worse, unless it called `expected_logs.expect(...)`."""
    watch = ExpectedLogs()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    if faults := watch.faults():
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture(autouse=True, scope="session")
def away_from_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point all that leads to a person's own folders to an empty one, for the tests and what they start."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in HOME_VARIABLES:
            patch.setenv(name, str(home))
        for name in XDG_VARIABLES:
            patch.setenv(name, str(home / name.lower()))
        yield


def pytest_collection_finish() -> None:
    """Thousands of tests that stay until the end are no garbage: each search for it would go through them."""
    gc.collect()
    gc.freeze()
