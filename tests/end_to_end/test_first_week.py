"""The first week of a new room, told through the window: once by keyboard alone, once by mouse."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from iap_desktop.app.screen import front_of
from iap_desktop.domain.registers import Place
from iap_desktop.reports.pages import page_texts
from iap_desktop.services.drafts import drafts
from iap_desktop.services.week_pages import week_page
from iap_desktop.system.places import default_room_folder
from iap_desktop.ui.widgets.tile import PupilTile
from tests.end_to_end import killable
from tests.end_to_end.children import child
from tests.end_to_end.driver import Driver, register_page, reports_page, words
from tests.end_to_end.week import (
    DAYS,
    EXCEPTIONS,
    FRIDAY,
    PUPILS,
    SECRET,
    comment_on,
    comments_in,
    expected_marks,
    marks_in,
    period_marks_in,
    pupil_file,
    session_marks_in,
    surnames_in,
)
from tests.end_to_end.windows import MORNING, settle_in, started
from tests.rooms import SettableClock


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return settle_in(tmp_path, monkeypatch)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(MORNING)


def at(day: int, hour: int, minute: int) -> datetime:
    return MORNING.replace(hour=hour, minute=minute) + timedelta(days=day)


# By keyboard.


def make_room(driver: Driver, folder: Path, pupils: Path) -> None:
    driver.keys("Enter")
    driver.keys("text:St Bede's School", "Enter", "text:The Bridge", "Tab")
    driver.keys("Ctrl+A", f"text:{folder}", "Enter")
    driver.keys("text:Sam Carter", "Enter", f"text:{SECRET}", "Enter", f"text:{SECRET}", "Enter")
    assert "Step 3 of 5" in words(driver.window)
    driver.keys("Tab", "Tab", "Space", "Enter")
    driver.keys("Down", "Enter")
    assert "Step 5 of 5" in words(driver.window)
    driver.keys("Enter", f"path:{pupils}")
    assert "12 new, 0 changed" in words(driver.window)
    driver.keys("Enter")
    assert "12 pupils are on the list" in words(driver.window)
    driver.keys("Enter")


def mark_session(driver: Driver, day: int, session: str) -> None:
    """The exceptions by row, then F for everybody else."""
    driver.at(at(day, 8, 45) if session == "AM" else at(day, 13, 20))
    driver.keys("Ctrl+1", "Ctrl+2")
    for row, typed in EXCEPTIONS.get((day, session), {}).items():
        go_to_row(driver, row)
        driver.keys(f"text:{typed}", "Enter")
    driver.keys("F")
    counter = f"{'Morning' if session == 'AM' else 'Afternoon'} 12 of 12"
    assert counter in register_page(driver.window).status()


def go_to_row(driver: Driver, row: int) -> None:
    """Up or down from where the frame is seen."""
    steps = row - register_page(driver.window).grid.currentIndex().row()
    driver.keys(*["Down" if steps > 0 else "Up"] * abs(steps))


def mark_a_walk_out(driver: Driver) -> None:
    """The fifth pupil leaves the room in the first period, and the next is with an adult elsewhere."""
    driver.keys("Home", "Right")
    go_to_row(driver, 4)
    driver.keys("O", "E")


def write_comments(driver: Driver) -> None:
    driver.keys("Ctrl+7", "Tab")
    for _ in PUPILS:
        driver.keys(f"text:{comment_on(in_the_box(driver))}", "Ctrl+Enter")


def in_the_box(driver: Driver) -> int:
    """Whose comment is being written, as its heading says."""
    heading = reports_page(driver.window).comment.heading.text()
    return next(place for place, pupil in enumerate(PUPILS) if pupil[0] in heading)


def save_all(driver: Driver, out: Path) -> None:
    driver.keys("Ctrl+Shift+S", f"path:{out}")
    driver.until(lambda: "12 of 12 summaries saved" in words(driver.window), "the line that counts")


def check_papers(out: Path, surnames: dict[int, str]) -> None:
    """One sheet a pupil, the comment on it, and no other pupil's name."""
    for pupil_id, surname in surnames.items():
        pages = page_texts(next(out.glob(f"*-{pupil_id}.pdf")).read_bytes())
        text = " ".join(" ".join(pages).split())
        number = next(place for place, pupil in enumerate(PUPILS) if pupil[0] == surname)
        assert len(pages) == 1
        assert comment_on(number) in text
        assert [other for other, _, _ in PUPILS if other in text] == [surname]


def lock_and_unlock(driver: Driver) -> None:
    driver.keys("Ctrl+L")
    seen = words(driver.window)
    assert not [name for pupil in PUPILS for name in pupil[:2] if name in seen]
    driver.keys("text:not this one", "Enter")
    assert driver.window.is_locked
    driver.keys(f"text:{SECRET}", "Enter")
    assert not driver.window.is_locked


def kill_mid_word(folder: Path, home: Path, now: datetime) -> None:
    """A second start of the program, ended by a power cut while somebody types about the first pupil."""
    with child(killable.type_a_comment, folder, home, now) as (_, pipe):
        assert pipe.recv() == "kept"


