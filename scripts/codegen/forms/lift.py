"""Inline objects and enums become named components: the parser names them badly, or by position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.codegen.forms.definitions import pointer_to
from scripts.codegen.views.names import class_name, free, module_name
from scripts.oas.bounds import MAX_SCHEMAS
from scripts.oas.operations import METHODS, path_operations
from scripts.oas.problems import Unsupported
from scripts.oas.schemas import Json, Path, children, each

_UNNAMED = {"application/json": "", "multipart/form-data": "Multipart"}
NULL = {"type": "null"}


def lift_events(doc: Json) -> None:
    """Make the bodies of webhooks and callbacks components, and drop the rest: nobody calls them from here."""
    schemas: Json = doc.setdefault("components", {}).setdefault("schemas", {})
    taken = {class_name(key) for key in schemas}
    for name, holder in _event_bodies(doc):
        for entry in holder.get("content", {}).values():
            schema = entry.get("schema")
            if isinstance(schema, dict) and "$ref" not in schema:
                key = free(class_name(name), taken, "")
                taken.add(key)
                schemas[key] = schema
    doc.pop("webhooks", None)
    for operation in path_operations(doc):
        operation.node.pop("callbacks", None)


def _event_bodies(doc: Json) -> Iterator[tuple[str, Json]]:
    """Yield a name for each body that a webhook or a callback brings, or is answered with."""
    components = doc.get("components", {})
    items = list(doc.get("webhooks", {}).items())
    shared = components.get("callbacks", {})
    for operation in path_operations(doc):
        own = operation.operation_id or f"{operation.method} {operation.path}"
        items += [
            (f"{own} {name}", item)
            for name, callback in operation.node.get("callbacks", {}).items()
            for item in callback.values()
        ]
    items += [(name, item) for name, callback in shared.items() for item in callback.values()]
    for name, item in items:
        for method, node in item.items() if isinstance(item, dict) else ():
            if method in METHODS:
                yield f"{name} body", node.get("requestBody", {})
                for code, answer in node.get("responses", {}).items():
                    yield f"{name} response {code}", answer


def name_nullable(doc: Json) -> dict[str, str]:
    """Keep the name of a component that may be null for the class in it; the union with null gets one of its own.

    Returns:
        The name of the union for each such class.
    """
    schemas: Json = doc["components"]["schemas"]
    moved: dict[str, str] = {}
    for name in list(schemas):
        members = schemas[name].get("anyOf", [])
        if len(members) == 2 and members[1] == NULL and _wants_name(members[0]):
            new = free(class_name(f"{name}OrNull"), schemas, "")
            rest = {key: value for key, value in schemas[name].items() if key != "anyOf"}
            schemas[name] = {**rest, **members[0]}
            schemas[new] = {"anyOf": [{"$ref": pointer_to(name)}, NULL]}
            moved[pointer_to(name)] = pointer_to(new)

    def follow(schema: Json, at: Path) -> None:
        if at[1:] not in kept and schema.get("$ref") in moved:
            schema["$ref"] = moved[schema["$ref"]]

    kept = {("schemas", new.rpartition("/")[2], "anyOf", 0) for new in moved.values()}
    if moved:
        each(doc, follow)
    return {old.rpartition("/")[2]: new.rpartition("/")[2] for old, new in moved.items()}


def lift(doc: Json) -> None:
    """Move every inline object and enum of a document into ``components.schemas``, named by where it stood."""
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
            kind = _UNNAMED.get(media, class_name(media)) if len(content) > 1 else ""
            entry["schema"] = lifter.whole(entry.get("schema", {}), f"{base}{kind}Body")
        for code, answer in operation.responses.items():
            for entry in answer.get("content", {}).values():
                suffix = "Response" if str(code).startswith("2") else f"Response{class_name(str(code), '')}"
                entry["schema"] = lifter.whole(entry.get("schema", {}), f"{base}{suffix}")


class _Lifter:
    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self._modules = {module_name(name): name for name in schemas}

    def whole(self, schema: Json, name: str) -> Json:
        """Return a schema, or the reference that stands for it now."""
        if not isinstance(schema, dict):
            return {}
        self.inside(schema, name)
        return self._named(schema, name) if _wants_name(schema) else schema

    def inside(self, schema: Json, name: str) -> None:
        """Lift what is inside a schema; the schema itself stays where it is."""
        for place, sub in list(children(schema)):
            label = name + (class_name(str(place[1])) if place[0] == "properties" else _suffix(place[0]))
            label += sub.pop("x-suffix", "")
            self.inside(sub, label)
            if _wants_name(sub) and place[0] != "allOf":
                _put(schema, place, self._named(sub, label))

    def _named(self, schema: Json, name: str) -> Json:
        """Make a schema a component; one that stands there already under this name is used again."""
        wanted = class_name(name)
        found = wanted
        count = 2
        while (other := self._modules.get(module_name(found))) is not None:
            if other == found and self._schemas[found] == schema:
                break
            found = class_name(f"{wanted}{count}")
            count += 1
        self._schemas[found] = schema
        self._modules[module_name(found)] = found
        if len(self._schemas) > MAX_SCHEMAS:
            raise Unsupported("/components", f"more than {MAX_SCHEMAS} schemas", "select a part of the document")
        reference = {"$ref": pointer_to(found)}
        if "description" in schema:
            reference["description"] = schema["description"]
        return reference


def _suffix(key: str | int) -> str:
    return {"items": "Item", "additionalProperties": "Value"}.get(str(key), "")


def _wants_name(schema: Json) -> bool:
    if "$ref" in schema:
        return False
    if schema.get("properties"):
        return True
    return isinstance(schema.get("enum"), list) and schema.get("type") in ("string", "integer")


def _put(schema: Json, place: tuple[str | int, ...], value: Any) -> None:
    target: Any = schema
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
