"""Read the operations of an OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from attrs import frozen

from videojobs.dialect import Dialect, Role
from videojobs.http.json_pointer import Path, resolve

JsonObject: TypeAlias = Mapping[str, Any]
"""One JSON object of a document."""

# Not every key of a path item is an operation: `parameters`, `servers`, `summary` and `x-...` are beside them.
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PARAMETER = re.compile(r"\{([^{}/]*)\}")


def as_object(value: object) -> JsonObject:
    """Return ``value`` if it is a JSON object, else an empty one."""
    return cast("JsonObject", value) if isinstance(value, Mapping) else {}


def as_array(value: object) -> list[Any]:
    """Return ``value`` if it is a JSON array, else an empty one."""
    return [*cast("Sequence[Any]", value)] if isinstance(value, list) else []


@frozen(kw_only=True, eq=False)
class Operation:
    """One operation of a document.

    Attributes:
        role: Its role in the life of a job, or None if the dialect has none for it.
        operation_id: Its id, or None.
        method: HTTP method, upper case.
        path: Path template.
        location: Where it is in the document.
        node: The operation object.
        path_item: The path item that holds it.
    """

    role: Role | None
    operation_id: str | None
    method: str
    path: str
    location: Path
    node: JsonObject
    path_item: JsonObject

    @property
    def name(self) -> str:
        """The role, else the id, else method and path."""
        return self.role or self.operation_id or f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[Any]:
        """The parameters, those of the path item first; references are not followed."""
        return [*as_array(self.path_item.get("parameters")), *as_array(self.node.get("parameters"))]

    @property
    def responses(self) -> JsonObject:
        """Response, or a reference to one, by status: ``200``, ``4XX``, ``default``."""
        return as_object(self.node.get("responses"))

    def response_keys(self, status: int) -> list[str]:
        """Return the keys of `responses` that cover a status; the first one applies.

        An explicit code wins over a range: https://spec.openapis.org/oas/v3.1.0#responses-object
        """
        return [key for key in (str(status), f"{status // 100}XX", "default") if key in self.responses]


def read_operations(document: JsonObject, dialect: Dialect) -> Iterator[Operation]:
    """Yield the operations of a document's paths, in its order; what is not of the shape of one is skipped."""
    roles: dict[tuple[str, str], Role] = {(item.method, item.path): role for role, item in dialect.operations.items()}
    for path, node in as_object(document.get("paths")).items():
        path_item, location = resolve(document, node, ("paths", path))
        for method in _METHODS:
            operation = as_object(as_object(path_item).get(method))
            if operation:
                yield Operation(
                    role=roles.get((method.upper(), path)),
                    operation_id=operation.get("operationId"),
                    method=method.upper(),
                    path=path,
                    location=(*location, method),
                    node=operation,
                    path_item=path_item,
                )


def path_literals(template: str) -> list[str]:
    """Return the text before, between and after the parameters of a path template."""
    return _PARAMETER.split(template)[::2]


def path_parameters(template: str) -> list[str]:
    """Return the names of the parameters of a path template, in order."""
    return _PARAMETER.findall(template)


def path_regex(template: str) -> str:
    """Return a regular expression for the paths of a template, with a group for each parameter."""
    return "([^/]+)".join(re.escape(literal) for literal in path_literals(template))
