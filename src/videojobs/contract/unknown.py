"""Finding the keys of an answer that the document does not know, also where it would let them pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from videojobs.contract.document import Document, Place

_COMPOSED = ("allOf", "anyOf", "oneOf")
_BESIDE = ("then", "else", "if")
_MOST_PLACES = 200


@frozen(kw_only=True)
class Unknown:
    """One such key.

    Attributes:
        path: Steps to it in the answer, with the key as the last one.
        value: What stands there.
        place: The schema that could name it among its ``properties``.
    """

    path: Place
    value: Any
    place: Place


@frozen
class _Known:
    """What the schemas of one object say of its keys, taken together."""

    properties: dict[str, list[Place]] = field(factory=dict[str, list[Place]])
    patterns: list[tuple[str, Place]] = field(factory=list[tuple[str, Place]])
    others: list[Place] = field(factory=list[Place])
    home: list[Place] = field(factory=list[Place])


def unknown_keys(document: Document, place: Place, body: Any) -> Iterator[Unknown]:
    """Yield every key that no schema names.

    An object whose schema names no key at all is a free map, and what is in it is not looked at.
    """
    yield from _walk(document, [place], body, ())


def _walk(document: Document, places: list[Place], value: Any, path: Place) -> Iterator[Unknown]:
    if isinstance(value, dict):
        yield from _object(document, places, value, path)
    elif isinstance(value, list):
        items = [found for place in _flat(document, places) for found in _child(document, place, "items")]
        for number, item in enumerate(value if items else ()):
            yield from _walk(document, items, item, (*path, str(number)))


def _object(document: Document, places: list[Place], value: dict[str, Any], path: Place) -> Iterator[Unknown]:
    known = _known(document, places)
    if not known.properties:
        below = [*known.others, *(place for _, place in known.patterns)]
        for key, item in value.items() if below else ():
            yield from _walk(document, below, item, (*path, key))
        return
    for key, item in value.items():
        found = [
            *known.properties.get(key, ()),
            *(place for pattern, place in known.patterns if re.search(pattern, key)),
        ]
        found = found or known.others
        if found:
            yield from _walk(document, found, item, (*path, key))
        else:
            yield Unknown(path=(*path, key), value=item, place=known.home[0])


def _known(document: Document, places: list[Place]) -> _Known:
    known = _Known()
    for place in _flat(document, places):
        node = document.at(place)
        properties = node.get("properties")
        if isinstance(properties, dict) and properties:
            known.home.append(place)
            for name in properties:
                known.properties.setdefault(name, []).append((*place, "properties", name))
        patterns = node.get("patternProperties")
        known.patterns.extend(
            (pattern, (*place, "patternProperties", pattern))
            for pattern in (patterns if isinstance(patterns, dict) else ())
        )
        known.others.extend(_child(document, place, "additionalProperties"))
    return known


def _child(document: Document, place: Place, key: str) -> list[Place]:
    """Return where a schema says something under a key; ``true``, ``false`` and ``{}`` say nothing."""
    found = document.at(place).get(key)
    return [(*place, key)] if isinstance(found, dict) and found else []


def _flat(document: Document, places: list[Place]) -> list[Place]:
    """Return the places and, behind references, all that they are composed of; each once."""
    found: dict[Place, None] = {}
    waiting = list(places)
    while waiting and len(found) < _MOST_PLACES:
        _, place = document.resolve(waiting.pop(0))
        if place in found or not isinstance(document.at(place), dict):
            continue
        found[place] = None
        node = document.at(place)
        for key in _COMPOSED:
            parts = node.get(key)
            waiting.extend((*place, key, str(number)) for number in range(len(parts) if isinstance(parts, list) else 0))
        waiting.extend((*place, key) for key in _BESIDE if isinstance(node.get(key), dict))
    return list(found)
