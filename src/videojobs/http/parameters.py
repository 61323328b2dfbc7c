"""Encode query, header, cookie and path parameters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from videojobs.errors import InvalidRequest
from videojobs.http.converters import as_text, plain
from videojobs.http.types import UNSET

# Bytes; servers refuse a request line of more than 8,000 (RFC 9112, section 3).
_MAX_SEGMENT = 4000
# `cookie-octet` of RFC 6265, section 4.1.1. Servers end a cookie at a semicolon, and some at a blank or a comma:
# another value could add a cookie.
_COOKIE = re.compile(r"[!#-+\--:<-\[\]-~]*")


def params(
    values: Mapping[str, Any], deep: Collection[str] = (), joined: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[str, str], ...]:
    """Return pairs of name and text; UNSET and None are left out, a list repeats the name.

    Args:
        values: Values by the names of the document. Each key of an object is a parameter of its own.
        deep: Names whose objects are written ``name[key]``, and lists ``name[]`` (style ``deepObject``).
        joined: Names whose lists are one text, each with the character between the items.

    Raises:
        InvalidRequest: An object or a list is nested inside another.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        content = plain(value)
        if name in joined and isinstance(content, list):
            content = joined[name].join(text for _, text in _repeated(name, content)) or None
        if name in deep:
            pairs += bracketed(name, content, "" if isinstance(content, Mapping) else "[]")
        else:
            pairs += _pairs(name, content)
    return tuple(pairs)


def header_params(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return pairs of name and text for headers; UNSET and None are left out, a list is joined by commas.

    Raises:
        InvalidRequest: A value is not printable ASCII, or an object or a list is nested inside another.
    """
    joined: dict[str, list[str]] = {}
    for name, text in params(values):
        # A tab may be part of a value (RFC 9110, section 5.5).
        if not text.isascii() or not text.replace("\t", " ").isprintable():
            raise InvalidRequest(f"{name}: a header cannot carry this value; pass printable ASCII characters")
        joined.setdefault(name, []).append(text)
    return tuple((name, ",".join(texts)) for name, texts in joined.items())


def cookie_params(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return pairs of name and text for cookies; UNSET and None are left out, a list repeats the name.

    Raises:
        InvalidRequest: A value has characters that end a cookie, or an object or a list is nested inside another.
    """
    pairs = params(values)
    for name, text in pairs:
        if not _COOKIE.fullmatch(text):
            what = "a cookie cannot carry this value; pass ASCII without blanks, quotes, commas, semicolons"
            raise InvalidRequest(f"{name}: {what}")
    return pairs


def bracketed(name: str, value: Any, item_brackets: str = "[]") -> Iterator[tuple[str, str]]:
    """Yield pairs of name and text: ``name[key]`` for an object, ``name[]`` for a list, ``name[0][key]`` inside one.

    OpenAPI leaves open how values inside values are written; PHP, Rails, qs and the services that use them read this.
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from bracketed(f"{name}[{key}]", item, item_brackets)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            place = f"[{index}]" if isinstance(item, Mapping | list) else item_brackets
            yield from bracketed(f"{name}{place}", item, item_brackets)
    else:
        yield from _repeated(name, value)


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield from _repeated(name, value)
        return
    for key, item in value.items():
        yield from _repeated(key, item)


def _repeated(name: str, value: Any) -> Iterator[tuple[str, str]]:
    items: list[Any] = value if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, Mapping | list):
            raise InvalidRequest(f"{name}: a value inside a value cannot be sent as a parameter")
        if item is not UNSET and item is not None:
            yield name, as_text(item)


def segment(value: object, name: str = "id", *, joined: bool = False) -> str:
    """Return a value percent-encoded as one path segment, whatever characters it contains.

    Args:
        value: A text or a number.
        name: Name of the parameter, for messages.
        joined: Whether the value may be a list, whose items are joined by commas (style ``simple``).

    Raises:
        InvalidRequest: The value is absent or not text. Or it is empty, ``.`` or ``..``, which would change the path
            (RFC 3986, section 5.2.4): an empty id would list all jobs.
    """
    content = plain(value)
    if joined and isinstance(content, list) and content:
        return ",".join(segment(item, name) for item in content)
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
