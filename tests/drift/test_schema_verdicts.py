"""Pairs of schemas where a simple comparison would be noisy, or report a break that is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drift.schema_support import (
    changes_between,
    changes_of_thing,
    document,
    kinds_and_nodes,
    verdicts,
    without_name_changes,
)

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
BOTH = {"a": TEXT, "b": TEXT}


def holding(**properties: Any) -> dict[str, Any]:
    """Return an object that may have these properties."""
    return {"type": "object", "properties": properties}


def kind(word: str, **properties: Any) -> dict[str, Any]:
    """Return an object with its kind as a constant."""
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
def test_equivalent_schemas_have_no_change(base: Any, revision: Any) -> None:
    """No change is reported in either direction."""
    assert kinds_and_nodes(changes_of_thing(base, revision)) == []
    assert kinds_and_nodes(changes_of_thing(revision, base)) == []


def test_bytes_beside_text_are_not_covered_by_it() -> None:
    """A file is not what a text is in Python."""
    reported = changes_of_thing({"anyOf": [TEXT, {"type": "string", "format": "binary"}]}, TEXT)
    assert [item.kind for item in reported] == ["branch-removed"]


def test_media_type_of_bytes_is_reported_without_their_format() -> None:
    """They stay binary."""
    base = {"type": "string", "format": "binary"}
    (reported,) = changes_of_thing(base, {"type": "string", "contentMediaType": "image/png"})
    assert (reported.kind, reported.after) == ("content-changed", {"contentMediaType": "image/png"})


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_alternatively_required_keys_are_a_condition(word: str) -> None:
    """An object that requires one key or another has no alternatives: without the condition, more is valid."""
    base = {"type": "object", "properties": BOTH, word: [{"required": ["a"]}, {"required": ["b"]}]}
    (reported,) = changes_of_thing(base, {"type": "object", "properties": BOTH})
    assert reported.kind == "condition-changed"
    assert verdicts(reported)["request"] == ("compatible", "compatible", "nothing")
    (backward,) = changes_of_thing({"type": "object", "properties": BOTH}, base)
    assert verdicts(backward)["request"] == ("breaking", "breaking", "call")
    more = {**base, word: [*base[word], {"required": ["a", "b"]}]}
    assert kinds_and_nodes(changes_of_thing(base, more)) == [("condition-changed", "")]


def _union(*names: str, mapped: bool = True) -> dict[str, Any]:
    mapping = {name.lower(): f"#/components/schemas/{name}" for name in names}
    verdict_text = {"propertyName": "kind", **({"mapping": mapping} if mapped else {})}
    return {"oneOf": [ref(name) for name in names], "discriminator": verdict_text}


@pytest.mark.parametrize("distinguished", [True, False])
def test_a_branch_that_comes_with_its_discriminator_is_one_change(distinguished: bool) -> None:
    """Its entry in the mapping is part of it; the entries of the others did not change."""
    tagged = kind if distinguished else (lambda word, **others: {**holding(kind=TEXT, **others), "title": word})
    parts = {name: tagged(name.lower(), **{f"of{name}": TEXT}) for name in ("Cat", "Dog", "Cow")}
    base = {"Thing": _union("Cat", "Dog"), **parts}
    revision = {"Thing": _union("Cat", "Dog", "Cow"), **parts}
    assert kinds_and_nodes(changes_between(document(base), document(revision))) == [("branch-added", "/oneOf/2")]
    assert kinds_and_nodes(changes_between(document(revision), document(base))) == [("branch-removed", "/oneOf/2")]


def test_a_mapping_that_repeats_the_constants() -> None:
    """It is no change; a mapping that contradicts them is one."""
    parts = {"Cat": kind("cat"), "Dog": kind("dog")}
    base = document({"Thing": _union("Cat", "Dog", mapped=False), **parts})
    assert kinds_and_nodes(changes_between(base, document({"Thing": _union("Cat", "Dog"), **parts}))) == []
    plain = document({"Thing": {"oneOf": [ref("Cat"), ref("Dog")]}, **parts})
    assert kinds_and_nodes(changes_between(plain, document({"Thing": _union("Cat", "Dog"), **parts}))) == []
    crossed = _union("Cat", "Dog")
    crossed["discriminator"]["mapping"] = {"puma": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    assert kinds_and_nodes(changes_between(base, document({"Thing": crossed, **parts}))) == [
        ("discriminator-changed", "")
    ]


def test_a_plain_object_that_names_its_keys_is_one_change() -> None:
    """A dict becomes a class, whatever the number of keys; a component was a class before."""
    base, revision = holding(a={"type": "object"}), holding(a=holding(b=TEXT, c=TEXT))
    (reported,) = changes_of_thing(base, revision)
    assert (reported.kind, reported.node, reported.before) == (
        "keys-named",
        "/components/schemas/Thing/properties/a",
        "any keys",
    )
    assert reported.message == "Thing.a now names its keys: b, c"
    (backward,) = changes_of_thing(revision, base)
    assert (backward.kind, backward.node, backward.after) == ("keys-unnamed", reported.node, "any keys")
    required = holding(a={**holding(b=TEXT), "required": ["b"]})
    assert verdicts(changes_of_thing(base, required)[0])["request"] == ("breaking", "breaking", "call")
    assert kinds_and_nodes(changes_of_thing({"type": "object"}, holding(b=TEXT))) == [
        ("property-added-optional", "/properties/b")
    ]


def test_components_that_only_named_keys_use_come_and_go_with_them() -> None:
    """They are reported once."""
    base, revision = holding(a={"type": "object"}), holding(a=holding(b=ref("Part")))
    reported = changes_between(document({"Thing": base}), document({"Thing": revision, "Part": kind("p")}))
    assert sorted(item.kind for item in reported) == ["keys-named", "schema-added"]
    assert without_name_changes(changes_of_thing(base, holding(a=holding(b=TEXT), c=TEXT))) == [
        ("keys-named", "/properties/a"),
        ("property-added-optional", "/properties/c"),
    ]


def test_limits_of_any_size_are_compared() -> None:
    """A whole number with hundreds of digits is a number, and junk is no limit at all."""
    base = {**NUMBER, "maximum": 10**400}
    assert kinds_and_nodes(changes_of_thing(base, {**NUMBER, "maximum": 10**400 - 1})) == [("limit-tightened", "")]
    assert kinds_and_nodes(changes_of_thing({**TEXT, "maxLength": "x"}, {**TEXT, "maxLength": 3})) == [
        ("limit-changed", "")
    ]
    assert kinds_and_nodes(changes_of_thing({**NUMBER, "multipleOf": 0}, {**NUMBER, "multipleOf": 3})) == [
        ("limit-changed", "")
    ]


def test_a_malformed_condition_is_compared_as_it_is() -> None:
    """Only the difference is reported."""
    base, revision = ({**holding(a=TEXT), "dependentRequired": {"a": number}} for number in (5, 6))
    assert kinds_and_nodes(changes_of_thing(base, base)) == []
    assert kinds_and_nodes(changes_of_thing(base, revision)) == [("condition-changed", "")]


def test_a_place_that_names_another_component_is_one_change() -> None:
    """Neither component changed, so the change is one of the place; an extension changes nothing on the wire."""
    parts = {
        "One": holding(a=TEXT, b=TEXT),
        "Two": holding(a=TEXT, b=NUMBER, c=TEXT),
        "More": holding(a=TEXT, b=TEXT, d=TEXT),
    }
    stays = {"y": ref("One"), "z": ref("Two"), "w": ref("More")}
    for name, expected_kind in (("Two", "type-changed"), ("More", "schema-exchanged")):
        base, revision = (document({"Thing": holding(x=ref(part), **stays), **parts}) for part in ("One", name))
        (reported,) = changes_between(base, revision)
        assert (reported.kind, reported.node) == (expected_kind, "/components/schemas/Thing/properties/x")
        (backward,) = changes_between(revision, base)
        assert (backward.kind, backward.node) == ("type-changed", reported.node)


def test_two_ways_to_refuse_further_keys() -> None:
    """Both keywords refuse them, also beside an allOf."""
    closed = {**holding(a=TEXT), "additionalProperties": False}
    assert kinds_and_nodes(changes_of_thing(closed, {**holding(a=TEXT), "unevaluatedProperties": False})) == []
    combined = {"allOf": [ref("Part"), holding(b=TEXT)]}
    parts = {"Part": holding(a=TEXT)}
    reported = changes_of_thing(combined, {**combined, "unevaluatedProperties": False}, **parts)
    assert kinds_and_nodes(reported) == [("extra-keys-refused", "")]


def test_a_condition_is_reported_completely() -> None:
    """It has the difference, also where another keyword states it."""
    base = {**holding(a=TEXT), "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    (reported,) = changes_of_thing(base, {**base, "then": {"required": ["c"]}})
    assert reported.before == {"if": {"required": ["a"]}, "then": {"required": ["b"]}} != reported.after
    base = {"type": "array", "contains": TEXT}
    (reported,) = changes_of_thing(base, {**base, "minContains": 2})
    assert (reported.before, reported.after) == ({"contains": TEXT}, {"contains": TEXT, "minContains": 2})


def test_a_limit_of_the_open_part_of_an_enum_is_a_limit() -> None:
    """The enum stays open, and has no new branch."""
    base = {"anyOf": [TEXT, {"type": "string", "enum": ["a", "b"]}]}
    revision = {"anyOf": [{**TEXT, "maxLength": 7}, {"type": "string", "enum": ["a", "b"]}]}
    assert kinds_and_nodes(changes_of_thing(base, revision)) == [("limit-tightened", "/anyOf/0")]
    assert kinds_and_nodes(changes_of_thing(revision, base)) == [("limit-relaxed", "/anyOf/0")]


def _verdict(reported: Any, side: str) -> tuple[str, str, str]:
    verdict = next(item.verdict for item in reported.reach if item.use.direction.value == side)
    return (verdict.wire.value, verdict.client.value, verdict.confidence.value)


def test_an_alternative_that_overlaps_another_one_is_not_proved_to_accept_more() -> None:
    """``oneOf`` refuses a value that is valid for both; ``anyOf`` and distinct constants do not."""
    one, two = holding(a=TEXT), holding(b=TEXT)
    for union, sent in (
        ({"oneOf": [one, two]}, ("unknown", "compatible", "cannot tell")),
        ({"anyOf": [one, two]}, ("compatible", "compatible", "proved")),
    ):
        (added,) = changes_of_thing(holding(x=one), holding(x=union))
        assert added.kind == "branch-added"
        assert _verdict(added, "request") == sent
        assert _verdict(added, "response") == ("widened", "breaking", "proved")
        (removed,) = changes_of_thing(holding(x=union), holding(x=one))
        assert _verdict(removed, "response") == sent
    numbers = {"oneOf": [NUMBER, {"type": "number"}]}
    (widened,) = changes_of_thing(holding(x=NUMBER), holding(x=numbers))
    assert (widened.kind, _verdict(widened, "request")) == ("type-widened", ("unknown", "compatible", "cannot tell"))
    (narrowed,) = changes_of_thing(holding(x=numbers), holding(x=NUMBER))
    assert (narrowed.kind, _verdict(narrowed, "response")) == (
        "type-narrowed",
        ("unknown", "compatible", "cannot tell"),
    )
    # What overlaps is new: every text is accepted as before.
    (widened,) = changes_of_thing(holding(x=TEXT), holding(x={"oneOf": [TEXT, one, two]}))
    assert (widened.kind, _verdict(widened, "request")) == ("type-widened", ("compatible", "compatible", "proved"))
    (added,) = changes_of_thing(holding(x=kind("a")), holding(x={"oneOf": [kind("a"), kind("b")]}))
    assert _verdict(added, "request") == ("compatible", "compatible", "proved")


@pytest.mark.parametrize("null", [{"type": "null"}, {"type": ["null"]}, {"enum": [None]}, {"const": None}])
def test_null_alone_that_became_another_type_is_refused(null: Any) -> None:
    """Null was the only value, and is none any more; beside null, the other type is one more."""
    (changed,) = changes_of_thing(holding(x=null), holding(x=TEXT))
    assert (changed.kind, _verdict(changed, "request")) == ("type-changed", ("breaking", "breaking", "proved"))
    (backward,) = changes_of_thing(holding(x=TEXT), holding(x=null))
    assert (backward.kind, _verdict(backward, "response")) == ("type-changed", ("breaking", "breaking", "proved"))
    both = {"type": ["string", "null"]}
    assert [item.kind for item in changes_of_thing(holding(x=null), holding(x=both))] == ["type-widened"]
    assert [item.kind for item in changes_of_thing(holding(x=both), holding(x=null))] == ["type-narrowed"]


@pytest.mark.parametrize("null", [{"type": ["null"]}, {"const": None}])
def test_null_in_another_spelling_leaves_the_texts_of_a_reference(null: Any) -> None:
    """A nullable reference is described by its target."""
    parts = {"Part": {**TEXT, "default": "a"}}
    base, revision = (
        {"Thing": holding(x={"anyOf": [ref("Part"), item]}), **parts} for item in ({"type": "null"}, null)
    )
    assert changes_between(document(base), document(revision)) == []


def test_a_list_of_values_that_is_gone_is_not_proved_compatible() -> None:
    """The server accepts more, and the class of the values may be gone."""
    words = {"type": "string", "enum": ["a", "b"]}
    for schema in (TEXT, {"type": ["string", "integer"]}):
        reported = changes_of_thing(holding(x=words), holding(x=schema))
        (opened,) = (item for item in reported if item.kind == "enum-opened")
        assert _verdict(opened, "request") == ("compatible", "compatible", "likely")


@pytest.mark.parametrize("pattern", [".*", "^.*", ""])
def test_a_pattern_that_matches_everything_is_none(pattern: str) -> None:
    """Another one limits."""
    assert changes_of_thing(holding(x=TEXT), holding(x={**TEXT, "pattern": pattern})) == []
    (reported,) = changes_of_thing(holding(x=TEXT), holding(x={**TEXT, "pattern": ".+"}))
    assert reported.kind == "pattern-changed"


@pytest.mark.parametrize("flag", ["readOnly", "writeOnly"])
@pytest.mark.parametrize(
    "reference", [ref("Part"), {"allOf": [ref("Part")]}, {"anyOf": [ref("Part"), {"type": "null"}]}]
)
def test_a_flag_behind_a_reference_counts_whether_its_neighbours_changed_or_not(reference: Any, flag: str) -> None:
    """A schema with equal text is not compared in detail, and reaches the same directions all the same."""
    parts = ({**holding(a=schema), flag: True} for schema in (TEXT, NUMBER))
    base, revision = ({"Part": part, "Thing": holding(x=reference, y=TEXT)} for part in parts)
    neighbour = {**revision, "Thing": holding(x=reference, y=NUMBER)}
    for other in (revision, neighbour):
        changed = changes_between(document(base), document(other))
        (of_part,) = (item for item in changed if item.node == "/components/schemas/Part/properties/a")
        assert list(verdicts(of_part)) == [{"readOnly": "response", "writeOnly": "request"}[flag]]


@pytest.mark.parametrize(
    "more", [{"type": "object"}, {"deprecated": False}, {"deprecated": True}, {"x-order": 1}, {"title": "A"}]
)
def test_a_member_that_requires_keys_and_says_nothing_more_is_a_condition(more: Any) -> None:
    """An annotation, an extension, or the type that the schema has anyway makes no alternative of it."""
    base, revision = (
        {"type": "object", "properties": BOTH, "anyOf": [{"required": ["a"], **extra}, {"required": ["b"]}]}
        for extra in ({}, more)
    )
    assert kinds_and_nodes(changes_of_thing(base, revision)) == []
    assert kinds_and_nodes(changes_of_thing(revision, base)) == []
    (reported,) = changes_of_thing(revision, {**base, "anyOf": [{"required": ["a"]}, {"required": ["a", "b"]}]})
    assert reported.kind == "condition-changed"


def test_a_condition_may_state_the_type_of_its_schema() -> None:
    """In one member it says nothing of the others; in all of them it is the type of the schema."""
    plain, typed = ([{"required": [name], **more} for name in "ab"] for more in ({}, {"type": "object"}))
    for around in ({"properties": BOTH}, {"allOf": [holding(**BOTH)]}):
        base, some, each = ({**around, "anyOf": members} for members in (plain, [typed[0], plain[1]], typed))
        assert kinds_and_nodes(changes_of_thing(base, some)) == []
        assert kinds_and_nodes(changes_of_thing(each, {**around, "type": "object", "anyOf": plain})) == []
        expected = [] if "allOf" in around else [("type-narrowed", "")]
        assert kinds_and_nodes(changes_of_thing(some, each)) == expected


def _most(**limits: Any) -> Any:
    return {"type": "string", **limits}


def test_overlapping_values_of_one_scalar_type_are_not_proved_to_be_accepted() -> None:
    """``oneOf`` refuses a value that two alternatives list; alternatives of one type are compared as one."""
    words, more = {"enum": ["a", "b"]}, {"enum": ["b", "c"]}
    for union, kinds in (("oneOf", ["condition-changed", "enum-grown"]), ("anyOf", ["enum-grown"])):
        reported = changes_of_thing(holding(x=words), holding(x={union: [words, more]}))
        assert [item.kind for item in reported] == kinds
    (overlap, _) = changes_of_thing(holding(x=words), holding(x={"oneOf": [words, more]}))
    assert _verdict(overlap, "request") == ("unknown", "compatible", "cannot tell")
    assert '"b"' in overlap.message
    # Only values that were accepted before can be refused now.
    distinct, new = (
        {"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]},
        {"oneOf": [{"enum": ["a", "d"]}, {"enum": ["b", "d"]}]},
    )
    assert [item.kind for item in changes_of_thing(holding(x=distinct), holding(x=new))] == ["enum-grown"]


def test_a_limit_of_one_of_several_alternatives_of_a_type_is_not_proved_to_refuse() -> None:
    """Another alternative of the type may allow the value."""
    lengths = {"anyOf": [_most(maxLength=3), _most(pattern="^a")]}
    (tightened,) = changes_of_thing(holding(x=lengths), holding(x={"anyOf": [_most(maxLength=2), _most(pattern="^a")]}))
    assert tightened.kind == "limit-tightened"
    assert _verdict(tightened, "request") == ("breaking", "breaking", "likely")
    (tightened,) = changes_of_thing(holding(x=_most(maxLength=3)), holding(x=_most(maxLength=2)))
    assert _verdict(tightened, "request") == ("breaking", "breaking", "proved")
    wide = {"anyOf": [_most(maxLength=3), _most(maxLength=9)]}
    assert changes_of_thing(holding(x=wide), holding(x=_most(maxLength=9))) == []
    (relaxed,) = changes_of_thing(holding(x=_most(maxLength=5)), holding(x=wide))
    assert relaxed.kind == "limit-relaxed"


@pytest.mark.parametrize("union", ["oneOf", "anyOf"])
def test_a_plain_object_that_became_one_of_several_classes_is_one_change(union: str) -> None:
    """On the wire, responses are objects as before; in Python, a dict became a class."""
    classes, parts = {union: [ref("A"), ref("B")]}, {"A": holding(a=TEXT), "B": holding(b=TEXT)}
    base, revision = ({"Thing": holding(x=item), **parts} for item in ({"type": "object"}, classes))
    (named,) = changes_between(document(base), document(revision))
    assert (named.kind, named.message) == ("keys-named", "Thing.x is now A | B, and was an object of any keys")
    assert _verdict(named, "request") == ("unknown", "breaking", "likely")
    assert _verdict(named, "response") == ("compatible", "breaking", "likely")
    (unnamed,) = changes_between(document(revision), document(base))
    assert (unnamed.kind, unnamed.message) == ("keys-unnamed", "Thing.x is now an object of any keys, and was A | B")
    assert _verdict(unnamed, "response") == ("widened", "breaking", "likely")


def test_an_enum_that_became_text_or_a_number_is_not_proved_compatible_by_any_of_its_entries() -> None:
    """The class of its values is removed, whichever entry a reader sees first."""
    words = {"type": "string", "enum": ["a", "b"]}
    reported = changes_of_thing(holding(x=words), holding(x={"type": ["string", "integer"]}))
    assert [item.kind for item in reported] == ["enum-opened", "type-widened"]
    assert {_verdict(item, "request") for item in reported} == {("compatible", "compatible", "likely")}
