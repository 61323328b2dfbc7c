"""Hash what a schema allows: equal hashes mean equal schemas, down to a fixed depth."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from scripts.drift.schemas.keyword_groups import UNIONS
from scripts.drift.schemas.values import token
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, Pointers, Rest
    from scripts.drift.schemas.canonical import Canonicaliser

DEPTH = 6  # schemas refer to themselves; the levels below are compared as pairs of their own


class Signatures:
    """The signatures of one document's schemas; each is computed once per depth."""

    def __init__(self, canonical: Canonicaliser) -> None:
        self._canonical = canonical
        self._schemas: dict[tuple[Pointers, int], str] = {}
        # By identity: an alternative is not hashable. It is kept beside its signature, so that its id stays taken.
        self._alternatives: dict[tuple[int, int], tuple[Alternative, str]] = {}

    def schema(self, pointers: Pointers, depth: int = DEPTH) -> str:
        """Return the signature of a schema; levels below ``depth`` are ignored."""
        if depth == 0:
            return ""
        signature = self._schemas.get((pointers, depth))
        if signature is None:
            self._canonical.source.spend(1, next(iter(pointers), ""))
            parts = {self.alternative(item, depth) for item in self._canonical.schema(pointers).alternatives}
            signature = self._schemas[pointers, depth] = _hash(sorted(parts))
        return signature

    def alternative(self, item: Alternative, depth: int = DEPTH) -> str:
        """Return the signature of one alternative."""
        cached = self._alternatives.get((id(item), depth))
        if cached is not None:
            return cached[1]
        below = depth - 1
        signature = _hash(
            [
                item.type,
                None if item.values is None else sorted(map(token, item.values)),
                {name: token(limit.value) for name, limit in item.limits.items()},
                {name: self.schema(pointers, below) for name, pointers in item.properties.items()},
                sorted(item.required),
                {name: self.schema(pointers, below) for name, pointers in item.patterns.items()},
                self._rest(item.extra, below),
                self._rest(item.items, below),
                [self.schema(pointers, below) for pointers in item.prefix],
                {name: self.condition(item, name, below) for name in item.conditions},
            ]
        )
        self._alternatives[id(item), depth] = (item, signature)
        return signature

    def _rest(self, rest: Rest, depth: int) -> str | bool | None:
        if isinstance(rest, tuple):
            return self.schema(rest, depth)
        return rest

    def condition(self, item: Alternative, name: str, depth: int = DEPTH) -> str:
        """Return the signature of a keyword that is compared as a whole; empty if it is missing."""
        if name not in item.conditions:
            return ""
        return _hash(sorted(self._keyword(at, name, depth) for at in item.conditions[name]))

    def _keyword(self, at: str, name: str, depth: int) -> str:
        node: dict[str, Any] = self._canonical.source.node(at)
        value = node[name]
        place = f"{at}/{name}"
        if name in UNIONS and isinstance(value, list):
            return _hash(sorted(token(_set(item["required"])) for item in value))
        if name == "dependentRequired" and isinstance(value, dict):
            return _hash({key: _set(names) for key, names in value.items() if names})
        if name in ("dependentSchemas", "dependencies") and isinstance(value, dict):
            return _hash({key: self._inner(child_pointer(place, key), item, depth) for key, item in value.items()})
        parts: list[Any] = [self._inner(place, value, depth)]
        if name == "if":
            parts += [self._inner(f"{at}/{part}", node.get(part, ""), depth) for part in ("then", "else")]
        if name == "contains":
            # https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.5: 1 is the default
            parts += [node.get("minContains", 1), node.get("maxContains")]
        return _hash(parts)

    def _inner(self, at: str, value: Any, depth: int) -> str:
        if isinstance(value, dict | bool):
            return self.schema((at,), depth)
        return token(value)


def _set(names: Any) -> list[str]:
    if isinstance(names, list):
        return sorted({token(name) for name in names})
    return [token(names)]


def _hash(value: Any) -> str:
    # 80 bits: a collision among some thousand schemas is out of the question, and the keys stay short.
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:20]
