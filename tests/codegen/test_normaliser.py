"""What documents of 3.0 and 3.1 say in many ways, generated and used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from scripts.codegen.forms.normalise import normalise
from scripts.oas.schemas import Json
from tests.codegen.conftest import Build, document, ok_response
from tests.raw_server import RawServer, Script
from tests.raw_server import answer as reply
from videojobs.errors import ConfigurationError, InvalidRequest
from videojobs.http.client import AuthenticatedClient
from videojobs.http.types import File

Start = Callable[[Script], RawServer]
JOB = {"type": "object", "properties": {"id": {"type": "string"}}}


def ref(name: str) -> Json:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def holder(**properties: Any) -> Json:
    """Return an object."""
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"type": "string"}]},
        {"nullable": True, "anyOf": [{"type": "string"}]},
        {"nullable": True, "allOf": [{"type": "string"}]},
    ],
)
def test_every_spelling_of_null_is_one(build: Build, schema: Json) -> None:
    """``str | None``, and null goes through."""
    model = build(document(schemas={"J": holder(a=schema)}), ".models").J
    assert model.__annotations__["a"] == "str | None | Unset"
    assert model.from_dict({"a": None}).to_dict() == {"a": None}


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        ({"type": ["string", "integer"]}, "str | int | Unset"),
        ({"type": ["array", "string"], "items": {"type": "integer"}}, "list[int] | str | Unset"),
        ({"type": ["object", "array"]}, "dict[str, Any] | list[Any] | Unset"),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}, "list[str | int] | Unset"),
        ({"type": "boolean", "enum": [True, False]}, "bool | Unset"),
        ({"const": True}, "Literal[True] | Unset"),
        ({"const": 4}, "Literal[4] | Unset"),
        ({"enum": ["x"]}, "Literal['x'] | Unset"),
        ({"type": "number", "enum": [0.5, 1.5]}, "float | Unset"),
        ({"enum": [4, "4"]}, "Literal[4] | Literal['4'] | Unset"),
        ({"enum": [4, "4", 8, "8"]}, "JANumber | JAText | Unset"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "dict[str, int] | Unset"),
        ({"type": "string", "format": "date-time"}, "datetime | Unset"),
        ({"allOf": [{"type": "string"}, {"description": "x"}]}, "str | Unset"),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, "int | Unset"),
        ({"type": "string", "contentMediaType": "image/png"}, "File | Unset"),
        ({"not": {"type": "string"}}, "Any"),
        ({}, "Any"),
    ],
)
def test_types(build: Build, schema: Json, annotation: str) -> None:
    """What a schema becomes."""
    model = build(document(schemas={"J": holder(a=schema)}), ".models").J
    assert model.__annotations__["a"].replace('"', "'") == annotation


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("date-time", "2026-11-21T10:00:00+00:00", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("date", "2026-11-21", date(2026, 11, 21)),
        ("uuid", "12345678-1234-5678-1234-567812345678", UUID(int=0x12345678123456781234567812345678)),
    ],
)
def test_a_text_that_is_not_of_its_format_is_kept(build: Build, form: str, text: str, value: object) -> None:
    """As is a value of another type."""
    model = build(document(schemas={"J": holder(a={"type": "string", "format": form})}), ".models").J
    assert model.from_dict({"a": text}).a == value
    assert model.from_dict({"a": text}).to_dict() == {"a": text}
    for other in ("", "soon", "2026-13-45", 1795255200):
        assert model.from_dict({"a": other}).a == other


def test_values_of_two_kinds_decode_each_to_its_own(build: Build) -> None:
    """``4`` and ``"4"`` are two members of two enums; both go back as they came."""
    models = build(document(schemas={"J": holder(a={"enum": [4, 8, "4", "auto", "AUTO", ""]})}), ".models")
    assert models.J.from_dict({"a": 4}).a is models.JANumber.VALUE_4
    assert models.J.from_dict({"a": "4"}).a is models.JAText.VALUE_4
    assert models.JAText.AUTO_2 == "AUTO"
    for value in (4, "4", "", "other", 7, None, [1]):
        assert models.J.from_dict({"a": value}).to_dict() == {"a": value}


def test_keys_that_fall_together_are_kept_apart(build: Build) -> None:
    """Each has its attribute, the docstring says which is which, and each goes back under its own key."""
    keys = ["fooBar", "foo_bar", "foo-bar", "class", "self", "from_dict", "additional_properties", "名前", ""]
    job = build(document(schemas={"J": holder(**{key: {"type": "string"} for key in keys})}), ".models").J
    body = {key: f"value of {key}" for key in keys}
    assert job.from_dict(body).to_dict() == {**body}
    assert job.from_dict(body).foo_bar == "value of foo_bar"
    assert "foo_bar_2: On the wire: ``fooBar``." in job.__doc__


def test_values_of_maps_are_decoded(build: Build) -> None:
    """Also inside unions and lists, and as a whole response."""
    value = {"type": "object", "additionalProperties": ref("K")}
    doc = document(
        {"/a": {"get": {"operationId": "getA", "responses": ok_response(value)}}},
        {"K": holder(x={"type": "string"}), "J": holder(a=value, b={"anyOf": [value, {"type": "null"}]})},
    )
    models = build(doc, ".models")
    job = models.J.from_dict({"a": {"k": {"x": "1"}}, "b": {"k": {"x": "2", "more": 3}}})
    assert (job.a["k"], job.b["k"].x) == (models.K(x="1"), "2")
    assert job.to_dict() == {"a": {"k": {"x": "1"}}, "b": {"k": {"x": "2", "more": 3}}}


def test_recursive_models(build: Build) -> None:
    """A tree, and two that hold one another."""
    schemas = {
        "Tree": holder(
            children={"type": "array", "items": ref("Tree")}, parent={"anyOf": [ref("Tree"), {"type": "null"}]}
        ),
        "A": holder(b=ref("B")),
        "B": holder(a=ref("A"), more={"type": "object", "additionalProperties": ref("A")}),
    }
    models = build(document(schemas=schemas), ".models")
    body = {"children": [{"children": [{"parent": None}]}, {"x": 1}]}
    assert models.Tree.from_dict(body).children[0].children[0].parent is None
    assert models.Tree.from_dict(body).to_dict() == body
    deep = {"b": {"a": {"b": {"more": {"k": {"b": {}}}}}}}
    assert type(models.A.from_dict(deep).b.a.b.more["k"].b) is models.B
    assert models.A.from_dict(deep).to_dict() == deep


def test_a_nullable_component_keeps_its_name_for_the_class(build: Build) -> None:
    """3.0: what refers to it may be null."""
    schemas = {"Error": {**holder(code={"type": "string"}), "nullable": True}, "J": holder(error=ref("Error"))}
    models = build(document(schemas=schemas, openapi="3.0.3"), ".models")
    assert models.J.__annotations__["error"] == "Error | None | Unset"
    assert models.J.from_dict({"error": {"code": "x"}}).error == models.Error(code="x")


def test_siblings_of_a_reference_are_merged(build: Build) -> None:
    """3.1: both hold."""
    merged = {**ref("K"), "properties": {"own": {"type": "string"}}, "description": "Both."}
    models = build(document(schemas={"K": holder(k={"type": "string"}), "J": holder(a=merged)}), ".models")
    value = models.J.from_dict({"a": {"k": "1", "own": "2"}}).a
    assert (value.k, value.own, type(value).__doc__.splitlines()[0]) == ("1", "2", "Both.")


def test_definitions_of_a_schema(build: Build) -> None:
    """Written out by pydantic and others."""
    schema = {
        **holder(a={"$ref": "#/$defs/D"}, b={"type": "array", "items": {"$ref": "#/$defs/D"}}),
        "$defs": {"D": JOB},
    }
    models = build(document(schemas={"J": schema}), ".models")
    assert models.J.from_dict({"a": {"id": "1"}, "b": [{"id": "2"}]}).b == [models.D(id="2")]


def test_a_file_of_a_type_of_its_own_is_sent_as_that(build: Build, raw_server: Start) -> None:
    """Not as ``application/octet-stream``."""
    operation = {"operationId": "put", "requestBody": {"content": {"video/mp4": {}}}, "responses": ok_response(JOB)}
    module = build(document({"/a": {"put": operation}}), ".api.default.put")
    server = raw_server(lambda peer, _: peer.sendall(reply(200, b"{}")))
    with AuthenticatedClient(server.url, token="t") as client:
        module.sync(client=client, body=File(b"1234"))
    assert b"content-type: video/mp4" in server.requests[0].lower()
    assert server.requests[0].endswith(b"1234")


def parameters(*items: Json) -> Json:
    """Return a document with one operation of these parameters."""
    return document({"/a": {"get": {"operationId": "getA", "parameters": list(items), "responses": ok_response(JOB)}}})


def test_parameters_of_one_name_in_two_places(build: Build) -> None:
    """Each can be passed, and arrives where it belongs."""
    items = [{"name": "v", "in": place, "schema": {"type": "string"}} for place in ("query", "header", "cookie")]
    request = build(parameters(*items), ".api.default.get_a").request(v_query="q", v_header="h", v_cookie="c")
    assert (request.params, request.headers, request.cookies) == ((("v", "q"),), (("v", "h"),), (("v", "c"),))


def test_parameters_named_like_the_code(build: Build) -> None:
    """The functions still work."""
    names = ["client", "body", "request", "decode", "params", "self", "import"]
    module = build(parameters(*({"name": name, "in": "query", "schema": {}} for name in names)), ".api.default.get_a")
    request = module.request(client_=1, body_=2, request_=3, decode_=4, params_=5, self_=6, import_=7)
    assert dict(request.params) == dict(zip(names, "1234567", strict=True))


def test_objects_in_a_query(build: Build) -> None:
    """As ``name[key]``, or each key by itself, as the document says; ``name[key][deeper]`` where values nest."""
    value = holder(gt={"type": "integer"}, tags={"type": "array", "items": {"type": "string"}})
    deep = {"name": "at", "in": "query", "style": "deepObject", "explode": True, "schema": value}
    flat = {"name": "of", "in": "query", "schema": {"type": "object", "additionalProperties": {"type": "string"}}}
    module = build(parameters(deep, flat), ".api.default.get_a")
    request = module.request(at={"gt": 1, "tags": ["a", "b"]}, of={"x": "y"})
    assert request.params == (("at[gt]", "1"), ("at[tags]", "a"), ("at[tags]", "b"), ("x", "y"))
    assert module.request(at={"gt": {"deeper": 1}}).params == (("at[gt][deeper]", "1"),)
    with pytest.raises(InvalidRequest, match="x"):
        module.request(of={"x": {"deeper": 1}})


def secured(scheme: Json, **more: Any) -> Json:
    """Return a document that authenticates in one way."""
    doc = document(
        {"/a": {"get": {"operationId": "getA", "responses": ok_response(JOB)}}}, security=[{"key": []}], **more
    )
    doc["components"]["securitySchemes"] = {"key": scheme}
    return doc


@pytest.mark.parametrize(
    ("scheme", "header"),
    [
        ({"type": "http", "scheme": "bearer"}, b"authorization: bearer t0ken"),
        ({"type": "http", "scheme": "Basic"}, b"authorization: basic t0ken"),
        ({"type": "apiKey", "in": "header", "name": "X-Api-Key"}, b"x-api-key: t0ken"),
        ({"type": "oauth2", "flows": {}}, b"authorization: bearer t0ken"),
    ],
)
def test_the_package_knows_how_its_document_authenticates(
    build: Build, raw_server: Start, scheme: Json, header: bytes
) -> None:
    """Its own client sends the right header; the docstrings say which."""
    package = build(secured(scheme))
    from importlib import import_module

    module = import_module(f"{package.__name__}.api.default.get_a")
    server = raw_server(lambda peer, _: peer.sendall(reply(200, b"{}")))
    with package.AuthenticatedClient(server.url, token="t0ken") as client:
        module.sync(client=client)
    assert header in server.requests[0].lower()
    credential = header.decode().partition(" t0ken")[0]
    assert credential in module.sync.__doc__.lower()
    assert credential in " ".join(package.AuthenticatedClient.__doc__.lower().split())


def test_the_package_knows_its_server(build: Build) -> None:
    """The first one of the document; another can be passed; without one in the document it must be."""
    bearer = {"type": "http", "scheme": "bearer"}
    package = build(secured(bearer, servers=[{"url": "https://api.example/v1/"}, {"url": "https://other.example"}]))
    assert package.Client().base_url == "https://api.example/v1"
    assert package.AuthenticatedClient(token="t").base_url == "https://api.example/v1"
    assert package.Client("https://mine.example").base_url == "https://mine.example"
    assert package.Client().with_headers({"a": "b"}).base_url == "https://api.example/v1"
    bare = build(secured(bearer))
    with pytest.raises(ConfigurationError, match="names no server"):
        bare.Client()
    clear = build(secured(bearer, servers=[{"url": "http://api.example"}]))
    with pytest.raises(ConfigurationError, match="names no server"):
        clear.Client()
    assert "http://api.example" in clear.Client.__doc__


def test_other_media_types_of_an_answer_are_named(build: Build) -> None:
    """They are not decoded, and the docstring says so."""
    content = {"application/json": {"schema": JOB}, "text/event-stream": {"schema": {"type": "string"}}}
    operation = {"operationId": "getA", "responses": {"200": {"description": "x", "content": content}}}
    module = build(document({"/a": {"get": operation}}), ".api.default.get_a")
    assert "``text/event-stream``" in module.sync.__doc__


def test_everything_is_counted() -> None:
    """Each component is a class, a type or another name; the summary says how many of each."""
    schemas = {"A": JOB, "B": ref("A"), "C": {"type": "array", "items": ref("B")}, "E": {"enum": ["a", "b"]}}
    normal = normalise(document(schemas=schemas))
    assert normal.classes == {"A": "A", "B": "A", "C": "C", "E": "E"}
    assert normal.document["components"]["schemas"]["C"] == {"type": "array", "items": ref("A")}


def test_the_document_is_left_as_it_is() -> None:
    """A plain function: the same document gives the same again."""
    doc = secured({"type": "http", "scheme": "bearer"}, webhooks={"w": {"post": {"responses": {}}}})
    before = repr(doc)
    first = normalise(doc)
    assert repr(doc) == before
    assert normalise(doc).document == first.document


def test_an_unknown_key_can_be_allowed_by_its_pointer() -> None:
    """It is left out; everything else is still refused."""
    doc = document(schemas={"J": {**JOB, "max_items": 1}})
    with pytest.raises(ValueError, match="did you mean 'maxItems'"):
        normalise(doc)
    normal = normalise(doc, allowed=["/components/schemas/J/max_items", "/components/schemas/Other/x"])
    assert "max_items" not in normal.document["components"]["schemas"]["J"]
