"""What counts as a deviation, where, and how the client handles it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import videojobs_api
from tests.contract.support import aggregated, deviations, finished_job, journey, report, response
from tests.effort import calls_of
from videojobs.contract import Group, Observation
from videojobs.contract.aggregator import Aggregator
from videojobs.contract.api_document import ApiDocument, load_document
from videojobs.contract.readers import read_responses
from videojobs.dialect import Auth, Dialect
from videojobs.http.error_body import has_error, read_error_body
from videojobs.jobs.registry import load_dialect

PROVIDERS = sorted(videojobs_api.PROVIDERS)
SPEC = Path(__file__).parents[2] / "spec"
JOB = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued", "progress": 0}


def only_group(*responses: Observation) -> Group:
    """Return the one group of some responses."""
    groups = report(*responses).groups
    assert len(groups) == 1, groups
    return groups[0]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_responses_of_the_emulator_match_the_document(provider: str) -> None:
    """Nothing deviates but an error status that the provider's document does not have."""
    groups = report(*journey(provider)).groups
    assert [group for group in groups if group.rule != "status"] == []
    document = load_document(provider)
    for group in groups:
        operation = document.operation_named(group.operation)
        assert "default" not in document.value_at(operation.location)["responses"]


CHANGES: dict[str, tuple[dict[str, Any], tuple[str, str], str, str]] = {
    "unknown key": ({"new": 1}, ("/new", "unknown"), "integer", "kept"),
    "unlisted word": ({"status": "cooking"}, ("/status", "enum"), "cooking", "coerced"),
    "unlisted word of another provider": ({"status": "succeeded"}, ("/status", "enum"), "succeeded", "coerced"),
    "unlisted size": ({"size": "640x640"}, ("/size", "enum"), "640x640", "kept"),
    "null": ({"progress": None}, ("/progress", "null"), "", "kept"),
    "null in place of a word": ({"size": None}, ("/size", "null"), "", "kept"),
    "number for text": ({"seconds": 8}, ("/seconds", "type"), "integer", "coerced"),
    "text for a number": ({"progress": "45%"}, ("/progress", "type"), "string", "coerced"),
    "neither branch of a union": ({"completed_at": "soon"}, ("/completed_at", "type"), "string", "coerced"),
    "within a branch": ({"error": {"code": 7, "message": "x"}}, ("/error/code", "type"), "integer", "kept"),
    "unknown key within a branch": (
        {"error": {"code": "a", "message": "b", "hint": 1}},
        ("/error/hint", "unknown"),
        "integer",
        "kept",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_kind_of_deviation(name: str) -> None:
    """One change of a correct response is one group, with its place, rule, value and handling."""
    change, place, value, outcome = CHANGES[name]
    group = only_group(response("openai", "retrieve", {**JOB, **change}))
    assert (group.pointer, group.rule) == place
    assert list(group.values) == ([value] if value else [])
    assert list(group.handling) == [outcome], group.note
    assert group.message


def test_missing_key_has_its_own_pointer() -> None:
    """A required key is absent; the job is read without it."""
    group = only_group(response("openai", "retrieve", {key: value for key, value in JOB.items() if key != "model"}))
    assert (group.pointer, group.rule, dict(group.handling)) == ("/model", "required", {"kept": 1})


def test_note_of_a_coerced_value() -> None:
    """The note is what `VideoJob.reconciled` says."""
    group = only_group(response("openai", "retrieve", {**JOB, "seconds": 8}))
    assert group.note == "seconds: 8 -> 8.0"


def test_response_that_cannot_be_decoded_is_refused() -> None:
    """Without an id there is no job: the whole response is refused, with everything in it."""
    groups = report(response("openai", "retrieve", {"object": "video", "model": "m", "status": "queued"})).groups
    assert [dict(group.handling) for group in groups] == [{"refused": 1}]
    assert "DecodeError" in groups[0].note
    assert report(response("openai", "retrieve", [])).fails("refused")


def test_response_that_matches_and_cannot_be_decoded() -> None:
    """A document that requires no key matches a body that is no job."""
    group = only_group(response("poe", "retrieve", {}))
    assert (group.rule, dict(group.handling)) == ("unreadable", {"refused": 1})


def test_items_of_a_list_make_one_group() -> None:
    """Indexes are a star; each item is counted, with its own handling."""
    body = {"object": "list", "data": [{**JOB, "id": f"video_{number}", "seconds": number} for number in range(1, 4)]}
    group = only_group(response("openai", "list", body))
    assert (group.pointer, group.count, dict(group.handling)) == ("/data/*/seconds", 3, {"coerced": 3})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"status": 418}, "status"),
        ({"status": 202}, "status"),
        ({"content_type": "text/plain"}, "content-type"),
        ({"content_type": ""}, "content-type"),
        ({"is_json": False, "body": None, "size": 7}, "json"),
        ({"is_json": False, "body": None, "size": 0}, "empty"),
        ({"is_json": False, "body": None, "size": 900, "content_type": "text/html"}, "content-type"),
    ],
)
def test_whole_responses_deviate(changes: dict[str, Any], rule: str) -> None:
    """Status, content type, and bodies that are absent or no JSON."""
    assert deviations(evolve(response("openai", "retrieve", JOB), **changes)) == {("", rule)}


