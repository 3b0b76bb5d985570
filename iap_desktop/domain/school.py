"""What the school and its room are called and who keeps children safe there, each from a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DEFAULT_CAPACITY = 8
DEFAULT_LOCK_MINUTES = 5
MOST_LOCK_MINUTES = 60


class SettingKind(StrEnum):
    """Settings of the room. `LOGO` is a PNG in base64; `HAS_ETHNICITY` "1" where it is switched on.

    `LOCK_MINUTES`: idle minutes until the window locks. `SECOND_BACKUP_FOLDER`: a folder of this computer,
    on a stick or a share, that each backup is copied to; "" for none.
    """

    SCHOOL_NAME = "school_name"
    ROOM_NAME = "room_name"
    ROOM_PHONE = "room_phone"
    LOGO = "logo"
    CAPACITY = "capacity"
    HAS_ETHNICITY = "has_ethnicity"
    LOCK_MINUTES = "lock_minutes"
    SECOND_BACKUP_FOLDER = "second_backup_folder"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the room, in force from `effective_from`."""

    kind: SettingKind
    value: str
    effective_from: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class SafeguardingLead:
    """The DSL (`position` 1) or a deputy, with room and phone, from a date to a date."""

    position: int
    full_name: str
    effective_from: date
    room: str | None = None
    phone: str | None = None
    effective_to: date | None = None
    id: int = 0


_REACHING_BACK = frozenset({SettingKind.SCHOOL_NAME, SettingKind.ROOM_NAME})


def settings_on(settings: Iterable[Setting], on: date) -> Mapping[SettingKind, str]:
    """The value of each setting in force on `on`.

    The first names of school and room reach back, since a room records weeks from before it was set up;
    nothing else does, so that what is entered today does not turn up on old sheets.
    """
    values: dict[SettingKind, str] = {}
    for setting in sorted(settings, key=lambda setting: (setting.effective_from, setting.id)):
        reaches_back = setting.kind in _REACHING_BACK and setting.kind not in values
        if reaches_back or setting.effective_from <= on:
            values[setting.kind] = setting.value
    return values


def lock_minutes(values: Mapping[SettingKind, str]) -> int:
    """After how many idle minutes the window locks, from the settings in force."""
    return int(values.get(SettingKind.LOCK_MINUTES, DEFAULT_LOCK_MINUTES))


def leads_on(leads: Iterable[SafeguardingLead], on: date) -> tuple[SafeguardingLead, ...]:
    """The DSL, then the deputies, who keep children safe on `on`: the newest for each position."""
    held: dict[int, SafeguardingLead] = {}
    for lead in sorted(leads, key=lambda lead: (lead.effective_from, lead.id)):
        if lead.effective_from <= on and (lead.effective_to is None or on <= lead.effective_to):
            held[lead.position] = lead
    return tuple(held[position] for position in sorted(held))
