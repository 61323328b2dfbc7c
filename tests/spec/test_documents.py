"""The documents under ``spec/``: valid, structured as published, in words of our own, and true to the samples."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from scripts.oas.load import SpecError, load
from scripts.oas.operations import operations_by_id
from scripts.oas.overlay import read_actions
from scripts.oas.prose import is_prose
from scripts.oas.schema_paths import property_schemas
from scripts.spec.body_schemas import response_schema
from scripts.spec.provider import load_overlaid, load_provider, prepare
from scripts.spec.samples import check_samples, read_sample, sample_files
from tests.spec.support import FOLDERS, NAMES, SPEC, upstream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROSE = ("description", "summary")
PUBLISHED = {
    "litellm": "openapi.videos.yaml",
    "newapi": "relay.videos.yaml",
    "openrouter": "openapi.videos.yaml",
    "together": "openapi.videos.yaml",
    "sglang": "openapi.videos.yaml",
    "vllm-omni": "openapi.videos.yaml",
}
"""Provider -> the published document in the shared folder; OpenAI's and apifox' are compared more closely."""
INVALID_UPSTREAM = {"openrouter": "True is not of type 'number'"}
"""Provider -> what is wrong with its document as published; its overlay corrects it."""


def corrects(folder: Path) -> bool:
    """Whether a folder has an overlay for which a sample is evidence."""
    path = folder / "overlay.yaml"
    return path.is_file() and "samples/" in path.read_text(encoding="utf-8")


CORRECTED = [folder for folder in FOLDERS if corrects(folder)]


def structure(node: Any, *, under_names: bool = False) -> Any:
    """Return a document without prose and vendors' samples; key order kept, as a list of pairs."""
    if isinstance(node, list):
        return [structure(item) for item in node]
    if not isinstance(node, dict):
        return node
    return [
        (key, structure(value, under_names=key in ("properties", "schemas", "paths")))
        for key, value in node.items()
        if under_names or not (key == "x-oaiMeta" or (key in PROSE and isinstance(value, str)))
    ]


def prose(node: Any) -> Iterator[str]:
    """Yield every summary and description."""
    if isinstance(node, list):
        for item in node:
            yield from prose(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in PROSE and isinstance(value, str):
                yield value
            else:
                yield from prose(value)


def data(path: Path) -> Any:
    """Return the data of a file."""
    return load(path).data


def test_openai_has_the_published_structure() -> None:
    """Every path, id, parameter, schema, type, required list, enum in order, default, limit, media type, title."""
    assert structure(data(SPEC / "openai" / "openapi.yaml")) == structure(data(upstream("openai/openapi.videos.yaml")))


def test_openai_has_prose_where_the_published_document_has() -> None:
    """The words differ; that there are words does not."""
    ours, theirs = data(SPEC / "openai" / "openapi.yaml"), data(upstream("openai/openapi.videos.yaml"))
    for document in (ours, theirs):
        document.pop("x-oaiMeta", None)
    assert len(list(prose(ours))) == len(list(prose({key: _without_meta(value) for key, value in theirs.items()})))


def _without_meta(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_meta(item) for item in node]
    if isinstance(node, dict):
        return {key: _without_meta(value) for key, value in node.items() if key != "x-oaiMeta"}
    return node


def test_apifox_retrieve_is_kept_as_it_was_given() -> None:
    """Labels, empty strings, empty lists and all."""
    ours, theirs = data(SPEC / "apifox" / "openapi.yaml"), data(upstream("apifox/retrieve.openapi.yaml"))
    assert json.dumps(ours["paths"].pop("/v1/videos/{id}")) == json.dumps(theirs["paths"].pop("/v1/videos/{id}"))
    ours["paths"].pop("/v1/videos")
    assert json.dumps(ours) == json.dumps(theirs)


def test_apifox_create_has_the_published_structure() -> None:
    """As for OpenAI."""
    ours, theirs = data(SPEC / "apifox" / "openapi.yaml"), data(upstream("apifox/create.openapi.yaml"))
    assert structure(ours["paths"]["/v1/videos"]) == structure(theirs["paths"]["/v1/videos"])


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_vendored_document_has_the_published_structure(name: str) -> None:
    """Of the operations in use, and of what they refer to: all but texts, examples and the order of keys."""
    ours, theirs = (
        without_texts(data(path)) for path in (SPEC / name / "openapi.yaml", upstream(f"{name}/{PUBLISHED[name]}"))
    )
    for document in (ours, theirs):
        document.pop("tags", None)  # which tags are listed depends on the operations that are kept
    for group in ("paths", "components"):
        assert_part_of(ours.pop(group), theirs.pop(group), (group,))
    assert ours == theirs


def without_texts(node: Any, *, names: bool = False) -> Any:
    """Return a document without texts for people and without examples."""
    if isinstance(node, list):
        return [without_texts(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_texts(value, names=key in ("properties", "schemas", "paths", "responses"))
        for key, value in node.items()
        if names or not is_prose(key)
    }


def assert_part_of(ours: Any, theirs: Any, place: tuple[str, ...]) -> None:
    """Each path, method and component of ours is the published one."""
    for key, value in ours.items():
        if place[0] == "components" and len(place) < 2:
            assert_part_of(value, theirs[key], (*place, key))
        else:
            assert value == theirs[key], (*place, key)


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("openai", "openai/openapi.videos.yaml"),
        ("apifox", "apifox/create.openapi.yaml"),
        *((name, f"{name}/{file}") for name, file in PUBLISHED.items()),
    ],
)
def test_prose_is_our_own(name: str, published: str) -> None:
    """No text of some length is the published one, nor part of it."""
    theirs = " ".join(" ".join(text.split()).lower() for text in prose(data(upstream(published))))
    folder = SPEC / name
    texts = [*prose(data(folder / "openapi.yaml")), *prose(data(folder / "overlay.yaml"))]
    for text in texts:
        plain = " ".join(text.split()).lower()
        assert len(plain) < 40 or plain not in theirs


