"""Documents without a change: another spelling, another order, another place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.drift.documents.compare import compare
from scripts.drift.documents.read import read_pair
from scripts.drift.verdicts import name_kinds
from tests.drift.compare_support import TEXT, Tree, add, at, changes, drop, edited, put, tree, verdict_text
from tests.drift.test_compare_kinds import CASES

if TYPE_CHECKING:
    from pathlib import Path

LIST, CREATE = "paths /clips get", "paths /clips post"
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20}}

NO_OPS = {
    "not deprecated": put(LIST, "deprecated", False),
    "no parameters": put(CREATE, "parameters", []),
    "no callbacks": put(LIST, "callbacks", {}),
    "no path servers": put("paths /clips", "servers", []),
    "not required": put("components parameters Limit", "required", False),
    "not deprecated parameter": put("components parameters Limit", "deprecated", False),
    "style written out": put(f"{LIST} parameters 1", "style", "form"),
    "explode written out": put(f"{LIST} parameters 1", "explode", True),
    "explode of a single value": put("components parameters Limit", "explode", False),
    "style of a header": put(f"{LIST} parameters 2", "style", "simple"),
    "case of a header": put(f"{LIST} parameters 2", "name", "x-trace"),
    "reserved characters": put(f"{LIST} parameters 1", "allowReserved", False),
    "header that is to be ignored": add(f"{LIST} parameters", {"name": "Accept", "in": "header", "required": True, "schema": {"type": "string"}}),
    "parameter behind a reference": put(f"{LIST} parameters", "0", None),
    "security restated": put(LIST, "security", [{"Key": []}]),
    "servers restated": put(LIST, "servers", [{"url": "https://api.example/v1"}]),
    "slash behind a server": put("servers 0", "url", "https://API.example/v1/"),
    "empty encoding": put(f"{CREATE} requestBody content multipart/form-data encoding", "hook", {}),
    "usual encoding": put(f"{CREATE} requestBody content multipart/form-data encoding", "prompt", {"contentType": "text/plain"}),
    "no headers": put(f"{CREATE} responses 200", "headers", {}),
    "header that is told elsewhere": put(f"{CREATE} responses 200", "headers", {"Content-Type": {"required": True, "schema": {"type": "string"}}}),
    "OpenAPI 3.2": put("", "openapi", "3.2.0"),
    "no webhooks": put("webhooks", "x-none", {}),
    "unused component": put("components responses", "Unused", {"description": "x"}),
    "unused credentials": put("components securitySchemes", "Third", {"type": "http", "scheme": "basic"}),
}  # fmt: skip
NO_OPS["parameter behind a reference"] = lambda data: at(data, f"{LIST} parameters").__setitem__(0, dict(LIMIT))


@pytest.mark.parametrize("name", NO_OPS)
def test_no_change(name: str) -> None:
    """Nothing at all is reported, in neither direction."""
    revision = edited(NO_OPS[name])
    assert changes(tree(), revision) == ()
    assert changes(revision, tree()) == ()


def rename(way: str, old: str, new: str) -> Any:
    """Return an edit that gives a key another name and keeps its place."""

    def edit(data: Tree) -> None:
        holder = at(data, way)
        holder.update({new if key == old else key: holder.pop(key) for key in [*holder]})

    return edit


RENAMED = {
    "case of a media type": rename(f"{CREATE} responses 200 content", "application/json", "Application/JSON; charset=UTF-8"),
    "case of a range": rename(f"{LIST} responses", "4XX", "4xx"),
    "case of a header": rename(f"{LIST} responses 200 headers", "X-Left", "x-left"),
}  # fmt: skip


@pytest.mark.parametrize("name", RENAMED)
def test_another_spelling_is_no_change(name: str) -> None:
    """Names without case may be written in any."""
    assert changes(tree(), edited(RENAMED[name])) == ()


def test_another_name_for_credentials_is_no_change() -> None:
    """A scheme is what goes over the wire, not what it is called."""

    def renamed(data: Tree) -> None:
        data["components"]["securitySchemes"]["Bearer"] = data["components"]["securitySchemes"].pop("Key")
        data["security"] = [{"Bearer": []}]

    assert changes(tree(), edited(renamed)) == ()


def test_equivalent_binary_bodies_have_no_change() -> None:
    """A binary body has a schema in OpenAPI 3.0, and none since 3.1."""
    way = "paths /clips/{id} get responses 200 content"
    old = edited(put(way, "video/mp4", {"schema": {"type": "string", "format": "binary"}}))
    assert changes(old, edited(put(way, "video/mp4", {}))) == ()


def test_prose_is_one_change_for_each_operation() -> None:
    """However much text changes in an operation, it is one change, and a harmless one."""
    revision = edited(
        put(LIST, "summary", "Other words."),
        put(LIST, "x-note", {"a": 1}),
        put(f"{LIST} responses 200", "description", "very fine"),
        put(f"{LIST} parameters 1", "description", "x" * 500),
        put(CREATE, "description", "Make one."),
    )
    reported = changes(tree(), revision)
    assert [(change.kind, change.node) for change in reported] == [
        ("docs-changed", "/paths/~1clips/get"),
        ("docs-changed", "/paths/~1clips/post"),
    ]
    assert reported[0].verdict.client == "docs"
    assert len(json.dumps(reported[0].after)) < 600


def test_prose_of_a_component_is_one_change() -> None:
    """The text of a parameter that two operations share is reported once."""
    (change,) = changes(tree(), edited(put("components parameters Limit", "description", "Most at once.")))
    assert (change.kind, change.node) == ("docs-changed", "/components/parameters/Limit")
    assert change.operations == ("GET /clips", "GET /clips/{id}")


def test_prose_of_the_document_is_one_entry() -> None:
    """Title, tags and extensions of a document belong together."""
    revision = edited(put("info", "title", "Films"), put("", "x-groups", []), drop("", "tags"))
    (change,) = changes(tree(), revision)
    assert (change.kind, change.node, change.operations) == ("docs-changed", "", ())


@st.composite
def restated(draw: st.DrawFn) -> Tree:
    """Return an equivalent document with another spelling."""
    data = tree()
    chosen = draw(st.sets(st.sampled_from(range(len(STEPS)))))
    for number in sorted(chosen):
        STEPS[number](data)
    return _shuffled(data, draw, ())


def _shuffled(node: Any, draw: st.DrawFn, way: tuple[str, ...]) -> Any:
    if isinstance(node, dict):
        keys = draw(st.permutations(list(node)))
        return {key: _shuffled(node[key], draw, (*way, key)) for key in keys}
    if isinstance(node, list):
        items = [_shuffled(item, draw, (*way, "0")) for item in node]
        return draw(st.permutations(items)) if way[-1] in ("parameters", "required", "enum", "servers") else items
    return node


def _inline(data: Tree) -> None:
    """Write every parameter and response out where it is used."""
    shared = data["components"]
    for item in data["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict):
                continue
            operation["parameters"] = [_target(shared, one) for one in operation.get("parameters", [])]
            operation["responses"] = {code: _target(shared, one) for code, one in operation["responses"].items()}


def _target(shared: Tree, node: Any) -> Any:
    if "$ref" in node:
        _, _, group, name = node["$ref"].split("/")
        return json.loads(json.dumps(shared[group][name]))
    return node


def _lift(data: Tree) -> None:
    """Make components of bodies, headers, callbacks and paths."""
    shared, paths = data["components"], data["paths"]
    create, listing = paths["/clips"]["post"], paths["/clips"]["get"]
    shared["requestBodies"] = {"Create": create["requestBody"]}
    create["requestBody"] = {"$ref": "#/components/requestBodies/Create"}
    headers = listing["responses"]["200"]["headers"]
    shared["headers"] = {"Left": headers["X-Left"]}
    headers["X-Left"] = {"$ref": "#/components/headers/Left"}
    shared["callbacks"] = {"Done": create["callbacks"]["done"]}
    create["callbacks"]["done"] = {"$ref": "#/components/callbacks/Done"}
    shared["pathItems"] = {"One": paths["/clips/{id}"]}
    paths["/clips/{id}"] = {"$ref": "#/components/pathItems/One"}


def _down(data: Tree) -> None:
    """Move the parameters of a path to its operations."""
    item = data["paths"]["/clips/{id}"]
    if "$ref" not in item:
        for parameter in item.pop("parameters", []):
            for operation in (one for one in item.values() if "responses" in one):
                operation.setdefault("parameters", []).append(dict(parameter))


def _restate(data: Tree) -> None:
    """Say at each operation what it inherits."""
    for item in data["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["security"], operation["servers"] = [{"Key": []}], [{"url": "https://api.example/v1"}]


def _rename(data: Tree) -> None:
    """Give each component another name."""
    text = json.dumps(data)
    for group in data["components"]:
        for name in data["components"][group]:
            if group != "securitySchemes":
                text = text.replace(f'"#/components/{group}/{name}"', f'"#/components/{group}/{name}Too"')
    renamed = json.loads(text)
    for group, members in renamed["components"].items():
        if group != "securitySchemes":
            renamed["components"][group] = {f"{name}Too": body for name, body in members.items()}
    data.clear()
    data.update(renamed)


def _inline_schemas(data: Tree) -> None:
    """Write two schemas out where they are used."""
    for name in ("Event", "Problem"):
        text, written = json.dumps(data), json.dumps(data["components"]["schemas"][name])
        data.update(json.loads(text.replace(json.dumps({"$ref": f"#/components/schemas/{name}"}), written)))
        del data["components"]["schemas"][name]


def _lift_schemas(data: Tree) -> None:
    """Give a name to what stood in a property."""
    schemas = data["components"]["schemas"]
    for name, schema in [*schemas.items()]:
        for key, value in [*schema.get("properties", {}).items()]:
            if "enum" in value:
                schemas["State"] = value
                schemas[name]["properties"][key] = {"$ref": "#/components/schemas/State"}


DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
STEPS = [_inline_schemas, _lift_schemas, _inline, _lift, _down, _restate, _rename]


@given(restated(), st.sampled_from(["yaml", "json", "flow"]), st.booleans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_equivalent_document_has_no_change(tmp_path: Path, revision: Tree, form: str, backward: bool) -> None:
    """Reordered, in another syntax, components renamed, written out or lifted: at most names change."""
    one, other = tmp_path / "one.yaml", tmp_path / ("other.json" if form == "json" else "other.yaml")
    one.write_text(TEXT)
    if form == "json":
        other.write_text(json.dumps(revision))
    else:
        other.write_text(yaml.dump(revision, Dumper=DUMPER, sort_keys=False, default_flow_style=form == "flow"))
    documents = read_pair(other, one) if backward else read_pair(one, other)
    reported = compare(*documents)
    assert {change.kind for change in reported} <= name_kinds()
    assert {change.verdict.wire for change in reported} <= {"none"}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_an_edit_in_an_equivalent_document_is_reported_once(data: st.DataObject) -> None:
    """An edit is reported with the same kind however the rest is written, and at the same node backward."""
    name = data.draw(st.sampled_from([name for name in CASES if name not in _MOVED]))
    edit, direction, _, expected, expected_backward = CASES[name]
    step = data.draw(st.sampled_from([None, _down, _reverse]))
    base, revision = tree(), edited(edit)
    for one in (base, revision):
        if step is not None:
            step(one)
    forward, backward = changes(base, revision), changes(revision, base)
    assert [verdict_text(change, direction) for change in forward] == [expected]
    assert [verdict_text(change, direction) for change in backward] == [expected_backward]


_MOVED = frozenset({"parameter of a path", "operation"})  # cannot be said at the operations alone


def _reverse(data: Tree) -> None:
    """Turn the order of paths, components and parameters around."""
    for holder in (data["paths"], *data["components"].values(), data["components"]):
        items = [*holder.items()][::-1]
        holder.clear()
        holder.update(items)
