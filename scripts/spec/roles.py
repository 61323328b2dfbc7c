"""Guess which operation of a document plays which role, from its path, its method and its schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from scripts.oas.document import Json, JsonObject
from scripts.oas.pointers import format_pointer, resolve_pointer
from scripts.oas.schema_paths import children, resolved
from scripts.oas.select import METHODS
from videojobs.dialect import Role

STATUS_NAMES = ("status", "state", "task_status", "job_status", "phase")
_BELOW_A_JOB: tuple[tuple[str, str, Role], ...] = (
    ("get", "content|download|file|video|output|result", "content"),
    ("post", "remix|remixes|vary|variations?", "remix"),
    ("post", "edits?", "edit"),
    ("post", "extensions?|extend", "extend"),
)
"""Method, last segment of the path (a regular expression), role."""
_NO_COLLECTION = ("edit", "extend")  # some documents have these beside the collection, not below a job


@frozen(kw_only=True)
class DocumentedOperation:
    """One operation of a document.

    Attributes:
        path: Path template.
        method: Lower case.
        operation_id: Its id; derived from method and path if the document has none.
        has_id: Whether the document has the id.
    """

    path: str
    method: str
    operation_id: str
    has_id: bool

    @property
    def place(self) -> str:
        """JSON pointer of the operation."""
        return format_pointer(["paths", self.path, self.method])


def operations_of(document: JsonObject) -> list[DocumentedOperation]:
    """Return all operations, in the order of the document."""
    operations: list[DocumentedOperation] = []
    ids: set[str] = set()
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, body in item.items() if isinstance(item, dict) else ():
            if method not in METHODS or not isinstance(body, dict):
                continue
            operation_id = body.get("operationId")
            has_id = isinstance(operation_id, str)
            if not isinstance(operation_id, str):
                operation_id = re.sub(r"[^a-z0-9]+", "_", f"{method}_{path}".lower()).strip("_")
                while operation_id in ids:
                    operation_id += "_"
            ids.add(operation_id)
            operations.append(DocumentedOperation(path=path, method=method, operation_id=operation_id, has_id=has_id))
    return operations


def guess_roles(document: JsonObject) -> dict[Role, DocumentedOperation]:
    """Return role -> operation; empty if no two operations look like ``create`` and ``retrieve``."""
    operations = operations_of(document)
    pairs = [
        (create, retrieve)
        for create in operations
        if create.method == "post" and "{" not in create.path
        for retrieve in operations
        if retrieve.method == "get" and _ends_in_its_only_parameter(retrieve.path)
    ]
    if not pairs:
        return {}
    create, retrieve = max(pairs, key=lambda pair: _score(document, *pair))
    roles: dict[Role, DocumentedOperation] = {"create": create, "retrieve": retrieve}
    collection = retrieve.path.rpartition("/")[0]
    for operation in operations:
        path, method = operation.path, operation.method
        if method == "get" and path in (create.path, collection) and path != retrieve.path:
            roles.setdefault("list", operation)
        elif method == "delete" and path == retrieve.path:
            roles.setdefault("delete", operation)
        for role_method, last_segment, role in _BELOW_A_JOB:
            is_below = path.startswith(f"{retrieve.path}/") or (role in _NO_COLLECTION and "{" not in path)
            if method == role_method and is_below and re.fullmatch(last_segment, path.rpartition("/")[2]):
                roles.setdefault(role, operation)
    return roles


def _ends_in_its_only_parameter(path: str) -> bool:
    return path.count("{") == 1 and path.endswith("}")


def _score(document: JsonObject, create: DocumentedOperation, retrieve: DocumentedOperation) -> tuple[bool, ...]:
    """Return how well two operations match as create and retrieve; earlier members weigh more."""
    return (
        _accepts(document, create, "prompt"),
        _returns_job(document, retrieve),
        _returns_job(document, create),
        retrieve.path.rpartition("/")[0] == create.path,
        "video" in create.path.lower(),
        "generation" in create.path or "task" in create.path,
    )


def _accepts(document: JsonObject, operation: DocumentedOperation, name: str) -> bool:
    return any(name in children(document, place) for place in request_schemas(document, operation))


def request_schemas(document: JsonObject, operation: DocumentedOperation) -> Iterator[str]:
    """Yield the places of the schemas of an operation's request body, one per media type."""
    for media_type in request_media_types(document, operation):
        yield f"{_request_body(document, operation)}{format_pointer(['content', media_type, 'schema'])}"


def request_media_types(document: JsonObject, operation: DocumentedOperation) -> list[str]:
    """Return the media types of an operation's request body."""
    content = resolve_pointer(document, f"{_request_body(document, operation)}/content")
    return list(content) if isinstance(content, dict) else []


def _request_body(document: JsonObject, operation: DocumentedOperation) -> str:
    return resolved(document, f"{operation.place}/requestBody")


def response_schemas(
    document: JsonObject, operation: DocumentedOperation, *, errors: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield status and place of the JSON schema of each success, or of each other response."""
    responses = resolve_pointer(document, f"{operation.place}/responses")
    for status in responses if isinstance(responses, dict) else ():
        if status.startswith("2") is errors:
            continue
        place = resolved(document, f"{operation.place}{format_pointer(['responses', status])}")
        content = resolve_pointer(document, f"{place}/content")
        for media_type in content if isinstance(content, dict) else ():
            if "json" in media_type:
                yield status, f"{place}{format_pointer(['content', media_type, 'schema'])}"


def _returns_job(document: JsonObject, operation: DocumentedOperation) -> bool:
    return any(
        name in STATUS_NAMES
        for _, place in response_schemas(document, operation)
        for holder in (place, *children(document, place).values())
        for name in children(document, holder)
    )


def auth_method(security_scheme: Json) -> str | None:
    """Return ``bearer``, or the name of the header that carries the key; None if the scheme is of another kind."""
    if not isinstance(security_scheme, dict):
        return None
    kind = security_scheme.get("type")
    if kind == "apiKey" and security_scheme.get("in") == "header":
        header = str(security_scheme.get("name"))
        return "bearer" if header.lower() == "authorization" else header
    return "bearer" if kind in ("http", "oauth2") else None
