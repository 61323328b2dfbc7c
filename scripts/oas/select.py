"""Cut a document down to some of its operations and what they refer to."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from scripts.oas.operations import METHODS, check_path_items, operations_by_id, path_operations
from scripts.oas.pointers import format_pointer, parse_pointer
from scripts.oas.references import local_pointer, mapping_reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation


def select_operations(document: JsonObject, ids: Collection[str], source: Document) -> JsonObject:
    """Return a copy of ``document`` that holds these operations and what they reach.

    Args:
        document: The document, with its overlay applied; it is not changed.
        ids: The ``operationId`` of each operation to keep.
        source: The document as loaded: the places of errors are looked up there.

    Raises:
        SpecError: An id is unknown, or a reference leads nowhere or out of the document.
    """
    operations = operations_by_id(document, source)
    for name in ids:
        if name not in operations:
            existing = ", ".join(operations) or "none"
            raise source.error("/paths", f"there is no operationId {name!r}", f"use one of: {existing}")
    return keep(document, [operations[name] for name in ids], source)


def select_by_tag_or_path(document: JsonObject, selectors: Collection[str], source: Document) -> JsonObject:
    """Return a copy of ``document`` that holds the operations of some tags, or under some paths.

    Args:
        document: The document; it is not changed.
        selectors: Tags, and paths (which start with ``/``): each stands for itself and what is below it.
        source: The document as loaded: the places of errors are looked up there.

    Raises:
        SpecError: A tag or path is unknown, or a reference leads nowhere or out of the document.
    """
    check_path_items(document, source)
    operations = list(path_operations(document))
    for selector in selectors:
        if not any(matches(operation, selector) for operation in operations):
            tags = dict.fromkeys(tag for operation in operations for tag in (operation.tags or ["default"]))
            what = f"no operation has the tag or path {selector!r}"
            raise source.error("/paths", what, f"use a path, or one of these tags: {', '.join(tags)}")
    kept = [operation for operation in operations if any(matches(operation, selector) for selector in selectors)]
    return keep(document, kept, source)


def matches(operation: Operation, selector: str) -> bool:
    """Whether an operation has this first tag, or is at or below this path (which starts with ``/``)."""
    if selector.startswith("/"):
        path = operation.path.partition("?")[0]  # some documents write a constant query: `/responses?beta=true`
        return selector in (operation.path, path) or path.startswith(f"{selector.rstrip('/')}/")
    return operation.group == selector


def keep(document: JsonObject, kept: Sequence[Operation], source: Document) -> JsonObject:
    """Return a copy of ``document`` with these operations and what they reach; raises as ``select_operations``."""
    result = deepcopy({key: value for key, value in document.items() if key not in ("paths", "webhooks", "components")})
    for section in ("paths", "webhooks"):
        items = _path_items(document, section, {operation.keys for operation in kept})
        # OpenAPI 3.0 requires `paths`, even if it is empty; `webhooks` came with 3.1 and is optional.
        if items or section == "paths":
            result[section] = items
    _keep_tags(result, kept)
    components = _reachable(result, document, source)
    if components:
        result["components"] = components
    return result


def _path_items(document: JsonObject, section: str, kept: Collection[tuple[str, str, str]]) -> JsonObject:
    """Return copies of the path items of the kept operations, without the other operations."""
    result: JsonObject = {}
    items = document.get(section)
    for path, item in items.items() if isinstance(items, dict) else ():
        if isinstance(item, dict) and any((section, path, method) in kept for method in item):
            result[path] = deepcopy(
                {key: value for key, value in item.items() if key not in METHODS or (section, path, key) in kept}
            )
    return result


def _keep_tags(result: JsonObject, kept: Sequence[Operation]) -> None:
    tags = result.get("tags")
    if isinstance(tags, list):
        used = {tag for operation in kept for tag in operation.tags}
        # Tags of operations that were left out would describe what the result does not have.
        result["tags"] = [tag for tag in tags if isinstance(tag, dict) and tag.get("name") in used]


def _reachable(result: JsonObject, document: JsonObject, source: Document) -> JsonObject:
    """Return the components that the kept part reaches, in the document's order."""
    components = document.get("components")
    groups = components if isinstance(components, dict) else {}
    reached: set[tuple[str, str]] = set()
    waiting: list[Json] = [result]
    while waiting:
        for kind, name, origin in _references(waiting.pop(), source):
            group = groups.get(kind)
            if not isinstance(group, dict) or name not in group:
                pointer = format_pointer(["components", kind, name])
                what = f"{origin} refers to {pointer}, which is not there"
                raise source.error(pointer, what, "add it, or correct the name")
            if (kind, name) not in reached:
                reached.add((kind, name))
                waiting.append(group[name])
    kept: JsonObject = {}
    for kind, group in groups.items():
        # An extension beside the groups is no group: nothing can refer to it by `#/components/...`.
        if isinstance(group, dict) and not kind.startswith("x-"):
            members: JsonObject = {name: deepcopy(node) for name, node in group.items() if (kind, name) in reached}
            if members:
                kept[kind] = members
    return kept


def _references(root: Json, source: Document) -> Iterator[tuple[str, str, str]]:
    """Yield kind and name of each component that is referred to, and what refers to it."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                yield _component(reference, source)
            yield from _references_by_name(node, source)
            waiting += node.values()


def _references_by_name(node: JsonObject, source: Document) -> Iterator[tuple[str, str, str]]:
    """Yield what is referred to without ``$ref``: security schemes, and the schemas of a discriminator."""
    security = node.get("security")
    if isinstance(security, list):
        for requirement in security:
            for name in requirement if isinstance(requirement, dict) else ():
                yield "securitySchemes", name, "a security requirement"
    discriminator = node.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    for target in mapping.values() if isinstance(mapping, dict) else ():
        if isinstance(target, str):
            yield _component(mapping_reference(target), source)


def _component(reference: str, source: Document) -> tuple[str, str, str]:
    keys = parse_pointer(local_pointer(reference) or "")
    # A reference into an operation ("#/paths/...") would dangle once that operation is left out.
    if len(keys) < 3 or keys[0] != "components":
        what = f"the reference {reference!r} does not lead to a component of this document"
        raise source.error("", what, "move what it refers to under 'components', in the overlay")
    return keys[1], keys[2], f"the reference {reference!r}"
