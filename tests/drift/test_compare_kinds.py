"""Each kind of change of a document, in both directions: reported once, at its node, with its verdict."""

from __future__ import annotations

import pytest

from scripts.drift.change import Direction
from scripts.drift.verdicts import kinds
from tests.drift.compare_support import add, changes, drop, edited, put, tree, verdict_text

SENT, READ = Direction.REQUEST, Direction.RESPONSE
FINE, CALL, WIDER, LOOSE = (
    "compatible/compatible/nothing",
    "breaking/breaking/call",
    "widened/compatible/nothing",
    "widened/breaking/read",
)
DOCS = "none/docs/nothing"

CLIPS, CLIP = "/paths/~1clips", "/paths/~1clips~1{id}"
LIST, CREATE, GET = "paths /clips get", "paths /clips post", "paths /clips/{id} get"
BODY, HOOK = f"{CREATE} requestBody", "webhooks finished post"
LIMIT = "/components/parameters/Limit"
OPERATION = {"operationId": "putClip", "responses": {"200": {"description": "fine"}}}

CASES = {
    "operation": (put("paths /clips/{id}", "put", OPERATION), SENT, f"{CLIP}/put", f"operation-added: {FINE}", f"operation-removed: {CALL}"),
    "webhook": (put("webhooks", "lost", {"post": OPERATION}), READ, "/webhooks/lost/post", f"operation-added: {WIDER}", f"operation-removed: {FINE}"),
    "method of OpenAPI 3.2": (put("paths /clips", "query", OPERATION), SENT, f"{CLIPS}/query", f"operation-added: {FINE}", f"operation-removed: {CALL}"),
    "additional method": (put("paths /clips", "additionalOperations", {"COPY": OPERATION}), SENT, f"{CLIPS}/additionalOperations/COPY", f"operation-added: {FINE}", f"operation-removed: {CALL}"),
    "callback": (put(f"{CREATE} callbacks", "failed", {"{$url}": {"post": OPERATION}}), READ, f"{CLIPS}/post/callbacks/failed/{{$url}}/post", f"operation-added: {WIDER}", f"operation-removed: {FINE}"),
    "deprecated": (put(LIST, "deprecated", True), SENT, f"{CLIPS}/get", f"operation-deprecated: {DOCS}", f"operation-undeprecated: {DOCS}"),
    "sunset": (put(LIST, "x-sunset", "2027-01-31"), SENT, f"{CLIPS}/get", "sunset-changed: none/compatible/nothing", "sunset-changed: none/compatible/nothing"),
    "id": (put(LIST, "operationId", "allClips"), SENT, f"{CLIPS}/get", "operation-id-changed: none/breaking/import", "operation-id-changed: none/breaking/import"),
    "id, the same in Python": (put(LIST, "operationId", "ListClips"), SENT, f"{CLIPS}/get", f"operation-id-changed: {DOCS}", f"operation-id-changed: {DOCS}"),
    "first tag": (put(LIST, "tags", ["Films", "Clips"]), SENT, f"{CLIPS}/get", "tag-changed: none/breaking/import", "tag-changed: none/breaking/import"),
    "required parameter": (add(f"{LIST} parameters", {"name": "a", "in": "query", "required": True, "schema": {"type": "string"}}), SENT, f"{CLIPS}/get/parameters/3", f"parameter-added: {CALL}", f"parameter-removed: {CALL}"),
    "optional parameter": (add(f"{LIST} parameters", {"name": "a", "in": "cookie", "schema": {"type": "string"}}), SENT, f"{CLIPS}/get/parameters/3", f"parameter-added: {FINE}", f"parameter-removed: {CALL}"),
    "parameter of a path": (add("paths /clips/{id} parameters", {"name": "a", "in": "query", "schema": {"type": "string"}}), SENT, f"{CLIP}/parameters/1", f"parameter-added: {FINE}", f"parameter-removed: {CALL}"),
    "query of one text": (add(f"{LIST} parameters", {"name": "q", "in": "querystring", "content": {"text/plain": {}}}), SENT, f"{CLIPS}/get/parameters/3", f"parameter-added: {FINE}", f"parameter-removed: {CALL}"),
    "parameter must be given": (put("components parameters Limit", "required", True), SENT, LIMIT, f"parameter-required: {CALL}", f"parameter-optional: {FINE}"),
    "place of a parameter": (put("components parameters Limit", "in", "header"), SENT, LIMIT, f"parameter-moved: {CALL}", f"parameter-moved: {CALL}"),
    "style": (put(f"{LIST} parameters 1", "style", "pipeDelimited"), SENT, f"{CLIPS}/get/parameters/1", f"parameter-serialised-otherwise: {CALL}", f"parameter-serialised-otherwise: {CALL}"),
    "explode": (put(f"{LIST} parameters 1", "explode", False), SENT, f"{CLIPS}/get/parameters/1", f"parameter-serialised-otherwise: {CALL}", f"parameter-serialised-otherwise: {CALL}"),
    "empty value": (put("components parameters Limit", "allowEmptyValue", True), SENT, LIMIT, f"empty-value-allowed: {FINE}", f"empty-value-refused: {CALL}"),
    "deprecated parameter": (put("components parameters Limit", "deprecated", True), SENT, LIMIT, f"deprecated-changed: {DOCS}", f"deprecated-changed: {DOCS}"),
    "default of a parameter": (put("components parameters Limit schema", "default", 50), SENT, f"{LIMIT}/schema", f"default-changed: {FINE}", f"default-changed: {FINE}"),
    "body": (drop(CREATE, "requestBody"), SENT, f"{CLIPS}/post/requestBody", f"body-removed: {CALL}", f"body-added: {CALL}"),
    "body must be sent": (put(BODY, "required", False), SENT, f"{CLIPS}/post/requestBody", f"body-optional: {FINE}", f"body-required: {CALL}"),
    "media type of a body": (drop(f"{BODY} content", "multipart/form-data"), SENT, f"{CLIPS}/post/requestBody/content/multipart~1form-data", f"media-type-removed: {CALL}", f"media-type-added: {FINE}"),
    "media type of an answer": (put(f"{GET} responses 200 content", "text/csv", {}), READ, f"{CLIP}/get/responses/200/content/text~1csv", f"media-type-added: {WIDER}", f"media-type-removed: {FINE}"),
    "answer without a body": (drop(f"{GET} responses 200", "content"), READ, f"{CLIP}/get/responses/200/content/application~1json", f"media-type-removed: {LOOSE}", f"media-type-added: {FINE}"),
    "encoding": (put(f"{BODY} content multipart/form-data encoding meta", "contentType", "text/plain"), SENT, f"{CLIPS}/post/requestBody/content/multipart~1form-data/encoding/meta", f"encoding-changed: {CALL}", f"encoding-changed: {CALL}"),
    "encoding grows": (put(f"{BODY} content multipart/form-data encoding meta", "contentType", "application/json, text/plain"), SENT, f"{CLIPS}/post/requestBody/content/multipart~1form-data/encoding/meta", f"encoding-changed: {FINE}", f"encoding-changed: {CALL}"),
    "error": (put(f"{GET} responses", "404", {"description": "no"}), READ, f"{CLIP}/get/responses/404", f"response-added: {FINE}", f"response-removed: {FINE}"),
    "error not covered": (put("paths /clips/{id} delete responses", "409", {"description": "no"}), READ, f"{CLIP}/delete/responses/409", f"response-added: {WIDER}", f"response-removed: {FINE}"),
    "success with a body": (put(f"{LIST} responses", "206", {"description": "part", "content": {"application/json": {}}}), READ, f"{CLIPS}/get/responses/206", f"response-added: {LOOSE}", f"response-removed: {FINE}"),
    "answer to a webhook": (put(f"{HOOK} responses", "202", {"description": "later"}), SENT, "/webhooks/finished/post/responses/202", f"response-added: {FINE}", f"response-removed: {CALL}"),
    "header of an answer": (drop(f"{LIST} responses 200 headers", "X-Left"), READ, f"{CLIPS}/get/responses/200/headers/X-Left", f"header-removed: {LOOSE}", f"header-added: {FINE}"),
    "header always comes": (put(f"{LIST} responses 200 headers X-Left", "required", False), READ, f"{CLIPS}/get/responses/200/headers/X-Left", f"header-optional: {LOOSE}", f"header-required: {FINE}"),
    "header of a part": (put(f"{BODY} content multipart/form-data encoding meta", "headers", {"X-Part": {"required": True, "schema": {"type": "string"}}}), SENT, f"{CLIPS}/post/requestBody/content/multipart~1form-data/encoding/meta/headers/X-Part", f"header-added: {CALL}", f"header-removed: {CALL}"),
    "schema of an answer": (drop(f"{GET} responses 200 content application/json", "schema"), READ, f"{CLIP}/get/responses/200/content/application~1json", f"schema-dropped: {LOOSE}", "schema-stated: compatible/breaking/read"),
    "credentials": (put(LIST, "security", []), SENT, "/security", f"security-removed: {FINE}", f"security-added: {CALL}"),
    "credentials may be left out": (put(LIST, "security", [{}, {"Key": []}]), SENT, "/security", f"security-removed: {FINE}", f"security-added: {CALL}"),
    "one more way": (add("security", {"Other": []}), SENT, "/security", f"security-changed: {FINE}", f"security-changed: {CALL}"),
    "another way": (put("", "security", [{"Other": []}]), SENT, "/security", f"security-changed: {CALL}", f"security-changed: {CALL}"),
    "scopes": (put("", "security", [{"Key": ["write"]}]), SENT, "/security", "security-changed: unknown/compatible/nothing", f"security-changed: {FINE}"),
    "form of credentials": (put("components securitySchemes", "Key", {"type": "apiKey", "in": "header", "name": "X-New"}), SENT, "/components/securitySchemes/Key", f"security-scheme-changed: {CALL}", f"security-scheme-changed: {CALL}"),
    "one more server": (add("servers", {"url": "https://eu.example/v1"}), SENT, "/servers", f"server-added: {FINE}", f"server-removed: {CALL}"),
    "another server": (put("servers 0", "url", "https://eu.example/v1"), SENT, "/servers", f"server-changed: {CALL}", f"server-changed: {CALL}"),
    "server of a path": (put("paths /clips/{id}", "servers", [{"url": "https://eu.example"}]), SENT, "/servers", f"server-changed: {CALL}", f"server-changed: {CALL}"),
}  # fmt: skip

