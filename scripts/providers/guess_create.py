"""Guess how a provider wants a new job described: encodings, names of fields, reference images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scripts.oas.document import Json, JsonObject
from scripts.oas.operations import Operation
from scripts.oas.pointers import resolve_pointer
from scripts.oas.references import final_pointer
from scripts.oas.schema_paths import property_schemas
from scripts.spec.body_schemas import request_media_types, request_schemas
from scripts.spec.roles import snake

_ENCODINGS = {"application/json": "json", "multipart/form-data": "multipart"}
# In snake case, as all names here. The field of the common format first, then names that other documents use; URLs
# last, which take no file.
_REFERENCES = (
    *("input_reference", "image", "input_image", "first_frame", "reference_image", "prompt_image"),
    *("image_url", "img_url", "first_frame_url", "first_frame_image", "reference_image_url"),
)
_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "prompt": ("prompt", "prompt_text", "text", "text_prompt"),
    "model": ("model", "model_name", "model_id"),
    "seconds": ("seconds", "duration", "duration_sec", "duration_seconds", "video_length", "video_duration"),
}
_RATIOS = ("aspect_ratio", "ratio")


def guess_create(document: JsonObject, create: Operation) -> JsonObject:
    """Return the ``create`` of provider.yaml."""
    places = zip(request_media_types(document, create), request_schemas(document, create), strict=True)
    bodies = {
        _ENCODINGS[media_type]: property_schemas(document, place)
        for media_type, place in places
        if media_type in _ENCODINGS
    }
    values: JsonObject = {"encodings": list[Json](bodies or ["json"])}
    properties: dict[str, str] = {}
    for body in bodies.values():
        properties = {**body, **properties}
    # A document made from code lists only what the code names; its other fields are those of the format.
    lists_fields = any(snake(name) in _ARGUMENTS["prompt"] for name in properties)
    fields = _fields(properties) if lists_fields else {}
    if {"integer", "number"} & _types(document, properties.get(str(fields.get("seconds", "seconds")))):
        values["seconds"] = "integer"
    if fields:
        values["fields"] = fields
    references = list(_references(document, bodies))
    if references:
        values["references"] = list[Json](references)
    return values


def _fields(properties: dict[str, str]) -> JsonObject:
    """Return argument -> field, for the arguments whose field has another name or does not exist."""
    fields: JsonObject = {}
    for argument, names in _ARGUMENTS.items():
        name = _first(names, properties)
        if name != argument:
            fields[argument] = name
    if "size" in properties:
        return fields
    ratio = _first(_RATIOS, properties)
    if "width" in properties and "height" in properties:
        fields |= {"width": "width", "height": "height"}
    elif ratio is not None and "resolution" in properties:
        fields |= {"aspect_ratio": ratio, "resolution": "resolution"}
    elif ratio is not None:
        fields["size"] = ratio
    else:
        fields["size"] = "resolution" if "resolution" in properties else None
    return fields


def _first(names: Iterable[str], properties: Iterable[str]) -> str | None:
    """Return the property that has the first of some names, in any spelling."""
    spellings = {snake(name): name for name in properties}
    return next((spellings[name] for name in names if name in spellings), None)


def _types(document: JsonObject, place: str | None) -> set[Json]:
    kind = None if place is None else resolve_pointer(document, f"{final_pointer(document, place)}/type")
    return {name for name in kind if isinstance(name, str)} if isinstance(kind, list) else {str(kind)}


def _references(document: JsonObject, bodies: dict[str, dict[str, str]]) -> Iterator[JsonObject]:
    """Yield the reference field of each encoding's body."""
    for encoding, body in bodies.items():
        name = _first(_REFERENCES, body)
        if name is not None:
            encodings: JsonObject = {"encodings": [encoding]} if len(bodies) > 1 else {}
            yield {"field": name, **_forms(document, body[name], encoding), **encodings}


def _forms(document: JsonObject, place: str, encoding: str) -> JsonObject:
    is_binary = resolve_pointer(document, f"{final_pointer(document, place)}/format") == "binary"
    if encoding == "multipart" or is_binary:
        return {"forms": ["file"]}
    members = property_schemas(document, place)
    if "url" in members:
        return {"forms": ["url", "data_url"], "write": "text", "shape": {"url": "$image"}}
    forms: list[Json] = [form for member, form in (("image_url", "url"), ("file_id", "file_id")) if member in members]
    if not forms:
        return {"forms": ["url", "data_url"], "write": "text"}
    if "url" in forms:
        forms.append("data_url")
    return {"forms": forms}
