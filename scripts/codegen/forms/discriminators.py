"""Make the values of discriminators constants of the classes: decoding tells the members of a union apart by them.

https://spec.openapis.org/oas/v3.1.1.html#discriminator-object
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scripts.codegen.forms.schema_form import component_of
from scripts.oas.prose import ANNOTATIONS
from scripts.oas.references import component_name, follow_if_possible, local_pointer, mapping_reference
from scripts.oas.schemas import Json, Path, each

Values = dict[tuple[str, str], dict[str, None]]
"""Component and property -> the values by which discriminators choose that component."""


def discriminator_values(doc: Json) -> Values:
    """Return the values of all discriminators; a component that no mapping names is chosen by its own name."""
    schemas: Json = doc["components"]["schemas"]
    children = _children(schemas)
    values: Values = {}

    def visit(schema: Json, at: Path) -> None:
        discriminator = schema.get("discriminator")
        if discriminator is None:
            return
        name = discriminator.get("propertyName", "")
        mapped: dict[str, None] = {}
        for value, target in discriminator.get("mapping", {}).items():
            key = component_of(mapping_reference(target), schemas, (*at, "discriminator", "mapping", value))
            mapped[key] = None
            values.setdefault((key, name), {})[value] = None
        members = [item for key in ("oneOf", "anyOf") for item in schema.get(key, ()) if isinstance(item, dict)]
        keys = [component_of(item["$ref"], schemas, at) for item in members if "$ref" in item]
        if at[:2] == ("components", "schemas") and len(at) == 3 and not members:
            keys += _heirs(str(at[2]), children)
        for key in keys:
            if key not in mapped:
                values.setdefault((key, name), {})[key] = None

    each(doc, visit)
    for key, _ in values:
        # `allOf` of one reference is another name for the parent; this one needs a class for its value.
        if len(schemas[key].get("allOf", ())) == 1:
            schemas[key]["allOf"].append({"properties": {}})
    return values


def _children(schemas: Json) -> dict[str, list[str]]:
    """Return the components that inherit from each component."""
    children: dict[str, list[str]] = {}
    for key, schema in schemas.items():
        for member in schema.get("allOf", ()):
            pointer = local_pointer(member.get("$ref")) if isinstance(member, dict) else None
            if pointer is not None:
                children.setdefault(component_name(pointer), []).append(key)
    return children


def _heirs(key: str, children: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the components that inherit from a component, each once."""
    waiting, seen = list(children.get(key, ())), {key}
    while waiting:
        heir = waiting.pop(0)
        if heir not in seen:
            seen.add(heir)
            yield heir
            waiting += children.get(heir, ())


def set_constants(doc: Json, values: Values, classes: Mapping[str, str]) -> None:
    """Make the values constants of the properties, in a document whose ``allOf`` is merged.

    Not before: a class would inherit the constant of its parent.
    """
    schemas: Json = doc["components"]["schemas"]
    for (key, name), chosen_by in values.items():
        schema = schemas.get(classes[key], {})
        own = schema.get("properties", {}).get(name)
        if own is None or not _may_be(doc, own, list(chosen_by)):
            continue
        constant: Json = {key: value for key, value in own.items() if key in ANNOTATIONS and key != "default"}
        constant["type"] = "string"
        if len(chosen_by) == 1:
            constant["const"] = next(iter(chosen_by))
        else:
            constant["enum"] = list(chosen_by)
        schema["properties"][name] = constant


def _may_be(doc: Json, schema: Json, values: list[str]) -> bool:
    """Whether a property is any text, or refers to a list of values with these; its own list is exact already."""
    if ANNOTATIONS | {"type"} >= schema.keys():
        return bool(schema.get("type", "string") == "string")
    members = schema.get("allOf", [schema])
    if len(members) != 1 or "$ref" not in members[0]:
        return False
    target: Json = follow_if_possible(doc, members[0])[1] or {}
    has_values = set(target.get("enum", ())).issuperset(values)
    return has_values or (ANNOTATIONS | {"type"}).issuperset(target)