NODES_DIFFER = {
    "credentials": "/paths/~1clips/get/security",
    "credentials may be left out": "/paths/~1clips/get/security",
    "server of a path": "/paths/~1clips~1{id}/servers",
}
"""What a document says for all and then for one operation stands at two nodes."""


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_reported_once_in_both_directions(name: str) -> None:
    """One change, of that kind, at that node, with that verdict; backward at the same node."""
    edit, direction, node, expected, expected_backward = CASES[name]
    forward, backward = changes(tree(), edited(edit)), changes(edited(edit), tree())
    assert [verdict_text(change, direction) for change in forward] == [expected]
    assert [verdict_text(change, direction) for change in backward] == [expected_backward]
    assert forward[0].node == node
    assert backward[0].node == NODES_DIFFER.get(name, node)
    assert {forward[0].kind, backward[0].kind} <= kinds().keys()


@pytest.mark.parametrize("name", CASES)
def test_subject_and_message_are_one_line(name: str) -> None:
    """Subject and message are one line each, without the placeholder for operations."""
    for change in changes(tree(), edited(CASES[name][0])):
        for text in (change.subject, change.message):
            assert text and text.isprintable() and not text.endswith(".")


def test_several_operations_are_one_change() -> None:
    """All new operations are one change; so are all removed, deprecated, and moved ones."""
    new = edited(put("paths", "/films", {"get": OPERATION, "put": OPERATION}), put("paths /clips", "patch", OPERATION))
    (added,) = changes(tree(), new)
    assert added.operations == ("GET /films", "PATCH /clips", "PUT /films")
    assert added.after == [*added.operations]
    (removed,) = changes(new, tree())
    assert (removed.kind, removed.node, removed.before) == ("operation-removed", "/paths", added.after)
    marked = edited(put(LIST, "deprecated", True), put(GET, "deprecated", True))
    (deprecated,) = changes(tree(), marked)
    assert deprecated.message == "2 operations are now marked as deprecated"
    moved = edited(*(put(way, "tags", ["Films"]) for way in (LIST, CREATE, GET)))
    (tag,) = changes(tree(), moved)
    assert len(tag.operations) == 3


