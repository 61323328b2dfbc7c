"""Write a document over its older YAML text: lines that say the same stay, with their style and comments.

ruamel.yaml's round trip was tried (0.19.1) and loses what this module keeps: it folds long text of untouched keys again
(3 of 10 documents under ``spec/`` change without an edit), wants one indentation for all lists of a file, and
attaches a comment to the node before it, so an item appended there slips below the comment of the next key, and a
removed key takes that comment with it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml
from attrs import field, frozen

from scripts.oas.load import SpecError, loads
from scripts.oas.yaml_writer import to_yaml
from scripts.vendoring.match_items import match_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document, Json, Mark


def splice(text: str, document: Document, data: Json) -> str:
    """Return ``data`` as YAML, with the lines of ``text`` wherever these say the same.

    Args:
        text: The older text.
        document: The older text, loaded.
        data: The content of the new text.
    """
    if identical(document.data, data):
        return text
    fresh = to_yaml(data)
    try:
        source = _Text(fresh, loads(fresh.encode(), Path("fresh.yaml")))
        result = "\n".join(_Splice(_Text(text, document), source).lines()) + "\n"
        # Lines were put together as text: only reading them again proves the result. In doubt the document is written
        # afresh.
        if identical(loads(result.encode(), Path("spliced.yaml")).data, data):
            return result
    except (SpecError, _UnsupportedLayoutError):
        pass
    return leading_comments(text) + fresh


def identical(one: Json, other: Json) -> bool:
    """Whether two values are equal in the order of their keys and in the types of their numbers too."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(identical(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return type(one) is type(other) and repr(one) == repr(other)  # repr: 0.0 and -0.0 differ


def leading_comments(text: str) -> str:
    """Return the comments and empty lines at the start of a text."""
    lines = text.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if not _is_comment_or_blank(line)), len(lines))
    return "".join(lines[:count])


def removed_comments(old: str, new: str) -> list[str]:
    """Return the comments of the old text that the new one lacks, each as ``line N: # text``."""
    remaining = Counter(comment for _, comment in _comments(new))
    removed: list[str] = []
    for line, comment in _comments(old):
        remaining[comment] -= 1
        if remaining[comment] < 0:
            removed.append(f"line {line}: {comment}")
    return removed


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each comment: PyYAML's scanner drops them, so they are what lies between two tokens."""
    position = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        for line in text[position : token.start_mark.index].splitlines(keepends=True):
            if line.lstrip().startswith("#"):
                yield text.count("\n", 0, position) + 1, line.strip()
            position += len(line)
        position = max(position, token.end_mark.index)


def _is_comment_or_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


class _UnsupportedLayoutError(Exception):
    """The members of a container do not start on lines of their own (flow style, anchors)."""


@frozen
class _Span:
    """Lines of a member: its comments from ``first``, its value from ``line`` to before ``end``, and its column."""

    first: int
    line: int
    end: int
    column: int


@frozen(eq=False)
class _Text:
    """A text with the positions of its nodes."""

    text: str
    document: Document
    lines: list[str] = field(init=False)

    @lines.default
    def _split(self) -> list[str]:
        return self.text.removesuffix("\n").split("\n")

    def marks(self, node: Json) -> dict[str | int, Mark]:
        """Return key or index -> position of the members of a container."""
        marks = self.document.marks[id(node)]
        if isinstance(marks, dict):
            return cast("dict[str | int, Mark]", marks)
        return dict(enumerate(marks))

    def spans(self, node: Json, start: int, end: int) -> dict[str | int, _Span]:
        """Return the lines of each member of a block container that spans the lines from ``start`` to ``end``."""
        marks = self.marks(node)
        firsts: list[int] = []
        floor = start
        for mark in marks.values():
            first = mark.line
            if not start <= first < end or (firsts and first < floor):
                raise _UnsupportedLayoutError
            while first > floor and _is_comment_or_blank(self.lines[first - 1]):
                first -= 1
            firsts.append(first)
            floor = mark.line + 1
        return {
            key: _Span(first, mark.line, following, mark.column)
            for (key, mark), first, following in zip(marks.items(), firsts, [*firsts[1:], end], strict=True)
        }

    def value_lines(self, span: _Span) -> list[str]:
        """Return the lines of a member without its comments and without the dash before it."""
        lines = self.lines[span.line : span.end]
        return [" " * span.column + lines[0][span.column :], *lines[1:]]

    def members_start(self, node: Json, span: _Span) -> int | None:
        """Return the first line of the members of a block container, or None if it is in flow style."""
        first = next(iter(self.marks(node).values()))
        line = self.lines[span.line]
        if first.line == span.line:  # an item of a list begins on the line of its dash
            if first.column == span.column and line[first.column] not in "{[":
                return span.line
        elif line.partition(" #")[0].rstrip().endswith(":"):
            return span.line + 1
        return None


