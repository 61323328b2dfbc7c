"""What counts as a deviation, where, and what our decoder did with it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import videojobs_api
from tests.contracting import answer, collected, found, job_of, journey, report
from tests.effort import calls_of
from videojobs.contract import Group, Observation
from videojobs.contract.collect import Collector
from videojobs.contract.document import Document
from videojobs.contract.sources import read_answers
from videojobs.dialect import Auth, Dialect
from videojobs.jobs.registry import load_dialect

PROVIDERS = sorted(videojobs_api.PROVIDERS)
SPEC = Path(__file__).parents[2] / "spec"
JOB = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued", "progress": 0}


def only(*answers: Observation) -> Group:
    """Return the one group that some answers make."""
    groups = report(*answers).groups
    assert len(groups) == 1, groups
    return groups[0]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_answers_of_the_emulator_keep_to_the_document(provider: str) -> None:
    """Nothing deviates but a refusal with a status that the document of its provider is silent about."""
    groups = report(*journey(provider)).groups
    assert [group for group in groups if group.rule != "status"] == []
    silent = [one.operation for one in groups]
    document = collected(*journey(provider)).document(provider)
    assert all("default" not in document.at(document.named(name).place)["responses"] for name in silent)


BENT: dict[str, tuple[dict[str, Any], tuple[str, str], str, str]] = {
    "unknown key": ({"new": 1}, ("/new", "unknown"), "integer", "kept"),
    "unlisted word": ({"status": "cooking"}, ("/status", "enum"), "cooking", "coerced"),
    "unlisted word that is known elsewhere": ({"status": "succeeded"}, ("/status", "enum"), "succeeded", "coerced"),
    "unlisted size": ({"size": "640x640"}, ("/size", "enum"), "640x640", "kept"),
    "null": ({"progress": None}, ("/progress", "null"), "", "kept"),
    "null in a word's place": ({"size": None}, ("/size", "null"), "", "kept"),
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


@pytest.mark.parametrize("name", BENT)
def test_each_kind_of_deviation(name: str) -> None:
    """One change to a good answer is one group, at its place, with its rule, its value and its fate."""
    change, place, value, fate = BENT[name]
    group = only(answer("openai", "retrieve", {**JOB, **change}))
    assert (group.pointer, group.rule) == place
    assert list(group.values) == ([value] if value else [])
    assert list(group.fates) == [fate], group.note
    assert group.message


def test_missing_key_has_its_own_pointer() -> None:
    """A required key that is not there; the job is read without it."""
    group = only(answer("openai", "retrieve", {key: value for key, value in JOB.items() if key != "model"}))
    assert (group.pointer, group.rule, dict(group.fates)) == ("/model", "required", {"kept": 1})


def test_coerced_value_says_what_it_became() -> None:
    """The note is what `VideoJob.reconciled` says."""
    group = only(answer("openai", "retrieve", {**JOB, "seconds": 8}))
    assert group.note == "seconds: 8 -> 8.0"


def test_what_no_decoder_can_read_is_refused() -> None:
    """Without an id there is no job: the whole answer is refused, and so is everything in it."""
    groups = report(answer("openai", "retrieve", {"object": "video", "model": "m", "status": "queued"})).groups
    assert [dict(group.fates) for group in groups] == [{"refused": 1}]
    assert "DecodeError" in groups[0].note
    assert report(answer("openai", "retrieve", [])).fails("refused")


def test_answer_that_the_document_allows_and_nobody_can_read() -> None:
    """A document that promises no key at all lets through what is no job."""
    group = only(answer("poe", "retrieve", {}))
    assert (group.rule, dict(group.fates)) == ("unreadable", {"refused": 1})


def test_items_of_a_list_make_one_group() -> None:
    """Indexes are a star; each item is counted; our decoder's part is told of the item."""
    body = {"object": "list", "data": [{**JOB, "id": f"video_{number}", "seconds": number} for number in range(1, 4)]}
    group = only(answer("openai", "list", body))
    assert (group.pointer, group.count, dict(group.fates)) == ("/data/*/seconds", 3, {"coerced": 3})


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
def test_whole_answers_deviate(changes: dict[str, Any], rule: str) -> None:
    """Status, content type, and bodies that are not there or no JSON."""
    assert found(evolve(answer("openai", "retrieve", JOB), **changes)) == {("", rule)}


NO_BODY: dict[str, Any] = {"body": None, "is_json": False, "size": 0, "content_type": ""}
PAGE: dict[str, Any] = {"body": None, "is_json": False, "size": 900, "content_type": "text/html"}


