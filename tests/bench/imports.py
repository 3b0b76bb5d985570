"""An import of many pupils: the CPU it takes beyond reading the file's rows."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

from iap_desktop.imports.pupil_lists import read_pupil_list
from iap_desktop.services.commands import run
from iap_desktop.services.pupil_import import ImportPupils, preview_import
from iap_desktop.storage.room import Room

LIMIT_SECONDS = 2.0
TODAY = date(2026, 11, 23)


def write_list(path: Path, count: int) -> None:
    """A list under SIMS headings with invented pupils and no UPNs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["Legal Surname", "Legal Forename", "Date of birth", "Reg Group", "Year", "SEN Status"]
        )
        for number in range(count):
            born = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2011 + number % 4}"
            writer.writerow([f"Surname{number}", f"Forename{number}", born, "9T", "Year 9", "K"])


def import_seconds(room: Room, path: Path) -> float:
    """Seconds of CPU to read, compare and write the list, less those to read its rows barely."""
    began = time.process_time()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    barely = time.process_time() - began
    began = time.process_time()
    found = read_pupil_list(path, today=TODAY)
    preview = preview_import(room, found, TODAY)
    run(room, ImportPupils(preview, TODAY), by=1)
    seconds = time.process_time() - began
    if len(preview.plans) != len(rows) - 1:
        raise RuntimeError(f"{len(preview.plans)} of {len(rows) - 1} rows were taken in")
    return seconds - barely
