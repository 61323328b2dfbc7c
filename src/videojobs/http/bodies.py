"""Choose the encoding of a request's body, check its limits, and encode it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO

from attrs import evolve, frozen

from videojobs.errors import InvalidRequest
from videojobs.http.converters import as_text, plain
from videojobs.http.limits import check_limits
from videojobs.http.media_type import extension_of, is_media_type, media_type_of
from videojobs.http.models import Model, layout_of
from videojobs.http.parameters import bracketed
from videojobs.http.types import UNSET, File

_JSON = "application/json"
_MULTIPART = "multipart/form-data"
_FORM = "application/x-www-form-urlencoded"


@frozen(kw_only=True)
class Json:
    """A body sent as ``application/json``, or as ``media_type``."""

    value: Any
    media_type: str = _JSON


@frozen(kw_only=True)
class Multipart:
    """A body sent as ``multipart/form-data``; nested objects get bracketed names, `File` values are uploaded."""

    fields: dict[str, Any]


@frozen(kw_only=True)
class Form:
    """A body sent as ``application/x-www-form-urlencoded``."""

    fields: dict[str, Any]


@frozen(kw_only=True)
class Binary:
    """A body sent unchanged: bytes, or a binary file object that is read in chunks."""

    payload: Any
    media_type: str = "application/octet-stream"


Body = Json | Multipart | Form | Binary


def encode_body(
    body: Any,
    bodies: Mapping[str, type],
    media_type: str | None = None,
    *,
    treated_as: Mapping[str, str] = MappingProxyType({}),
    encodings: Mapping[str, str] = MappingProxyType({}),
) -> Body | None:
    """Return the body to send.

    Args:
        body: A model, a dict with the keys of the JSON object, a file object or bytes, or UNSET for none.
        bodies: Media types that the operation accepts, each with its model.
        media_type: The one to use; by default JSON, or multipart if the body holds a file.
        treated_as: Media types that are encoded as another one, and that one.
        encodings: Media types of fields of a multipart body, by the names of the document.

    Raises:
        InvalidRequest: The body is missing, is outside a limit, or cannot be encoded as the operation requires.
    """
    if body is UNSET:
        return None
    if body is None:
        raise InvalidRequest("body: None; pass a model of the operation, or a dict")
    sent_as = {name: treated_as.get(name, name) for name in bodies}
    chosen = media_type or _choose(body, bodies, sent_as)
    if chosen not in bodies:
        raise InvalidRequest(f"body: cannot be sent as {chosen}; the operation takes {', '.join(bodies)}")
    if not _is_structured(sent_as[chosen]):
        return _binary(body, chosen)
    model = bodies[chosen]
    if isinstance(body, Mapping) and issubclass(model, Model):
        body = model.from_dict(body)
    _check(body, "")
    value = plain(body)
    if sent_as[chosen] in (_MULTIPART, _FORM) and not isinstance(value, Mapping):
        raise InvalidRequest(f"body: a {type(body).__name__}, which has no fields; {chosen} takes a model or a dict")
    if sent_as[chosen] == _MULTIPART and encodings:
        value = _encoded_parts(value, encodings)
    return _encode(chosen, sent_as[chosen], value)


def _choose(body: Any, bodies: Mapping[str, type], encodings: Mapping[str, str]) -> str:
    fitting = [media_type for media_type, model in bodies.items() if isinstance(body, (Mapping, model))]
    if not fitting:
        models = " or ".join(dict.fromkeys(model.__name__ for model in bodies.values()))
        raise InvalidRequest(f"body: a {type(body).__name__}; pass a {models}, or a dict")
    if isinstance(body, File | bytes | bytearray) or hasattr(body, "read"):
        unstructured = [media_type for media_type in fitting if not _is_structured(encodings[media_type])]
        if unstructured:
            return unstructured[0]
    # JSON has no bytes; of the encodings here only multipart carries a file as it is.
    if holds_file(plain(body)):
        if _MULTIPART not in fitting:
            raise InvalidRequest(f"body: holds a file, which cannot be sent as {' or '.join(fitting)}")
        return _MULTIPART
    return next((media_type for media_type in fitting if _is_json(encodings[media_type])), fitting[0])


def _binary(body: Any, media_type: str) -> Binary:
    payload = getattr(body, "payload", body)
    if isinstance(payload, str):
        payload = payload.encode()
    if "*" in media_type:  # a range such as `video/*` is no type of a body (RFC 9110, section 8.3)
        media_type = getattr(body, "mime_type", None) or "application/octet-stream"
    return Binary(payload=payload, media_type=media_type)


def _is_structured(media_type: str) -> bool:
    return _is_json(media_type) or media_type in (_MULTIPART, _FORM)


def _is_json(media_type: str) -> bool:
    # RFC 6839, section 3.1: a type with this suffix is JSON.
    return media_type == _JSON or media_type.endswith("+json")


def _encode(media_type: str, encoding: str, value: Any) -> Body:
    if encoding == _MULTIPART:
        return Multipart(fields=value)
    if encoding == _FORM:
        return Form(fields=_form_fields(value))
    if holds_file(value):
        raise InvalidRequest(f"body: holds a file, which cannot be sent as {media_type}")
    return Json(value=value, media_type=media_type)


def _form_fields(value: Any) -> dict[str, Any]:
    """Return the fields for httpx, which would write an object as the text of a Python dict."""
    fields: dict[str, Any] = {}
    for name, item in value.items():
        if isinstance(item, Mapping) or (isinstance(item, list) and any(isinstance(one, Mapping) for one in item)):
            for key, text in bracketed(name, item):
                fields.setdefault(key, []).append(text)
        else:
            fields[name] = item
    return fields


def _encoded_parts(fields: Mapping[str, Any], encodings: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields with those for which the document sets a media type as parts of that type."""
    return {name: _encoded_part(value, encodings.get(name, "")) for name, value in fields.items()}