@pytest.mark.parametrize(
    ("operation", "changes", "fate", "said"),
    [
        ("retrieve", NO_BODY, "refused", "empty"),
        ("retrieve", PAGE, "refused", "no JSON"),
        ("list", PAGE, "refused", "no JSON"),
        ("delete", {**NO_BODY, "status": 204}, "kept", "read as deleted"),
        ("delete", PAGE, "refused", "no JSON"),
        ("content", PAGE, "refused", "WrongContent"),
        ("content", {"body": {"error": "no"}}, "refused", "WrongContent"),
        ("content", {**PAGE, "content_type": "audio/mpeg"}, "unread", "bytes"),
    ],
)
def test_fate_of_a_whole_answer_is_what_the_client_does(
    operation: str, changes: dict[str, Any], fate: str, said: str
) -> None:
    """An empty job is refused, an empty deletion is one; a download takes no words, whatever the status says."""
    group = only(evolve(answer("openai", operation, None), **changes))
    assert list(group.fates) == [fate], group
    assert said in group.note


def test_failed_job_that_comes_as_an_error_is_read() -> None:
    """Some providers tell so that a job failed; it is a job to our client."""
    quirky = next(name for name in PROVIDERS if load_dialect(name).quirks.failed_job_is_http_error)
    body = {**job_of(quirky).body, "status": "failed"}
    groups = report(answer(quirky, "retrieve", {**body, "seconds": 8}, status=400)).groups
    assert all("read as an error" not in group.note for group in groups)


def test_another_success_is_held_against_the_documented_one() -> None:
    """An undocumented 201 is told, and its body is looked into all the same."""
    assert found(answer("openai", "create", {**JOB, "new": 1}, status=201)) == {("", "status"), ("/new", "unknown")}


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
    """Wherever the API is mounted; what is not the provider's is left out, what nobody documents is told."""
    seen = Observation(provider="openai", method=method, path=path, status=200, body=JOB, is_json=True)
    made = report(seen)
    assert made.answers == (0 if rules is None else 1)
    assert {group.rule for group in made.groups} == (rules or set())
    assert all("69b25d5f" not in group.operation for group in made.groups)


def test_ranges_and_redirects_of_a_clip_are_of_http() -> None:
    """206, 416 and a redirect of the content operation are nothing that a document must mention."""
    for status in (206, 302, 304, 416):
        seen = Observation(provider="openai", operation="content", status=status, content_type="text/plain", size=5)
        assert found(seen) == set()
    assert found(
        Observation(provider="openai", operation="content", status=200, content_type="text/plain", size=5)
    ) == {("", "content-type")}


def test_same_answers_give_the_same_report() -> None:
    """Groups, counts and values do not depend on the order of the answers; the example is of the first one."""
    answers = [answer("openai", "retrieve", {**JOB, **change}) for change, *_ in BENT.values()]
    one, other = report(*answers), report(*answers[::-1])
    assert [evolve(group, example="", note="") for group in one.groups] == [
        evolve(group, example="", note="") for group in other.groups
    ]
    assert json.dumps(one.to_dict()) == json.dumps(report(*answers).to_dict())


def test_times_and_counts_are_gathered() -> None:
    """First and last seen, and how often each value was."""
    jobs = [evolve(job_of("openai"), body={**JOB, "status": word}) for word in ("a", "b", "a")]
    times = [job_of("openai").time for _ in jobs]
    assert None not in times
    group = only(*jobs)
    assert (group.count, dict(group.values), group.first, group.last) == (3, {"a": 2, "b": 1}, times[0], times[0])


def test_coverage_names_what_was_never_seen() -> None:
    """Each operation of the document, with its statuses."""
    coverage = {one.operation: one for one in report(answer("azure", "retrieve", JOB)).coverage}
    assert dict(coverage["retrieve"].statuses) == {200: 1}
    assert coverage["retrieve"].unseen == ("default",)
    assert (coverage["list"].count, coverage["list"].unseen) == (0, ("200", "default"))


def test_memory_is_bounded_by_groups() -> None:
    """A provider that makes up keys fills the table, and is counted from there on."""
    collector = collected(*(answer("openai", "retrieve", {**JOB, f"key{n}a": n}) for n in range(600)))
    made = collector.report()
    assert len(made.groups) == 500
    assert (made.more, made.deviations) == (100, 600)


def test_made_up_paths_take_no_memory() -> None:
    """Only operations of the document are covered; others are counted in groups, which are bounded."""
    collector = Collector()
    for number in range(700):
        word = "".join(chr(97 + int(digit)) for digit in str(number))
        collector.add(
            Observation(provider="openai", method="GET", path=f"/videos/x/{word}", status=200, body={}, is_json=True)
        )
    made = collector.report()
    assert (made.answers, len(made.groups), made.more) == (700, 500, 200)
    assert sum(len(counts) for counts in collector._seen.values()) == 0


