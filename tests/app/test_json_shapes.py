from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest

from iap_desktop.app import json_shapes
from iap_desktop.domain.imports import Problem
from iap_desktop.domain.pupils import FactKind, Pupil, PupilOnDate
from iap_desktop.domain.registers import SessionMark
from iap_desktop.services.pupil_import import ImportPreview
from iap_desktop.services.rooms import RoomCheck
from iap_desktop.system.resources import read_text
from tests.rooms import MONDAY

SEAN = Pupil("O'Neill", "Seán", id=7, upn="B801200005001", date_of_birth=date(2013, 2, 28))
FACTS = {FactKind.YEAR_GROUP: "8", FactKind.FORM: "8F", FactKind.SEN_STATUS: "K"}
PREVIEW = ImportPreview("list.csv", MONDAY, (), (), (Problem(5, "DOB", "..."),), ())
CHECK = RoomCheck((), 1, {"pupil": 12}, datetime(2026, 11, 23, 15, 40, tzinfo=UTC))
SHAPES = {
    "pupils": json_shapes.pupil_json(PupilOnDate(SEAN, FACTS)),
    "import-pupils": json_shapes.import_json(PREVIEW),
    "marks": json_shapes.mark_json(SessionMark(7, MONDAY, "AM", "L", 12)),
    "check": json_shapes.check_json(CHECK),
}


@pytest.mark.parametrize("command", SHAPES)
def test_the_guide_documents_the_very_shape(command: str) -> None:
    guide = read_text("guide", "command-line.md")
    section = guide.split(f"`{command} --json`", maxsplit=1)[1]
    found = re.search(r"```json\n(.*?)```", section, re.DOTALL)
    assert found is not None
    documented = json.loads(found[1])
    shape = json.loads(json.dumps(SHAPES[command]))
    assert {key: type(value) for key, value in documented.items()} == {
        key: type(value) for key, value in shape.items()
    }


def test_what_is_not_known_is_null() -> None:
    shape = json_shapes.pupil_json(PupilOnDate(Pupil("Bell", "Zoë", id=8), {}))
    assert [key for key, value in shape.items() if value is None] == [
        "upn",
        "preferred_forename",
        "date_of_birth",
        "year_group",
        "form",
        "sen_status",
    ]
