"""Lint what a provider.yaml says about requests, beside the document that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict

from scripts.oas.pointers import format_pointer, parse_pointer, resolve_pointer
from scripts.oas.schema_paths import property_schemas, value_schemas
from scripts.oas.servers import base_path, with_one_server
from scripts.spec.body_schemas import request_media_types, request_schemas
from scripts.spec.roles import query_parameters, required_headers
from videojobs.dialect import PAID_ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.operations import Operation
    from scripts.oas.problems import SpecError
    from scripts.spec.facts import ProviderFacts

MEDIA_TYPES = {"json": "application/json", "multipart": "multipart/form-data"}
_ARGUMENTS = ("prompt", "model", "seconds", "size")


def request_errors(
    provider_yaml: Document,
    facts: ProviderFacts,
    operations: Mapping[str, Operation],
    selected: JsonObject,
    source: Document,
) -> Iterator[SpecError]:
    """Yield where a provider.yaml contradicts the requests of its document.

    Args:
        provider_yaml: The file.
        facts: Its content.
        operations: operationId -> operation of the document, with its overlay.
        selected: The document, cut down to the operations in use.
        source: The document as loaded: the places of errors are looked up there.
    """
    yield from _create_fields(provider_yaml, facts, selected, operations[facts.operations["create"]])
    yield from _id_parameters(provider_yaml, facts, selected, operations)
    yield from _headers(provider_yaml, facts, selected, operations)
    yield from _server(provider_yaml, facts, selected, source)
    if facts.server.mounts and not base_path([operations[name].path for name in facts.operation_ids]):
        what = "the operations have no first segment in common that these paths could be in place of"
        yield provider_yaml.error("/server/mounts", what, "remove it")


def _create_fields(
    provider_yaml: Document, facts: ProviderFacts, document: JsonObject, create: Operation
) -> Iterator[SpecError]:
    """Yield the arguments and references of a create that the document has no field for."""
    schemas = dict(zip(request_media_types(document, create), request_schemas(document, create), strict=True))
    names = list(dict.fromkeys(name for schema in schemas.values() for name in property_schemas(document, schema)))
    if not names:
        return  # the document does not describe the body

    def has(field: str, encodings: Collection[str]) -> bool:
        path = parse_pointer(field) if field.startswith("/") else [field]
        for encoding in encodings:
            schema = schemas.get(MEDIA_TYPES[encoding], "/-")
            # The first key must be listed: what an open object may hold is ignored by most servers.
            if path[0] in property_schemas(document, schema) and any(value_schemas(document, schema, path)):
                return True
        return False

    existing = f"it has: {', '.join(names)}"
    pointer = "/create/fields"
    if resolve_pointer(provider_yaml.root, pointer) is None:
        pointer = "/create"
    for argument, field in asdict(facts.create.fields).items():
        if not field or has(field, facts.create.encodings):
            continue
        fix = f"write its name as create.fields.{argument}"
        if argument in _ARGUMENTS:
            fix += ", or null if there is none"
        what = f"the body of the create operation has no field {field!r} for {argument}"
        yield provider_yaml.error(pointer, what, f"{fix}; {existing}")
    for index, reference in enumerate(facts.create.references):
        encodings = reference.encodings or facts.create.encodings
        if not has(reference.field, encodings):
            pointer = format_pointer(["create", "references", index, "field"])
            what = f"the body of the create operation, as {' or '.join(encodings)}, has no field {reference.field!r}"
            yield provider_yaml.error(pointer, what, existing)


def _id_parameters(
    provider_yaml: Document, facts: ProviderFacts, document: JsonObject, operations: Mapping[str, Operation]
) -> Iterator[SpecError]:
    """Yield the operations about a job that take its id neither in the path nor where ``ids.parameter`` says."""
    for role in ("retrieve", "delete", "content", "remix"):
        name = facts.operations.get(role)
        operation = operations[name] if name is not None else None
        if operation is None or "{" in operation.path:
            continue
        query = query_parameters(document, operation)
        if facts.ids.parameter not in query:
            what = f"the path of {role}, {operation.path}, has no parameter for the id of a job"
            fix = f"write the name of the query parameter as ids.parameter; it has: {', '.join(query) or 'none'}"
            yield provider_yaml.error(format_pointer(["operations", role]), what, fix)


def _headers(
    provider_yaml: Document, facts: ProviderFacts, document: JsonObject, operations: Mapping[str, Operation]
) -> Iterator[SpecError]:
    """Yield the operations that require a header which nothing sends: each call of them would be refused."""
    # OpenAPI says to ignore three of them (3.1, section 4.8.12.1): the client sends them by itself.
    by_itself = {"accept", "content-type", "authorization", *(way.header.lower() for way in facts.auth)}
    for role, name in facts.operations.items():
        sent = by_itself | set(facts.headers.get(role, {}))
        if role in PAID_ROLES:
            sent |= set(facts.create.headers)
        for header in required_headers(document, operations[name]):
            if header not in sent:
                what = f"the document requires the header {header} of {role}, and nothing sends it"
                fix = f"write it with its value as headers.{role}, or correct the document by overlay"
                yield provider_yaml.error(format_pointer(["operations", role]), what, fix)


def _server(
    provider_yaml: Document, facts: ProviderFacts, selected: JsonObject, source: Document
) -> Iterator[SpecError]:
    """Yield a ``base_url`` that is not the server that the operations name."""
    corrected = with_one_server(selected, source)
    url = resolve_pointer(corrected, "/servers/0/url")
    if corrected is not selected and facts.base_url not in (None, url):
        what = f"the operations are at {url}, as the servers of each say, not at {facts.base_url}"
        yield provider_yaml.error("/base_url", what, f"write {url}")
