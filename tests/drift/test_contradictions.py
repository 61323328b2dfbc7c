"""Documents that contradict themselves, and those that only seem to."""

from __future__ import annotations

import gzip
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.drift.documents.scope import Scope
from scripts.drift.lint import Contradiction, contradictions
from scripts.oas.document import Document
from scripts.oas.load import loads
from scripts.oas.problems import SpecError
from scripts.spec.provider import load_provider
from tests.drift.mutations import mutated
from tests.drift.overlay_support import DOCUMENT
from tests.spec.support import FOLDERS, upstream

Json = dict[str, Any]


def found_in(document: Json, scope: Scope | None = None) -> list[tuple[str, str]]:
    """Return pointer and message of each contradiction of a document."""
    told = contradictions(Document(data=document, path=Path("doc.yaml")), scope)
    return [(item.place.pointer, item.message) for item in told]


def of_schema(schema: Json, **more: Json) -> list[tuple[str, str]]:
    """Return the contradictions of a component, its pointer left out."""
    document = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": schema, **more}}}
    start = "/components/schemas/A"
    return [(at.removeprefix(start), message) for at, message in found_in(document)]


def of_operation(path: str, operation: Json, **item: Any) -> list[tuple[str, str]]:
    """Return the contradictions of an operation."""
    return found_in({"openapi": "3.1.0", "paths": {path: {"get": operation, **item}}})


ALLOWED = "Length in seconds (allowed values: 4, 8, 12, 16, 20)."


@pytest.mark.parametrize(
    ("schema", "place", "message"),
    [
        (
            {"enum": ["4", "8", "12"], "description": ALLOWED},
            "/description",
            "the text names 16, 20, which the enum does not list.",
        ),
        (
            {"enum": [4, 8, 12, 16, 20, 24], "description": ALLOWED},
            "/description",
            "the enum lists 24, which the text does not name among the values.",
        ),
        (
            {"type": "array", "items": {"enum": ["a", "b"]}, "description": "One of `a`, `b` or `c`."},
            "/description",
            "the text names c, which the enum does not list.",
        ),
        ({"type": "string", "default": 4}, "/default", "the default does not fit its own schema: it is 4, not text."),
        (
            {"enum": ["a", "b"], "default": "c"},
            "/default",
            'the default does not fit its own schema: it is "c", none of "a", "b".',
        ),
        (
            {"type": "integer", "maximum": 5, "default": 6},
            "/default",
            "the default does not fit its own schema: it is 6, more than 5.",
        ),
        (
            {"type": "object", "default": None},
            "/default",
            "the default does not fit its own schema: it is null, not an object.",
        ),
        (
            {"type": "object", "required": ["a"], "properties": {"a": {}}, "example": {}},
            "/example",
            'the example does not fit its own schema: it lacks "a".',
        ),
        (
            {"type": "integer", "examples": [1, "x"]},
            "/examples/1",
            'the example does not fit its own schema: it is "x", not a whole number.',
        ),
        (
            {"required": ["a"], "properties": {"b": {}}, "additionalProperties": False},
            "/required",
            'it requires "a", which is none of its properties, and allows no others.',
        ),
        ({"minimum": 3, "maximum": 2}, "/minimum", "minimum 3 is more than maximum 2: no value is valid."),
        ({"minLength": 3, "maxLength": 2}, "/minLength", "minLength 3 is more than maxLength 2: no value is valid."),
        ({"enum": []}, "/enum", "the enum is empty: no value is valid."),
        ({"enum": ["a", "b", "a"]}, "/enum", 'the enum lists "a" twice.'),
        (
            {"type": "string", "enum": ["a", 1]},
            "/enum",
            "the enum lists 1, which its type does not allow: it must be text.",
        ),
        (
            {"discriminator": {"propertyName": "k", "mapping": {"x": "#/components/schemas/B"}}},
            "/discriminator",
            'the discriminator leads "x" to "#/components/schemas/B", which does not exist.',
        ),
        (
            {"readOnly": True, "writeOnly": True},
            "/writeOnly",
            "it is both readOnly and writeOnly: it is in no request and in no response.",
        ),
    ],
)
def test_a_schema_that_contradicts_itself(schema: Json, place: str, message: str) -> None:
    """The place is the key at fault, and there is one sentence."""
    assert of_schema(schema) == [(place, message)]


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": ["4", "8", "12", "16", "20"], "description": ALLOWED},
        {"enum": [4, 8, 12, 16, 20.0], "description": ALLOWED},
        {"enum": ["4", "8"], "description": "Length; mp4 needs one of `h264`, `av1`."},
        {"enum": ["a", "b"], "description": "One of `a`, `b`. `a` is not supported for `one-1` or `two-2`."},
        {"enum": ["a", "b", "c"], "description": "One of `a` or `b`; for old models, it was c."},
        {"anyOf": [{"type": "string"}, {"enum": ["a", "b"]}], "description": "One of `a`, `b`, `c`."},
        {"anyOf": [{"enum": ["a", "b", "c"]}, {"type": "null"}], "description": "One of `a`, `b`, `c` or `null`."},
        {"type": ["string", "null"], "enum": ["a", None], "default": None},
        {"type": "string", "nullable": True, "enum": ["a", None], "default": None},
        {"type": "integer", "enum": [1.0, 2]},
        {"enum": [1, True, "1"]},
        {"anyOf": [{"type": "string", "default": None}, {"type": "null"}]},
        {"type": "object", "required": ["a"], "properties": {"a": {}}, "default": {}},
        {"type": "object", "required": ["a"], "properties": {"a": {"readOnly": True}}, "example": {}},
        {"required": ["a"], "properties": {"b": {}}},
        {"required": ["a"], "patternProperties": {"^a": {}}, "additionalProperties": False},
        {"type": "array", "items": {"type": "integer"}, "example": "[1, 2]"},
        {"oneOf": [{"type": "string"}, {"enum": ["a"]}], "example": "a"},
        {"minimum": 2, "maximum": 2},
        {"discriminator": {"propertyName": "k", "mapping": {"x": "A", "y": "#/components/schemas/A", "z": "b.yaml"}}},
        {"properties": {"enum": {"type": "string"}, "default": {"type": "integer"}, "example": {"minimum": 3}}},
    ],
)
def test_a_schema_without_contradictions(schema: Json) -> None:
    """False alarms that would annoy maintainers."""
    assert of_schema(schema) == []


