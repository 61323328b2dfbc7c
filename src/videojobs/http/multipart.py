"""``multipart/form-data`` from a body as a dict.

The boundary is the HTTP library's random one: a fixed boundary lets a prompt inject a form field.
Nested objects get bracketed names (``input_reference[image_url]``), as the SDKs of the format send them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from videojobs.http.files import File
from videojobs.http.media_type import extension_of, media_type_of
from videojobs.http.unset import UNSET

Part = tuple[str, tuple[str | None, BinaryIO | bytes, str | None]]


def parts(fields: Mapping[str, Any]) -> list[Part]:
    """Return the parts of a form: plain fields first, files last, absent and null fields left out."""
    found = [part for name, value in fields.items() for part in _flatten(name, value)]
    found.sort(key=lambda part: part[1][0] is not None)
    return found


def holds_file(value: Any) -> bool:
    """Whether a body, as a dict, holds a `File` anywhere."""
    if isinstance(value, File):
        return True
    if isinstance(value, Mapping):
        return any(holds_file(item) for item in value.values())
    return isinstance(value, list | tuple) and any(holds_file(item) for item in value)


def _flatten(name: str, value: Any) -> Iterator[Part]:
    if value is UNSET or value is None:
        return
    if isinstance(value, File):
        yield name, _file(value, name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flatten(f"{name}[{key}]", item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _item(name, item)
    else:
        yield name, (None, _text(value).encode(), None)


def _item(name: str, item: Any) -> Iterator[Part]:
    """Repeat the name per item (OpenAPI 3.1, 4.8.15.2); inside an object the SDKs of the format add ``[]``."""
    if isinstance(item, Mapping) and not holds_file(item):
        yield name, (None, json.dumps(item, ensure_ascii=False).encode(), "application/json")
    else:
        yield from _flatten(f"{name}[]" if "[" in name else name, item)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _file(file: File, field: str) -> tuple[str, BinaryIO | bytes, str]:
    media_type = file.mime_type or media_type_of(_start(file.payload)) or "application/octet-stream"
    name = file.file_name or f"{field.partition('[')[0]}{extension_of(media_type)}"
    return name, file.payload, media_type


def _start(payload: BinaryIO | bytes) -> bytes:
    """Return the first bytes without consuming them; nothing if the file cannot be rewound."""
    if isinstance(payload, bytes):
        return payload[:64]
    if not payload.seekable():
        return b""
    position = payload.tell()
    start = payload.read(64)
    payload.seek(position)
    return start
