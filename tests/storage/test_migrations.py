from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from sqlite_utils import Database

from iap_desktop import domain
from iap_desktop.domain.placements import Placement
from iap_desktop.domain.registers import SessionMark
from iap_desktop.storage import audit, history, migrate, migrations, preferences, registers, rows
from iap_desktop.storage.backups import restore
from iap_desktop.storage.connection import DatabaseError, connect
from iap_desktop.storage.errors import NewerRoom
from iap_desktop.storage.files import list_backups
from iap_desktop.storage.migrations import MIGRATIONS, Migration
from iap_desktop.storage.opening import open_room
from iap_desktop.storage.room import Room
from iap_desktop.storage.staff import Right
from iap_desktop.system.errors import UserError
from tests.rooms import LEAD, MONDAY, PASSPHRASE, RoomUnderTest

FILES = Path(__file__).parent / "files"
NEXT = MIGRATIONS[-1].number + 1
PETS = Migration(NEXT, "pets", ("CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",))
BROKEN = Migration(NEXT, "broken", (*PETS.statements, "CREATE TABLE pet (id INTEGER)"))


def domain_values() -> dict[str, type]:
    found: dict[str, type] = {}
    for path in Path(str(domain.__file__)).parent.glob("*.py"):
        module = __import__(f"iap_desktop.domain.{path.stem}", fromlist=["*"])
        found |= {
            rows.table_of(cls): cls
            for cls in vars(module).values()
            if is_dataclass(cls) and isinstance(cls, type)
        }
    return found


def test_every_table_is_audited_and_has_a_dataclass_with_its_columns(room: Room) -> None:
    values = domain_values()
    with room.read() as connection:
        for table in audit.audited_tables(connection):
            assert set(audit.columns(connection, table)) == {field.name for field in fields(values[table])}, (
                table
            )
            sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?"
            assert connection.execute(sql, (table,)).fetchone()[0] == 3, table


def rename_pronouns(database: Database) -> None:
    database.table("pupil").transform(rename={"pronouns": "speaks_of_self_as"})


def test_a_migration_may_transform_a_table_and_is_whole_or_not_there(on_disk: RoomUnderTest) -> None:
    renamed = Migration(NEXT, "rename", (), rename_pronouns)
    both = (*MIGRATIONS, renamed, Migration(NEXT + 1, "broken", BROKEN.statements))
    with pytest.raises(DatabaseError, match="already exists"):
        open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=both)
    room = on_disk.open()
    with room.read() as connection:
        assert "pronouns" in audit.columns(connection, "pupil")
    room.close()
    room = open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, renamed))
    with room.write("Add", by=LEAD) as connection:
        connection.execute("UPDATE pupil SET speaks_of_self_as = 'they' WHERE id = 1")
    with room.read() as connection:
        sql = "SELECT json_extract(after, '$.speaks_of_self_as') FROM change ORDER BY id DESC LIMIT 1"
        assert connection.execute(sql).fetchone() == ("they",)
    room.close()


def test_a_reader_does_not_upgrade_a_room(on_disk: RoomUnderTest) -> None:
    before = (on_disk.folder / "room.db").read_bytes()
    with pytest.raises(UserError, match="older version"):
        open_room(
            on_disk.folder, PASSPHRASE, on_disk.clock, is_read_only=True, migrations=(*MIGRATIONS, PETS)
        )
    assert (on_disk.folder / "room.db").read_bytes() == before


def test_a_migration_may_make_a_table_anew_and_is_nobodys_act(on_disk: RoomUnderTest) -> None:
    columns = "id, upn, former_upn, uln, legal_surname, legal_forename, middle_names, preferred_surname, "
    columns += "preferred_forename, date_of_birth, sex, pronouns, first_language, ethnicity, left_on"
    anew = Migration(
        NEXT,
        "pupils anew",
        (
            f"CREATE TABLE pupil_2 AS SELECT {columns} FROM pupil",  # noqa: S608 - of this test
            "DROP TABLE pupil",
            "CREATE TABLE pupil (id INTEGER PRIMARY KEY, legal_surname TEXT, legal_forename TEXT) STRICT",
            "INSERT INTO pupil SELECT id, legal_surname, legal_forename FROM pupil_2",
            "DROP TABLE pupil_2",
            "UPDATE staff_name SET full_name = 'Sam Carter-Bell'",
        ),
    )
    room = open_room(on_disk.folder, PASSPHRASE, on_disk.clock)
    with room.write("Place", by=LEAD) as connection:
        rows.insert(connection, Placement(1, MONDAY))
    with room.read() as connection:
        before = connection.execute("SELECT count(*) FROM change").fetchone()
    room.close()
    room = open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, anew))
    with room.read() as connection:
        assert connection.execute("SELECT count(*) FROM change").fetchone() == before
        assert connection.execute("SELECT legal_forename FROM pupil").fetchall() == [("Ayaan",), ("Seán",)]
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    room.close()


def test_every_table_is_strict_and_has_an_id(room: Room) -> None:
    with room.read() as connection:
        for table in audit.tables(connection):
            found = connection.execute(f"PRAGMA table_list('{table}')").fetchone()
            assert found[5] == 1, f"{table} is not STRICT"
            assert audit.columns(connection, table)[0] == "id"


