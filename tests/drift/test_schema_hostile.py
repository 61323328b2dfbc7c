"""Documents in circles, deep ones, wide ones, and ones that grow when they are written out."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.oas.problems import SpecError
from tests.drift.schema_support import (
    changes_between,
    changes_of_thing,
    document,
    kinds_and_nodes,
    without_name_changes,
)

TEXT: dict[str, Any] = {"type": "string"}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def refused(base: dict[str, Any], revision: dict[str, Any]) -> str:
    """Return what is wrong with two documents that cannot be compared."""
    with pytest.raises(SpecError) as caught:
        changes_between(document(base), document(revision))
    assert caught.value.pointer.startswith("/")
    return caught.value.what


def test_recursion_through_values():
    """A tree is compared once, and a change in it is one finding."""
    tree = {
        "type": "object",
        "properties": {
            "value": TEXT,
            "children": {"type": "array", "items": ref("Thing")},
            "up": {"anyOf": [ref("Thing"), {"type": "null"}]},
        },
    }
    other = {**tree, "properties": {**tree["properties"], "value": {"type": "integer"}}}
    assert kinds_and_nodes(changes_of_thing(tree, tree)) == []
    assert kinds_and_nodes(changes_of_thing(tree, other)) == [("type-changed", "/properties/value")]
    longer = {**tree, "properties": {**tree["properties"], "children": {"type": "array", "items": tree}}}
    assert kinds_and_nodes(changes_of_thing(tree, longer)) == []


def test_two_that_refer_to_each_other():
    """Renaming both is two names and no more."""
    base = {
        "Thing": {"type": "object", "properties": {"b": ref("B")}},
        "B": {"type": "object", "properties": {"c": ref("C")}},
        "C": {"type": "object", "properties": {"b": ref("B")}},
    }
    revision = {
        "Thing": {"type": "object", "properties": {"b": ref("X")}},
        "X": {"type": "object", "properties": {"c": ref("Y")}},
        "Y": {"type": "object", "properties": {"b": ref("X")}},
    }
    assert [item[0] for item in kinds_and_nodes(changes_between(document(base), document(revision)))] == [
        "schema-renamed",
        "schema-renamed",
    ]


CIRCLES = [
    {"Thing": ref("A"), "A": ref("B"), "B": ref("A")},
    {"Thing": {"allOf": [ref("Thing"), TEXT]}},
    {"Thing": {"anyOf": [ref("A"), TEXT]}, "A": {"oneOf": [ref("Thing"), {"type": "null"}]}},
    {"Thing": {"allOf": [ref("A")]}, "A": {"allOf": [ref("Thing")]}},
    {"Thing": {"$ref": "#/components/schemas/Thing", "maxLength": 3}},
]


@pytest.mark.parametrize("circle", CIRCLES)
def test_circle_without_a_value_is_refused(circle):
    """In both documents, or in one of them."""
    assert "itself" in refused(circle, circle) or "circle" in refused(circle, circle)
    assert refused({"Thing": TEXT}, circle)
    assert refused(circle, {"Thing": TEXT})


@pytest.mark.parametrize(
    "target",
    ["#/components/schemas/Gone", "other.yaml#/A", "https://example.com/a", "#nowhere", "#/openapi", "#/a~2b", "", 5],
)
def test_reference_without_a_target_is_refused(target):
    """Even if both documents have the same reference."""
    thing = {"Thing": {"type": "object", "properties": {"a": {"$ref": target}}}}
    assert refused(thing, thing)
    assert refused({"Thing": {"type": "object", "properties": {"a": TEXT}}}, thing)


def test_reference_to_any_place_and_anchor():
    """A path below a component, a definition, an anchor, and the dynamic kinds of the document's own."""
    whole = {
        "type": "object",
        "properties": {
            "a": TEXT,
            "b": {"$ref": "#/components/schemas/Thing/properties/a"},
            "c": {"$ref": "#/components/schemas/Thing/$defs/d%7E1e"},
            "d": {"$ref": "#here"},
        },
        "$defs": {"d/e": TEXT, "f": {"$anchor": "here", **TEXT}},
    }
    plain = {"type": "object", "properties": dict.fromkeys("abcd", TEXT)}
    assert kinds_and_nodes(changes_of_thing(whole, plain)) == []
    node = {"type": "object", "$recursiveAnchor": True, "properties": {"next": {"$recursiveRef": "#"}}}
    same = {"type": "object", "$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}}
    assert kinds_and_nodes(changes_of_thing(node, same)) == []
    assert kinds_and_nodes(changes_of_thing(node, {"type": "object", "properties": {"next": ref("Thing")}})) == []


def test_long_chains_of_references():
    """A chain through values may be long; one of names alone may not."""
    links = {f"L{number}": {"type": "object", "properties": {"next": ref(f"L{number + 1}")}} for number in range(3000)}
    base = {"Thing": ref("L0"), **links, "L3000": TEXT}
    assert kinds_and_nodes(changes_between(document(base), document({**base, "L3000": {"type": "integer"}}))) == [
        ("type-changed", "/components/schemas/L3000")
    ]
    names = {f"L{number}": ref(f"L{number + 1}") for number in range(3000)}
    assert refused({"Thing": ref("L0"), **names, "L3000": TEXT}, {"Thing": TEXT})


def test_deep_combinations_are_refused():
    """No recursion error, whatever the depth."""
    deep: dict[str, Any] = TEXT
    for _ in range(90):
        deep = {"allOf": [deep, {"minLength": 1}]}
    assert "too deep" in refused({"Thing": deep}, {"Thing": {"type": "integer"}})
    chain = {f"L{number}": {"allOf": [ref(f"L{number + 1}"), {"minLength": number + 1}]} for number in range(500)}
    assert refused({"Thing": ref("L0"), **chain, "L500": TEXT}, {"Thing": TEXT})


def test_combinations_that_multiply_are_refused():
    """Unions in allOf, and objects that double at each level."""
    union = {"anyOf": [{"type": "object", "properties": {f"p{number}": TEXT}} for number in range(100)]}
    assert "too large" in refused({"Thing": {"allOf": [union, union, union]}}, {"Thing": TEXT})
    double = {
        f"L{number}": {
            "type": "object",
            "properties": {"a": ref(f"L{number + 1}"), "b": {"allOf": [ref(f"L{number + 1}"), {"required": ["a"]}]}},
        }
        for number in range(40)
    }
    base = {"Thing": ref("L0"), **double, "L40": {"type": "object"}}
    assert kinds_and_nodes(
        changes_between(document(base), document({**base, "L40": {"type": "object", "minProperties": 1}}))
    ) == [("limit-tightened", "/components/schemas/L40")]


def test_merging_the_same_again_and_again_stays_small():
    """Each level refers twice to the next one through allOf."""
    levels = {f"L{number}": {"allOf": [ref(f"L{number + 1}"), ref(f"L{number + 1}")]} for number in range(20)}
    base = {"Thing": ref("L0"), **levels, "L20": {"anyOf": [TEXT, {"type": "integer"}]}}
    assert (
        without_name_changes(changes_between(document(base), document({"Thing": {"type": ["string", "integer"]}})))
        == []
    )


@pytest.mark.parametrize(
    "broken",
    [{"properties": []}, {"required": {}}, {"enum": "a"}, {"allOf": {}}, {"items": 3}, 5, "x", None],
)
def test_broken_schema_is_refused(broken):
    """With its place, not with a traceback."""
    thing = {"type": "object", "properties": {"a": broken}}
    assert refused({"Thing": {"type": "object", "properties": {"a": TEXT}}}, {"Thing": thing})


def test_wide_unions_of_unlike_objects():
    """Hundreds of alternatives on both sides without anything in common."""
    one, two = (
        [{"type": "object", "properties": {f"{letter}{number}": TEXT}} for number in range(300)] for letter in "ab"
    )
    reported = kinds_and_nodes(changes_of_thing({"anyOf": one}, {"anyOf": two}))
    assert {kind for kind, _ in reported} == {"type-changed"}
