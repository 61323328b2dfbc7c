"""Answers with an error status, in the envelope of the provider."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from videojobs.emulator.schema import Schemas, View, as_node, tokens
from videojobs.emulator.shape import Given, place, shape

if TYPE_CHECKING:
    from videojobs.dialect import ErrorFields
    from videojobs.emulator.document import Operation

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class Refusal(Exception):
    """The request is answered with an error status.

    Attributes:
        status: HTTP status.
        message: What is wrong, for a person.
        code: What is wrong, for a program.
        field: Name of the request's field that is wrong, or None.
        headers: Headers of the answer.
    """

    def __init__(
        self, status: int, message: str, *, code: str, field: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.field = field
        self.headers = headers or {}

    @property
    def kind(self) -> str:
        """The class of the error."""
        return _TYPES.get(self.status, "server_error" if self.status >= 500 else "invalid_request_error")


class JsonAnswer(JSONResponse):
    """A JSON answer in ASCII: what a client sent can be sent back whatever it is, lone surrogates included."""

    def render(self, content: object) -> bytes:
        """Encode a body."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def envelope(refusal: Refusal, fields: ErrorFields, schemas: Schemas, operation: Operation | None) -> Any:
    """Return the body of an error answer.

    What it says stands at the first pointer of each fact that the document's schema of the answer has a place
    for; a code or type that it has no place for is left out, and what else it asks for is filled in. Where the
    document has no such schema and message and type stand side by side, ``param`` stands beside them.
    """
    media = operation.answer(refusal.status) if operation is not None else None
    view = schemas.view(as_node(as_node(media).get("schema")))
    given: Given = {}
    facts = [(fields.message, refusal.message), (fields.code, refusal.code), (fields.type, refusal.kind)]
    message = _pointer(schemas, view, fields.message) or fields.message[0]
    for pointers, value in facts:
        pointer = message if pointers is fields.message else _pointer(schemas, view, pointers)
        if pointer is not None:
            declared = schemas.at(view, pointer)
            number = declared is not None and declared.is_only("integer")
            place(given, pointer, refusal.status if number else value)
    beside = _beside(message, "param")
    declared = schemas.at(view, beside)
    kind = _pointer(schemas, view, fields.type)
    if kind is not None and _beside(kind, "param") == beside and declared is not None and len(tokens(beside)) > 1:
        place(given, beside, refusal.field)
    return shape(schemas, view, given, {})


def _pointer(schemas: Schemas, view: View, pointers: tuple[str, ...]) -> str | None:
    """Return the first pointer that the schema has a place for a text or a number at; None if it has none."""
    for pointer in pointers:
        declared = schemas.at(view, pointer)
        if declared is not None and (not declared.types or declared.types & {"string", "integer", "number"}):
            return pointer
    return None


def _beside(pointer: str, name: str) -> str:
    return f"{pointer.rpartition('/')[0]}/{name}"