def test_parts_of_a_new_operation_are_not_reported() -> None:
    """Only the new operation is reported: not its schemas, parameters and responses."""
    operation = {"operationId": "x", "responses": {"200": {"$ref": "#/components/responses/New"}}}
    new = {"description": "x", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}
    revision = edited(
        put("paths /clips", "put", operation),
        put("components responses", "New", new),
        put("components schemas", "New", {"type": "object"}),
    )
    assert [change.kind for change in changes(tree(), revision)] == ["operation-added"]


def test_a_shared_component_is_one_entry_with_all_it_reaches() -> None:
    """A parameter behind a reference is compared once, keyed by its own node."""
    (change,) = changes(tree(), edited(put("components parameters Limit", "required", True)))
    assert (change.node, change.operations) == (LIMIT, ("GET /clips", "GET /clips/{id}"))
    assert change.subject == "query parameter `limit` of 2 operations"
    shared = edited(put("components responses Wrong", "headers", {"X-Id": {"schema": {"type": "string"}}}))
    (header,) = changes(tree(), shared)
    assert header.operations == ("GET /clips", "POST /clips")


def test_another_status_of_success_is_one_change() -> None:
    """Status 201 instead of 200 is one change, and the body is still compared."""

    def move(data: dict) -> None:
        answers = data["paths"]["/clips"]["post"]["responses"]
        answers["201"] = answers.pop("200")

    (change,) = changes(tree(), edited(move))
    assert verdict_text(change, READ) == f"status-changed: {WIDER}"
    assert (change.before, change.after) == ("200", "201")