NO_BODY: dict[str, Any] = {"body": None, "is_json": False, "size": 0, "content_type": ""}
PAGE: dict[str, Any] = {"body": None, "is_json": False, "size": 900, "content_type": "text/html"}


@pytest.mark.parametrize(
    ("operation", "changes", "outcome", "note"),
    [
        ("retrieve", NO_BODY, "refused", "empty"),
        ("retrieve", PAGE, "refused", "not JSON"),
        ("list", PAGE, "refused", "not JSON"),
        ("delete", {**NO_BODY, "status": 204}, "kept", "read as deleted"),
        ("delete", PAGE, "refused", "not JSON"),
        ("content", PAGE, "refused", "WrongContent"),
        ("content", {"body": {"error": "no"}}, "refused", "WrongContent"),
        ("content", {**PAGE, "content_type": "audio/mpeg"}, "unread", "bytes"),
    ],
)
def test_handling_of_a_whole_response_is_that_of_the_client(
    operation: str, changes: dict[str, Any], outcome: str, note: str
) -> None:
    """An empty job is refused, an empty deletion is not; a download refuses text, whatever the status."""
    group = only_group(evolve(response("openai", operation, None), **changes))
    assert list(group.handling) == [outcome], group
    assert note in group.note


def test_failed_job_with_an_error_status_is_read() -> None:
    """Some providers report so that a job failed; the client reads a job."""
    quirky = next(name for name in PROVIDERS if load_dialect(name).quirks.failed_job_is_http_error)
    body = {**finished_job(quirky).body, "status": "failed"}
    groups = report(response(quirky, "retrieve", {**body, "seconds": 8}, status=400)).groups
    assert all("read as an error" not in group.note for group in groups)


def test_another_success_is_compared_with_the_documented_one() -> None:
    """An undocumented 201 deviates, and its body is compared all the same."""
    assert deviations(response("openai", "create", {**JOB, "new": 1}, status=201)) == {
        ("", "status"),
        ("/new", "unknown"),
    }


@pytest.mark.parametrize(
    ("method", "path", "rules"),
    [
        ("GET", "/v1/videos/video_1", set()),
        ("GET", "/some/proxy/v1/videos/video_1/", set()),
        ("PATCH", "/v1/videos/video_1", {"operation"}),
        ("POST", "/v1/videos/video_69b25d5f467c81908733/cancel", {"operation"}),
        ("GET", "/v1/models", None),
        ("OPTIONS", "/v1/videos", None),
        ("GET", "/v1/videos/a/b/c/d?e", {"operation"}),
    ],
)
def test_operation_is_found_by_its_path(method: str, path: str, rules: set[str] | None) -> None:
    """Below any mount point; paths of others are skipped, undocumented operations deviate."""
    observation = Observation(provider="openai", method=method, path=path, status=200, body=JOB, is_json=True)
    result = report(observation)
    assert result.responses == (0 if rules is None else 1)
    assert {group.rule for group in result.groups} == (rules or set())
    assert all("69b25d5f" not in group.operation for group in result.groups)


def test_ranges_and_redirects_of_a_clip_are_specified_by_http() -> None:
    """No document has to mention 206, 416 and a redirect of the content operation."""
    for status in (206, 302, 304, 416):
        observation = Observation(
            provider="openai", operation="content", status=status, content_type="text/plain", size=5
        )
        assert deviations(observation) == set()
    assert deviations(
        Observation(provider="openai", operation="content", status=200, content_type="text/plain", size=5)
    ) == {("", "content-type")}


def test_same_responses_give_the_same_report() -> None:
    """Groups, counts and values do not depend on the order of the responses; the example is of the first one."""
    responses = [response("openai", "retrieve", {**JOB, **change}) for change, *_ in CHANGES.values()]
    one, other = report(*responses), report(*responses[::-1])
    assert [evolve(group, example="", note="") for group in one.groups] == [
        evolve(group, example="", note="") for group in other.groups
    ]
    assert json.dumps(one.to_dict()) == json.dumps(report(*responses).to_dict())


