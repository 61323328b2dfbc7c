"""A small document in OpenAI's format: 3.1, references, unions with null, JSON and multipart, every role."""

from __future__ import annotations

from typing import Any

from videojobs.dialect import Auth, Create, Dialect, Role, RoleOperation


def ref(name: str) -> dict[str, str]:
    """Refer to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _ok(name: str) -> dict[str, Any]:
    return {"200": {"description": "", "content": {"application/json": {"schema": ref(name)}}}}


def _body(**schemas: Any) -> dict[str, Any]:
    media = {"json": "application/json", "form": "multipart/form-data"}
    return {"content": {media[name]: {"schema": schema} for name, schema in schemas.items()}}


TEXT = {"type": "string"}
PROMPT = {"type": "string", "minLength": 1}
FILE = {"type": "string", "format": "binary"}
CURSOR = _or_null(TEXT)

SCHEMAS: dict[str, Any] = {
    "Video": _object(
        "id object model status progress created_at completed_at prompt size seconds remixed_from_video_id error",
        id=TEXT,
        object={"type": "string", "enum": ["video"], "default": "video"},
        model={"anyOf": [TEXT, {"type": "string", "enum": ["m1", "m2"]}]},
        status={"type": "string", "enum": ["queued", "in_progress", "completed", "failed"]},
        progress={"type": "integer"},
        created_at={"type": "integer"},
        completed_at=_or_null({"type": "integer"}),
        prompt=_or_null(TEXT),
        size=TEXT,
        seconds=TEXT,
        remixed_from_video_id=_or_null(TEXT),
        error=_or_null(ref("Error")),
    ),
    "Error": _object("code message", code=TEXT, message=TEXT),
    "Videos": _object(
        "object data first_id last_id has_more",
        object={"const": "list"},
        data={"type": "array", "items": ref("Video")},
        first_id=CURSOR,
        last_id=CURSOR,
        has_more={"type": "boolean"},
    ),
    "Deleted": _object(
        "object deleted id", object={"type": "string", "enum": ["video.deleted"]}, deleted={"type": "boolean"}, id=TEXT
    ),
    "Character": _object("id name created_at", id=_or_null(TEXT), name=_or_null(TEXT), created_at={"type": "integer"}),
    "Reference": _object("", image_url={"type": "string", "format": "uri"}, file_id=TEXT),
    "Seconds": {"type": "string", "enum": ["4", "8"]},
    "Source": _object("id", id=TEXT),
}

_MORE = {"model": TEXT, "seconds": ref("Seconds"), "size": TEXT}
_CREATE = {"prompt": PROMPT, **_MORE}
_EDIT = {"prompt": PROMPT, "video": {"oneOf": [FILE, ref("Source")]}}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Format", "version": "1"},
    "servers": [{"url": "https://{tenant}.example/v1"}],
    "paths": {
        "/videos": {
            "post": {
                "requestBody": _body(
                    form=_object("prompt", **_CREATE, input_reference={"oneOf": [FILE, ref("Reference")]}),
                    json=_object("prompt", **_CREATE, input_reference=ref("Reference")),
                ),
                "responses": _ok("Video"),
            },
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 100}},
                    {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}},
                    {"name": "after", "in": "query", "schema": TEXT},
                ],
                "responses": _ok("Videos"),
            },
        },
        "/videos/characters": {
            "post": {
                "requestBody": _body(form=_object("video name", name=PROMPT, video=FILE)),
                "responses": _ok("Character"),
            }
        },
        "/videos/characters/{character_id}": {"get": {"responses": _ok("Character")}},
        "/videos/edits": {
            "post": {
                "requestBody": _body(form=_object("video prompt", **_EDIT), json=_object("video prompt", **_EDIT)),
                "responses": _ok("Video"),
            }
        },
        "/videos/extensions": {
            "post": {
                "requestBody": _body(json=_object("video prompt seconds", **_EDIT, seconds=ref("Seconds"))),
                "responses": _ok("Video"),
            }
        },
        "/videos/{video_id}": {"get": {"responses": _ok("Video")}, "delete": {"responses": _ok("Deleted")}},
        "/videos/{video_id}/content": {
            "get": {
                "parameters": [
                    {
                        "name": "variant",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["video", "thumbnail", "spritesheet"]},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "video/mp4": {"schema": FILE},
                            "image/webp": {"schema": FILE},
                            "application/json": {"schema": TEXT},
                        },
                    }
                },
            }
        },
        "/videos/{video_id}/remix": {
            "post": {"requestBody": _body(json=_object("prompt", prompt=PROMPT)), "responses": _ok("Video")}
        },
    },
    "components": {"schemas": SCHEMAS},
}

_ROLES: dict[Role, str] = {
    "create": "POST /videos",
    "list": "GET /videos",
    "retrieve": "GET /videos/{video_id}",
    "delete": "DELETE /videos/{video_id}",
    "content": "GET /videos/{video_id}/content",
    "remix": "POST /videos/{video_id}/remix",
    "edit": "POST /videos/edits",
    "extend": "POST /videos/extensions",
    "create_character": "POST /videos/characters",
    "retrieve_character": "GET /videos/characters/{character_id}",
}

DIALECT = Dialect(
    name="format",
    title="Format",
    base_url=None,
    auth=(Auth(scheme="bearer"),),
    operations={
        role: RoleOperation(module="", operation_id=role, method=where.split()[0], path=where.split()[1])
        for role, where in _ROLES.items()
    },
    create=Create(encodings=("multipart", "json"), size_values=("720x1280",)),
)
