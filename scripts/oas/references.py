"""Follow local references (``$ref: '#/...'``) through a document.

The library `referencing` was tried and lost: it takes ``#/list/-1`` for the last item and ``#/text/0`` for a letter,
raises a bare ``ValueError`` for ``#/list/name``, and does not tell the pointer of what a reference leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scripts.oas.bounds import MAX_CHAIN
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_pointer
from scripts.oas.problems import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NOTHING = object()


def local_pointer(reference: Any) -> str | None:
    """Return the JSON pointer of a reference within the document; None for any other reference.

    The pointer of a reference is percent-encoded, as a fragment of a URI (RFC 6901, section 6).
    """
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    try:
        # Parsed and formatted again, so that two spellings of one place ("%2F", "~1") give one pointer.
        return format_pointer(parse_pointer(unquote(reference[1:])))
    except ValueError:
        return None


def follow(root: Any, node: Any, at: str) -> tuple[str, dict[str, Any]]:
    """Return pointer and object of what a node stands for: itself, or the end of a chain of references.

    Args:
        root: The document.
        node: An object or a reference.
        at: Its JSON pointer.

    Raises:
        Unsupported: There is no object: a reference leads nowhere, out of the document, or in a circle.
    """
    start = at
    # A count finds circles too, and needs no set of the places that were visited.
    for _ in range(MAX_CHAIN):
        if not isinstance(node, dict):
            raise Unsupported(at, "this is not an object", "write keys and values")
        if "$ref" not in node:
            return at, node
        at, node = _target(root, node["$ref"], f"{at}/$ref")
    raise Unsupported(start, f"more than {MAX_CHAIN} references in a row", "point to the end of the chain")


def _target(root: Any, reference: Any, at: str) -> tuple[str, Any]:
    if not isinstance(reference, str):
        raise Unsupported(at, "the reference is not text", "write '#/components/...'")
    if not reference.startswith("#"):
        what = f"the reference {reference!r} leads out of the document"
        raise Unsupported(at, what, "write a document that holds all it refers to: bundle it first")
    pointer = local_pointer(reference)
    node = _NOTHING if pointer is None else resolve_pointer(root, pointer, _NOTHING)
    if pointer is None or node is _NOTHING:
        raise Unsupported(at, f"the reference {reference!r} leads nowhere", "correct it, or add its target")
    return pointer, node


def follow_if_possible(root: Any, node: Any, at: str = "") -> tuple[str, Any]:
    """Return pointer and value of what a node stands for, in a document that may be broken.

    Where a reference leads nowhere, or in a circle, the value is None; one out of the document is returned as it is.
    """
    for _ in range(MAX_CHAIN):
        reference = node.get("$ref") if isinstance(node, dict) else None
        pointer = local_pointer(reference)
        if pointer is None:
            return at, node
        at, node = pointer, resolve_pointer(root, pointer)
    return at, None


def final_pointer(root: Any, at: str) -> str:
    """Return the pointer of what a place stands for, references followed as in ``follow_if_possible``."""
    return follow_if_possible(root, resolve_pointer(root, at), at)[0]


def references_below(root: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the place and the text of each reference at or below a node, in the document's order."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), root)]
    while waiting:
        place, node = waiting.pop()
        inner: Iterable[tuple[str | int, Any]] = ()
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield place, node["$ref"]
            inner = node.items()
        elif isinstance(node, list):
            inner = enumerate(node)
        waiting += reversed([((*place, key), value) for key, value in inner if isinstance(value, dict | list)])


def mapping_reference(target: str) -> str:
    """Return a value of a discriminator's mapping as a reference; it may also be the bare name of a component schema.

    https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
    """
    if "/" in target:
        return target
    return "#" + format_pointer(("components", "schemas", target))


def component_name(reference: str) -> str:
    """Return the last key of a reference: the name of the component that ``#/components/<kind>/<name>`` refers to."""
    return parse_pointer(reference.removeprefix("#"))[-1]
