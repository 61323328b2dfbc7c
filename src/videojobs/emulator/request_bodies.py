"""Parse request bodies: JSON, multipart with bracketed names, URL-encoded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import field, frozen
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from videojobs.emulator.error_responses import RequestRefused

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_BYTES: Final = 64 * 1024 * 1024
FORM_MEDIA_TYPES: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_MAX_NESTING: Final = 8
# Deeper values cannot be walked recursively, as jsonschema and the request records do.
_MAX_JSON_DEPTH: Final = 100


@frozen(kw_only=True)
class Upload:
    """A file of a multipart body.

    Attributes:
        file_name: As the client named it, or None.
        media_type: As the client declared it, or None.
        content: Its bytes.
    """

    file_name: str | None
    media_type: str | None
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


def media_type_of(request: Request) -> str:
    """Return the media type of the request's body, lower case and without parameters; "" if it names none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request, media_type: str) -> Any:
    """Parse a body: decoded JSON; a form as nested dicts and lists of text and `Upload`.

    Raises:
        RequestRefused: 400 if the body is not of its media type, 413 if it is over 64 MiB.
    """
    if media_type in FORM_MEDIA_TYPES:
        return nested(await _read_form(request))
    content = await _read_bytes(request)
    if not content:
        return None
    try:
        body = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RequestRefused(400, f"The body is not valid JSON: {error}", code="invalid_json") from error
    if content.count(b"[") + content.count(b"{") > _MAX_JSON_DEPTH and _is_too_deep(body):
        raise RequestRefused(400, f"The body is nested in more than {_MAX_JSON_DEPTH} levels.", code="invalid_json")
    return body


async def drain(request: Request) -> None:
    """Read the rest of a body, so that the connection can be used again."""
    remaining = MAX_BYTES
    async for chunk in request.stream():
        remaining -= len(chunk)
        if remaining < 0:
            return


async def _read_bytes(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            raise RequestRefused(413, f"The body is over {MAX_BYTES} bytes.", code="request_too_large")
    return bytes(content)


async def _read_form(request: Request) -> list[tuple[str, str | Upload]]:
    parts: list[tuple[str, str | Upload]] = []
    try:
        # The default of starlette is 1 MiB per text field, less than an image in a data: URL may have.
        async with request.form(max_part_size=MAX_BYTES) as form:
            for name, value in form.multi_items():
                parts.append((name, await _upload(value) if isinstance(value, UploadFile) else value))
    except MultiPartException as error:
        raise RequestRefused(400, f"The body is not a valid form: {error.message}", code="invalid_form") from error
    return parts


async def _upload(file: UploadFile) -> Upload:
    return Upload(file_name=file.filename, media_type=file.content_type, content=await file.read())


def _no_constant(name: str) -> None:
    # json.loads() takes NaN and Infinity, which RFC 8259 (section 6) does not have.
    raise ValueError(f"{name} is no JSON")


def _is_too_deep(body: Any) -> bool:
    """Whether arrays and objects are inside each other in more levels than are allowed."""
    level = [body]
    for _ in range(_MAX_JSON_DEPTH + 1):
        members: list[Any] = []
        for container in level:
            if isinstance(container, dict):
                members += cast("dict[str, Any]", container).values()
            elif isinstance(container, list):
                members += container
        level = members
    return bool(level)


def nested(items: Iterable[tuple[str, str | Upload]]) -> dict[str, Any]:
    """Build the object of a form's bracketed names: ``a[b]`` is a member, ``a[]`` and ``a[0]`` are array items.

    A repeated name is an array. A name with unbalanced brackets is a plain name.
    """
    tree: dict[str, Any] = {}
    for name, value in items:
        *parents, last = _split_name(name)
        target = tree
        for key in parents:
            child: Any = target.setdefault(key or str(len(target)), {})
            if not isinstance(child, dict):
                break
            target = cast("dict[str, Any]", child)
        _add(target, last or str(len(target)), value)
    return {name: _with_arrays(value) for name, value in tree.items()}


def _split_name(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not (head and bracket and rest.endswith("]")):
        return [name]
    keys = [head, *rest[:-1].split("][")]
    if any("[" in key or "]" in key for key in keys) or len(keys) > _MAX_NESTING:
        return [name]
    return keys


def _add(target: dict[str, Any], name: str, value: str | Upload) -> None:
    if name not in target:
        target[name] = value
    elif isinstance(target[name], list):
        target[name].append(value)
    else:
        target[name] = [target[name], value]


def _with_arrays(value: Any) -> Any:
    """Return a value in which objects with the keys "0", "1" ... are arrays."""
    if not isinstance(value, dict):
        return value
    members = {name: _with_arrays(item) for name, item in cast("dict[str, Any]", value).items()}
    if members and all(name == str(index) for index, name in enumerate(members)):
        return list(members.values())
    return members


def loggable(value: object) -> Any:
    """Return a body with files as short texts."""
    if isinstance(value, Upload):
        return f"<file {value.file_name} {value.media_type} {value.size} bytes>"
    if isinstance(value, Mapping):
        return {key: loggable(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [loggable(item) for item in cast("list[object]", value)]
    return value
