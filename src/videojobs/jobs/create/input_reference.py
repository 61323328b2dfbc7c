"""Convert the reference image of a job from every form that callers have to one that the provider takes."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import unquote_to_bytes

from attrs import frozen

from videojobs.dialect import IMAGE, Dialect, Encoding, Reference, ReferenceForm
from videojobs.errors import InvalidRequest, printable
from videojobs.http.media_type import is_media_type, media_type_of
from videojobs.http.types import File
from videojobs.jobs.create.files import MAX_BYTES_IN_MEMORY, file_from_stream, not_empty, open_file

_ARGUMENT = "input_reference"
FILE_ID = re.compile(r"file[-_][A-Za-z0-9_-]{3,}")
_DESCRIPTIONS: dict[ReferenceForm, str] = {
    "file": "a file (path, bytes or file object)",
    "url": "an http(s) URL",
    "file_id": "the id of an uploaded file",
    "data_url": "a data: URL",
}


@frozen
class PlacedReference:
    """A reference as a field of a body.

    Attributes:
        field: Name of the field.
        value: A `File`, or JSON.
        encodings: Body encodings that can carry it.
    """

    field: str
    value: Any
    encodings: tuple[Encoding, ...]


def place_reference(dialect: Dialect, reference: object) -> PlacedReference:
    """Return a reference as the provider takes it.

    A data URL becomes a file where only files are taken, and a file becomes a data URL where only those are.

    Raises:
        InvalidRequest: There is no such file, or the provider takes no reference of this form.
    """
    if not dialect.create.references:
        raise InvalidRequest(f"{dialect.title} takes no reference image", provider=dialect.name)
    if isinstance(reference, Mapping):
        return _place_mapping(dialect, reference)
    form, value = _form_of(reference)
    field = _field_for(dialect, form)
    if field is None and form == "data_url":
        field = _field_for(dialect, "file")
        if field is not None:
            form, value = "file", _file_from_data_url(value)
    elif field is None and form == "file":
        field = _field_for(dialect, "data_url")
        if field is not None:
            form, value = "data_url", _data_url_from_file(value)
    if field is None:
        raise _unsupported(dialect, form)
    return PlacedReference(field.field, _field_value(field, form, value), _encodings(dialect, field))


def _field_for(dialect: Dialect, form: ReferenceForm) -> Reference | None:
    """Return the first body field that takes a reference of this form, if there is one."""
    fields = (field for field in dialect.create.references if form in field.forms and _encodings(dialect, field))
    return next(fields, None)


def _encodings(dialect: Dialect, field: Reference) -> tuple[Encoding, ...]:
    allowed = field.encodings or dialect.create.encodings
    return tuple(encoding for encoding in dialect.create.encodings if encoding in allowed)


def _field_value(field: Reference, form: ReferenceForm, value: Any) -> Any:
    written = _written(field, form, value)
    if field.shape is None:
        return written
    return _shaped(field.shape, written)


def _shaped(shape: Any, image: Any) -> Any:
    """Return the value of a field whose shape has ``$image`` where the image goes."""
    if shape == IMAGE:
        return image
    if isinstance(shape, Mapping):
        return {key: _shaped(item, image) for key, item in cast("Mapping[str, Any]", shape).items()}
    if isinstance(shape, list):
        return [_shaped(item, image) for item in shape]
    return shape


def _written(field: Reference, form: ReferenceForm, value: Any) -> Any:
    if form == "file" or field.write == "text":
        return value
    if field.write == "base64":
        return base64.b64encode(decode_data_url(value)[1]).decode("ascii")
    key = "file_id" if form == "file_id" else "image_url"
    if field.write == "json":
        return json.dumps({key: value})
    return {key: value}


def _unsupported(dialect: Dialect, form: ReferenceForm) -> InvalidRequest:
    supported = " or ".join(_DESCRIPTIONS[other] for other in dialect.create.reference_forms)
    return InvalidRequest(
        f"input_reference: {dialect.title} takes {supported}, not {_DESCRIPTIONS[form]}", provider=dialect.name
    )


def _place_mapping(dialect: Dialect, reference: Mapping[str, Any]) -> PlacedReference:
    """Place an explicit ``{"image_url": ...}`` or ``{"file_id": ...}``; an object with other keys is sent as it is."""
    form: ReferenceForm | None = None
    value = reference.get("image_url")
    if isinstance(value, str):
        form = "data_url" if value[:5].lower() == "data:" else "url"
    elif "file_id" in reference:
        form, value = "file_id", reference["file_id"]
    field = dialect.create.references[0] if form is None else _field_for(dialect, form)
    if field is None:
        raise _unsupported(dialect, form or "url")
    content: Any = dict(reference)
    if form is not None and len(content) == 1:
        content = _field_value(field, form, value)
    elif field.write == "json":
        try:
            content = json.dumps(content)
        except (TypeError, ValueError, RecursionError) as error:
            raise InvalidRequest(f"input_reference: cannot be written as JSON: {printable(str(error), 200)}") from None
    return PlacedReference(field.field, content, _encodings(dialect, field))


def _form_of(reference: object) -> tuple[ReferenceForm, Any]:
    if isinstance(reference, File):
        return "file", reference
    if isinstance(reference, bytes | bytearray | memoryview):
        return "file", not_empty(File(payload=bytes(reference)), _ARGUMENT)
    if isinstance(reference, str):
        return _form_of_text(reference)
    if isinstance(reference, os.PathLike):
        return "file", open_file(Path(cast("os.PathLike[str]", reference)), _ARGUMENT)
    if hasattr(reference, "read"):
        return "file", file_from_stream(cast(BinaryIO, reference), _ARGUMENT)
    raise InvalidRequest(
        "input_reference: pass a path, bytes, a binary file object, an http(s) URL, a data: URL or a file id, "
        f"not {type(reference).__name__}"
    )


def _form_of_text(text: str) -> tuple[ReferenceForm, Any]:
    start = text[:8].lower()
    if start.startswith(("http://", "https://")):
        return "url", text
    if start.startswith("data:"):
        return "data_url", text
    # Before the id: a file may have a name like an id, but an id is hardly ever a file's name.
    path = Path(text)
    if _exists(path):
        return "file", open_file(path, _ARGUMENT)
    if FILE_ID.fullmatch(text):
        return "file_id", text
    raise InvalidRequest(
        f"input_reference: {printable(text, 200)!r} is no existing file, no http(s) or data: URL and no file id"
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the name is too long
        return False


def _file_from_data_url(url: str) -> File:
    media_type, data = decode_data_url(url)
    return not_empty(File(payload=data, mime_type=media_type), _ARGUMENT)


def _data_url_from_file(file: File) -> str:
    payload = file.payload
    data = payload if isinstance(payload, bytes) else payload.read(MAX_BYTES_IN_MEMORY + 1)
    if len(data) > MAX_BYTES_IN_MEMORY:
        raise InvalidRequest(
            f"input_reference: more than {MAX_BYTES_IN_MEMORY // 2**20} MiB cannot go into a data: URL"
        )
    media_type = file.mime_type or media_type_of(data[:64]) or "application/octet-stream"
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def decode_data_url(url: str) -> tuple[str | None, bytes]:
    """Return media type and content of a ``data:`` URL (RFC 2397).

    Raises:
        InvalidRequest: It is no data: URL, or its base64 is damaged.
    """
    head, comma, data = url[5:].partition(",")
    if not comma:
        raise InvalidRequest("the data: URL has no comma, so no content")
    media_type, *options = head.split(";")
    # It becomes a header of the upload.
    if media_type and not is_media_type(media_type):
        raise InvalidRequest(f"the media type of the data: URL is none: {printable(ascii(media_type), 80)}")
    if not any(option.strip().lower() == "base64" for option in options):
        return media_type or None, unquote_to_bytes(data)
    try:
        raw = unquote_to_bytes(data) if "%" in data else data.encode("ascii")
        raw = raw.translate(None, b" \t\r\n")  # some encoders break lines
        # Some encoders leave the padding out. Without `validate`, foreign characters would be skipped, and a
        # damaged image sent.
        return media_type or None, base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest(f"the data: URL is damaged: {error}") from None