def test_no_vendor_code_is_kept() -> None:
    """Neither their samples nor their navigation."""
    for folder in FOLDERS:
        assert "oaiMeta" not in (folder / "openapi.yaml").read_text()


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_documents_are_valid_openapi(folder: Path) -> None:
    """As vendored, with the overlay, and cut down to what is used."""
    prepared = prepare(folder)
    if prepared.overlaid != prepared.document:
        validate(prepared.overlaid)  # type: ignore[arg-type]
    validate(prepared.document)  # type: ignore[arg-type]
    if folder.name in INVALID_UPSTREAM:
        with pytest.raises(OpenAPIValidationError, match=INVALID_UPSTREAM[folder.name]):
            validate(prepared.raw)  # type: ignore[arg-type]
    elif prepared.raw != prepared.document:
        validate(prepared.raw)  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_every_sample_fits_the_corrected_document(folder: Path) -> None:
    """And there are samples, at least where something was corrected."""
    assert list((folder / "samples").glob("*.json")) or folder not in CORRECTED
    assert [str(problem) for problem in check_samples(folder)] == []


@pytest.mark.parametrize("folder", CORRECTED, ids=lambda folder: folder.name)
def test_without_the_overlay_a_sample_does_not_fit(folder: Path) -> None:
    """The overlay is there for a reason."""
    assert check_samples(folder, overlay=False)


@pytest.mark.parametrize("folder", CORRECTED, ids=lambda folder: folder.name)
def test_samples_named_as_evidence_are_why(folder: Path) -> None:
    """Each sample that an action names breaks the document without the overlay, or has keys that it says nothing of."""
    broken = {f"samples/{problem.path.rpartition('/')[2]}" for problem in check_samples(folder, overlay=False)}
    overlay = load(folder / "overlay.yaml")
    assert read_actions(overlay, folder)
    actions = overlay.root["actions"]
    assert isinstance(actions, list)
    named: set[str] = set()
    for action in actions:
        assert isinstance(action, dict)
        evidence = action["x-evidence"]
        named |= {str(item) for item in (evidence if isinstance(evidence, list) else [evidence])}
    assert {name for name in named if name.startswith("samples/")} <= broken | undescribed(folder)


