"""The body of a create: the caller's values, written as the provider takes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from videojobs.dialect import Dialect, Encoding
from videojobs.errors import InvalidRequest, printable
from videojobs.http.files import File
from videojobs.http.multipart import holds_file
from videojobs.jobs.create.input_reference import place_reference
from videojobs.jobs.create.size import seconds_value, size_value

Seconds = int | float | str
Size = str | tuple[int, int]
MEDIA: dict[Encoding, str] = {"json": "application/json", "multipart": "multipart/form-data"}


@frozen
class Wanted:
    """The body of a create, before it is known how it travels.

    Attributes:
        fields: By wire names.
        encodings: Body encodings that can carry it, the preferred one first.
    """

    fields: dict[str, Any]
    encodings: tuple[Encoding, ...]


def create_fields(
    dialect: Dialect,
    prompt: str,
    *,
    model: str | None,
    seconds: Seconds | None,
    size: Size | None,
    input_reference: object,
    extra: Mapping[str, Any] | None,
) -> Wanted:
    """Return the body by wire names.

    Raises:
        InvalidRequest: A value makes no sense, or the provider cannot take it, or ``extra`` repeats a field.
    """
    fields: dict[str, Any] = {"prompt": checked_prompt(prompt)}
    if model is not None:
        fields["model"] = _text("model", model)
    if seconds is not None:
        fields["seconds"] = seconds_value(seconds, dialect.create.seconds, dialect.create.seconds_values)
    if size is not None:
        fields["size"] = size_value(size, dialect.create.size_values)
    encodings = dialect.create.encodings
    if input_reference is not None:
        placed = place_reference(dialect, input_reference)
        fields[placed.field] = placed.value
        encodings = placed.encodings
    for key, value in (extra or {}).items():
        if key in fields:
            raise InvalidRequest(f"extra: {printable(str(key), 80)!r} is given twice: as an argument and in extra")
        fields[key] = value
    _check_plain(fields)
    return Wanted(fields, encodings)


def _check_plain(fields: Mapping[str, Any]) -> None:
    """Check that all values can be written: a failure half-way through sending would leave the outcome unknown."""

    def other(value: object) -> None:
        if not isinstance(value, File):
            raise TypeError(f"{type(value).__name__} is no JSON value")

    try:
        json.dumps(fields, ensure_ascii=False, allow_nan=False, default=other).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"a value cannot be sent: {printable(str(error), 200)}") from None


def checked_prompt(prompt: object) -> str:
    """Return the prompt, unless it is not text, or holds nothing."""
    text = _text("prompt", prompt)
    if not text.strip():
        raise InvalidRequest("prompt: it is empty; a job would be paid for nothing")
    return text


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidRequest(f"{name}: must be text, not {type(value).__name__}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidRequest(f"{name}: is not valid text: {error.reason}") from None
    return value


def encodings_for(dialect: Dialect, wanted: Wanted, bodies: Mapping[str, Any]) -> tuple[Encoding, ...]:
    """Return the encodings of the provider that can carry the body, in their order.

    Raises:
        InvalidRequest: None can: the body holds a file, and the provider takes no multipart.
    """
    carries_file = holds_file(wanted.fields)
    able: tuple[Encoding, ...] = tuple(
        encoding
        for encoding in wanted.encodings
        if MEDIA[encoding] in bodies and not (carries_file and encoding == "json")
    )
    if able:
        return able
    takes = " or ".join(MEDIA[encoding] for encoding in wanted.encodings)
    what = "a file" if carries_file else "this body"
    raise InvalidRequest(
        f"{dialect.title} takes {takes} for a new job, which cannot carry {what}", provider=dialect.name
    )


def as_sent(dialect: Dialect, fields: Mapping[str, Any], encoding: Encoding) -> Mapping[str, Any]:
    """Return the fields as one encoding carries them: a form holds some objects as JSON text."""
    if encoding != "multipart" or not dialect.create.json_text:
        return fields
    return {
        name: json.dumps(value, ensure_ascii=False)
        if name in dialect.create.json_text and isinstance(value, Mapping | list)
        else value
        for name, value in fields.items()
    }
