"""What a screen reader hears: the tree of a running program, read over the accessibility bus.

Names of interfaces, roles and states are those of AT-SPI 2, the way of Linux; what Qt tells there it tells
Windows and macOS as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import Any, TypeVar

from jeepney import DBusAddress, HeaderFields, Message, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ACCESSIBLE, COMPONENT, TEXT = (f"org.a11y.atspi.{name}" for name in ("Accessible", "Component", "Text"))
TABLE, CELL = "org.a11y.atspi.Table", "org.a11y.atspi.TableCell"
ROOT = "/org/a11y/atspi/accessible/root"
PATIENCE_SECONDS = 20.0
WHOLES = frozenset({"combo box", "list", "table", "tree", "tree table"})
ON_SCREEN = 0
AT_ONCE = 100  # the bus refuses more than 128 open questions
Found = TypeVar("Found")


class State(IntEnum):
    """The states that the tests ask for, by their bits."""

    ACTIVE = 1
    CHECKED = 4
    EDITABLE = 7
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    MODAL = 16
    SHOWING = 25
    VISIBLE = 30


@dataclass(frozen=True)
class Place:
    """Where an object can be asked: the program's name on the bus, and the object's path."""

    bus_name: str
    path: str


@dataclass(frozen=True)
class Node:
    """One object of the tree as it was read, with what is shown of what is in it.

    Its place does not count when two looks are compared: headings of tables get a new one each time.
    """

    place: Place = field(compare=False)
    role: str
    name: str
    description: str
    states: frozenset[int]
    box: tuple[int, int, int, int]
    interfaces: frozenset[str]
    text: str
    children: tuple[Node, ...] = ()

    def is_in(self, *states: State) -> bool:
        """Whether it has all of these states."""
        return self.states.issuperset(states)

    def walk(self) -> Iterator[Node]:
        """Itself and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> Iterator[str]:
        """All that is said of it and of what is below it."""
        for node in self.walk():
            yield from (node.name, node.description, node.text)

    def stops(self) -> Iterator[Node]:
        """What Tab should come to: all that takes the keyboard, tables and lists each as one.

        Words that can be copied with the mouse count as taking it, and Tab leaves them out.
        """
        if self.is_in(State.FOCUSABLE, State.ENABLED) and self.role != "label":
            yield self
        for child in () if self.role in WHOLES else self.children:
            yield from child.stops()

    def __str__(self) -> str:
        return f"{self.role} {self.name!r} at {self.box}"