def undescribed(folder: Path) -> set[str]:
    """Return the samples with a key that the document, without its overlay, does not list."""
    facts = load_provider(folder)
    source, overlaid = load_overlaid(folder)
    operations = operations_by_id(overlaid, source)
    roles = {str(role): operations[name] for role, name in facts.operations.items()}
    result: set[str] = set()
    for path in sample_files(folder):
        sample = read_sample(path)
        schema = response_schema(source.root, {**operations, **roles}[sample.operation], sample.http_status)
        if schema is not None and has_unlisted_key(source.root, schema, sample.body):
            result.add(f"samples/{path.name}")
    return result


def has_unlisted_key(document: Any, schema: str, value: Any) -> bool:
    """Whether an object, or one in it, has a key that its schema does not list."""
    if not isinstance(value, dict):
        return False
    listed = property_schemas(document, schema)
    return any(key not in listed or has_unlisted_key(document, listed[key], item) for key, item in value.items())


def test_openai_s_own_examples_all_break_its_document() -> None:
    """Three of three."""
    broken = {problem.path.rpartition("/")[2] for problem in check_samples(SPEC / "openai", overlay=False)}
    assert broken == {"create.json", "list.json", "remix.json"}


def test_a_sample_that_does_not_fit_is_told_with_its_place(tmp_path: Path) -> None:
    """File, line and pointer into the body."""
    folder = tmp_path / "apifox"
    shutil.copytree(SPEC / "apifox", folder)
    path = folder / "samples" / "retrieve-running.json"
    path.write_text(path.read_text().replace('"progress": 45', '"progress": "45%"'))
    (problem,) = check_samples(folder)
    assert (problem.line, problem.pointer) == (12, "/body/progress")
    assert "'45%' is not of type 'integer'" in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"operation": "retrieve"', '"operation": "fetch"', "no operation 'fetch'"),
        ('"http_status": 200', '"http_status": 404', "no JSON response 404"),
    ],
)
def test_a_sample_of_nothing_is_told(tmp_path: Path, old: str, new: str, what: str) -> None:
    """A sample must be of an operation and an answer that the document has."""
    folder = tmp_path / "apifox"
    shutil.copytree(SPEC / "apifox", folder)
    path = folder / "samples" / "retrieve-running.json"
    path.write_text(path.read_text().replace(old, new))
    assert what in str(check_samples(folder)[0])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"note"', '"notes"', "'note' is missing"),
        ('"http_status": 200', '"http_status": "200"', "not an HTTP status"),
        ('"http_status": 200', '"http_status": true', "not an HTTP status"),
        ('"operation": "retrieve"', '"operation": null', "not text"),
        ('"elided_by_source": false', '"elided_by_source": "no"', "neither true nor false"),
        (
            '"source": "https://agicto.com/docs/api-reference/openai-video/sora/retrieve"',
            '"source": ""',
            "no source",
        ),
    ],
)
def test_a_malformed_sample_is_told(tmp_path: Path, old: str, new: str, what: str) -> None:
    """Its frame is checked before its body."""
    folder = tmp_path / "apifox"
    shutil.copytree(SPEC / "apifox", folder)
    path = folder / "samples" / "retrieve-running.json"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(SpecError) as caught:
        check_samples(folder)
    assert what in str(caught.value)


def test_an_elided_sample_may_lack_keys(tmp_path: Path) -> None:
    """What its source left out is not held against it; what is there is."""
    folder = tmp_path / "cometapi"
    shutil.copytree(SPEC / "cometapi", folder)
    sample = {"source": "x", "operation": "retrieve", "http_status": 200, "note": None, "elided_by_source": True}
    path = folder / "samples" / "a.json"
    path.write_text(json.dumps(sample | {"body": {"id": "x"}}))
    assert check_samples(folder) == []
    path.write_text(json.dumps(sample | {"body": {"id": 5}}))
    assert len(check_samples(folder)) == 1


def test_every_payload_seen_at_a_provider_of_ours_is_a_sample() -> None:
    """Of those collected; agicto's document is the apifox export, and relays without a folder are `compatible`."""
    seen = json.loads(upstream("../payloads/seen.json").read_text())
    folders = {"agicto": "apifox", "azure-openai": "azure", "new-api": "newapi"} | {name: name for name in NAMES}
    for entry in seen:
        name = folders.get(entry["provider"], "compatible")
        bodies = [data(path)["body"] for path in (SPEC / name / "samples").glob("*.json")]
        assert entry["body"] in bodies
