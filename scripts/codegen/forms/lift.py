"""Move inline objects and enums to named components.

openapi-python-client would name their classes by title or position: a new property could rename classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.codegen.forms.definitions import pointer_to
from scripts.codegen.forms.merge import NULL
from scripts.codegen.names import class_name, module_name, unused_name
from scripts.oas.bounds import MAX_SCHEMAS
from scripts.oas.operations import METHODS, path_operations
from scripts.oas.pointers import resolve_keys
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name
from scripts.oas.schemas import Json, Path, children, each

_UNNAMED = {"application/json": "", "multipart/form-data": "Multipart"}
_SUFFIXES = {"items": "Item", "additionalProperties": "Value"}


def lift_events(doc: Json) -> None:
    """Make the bodies of webhooks and callbacks components, and drop the rest: a client does not call them."""
    schemas: Json = doc.setdefault("components", {}).setdefault("schemas", {})
    names = {class_name(key) for key in schemas}
    for name, holder in _event_bodies(doc):
        for entry in holder.get("content", {}).values():
            schema = entry.get("schema")
            if isinstance(schema, dict) and "$ref" not in schema:
                key = unused_name(class_name(name), names, "")
                names.add(key)
                schemas[key] = schema
    doc.pop("webhooks", None)
    for operation in path_operations(doc):
        operation.node.pop("callbacks", None)


def _event_bodies(doc: Json) -> Iterator[tuple[str, Json]]:
    """Yield name and body of each request and response of a webhook or a callback."""
    components = doc.get("components", {})
    items = list(doc.get("webhooks", {}).items())
    shared = components.get("callbacks", {})
    for operation in path_operations(doc):
        owner = operation.operation_id or f"{operation.method} {operation.path}"
        items += [
            (f"{owner} {name}", item)
            for name, callback in operation.node.get("callbacks", {}).items()
            for item in callback.values()
        ]
    items += [(name, item) for name, callback in shared.items() for item in callback.values()]
    for name, item in items:
        if not isinstance(item, dict):  # the value of an extension of a callback
            continue
        for method, node in item.items():
            if method in METHODS:
                yield f"{name} body", node.get("requestBody", {})
                for code, response in node.get("responses", {}).items():
                    yield f"{name} response {code}", response


def name_nullable(doc: Json) -> dict[str, str]:
    """Keep the name of a nullable component for its class; the union with null gets a name of its own.

    Returns:
        The name of the union for each such class.
    """
    schemas: Json = doc["components"]["schemas"]
    renamed: dict[str, str] = {}
    for name in list(schemas):
        members = schemas[name].get("anyOf", [])
        if len(members) == 2 and members[1] == NULL and _needs_name(members[0]):
            new = unused_name(class_name(f"{name}OrNull"), schemas, "")
            rest = {key: value for key, value in schemas[name].items() if key != "anyOf"}
            schemas[name] = {**rest, **members[0]}
            schemas[new] = {"anyOf": [{"$ref": pointer_to(name)}, NULL]}
            renamed[pointer_to(name)] = pointer_to(new)

    def follow(schema: Json, at: Path) -> None:
        if at[1:] not in kept and schema.get("$ref") in renamed:
            schema["$ref"] = renamed[schema["$ref"]]

    kept = {("schemas", component_name(new), "anyOf", 0) for new in renamed.values()}
    if renamed:
        each(doc, follow)
    return {component_name(old): component_name(new) for old, new in renamed.items()}


def lift(doc: Json) -> None:
    """Move every inline object and enum of a document to ``components.schemas``, named after its place."""
    schemas: Json = doc["components"]["schemas"]
    lifter = _Lifter(schemas)
    for name in list(schemas):
        lifter.inside(schemas[name], name)
    for operation in path_operations(doc):
        base = class_name(str(operation.operation_id))
        for parameter in operation.node.get("parameters", ()):
            parameter["schema"] = lifter.whole(parameter["schema"], base + class_name(parameter["name"]))
        content = operation.request_body.get("content", {})
        for media, entry in content.items():
            kind = ""
            if len(content) > 1:
                kind = _UNNAMED.get(media, class_name(media))
            entry["schema"] = lifter.whole(entry.get("schema", {}), f"{base}{kind}Body")
        for code, response in operation.responses.items():
            suffix = "Response"
            if not str(code).startswith("2"):
                suffix += class_name(str(code), "")
            for entry in response.get("content", {}).values():
                entry["schema"] = lifter.whole(entry.get("schema", {}), f"{base}{suffix}")


class _Lifter:
    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self._modules = {module_name(name): name for name in schemas}

    def whole(self, schema: Json, name: str) -> Json:
        """Return a schema, or the reference that replaces it."""
        if not isinstance(schema, dict):
            return {}
        self.inside(schema, name)
        if not _needs_name(schema):
            return schema
        return self._named(schema, name)

    def inside(self, schema: Json, name: str) -> None:
        """Lift what is inside a schema; the schema itself stays in its place."""
        for place, sub in list(children(schema)):
            label = name + _SUFFIXES.get(str(place[0]), "")
            if place[0] == "properties":
                label += class_name(str(place[1]))
            label += sub.pop("x-suffix", "")
            self.inside(sub, label)
            if _needs_name(sub) and place[0] != "allOf":
                holder: Any = resolve_keys(schema, place[:-1])
                holder[place[-1]] = self._named(sub, label)

    def _named(self, schema: Json, name: str) -> Json:
        """Make a schema a component, unless an equal one has this name already; return the reference."""
        base = key = class_name(name)
        number = 2
        while (other := self._modules.get(module_name(key))) is not None:
            if other == key and self._schemas[key] == schema:
                break
            key = class_name(f"{base}{number}")
            number += 1
        self._schemas[key] = schema
        self._modules[module_name(key)] = key
        if len(self._schemas) > MAX_SCHEMAS:
            raise Unsupported("/components", f"more than {MAX_SCHEMAS} schemas", "select a part of the document")
        reference = {"$ref": pointer_to(key)}
        for key in ("description", "default"):
            if key in schema:
                reference[key] = schema[key]
        return reference


def _needs_name(schema: Json) -> bool:
    if "$ref" in schema:
        return False
    if schema.get("properties"):
        return True
    return isinstance(schema.get("enum"), list) and schema.get("type") in ("string", "integer")