def test_a_media_type_that_is_replaced_is_one_entry() -> None:
    """One media type for another is not a removal beside an addition."""

    def replace(data: dict) -> None:
        content = data["paths"]["/clips/{id}"]["get"]["responses"]["200"]["content"]
        content["application/xml"] = content.pop("application/json")

    (change,) = changes(tree(), edited(replace))
    assert verdict_text(change, READ) == f"media-type-changed: {LOOSE}"


def test_names_in_a_path_are_no_new_path() -> None:
    """``/clips/{id}`` and ``/clips/{clip}`` are one path: only an argument is renamed."""

    def rename(data: dict) -> None:
        item = data["paths"].pop("/clips/{id}")
        item["parameters"][0]["name"] = "clip"
        data["paths"]["/clips/{clip}"] = item

    (change,) = changes(tree(), edited(rename))
    assert verdict_text(change, SENT) == "path-renamed: none/breaking/call"
    assert change.operations == ("DELETE /clips/{id}", "GET /clips/{id}")
    assert (change.before, change.after) == ("/clips/{id}", "/clips/{clip}")


def test_a_callback_whose_address_moves_is_one_entry() -> None:
    """The expression of a callback is where it goes to, not what it is."""

    def move(data: dict) -> None:
        done = data["paths"]["/clips"]["post"]["callbacks"]["done"]
        done["{$request.body#/url}"] = done.pop("{$request.body#/hook}")

    (change,) = changes(tree(), edited(move))
    assert change.kind == "callback-moved"
    assert change.operations == ("POST /clips callback done",)


def test_polarity_of_webhooks_and_callbacks() -> None:
    """The client reads their bodies: a removed property breaks readers, and a new one is harmless."""
    (change,) = changes(tree(), edited(put("components schemas Event properties", "at", {"type": "string"})))
    assert {item.use.operation for item in change.reach} == {"webhook finished", "POST /clips callback done"}
    assert {item.use.direction for item in change.reach} == {READ}
    assert change.verdict.client == "compatible"
    (change,) = changes(tree(), edited(drop("components schemas Event properties", "id")))
    assert (change.verdict.client, change.verdict.breaks) == ("breaking", "read")


def test_an_event_need_not_be_sent_with_a_body() -> None:
    """A body that a webhook may come without is missed by its reader."""
    (change,) = changes(tree(), edited(put(f"{HOOK} requestBody", "required", False)))
    assert verdict_text(change, READ) == f"body-optional: {LOOSE}"


def test_both_directions_of_a_shared_schema() -> None:
    """A schema that is sent and read gets a verdict for each."""
    shared = put(f"{BODY} content application/json", "schema", {"$ref": "#/components/schemas/Clip"})
    base = edited(shared)
    (change,) = changes(base, edited(shared, put("components schemas Clip properties state", "enum", ["queued"])))
    assert verdict_text(change, SENT) == f"enum-shrunk: {CALL}"
    assert verdict_text(change, READ).startswith("enum-shrunk: compatible/")