def test_times_and_counts_are_aggregated() -> None:
    """First and last time, and how often each value was received."""
    jobs = [evolve(finished_job("openai"), body={**JOB, "status": word}) for word in ("a", "b", "a")]
    times = [finished_job("openai").time for _ in jobs]
    assert None not in times
    group = only_group(*jobs)
    assert (group.count, dict(group.values), group.first, group.last) == (3, {"a": 2, "b": 1}, times[0], times[0])


def test_coverage_lists_what_was_never_received() -> None:
    """Each operation of the document, with its statuses."""
    coverage = {one.operation: one for one in report(response("azure", "retrieve", JOB)).coverage}
    assert dict(coverage["retrieve"].statuses) == {200: 1}
    assert coverage["retrieve"].not_received == ("default",)
    assert (coverage["list"].count, coverage["list"].not_received) == (0, ("200", "default"))


def test_memory_is_bounded_by_groups() -> None:
    """A provider that invents keys fills the table; further deviations are only counted."""
    aggregator = aggregated(*(response("openai", "retrieve", {**JOB, f"key{n}a": n}) for n in range(600)))
    result = aggregator.report()
    assert len(result.groups) == 500
    assert (result.ungrouped, result.deviations) == (100, 600)


def test_invented_paths_take_no_memory() -> None:
    """Coverage has operations of the document only; others are counted in groups, which are bounded."""
    aggregator = Aggregator()
    for number in range(700):
        word = "".join(chr(97 + int(digit)) for digit in str(number))
        aggregator.add(
            Observation(provider="openai", method="GET", path=f"/videos/x/{word}", status=200, body={}, is_json=True)
        )
    result = aggregator.report()
    assert (result.responses, len(result.groups), result.ungrouped) == (700, 500, 200)
    assert sum(len(statuses) for statuses in aggregator._statuses.values()) == 0


def test_refused_response_counts_where_groups_are_full() -> None:
    """``--fail-on refused`` considers it all the same."""
    aggregator = aggregated(*(response("openai", "retrieve", {**JOB, f"key{n}a": n}) for n in range(600)))
    assert not aggregator.report().fails("refused")
    aggregator.add(response("openai", "list", {}))
    assert aggregator.report().fails("refused")


def test_work_is_proportional_to_the_length() -> None:
    """A callback holds up the call: four times the items, or the keys, may not be sixteen times the work."""

    def calls(count: int) -> int:
        items = [{**JOB, "id": f"v{number}", "status": "zz"} for number in range(count)]
        keys = {f"k{number}x": number for number in range(count)}
        responses = (
            response("openai", "list", {"object": "list", "data": items}),
            response("openai", "retrieve", {**JOB, **keys}),
        )
        return calls_of(lambda: report(*responses))

    calls(10)  # what is prepared once
    assert calls(400) < 6 * calls(100)


def invented(schema: dict[str, Any], version: str = "3.1.0") -> ApiDocument:
    """Return a document of one operation whose response has this schema."""
    operation = {"operationId": "getIt", "responses": {"200": {"content": {"application/json": {"schema": schema}}}}}
    root = {"openapi": version, "paths": {"/things/{id}": {"get": operation}}, "components": {"schemas": SCHEMAS}}
    dialect = Dialect(name="invented", title="Invented", base_url=None, auth=(Auth(scheme="none"),), operations={})
    return ApiDocument(root, dialect)


