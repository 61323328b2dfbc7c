"""Defaults that a server applies, and further names of classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scripts.codegen import generate
from tests.codegen.conftest import Build, configured, document, ok_response
from tests.codegen.growth import ref

SIZE = {"type": "string", "enum": ["s", "m"], "default": "m"}


def joined(text: str | None) -> str:
    """Return a docstring on one line."""
    return " ".join((text or "").split())


def test_a_default_is_named_in_the_docstring(build: Build) -> None:
    """Also that of an inline enum, of a shared one, and of a member of a union."""
    properties: dict[str, Any] = {
        "count": {"type": "integer", "default": 3},
        "size": SIZE,
        "level": ref("Level"),
        "tax": {"anyOf": [{"type": "number", "default": 0.5}, {"type": "null"}]},
        "nothing": {"type": "string", "default": None},
    }
    parameters = [{"name": "order", "in": "query", "schema": {**SIZE, "description": "The order."}}]
    doc = document(
        {"/a": {"get": {"operationId": "get", "parameters": parameters, "responses": ok_response({})}}},
        {"Job": {"type": "object", "properties": properties}, "Level": {**SIZE, "default": "s"}},
    )
    package = build(doc)
    models = __import__(f"{package.__name__}.models", fromlist=["Job"])
    text = joined(models.Job.__doc__)
    for line in ("count: The server's default is 3.", "size: The server's default is 'm'.", "default is 0.5."):
        assert line in text
    assert "The server's default is 's'." in joined(models.Level.__doc__)
    get = __import__(f"{package.__name__}.api.default.get", fromlist=["sync"])
    assert "order: The order. The server's default is 'm'." in joined(get.sync.__doc__)


def test_a_default_that_its_schema_refuses_is_left_out_with_a_warning(tmp_path: Path) -> None:
    """Of another type, or not among the values; null is none."""
    properties = {
        "a": {"type": "integer", "default": "seven"},
        "b": {"type": "string", "enum": ["x", "y"], "default": "z"},
        "c": {"type": ["string", "null"], "default": 1},
        "d": {"allOf": [ref("Size")], "default": "xl"},
        "e": {"type": "number", "default": True},
        "good": {"type": "number", "default": 1},
        "yes": {"type": "boolean", "default": True},
        "list": {"type": "array", "items": {}, "default": []},
        "none": {"type": "string", "default": None},
    }
    doc = document({}, {"Job": {"type": "object", "properties": properties}, "Size": SIZE})
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(doc), encoding="utf-8")
    messages = [str(message.header) for message in generate(config=configured(source, tmp_path / "out"))]
    assert [message.split("/")[5] for message in messages] == ["a", "b", "c", "d", "e"]
    assert messages[0].endswith("/default: 'seven' is not valid by its own schema: it is left out")
    assert "seven" not in (tmp_path / "out" / "models" / "job.py").read_text(encoding="utf-8")


def test_a_component_that_is_only_a_reference_can_be_imported(build: Build) -> None:
    """By its own name, in code and by a type checker: it is the class that it refers to."""
    schemas = {
        "Job": {"type": "object", "properties": {"id": {}}},
        "Task": ref("Job"),
        "Work": ref("Task"),
        "Size": SIZE,
        "Extent": ref("Size"),
        "Text": {"type": "string"},
        "Word": ref("Text"),
    }
    models = build(document({}, schemas), ".models")
    assert models.Task is models.Work is models.Job
    assert models.Extent is models.Size
    assert models.__all__ == ["Extent", "Job", "Size", "Task", "Work"]
    assert "from .job import Job as Task" in Path(str(models.__file__)).read_text(encoding="utf-8")


def test_a_document_without_anything_is_a_warning(tmp_path: Path) -> None:
    """The package is empty."""
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(document()), encoding="utf-8")
    (message,) = generate(config=configured(source, tmp_path / "out"))
    assert str(message.header) == "/paths: there are no operations and no schemas: the package is empty"
