"""References of schemas to places outside of ``components.schemas``, and responses that operations share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.conftest import Build, document, ok_response
from tests.codegen.growth import grown, ref

JOB = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "part": {"$ref": "#/x"}}}
PART = {"type": "object", "properties": {"number": {"type": "integer"}}}
CONTENT = "content/application~1json/schema"


def with_places(reference: str) -> dict[str, Any]:
    """Return a document with schemas in many places, and a component that refers to one of them."""
    job = {**JOB, "properties": {"id": {"type": "string"}, "part": PART}}
    response = {"description": "r", "content": {"application/json": {"schema": job}}}
    parameter = {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up", "down"]}}
    operation = {"operationId": "get", "parameters": [parameter], "responses": {"200": response}}
    doc = document({"/a": {"get": operation, "parameters": [{**parameter, "name": "order"}]}})
    doc["components"] = {
        "schemas": {"Holder": {"type": "object", "properties": {"held": {"$ref": reference}}}},
        "responses": {"R": response},
        "parameters": {"P": parameter},
        "requestBodies": {"B": {"content": {"application/json": {"schema": job}}}},
        "headers": {"H": {"schema": {"type": "string", "enum": ["up", "down"]}}},
    }
    return doc


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        (f"#/components/responses/R/{CONTENT}", {"id": "1", "part": {"number": 2}}),
        (f"#/components/responses/R/{CONTENT}/properties/part", {"number": 2}),
        (f"#/components/requestBodies/B/{CONTENT}", {"id": "1"}),
        (f"#/paths/~1a/get/responses/200/{CONTENT}", {"id": "1", "part": {"number": 2}}),
        (f"#/paths/~1a/get/responses/200/{CONTENT}/properties/part", {"number": 2}),
        ("#/paths/~1a/get/parameters/0/schema", "up"),
        ("#/paths/~1a/parameters/0/schema", "up"),
        ("#/components/parameters/P/schema", "down"),
        ("#/components/headers/H/schema", "down"),
    ],
)
def test_a_reference_to_a_schema_elsewhere(build: Build, reference: str, value: Any) -> None:
    """Its target becomes a class, which the place itself refers to as well."""
    package = build(with_places(reference))
    models = __import__(f"{package.__name__}.models", fromlist=["Holder"])
    holder = models.Holder.from_dict({"held": value})
    assert holder.to_dict() == {"held": value}
    assert type(holder.held).__module__.startswith(f"{package.__name__}.models")


def test_references_to_a_place_and_into_it(build: Build) -> None:
    """Each place is one class, also if a reference leads to a part of what another one leads to."""
    whole = f"#/components/responses/R/{CONTENT}"
    doc = with_places(whole)
    doc["components"]["schemas"]["Holder"]["properties"]["part"] = {"$ref": f"{whole}/properties/part"}
    doc["paths"]["/a"]["get"]["responses"] = {"200": {"$ref": "#/components/responses/R"}}
    package = build(doc, ".models")
    holder = package.Holder.from_dict({"held": {"id": "1", "part": {"number": 2}}, "part": {"number": 3}})
    assert type(holder.held.part) is type(holder.part)
    result = __import__(package.__name__.removesuffix(".models") + ".api.default.get", fromlist=["get"])
    assert result.decode.__annotations__["return"] == type(holder.held).__name__


@pytest.mark.parametrize("reference", ["#/components/responses/R/headers/X", "#/components/headers/H"])
def test_a_header_is_no_schema(errors_of: Callable[[dict[str, Any]], list[str]], reference: str) -> None:
    """Nor is a schema of a header read that nothing refers to."""
    doc = with_places(reference)
    doc["components"]["responses"]["R"]["headers"] = {"X": {"schema": {"type": "nonsense"}}}
    (error,) = errors_of(doc)
    assert "is not a schema" in error


def test_a_schema_of_a_header_is_checked_if_it_is_used(errors_of: Callable[[dict[str, Any]], list[str]]) -> None:
    """As any other schema."""
    doc = with_places("#/components/headers/H/schema")
    doc["components"]["headers"]["H"]["schema"] = {"type": "object", "propertis": {}}
    (error,) = errors_of(doc)
    assert "/components/headers/H/schema/propertis" in error


def test_operations_share_the_class_of_a_shared_response(build: Build) -> None:
    """One class, not one for each of the operations."""
    doc = with_places("#/components/schemas/Holder")
    shared = {"200": {"$ref": "#/components/responses/R"}}
    doc["paths"] = {f"/{name}": {"get": {"operationId": name, "responses": shared}} for name in ("one", "two")}
    package = build(doc)
    names = {
        __import__(f"{package.__name__}.api.default.{name}", fromlist=[name]).decode.__annotations__["return"]
        for name in ("one", "two")
    }
    assert names == {"RResponse"}


def test_three_hundred_operations_share_a_response_of_900_keys(build: Build, tmp_path: Path) -> None:
    """It is parsed, rendered and compared once: this took two minutes."""
    package = build(json.loads(grown(kind="shared response", count=300)))
    models = list((tmp_path / package.__name__ / "models").glob("*.py"))
    assert len(models) == 2  # with `__init__.py`


def test_a_component_is_not_moved(build: Build) -> None:
    """A response that refers to a component has the class of that."""
    doc = document({"/a": {"get": {"operationId": "get", "responses": ok_response(ref("Part"))}}}, {"Part": PART})
    assert build(doc, ".api.default.get").decode.__annotations__["return"] == "Part"
