"""From a published document to one that the parser handles without loss: a plain function, document in, document out.

The parser is never patched; what it gets wrong is made right here, before it looks. Each step is one function below
and says what it is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from scripts.codegen.lift import lift
from scripts.codegen.merge import merge_all
from scripts.codegen.names import class_name, enum_member, slug
from scripts.codegen.schemas import Json, Path, each, operations, where
from scripts.codegen.unsupported import Unsupported

BINARY = "application/octet-stream"
_KNOWN = frozenset({"application/json", "application/x-www-form-urlencoded", "multipart/form-data", BINARY})
_SEGMENT = re.compile(r"\{[A-Za-z_][\w-]*\}|[\w.~:@!$&()*+,;=%-]+", re.ASCII)


def normalise(document: Json) -> Json:
    """Return a document of the same meaning in the one form that the templates are written for.

    Raises:
        Unsupported: A part cannot be generated without loss.
    """
    doc: Json = deepcopy(document)
    for step in (_paths, _parameters, _bodies, _answers, _operation_ids, _tags, _security, _component_names):
        step(doc)
    each(doc, _modern)
    each(doc, _constant_or_open)
    merge_all(doc)
    lift(doc)
    each(doc, _reference)
    _enum_members(doc)
    doc["openapi"] = "3.1.0"
    return doc


def resolve(doc: Json, node: Json, at: Path) -> Json:
    """Return what a local reference leads to, or the node itself."""
    seen: set[str] = set()
    while "$ref" in node:
        ref = str(node["$ref"])
        target: Any = doc if ref.startswith("#/") and ref not in seen else None
        for token in ref[2:].split("/"):
            target = target.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
        if not isinstance(target, dict):
            raise Unsupported(where(at), f"reference {ref!r} leads nowhere", "point it to a component of this document")
        seen.add(ref)
        node = target
    return node


def _paths(doc: Json) -> None:
    """Refuse path keys that would send the credential elsewhere or that a formatter would trip over."""
    for path, item in doc.get("paths", {}).items():
        at = ("paths", path)
        first, *segments = path.split("/")
        trailing = segments and segments[-1] == ""
        checked = segments[:-1] if trailing else segments
        if first or not segments or not all(_SEGMENT.fullmatch(part) and part not in (".", "..") for part in checked):
            raise Unsupported(where(at), "is not a path of this server", "write /segment/{parameter}, nothing else")
        if "$ref" in item:
            raise Unsupported(where(at), "is a reference", "write the path item out")


def _parameters(doc: Json) -> None:
    """Copy path-level parameters down, write references out, and put each description where the parser reads it."""
    for at, path, _, operation in operations(doc):
        shared = doc["paths"][path].get("parameters", [])
        own = [deepcopy(resolve(doc, item, at)) for item in operation.get("parameters", [])]
        taken = {(item.get("name"), item.get("in")) for item in own}
        inherited = [deepcopy(resolve(doc, item, at)) for item in shared]
        operation["parameters"] = own + [item for item in inherited if (item.get("name"), item.get("in")) not in taken]
        for index, parameter in enumerate(operation["parameters"]):
            _parameter(parameter, (*at, "parameters", index))
        _declared(path, operation, at)
    for item in doc.get("paths", {}).values():
        item.pop("parameters", None)


def _parameter(parameter: Json, at: Path) -> None:
    schema = parameter.get("schema")
    if not isinstance(schema, dict):
        raise Unsupported(where(at), "has no schema", "give it a schema; `content` parameters cannot be sent")
    if "description" in parameter:
        schema["description"] = parameter["description"]
    if parameter.get("in") == "path":
        parameter["required"] = True


def _declared(path: str, operation: Json, at: Path) -> None:
    wanted = set(re.findall(r"\{([^}]+)\}", path))
    given = {item["name"] for item in operation["parameters"] if item.get("in") == "path"}
    if wanted != given:
        raise Unsupported(
            where(at), f"path parameters {sorted(wanted ^ given)} do not match", "declare each exactly once"
        )


def _bodies(doc: Json) -> None:
    """Write references out; a body whose schema requires a key is itself required, said or not."""
    for at, _, _, operation in operations(doc):
        if "requestBody" not in operation:
            continue
        body = deepcopy(resolve(doc, operation["requestBody"], (*at, "requestBody")))
        schemas = [resolve(doc, entry.get("schema", {}), at) for entry in body.get("content", {}).values()]
        body.setdefault("required", any(schema.get("required") for schema in schemas))
        others = [media for media in body.get("content", {}) if not _is_known(media)]
        for media in others:
            if BINARY in body["content"]:
                raise Unsupported(
                    where((*at, "requestBody", "content", media)), "a second raw body", "drop one by overlay"
                )
            body["content"][BINARY] = {"schema": {"type": "string", "format": "binary"}, "x-media-type": media}
            del body["content"][media]
        operation["requestBody"] = body


def _is_known(media: str) -> bool:
    """Whether the parser has a type for a media type; anything else is sent and received as bytes."""
    kind = media.partition(";")[0].strip().lower()
    return kind in _KNOWN or kind.startswith("text/") or kind.endswith("+json")


def _answers(doc: Json) -> None:
    """Keep one media type per answer: the binary one if there is any, since only its bytes are sure."""
    for at, _, _, operation in operations(doc):
        answers = {}
        for code, answer in operation.get("responses", {}).items():
            answers[code] = deepcopy(resolve(doc, answer, (*at, "responses", code)))
            content = answers[code].get("content") or {}
            media = [name for name in content if _is_binary(name, content[name], doc)]
            if media:
                answers[code]["x-media-types"] = list(content)
                answers[code]["content"] = {BINARY: {"schema": {"type": "string", "format": "binary"}}}
        operation["responses"] = answers


def _is_binary(media: str, entry: Json, doc: Json) -> bool:
    if media == BINARY or not _is_known(media):
        return True
    schema = resolve(doc, entry.get("schema", {}), ())
    return schema.get("format") == "binary"


def _operation_ids(doc: Json) -> None:
    """Give each operation a snake_case id; two of one name are refused."""
    seen: dict[str, str] = {}
    for at, path, method, operation in operations(doc):
        name = slug(operation.get("operationId") or f"{method} {path}", "operation")
        if name in seen:
            raise Unsupported(where(at), f"operation id {name!r} is also that of {seen[name]}", "rename one by overlay")
        seen[name] = where(at)
        operation["x-operation-id"] = operation.get("operationId")
        operation["operationId"] = name


def _tags(doc: Json) -> None:
    """Keep the first tag of an operation, as an ASCII slug: it names a Python package."""
    for _, _, _, operation in operations(doc):
        tags = operation.get("tags") or ["default"]
        operation["tags"] = [slug(tags[0], "default")]


def _security(doc: Json) -> None:
    """Copy the document's security down to the operations that say nothing of their own."""
    shared: list[Json] = doc.get("security") or []
    for _, _, _, operation in operations(doc):
        ways: list[Json] = operation.get("security", shared) or []
        operation["x-secured"] = any(ways)
        operation["security"] = ways if all(ways) else []  # an empty way says that the credential is optional


