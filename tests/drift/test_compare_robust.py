"""Broken, cyclic, huge documents: one clear refusal with its pointer, never a traceback, never a hang."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.drift.documents.compare import compare
from scripts.oas.load import SpecError
from tests.drift.compare_support import Tree, changes, document, edited, put, tree
from tests.effort import calls_of

LIST, CREATE = "paths /clips get", "paths /clips post"

BROKEN = {
    "operation as null": (put("paths /clips", "get", None), "/paths/~1clips/get", "operation is not an object"),
    "operation as list": (put("paths /clips", "get", []), "/paths/~1clips/get", "operation is not an object"),
    "path as text": (put("paths", "/clips", "x"), "/paths/~1clips", "path is not an object"),
    "paths as list": (put("", "paths", []), "/paths", "'paths' is not an object"),
    "parameter as text": (put(LIST, "parameters", ["x"]), "/paths/~1clips/get/parameters/0", "not an object"),
    "parameters as object": (put(LIST, "parameters", {}), "/paths/~1clips/get/parameters", "not a list"),
    "parameter without a name": (put(LIST, "parameters", [{"in": "query"}]), "/paths/~1clips/get/parameters/0", "has no name"),
    "parameter nowhere": (put(LIST, "parameters", [{"name": "a", "in": "body"}]), "/paths/~1clips/get/parameters/0/in", "cannot be in 'body'"),
    "parameter twice": (put(LIST, "parameters", [{"name": "a", "in": "query"}, {"name": "a", "in": "query", "required": True}]), "/paths/~1clips/get/parameters/1", "is listed twice"),
    "parameter in two media types": (put(LIST, "parameters", [{"name": "a", "in": "query", "content": {"a/b": {}, "a/c": {}}}]), "/paths/~1clips/get/parameters/0/content", "2 media types"),
    "answers as list": (put(LIST, "responses", []), "/paths/~1clips/get/responses", "not an object"),
    "answer as text": (put(f"{LIST} responses", "200", "x"), "/paths/~1clips/get/responses/200", "not an object"),
    "no status code": (put(f"{LIST} responses", "2000", {}), "/paths/~1clips/get/responses/2000", "no status code"),
    "body as list": (put(CREATE, "requestBody", []), "/paths/~1clips/post/requestBody", "not an object"),
    "content as text": (put(f"{CREATE} requestBody", "content", "x"), "/paths/~1clips/post/requestBody/content", "not an object"),
    "required as text": (put(f"{CREATE} requestBody", "required", "yes"), "/paths/~1clips/post/requestBody/required", "neither true nor false"),
    "schema as text": (put(f"{CREATE} requestBody content application/json", "schema", "x"), "/paths/~1clips/post/requestBody/content/application~1json/schema", ""),
    "id as number": (put(LIST, "operationId", 5), "/paths/~1clips/get/operationId", "not text"),
    "tags as text": (put(LIST, "tags", "x"), "/paths/~1clips/get/tags", "not a list"),
    "tag as number": (put(LIST, "tags", [5]), "/paths/~1clips/get/tags", "not text"),
    "deprecated as text": (put(LIST, "deprecated", "no"), "/paths/~1clips/get/deprecated", "neither true nor false"),
    "security as object": (put("", "security", {}), "/security", "not a list"),
    "demand as text": (put("", "security", ["Key"]), "/security/0", "not an object"),
    "scopes as text": (put("", "security", [{"Key": "x"}]), "/security/0/Key", "not a list"),
    "servers as text": (put("", "servers", "x"), "/servers", "not a list"),
    "server without address": (put("", "servers", [{}]), "/servers/0", "no address"),
    "callbacks as list": (put(CREATE, "callbacks", []), "/paths/~1clips/post/callbacks", "not an object"),
    "callback as text": (put(CREATE, "callbacks", {"a": {"{$url}": "x"}}), "/paths/~1clips/post/callbacks/a/{$url}", "not an object"),
    "reference to nothing": (put(LIST, "parameters", [{"$ref": "#/components/parameters/None"}]), "/paths/~1clips/get/parameters/0/$ref", "leads nowhere"),
    "reference elsewhere": (put(LIST, "parameters", [{"$ref": "other.yaml#/a"}]), "/paths/~1clips/get/parameters/0/$ref", "out of the document"),
    "reference as number": (put(LIST, "parameters", [{"$ref": 5}]), "/paths/~1clips/get/parameters/0/$ref", "not text"),
    "reference to itself": (put("components parameters", "Limit", {"$ref": "#/components/parameters/Limit"}), "/paths/~1clips/get/parameters/0", "references in a row"),
    "the same path twice": (put("paths", "/clips/{other}", {"get": {"responses": {}}}), "/paths/~1clips~1{other}/get", "the same operation"),
    "root as list": (None, "", "not an object"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("side", ["base", "revision"])
def test_a_broken_part_is_named(name: str, side: str) -> None:
    """The refusal leads to the part; it does not matter which document is the broken one."""
    edit, pointer, message = BROKEN[name]
    broken: Any = [] if edit is None else edited(edit)
    with pytest.raises(SpecError) as caught:
        changes(*((broken, tree()) if side == "base" else (tree(), broken)))
    assert caught.value.pointer == pointer
    assert message in caught.value.what


def test_paths_that_differ_in_names_and_methods_live_together() -> None:
    """``/clips/{id}`` with GET and ``/clips/{other}`` with PUT are two path items of one path."""
    other = put("paths", "/clips/{other}", {"put": {"responses": {}}})
    (change,) = changes(tree(), edited(other))
    assert change.operations == ("PUT /clips/{other}",)


def test_a_callback_that_leads_back_to_itself_ends() -> None:
    """Callbacks may be called back in turn, without end."""

    def circle(data: Tree) -> None:
        again = {"post": {"responses": {}, "callbacks": {"again": {"$ref": "#/components/callbacks/Again"}}}}
        data["components"]["callbacks"] = {"Again": {"{$url}": again}}
        data["paths"]["/clips"]["post"]["callbacks"]["again"] = {"$ref": "#/components/callbacks/Again"}

    base = edited(circle)
    assert changes(base, edited(circle)) == ()
    (change,) = changes(base, edited(circle, put("components callbacks Again {$url} post responses", "200", {})))
    assert change.kind == "response-added"


WORDS = ["$ref", "get", "post", "in", "name", "schema", "content", "required", "type", "allOf", "anyOf", "enum", "items", "x"]  # fmt: skip
RANDOM = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "x", "string", "object", "query", "#/components/schemas/Clip", "#/paths", "#", "#/a~2"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=6,
)


def ways(node: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every part of a document."""
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [way, *(inner for key, value in members for inner in ways(value, (*way, key)))]


