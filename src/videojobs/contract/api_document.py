"""Look up in a provider's document what it specifies for a response."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from attrs import frozen

from videojobs.dialect import Dialect
from videojobs.errors import ConfigurationError, printable
from videojobs.http.json_pointer import join, split
from videojobs.openapi.documents import read_document
from videojobs.openapi.to31 import Json, to_31

Location = tuple[str, ...]
"""Keys and indexes that lead to a value in JSON: a JSON pointer, split."""
_METHODS = ("get", "put", "post", "delete", "patch")
_PARAMETER = re.compile(r"\{[^{}]*\}")
# The patterns backtrack over a long path of slashes, and a recording may hold any path.
_LONGEST_PATH = 4000
# Of a chain: a longer one is a circle.
_MOST_REFERENCES = 40


@frozen(kw_only=True)
class DocumentedOperation:
    """One operation of the document.

    Attributes:
        role: Its role in the life of a job, or None.
        operation_id: Its id, or None.
        method: HTTP method, upper case.
        path: Path template.
        location: Where it is in the document.
        pattern: Matches the path of its URLs, below any mount point.
    """

    role: str | None
    operation_id: str | None
    method: str
    path: str
    location: Location
    pattern: re.Pattern[str]

    @property
    def name(self) -> str:
        """The role, else the id, else method and path."""
        return self.role or self.operation_id or f"{self.method} {self.path}"


@frozen(kw_only=True)
class DocumentedResponse:
    """What the document specifies for one status.

    Attributes:
        key: The key under ``responses``: ``200``, ``4XX``, ``default``.
        is_exact: Whether the key covers the status; False if it is another success.
        location: Where it is, behind any reference.
        content: Its media types.
    """

    key: str
    is_exact: bool
    location: Location
    content: Json

    @property
    def media_types(self) -> list[str]:
        """The media types, lower case, without parameters."""
        return [name.partition(";")[0].strip().lower() for name in self.content]

    @property
    def json_schema(self) -> Location | None:
        """Location of the schema of JSON, or None."""
        for name, media_type in zip(self.content, self.media_types, strict=True):
            if media_type == "application/json" and "schema" in self.content[name]:
                return (*self.location, "content", name, "schema")
        return None


class ApiDocument:
    """A provider's document, with its corrections.

    Args:
        root: The document, as JSON.
        dialect: What OpenAPI cannot express about the provider.
    """

    def __init__(self, root: Json, dialect: Dialect) -> None:
        self.root = root
        self.data = to_31(root)
        self.dialect = dialect
        self.operations = tuple(self._operations())
        self.path_prefixes = _path_prefixes([operation.path for operation in self.operations])

    def _operations(self) -> Iterator[DocumentedOperation]:
        roles = {(item.method, item.path): role for role, item in self.dialect.operations.items()}
        for path in self.data.get("paths", {}):
            item, location = self.resolve(("paths", path))
            for method in _METHODS:
                node = item.get(method)
                if isinstance(node, dict):
                    yield DocumentedOperation(
                        role=roles.get((method.upper(), path)),
                        operation_id=cast(Json, node).get("operationId"),
                        method=method.upper(),
                        path=path,
                        location=(*location, method),
                        pattern=_pattern(path),
                    )

    def value_at(self, location: Location) -> Any:
        """Return the value at a location.

        Raises:
            KeyError: There is none.
        """
        node: Any = self.data
        for part in location:
            node = node[int(part)] if isinstance(node, list) else node[part]
        return node

    def resolve(self, location: Location) -> tuple[Json, Location]:
        """Return the object at a location, or at the end of its references, with its own location."""
        for _ in range(_MOST_REFERENCES):
            node = self.value_at(location)
            if not isinstance(node, dict):
                break
            ref = cast(Json, node).get("$ref")
            if not isinstance(ref, str):
                return cast(Json, node), location
            location = split(ref.partition("#")[2])
        return {}, location

    def operation_named(self, name: str) -> DocumentedOperation:
        """Return an operation by its role or its id.

        Raises:
            ConfigurationError: There is none of that name; the message lists the names.
        """
        for operation in self.operations:
            if name in (operation.role, operation.operation_id):
                return operation
        names = ", ".join(operation.name for operation in self.operations)
        raise ConfigurationError(
            f"{self.dialect.name}: no operation has the role or the id {printable(name, 60)!r}; it has: {names}"
        )

    def operation_at(self, method: str, path: str) -> DocumentedOperation | None:
        """Return the operation for a method and a URL's path, or None; the fewest parameters win."""
        return next((one for one in self.operations_at(path) if one.method == method), None)

    def operations_at(self, path: str) -> list[DocumentedOperation]:
        """Return the operations at a URL's path, of any method; those with fewer parameters first."""
        matches = [one for one in self.operations if one.pattern.fullmatch(path[:_LONGEST_PATH])]
        return sorted(matches, key=lambda one: (one.path.count("{"), -len(one.path)))

    def without_mount_point(self, path: str) -> str | None:
        """Return the part of a URL's path that starts like the document's paths, or None."""
        for prefix in self.path_prefixes:
            start = f"{path}/".find(f"{prefix}/")
            if start >= 0:
                return path[start:]
        return None

    def response(self, operation: DocumentedOperation, status: int) -> DocumentedResponse | None:
        """Return what is specified for a status: exactly, for its class, for another success, or as ``default``."""
        responses: Json = self.value_at(operation.location).get("responses", {})
        # The order of precedence of the Responses Object: https://spec.openapis.org/oas/v3.1.0#responses-object
        exact = (str(status), f"{status // 100}XX")
        # A server that sends 201 where 200 is documented most likely sends the same body.
        successes = [key for key in responses if key.startswith("2") and 200 <= status < 300]
        for key in (*exact, *successes, "default"):
            if key in responses:
                node, location = self.resolve((*operation.location, "responses", key))
                content = node.get("content")
                if not isinstance(content, dict):
                    content = {}
                is_exact = key in exact or key not in successes
                return DocumentedResponse(key=key, is_exact=is_exact, location=location, content=cast(Json, content))
        return None


@cache
def load_document(provider: str) -> ApiDocument:
    """Return a provider's document.

    Raises:
        ConfigurationError: There is no such provider.
    """
    dialect, root = read_document(provider)
    return ApiDocument(root, dialect)


def format_pointer(location: tuple[object, ...]) -> str:
    """Return a location as JSON pointer."""
    return join(str(part) for part in location)


def _pattern(template: str) -> re.Pattern[str]:
    # Relays mount the API below a path of their own, and a slash at the end is the same resource to most servers.
    literals = _PARAMETER.split(template)
    return re.compile("(?:/.*)?" + "([^/]+)".join(re.escape(text) for text in literals) + "/?", re.DOTALL)


def _path_prefixes(templates: list[str]) -> tuple[str, ...]:
    """Return what path templates start with, up to the first parameter; none that starts like another."""
    heads = {_PARAMETER.split(path)[0].rstrip("/") for path in templates} - {""}
    return tuple(sorted(head for head in heads if not any(head.startswith(f"{one}/") for one in heads)))
