"""A day of the registers in the shapes of the grid, and in the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from iap_desktop.domain.attendance import AttendanceCode
from iap_desktop.domain.dates import day_in_words
from iap_desktop.domain.register_days import Cell, Column, ColumnKey, ColumnKind, RegisterDay, RegisterRow
from iap_desktop.domain.registers import ROOM_RECORD, SESSION_WORDS, Place
from iap_desktop.domain.screen_marks import CellState
from iap_desktop.services.register_cells import CellRef
from iap_desktop.ui.widgets.grid import CellKey, GridCell, GridColumn, GridRow

_SAMPLES = {
    ColumnKind.SESSION: ("N No reason yet", "L 12 min"),
    ColumnKind.PERIOD: ("✕ Not in school", "→ In lesson"),
}
EARLY = timedelta(minutes=15)  # a register is begun a little before its time


@dataclass(frozen=True)
class RegisterView:
    """What the page shows: the day, and the codes that may be chosen on it."""

    day: RegisterDay
    codes: tuple[AttendanceCode, ...]


def grid_columns(day: RegisterDay) -> tuple[GridColumn, ...]:
    """The columns with title over time."""
    return tuple(
        GridColumn(
            key=column.key,
            title=column.title,
            under=column.time,
            sample=_SAMPLES[column.kind][1 if _is_for_few(day, place) else 0],
            least=_SAMPLES[column.kind][1],
            is_current=column.is_current and column.kind is ColumnKind.PERIOD,
        )
        for place, column in enumerate(day.columns)
    )


def _is_for_few(day: RegisterDay, place: int) -> bool:
    """Whether most pupils are not here in a column: it gives its width to the others."""
    return 2 * sum(not _cell(row.cells[place]).is_off for row in day.rows) < len(day.rows)


def grid_rows(day: RegisterDay) -> tuple[GridRow, ...]:
    """A row for each pupil."""
    return tuple(
        GridRow(row.pupil_id, row.name, row.form or row.year_group or "", tuple(map(_cell, row.cells)))
        for row in day.rows
    )


def cell_refs(keys: list[CellKey]) -> list[CellRef]:
    """The grid's keys as the services know cells."""
    return [(row, column) for row, column in keys if isinstance(row, int) and isinstance(column, str | int)]


def status_words(day: RegisterDay) -> str:
    """The counters, and that this is no statutory register."""
    is_due = any(column.due for column in day.columns)
    counters = day.counters if is_due else ()
    return " \N{MIDDLE DOT} ".join((*counters, ROOM_RECORD.rstrip(".")))


def column_words(column: Column) -> str:
    """A column as a sentence names it: "Morning register", "P3"."""
    if column.kind is ColumnKind.SESSION:
        return f"{SESSION_WORDS[column.session]} register"
    return column.title


def start_cell(day: RegisterDay, now: datetime) -> CellRef | None:
    """Where work begins: the first blank of the session that is due, then of the period that is on."""
    if not day.rows:
        return None
    due = _due_session(day, now)
    wanted = [column for column in (due, day.current) if column is not None]
    blanks = (first_blank(day, column.key) for column in wanted)
    start = next((cell for cell in blanks if cell is not None), None)
    if start is None and wanted:
        start = (day.rows[0].pupil_id, wanted[-1].key)
    return start


def first_blank(day: RegisterDay, key: ColumnKey) -> CellRef | None:
    """The first cell of a column where a mark is missing."""
    blank = next((row for row in day.rows if day.cell(row.pupil_id, key).is_blank), None)
    return None if blank is None else (blank.pupil_id, key)


def row_of(day: RegisterDay, pupil_id: int) -> RegisterRow:
    """A pupil's row. StopIteration where it is not shown: a bug."""
    return next(row for row in day.rows if row.pupil_id == pupil_id)


def day_cue(day: RegisterDay) -> str:
    """What is unusual about the day in view; empty for a school day that is today."""
    words = day_in_words(day.day.on)
    if day.day.is_known and not day.day.is_open:
        after = f" The next school day is {day_in_words(day.after)}." if day.after else ""
        return f"The school is closed on {words}: {day.day.reason}.{after}"
    sentences = []
    if day.day.on < day.today:
        sentences.append(f"You are looking at {words}, not today.")
    elif day.day.on > day.today:
        sentences.append(f"{words} is still to come: you can mark an absence that you know of, nothing else.")
    if not day.day.is_known:
        sentences.append("No school year is entered for this day, so nothing is expected on it.")
    return " ".join(sentences)


def is_begun(column: Column, now: datetime) -> bool:
    """Whether a column has begun, or is about to."""
    soon = (now + EARLY).time() if (now + EARLY).date() == now.date() else now.time()
    return column.has_begun or (column.starts_at is not None and column.starts_at <= soon)


def can_fill(day: RegisterDay) -> bool:
    """Whether any blank of the day may be filled."""
    return day.day.on <= day.today and any(column.marked < column.due for column in day.columns)


def _due_session(day: RegisterDay, now: datetime) -> Column | None:
    """Morning until shortly before the afternoon register; on another day the first with a gap."""
    sessions = [column for column in day.columns if column.kind is ColumnKind.SESSION]
    if day.day.on != day.today:
        return next((column for column in sessions if column.marked < column.due), _first(sessions))
    begun = [column for column in sessions if is_begun(column, now)]
    return begun[-1] if begun else _first(sessions)


def _first(columns: list[Column]) -> Column | None:
    return columns[0] if columns else None


def _cell(cell: Cell) -> GridCell:
    shown = cell.shown
    is_off = not cell.is_due and shown.state is CellState.NOTHING
    return GridCell(
        glyph=shown.glyph,
        words=shown.words,
        state=shown.state,
        spoken="nothing is due" if is_off else shown.spoken,
        tone="notice" if shown.place is Place.LEFT_ROOM else "ink",
        is_off=is_off,
    )
