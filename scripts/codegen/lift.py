"""Inline objects and enums become named components: the parser names them badly, or by position."""

from __future__ import annotations

from typing import Any

from scripts.codegen.names import class_name
from scripts.codegen.schemas import Json, children, operations

_UNNAMED = {"application/json": "", "multipart/form-data": "Multipart"}


def lift(doc: Json) -> None:
    """Move every inline object and enum of a document into ``components.schemas``, named by where it stood."""
    schemas: Json = doc.setdefault("components", {}).setdefault("schemas", {})
    lifter = _Lifter(schemas)
    for name in list(schemas):
        lifter.inside(schemas[name], name)
    for _, _, _, operation in operations(doc):
        base = class_name(operation["operationId"])
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = lifter.whole(parameter["schema"], base + class_name(parameter["name"]))
        content = operation.get("requestBody", {}).get("content", {})
        for media, entry in content.items():
            kind = _UNNAMED.get(media, class_name(media)) if len(content) > 1 else ""
            entry["schema"] = lifter.whole(entry.get("schema", {}), f"{base}{kind}Body")
        for code, answer in operation.get("responses", {}).items():
            for entry in answer.get("content", {}).values():
                suffix = "Response" if str(code).startswith("2") else f"Response{class_name(str(code), '')}"
                entry["schema"] = lifter.whole(entry.get("schema", {}), f"{base}{suffix}")


class _Lifter:
    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas

    def whole(self, schema: Json, name: str) -> Json:
        """Return a schema, or the reference that stands for it now."""
        self.inside(schema, name)
        return self._named(schema, name) if _wants_name(schema) else schema

    def inside(self, schema: Json, name: str) -> None:
        """Lift what is inside a schema; the schema itself stays where it is."""
        for place, sub in list(children(schema)):
            label = name + (class_name(str(place[1])) if place[0] == "properties" else _suffix(place[0]))
            self.inside(sub, label)
            if _wants_name(sub) and place[0] != "allOf":
                _put(schema, place, self._named(sub, label))

    def _named(self, schema: Json, name: str) -> Json:
        free = name
        count = 2
        while free in self._schemas and self._schemas[free] != schema:
            free = f"{name}{count}"
            count += 1
        self._schemas[free] = schema
        reference = {"$ref": f"#/components/schemas/{free}"}
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
    values = schema.get("enum")
    return isinstance(values, list) and len(values) > 1 and schema.get("type") in (None, "string", "integer")


def _put(schema: Json, place: tuple[str | int, ...], value: Any) -> None:
    target: Any = schema
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