ALL_WAYS = [way for way in ways(tree()) if way]


def replaced(data: Tree, way: tuple[Any, ...], value: Any) -> Tree:
    """Replace the value at a path, if there still is one."""
    node: Any = data
    for part in way[:-1]:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return data
    if isinstance(node, (dict, list)):
        try:
            node[way[-1]] = value
        except (IndexError, TypeError):
            return data
    return data


@given(st.lists(st.tuples(st.sampled_from(ALL_WAYS), RANDOM), min_size=1, max_size=3), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_random_document_gives_changes_or_one_refusal(wrong: list[tuple[Any, Any]], back: bool) -> None:
    """Any value at any place gives changes, or one refusal with a valid place."""
    broken = tree()
    for way, value in wrong:
        broken = replaced(broken, way, value)
    pair = (document(broken), document(tree())) if back else (document(tree()), document(broken))
    try:
        reported = compare(*pair)
    except SpecError as problem:
        problem_text = str(problem)
    else:
        problem_text = ""
        assert all(change.reach for change in reported)
        assert len({change.fingerprint for change in reported}) == len(reported)
    assert "\n" not in problem_text


def test_many_operations_take_little_time() -> None:
    """Eight times as many operations are about eight times the work."""

    def many(count: int) -> Tree:
        data = tree()
        path = data["paths"]["/clips"]
        data["paths"] = {f"/clips{number}": path for number in range(count)}
        return data

    def calls(count: int) -> int:
        base, revision = many(count), many(count)
        revision["components"]["parameters"]["Limit"]["required"] = True

        def compared() -> None:
            (change,) = changes(base, revision)
            assert len(change.operations) == count

        return calls_of(compared)

    calls(20)  # what is prepared once
    assert calls(400) < 10 * calls(50)
