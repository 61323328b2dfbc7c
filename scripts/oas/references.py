"""Following references within one document."""

from __future__ import annotations

from typing import Any

from scripts.oas.bounds import MAX_CHAIN
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Json, Path


def resolve(doc: Json, node: Json, at: Path) -> Json:
    """Return what a reference leads to, or the node itself.

    Raises:
        Unsupported: It leads nowhere, out of the document, or in a circle.
    """
    for _ in range(MAX_CHAIN):
        if "$ref" not in node:
            return node
        target = _target(doc, str(node["$ref"]))
        if not isinstance(target, dict):
            what = f"reference {node['$ref']!r} leads nowhere"
            raise Unsupported(at, what, "point it to a component of this document")
        node = target
    raise Unsupported(at, f"more than {MAX_CHAIN} references in a row", "point to the end of the chain")


def _target(doc: Json, reference: str) -> Any:
    if not reference.startswith("#/"):
        return None
    target: Any = doc
    try:
        parts = parse_pointer(reference[1:])
    except ValueError:
        return None
    for part in parts:
        target = target.get(part) if isinstance(target, dict) else None
    return target
