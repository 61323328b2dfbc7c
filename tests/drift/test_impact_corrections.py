"""An overlay applied to a document that it was not written for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.drift.overlay.corrections import apply_lenient
from scripts.oas.document import Document
from scripts.oas.load import load
from scripts.oas.overlay import apply_overlay
from scripts.oas.problems import SpecError
from tests.spec.support import FOLDERS

LINK = "https://example.com/evidence"


def overlay(*actions: dict[str, Any]) -> Document:
    """Return an overlay with reasons and evidence."""
    listed = [{"description": "It is so.", "x-evidence": LINK, **action} for action in actions]
    data = {"overlay": "1.0.0", "info": {"title": "Corrections", "version": "1"}, "actions": listed}
    return Document(data=json.loads(json.dumps(data)), path=Path("overlay.yaml"))


def corrected(document: dict[str, Any], *actions: dict[str, Any]) -> tuple[Any, tuple[int, ...]]:
    """Apply actions, and check that the document is left as it was."""
    before = json.dumps(document)
    result = apply_lenient(document, overlay(*actions))
    assert json.dumps(document) == before
    return result


def test_without_an_overlay_the_copy_is_the_document():
    """It is a copy all the same."""
    document: dict[str, Any] = {"a": {"b": [1]}}
    result, missed = apply_lenient(document, None)
    assert result == document and missed == ()
    assert result["a"] is not document["a"]


@pytest.mark.parametrize(
    "folder", [item for item in FOLDERS if (item / "overlay.yaml").is_file()], ids=lambda item: item.name
)
def test_where_every_action_fits_it_is_what_the_strict_one_does(folder: Path):
    """The vendored documents with their own overlays."""
    root, corrections = load(folder / "openapi.yaml").root, load(folder / "overlay.yaml")
    assert apply_lenient(root, corrections, folder) == (apply_overlay(root, corrections, folder=folder), ())


def test_what_matches_nothing_or_changes_nothing_is_told_by_number():
    """The others are applied, in their order."""
    found, missed = corrected(
        {"a": {"x": 1}, "b": {"enum": ["p"]}},
        {"target": "$.gone", "update": {"x": 1}},
        {"target": "$.a", "update": {"x": 2}},
        {"target": "$.a", "update": {"x": 2}},
        {"target": "$.b.enum", "update": {"x": 2}},
        {"target": "$.c", "remove": True},
    )
    assert found == {"a": {"x": 2}, "b": {"enum": ["p"]}}
    assert missed == (0, 2, 3, 4)


def test_what_fits_in_part_is_applied_for_the_rest():
    """A list that holds one of two items gets the other; of two places the one that lacks it is corrected."""
    found, missed = corrected(
        {"a": {"enum": ["p", "q"]}, "b": {"x": 1}, "c": {"x": 2}},
        {"target": "$.a", "update": {"enum": ["q", "r"]}},
        {"target": "$['b', 'c']", "update": {"x": 1, "y": {"z": True}}},
    )
    assert found == {"a": {"enum": ["p", "q", "r"]}, "b": {"x": 1, "y": {"z": True}}, "c": {"x": 1, "y": {"z": True}}}
    assert missed == ()


def test_several_items_of_a_list_are_taken_out():
    """No item shifts into the place of another before its turn; true is not 1."""
    found, missed = corrected(
        {"required": ["a", "b", "c", "d"], "flags": {"on": 1}},
        {"target": "$.required[?@ == 'a' || @ == 'b' || @ == 'd' || @ == 'z']", "remove": True},
        {"target": "$.flags", "update": {"on": True}},
    )
    assert found == {"required": ["c"], "flags": {"on": True}} and found["flags"]["on"] is True
    assert missed == ()


@pytest.mark.parametrize(
    "action",
    [{"target": "$.a[", "remove": True}, {"target": "$.a", "remove": True, "update": {}}, {"target": "$.a"}],
)
def test_a_malformed_overlay_is_refused(action: dict[str, Any]):
    """That is a mistake in our own file, not drift."""
    with pytest.raises(SpecError, match=r"overlay\.yaml"):
        apply_lenient({"a": {}}, overlay(action))


def test_the_whole_document_cannot_be_removed():
    """It is an action that does not apply."""
    assert corrected({"a": 1}, {"target": "$", "remove": True}) == ({"a": 1}, (0,))
