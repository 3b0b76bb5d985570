"""One mark to durable, against a raw SQLCipher insert and commit with the same pragmas."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from iap_desktop.domain.registers import SessionMark
from iap_desktop.services.commands import run
from iap_desktop.services.registers import MarkSessions
from iap_desktop.storage.connection import altering, connect
from iap_desktop.storage.room import Room
from tests.bench.floors import Ratio

COUNT = 200
FAR_FUTURE = date(2090, 1, 2)


def mark_ratio(room: Room, folder: Path) -> Ratio:
    """Median of single marks, ours and raw taking turns on one disk."""
    raw = _raw_insert(folder / "raw.db")
    ours, floor = [], []
    for number in range(COUNT):
        floor.append(_seconds(partial(raw, number)))
        ours.append(_seconds(partial(_mark, room, number)))
    return Ratio("one mark to durable / raw insert and commit", _median(ours), _median(floor), 3.0)


def mark_seconds(room: Room, since: int) -> float:
    """Median seconds of a single mark; `since` numbers days that no other run has marked."""
    return _median([_seconds(partial(_mark, room, number)) for number in range(since, since + COUNT)])


def _mark(room: Room, number: int) -> None:
    mark = SessionMark(1, FAR_FUTURE + timedelta(days=number), "AM", "/")
    run(room, MarkSessions((mark,)), by=1)


def _raw_insert(path: Path) -> Callable[[int], None]:
    connection = connect(path, os.urandom(32), os.urandom(16))
    with altering(connection):
        connection.execute(
            "CREATE TABLE mark (id INTEGER PRIMARY KEY, pupil_id INTEGER NOT NULL, marked_on TEXT NOT NULL, "
            "session TEXT NOT NULL, code TEXT NOT NULL, UNIQUE (marked_on, pupil_id, session)) STRICT"
        )

    def insert(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO mark (pupil_id, marked_on, session, code) VALUES (1, ?, 'AM', '/')", (str(number),)
        )
        connection.execute("COMMIT")

    return insert


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _median(values: list[float]) -> float:
    return statistics.median(values)
