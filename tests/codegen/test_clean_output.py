"""Generated code compiles, and ruff and mypy --strict report nothing in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from ruff import find_ruff_bin

from tests.codegen.conftest import Build, document, ok_response

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


def test_mypy_and_ruff_report_nothing(build: Build, tmp_path: Path) -> None:
    """No import that is unused, no cast that changes nothing."""
    package = Path(str(build(references()).__file__)).parent
    selected = ["check", "--isolated", "--no-cache", "--select", "E9,F", "--ignore", "F403", str(package)]
    linted = subprocess.run([find_ruff_bin(), *selected], capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(package)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
