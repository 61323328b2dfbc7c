"""Find the keys of a response that the document does not name, even where it allows any key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from videojobs.contract.api_document import ApiDocument, Location

_COMPOSITIONS = ("allOf", "anyOf", "oneOf")
_CONDITIONS = ("then", "else", "if")
# Of one value: compositions of compositions grow exponentially.
_MAX_SCHEMAS = 200


@frozen(kw_only=True)
class UnknownKey:
    """A key that no schema names.

    Attributes:
        path: Location in the response, with the key as the last part.
        value: Its value.
        schema: Location of the schema that could name it among its ``properties``.
    """

    path: Location
    value: Any
    schema: Location


@frozen
class _Keys:
    """What all schemas of one object say about its keys."""

    properties: dict[str, list[Location]] = field(factory=dict[str, list[Location]])
    patterns: list[tuple[str, Location]] = field(factory=list[tuple[str, Location]])
    additional: list[Location] = field(factory=list[Location])
    owners: list[Location] = field(factory=list[Location])


def unknown_keys(document: ApiDocument, schema: Location, body: Any) -> Iterator[UnknownKey]:
    """Yield every key that no schema names. An object whose schema names no key is a map: none of its keys count."""
    yield from _walk(document, [schema], body, ())


def _walk(document: ApiDocument, schemas: list[Location], value: Any, path: Location) -> Iterator[UnknownKey]:
    if isinstance(value, dict):
        yield from _walk_object(document, schemas, value, path)
    elif isinstance(value, list):
        items = [child for schema in _flatten(document, schemas) for child in _child(document, schema, "items")]
        if items:
            for number, item in enumerate(value):
                yield from _walk(document, items, item, (*path, str(number)))


def _walk_object(
    document: ApiDocument, schemas: list[Location], value: dict[str, Any], path: Location
) -> Iterator[UnknownKey]:
    keys = _keys(document, schemas)
    if not keys.properties:
        values = [*keys.additional, *(location for _, location in keys.patterns)]
        if values:
            for key, item in value.items():
                yield from _walk(document, values, item, (*path, key))
        return
    for key, item in value.items():
        of_key = [
            *keys.properties.get(key, ()),
            *(location for pattern, location in keys.patterns if re.search(pattern, key)),
        ]
        of_key = of_key or keys.additional
        if of_key:
            yield from _walk(document, of_key, item, (*path, key))
        else:
            yield UnknownKey(path=(*path, key), value=item, schema=keys.owners[0])


def _keys(document: ApiDocument, schemas: list[Location]) -> _Keys:
    keys = _Keys()
    for location in _flatten(document, schemas):
        node = document.value_at(location)
        properties = node.get("properties")
        if isinstance(properties, dict) and properties:
            keys.owners.append(location)
            for name in properties:
                keys.properties.setdefault(name, []).append((*location, "properties", name))
        for pattern in node.get("patternProperties") or ():
            keys.patterns.append((pattern, (*location, "patternProperties", pattern)))
        keys.additional.extend(_child(document, location, "additionalProperties"))
    return keys


def _child(document: ApiDocument, location: Location, key: str) -> list[Location]:
    """Return the location of a subschema; ``true``, ``false`` and ``{}`` name no keys and are left out."""
    subschema = document.value_at(location).get(key)
    if isinstance(subschema, dict) and subschema:
        return [(*location, key)]
    return []


def _flatten(document: ApiDocument, schemas: list[Location]) -> list[Location]:
    """Return the schemas and all that they are composed of, references resolved; each once."""
    flat: dict[Location, None] = {}
    waiting = list(schemas)
    while waiting and len(flat) < _MAX_SCHEMAS:
        node, location = document.resolve(waiting.pop(0))
        if location in flat or not node:
            continue
        flat[location] = None
        for key in _COMPOSITIONS:
            parts = node.get(key)
            if isinstance(parts, list):
                waiting.extend((*location, key, str(number)) for number in range(len(parts)))
        waiting.extend((*location, key) for key in _CONDITIONS if isinstance(node.get(key), dict))
    return list(flat)
