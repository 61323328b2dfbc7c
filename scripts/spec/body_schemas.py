"""Find the schemas of request and response bodies in a provider's document, and the status words that they list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.oas.document import items_of, members_of
from scripts.oas.pointers import child_pointer, parse_pointer, resolve_pointer
from scripts.oas.references import final_pointer
from scripts.oas.schema_paths import value_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.oas.document import JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.facts import ProviderFacts

JOB_ROLES = ("create", "retrieve", "remix", "edit", "extend")
"""The roles of the operations that return a job."""

# Ranges and `default` are left out: response_schema() falls back to them for any status.
_ERROR_CODE = re.compile(r"[45][0-9]{2}")


def request_media_types(document: JsonObject, operation: Operation) -> list[str]:
    """Return the media types of an operation's request body."""
    return list(members_of(resolve_pointer(document, f"{_request_body(document, operation)}/content")))


def request_schemas(document: JsonObject, operation: Operation) -> Iterator[str]:
    """Yield the pointers of the schemas of an operation's request body, one for each media type."""
    for media_type in request_media_types(document, operation):
        yield child_pointer(_request_body(document, operation), "content", media_type, "schema")


def _request_body(document: JsonObject, operation: Operation) -> str:
    return final_pointer(document, f"{operation.pointer}/requestBody")


def response_schemas(document: JsonObject, operation: Operation, *, errors: bool = False) -> Iterator[tuple[str, str]]:
    """Yield status and pointer of the JSON schema of each success, or of each other response."""
    for status in _responses(document, operation):
        if status.startswith("2") is errors:
            continue
        response = final_pointer(document, child_pointer(operation.pointer, "responses", status))
        for media_type in members_of(resolve_pointer(document, f"{response}/content")):
            # `application/problem+json`, `application/json; charset=utf-8` and misspelt variants all carry JSON.
            if "json" in media_type:
                yield status, child_pointer(response, "content", media_type, "schema")


def response_schema(document: JsonObject, operation: Operation, status: int) -> str | None:
    """Return the pointer of the JSON schema for a response with this status, or None if the document has none.

    An exact status wins over its class (``4XX``), a class over the documented success (for a success) or ``default``.
    For a webhook it is the schema of the request, which the provider sends.
    """
    if operation.section == "webhooks":
        return _json_schema(document, f"{operation.pointer}/requestBody")
    codes = _responses(document, operation)
    successes = [code for code in codes if code.startswith("2")] if status < 300 else []
    # A server that sends 201 where 200 is documented nearly always sends the same body.
    for code in (str(status), f"{status // 100}XX", *successes, "default"):
        if code in codes:
            return _json_schema(document, child_pointer(operation.pointer, "responses", code))
    return None


def _responses(document: JsonObject, operation: Operation) -> JsonObject:
    # Looked up, since the operation may be of another document: the same one without its overlay, or a newer one.
    return members_of(resolve_pointer(document, f"{operation.pointer}/responses"))


def _json_schema(document: JsonObject, body: str) -> str | None:
    """Return the pointer of the JSON schema of a response or request body, which may be a reference."""
    schema = child_pointer(final_pointer(document, body), "content", "application/json", "schema")
    return None if resolve_pointer(document, schema) is None else schema


def job_schemas(document: JsonObject, facts: ProviderFacts, operations: Mapping[str, Operation]) -> Iterator[str]:
    """Yield the pointers of the schemas of responses that are jobs.

    Args:
        document: An OpenAPI document, with its overlay.
        facts: The content of provider.yaml.
        operations: operationId, as in the facts -> operation of the document.
    """
    for operation in _job_operations(facts, operations):
        schema = response_schema(document, operation, 200)
        if schema is not None:
            yield schema


def error_schemas(document: JsonObject, facts: ProviderFacts, operations: Mapping[str, Operation]) -> Iterator[str]:
    """Yield the pointers of the schemas of the error responses of operations that return jobs; as ``job_schemas``."""
    for operation in _job_operations(facts, operations):
        documented = {int(code) for code in _responses(document, operation) if _ERROR_CODE.fullmatch(code)}
        # A document may have 4XX, 5XX or `default` alone: these two look them up.
        for status in sorted({400, 500, *documented}):
            schema = response_schema(document, operation, status)
            if schema is not None:
                yield schema


def _job_operations(facts: ProviderFacts, operations: Mapping[str, Operation]) -> Iterator[Operation]:
    for role, name in facts.operations.items():
        if role in JOB_ROLES and name in operations:
            yield operations[name]


def status_words(
    document: JsonObject, facts: ProviderFacts, operations: Mapping[str, Operation]
) -> Iterator[tuple[str, str]]:
    """Yield the status words in the schemas of jobs, each with the pointer of the enum that lists it."""
    for schema in job_schemas(document, facts, operations):
        for job in facts.fields.job:
            for status in facts.fields.status:
                path = parse_pointer(job) + parse_pointer(status)
                yield from listed_words(document, schema, path)


def listed_words(document: JsonObject, schema: str, path: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the words that the document lists for a value, each with the pointer of the enum; a number as text."""
    for value_schema in value_schemas(document, schema, path):
        enum = f"{value_schema}/enum"
        for word in items_of(resolve_pointer(document, enum)):
            if isinstance(word, str | int) and not isinstance(word, bool):
                yield enum, str(word)
