"""What a window says about a passphrase while it is typed, with the words that everybody uses at hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from iap_desktop.domain import passphrases
from iap_desktop.domain.passphrases import Hint
from iap_desktop.storage.vault import SHORTEST_PASSPHRASE
from iap_desktop.system.resources import read_text


def hint(passphrase: str, own: Iterable[str] = ()) -> Hint:
    """How strong a passphrase is, in words. own: names that others know, the school's for instance."""
    return passphrases.hint(passphrase, _common(), own=own, shortest=SHORTEST_PASSPHRASE)


@cache
def _common() -> frozenset[str]:
    return frozenset(read_text("passphrases", "common.txt").split())
