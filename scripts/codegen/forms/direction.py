"""Bind ``required`` to a direction: a ``readOnly`` key to responses only, a ``writeOnly`` key to requests only.

https://spec.openapis.org/oas/v3.0.3.html#schema-object
"""

from __future__ import annotations

from typing import Any

from scripts.codegen.forms.model_imports import reachable
from scripts.oas.bounds import MAX_CHAIN
from scripts.oas.operations import path_operations
from scripts.oas.references import follow_if_possible
from scripts.oas.schemas import Json

_RESPONSE_KEYS = "x-response-keys"
"""Lists, in a schema with such keys, those that a response must have."""


def bind_required(doc: Json) -> None:
    """Keep as required the keys that a request must have, in each model that is sent, or else that a response must."""
    schemas: Json = doc["components"]["schemas"]
    operations = list(path_operations(doc))
    sent = reachable([part for item in operations for part in (item.request_body, item.node["parameters"])], schemas)
    for name, schema in schemas.items():
        required = schema.get("required", ())
        read_only, write_only = (
            {key for key in required if _is_marked(doc, schema.get("properties", {}).get(key), mark)}
            for mark in ("readOnly", "writeOnly")
        )
        if read_only or write_only:
            schema[_RESPONSE_KEYS] = [key for key in required if key not in write_only]
            not_bound = write_only
            if name in sent:
                not_bound = read_only
            schema["required"] = [key for key in required if key not in not_bound]


def has_required(doc: Json, part: Any, depth: int = 0) -> bool:
    """Whether a request must have a key, by the schema or a member of its ``allOf``; keys of responses do not count."""
    _, schema = follow_if_possible(doc, part)
    if not isinstance(schema, dict) or depth > MAX_CHAIN:
        return False
    properties: Json = schema.get("properties", {})
    if any(not _is_marked(doc, properties.get(key), "readOnly") for key in schema.get("required", ())):
        return True
    return any(has_required(doc, member, depth + 1) for member in schema.get("allOf", ()))


def response_keys(schema: Json) -> list[str]:
    """Return the keys that a response must have."""
    if _RESPONSE_KEYS in schema:
        return list(schema[_RESPONSE_KEYS])
    return list(schema.get("required", ()))


def _is_marked(doc: Json, schema: Any, mark: str) -> bool:
    """Whether a property has a flag, beside or behind a reference."""
    _, node = follow_if_possible(doc, schema)
    marked = [item for item in (schema, node) if isinstance(item, dict)]
    marked += [follow_if_possible(doc, member)[1] or {} for item in marked for member in item.get("allOf", ())]
    return any(item.get(mark) is True for item in marked)
