"""Writing a document over an older text of it: what says the same keeps its lines, with their style and comments."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml
from attrs import field, frozen

from scripts.oas.load import SpecError, loads
from scripts.oas.yaml_writer import to_yaml
from scripts.vendoring.pairs import pair_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document, Json, Mark


def spliced(old: str, document: Document, data: Json) -> str:
    """Return ``data`` as YAML, with the lines of ``old`` wherever that says the same.

    Args:
        old: The text that we have.
        document: It, loaded.
        data: What the new text is to say.
    """
    if alike(document.data, data):
        return old
    fresh = to_yaml(data)
    written = loads(fresh.encode(), Path("fresh.yaml"))
    try:
        new = "\n".join(_Splice(_Text(old, document), _Text(fresh, written)).all()) + "\n"
        if alike(loads(new.encode(), Path("spliced.yaml")).data, data):
            return new
    except (SpecError, _UnevenError):  # a style that lines cannot be taken from: all of it is written anew
        pass
    return head_of(old) + fresh


def alike(one: Json, other: Json) -> bool:
    """Whether two values are the same, the order of keys and the kinds of numbers too."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return type(one) is type(other) and repr(one) == repr(other)


def head_of(text: str) -> str:
    """Return the comments and empty lines that a text begins with."""
    lines = text.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if not _is_remark(line)), len(lines))
    return "".join(lines[:count])


def lost_comments(old: str, new: str) -> list[str]:
    """Return the comments of a text that another one lacks, each as ``line N: # text``."""
    there = Counter(text for _, text in comments(new))
    found: list[str] = []
    for line, text in comments(old):
        there[text] -= 1
        if there[text] < 0:
            found.append(f"line {line}: {text}")
    return found


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each comment of a YAML text: what stands between two tokens and begins with ``#``."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        start = token.start_mark.index
        for offset, line in _lines_between(text, end, start):
            if line.lstrip().startswith("#"):
                yield text.count("\n", 0, offset) + 1, line.strip()
        end = max(end, token.end_mark.index)