def _encoded_part(value: Any, media_type: str) -> Any:
    if not media_type or value is None:
        return value
    if isinstance(value, list):
        return [_encoded_part(item, media_type) for item in value]
    if isinstance(value, File):
        # A list of types is what the server accepts: the file says which of them it is.
        is_one = "," not in media_type and "*" not in media_type
        return value if value.mime_type or not is_one else evolve(value, mime_type=media_type)
    if _is_json(media_type):
        return TypedField(content=json.dumps(value, ensure_ascii=False).encode(), media_type=media_type)
    if isinstance(value, Mapping):
        return value
    return TypedField(content=as_text(value).encode(), media_type=media_type)


def _check(value: Any, prefix: str) -> None:
    """Check a model, and the models inside it, against the limits of the document."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{prefix}[{index}].")
    elif isinstance(value, Model):
        if value.LIMITS:
            check_limits(value.to_dict(), value.LIMITS, prefix)
        for _, name, _ in layout_of(type(value)).attributes:
            _check(getattr(value, name), f"{prefix}{name}.")


def holds_file(value: Any) -> bool:
    """Whether an encoded body holds a `File` anywhere."""
    if isinstance(value, File):
        return True
    if isinstance(value, Mapping):
        return any(holds_file(item) for item in value.values())
    return isinstance(value, list | tuple) and any(holds_file(item) for item in value)


@frozen(kw_only=True)
class TypedField:
    """A field of a multipart body that is sent with a media type of its own."""

    content: bytes
    media_type: str


Part = tuple[str, tuple[str | None, BinaryIO | bytes, str | None]]


def multipart_parts(fields: Mapping[str, Any]) -> list[Part]:
    """Return the parts of a ``multipart/form-data`` body for httpx, which chooses a random boundary.

    Plain fields come first and files last; absent and null fields are left out. Nested objects get bracketed names
    (``input_reference[image_url]``), as the SDKs of the format send them.
    """
    parts = [part for name, value in fields.items() for part in _flatten(name, value)]
    # Files last: a server that reads the form as a stream has all fields before the long part. The sort is stable.
    parts.sort(key=lambda part: part[1][0] is not None)
    return parts


def _flatten(name: str, value: Any) -> Iterator[Part]:
    if value is UNSET or value is None:
        return
    if isinstance(value, File):
        yield name, _file_part(value, name)
    elif isinstance(value, TypedField):
        yield name, (None, value.content, value.media_type)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flatten(f"{name}[{key}]", item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _list_item(name, item)
    else:
        # No Content-Type: text/plain is the default (RFC 7578, section 4.4), and the official SDK sends none either.
        yield name, (None, as_text(value).encode(), None)


def _list_item(name: str, item: Any) -> Iterator[Part]:
    """Repeat the name for each item (OpenAPI 3.1, 4.8.15.2); inside an object, the SDKs of the format add ``[]``."""
    if isinstance(item, Mapping) and not holds_file(item):
        yield name, (None, json.dumps(item, ensure_ascii=False).encode(), _JSON)
    elif "[" in name:
        yield from _flatten(f"{name}[]", item)
    else:
        yield from _flatten(name, item)


def _file_part(file: File, field: str) -> tuple[str, BinaryIO | bytes, str]:
    # httpx writes it into the headers of the part unchanged: a line end would start another header.
    if file.mime_type and not is_media_type(file.mime_type):
        raise InvalidRequest(f"{field}: {file.mime_type[:80]!r} is no media type")
    media_type = file.mime_type or media_type_of(_first_bytes(file.payload)) or "application/octet-stream"
    # Without a file name, servers take the part for a text field.
    name = file.file_name or f"{field.partition('[')[0]}{extension_of(media_type)}"
    return name, file.payload, media_type


def _first_bytes(payload: BinaryIO | bytes) -> bytes:
    """Return the first bytes without consuming them; none if the file cannot be rewound."""
    if isinstance(payload, bytes):
        return payload[:64]
    if not payload.seekable():
        return b""
    # Not to byte 0: the caller may pass a file of which only the rest is meant.
    position = payload.tell()
    first_bytes = payload.read(64)
    payload.seek(position)
    return first_bytes
