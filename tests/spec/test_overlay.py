"""Corrections: applied by the standard, refused when they lack reason or evidence, and when they are stale."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from scripts.oas.load import SpecError
from scripts.oas.overlay import apply_overlay
from tests.spec.support import read

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT: dict[str, Any] = {
    "info": {"title": "t", "version": "1"},
    "paths": {"/a": {"get": {"tags": ["x"], "deprecated": True}}, "/b": {"get": {"tags": ["x", "y"]}}},
    "components": {
        "schemas": {
            "V": {"enum": ["4", "8"], "required": ["id", "url", "at"], "properties": {"id": {"type": "string"}}}
        }
    },
}


def apply(actions: str, folder: Path, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """Apply actions, written as YAML, to a document."""
    text = "overlay: 1.0.0\ninfo: {title: t, version: 1.0.0}\nactions:\n" + actions
    return apply_overlay(document or DOCUMENT, read(text, "overlay.yaml"), folder=folder)


def action(target: str, what: str, extra: str = "") -> str:
    """Write one action with reason and evidence."""
    return f"- target: {target}\n  description: why\n  x-evidence: https://example.com/page\n  {what}\n{extra}"


def refused(actions: str, folder: Path, document: dict[str, Any] | None = None) -> str:
    """Return the message that actions are refused with."""
    with pytest.raises(SpecError) as caught:
        apply(actions, folder, document)
    return str(caught.value)


def test_update_merges_objects_appends_to_lists_and_replaces_the_rest(tmp_path: Path) -> None:
    """The semantics of the standard; the input is left as it was."""
    before = deepcopy(DOCUMENT)
    update = "update: {enum: ['16', '20'], properties: {id: {type: integer}, url: {type: string}}, title: V}"
    schema = apply(action("$.components.schemas.V", update), tmp_path)["components"]["schemas"]["V"]
    assert schema["enum"] == ["4", "8", "16", "20"]
    assert schema["properties"] == {"id": {"type": "integer"}, "url": {"type": "string"}}
    assert schema["title"] == "V"
    assert schema["required"] == ["id", "url", "at"]
    assert before == DOCUMENT


def test_update_reaches_every_match(tmp_path: Path) -> None:
    """A target may select many objects."""
    paths = apply(action("$.paths[*].get", "update: {operationId: x}"), tmp_path)["paths"]
    assert [path["get"]["operationId"] for path in paths.values()] == ["x", "x"]


def test_the_root_can_be_updated(tmp_path: Path) -> None:
    """`$` is the document itself."""
    assert apply(action("$", "update: {servers: []}"), tmp_path)["servers"] == []


def test_remove_takes_out_keys_and_single_values_of_lists(tmp_path: Path) -> None:
    """Several values of one list go in one action, whatever their positions."""
    actions = action("$.components.schemas.V.required[?@ == 'id' || @ == 'at']", "remove: true")
    actions += action("$.paths[*].get.tags", "remove: true")
    result = apply(actions, tmp_path)
    assert result["components"]["schemas"]["V"]["required"] == ["url"]
    assert result["paths"] == {"/a": {"get": {"deprecated": True}}, "/b": {"get": {}}}


def test_actions_see_what_earlier_ones_did(tmp_path: Path) -> None:
    """Removing a list and updating its parent replaces the list."""
    actions = action("$.components.schemas.V.required", "remove: true")
    actions += action("$.components.schemas.V", "update: {required: [id]}")
    assert apply(actions, tmp_path)["components"]["schemas"]["V"]["required"] == ["id"]


@pytest.mark.parametrize(
    ("actions", "what"),
    [
        (action("$.nowhere", "remove: true"), "matches nothing"),
        (action("$.nowhere", "update: {a: 1}"), "matches nothing"),
        (action("$.components.schemas.V.required[?@ == 'gone']", "remove: true"), "matches nothing"),
        (action("$.info", "update: {title: t}"), "changes nothing"),
        (action("$.info", "update: {}"), "changes nothing"),
        (action("$.components.schemas.V", "update: {enum: ['16', '8']}"), "has '8' already"),
        (action("$.paths[*].get", "update: {deprecated: true}"), "changes nothing at $['paths']['/a']['get']"),
    ],
)
def test_a_stale_action_is_an_error(actions: str, what: str, tmp_path: Path) -> None:
    """The message names the action by its index and line."""
    message = refused(action("$.info", "update: {x-first: 1}") + actions, tmp_path)
    assert message.startswith("overlay.yaml:8:3: /actions/1: ")
    assert what in message


def test_a_list_put_back_as_it_was_is_an_error(tmp_path: Path) -> None:
    """Removing and adding the same is how a replaced list goes stale."""
    actions = action("$.components.schemas.V.required", "remove: true")
    actions += action("$.components.schemas.V", "update: {required: [id, url, at]}")
    message = refused(actions, tmp_path)
    assert message.startswith("overlay.yaml:4:3: /actions/0: ")
    assert "puts back what" in message


def test_a_type_change_is_a_change(tmp_path: Path) -> None:
    """1, 1.0 and true are three values."""
    document = {"a": {"b": 1}}
    assert apply(action("$.a", "update: {b: true}"), tmp_path, document) == {"a": {"b": True}}


@pytest.mark.parametrize(
    ("actions", "what"),
    [
        ("- description: why\n  x-evidence: https://e.com\n  remove: true\n", "no target"),
        ("- target: $.info\n  x-evidence: https://e.com\n  remove: true\n", "has no reason"),
        ("- target: $.info\n  description: ' '\n  x-evidence: https://e.com\n  remove: true\n", "has no reason"),
        ("- target: $.info\n  description: why\n  remove: true\n", "no evidence"),
        ("- target: $.info\n  description: why\n  x-evidence: []\n  remove: true\n", "no evidence"),
        ("- target: $.info\n  description: why\n  x-evidence: samples/none.json\n  remove: true\n", "does not exist"),
        ("- target: $.info\n  description: why\n  x-evidence: ../outside.json\n  remove: true\n", "does not exist"),
        ("- target: $.info\n  description: why\n  x-evidence: http://e.com\n  remove: true\n", "does not exist"),
        ("- target: $.info\n  description: why\n  x-evidence: 5\n  remove: true\n", "not text"),
        (action("$.info", "remove: false"), "neither or both of"),
        (action("$.info", "remove: true", "  update: {a: 1}\n"), "neither or both of"),
        (action("$.info", "update: 5"), "not an object"),
        (action("$.info", "update: [a]"), "not an object"),
        (action("$.info", "updates: {a: 1}"), "'updates' is unknown"),
        (action("$.info.title", "update: {a: 1}"), "is not an object"),
        (action("$.info[", "update: {a: 1}"), "the target $.info[ is wrong"),
        (action("info", "update: {a: 1}"), "the target info is wrong"),
        (action("$", "remove: true"), "the whole document"),
        ("- 5\n", "not an object"),
    ],
)
def test_a_malformed_action_is_an_error(actions: str, what: str, tmp_path: Path) -> None:
    """Each is told by index and line, with a remedy."""
    (tmp_path.parent / "outside.json").write_text("{}")
    message = refused(actions, tmp_path)
    assert re.match(r"overlay\.yaml:[4-7]:\d+: /actions/0", message)
    assert what in message


def test_evidence_may_be_a_file_a_link_or_an_issue(tmp_path: Path) -> None:
    """Or a list of them; the file must exist."""
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "a.json").write_text("{}")
    evidence = "[samples/a.json, https://e.com/x, owner/name#12]"
    text = f"- target: $.info\n  description: why\n  x-evidence: {evidence}\n  remove: true\n"
    assert "info" not in apply(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions: [{}]", "Overlay 1.0"),
        ("overlay: 1.0\ninfo: {title: t, version: '1'}\nactions: [{}]", "Overlay 1.0"),
        ("overlay: 1.0.0\nactions: [{}]", "'info' lacks"),
        ("overlay: 1.0.0\ninfo: {title: t, version: 1}\nactions: [{}]", "'info' lacks"),
        ("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []", "no action"),
        ("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: [{}]\nmore: 1", "'more' is unknown"),
        ("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nextends: other.yaml\nactions: [{}]", "another document"),
        ("[]", "not an object"),
    ],
)
def test_a_malformed_overlay_is_an_error(text: str, what: str, tmp_path: Path) -> None:
    """The frame of the document is checked as well."""
    with pytest.raises(SpecError, match=what):
        apply_overlay(DOCUMENT, read(text, "overlay.yaml"), folder=tmp_path)
