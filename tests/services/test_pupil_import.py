from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from iap_desktop.domain.imports import FoundContact, FoundPupil, Problem, PupilList
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.pupils import FactKind, Pupil
from iap_desktop.domain.school import SettingKind
from iap_desktop.services import pupil_import, pupils, school
from iap_desktop.services.commands import run
from iap_desktop.services.placements import PlacePupil, is_anybody_placed
from iap_desktop.services.pupil_import import Fate, ImportPreview
from iap_desktop.services.pupil_pages import pupil_rows
from iap_desktop.storage import pupils as stored
from iap_desktop.storage.room import Room
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY

BORN = date(2013, 5, 4)
UPN, OTHER_UPN, TEMPORARY = "B801200005001", "P207000016049", "K82012342600A"


def row(number: int, surname: str, forename: str, **details: Any) -> FoundPupil:  # noqa: ANN401
    facts = details.pop("facts", {})
    contacts = details.pop("contacts", ())
    names = {"legal_surname": surname, "legal_forename": forename}
    return FoundPupil(number, {**names, **details}, facts, contacts)


def preview(room: Room, *found: FoundPupil, refused: tuple[Problem, ...] = ()) -> ImportPreview:
    return pupil_import.preview_import(room, PupilList("list.csv", found, refused=refused), MONDAY)


def take_in(room: Room, *found: FoundPupil, today: date = MONDAY) -> ImportPreview:
    seen = preview(room, *found)
    run(room, pupil_import.ImportPupils(seen, today), by=LEAD)
    return seen


def fates(seen: ImportPreview) -> list[Fate]:
    return [plan.fate for plan in seen.plans]


def everyone(room: Room, on: date = MONDAY) -> list[tuple[str, dict[FactKind, str]]]:
    return [(known.pupil.name, dict(known.facts)) for known in pupils.pupil_list(room, on)]


def test_a_file_taken_in_twice_changes_nothing_the_second_time(room: Room) -> None:
    found = row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN, facts={FactKind.FORM: "8T"})
    assert fates(take_in(room, found)) == [Fate.NEW]
    assert fates(preview(room, found)) == [Fate.UNCHANGED]


def test_a_change_is_listed_field_by_field_and_holds_from_today(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, facts={FactKind.FORM: "8T"}), today=date(2026, 9, 7))
    seen = take_in(room, row(2, "Nowak", "Kacper", upn=UPN, sex="M", facts={FactKind.FORM: "8B"}))
    assert [(change.name, change.before, change.after) for change in seen.plans[0].changes] == [
        ("sex", None, "M"),
        ("form", "8T", "8B"),
    ]
    assert everyone(room, date(2026, 11, 22)) == [("Kacper Nowak", {FactKind.FORM: "8T"})]
    assert everyone(room) == [("Kacper Nowak", {FactKind.FORM: "8B"})]


def test_a_blank_cell_never_blanks_what_the_room_knows(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN, facts={FactKind.FORM: "8T"}))
    assert fates(preview(room, row(2, "Nowak", "Kacper", upn=UPN))) == [Fate.UNCHANGED]


def test_an_import_is_one_step(room: Room) -> None:
    take_in(room, *(row(number, f"Surname{number}", "Kim") for number in range(2, 40)))
    assert room.undo(by=LEAD) == "Import 38 pupils"
    assert everyone(room) == []


@pytest.mark.parametrize(
    ("known", "found", "fate", "warned"),
    [
        ({"upn": UPN, "date_of_birth": BORN}, {"upn": UPN, "date_of_birth": BORN}, Fate.UNCHANGED, False),
        ({"date_of_birth": BORN}, {"upn": UPN, "date_of_birth": BORN}, Fate.CHANGED, False),
        ({"upn": TEMPORARY, "date_of_birth": BORN}, {"upn": UPN, "date_of_birth": BORN}, Fate.CHANGED, True),
        ({"upn": UPN, "date_of_birth": BORN}, {"upn": OTHER_UPN, "date_of_birth": BORN}, None, False),
        ({"upn": UPN, "date_of_birth": BORN}, {"date_of_birth": date(2012, 1, 1)}, Fate.NEW, False),
        ({"upn": UPN, "date_of_birth": BORN}, {}, Fate.UNCHANGED, True),
        ({"upn": UPN}, {"upn": OTHER_UPN}, Fate.NEW, True),
        (
            {"upn": UPN, "date_of_birth": BORN},
            {"upn": UPN, "date_of_birth": date(2013, 4, 5)},
            Fate.CHANGED,
            True,
        ),
    ],
)
def test_the_same_name_is_matched_by_what_else_is_known(
    room: Room, known: dict[str, Any], found: dict[str, Any], fate: Fate | None, *, warned: bool
) -> None:
    with room.write("Add", by=LEAD) as connection:
        stored.add(connection, replace(Pupil("O'Neill", "Seán"), **known))
    seen = preview(room, row(2, "ONeill", "Sean", **found))
    expected = [] if fate is None else [fate]
    same_spelling = [Fate.CHANGED if got is Fate.UNCHANGED else got for got in expected]
    assert fates(seen) == same_spelling
    assert len(seen.refused) == (fate is None)
    assert bool(seen.warnings) == warned