SCHEMAS: dict[str, Any] = {
    "Loop": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Loop"}, "n": {"minimum": 1}}},
    "Part": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    "Page<Part>": {"properties": {"a": {"type": "string"}}},
}
TEXT = {"type": "string"}
CASES: list[tuple[dict[str, Any], Any, set[tuple[str, str]]]] = [
    (
        {"$ref": "#/components/schemas/Loop"},
        {"next": {"next": {"n": 0, "x": 1}}},
        {("/next/next/n", "minimum"), ("/next/next/x", "unknown")},
    ),
    (
        {"allOf": [{"$ref": "#/components/schemas/Part"}, {"properties": {"b": TEXT}}]},
        {"a": "", "b": "", "c": ""},
        {("/c", "unknown")},
    ),
    # A reference is the fragment of a URI, so exporters percent-encode it (RFC 6901, section 6).
    ({"$ref": "#/components/schemas/Page%3CPart%3E"}, {"a": 1, "b": 1}, {("/a", "type"), ("/b", "unknown")}),
    ({"oneOf": [{"$ref": "#/components/schemas/Part"}, TEXT]}, {"a": 1}, {("/a", "type")}),
    ({"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, "c", {("", "enum")}),
    ({"properties": {"a": TEXT}, "additionalProperties": True}, {"b": 1}, {("/b", "unknown")}),
    ({"properties": {"a": TEXT}, "additionalProperties": False}, {"b": 1}, {("/b", "unknown")}),
    ({"properties": {"a": TEXT}, "additionalProperties": TEXT}, {"b": 1}, {("/b", "type")}),
    ({"additionalProperties": {"properties": {"a": TEXT}}}, {"x": {"b": 1}}, {("/x/b", "unknown")}),
    ({"type": "object"}, {"anything": {"at": "all"}}, set()),
    ({"items": {"properties": {"a": TEXT}}}, [{"a": ""}, {"b": ""}, {"b": ""}], {("/*/b", "unknown")}),
    (
        {"patternProperties": {"^x-": TEXT}, "properties": {"a": TEXT}},
        {"x-b": 1, "c": 1},
        {("/x-b", "type"), ("/c", "unknown")},
    ),
    ({"type": "string", "format": "date-time"}, "2026-01-01", {("", "format")}),
    ({"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z", set()),
    ({"type": "integer", "format": "int32"}, 2**40, {("", "format")}),
    ({"type": "string", "pattern": "^a", "maxLength": 2}, "bbb", {("", "pattern"), ("", "maxLength")}),
    ({"const": "a"}, "b", {("", "enum")}),
    ({"properties": {"a/b~c": {"type": "integer"}}}, {"a/b~c": ""}, {("/a~1b~0c", "type")}),
]


@pytest.mark.parametrize(("schema", "body", "expected"), CASES)
def test_schemas_of_every_shape(schema: dict[str, Any], body: Any, expected: set[tuple[str, str]]) -> None:
    """References, compositions, maps and limits, in an invented document."""
    aggregator = Aggregator({"invented": invented(schema)})
    aggregator.add(Observation(provider="invented", operation="getIt", status=200, body=body, is_json=True))
    assert {(group.pointer, group.rule) for group in aggregator.report().groups} - {("", "unreadable")} == expected


def test_openapi_30_may_have_null() -> None:
    """``nullable`` counts, also around an enum."""
    schema = {"properties": {"a": {"type": "string", "enum": ["x"], "nullable": True}, "b": {"type": "string"}}}
    aggregator = Aggregator({"invented": invented(schema, "3.0.3")})
    aggregator.add(
        Observation(provider="invented", operation="getIt", status=200, body={"a": None, "b": None}, is_json=True)
    )
    assert [(group.pointer, group.rule) for group in aggregator.report().groups if group.pointer] == [("/b", "null")]


def shared_payloads() -> list[dict[str, Any]]:
    """Return the payloads of the shared folder whose provider and operation are ours."""
    path = Path(os.environ.get("VIDEOJOBS_SHARED", SPEC.parents[1] / "shared")) / "payloads/seen.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here; set VIDEOJOBS_SHARED to the folder that holds payloads/")
    names = {"azure-openai": "azure", "new-api": "newapi"}
    payloads = [
        {**one, "provider": names.get(one["provider"], one["provider"])}
        for one in json.loads(path.read_text(encoding="utf-8"))
    ]
    return [
        one
        for one in payloads
        if one["provider"] in PROVIDERS and one["operation"] in load_dialect(one["provider"]).operations
    ]


def test_received_payloads(tmp_path: Path) -> None:
    """Read from a file like a user's; nothing worse than an undocumented key."""
    payloads = shared_payloads()
    path = tmp_path / "payloads.json"
    path.write_text(json.dumps(payloads), encoding="utf-8")
    with path.open("rb") as file:
        items = [item for _, item in read_responses(file, "payloads.json")]
    observations = [item for item in items if isinstance(item, Observation)]
    assert len(observations) == len(items) == len(payloads) >= 8
    groups = report(*observations).groups
    assert [group for group in groups if "refused" in group.handling] == []
    assert {group.rule for group in groups} <= {"unknown"}


@pytest.mark.parametrize(
    "path", sorted(SPEC.glob("*/samples/*.json")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_samples_deviate_in_unknown_keys_at_most(path: Path) -> None:
    """The evidence of a correction matches the corrected document; a webhook is no response, and is skipped.

    An error that was sent with the status of a success matches it too, and the client refuses it as a job.
    """
    provider = path.parts[-3]
    with path.open("rb") as file:
        item = next(item for _, item in read_responses(file, path.name, provider=provider))
    assert isinstance(item, Observation)
    if item.operation not in load_dialect(provider).operations:
        pytest.skip("it is a webhook, which is no response")
    allowed = {"unknown"}
    if item.status < 300 and has_error(item.body, read_error_body(item.body, load_dialect(provider).errors)):
        allowed.add("unreadable")
    assert {rule for _, rule in deviations(item)} <= allowed
