"""Documents with hostile texts in every place: the output compiles, imports without effects, and says the same."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.codegen.render import single
from tests.codegen.conftest import document
from tests.codegen.fuzzing import fuzzed, json_values, texts, words
from tests.codegen.generated_code import Outcome

Doc = dict[str, Any]
_scalars = st.sampled_from(["string", "integer", "number", "boolean"])


def described(schema: Doc) -> st.SearchStrategy[Doc]:
    """Add texts that say nothing to the code."""
    notes = st.fixed_dictionaries(
        {},
        optional={
            "description": texts,
            "title": texts,
            "default": json_values,
            "example": json_values,
            "format": texts,
            "deprecated": st.booleans(),
            "x-note": json_values,
            "externalDocs": json_values,
            "$comment": texts,
        },
    )
    return notes.map(lambda more: {**more, **schema})


_plain = _scalars.flatmap(lambda kind: described({"type": kind}))
_enums = st.lists(texts, min_size=1, max_size=5).flatmap(lambda values: described({"type": "string", "enum": values}))
_mixed = st.lists(texts | st.integers(-9, 9), min_size=1, max_size=5).flatmap(
    lambda values: described({"enum": values})
)
_constants = (texts | st.integers() | st.booleans()).flatmap(lambda value: described({"const": value}))
_references = st.just({"$ref": "#/components/schemas/Target"})


def _objects(inner: st.SearchStrategy[Doc]) -> st.SearchStrategy[Doc]:
    properties = st.dictionaries(texts, inner, min_size=1, max_size=4)
    return properties.flatmap(
        lambda properties: st.lists(st.sampled_from(list(properties)), max_size=3).flatmap(
            lambda required: described({"type": "object", "properties": properties, "required": required})
        )
    )


schemas = st.recursive(
    _plain | _enums | _mixed | _constants | _references,
    lambda inner: (
        _objects(inner)
        | inner.map(lambda schema: {"type": "array", "items": schema})
        | inner.map(lambda schema: {"anyOf": [schema, {"type": "null"}]})
        | st.lists(inner, min_size=1, max_size=3).map(lambda members: {"oneOf": members})
        | inner.map(lambda schema: {"type": "object", "additionalProperties": schema})
    ),
    max_leaves=10,
)
_parameters = st.lists(
    st.tuples(words.filter(str.isprintable), _plain | _enums), max_size=3, unique_by=lambda pair: pair[0]
).map(lambda pairs: [{"name": name, "in": "query", "description": name, "schema": schema} for name, schema in pairs])


@st.composite
def documents(draw: st.DrawFn) -> Doc:
    """Draw a document that can be generated, whatever its texts are."""
    operation = {
        "operationId": draw(texts),
        "tags": [draw(texts)],
        "summary": draw(texts),
        "description": draw(texts),
        "parameters": draw(_parameters),
        "requestBody": {"content": {"application/json": {"schema": draw(_objects(schemas))}}},
        "responses": {"200": {"description": draw(texts), "content": {"application/json": {"schema": draw(schemas)}}}},
    }
    target = {"type": "object", "properties": {draw(texts): {"type": "string"}}}
    doc = document({"/a": {"post": operation}}, {"Target": target, "Other": draw(schemas)})
    doc["info"] = {"title": draw(texts), "version": draw(texts), "description": draw(texts)}
    doc["webhooks"] = {draw(texts): {"post": {"requestBody": operation["requestBody"], "responses": {}}}}
    doc["tags"] = [{"name": draw(texts), "description": draw(texts)}]
    return doc


def texts_of(schema: Any) -> set[str]:
    """Return every key, value and constant of a schema that is text."""
    if not isinstance(schema, dict):
        return set()
    result = set(schema.get("properties", {}))
    result |= {value for value in [*schema.get("enum", ()), schema.get("const")] if isinstance(value, str)}
    inner = [*schema.get("properties", {}).values(), *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    for sub in [*inner, schema.get("items"), schema.get("additionalProperties")]:
        result |= texts_of(sub)
    return result


@pytest.mark.parametrize("examples", [20, pytest.param(150, marks=pytest.mark.nightly)])
def test_fuzzed_documents_stay_data(examples: int) -> None:
    """Every key, parameter, value and constant is in the code unchanged; importing it changes nothing."""

    @fuzzed(examples)
    @given(documents())
    def check(doc: Doc) -> None:
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
            patch.setattr(single, "format_tree", lambda folder: None)
            patch.chdir(folder)
            outcome = Outcome(doc, Path(folder) / "d")
            assert not outcome.error, outcome.error
            with outcome.imported():
                pass
            operation = doc["paths"]["/a"]["post"]
            texts_in = {item["name"] for item in operation["parameters"]}
            texts_in |= texts_of(operation["requestBody"]["content"]["application/json"]["schema"])
            texts_in |= texts_of(doc["components"]["schemas"]["Target"])
            constants = {item for item in outcome.constants() if isinstance(item, str)} | outcome.keys()
            assert texts_in <= constants, texts_in - constants

    check()


@fuzzed(60)
@given(json_values, st.sampled_from([".json", ".yaml"]))
def test_fuzzed_files_are_refused_in_one_line(value: Any, suffix: str) -> None:
    """Any JSON whatever in the place of a document."""
    with tempfile.TemporaryDirectory() as folder:
        content = json.dumps(value, ensure_ascii=False).encode()
        Outcome(content, Path(folder) / "d", suffix=suffix).check_refused()


_places = st.sampled_from(["paths", "components", "servers", "security", "info", "webhooks", "openapi", "tags"])


@fuzzed(150)
@given(_places, json_values, st.data())
def test_fuzzed_parts_never_break_the_generator(place: str, value: Any, data: st.DataObject) -> None:
    """Any JSON whatever in the place of a part of a document: generated, or refused in one line with a pointer."""
    doc = document({"/a": {"get": {"responses": {}}}}, {"A": {"type": "object", "properties": {"a": {}}}})
    doc[place] = value
    if data.draw(st.booleans()):
        doc = document({"/a": {"get": data.draw(json_values)}}, {"A": data.draw(json_values)})
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(single, "format_tree", lambda folder: None)
        outcome = Outcome(doc, Path(folder) / "d")
        if outcome.error:
            outcome.check_refused()
        else:
            with outcome.imported():
                pass
