"""Changes of a document whose effect on callers is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from attrs import frozen

from tests.drift.mutants.sites import READ, SENT, Doc, Site, operations, parameters, resolved, sites

Edit = Callable[[], object]
Found = Iterator[tuple[bool, Edit]]
"""Whether callers break, and the function that makes the change in place."""

_SCALARS = ("string", "integer", "number", "boolean")
_MAXIMA = ("maxLength", "maximum", "maxItems", "minLength", "minimum", "minItems", "pattern")


@frozen
class Change:
    """A kind of change: its name for the table, and the places of a document where it can be made."""

    name: str
    find: Callable[[Doc], Found]


def _alone(document: Doc, *types: str) -> Iterator[Site]:
    for site in sites(document):
        if site.is_alone and site.schema.get("type") in types and not site.schema.get("readOnly"):
            yield site


def _objects(document: Doc) -> Iterator[Site]:
    for site in _alone(document, "object"):
        if site.schema.get("properties"):
            yield site


def _texts(document: Doc) -> Iterator[Site]:
    for site in _alone(document, "string"):
        if not {"enum", "const", "format", "pattern", "maxLength", "contentMediaType"} & site.schema.keys():
            yield site


def _enums(document: Doc) -> Iterator[Site]:
    for site in _alone(document, "string"):
        if len(site.schema.get("enum", ())) > 2 and all(isinstance(value, str) for value in site.schema["enum"]):
            yield site


def _hidden(document: Doc, schema: Any) -> bool:
    node = resolved(document, schema)
    return isinstance(node, dict) and bool(node.get("readOnly") or node.get("writeOnly"))


def _property_removed(document: Doc) -> Found:
    for site in _objects(document):
        for name in list(site.schema["properties"]):
            if len(site.schema["properties"]) > 1 and not _hidden(document, site.schema["properties"][name]):
                yield True, lambda site=site, name=name: _remove_property(site.schema, name)


def _remove_property(schema: Doc, name: str) -> None:
    del schema["properties"][name]
    if name in schema.get("required", ()):
        schema["required"] = [item for item in schema["required"] if item != name]


def _property_renamed(document: Doc) -> Found:
    def rename(schema: Doc, name: str) -> None:
        schema["properties"][f"{name}_renamed"] = schema["properties"][name]
        _remove_property(schema, name)

    for site in _objects(document):
        for name in list(site.schema["properties"]):
            if not _hidden(document, site.schema["properties"][name]):
                yield True, lambda site=site, name=name: rename(site.schema, name)


def _property_added(*, required: bool) -> Callable[[Doc], Found]:
    def add(schema: Doc) -> None:
        schema["properties"]["fresh_value"] = {"type": "string"}
        if required:
            schema["required"] = [*schema.get("required", ()), "fresh_value"]

    def find(document: Doc) -> Found:
        for site in _objects(document):
            yield required and SENT in site.directions, lambda site=site: add(site.schema)

    return find


def _required(document: Doc) -> Found:
    for site in _objects(document):
        for name, schema in site.schema["properties"].items():
            if name not in site.schema.get("required", ()) and not _hidden(document, schema):
                names = [*site.schema.get("required", ()), name]
                yield SENT in site.directions, lambda site=site, names=names: site.schema.update(required=names)


def _optional(document: Doc) -> Found:
    for site in _objects(document):
        for name in site.schema.get("required", ()):
            names = [other for other in site.schema["required"] if other != name]
            schema = resolved(document, site.schema["properties"].get(name))
            # A constant is the default of its attribute, whether it is required or not.
            if isinstance(schema, dict) and not _hidden(document, schema) and len(schema.get("enum", "ab")) > 1:
                breaks = READ in site.directions and "const" not in schema
                if "const" not in schema:
                    yield breaks, lambda site=site, names=names: site.schema.update(required=names)


def _type_changed(document: Doc) -> Found:
    for site in _alone(document, *_SCALARS):
        if not {"enum", "const", "default"} & site.schema.keys():
            other = {"string": "integer"}.get(site.schema["type"], "string")
            yield True, lambda site=site, other=other: _set_type(site.schema, other)


def _set_type(schema: Doc, name: str) -> None:
    for key in ("format", "pattern", "maxLength", "minLength", "maximum", "minimum", "examples", "example"):
        schema.pop(key, None)
    schema["type"] = name


def _value_removed(document: Doc) -> Found:
    for site in _enums(document):
        for value in site.schema["enum"]:
            if value != site.schema.get("default"):
                values = [other for other in site.schema["enum"] if other != value]
                yield True, lambda site=site, values=values: site.schema.update(enum=values)


def _value_added(document: Doc) -> Found:
    for site in _enums(document):
        values = [*site.schema["enum"], "fresh"]
        yield False, lambda site=site, values=values: site.schema.update(enum=values)


def _enum_opened(document: Doc) -> Found:
    for site in _enums(document):
        if "default" not in site.schema:
            yield READ in site.directions, lambda site=site: site.schema.pop("enum")


def _enum_closed(document: Doc) -> Found:
    for site in _texts(document):
        if "default" not in site.schema and site.directions == {SENT}:
            yield True, lambda site=site: site.schema.update(enum=["one", "two"])


def _limited(key: str, value: Any, *types: str) -> Callable[[Doc], Found]:
    def find(document: Doc) -> Found:
        for site in _alone(document, *types):
            if not {"enum", "const", "default", "format", key, *_MAXIMA} & site.schema.keys():
                yield SENT in site.directions, lambda site=site: site.schema.update({key: value})

    return find


def _unlimited(document: Doc) -> Found:
    for site in _alone(document, *_SCALARS, "array"):
        for key in _MAXIMA:
            if key in site.schema:
                yield False, lambda site=site, key=key: site.schema.pop(key)


def _null_allowed(document: Doc) -> Found:
    is_3_0 = document["openapi"].startswith("3.0")
    for site in _alone(document, *_SCALARS):
        if site.is_nullable or site.schema.get("nullable") or {"enum", "const"} & site.schema.keys():
            continue
        if is_3_0:
            yield READ in site.directions, lambda site=site: site.schema.update(nullable=True)
        else:
            types = [site.schema["type"], "null"]
            yield READ in site.directions, lambda site=site, types=types: site.schema.update(type=types)


def _null_refused(document: Doc) -> Found:
    for site in [site for site in sites(document) if not site.is_nullable]:
        kinds = site.schema.get("type")
        if site.is_alone and site.schema.get("nullable") is True and "type" in site.schema:
            yield SENT in site.directions, lambda site=site: site.schema.pop("nullable")
        if (
            site.is_alone
            and isinstance(kinds, list)
            and len(kinds) == 2
            and "null" in kinds
            and "enum" not in site.schema
        ):
            rest = next(kind for kind in kinds if kind != "null")
            yield SENT in site.directions, lambda site=site, rest=rest: site.schema.update(type=rest)


def _keys_refused(document: Doc) -> Found:
    for site in _objects(document):
        if "additionalProperties" not in site.schema and site.directions == {READ}:
            yield False, lambda site=site: site.schema.update(additionalProperties=False)


def _date(document: Doc) -> Found:
    for site in _texts(document):
        if "default" not in site.schema:
            yield True, lambda site=site: site.schema.update(format="date-time")


def _operation_removed(document: Doc) -> Found:
    for path, method, _ in operations(document):
        yield True, lambda path=path, method=method: document["paths"][path].pop(method)


def _operation_added(document: Doc) -> Found:
    node = {"operationId": "freshOperation", "responses": {"200": {"description": "fine"}}}
    yield False, lambda: document["paths"].update({"/fresh/place": {"get": node}})


def _id_changed(document: Doc) -> Found:
    for _, _, operation in operations(document):
        if "operationId" in operation:
            yield True, lambda operation=operation: operation.update(operationId="freshOperation")


def _tag_changed(document: Doc) -> Found:
    for _, _, operation in operations(document):
        if operation.get("tags"):
            yield True, lambda operation=operation: operation.update(tags=["fresh"])


def _path_changed(document: Doc) -> Found:
    for path in list(document["paths"]):
        yield True, lambda path=path: document["paths"].update({f"/fresh{path}": document["paths"].pop(path)})


def _parameter_removed(document: Doc) -> Found:
    for _, _, operation in operations(document):
        for node in operation.get("parameters", ()):
            if resolved(document, node).get("in") in ("query", "header"):
                rest = [other for other in operation["parameters"] if other is not node]
                yield True, lambda operation=operation, rest=rest: operation.update(parameters=rest)


def _parameter_added(*, required: bool) -> Callable[[Doc], Found]:
    node = {"name": "fresh", "in": "query", "required": required, "schema": {"type": "string"}}

    def find(document: Doc) -> Found:
        for _, _, operation in operations(document):
            rest = [*operation.get("parameters", ()), node]
            yield required, lambda operation=operation, rest=rest: operation.update(parameters=rest)

    return find


def _parameter_required(document: Doc) -> Found:
    for parameter, _ in parameters(document):
        if not parameter.get("required"):
            yield True, lambda parameter=parameter: parameter.update(required=True)


def _body_required(document: Doc) -> Found:
    for _, _, operation in operations(document):
        body = resolved(document, operation.get("requestBody"))
        if isinstance(body, dict) and not body.get("required"):
            yield True, lambda body=body: body.update(required=True)


def _body_removed(document: Doc) -> Found:
    for _, _, operation in operations(document):
        if "requestBody" in operation:
            yield True, lambda operation=operation: operation.pop("requestBody")


def _content_removed(document: Doc) -> Found:
    for _, _, operation in operations(document):
        for status, node in operation.get("responses", {}).items():
            response = resolved(document, node)
            if status.startswith("2") and any("json" in name for name in response.get("content", ())):
                yield True, lambda response=response: response.pop("content")


def _component_renamed(document: Doc) -> Found:
    schemas = document.get("components", {}).get("schemas", {})
    used = {id(site.schema) for site in sites(document)}
    for name, schema in schemas.items():
        if id(schema) in used and (schema.get("properties") or len(schema.get("enum", ())) > 1):
            yield True, lambda name=name: _rename(document, name)


def _rename(document: Doc, name: str) -> None:
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {(f"{key}Fresh" if key == name else key): item for key, item in schemas.items()}
    old = f"#/components/schemas/{name}"
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if value == old:
                    node[key] = f"{old}Fresh"
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


CHANGES = (
    Change("property removed", _property_removed),
    Change("property renamed", _property_renamed),
    Change("required property added", _property_added(required=True)),
    Change("optional property added", _property_added(required=False)),
    Change("property required", _required),
    Change("property optional", _optional),
    Change("type changed", _type_changed),
    Change("enum value removed", _value_removed),
    Change("enum value added", _value_added),
    Change("enum opened", _enum_opened),
    Change("text becomes an enum", _enum_closed),
    Change("maxLength added", _limited("maxLength", 1, "string")),
    Change("pattern added", _limited("pattern", "^fresh$", "string")),
    Change("maximum added", _limited("maximum", -5, "integer", "number")),
    Change("maxItems added", _limited("maxItems", 0, "array")),
    Change("limit removed", _unlimited),
    Change("null allowed", _null_allowed),
    Change("null refused", _null_refused),
    Change("further keys refused", _keys_refused),
    Change("text becomes a date", _date),
    Change("operation removed", _operation_removed),
    Change("operation added", _operation_added),
    Change("operationId changed", _id_changed),
    Change("tag changed", _tag_changed),
    Change("path changed", _path_changed),
    Change("parameter removed", _parameter_removed),
    Change("required parameter added", _parameter_added(required=True)),
    Change("optional parameter added", _parameter_added(required=False)),
    Change("parameter required", _parameter_required),
    Change("body required", _body_required),
    Change("body removed", _body_removed),
    Change("content of a response removed", _content_removed),
    Change("component renamed", _component_renamed),
)


def make_change(change: Change, document: Doc, random: Random) -> bool | None:
    """Make a change at a random place; return whether callers break, or None if it fits nowhere."""
    places = list(change.find(document))
    if not places:
        return None
    breaks, edit = random.choice(places)
    edit()
    return breaks
