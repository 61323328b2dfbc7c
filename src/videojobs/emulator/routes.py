"""Routes of an emulator: the operations of the document, with their schemas at hand, and the URLs that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from videojobs.dialect import PAID_ROLES
from videojobs.emulator.schema_views import SchemaReader
from videojobs.openapi.operations import (
    JsonObject,
    Operation,
    as_array,
    as_object,
    path_parameters,
    path_regex,
    read_operations,
)

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator.validation import Violation


@frozen(kw_only=True)
class QueryParameter:
    """One query parameter.

    Attributes:
        name: Name.
        is_required: Whether a request must have it.
        schema: Its schema.
    """

    name: str
    is_required: bool
    schema: JsonObject


@frozen(kw_only=True, eq=False)
class Route:
    """One operation, as it is served.

    Attributes:
        operation: The operation of the document.
        query: Its query parameters.
        headers: The headers that a request must have, lower case.
        bodies: Schema of the request body by media type, lower case.
        is_body_required: Whether a request must have a body.
        responses: By the document's status key (``200``, ``4XX``, ``default``): media type object by media type.
        required_anywhere: The fields that the body requires in any encoding.
        lists_fields: The keys of an entry, where the response with 422 lists the errors of each field, as FastAPI
            documents and sends it; empty if it does not.
        pattern: Matches a raw, still percent-encoded request path.
    """

    operation: Operation
    query: tuple[QueryParameter, ...]
    headers: tuple[str, ...]
    bodies: Mapping[str, JsonObject]
    is_body_required: bool
    responses: Mapping[str, Mapping[str, JsonObject]]
    required_anywhere: frozenset[str] = frozenset()
    lists_fields: frozenset[str] = frozenset()
    pattern: re.Pattern[str] = field(repr=False)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of its path parameters, in the order of the path."""
        return tuple(path_parameters(self.operation.path))

    @cached_property
    def success_status(self) -> int:
        """The first 2xx status of the document, else 200."""
        return next((int(key) for key in self.responses if re.fullmatch(r"2\d\d", key)), 200)

    @cached_property
    def success_media(self) -> JsonObject | None:
        """The media type object of a successful JSON response, or None."""
        return self.response_media(self.success_status)

    @cached_property
    def success_media_types(self) -> tuple[str, ...]:
        """The media types of a successful response, in the document's order."""
        return tuple(self.responses.get(str(self.success_status), self.responses.get("2XX", {})))

    def response_media(self, status: int) -> JsonObject | None:
        """Return the document's media type object of a JSON response with a status, or None."""
        keys = self.operation.response_keys(status)
        return self.responses[keys[0]].get("application/json") if keys else None

    def documented_status(self, preferred: int, *others: int) -> int:
        """Return the preferred status of an error, unless the document has only one of the others."""
        candidates = [status for status in (preferred, *others) if self.operation.response_keys(status)]
        if self.lists_fields and 422 in candidates:
            candidates.remove(422)
        return next(iter(candidates), preferred)

    def validation_status(self, violations: Sequence[Violation]) -> int:
        """Return the status of the refusal of a wrong request.

        FastAPI validates queries and forms with the documented 422; a handler that reads JSON by itself may have a 400.
        """
        is_read_by_handler = all(violation.source == "json" for violation in violations)
        if self.lists_fields and not (is_read_by_handler and self.operation.response_keys(400)):
            return 422
        return self.documented_status(400, 422)


def read_routes(document: JsonObject, dialect: Dialect, prefix: str) -> list[Route]:
    """Return the routes of all operations; those with fewer path parameters come first."""
    reader = SchemaReader(document)
    routes = [_read_route(reader, operation, prefix, dialect) for operation in read_operations(document, dialect)]
    # A fixed path wins over a template (https://spec.openapis.org/oas/v3.1.0#paths-object).
    return sorted(routes, key=lambda route: route.operation.path.count("{"))


