"""Which schemas a part of a document refers to: all that matters of it where both documents say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.change import Direction
from scripts.drift.schemas.words import COMBINED, INNER, LISTS, MAPS, REFERENCES
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.schemas.site import Mask
    from scripts.drift.schemas.source import Source

_SCHEMA = frozenset({*INNER, *LISTS, *MAPS, *REFERENCES, "discriminator"})
_READ, _WRITE = frozenset({Direction.REQUEST}), frozenset({Direction.RESPONSE})


def references_below(source: Source, node: Any, masked: Mask) -> Iterator[tuple[str, dict[str, Any], Mask, bool]]:
    """Yield each schema at or below a node that has a reference.

    Yields:
        Its pointer, counted from the node; itself; the directions it is not part of; and whether it stands for the
        node itself, as a member of ``allOf``, ``anyOf`` or ``oneOf`` does.
    """
    waiting: list[tuple[str, Any, Mask, bool]] = [("", node, masked, True)]
    while waiting:
        at, here, mask, direct = waiting.pop()
        if not isinstance(here, dict):
            continue
        for key, value in here.items():
            if key not in _SCHEMA:
                continue
            if key == "discriminator":
                for target in source.mapped(value).values():
                    yield at, {"$ref": "#" + target}, mask, False
            elif key in REFERENCES:
                yield at, here, mask, direct
            elif key in MAPS:
                if isinstance(value, dict):
                    base = f"{at}/{key}"
                    waiting.extend(
                        (child_pointer(base, name), item, _masked(item, mask), False) for name, item in value.items()
                    )
            elif isinstance(value, list) and (key in LISTS or key == "items"):
                inner = direct and key in COMBINED
                waiting.extend((f"{at}/{key}/{index}", item, mask, inner) for index, item in enumerate(value))
            elif key in INNER:
                waiting.append((f"{at}/{key}", value, mask, False))


def _masked(item: Any, mask: Mask) -> Mask:
    if isinstance(item, dict):
        if item.get("readOnly") is True:
            mask = mask | _READ
        if item.get("writeOnly") is True:
            mask = mask | _WRITE
    return mask
