"""A short text for what a schema admits: equal texts, equal schemas, down to a fixed depth."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from scripts.drift.schemas.values import token
from scripts.drift.schemas.words import UNIONS
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.build import Builder
    from scripts.drift.schemas.form import Arm, Key

DEPTH = 6


class Signatures:
    """The signatures of the schemas of one document; each depth of each is computed once."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._known: dict[tuple[Key, int], str] = {}
        self._arms: dict[tuple[int, int], tuple[Arm, str]] = {}

    def key(self, key: Key, depth: int = DEPTH) -> str:
        """Return the signature of a schema; levels further down than ``depth`` do not count."""
        if depth == 0:
            return ""
        found = self._known.get((key, depth))
        if found is None:
            self._builder.source.spend(1, key[0] if key else "")
            arms = sorted({self.arm(arm, depth) for arm in self._builder.form(key).arms})
            found = self._known[key, depth] = _digest(arms)
        return found

    def arm(self, arm: Arm, depth: int = DEPTH) -> str:
        """Return the signature of one alternative."""
        known = self._arms.get((id(arm), depth))
        if known is not None:
            return known[1]
        below = depth - 1
        said = [
            arm.type,
            None if arm.values is None else sorted(map(token, arm.values)),
            {name: token(fact.value) for name, fact in arm.facts.items()},
            {name: self.key(key, below) for name, key in arm.props.items()},
            sorted(arm.required),
            {name: self.key(key, below) for name, key in arm.patterns.items()},
            self._rest(arm.extra, below),
            self._rest(arm.items, below),
            [self.key(key, below) for key in arm.prefix],
            {name: self.condition(arm, name, below) for name in arm.conditions},
        ]
        made = _digest(said)
        self._arms[id(arm), depth] = (arm, made)
        return made

    def _rest(self, rest: Key | bool | None, depth: int) -> str | bool | None:
        return self.key(rest, depth) if isinstance(rest, tuple) else rest

    def condition(self, arm: Arm, name: str, depth: int = DEPTH) -> str:
        """Return the signature of what a keyword says that is looked at as a whole; empty if it is not there."""
        return (
            _digest(sorted(self._one(at, name, depth) for at in arm.conditions[name])) if name in arm.conditions else ""
        )

    def _one(self, at: str, name: str, depth: int) -> str:
        node: dict[str, Any] = self._builder.source.node(at)
        value = node[name]
        place = f"{at}/{name}"
        if name in UNIONS and isinstance(value, list):
            return _digest(sorted(token(_set(item["required"])) for item in value))
        if name == "dependentRequired" and isinstance(value, dict):
            return _digest({key: _set(names) for key, names in value.items() if names})
        if name in ("dependentSchemas", "dependencies") and isinstance(value, dict):
            return _digest({key: self._inner(child_pointer(place, key), item, depth) for key, item in value.items()})
        said: list[Any] = [self._inner(place, value, depth)]
        if name == "if":
            said += [
                self._inner(f"{at}/{part}", node[part], depth) if part in node else "" for part in ("then", "else")
            ]
        if name == "contains":
            said += [node.get("minContains", 1), node.get("maxContains")]
        return _digest(said)

    def _inner(self, at: str, value: Any, depth: int) -> str:
        return self.key((at,), depth) if isinstance(value, dict | bool) else token(value)


def _set(names: Any) -> list[str]:
    return sorted({token(name) for name in names}) if isinstance(names, list) else [token(names)]


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]