def test_a_upn_under_quite_another_name_and_birthday_is_refused(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN))
    seen = preview(room, row(2, "Bell", "Zoë", upn=UPN, date_of_birth=date(2011, 1, 1)))
    assert [(problem.row, problem.column) for problem in seen.refused] == [(2, "UPN")]


def test_a_changed_surname_under_the_same_upn_and_birthday_is_taken_with_a_word(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN))
    seen = take_in(room, row(2, "Nowak-Bell", "Kacper", upn=UPN, date_of_birth=BORN))
    assert (fates(seen), len(seen.warnings)) == ([Fate.CHANGED], 1)
    assert everyone(room)[0][0] == "Kacper Nowak-Bell"


def test_a_twin_with_the_others_upn_is_refused_not_renamed(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN))
    seen = preview(room, row(2, "Nowak", "Jan", upn=UPN, date_of_birth=BORN))
    assert (fates(seen), len(seen.refused)) == ([], 1)


def test_a_upn_in_the_wrong_row_renames_nobody_though_a_birthday_is_missing(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN))
    seen = preview(room, row(2, "Bell", "Zoë", upn=UPN, date_of_birth=date(2011, 1, 1)))
    assert (fates(seen), len(seen.refused)) == ([], 1)


def test_a_pupil_named_by_upn_in_one_row_is_not_given_to_a_namesake_in_another(room: Room) -> None:
    take_in(room, row(2, "Smith", "Jack", upn=UPN, facts={FactKind.FORM: "9T"}))
    seen = preview(
        room,
        row(2, "Smith", "Jack", facts={FactKind.YEAR_GROUP: "7"}),
        row(3, "Smith", "Jack", upn=UPN, facts={FactKind.FORM: "9B"}),
    )
    assert [(plan.row, plan.fate) for plan in seen.plans] == [(3, Fate.CHANGED)]
    assert [problem.row for problem in seen.refused] == [2]


@pytest.mark.parametrize(
    "says",
    [{"date_of_birth": BORN}, {"facts": {FactKind.YEAR_GROUP: "7"}}, {"facts": {FactKind.FORM: "7A"}}],
)
def test_a_name_alone_is_not_enough_where_the_row_says_more(room: Room, says: dict[str, Any]) -> None:
    facts = {FactKind.YEAR_GROUP: "9", FactKind.FORM: "9T"}
    take_in(room, row(2, "Smith", "Jack", upn=UPN, facts=facts))
    assert len(preview(room, row(2, "Smith", "Jack", **says)).refused) == 1


def test_two_rows_about_one_pupil_are_not_both_taken(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN))
    seen = preview(room, row(2, "Nowak", "Kacper", upn=UPN), row(3, "Nowak", "Kacper", date_of_birth=BORN))
    assert fates(seen) == [Fate.UNCHANGED]
    assert [problem.row for problem in seen.refused] == [3]


def test_namesakes_without_anything_else_are_refused_not_guessed(room: Room) -> None:
    take_in(
        room,
        row(2, "Khan", "Ayaan", date_of_birth=BORN),
        row(3, "Khan", "Ayaan", date_of_birth=date(2012, 1, 1)),
    )
    assert len(preview(room, row(2, "Khan", "Ayaan")).refused) == 1


def test_the_old_upn_is_kept_as_the_former_one(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=TEMPORARY, date_of_birth=BORN))
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN))
    pupil = pupils.pupil_list(room, MONDAY)[0].pupil
    assert (pupil.upn, pupil.former_upn) == (UPN, TEMPORARY)


def test_ethnicity_is_left_out_until_it_is_switched_on(room: Room) -> None:
    found = row(2, "Nowak", "Kacper", upn=UPN, ethnicity="WOTH")
    take_in(room, found)
    assert pupils.pupil_list(room, MONDAY)[0].pupil.ethnicity is None
    run(room, school.SetSettings({SettingKind.HAS_ETHNICITY: "1"}, MONDAY), by=LEAD)
    take_in(room, found)
    assert pupils.pupil_list(room, MONDAY)[0].pupil.ethnicity == "WOTH"


def test_contacts_are_added_and_updated_but_a_barred_one_stays_barred(room: Room) -> None:
    mother = FoundContact("Nowak", 1, forename="Anna", phone="01632 960001")
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, contacts=(mother,)))
    with room.read() as connection:
        contact = stored.all_contacts(connection)[1][0]
    run(room, pupils.PutContact(replace(contact, is_barred=True, note="court order")), by=LEAD)
    father = FoundContact("Nowak", 2, forename="Jan")
    moved = replace(mother, phone="01632 960009")
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, contacts=(moved, father)))
    with room.read() as connection:
        found = stored.all_contacts(connection)[1]
    assert [(one.forename, one.phone, one.is_barred) for one in found] == [
        ("Anna", "01632 960009", True),
        ("Jan", None, False),
    ]