def test_refused_answer_counts_where_groups_are_full() -> None:
    """``--fail-on refused`` sees it all the same."""
    collector = collected(*(answer("openai", "retrieve", {**JOB, f"key{n}a": n}) for n in range(600)))
    assert not collector.report().fails("refused")
    collector.add(answer("openai", "list", {}))
    assert collector.report().fails("refused")


def test_long_answers_take_time_in_proportion() -> None:
    """A callback holds up the call: four times the items, or the keys, may not be sixteen times the work."""

    def calls(count: int) -> int:
        items = [{**JOB, "id": f"v{number}", "status": "zz"} for number in range(count)]
        keys = {f"k{number}x": number for number in range(count)}
        observed = (
            answer("openai", "list", {"object": "list", "data": items}),
            answer("openai", "retrieve", {**JOB, **keys}),
        )
        return calls_of(lambda: report(*observed))

    calls(10)  # what is prepared once
    assert calls(400) < 6 * calls(100)


def test_shapes_are_bounded() -> None:
    """A key whose value is never twice the same is described by what it has in common."""
    collector = collected(
        *(
            answer("openai", "retrieve", {**JOB, "new": {f"a{n}": {f"b{m}": {f"c{n}": 1} for m in range(60)}}})
            for n in range(60)
        )
    )
    (group,) = collector.groups.values()
    assert len(json.dumps(group.shape)) < 100_000


def invented(schema: dict[str, Any], version: str = "3.1.0") -> Document:
    """Return a document of one operation whose answer is of this schema."""
    operation = {"operationId": "getIt", "responses": {"200": {"content": {"application/json": {"schema": schema}}}}}
    root = {"openapi": version, "paths": {"/things/{id}": {"get": operation}}, "components": {"schemas": SCHEMAS}}
    dialect = Dialect(name="invented", title="Invented", base_url=None, auth=(Auth(scheme="none"),), operations={})
    return Document(root, dialect)


SCHEMAS: dict[str, Any] = {
    "Loop": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Loop"}, "n": {"minimum": 1}}},
    "Part": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
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


@pytest.mark.parametrize(("schema", "body", "wanted"), CASES)
def test_schemas_of_every_shape(schema: dict[str, Any], body: Any, wanted: set[tuple[str, str]]) -> None:
    """References, compositions, maps and limits, in a document of our own."""
    collector = Collector({"invented": invented(schema)})
    collector.add(Observation(provider="invented", operation="getIt", status=200, body=body, is_json=True))
    assert {(group.pointer, group.rule) for group in collector.report().groups} - {("", "unreadable")} == wanted


def test_openapi_30_may_have_null() -> None:
    """``nullable`` is understood, also around an enum."""
    schema = {"properties": {"a": {"type": "string", "enum": ["x"], "nullable": True}, "b": {"type": "string"}}}
    collector = Collector({"invented": invented(schema, "3.0.3")})
    collector.add(
        Observation(provider="invented", operation="getIt", status=200, body={"a": None, "b": None}, is_json=True)
    )
    assert [(group.pointer, group.rule) for group in collector.report().groups if group.pointer] == [("/b", "null")]


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


def test_payloads_that_were_seen(tmp_path: Path) -> None:
    """Read through the same door as anybody's files; nothing worse than a key that nobody documents."""
    payloads = shared_payloads()
    path = tmp_path / "seen.json"
    path.write_text(json.dumps(payloads), encoding="utf-8")
    with path.open("rb") as file:
        answers = [item for _, item in read_answers(file, "seen.json")]
    assert len(answers) == len(payloads) >= 8
    assert all(isinstance(item, Observation) for item in answers)
    groups = report(*(item for item in answers if isinstance(item, Observation))).groups
    assert [group for group in groups if "refused" in group.fates] == []
    assert {group.rule for group in groups} <= {"unknown"}


@pytest.mark.parametrize(
    "path", sorted(SPEC.glob("*/samples/*.json")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_samples_deviate_in_unknown_keys_at_most(path: Path) -> None:
    """What is evidence for a corrected document keeps to it; a webhook is no answer, and is said to be none."""
    provider = path.parts[-3]
    with path.open("rb") as file:
        item = next(item for _, item in read_answers(file, path.name, provider=provider))
    assert isinstance(item, Observation)
    if item.operation not in load_dialect(provider).operations:
        pytest.skip("it is of no operation that answers")
    assert {rule for _, rule in found(item)} <= {"unknown"}