def _component_names(doc: Json) -> None:
    """Name each schema by its key, as a class; titles are dropped, since they would win and collide."""
    schemas = doc.get("components", {}).get("schemas", {})
    renamed: dict[str, str] = {}
    for key in schemas:
        name = class_name(key)
        if name in renamed.values():
            other = next(old for old, new in renamed.items() if new == name)
            raise Unsupported(
                where(("components", "schemas", key)), f"class {name} is also {other}", "rename one by overlay"
            )
        renamed[key] = name
    if "components" in doc:
        doc["components"]["schemas"] = {renamed[key]: schema for key, schema in schemas.items()}
    each(doc, _renamer(renamed))


def _renamer(renamed: dict[str, str]) -> Callable[[Json, Path], None]:
    def visit(schema: Json, at: Path) -> None:
        schema.pop("title", None)
        if "$ref" in schema:
            prefix, _, key = str(schema["$ref"]).rpartition("/")
            key = key.replace("~1", "/").replace("~0", "~")
            if prefix != "#/components/schemas" or key not in renamed:
                raise Unsupported(
                    where(at), f"reference {schema['$ref']!r} leads nowhere", "point it to a schema component"
                )
            schema["$ref"] = f"{prefix}/{renamed[key]}"
        mapping = schema.get("discriminator", {}).get("mapping", {})
        for word, target in mapping.items():
            key = str(target).rpartition("/")[2]
            mapping[word] = f"#/components/schemas/{renamed.get(key, key)}"

    return visit


