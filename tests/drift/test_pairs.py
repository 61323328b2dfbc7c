"""Real revisions of a published document: exactly what really changed, one entry each; and the table of the facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scripts.drift.change import Client, Direction
from scripts.drift.documents.compare import compare
from scripts.drift.documents.read import read_pair
from scripts.drift.verdicts import name_kinds
from scripts.oas.load import SpecError
from tests.drift.compare_support import TEXT, at, changes, drop, edited, put, tree, verdict_text, without_docs
from tests.spec.support import SPEC, upstream

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.drift.change import Change

VIDEOS = ("POST /videos",)
READERS = ("GET /videos", "GET /videos/{video_id}", "POST /videos", "POST /videos/{video_id}/remix")
NEW = (
    "GET /videos/characters/{character_id}",
    "POST /videos/characters",
    "POST /videos/edits",
    "POST /videos/extensions",
)
CHARACTERS = tuple(sorted({*READERS, "DELETE /videos/{video_id}", "GET /videos/{video_id}/content", *NEW}))

EXPECTED: dict[tuple[str, str], dict[str, tuple[str, str, tuple[str, ...], str]]] = {
    ("2025-10-06.yaml", "2025-11-09.yaml"): {
        "response-property-added-required": (
            "property-added-required",
            "/components/schemas/VideoResource/properties/prompt",
            READERS,
            "response: compatible/compatible/nothing",
        ),
    },
    ("2026-02-20.yaml", "2026-03-05.yaml"): {
        "enum-opened": (
            "enum-opened",
            "/components/schemas/VideoResource/properties/seconds",
            READERS,
            "response: widened/breaking/read",
        ),
        "request-property-added-optional": (
            "property-added-optional",
            "/components/schemas/CreateVideoBody/properties/image_reference",
            VIDEOS,
            "request: compatible/compatible/nothing",
        ),
        "schema-added": (
            "schema-added",
            "/components/schemas/ImageRefParam-2",
            VIDEOS,
            "request: none/compatible/nothing",
        ),
    },
    ("2026-03-05.yaml", "2026-03-13.yaml"): {
        "operation-added": ("operation-added", "/paths", NEW, "request: compatible/compatible/nothing"),
        "schema-split": (
            "schema-split",
            "/components/schemas/CreateVideoBody",
            VIDEOS,
            "request: none/breaking/import",
        ),
        "request-property-removed": (
            "property-removed",
            "/components/schemas/CreateVideoBody/properties/image_reference",
            VIDEOS,
            "request: breaking/breaking/call",
        ),
        "request-property-type-changed": (
            "type-changed",
            "/components/schemas/CreateVideoBody/properties/input_reference",
            VIDEOS,
            "request: breaking/breaking/call",
        ),
        "request-property-widened": (
            "type-widened",
            "/components/schemas/CreateVideoBody/properties/input_reference",
            VIDEOS,
            "request: compatible/compatible/nothing",
        ),
    },
    ("2026-06-17.yaml", "2026-08-13.yaml"): {
        "operation-deprecated": ("operation-deprecated", "/paths", CHARACTERS, "request: none/docs/nothing"),
    },
}


def transitions() -> list[dict[str, Any]]:
    """Return the published revisions with their changes."""
    return json.loads(upstream("openai/revisions/expected_changes.json").read_text())["transitions"]


def row_of(change: Change) -> tuple[str, str, tuple[str, ...], str]:
    """Return kind, node, operations and the verdict, with its direction."""
    (direction,) = change.directions
    return (
        change.kind,
        change.node,
        change.operations,
        f"{direction}: {verdict_text(change, direction).partition(': ')[2]}",
    )


@pytest.mark.parametrize("pair", EXPECTED)
def test_each_pair_has_exactly_its_changes(pair: tuple[str, str]) -> None:
    """Each published change is one change, with that verdict; nothing else is more than prose."""
    (transition,) = [item for item in transitions() if (item["base"], item["revision"]) == pair]
    assert {item["id"] for item in transition["changes"]} == EXPECTED[pair].keys()
    base, revision = (upstream(f"openai/revisions/{name}") for name in pair)
    reported = compare(*read_pair(base, revision))
    of_interest = [change for change in reported if change.kind != "docs-changed"]
    assert sorted(map(row_of, of_interest)) == sorted(EXPECTED[pair].values())
    assert all(change.verdict.client is Client.DOCS for change in reported if change.kind == "docs-changed")


def test_all_published_pairs_are_in_the_table() -> None:
    """No published transition is left out."""
    assert {(item["base"], item["revision"]) for item in transitions()} == EXPECTED.keys()


def test_what_must_not_be_reported_is_not() -> None:
    """An enum that is opened is no list of values removed."""
    pair = (upstream(f"openai/revisions/{name}") for name in ("2026-02-20.yaml", "2026-03-05.yaml"))
    (opened,) = [
        change for change in compare(*read_pair(*pair)) if change.kind != "docs-changed" and "seconds" in change.node
    ]
    assert opened.kind == "enum-opened"
    assert opened.verdict.client is Client.BREAKING


def test_the_vendored_copy_equals_the_published_document() -> None:
    """The vendored document and the published one differ in prose only."""
    reported = compare(*read_pair(SPEC / "openai" / "openapi.yaml", upstream("openai/openapi.videos.yaml")))
    assert reported
    assert {change.kind for change in reported} == {"docs-changed"}
    assert {change.verdict.client for change in reported} == {Client.DOCS}


def test_a_change_has_a_place_in_both_documents() -> None:
    """A change has its lines in the base and in the revision."""
    pair = [upstream(f"openai/revisions/{name}") for name in ("2026-02-20.yaml", "2026-03-05.yaml")]
    (opened,) = [change for change in compare(*read_pair(*pair)) if change.kind == "enum-opened"]
    for place, path in zip((opened.base, opened.revision), pair, strict=True):
        assert place is not None
        assert path.read_text().splitlines()[place.line - 1].strip() == "seconds:"


SENT, READ = Direction.REQUEST, Direction.RESPONSE
CLIP = "components schemas Clip properties"
VALUES = {"type": "string", "enum": ["4", "8"]}


def test_row_1_an_enum_in_a_response_becomes_any_text() -> None:
    """It breaks readers: the type no longer has the listed values."""
    base, revision = edited(put(CLIP, "seconds", VALUES)), edited(put(CLIP, "seconds", {"type": "string"}))
    (change,) = changes(base, revision)
    assert verdict_text(change, READ) == "enum-opened: widened/breaking/read"


def test_row_2_listed_values_are_opened_in_both_directions() -> None:
    """Reading is widened, sending is fine, and it is one entry."""
    model = put("components schemas", "Model", {"type": "string", "enum": ["a", "b"]})
    use = [put(f"components schemas {name} properties", "model", {"$ref": "#/components/schemas/Model"}) for name in ("Clip", "NewClip")]  # fmt: skip
    opened = {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["a", "b"]}]}
    (change,) = changes(edited(model, *use), edited(put("components schemas", "Model", opened), *use))
    assert verdict_text(change, SENT) == "enum-opened: compatible/compatible/nothing"
    assert verdict_text(change, READ) == "enum-opened: widened/compatible/nothing"


def test_row_3_a_constant_is_a_list_of_one() -> None:
    """``const: list`` and ``enum: [list]`` are equivalent."""
    constant, listed = {"type": "string", "const": "list"}, {"type": "string", "enum": ["list"]}
    assert changes(edited(put(CLIP, "kind", constant)), edited(put(CLIP, "kind", listed))) == ()


def test_row_4_a_body_class_is_split_in_two() -> None:
    """Nothing changes on the wire, and each caller's import breaks: one entry."""
    media = "paths /clips post requestBody content"
    halves = [
        put("components schemas", name, at(tree(), "components schemas NewClip")) for name in ("NewJson", "NewForm")
    ]
    use = [
        put(f"{media} application/json", "schema", {"$ref": "#/components/schemas/NewJson"}),
        put(f"{media} multipart/form-data", "schema", {"$ref": "#/components/schemas/NewForm"}),
    ]
    (change,) = changes(tree(), edited(*halves, *use, drop("components schemas", "NewClip")))
    assert verdict_text(change, SENT) == "schema-split: none/breaking/import"
    assert change.kind in name_kinds()


