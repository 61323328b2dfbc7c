"""Which operation of a document plays which role: told by its path, its method, and what it takes and gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from scripts.oas.document import JsonObject
from scripts.oas.problems import pointer
from scripts.oas.schema_paths import children, follow, resolved
from scripts.oas.select import METHODS
from videojobs.dialect import Role

STATUS = ("status", "state", "task_status", "job_status", "phase")
_SUFFIXES: tuple[tuple[str, str, Role], ...] = (
    ("get", "content|download|file|video|output|result", "content"),
    ("post", "remix|remixes|vary|variations?", "remix"),
    ("post", "edits?", "edit"),
    ("post", "extensions?|extend", "extend"),
)


@frozen(kw_only=True)
class Operation:
    """One operation of a document.

    Attributes:
        path: Its path.
        method: Lower case.
        operation_id: Its id; made up if it has none.
        named: Whether the id stands in the document.
    """

    path: str
    method: str
    operation_id: str
    named: bool

    @property
    def place(self) -> str:
        """JSON pointer of it."""
        return pointer(["paths", self.path, self.method])


def operations(document: JsonObject) -> list[Operation]:
    """Return all operations, in the order of the document; those without an id get one."""
    found: list[Operation] = []
    taken: set[str] = set()
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, body in item.items() if isinstance(item, dict) else ():
            if method in METHODS and isinstance(body, dict):
                name = body.get("operationId")
                made = (
                    name if isinstance(name, str) else re.sub(r"[^a-z0-9]+", "_", f"{method}_{path}".lower()).strip("_")
                )
                while not isinstance(name, str) and made in taken:
                    made += "_"
                taken.add(made)
                found.append(Operation(path=path, method=method, operation_id=made, named=isinstance(name, str)))
    return found


def guess_roles(document: JsonObject) -> dict[Role, Operation]:
    """Return role -> operation, as far as it can be told; without ``create`` and ``retrieve`` there is nothing."""
    found = operations(document)
    pairs = [
        (create, retrieve)
        for create in found
        if create.method == "post" and "{" not in create.path
        for retrieve in found
        if retrieve.method == "get" and _is_one_of(retrieve.path)
    ]
    if not pairs:
        return {}
    create, retrieve = max(pairs, key=lambda pair: _fit(document, *pair))
    roles: dict[Role, Operation] = {"create": create, "retrieve": retrieve}
    collection = retrieve.path.rpartition("/")[0]
    for one in found:
        if one.method == "get" and one.path in (create.path, collection) and one.path != retrieve.path:
            roles.setdefault("list", one)
        elif one.method == "delete" and one.path == retrieve.path:
            roles.setdefault("delete", one)
        for method, words, role in _SUFFIXES:
            below = one.path.startswith(f"{retrieve.path}/") or (role in ("edit", "extend") and "{" not in one.path)
            if one.method == method and below and re.fullmatch(words, one.path.rpartition("/")[2]):
                roles.setdefault(role, one)
    return roles


def _is_one_of(path: str) -> bool:
    """Whether a path ends in its only parameter."""
    return path.count("{") == 1 and path.endswith("}")


def _fit(document: JsonObject, create: Operation, retrieve: Operation) -> tuple[bool, ...]:
    """Return how well two operations go together as create and retrieve."""
    return (
        _takes(document, create, "prompt"),
        _gives_job(document, retrieve),
        _gives_job(document, create),
        retrieve.path.rpartition("/")[0] == create.path,
        "video" in create.path.lower(),
        "generation" in create.path or "task" in create.path,
    )


def _takes(document: JsonObject, operation: Operation, name: str) -> bool:
    return any(name in children(document, place) for place in bodies(document, operation))


def bodies(document: JsonObject, operation: Operation) -> Iterator[str]:
    """Yield where the schemas of what an operation takes stand."""
    for media in media_types(document, operation):
        yield f"{_body(document, operation)}{pointer(['content', media, 'schema'])}"


def media_types(document: JsonObject, operation: Operation) -> list[str]:
    """Return the media types that an operation takes."""
    content = follow(document, f"{_body(document, operation)}/content")
    return list(content) if isinstance(content, dict) else []


def _body(document: JsonObject, operation: Operation) -> str:
    return resolved(document, f"{operation.place}/requestBody")


def answers(document: JsonObject, operation: Operation, *, failed: bool = False) -> Iterator[tuple[str, str]]:
    """Yield status and place of the JSON schema of each answer, of the successes or of the others."""
    responses = follow(document, f"{operation.place}/responses")
    for status in responses if isinstance(responses, dict) else ():
        if status.startswith("2") is failed:
            continue
        place = resolved(document, f"{operation.place}{pointer(['responses', status])}")
        content = follow(document, f"{place}/content")
        for media in content if isinstance(content, dict) else ():
            if "json" in media:
                yield status, f"{place}{pointer(['content', media, 'schema'])}"


def _gives_job(document: JsonObject, operation: Operation) -> bool:
    return any(
        name in STATUS
        for _, place in answers(document, operation)
        for holder in (place, *children(document, place).values())
        for name in children(document, holder)
    )