def test_migrations_are_numbered_without_gaps_and_import_nothing_of_the_program() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    tree = ast.parse(Path(str(migrations.__file__)).read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not any(name.startswith("iap_desktop") for name in imported)


def test_an_upgrade_backs_up_first_and_audits_the_new_table(on_disk: RoomUnderTest) -> None:
    room = open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, PETS))
    assert len(list_backups(on_disk.folder)) == 1
    with room.write("Add a pet", by=LEAD) as connection:
        connection.execute("INSERT INTO pet (name) VALUES ('Rex')")
    with room.read() as connection:
        assert migrate.schema_version(connection) == NEXT
        assert connection.execute("SELECT table_name FROM change ORDER BY id DESC").fetchone() == ("pet",)
    room.close()


def test_an_upgrade_that_fails_leaves_the_room_as_it_was(on_disk: RoomUnderTest) -> None:
    with pytest.raises(DatabaseError, match="already exists"):
        open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, BROKEN))
    room = on_disk.open()
    with room.read() as connection:
        assert migrate.schema_version(connection) == MIGRATIONS[-1].number
        assert "pet" not in audit.tables(connection)
    room.close()


def test_an_upgrade_that_leaves_orphans_is_rolled_back(on_disk: RoomUnderTest) -> None:
    orphan = "INSERT INTO contact (pupil_id, priority, surname, has_parental_responsibility, is_barred) "
    bad = Migration(NEXT, "orphan", (orphan + "VALUES (99, 1, 'Nobody', 0, 0)",))
    with pytest.raises(migrate.UpgradeFailedError, match="foreign_key_check"):
        open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, bad))
    on_disk.open().close()


def test_what_was_done_before_an_upgrade_can_no_longer_be_undone(on_disk: RoomUnderTest) -> None:
    room = on_disk.open()
    for code in ("/", "L"):
        with room.write("Mark", by=LEAD) as connection:
            registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", code))
    room.undo(by=LEAD)
    room.close()
    upgraded = open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, PETS))
    assert upgraded.undo(by=LEAD) is None
    assert upgraded.redo(by=LEAD) is None
    with upgraded.read() as connection:
        assert history.step_to_undo(connection) is None
    upgraded.close()


def test_a_room_of_a_newer_program_is_refused_and_left_alone(on_disk: RoomUnderTest) -> None:
    open_room(on_disk.folder, PASSPHRASE, on_disk.clock, migrations=(*MIGRATIONS, PETS)).close()
    before = (on_disk.folder / "room.db").read_bytes()
    with pytest.raises(NewerRoom, match="newer version"):
        on_disk.open()
    assert (on_disk.folder / "room.db").read_bytes() == before


def version_1(tmp_path: Path) -> RoomUnderTest:
    """A room that the program of version 1 made: a colleague, two marks, a comment that was taken back."""
    restore(FILES / "version-1.iapbackup", tmp_path / "old", PASSPHRASE)
    return RoomUnderTest(tmp_path / "old")


def test_a_room_of_version_1_is_backed_up_and_brought_up_to_date(tmp_path: Path) -> None:
    on_disk = version_1(tmp_path)
    with pytest.raises(UserError, match="older version"):
        on_disk.open(is_read_only=True)
    room = on_disk.open()
    assert len(list_backups(on_disk.folder)) == 1
    with room.read() as connection:
        assert migrate.schema_version(connection) == MIGRATIONS[-1].number
        assert {"draft", "preference"} <= set(audit.tables(connection))
        marks = registers.session_marks_between(connection, MONDAY, MONDAY)
        steps = connection.execute("SELECT label, is_for_lead FROM step ORDER BY id").fetchall()
        changes = connection.execute("SELECT count(*) FROM change").fetchone()[0]
    assert [mark.code for mark in marks] == ["/", "L"]
    labels = [
        "Make the room",
        "Add a colleague",
        "Mark /",
        "Mark L",
        "Write a comment",
        "Undo: Write a comment",
    ]
    assert steps == [(label, 0) for label in labels]
    assert (room.undo(by=LEAD), room.redo(by=LEAD)) == (None, None)
    room.close()
    assert_a_brought_up_room_works(on_disk, changes)


def assert_a_brought_up_room_works(on_disk: RoomUnderTest, changes: int) -> None:
    room = on_disk.open()
    with room.read() as connection:
        assert connection.execute("SELECT count(*) FROM change").fetchone()[0] == changes
    assert room.keep(lambda connection: preferences.put(connection, LEAD, "page", "today"))
    with room.write("Mark N", by=LEAD, right=Right.LEAD) as connection:
        registers.put_session_mark(connection, SessionMark(1, MONDAY, "AM", "N"))
    assert room.undo(by=LEAD) == "Mark N"
    assert room.redo(by=LEAD) == "Mark N"
    with pytest.raises(DatabaseError, match="only grows"), room.write("Cheat", by=LEAD) as connection:
        connection.execute("UPDATE step SET is_for_lead = 0")
    room.close()


def test_a_connection_cannot_attach_another_file(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.db", bytes(32), bytes(16))
    with pytest.raises(DatabaseError, match="not authorized"):
        connection.execute("ATTACH DATABASE ':memory:' AS other")
    connection.close()
