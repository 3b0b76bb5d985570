"""The program as somebody meets it who hears it, or who has no mouse: on a real screen, by real keys."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.ui.application import NAME
from iap_desktop.ui.pages import PAGES, PageSpec
from tests.ui.accessibility.at_spi import CELL, Node, State, groups_of
from tests.ui.accessibility.real_screen import Program, running

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AT-SPI is the way of Linux"),
]
GOES_BACK_AT_MOST = 2  # from the end to the beginning, and once between the head of the window and its page
WITH_TABLES = frozenset({"register", "pupils", "reports"})
PRESSED = frozenset({"check box", "combo box", "push button", "radio button", "text"})
every_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


@pytest.fixture(scope="module")
def started(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, once for all tests of this module."""
    scratch = tmp_path_factory.mktemp("screen")
    room = shutil.copytree(made_sample, scratch / "room")
    with running(scratch, room) as program:
        yield program


@pytest.fixture
def program(started: Program) -> Program:
    """The program with nothing open over its window."""
    started.back_to_the_window()
    return started


@every_page
def test_everything_that_takes_the_keyboard_has_a_name_of_its_own(program: Program, page: PageSpec) -> None:
    shown = show(program, page)
    assert unnamed(shown) == []
    assert named_alike(shown) == []
    assert out_of_reach(shown) == []


@every_page
def test_tab_comes_to_everything_in_the_order_in_which_it_is_read(program: Program, page: PageSpec) -> None:
    shown = show(program, page)
    walked = program.walk(shown)
    assert missed(shown, [*walked, *reached_by_arrows(program, shown, walked)]) == []
    assert len(steps_back(walked)) <= GOES_BACK_AT_MOST, words_of_steps(steps_back(walked))


@pytest.mark.parametrize(
    ("keys", "title"), [("ctrl+k", "Find"), ("question", "Keys"), ("alt+w", "Worried about a child")]
)
def test_a_dialog_is_named_and_walked_by_tab(program: Program, keys: str, title: str) -> None:
    show(program, PAGES[0])
    program.press(keys)
    dialog = program.window(title)
    assert unnamed(dialog) == []
    assert named_alike(dialog) == []
    assert missed(dialog, program.walk(dialog)) == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name in WITH_TABLES], ids=lambda page: page.name
)
def test_each_cell_of_a_table_is_read_with_its_row_and_its_column(program: Program, page: PageSpec) -> None:
    cells = [node for node in show(program, page).walk() if CELL in node.interfaces and node.role == "cell"]
    assert cells
    assert [
        str(cell) for cell, heads in zip(cells, headings(program, cells), strict=True) if not all(heads)
    ] == []


def test_a_mark_is_read_with_pupil_column_and_state(program: Program) -> None:
    cells = [node for node in show(program, PAGES[1]).walk() if node.role == "cell"]
    assert cells
    for cell, (pupil, column) in zip(cells, headings(program, cells), strict=True):
        state, _, whose = cell.name.partition(". ")
        assert state
        assert whose == f"{pupil}, {column}"


def test_locked_nothing_that_is_read_names_a_pupil(program: Program) -> None:
    names = pupils_of(show(program, PAGES[1]))
    assert len(names) == 12
    program.press("ctrl+l")
    locked = program.window(NAME)
    assert locked.name == NAME
    said = " ".join(word for window in program.windows() for word in window.words())
    assert [name for name in names if name in said] == []
    assert unnamed(locked) == []
    assert missed(locked, program.walk(locked)) == []
    unlock(program)
    assert pupils_of(program.window("Register")) == names


def show(program: Program, page: PageSpec) -> Node:
    """Go to a page by its key; gives the window with it."""
    program.press(f"ctrl+{page.key}")
    return program.window(f"{page.title} \N{EN DASH} ")


def headings(program: Program, cells: Sequence[Node]) -> list[tuple[str, str]]:
    """The headings of each cell: of its row, and of its column."""
    rows, columns = (program.reader.headings(cells, of) for of in ("Row", "Column"))
    return [(", ".join(row), ", ".join(column)) for row, column in zip(rows, columns, strict=True)]


def unlock(program: Program) -> None:
    """Type the passphrase where it is asked for."""
    locked = program.window(NAME)
    while not any(node.name == "Passphrase" for node in locked.stops() if node.is_in(State.FOCUSED)):
        program.press("Tab")
        locked = program.window(NAME)
    program.type(PRACTICE_PASSPHRASE)
    program.press("Return")


def pupils_of(window: Node) -> list[str]:
    """The pupils' names, as the register heads its rows with them."""
    heads = [node.name for node in window.walk() if node.role == "row header"]
    return [head.rpartition(" ")[0] for head in heads]


def unnamed(window: Node) -> list[str]:
    """What takes the keyboard and says nothing; a cell may be blank, its headings speak for it."""
    takers = [node for node in window.walk() if node.is_in(State.FOCUSABLE) and CELL not in node.interfaces]
    return [str(node) for node in takers if not node.name.strip()]


def named_alike(window: Node) -> list[tuple[str, str]]:
    """What could not be told apart by ear."""
    counted = Counter((stop.role, stop.name) for stop in window.stops())
    return [named for named, count in counted.items() if count > 1]


def out_of_reach(window: Node) -> list[str]:
    """What can be pressed, but by the mouse alone."""
    pressed = [node for node in window.walk() if node.role in PRESSED and node.is_in(State.ENABLED)]
    return [str(node) for node in pressed if not node.is_in(State.FOCUSABLE)]


def missed(window: Node, walked: Sequence[Node]) -> list[str]:
    """What the keyboard never came to."""
    reached = {node.place for node in walked}
    return [str(stop) for stop in window.stops() if stop.place not in reached]


def reached_by_arrows(program: Program, window: Node, walked: Sequence[Node]) -> list[Node]:
    """What arrow keys lead to where Tab stops at one of a group: tiles, views of one page, pages."""
    reached = []
    stops, by_tab = {stop.place for stop in window.stops()}, {node.place for node in walked}
    for group in groups_of(window):
        places = {node.place for node in group}
        if places <= stops and len(places & by_tab) == 1 and len(places) > 1:
            program.go_to(next(stop for stop in window.stops() if stop.place in places & by_tab), window)
            reached += program.walk_by_arrows(group)
    return reached


def steps_back(walked: Sequence[Node]) -> list[tuple[Node, Node]]:
    """The steps against the order of reading, that to the beginning included."""
    return [(one, other) for one, other in pairwise([*walked, walked[0]]) if is_before(other, one)]


def is_before(one: Node, other: Node) -> bool:
    """Whether one is read before the other: above it and not to its right, or left of it in its row."""
    (left, top, width, height), (other_left, other_top, other_width, other_height) = one.box, other.box
    if top + height <= other_top:
        return left < other_left + other_width
    return left + width <= other_left and top < other_top + other_height


def words_of_steps(steps: Sequence[tuple[Node, Node]]) -> str:
    return "\n".join(f"{one} -> {other}" for one, other in steps)
