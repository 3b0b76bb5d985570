"""Session marks, period marks and what staff write about a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from iap_desktop.domain.registers import PeriodMark, SessionMark
from iap_desktop.domain.weekly import WeeklyComment
from iap_desktop.storage import rows
from iap_desktop.storage.connection import Connection

_BETWEEN = "WHERE marked_on BETWEEN ? AND ? ORDER BY marked_on, pupil_id"


def session_marks_between(connection: Connection, first: date, last: date) -> list[SessionMark]:
    """Session marks of the days from `first` to `last`, both included, by day, pupil, session."""
    return rows.select(connection, SessionMark, f"{_BETWEEN}, session", (first, last))


def period_marks_between(connection: Connection, first: date, last: date) -> list[PeriodMark]:
    """Period marks of the days from `first` to `last`, both included."""
    return rows.select(connection, PeriodMark, f"{_BETWEEN}, period_id", (first, last))


def begun_on(connection: Connection) -> date:
    """The day from which the room keeps registers: the first mark's, or the one on which it was made."""
    first = connection.execute("SELECT min(marked_on) FROM session_mark").fetchone()[0]
    made = datetime.fromisoformat(
        connection.execute("SELECT taken_at FROM step ORDER BY id LIMIT 1").fetchone()[0]
    )
    made_on = made.astimezone().date()
    return made_on if first is None else min(made_on, date.fromisoformat(first))


def last_period_mark_on(connection: Connection) -> date | None:
    """The last day on which a period is marked."""
    found = connection.execute("SELECT max(marked_on) FROM period_mark").fetchone()[0]
    return None if found is None else date.fromisoformat(found)


def session_mark(connection: Connection, pupil_id: int, marked_on: date, session: str) -> SessionMark | None:
    """One mark, or None where nothing is marked."""
    where = "WHERE pupil_id = ? AND marked_on = ? AND session = ?"
    found = rows.select(connection, SessionMark, where, (pupil_id, marked_on, session))
    return found[0] if found else None


def put_session_mark(connection: Connection, mark: SessionMark) -> SessionMark | None:
    """Set one mark; gives the mark that stood there before. The same mark again writes nothing."""
    before = session_mark(connection, mark.pupil_id, mark.marked_on, mark.session)
    if before is None:
        rows.insert(connection, mark)
    else:
        rows.update(connection, replace(mark, id=before.id))
    return before


def period_mark(connection: Connection, pupil_id: int, marked_on: date, period_id: int) -> PeriodMark | None:
    """Where one pupil is marked in one period, or None where nothing is marked."""
    where = "WHERE pupil_id = ? AND marked_on = ? AND period_id = ?"
    found = rows.select(connection, PeriodMark, where, (pupil_id, marked_on, period_id))
    return found[0] if found else None


def put_period_mark(connection: Connection, mark: PeriodMark) -> PeriodMark | None:
    """Set one period's mark; gives the mark that stood there before."""
    before = period_mark(connection, mark.pupil_id, mark.marked_on, mark.period_id)
    if before is None:
        rows.insert(connection, mark)
    else:
        rows.update(connection, replace(mark, id=before.id))
    return before


def add_session_marks(connection: Connection, marks: Iterable[SessionMark]) -> None:
    """Add many marks where nothing is marked yet."""
    rows.insert_all(connection, marks)


def add_period_marks(connection: Connection, marks: Iterable[PeriodMark]) -> None:
    """Add many period marks where nothing is marked yet."""
    rows.insert_all(connection, marks)


def comments(connection: Connection, week_starts_on: date) -> dict[int, str]:
    """What staff wrote about a week, by pupil."""
    found = rows.select(connection, WeeklyComment, "WHERE week_starts_on = ?", (week_starts_on,))
    return {comment.pupil_id: comment.comment for comment in found}


def put_comment(connection: Connection, comment: WeeklyComment) -> None:
    """Set what is written about one pupil's week."""
    connection.execute(
        "INSERT INTO weekly_comment (pupil_id, week_starts_on, comment) VALUES (?, ?, ?) "
        "ON CONFLICT (pupil_id, week_starts_on) DO UPDATE SET comment = excluded.comment "
        "WHERE comment <> excluded.comment",
        (comment.pupil_id, comment.week_starts_on.isoformat(), comment.comment),
    )


def add_comments(connection: Connection, found: Iterable[WeeklyComment]) -> None:
    """Add many comments where nothing is written yet."""
    rows.insert_all(connection, found)


def session_marks_of(connection: Connection, pupil_id: int, first: date, last: date) -> list[SessionMark]:
    """One pupil's session marks of the days from `first` to `last`, both included."""
    where = "WHERE pupil_id = ? AND marked_on BETWEEN ? AND ? ORDER BY marked_on, session"
    return rows.select(connection, SessionMark, where, (pupil_id, first, last))


def last_comments_of(connection: Connection, pupil_id: int, until: date, count: int) -> list[WeeklyComment]:
    """The last things written about a pupil's weeks up to `until`, newest first."""
    where = (
        "WHERE pupil_id = ? AND week_starts_on <= ? AND trim(comment) <> '' "
        "ORDER BY week_starts_on DESC LIMIT ?"
    )
    return rows.select(connection, WeeklyComment, where, (pupil_id, until, count))


class RowChange(NamedTuple):
    """One change of one row, as the change log holds it; `before` and `after` are JSON objects."""

    staff_id: int
    taken_at: datetime
    before: str | None
    after: str | None


def changes_of(connection: Connection, table: str, row_id: int) -> list[RowChange]:
    """What became of one row, oldest first."""
    sql = (
        "SELECT s.staff_id, s.taken_at, c.before, c.after "
        "FROM change AS c JOIN step AS s ON s.id = c.step_id "
        "WHERE c.table_name = ? AND c.row_id = ? ORDER BY c.id"
    )
    return [
        RowChange(staff_id, datetime.fromisoformat(taken_at), before, after)
        for staff_id, taken_at, before, after in connection.execute(sql, (table, row_id))
    ]
