"""With the suggested overlay, the responses that deviated match the document."""

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
from scripts.oas.load import loads
from scripts.oas.overlay import apply_overlay
from scripts.providers.correct import correction_files
from scripts.providers.evidence import Evidence
from tests.contract.support import finished_job, response
from tests.sampling import one_in
from videojobs.contract import Observation
from videojobs.contract.aggregator import Aggregator
from videojobs.contract.api_document import ApiDocument, load_document
from videojobs.dialect import Auth, Dialect

PROVIDERS = sorted(videojobs_api.PROVIDERS)
BEYOND = {"empty", "json", "unreadable"}
"""Rules that no correction of a document can meet."""


@pytest.fixture(scope="module", autouse=True)
def journeys() -> None:
    """Emulate every provider once, before the first example is drawn."""
    for provider in PROVIDERS:
        finished_job(provider)


def corrected(document: ApiDocument, *responses: Observation) -> ApiDocument:
    """Return the document with the overlay that some responses suggest, applied as the generator does."""
    evidence = Evidence(document)
    for one in responses:
        evidence.add(one)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "samples").mkdir()
        texts = correction_files(evidence, "new.jsonl")
        for path, text in texts.items():
            (folder / path).write_text(text, encoding="utf-8")
        if "overlay.yaml" not in texts:
            return document
        overlay = loads(texts["overlay.yaml"].encode(), folder / "overlay.yaml")
        return ApiDocument(apply_overlay(document.root, overlay), document.dialect)


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
def changed(draw: st.DrawFn) -> Observation:
    """A finished job of some provider, with a few members changed."""
    provider = draw(st.sampled_from(PROVIDERS))
    job = finished_job(provider)
    for _ in range(draw(st.integers(1, 4))):
        keys = sorted(job.body)
        how = draw(st.sampled_from(["drop", "null", "word", "value", "new"]))
        key = draw(st.sampled_from(keys)) if keys and how != "new" else draw(st.text(min_size=1, max_size=8))
        if how == "drop":
            job.body.pop(key, None)
        else:
            job.body[key] = {"null": None, "word": draw(st.text(max_size=12))}.get(how, draw(values))
    return job


@pytest.mark.parametrize("examples", [40, pytest.param(200, marks=pytest.mark.nightly)])
def test_response_no_longer_deviates(examples: int) -> None:
    """Whatever is changed in a response: the overlay applies, and the generator accepts it."""

    @settings(max_examples=examples)
    @given(changed())
    def check(job: Observation) -> None:
        provider = str(job.provider)
        evidence = Evidence(load_document(provider))
        evidence.add(job)
        document = corrected(load_document(provider), job)
        aggregator = Aggregator({provider: document})
        body = evidence.responses[0].body if evidence.responses else job.body
        aggregator.add(response(provider, "retrieve", body, status=job.status))
        assert [group for group in aggregator.report().groups if group.rule not in BEYOND] == []

    check()


def corrected_for(provider: str, *changes: dict[str, Any]) -> tuple[ApiDocument, str]:
    """Return the corrected document for a finished job, changed in some ways, and its text."""
    document = corrected(load_document(provider), *(evolve(finished_job(provider), **change) for change in changes))
    return document, json.dumps(document.root)


def test_another_success_repeats_the_documented_one() -> None:
    """The generator would write a second model of the same job otherwise."""
    document, _ = corrected_for("openai", {"status": 201})
    responses = document.value_at(document.operation_named("retrieve").location)["responses"]
    assert responses["201"] == responses["200"]


def test_media_types_of_bytes_get_no_schema() -> None:
    """A generated client would return bytes in place of the job; a response without a body is no evidence either."""
    page = {"body": None, "is_json": False, "size": 9, "content_type": "text/html"}
    _, text = corrected_for(
        "openai",
        {"content_type": "application/octet-stream"},
        {"content_type": "text/json", "status": 202},
        page,
        {**page, "size": 0, "status": 204},
    )
    before = json.dumps(load_document("openai").root)
    assert text.count("octet-stream") == before.count("octet-stream")
    assert text.count("text/html") == before.count("text/html")
    assert '"204"' not in text


@pytest.mark.parametrize("provider", one_in(3, PROVIDERS))
def test_generator_accepts_the_corrected_document(provider: str, tmp_path: Path) -> None:
    """Arrays have ``items``, and no JSON has two schemas: a package is written."""
    body = finished_job(provider).body
    document, text = corrected_for(
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
    assert main(["--document", str(path), "--out", str(tmp_path / "out")]) == 0
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


def invented(schema: dict[str, Any], version: str) -> ApiDocument:
    """Return a document of one operation whose response has this schema."""
    operation = {"operationId": "getIt", "responses": {"200": {"content": {"application/json": {"schema": schema}}}}}
    root = {"openapi": version, "paths": {"/things": {"get": operation}}, "components": {"schemas": COMPONENTS}}
    return ApiDocument(
        root, Dialect(name="invented", title="Invented", base_url=None, auth=(Auth(scheme="none"),), operations={})
    )


@pytest.mark.parametrize("examples", [50, pytest.param(300, marks=pytest.mark.nightly)])
def test_any_schema_can_be_corrected(examples: int) -> None:
    """Whatever the schema and the body: after a few rounds of corrections, the body fits.

    One round corrects what deviates; a value of a wrong type may hide further deviations.
    """

    @settings(max_examples=examples)
    @given(st.data(), st.sampled_from(["3.0.3", "3.1.0"]))
    def check(data: st.DataObject, version: str) -> None:
        document = invented(data.draw(schemas(version == "3.0.3")), version)
        body = data.draw(bodies)
        for _ in range(6):
            aggregator = Aggregator({"invented": document})
            aggregator.add(response("invented", "getIt", body))
            groups = [group for group in aggregator.report().groups if group.rule not in BEYOND]
            if not groups:
                return
            document = corrected(document, response("invented", "getIt", body))
        assert groups == []

    check()


def test_schemas_of_evidence_are_bounded() -> None:
    """A key whose value never repeats gets a schema of what its values have in common."""
    evidence = Evidence(load_document("openai"))
    job = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued", "progress": 0}
    for n in range(60):
        body = {**job, "new": {f"a{n}": {f"b{m}": {f"c{n}": 1} for m in range(60)}}}
        evidence.add(response("openai", "retrieve", body))
    (group,) = evidence.groups.values()
    assert len(json.dumps(group.schema)) < 100_000
