"""Each kind of change of a schema, in both directions: reported once, at the right node."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drift.schema_support import (
    READ,
    SENT,
    changes_between,
    changes_of_thing,
    document,
    kinds_and_nodes,
    verdicts,
)

TEXT: dict[str, Any] = {"type": "string"}


def words(*values: Any) -> dict[str, Any]:
    """Return a closed list of words."""
    return {"type": "string", "enum": [*values]}


def holding(**props: Any) -> dict[str, Any]:
    """Return an object with optional properties."""
    return {"type": "object", "properties": props}


def requiring(*names: str, **props: Any) -> dict[str, Any]:
    """Return an object of whose properties some are required."""
    return {**holding(**props), "required": [*names]}


def rows(items: Any) -> dict[str, Any]:
    """Return a list."""
    return {"type": "array", "items": items}


CAT = requiring("kind", kind={"const": "cat"}, lives={"type": "integer"})
DOG = requiring("kind", kind={"const": "dog"}, name=TEXT)
COW = requiring("kind", kind={"const": "cow"}, milk={"type": "number"})
FLAT = requiring("id", "status", "url", id=TEXT, status=TEXT, url=TEXT)
OPEN = {"anyOf": [TEXT, words("a", "b")]}

# kind, kind the other way round, node below the component, base, revision
CASES = [
    ("type-changed", "type-changed", "", TEXT, {"type": "integer"}),
    ("type-changed", "type-changed", "/properties/a", holding(a=TEXT), holding(a=holding(b=TEXT))),
    ("type-changed", "type-changed", "", {"type": ["string", "integer"]}, {"type": ["string", "boolean"]}),
    ("type-widened", "type-narrowed", "", TEXT, {"type": ["string", "integer"]}),
    ("type-widened", "type-narrowed", "", {"type": "integer"}, {"type": "number"}),
    ("type-widened", "type-narrowed", "", TEXT, {}),
    ("type-widened", "type-narrowed", "", {**TEXT, "format": "binary"}, {"oneOf": [{**TEXT, "format": "binary"}, CAT]}),
    ("null-allowed", "null-refused", "", TEXT, {"type": ["string", "null"]}),
    ("null-allowed", "null-refused", "/properties/a", holding(a=CAT), holding(a={"anyOf": [CAT, {"type": "null"}]})),
    ("enum-grown", "enum-shrunk", "", words("a"), words("a", "b")),
    ("enum-grown", "enum-shrunk", "/items", rows(words("a")), rows(words("b", "a"))),
    ("enum-grown", "enum-shrunk", "", {"const": 1}, {"enum": [1, 2]}),
    ("enum-grown", "enum-shrunk", "", {"type": "boolean", "enum": [True]}, {"type": "boolean"}),
    ("enum-changed", "enum-changed", "", words("a", "b"), words("a", "c")),
    ("enum-opened", "enum-closed", "", words("a", "b"), TEXT),
    ("enum-opened", "enum-closed", "", words("a", "b"), OPEN),
    ("known-values-changed", "known-values-changed", "", OPEN, {"anyOf": [TEXT, words("a", "c")]}),
    ("property-added-optional", "property-removed", "/properties/b", holding(a=TEXT), holding(a=TEXT, b=TEXT)),
    ("property-added-required", "property-removed", "/properties/b", holding(a=TEXT), requiring("b", a=TEXT, b=CAT)),
    ("property-required", "property-optional", "/properties/a", holding(a=TEXT), requiring("a", a=TEXT)),
    ("object-unwrapped", "object-wrapped", "", holding(code=TEXT, response=FLAT), FLAT),
    ("object-unwrapped", "object-wrapped", "", holding(status={"type": "integer"}, response=FLAT), FLAT),
    ("extra-keys-allowed", "extra-keys-refused", "", {**CAT, "additionalProperties": False}, CAT),
    ("extra-keys-allowed", "extra-keys-refused", "", {**CAT, "additionalProperties": TEXT}, CAT),
    ("type-changed", "type-changed", "/additionalProperties", {"type": "object", "additionalProperties": TEXT}, {"type": "object", "additionalProperties": rows(TEXT)}),
    ("limit-relaxed", "limit-tightened", "", {**TEXT, "maxLength": 3}, {**TEXT, "maxLength": 4}),
    ("limit-relaxed", "limit-tightened", "", {**TEXT, "minLength": 3}, TEXT),
    ("limit-relaxed", "limit-tightened", "", {"type": "number", "exclusiveMinimum": 3}, {"type": "number", "minimum": 3}),
    ("limit-relaxed", "limit-tightened", "", {"type": "integer", "multipleOf": 4}, {"type": "integer", "multipleOf": 2}),
    ("limit-relaxed", "limit-tightened", "", {**rows(TEXT), "uniqueItems": True, "maxItems": 2}, rows(TEXT)),
    ("limit-relaxed", "limit-tightened", "", {"type": "object", "minProperties": 1}, {"type": "object"}),
    ("limit-changed", "limit-changed", "", {**TEXT, "minLength": 1, "maxLength": 5}, {**TEXT, "minLength": 2, "maxLength": 6}),
    ("pattern-changed", "pattern-changed", "", {**TEXT, "pattern": "^a"}, {**TEXT, "pattern": "^b"}),
    ("format-changed", "format-changed", "", TEXT, {**TEXT, "format": "uri"}),
    ("content-changed", "content-changed", "", TEXT, {**TEXT, "contentEncoding": "base64"}),
    ("items-changed", "items-changed", "", {"type": "array"}, rows(TEXT)),
    ("items-changed", "items-changed", "", {"type": "array", "prefixItems": [TEXT]}, {"type": "array", "prefixItems": [TEXT, CAT]}),
    ("enum-grown", "enum-shrunk", "/prefixItems/0", {"type": "array", "prefixItems": [words("a")]}, {"type": "array", "prefixItems": [words("a", "b")]}),
    ("branch-added", "branch-removed", "/oneOf/2", {"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG, COW]}),
    ("enum-grown", "enum-shrunk", "/oneOf/1/properties/name", {"oneOf": [CAT, {**DOG, "properties": {**DOG["properties"], "name": words("a")}}]}, {"oneOf": [CAT, {**DOG, "properties": {**DOG["properties"], "name": words("a", "b")}}]}),
    ("discriminator-changed", "discriminator-changed", "", {"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG], "discriminator": {"propertyName": "sort"}}),
    ("condition-changed", "condition-changed", "", CAT, {**CAT, "not": {"required": ["lives"]}}),
    ("condition-changed", "condition-changed", "", {**CAT, "propertyNames": {"maxLength": 3}}, {**CAT, "propertyNames": {"maxLength": 4}}),
    ("condition-changed", "condition-changed", "", CAT, {**CAT, "dependentRequired": {"a": ["b"]}}),
    ("condition-changed", "condition-changed", "", CAT, {**CAT, "dependentSchemas": {"a": {"required": ["b"]}}}),
    ("condition-changed", "condition-changed", "", CAT, {**CAT, "if": {"required": ["a"]}, "then": {"required": ["b"]}}),
    ("extra-keys-refused", "extra-keys-allowed", "", CAT, {**CAT, "unevaluatedProperties": False}),
    ("condition-changed", "condition-changed", "", rows(TEXT), {**rows(TEXT), "contains": {"const": "a"}}),
    ("condition-changed", "condition-changed", "", {**rows(TEXT), "contains": TEXT}, {**rows(TEXT), "contains": TEXT, "maxContains": 3}),
    ("condition-changed", "condition-changed", "", rows(TEXT), {**rows(TEXT), "unevaluatedItems": False}),
    ("condition-changed", "condition-changed", "", {**CAT, "patternProperties": {"^x": TEXT}}, CAT),
    ("type-changed", "type-changed", "/patternProperties/^x", {"type": "object", "patternProperties": {"^x": TEXT}}, {"type": "object", "patternProperties": {"^x": {"type": "integer"}}}),
    ("condition-changed", "condition-changed", "", {"oneOf": [holding(a=TEXT), holding(b=TEXT)]}, {"anyOf": [holding(a=TEXT), holding(b=TEXT)]}),
    ("enum-names-changed", "enum-names-changed", "", {**words("a", "b"), "x-enum-varnames": ["A", "B"]}, {**words("a", "b"), "x-enum-varnames": ["A", "C"]}),
    ("enum-names-changed", "enum-names-changed", "", words("a", "b"), {**words("a", "b"), "x-enum-varnames": ["A", "B"]}),
    ("enum-grown", "enum-shrunk", "", {**words("a", "b"), "x-enum-varnames": ["A", "B"]}, {**words("c", "b", "a"), "x-enum-varnames": ["C", "B", "A"]}),
    ("default-changed", "default-changed", "", TEXT, {**TEXT, "default": "a"}),
    ("deprecated-changed", "deprecated-changed", "/properties/a", holding(a=TEXT), holding(a={**TEXT, "deprecated": True})),
    ("read-only-changed", "read-only-changed", "/properties/a", holding(a=TEXT), holding(a={**TEXT, "readOnly": True})),
    ("write-only-changed", "write-only-changed", "/properties/a", holding(a=TEXT), holding(a={**TEXT, "writeOnly": True})),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "backward", "node", "base", "revision"), CASES)
def test_change_is_reported_once_at_the_same_node_in_both_directions(kind, backward, node, base, revision):
    """One change; backward it is the inverse one, at the same node."""
    assert kinds_and_nodes(changes_of_thing(base, revision)) == [(kind, node)]
    assert kinds_and_nodes(changes_of_thing(revision, base)) == [(backward, node)]


@pytest.mark.parametrize(("kind", "backward", "node", "base", "revision"), CASES)
def test_change_in_a_shared_component_is_one_change_that_reaches_all(kind, backward, node, base, revision):
    """However many places refer to it."""
    users = holding(one={"$ref": "#/components/schemas/Thing"}, two=rows({"$ref": "#/components/schemas/Thing"}))
    documents = [
        document({"Thing": schema, "Users": users}, root={"$ref": "#/components/schemas/Users"})
        for schema in (base, revision)
    ]
    reported = changes_between(*documents)
    assert kinds_and_nodes(reported) == [(kind, node)]
    assert [item.use for item in reported[0].reach] == [SENT, READ]


CALL, TAKE = ("breaking", "breaking", "call"), ("compatible", "compatible", "nothing")
MEET, QUIET = ("widened", "breaking", "read"), ("widened", "compatible", "nothing")
UNSURE, NONE = ("unknown", "compatible", "nothing"), ("none", "none", "nothing")
TYPED, READ_TYPED = ("compatible", "breaking", "call"), ("compatible", "breaking", "read")
PROSE = ("none", "docs", "nothing")
NUMBER = {"type": "integer"}
LOSE = ("compatible", "breaking", "read")

# base, revision, request, response; and for the inverse change
VERDICTS = [
    (TEXT, {"type": ["string", "null"]}, TAKE, MEET, CALL, TAKE),
    (words("a", "b"), words("a", "b", "c"), TAKE, QUIET, CALL, LOSE),
    (words("a"), words("a", "b"), TYPED, MEET, CALL, LOSE),
    ({"type": "boolean", "enum": [True]}, {"type": "boolean"}, TAKE, MEET, CALL, LOSE),
    ({**NUMBER, "minimum": 3, "maximum": 9}, {**NUMBER, "minimum": 1, "maximum": 8}, CALL, QUIET, CALL, QUIET),
    ({**NUMBER, "multipleOf": 2}, {**NUMBER, "multipleOf": 3}, CALL, QUIET, CALL, QUIET),
    ({**NUMBER, "multipleOf": 0.01}, {**NUMBER, "multipleOf": 0.1}, CALL, TAKE, TAKE, QUIET),
    (holding(a={"type": "object"}), holding(a=holding(b=TEXT)), TYPED, READ_TYPED, TYPED, MEET),
    (holding(a=TEXT), holding(a={**TEXT, "readOnly": True}), UNSURE, PROSE, UNSURE, PROSE),
    (holding(a=TEXT), holding(a={**TEXT, "writeOnly": True}), PROSE, UNSURE, PROSE, UNSURE),
    (words("a", "b"), OPEN, TAKE, QUIET, CALL, TAKE),
    (words("a"), {"anyOf": [TEXT, words("a")]}, TAKE, MEET, CALL, TAKE),
    ({"enum": [1, 2]}, {"anyOf": [NUMBER, {"enum": [1, 2]}]}, TAKE, MEET, CALL, TAKE),
    (words("a"), TEXT, TAKE, MEET, CALL, TAKE),
    (holding(a=TEXT), holding(a=TEXT, b=TEXT), TAKE, TAKE, CALL, MEET),
    (holding(a=TEXT), requiring("b", a=TEXT, b=TEXT), CALL, TAKE, CALL, MEET),
    (holding(a=TEXT), requiring("a", a=TEXT), CALL, TAKE, TAKE, MEET),
    (TEXT, {**TEXT, "maxLength": 3}, CALL, TAKE, TAKE, QUIET),
    (TEXT, {**TEXT, "format": "uri"}, NONE, NONE, NONE, NONE),
    ({"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG, COW]}, TAKE, MEET, CALL, TAKE),
    ({"type": "integer"}, {"type": "number"}, TAKE, MEET, CALL, TAKE),
    ({**CAT, "not": {"required": ["a"]}}, {**CAT, "not": {"required": ["b"]}}, UNSURE, UNSURE, UNSURE, UNSURE),
]


@pytest.mark.parametrize(("base", "revision", "sent", "read", "sent_back", "read_back"), VERDICTS)
def test_verdicts_in_requests_and_responses(base, revision, sent, read, sent_back, read_back):
    """The same change has opposite effects in a request and in a response."""
    assert verdicts(changes_of_thing(base, revision)[0]) == {"request": sent, "response": read}
    assert verdicts(changes_of_thing(revision, base)[0]) == {"request": sent_back, "response": read_back}


def test_property_of_object_type_is_one_change():
    """Parts of a new property are not reported again; a component that it adds is reported once, with its own."""
    inner = {"Part": holding(x={"$ref": "#/components/schemas/Piece"}), "Piece": holding(y=TEXT)}
    base = document({"Thing": holding(a=TEXT)})
    revision = document({"Thing": holding(a=TEXT, b={"$ref": "#/components/schemas/Part"}), **inner})
    reported = {item.kind: item for item in changes_between(base, revision)}
    assert sorted(reported) == ["property-added-optional", "schema-added"]
    assert reported["schema-added"].after == ["Part", "Piece"]
    assert sorted(item.kind for item in changes_between(revision, base)) == ["property-removed", "schema-removed"]


def test_read_only_property_is_no_part_of_requests():
    """A change below it reaches responses only; below a write-only one requests only."""
    for flag, use in (("readOnly", READ), ("writeOnly", SENT)):
        base, revision = (
            {"type": "object", "properties": {"a": {"allOf": [{"$ref": "#/components/schemas/Part"}], flag: True}}}
            for _ in range(2)
        )
        parts = [
            document({"Thing": thing, "Part": part})
            for thing, part in ((base, words("a")), (revision, words("a", "b")))
        ]
        (reported,) = changes_between(*parts)
        assert reported.kind == "enum-grown" and [item.use for item in reported.reach] == [use]


def test_text_that_names_the_values_of_the_enum_is_docs():
    """It repeats the schema."""
    base = words("a", "b")
    assert kinds_and_nodes(changes_of_thing(base, {**base, "description": "One of `a` or `b`."})) == []
    assert kinds_and_nodes(changes_of_thing(base, {**base, "description": "One of `a` or `c`."})) == [
        ("values-in-text-changed", "")
    ]


def test_text_that_names_fewer_values_is_docs():
    """Only further values are a change; the vendored prose may name none."""
    few, more = ({**TEXT, "description": f"Allowed values: {values}"} for values in ("4, 8", "4, 8, 16"))
    assert kinds_and_nodes(changes_of_thing(few, more)) == [("values-in-text-changed", "")]
    assert kinds_and_nodes(changes_of_thing(more, few)) == kinds_and_nodes(changes_of_thing(more, TEXT)) == []


def test_prose_is_docs():
    """One change for a node, whatever texts changed."""
    reported = changes_of_thing(TEXT, {**TEXT, "description": "x", "title": "y", "x-z": 1})
    assert [(item.kind, verdicts(item)["request"]) for item in reported] == [
        ("docs-changed", ("none", "docs", "nothing"))
    ]


def test_hundreds_of_branches_are_matched_by_content():
    """The order of a large union does not matter, and one new branch is one finding."""
    branches = [requiring("kind", kind={"const": f"k{number}"}, **{f"p{number}": TEXT}) for number in range(400)]
    assert kinds_and_nodes(changes_of_thing({"oneOf": branches}, {"oneOf": branches[::-1]})) == []
    assert kinds_and_nodes(changes_of_thing({"oneOf": branches}, {"oneOf": [CAT, *branches[::-1]]})) == [
        ("branch-added", "/oneOf/0")
    ]


def test_schemas_that_only_a_discriminator_leads_to():
    """Inheritance: the response refers to the parent, the mapping to its children."""
    pet = {
        **requiring("kind", kind=TEXT),
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "d": "Dog"}},
    }
    old, new = (
        {"allOf": [{"$ref": "#/components/schemas/Thing"}, holding(lives=kind)]} for kind in (TEXT, {"type": "integer"})
    )
    for name in ("Cat", "Dog"):
        base, revision = (
            document({"Thing": parent, "Cat": old, "Dog": old, name: child})
            for parent, child in ((pet, old), ({**pet, "minProperties": 1}, new))
        )
        node = f"/components/schemas/{name}/allOf/1/properties/lives"
        assert kinds_and_nodes(changes_between(base, revision)) == [("type-changed", node), ("limit-tightened", "")]
        same = document({"Thing": pet, "Cat": old, "Dog": old, name: new})
        assert kinds_and_nodes(changes_between(base, same)) == [("type-changed", node)]


def test_change_of_a_parent_is_reported_once():
    """A component that is used by itself and in allOf of another one, where its limits are merged."""
    using = {
        "type": "object",
        "properties": {
            "one": {"$ref": "#/components/schemas/Thing"},
            "two": {"allOf": [{"$ref": "#/components/schemas/Thing"}, holding(b=TEXT)]},
        },
    }
    for kind, change in (
        ("extra-keys-refused", {"additionalProperties": False}),
        ("limit-tightened", {"minProperties": 1}),
        ("property-required", {"required": ["a"]}),
        ("condition-changed", {"not": {"required": ["z"]}}),
    ):
        documents = [
            document({"Thing": thing, "Using": using}, root={"$ref": "#/components/schemas/Using"})
            for thing in (holding(a=TEXT), {**holding(a=TEXT), **change})
        ]
        for base, revision in (documents, documents[::-1]):
            reported = changes_between(base, revision)
            assert len(reported) == 1 and reported[0].node.startswith("/components/schemas/Thing"), kind
