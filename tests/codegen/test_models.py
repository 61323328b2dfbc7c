"""Generated models: decoding is lenient, encoding is exact."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.conftest import Build, document, ok_response
from videojobs.http.types import UNSET

STATUS = {"type": "string", "enum": ["queued", "done", "4"]}
JOB = {
    "type": "object",
    "required": ["id", "status"],
    "description": 'A job with "quotes", a back\\slash and """three""".',
    "properties": {
        "id": {"type": "string", "minLength": 1, "description": "The id."},
        "status": {"$ref": "#/components/schemas/Status", "description": "Where it stands"},
        "object": {"type": "string", "enum": ["video"], "default": "video"},
        "done_at": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "error": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}},
    },
}


@pytest.fixture(params=["in a response", "in no response"])
def models(build: Build, request: pytest.FixtureRequest) -> Any:
    """The models of a small document: in a response they have a ``from_dict`` of their own, without a loop."""
    paths = {}
    if request.param == "in a response":
        paths = {"/jobs": {"get": {"responses": ok_response({"$ref": "#/components/schemas/Job"})}}}
    return build(document(paths, {"Status": STATUS, "Job": JOB}), ".models")


def test_a_whole_object_decodes_and_encodes_back(models: Any) -> None:
    """Unknown keys are kept, also inside nested objects."""
    body = {
        "id": "v1",
        "status": "queued",
        "object": "video",
        "done_at": None,
        "error": {"code": "e", "hint": {"deep": [1]}},
        "parts": [{"id": "p", "status": "done", "mine": 1}],
        "extra": [1, 2],
    }
    job = models.Job.from_dict(body)
    assert (job.id, job.done_at, job.error.code, job.parts[0].status) == ("v1", None, "e", "done")
    assert job["extra"] == [1, 2]
    assert job.error["hint"] == {"deep": [1]}
    assert job.to_dict() == body
    assert job == models.Job.from_dict(job.to_dict())


def test_an_unknown_word_becomes_a_member_of_the_same_type(models: Any) -> None:
    """It compares, pickles and encodes back; the whole response is not lost."""
    status = models.Job.from_dict({"status": "NOT_START"}).status
    assert isinstance(status, models.Status)
    assert not status.is_known
    assert status == "NOT_START"
    assert hash(status) == hash("NOT_START")
    assert pickle.loads(pickle.dumps(status)) == status
    assert models.Status.QUEUED.is_known
    assert models.Status.of("queued") is models.Status.QUEUED


def test_models_pickle_copy_compare_and_print(models: Any) -> None:
    """As any attrs class; the keys that the document does not list are among its attributes."""
    job = models.Job.from_dict({"id": "v1", "status": "queued", "extra": 1})
    assert pickle.loads(pickle.dumps(job)) == copy.deepcopy(job) == copy.copy(job) == job
    assert pickle.loads(pickle.dumps(job)).error is UNSET
    assert job != models.Job.from_dict({"id": "v1", "status": "queued", "extra": 2})
    assert repr(models.Job(id="v", status=models.Status.DONE, additional_properties={"x": 1})) == (
        "Job(id='v', status=<Status.DONE: 'done'>, object_=UNSET, done_at=UNSET, error=UNSET, parts=UNSET, "
        "additional_properties={'x': 1})"
    )
    assert not hasattr(job, "__dict__")


def test_unknown_keys_are_read_and_written_by_index(models: Any) -> None:
    """``model[key]`` is for the keys that the document does not list."""
    job = models.Job.from_dict({"id": "v1", "extra": 1})
    job["more"] = 2
    assert job.additional_keys == ["extra", "more"]
    assert "more" in job
    assert "id" not in job
    del job["extra"]
    assert job.to_dict() == {"id": "v1", "more": 2}


def test_a_missing_key_is_unset(models: Any) -> None:
    """Required or not: it decodes, and is not invented when encoded."""
    job = models.Job.from_dict({})
    assert job.id is UNSET
    assert job.error is UNSET
    assert job.to_dict() == {}


@pytest.mark.parametrize("value", [None, 7, "boom", [1], True, 1.5])
def test_a_value_of_another_type_is_kept(models: Any, value: Any) -> None:
    """One odd field does not cost the response."""
    body = {"id": value, "status": value, "error": value, "parts": value, "done_at": value}
    assert models.Job.from_dict(body).to_dict() == body


def test_enum_members_keep_the_order_and_are_named_by_value(models: Any) -> None:
    """Inserting a value upstream renames nothing."""
    assert [(item.name, item.value) for item in models.Status] == [
        ("QUEUED", "queued"),
        ("DONE", "done"),
        ("VALUE_4", "4"),
    ]


def test_a_nullable_required_model_is_made_by_keyword(models: Any) -> None:
    """What a caller leaves out is not sent."""
    job = models.Job(id="v", status=models.Status.DONE)
    assert job.to_dict() == {"id": "v", "status": "done"}


def test_docstrings_carry_description_and_limits(models: Any) -> None:
    """Hostile punctuation included."""
    assert models.Job.__doc__ is not None
    assert 'A job with "quotes", a back\\slash' in models.Job.__doc__
    assert "id: The id. At least 1 characters." in models.Job.__doc__
    assert "status: Where it stands." in models.Job.__doc__


@pytest.mark.parametrize(
    "annotations", [{}, {"description": "Any."}, {"example": None, "title": "Any", "deprecated": True}]
)
def test_open_enum_keeps_its_name_whatever_its_plain_part_describes(build: Build, annotations: dict[str, Any]) -> None:
    """Words for people beside the plain text make no other class of it."""
    status = {"anyOf": [{"type": "string", **annotations}, {"type": "string", "enum": ["a", "b"]}]}
    job = {"type": "object", "properties": {"status": {"$ref": "#/components/schemas/Status"}}}
    models = build(document(schemas={"Status": status, "Job": job}), ".models")
    assert models.Job.__annotations__["status"] == "Status | Unset"
    assert models.Job.from_dict({"status": "c"}).status == "c"


def test_open_enums_and_constants(build: Build) -> None:
    """``anyOf [string, enum]`` keeps its name; a constant becomes a Literal with its default."""
    model = {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["sora-2", "sora-2-pro"]}]}
    holder = {
        "type": "object",
        "required": ["object", "model"],
        "properties": {
            "object": {"const": "list"},
            "flag": {"type": "boolean", "const": True},
            "model": {"$ref": "#/components/schemas/VideoModel"},
        },
    }
    models = build(document(schemas={"VideoModel": model, "Holder": holder}), ".models")
    assert models.VideoModel.SORA_2 == "sora-2"
    instance = models.Holder(model="anything")
    assert instance.to_dict() == {"object": "list", "model": "anything"}
    assert models.Holder.from_dict({"flag": True}).to_dict() == {"flag": True}


def test_members_of_a_union_are_distinguished_by_their_constants(build: Build) -> None:
    """An object that fits no member stays a dict."""

    def member(kind: str) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["kind", "value"],
            "properties": {"kind": {"const": kind}, "value": {"type": "string"}},
        }

    schemas = {
        "Cat": member("cat"),
        "Dog": member("dog"),
        "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
        "Owner": {"type": "object", "properties": {"pet": {"$ref": "#/components/schemas/Pet"}}},
    }
    models = build(document(schemas=schemas), ".models")
    assert type(models.Owner.from_dict({"pet": {"kind": "dog", "value": "x"}}).pet) is models.Dog
    assert type(models.Owner.from_dict({"pet": {"kind": "cat", "value": "x"}}).pet) is models.Cat
    assert models.Owner.from_dict({"pet": {"kind": "eel"}}).pet == {"kind": "eel"}


def test_models_do_not_need_the_http_library(build: Build) -> None:
    """Importing a model imports no other model and no httpx: it is lazy."""
    package = build(
        document(schemas={"Status": STATUS, "Job": JOB, "Other": {"type": "object", "properties": {"a": {}}}})
    )
    folder = str(Path(package.__file__ or "").parents[1])
    code = (
        f"import sys; from {package.__name__}.models import Job; "
        f"print('httpx' in sys.modules, any(n.endswith('.other') for n in sys.modules))"
    )
    path = os.pathsep.join([folder, *sys.path])
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path})
    assert done.stdout.split() == ["False", "False"]


def test_one_more_value_is_one_more_line(build: Build) -> None:
    """A change of one enum value upstream changes the lines that must change, and no other."""
    longer = {**STATUS, "enum": ["queued", "paused", "done", "4"]}
    before, after = (
        Path(build(document(schemas={"Status": status, "Job": JOB})).__file__ or "").parent
        for status in (STATUS, longer)
    )
    changed = [
        path.name
        for path in sorted(before.rglob("*.py"))
        if path.read_text() != (after / path.relative_to(before)).read_text()
    ]
    assert changed == ["status.py"]
    old, new = ((folder / "models" / "status.py").read_text().splitlines() for folder in (before, after))
    assert [line for line in new if line not in old] == ['    PAUSED = "paused"']
    assert [line for line in old if line not in new] == []


def test_a_percent_encoded_reference_is_followed(build: Build) -> None:
    """Exporters write the references of Chinese and generic names so (RFC 6901, section 6), also into a schema."""
    schemas = {
        "Page<Item>": {"type": "object", "properties": {"size": {"type": "object", "properties": {"n": {}}}}},
        "视频": {"type": "object", "$defs": {"A clip": {"type": "object", "properties": {"n": {}}}}},
        "Job": {
            "type": "object",
            "properties": {
                "page": {"$ref": "#/components/schemas/Page%3CItem%3E"},
                "size": {"$ref": "#/components/schemas/Page%3CItem%3E/properties/size"},
                "clip": {"$ref": "#/components/schemas/%E8%A7%86%E9%A2%91/%24defs/A%20clip"},
            },
        },
        "Local": {
            "$defs": {"A part": {"type": "object", "properties": {"n": {}}}},
            "properties": {"part": {"$ref": "#/$defs/A%20part"}},
        },
    }
    models = build(document({}, schemas), ".models")
    job = models.Job.from_dict({"page": {"size": {"n": 1}}, "size": {"n": 2}, "clip": {"n": 3}})
    assert (job.page.size.n, job.size.n, job.clip.n) == (1, 2, 3)
    assert models.Local.from_dict({"part": {"n": 4}}).part.n == 4


def test_a_read_only_key_is_required_of_responses_and_a_write_only_key_of_requests(build: Build) -> None:
    """One class for both: a request is built without the id, and a response without the password keeps its class."""
    text = {"type": "string"}
    user = {
        "type": "object",
        "required": ["kind", "id", "state", "password"],
        "properties": {
            "kind": {"const": "user"},
            "id": {**text, "readOnly": True},
            "state": {"$ref": "#/components/schemas/State"},
            "password": {**text, "writeOnly": True},
        },
    }
    schemas: dict[str, Any] = {
        "State": {"type": "string", "enum": ["on", "off"], "readOnly": True},
        "User": user,
        "Group": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "group"}}},
        "Login": {"type": "object", "required": ["token"], "properties": {"token": {**text, "writeOnly": True}}},
    }
    members = {"oneOf": [{"$ref": "#/components/schemas/User"}, {"$ref": "#/components/schemas/Group"}]}
    schemas["Page"] = {"type": "object", "properties": {"first": members}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}
    create = {
        "operationId": "create",
        "requestBody": body,
        "responses": ok_response({"$ref": "#/components/schemas/Page"}),
    }
    login = {"operationId": "login", "responses": ok_response({"$ref": "#/components/schemas/Login"})}
    models = build(document({"/users": {"post": create, "get": login}}, schemas), ".models")
    assert models.User(password="secret").to_dict() == {"kind": "user", "password": "secret"}
    with pytest.raises(TypeError, match="password"):
        models.User(id="u1", state="on")
    first = models.Page.from_dict({"first": {"kind": "user", "id": "u1", "state": "on"}}).first
    assert (type(first), first.id, first.state) == (models.User, "u1", models.State.ON)
    assert models.Login().token is UNSET
    assert "Only in responses." in models.User.__doc__


def test_the_discriminator_decides_the_member_of_a_union(build: Build) -> None:
    """Its mapping, whether the members repeat, inherit or state the property; two that fit alike leave a dict."""
    text = {"type": "string", "description": "Kind"}
    base = {"type": "object", "required": ["petType"], "properties": {"petType": text, "name": {"type": "string"}}}
    schemas: dict[str, Any] = {
        "Pet": base,
        "Cat": {"type": "object", "required": ["petType"], "properties": {"petType": {**text}}},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"bark": {"type": "string"}}}]},
        "Cow": {"type": "object", "required": ["petType"], "properties": {"petType": {"const": "bull"}}},
        "Left": {"type": "object", "required": ["side"], "properties": {"side": {"type": "string"}}},
        "Right": {"type": "object", "required": ["side"], "properties": {"side": {"type": "string"}}},
    }
    pets = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Cat", "Dog", "Cow")]}
    mapping = {"cat": "Cat", "dog": "#/components/schemas/Dog", "cow": "Cow"}
    pets["discriminator"] = {"propertyName": "petType", "mapping": mapping}  # type: ignore[assignment]
    sides = {"anyOf": [{"$ref": "#/components/schemas/Left"}, {"$ref": "#/components/schemas/Right"}]}
    schemas["Owner"] = {"type": "object", "properties": {"pet": pets, "side": sides}}
    models = build(document({}, schemas), ".models")
    for kind, name in {"cat": "Cat", "dog": "Dog", "bull": "Cow"}.items():
        pet = models.Owner.from_dict({"pet": {"petType": kind, "name": "Rex"}}).pet
        assert type(pet).__name__ == name
        assert pet.to_dict() == {"petType": kind, "name": "Rex"}
    assert models.Owner.from_dict({"pet": {"petType": "horse"}}).pet == {"petType": "horse"}
    assert models.Owner.from_dict({"side": {"side": "top"}}).side == {"side": "top"}
