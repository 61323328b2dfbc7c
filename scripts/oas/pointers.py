"""JSON pointers (RFC 6901) of documents, written and read as the client writes and reads them.

https://www.rfc-editor.org/rfc/rfc6901
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from videojobs.http.json_pointer import escape, split, unescape
from videojobs.http.json_pointer import join as format_pointer

__all__ = [
    "child",
    "child_pointer",
    "escape",
    "format_pointer",
    "parse_pointer",
    "resolve_keys",
    "resolve_pointer",
    "unescape",
]
_MAX_INDEX_DIGITS = 9  # digits; int() of thousands of digits would take long


def child_pointer(pointer: str, *keys: str | int) -> str:
    """Return the pointer of something below a place."""
    return pointer + format_pointer(keys)


def parse_pointer(pointer: str) -> list[str]:
    """Return the keys of a pointer, unescaped.

    Raises:
        ValueError: It is neither empty nor starts with a slash, or a ``~`` is not followed by 0 or 1.
    """
    # The empty pointer is the whole document; "/" is the member whose key is empty.
    if pointer and not pointer.startswith("/"):
        raise ValueError("it does not start with '/'")
    if "~" in pointer.replace("~0", "").replace("~1", ""):
        raise ValueError("'~' must be written '~0'")
    return list(split(pointer))


def child(node: Any, key: str | int, default: Any = None) -> Any:
    """Return a member of an object, or an item of a list by its index; the default if there is none.

    A negative index is none: RFC 6901 knows digits only.
    """
    if isinstance(node, dict):
        return node.get(key, default)
    if isinstance(node, list):
        text = str(key)
        # str.isdigit() is true for digits of other scripts and for superscripts, which int() refuses or reads
        # otherwise.
        if text.isascii() and text.isdigit() and len(text) <= _MAX_INDEX_DIGITS and int(text) < len(node):
            return node[int(text)]
    return default


def resolve_keys(node: Any, keys: Iterable[str | int], default: Any = None) -> Any:
    """Return what these keys and indexes lead to, or the default if they lead nowhere."""
    for key in keys:
        node = child(node, key, _NOTHING)
        if node is _NOTHING:
            return default
    return node


def resolve_pointer(node: Any, pointer: str, default: Any = None) -> Any:
    """Return what a pointer leads to, or the default if it leads nowhere or is not a pointer."""
    try:
        keys = parse_pointer(pointer)
    except ValueError:
        return default
    return resolve_keys(node, keys, default)


# A sentinel, since null is a value that a pointer may well lead to.
_NOTHING = object()