def put(room: Room, **details: Any) -> None:  # noqa: ANN401
    """Somebody types into the only pupil's details."""
    pupil = pupils.pupil_list(room, MONDAY)[0].pupil
    run(room, pupils.PutPupil(replace(pupil, **details), {}, MONDAY), by=LEAD)


def test_what_was_typed_after_the_preview_stays_where_the_file_is_silent(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", date_of_birth=BORN))
    seen = preview(room, row(2, "Nowak", "Kacper", date_of_birth=BORN, sex="M"))
    put(room, upn=UPN, pronouns="he/him")
    run(room, pupil_import.ImportPupils(seen, MONDAY), by=LEAD)
    pupil = pupils.pupil_list(room, MONDAY)[0].pupil
    assert (pupil.upn, pupil.pronouns, pupil.sex) == (UPN, "he/him", "M")


def refuse_as_stale(room: Room, seen: ImportPreview) -> None:
    before = pupils.pupil_list(room, MONDAY)
    with pytest.raises(UserError, match="changed since the preview"):
        run(room, pupil_import.ImportPupils(seen, MONDAY), by=LEAD)
    assert pupils.pupil_list(room, MONDAY) == before


@pytest.mark.parametrize("typed", [{"preferred_forename": "Kit"}, {"legal_forename": "Kasper"}])
def test_a_newer_edit_of_what_the_file_speaks_of_is_never_written_over(
    room: Room, typed: dict[str, str]
) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN))
    seen = preview(
        room, row(2, "Nowak", "Kacper", upn=UPN, date_of_birth=BORN, preferred_forename="Kacperek", sex="M")
    )
    put(room, **typed)
    refuse_as_stale(room, seen)


def test_a_preview_of_a_pupil_who_was_taken_off_the_list_since_is_refused(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN))
    seen = preview(room, row(2, "Nowak", "Kacper", upn=UPN, sex="M"))
    assert room.undo(by=LEAD) == "Import 1 pupil"
    refuse_as_stale(room, seen)


def test_a_preview_is_not_taken_in_twice(room: Room) -> None:
    seen = take_in(room, row(2, "Nowak", "Kacper", upn=UPN))
    refuse_as_stale(room, seen)


def test_a_fact_typed_after_the_preview_is_not_written_over(room: Room) -> None:
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, facts={FactKind.FORM: "8T"}))
    seen = preview(room, row(2, "Nowak", "Kacper", upn=UPN, facts={FactKind.FORM: "8B"}))
    pupil = pupils.pupil_list(room, MONDAY)[0].pupil
    run(room, pupils.PutPupil(pupil, {FactKind.FORM: "9A"}, MONDAY), by=LEAD)
    refuse_as_stale(room, seen)


def test_parental_responsibility_is_withdrawn_by_a_no_and_kept_by_silence(room: Room) -> None:
    mother = FoundContact("Nowak", 1, forename="Anna", has_parental_responsibility=True)
    take_in(room, row(2, "Nowak", "Kacper", upn=UPN, contacts=(mother,)))
    for says, expected in ((None, True), (False, False)):
        said = replace(mother, has_parental_responsibility=says)
        take_in(room, row(2, "Nowak", "Kacper", upn=UPN, contacts=(said,)))
        with room.read() as connection:
            assert stored.all_contacts(connection)[1][0].has_parental_responsibility is expected


def test_what_a_reader_refused_stays_refused_in_order(room: Room) -> None:
    refused = (Problem(9, "DOB", "31/02/2014 is no date"), Problem(4, "DOB", "in the future"))
    seen = preview(room, row(2, "Nowak", "Kacper"), refused=refused)
    assert [problem.row for problem in seen.refused] == [4, 9]


def test_new_pupils_are_placed_where_the_room_has_placements(room: Room) -> None:
    known = run(room, pupils.PutPupil(Pupil("Khan", "Ayaan"), {}, MONDAY), by=LEAD)
    seen = preview(room, row(2, "Nowak", "Kacper"))
    run(room, pupil_import.ImportPupils(seen, MONDAY, starts_on=MONDAY), by=LEAD)
    assert not is_anybody_placed(room)  # everyone on the list is in the room already
    run(room, PlacePupil(Placement(known, MONDAY)), by=LEAD)
    seen = preview(room, row(2, "Lund", "Kim"))
    run(room, pupil_import.ImportPupils(seen, MONDAY, starts_on=MONDAY), by=LEAD)
    assert [entry.name for entry in pupil_rows(room, MONDAY) if entry.is_in_room] == [
        "Ayaan Khan",
        "Kim Lund",
    ]


def test_names_the_other_way_round_are_to_be_looked_at(room: Room) -> None:
    take_in(room, row(2, "Carter", "Ellie", date_of_birth=BORN))
    seen = preview(room, row(2, "Ellie", "Carter", date_of_birth=BORN), row(3, "Ellie", "Kim"))
    assert [(problem.row, problem.reason) for problem in seen.warnings] == [
        (2, "A pupil with these names the other way round is known")
    ]
    assert seen.count(Fate.NEW) == 2
    other = preview(room, row(2, "Ellie", "Carter", date_of_birth=date(2012, 1, 1)))
    assert other.warnings == ()
