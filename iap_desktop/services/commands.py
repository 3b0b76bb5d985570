"""How every change is made: a command says what it is and applies itself inside one step of the room.

A command that only the room's lead may run has the class attribute `is_for_lead: ClassVar[bool] = True`.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from iap_desktop.storage.connection import Connection
from iap_desktop.storage.room import Room
from iap_desktop.storage.staff import Right

Result_co = TypeVar("Result_co", covariant=True)


class Command(Protocol[Result_co]):
    """A frozen value that holds all that one act needs."""

    @property
    def label(self) -> str:
        """The act in words, as undo and the change log name it: "Mark morning register"."""

    def apply(self, connection: Connection) -> Result_co:
        """Make the change and nothing else; whatever it raises leaves the room as it was."""


def is_for_lead(command: Command[object] | type[Command[object]]) -> bool:
    """Whether only the room's lead may run a command."""
    return bool(getattr(command, "is_for_lead", False))


def run(room: Room, command: Command[Result_co], *, by: int) -> Result_co:
    """Apply a command as one step of `by` (staff id). When this returns, it is on the disk.

    Raises UserError where `by` may not run it.
    """
    right = Right.LEAD if is_for_lead(command) else Right.WRITER
    with room.write(command.label, by=by, right=right) as connection:
        return command.apply(connection)