class Reader:
    """Asks the objects of one program; many questions are sent before the first answer is awaited."""

    def __init__(self, address: str) -> None:
        self._bus: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def programs(self) -> list[Place]:
        """The programs on the bus that have a tree to show."""
        (names,) = self._ask([message_bus.ListNames()])
        others = [name for name in names if name.startswith(":") and name != self._bus.unique_name]
        places = [Place(name, ROOT) for name in others]
        roles = self._ask(_call(place, ACCESSIBLE, "GetRoleName") for place in places)
        return [place for place, role in zip(places, roles, strict=True) if role is not None]

    def tree(self, root: Place, *, with_hidden: bool = False) -> Node:
        """The tree under a place, as far as it is shown."""
        children: dict[Place, list[Place]] = {}
        level = [root]
        while level:
            answers = self._ask(_call(place, ACCESSIBLE, "GetChildren") for place in level)
            for place, answer in zip(level, answers, strict=True):
                below = [Place(*one) for one in answer or ()]
                children[place] = below if with_hidden else self._shown(below)
            level = [child for place in level for child in children[place] if child not in children]
        return _built(root, children, self._facts(list(children)))

    def _shown(self, places: Sequence[Place]) -> list[Place]:
        states = self.states(places)
        return [place for place, own in zip(places, states, strict=True) if State.SHOWING in own]

    def states(self, places: Sequence[Place]) -> list[frozenset[int]]:
        """The states of some objects; those of one that is gone are none."""
        answers = self._ask(_call(place, ACCESSIBLE, "GetState") for place in places)
        return [_bits(answer) for answer in answers]

    def headings(self, cells: Sequence[Node], of: str) -> list[list[str]]:
        """The names of the "Row" or "Column" headings of each of these cells."""
        answers = self._ask(_call(cell.place, CELL, f"Get{of}HeaderCells") for cell in cells)
        counts = [len(answer or ()) for answer in answers]
        asked = [_get(Place(*one), ACCESSIBLE, "Name") for answer in answers for one in answer or ()]
        names = iter([_value(name) or "" for name in self._ask(asked)])
        return [list(islice(names, count)) for count in counts]

    def _facts(self, places: Sequence[Place]) -> dict[Place, dict[str, Any]]:
        questions: dict[str, Callable[[Place], Message]] = {
            "role": lambda place: _call(place, ACCESSIBLE, "GetRoleName"),
            "states": lambda place: _call(place, ACCESSIBLE, "GetState"),
            "interfaces": lambda place: _call(place, ACCESSIBLE, "GetInterfaces"),
            "name": lambda place: _get(place, ACCESSIBLE, "Name"),
            "description": lambda place: _get(place, ACCESSIBLE, "Description"),
            "box": lambda place: _call(place, COMPONENT, "GetExtents", "u", (ON_SCREEN,)),
        }
        facts: dict[Place, dict[str, Any]] = {place: {} for place in places}
        for fact, question in questions.items():
            for place, answer in zip(places, self._ask(map(question, places)), strict=True):
                facts[place][fact] = answer
        written = [place for place in places if TEXT in (facts[place]["interfaces"] or ())]
        for place, answer in zip(written, self._ask(_text(place) for place in written), strict=True):
            facts[place]["text"] = answer
        return facts

    def _ask(self, messages: Iterable[Message]) -> list[Any]:
        """The answers in order; None where an object had none to give."""
        waiting = list(messages)
        answers: list[Any] = []
        for start in range(0, len(waiting), AT_ONCE):
            answers += self._ask_some(waiting[start : start + AT_ONCE])
        return answers

    def _ask_some(self, messages: Sequence[Message]) -> list[Any]:
        serials = [next(self._bus.outgoing_serial) for _ in messages]
        for message, serial in zip(messages, serials, strict=True):
            self._bus.send(message, serial=serial)
        answers: dict[int, Any] = {}
        while len(answers) < len(serials):
            reply = self._bus.receive(timeout=PATIENCE_SECONDS)
            serial = reply.header.fields.get(HeaderFields.reply_serial)
            if serial in serials:
                is_answer = reply.header.message_type is MessageType.method_return
                answers[serial] = reply.body[0] if is_answer and reply.body else None
        return [answers[serial] for serial in serials]


def groups_of(window: Node) -> Iterator[list[Node]]:
    """What takes the keyboard, by what it stands in and its role; arrow keys may lead from one to another."""
    for node in window.walk():
        own = [child for child in node.children if child.is_in(State.FOCUSABLE, State.ENABLED)]
        for role in dict.fromkeys(child.role for child in own):
            yield [child for child in own if child.role == role]


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = PATIENCE_SECONDS) -> Found:
    """What `look` gives as soon as it gives something; each look is itself an answer of the program."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
    raise AssertionError(f"Waited {seconds} seconds in vain: {what}")


def _call(
    place: Place, interface: str, method: str, signature: str = "", body: tuple[Any, ...] = ()
) -> Message:
    return new_method_call(
        DBusAddress(place.path, place.bus_name, interface), method, signature or None, body
    )


def _get(place: Place, interface: str, name: str) -> Message:
    return Properties(DBusAddress(place.path, place.bus_name, interface)).get(name)


def _text(place: Place) -> Message:
    return _call(place, TEXT, "GetText", "ii", (0, -1))


def _value(answer: tuple[str, Any] | None) -> Any:  # noqa: ANN401 - whatever the property is
    return answer[1] if answer is not None else None


def _bits(answer: Sequence[int] | None) -> frozenset[int]:
    words = answer or ()
    return frozenset(
        32 * place + bit for place, word in enumerate(words) for bit in range(32) if word >> bit & 1
    )


def _built(place: Place, children: dict[Place, list[Place]], facts: dict[Place, dict[str, Any]]) -> Node:
    own = facts[place]
    return Node(
        place,
        own["role"] or "",
        _value(own["name"]) or "",
        _value(own["description"]) or "",
        _bits(own["states"]),
        tuple(own["box"] or (0, 0, 0, 0)),
        frozenset(own["interfaces"] or ()),
        own.get("text") or "",
        tuple(_built(child, children, facts) for child in children[place]),
    )
