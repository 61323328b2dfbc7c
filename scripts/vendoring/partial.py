"""Complete documents that hold some of the operations: some publishers give a document for each operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.oas.document import members_of
from scripts.oas.operations import all_operations
from scripts.oas.pointers import resolve_keys

if TYPE_CHECKING:
    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation


def complete(base: Document, part: Document) -> Document:
    """Return the partial document with the other operations of the base; components of the part win."""
    published = list(all_operations(part.root))
    keys = {operation.shape for operation in published}
    ids = {operation.operation_id for operation in published} - {None}
    root: JsonObject = dict(part.root)
    for operation in all_operations(base.root):
        # By path and by id: the partial document may have renamed either.
        if operation.shape not in keys and operation.operation_id not in ids:
            root[operation.section] = _with_operation(root.get(operation.section), base, operation)
    root["components"] = _merged_components(base.root.get("components"), root.get("components"))
    return evolve(part, data=root)


def _with_operation(items: Json, base: Document, operation: Operation) -> JsonObject:
    path_items = members_of(items)
    item = path_items.get(operation.path)
    if not isinstance(item, dict):
        item = {}
        parameters = resolve_keys(base.root, [operation.section, operation.path, "parameters"])
        if parameters is not None:  # they are those of all operations of the path
            item["parameters"] = parameters
    return {**path_items, operation.path: {**item, operation.method: operation.node}}


def _merged_components(base: Json, part: Json) -> JsonObject:
    old, new = members_of(base), members_of(part)
    result: JsonObject = {**old, **new}
    for kind in old.keys() & new.keys():
        old_group, new_group = old[kind], new[kind]
        if isinstance(old_group, dict) and isinstance(new_group, dict):
            result[kind] = {**old_group, **new_group}
    return result
