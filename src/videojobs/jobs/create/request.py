"""Build the body of a create from the caller's values, written as the provider takes them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from videojobs.dialect import Dialect, Encoding
from videojobs.errors import InvalidRequest, printable
from videojobs.http.json_pointer import split
from videojobs.http.models import Model, layout_of
from videojobs.http.types import File
from videojobs.jobs.create.input_reference import place_reference
from videojobs.jobs.create.size import seconds_value, size_fields
from videojobs.jobs.session import Endpoint, PaidRole, Session

if TYPE_CHECKING:
    from videojobs_api.values import Seconds, Size

# Visible ASCII is what any header carries.
_IDEMPOTENCY_KEY = re.compile("[!-~]{1,255}")
MEDIA_TYPES: dict[Encoding, str] = {"json": "application/json", "multipart": "multipart/form-data"}


@frozen
class CreateBody:
    """The body of a create, before its encoding is chosen.

    Attributes:
        prompt: The prompt.
        fields: The values by wire names.
        encodings: Encodings that can carry it, the preferred one first.
        holds_file: Whether a value is, or holds, a file to upload.
        arguments: Field of the body -> the caller's argument that it was written from.
    """

    prompt: str
    fields: dict[str, Any]
    encodings: tuple[Encoding, ...]
    holds_file: bool
    arguments: Mapping[str, str]


def create_body(
    dialect: Dialect,
    prompt: str,
    *,
    model: str | None,
    seconds: Seconds | None,
    size: Size | None,
    input_reference: object,
    extra: Mapping[str, Any] | None,
) -> CreateBody:
    """Return the body by wire names.

    Raises:
        InvalidRequest: A value makes no sense, or the provider does not take it, or ``extra`` repeats a field.
    """
    names = dialect.create.fields
    values: dict[str, tuple[str, Any]] = {names.prompt: ("prompt", checked_prompt(prompt))}
    if model is not None:
        values[names.model] = ("model", checked_text("model", model))
    if seconds is not None:
        length = seconds_value(seconds, dialect.create.seconds, dialect.create.seconds_values)
        values[names.seconds] = ("seconds", length)
    if size is not None:
        values.update({name: ("size", value) for name, value in size_fields(size, dialect.create).items()})
    encodings = dialect.create.encodings
    if input_reference is not None:
        placed = place_reference(dialect, input_reference)
        values[placed.field] = ("input_reference", placed.value)
        encodings = placed.encodings
    fields: dict[str, Any] = {}
    arguments: dict[str, str] = {}
    for name, (argument, value) in values.items():
        arguments[_set(fields, name, value)] = argument
    further: Any = {} if extra is None else extra  # the annotation is a promise of callers, not a fact
    if not isinstance(further, Mapping) or not all(isinstance(key, str) for key in further):
        raise InvalidRequest("extra: must be a mapping of field names, which are text, to values")
    for key, value in further.items():
        if key in fields:
            raise InvalidRequest(f"extra: {printable(str(key), 80)!r} is given twice: as an argument and in extra")
        fields[key] = value
    return CreateBody(prompt, fields, encodings, _check_serializable(fields), arguments)


def _set(fields: dict[str, Any], name: str, value: Any) -> str:
    """Set the value of a field, a name or a JSON pointer; return the name of the outermost field."""
    path = split(name) if name.startswith("/") else (name,)
    target = fields
    for key in path[:-1]:
        target = target.setdefault(key, {})
    target[path[-1]] = value
    return path[0]


def _check_serializable(fields: Mapping[str, Any]) -> bool:
    """Check that all values can be sent, and return whether there is a file among them.

    A failure half-way through sending would leave it unknown whether a job was started.
    """
    files: list[File] = []

    def default(value: object) -> None:
        if not isinstance(value, File):
            raise TypeError(f"{type(value).__name__} is no JSON value")
        files.append(value)

    try:
        # Not escaped to ASCII, so that a lone surrogate fails here and not while the body is sent.
        json.dumps(fields, ensure_ascii=False, allow_nan=False, default=default).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"a value cannot be sent: {printable(str(error), 200)}") from None
    return bool(files)


def checked_prompt(prompt: object) -> str:
    """Return the prompt.

    Raises:
        InvalidRequest: It is not text, or is empty.
    """
    text = checked_text("prompt", prompt)
    if not text.strip():
        raise InvalidRequest("prompt: it is empty; a job would be paid for nothing")
    return text


def paid_headers(dialect: Dialect, idempotency_key: str | None) -> Mapping[str, str]:
    """Return the headers of a paid request.

    Raises:
        InvalidRequest: The provider takes no idempotency key, or not this one.
    """
    headers = dialect.create.headers
    if idempotency_key is None:
        return headers
    if not dialect.create.idempotency_header:
        raise InvalidRequest(
            f"idempotency_key: {dialect.title} documents no header for it, so a repeated request would start another "
            "job; leave it out",
            provider=dialect.name,
        )
    if not _IDEMPOTENCY_KEY.fullmatch(idempotency_key):
        raise InvalidRequest("idempotency_key: must be 1 to 255 visible ASCII characters without spaces")
    return {**headers, dialect.create.idempotency_header: idempotency_key}


def checked_text(name: str, value: object) -> str:
    """Return an argument that must be text.

    Raises:
        InvalidRequest: It is none, or holds a lone surrogate.
    """
    if not isinstance(value, str):
        raise InvalidRequest(f"{name}: must be text, not {type(value).__name__}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidRequest(f"{name}: is not valid text: {error.reason}") from None
    return value


def encodings_for(session: Session, role: PaidRole, body: CreateBody) -> list[Encoding]:
    """Return the encodings that can carry the body: the one that this server is known to accept first.

    Raises:
        InvalidRequest: There is none: the document has no field for an argument, or the body holds a file, and the
            provider takes no multipart.
    """
    title = session.dialect.title
    endpoint = session.endpoint(role)
    encodings: list[Encoding] = [encoding for encoding in body.encodings if MEDIA_TYPES[encoding] in endpoint.BODIES]
    for field, argument in body.arguments.items():
        documented: list[Encoding] = [encoding for encoding in encodings if _has_field(endpoint, encoding, field)]
        if encodings and not documented:
            # Servers ignore fields that they do not know: the clip would be paid for, and not the one that was ordered.
            names = ", ".join(_field_names(endpoint, encodings[0]))
            raise InvalidRequest(
                f"{argument}: {title} has no field for it, so it would be ignored; those of the request are {names}",
                provider=session.dialect.name,
            )
        encodings = documented
    if body.holds_file:
        encodings = [one for one in encodings if one != "json"]
    if not encodings:
        media_types = [MEDIA_TYPES[encoding] for encoding in body.encodings if MEDIA_TYPES[encoding] in endpoint.BODIES]
        accepted = " or ".join(media_types or endpoint.BODIES) or "no body"
        content = "this body"
        if body.holds_file:
            content = "a file"
        raise InvalidRequest(
            f"{title} takes {accepted} to {role} a job, which cannot carry {content}", provider=session.dialect.name
        )
    accepted_before = session.server.encodings.get(role)
    encodings.sort(key=lambda encoding: encoding != accepted_before)  # stable: the rest stays in order
    return encodings


def _has_field(endpoint: Endpoint, encoding: Encoding, name: str) -> bool:
    names = _field_names(endpoint, encoding)
    return not names or name in names


def _field_names(endpoint: Endpoint, encoding: Encoding) -> Collection[str]:
    """Return the fields that the document lists for a body; none if it describes no object."""
    model = endpoint.BODIES[MEDIA_TYPES[encoding]]
    if not issubclass(model, Model):
        return ()
    return layout_of(model).keys


def encoded(dialect: Dialect, fields: Mapping[str, Any], encoding: Encoding) -> Mapping[str, Any]:
    """Return the fields as one encoding carries them: some providers read objects in a form as JSON text."""
    if encoding != "multipart" or not dialect.create.json_text:
        return fields
    return {name: _form_value(dialect, name, value) for name, value in fields.items()}


def _form_value(dialect: Dialect, name: str, value: Any) -> Any:
    if name in dialect.create.json_text and isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return value
