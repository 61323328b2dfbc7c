"""Keeps the operations that are wanted and everything they reach; leaves the rest of a document out."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas.pointers import format_pointer, parse_pointer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scripts.oas.document import Document, Json, JsonObject

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLACEHOLDER = re.compile(r"\{[^/{}]*\}")


def without_names(path: str) -> str:
    """Return a path without the names of its placeholders: ``/a/{id}`` and ``/a/{key}`` are the same path."""
    return _PLACEHOLDER.sub("{}", path)


@frozen
class Found:
    """An operation of a document: where it stands and what it says."""

    section: str
    path: str
    method: str
    body: JsonObject

    @property
    def pointer(self) -> str:
        """JSON pointer of the operation."""
        return format_pointer([self.section, self.path, self.method])


def operations_of(document: JsonObject, source: Document) -> dict[str, Found]:
    """Return the operations of the paths and webhooks by their ids; those without an id are left out.

    Raises:
        SpecError: Two operations have one id, or a path is a reference.
    """
    found: dict[str, Found] = {}
    for operation in _each(document, source):
        name = operation.body.get("operationId")
        if not isinstance(name, str):
            continue
        if name in found:
            what = f"the operationId {name!r} also stands at {found[name].pointer}"
            raise source.error(operation.pointer, what, "give each operation an id of its own, in the overlay")
        found[name] = operation
    return found


def _each(document: JsonObject, source: Document) -> Iterator[Found]:
    for section in ("paths", "webhooks"):
        items = document.get(section)
        for path, item in items.items() if isinstance(items, dict) else ():
            if not isinstance(item, dict) or "$ref" in item:
                raise source.error(
                    format_pointer([section, path]), "the path is not an object", "write its operations out here"
                )
            for method, body in item.items():
                if method in METHODS and isinstance(body, dict):
                    yield Found(section, path, method, body)


def each_operation(document: JsonObject) -> Iterator[Found]:
    """Yield the operations of a foreign document, those without an id too; what has not the shape of one is skipped."""
    for section in ("paths", "webhooks"):
        items = document.get(section)
        for path, item in items.items() if isinstance(items, dict) else ():
            for method, body in item.items() if isinstance(item, dict) else ():
                if method in METHODS and isinstance(body, dict):
                    yield Found(section, path, method, body)


def select_operations(document: JsonObject, wanted: Collection[str], source: Document) -> JsonObject:
    """Return a copy of ``document`` that holds the wanted operations and what they reach.

    Args:
        document: The document, with its overlay applied; left as it is.
        wanted: Ids of the operations to keep.
        source: The document as loaded: where problems are pointed at.

    Raises:
        SpecError: An id is unknown, or a reference leads nowhere or out of the document.
    """
    operations = operations_of(document, source)
    for name in wanted:
        if name not in operations:
            ids = ", ".join(operations) or "none"
            raise source.error("/paths", f"there is no operationId {name!r}", f"use one of: {ids}")
    return keep(document, [operations[name] for name in wanted], source)


def by_tag_or_path(document: JsonObject, wanted: Collection[str], source: Document) -> JsonObject:
    """Return a copy of ``document`` that holds the operations of some tags, or under some paths.

    Args:
        document: The document; left as it is.
        wanted: Tags, and paths (which start with ``/``): each stands for itself and what is below it.
        source: The document as loaded: where problems are pointed at.

    Raises:
        SpecError: A tag or path is unknown, or a reference leads nowhere or out of the document.
    """
    found = [operation for operation in _each(document, source) if operation.section == "paths"]
    for word in wanted:
        if not any(fits(operation, word) for operation in found):
            tags = dict.fromkeys(tag for operation in found for tag in _tags_of(operation))
            raise source.error("/paths", f"no operation has the tag or path {word!r}", f"there is {', '.join(tags)}")
    return keep(document, [item for item in found if any(fits(item, word) for word in wanted)], source)


def _tags_of(operation: Found) -> list[str]:
    tags = operation.body.get("tags")
    return [str(tag) for tag in tags] if isinstance(tags, list) and tags else ["default"]


def fits(operation: Found, word: str) -> bool:
    """Whether an operation has a first tag, or lies at or below a path."""
    if word.startswith("/"):
        return operation.path == word or operation.path.startswith(f"{word.rstrip('/')}/")
    return _tags_of(operation)[0] == word


def keep(document: JsonObject, kept: list[Found], source: Document) -> JsonObject:
    """Return a copy of ``document`` with these operations and what they reach; raises as ``select_operations``."""
    result = deepcopy({key: value for key, value in document.items() if key not in ("paths", "webhooks", "components")})
    for section in ("paths", "webhooks"):
        items = _keep_paths(
            document, section, [(found.path, found.method) for found in kept if found.section == section]
        )
        if items or section == "paths":
            result[section] = items
    _keep_tags(result, kept)
    components = _reachable(result, document, source)
    if components:
        result["components"] = components
    return result


def _keep_paths(document: JsonObject, section: str, kept: list[tuple[str, str]]) -> JsonObject:
    result: JsonObject = {}
    items = document.get(section)
    for path, item in items.items() if isinstance(items, dict) else ():
        methods = [method for name, method in kept if name == path]
        if methods and isinstance(item, dict):
            result[path] = deepcopy({key: value for key, value in item.items() if key not in METHODS or key in methods})
    return result


def _keep_tags(result: JsonObject, kept: list[Found]) -> None:
    tags = result.get("tags")
    if isinstance(tags, list):
        used: list[Json] = []
        for found in kept:
            names = found.body.get("tags")
            used += names if isinstance(names, list) else []
        result["tags"] = [tag for tag in tags if isinstance(tag, dict) and tag.get("name") in used]


def _reachable(result: JsonObject, document: JsonObject, source: Document) -> JsonObject:
    """Return the components that the kept part reaches, in the document's order."""
    components = document.get("components")
    groups = components if isinstance(components, dict) else {}
    keep: set[tuple[str, str]] = set()
    waiting: list[Json] = [result]
    while waiting:
        for kind, name, origin in _references(waiting.pop(), source):
            group = groups.get(kind)
            if not isinstance(group, dict) or name not in group:
                place = format_pointer(["components", kind, name])
                raise source.error(
                    place, f"{origin} refers to {place}, which is not there", "add it, or correct the name"
                )
            if (kind, name) not in keep:
                keep.add((kind, name))
                waiting.append(group[name])
    kept: JsonObject = {}
    for kind, group in groups.items():
        if isinstance(group, dict) and not kind.startswith("x-"):
            members: JsonObject = {name: deepcopy(body) for name, body in group.items() if (kind, name) in keep}
            if members:
                kept[kind] = members
    return kept


def _references(root: Json, source: Document) -> Iterator[tuple[str, str, str]]:
    """Yield kind and name of each component that is referred to, and the words that do it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                yield _component(reference, source)
            yield from _named_in(node, source)
            waiting += node.values()


def _named_in(node: JsonObject, source: Document) -> Iterator[tuple[str, str, str]]:
    """Yield what is referred to by name: security schemes, and the schemas of a discriminator."""
    security = node.get("security")
    if isinstance(security, list):
        for requirement in security:
            for name in requirement if isinstance(requirement, dict) else ():
                yield "securitySchemes", name, "a security requirement"
    discriminator = node.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for target in mapping.values() if isinstance(mapping, dict) else ():
        if isinstance(target, str):
            yield _component(target, source) if "/" in target else ("schemas", target, "a discriminator")


def _component(reference: str, source: Document) -> tuple[str, str, str]:
    try:
        parts = parse_pointer(reference.removeprefix("#"))
    except ValueError:
        parts = []
    if not reference.startswith("#/") or len(parts) < 3 or parts[0] != "components":
        what = f"the reference {reference!r} does not lead to a component of this document"
        raise source.error("", what, "move what it refers to under 'components', in the overlay")
    return parts[1], parts[2], f"the reference {reference!r}"
