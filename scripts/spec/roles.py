"""Guess which operation of a document plays which role, from its path, its method and its schemas."""

from __future__ import annotations

import re

from attrs import evolve

from scripts.oas.document import Json, JsonObject, members_of
from scripts.oas.operations import Operation, path_operations
from scripts.oas.references import follow_if_possible
from scripts.oas.schema_paths import property_schemas
from scripts.spec.body_schemas import request_schemas, response_schemas
from videojobs.dialect import Role

STATUS_NAMES = ("status", "state", "task_status", "job_status", "phase")
_BELOW_A_JOB: tuple[tuple[str, str, Role], ...] = (
    ("get", "content|download|file|video|output|result", "content"),
    ("post", "remix|remixes|vary|variations?", "remix"),
    ("post", "edits?", "edit"),
    ("post", "extensions?|extend", "extend"),
)
"""Method, last segment of the path (a regular expression), role."""
# Some documents have these beside the jobs, not below a job; characters always are.
_BESIDE_THE_JOBS: tuple[tuple[str, str, Role], ...] = (
    ("post", "/edits?", "edit"),
    ("post", "/(extensions?|extend)", "extend"),
    ("post", "/characters", "create_character"),
    ("get", r"/characters/\{[^{}]+\}", "retrieve_character"),
)
"""Method, rest of the path after that of the collection (a regular expression), role."""
_ID_PARAMETER = re.compile(r"(video|task|job|request|generation|prediction)?_?id", re.IGNORECASE)
_NO_JOBS = re.compile(r"/(characters|edits?|extensions?|extend|files?|images?|uploads?)(/|$)")


def snake(name: str) -> str:
    """Return a name of a property in snake case: ``taskId``, ``TaskID`` and ``task-id`` are one word."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return parts.replace("-", "_").lower()


def _operations(document: JsonObject) -> list[Operation]:
    """Return the operations of the paths; one without an id gets one, derived from its method and path."""
    operations: list[Operation] = []
    ids: set[str] = set()
    for operation in path_operations(document):
        name = operation.operation_id
        if name is None:
            # Like the ids that generators make up: somebody who compares with another client recognises them.
            name = re.sub(r"[^a-z0-9]+", "_", f"{operation.method}_{operation.path}".lower()).strip("_")
            while name in ids:
                name += "_"
        ids.add(name)
        operations.append(evolve(operation, node={**operation.node, "operationId": name}))
    return operations


def guess_roles(document: JsonObject) -> dict[Role, Operation]:
    """Return role -> operation; empty if no two operations look like ``create`` and ``retrieve``."""
    operations = _operations(document)
    pairs = [
        (create, retrieve)
        for create in operations
        if create.method == "post" and "{" not in create.path
        for retrieve in operations
        if retrieve.method == "get" and _is_about_one_job(document, retrieve)
    ]
    if not pairs:
        return {}
    create, retrieve = max(pairs, key=lambda pair: _score(document, *pair))
    roles: dict[Role, Operation] = {"create": create, "retrieve": retrieve}
    collection = retrieve.path.rpartition("/")[0]
    for operation in operations:
        path, method = operation.path, operation.method
        # Two collections, since a server may create at one path (`/videos/generations`) and list at another.
        lists = (create.path, collection, f"{collection}/list", f"{create.path}s")
        if method == "get" and path in lists and path != retrieve.path:
            roles.setdefault("list", operation)
        elif method == "delete" and path == retrieve.path:
            roles.setdefault("delete", operation)
        for role_method, last_segment, role in _BELOW_A_JOB:
            is_below = path.startswith(f"{retrieve.path}/")
            if method == role_method and is_below and re.fullmatch(last_segment, path.rpartition("/")[2]):
                roles.setdefault(role, operation)
        for role_method, rest, role in _BESIDE_THE_JOBS:
            if method == role_method and re.fullmatch(re.escape(collection) + rest, path):
                roles.setdefault(role, operation)
    return roles


def _is_about_one_job(document: JsonObject, operation: Operation) -> bool:
    if "{" in operation.path:
        return operation.path.count("{") == 1 and operation.path.endswith("}")
    return id_parameter(document, operation) is not None


def id_parameter(document: JsonObject, operation: Operation) -> str | None:
    """Return the query parameter that looks like the id of a job, or None."""
    return next((name for name in query_parameters(document, operation) if _ID_PARAMETER.fullmatch(name)), None)


def query_parameters(document: JsonObject, operation: Operation) -> list[str]:
    """Return the names of an operation's query parameters."""
    parameters = [members_of(follow_if_possible(document, node, place)[1]) for place, node in operation.parameters]
    return [str(parameter.get("name")) for parameter in parameters if parameter.get("in") == "query"]


def required_headers(document: JsonObject, operation: Operation) -> dict[str, Json]:
    """Return the headers that an operation requires, in lower case, each with its schema."""
    parameters = [members_of(follow_if_possible(document, node, place)[1]) for place, node in operation.parameters]
    return {
        str(parameter.get("name")).lower(): parameter.get("schema")
        for parameter in parameters
        if parameter.get("in") == "header" and parameter.get("required") is True
    }


def _score(document: JsonObject, create: Operation, retrieve: Operation) -> tuple[bool, ...]:
    """Return how well two operations match as create and retrieve; earlier members weigh more."""
    is_about_video = _is_about_video(create)
    accepts_prompt = _accepts(document, create, "prompt")
    return (
        # A document of a whole platform has other jobs with a prompt, and one made from code may not list the fields.
        is_about_video and accepts_prompt,
        is_about_video and _is_about_video(retrieve),
        accepts_prompt,
        _returns_job(document, retrieve),
        _returns_job(document, create),
        # An id in the query may as well be the filter of a list.
        "{" in retrieve.path,
        retrieve.path.rpartition("/")[0] == create.path,
        "generation" in create.path or "task" in create.path,
        # Servers that have each operation at two paths document the one with a version.
        re.match(r"/v\d", create.path) is not None,
    )


def _is_about_video(operation: Operation) -> bool:
    names = f"{operation.path} {operation.operation_id}".lower()
    return "video" in names and not _NO_JOBS.search(operation.path)


def _accepts(document: JsonObject, operation: Operation, name: str) -> bool:
    return any(name in map(snake, property_schemas(document, place)) for place in request_schemas(document, operation))


def _returns_job(document: JsonObject, operation: Operation) -> bool:
    return any(
        snake(name) in STATUS_NAMES
        for _, place in response_schemas(document, operation)
        for holder in (place, *property_schemas(document, place).values())
        for name in property_schemas(document, holder)
    )


def auth_method(security_scheme: Json) -> str | None:
    """Return ``bearer``, or the name of the header that carries the key; None if the scheme is of another kind."""
    if not isinstance(security_scheme, dict):
        return None
    kind = security_scheme.get("type")
    if kind == "apiKey" and security_scheme.get("in") == "header":
        header = str(security_scheme.get("name"))
        # OpenAPI's apiKey in `Authorization` is how some documents write a bearer token.
        return "bearer" if header.lower() == "authorization" else header
    # `http` may be basic as well, but provider.yaml has no such scheme: bearer is all that can be guessed.
    return "bearer" if kind in ("http", "oauth2") else None
