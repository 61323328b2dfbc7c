"""Normalise schemas: one way to write null, constants and enums, and components that are named as classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scripts.codegen.forms.definitions import pointer_to
from scripts.codegen.names import class_name, enum_members, module_name
from scripts.oas.bounds import MAX_CHAIN, MAX_PROPERTIES, MAX_SCHEMAS, MAX_VALUES
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.prose import ANNOTATIONS
from scripts.oas.references import local_pointer
from scripts.oas.schemas import Json, Path, each

_NUMBERS = ("integer", "number")
_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_SUFFIXES = {"string": "Text", "integer": "Number"}
_BYTES = ("image/", "video/", "audio/", "application/octet-stream")


def strip_extensions(schema: Json, _: Path) -> None:
    """Drop ``x-`` keys: the keys that this package adds have that form, and must not come from outside."""
    for key in [key for key in schema if key.startswith("x-") and key != "x-enum-varnames"]:
        del schema[key]


def name_components(doc: Json, expected_keys: Mapping[str, list[str]]) -> dict[str, str]:
    """Name each schema by its key, as a class; titles are dropped, since they would win and collide.

    Args:
        doc: The document, changed in place.
        expected_keys: Component -> the keys that nearly each response has.

    Returns:
        Component -> name of its class; an alias has the class of the component that it refers to.
    """
    schemas: Json = doc.setdefault("components", {}).setdefault("schemas", {})
    if len(schemas) > MAX_SCHEMAS:
        raise Unsupported("/components/schemas", f"more than {MAX_SCHEMAS} schemas", "select a part of the document")
    renamed: dict[str, str] = {}
    modules: dict[str, str] = {}
    for key in schemas:
        name = class_name(key)
        module = module_name(name)
        if module in modules:
            what = f"the class {name} would be in the module of {modules[module]!r}"
            raise Unsupported(("components", "schemas", key), what, "rename one by overlay")
        renamed[key], modules[module] = name, key
    targets = {key: _alias_target(schemas, key) for key in schemas}
    doc["components"]["schemas"] = {renamed[key]: schemas[key] for key in schemas if targets[key] == key}
    for key, keys in expected_keys.items():
        if targets.get(key) == key:
            schemas[key]["x-expected-keys"] = list(keys)
    final = {key: renamed[targets[key]] for key in schemas}
    each(doc, _renamer(final))
    return final


def _alias_target(schemas: Json, key: str) -> str:
    """Return the component that a component is an alias of; mostly itself."""
    target = key
    for _ in range(MAX_CHAIN):
        schema = schemas[target]
        if not isinstance(schema, dict) or "$ref" not in schema:
            return target
        target = component_of(str(schema["$ref"]), schemas, ("components", "schemas", key))
    what = f"more than {MAX_CHAIN} references in a row, or a cycle"
    raise Unsupported(("components", "schemas", key), what, "point to the end of the chain")


def component_of(reference: str, schemas: Mapping[str, Any], at: Path) -> str:
    """Return the key of the component schema that a reference leads to.

    Raises:
        Unsupported: It leads elsewhere.
    """
    keys = parse_pointer(local_pointer(reference) or "")
    if keys[:2] == ["components", "schemas"] and len(keys) == 3 and keys[2] in schemas:
        return keys[2]
    raise Unsupported(at, f"reference {reference!r} leads nowhere", "point it to a schema component")


def _renamer(renamed: dict[str, str]) -> Callable[[Json, Path], None]:
    def visit(schema: Json, at: Path) -> None:
        # https://github.com/openapi-generators/openapi-python-client/issues/652
        schema.pop("title", None)
        if "$ref" in schema:
            schema["$ref"] = pointer_to(renamed[component_of(str(schema["$ref"]), renamed, at)])
        schema.pop("discriminator", None)  # decoding tells members apart by their constants

    return visit


def modernise(schema: Json, at: Path) -> None:
    """Rewrite OpenAPI 3.0 as 3.1, and every way to write null as one.

    Documents mix the versions (``nullable`` in 3.1), so this does not depend on the version that they declare.
    """
    nullable = schema.pop("nullable", None) is True
    # 3.0 has a flag beside the bound, 3.1 an exclusive bound:
    # https://www.openapis.org/blog/2021/02/16/migrating-from-openapi-3-0-to-3-1-0
    for bound in ("exclusiveMinimum", "exclusiveMaximum"):
        if isinstance(schema.get(bound), bool):
            inclusive = bound.replace("exclusiveM", "m")
            if schema.pop(bound) and inclusive in schema:
                schema[bound] = schema.pop(inclusive)
    _check_keys(schema, at)
    kinds = schema.get("type")
    if isinstance(kinds, list):
        nullable = nullable or "null" in kinds
        _several_types(schema, list(dict.fromkeys(kind for kind in kinds if kind != "null")))
    _tidy_enum(schema, at)
    if None in schema.get("enum", ()) and len(schema["enum"]) > 1:
        nullable = nullable or schema.get("type") != "null"
        names: Any = schema.get("x-enum-varnames", schema["enum"])
        kept = [(value, name) for value, name in zip(schema["enum"], names, strict=True) if value is not None]
        _set_enum(schema, kept)
    if schema.get("const", 0) is None or schema.get("enum") == [None]:
        for key in ("const", "enum"):
            schema.pop(key, None)
        schema["type"] = "null"
    if "properties" in schema and schema.get("type", "object") != "object":
        what = f"a schema of type {schema['type']} has no properties"
        raise Unsupported((*at, "properties"), what, "correct the type, or remove them by overlay")
    if nullable and schema.get("type") != "null":
        _make_nullable(schema)


def _tidy_enum(schema: Json, at: Path) -> None:
    """Keep each value of an enum once (1, 1.0 and true are three values), with its name in the document."""
    values: Any = schema.get("enum")
    if not isinstance(values, list):
        schema.pop("x-enum-varnames", None)
        return
    names: Any = schema.get("x-enum-varnames", values)
    if not isinstance(names, list) or len(names) != len(values):
        what = "does not give one name for each value"
        raise Unsupported((*at, "x-enum-varnames"), what, "name each, or remove it by overlay")
    pairs = {(type(value), repr(value)): (value, name) for value, name in zip(values, names, strict=True)}
    _set_enum(schema, list(pairs.values()))


def _set_enum(schema: Json, pairs: list[tuple[Any, Any]]) -> None:
    schema["enum"] = [value for value, _ in pairs]
    if "x-enum-varnames" in schema:
        schema["x-enum-varnames"] = [str(name) for _, name in pairs]


def _check_keys(schema: Json, at: Path) -> None:
    if len(schema.get("properties", ())) > MAX_PROPERTIES:
        raise Unsupported((*at, "properties"), f"more than {MAX_PROPERTIES} properties", "split the object")
    if len(schema.get("enum", ())) > MAX_VALUES:
        raise Unsupported((*at, "enum"), f"more than {MAX_VALUES} values", "drop the list by overlay")
    _tidy_members(schema)
    if schema.get("type") == "array":
        schema.setdefault("items", {})
    # 3.1 writes files so: https://spec.openapis.org/oas/v3.1.0#considerations-for-file-uploads
    media = schema.get("contentMediaType", "")
    if schema.get("type") == "string" and "contentEncoding" not in schema and media.startswith(_BYTES):
        schema.setdefault("format", "binary")
    # A key may be required without being described: then any value is valid.
    if "properties" in schema and schema.get("additionalProperties") is not False:
        for name in schema.get("required", ()):
            schema["properties"].setdefault(name, {})


def _tidy_members(schema: Json) -> None:
    """Rewrite a tuple as a list of any of its items, and ``true`` as the schema that allows anything."""
    # The parser has no type for a tuple.
    items = schema.pop("prefixItems", None)
    if items is not None:
        if isinstance(schema.get("items"), dict):
            items = [*items, schema["items"]]
        schema["items"] = {"anyOf": items}
    if isinstance(schema.get("items"), bool):
        schema["items"] = {}
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            schema[key] = [{} if member is True else member for member in schema[key]]
    for name, sub in schema.get("properties", {}).items():
        if sub is True:
            schema["properties"][name] = {}


OF_TYPE = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties"),
}


def _several_types(schema: Json, kinds: list[str]) -> None:
    """Rewrite ``type: [a, b]`` as a union, each member with the keywords of its type."""
    if not kinds:
        schema["type"] = "null"
    elif len(kinds) == 1:
        schema["type"] = kinds[0]
    else:
        del schema["type"]
        moved = {key for kind in kinds for key in OF_TYPE.get(kind, ())}
        members = [
            {"type": kind, **{key: schema[key] for key in OF_TYPE.get(kind, ()) if key in schema}} for kind in kinds
        ]
        for member in members:
            if member["type"] == "array":
                member.setdefault("items", {})
        for key in moved:
            schema.pop(key, None)
        if "enum" not in schema and "const" not in schema:
            union = {"anyOf": members}
            if "anyOf" in schema or "oneOf" in schema:
                schema.setdefault("allOf", []).append(union)
            else:
                schema.update(union)


def _make_nullable(schema: Json) -> None:
    null = {"type": "null"}
    for key in ("anyOf", "oneOf"):
        if key in schema:
            if null not in schema[key]:
                schema[key].append(null)
            return
    inner = {key: schema.pop(key) for key in list(schema) if key not in ("description", "default", "deprecated")}
    if inner:
        schema["anyOf"] = [inner, null]


def constants_and_enums(schema: Json, at: Path) -> None:
    """Rewrite a single value as a constant, values of several types as a union, and keep an open enum open."""
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and "const" not in schema:
        schema["const"] = values[0]
    if "const" in schema:
        _constant(schema, at)
    elif isinstance(values, list):
        _enum(schema, values, at)
    _open_enum(schema)


def _kind_of(value: Any, at: Path) -> str:
    if type(value) not in _TYPES:
        raise Unsupported(at, "lists an object or a list", "drop the value by overlay")
    return _TYPES[type(value)]


def _constant(schema: Json, at: Path) -> None:
    kind = _kind_of(schema["const"], (*at, "const"))
    _check_type(schema, {kind}, at)
    schema.pop("enum", None)
    schema.pop("default", None)
    schema["type"] = kind
    if kind == "number":  # Python has no literal type of fractions
        schema["enum"] = [schema.pop("const")]


def _check_type(schema: Json, kinds: set[str], at: Path) -> None:
    declared = schema.get("type")
    if declared is None or kinds == {declared} or (declared == "number" and kinds <= set(_NUMBERS)):
        return
    key = next(key for key in ("const", "enum") if key in schema)
    what = f"the values are of type {' and '.join(sorted(kinds))}, the schema is of type {declared}"
    raise Unsupported((*at, key), what, "correct the type or the values by overlay")


def _enum(schema: Json, values: list[Any], at: Path) -> None:
    kinds: dict[str, list[Any]] = {}
    for value in values:
        kinds.setdefault(_kind_of(value, (*at, "enum")), []).append(value)
    _check_type(schema, set(kinds), at)
    if set(kinds) == {"boolean"}:
        schema["type"] = "boolean"
        del schema["enum"]
    elif "number" in kinds and set(kinds) <= set(_NUMBERS):
        schema["type"] = "number"
    elif len(kinds) == 1:
        schema["type"] = next(iter(kinds))
    else:
        del schema["enum"]
        schema.pop("type", None)
        schema.pop("x-enum-varnames", None)
        schema["anyOf"] = [{"enum": listed, "x-suffix": _SUFFIXES.get(kind, "")} for kind, listed in kinds.items()]
        for index, member in enumerate(schema["anyOf"]):
            constants_and_enums(member, (*at, "anyOf", index))


def _open_enum(schema: Json) -> None:
    """Rewrite ``anyOf [string, enum of strings]``, which allows any text, as an open enum with these values.

    Names of models are published so. The parser makes ``str | VideoModelType1`` of it: the name of
    the schema is lost.
    """
    members = schema.get("anyOf") or schema.get("oneOf")
    if not isinstance(members, list) or len(members) != 2:
        return
    plain = [item for item in members if set(item) - ANNOTATIONS == {"type"} and item["type"] == "string"]
    listed = [item for item in members if "enum" in item and item.get("type") == "string"]
    if len(plain) == 1 and len(listed) == 1:
        schema.pop("anyOf", None)
        schema.pop("oneOf", None)
        schema.update({"type": "string", "enum": listed[0]["enum"], "x-open": True})
        if "x-enum-varnames" in listed[0]:
            schema["x-enum-varnames"] = listed[0]["x-enum-varnames"]


def move_beside_reference(schema: Json, _: Path) -> None:
    """Rewrite a ``$ref`` with siblings as an ``allOf`` with siblings, where the parser keeps them."""
    if "$ref" in schema and len(schema) > 1:
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]


def name_enum_members(doc: Json) -> None:
    """Name the members of enums by their values, or by the names in the document, in its order."""
    for schema in doc["components"]["schemas"].values():
        values = schema.get("enum")
        if isinstance(values, list) and schema.get("type") != "number":
            schema["x-enum-varnames"] = enum_members(schema.get("x-enum-varnames", values))
