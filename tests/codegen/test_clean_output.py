"""Generated code compiles, and ruff and mypy --strict report nothing in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.codegen.conftest import Build, document, ok_response
from tests.codegen.generated_code import Outcome, linted

NAMES = (
    "File",
    "Response",
    "Client",
    "Model",
    "List",
    "Any",
    "ClassVar",
    "Callable",
    "Mapping",
    "Limit",
    "Unset",
    "Request",
)
PET = {"type": "object", "properties": {"color": {"$ref": "#/components/schemas/Color"}}}
SCHEMAS: dict[str, Any] = {
    "Color": {"type": "string", "enum": ["red", "blue"]},
    "Size": {"type": "integer", "enum": [1, 2]},
    "Pet": PET,
    "Counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "Labels": {
        "type": "object",
        "properties": {"note": {"type": "string"}},
        "additionalProperties": {"type": "string"},
    },
}


def references() -> dict[str, Any]:
    """Return a document that sends and receives each of the schemas, alone and in a list."""
    paths: dict[str, Any] = {}
    for name in SCHEMAS:
        schema = {"$ref": f"#/components/schemas/{name}"}
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        paths[f"/{name}"] = {
            "post": {"operationId": f"send{name}", "requestBody": body, "responses": {"204": {"description": "ok"}}},
            "get": {"operationId": f"get{name}", "responses": ok_response(schema)},
        }
        several = ok_response({"type": "array", "items": schema})
        paths[f"/{name}s"] = {"get": {"operationId": f"list{name}", "responses": several}}
    return document(paths, SCHEMAS)


def test_an_argument_of_each_parameter(build: Build) -> None:
    """A name in two places gets its place appended, unless that is the name of another parameter."""
    parameters = [("id", "query"), ("id", "header"), ("id_query", "query"), ("id_header", "cookie")]
    declared = [{"name": name, "in": place, "schema": {"type": "string"}} for name, place in parameters]
    doc = document({"/a": {"get": {"operationId": "get", "parameters": declared, "responses": ok_response({})}}})
    module = build(doc, ".api.default.get")
    request = module.request(id_query_2="1", id_header_2="2", id_query="3", id_header="4")
    assert request.params == (("id", "1"), ("id_query", "3"))
    assert (request.headers, request.cookies) == ((("id", "2"),), (("id_header", "4"),))


ANY_NAME = {name: {"type": "object", "properties": {"a": {"type": "string"}}} for name in NAMES}
NULLABLE = {
    "properties": {
        "flag": {"type": ["boolean", "null"]},
        "when": {"type": "array", "items": {"type": "string", "format": "date-time"}},
        "days": {"type": "object", "additionalProperties": {"type": "string", "format": "date"}},
        "id": {"type": "string", "format": "uuid"},
        "kind": {"type": ["string", "null"], "enum": ["a", "b", None]},
        "kinds": {"type": "array", "items": {"enum": ["a", "b"]}},
        "level": {"enum": [1, 2, "high"]},
        "fixed": {"const": "always"},
        "any": {},
        "open": {
            "anyOf": [{"type": "string"}, {"const": "auto"}, {"const": 1}],
            "description": "One of them (or text)",
        },
        "left": {
            "oneOf": [{"$ref": "#/components/schemas/Left"}, {"$ref": "#/components/schemas/Right"}, {"type": "null"}]
        },
    },
    "required": ["id", "fixed", "left"],
}
CYCLE = {
    "Left": {"properties": {"right": {"$ref": "#/components/schemas/Right"}, "k": {"const": "l"}}, "required": ["k"]},
    "Right": {"properties": {"left": {"$ref": "#/components/schemas/Left"}, "k": {"const": "r"}}, "required": ["k"]},
}
LONG = " ".join(["word"] * 60)
PARAMETERS: list[dict[str, Any]] = [
    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": LONG},
    {"name": "class", "in": "query", "schema": {"type": "array", "items": {"enum": ["x", "y"]}}},
    {"name": "since", "in": "query", "schema": {"type": "string", "format": "date"}},
    {"name": "filter", "in": "query", "style": "deepObject", "schema": {"properties": {"a": {"type": "integer"}}}},
    {"name": "X-Trace", "in": "header", "schema": {"type": "string", "minLength": 2}},
    {"name": "2nd", "in": "cookie", "schema": {"type": "boolean"}},
]
SEVERAL_BODIES = {
    "application/json": {"schema": {"properties": {"a": {"type": "string"}}}},
    "multipart/form-data": {"schema": {"properties": {"file": {"type": "string", "format": "binary"}}}},
    "application/octet-stream": {},
}
SEVERAL_RESPONSES: dict[str, Any] = {
    "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
    "202": {"description": "", "content": {"application/json": {"schema": NULLABLE["properties"]["left"]}}},  # type: ignore[index]
    "203": {"description": "", "content": {"application/json": {"schema": {"type": ["string", "null"]}}}},
    "2XX": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
}


def operation(name: str, **more: Any) -> dict[str, Any]:
    """Return an operation without an answer, unless it is given one."""
    return {"operationId": name, "responses": {"204": {"description": "ok"}}, **more}


ODD: dict[str, dict[str, Any]] = {
    "references": references(),
    "names": document({}, ANY_NAME),
    "received_names": document(
        {
            f"/{name}": {"get": operation(name, responses=ok_response({"$ref": f"#/components/schemas/{name}"}))}
            for name in NAMES
        },
        ANY_NAME,
    ),
    "nullable": document({"/a": {"get": operation("a", responses=ok_response(NULLABLE))}}, CYCLE),
    "nullable_sent": document(
        {"/a": {"post": operation("a", requestBody={"content": {"application/json": {"schema": NULLABLE}}})}}, CYCLE
    ),
    "parameters": document({"/a/{id}": {"get": operation("get", parameters=PARAMETERS)}}),
    "bodies": document({"/a": {"post": operation("send", requestBody={"content": SEVERAL_BODIES})}}),
    "responses": document({"/a": {"get": operation("get", responses=SEVERAL_RESPONSES)}}, {**SCHEMAS, **CYCLE}),
    "clip": document(
        {"/a": {"get": operation("get", responses=ok_response({}, "video/mp4"), summary=LONG, description=LONG)}}
    ),
    "texts": document(
        {"/a": {"get": operation("get", summary=LONG)}}, {"Pet": {**PET, "description": LONG}, **SCHEMAS}
    ),
    "keys": document(
        {},
        {
            "Odd": {
                "properties": {key: {"type": "string"} for key in ("1st", "class", "__init__", "UNSET", "a-b", "a_b")}
            }
        },
    ),
    "nothing": document(),
}


def test_mypy_and_ruff_report_nothing(tmp_path: Path) -> None:
    """No import that is unused or out of order, no cast that changes nothing, no table that another class could change."""
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Packages."""\n', encoding="utf-8")
    for name, doc in ODD.items():
        outcome = Outcome(doc, tmp_path / name)
        assert not outcome.error, f"{name}: {outcome.error}"
        outcome.package.rename(folder / name)
    assert linted(folder) == ""
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(folder)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