def test_values_that_the_text_of_a_parameter_names() -> None:
    """A text that lists other values than before is more than prose, unless the schema lists them."""
    limit = "components parameters Limit"
    base = edited(put(limit, "description", "Allowed values: 4, 8."))
    (change,) = changes(base, edited(put(limit, "description", "Allowed values: 4, 8, 16.")))
    assert (change.kind, change.before, change.after) == ("values-in-text-changed", ["4", "8"], ["4", "8", "16"])
    assert change.verdict.client == "compatible"


def test_items_of_a_stream_are_compared() -> None:
    """OpenAPI 3.2 describes the items of a sequential media type by a schema of their own."""
    media = f"{GET} responses 200 content"
    stream = {"application/jsonl": {"itemSchema": {"type": "object", "properties": {"id": {}, "at": {}}}}}
    base = edited(put(f"{GET} responses 200", "content", stream))
    revision = edited(
        put(f"{GET} responses 200", "content", stream),
        drop(f"{media} application/jsonl itemSchema properties", "id"),
    )
    (change,) = changes(base, revision)
    assert change.kind == "property-removed"
    assert change.node.endswith("/application~1jsonl/itemSchema/properties/id")


def test_a_shared_media_type_is_compared_once() -> None:
    """In OpenAPI 3.2 a media type may be a reference."""
    shared = {"$ref": "#/components/mediaTypes/Json"}
    media = {"Json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}}
    use = [
        put("components", "mediaTypes", media),
        *(put(f"{way} responses 200 content", "application/json", shared) for way in (LIST, GET)),
    ]
    key = put("components mediaTypes Json schema properties", "at", {"type": "string"})
    (change,) = changes(edited(*use), edited(*use, key))
    assert change.kind == "property-added-optional"
    assert change.operations == ("GET /clips", "GET /clips/{id}")


def test_a_parameter_with_a_media_type() -> None:
    """A value serialised as JSON is another serialisation; its schema is compared in either location."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    written = {"name": "filter", "in": "query", "content": {"application/json": {"schema": schema}}}
    base = edited(add(f"{LIST} parameters", written))
    plain = edited(add(f"{LIST} parameters", {"name": "filter", "in": "query", "schema": schema}))
    (change,) = changes(base, plain)
    assert verdict_text(change, SENT) == f"parameter-serialised-otherwise: {CALL}"
    more = {**written, "content": {"application/json": {"schema": {**schema, "required": ["a"]}}}}
    (change,) = changes(base, edited(add(f"{LIST} parameters", more)))
    assert change.kind == "property-required"


def test_the_schema_of_a_header_is_compared() -> None:
    """A header of a response that became text breaks readers of a number."""
    header = f"{LIST} responses 200 headers X-Left"
    (change,) = changes(tree(), edited(put(header, "schema", {"type": "string"})))
    assert change.kind == "type-changed"
    assert change.node.startswith("/paths/~1clips/get/responses/200/headers/X-Left")


NAMED = {
    "components parameters Limit schema": ("query parameter `limit` of 2 operations", "integer", "string"),
    f"{LIST} responses 200 headers X-Left schema": ("header `X-Left` of the response 200 of GET /clips", "integer", "string"),
}  # fmt: skip


@pytest.mark.parametrize("way", NAMED)
def test_a_schema_without_a_name_is_called_by_its_owner(way: str) -> None:
    """A person does not know the third parameter, but the parameter ``limit``."""
    subject, _, new = NAMED[way]
    (change,) = changes(tree(), edited(put(way, "type", new)))
    assert change.subject == subject
    assert change.message.startswith(f"The {subject} is now {new}")


def test_a_property_of_a_body_is_named_after_the_body() -> None:
    """A property of a body without a component is named after the body."""
    body = {"type": "object", "properties": {"prompt": {"type": "string"}, "n": {"type": "array", "items": {}}}}
    base = edited(put(f"{BODY} content application/json", "schema", body))
    body["properties"]["n"]["items"] = {"type": "string"}
    (change,) = changes(base, edited(put(f"{BODY} content application/json", "schema", body)))
    assert change.subject == "`n` in the body of POST /clips as application/json"