def _lines_between(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for line in text[start:end].splitlines(keepends=True):
        yield start, line
        start += len(line)


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


class _UnevenError(Exception):
    """A text is not laid out as this module understands it."""


@frozen(eq=False)
class _Text:
    """A text with the places of its parts."""

    text: str
    document: Document
    lines: list[str] = field(init=False)

    @lines.default
    def _split(self) -> list[str]:
        return self.text.removesuffix("\n").split("\n")

    def marks(self, node: Json) -> dict[str | int, Mark]:
        """Return key or position -> place of the members of a container."""
        places = self.document.marks[id(node)]
        if isinstance(places, dict):
            return cast("dict[str | int, Mark]", places)
        return dict(enumerate(places))

    def spans(self, node: Json, start: int, end: int) -> dict[str | int, _Span]:
        """Return the lines of each member of a block container that stands in the lines from ``start`` to ``end``."""
        marks = self.marks(node)
        firsts: list[int] = []
        floor = start
        for mark in marks.values():
            first = mark.line
            if not start <= first < end or (firsts and first < floor):
                raise _UnevenError
            while first > floor and _is_remark(self.lines[first - 1]):
                first -= 1
            firsts.append(first)
            floor = mark.line + 1
        lasts = [*firsts[1:], end]
        return {
            key: _Span(first, mark.line, last, mark.column)
            for (key, mark), first, last in zip(marks.items(), firsts, lasts, strict=True)
        }


@frozen
class _Span:
    """Lines of a member: its remarks from ``first``, itself from ``line`` to before ``last``, at a column."""

    first: int
    line: int
    last: int
    column: int


@frozen(eq=False)
class _Splice:
    old: _Text
    new: _Text

    def all(self) -> list[str]:
        """Return the lines of the whole."""
        old, new = self.old.document.data, self.new.document.data
        old_span, new_span = (0, len(self.old.lines)), (0, len(self.new.lines))
        if not (_is_filled(old) and type(old) is type(new)):
            raise _UnevenError
        if any(mark.column for mark in self.old.marks(old).values() if isinstance(old, dict)):
            raise _UnevenError
        return self._members(new, new_span, old, old_span)

    def _members(self, new: Json, new_lines: tuple[int, int], old: Json, old_lines: tuple[int, int]) -> list[str]:
        """Return the lines of a container that both texts have, and that may have changed."""
        theirs, ours = self.new.spans(new, *new_lines), self.old.spans(old, *old_lines)
        column = next(iter(ours.values())).column
        result: list[str] = []
        for key, origin in self._pairs(new, old):
            made = self._member(_at(new, key), theirs[key], _at(old, origin), ours.get(origin), column)
            if isinstance(new, list):
                first = next(number for number, line in enumerate(made) if not _is_remark(line))
                dash = self._dash(next(iter(ours.values())))
                made[first] = " " * dash + "-" + " " * (column - dash - 1) + made[first][column:]
            result += made
        return result

    def _pairs(self, new: Json, old: Json) -> Iterator[tuple[str | int, str | int]]:
        """Yield each key or position of the new container with that of the same thing in the old one."""
        if isinstance(new, dict):
            yield from ((key, key) for key in new)
            return
        items, there = cast("list[Json]", new), cast("list[Json]", old)
        same: dict[str, list[int]] = {}
        for position in reversed(range(len(there))):
            same.setdefault(json.dumps(there[position]), []).append(position)
        free = set(range(len(there)))
        for index, near in enumerate(pair_items(items, there)):
            equal = same.get(json.dumps(items[index]))
            number = equal.pop() if equal else near
            if number is None or number not in free:
                yield index, -1
            else:
                free.remove(number)
                yield index, number

    def _member(self, new: Json, span: _Span, old: Json, ours: _Span | None, column: int) -> list[str]:
        """Return the lines of one member, at a column."""
        if ours is None:
            return _moved(self._own(self.new, span), column - span.column)
        remarks = self.old.lines[ours.first : ours.line]
        if alike(new, old):
            return [*remarks, *self._own(self.old, ours)]
        if _is_filled(old) and type(new) is type(old) and _is_filled(new):
            start, there = self._inner(self.old, old, ours), self._inner(self.new, new, span)
            if start is not None and there is not None:
                head = self._own(self.old, ours)[: start - ours.line]
                return [*remarks, *head, *self._members(new, (there, span.last), old, (start, ours.last))]
        return [*remarks, *_moved(self._own(self.new, span), column - span.column)]

    def _own(self, text: _Text, span: _Span) -> list[str]:
        """Return the lines of a member without its remarks and without the dash before it."""
        lines = text.lines[span.line : span.last]
        return [" " * span.column + lines[0][span.column :], *lines[1:]]

    def _inner(self, text: _Text, node: Json, span: _Span) -> int | None:
        """Return the line that the members of a block container may begin at, or None if it is in flow style."""
        first = next(iter(text.marks(node).values()))
        here = text.lines[span.line]
        if first.line == span.line:  # an item of a list begins in the line of its dash
            return span.line if first.column == span.column and here[first.column] not in "{[" else None
        return span.line + 1 if here.partition(" #")[0].rstrip().endswith(":") else None

    def _dash(self, span: _Span) -> int:
        """Return the column of the dash before an item."""
        dash = self.old.lines[span.line].rfind("-", 0, span.column)
        if dash < 0:
            raise _UnevenError
        return dash


def _at(node: Json, key: str | int) -> Json:
    if isinstance(node, dict):
        return node.get(str(key))
    return node[key] if isinstance(node, list) and isinstance(key, int) and key >= 0 else None


def _is_filled(node: Json) -> bool:
    return isinstance(node, (dict, list)) and bool(node)


def _moved(lines: list[str], by: int) -> list[str]:
    """Return lines indented by more or less columns; empty lines stay empty."""
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[-by:] if not line[:-by].strip() else line for line in lines]