@frozen(eq=False)
class _Splice:
    old: _Text
    new: _Text

    def lines(self) -> list[str]:
        """Return the lines of the whole text."""
        old, new = self.old.document.data, self.new.document.data
        if not (_is_filled(old) and type(old) is type(new)):
            raise _UnsupportedLayoutError
        if isinstance(old, dict) and any(mark.column for mark in self.old.marks(old).values()):
            raise _UnsupportedLayoutError
        return self._container(new, (0, len(self.new.lines)), old, (0, len(self.old.lines)))

    def _container(self, new: Json, new_lines: tuple[int, int], old: Json, old_lines: tuple[int, int]) -> list[str]:
        """Return the lines of a container that both texts have."""
        new_spans, old_spans = self.new.spans(new, *new_lines), self.old.spans(old, *old_lines)
        sample = next(iter(old_spans.values()))
        result: list[str] = []
        for key, old_key in _matching_keys(new, old):
            lines = self._member(
                _get(new, key), new_spans[key], _get(old, old_key), old_spans.get(old_key), sample.column
            )
            if isinstance(new, list):
                first = next(number for number, line in enumerate(lines) if not _is_comment_or_blank(line))
                dash = self.old.lines[sample.line].rfind("-", 0, sample.column)
                if dash < 0:
                    raise _UnsupportedLayoutError
                prefix = " " * dash + "-" + " " * (sample.column - dash - 1)
                lines[first] = prefix + lines[first][sample.column :]
            result += lines
        return result

    def _member(self, new: Json, new_span: _Span, old: Json, old_span: _Span | None, column: int) -> list[str]:
        """Return the lines of one member, with its first one at a column."""
        fresh = _indented(self.new.value_lines(new_span), column - new_span.column)
        if old_span is None:
            return fresh
        comments = self.old.lines[old_span.first : old_span.line]
        if identical(new, old):
            return [*comments, *self.old.value_lines(old_span)]
        if _is_filled(old) and type(new) is type(old) and _is_filled(new):
            old_start, new_start = self.old.members_start(old, old_span), self.new.members_start(new, new_span)
            if old_start is not None and new_start is not None:
                key_lines = self.old.value_lines(old_span)[: old_start - old_span.line]
                members = self._container(new, (new_start, new_span.end), old, (old_start, old_span.end))
                return [*comments, *key_lines, *members]
        return [*comments, *fresh]


def _matching_keys(new: Json, old: Json) -> Iterator[tuple[str | int, str | int]]:
    """Yield each key or index of the new container with that of the same member of the old one (-1: there is none)."""
    if isinstance(new, dict):
        yield from ((key, key) for key in new)
        return
    items, old_items = cast("list[Json]", new), cast("list[Json]", old)
    equal: dict[str, list[int]] = {}
    for index in reversed(range(len(old_items))):
        equal.setdefault(json.dumps(old_items[index]), []).append(index)
    free = set(range(len(old_items)))
    for index, similar in enumerate(match_items(items, old_items)):
        match = similar
        if candidates := equal.get(json.dumps(items[index])):
            match = candidates.pop()
        if match is None or match not in free:
            yield index, -1
        else:
            free.remove(match)
            yield index, match


def _get(node: Json, key: str | int) -> Json:
    if isinstance(node, dict):
        return node.get(str(key))
    if isinstance(node, list) and isinstance(key, int) and key >= 0:
        return node[key]
    return None


def _is_filled(node: Json) -> bool:
    return isinstance(node, (dict, list)) and bool(node)


def _indented(lines: list[str], by: int) -> list[str]:
    """Return lines indented by more or (negative) fewer columns; empty lines stay empty."""
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[-by:] if not line[:-by].strip() else line for line in lines]
