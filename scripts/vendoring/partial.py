"""Complete documents that hold some of the operations: some publishers give a document for each operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.oas.pointers import resolve_keys
from scripts.oas.select import each_operation, without_names

if TYPE_CHECKING:
    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.select import Found


def complete(base: Document, part: Document) -> Document:
    """Return the partial document with the other operations of the base; components of the part win."""
    published = list(each_operation(part.root))
    keys = {_key(operation) for operation in published}
    ids = {operation.body.get("operationId") for operation in published} - {None}
    root: JsonObject = dict(part.root)
    for operation in each_operation(base.root):
        if _key(operation) not in keys and operation.body.get("operationId") not in ids:
            root[operation.section] = _with_operation(root.get(operation.section), base, operation)
    root["components"] = _merged_components(base.root.get("components"), root.get("components"))
    return evolve(part, data=root)


def _key(operation: Found) -> tuple[str, str, str]:
    return operation.section, without_names(operation.path), operation.method


def _with_operation(items: Json, base: Document, operation: Found) -> JsonObject:
    path_items = items if isinstance(items, dict) else {}
    item = path_items.get(operation.path)
    if not isinstance(item, dict):
        parameters = resolve_keys(base.root, [operation.section, operation.path, "parameters"])
        item = {} if parameters is None else {"parameters": parameters}
    return {**path_items, operation.path: {**item, operation.method: operation.body}}


def _merged_components(base: Json, part: Json) -> JsonObject:
    old, new = (groups if isinstance(groups, dict) else {} for groups in (base, part))
    result: JsonObject = {**old, **new}
    for kind in old.keys() & new.keys():
        old_group, new_group = old[kind], new[kind]
        if isinstance(old_group, dict) and isinstance(new_group, dict):
            result[kind] = {**old_group, **new_group}
    return result
