"""A request to the emulator: parsed and validated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from attrs import define, field
from starlette.formparsers import MultiPartException

from videojobs.emulator.error_responses import RequestRefused, encoding_refused
from videojobs.emulator.request_bodies import FORM_MEDIA_TYPES, drain, media_type_of, read_body
from videojobs.emulator.validation import RequestValidator, Violation
from videojobs.openapi.operations import JsonObject, as_object

if TYPE_CHECKING:
    from starlette.requests import Request

    from videojobs.dialect import Create
    from videojobs.emulator.faults import Fault
    from videojobs.emulator.routes import QueryParameter, Route
    from videojobs.emulator.settings import Settings

_ROLES_WITH_BODY = frozenset({"create", "remix", "edit", "extend", "create_character"})
_ENCODINGS: Mapping[str, str] = {"application/json": "json", "multipart/form-data": "multipart"}


@define(eq=False)
class IncomingRequest:
    """A request on its way through the emulator.

    Attributes:
        request: The request.
        raw_path: Its path, still percent-encoded.
        request_id: Its id.
        route: Its route, once it is matched.
        parameters: Decoded path parameters.
        query: Query parameters, once they are validated.
        body: Decoded body, once it is read.
        schema: The schema of the body.
        image: The reference image in the body, reduced, or None.
        is_body_started: Whether reading the body has started.
        faults: The faults that hit it.
        skew: Seconds by which the times in its response are ahead.
    """

    request: Request
    raw_path: str
    request_id: str
    route: Route | None = None
    parameters: dict[str, str] = field(factory=dict[str, str])
    query: dict[str, str] = field(factory=dict[str, str])
    body: dict[str, Any] = field(factory=dict[str, Any])
    schema: JsonObject = field(factory=dict[str, Any])
    image: bytes | None = None
    is_body_started: bool = False
    faults: list[Fault] = field(factory=list["Fault"])
    skew: float = 0.0

    @property
    def operation(self) -> str | None:
        """The role of its operation, or None."""
        return self.route.operation.role if self.route is not None else None

    async def read(self, route: Route, validator: RequestValidator, settings: Settings) -> None:
        """Read and validate query and body.

        Raises:
            RequestRefused: They are not as documented.
        """
        if self.request.scope["query_string"]:
            self.query = dict(self.request.query_params)
        query = route.query
        if route.operation.role == "content" and settings.dialect.content.variants == ():
            # It means something else: a wrong value is a file that does not exist, which has another status.
            query = tuple(parameter for parameter in query if parameter.name != "variant")
        violations = _query_violations(validator, query, self.query)
        _refuse([*_missing_headers(route, self.request.headers), *violations])
        if not route.bodies and route.operation.role not in _ROLES_WITH_BODY:
            return
        media_type = media_type_of(self.request)
        is_fastapi = settings.dialect.server.framework == "fastapi"
        if is_fastapi and route.bodies:
            media_type = _media_type_as_read(media_type, route)
        if not media_type and (is_fastapi or not self._has_body()):
            # Without any body the error is about the missing fields, not about the missing media type.
            if route.is_body_required:
                self.schema = next(iter(route.bodies.values()), {})
                _refuse(validator.violations({}, self.schema, "json"))
            return
        create = settings.dialect.create
        self.schema = _body_schema(route, media_type, create)
        if route.operation.role in ("create", "remix") and settings.only_encoding not in (
            None,
            _ENCODINGS.get(media_type),
        ):
            raise encoding_refused(settings.next_rejection(), settings.dialect.errors)
        is_form = media_type in FORM_MEDIA_TYPES
        body = await self._read_body(media_type, is_fastapi=is_fastapi and is_form)
        self.body = {**as_object(cast("object", body))}
        _refuse(validator.violations(body, self.schema, "form" if is_form else "json"))
        if is_form and route.operation.role == "create":
            _refuse(list(_json_text_violations(self.body, create.json_text)))
            _refuse(list(_missing_prompt(route, self.body, create)))
        if not isinstance(body, dict):
            _refuse([Violation(field="", code="invalid_type", text="expected an object")])

    async def _read_body(self, media_type: str, *, is_fastapi: bool) -> Any:
        self.is_body_started = True
        try:
            body = await read_body(self.request, media_type)
        except RequestRefused as refused:
            if is_fastapi and isinstance(refused.__cause__, MultiPartException):
                refused.body = {"detail": refused.__cause__.message}
            raise
        if body is None:
            return dict[str, Any]()
        if is_fastapi:
            # An empty text of a form is no value: https://github.com/fastapi/fastapi/blob/0.115.0/fastapi/dependencies/utils.py
            return {name: value for name, value in cast("dict[str, Any]", body).items() if value != ""}
        return body

    async def drain(self) -> None:
        """Read the rest of a body that no one has read."""
        if not self.is_body_started and self._has_body():
            await drain(self.request)

    def _has_body(self) -> bool:
        headers = self.request.headers
        return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _media_type_as_read(media_type: str, route: Route) -> str:
    """Return the media type as which FastAPI reads a body: "" if it ignores the body, whatever it is."""
    if media_type in route.bodies:
        return media_type
    if "application/json" in route.bodies:
        return "application/json"  # the handler reads whatever is no form as JSON
    if media_type in FORM_MEDIA_TYPES:
        return next(name for name in route.bodies if name in FORM_MEDIA_TYPES)
    return ""


def _body_schema(route: Route, media_type: str, create: Create) -> JsonObject:
    if media_type in route.bodies:
        return route.bodies[media_type]
    is_readable = media_type in _ENCODINGS or media_type in FORM_MEDIA_TYPES
    is_declared = route.operation.role == "create" and _ENCODINGS.get(media_type) in create.encodings
    if is_readable and (is_declared or not route.bodies):
        return next(iter(route.bodies.values()), as_object(None))
    allowed = ", ".join(route.bodies or _ENCODINGS)
    message = f"Content-Type {media_type or '(none)'} is not supported; send {allowed}."
    raise RequestRefused(route.documented_status(415, 400, 422), message, code="unsupported_media_type")


def _refuse(violations: list[Violation]) -> None:
    """Refuse a request with violations; the message lists the first three, the field is that of the first.

    Raises:
        RequestRefused: 400.
    """
    if violations:
        message = "; ".join(str(violation) for violation in violations[:3])
        field = violations[0].field or None
        if violations[0].source == "header":
            field = None  # `param` is a field of the body or the query
        raise RequestRefused(400, message, code=violations[0].code, field=field, violations=violations)


def _json_text_violations(body: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Violation]:
    """Yield the fields of a form that are not JSON texts, as the dialect has them."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str):
            try:
                json.loads(value)
            except (ValueError, RecursionError):
                yield Violation(field=name, code="invalid_value", text="this is no JSON text")
        elif isinstance(value, Mapping | list):
            yield Violation(field=name, code="invalid_type", text="expected one JSON text, but got several parts")


def _missing_prompt(route: Route, body: Mapping[str, Any], create: Create) -> Iterator[Violation]:
    """Yield a missing prompt that the document requires in another encoding only: the handler requires it in each."""
    name = create.fields.prompt
    if name in route.required_anywhere and name not in body:
        yield Violation(field=name, code="missing_required_parameter", text="missing, but required", keyword="required")


def _missing_headers(route: Route, headers: Mapping[str, str]) -> Iterator[Violation]:
    for name in route.headers:
        if name not in headers:
            yield Violation(
                field=name,
                code="missing_required_header",
                text="this header is missing, but required",
                source="header",
                keyword="required",
            )


def _query_violations(
    validator: RequestValidator, parameters: Iterable[QueryParameter], query: Mapping[str, str]
) -> Iterator[Violation]:
    for parameter in parameters:
        if parameter.name in query:
            value = query[parameter.name]
            yield from validator.violations(value, parameter.schema, "query", at=parameter.name)
        elif parameter.is_required:
            yield Violation(
                field=parameter.name,
                code="missing_required_parameter",
                text="missing, but required",
                source="query",
                keyword="required",
            )
