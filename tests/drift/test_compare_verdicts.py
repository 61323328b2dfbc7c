"""Verdicts on operations, parameters and responses where a first guess would be wrong."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from scripts.drift.change import Confidence, Direction
from tests.drift.compare_support import add, at, changes, drop, edited, put, tree, verdict_text, without_docs

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.change import Change

READ, SENT = Direction.RESPONSE, Direction.REQUEST
CLIP = {"application/json": {"schema": {"$ref": "#/components/schemas/Clip"}}}
PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _only(*edits: Callable[[Any], object]) -> Change:
    (change,) = without_docs(changes(tree(), edited(*edits)))
    return change


def _move(old: str, new: str) -> Callable[[Any], object]:
    return lambda data: data["paths"].__setitem__(new, data["paths"].pop(old))


def _rename(way: str, old: str, new: str) -> Callable[[Any], object]:
    return lambda data: at(data, way).__setitem__(new, at(data, way).pop(old))


def _limit(**parameter: Any) -> Callable[[Any], object]:
    return lambda data: data["components"]["parameters"]["Limit"].update(deepcopy(parameter))


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({"202": {"description": "later", "content": CLIP}}, "response-added: widened/compatible/nothing"),
        ({"202": {"description": "later", "content": PROBLEM}}, "response-added: widened/breaking/read"),
        ({"204": {"description": "nothing"}}, "response-added: widened/breaking/read"),
        ({"429": {"description": "wait"}}, "response-added: compatible/compatible/nothing"),
        ({"500": {"description": "down"}}, "response-added: widened/compatible/nothing"),
    ],
)
def test_a_new_response_breaks_readers_if_its_type_is_new(answer: Any, verdict: str) -> None:
    """A response of success joins the return type; one of the same type, or an error, does not change it."""
    change = _only(lambda data: data["paths"]["/clips"]["post"]["responses"].update(deepcopy(answer)))
    assert verdict_text(change, READ) == verdict


def test_a_response_beside_the_default_may_have_its_type() -> None:
    """Where only a default was documented, it was the response of success."""
    base = edited(put("paths /clips post", "responses", {"default": {"description": "any", "content": CLIP}}))
    for content, verdict in ((CLIP, "widened/compatible/nothing"), (PROBLEM, "widened/breaking/read")):
        revision = deepcopy(base)
        revision["paths"]["/clips"]["post"]["responses"]["200"] = {"description": "fine", "content": deepcopy(content)}
        (change,) = without_docs(changes(base, revision))
        assert verdict_text(change, READ) == f"response-added: {verdict}"


def test_removing_the_last_response_with_a_body_breaks_readers() -> None:
    """No response documents the body any more; where another one does, fewer bodies are possible."""
    assert (
        verdict_text(_only(drop("paths /clips get responses", "200")), READ)
        == "response-removed: widened/breaking/read"
    )
    base = edited(put("paths /clips post responses", "202", {"description": "later", "content": PROBLEM}))
    (change,) = without_docs(changes(base, tree()))
    assert verdict_text(change, READ) == "response-removed: compatible/compatible/nothing"


def test_json_by_another_name_is_read_as_before() -> None:
    """JSON is decoded under any name of its media type; anything else is not."""
    content = "components responses Wrong content"
    change = _only(_rename(content, "application/json", "application/problem+json"))
    assert verdict_text(change, READ) == "media-type-changed: widened/compatible/nothing"
    assert verdict_text(_only(_rename(content, "application/json", "text/xml")), READ) == (
        "media-type-changed: widened/breaking/read"
    )


def test_bytes_by_another_name_are_read_as_before() -> None:
    """A clip is bytes, whatever its media type is called; as text it would be another type in Python."""
    clip = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    base = edited(put("paths /clips get responses 200", "content", clip))
    for name, schema, verdict in (
        ("video/mp4", clip["application/octet-stream"], "media-type-changed: widened/compatible/nothing"),
        ("video/mp4", {}, "media-type-changed: widened/compatible/nothing"),
        ("text/plain", {"schema": {"type": "string"}}, "media-type-changed: widened/breaking/read"),
    ):
        revision = deepcopy(base)
        revision["paths"]["/clips"]["get"]["responses"]["200"]["content"] = {name: deepcopy(schema)}
        found = without_docs(changes(base, revision))
        (change,) = (item for item in found if item.kind == "media-type-changed")
        assert verdict_text(change, READ) == verdict
        assert len(found) == 1 or name == "text/plain"


def test_a_media_type_that_is_removed_is_likely() -> None:
    """JSON wins over any other media type, so that readers of JSON get another type without it."""
    content = "paths /clips get responses 200 content"
    both = edited(put(content, "text/csv", {}))
    for name, verdict in (
        ("text/csv", "compatible/compatible/nothing"),
        ("application/json", "compatible/breaking/read"),
    ):
        revision = deepcopy(both)
        del at(revision, content)[name]
        (change,) = (item for item in without_docs(changes(both, revision)) if item.kind == "media-type-removed")
        assert verdict_text(change, READ) == f"media-type-removed: {verdict}"
        assert {item.verdict.confidence for item in change.reach} == {Confidence.LIKELY}
    base = edited(put("paths /clips post requestBody content", "text/csv", {}))
    (change,) = without_docs(changes(base, tree()))
    assert verdict_text(change, SENT) == "media-type-removed: breaking/breaking/call"
    assert change.verdict.confidence is Confidence.LIKELY


def test_an_invalid_schema_is_one_change() -> None:
    """Its mistake says nothing of the server, and keeps no other change from being reported."""
    mistake = put("components schemas Clip properties id", "type", "unknown")
    other = put("components schemas Clip properties state", "type", "integer")
    found = without_docs(changes(tree(), edited(mistake, other)))
    (change,) = (item for item in found if item.kind == "schema-invalid")
    assert change.message == 'Clip.id is not valid: JSON Schema has no type "unknown"'
    assert verdict_text(change, READ) == "schema-invalid: unknown/compatible/nothing"
    assert len(found) == 2
    (change,) = without_docs(changes(edited(mistake), tree()))
    assert (change.kind, change.before) == ("schema-valid", '"unknown", which is no type')
    assert without_docs(changes(edited(mistake), edited(mistake))) == []
    (change,) = without_docs(changes(edited(mistake, other), edited(mistake)))
    assert change.subject == "Clip.state"


def test_a_path_with_another_name_is_one_change() -> None:
    """The operations of the same ids have another path; they are neither removed nor new."""
    change = _only(_move("/clips", "/v2/clips"))
    assert verdict_text(change, SENT) == "operation-moved: breaking/breaking/call"
    assert (change.node, change.before) == ("/paths/~1clips", ["GET /clips", "POST /clips"])
    assert change.after == ["GET /v2/clips", "POST /v2/clips"]
    assert change.operations == ("GET /clips", "POST /clips")
    backward = without_docs(changes(edited(_move("/clips", "/v2/clips")), tree()))
    assert [(item.kind, item.before, item.after) for item in backward] == [
        ("operation-moved", change.after, change.before)
    ]


def test_changes_of_a_moved_operation_are_reported() -> None:
    """A changed method, a placeholder with another name, and the content of the response."""
    change = _only(_rename("paths /clips/{id}", "delete", "patch"))
    assert (change.kind, change.before, change.after) == (
        "operation-moved",
        ["DELETE /clips/{id}"],
        ["PATCH /clips/{id}"],
    )
    edits = (_move("/clips/{id}", "/v2/clips/{clip}"), put("paths /v2/clips/{clip} parameters 0", "name", "clip"))
    reported = without_docs(changes(tree(), edited(*edits)))
    assert sorted(item.kind for item in reported) == ["operation-moved", "path-renamed"]
    edits = (_move("/clips", "/v2/clips"), put("paths /v2/clips post responses 200", "content", PROBLEM))
    reported = without_docs(changes(tree(), edited(*edits)))
    assert sorted(item.kind for item in reported) == ["operation-moved", "type-changed"]


def test_operations_without_an_id_are_removed_and_new() -> None:
    """Without an id, or with an id that two operations share, they cannot be matched."""
    base = edited(drop("paths /clips get", "operationId"), drop("paths /clips post", "operationId"))
    revision = deepcopy(base)
    _move("/clips", "/v2/clips")(revision)
    assert sorted(item.kind for item in without_docs(changes(base, revision))) == [
        "operation-added",
        "operation-removed",
    ]
    base = edited(put("paths /clips get", "operationId", "same"), put("paths /clips post", "operationId", "same"))
    revision = deepcopy(base)
    _move("/clips", "/v2/clips")(revision)
    assert sorted(item.kind for item in without_docs(changes(base, revision))) == [
        "operation-added",
        "operation-removed",
    ]


def test_an_event_that_comes_by_another_method() -> None:
    """It is one change of a webhook or a callback, judged as what is sent to us."""
    callback = "paths /clips post callbacks done {$request.body#/hook}"
    for way in ("webhooks finished", callback):
        change = _only(_rename(way, "post", "put"))
        assert verdict_text(change, READ) == "operation-moved: widened/compatible/nothing"
        assert "by POST is now" in change.message


def test_a_placeholder_that_stays_the_same_in_python() -> None:
    """The argument has the name that it had."""
    edits = (_move("/clips/{id}", "/clips/{ID}"), put("paths /clips/{ID} parameters 0", "name", "ID"))
    (change,) = changes(tree(), edited(*edits))
    assert verdict_text(change, SENT) == "path-renamed: none/docs/nothing"


def test_a_tag_that_stays_the_same_in_python() -> None:
    """The message does not announce a move of the module."""
    (change,) = changes(tree(), edited(put("paths /clips get", "tags", ["clips"])))
    assert verdict_text(change, SENT) == "tag-changed: none/docs/nothing"
    assert change.message == "GET /clips moved from the tag 'Clips' to 'clips': the module stays `clips`"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["integer", "null"], "default": 20},
        {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 20},
        {"oneOf": [{"$ref": "#/components/schemas/Number"}, {"type": "null"}], "default": 20},
    ],
)
def test_a_single_value_in_another_form_is_written_as_before(schema: Any) -> None:
    """Explode is about lists and objects: how null is spelled in the schema does not matter."""
    number = put("components schemas", "Number", {"type": "integer"})
    base = edited(number, _limit(schema={"type": "integer", "default": 20, "nullable": True}))
    assert without_docs(changes(base, edited(number, _limit(schema=schema)))) == []


def test_a_single_value_that_became_a_list_is_one_change() -> None:
    """That it may be exploded now comes with its type."""
    change = _only(_limit(schema={"type": "array", "items": {"type": "integer"}, "default": 20}))
    assert verdict_text(change, SENT) == "type-changed: breaking/breaking/call"


def test_reserved_characters_that_may_be_written_as_they_are() -> None:
    """What was escaped before is read as before."""
    base, revision = edited(_limit(allowReserved=False)), edited(_limit(allowReserved=True))
    (change,) = changes(base, revision)
    assert verdict_text(change, SENT) == "parameter-serialised-otherwise: compatible/compatible/nothing"
    (backward,) = changes(revision, base)
    assert verdict_text(backward, SENT) == "parameter-serialised-otherwise: breaking/breaking/call"


def test_a_serialisation_message_has_only_the_differences() -> None:
    """A parameter with a media type has no style that it could have lost."""
    content = {"name": "limit", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}}
    reported = changes(tree(), edited(put("paths /clips get parameters", 0, content)))  # type: ignore[arg-type]
    (message,) = [change.message for change in reported if change.kind == "parameter-serialised-otherwise"]
    assert message.endswith("is serialised in another way: content none became application/json")
    styled = add("paths /clips get parameters", {"name": "ids", "in": "query", "schema": {"type": "array"}})
    piped = put("paths /clips get parameters 3", "style", "pipeDelimited")
    (change,) = changes(edited(styled), edited(styled, piped))
    assert "style form became pipeDelimited" in change.message
