"""Real documents with random changes: the verdicts of drift are those of a caller. ``make drift-mutants`` tries more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scripts.oas.document import Document
from scripts.oas.payload_check import PayloadValidator
from scripts.oas.pointers import format_pointer
from tests.drift.mutants.changes import CHANGES
from tests.drift.mutants.clients import why_callers_break
from tests.drift.mutants.noops import NOOPS
from tests.drift.mutants.samples import WAYS, Sampler
from tests.drift.mutants.sites import operations, resolved
from tests.drift.mutants.trials import Trial, changed, real_documents, table, unchanged, with_callers
from videojobs.contract import to_31

if TYPE_CHECKING:
    from collections.abc import Iterator


def _disagreeing(trials: list[Trial]) -> list[str]:
    return [str(trial) for trial in trials if not trial.agrees]


def test_changes_with_a_known_effect() -> None:
    """Each kind of change; the clients of some of them are run."""
    trials = list(changed(2 * len(CHANGES), 1))
    assert {trial.kind for trial in trials} == {change.name for change in CHANGES}
    trials += [with_callers(trial) for trial in trials if trial.kind in ("property renamed", "tag changed")]
    assert _disagreeing(trials) == []
    assert any(trial.why_broken for trial in trials)


def test_changes_that_mean_nothing() -> None:
    """Each kind of change, in several spellings of YAML; the clients of some of them are run."""
    trials = list(unchanged(2 * len(NOOPS), 1))
    assert {trial.kind for trial in trials} == NOOPS.keys()
    trials += [
        with_callers(trial) for trial in trials if trial.kind in ("order of keys and lists", "reference written out")
    ]
    assert _disagreeing(trials) == []
    assert not any(trial.why_broken for trial in trials)


def test_the_table_counts_each_kind() -> None:
    """What is expected, what was reported, and how many agree."""
    (trial,) = changed(1, 1)
    assert table([trial, trial]).splitlines()[-1] == "| property removed | breaking | 2 | 2 breaking | 2 | 0 | 0 |"


@pytest.mark.parametrize("name", [name for name, _ in real_documents()])
def test_every_sampled_response_of_a_real_document_is_valid(name: str) -> None:
    """Or a caller would read less than a server sends, and a break of it would not be noticed."""
    document = json.loads(dict(real_documents())[name])
    validator = PayloadValidator(to_31(document))
    for pointer, schema in _json_responses(document):
        for way in range(WAYS):
            payload = Sampler(document, way, "writeOnly").value(schema)
            assert list(validator.violations(pointer, payload)) == []


def _json_responses(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield pointer and schema of each JSON response of success."""
    for path, method, node in operations(document):
        for status, written in node["responses"].items():
            content = resolved(document, written).get("content", {})
            if status.startswith("2") and "application/json" in content:
                at = format_pointer(["paths", path, method, "responses", status])
                pointer = f"{written.get('$ref', f'#{at}')[1:]}/content/application~1json/schema"
                yield pointer, content["application/json"]["schema"]


def _document(code: dict[str, Any], *required: str) -> Document:
    error = {"type": "object", "properties": {"code": code}}
    job = {"type": "object", "required": [*required], "properties": {"error": error, "detail": {"type": "string"}}}
    content = {"application/json": {"schema": job}}
    operation = {"operationId": "getJob", "responses": {"200": {"description": "fine", "content": content}}}
    info = {"title": "Jobs", "version": "1"}
    return Document(data={"openapi": "3.1.0", "info": info, "paths": {"/job": {"get": operation}}}, path=Path("a.yaml"))


@pytest.mark.parametrize(
    "code",
    [
        {"type": "string"},
        # What FastAPI writes for an optional value; a response in which it is a text was not tried.
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ],
)
@pytest.mark.parametrize("required", ["error", "detail"])
def test_a_caller_of_a_required_key_reads_what_could_be_sent_before(
    tmp_path: Path, code: dict[str, Any], required: str
) -> None:
    """The least response has the key now: with an empty error, say, which the document allowed before."""
    trial = Trial(kind="", seed="", base=_document(code), revision=_document(code, required))
    assert why_callers_break(trial, tmp_path) is None


def test_a_caller_reads_each_type_of_a_value_that_may_be_null(tmp_path: Path) -> None:
    """A value that was a text or null and becomes a number or null."""
    base, revision = (_document({"anyOf": [{"type": name}, {"type": "null"}]}) for name in ("string", "integer"))
    trial = Trial(kind="", seed="", base=base, revision=revision)
    assert "code is number" in str(why_callers_break(trial, tmp_path))


@pytest.mark.nightly
@pytest.mark.timeout(1200)
def test_many_changes_and_their_callers() -> None:
    """No missed break in 1,000 changes, no false alarm in 300 that mean nothing; every seventh is run."""
    trials = [*changed(1000, 2), *unchanged(300, 2)]
    trials = [trial if index % 7 else with_callers(trial) for index, trial in enumerate(trials)]
    assert _disagreeing(trials) == []
