"""The one error that is shown in words: the world went wrong, not the program."""

from __future__ import annotations


class UserError(Exception):
    """Something outside the program went wrong; each of its three sentences is shown as it is.

    what: what happened, naming the file, row and column where there are any.
    safe: what became of the data ("Nothing was changed.").
    todo: what the reader can do next; empty only where nothing can be done.
    No sentence holds a pupil's name or a passphrase, since errors reach logs.
    """

    def __init__(self, what: str, safe: str = "Nothing was changed.", todo: str = "") -> None:
        super().__init__(" ".join(part for part in (what, safe, todo) if part))
        self.what = what
        self.safe = safe
        self.todo = todo

    @property
    def lines(self) -> tuple[str, ...]:
        """One to three short lines for a terminal."""
        return tuple(part for part in (self.what, self.safe, self.todo) if part)
