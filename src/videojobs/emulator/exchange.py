"""One request as the emulator sees it, and the record that tests read afterwards."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from attrs import define, field, frozen

from videojobs.emulator.bodies import FORMS, drain, media_type_of, read_body
from videojobs.emulator.check import Checker, Problem, readable
from videojobs.emulator.refusals import Refusal
from videojobs.emulator.schema import Node, Schemas, as_node

if TYPE_CHECKING:
    from starlette.requests import Request

    from videojobs.dialect import Create
    from videojobs.emulator.document import Operation

_TAKES_BODY = frozenset({"create", "remix", "edit", "extend", "create_character"})


@frozen(kw_only=True)
class RequestRecord:
    """What came in and how it was answered.

    Attributes:
        origin: ``api``, or ``media``: the second origin, which serves clips.
        method: HTTP method.
        path: Path as it was sent, percent-encoded.
        query: Query string as it was sent.
        content_type: The body's media type, without parameters; "" if none was named.
        has_credential: Whether a header that carries credentials was there, or the key anywhere in the request's head.
        headers: All headers, lower case; credentials are masked.
        body: The decoded body with files as short texts, or None.
        status: HTTP status of the answer.
        request_id: Id of the exchange, as the answer's ``x-request-id`` tells it.
    """

    origin: Literal["api", "media"] = "api"
    method: str
    path: str
    query: str
    content_type: str
    has_credential: bool
    headers: Mapping[str, str]
    body: Any
    status: int
    request_id: str


@define(eq=False)
class Exchange:
    """A request on its way through the emulator.

    Attributes:
        request: The request.
        raw_path: Its path, still percent-encoded.
        operation: The operation that it asks for, once it is found.
        parameters: Decoded path parameters.
        query: Query parameters, once they are checked.
        body: Decoded body, once it is read.
        node: The schema that the body was checked against.
        body_begun: Whether reading the body has begun.
        request_id: Id of the exchange.
    """

    request: Request
    raw_path: str
    operation: Operation | None = None
    parameters: dict[str, str] = field(factory=dict[str, str])
    query: dict[str, str] = field(factory=dict[str, str])
    body: dict[str, Any] = field(factory=dict[str, Any])
    node: Node = field(factory=dict[str, Any])
    body_begun: bool = False
    request_id: str = field(factory=lambda: f"req_{secrets.token_hex(12)}")

    async def read(self, schemas: Schemas, create: Create) -> None:
        """Read and check query and body.

        Raises:
            Refusal: What came is not what the document asks for.
        """
        operation = self._known()
        self.query = dict(self.request.query_params)
        refuse(_query_problems(schemas, operation, self.query))
        if not operation.bodies and operation.role not in _TAKES_BODY:
            return
        media_type = media_type_of(self.request)
        if not media_type and not self._has_body():
            # No body at all: what is wrong then is not its type, but the fields that are missing.
            media_type = next(iter(operation.bodies), "application/json")
            if not operation.body_required:
                return
            refuse(list(Checker(schemas, loose=False).check({}, operation.bodies.get(media_type, {}))))
        self.node = self._schema(media_type, create)
        self.body_begun = True
        body = await read_body(self.request, media_type)
        if body is None:
            body = dict[str, Any]()
        self.body = {**as_node(cast("object", body))}
        refuse(list(Checker(schemas, loose=media_type in FORMS).check(body, self.node)))
        if media_type in FORMS and operation.role == "create":
            refuse(_json_text_problems(self.body, create.json_text))
        if not isinstance(body, dict):
            refuse([Problem(field="", fault="type", text="expected an object")])

    async def finish(self) -> None:
        """Read what is left of a body that nobody asked for."""
        if not self.body_begun and self._has_body():
            await drain(self.request)

    def record(
        self, status: int, credentials: frozenset[str], api_key: str, origin: Literal["api", "media"] = "api"
    ) -> RequestRecord:
        """Return the record of this exchange."""
        headers = {name: "***" if name in credentials else value for name, value in self.request.headers.items()}
        key_anywhere = api_key in self.raw_path or api_key in self.request.url.query
        key_anywhere = key_anywhere or any(api_key in value for value in self.request.headers.values())
        return RequestRecord(
            origin=origin,
            method=self.request.method,
            path=self.raw_path,
            query=self.request.url.query,
            content_type=media_type_of(self.request),
            has_credential=key_anywhere or any(name in credentials for name in self.request.headers),
            headers=headers,
            body=readable(self.body) if self.body else None,
            status=status,
            request_id=self.request_id,
        )

    def _known(self) -> Operation:
        assert self.operation is not None
        return self.operation

    def _has_body(self) -> bool:
        headers = self.request.headers
        return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers

    def _schema(self, media_type: str, create: Create) -> Node:
        operation = self._known()
        if media_type in operation.bodies:
            return operation.bodies[media_type]
        encodings = {"application/json": "json", "multipart/form-data": "multipart"}
        declared = operation.role == "create" and encodings.get(media_type) in create.encodings
        if (not operation.bodies or declared) and (media_type in encodings or media_type in FORMS):
            return next(iter(operation.bodies.values()), as_node(None))
        allowed = ", ".join(operation.bodies) or ", ".join(encodings)
        message = f"Content-Type {media_type or '(none)'} is not supported; send {allowed}."
        raise Refusal(operation.refusal(415, 400, 422), message, code="unsupported_media_type")


def refuse(problems: list[Problem]) -> None:
    """Refuse a request that has problems; the message lists the first three, the field is that of the first.

    Raises:
        Refusal: 400.
    """
    if not problems:
        return
    first = problems[0]
    codes = {"missing": "missing_required_parameter", "type": "invalid_type", "value": "invalid_value"}
    message = "; ".join(str(problem) for problem in problems[:3])
    raise Refusal(400, message, code=codes[first.fault], field=first.field or None)


def _json_text_problems(body: Mapping[str, Any], names: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with the fields of a form that must hold JSON."""
    found: list[Problem] = []
    for name in names:
        text = body.get(name)
        try:
            json.loads(text) if isinstance(text, str) else None
        except (ValueError, RecursionError):
            found.append(Problem(field=name, fault="value", text="this is no JSON text"))
        if isinstance(text, Mapping | list):
            found.append(Problem(field=name, fault="type", text="expected one JSON text, but got several parts"))
    return found


def _query_problems(schemas: Schemas, operation: Operation, query: Mapping[str, str]) -> list[Problem]:
    def problems() -> Iterator[Problem]:
        for parameter in operation.query:
            if parameter.name in query:
                checker = Checker(schemas, loose=True)
                yield from checker.check(query[parameter.name], parameter.node, parameter.name)
            elif parameter.required:
                yield Problem(field=parameter.name, fault="missing", text="missing, but required")

    return list(problems())
