"""Encode query, header, cookie and path parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from videojobs.errors import InvalidRequest
from videojobs.http.converters import as_text, plain
from videojobs.http.types import UNSET

# Bytes; servers refuse a request line of more than 8,000 (RFC 9112, section 3).
_MAX_SEGMENT = 4000


def params(values: Mapping[str, Any], deep: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return pairs of name and text; UNSET and None are left out, a list repeats the name.

    Args:
        values: Values by the names of the document. Each key of an object is a parameter of its own.
        deep: Names whose objects are written ``name[key]`` (style ``deepObject``).

    Raises:
        InvalidRequest: An object or a list is nested inside another.
    """
    return tuple(pair for name, value in values.items() for pair in _pairs(name, plain(value), name in deep))


def _pairs(name: str, value: Any, deep: bool) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield from _repeated(name, value)
        return
    for key, item in value.items():
        yield from _repeated(f"{name}[{key}]" if deep else key, item)


def _repeated(name: str, value: Any) -> Iterator[tuple[str, str]]:
    items: list[Any] = value if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, Mapping | list):
            raise InvalidRequest(f"{name}: a value inside a value cannot be sent as a parameter")
        if item is not UNSET and item is not None:
            yield name, as_text(item)


def segment(value: object, name: str = "id") -> str:
    """Return a value percent-encoded as one path segment, whatever characters it contains.

    Raises:
        InvalidRequest: The value is absent or not text. Or it is empty, ``.`` or ``..``, which would change the path
            (RFC 3986, section 5.2.4): an empty id would list all jobs.
    """
    if value is None or value is UNSET:
        raise InvalidRequest(f"{name}: {value}; pass the id that the server gave")
    content = plain(value)
    if not isinstance(content, str | int | float):
        raise InvalidRequest(f"{name}: {type(value).__name__}; pass the id, which is text")
    text = str(content)
    if text in ("", ".", ".."):
        raise InvalidRequest(f"{name}: {text!r} would change the path of the request; pass the id that the server gave")
    try:
        # safe="": by default quote() keeps `/`, and an id with one would name another operation.
        encoded = quote(text, safe="")
    except UnicodeEncodeError as error:
        raise InvalidRequest(f"{name}: {text!r} is not valid text: {error.reason}") from None
    if len(encoded) > _MAX_SEGMENT:
        raise InvalidRequest(f"{name}: {len(text):,} characters; pass the id that the server gave")
    return encoded
