"""The operations of an OpenAPI document: where each is, and what it takes and returns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.oas.pointers import child_pointer, format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document, Json, JsonObject

# Not every key of a path item is an operation: `parameters`, `servers`, `summary` and `x-...` are beside them.
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ALL_METHODS = (*METHODS, "query")
"""The keys of a path item that are operations; ``query`` came with OpenAPI 3.2."""


_PLACEHOLDER = re.compile(r"\{[^/{}]*\}")


@frozen(eq=False)
class Operation:
    """One operation.

    Attributes:
        section: ``paths`` or ``webhooks``.
        path: Its path, or the name of its webhook.
        method: In lower case.
        node: The operation object.
        item: The path item that holds it.
    """

    section: str
    path: str
    method: str
    node: dict[str, Any]
    item: dict[str, Any]

    @property
    def keys(self) -> tuple[str, str, str]:
        """The keys that lead to it."""
        return self.section, self.path, self.method

    @property
    def pointer(self) -> str:
        """Its JSON pointer."""
        return format_pointer(self.keys)

    @property
    def operation_id(self) -> str | None:
        """Its ``operationId``, if it has one."""
        name = self.node.get("operationId")
        return name if isinstance(name, str) else None

    @property
    def label(self) -> str:
        """``POST /videos`` or ``webhook NAME``."""
        return f"{self.method.upper()} {self.path}" if self.section == "paths" else f"webhook {self.path}"

    @property
    def shape(self) -> tuple[str, str, str]:
        """As ``keys``, whatever the placeholders of the path are called."""
        return self.section, unnamed_path(self.path), self.method

    @property
    def tags(self) -> list[str]:
        """Its tags."""
        tags = self.node.get("tags")
        return [str(tag) for tag in tags] if isinstance(tags, list) else []

    @property
    def group(self) -> str:
        """Its first tag; ``default`` if it has none, as generators call the group of such operations."""
        return next(iter(self.tags), "default")

    @property
    def parameters(self) -> list[tuple[str, Json]]:
        """Pointer and node of each parameter, those of the path item first; references are not followed."""
        pairs: list[tuple[str, Json]] = []
        # The operation comes last, since its parameters override those of the path item with the same name and
        # location.
        for holder, keys in ((self.item, self.keys[:2]), (self.node, self.keys)):
            parameters = holder.get("parameters")
            at = format_pointer((*keys, "parameters"))
            if isinstance(parameters, list):
                pairs += [(child_pointer(at, index), node) for index, node in enumerate(parameters)]
        return pairs

    @property
    def request_body(self) -> dict[str, Any]:
        """The request body object, or a reference to one; empty if there is none."""
        body = self.node.get("requestBody")
        return body if isinstance(body, dict) else {}

    @property
    def responses(self) -> dict[str, Any]:
        """Status code -> response, or a reference to one."""
        responses = self.node.get("responses")
        return responses if isinstance(responses, dict) else {}


def unnamed_path(path: str) -> str:
    """Return a path template whose placeholders have no names: ``/videos/{}``."""
    return _PLACEHOLDER.sub("{}", path) if "{" in path else path


def path_operations(document: JsonObject) -> Iterator[Operation]:
    """Yield the operations of the paths, in the document's order; what is not of the shape of one is skipped."""
    return _operations(document, "paths")


def all_operations(document: JsonObject) -> Iterator[Operation]:
    """Yield the operations of the paths, then those of the webhooks; as ``path_operations``."""
    yield from _operations(document, "paths")
    yield from _operations(document, "webhooks")


def _operations(document: JsonObject, section: str) -> Iterator[Operation]:
    items = document.get(section)
    for path, item in items.items() if isinstance(items, dict) else ():
        if not isinstance(item, dict):
            continue
        for method, node in item.items():
            if method in METHODS and isinstance(node, dict):
                yield Operation(section, path, method, node, item)


def operations_by_id(document: JsonObject, source: Document) -> dict[str, Operation]:
    """Return operationId -> operation, of the paths and webhooks; operations without an id are left out.

    Args:
        document: The document, with or without its overlay.
        source: The document as loaded: the places of errors are looked up there.

    Raises:
        SpecError: Two operations have one id, or a path item is a reference.
    """
    by_id: dict[str, Operation] = {}
    # A reference would hide operations, and the ids in it would count as missing.
    check_path_items(document, source)
    for operation in all_operations(document):
        name = operation.operation_id
        if name is None:
            continue
        if name in by_id:
            what = f"the operationId {name!r} is also that of {by_id[name].pointer}"
            raise source.error(operation.pointer, what, "give each operation an id of its own, in the overlay")
        by_id[name] = operation
    return by_id


def check_path_items(document: JsonObject, source: Document) -> None:
    """Raise ``SpecError`` for the first path item that is not written out as an object."""
    for section in ("paths", "webhooks"):
        items = document.get(section)
        for path, item in items.items() if isinstance(items, dict) else ():
            if not isinstance(item, dict) or "$ref" in item:
                pointer = format_pointer((section, path))
                raise source.error(pointer, "the path item is not an object", "write its operations out here")
