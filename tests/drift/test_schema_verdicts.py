"""Pairs of schemas where the easy answer is noise, or says that something breaks that does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drift.schema_support import compared, document, findings, told, unnamed, verdicts

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
BOTH = {"a": TEXT, "b": TEXT}


def holding(**properties: Any) -> dict[str, Any]:
    """Return an object that may have these properties."""
    return {"type": "object", "properties": properties}


def kind(word: str, **properties: Any) -> dict[str, Any]:
    """Return an object whose kind is told by a constant."""
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"const": word}, **properties}}


def ref(name: str) -> dict[str, Any]:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


SAME = [
    ({"type": "string", "format": "binary"}, {"type": "string", "contentMediaType": "application/octet-stream"}),
    ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
    ({"anyOf": [NUMBER, {"type": "number"}]}, {"type": "number"}),
    ({"oneOf": [{"type": "string", "maxLength": 3}, TEXT]}, TEXT),
    ({"anyOf": [TEXT, {"type": "string", "format": "uri"}]}, TEXT),
    ({**NUMBER, "minimum": 10**400}, {**NUMBER, "exclusiveMinimum": 10**400 - 1}),
    (
        {"type": "object", "properties": BOTH, "anyOf": [{"required": ["a", "b"]}, {"required": ["b"]}]},
        {"type": "object", "properties": BOTH, "anyOf": [{"required": ["b"]}, {"required": ["b", "a"]}]},
    ),
    (
        {"anyOf": [{"oneOf": [kind("a"), kind("b")], "discriminator": {"propertyName": "sort"}}, {"type": "null"}]},
        {"oneOf": [kind("a"), kind("b")], "discriminator": {"propertyName": "sort"}, "nullable": True},
    ),
]


@pytest.mark.parametrize(("base", "revision"), SAME)
def test_two_ways_to_say_the_same(base: Any, revision: Any) -> None:
    """Neither way round is anything told."""
    assert told(compared(base, revision)) == []
    assert told(compared(revision, base)) == []


def test_bytes_beside_text_are_not_covered_by_it() -> None:
    """A file is not what a text is in Python."""
    found = compared({"anyOf": [TEXT, {"type": "string", "format": "binary"}]}, TEXT)
    assert [item.kind for item in found] == ["branch-removed"]


def test_media_type_of_bytes_is_told_without_their_format() -> None:
    """They stay bytes, whatever they hold."""
    base = {"type": "string", "format": "binary"}
    (found,) = compared(base, {"type": "string", "contentMediaType": "image/png"})
    assert (found.kind, found.after) == ("content-changed", {"contentMediaType": "image/png"})


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_keys_that_are_asked_for_in_turn_are_a_condition(word: str) -> None:
    """An object that must have one key or another has no branches: without the demand, the server takes more."""
    base = {"type": "object", "properties": BOTH, word: [{"required": ["a"]}, {"required": ["b"]}]}
    (found,) = compared(base, {"type": "object", "properties": BOTH})
    assert found.kind == "condition-changed"
    assert verdicts(found)["request"] == ("compatible", "compatible", "nothing")
    (back,) = compared({"type": "object", "properties": BOTH}, base)
    assert verdicts(back)["request"] == ("breaking", "breaking", "call")
    more = {**base, word: [*base[word], {"required": ["a", "b"]}]}
    assert told(compared(base, more)) == [("condition-changed", "")]


def _union(*names: str, mapped: bool = True) -> dict[str, Any]:
    mapping = {name.lower(): f"#/components/schemas/{name}" for name in names}
    said = {"propertyName": "kind", **({"mapping": mapping} if mapped else {})}
    return {"oneOf": [ref(name) for name in names], "discriminator": said}


@pytest.mark.parametrize("known", [True, False])
def test_a_branch_that_comes_with_its_discriminator_is_one_change(known: bool) -> None:
    """How the new branch is told is part of it; how the old ones are told did not change."""
    told_by = kind if known else (lambda word, **others: {**holding(kind=TEXT, **others), "title": word})
    parts = {name: told_by(name.lower(), **{f"of{name}": TEXT}) for name in ("Cat", "Dog", "Cow")}
    base = {"Thing": _union("Cat", "Dog"), **parts}
    revision = {"Thing": _union("Cat", "Dog", "Cow"), **parts}
    assert told(findings(document(base), document(revision))) == [("branch-added", "/oneOf/2")]
    assert told(findings(document(revision), document(base))) == [("branch-removed", "/oneOf/2")]


def test_a_mapping_that_says_what_the_constants_say() -> None:
    """Nothing changes by it; a mapping that says something else is told."""
    parts = {"Cat": kind("cat"), "Dog": kind("dog")}
    base = document({"Thing": _union("Cat", "Dog", mapped=False), **parts})
    assert told(findings(base, document({"Thing": _union("Cat", "Dog"), **parts}))) == []
    plain = document({"Thing": {"oneOf": [ref("Cat"), ref("Dog")]}, **parts})
    assert told(findings(plain, document({"Thing": _union("Cat", "Dog"), **parts}))) == []
    crossed = _union("Cat", "Dog")
    crossed["discriminator"]["mapping"] = {"puma": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    assert told(findings(base, document({"Thing": crossed, **parts}))) == [("discriminator-changed", "")]


def test_a_plain_object_that_names_its_keys_is_one_change() -> None:
    """A dict becomes a class, whatever the number of keys; a component was a class before."""
    base, revision = holding(a={"type": "object"}), holding(a=holding(b=TEXT, c=TEXT))
    (found,) = compared(base, revision)
    assert (found.kind, found.node, found.before) == (
        "keys-named",
        "/components/schemas/Thing/properties/a",
        "any keys",
    )
    assert found.message == "Thing.a now names its keys: b, c"
    (back,) = compared(revision, base)
    assert (back.kind, back.node, back.after) == ("keys-unnamed", found.node, "any keys")
    required = holding(a={**holding(b=TEXT), "required": ["b"]})
    assert verdicts(compared(base, required)[0])["request"] == ("breaking", "breaking", "call")
    assert told(compared({"type": "object"}, holding(b=TEXT))) == [("property-added-optional", "/properties/b")]


def test_components_that_only_named_keys_use_come_and_go_with_them() -> None:
    """They are told once."""
    base, revision = holding(a={"type": "object"}), holding(a=holding(b=ref("Part")))
    found = findings(document({"Thing": base}), document({"Thing": revision, "Part": kind("p")}))
    assert sorted(item.kind for item in found) == ["keys-named", "schema-added"]
    assert unnamed(compared(base, holding(a=holding(b=TEXT), c=TEXT))) == [
        ("keys-named", "/properties/a"),
        ("property-added-optional", "/properties/c"),
    ]


def test_limits_of_any_size_are_compared() -> None:
    """A whole number with hundreds of digits is a number, and junk is no limit at all."""
    base = {**NUMBER, "maximum": 10**400}
    assert told(compared(base, {**NUMBER, "maximum": 10**400 - 1})) == [("limit-tightened", "")]
    assert told(compared({**TEXT, "maxLength": "x"}, {**TEXT, "maxLength": 3})) == [("limit-changed", "")]
    assert told(compared({**NUMBER, "multipleOf": 0}, {**NUMBER, "multipleOf": 3})) == [("limit-changed", "")]


def test_a_demand_of_the_wrong_shape_is_compared_as_it_is() -> None:
    """Nothing but the difference is told."""
    base, revision = ({**holding(a=TEXT), "dependentRequired": {"a": number}} for number in (5, 6))
    assert told(compared(base, base)) == []
    assert told(compared(base, revision)) == [("condition-changed", "")]


def test_a_place_that_names_another_component_is_one_change() -> None:
    """Neither component changed, so nothing is said of either; where more may stand, nothing changes on the wire."""
    parts = {
        "One": holding(a=TEXT, b=TEXT),
        "Two": holding(a=TEXT, b=NUMBER, c=TEXT),
        "More": holding(a=TEXT, b=TEXT, d=TEXT),
    }
    stays = {"y": ref("One"), "z": ref("Two"), "w": ref("More")}
    for name, kind_there in (("Two", "type-changed"), ("More", "schema-exchanged")):
        base, revision = (document({"Thing": holding(x=ref(part), **stays), **parts}) for part in ("One", name))
        (found,) = findings(base, revision)
        assert (found.kind, found.node) == (kind_there, "/components/schemas/Thing/properties/x")
        (back,) = findings(revision, base)
        assert (back.kind, back.node) == ("type-changed", found.node)


def test_two_ways_to_refuse_further_keys() -> None:
    """Both words say it, also beside an allOf."""
    closed = {**holding(a=TEXT), "additionalProperties": False}
    assert told(compared(closed, {**holding(a=TEXT), "unevaluatedProperties": False})) == []
    combined = {"allOf": [ref("Part"), holding(b=TEXT)]}
    parts = {"Part": holding(a=TEXT)}
    found = compared(combined, {**combined, "unevaluatedProperties": False}, **parts)
    assert told(found) == [("extra-keys-refused", "")]


def test_all_of_a_condition_is_shown() -> None:
    """What differs is in it, also where another keyword states it."""
    base = {**holding(a=TEXT), "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    (found,) = compared(base, {**base, "then": {"required": ["c"]}})
    assert found.before == {"if": {"required": ["a"]}, "then": {"required": ["b"]}} != found.after
    base = {"type": "array", "contains": TEXT}
    (found,) = compared(base, {**base, "minContains": 2})
    assert (found.before, found.after) == ({"contains": TEXT}, {"contains": TEXT, "minContains": 2})


def test_a_limit_of_the_open_part_of_an_enum_is_a_limit() -> None:
    """The enum stays open, and has no new branch."""
    base = {"anyOf": [TEXT, {"type": "string", "enum": ["a", "b"]}]}
    revision = {"anyOf": [{**TEXT, "maxLength": 7}, {"type": "string", "enum": ["a", "b"]}]}
    assert told(compared(base, revision)) == [("limit-tightened", "/anyOf/0")]
    assert told(compared(revision, base)) == [("limit-relaxed", "/anyOf/0")]
