"""Find the references of a schema, and refuse schemas that contain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.change import Direction
from scripts.drift.schemas.keyword_groups import COMBINED, INNER, LISTS, MAPS, REFERENCES
from scripts.oas.pointers import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.schemas.source import Source

Hidden = frozenset[Direction]
"""The directions that a part is excluded from: ``readOnly`` excludes requests, ``writeOnly`` responses."""

NOT_HIDDEN: Hidden = frozenset()
HIDING = {"readOnly": Direction.REQUEST, "writeOnly": Direction.RESPONSE}
_FOLLOWED = frozenset({*INNER, *LISTS, *MAPS, *REFERENCES, "discriminator"})


def references_below(source: Source, node: Any) -> Iterator[tuple[str, dict[str, Any], Hidden, bool]]:
    """Yield each schema at or below a node that has a reference.

    Yields:
        Its pointer relative to the node; the schema; the directions that it is excluded from; and whether it applies to
        the same value as the node, as a member of ``allOf``, ``anyOf`` or ``oneOf`` does.
    """
    remaining: list[tuple[str, Any, Hidden, bool]] = [("", node, NOT_HIDDEN, True)]
    while remaining:
        at, schema, hidden, same_value = remaining.pop()
        if not isinstance(schema, dict):
            continue
        for key, value in schema.items():
            if key not in _FOLLOWED:
                continue
            if key == "discriminator":
                for target in source.mapped(value).values():
                    yield at, {"$ref": "#" + target}, hidden, False
            elif key in REFERENCES:
                yield at, schema, hidden, same_value
            elif key in MAPS:
                for name, item in value.items() if isinstance(value, dict) else ():
                    remaining.append((f"{at}/{key}/{escape(name)}", item, hidden | _hidden_by(item), False))
            elif isinstance(value, list) and (key in LISTS or key == "items"):
                same = same_value and key in COMBINED
                remaining.extend((f"{at}/{key}/{index}", item, hidden, same) for index, item in enumerate(value))
            elif key in INNER:
                remaining.append((f"{at}/{key}", value, hidden, False))


def _hidden_by(schema: Any) -> Hidden:
    if not isinstance(schema, dict):
        return NOT_HIDDEN
    return frozenset(side for flag, side in HIDING.items() if schema.get(flag) is True)


def check_cycles(source: Source, parts: dict[str, set[str]]) -> None:
    """Refuse schemas that contain themselves at the same value: nothing can tell which values are valid.

    Args:
        source: The document.
        parts: Pointer of a schema -> pointers of the schemas that apply to the same value.

    Raises:
        SpecError: There is a cycle.
    """
    done: set[str] = set()
    for start, targets in parts.items():
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(sorted(targets))}
        while path:
            at, remaining = next(reversed(path.items()))
            target = next(remaining, None)
            if target is None:
                path.popitem()
                done.add(at)
            elif target in path:
                what = "this schema contains itself"
                raise source.error(target, what, "break the circle of allOf, anyOf or $ref")
            elif target not in done:
                path[target] = iter(sorted(parts.get(target, ())))
