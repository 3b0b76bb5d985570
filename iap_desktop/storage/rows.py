"""Between rows and frozen values: each table has a dataclass with its columns under the same names."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from iap_desktop.storage.connection import Connection


class Row(Protocol):
    """A value that lives in a table; `id` 0 until it has been stored."""

    @property
    def id(self) -> int:
        """The row's id."""


Value = TypeVar("Value", bound=Row)
Decoder = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What SQL needs to know of one class of values."""

    table: str
    select: str
    insert: str
    insert_with_id: str
    update: str
    decoders: tuple[Decoder | None, ...]
    cells: Callable[[Any], tuple[object, ...]]
    cells_with_id: Callable[[Any], tuple[object, ...]]


_SHAPES: dict[type, _Shape] = {}


def select(
    connection: Connection, cls: type[Value], where: str, parameters: tuple[object, ...] = ()
) -> list[Value]:
    """The rows of a value's table, as values; `where` is what follows the table in our own SQL."""
    shape = _shape(cls)
    decoders = shape.decoders
    found = connection.execute(f"{shape.select} {where}", tuple(map(_cell, parameters)))
    return [
        cls(*(cell if decode is None else decode(cell) for decode, cell in zip(decoders, row, strict=True)))
        for row in found
    ]


def insert(connection: Connection, value: Row) -> int:
    """Add one value; gives its id. An id that the value already has is kept."""
    shape = _shape(type(value))
    if value.id:
        return connection.execute(shape.insert_with_id, _encoded(shape.cells_with_id(value))).lastrowid
    return connection.execute(shape.insert, _encoded(shape.cells(value))).lastrowid


def insert_all(connection: Connection, values: Iterable[Row]) -> None:
    """Add many values of one class, all without an id."""
    iterator = iter(values)
    first = next(iterator, None)
    if first is not None:
        insert(connection, first)
        shape = _shape(type(first))
        connection.executemany(shape.insert, (_encoded(shape.cells(value)) for value in iterator))


def update(connection: Connection, value: Row) -> None:
    """Write a value over the row with its id; the same value again leaves no trace in the change log."""
    shape = _shape(type(value))
    connection.execute(shape.update, (*_encoded(shape.cells(value)), value.id))


def delete(connection: Connection, cls: type[Row], row_id: int) -> None:
    """Remove one row."""
    connection.execute(f'DELETE FROM "{table_of(cls)}" WHERE id = ?', (row_id,))  # noqa: S608 - our own name


def table_of(cls: type) -> str:
    """`PupilFact` lives in `pupil_fact`."""
    letters = (f"_{char.lower()}" if char.isupper() else char for char in cls.__name__)
    return "".join(letters).lstrip("_")


def _shape(cls: type) -> _Shape:
    if cls not in _SHAPES:
        _SHAPES[cls] = _make_shape(cls)
    return _SHAPES[cls]


def _make_shape(cls: type) -> _Shape:
    table = table_of(cls)
    names = [field.name for field in fields(cls)]
    own = [name for name in names if name != "id"]
    hints = typing.get_type_hints(cls)
    return _Shape(
        table=table,
        select=f'SELECT {_listed(names)} FROM "{table}"',  # noqa: S608 - names of our own classes
        insert=_insert_sql(table, own),
        insert_with_id=_insert_sql(table, names),
        update=_update_sql(table, own),
        decoders=tuple(_decoder(hints[name]) for name in names),
        cells=attrgetter(*own),
        cells_with_id=attrgetter(*names),
    )


def _insert_sql(table: str, names: list[str]) -> str:
    marks = ", ".join("?" for _ in names)
    return f'INSERT INTO "{table}" ({_listed(names)}) VALUES ({marks})'  # noqa: S608 - names of our own classes


def _update_sql(table: str, names: list[str]) -> str:
    pairs = ", ".join(f'"{name}" = ?' for name in names)
    return f'UPDATE "{table}" SET {pairs} WHERE id = ?'  # noqa: S608 - names of our own classes


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _encoded(cells: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(map(_cell, cells))


def _cell(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _decoder(hint: Any) -> Decoder | None:  # noqa: ANN401 - a type hint
    if isinstance(hint, types.UnionType):
        inner = _decoder(next(part for part in hint.__args__ if part is not types.NoneType))
        return None if inner is None else lambda cell: None if cell is None else inner(cell)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    known: dict[Any, Decoder] = {bool: bool, date: date.fromisoformat, time: time.fromisoformat}
    return known.get(hint)
