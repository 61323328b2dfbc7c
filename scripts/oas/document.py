"""A loaded document that still knows where each of its parts stands in the file."""

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
    """A place in a text; both counts start at 0."""

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
    """A place in a text that we found ourselves; both counts start at 0."""

    line: int
    column: int


Places = dict[str, Mark] | list[Mark]


@frozen(kw_only=True, eq=False)
class Document:
    """What one file says.

    Attributes:
        data: Plain dicts, lists and scalars. Not to be changed: places are found through it.
        path: The file, as it was named.
        marks: Where the members of each container stand, by the identity of the container (a large document has
            sixty thousand values, and a place is asked for only when something is wrong); empty for data
            that comes from no file.
    """

    data: Json
    path: Path
    marks: Mapping[int, Places] = field(factory=dict[int, Places], repr=False)

    @property
    def root(self) -> JsonObject:
        """The data, if it is an object.

        Raises:
            SpecError: It is something else.
        """
        if isinstance(self.data, dict):
            return self.data
        raise self.error("", "the document is not an object", "write keys and values at the top level")

    def position(self, pointer: str) -> tuple[int, int]:
        """Return line and column, from 1, of the key or item at a JSON pointer, or of the nearest thing above it."""
        mark: Mark = Place(0, 0)
        node = self.data
        for part in parse_pointer(pointer):
            places = self.marks.get(id(node))
            if isinstance(node, dict) and isinstance(places, dict) and part in node:
                mark, node = places.get(part, mark), node[part]
            elif isinstance(places, list) and (inner := child(places, part)) is not None:
                mark, node = inner, child(node, part)
            else:
                break
        return mark.line + 1, mark.column + 1

    def error(self, pointer: str, what: str, fix: str) -> SpecError:
        """Return (not raise) a problem at a JSON pointer of this document."""
        line, col = self.position(pointer)
        return SpecError(str(self.path), line, col, pointer, what, fix)