def test_a_text_beside_a_reference() -> None:
    """The enum may be in a component of its own."""
    schema = {"properties": {"seconds": {"$ref": "#/components/schemas/B", "description": ALLOWED}}}
    assert of_schema(schema, B={"enum": ["4", "8", "12"]}) == [
        ("/properties/seconds/description", "the text names 16, 20, which the enum does not list.")
    ]


@pytest.mark.parametrize("where", ["example", "examples"])
def test_examples_of_responses_and_parameters(where: str) -> None:
    """Of a media type as of a parameter, also by reference."""
    given: Any = 5 if where == "example" else {"one": {"$ref": "#/components/examples/one"}}
    media = {"schema": {"type": "boolean"}, where: given}
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/a": {
                "get": {
                    "parameters": [{"name": "q", "in": "query", **media}],
                    "responses": {"200": {"content": {"application/json": media}}},
                }
            }
        },
        "components": {"examples": {"one": {"value": 5}}},
    }
    end = "example" if where == "example" else "examples/one"
    assert [at for at, _ in found_in(document)] == [
        f"/paths/~1a/get/parameters/0/{end}",
        f"/paths/~1a/get/responses/200/content/application~1json/{end}",
    ]


def test_examples_as_sent_on_the_wire() -> None:
    """A number for a parameter that is text, and a form or XML as text, are not contradictions."""
    parameter = {"name": "q", "in": "query", "schema": {"type": "string"}, "example": 5}
    body = {"schema": {"type": "object"}, "example": "<a/>"}
    operation = {"parameters": [parameter], "requestBody": {"content": {"application/xml": body}}}
    assert of_operation("/a", operation) == []


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


@pytest.mark.parametrize(
    ("path", "operation", "messages"),
    [
        ("/a/{id}", {"parameters": [ID]}, []),
        ("/a/{id}", {}, ['the path has {id}, but there is no path parameter "id".']),
        ("/a", {"parameters": [ID]}, ['the path parameter "id" has no place in the path /a.']),
        (
            "/a/{id}",
            {"parameters": [{**ID, "required": False}]},
            ['the path parameter "id" is not required, though a part of a path always is.'],
        ),
        ("/a", {"security": [{"Key": []}]}, ['the security requirement "Key" names no scheme of the document.']),
        ("/a", {"security": [{}], "parameters": [{"$ref": "#/nowhere"}]}, []),
    ],
)
def test_an_operation_that_contradicts_its_surroundings(path: str, operation: Json, messages: list[str]) -> None:
    """Placeholders, parameters and credentials."""
    assert [message for _, message in of_operation(path, operation)] == messages


