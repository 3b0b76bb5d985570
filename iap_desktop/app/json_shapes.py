"""What the commands answer in JSON. Scripts rely on these shapes: they only ever grow."""

from __future__ import annotations

from typing import Any

from iap_desktop.domain.imports import Problem
from iap_desktop.domain.pupils import FactKind, PupilOnDate
from iap_desktop.domain.registers import SessionMark
from iap_desktop.services.pupil_import import Fate, ImportPreview
from iap_desktop.services.rooms import RoomCheck


def pupil_json(known: PupilOnDate) -> dict[str, Any]:
    """One pupil of `pupils`: ISO dates, SEN status N, K or E, null where unknown."""
    pupil = known.pupil
    return {
        "id": pupil.id,
        "upn": pupil.upn,
        "legal_surname": pupil.legal_surname,
        "legal_forename": pupil.legal_forename,
        "preferred_forename": pupil.preferred_forename,
        "date_of_birth": pupil.date_of_birth.isoformat() if pupil.date_of_birth else None,
        "year_group": known.fact(FactKind.YEAR_GROUP),
        "form": known.fact(FactKind.FORM),
        "sen_status": known.fact(FactKind.SEN_STATUS),
    }


def import_json(preview: ImportPreview) -> dict[str, Any]:
    """The answer of `import-pupils`: counts, and problems with rows as in the file, first line 1."""
    return {
        "new": preview.count(Fate.NEW),
        "changed": preview.count(Fate.CHANGED),
        "unchanged": preview.count(Fate.UNCHANGED),
        "refused": [_problem_json(problem) for problem in preview.refused],
        "warnings": [_problem_json(problem) for problem in preview.warnings],
    }


def mark_json(mark: SessionMark) -> dict[str, Any]:
    """One mark of `marks`."""
    return {
        "pupil_id": mark.pupil_id,
        "date": mark.marked_on.isoformat(),
        "session": mark.session,
        "code": mark.code,
        "minutes_late": mark.minutes_late,
    }


def check_json(found: RoomCheck) -> dict[str, Any]:
    """The answer of `check`; `last_backup` is UTC."""
    return {
        "ok": found.is_ok,
        "problems": [str(problem) for problem in found.problems],
        "schema": found.schema,
        "counts": found.counts,
        "last_backup": found.last_backup.isoformat() if found.last_backup else None,
    }


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "reason": problem.reason}
