"""Generate schemas, equivalent spellings of them, and edits with their expected kinds."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import strategies as st

from scripts.oas.pointers import format_pointer

NAMES = ("Thing", "Alpha", "Beta", "Gamma")
Schemas = dict[str, Any]
_REF = "#/components/schemas/"
_KEYS = ("id", "size", "state", "note", "tags", "parts")
_SEEDS = st.integers(0, 2**32)
"""Schemas are drawn from a seed: far faster than value by value, and a failing seed is small enough to look at."""


def _scalar(random: Random) -> Any:
    low = random.randrange(4)
    words = random.sample("abcde", random.randrange(2, 5))
    return random.choice(
        [
            {"type": "string"},
            {"type": "string", "enum": words},
            {"type": "string", "maxLength": 9, "format": "uri"},
            {"type": "integer", "minimum": low},
            {"type": "number", "exclusiveMaximum": low},
            {"type": "boolean"},
            {"const": random.choice(["x", 1, 2.5])},
            {"type": ["string", "integer"]},
            {"anyOf": [{"type": "string"}, {"type": "string", "enum": words}]},
            {"$ref": _REF + random.choice(NAMES)},
        ]
    )


def _object(random: Random, depth: int) -> Any:
    names = random.sample(_KEYS, random.randrange(len(_KEYS)))
    result = {"type": "object", "properties": {name: _schema(random, depth - 1) for name in names}}
    result["required"] = [name for name in names if random.random() < 0.5]
    if random.random() < 0.2:
        result["additionalProperties"] = random.choice([False, {"type": "string"}])
    return result


def _schema(random: Random, depth: int) -> Any:
    way = random.randrange(8) if depth > 0 else 0
    if way < 3:
        return _scalar(random)
    if way < 5:
        return _object(random, depth)
    if way == 5:
        return {"type": "array", "items": _schema(random, depth - 1)}
    if way == 6:
        inner = _object(random, depth) if random.random() < 0.5 else {"type": "string", "enum": ["a", "b"]}
        return {"anyOf": [inner, {"type": "null"}]}
    return {"oneOf": [_tagged(number, _object(random, depth)) for number in range(random.randrange(2, 5))]}


def _tagged(number: int, part: Any) -> Any:
    properties = {"kind": {"type": "string", "enum": [f"k{number}"]}, **part["properties"]}
    return {**part, "properties": properties, "required": ["kind", *part["required"]]}


def random_components(random: Random) -> Schemas:
    """Make components that refer to one another, in circles too; Thing is an object that refers to each of them."""
    result: Schemas = {name: _object(random, 3) for name in NAMES}
    for name in NAMES[1:]:
        result["Thing"]["properties"][name.lower()] = {"$ref": _REF + name}
    return result


def components() -> st.SearchStrategy[Schemas]:
    """Draw components, as ``random_components`` generates them."""
    return _SEEDS.map(lambda seed: random_components(Random(seed)))


# ------------------------------------------------------------------ the same, spelled otherwise


def shuffled(value: Any, random: Random) -> Any:
    """Return JSON with all keys, and the lists that are sets, in another order."""
    if isinstance(value, dict):
        keys = random.sample(sorted(value), len(value))
        result = {key: shuffled(value[key], random) for key in keys}
        for key in ("required", "enum", "anyOf", "oneOf", "type"):
            if isinstance(result.get(key), list):
                random.shuffle(result[key])
        return result
    return [shuffled(item, random) for item in value] if isinstance(value, list) else value


def respelled(schema: Any, random: Random) -> Any:
    """Return a schema of the same meaning, with nullable, constants and composition written in other ways."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return {"allOf": [schema]} if isinstance(schema, dict) and random.random() < 0.3 else schema
    result = {key: _inside(key, value, random) for key, value in schema.items()}
    members = result.get("anyOf")
    if isinstance(members, list) and {"type": "null"} in members:
        result = _null_respelled(result, random)
    elif "const" in result and random.random() < 0.5:
        result["enum"] = [result.pop("const")]
    elif result.get("oneOf") and random.random() < 0.5:
        result["anyOf"] = result.pop("oneOf")
    elif result.get("type") == "object" and random.random() < 0.3:
        result = {"allOf": [{key: value} for key, value in result.items()]}
    if random.random() < 0.3:
        result = {random.choice(["anyOf", "allOf", "oneOf"]): [result]}
    return {**result, "deprecated": False} if random.random() < 0.2 else result


def _inside(key: str, value: Any, random: Random) -> Any:
    if key == "properties":
        return {name: respelled(item, random) for name, item in value.items()}
    if key == "items":
        return respelled(value, random)
    if key in ("anyOf", "oneOf"):
        return [item if item == {"type": "null"} else respelled(item, random) for item in value]
    return value


def _null_respelled(result: Any, random: Random) -> Any:
    inner = next(item for item in result["anyOf"] if item != {"type": "null"})
    way = random.randrange(3)
    if way == 0 and isinstance(inner, dict) and "type" in inner and "enum" not in inner:
        return {**inner, "type": [inner["type"], "null"]}
    if way == 1:
        return {"allOf": [inner], "nullable": True}
    return {"oneOf": [{"enum": [None]}, inner]}


