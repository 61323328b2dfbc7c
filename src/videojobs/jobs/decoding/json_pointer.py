"""JSON pointers (RFC 6901), split once and followed many times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

Path = tuple[str, ...]


def split(pointer: str) -> Path:
    """Return the keys of a JSON pointer; ``""`` is the whole document."""
    if not pointer:
        return ()
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("/").split("/"))


def follow(value: Any, path: Path) -> Any:
    """Return what a path leads to, or None if it leads nowhere."""
    for key in path:
        if value.__class__ is dict or isinstance(value, Mapping):  # the first is much faster
            value = value.get(key)
            if value is None:
                return None
        elif isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 9 and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


@frozen
class Place:
    """Where one fact may stand, the likeliest place first.

    Attributes:
        key: Where it usually stands: the key that the first pointer names; if the first pointer is longer than one
            key, the pointer's own text, a key that no object has.
        paths: All pointers, split, in order.
        others: First keys of all pointers but a simple first one: without any of them, only ``key`` can be there.
    """

    key: str
    paths: tuple[Path, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, pointers: tuple[str, ...]) -> Place:
        """Split the pointers of one fact."""
        paths = tuple(split(pointer) for pointer in pointers)
        simple = bool(paths) and len(paths[0]) == 1
        others = paths[1:] if simple else paths
        key = paths[0][0] if simple else (pointers[0] if pointers else "/")
        return cls(key, paths, frozenset(path[0] for path in others if path))

    def find(self, job: Mapping[str, Any]) -> Any:
        """Return the first value that is neither absent, null nor empty text; else None or ``""``."""
        usual = job.get(self.key)
        if usual is not None and usual != "":
            return usual
        for path in self.paths:
            value = follow(job, path)
            if value is not None and value != "":
                return value
        return usual

    def candidates(self, job: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
        """Yield every value that is neither absent, null nor empty text, with its path."""
        for path in self.paths:
            value = follow(job, path)
            if value is not None and value != "":
                yield path, value
