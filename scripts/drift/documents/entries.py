"""Find the entries of a YAML document whose meaning does not depend on their place in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import Document, Json, JsonObject, Mark

_SECTIONS = ("paths", "webhooks")
_ANCHOR_OR_ALIAS = re.compile(r"[&*](?<![^\s\[\]{},:].)[\w-]", re.DOTALL)  # or text that looks like one
# Printable ASCII: such a key is certainly the same when it is read back from quotes.
_PLAIN_KEY = re.compile(r"[ -~]{1,200}")


@frozen
class Entry:
    """An entry: the keys of its mapping, its own key, its column, and its lines, from 0, ``end`` excluded."""

    keys: tuple[str, ...]
    key: str
    column: int
    start: int
    end: int


def entries_of(document: Document, root: JsonObject, lines: list[str]) -> Iterator[Entry]:
    """Yield the entries of paths, webhooks and components that another text may repeat with the same meaning.

    Their mappings are certainly in block style; they begin a line, and have neither anchors nor aliases.

    Args:
        document: The document.
        root: Its root.
        lines: Its lines.
    """
    places = document.marks.get(id(root))
    if not isinstance(places, dict) or not places:
        return
    first = min(mark.line for mark in places.values())
    if not all(_is_blank(line) or line == "---" for line in lines[:first]):
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
    """A document with its lines.

    Attributes:
        document: The document.
        lines: Its lines.
        ends: The lines at which a key outside all entries begins, sorted.
        doubtful: Lines that may have an anchor or an alias, or may end the document, sorted.
    """

    document: Document
    lines: list[str]
    ends: list[int] = field(factory=list[int])
    doubtful: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.doubtful = [
            number
            for number, line in enumerate(self.lines)
            if (("*" in line or "&" in line) and _ANCHOR_OR_ALIAS.search(line)) or line[:3] in ("---", "...")
        ]

    def members(self, keys: tuple[str, ...], parent: JsonObject) -> Iterator[Entry]:
        """Yield the entries of the mapping at the last of these keys of ``parent``."""
        group = parent.get(keys[-1])
        above, places = self.document.marks.get(id(parent)), self.document.marks.get(id(group))
        if not isinstance(above, dict) or not isinstance(places, dict) or not self.is_block(keys[-1], group, above):
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
                yield Entry(keys, key, mark.column, mark.line, end)

    def is_block(self, key: str, group: Json, above: Mapping[str, Mark]) -> bool:
        """Whether only a line break and comments separate a key from the first key of its mapping."""
        places = self.document.marks.get(id(group))
        if not isinstance(group, dict) or not isinstance(places, dict) or not places:
            return False
        at, first = above[key], min(places.values(), key=lambda mark: mark.line)
        head, tail = self.lines[at.line][: at.column], self.lines[at.line][at.column :]
        for spelled in (key, f"'{key}'", f'"{key}"'):
            if tail.startswith(f"{spelled}:") and not head.strip(" ") and first.line > at.line:
                between = [tail[len(spelled) + 1 :], *self.lines[at.line + 1 : first.line]]
                return first.column > at.column and all(map(_is_blank, between))
        return False


def _is_blank(line: str) -> bool:
    text = line.lstrip(" ")
    return not text or text.startswith("#")
