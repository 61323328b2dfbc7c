"""Follow JSON pointers (RFC 6901), split once and followed many times, and the references of OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import frozen

Path = tuple[str, ...]
"""Keys and indexes that lead to a value in JSON: a JSON pointer, split."""
# Of references that lead from one to the next: a longer chain is a circle.
_MAX_CHAIN = 40


def escape(key: str) -> str:
    """Return a key as it is written in a pointer."""
    if "~" in key or "/" in key:
        # `~` first: the other order would escape the tilde of `~1` again.
        return key.replace("~", "~0").replace("/", "~1")
    return key


def unescape(token: str) -> str:
    """Return the key that a token of a pointer stands for."""
    # `~1` first: else `~01`, which means `~1`, would become `/` (RFC 6901, section 4).
    return token.replace("~1", "/").replace("~0", "~")


def split(pointer: str) -> Path:
    """Return the keys of a JSON pointer; ``""`` is the whole document."""
    if not pointer:
        return ()
    return tuple([unescape(token) for token in pointer.removeprefix("/").split("/")])


def join(path: Iterable[str | int]) -> str:
    """Return keys and indexes as a JSON pointer."""
    return "".join([f"/{escape(str(key))}" for key in path])


def follow(value: Any, path: Path) -> Any:
    """Return the value at a path, or None if there is none."""
    for key in path:
        if value.__class__ is dict or isinstance(value, Mapping):  # the class check takes a sixth of the time
            value = value.get(key)
            if value is None:
                return None
        # isdigit() is true of superscripts, too, which int() refuses, as it does text of more than 4,300 digits.
        elif isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 9 and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def reference_path(node: Any) -> Path | None:
    """Return the path that a ``$ref`` leads to in its document; None if the node is no reference."""
    reference = node.get("$ref") if isinstance(node, Mapping) else None
    if not isinstance(reference, str):
        return None
    # The fragment of a URI is percent-encoded (RFC 6901, section 6).
    return split(unquote(reference.partition("#")[2]))


def resolve(document: Any, node: Any, path: Path = ()) -> tuple[Any, Path]:
    """Return what a node of a document stands for, references followed, and its path.

    The value is None where a reference leads nowhere or in a circle.
    """
    for _ in range(_MAX_CHAIN):
        target = reference_path(node)
        if target is None:
            return node, path
        node, path = follow(document, target), target
    return None, path


def as_text(value: Any) -> str | None:
    """Return text as it is, a number as text, anything else as None."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int) and abs(value) > 10**30:  # str() refuses integers of more than 4,300 digits
        return None
    return str(value)


def text_at(value: Any, pointers: Iterable[str]) -> str | None:
    """Return the first text (or number, as text) that one of the pointers leads to, unless it is empty."""
    for pointer in pointers:
        text = as_text(follow(value, split(pointer)))
        if text:
            return text
    return None


@frozen
class Pointers:
    """The JSON pointers of one field, in the order they are tried.

    Attributes:
        key: The key that the first pointer names; if the first pointer is longer than one key, the pointer's own text,
            a key that no object has.
        paths: All pointers, split.
        other_keys: First keys of all pointers but a simple first one: an object without any of them can hold the field
            under ``key`` only.
    """

    key: str
    paths: tuple[Path, ...]
    other_keys: frozenset[str]

    @classmethod
    def of(cls, pointers: tuple[str, ...]) -> Pointers:
        """Split the pointers of one field."""
        paths = tuple(split(pointer) for pointer in pointers)
        if paths and len(paths[0]) == 1:
            key, others = paths[0][0], paths[1:]
        else:
            key, others = pointers[0] if pointers else "/", paths
        return cls(key, paths, frozenset(path[0] for path in others if path))

    def find(self, document: Mapping[str, Any]) -> Any:
        """Return the first value that is neither absent, null nor empty text; else None or ``""``."""
        first = document.get(self.key)
        if first is not None and first != "":
            return first
        return next((value for _, value in self.candidates(document)), first)

    def candidates(self, document: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
        """Yield every value that is neither absent, null nor empty text, with its path."""
        for path in self.paths:
            value = follow(document, path)
            if value is not None and value != "":
                yield path, value
