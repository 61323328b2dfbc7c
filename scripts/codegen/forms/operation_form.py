"""Normalise operations: nothing inherited from the path, no references, one media type for each response."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from scripts.codegen.forms.budget import Budget
from scripts.codegen.forms.direction import has_required
from scripts.codegen.forms.parameters import check_parameter
from scripts.codegen.forms.path_templates import PARAMETER, constant_query
from scripts.codegen.names import slug
from scripts.oas.bounds import MAX_PARAMETERS
from scripts.oas.document import members_of
from scripts.oas.operations import path_operations
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.references import follow
from scripts.oas.schemas import Json, Path

BINARY = "application/octet-stream"
JSON = "application/json"
TEXT = "text/plain"
_CLIPS = ("image/", "video/", "audio/")
_ANY = ("*/*", "application/*")
_JSON_NAMES = frozenset({"text/json", "application/*+json"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_MEDIA = re.compile(r"[\w!#$&^.+-]+/(?:[\w!#$&^.+-]+|\*(?:\+json)?)|\*/\*", re.ASCII)


def expand_parameters(doc: Json, budget: Budget, warnings: list[str]) -> None:
    """Copy the parameters of a path to its operations, expand references, and move descriptions into the schemas.

    The parser reads a parameter's description from its schema:
    https://github.com/openapi-generators/openapi-python-client/issues/1411.
    """
    for operation in path_operations(doc):
        at = operation.keys
        own = _expanded(doc, operation.node.get("parameters", []), (*at, "parameters"), budget)
        inherited = _expanded(doc, operation.item.get("parameters", []), (*at[:-1], "parameters"), budget)
        _check_unique(own)
        _check_unique(inherited)
        # A parameter of the operation overrides that of the path with the same name and place (OpenAPI 3.1, 4.8.9).
        own_keys = {_key(item) for _, item in own}
        chosen = own + [(place, item) for place, item in inherited if _key(item) not in own_keys]
        if len(chosen) > MAX_PARAMETERS:
            raise Unsupported(at, f"more than {MAX_PARAMETERS} parameters", "drop some by overlay")
        operation.node["parameters"] = [item for place, item in chosen if check_parameter(doc, item, place, warnings)]
        _check_declared(operation.path, operation.node, at)
    for item in doc.get("paths", {}).values():
        item.pop("parameters", None)


def free_headers(doc: Json, sent: Mapping[str, Collection[str]]) -> None:
    """Require no argument for the headers that are sent without one: operationId -> their names, lower case."""
    for operation in path_operations(doc):
        names = sent.get(operation.node.get("operationId", ""), ())
        for parameter in operation.node["parameters"]:
            if parameter["in"] == "header" and parameter["name"].lower() in names:
                parameter["required"] = False


def _expanded(doc: Json, parameters: list[Json], at: Path, budget: Budget) -> list[tuple[Path, Json]]:
    expanded = []
    for index, parameter in enumerate(parameters):
        place = (*at, index)
        expanded.append((place, budget.copy(_followed(doc, parameter, place), place)))
    return expanded


def _followed(doc: Json, node: Json, at: Path) -> Json:
    return follow(doc, node, format_pointer(at))[1]


def _key(parameter: Json) -> tuple[Any, Any]:
    return parameter.get("name"), parameter.get("in")


def _check_unique(parameters: list[tuple[Path, Json]]) -> None:
    seen = set()
    for place, parameter in parameters:
        if _key(parameter) in seen:
            raise Unsupported(place, f"the parameter {parameter.get('name')!r} is declared twice", "keep one")
        seen.add(_key(parameter))


def _check_declared(path: str, operation: Json, at: Path) -> None:
    placeholders = set(PARAMETER.findall(path))
    declared = {item["name"] for item in operation["parameters"] if item["in"] == "path"}
    if placeholders != declared:
        what = f"path parameters {sorted(placeholders ^ declared)} do not match"
        raise Unsupported(at, what, "declare each exactly once")
    for item in operation["parameters"]:
        if item["in"] == "query" and item["name"] in constant_query(path):
            what = f"the query parameter {item['name']!r} is a constant of the path"
            raise Unsupported(at, what, "remove one of the two by overlay")


def expand_bodies(doc: Json, budget: Budget, treated_as: Mapping[str, str], warnings: list[str]) -> None:
    """Expand references; a body whose schema requires a key is itself required, declared or not."""
    for operation in path_operations(doc):
        if "requestBody" not in operation.node:
            continue
        place = (*operation.keys, "requestBody")
        body = budget.copy(_followed(doc, operation.request_body, place), place)
        content = _canonical(body.get("content", {}), (*place, "content"))
        schemas = {media: _followed(doc, _schema(entry), place) for media, entry in content.items()}
        content = _as_json(content, [media for media in _ANY if _is_structure(schemas.get(media, {}))])
        # OpenAPI's default is false, and documents forget the key, also where a video is created:
        # openapi-python-client took that body for optional and sent an empty request.
        body.setdefault("required", any(has_required(doc, schema) for schema in schemas.values()))
        raw = [media for media in content if not is_structured(treated_as.get(media, media))]
        for media in raw:  # sent as the bytes it is
            content[media] = {"schema": {"type": "string", "format": "binary"}}
        for media in content:
            if treated_as.get(media, media) in _FORMS - {media}:
                what = f"is sent under the header of {treated_as[media]}, whose boundary is in it"
                raise Unsupported((*place, "content", media), what, "leave it out of content_type_overrides")
        body["x-treated-as"] = {media: treated_as[media] for media in content if media in treated_as}
        body["x-media"] = list(content)
        if len(raw) > 1:  # the file states which of them it is
            content = {**{media: entry for media, entry in content.items() if media not in raw}, "*/*": content[raw[0]]}
        body["content"] = content
        operation.node["requestBody"] = body
        if not content:
            warnings.append(f"{format_pointer(place)}: lists no media type: no body is sent")
            del operation.node["requestBody"]


def _as_json(content: Json, ranges: Collection[str]) -> Json:
    """Return the media types with the other names of JSON, and these ranges, replaced by ``application/json``.

    ASP.NET lists all three names: https://github.com/domaindrivendev/Swashbuckle.AspNetCore/issues/1220.
    """
    named: Json = {}
    for media, entry in content.items():
        name = media
        if media in _JSON_NAMES or media in ranges:
            name = JSON
        if name != media and JSON in content:
            if content[JSON].get("schema") == entry.get("schema"):
                continue
            name = media
        named[name] = entry
    return named


def _is_structure(schema: Json) -> bool:
    return bool(schema) and schema.get("type") != "string"


def _canonical(content: Json, at: Path) -> Json:
    """Return the media types in lower case and without parameters such as the charset."""
    canonical: Json = {}
    for media, entry in content.items():
        name = media.partition(";")[0].strip().lower()  # RFC 9110, 8.3.1: types are case-insensitive
        if not _MEDIA.fullmatch(name) or not media.isprintable():
            raise Unsupported((*at, media), f"{media!r} is not a media type", "write type/subtype")
        if name in canonical and canonical[name] != entry:
            raise Unsupported((*at, media), f"{name!r} is declared twice", "keep one")
        canonical[name] = entry
    return canonical


def _treated(content: Json, treated_as: Mapping[str, str]) -> Json:
    """Return the media types with each replaced by the one that it is decoded as, unless that is listed too."""
    treated: Json = {}
    for media, entry in content.items():
        other = treated_as.get(media, media)
        if other in content or other in treated:
            other = media
        treated[other] = entry
    return treated


def _schema(entry: Json) -> Json:
    return members_of(entry.get("schema"))


def is_structured(media: str) -> bool:
    """Whether a body of this media type has fields, and is not sent as the bytes it is."""
    return _is_json(media) or media in _FORMS


def _is_json(media: str) -> bool:
    return media == "application/json" or media.endswith("+json")


def expand_responses(doc: Json, budget: Budget, treated_as: Mapping[str, str], warnings: list[str]) -> None:
    """Keep one media type for each response: the one that its body is decoded as."""
    for operation in path_operations(doc):
        responses = {}
        for code, response in operation.responses.items():
            place = (*operation.keys, "responses", code)
            responses[code] = budget.copy(_followed(doc, response, place), place)
            content = _canonical(responses[code].get("content") or {}, (*place, "content"))
            content = _as_json(_treated(content, treated_as), ())
            schemas = {media: _followed(doc, _schema(entry), place) for media, entry in content.items()}
            chosen, decoded_as = _chosen(schemas)
            kept: Json = {}
            if decoded_as == BINARY:
                kept = {BINARY: {"schema": {"type": "string", "format": "binary"}}}
            elif decoded_as:
                kept = {decoded_as: {"schema": _alternatives(content, chosen)}}
            if decoded_as.startswith("text/") and _is_structure(schemas[chosen]):
                at = format_pointer((*place, "content", chosen))
                warnings.append(f"{at}: is decoded as text, not by its schema")
                kept = {decoded_as: {"schema": {"type": "string"}}}
            responses[code]["content"] = kept
            others = [media for media in content if media != chosen]
            # Bytes are returned as they are, whatever their media type.
            responses[code]["x-others"] = [media for media in others if decoded_as != BINARY or _is_json(media)]
        operation.node["responses"] = responses


def _chosen(schemas: Mapping[str, Json]) -> tuple[str, str]:
    """Return the media type that a response is decoded as, as the document writes it, and as the parser reads it.

    Args:
        schemas: The schema of each media type, references followed.
    """
    text = [media for media in schemas if schemas[media].get("format") != "binary"]
    json = [media for media in text if _is_json(media)]
    for media in schemas:
        # A clip's response may list JSON beside video/mp4: openapi-python-client takes that, and fails on every video.
        if media.startswith(_CLIPS):
            return media, BINARY
    # FastAPI lists JSON without a schema beside the media type that a function returns:
    # https://fastapi.tiangolo.com/advanced/additional-responses/#additional-media-types-for-the-main-response
    for media in json:
        if schemas[media]:
            return media, media
    # springdoc lists `*/*` unless a function states what it produces, and sends a text as it is:
    # https://springdoc.org/#how-can-i-set-the-default-media-types
    for media in text:
        if media in _ANY and schemas[media]:
            return media, TEXT if schemas[media].get("type") == "string" else JSON
    for media in schemas:
        if media not in json and not (media in text and media.startswith("text/")):
            return media, BINARY
    for media in [*json, *text]:
        return media, media
    return "", ""


def _alternatives(content: Json, chosen: str) -> Json:
    """Return the schema of the chosen media type; of several JSON types that differ, the union of their schemas."""
    first = _schema(content[chosen])
    schemas = [first]
    for media, entry in content.items():
        if _is_json(chosen) and _is_json(media) and _schema(entry) not in schemas:
            schemas.append(_schema(entry))
    if len(schemas) == 1 or not all(schemas):
        return first
    return {"anyOf": schemas}


def name_operations(doc: Json, *, all_tags: bool) -> None:
    """Give each operation a snake_case id and its tags, in ASCII; two operations with the same name are refused.

    Args:
        doc: The document, changed in place.
        all_tags: Keep all tags, not only the first.
    """
    seen: dict[str, str] = {}
    for operation in path_operations(doc):
        # Exports of some documentation tools have no ids.
        name = slug(operation.operation_id or f"{operation.method} {operation.path}", "operation")
        if name in seen:
            raise Unsupported(
                operation.pointer, f"operation id {name!r} is also that of {seen[name]}", "rename one by overlay"
            )
        seen[name] = operation.pointer
        operation.node["x-operation-id"] = operation.operation_id
        operation.node["operationId"] = name
        tags = [operation.group]
        if all_tags and operation.tags:
            tags = operation.tags
        operation.node["tags"] = list(dict.fromkeys(slug(tag, "default") for tag in tags))
