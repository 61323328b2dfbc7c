"""The suggested overlay: with it, the answers that deviated do not deviate any more."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import videojobs_api
from scripts.generate import main
from tests.contracting import answer, collected, corrected, job_of
from videojobs.contract import Observation
from videojobs.contract.collect import Collector
from videojobs.contract.document import Document
from videojobs.dialect import Auth, Dialect

PROVIDERS = sorted(videojobs_api.PROVIDERS)
BEYOND = {"empty", "json", "unreadable"}
"""What no correction of a document helps against."""


@pytest.fixture(scope="module", autouse=True)
def answers() -> None:
    """Let every provider be emulated once, before the first example is drawn."""
    for provider in PROVIDERS:
        job_of(provider)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def bent(draw: st.DrawFn) -> Observation:
    """A finished job of some provider, with a few things about it changed."""
    provider = draw(st.sampled_from(PROVIDERS))
    job = job_of(provider)
    for _ in range(draw(st.integers(1, 4))):
        keys = sorted(job.body)
        how = draw(st.sampled_from(["drop", "null", "word", "value", "new"]))
        key = draw(st.sampled_from(keys)) if keys and how != "new" else draw(st.text(min_size=1, max_size=8))
        if how == "drop":
            job.body.pop(key, None)
        else:
            job.body[key] = {"null": None, "word": draw(st.text(max_size=12))}.get(how, draw(values))
    return job


@settings(max_examples=120)
@given(bent())
def test_what_was_seen_no_longer_deviates(job: Observation) -> None:
    """Whatever is changed about an answer: the overlay applies, and holds nothing that the generator would refuse."""
    provider = str(job.provider)
    collector = collected(job)
    with tempfile.TemporaryDirectory() as folder:
        document = corrected(collector, provider, Path(folder))
    again = Collector({provider: document})
    evidence = collector.evidence[0].body if collector.evidence else job.body
    again.add(answer(provider, "retrieve", evidence, status=job.status))
    assert [group for group in again.report().groups if group.rule not in BEYOND] == []


def suggested(provider: str, *changes: dict[str, Any]) -> tuple[Document, str]:
    """Return the corrected document for a finished job that was changed in some ways, and its text."""
    seen = [evolve(job_of(provider), **change) for change in changes]
    with tempfile.TemporaryDirectory() as folder:
        document = corrected(collected(*seen), provider, Path(folder))
    return document, json.dumps(document.root)


def test_other_success_is_said_to_be_what_the_documented_one_is() -> None:
    """The generator would make a second model of the same job otherwise."""
    document, _ = suggested("openai", {"status": 201})
    found = document.at(document.named("retrieve").place)["responses"]
    assert found["201"] == found["200"]


def test_no_type_of_bytes_is_promised_for_json() -> None:
    """A generated client would give bytes in place of the job; what came without a body is no evidence either."""
    page = {"body": None, "is_json": False, "size": 9, "content_type": "text/html"}
    _, text = suggested(
        "openai",
        {"content_type": "application/octet-stream"},
        {"content_type": "text/json", "status": 202},
        page,
        {**page, "size": 0, "status": 204},
    )
    before = json.dumps(collected().document("openai").root)
    assert text.count("octet-stream") == before.count("octet-stream")
    assert text.count("text/html") == before.count("text/html")
    assert '"204"' not in text


@pytest.mark.parametrize("provider", PROVIDERS)
def test_generator_takes_what_is_suggested(provider: str, tmp_path: Path) -> None:
    """Arrays say what is in them, and no two schemas are said of the same JSON: a package comes out."""
    body = job_of(provider).body
    document, text = suggested(
        provider,
        {"body": {**body, "seconds": [1], "error": [1], "new": {"a": [1, {"b": None}], "c/d ~'\"": "x"}}},
        {"body": {**body, "progress": "45%", "model": None}},
        {"content_type": "application/vnd.x+json"},
        {"status": 201},
        {"method": "PATCH"},
        {"status": 418, "body": {"error": {"message": "teapot"}}},
    )
    path = tmp_path / "openapi.json"
    path.write_text(text, encoding="utf-8")
    done = main(["--document", str(path), "--out", str(tmp_path / "made")])
    assert done == 0
    assert document.operations


names = st.sampled_from(["a", "b", "c/d"])
small = st.sampled_from(["x", "y", 1, -7, 2.5, True, None, "2026-01-01T00:00:00Z"])
kinds = st.sampled_from(["string", "integer", "number", "boolean", "object", "array"])
limits = st.sampled_from(
    [{"maximum": 1}, {"minimum": 2}, {"maxLength": 0}, {"pattern": "^q"}, {"format": "date-time"}, {"minItems": 1}, {}]
)


def schemas(old: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Return schemas of OpenAPI 3.0 or 3.1, of some depth."""
    null = st.sampled_from([{"nullable": True}, {}]) if old else st.just({})
    typed = kinds if old else kinds | st.lists(kinds | st.just("null"), min_size=1, max_size=2, unique=True)
    words = st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=2, unique=True)
    leaf = (
        st.builds(lambda kind, limit, more: {"type": kind, **limit, **more}, typed, limits, null)
        | st.builds(lambda listed, more: {"type": "string", "enum": listed, **more}, words, null)
        | st.builds(lambda name: {"$ref": f"#/components/schemas/{name}"}, st.sampled_from(["Word", "Part"]))
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(
                lambda known, needed: {"type": "object", "properties": known, "required": needed},
                st.dictionaries(names, inner, min_size=1, max_size=3),
                st.lists(names, max_size=2, unique=True),
            )
            | st.builds(lambda item: {"type": "array", "items": item}, inner)
            | st.builds(lambda one, other, key: {key: [one, other]}, inner, inner, st.sampled_from(["anyOf", "allOf"]))
        ),
        max_leaves=6,
    )


bodies = st.recursive(
    small, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)
COMPONENTS = {
    "Word": {"type": "string", "enum": ["x"]},
    "Part": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Word"}}, "required": ["a"]},
}


def invented(schema: dict[str, Any], version: str) -> Document:
    """Return a document of one operation whose answer is of this schema."""
    operation = {"operationId": "getIt", "responses": {"200": {"content": {"application/json": {"schema": schema}}}}}
    root = {"openapi": version, "paths": {"/things": {"get": operation}}, "components": {"schemas": COMPONENTS}}
    return Document(
        root, Dialect(name="invented", title="Invented", base_url=None, auth=(Auth(scheme="none"),), operations={})
    )


@settings(max_examples=150)
@given(st.data(), st.sampled_from(["3.0.3", "3.1.0"]))
def test_any_schema_can_be_mended(data: st.DataObject, version: str) -> None:
    """Whatever a document says and whatever comes: a few rounds of looking and mending, and it fits.

    One round mends what can be seen; behind a wrong type there may be more.
    """
    document = invented(data.draw(schemas(version == "3.0.3")), version)
    body = data.draw(bodies)
    for _ in range(6):
        collector = Collector({"invented": document})
        collector.add(answer("invented", "getIt", body))
        groups = [group for group in collector.report().groups if group.rule not in BEYOND]
        if not groups:
            return
        with tempfile.TemporaryDirectory() as folder:
            document = corrected(collector, "invented", Path(folder))
    assert groups == []
