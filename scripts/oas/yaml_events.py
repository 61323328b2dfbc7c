"""Build a document from the events of PyYAML's parser.

PyYAML's constructors are not used: they read YAML 1.1 (``no`` is false, ``12:30`` is 750), let the last of two equal
keys win, follow tags, and have no bounds. https://github.com/yaml/pyyaml/issues/116 asks for YAML 1.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from attrs import define, field

from scripts.oas.bounds import MAX_ALIASES, MAX_DEPTH, MAX_NODES
from scripts.oas.document import Json, Place, Places
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import ParseError
from scripts.oas.scalars import CORE_TAG, SCALAR_TAGS, resolve_scalar, tagged_scalar

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.oas.document import JsonObject, Mark

# OpenAPI wants codes in quotes "for compatibility between JSON and YAML"; many documents leave these out.
_RESPONSE_CODE = re.compile(r"[1-5][0-9][0-9]")
_CONTAINER_TAGS: dict[type[yaml.Event], str] = {
    yaml.MappingStartEvent: "tag:yaml.org,2002:map",
    yaml.SequenceStartEvent: "tag:yaml.org,2002:seq",
}


@define(eq=False)
class _Mapping:
    """An open mapping.

    Attributes:
        has_status_codes: Whether plain integers may be keys here: OpenAPI documents write ``200:`` without quotes.
        key: The key whose value comes next.
        has_merge_key: Whether ``<<`` names mappings whose keys belong here, too.
    """

    node: JsonObject
    places: dict[str, Mark]
    anchor: str | None
    has_status_codes: bool
    key: str | None = None
    has_merge_key: bool = False


@define(eq=False)
class _Sequence:
    """An open sequence."""

    node: list[Json]
    places: list[Mark]
    anchor: str | None


@define(eq=False)
class Builder:
    """Takes events one by one, and builds ``data`` and ``marks``.

    Attributes:
        is_foreign: Whether the file was written by others: tags, merge keys, and keys with an anchor are accepted.
        tags: JSON pointer and name of each tag of a foreign file whose meaning only its author knows.
    """

    is_foreign: bool = False
    data: Json = None
    marks: dict[int, Places] = field(factory=dict[int, Places])
    tags: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    _levels: list[_Mapping | _Sequence] = field(factory=list["_Mapping | _Sequence"])
    _anchors: dict[str, tuple[Json, int, int]] = field(factory=dict[str, tuple[Json, int, int]])
    _nodes: int = 0
    _aliases: int = 0
    _documents: int = 0

    def build(self, next_event: Callable[[], Any]) -> None:
        """Take all events up to the end of the stream.

        Raises:
            ParseError: The stream holds something that a document must not hold.
        """
        handlers: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.SequenceStartEvent: self._open_sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        # PyYAML returns None after the end of the stream, not StopIteration.
        while (event := next_event()) is not None:
            handler = handlers.get(event.__class__)
            if handler is not None:
                handler(event)
        if not self._documents:
            raise self.error(Place(0, 0), "there is no document in the file", "write one")

    def error(self, mark: Mark, what: str, fix: str) -> ParseError:
        """Return (not raise) a problem at ``mark``, with the keys that lead to the node being built."""
        return ParseError(mark, self._keys(), what, fix)

    def _keys(self) -> list[str | int]:
        """Return the keys that lead to the node being built."""
        keys: list[str | int] = []
        innermost = len(self._levels) - 1
        for depth, level in enumerate(self._levels):
            if isinstance(level, _Sequence):
                # An open container is already in the list that holds it; the item being read is not.
                keys.append(len(level.node) - (depth < innermost))
            elif level.key is not None:
                keys.append(level.key)
        return keys

    def _document(self, event: Any) -> None:
        mark: Mark = event.start_mark
        # Under `%YAML 1.1` the author would mean `no` as false: better refused than read in the other sense.
        if event.version not in (None, (1, 2)):
            raise self.error(mark, "the document declares YAML 1.1", "remove the %YAML line; files here are YAML 1.2")
        if event.tags:
            raise self.error(mark, "a %TAG line", "remove it; tags are not allowed")
        self._documents += 1
        if self._documents > 1:
            raise self.error(mark, "a second document in the file", "put each document into a file of its own")

    def _scalar(self, event: Any) -> None:
        level = self._levels[-1] if self._levels else None
        if isinstance(level, _Mapping) and level.key is None:
            self._take_key(level, event)
            return
        value: Json = event.value
        # True for a plain scalar without a tag: only these are resolved, a quoted one is text whatever it looks like.
        if event.implicit[0]:
            try:
                value = resolve_scalar(event.value)
            except ValueError as problem:
                raise self.error(event.start_mark, str(problem), "write it as text, in quotes") from None
        elif not event.value.isascii():
            self._check_text(event)
        if event.tag is not None and self.is_foreign and event.tag in SCALAR_TAGS:
            value = self._tagged(event)
        else:
            self._check_tag(event)
        if event.anchor is not None:
            # An anchor may be set again: an alias means the last one before it
            # (https://yaml.org/spec/1.2.2/#71-alias-nodes).
            self._anchors[event.anchor] = (value, 1, 0)
        self._attach(value, event.start_mark)

    def _tagged(self, event: Any) -> Json:
        try:
            return tagged_scalar(event.tag, event.value)
        except ValueError as problem:
            raise self.error(event.start_mark, str(problem), "write it as text, in quotes") from None

    def _take_key(self, level: _Mapping, event: Any) -> None:
        key: str = event.value
        mark: Mark = event.start_mark
        has_tag = event.tag is not None and not (self.is_foreign and event.tag in SCALAR_TAGS)
        if has_tag or (event.anchor is not None and not self.is_foreign):
            raise self.error(mark, "a key with a tag or an anchor", "write the key alone")
        if event.implicit[0]:
            self._check_plain_key(level, key, mark)
        elif not key.isascii():
            self._check_text(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = (key, 1, 0)
        self._set_key(level, key, mark)

    def _set_key(self, level: _Mapping, key: str, mark: Mark) -> None:
        if key in level.node:
            line = level.places[key].line + 1
            raise self.error(mark, f"the key {key!r} is here and in line {line}", "keep one of the two")
        level.places[key] = mark
        level.key = key

    def _check_plain_key(self, level: _Mapping, key: str, mark: Mark) -> None:
        # A merge key would be kept as an ordinary one, and what it should merge would be missing without a word.
        if key == "<<" and not self.is_foreign:
            raise self.error(mark, "a merge key, which YAML 1.2 does not have", "write the keys out")
        if self.is_foreign:
            level.has_merge_key |= key == "<<"
            return  # JSON has no other keys than text, so that `200` can only mean "200"
        try:
            is_text = isinstance(resolve_scalar(key), str)
        except ValueError:
            is_text = False
        if not is_text and not (level.has_status_codes and _RESPONSE_CODE.fullmatch(key)):
            raise self.error(mark, f"the key {key!r} is not text", "put it in quotes")

    def _check_text(self, event: Any) -> None:
        try:
            event.value.encode("utf-8")
        except UnicodeEncodeError:
            raise self.error(event.start_mark, "half of a surrogate pair", "write the whole character") from None

    def _check_tag(self, event: Any) -> None:
        if event.tag is None or (self.is_foreign and event.tag == _CONTAINER_TAGS.get(event.__class__)):
            return
        if self.is_foreign and not event.tag.startswith(CORE_TAG):
            # The value is read as it is written: where nobody uses it, it is no reason to refuse all others.
            self.tags.append((format_pointer(self._keys()), event.tag))
        else:
            raise self.error(event.start_mark, f"the tag {event.tag!r}", "remove it; tags are not allowed")

    def _open_mapping(self, event: Any) -> None:
        # By the key alone, since the builder does not know OpenAPI: `components.responses` allows numbers too, and does
        # no harm.
        is_responses = bool(self._levels) and getattr(self._levels[-1], "key", None) == "responses"
        self._open(_Mapping({}, {}, event.anchor, is_responses), event)

    def _open_sequence(self, event: Any) -> None:
        self._open(_Sequence([], [], event.anchor), event)

    def _open(self, level: _Mapping | _Sequence, event: Any) -> None:
        if len(self._levels) >= MAX_DEPTH:
            raise self.error(event.start_mark, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        self._check_tag(event)
        self._attach(level.node, event.start_mark)
        self.marks[id(level.node)] = level.places
        self._levels.append(level)

    def _close(self, _: Any) -> None:
        level = self._levels.pop()
        if isinstance(level, _Mapping) and level.has_merge_key:
            self._merge(level)
        if level.anchor is not None:
            # Only at its end: an alias inside its own anchor would be a value that contains itself.
            self._anchors[level.anchor] = (level.node, *_extent(level.node))
        if self._levels:
            self._finish_value(self._levels[-1])

    def _merge(self, level: _Mapping) -> None:
        """Add the keys of the mappings that a merge key names; the mapping's own keys win, then the first mapping's.

        https://yaml.org/type/merge.html; its own YAML 1.1, and yet published.
        """
        merged, mark = level.node.pop("<<"), level.places.pop("<<")
        for node in merged if isinstance(merged, list) else [merged]:
            if not isinstance(node, dict):
                raise self.error(mark, "a merge key without a mapping", "write the keys out")
            places = self.marks[id(node)]
            for key, value in node.items():
                if key not in level.node:
                    level.node[key] = value
                    level.places[key] = places[key]  # type: ignore[call-overload]

    def _alias(self, event: Any) -> None:
        mark: Mark = event.start_mark
        if event.anchor not in self._anchors:
            what = f"the alias *{event.anchor} has no finished anchor before it"
            raise self.error(mark, what, "write the value out")
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self.error(mark, f"more than {MAX_ALIASES} aliases", "write the values out")
        node, size, height = self._anchors[event.anchor]
        level = self._levels[-1]
        if isinstance(level, _Mapping) and level.key is None and isinstance(node, str) and self.is_foreign:
            self._set_key(level, node, mark)
            return
        if len(self._levels) + height > MAX_DEPTH:
            raise self.error(mark, f"nested deeper than {MAX_DEPTH} levels, aliases expanded", "flatten it")
        # Before the copy: an alias must not use the memory that the bound is to save.
        self._count(size, mark)
        self._attach(self._copy(node), mark)
        self._finish_value(self._levels[-1])

    def _copy(self, node: Json) -> Json:
        """Copy the value of an alias: marks are looked up by identity, so no two places may share a container."""
        copy: Json
        if isinstance(node, dict):
            copy = {key: self._copy(value) for key, value in node.items()}
        elif isinstance(node, list):
            copy = [self._copy(value) for value in node]
        else:
            return node
        self.marks[id(copy)] = self.marks[id(node)]
        return copy

    def _attach(self, value: Json, mark: Mark) -> None:
        self._count(1, mark)
        if not self._levels:
            self.data = value
            return
        level = self._levels[-1]
        if isinstance(level, _Sequence):
            level.node.append(value)
            level.places.append(mark)
        elif level.key is None:
            raise self.error(mark, "a key that is not plain text", "write the key out")
        else:
            level.node[level.key] = value
            if not isinstance(value, (dict, list)):
                level.key = None

    def _finish_value(self, level: _Mapping | _Sequence) -> None:
        if isinstance(level, _Mapping):
            level.key = None

    def _count(self, nodes: int, mark: Mark) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise self.error(mark, f"more than {MAX_NODES} values, aliases expanded", "split the file")


def _extent(node: Json) -> tuple[int, int]:
    """Count the values at and below a node, and the levels of containers."""
    if not isinstance(node, (dict, list)):
        return 1, 0
    size, height = 1, 0
    for value in node.values() if isinstance(node, dict) else node:
        below, levels = _extent(value)
        size, height = size + below, max(height, levels)
    return size, height + 1
