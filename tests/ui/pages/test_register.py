"""The register by keyboard: what each key does, how many it takes, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iap_desktop.domain.register_days import ColumnKey, RegisterDay
from iap_desktop.domain.registers import Place
from iap_desktop.services.register_days import register_day
from iap_desktop.ui.pages.register import RegisterPage
from iap_desktop.ui.window import Window
from tests.rooms import SettableClock

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MONDAY, SATURDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 21), date(2026, 11, 20)


def _key_of(letter: str) -> Key:
    """The key of a letter or sign."""
    return Key(ord(letter.upper()))


class Keys(QObject):
    """Presses keys as the window gets them from the system, and counts them where they arrive."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        handle = window.windowHandle()
        assert handle is not None
        self._handle = handle
        self.count = 0
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def press(self, *keys: Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            for one in [key] if isinstance(key, Key) else map(_key_of, key):
                QTest.keyClick(self._handle, one, held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QWindow):
            self.count += 1
        return False


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> RegisterPage:
    """The register on Monday morning at 08:30, with the keyboard in it."""
    assert window.shell is not None
    window.shell.show_page("register")
    shown = window.shell.page
    assert isinstance(shown, RegisterPage)
    qtbot.waitUntil(shown.grid.hasFocus)
    return shown


@pytest.fixture
def keys(window: Window, page: RegisterPage) -> Keys:
    assert page.isVisible()
    return Keys(window)


@pytest.fixture
def saved(page: RegisterPage) -> Callable[[], RegisterDay]:
    """The day as it is on the disk."""
    return lambda: register_day(page.desk.room, page.desk.on, page.desk.now)


def column(day: RegisterDay, key: ColumnKey) -> list[str]:
    return [day.cell(row.pupil_id, key).shown.text for row in day.rows]


def place(page: RegisterPage) -> tuple[int, str]:
    """The row that the keyboard is in, and the title of its column."""
    index = page.grid.currentIndex()
    return index.row(), page.grid.grid_model.columns[index.column()].title


def go_to_period(page: RegisterPage, title: str = "P1") -> ColumnKey:
    view = page.load()
    key = next(one.key for one in view.day.columns if one.title == title)
    page.grid.go_to((view.day.rows[0].pupil_id, key))
    return key


def toast(page: RegisterPage) -> str:
    return page.desk.feedback.toast_text or ""


Saved = Callable[[], RegisterDay]


def test_work_begins_in_the_first_blank_of_the_morning(page: RegisterPage) -> None:
    assert place(page) == (0, "Morning")
    assert page.status() == (
        "Morning 0 of 12 · Afternoon 0 of 12 · Room record \N{EN DASH} not the statutory attendance register"
    )


def test_space_is_saved_at_once_and_goes_to_the_next_pupil(
    page: RegisterPage, keys: Keys, saved: Saved
) -> None:
    keys.press(" ", " ")
    assert column(saved(), "AM")[:3] == ["/ Present", "/ Present", ""]
    assert place(page) == (2, "Morning")
    assert page.status().startswith("Morning 2 of 12")


def test_the_morning_register_pupil_by_pupil_takes_at_most_22_keys(
    page: RegisterPage, keys: Keys, saved: Saved
) -> None:
    keys.press(" ", " ", "L12", Key.Key_Return, " ", " ", " ", "N", Key.Key_Return)
    keys.press(" ", "L5", Key.Key_Return, " ", " ", " ")
    assert keys.count <= 22
    marks = column(saved(), "AM")
    assert (marks.count("/ Present"), marks[2], marks[6], marks[8]) == (
        9, "L 12 min", "N No reason yet", "L 5 min",
    )  # fmt: skip
    assert page.status().startswith("Morning 12 of 12")
    assert toast(page) == "Morning register saved, 12 of 12"


def test_the_morning_register_exceptions_first_takes_at_most_22_keys(
    page: RegisterPage, keys: Keys, saved: Saved
) -> None:
    keys.press(Key.Key_Down, Key.Key_Down, "L12", Key.Key_Return, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    keys.press("N", Key.Key_Return, Key.Key_Down, "L5", Key.Key_Return, "F")
    assert keys.count <= 22
    marks = column(saved(), "AM")
    assert marks.count("/ Present") == 9
    assert (marks[2], marks[6], marks[8]) == ("L 12 min", "N No reason yet", "L 5 min")
    assert toast(page) == "Morning register: 9 filled"


def test_fill_leaves_marks_already_made_and_is_taken_back_in_one_step(
    page: RegisterPage, keys: Keys, saved: Saved
) -> None:
    keys.press("N", Key.Key_Return, "f")
    assert column(saved(), "AM") == ["N No reason yet", *["/ Present"] * 11]
    keys.press("z", held=CONTROL)
    assert column(saved(), "AM") == ["N No reason yet", *[""] * 11]
    assert place(page)[1] == "Morning"


def test_fill_leaves_a_pupil_who_is_expected_away(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press("I", Key.Key_Return)
    page.open("PM")
    page.focus_first()
    keys.press("F")
    assert column(saved(), "PM")[0] == "I Ill"
    assert column(saved(), "PM")[1:] == ["\\ Present"] * 11
    assert "before it has begun, 1 left that is expected away" in toast(page)


def test_fill_makes_periods_what_was_expected(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    before = saved()
    key = go_to_period(page)
    expected = [before.cell(row.pupil_id, key).shown.words or "In room" for row in before.rows]
    keys.press("F")
    assert [saved().cell(row.pupil_id, key).shown.words for row in saved().rows] == expected


def test_the_button_fills_as_the_key_does(page: RegisterPage, saved: Saved) -> None:
    primary = page.primary()
    assert primary is not None
    assert primary.keys == ""
    primary.act()
    assert column(saved(), "AM") == ["/ Present"] * 12
    assert page.grid.hasFocus()


def test_late_without_a_number_is_late_all_the_same(keys: Keys, saved: Saved) -> None:
    keys.press("L", Key.Key_Return)
    assert column(saved(), "AM")[0] == "L Late"


def test_minutes_can_be_mended_while_they_are_typed(keys: Keys, saved: Saved) -> None:
    keys.press("l12", Key.Key_Backspace, "5", Key.Key_Return)
    assert column(saved(), "AM")[0] == "L 15 min"


def test_escape_marks_nothing(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press("L12", Key.Key_Escape)
    assert column(saved(), "AM")[0] == ""
    assert not page.entry.is_open
    assert page.grid.hasFocus()
    assert place(page) == (0, "Morning")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ill", "I Ill"),
        ("c", "C Leave of absence"),
        ("c1", "C1 Performance"),
        ("holiday", "G Holiday not agreed"),
        ("u20", "U Came after register, 20 min"),
        ("dent", "M Appointment"),
        ("le", "C1 Performance"),
    ],
)
def test_a_code_is_found_by_its_letters_or_by_what_it_means(
    keys: Keys, saved: Saved, typed: str, shown: str
) -> None:
    keys.press(typed, Key.Key_Return)
    assert column(saved(), "AM")[0] == shown


def test_the_present_signs_need_no_enter_and_mean_the_session_they_are_in(keys: Keys, saved: Saved) -> None:
    keys.press("/", "\\")
    assert column(saved(), "AM")[:2] == ["/ Present", "/ Present"]


def test_space_takes_a_code_that_is_typed_in_full(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press("n", " ", " ")
    assert column(saved(), "AM")[:2] == ["N No reason yet", "/ Present"]
    keys.press("leave ex")
    assert page.entry.text() == "leave ex"


def test_the_list_below_shows_what_fits_and_the_arrows_choose(
    page: RegisterPage, keys: Keys, saved: Saved
) -> None:
    keys.press("c")
    assert [choice.keys for choice in page.entry.list.choices()][:3] == ["C", "C1", "C2"]
    assert page.entry.list.isVisible()
    keys.press(Key.Key_Down, Key.Key_Return)
    assert column(saved(), "AM")[0] == "C1 Performance"
    assert not page.entry.list.isVisible()


def test_what_fits_nothing_is_said_and_marks_nothing(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press("nzz", Key.Key_Return)
    assert page.entry.is_open
    assert "Nothing fits" in page.entry.list.item(0).text()
    assert column(saved(), "AM")[0] == ""


def test_tab_takes_what_is_typed_in_full_and_leaves_the_grid(
    page: RegisterPage, keys: Keys, saved: Saved
) -> None:
    keys.press("N", Key.Key_Tab)
    assert column(saved(), "AM")[0] == "N No reason yet"
    assert not page.grid.hasFocus()
    assert QApplication.focusWidget() is page.foot.present


@pytest.mark.parametrize(
    ("letter", "wanted"),
    [
        ("r", Place.IN_ROOM),
        ("s", Place.IN_LESSON),
        ("e", Place.ELSEWHERE),
        ("o", Place.LEFT_ROOM),
        ("n", Place.NOT_IN_SCHOOL),
        ("d", Place.NOT_DUE),
    ],
)
def test_one_letter_says_where_a_pupil_is_in_a_period(
    page: RegisterPage, keys: Keys, saved: Saved, letter: str, wanted: Place
) -> None:
    key = go_to_period(page)
    keys.press(letter)
    day = saved()
    assert day.cell(day.rows[0].pupil_id, key).shown.place is wanted
    assert place(page) == (1, "P1")


def test_late_works_in_periods_too(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    key = go_to_period(page)
    keys.press("L7", Key.Key_Return)
    assert column(saved(), key)[0] == "L 7 min"


def test_one_key_marks_all_cells_chosen_as_one_step(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press(Key.Key_Down, Key.Key_Down, held=SHIFT)
    assert page.foot.detail.text() == "3 cells chosen: one key marks them all"
    keys.press("N", Key.Key_Return)
    assert column(saved(), "AM")[:4] == [*["N No reason yet"] * 3, ""]
    assert len(page.grid.selectedIndexes()) == 3
    keys.press("z", held=CONTROL)
    assert column(saved(), "AM")[:4] == [""] * 4


def test_control_a_chooses_the_column(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press("a", held=CONTROL)
    keys.press(" ")
    assert column(saved(), "AM") == ["/ Present"] * 12
    assert column(saved(), "PM") == [""] * 12
    assert place(page) == (0, "Morning")


def test_backspace_clears_and_stays(page: RegisterPage, keys: Keys, saved: Saved) -> None:
    keys.press(" ", Key.Key_Up, Key.Key_Backspace)
    assert column(saved(), "AM")[0] == ""
    assert place(page) == (0, "Morning")


def test_copied_cells_carry_their_headings(page: RegisterPage, keys: Keys) -> None:
    keys.press(" ", "N", Key.Key_Return, Key.Key_Home)
    page.grid.go_to((page.grid.grid_model.rows[0].key, "AM"))
    keys.press("c", held=CONTROL)
    assert QGuiApplication.clipboard().text() == "/ Present"
    keys.press(Key.Key_Down, held=SHIFT)
    keys.press("c", held=CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "\tMorning 08:40"
    assert [line.split("\t")[1] for line in lines[1:]] == ["/ Present", "N No reason yet"]


def test_home_end_and_control_home_go_where_they_say(page: RegisterPage, keys: Keys) -> None:
    keys.press(Key.Key_Down, Key.Key_End)
    assert place(page) == (1, "P5")
    keys.press(Key.Key_Home)
    assert place(page) == (1, "Morning")
    keys.press(Key.Key_Home, held=CONTROL)
    assert place(page) == (0, "Morning")


def test_the_line_below_says_who_marked_a_cell(page: RegisterPage, keys: Keys, qtbot: QtBot) -> None:
    keys.press(" ", Key.Key_Up)
    qtbot.waitUntil(lambda: "Marked by S. Carter 08:30" in page.foot.detail.text())
    assert "/: Present at the school" in page.foot.detail.text()


def test_keys_change_with_the_kind_of_column(page: RegisterPage) -> None:
    assert "letters" in page.foot.hints.text()
    go_to_period(page)
    assert "not in school" in page.foot.hints.text()
    assert page.foot.present.text() == "Mark in room"


def test_shortly_before_the_afternoon_register_work_begins_there(
    page: RegisterPage, clock: SettableClock
) -> None:
    clock.now = datetime(2026, 11, 23, 13, 52).astimezone()
    page.refresh()
    page.focus_first()
    assert place(page) == (0, "Afternoon")


def test_once_the_morning_is_whole_work_begins_in_the_period_that_is_on(
    page: RegisterPage, keys: Keys, clock: SettableClock
) -> None:
    keys.press("F")
    clock.now = datetime(2026, 11, 23, 9, 20).astimezone()
    page.refresh()
    page.focus_first()
    assert place(page) == (0, "P1")
    assert page.grid.grid_model.columns[1].is_current


def test_coming_back_to_the_page_keeps_the_place(window: Window, page: RegisterPage, keys: Keys) -> None:
    keys.press(" ", Key.Key_Right, Key.Key_Down)
    assert window.shell is not None
    window.shell.show_page("today")
    window.shell.show_page("register")
    assert place(page) == (2, "P1")
