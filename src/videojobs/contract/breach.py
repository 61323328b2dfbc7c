"""What is wrong with an answer, one rule broken at one place: our words for it, without a secret in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from attrs import frozen

from videojobs.contract.document import Document, Place
from videojobs.contract.unknown import unknown_keys
from videojobs.contract.validate import breaches

LIMITS = frozenset(
    {
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
    }
)
_CLOSED = frozenset({"additionalProperties", "unevaluatedProperties"})
_UNIONS = frozenset({"anyOf", "oneOf"})
_WRONG_KIND = frozenset({"type", "null"})


@frozen(kw_only=True)
class Breach:
    """One rule broken at one place.

    Attributes:
        path: Steps to the place in the answer; of a missing or unknown key, with that key as the last one.
        rule: ``unknown``, ``required``, ``enum``, ``null``, ``type``, or the keyword of a limit.
        value: What stands there; None for a missing key.
        place: The schema that says so.
        wanted: What it asks for: the name of a type, the listed values, the limit.
    """

    path: Place
    rule: str
    value: Any
    place: Place
    wanted: Any = None


def breaches_of(document: Document, place: Place, body: Any) -> list[Breach]:
    """Return all that is wrong with a body, in the order of its places."""
    found = [
        Breach(path=one.path, rule="unknown", value=one.value, place=one.place)
        for one in unknown_keys(document, place, body)
    ]
    teller = _Teller(document, place)
    for error in breaches(document, place, body, formats=True):
        found += teller.told(error)
    found.sort(key=lambda one: (one.path, one.rule != "null", one.rule != "type", one.rule, one.place))
    return list(_plain(found))


def _plain(found: list[Breach]) -> Iterator[Breach]:
    """Yield each breach once; of a value of the wrong kind, nothing else is told."""
    for _, group in groupby(found, key=lambda one: one.path):
        same = list(group)
        wrong = [one for one in same if one.rule in _WRONG_KIND]
        seen: set[tuple[str, Place]] = set()
        for one in wrong[:1] or same:
            if (one.rule, one.place) not in seen:
                seen.add((one.rule, one.place))
                yield one


class _Teller:
    """Turns jsonschema's errors of one body into ours.

    Args:
        document: The document.
        start: Where the schema of the whole body stands.
    """

    def __init__(self, document: Document, start: Place) -> None:
        self._document = document
        self._start = start

    def told(self, error: Any) -> Iterator[Breach]:
        """Yield what an error says."""
        rule = str(error.validator)
        path = tuple(str(part) for part in error.absolute_path)
        wanted: Any = error.validator_value
        if rule in _CLOSED:
            return  # told as unknown keys
        if rule in _UNIONS and error.context:
            yield from self._union(error, path)
            return
        place = self._place(error)
        if rule == "required":
            for name in wanted:
                if name not in error.instance:
                    yield Breach(path=(*path, name), rule=rule, value=None, place=place)
            return
        if rule in ("enum", "const"):
            rule, wanted = "enum", wanted if rule == "enum" else [wanted]
        elif rule != "type" and rule not in LIMITS:
            wanted = None
        if error.instance is None and rule in ("enum", "type"):
            rule = "null"
        yield Breach(path=path, rule=rule, value=error.instance, place=place, wanted=wanted)

    def _union(self, error: Any, path: Place) -> Iterator[Breach]:
        """Tell what is wrong with the branch that was meant; if no branch was, what is wrong with the union."""
        depth = len(path)
        branches = [list(group) for _, group in groupby(error.context, key=lambda one: one.schema_path[0])]
        meant = [branch for branch in branches if not any(_is_kind(one, depth) for one in branch)]
        if not meant:
            rule = "null" if error.instance is None else "type"
            wanted = [kind for branch in branches for kind in _kinds(branch, depth)]
            yield Breach(path=path, rule=rule, value=error.instance, place=self._place(error), wanted=wanted)
            return
        words = [
            one for branch in meant for one in branch if one.validator == "enum" and len(one.absolute_path) == depth
        ]
        if len(words) == len(meant):
            listed = [value for one in words for value in one.validator_value]
            place = self._place(words[0])
            yield Breach(path=path, rule="enum", value=error.instance, place=place, wanted=listed)
            return
        for one in min(meant, key=len):
            yield from self.told(one)

    def _place(self, error: Any) -> Place:
        """Return where the schema stands whose keyword an error is about; the validator leaves references out."""
        place = self._start
        parts = [str(part) for part in error.absolute_schema_path]
        for number, part in enumerate(parts):
            if part not in self._keys(place):
                place = self._document.resolve(place)[1]
            if number < len(parts) - 1:
                place = (*place, part)
        return place

    def _keys(self, place: Place) -> Any:
        node = self._document.at(place)
        return node if isinstance(node, dict) else [str(number) for number in range(len(node))]


def _is_kind(error: Any, depth: int) -> bool:
    return len(error.absolute_path) == depth and error.validator == "type"


def _kinds(branch: list[Any], depth: int) -> list[str]:
    told: Any = next((one.validator_value for one in branch if _is_kind(one, depth)), [])
    return [told] if isinstance(told, str) else [str(kind) for kind in told]