def test_parameters_of_the_path_count() -> None:
    """They may be in the path item or in a component."""
    assert of_operation("/a/{id}", {}, parameters=[ID]) == []


def test_an_id_that_two_operations_have() -> None:
    """The second is reported, with the place of the first."""
    document = {"paths": {"/a": {"get": {"operationId": "x"}, "put": {"operationId": "x"}}}}
    assert found_in(document) == [("/paths/~1a/put/operationId", 'the operationId "x" is also used at /paths/~1a/get.')]


def test_only_selected_operations_are_linted() -> None:
    """And all that they refer to, through any number of references."""
    document = deepcopy(DOCUMENT)
    document["components"]["schemas"]["Seconds"]["minLength"] = 9
    document["components"]["schemas"]["Seconds"]["maxLength"] = 1
    document["components"]["schemas"]["Lost"] = {"enum": []}
    document["paths"]["/other/{a}"] = {"get": {"responses": {}}}
    assert len(found_in(document)) == 3
    scope = Scope(operations=frozenset({("GET", "/clips/{}")}))
    assert [at for at, _ in found_in(document, scope)] == ["/components/schemas/Seconds/minLength"]


def test_lines_and_order_are_those_of_the_file() -> None:
    """A contradiction has its line in the file."""
    text = "openapi: 3.1.0\npaths: {}\ncomponents:\n  schemas:\n    B: {enum: []}\n    A:\n      enum: []\n"
    document = loads(text.encode(), Path("doc.yaml"))
    told = contradictions(document, None)
    assert [(item.place.file, item.place.line, item.place.column) for item in told] == [
        ("doc.yaml", 5, 9),
        ("doc.yaml", 7, 7),
    ]


def test_cycles_come_to_an_end() -> None:
    """References in a circle, of schemas and of nothing but references."""
    schema = {"$ref": "#/components/schemas/B", "description": ALLOWED, "example": 4}
    assert of_schema(schema, B={"$ref": "#/components/schemas/A"}) == []
    tree = {
        "type": "object",
        "properties": {"next": {"$ref": "#/components/schemas/A"}},
        "example": {"next": {"next": 1}},
    }
    assert len(of_schema(tree)) == 1


def test_very_many_are_counted() -> None:
    """A report lists five hundred at most."""
    document = {"components": {"schemas": {f"A{number}": {"enum": []} for number in range(600)}}}
    told = found_in(document)
    assert len(told) == 501
    assert told[-1][1] == "there are 100 further contradictions."


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_our_own_documents(folder: Path) -> None:
    """Those that we wrote do not contradict themselves; those that are vendored do where we correct them.

    A further folder may have a document that does: its publisher wrote it.
    """
    document = loads((folder / "openapi.yaml").read_bytes(), folder / "openapi.yaml")
    told = [(item.place.pointer, item.message) for item in contradictions(document, None)]
    vendored = ("litellm", "newapi", "openrouter", "sglang", "together", "vllm-omni")
    expected: dict[str, list[str]] = {
        **{name: [] for name in vendored},
        "apifox": ["/paths/~1v1~1videos~1{id}/get/responses/200/content/application~1json/example"],
        "openai": [
            f"/components/schemas/CreateVideoExtend{kind}Body/properties/seconds/description"
            for kind in ("Json", "Multipart")
        ],
    }
    if folder.name not in expected and load_provider(folder).source.kind == "vendored":
        pytest.skip("a published document may contradict itself")
    assert [at for at, _ in told] == expected.get(folder.name, [])


def test_contradictions_of_the_whole_document() -> None:
    """A few dozen, each in one sentence."""
    content = gzip.decompress(upstream("openai/openapi.full.yaml.gz").read_bytes())
    document = loads(content, Path("openapi.yaml"))
    told = contradictions(document, None)
    assert 20 <= len(told) <= 40
    assert all(item.message.endswith(".") and "\n" not in item.message for item in told)


@given(data=st.data())
def test_any_document_is_linted(data: st.DataObject) -> None:
    """Whatever stands anywhere in the document."""
    version = data.draw(st.sampled_from(["3.0.3", "3.1.0"]))
    document = mutated(data, {**DOCUMENT, "openapi": version})
    try:
        told = contradictions(Document(data=document, path=Path("doc.yaml")), None)
    except SpecError:
        return
    assert all(isinstance(item, Contradiction) and item.message for item in told)