def test_the_first_week_by_keyboard_alone(tmp_path: Path, home: Path, clock: SettableClock) -> None:
    folder, out = tmp_path / "room", tmp_path / "friday"
    out.mkdir()
    with started(clock) as driver:
        make_room(driver, folder, pupil_file(tmp_path))
        assert driver.window.desk is not None
        room = driver.window.desk.room
        for day in range(len(DAYS)):
            mark_session(driver, day, "AM")
            if day == 0:
                mark_a_walk_out(driver)
            mark_session(driver, day, "PM")
        assert marks_in(room) == expected_marks()
        assert [mark.place for mark in period_marks_in(room)] == [Place.LEFT_ROOM, Place.ELSEWHERE]
        driver.keys("Backspace")
        assert marks_in(room) != expected_marks()
        driver.keys("Ctrl+Z")
        assert marks_in(room) == expected_marks()
        driver.at(at(4, 14, 50))
        write_comments(driver)
        assert comments_in(room) == {pupil[0]: comment_on(n) for n, pupil in enumerate(PUPILS)}
        driver.until(lambda: reports_page(driver.window).preview.is_drawn, "the preview")
        shown = page_texts(reports_page(driver.window).preview.pdf.pdf())[0]
        assert PUPILS[in_the_box(driver)][0] in shown
        assert comment_on(in_the_box(driver)) in " ".join(shown.split())
        save_all(driver, out)
        check_papers(out, surnames_in(room))
        lock_and_unlock(driver)
    kill_mid_word(folder, home, clock.now)
    with started(clock) as driver:
        assert "Sam Carter" in words(driver.window)
        driver.keys(f"text:{SECRET}", "Enter")
        assert driver.window.desk is not None
        room = driver.window.desk.room
        assert marks_in(room) == expected_marks()
        assert len(drafts(room)) == 1
        assert "draft" in words(driver.window)
        driver.keys("Ctrl+7", "Tab")
        page = reports_page(driver.window)
        who = PUPILS[in_the_box(driver)][0]
        assert page.comment.edit.toPlainText().startswith("He began the week tired")
        driver.keys("Ctrl+Enter")
        assert comments_in(room)[who].startswith("He began the week tired")
        assert drafts(room) == ()
    with started(clock) as driver:
        driver.keys(f"text:{SECRET}", "Enter")
        assert driver.window.desk is not None
        week = week_page(driver.window.desk.room, FRIDAY)
        assert len(week.pupils) == 12
        assert all(pupil.has_comment for pupil in week.pupils)
        assert len(session_marks_in(driver.window.desk.room)) == 120


# By mouse.


def make_room_by_mouse(driver: Driver, pupils: Path) -> None:
    path = front_of(driver.window).path
    driver.do("New room", path.place.names.field("school"), driver.type("St Bede's School"))
    driver.do(path.place.names.field("room"), driver.type("The Bridge"), "Next")
    driver.do(path.person.name_form.field("name"), driver.type("Sam Carter"))
    driver.do(path.person.new.line, driver.type(SECRET), path.person.new.again, driver.type(SECRET))
    driver.do("Make the room")
    driver.do("It is printed and in the safe: take the file off this computer", "Next", "Next")
    driver.do("From a file", *driver.answer(str(pupils), "Open"))
    driver.do("Import 12 pupils", "Start")


def mark_session_by_mouse(driver: Driver, column: int) -> None:
    """Two late and one away by the menu of a cell, then the button for everybody else."""
    page = register_page(driver.window)
    for row, lines in {2: ("Late", "Late 10 min"), 6: ("No reason yet",), 8: ("Late", "Late 5 min")}.items():
        driver.click_cell(page.grid, row, column)
        driver.click_cell(page.grid, row, column)
        driver.choose(*lines)
    driver.do("Fill blanks")


def test_the_first_week_by_mouse(tmp_path: Path, home: Path, clock: SettableClock) -> None:
    assert home.exists()
    out = tmp_path / "friday"
    out.mkdir()
    with started(clock) as driver:
        make_room_by_mouse(driver, pupil_file(tmp_path))
        window = driver.window
        assert window.desk is not None
        assert window.shell is not None
        room = window.desk.room
        assert room.folder == default_room_folder()
        for day in range(len(DAYS)):
            driver.at(at(day, 8, 45))
            driver.do("Today", "Register")
            mark_session_by_mouse(driver, 0)
        marks = session_marks_in(room)
        assert [mark.minutes_late for mark in marks if mark.code == "L"] == [10, 5] * 5
        assert len(marks) == 60
        driver.do(window.shell.status.undo)
        assert len(session_marks_in(room)) == 60 - 9
        driver.do("Fill blanks")
        assert session_marks_in(room)[-1].code == "/"
        driver.do("Today")
        tile = next(one for one in window.findChildren(PupilTile) if "Khan" in one.accessibleName())
        driver.do(tile)
        assert "Ayaan Khan" in words(window)
        driver.do("Lock", window.lock_page.passphrase, driver.type(SECRET), "Unlock")
        assert not window.is_locked
        driver.do("Reports")
        page = reports_page(window)
        driver.click_cell(page.list.table.view, 3, 0)
        for _ in range(3):
            driver.do(page.comment.edit, driver.type(comment_on(in_the_box(driver))), "Save and next")
        assert sorted(comments_in(room)) == ["Khan", "Malik", "Mensah"]
        driver.do("Save all", *driver.answer(str(out), "Save here"))
        driver.until(lambda: "12 of 12 summaries saved" in words(window), "the line that counts")
        assert len(list(out.glob("*.pdf"))) == 13
    with started(clock) as driver:
        driver.do(front_of(driver.window).sign_in_page.line, driver.type(SECRET), "Sign in")
        assert driver.window.desk is not None
        assert len(session_marks_in(driver.window.desk.room)) == 60
