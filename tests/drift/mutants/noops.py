"""Changes of a document that mean nothing: to the values that are valid, and to the names of the client."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import yaml

from tests.drift.mutants.sites import Doc, operations, parameters, resolved, sites

_SCALARS = ("string", "integer", "number", "boolean")
Noop = Callable[[Doc, Random], bool]
"""Makes the change in place; returns whether the document has a place for it."""


def _schemas(document: Doc) -> list[Doc]:
    return [site.schema for site in sites(document)]


def _some(random: Random, items: list[Any]) -> list[Any]:
    return random.sample(items, min(len(items), random.randrange(1, 4)))


def _order(document: Doc, random: Random) -> bool:
    shuffled = _shuffled(document, random)
    document.clear()
    document.update(shuffled)
    return True


def _shuffled(node: Any, random: Random) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        random.shuffle(keys)
        result = {key: _shuffled(node[key], random) for key in keys}
        for key in ("required", "enum", "type", "parameters"):
            if isinstance(result.get(key), list) and "x-enum-varnames" not in result:
                random.shuffle(result[key])
        return result
    return [_shuffled(item, random) for item in node] if isinstance(node, list) else node


def _prose(document: Doc, random: Random) -> bool:
    nodes: list[Doc] = [*_schemas(document), *(operation for _, _, operation in operations(document))]
    for node in _some(random, nodes):
        node["description"] = random.choice(["Another text.", "", "`make`: *it* <b>is</b>"])
        node["externalDocs"] = {"url": "https://docs.example/fresh"}
    return True


def _extension(document: Doc, random: Random) -> bool:
    nodes: list[Doc] = [
        document,
        *_schemas(document),
        *(operation for _, _, operation in operations(document)),
        *(parameter for parameter, _ in parameters(document)),
    ]
    for node in _some(random, nodes):
        node["x-fresh"] = random.choice([1, None, {"a": ["b"]}])
    return True


def _said(document: Doc, random: Random) -> bool:
    for schema in _some(random, _schemas(document)):
        schema["deprecated"] = schema.get("deprecated", False)
        if schema.get("type") == "string" and "enum" not in schema:
            schema.setdefault("minLength", 0)
        if schema.get("type") == "array":
            schema.setdefault("uniqueItems", False)
        if schema.get("type") == "object" and schema.get("properties"):
            schema.setdefault("required", [])
    for parameter, operation in _some(random, list(parameters(document))):
        parameter["required"] = parameter.get("required", False)
        operation["deprecated"] = operation.get("deprecated", False)
    return True


def _constant(document: Doc, random: Random) -> bool:
    if document["openapi"].startswith("3.0"):
        return False
    found = [item for item in _schemas(document) if "const" in item or len(item.get("enum", ())) == 1]
    for schema in _some(random, found):
        if "const" in schema:
            schema["enum"] = [schema.pop("const")]
        else:
            (schema["const"],) = schema.pop("enum")
    return bool(found)


def _type_list(document: Doc, random: Random) -> bool:
    if document["openapi"].startswith("3.0"):
        return False
    found = [item for item in _schemas(document) if isinstance(item.get("type"), str)]
    for schema in _some(random, found):
        schema["type"] = [schema["type"]]
    return bool(found)


def _wrapped(key: str) -> Noop:
    def wrap(document: Doc, random: Random) -> bool:
        found = [
            (schema["properties"], name)
            for schema in _schemas(document)
            for name, item in schema.get("properties", {}).items()
            if isinstance(item, dict)
            and (item.keys() == {"$ref"} or item.get("type") in ("string", "integer"))
            and "enum" not in item
        ]
        for properties, name in _some(random, found):
            properties[name] = {key: [properties[name]]}
        return bool(found)

    return wrap


def _split(document: Doc, random: Random) -> bool:
    found = [
        item for item in _schemas(document) if item.get("type") == "object" and len(item.get("properties", ())) > 1
    ]
    for schema in _some(random, found):
        names = list(schema["properties"])
        halves = names[: len(names) // 2], names[len(names) // 2 :]
        members = [
            {"type": "object", "properties": {name: schema["properties"][name] for name in half}} for half in halves
        ]
        if "required" in schema:
            members[0]["required"] = schema.pop("required")
        del schema["properties"]
        schema["allOf"] = members
    return bool(found)


def _inlined(document: Doc, random: Random) -> bool:
    found: list[tuple[Any, Any]] = []
    for _, _, operation in operations(document):
        found += [
            (operation["parameters"], index)
            for index, node in enumerate(operation.get("parameters", ()))
            if "$ref" in node
        ]
        found += [
            (operation["responses"], status)
            for status, node in operation.get("responses", {}).items()
            if "$ref" in node
        ]
    for schema in _schemas(document):
        for name, item in schema.get("properties", {}).items():
            target = resolved(document, item)
            # A class or an enum has its name from the component.
            is_plain = target.keys() <= {"type", "description", "title"} and target.get("type") in _SCALARS
            if isinstance(item, dict) and item.keys() == {"$ref"} and is_plain:
                found.append((schema["properties"], name))
    for holder, key in _some(random, found):
        holder[key] = deepcopy(resolved(document, holder[key]))
    return bool(found)


def _null(document: Doc, random: Random) -> bool:
    found = [
        item
        for item in _schemas(document)
        if isinstance(item.get("type"), list)
        and "null" in item["type"]
        and len(item["type"]) == 2
        and not {"enum", "const", "properties", "default"} & item.keys()
    ]
    for schema in _some(random, found):
        inner = {key: schema.pop(key) for key in list(schema) if key not in ("description", "title", "deprecated")}
        inner["type"] = next(name for name in inner["type"] if name != "null")
        schema["anyOf"] = [inner, {"type": "null"}]
    return bool(found)


def _anchor(document: Doc, random: Random) -> bool:
    schemas = document.get("components", {}).get("schemas", {})
    found = [
        (item, str(item["$ref"]).rpartition("/")[2])
        for schema in _schemas(document)
        for item in schema.get("properties", {}).values()
        if isinstance(item, dict) and str(item.get("$ref")).startswith("#/components/schemas/")
    ]
    if document["openapi"].startswith("3.0") or not found:
        return False
    reference, name = random.choice(found)
    anchor = random.choice(["one", "other.place"])
    schemas[name]["$anchor"] = anchor
    reference["$ref"] = f"#{anchor}"
    return True


def _version(document: Doc, _: Random) -> bool:
    if document["openapi"].startswith("3.0"):
        document["openapi"] = "3.0.1"
    else:
        document["openapi"] = random_version(document["openapi"])
    return True


def random_version(version: str) -> str:
    """Return another patch of a version."""
    return {"3.1.0": "3.1.1"}.get(version, "3.1.0")


NOOPS: dict[str, Noop] = {
    "order of keys and lists": _order,
    "prose": _prose,
    "x- keys": _extension,
    "what goes without saying": _said,
    "enum of one, and const": _constant,
    "type as a list": _type_list,
    "allOf of one": _wrapped("allOf"),
    "anyOf of one": _wrapped("anyOf"),
    "allOf split without effect": _split,
    "reference written out": _inlined,
    "null as an alternative": _null,
    "anchor in place of a pointer": _anchor,
    "patch of the version": _version,
}


def spelled(document: Doc, random: Random) -> tuple[str, str]:
    """Return a document as text in another spelling of YAML, and the suffix of its file."""
    way = random.randrange(5)
    if way == 0:
        return json.dumps(document), ".json"
    if way == 1:
        return json.dumps(document, indent=3), ".yaml"
    if way == 2:
        return yaml.safe_dump(document, sort_keys=False, default_style='"', width=60), ".yaml"
    if way == 3:
        return yaml.safe_dump(document, sort_keys=False, default_flow_style=None, allow_unicode=True), ".yaml"
    # Equal containers as one with an anchor, whose names mean nothing.
    shared: dict[str, Any] = {}
    text = yaml.safe_dump(_shared(document, shared), sort_keys=False)
    return text.replace("&id0", "&a_").replace("*id0", "*a_"), ".yaml"


def _shared(node: Any, seen: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        node = {key: _shared(value, seen) for key, value in node.items()}
    elif isinstance(node, list):
        node = [_shared(value, seen) for value in node]
    else:
        return node
    return seen.setdefault(json.dumps(node), node)
