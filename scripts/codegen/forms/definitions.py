"""Move schemas that are defined inside others, or referred to inside others, to components of their own."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codegen.names import class_name, unused_name
from scripts.oas.pointers import format_pointer, parse_pointer, resolve_keys
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name, local_pointer
from scripts.oas.schemas import Json, Path, each, roots, walk

_COMPONENTS = ("components", "schemas")
_DEFINITIONS = ("$defs", "definitions")


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


def _lift_target(doc: Json, reference: str, at: Path, moved: dict[str, str]) -> str:
    """Make the target of a reference a component, and return the reference to that."""
    if reference in moved:
        return moved[reference]
    keys = parse_pointer(local_pointer(reference) or "")
    holder = resolve_keys(doc, keys[:-1])
    target = resolve_keys(doc, keys)
    if not isinstance(target, dict) or keys[:1] not in (["components"], ["paths"]) or len(keys) < 4:
        raise Unsupported(at, f"reference {reference!r} leads nowhere", "point it to a schema component")
    if "$ref" in target:
        moved[reference] = str(target["$ref"])
        return moved[reference]
    schemas: Json = doc["components"]["schemas"]
    words = [key for key in keys[1:] if key not in ("schemas", "properties", "schema", "content")]
    name = unused_name("".join(class_name(word) for word in words), schemas, "")
    schemas[name] = target
    new = moved[reference] = pointer_to(name)
    if isinstance(holder, dict):
        holder[keys[-1]] = {"$ref": new}
    else:
        holder[int(keys[-1])] = {"$ref": new}
    return new
