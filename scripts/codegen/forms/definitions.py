"""Move schemas that are defined inside others, or referred to inside others, to components of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.codegen.names import class_name, unused_name
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_keys
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name, local_pointer
from scripts.oas.schemas import Json, Path, each, roots, walk

_COMPONENTS = ("components", "schemas")
_DEFINITIONS = ("$defs", "definitions")
_STRUCTURE = frozenset({"properties", "items", "enum", "allOf", "anyOf", "oneOf", "additionalProperties"})
"""Keywords of schemas that may become a class, or hold one."""


_SHARED = {"responses": "Response", "requestBodies": "Body"}
"""Kinds of components whose schemas are components of their own, with what is appended to their names."""
_WORDS_LEFT_OUT = frozenset({"schemas", "properties", "schema", "content", "paths", "components"})


def lift_outside(doc: Json) -> None:
    """Make the targets of references outside of ``components.schemas`` components, and the bodies of shared responses.

    Later, responses and parameters are written out where they are used: a reference into one would lead nowhere, and
    an object in one would become a class for each operation.

    Raises:
        Unsupported: A reference leads nowhere, or out of the document.
    """
    schemas: Json = doc.setdefault("components", {}).setdefault("schemas", {})
    targets: dict[str, list[Json]] = {}
    for at, schema in list(_references(doc)):
        reference = _reference(schema)
        keys = parse_pointer(reference.removeprefix("#")) if _is_deep(reference) else []
        if keys and tuple(keys[:2]) != _COMPONENTS and keys[0] not in _DEFINITIONS:
            if not isinstance(resolve_keys(doc, keys), dict):
                raise _nowhere(at, reference)
            targets.setdefault(reference, []).append(schema)
    # All of them are looked up before one is moved, since one may be inside another.
    places = {reference: parse_pointer(reference.removeprefix("#")) for reference in targets}
    holders = {reference: resolve_keys(doc, keys[:-1]) for reference, keys in places.items()}
    for reference, referring in targets.items():
        new = _move(holders[reference], places[reference], schemas)
        for schema in referring:
            schema["$ref"] = new
    for kind, suffix in _SHARED.items():
        for key, holder in doc["components"].get(kind, {}).items():
            _lift_bodies(holder.get("content", {}), f"{class_name(key).removesuffix(suffix)}{suffix}", schemas)


def _lift_bodies(content: Json, name: str, schemas: Json) -> None:
    """Make the schemas of a shared response or request body components, equal ones one component."""
    lifted: list[tuple[Json, str]] = []
    for entry in content.values():
        schema = entry.get("schema")
        if not isinstance(schema, dict) or "$ref" in schema or not _STRUCTURE & schema.keys():
            continue
        same = [new for other, new in lifted if other == schema]
        if not same:
            same = [_move(entry, [name, "schema"], schemas)]
            lifted.append((schema, same[0]))
        entry["schema"] = {"$ref": same[0]}


def lift_definitions(doc: Json) -> None:
    """Move ``$defs`` and whatever a reference points into to ``components.schemas``; references follow.

    Raises:
        Unsupported: A reference leads nowhere, or out of the document.
    """
    schemas: Json = doc.setdefault("components", {}).setdefault("schemas", {})
    moved: dict[str, str] = {}
    for at, root in list(roots(doc)):
        _lift_local(root, at, schemas, moved)
    for _, schema in list(_references(doc)):
        target = moved.get(_reference(schema))
        if target is not None:
            schema["$ref"] = target
    for at, schema in list(_references(doc)):
        if _is_deep(_reference(schema)):
            schema["$ref"] = _lift_target(doc, _reference(schema), at, moved)


def _lift_local(root: Json, at: Path, schemas: Json, moved: dict[str, str]) -> None:
    """Move the definitions inside one schema; ``#/$defs/X`` refers to the nearest ones.

    By JSON Schema it would refer to the root of the document, where OpenAPI has no ``$defs``.
    """
    local: dict[str, str] = {}
    owner = ""
    if at[:2] == _COMPONENTS:
        owner = str(at[2])

    def visit(schema: Json, place: Path) -> None:
        # JSON Schema 2019-09, 8.2.4.2; 2020-12 calls it `$dynamicRef`.
        if schema.get("$recursiveRef") == "#" and owner:
            schema["$ref"] = pointer_to(owner)
            del schema["$recursiveRef"]
        for key in _DEFINITIONS:
            for name, inner in schema.pop(key, {}).items():
                new = name
                if owner and name in schemas:
                    new = f"{class_name(owner)}{class_name(name)}"
                new = unused_name(new, schemas, "")
                schemas[new] = inner if isinstance(inner, dict) else {}  # `true` allows anything
                local[f"#{format_pointer((key, name))}"] = pointer_to(new)
                moved[f"#{format_pointer((*place, key, name))}"] = pointer_to(new)

    def follow(schema: Json, _: Path) -> None:
        if "$ref" in schema:
            schema["$ref"] = local.get(_reference(schema), schema["$ref"])

    walk(root, visit, at)
    if local:
        walk(root, follow, at)
        for target in list(local.values()):
            walk(schemas[component_name(target)], follow, at)


def pointer_to(name: str) -> str:
    """Return the reference to a component schema."""
    return f"#{format_pointer((*_COMPONENTS, name))}"


def _references(doc: Json) -> Iterator[tuple[Path, Json]]:
    references: list[tuple[Path, Json]] = []
    each(doc, lambda schema, at: references.append((at, schema)) if "$ref" in schema else None)
    yield from references


def _reference(schema: Json) -> str:
    """Return the reference of a schema, in one spelling: exporters percent-encode some characters, or none."""
    pointer = local_pointer(schema["$ref"])
    if pointer is None:
        return str(schema["$ref"])
    return f"#{pointer}"


def _is_deep(reference: str) -> bool:
    return reference.startswith("#/") and reference.count("/") != 3


def _nowhere(at: Path, reference: str) -> Unsupported:
    return Unsupported(at, f"reference {reference!r} leads nowhere", "point it to a schema component")


def _lift_target(doc: Json, reference: str, at: Path, moved: dict[str, str]) -> str:
    """Make the target of a reference inside a component a component, and return the reference to that."""
    if reference in moved:
        return moved[reference]
    keys = parse_pointer(local_pointer(reference) or "")
    target = resolve_keys(doc, keys)
    if not isinstance(target, dict) or keys[:1] != ["components"] or len(keys) < 4:
        raise _nowhere(at, reference)
    if "$ref" in target:
        moved[reference] = str(target["$ref"])
    else:
        moved[reference] = _move(resolve_keys(doc, keys[:-1]), keys, doc["components"]["schemas"])
    return moved[reference]


def _move(holder: Any, keys: list[str], schemas: Json) -> str:
    """Make the schema at these keys a component; a reference takes its place, and is returned.

    Args:
        holder: The object or list that holds the schema.
        keys: The keys that lead to the schema; its name is made of them.
        schemas: The components.
    """
    key: str | int = int(keys[-1]) if isinstance(holder, list) else keys[-1]
    words = "".join(class_name(word) for word in keys if word not in _WORDS_LEFT_OUT)
    name = unused_name(words, schemas, "")
    schemas[name] = holder[key]
    holder[key] = {"$ref": pointer_to(name)}
    return pointer_to(name)
