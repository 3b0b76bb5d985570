"""The recovery sheet's facts: the one paper that opens the room when every passphrase is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet for the school safe says. `code` is grouped as it is typed; `made_at` is local time."""

    school_name: str
    room_name: str
    code: str
    made_at: datetime
    made_by: str