def test_row_5_a_response_is_unwrapped() -> None:
    """Readers look for a removed key: one change."""
    flat = {"$ref": "#/components/schemas/Clip"}
    wrapped = {
        "type": "object",
        "required": ["status", "response"],
        "properties": {"status": {"type": "string"}, "response": flat},
    }
    media = "paths /clips/{id} get responses 200 content application/json"
    (change,) = changes(edited(put(media, "schema", wrapped)), edited(put(media, "schema", flat)))
    assert change.kind == "object-unwrapped"
    assert (change.verdict.client, change.verdict.breaks) == ("breaking", "read")


def test_row_6_a_text_in_a_response_becomes_an_enum() -> None:
    """Safe on the wire; only the type changes."""
    base = edited(put("components schemas Problem properties", "code", {"type": "string"}))
    listed = {"type": "string", "enum": ["late", "lost"]}
    (change,) = changes(base, edited(put("components schemas Problem properties", "code", listed)))
    assert change.kind == "enum-closed"
    assert change.verdict.wire == "compatible"


def test_row_7_a_format_without_a_python_type() -> None:
    """``format: uri`` on a text in a request changes nothing."""
    (change,) = changes(tree(), edited(put("components schemas NewClip properties hook", "format", "uri")))
    assert verdict_text(change, SENT) == "format-changed: none/none/nothing"


def test_row_8_one_of_branches_that_exclude_each_other() -> None:
    """``oneOf`` and ``anyOf`` are equivalent where no value is valid for two alternatives."""
    branches = [{"type": "string"}, {"type": "integer"}]
    assert changes(edited(put(CLIP, "x", {"oneOf": branches})), edited(put(CLIP, "x", {"anyOf": branches}))) == ()


def test_row_9_what_goes_without_saying() -> None:
    """``required: false``, empty lists and another version of OpenAPI are no changes."""
    revision = edited(
        put("components parameters Limit", "required", False),
        put("paths /clips post", "parameters", []),
        put("components schemas Problem", "required", []),
        put("", "openapi", "3.2.0"),
        put("paths /clips", "parameters", []),
    )
    assert changes(tree(), revision) == ()
    assert without_docs(changes(revision, tree())) == []


def test_row_10_an_error_page_is_no_document(tmp_path: Path) -> None:
    """Sixteen bytes of an error page are refused in one line; they do not remove all paths."""
    base, revision = tmp_path / "base.yaml", tmp_path / "revision.yaml"
    base.write_text(TEXT)
    revision.write_text("error code: 524\n")
    with pytest.raises(SpecError) as caught:
        read_pair(base, revision)
    assert "this is no OpenAPI document" in str(caught.value)
    assert str(revision) in str(caught.value)
