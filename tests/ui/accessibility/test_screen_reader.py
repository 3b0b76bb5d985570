"""The program as somebody meets it who hears it, or who has no mouse: on a real screen, by real keys."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from iap_desktop.services.demonstration import PRACTICE_PASSPHRASE
from iap_desktop.ui.application import NAME
from iap_desktop.ui.pages import PAGES, PageSpec
from iap_desktop.ui.pages.settings import SECTIONS
from tests.ui.accessibility.at_spi import CELL, Node, State, groups_of, wait_for
from tests.ui.accessibility.real_screen import Program, running

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AT-SPI is the way of Linux"),
]
GOES_BACK_AT_MOST = 2  # from the end to the beginning, and once between the head of the window and its page
TO_THE_LIST = "alt+Left"
WITH_TABLES = ("pupils", "register", "reports")
PRESSED = frozenset({"check box", "combo box", "push button", "radio button", "text"})


@dataclass(frozen=True)
class Scene:
    """Something to be seen in the window: a page, keys that lead on from it, what then has the keyboard."""

    page: PageSpec
    name: str
    keys: tuple[str, ...] = ()
    focus: str = ""


def all_scenes() -> Iterator[Scene]:
    """Every page, and what is a few keys further on it."""
    for page in PAGES:
        if page.name != "pupils":
            yield Scene(page, page.name)
        if page.name == "settings":
            for place, section in enumerate(SECTIONS):
                yield Scene(page, section.name, ("Home", *["Down"] * place), section.title)
        if page.name == "pupils":
            yield Scene(page, page.name, (TO_THE_LIST,), "Pupils")
            yield Scene(page, "one pupil", (TO_THE_LIST, "Home", "Return"), "The pupil's page")


SCENES = tuple(all_scenes())
every_scene = pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
DIALOGS = (
    ("today", "ctrl+k", "Find"),
    ("today", "question", "Keys"),
    ("today", "alt+w", "Worried about a child"),
    ("pupils", "ctrl+n", "Add a pupil"),
    ("people", "ctrl+n", "Add a colleague"),
    ("dsl", "ctrl+n", "Add"),
)


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


@every_scene
def test_everything_that_takes_the_keyboard_has_a_name_of_its_own(program: Program, scene: Scene) -> None:
    shown = show(program, scene)
    assert unnamed(shown) == []
    assert named_alike(shown) == []
    assert out_of_reach(shown) == []


@every_scene
def test_tab_comes_to_everything_in_the_order_in_which_it_is_read(program: Program, scene: Scene) -> None:
    shown = show(program, scene)
    walked = program.walk(shown)
    assert missed(shown, [*walked, *reached_by_arrows(program, shown, walked)]) == []
    assert len(steps_back(walked)) <= GOES_BACK_AT_MOST, words_of_steps(steps_back(walked))


@pytest.mark.parametrize(("scene", "keys", "title"), DIALOGS, ids=[title for _, _, title in DIALOGS])
def test_a_dialog_is_named_and_walked_by_tab(program: Program, scene: str, keys: str, title: str) -> None:
    show(program, scene_of(scene))
    program.press(keys)
    dialog = program.window(title)
    assert unnamed(dialog) == []
    assert named_alike(dialog) == []
    walked = program.walk(dialog)
    assert missed(dialog, [*walked, *reached_by_arrows(program, dialog, walked)]) == []


def test_the_front_door_is_named_and_walked_by_tab(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        program.back_to_the_window()
        door = program.window(NAME)
        assert unnamed(door) == []
        assert named_alike(door) == []
        assert out_of_reach(door) == []
        assert missed(door, program.walk(door)) == []


@pytest.mark.parametrize("scene", WITH_TABLES)
def test_each_cell_of_a_table_is_read_with_its_row_and_its_column(program: Program, scene: str) -> None:
    shown = show(program, scene_of(scene))
    cells = [node for node in shown.walk() if CELL in node.interfaces and node.role == "cell"]
    assert cells
    headed = zip(cells, headings(program, cells), strict=True)
    assert [str(cell) for cell, heads in headed if not all(heads)] == []


def test_a_mark_is_read_with_pupil_column_and_state(program: Program) -> None:
    cells = [node for node in show(program, scene_of("register")).walk() if node.role == "cell"]
    assert cells
    for cell, (pupil, column) in zip(cells, headings(program, cells), strict=True):
        state, _, whose = cell.name.partition(". ")
        assert state
        assert whose == f"{pupil}, {column}"


def test_locked_nothing_that_can_be_asked_names_a_pupil(program: Program) -> None:
    names = pupils_of(show(program, scene_of("register")))
    assert len(names) == 12
    program.press("ctrl+l")
    locked = wait_for(lambda: as_locked(program.window(NAME)), "the window is locked")
    said = " ".join(program.everything().words())
    assert "Passphrase" in said
    assert [name for name in names if name in said] == []
    assert unnamed(locked) == []
    assert missed(locked, program.walk(locked)) == []
    unlock(program, locked)
    assert pupils_of(program.window("Register")) == names


def scene_of(name: str) -> Scene:
    """A scene by its name."""
    return next(scene for scene in SCENES if scene.name == name)


def show(program: Program, scene: Scene) -> Node:
    """Go there by keys; gives the window with it."""
    program.press(f"ctrl+{scene.page.key}", *scene.keys)
    title = f"{scene.page.title} \N{EN DASH} "
    return wait_for(lambda: with_focus_on(scene.focus, program.window(title)), f"{scene.name} is shown")


def with_focus_on(name: str, window: Node) -> Node | None:
    """The window, if the keyboard is on what is so called; "" for whatever it is on."""
    focused = [node.name for node in window.walk() if node.is_in(State.FOCUSED)]
    return window if name in focused or (focused and not name) else None


def as_locked(window: Node) -> Node | None:
    """The window, if its title says no more than the program's name."""
    return window if window.name == NAME else None


def unlock(program: Program, locked: Node) -> None:
    """Type the passphrase where it is asked for."""
    program.go_to(next(stop for stop in locked.stops() if stop.name == "Passphrase"), locked)
    program.type(PRACTICE_PASSPHRASE)
    program.press("Return")


def headings(program: Program, cells: Sequence[Node]) -> list[tuple[str, str]]:
    """The headings of each cell: of its row, and of its column."""
    rows, columns = (program.reader.headings(cells, of) for of in ("Row", "Column"))
    return [(", ".join(row), ", ".join(column)) for row, column in zip(rows, columns, strict=True)]


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
    """What arrow keys lead to where Tab stops at one of a group: tiles, views of one page, pages.

    Of buttons of which one is on, Tab has to stop at that; there the arrows are Qt's, and would change it.
    """
    reached: list[Node] = []
    stops, by_tab = {stop.place for stop in window.stops()}, {node.place for node in walked}
    for group in groups_of(window):
        at = [node for node in group if node.place in by_tab]
        if len(group) == 1 or len(at) != 1 or not {node.place for node in group} <= stops:
            continue
        if group[0].role == "check box":
            reached += group if at[0].is_in(State.CHECKED) else []
        else:
            program.go_to(at[0], window)
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
