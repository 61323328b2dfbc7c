"""Check the reference images of requests, and reduce them to what is drawn into clips."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote_to_bytes

from anyio import to_thread

from videojobs.emulator.error_responses import RequestRefused
from videojobs.emulator.render_parameters import value_of
from videojobs.emulator.request_bodies import Upload
from videojobs.http.json_pointer import split

if TYPE_CHECKING:
    from videojobs.dialect import Create, Writing


async def read_image(
    body: Mapping[str, Any], create: Create, pixels: tuple[int, int], *, accepts_any_file: bool
) -> bytes | None:
    """Return the reference image in the body of a request as a small JPEG; None if it has none, or its URL or id only.

    Args:
        body: The decoded body.
        create: How the provider creates jobs.
        pixels: Width and height of the clip.
        accepts_any_file: Whether a file that is no image is accepted.

    Raises:
        RequestRefused: 400, a file is neither an image nor an MP4 file, or the image has not the size that it must
            have.
    """
    image: bytes | None = None
    for field, content in _contents(body, create):
        size, reduced = await to_thread.run_sync(_read, content)
        # Some servers take a video as well, which the document of its field does not tell.
        if size is None and content[4:8] != b"ftyp" and not accepts_any_file:
            message = f"{field}: expected an image, but these {len(content)} bytes are none"
            raise RequestRefused(400, message, code="invalid_image", field=field)
        if create.exact_reference_size and size not in (None, pixels) and not accepts_any_file:
            message = "Inpaint image must match the requested width and height"
            raise RequestRefused(400, message, code="invalid_value", field=field)
        image = image or reduced
    return image


def _read(content: bytes) -> tuple[tuple[int, int] | None, bytes | None]:
    from videojobs.emulator.clip_pictures import reduced, size_of  # Pillow, as in `clip_cache`

    return size_of(content), reduced(content)


def _contents(body: Mapping[str, Any], create: Create) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of reference images, each with the name of its field."""
    # Several references can have one field: the ways to write it.
    ways: dict[str, Writing] = {reference.field: reference.write for reference in create.references}
    for pointer, write in ways.items():
        field = ".".join(split(pointer)) if pointer.startswith("/") else pointer
        value = value_of(body, pointer)
        for item in _leaves(value):
            content = _decoded(item, field, write)
            if content is not None:
                yield field, content


def _leaves(value: Any) -> Iterator[str | Upload]:
    """Yield the texts and files of a value, also of a JSON text."""
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, str | Upload):
        yield value
    elif isinstance(value, Mapping):
        for member in cast("Mapping[str, Any]", value).values():
            yield from _leaves(member)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _leaves(item)


def _decoded(item: str | Upload, field: str, write: Writing) -> bytes | None:
    """Return the bytes of a file, a ``data:`` URL or base64; None for the URL or the id of an image."""
    if isinstance(item, Upload):
        return item.content
    try:
        if item[:5].lower() == "data:":
            head, _, data = item.partition(",")
            if head.lower().endswith(";base64"):
                return base64.b64decode(unquote_to_bytes(data))
            return unquote_to_bytes(data)
        if write == "base64":
            return base64.b64decode(item)
    except ValueError as error:
        message = f"{field}: this is no base64: {error}"
        raise RequestRefused(400, message, code="invalid_image", field=field) from error
    return None
