"""Which class an object of a union is decoded as."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codegen.conftest import Build, document
from tests.codegen.growth import ref

TEXT = {"type": "string"}


def typed(kind: dict[str, Any], *required: str, **properties: Any) -> dict[str, Any]:
    """Return an object with this schema of its ``type``."""
    return {"type": "object", "required": ["type", *required], "properties": {"type": kind, **properties}}


def one_of(*names: str, **more: Any) -> dict[str, Any]:
    """Return a union of components."""
    return {"oneOf": [ref(name) for name in names], **more}


def held(build: Build, union: dict[str, Any], **schemas: Any) -> Any:
    """Return a function: the value of a key of this union, decoded."""
    holder = {"type": "object", "properties": {"held": union}}
    models = build(document({}, {**schemas, "Holder": holder}), ".models")
    return lambda value: models.Holder.from_dict({"held": value}).held


def class_of(value: Any) -> str:
    """Return the name of a value's class."""
    return type(value).__name__


@pytest.mark.parametrize("kind", [TEXT, ref("Kind")])
def test_without_a_mapping_the_name_of_the_schema_is_the_value(build: Build, kind: dict[str, Any]) -> None:
    """Also for a member that the mapping leaves out; a name that the property's own list lacks is none."""
    schemas = {
        "Kind": {"type": "string", "enum": ["Cat", "Dog", "cow", "bull"]},
        "Cat": typed(kind),
        "Dog": typed(kind),
        "Cow": typed(kind),
        "Cock": typed({"type": "string", "enum": ["hen", "rooster"]}),
    }
    discriminator = {"propertyName": "type", "mapping": {"cow": "Cow", "bull": "Cow"}}
    decode = held(build, one_of("Cat", "Dog", "Cow", "Cock", discriminator=discriminator), **schemas)
    classes = {kind: class_of(decode({"type": kind})) for kind in ("Cat", "Dog", "cow", "bull", "hen", "Cow")}
    assert classes == {"Cat": "Cat", "Dog": "Dog", "cow": "Cow", "bull": "Cow", "hen": "Cock", "Cow": "dict"}


def test_a_discriminator_of_the_parent(build: Build) -> None:
    """Each heir is chosen by its own value, and not by that of its own parent; it need not be passed."""
    pet = typed(TEXT, name=TEXT)
    schemas = {
        "Pet": {**pet, "discriminator": {"propertyName": "type", "mapping": {"hound": "Dog"}}},
        "Dog": {"allOf": [ref("Pet"), {"type": "object", "properties": {"bark": TEXT}}]},
        "Puppy": {"allOf": [ref("Dog"), {"type": "object", "properties": {"age": {"type": "integer"}}}]},
        "Cat": {"allOf": [ref("Pet")]},
    }
    union = {"type": "array", "items": one_of("Dog", "Puppy", "Cat")}
    holder = {"type": "object", "properties": {"pets": union}}
    models = build(document({}, {**schemas, "Holder": holder}), ".models")
    pets = models.Holder.from_dict({"pets": [{"type": kind} for kind in ("hound", "Puppy", "Cat", "Bird")]}).pets
    assert [class_of(pet) for pet in pets] == ["Dog", "Puppy", "Cat", "dict"]
    assert models.Puppy(age=1).to_dict() == {"type": "Puppy", "age": 1}
    assert models.Pet(type_="any").to_dict() == {"type": "any"}


def test_enums_that_share_no_value_tell_members_apart(build: Build) -> None:
    """A value that none lists, or that two list, leaves a dict; the rest is decided by constants and required keys."""
    schemas = {
        "Search": typed({"type": "string", "enum": ["search", "search_2"]}),
        "Preview": typed({"type": ["string", "null"], "enum": ["preview", "preview_2", None]}),
        "Call": typed({"const": "call"}),
        "Left": typed({"type": "string", "enum": ["side", "left"]}),
        "Right": typed({"type": "string", "enum": ["side", "right"]}),
    }
    decode = held(build, one_of("Search", "Preview", "Call"), **schemas)
    kinds = ("search_2", "preview", None, "call", "other")
    assert [class_of(decode({"type": kind})) for kind in kinds] == ["Search", "Preview", "Preview", "Call", "dict"]
    decode = held(build, one_of("Left", "Right"), **schemas)
    assert [class_of(decode({"type": kind})) for kind in ("side", "left")] == ["dict", "dict"]


def test_an_unknown_status_is_no_reason_to_lose_the_class(build: Build) -> None:
    """An enum that others share, or that is open, tells nobody apart; required keys still do."""
    status = {"type": "string", "enum": ["queued", "done"]}
    known = {"anyOf": [TEXT, {"type": "string", "enum": ["fast"]}]}
    video = {"type": "object", "required": ["clip"], "properties": {"clip": TEXT, "status": status, "model": known}}
    image = {"type": "object", "required": ["file"], "properties": {"file": TEXT, "status": status}}
    decode = held(build, one_of("Video", "Image"), Video=video, Image=image)
    assert class_of(decode({"clip": "c", "status": "paused", "model": "slow"})) == "Video"


def test_lists_of_different_objects(build: Build) -> None:
    """Each item is decoded by what it is, not as the first list's class."""
    schemas = {"A": typed({"const": "a"}), "B": typed({"const": "b"})}
    union = {"anyOf": [{"type": "array", "items": ref("A")}, {"type": "array", "items": ref("B")}]}
    assert [class_of(item) for item in held(build, union, **schemas)([{"type": "b"}, {"type": "a"}])] == ["B", "A"]


def test_properties_beside_a_union_are_those_of_its_object(build: Build) -> None:
    """A list or a text has no properties: one class is generated, and the other values are kept as they are."""
    union = {"properties": {"message": TEXT}, "anyOf": [{"type": "object"}, {"type": "array", "items": {}}, TEXT]}
    decode = held(build, {"$ref": "#/components/schemas/Error"}, Error=union)
    assert decode({"message": "m"}).message == "m"
    assert [decode(value) for value in (["m"], "m")] == [["m"], "m"]