def renamed(schemas: Schemas) -> Schemas:
    """Return the components under other names, but for Thing."""
    names = {name: name if name == "Thing" else f"{name}Two" for name in schemas}
    return {
        names[name]: _with_references(schema, lambda name: {"$ref": _REF + names[name]})
        for name, schema in schemas.items()
    }


def inlined(schemas: Schemas) -> Schemas:
    """Return the components with those written out that do not lead to themselves."""
    loose = {name for name in schemas if name != "Thing" and not _leads_to(schemas, name, name, set())}

    def put(name: str) -> Any:
        return _with_references(deepcopy(schemas[name]), put) if name in loose else {"$ref": _REF + name}

    return {name: _with_references(schema, put) for name, schema in schemas.items() if name not in loose}


def lifted(schemas: Schemas) -> Schemas:
    """Return the components with each object in a property lifted to a component."""
    result: Schemas = {}

    def lift(schema: Any) -> Any:
        if isinstance(schema, list):
            return [lift(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        copy = {key: lift(value) for key, value in schema.items()}
        for name, item in copy.get("properties", {}).items() if isinstance(copy.get("properties"), dict) else ():
            if isinstance(item, dict) and item.get("type") == "object":
                result[f"Lifted{len(result)}"] = item
                copy["properties"][name] = {"$ref": f"{_REF}Lifted{len(result) - 1}"}
        return copy

    return {**{name: lift(schema) for name, schema in schemas.items()}, **result}


def _with_references(schema: Any, put: Callable[[str], Any]) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            return put(schema["$ref"].rpartition("/")[2])
        return {key: _with_references(value, put) for key, value in schema.items()}
    return [_with_references(item, put) for item in schema] if isinstance(schema, list) else schema


def _leads_to(schemas: Schemas, start: str, goal: str, seen: set[str]) -> bool:
    result: list[str] = []
    _with_references(schemas[start], result.append)
    for name in result:
        if name == goal:
            return True
        if name not in seen and not seen.add(name) and _leads_to(schemas, name, goal, seen):  # type: ignore[func-returns-value]
            return True
    return False


# ------------------------------------------------------------------ edits of a known kind

Edit = tuple[str, str, str]
"""Kind of change, kind of the inverse one, and the node."""


def places(schemas: Schemas) -> list[tuple[str, Any]]:
    """Return every schema of a component, its properties and its items, with the pointer."""
    result: list[tuple[str, Any]] = []
    waiting = [("/components/schemas" + format_pointer([name]), schema) for name, schema in schemas.items()]
    while waiting:
        at, schema = waiting.pop()
        result.append((at, schema))
        waiting += [
            (f"{at}/properties{format_pointer([name])}", item) for name, item in schema.get("properties", {}).items()
        ]
        if "items" in schema:
            waiting.append((f"{at}/items", schema["items"]))
        waiting += [(f"{at}/oneOf/{number}", item) for number, item in enumerate(schema.get("oneOf", ()))]
    return result


def edits(schema: Any, at: str) -> list[tuple[Edit, Callable[[Any], None]]]:
    """Return the edits that fit a schema: the expected kinds and node, and a function that edits in place."""
    result: list[tuple[Edit, Callable[[Any], None]]] = []
    if schema.get("type") == "object":
        new = f"{at}/properties/fresh"
        result.append(
            (
                ("property-added-optional", "property-removed", new),
                lambda it: it["properties"].update(fresh={"type": "boolean"}),
            )
        )
        result.append((("limit-tightened", "limit-relaxed", at), lambda it: it.update(minProperties=2)))
        if "additionalProperties" not in schema:
            result.append(
                (("extra-keys-refused", "extra-keys-allowed", at), lambda it: it.update(additionalProperties=False))
            )
        for name in schema["properties"]:
            below = f"{at}/properties{format_pointer([name])}"
            if name not in schema["required"]:
                result.append(
                    (
                        ("property-required", "property-optional", below),
                        lambda it, name=name: it["required"].append(name),
                    )
                )
    if schema == {"type": "string"}:
        result.append((("null-allowed", "null-refused", at), lambda it: it.update(type=["null", "string"])))
        result.append((("enum-closed", "enum-opened", at), lambda it: it.update(enum=["p", "q"])))
        result.append((("type-changed", "type-changed", at), lambda it: it.update(type="array")))
        result.append((("default-changed", "default-changed", at), lambda it: it.update(default="p")))
    if "enum" in schema and len(schema["enum"]) > 1:
        result.append((("enum-grown", "enum-shrunk", at), lambda it: it["enum"].insert(0, "new")))
        result.append((("enum-changed", "enum-changed", at), lambda it: it.update(enum=["new", *it["enum"][1:]])))
    return result


@st.composite
def edited(draw: st.DrawFn) -> tuple[Schemas, Schemas, Edit]:
    """Draw components, the same ones with one edit, and the expected kinds and node."""
    base = draw(components())
    revision = deepcopy(base)
    choices = [(number, edit) for number, (at, schema) in enumerate(places(base)) for edit in edits(schema, at)]
    kind = draw(st.sampled_from(sorted({edit[0] for _, (edit, _) in choices})))
    number, (edit, change) = draw(st.sampled_from([choice for choice in choices if choice[1][0][0] == kind]))
    change(places(revision)[number][1])
    return base, revision, edit
