"""A loaded document that knows the line and column of each of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen

from scripts.oas.pointers import child, parse_pointer
from scripts.oas.problems import SpecError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
JsonObject = dict[str, Json]


class Mark(Protocol):
    """A place in a text, as PyYAML's marks are; both counts start at 0."""

    @property
    def line(self) -> int:
        """Lines before it."""
        ...

    @property
    def column(self) -> int:
        """Characters before it in its line."""
        ...


@frozen
class Place:
    """A mark of our own; both counts start at 0."""

    line: int
    column: int


Places = dict[str, Mark] | list[Mark]


@frozen(kw_only=True, eq=False)
class Document:
    """The content of one file.

    Attributes:
        data: Plain dicts, lists and scalars. It must not be changed: marks are looked up by the identity of containers.
        path: The file, as it was named.
        marks: ``id()`` of a container -> the marks of its members; empty for data that was not read from a file.
            One table beside the data costs less than a mark in each of the sixty thousand values of a large document.
        tags: JSON pointer and name of each YAML tag whose meaning only the author of a published document knows.
    """

    data: Json
    path: Path
    marks: Mapping[int, Places] = field(factory=dict[int, Places], repr=False)
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def root(self) -> JsonObject:
        """The data, which must be an object.

        Raises:
            SpecError: It is something else.
        """
        if isinstance(self.data, dict):
            return self.data
        raise self.error("", "the document is not an object", "write keys and values at the top level")

    def position(self, pointer: str) -> tuple[int, int]:
        """Return line and column, from 1, of the key or item at a JSON pointer, or of its nearest ancestor."""
        mark: Mark = Place(0, 0)
        node = self.data
        for key in parse_pointer(pointer):
            places = self.marks.get(id(node))
            # Marks are missing below data that was built in memory, as by an overlay: the nearest ancestor with one is
            # reported.
            if isinstance(node, dict) and isinstance(places, dict) and key in node:
                mark, node = places.get(key, mark), node[key]
            elif isinstance(places, list) and (item_mark := child(places, key)) is not None:
                mark, node = item_mark, child(node, key)
            else:
                break
        return mark.line + 1, mark.column + 1

    def error(self, pointer: str, what: str, fix: str) -> SpecError:
        """Return (not raise) a problem at a JSON pointer of this document."""
        line, col = self.position(pointer)
        return SpecError(str(self.path), line, col, pointer, what, fix)


def members_of(node: Json) -> JsonObject:
    """Return a node if it is an object, else an empty object."""
    if isinstance(node, dict):
        return node
    return {}


def items_of(node: Json) -> list[Json]:
    """Return a node if it is a list, else an empty list."""
    if isinstance(node, list):
        return node
    return []
