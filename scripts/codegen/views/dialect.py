"""Write the source of a ``dialect.py`` from the facts of a ``provider.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve, fields, has

from scripts.codegen.escape import literal
from scripts.codegen.names import slug
from scripts.codegen.views.context import Context
from scripts.oas.operations import path_operations
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name
from scripts.oas.schemas import Json
from scripts.oas.servers import base_path
from scripts.spec.provider import ProviderFacts
from videojobs import dialect
from videojobs.dialect import (
    Auth,
    Content,
    Create,
    CreateFields,
    EncodingRejection,
    ErrorFields,
    Fields,
    Ids,
    IdSpelling,
    Quirks,
    Reference,
    Role,
    Server,
)

ROOT = "videojobs_api"


def package_name(provider: str) -> str:
    """Return the Python package of a provider: its folder's name, as an identifier."""
    return slug(provider, "provider")


def call(name: str, arguments: Mapping[str, Any]) -> str:
    """Return the source of a call with keyword arguments; those that are None or empty are left out."""
    return _call(name, {key: value for key, value in arguments.items() if value not in (None, (), {}, "")})


def _call(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={_source(value)}' for key, value in arguments.items())})"


class Source(str):
    """Text that is Python source already."""


def _source(value: Any) -> str:
    if isinstance(value, Source):
        return str(value)
    if isinstance(value, tuple) and any(has(type(item)) for item in value):
        return f"({''.join(f'{_changed(item, _DEFAULTS[type(item)])}, ' for item in value)})"
    if has(type(value)):
        return str(_changed(value, _DEFAULTS[type(value)]))
    return literal(value)


# The records inside records; a required attribute has a value here that no provider has.
_DEFAULTS: Mapping[type, Any] = {
    Reference: Reference(field="", forms=()),
    EncodingRejection: EncodingRejection(status=0),
    CreateFields: CreateFields(),
    IdSpelling: IdSpelling(prefix="", text=""),
}


def dialect_source(facts: ProviderFacts, context: Context) -> str:
    """Return the source of the `Dialect` of a provider.

    Args:
        facts: The contents of its ``provider.yaml``.
        context: Its normalised document.

    Raises:
        Unsupported: A role names an operation that the document does not have.
    """
    by_id = _by_id(context)
    roles = {}
    for role, operation_id in facts.operations.items():
        if operation_id not in by_id:
            raise Unsupported(
                f"/operations/{role}", f"no operation has the id {operation_id!r}", "name one that exists"
            )
        roles[role] = _operation(facts, role, *by_id[operation_id])
    listed = ", ".join(f"{literal(role)}: {source}" for role, source in roles.items())
    arguments = {
        "name": facts.name,
        "title": facts.title,
        "base_url": Source(literal(facts.base_url)),
        "base_path": base_path([path for path, _, _ in by_id.values()]),
        "auth": Source(f"({''.join(_auth(item) + ', ' for item in facts.auth)})"),
        "operations": Source(f"{{{listed}}}"),
        "create": _changed(listed_create(facts, context), Create()),
        "fields": _changed(facts.fields, Fields()),
        "errors": _changed(facts.errors, ErrorFields()),
        "content": _content(facts, context, by_id),
        "ids": _changed(facts.ids, Ids()),
        "statuses": dict(facts.statuses),
        "quirks": _changed(facts.quirks, Quirks()),
        "server": _changed(facts.server, Server()),
    }
    return call("Dialect", arguments)


def used_names(source: str) -> str:
    """Return the names that the source of a dialect has to import, comma separated."""
    classes = [name for name, value in vars(dialect).items() if isinstance(value, type) and has(value)]
    return ", ".join(name for name in sorted(classes) if re.search(rf"\b{name}\(", source))


def _changed(record: Any, defaults: Any) -> Source | None:
    """Return the source of a record with the values that differ from the defaults; None if none does."""
    values = {item.name: getattr(record, item.name) for item in fields(type(record))}
    changed = {name: value for name, value in values.items() if value != getattr(defaults, name)}
    if not changed:
        return None
    return Source(_call(type(defaults).__name__, changed))


def _auth(item: Auth) -> str:
    arguments = {"scheme": item.scheme, "header": item.header, "env": tuple(item.env)}
    if item.scheme != "header":
        del arguments["header"]
    return call("Auth", arguments)


def _operation(facts: ProviderFacts, role: Role, path: str, method: str, operation: Json) -> str:
    module = f"{ROOT}.{package_name(facts.name)}.api.{operation['tags'][0]}.{operation['operationId']}"
    names = operation["x-arguments"]
    in_path = [name for (place, _), name in names.items() if place == "path"]
    return call(
        "RoleOperation",
        {
            "module": module,
            "operation_id": operation["x-operation-id"],
            "method": method.upper(),
            "path": path,
            "id_parameter": next(iter(in_path), names.get(("query", facts.ids.parameter))),
            "query": tuple(name for (place, _), name in names.items() if place == "query"),
            "headers": dict(facts.headers.get(role, {})),
        },
    )


def _by_id(context: Context) -> dict[str, tuple[str, str, Json]]:
    """Return operationId -> path, method and operation."""
    return {
        item.node["x-operation-id"]: (item.path, item.method, item.node) for item in path_operations(context.document)
    }


def listed_create(facts: ProviderFacts, context: Context) -> Create:
    """Return the facts of provider.yaml about a create, with the values that the document lists."""
    _, _, operation = _by_id(context)[facts.operations["create"]]
    names = facts.create.fields
    return evolve(
        facts.create,
        model_values=_listed(operation, names.model, context, open_too=True),
        seconds_values=_listed(operation, names.seconds, context),
        size_values=_listed(operation, names.size, context),
        aspect_ratio_values=_listed(operation, names.aspect_ratio, context),
        resolution_values=_listed(operation, names.resolution, context),
    )


def _content(facts: ProviderFacts, context: Context, by_id: Mapping[str, tuple[str, str, Json]]) -> Source | None:
    """Return the source of `Content`: the facts of provider.yaml, and the variants that the document lists."""
    content = facts.content
    if content.variants is None and "content" in facts.operations:
        operation = by_id[facts.operations["content"]][2]
        values = [_enum(item["schema"], context) for item in operation["parameters"] if item["name"] == "variant"]
        if values and values[0]:
            content = evolve(content, variants=tuple(value for value in values[0] if value != "video"))
    return _changed(content, Content())


def _listed(operation: Json, name: str, context: Context, *, open_too: bool = False) -> tuple[str, ...]:
    """Return the values that the document lists for a property of the body, as text.

    Args:
        operation: The operation.
        name: The property.
        context: The document.
        open_too: Whether a list counts beside which the document allows any other text.
    """
    for entry in operation.get("requestBody", {}).get("content", {}).values():
        node = _resolved(entry.get("schema", {}), context)
        values = _enum(node.get("properties", {}).get(name, {}), context, open_too=open_too)
        if values:
            return values
    return ()


def _enum(schema: Json, context: Context, *, open_too: bool = False) -> tuple[str, ...]:
    """Return the values that a schema of a request lists, as text."""
    node = _resolved(schema, context)
    if isinstance(node.get("enum"), list) and (open_too or not node.get("x-open")):
        return tuple(str(value) for value in node["enum"])
    return ()


def _resolved(schema: Json, context: Context) -> Json:
    while True:
        members = schema.get("allOf", [])
        if "$ref" in schema:
            schema = context.schema(component_name(schema["$ref"]))
        elif len(members) == 1:
            schema = members[0]
        else:
            return schema
