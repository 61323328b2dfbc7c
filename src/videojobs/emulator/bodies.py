"""Reading request bodies: JSON, multipart with bracketed names, URL-encoded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from videojobs.emulator.check import Upload
from videojobs.emulator.refusals import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES: Final = 64 * 1024 * 1024
_DEEPEST_NAME = 8
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


def media_type_of(request: Request) -> str:
    """Return the media type of the request's body, lower case and without parameters; "" if it names none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request, media_type: str) -> Any:
    """Read a body: JSON as it is; a form as nested dicts and lists of text and `Upload`.

    Raises:
        Refusal: 400 if the body is not what its media type says, 413 if it is over 64 MiB.
    """
    if media_type in FORMS:
        return nested(await _read_form(request))
    content = await _read_bytes(request)
    try:
        return json.loads(content, parse_constant=_no_constant) if content else None
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"The body is not valid JSON: {error}", code="invalid_json") from error


async def drain(request: Request) -> None:
    """Read what is left of a body, so that the connection can be used again."""
    left = MOST_BYTES
    async for chunk in request.stream():
        left -= len(chunk)
        if left < 0:
            return


async def _read_bytes(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            raise Refusal(413, f"The body is over {MOST_BYTES} bytes.", code="request_too_large")
    return bytes(content)


async def _read_form(request: Request) -> list[tuple[str, str | Upload]]:
    found: list[tuple[str, str | Upload]] = []
    try:
        async with request.form(max_part_size=MOST_BYTES) as form:
            for name, value in form.multi_items():
                found.append((name, _upload(value) if isinstance(value, UploadFile) else value))
    except (MultiPartException, KeyError) as error:
        reason = error.message if isinstance(error, MultiPartException) else "no boundary"
        raise Refusal(400, f"The body is not a valid form: {reason}", code="invalid_form") from error
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _upload(file: UploadFile) -> Upload:
    return Upload(file_name=file.filename, media_type=file.content_type, size=file.size or 0)


def nested(items: Iterable[tuple[str, str | Upload]]) -> dict[str, Any]:
    """Build the object that bracketed names stand for: ``a[b]`` is a member, ``a[]`` and ``a[0]`` are array items.

    A plain name that comes twice is an array. A name with unbalanced brackets is taken as it is.
    """
    tree: dict[str, Any] = {}
    for name, value in items:
        steps = _steps(name)
        here = tree
        for step in steps[:-1]:
            below: Any = here.setdefault(_key(here, step), {})
            if not isinstance(below, dict):
                break
            here = cast("dict[str, Any]", below)
        _put(here, _key(here, steps[-1]), value)
    return {name: _listed(value) for name, value in tree.items()}


def _steps(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    if not (head and bracket and rest.endswith("]")):
        return [name]
    steps = [head, *rest[:-1].split("][")]
    plain = not any("[" in step or "]" in step for step in steps)
    return steps if plain and len(steps) <= _DEEPEST_NAME else [name]


def _key(here: Mapping[str, Any], step: str) -> str:
    return step or str(len(here))


def _put(here: dict[str, Any], name: str, value: str | Upload) -> None:
    if name not in here:
        here[name] = value
    elif isinstance(here[name], list):
        here[name].append(value)
    else:
        here[name] = [here[name], value]


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    members = cast("dict[str, Any]", value)
    inner = {name: _listed(item) for name, item in members.items()}
    if inner and all(name == str(index) for index, name in enumerate(inner)):
        return list(inner.values())
    return inner
