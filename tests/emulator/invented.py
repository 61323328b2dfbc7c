"""A provider that does not exist: other paths, 202 responses, status "done", nested fields, relative content URL."""

from __future__ import annotations

from typing import Any

from videojobs.dialect import Auth, Content, Create, Dialect, ErrorFields, Fields, RoleOperation

JSON = "application/json"


def _answer(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"description": "", "content": {JSON: {"schema": schema, **more}}}


TASK = {
    "type": "object",
    "required": ["task", "state", "kind"],
    "properties": {
        "task": {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}},
        "state": {"$ref": "#/components/schemas/State%3CTask%3E"},
        "kind": {"type": "string", "enum": ["clip"]},
        "percent": {"type": "string"},
        "started": {"type": "string", "format": "date-time"},
        "ended": {"type": "string", "format": "date-time", "nullable": True},
        "length": {"type": "integer"},
        "note": {"type": "string"},
        "tier": {"type": "string", "default": "free"},
        "output": {
            "type": "object",
            "properties": {
                "videos": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                    },
                }
            },
        },
        "reason": {"type": "string", "nullable": True},
    },
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.1",
    "info": {"title": "Invented", "version": "1"},
    "paths": {
        "/api/clips": {
            "post": {
                "operationId": "makeClip",
                "requestBody": {
                    "required": True,
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "required": ["prompt"],
                                "additionalProperties": False,
                                "properties": {
                                    "prompt": {"type": "string", "minLength": 2},
                                    "seconds": {"type": "integer", "minimum": 1, "maximum": 9, "default": 2},
                                    "size": {"type": "string", "pattern": r"^\d+x\d+$", "default": "64x48"},
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "202": _answer({"type": "object", "properties": {"data": {"$ref": "#/components/schemas/Task"}}}),
                    "422": _answer({"$ref": "#/components/schemas/Error"}),
                },
            },
            "get": {
                "operationId": "allClips",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "mine", "in": "query", "required": True, "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": _answer(
                        {
                            "type": "object",
                            "properties": {
                                "more": {"type": "boolean"},
                                "results": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}},
                            },
                        }
                    )
                },
            },
        },
        "/api/clips/{key}": {
            "parameters": [{"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "oneClip",
                "responses": {
                    "200": _answer({"type": "object", "properties": {"data": {"$ref": "#/components/schemas/Task"}}}),
                    "410": _answer({"$ref": "#/components/schemas/Error"}),
                },
            },
            "delete": {"operationId": "dropClip", "responses": {"204": {"description": "gone"}}},
        },
        "/api/health": {
            "get": {
                "operationId": "health",
                "responses": {
                    "200": _answer(
                        {
                            "type": "object",
                            "required": ["up", "load"],
                            "properties": {"up": {"type": "boolean"}, "load": {"type": "number"}},
                        }
                    )
                },
            }
        },
        "/api/now": {
            "post": {
                "operationId": "clipAtOnce",
                "requestBody": {
                    "content": {"multipart/form-data": {"schema": {"type": "object", "required": ["prompt"]}}}
                },
                "responses": {"200": {"description": "", "content": {"video/mp4": {}}}},
            }
        },
    },
    "components": {
        "schemas": {
            "State<Task>": {"type": "string", "enum": ["waiting", "running", "done", "broken"]},
            "Task": TASK,
            "Error": {
                "type": "object",
                "required": ["detail", "number"],
                "properties": {
                    "detail": {"type": "string"},
                    "number": {"type": "integer"},
                    "hint": {"type": "string", "nullable": True},
                },
            },
        }
    },
}


def _operation(operation_id: str, method: str, path: str) -> RoleOperation:
    return RoleOperation(module="", operation_id=operation_id, method=method, path=path)


DIALECT = Dialect(
    name="invented",
    title="Invented",
    base_url=None,
    auth=(Auth(scheme="header", header="X-Token"), Auth(scheme="bearer")),
    operations={
        "create": _operation("makeClip", "POST", "/api/clips"),
        "retrieve": _operation("oneClip", "GET", "/api/clips/{key}"),
        "list": _operation("allClips", "GET", "/api/clips"),
        "delete": _operation("dropClip", "DELETE", "/api/clips/{key}"),
    },
    create=Create(encodings=("json",), seconds="integer"),
    fields=Fields(
        job=("/data",),
        id=("/task/key",),
        status=("/state",),
        progress=("/percent",),
        created_at=("/started",),
        completed_at=("/ended",),
        seconds=("/length",),
        video_url=("/output/videos/0/uri",),
        error=("/reason",),
    ),
    errors=ErrorFields(message=("/detail",), code=("/number",), type=()),
    content=Content(source="url"),
    statuses={"waiting": "queued", "broken": "failed"},
)
