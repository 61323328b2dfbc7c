"""Documents that hold a part of an API only: some publishers give a document for each operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.oas.pointers import format_pointer, resolve_pointer
from scripts.oas.select import each_operation
from scripts.vendoring.choose import template

if TYPE_CHECKING:
    from scripts.oas.document import Document, Json, JsonObject


def completed(base: Document, part: Document) -> Document:
    """Return a document of a part of the operations with the others as the base has them.

    Args:
        base: The document that we have.
        part: The published part: what it holds wins, components too.
    """
    root = part.root
    there = list(each_operation(root))
    shapes = {(found.section, template(found.path), found.method) for found in there}
    ids = {found.body.get("operationId") for found in there} - {None}
    made: JsonObject = dict(root)
    for found in each_operation(base.root):
        same = (found.section, template(found.path), found.method) in shapes
        if same or found.body.get("operationId") in ids:
            continue
        made[found.section] = _with_operation(made.get(found.section), base, found.section, found.path, found.method)
    made["components"] = _both(base.root.get("components"), root.get("components"))
    return evolve(part, data=made)


def _with_operation(items: Json, base: Document, section: str, path: str, method: str) -> JsonObject:
    there = items if isinstance(items, dict) else {}
    item = there.get(path)
    own = resolve_pointer(base.root, format_pointer([section, path]))
    shared: JsonObject = {key: value for key, value in own.items() if key == method} if isinstance(own, dict) else {}
    if not isinstance(item, dict) and isinstance(own, dict):
        item = {"parameters": own["parameters"]} if "parameters" in own else {}
    return {**there, path: {**(item if isinstance(item, dict) else {}), **shared}}


def _both(base: Json, part: Json) -> JsonObject:
    """Return the components of both, those of the part where both have one."""
    ours, theirs = (groups if isinstance(groups, dict) else {} for groups in (base, part))
    result: JsonObject = {**ours, **theirs}
    for kind in ours.keys() & theirs.keys():
        old, new = ours[kind], theirs[kind]
        if isinstance(old, dict) and isinstance(new, dict):
            result[kind] = {**old, **new}
    return result
