"""Recorded payloads checked against our document and against the published one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scripts.drift.overlay.samples_state import SampleState, sample_states
from scripts.oas.load import load
from scripts.oas.payload_check import PayloadValidator
from tests.drift.overlay_support import DOCUMENT, answer, make_folder, read, revised
from tests.spec.support import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Json = dict[str, Any]


def clip(document: Json) -> Json:
    """Return the schema of a job."""
    return document["components"]["schemas"]["Clip"]


def state(tmp_path: Path, change: Callable[[Json], object], folder: Path | None = None) -> SampleState:
    """Return the state of the one sample when something changed upstream."""
    folder = folder or make_folder(tmp_path)
    (result,) = sample_states(folder, read(folder, revised(change)))
    return result


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_our_samples_are_valid_for_our_documents(folder: Path) -> None:
    """Each vendored document, compared with itself."""
    result = sample_states(folder, load(folder / "openapi.yaml"))
    assert all(item.before and item.after and not item.violations for item in result)
    assert [item.file for item in result] == sorted(f"samples/{path.name}" for path in (folder / "samples").glob("*"))


def test_the_corrections_that_still_apply_are_applied(tmp_path: Path) -> None:
    """The sample lacks a key that only the correction makes optional; one that is stale does no harm."""
    result = state(tmp_path, lambda doc: doc["components"]["schemas"]["Seconds"].update(enum=["4", "8", "16", "20"]))
    assert result == SampleState(file="samples/running.json", before=True, after=True, violations=())


@pytest.mark.parametrize(
    ("change", "words", "node"),
    [
        (
            lambda doc: clip(doc)["properties"]["status"].update(enum=["running", "done"]),
            '/status is "queued", none of "running", "done"',
            "/components/schemas/Clip/properties/status",
        ),
        (
            lambda doc: clip(doc)["required"].append("model"),
            'it lacks "model"',
            "/components/schemas/Clip",
        ),
        (
            lambda doc: clip(doc)["properties"].update(id={"type": ["integer", "null"]}),
            '/id is "a", not a whole number or null',
            "/components/schemas/Clip/properties/id",
        ),
        (
            lambda doc: doc["components"]["schemas"]["Seconds"].update(type="integer"),
            '/seconds is "8", not a whole number',
            "/components/schemas/Seconds",
        ),
    ],
)
def test_violations_are_described(change: Callable[[Json], object], words: str, node: str, tmp_path: Path) -> None:
    """With the violated schema of the revision, through its references."""
    result = state(tmp_path, change)
    assert (result.before, result.after) == (True, False)
    assert result.violations == (words,)
    assert result.nodes == (node,)


def test_a_sample_may_become_valid(tmp_path: Path) -> None:
    """Upstream corrected what we had not."""
    folder = make_folder(tmp_path, [])
    result = state(tmp_path, lambda doc: clip(doc)["required"].remove("error"), folder)
    assert (result.before, result.after) == (False, True)


def test_keys_that_the_source_elided_are_not_violations(tmp_path: Path) -> None:
    """As in the tests of the vendored document."""
    folder = make_folder(tmp_path)
    path = folder / "samples" / "running.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "elided_by_source": True}))
    assert state(tmp_path, lambda doc: clip(doc)["required"].append("model"), folder).after


def test_the_operation_is_found_by_its_path_under_any_id(tmp_path: Path) -> None:
    """Its placeholder may have another name as well."""

    def rename(doc: Json) -> None:
        item = doc["paths"]["/clips/{clip}"] = doc["paths"].pop("/clips/{id}")
        item["get"]["operationId"] = "retrieveClip"

    assert state(tmp_path, rename).after


def test_a_removed_operation_or_response(tmp_path: Path) -> None:
    """A sample of it is not valid."""
    result = state(tmp_path, lambda doc: doc["paths"].pop("/clips/{id}"))
    assert result.violations == ("the revision has no operation retrieve",)
    result = state(tmp_path, lambda doc: doc["paths"]["/clips/{id}"]["get"].update(responses={"404": {}}))
    assert result.violations == ("the revision has no JSON response 200 of retrieve",)


def test_a_folder_without_samples(tmp_path: Path) -> None:
    """There are no states."""
    folder = make_folder(tmp_path)
    (folder / "samples" / "running.json").unlink()
    assert sample_states(folder, read(folder, DOCUMENT)) == ()


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "("},
        {"type": "text"},
        {"enum": 5},
        {"required": 5},
        {"$ref": "#/components/schemas/None"},
        {"$ref": "#/components/schemas/Clip"},
        {"$ref": "other.yaml#/A"},
        {"anyOf": 3},
        {"properties": []},
        {"minLength": "a"},
    ],
)
def test_an_invalid_schema_is_not_a_traceback(schema: Json, tmp_path: Path) -> None:
    """The sample is valid, or not, or its check is impossible."""
    result = state(tmp_path, lambda doc: doc["components"]["schemas"].update(Clip=schema))
    assert result.before


def test_a_slow_pattern_is_skipped() -> None:
    """A pattern of a published document must not block the comparison."""
    document: Json = {"components": {"schemas": {"A": {"type": "string", "pattern": "^(a+)+$"}}}}
    assert list(PayloadValidator(document).violations("/components/schemas/A", "a" * 60 + "b")) == []
    document["components"]["schemas"]["A"]["pattern"] = "^[a-z]+$"
    assert [item.keyword for item in PayloadValidator(document).violations("/components/schemas/A", "A")] == ["pattern"]


def test_many_violations_are_counted(tmp_path: Path) -> None:
    """A list of all of them would be unreadable."""
    names = [f"key{number}" for number in range(30)]

    def wrong(doc: Json) -> None:
        doc["paths"]["/clips/{id}"]["get"]["responses"] = answer("Many")
        wanted = {name: {"const": name} for name in names}
        doc["components"]["schemas"]["Many"] = {"allOf": [{"required": [name]} for name in wanted]}

    result = state(tmp_path, wrong)
    assert len(result.violations) == 21
    assert result.violations[-1] == "and 10 more"