def match_routes(routes: Sequence[Route], raw_path: str) -> Iterator[tuple[Route, dict[str, str]]]:
    """Yield the routes of a raw path, each with its decoded path parameters."""
    for route in routes:
        match = route.pattern.fullmatch(raw_path)
        if match:
            # Decoded after the match: `%2F` in an id separates no segments (RFC 3986, section 2.2).
            yield route, dict(zip(route.parameter_names, (unquote(text) for text in match.groups()), strict=True))


def mount_paths(dialect: Dialect, document: JsonObject) -> tuple[str, str]:
    """Return the prefix of the document's paths, and the path of the ``base_url`` that users pass."""
    server = as_object(next(iter(as_array(document.get("servers"))), None)).get("url")
    url = dialect.base_url or (server if isinstance(server, str) else "")
    # A server's URL may begin with a variable: `{endpoint}/v1`.
    base_path = urlsplit(re.sub(r"^\{[^{}]*\}", "", url)).path.rstrip("/")
    return base_path.removesuffix(dialect.base_path), base_path


def _read_route(reader: SchemaReader, operation: Operation, prefix: str, dialect: Dialect) -> Route:
    body = reader.resolve(as_object(operation.node.get("requestBody")))
    bodies = {name.lower(): _schema(media) for name, media in as_object(body.get("content")).items()}
    responses = {key: _content(reader, response) for key, response in operation.responses.items()}
    required = frozenset[str]().union(*(reader.view(schema).required for schema in bodies.values()))
    return Route(
        operation=operation,
        query=tuple(_query_parameters(reader, operation)),
        headers=tuple(_required_headers(reader, operation, dialect)),
        bodies=bodies,
        is_body_required=body.get("required") is True or bool(required),
        responses=responses,
        required_anywhere=required,
        lists_fields=_entry_keys(reader, responses.get("422", {})),
        pattern=re.compile(_pattern(operation.path, prefix, dialect)),
    )


def _pattern(path: str, prefix: str, dialect: Dialect) -> str:
    """Return a regular expression for the raw paths of an operation, below any of the provider's mounts."""
    mounts = (dialect.base_path, *dialect.server.mounts)
    below = path.removeprefix(dialect.base_path)
    return path_regex(prefix) + f"(?:{'|'.join(map(re.escape, mounts))})" + path_regex(below)


def _entry_keys(reader: SchemaReader, content: Mapping[str, JsonObject]) -> frozenset[str]:
    """Return the keys of an entry of ``detail``, if that is FastAPI's list of what is wrong with each field."""
    detail = reader.at(reader.view(_schema(content.get("application/json"))), "/detail")
    if detail is None or detail.items is None:
        return frozenset()
    keys = frozenset(reader.view(detail.items).properties)
    if {"loc", "msg", "type"} <= keys:
        return keys
    return frozenset()


def _content(reader: SchemaReader, response: Any) -> dict[str, JsonObject]:
    content = as_object(reader.resolve(as_object(response)).get("content"))
    return {name.lower(): as_object(media) for name, media in content.items()}


def _schema(media: Any) -> JsonObject:
    return as_object(as_object(media).get("schema"))


def _query_parameters(reader: SchemaReader, operation: Operation) -> Iterator[QueryParameter]:
    for entry in operation.parameters:
        parameter = reader.resolve(as_object(entry))
        if parameter.get("in") == "query":
            is_required = parameter.get("required") is True
            yield QueryParameter(name=str(parameter["name"]), is_required=is_required, schema=_schema(parameter))


def _required_headers(reader: SchemaReader, operation: Operation, dialect: Dialect) -> Iterator[str]:
    """Yield the headers that the dialect sends with the operation and the document requires.

    The others that it requires may be credentials, or documented by mistake.
    """
    if operation.role is None:
        return
    sent = {**dialect.operations[operation.role].headers}
    if operation.role in PAID_ROLES:
        sent |= dialect.create.headers
    for entry in operation.parameters:
        parameter = reader.resolve(as_object(entry))
        name = str(parameter.get("name")).lower()
        if parameter.get("in") == "header" and parameter.get("required") is True and name in sent:
            yield name
