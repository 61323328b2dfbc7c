"""Documents with rubbish in them, for hypothesis."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

_KEYS = (
    "$ref type enum const default example examples properties required items anyOf oneOf allOf not minimum maximum "
    "minLength maxLength pattern description discriminator mapping nullable readOnly additionalProperties parameters "
    "in name schema content responses security get post value operationId url a"
).split()
_WORDS = ["", "#/a", "#/components/schemas/Clip", "string", "(", "Allowed values: 4, 8, 12.", "getClip", "x.yaml#/a"]
_SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False, width=16) | st.sampled_from(_WORDS)
)
JUNK = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=12,
)


def mutated(data: st.DataObject, document: dict[str, Any]) -> Any:
    """Return a copy of a document with rubbish at one to three places."""
    result: Any = deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([node for node in _nodes(result) if isinstance(node, dict) and node]))
        key = data.draw(st.sampled_from([*place, "enum", "default", "example", "examples", "$ref", "discriminator"]))
        place[key] = data.draw(JUNK)
    return result


def _nodes(node: Any) -> list[Any]:
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node, *(below for item in inner for below in _nodes(item))]
