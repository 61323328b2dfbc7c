"""The entries of a YAML document that mean the same wherever they stand: where each begins and ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import Document, Json, JsonObject, Mark

_SECTIONS = ("paths", "webhooks")
_SHARED_NODE = re.compile(r"[&*](?<![^\s\[\]{},:].)[\w-]", re.DOTALL)  # an anchor or an alias, or prose like it
_PLAIN_KEY = re.compile(r"[ -~]{1,200}")


@frozen
class Entry:
    """An entry: where it hangs, its key, its column, and its lines, from 0, the last one excluded."""

    way: tuple[str, ...]
    key: str
    column: int
    start: int
    end: int


def entries_of(document: Document, root: JsonObject, lines: list[str]) -> Iterator[Entry]:
    """Yield the entries of the paths, the webhooks and the components that may stand for themselves elsewhere.

    They stand in mappings that are certainly in block style, begin a line, and neither name a node nor use such a name.

    Args:
        document: The document.
        root: Its root.
        lines: Its text.
    """
    places = document.marks.get(id(root))
    if not isinstance(places, dict) or not places:
        return
    first = min(mark.line for mark in places.values())
    if not all(_says_nothing(line) or line == "---" for line in lines[:first]):
        return
    text = _Text(document, lines)
    text.ends = sorted(mark.line for mark in places.values())
    for section in _SECTIONS:
        yield from text.members((section,), root)
    components = root.get("components")
    below = document.marks.get(id(components))
    if isinstance(components, dict) and isinstance(below, dict) and text.is_block("components", components, places):
        text.ends = sorted([*text.ends, *(mark.line for mark in below.values())])
        for group in components:
            yield from text.members(("components", group), components)


@define
class _Text:
    """A document with its text.

    Attributes:
        document: The document.
        lines: Its text.
        ends: The lines at which something begins that no entry holds, sorted.
        doubtful: Lines that may name a node or use such a name, or that may end the document, sorted.
    """

    document: Document
    lines: list[str]
    ends: list[int] = field(factory=list[int])
    doubtful: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.doubtful = [
            number
            for number, line in enumerate(self.lines)
            if (("*" in line or "&" in line) and _SHARED_NODE.search(line)) or line[:3] in ("---", "...")
        ]

    def members(self, way: tuple[str, ...], parent: JsonObject) -> Iterator[Entry]:
        """Yield the entries of a mapping that hangs in ``parent`` under the last key of ``way``."""
        group = parent.get(way[-1])
        above, places = self.document.marks.get(id(parent)), self.document.marks.get(id(group))
        if not isinstance(above, dict) or not isinstance(places, dict) or not self.is_block(way[-1], group, above):
            return
        marks = [*places.items()]
        following = [mark.line for _, mark in marks[1:]]
        behind = bisect_right(self.ends, marks[-1][1].line)
        last = len(self.lines) - (not self.lines[-1])
        following.append(self.ends[behind] if behind < len(self.ends) else last)
        for (key, mark), end in zip(marks, following, strict=True):
            starts_line = not self.lines[mark.line][: mark.column].strip(" ")
            doubtful = bisect_left(self.doubtful, mark.line) != bisect_left(self.doubtful, end)
            if starts_line and mark.column and not doubtful and _PLAIN_KEY.fullmatch(key):
                yield Entry(way, key, mark.column, mark.line, end)

    def is_block(self, key: str, group: Json, above: Mapping[str, Mark]) -> bool:
        """Whether nothing but a line break and comments stand between a key and the first key of its mapping."""
        places = self.document.marks.get(id(group))
        if not isinstance(group, dict) or not isinstance(places, dict) or not places:
            return False
        at, first = above[key], min(places.values(), key=lambda mark: mark.line)
        head, tail = self.lines[at.line][: at.column], self.lines[at.line][at.column :]
        for spelled in (key, f"'{key}'", f'"{key}"'):
            if tail.startswith(f"{spelled}:") and not head.strip(" ") and first.line > at.line:
                between = [tail[len(spelled) + 1 :], *self.lines[at.line + 1 : first.line]]
                return first.column > at.column and all(map(_says_nothing, between))
        return False


def _says_nothing(line: str) -> bool:
    text = line.lstrip(" ")
    return not text or text.startswith("#")
