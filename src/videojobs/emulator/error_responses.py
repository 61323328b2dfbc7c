"""Error responses, in the error body of the provider."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from videojobs.emulator.schema_values import Members, object_of, set_at
from videojobs.emulator.schema_views import SchemaReader, SchemaView
from videojobs.http.error_body import CODES
from videojobs.http.json_pointer import split
from videojobs.openapi.operations import as_object

if TYPE_CHECKING:
    from videojobs.dialect import EncodingRejection, ErrorFields
    from videojobs.emulator.routes import Route
    from videojobs.emulator.validation import Violation

_ENCODER = json.JSONEncoder(separators=(",", ":"))
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class RequestRefused(Exception):
    """The request gets a response with an error status.

    Attributes:
        status: HTTP status.
        message: The reason, for a person.
        code: The reason, for a program.
        field: Name of the wrong field of the request, or None.
        headers: Headers of the response.
        body: Its whole body, or None: it is built from the other attributes.
        text: A body that is plain text, in place of JSON, or None.
        violations: The differences from the document for which it is refused.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str,
        field: str | None = None,
        headers: dict[str, str] | None = None,
        body: Any = None,
        text: str | None = None,
        violations: Sequence[Violation] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.field = field
        self.headers = headers or {}
        self.body = body
        self.text = text
        self.violations = tuple(violations)

    @property
    def type(self) -> str:
        """The class of the error, in the words of the format."""
        default = "server_error" if self.status >= 500 else "invalid_request_error"
        return _TYPES.get(self.status, default)


class AsciiJsonResponse(JSONResponse):
    """A JSON response in ASCII: UTF-8 has no lone surrogates, which a prompt may have."""

    def render(self, content: object) -> bytes:
        """Encode a body."""
        return _ENCODER.encode(content).encode("ascii")


def encoding_refused(rejection: EncodingRejection, fields: ErrorFields) -> RequestRefused:
    """Return the refusal of a body for its encoding, as the dialect declares it."""
    message = "The body cannot be read in this encoding."
    if rejection.code:
        members: Members = {}
        set_at(members, fields.message[0], message)
        set_at(members, (fields.code or CODES)[0], rejection.code)
        return RequestRefused(rejection.status, message, code=rejection.code, body=members)
    body: Any = rejection.equals
    for key in reversed(split(rejection.pointer)):
        if key == "*":
            body = [body]
        else:
            body = {key: body}
    return RequestRefused(rejection.status, message, code="encoding", body=body)


def refused_as_planned(code: str, fields: ErrorFields) -> RequestRefused:
    """Return the refusal with a code, with the status that the code changes the meaning of."""
    status = 400
    if code in fields.not_the_key:
        status = 403
    elif code in fields.not_started_codes:
        status = 503
    return RequestRefused(status, f"No job is started, as requested ({code}).", code=code)


def error_body(refused: RequestRefused, fields: ErrorFields, reader: SchemaReader, route: Route | None) -> Any:
    """Return the body of an error response.

    Message, code and type are each at the first pointer of the dialect that the schema of the response declares. An
    undeclared code or type is left out; other required properties are filled in. ``param`` is beside message and type
    where both are members of one object.
    """
    media = route.response_media(refused.status) if route is not None else None
    view = reader.view(as_object(as_object(media).get("schema")))
    members: Members = {}
    message_at = _declared(reader, view, fields.message) or fields.message[0]
    type_at = _declared(reader, view, fields.type)
    facts = (
        (message_at, refused.message),
        (_declared(reader, view, fields.code), refused.code),
        (type_at, refused.type),
    )
    for pointer, value in facts:
        if pointer is not None:
            schema = reader.at(view, pointer)
            is_integer = schema is not None and schema.is_only("integer")
            set_at(members, pointer, refused.status if is_integer else value)
    param_at = _sibling(message_at, "param")
    is_nested = len(split(param_at)) > 1
    if is_nested and type_at is not None and _sibling(type_at, "param") == param_at and reader.at(view, param_at):
        set_at(members, param_at, refused.field)
    return object_of(reader, view, members, {})


def _declared(reader: SchemaReader, view: SchemaView, pointers: tuple[str, ...]) -> str | None:
    """Return the first pointer that the schema declares as text or a number, or None."""
    for pointer in pointers:
        schema = reader.at(view, pointer)
        if schema is not None and (not schema.types or schema.types & {"string", "integer", "number"}):
            return pointer
    return None


def _sibling(pointer: str, name: str) -> str:
    return f"{pointer.rpartition('/')[0]}/{name}"
