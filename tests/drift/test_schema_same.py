"""Two spellings of one fact are no change."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.drift.verdicts import name_kinds
from tests.drift.schema_support import changes_between, changes_of_thing, document, kinds_and_nodes

TEXT: dict[str, Any] = {"type": "string"}
WORDS = {"type": "string", "enum": ["a", "b"]}
CAT = {"type": "object", "properties": {"kind": {"const": "cat"}, "a": TEXT}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "b": TEXT}, "required": ["kind"]}
PART = {"$ref": "#/components/schemas/Part"}
NULL = {"type": "null"}


def only(**props: Any) -> dict[str, Any]:
    """Return an object with these properties, all of them required, and no others."""
    return {"type": "object", "properties": props, "required": [*props], "additionalProperties": False}


SAME = [
    ({"const": "a"}, {"enum": ["a"]}),
    ({"const": "a"}, {"type": "string", "enum": ["a"]}),
    ({**TEXT, "nullable": True}, {"type": ["string", "null"]}),
    ({**TEXT, "nullable": True}, {"anyOf": [TEXT, NULL]}),
    ({"type": ["null", "string"]}, {"oneOf": [NULL, TEXT]}),
    ({"enum": ["a", "b", None]}, {"anyOf": [WORDS, NULL]}),
    ({"enum": ["a", "b", None]}, {**WORDS, "nullable": True}),
    ({"anyOf": [TEXT, {"enum": [None]}]}, {"type": ["string", "null"]}),
    ({"anyOf": [TEXT]}, TEXT),
    ({"oneOf": [CAT]}, {"allOf": [CAT]}),
    ({"anyOf": [TEXT, {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}]}, {"type": ["boolean", "integer", "string"]}),
    ({"oneOf": [CAT, DOG]}, {"anyOf": [DOG, CAT]}),
    ({"oneOf": [TEXT, {"type": "integer"}]}, {"anyOf": [TEXT, {"type": "integer"}]}),
    ({"oneOf": [WORDS, {"enum": ["c"]}]}, {"type": "string", "enum": ["c", "b", "a"]}),
    ({"oneOf": [only(a=TEXT), only(b=TEXT)]}, {"anyOf": [only(a=TEXT), only(b=TEXT)]}),
    ({"enum": ["b", "a"]}, WORDS),
    ({**CAT, "required": ["kind", "a"]}, {**CAT, "required": ["a", "kind"]}),
    ({"type": "object", "required": [], "properties": {}}, {"type": "object"}),
    ({"type": "object", "additionalProperties": {}}, {"type": "object", "additionalProperties": True}),
    ({"type": "object", "additionalProperties": True}, {"type": "object"}),
    ({"type": "array", "items": {}, "minItems": 0, "uniqueItems": False}, {"type": "array", "items": True}),
    ({**TEXT, "minLength": 0, "deprecated": False, "readOnly": False, "writeOnly": False, "nullable": False}, TEXT),
    ({"type": "number", "minimum": 3, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 3}),
    ({"type": "integer", "exclusiveMaximum": 3}, {"type": "integer", "maximum": 2}),
    ({"type": "number", "maximum": 1.0, "exclusiveMaximum": False}, {"type": "number", "maximum": 1}),
    ({"type": "array", "items": [TEXT, CAT]}, {"type": "array", "prefixItems": [TEXT, CAT]}),
    ({"type": "number", "enum": [1, 2]}, {"type": "integer", "enum": [2.0, 1]}),
    ({"allOf": [{"type": "object", "properties": {"kind": {"const": "cat"}}}, {"properties": {"a": TEXT}, "required": ["kind"]}]}, CAT),
    ({"allOf": [{**TEXT, "maxLength": 5}, {"maxLength": 3}, {"minLength": 1}]}, {**TEXT, "minLength": 1, "maxLength": 3}),
    ({"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["b", "a", 1]}]}, WORDS),
    ({"allOf": [{"type": "number"}, {"type": ["integer", "string"]}]}, {"type": "integer"}),
    ({"type": "object", "oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG]}),
    ({**CAT, "allOf": [PART]}, {"allOf": [CAT, PART]}),
    ({**PART, "description": "x"}, {"allOf": [PART], "description": "x"}),
    ({**PART, "maxLength": 3}, {"allOf": [PART, {"maxLength": 3}]}),
    ({"anyOf": [PART, NULL]}, {"allOf": [PART], "nullable": True}),
    ({"not": {"type": "string", "nullable": False}}, {"not": TEXT}),
    ({**TEXT, "if": {"maxLength": 3}}, TEXT),
    ({**CAT, "dependentRequired": {}}, CAT),
    ({**CAT, "unevaluatedProperties": True}, CAT),
    (True, {}),
    ({"type": "array", "contains": WORDS}, {"type": "array", "contains": {"enum": ["b", "a"]}, "minContains": 1}),
    ({"oneOf": [PART, CAT], "discriminator": {"propertyName": "kind"}}, {"oneOf": [CAT, PART], "discriminator": {"propertyName": "kind", "mapping": {"Part": "#/components/schemas/Part"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), SAME)
def test_spelling_is_no_change(one, two):
    """Neither way round, nor where the schema is a property, an item, or one of several alternatives."""
    for base, revision in ((one, two), (two, one)):
        assert kinds_and_nodes(changes_of_thing(base, revision, Part=TEXT)) == []
        for wrap in (_property, _item, _alternative):
            assert kinds_and_nodes(changes_of_thing(wrap(base), wrap(revision), Part=TEXT)) == []


def _property(schema: Any) -> Any:
    return {"type": "object", "properties": {"a": schema}}


def _item(schema: Any) -> Any:
    return {"type": "array", "items": schema}


def _alternative(schema: Any) -> Any:
    return {"anyOf": [{"type": "array", "items": schema}, {"type": "boolean"}]}


def test_siblings_of_a_reference_count_from_3_1_on():
    """In 3.0 they are ignored, in 3.1 they must hold as well."""
    base, revision = PART, {**PART, "maxLength": 3}
    assert kinds_and_nodes(changes_of_thing(base, revision, version="3.0.3", Part=TEXT)) == []
    assert kinds_and_nodes(changes_of_thing(base, revision, version="3.1.0", Part=TEXT)) == [("limit-tightened", "")]


def test_dialects_are_compared_with_each_other():
    """3.0 and 3.2 spell nullable and exclusive limits in their own ways."""
    base = {
        "type": "object",
        "properties": {"a": {"type": "number", "minimum": 1, "exclusiveMinimum": True, "nullable": True}},
    }
    revision = {"type": "object", "properties": {"a": {"type": ["number", "null"], "exclusiveMinimum": 1}}}
    assert (
        kinds_and_nodes(
            changes_between(document({"Thing": base}, version="3.0.3"), document({"Thing": revision}, version="3.2.0"))
        )
        == []
    )


def test_one_and_true_are_two_values():
    """Python takes them for equal; JSON does not."""
    assert kinds_and_nodes(changes_of_thing({"enum": [1]}, {"enum": [True]})) == [("type-changed", "")]


def _names(base: dict[str, Any], revision: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    reported = changes_between(document(base), document(revision))
    assert all(item.kind in name_kinds() for item in reported), reported
    return [(item.kind, item.before, item.after) for item in reported]


USER = {"type": "object", "properties": {"a": PART, "b": PART}}


def _using(one: str, two: str | None = None) -> dict[str, Any]:
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in (one, two or one)]
    return {"type": "object", "properties": dict(zip("ab", refs, strict=True))}


def test_names_of_components():
    """Renamed, split, merged, written out, lifted: one change, and nothing else."""
    base = {"Thing": USER, "Part": WORDS}
    assert _names(base, {"Thing": _using("Piece"), "Piece": WORDS}) == [("schema-renamed", "Part", "Piece")]
    split = {"Thing": _using("One", "Two"), "One": WORDS, "Two": WORDS}
    assert _names(base, split) == [("schema-split", ["Part"], ["One", "Two"])]
    assert _names(split, base) == [("schema-merged", ["One", "Two"], ["Part"])]
    inline = {"Thing": {"type": "object", "properties": {"a": WORDS, "b": WORDS}}}
    assert _names(base, inline) == [("schema-inlined", "Part", None)]
    assert _names(inline, base) == [("schema-lifted", None, "Part")]
    both = {"Part": WORDS, "Other": WORDS}
    assert _names({"Thing": _using("Part"), **both}, {"Thing": _using("Other"), **both}) == [
        ("schema-exchanged", "Part", "Other")
    ]
    grown = {"Thing": _using("Part", "Two"), "Part": WORDS, "Two": WORDS}
    assert _names(base, grown) == [("schema-split", ["Part"], ["Part", "Two"])]
    assert _names(grown, base) == [("schema-merged", ["Part", "Two"], ["Part"])]


def test_renamed_component_with_another_body():
    """The name and the change inside are two changes; the second is reported at the body."""
    base = {"Thing": _using("Part"), "Part": CAT}
    revision = {"Thing": _using("Piece"), "Piece": {**CAT, "required": []}}
    reported = changes_between(document(base), document(revision))
    assert sorted(item.kind for item in reported) == ["property-optional", "schema-renamed"]


def test_renamed_branch_of_a_union():
    """Alternatives behind other names are matched by their content."""
    base = {"Thing": {"oneOf": [PART, {"$ref": "#/components/schemas/Dog"}]}, "Part": CAT, "Dog": DOG}
    revision = {
        "Thing": {"oneOf": [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}]},
        "Cat": CAT,
        "Dog": DOG,
    }
    assert _names(base, revision) == [("schema-renamed", "Part", "Cat")]


def test_component_exchanged_for_another_one():
    """Both components are unchanged: the change is one of the place."""
    others = {
        "Part": WORDS,
        "More": {"type": "string", "enum": ["a", "b", "c"]},
        "Cat": CAT,
        "Far": {"type": "object", "properties": {"z": TEXT}},
    }
    for one, two, kind in (
        ("Part", "More", "enum-grown"),
        ("Cat", "Far", "type-changed"),
        ("Part", "Cat", "type-changed"),
    ):
        base, revision = (
            document(
                {"Thing": {"type": "object", "properties": {"x": {"$ref": f"#/components/schemas/{name}"}}}, **others}
            )
            for name in (one, two)
        )
        assert kinds_and_nodes(changes_between(base, revision)) == [(kind, "/properties/x")]
        assert [node for _, node in kinds_and_nodes(changes_between(revision, base))] == ["/properties/x"]