def _modern(schema: Json, _: Path) -> None:
    """Turn OpenAPI 3.0 spellings into those of 3.1, and every spelling of null into one."""
    nullable = schema.pop("nullable", None) is True
    for bound in ("exclusiveMinimum", "exclusiveMaximum"):
        if isinstance(schema.get(bound), bool):
            strict = schema.pop(bound)
            value = schema.pop(bound.replace("exclusiveM", "m"), None)
            if value is not None:
                schema[bound if strict else bound.replace("exclusiveM", "m")] = value
    kinds = schema.get("type")
    if isinstance(kinds, list):
        nullable = nullable or "null" in kinds
        rest = [kind for kind in kinds if kind != "null"]
        if len(rest) == 1:
            schema["type"] = rest[0]
        elif rest:
            schema.pop("type")
            schema["anyOf"] = [{"type": kind} for kind in rest]
        else:
            schema["type"] = "null"
    values = schema.get("enum")
    if isinstance(values, list) and None in values and len(values) > 1:
        nullable = True
        schema["enum"] = [value for value in values if value is not None]
    if nullable and schema.get("type") != "null":
        _make_nullable(schema)


def _make_nullable(schema: Json) -> None:
    for key in ("anyOf", "oneOf"):
        if key in schema:
            if {"type": "null"} not in schema[key]:
                schema[key].append({"type": "null"})
            return
    outer: Json = {key: schema.pop(key) for key in ("description", "default", "example", "deprecated") if key in schema}
    inner = dict(schema)
    schema.clear()
    schema.update(outer)
    schema["anyOf"] = [inner, {"type": "null"}]


def _constant_or_open(schema: Json, _: Path) -> None:
    """A single value is a constant; a list of words beside plain text is an enum that stays open."""
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and schema.get("type") in (None, "string", "integer", "boolean"):
        schema["const"] = values[0]
    if "const" in schema:
        schema.pop("enum", None)
        schema.pop("default", None)
    _open_enum(schema)


def _reference(schema: Json, _: Path) -> None:
    """Move what stands beside a ``$ref`` next to an ``allOf``, where the parser keeps it."""
    if "$ref" in schema and len(schema) > 1:
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]


def _open_enum(schema: Json) -> None:
    """``anyOf [string, enum of strings]`` admits any text: an enum of ours does too, and keeps the known words."""
    members = schema.get("anyOf") or schema.get("oneOf")
    if not isinstance(members, list) or len(members) != 2:
        return
    plain = [item for item in members if set(item) <= {"type", "description"} and item.get("type") == "string"]
    listed = [item for item in members if "enum" in item and item.get("type") == "string"]
    if len(plain) == 1 and len(listed) == 1:
        schema.pop("anyOf", None)
        schema.pop("oneOf", None)
        schema.update({"type": "string", "enum": listed[0]["enum"], "x-open": True})


def _enum_members(doc: Json) -> None:
    """Name enum members by their values, in the document's order."""
    for key, schema in doc.get("components", {}).get("schemas", {}).items():
        values = schema.get("enum")
        if not isinstance(values, list):
            continue
        at = ("components", "schemas", key, "enum")
        if len({type(value) for value in values}) != 1 or not isinstance(values[0], str | int):
            raise Unsupported(where(at), "mixes texts and numbers", "split it, or drop one kind by overlay")
        given = schema.get("x-enum-varnames")
        names = given if isinstance(given, list) and len(given) == len(values) else values
        members: dict[str, Any] = {}
        for name, value in zip(names, values, strict=True):
            member = enum_member(name)
            if member in members:
                member = f"{member}_{len(members)}"
            members[member] = value
        schema["x-enum-varnames"] = list(members)
