"""Look up in a provider's document what it specifies for a response."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from attrs import frozen

from videojobs.dialect import Dialect
from videojobs.errors import ConfigurationError, printable
from videojobs.http.json_pointer import Path, follow, resolve
from videojobs.openapi.documents import read_document
from videojobs.openapi.operations import JsonObject, Operation, as_object, path_literals, path_regex, read_operations
from videojobs.openapi.to31 import Json, to_31

Location = Path
# The patterns backtrack over a long path of slashes, and a recording may hold any path.
_MAX_PATH = 4000


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
    content: JsonObject

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
        self.operations = tuple(read_operations(self.data, dialect))
        self._patterns = {operation: _pattern(operation.path) for operation in self.operations}
        self.path_prefixes = _path_prefixes([operation.path for operation in self.operations])

    def value_at(self, location: Location) -> Any:
        """Return the value at a location, or None."""
        return follow(self.data, location)

    def resolve(self, location: Location) -> tuple[JsonObject, Location]:
        """Return the object at a location, or at the end of its references, with its own location."""
        node, location = resolve(self.data, self.value_at(location), location)
        return as_object(node), location

    def operation_named(self, name: str) -> Operation:
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

    def operation_at(self, method: str, path: str) -> Operation | None:
        """Return the operation for a method and a URL's path, or None; the fewest parameters win."""
        return next((one for one in self.operations_at(path) if one.method == method), None)

    def operations_at(self, path: str) -> list[Operation]:
        """Return the operations at a URL's path, of any method; those with fewer parameters first."""
        matches = [one for one, pattern in self._patterns.items() if pattern.fullmatch(path[:_MAX_PATH])]
        return sorted(matches, key=lambda one: (one.path.count("{"), -len(one.path)))

    def without_mount_point(self, path: str) -> str | None:
        """Return the part of a URL's path that starts like the document's paths, or None."""
        for prefix in self.path_prefixes:
            start = f"{path}/".find(f"{prefix}/")
            if start >= 0:
                return path[start:]
        return None

    def response(self, operation: Operation, status: int) -> DocumentedResponse | None:
        """Return what is specified for a status: exactly, for its class, for another success, or as ``default``."""
        exact = [key for key in operation.response_keys(status) if key != "default"]
        # A server that sends 201 where 200 is documented most likely sends the same body.
        successes = [key for key in operation.responses if key.startswith("2") and 200 <= status < 300]
        for key in (*exact, *successes, "default"):
            if key in operation.responses:
                node, location = self.resolve((*operation.location, "responses", key))
                is_exact = key in exact or key not in successes
                content = as_object(node.get("content"))
                return DocumentedResponse(key=key, is_exact=is_exact, location=location, content=content)
        return None


@cache
def load_document(provider: str) -> ApiDocument:
    """Return a provider's document.

    Raises:
        ConfigurationError: There is no such provider.
    """
    dialect, root = read_document(provider)
    return ApiDocument(root, dialect)


def _pattern(template: str) -> re.Pattern[str]:
    # Relays mount the API below a path of their own, and a slash at the end is the same resource to most servers.
    return re.compile(f"(?:/.*)?{path_regex(template)}/?", re.DOTALL)


def _path_prefixes(templates: list[str]) -> tuple[str, ...]:
    """Return what path templates start with, up to the first parameter; none that starts like another."""
    heads = {path_literals(path)[0].rstrip("/") for path in templates} - {""}
    return tuple(sorted(head for head in heads if not any(head.startswith(f"{one}/") for one in heads)))
