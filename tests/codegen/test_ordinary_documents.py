"""Documents as common exporters write them: each generates, imports, type-checks, and does what its author means."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from scripts.codegen import generate
from tests.codegen.conftest import Build, configured, document, ok_response
from tests.raw_server import RawServer, Script
from tests.raw_server import answer as reply
from videojobs.errors import InvalidRequest
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.types import File

Start = Callable[[Script], RawServer]
FOLDER = Path(__file__).parent / "ordinary"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
INVENTORY = "/paths/~1store~1inventory/get: authenticates by api_key, most operations by Authorization: Bearer"
WARNINGS = {
    "chinese": [
        "/paths/~1v1~1tasks/post/parameters/1/title: the key 'title' is unknown: it is ignored",
        "/paths/~1v1~1tasks/post/parameters/1: a header cannot be called 'X Trace' (RFC 9110, 5.6.2): it is left out",
        "/paths/~1v1~1tasks/post/parameters/2/title: the key 'title' is unknown: it is ignored",
    ],
    "github": ["/paths/~1meta/get/responses/200/content/text~1html: is decoded as text, not by its schema"],
    "misc": [
        "/components/schemas/Ticket/properties/n/default: 'seven' is not valid by its own schema: it is left out",
        "/paths/~1empty/post/requestBody: lists no media type: no body is sent",
        "/paths/~1stream/get/responses/200/content/text~1event-stream: is decoded as text, not by its schema",
    ],
    "petstore3": [f"{INVENTORY}: it needs a client of its own"],
}
pytestmark = pytest.mark.xdist_group("ordinary documents")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A package for each document."""
    folder = tmp_path_factory.mktemp("ordinary")
    for name in NAMES:
        messages = generate(config=configured(FOLDER / f"{name}.yaml", folder / name))
        assert sorted(str(message.header) for message in messages) == WARNINGS.get(name, [])
    sys.path.insert(0, str(folder))
    invalidate_caches()
    yield folder
    sys.path.remove(str(folder))
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] in NAMES]:
        del sys.modules[loaded]


@pytest.mark.parametrize("name", NAMES)
def test_every_module_imports(folder: Path, name: str) -> None:
    """And no more packages than documents were written."""
    root = import_module(name)
    assert all(import_module(module.name) for module in walk_packages(root.__path__, f"{name}."))
    assert len(list(folder.iterdir())) == len(NAMES)


@pytest.mark.nightly
def test_every_module_type_checks(folder: Path, tmp_path: Path) -> None:
    """Mypy --strict, once over all."""
    packages = [item for name in NAMES for item in ("-p", name)]
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout[-3000:]


def sent(raw_server: Start, call: Callable[[Any], Any], body: Any = None, **settings: Any) -> tuple[Any, str]:
    """Call an operation; returns its result, and the request as the server received it."""
    server = raw_server(lambda peer, _: peer.sendall(reply(200, json.dumps(body).encode())))
    with AuthenticatedClient(server.url, token="t", **settings) as client:
        result = call(client)
    return result, server.requests[0].decode()


def module(folder: Path, name: str) -> ModuleType:
    """Return a module of a generated package."""
    assert folder.exists()
    return import_module(name)


def test_operations_of_two_schemes(folder: Path, raw_server: Start) -> None:
    """Most authenticate alike; the docstring of another one says which settings its client needs."""
    get = module(folder, "petstore3.api.pet.get_pet_by_id")
    pet, request = sent(raw_server, lambda client: get.sync(7, client=client), {"name": "Rex", "photoUrls": []})
    assert (type(pet).__name__, pet.name) == ("Pet", "Rex")
    assert "authorization: bearer t" in request.lower()
    inventory = module(folder, "petstore3.api.store.get_inventory")
    assert "``auth_header_name='api_key', prefix=''``" in " ".join(inventory.sync.__doc__.split())
    settings: dict[str, Any] = {"auth_header_name": "api_key", "prefix": ""}
    counts, request = sent(raw_server, lambda client: inventory.sync(client=client), {"sold": 1}, **settings)
    assert counts == {"sold": 1}
    assert "api_key: t" in request.lower()


def test_the_other_names_of_json(folder: Path, raw_server: Start) -> None:
    """`text/json` and `application/*+json` are sent and read as JSON."""
    post = module(folder, "nswag.api.animals.animals_post")
    dog = module(folder, "nswag.models").Dog(barks=True)
    _, request = sent(raw_server, lambda client: post.sync(client=client, body=dog))
    assert "content-type: application/json" in request.lower()
    assert request.endswith('{"discriminator":"Dog","barks":true}')
    get = module(folder, "nswag.api.animals.animals_get_all")
    animals, _ = sent(raw_server, lambda client: get.sync(client=client, api_version="1"), [{"discriminator": "Cat"}])
    assert type(animals[0]).__name__ == "Animal"


def test_a_body_of_any_type_is_json_if_it_is_an_object(folder: Path, raw_server: Start) -> None:
    """And of several raw types the file says which one it is."""
    models = module(folder, "kubernetes.models")
    create = module(folder, "kubernetes.api.core_v1.create_core_v1_namespaced_pod")
    pod = models.IoK8SApiCoreV1Pod(kind="Pod")
    result, request = sent(raw_server, lambda client: create.sync("ns", client=client, body=pod), {"kind": "Pod"})
    assert type(result) is type(pod)
    assert request.endswith('{"kind":"Pod"}')


def test_a_key_that_is_called_like_a_reference(folder: Path) -> None:
    """`$ref` among the properties of an object is one of its keys."""
    meta = module(folder, "kubernetes.models").IoK8SApimachineryPkgApisMetaV1ObjectMeta
    assert meta.from_dict({"$ref": "x"}).to_dict() == {"$ref": "x"}


def test_two_json_types_with_different_schemas_are_a_union(build: Build) -> None:
    """Which of the two a server sends is seen in the object."""
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
        "application/x+json": {"schema": {"$ref": "#/components/schemas/B"}},
    }
    schemas = {name: {"type": "object", "required": [name], "properties": {name: {}}} for name in ("A", "B")}
    responses = {"200": {"description": "ok", "content": content}}
    get = build(document({"/a": {"get": {"operationId": "get", "responses": responses}}}, schemas), ".api.default.get")
    assert get.decode.__annotations__["return"] == "A | B"


@pytest.mark.parametrize("media", ["image/png", "image/jpeg"])
def test_several_raw_bodies(build: Build, raw_server: Start, media: str) -> None:
    """The file states its media type."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    body = {"required": True, "content": {"image/png": binary, "image/jpeg": binary}}
    doc = document({"/a": {"post": {"operationId": "post", "requestBody": body, "responses": ok_response({})}}})
    post = build(doc, ".api.default.post")
    assert "``image/png``, ``image/jpeg``" in post.sync.__doc__
    file = File(payload=b"x", mime_type=media)
    _, request = sent(raw_server, lambda client: post.sync(client=client, body=file))
    assert f"content-type: {media}" in request.lower()


def test_a_body_whose_required_keys_are_read_only_may_be_left_out(build: Build, raw_server: Start) -> None:
    """A key that a request must have, also an inherited one, makes it required."""
    key = {"type": "string", "readOnly": True}
    schemas: dict[str, Any] = {
        "Base": {"type": "object", "required": ["id"], "properties": {"id": key}},
        "Job": {"allOf": [{"$ref": "#/components/schemas/Base"}]},
        "Full": {"allOf": [{"$ref": "#/components/schemas/Job"}, {"required": ["a"], "properties": {"a": {}}}]},
    }
    paths = {
        f"/{name}": {
            "post": {
                "operationId": name,
                "requestBody": {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}},
                "responses": {"204": {"description": "done"}},
            }
        }
        for name in ("Job", "Full")
    }
    package = build(document(paths, schemas))
    server = raw_server(lambda peer, _: peer.sendall(reply(204, b"")))
    with Client(server.url) as client:
        import_module(f"{package.__name__}.api.default.job").sync(client=client)
        with pytest.raises(TypeError, match="body"):
            import_module(f"{package.__name__}.api.default.full").sync(client=client)
    assert server.requests[0].endswith(b"\r\n\r\n")


def test_a_header_with_a_blank_and_a_title_beside_a_parameter_are_warnings(tmp_path: Path) -> None:
    """An export with them is of use without them; a misspelt key is refused still."""
    text = {"type": "string"}
    parameters = [{"name": "X Trace", "in": "header", "schema": text}, {"name": "q", "in": "query", "schema": text}]
    parameters[1]["title"] = "Query"
    doc = document({"/a": {"get": {"operationId": "get", "parameters": parameters, "responses": ok_response({})}}})
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(doc), encoding="utf-8")
    messages = [str(message.header) for message in generate(config=configured(source, tmp_path / "out"))]
    assert messages == [
        "/paths/~1a/get/parameters/1/title: the key 'title' is unknown: it is ignored",
        "/paths/~1a/get/parameters/0: a header cannot be called 'X Trace' (RFC 9110, 5.6.2): it is left out",
    ]
    code = (tmp_path / "out" / "api" / "default" / "get.py").read_text(encoding="utf-8")
    assert "q:" in code
    assert "Trace" not in code


def query_of(request: str) -> list[tuple[str, str]]:
    """Return the query of a request, decoded."""
    return parse_qsl(urlsplit(request.split(" ")[1]).query, keep_blank_values=True)


def test_lists_that_are_joined(folder: Path, build: Build, raw_server: Start) -> None:
    """By commas, pipes or blanks in a query, by commas in a path; each item is encoded."""
    books = module(folder, "drf.api.api.books_list")
    assert books.request(id_in=[1, 2]).params == (("id__in", "1,2"),)
    assert books.request(id_in=[]).params == ()
    numbers = {"type": "array", "items": {"type": "string"}}
    parameters = [
        {"name": "ids", "in": "path", "required": True, "schema": numbers},
        {"name": "pipes", "in": "query", "style": "pipeDelimited", "explode": False, "schema": numbers},
        {"name": "blanks", "in": "query", "style": "spaceDelimited", "schema": numbers},
    ]
    operation = {"operationId": "get", "parameters": parameters, "responses": ok_response({})}
    get = build(document({"/a/{ids}": {"get": operation}}), ".api.default.get")
    lists = {"pipes": ["x", "y"], "blanks": ["x", "y"]}
    _, request = sent(raw_server, lambda client: get.sync(["a/b", "c,d"], client=client, **lists))
    assert request.startswith("GET /a/a%2Fb,c%2Cd?")
    assert query_of(request) == [("pipes", "x|y"), ("blanks", "x y")]
    for bad in ([], ["a", ".."], ["a", ""]):
        with pytest.raises(InvalidRequest, match="ids"):
            get.request(bad)


def test_values_inside_values_of_a_query_and_a_form(folder: Path, raw_server: Start) -> None:
    """Names in brackets: the text of a Python dict was sent in a form, and refused in a query."""
    get = module(folder, "stripe.api.default.get_customers")
    values: dict[str, Any] = {"created": {"gt": 1}, "expand": ["a", "b"], "nested": {"a": {"b": "x"}, "l": ["1", "2"]}}
    customers, request = sent(raw_server, lambda client: get.sync(client=client, **values), {"data": [{"id": "c"}]})
    assert type(customers.data[0]).__name__ == "Customer"
    assert query_of(request) == [
        ("created[gt]", "1"),
        ("expand[]", "a"),
        ("expand[]", "b"),
        ("nested[a][b]", "x"),
        ("nested[l]", "1"),
        ("nested[l]", "2"),
    ]
    post = module(folder, "stripe.api.default.post_customers")
    field = {"name": "n", "value": "v"}
    body = {"email": "e", "expand": ["a"], "address": {"city": "B"}, "invoice_settings": {"custom_fields": [field]}}
    _, request = sent(raw_server, lambda client: post.sync(client=client, body=body), {"id": "c", "object": "customer"})
    assert parse_qsl(request.rpartition("\r\n\r\n")[2]) == [
        ("address[city]", "B"),
        ("email", "e"),
        ("expand", "a"),
        ("invoice_settings[custom_fields][0][name]", "n"),
        ("invoice_settings[custom_fields][0][value]", "v"),
    ]


def test_the_media_types_of_fields(folder: Path, raw_server: Start) -> None:
    """A part of a multipart body is sent as the document says."""
    upload = module(folder, "springdoc.api.upload_controller.upload")
    models = module(folder, "springdoc.models")
    body = models.UploadBody(meta=models.Meta(name="m", tags=["a"]), file=File(payload=b"x", mime_type="image/png"))
    _, request = sent(raw_server, lambda client: upload.sync(client=client, name="n", body=body), "done")
    parts = {part.split('name="')[1].split('"')[0]: part for part in request.split("\r\n--")[1:-1]}
    assert "Content-Type: application/json" in parts["meta"]
    assert parts["meta"].endswith('{"name": "m", "tags": ["a"]}')
    assert "Content-Type: image/png" in parts["file"]


def test_limits_of_parameters_in_a_path_a_header_and_a_cookie(folder: Path) -> None:
    """Checked before sending, as those of a query and a body are."""
    get = module(folder, "misc.api.default.get_tree")
    assert get.request("abc", x_level=5, sid="12345678").path == "/tree/abc"
    for arguments, reason in (
        ((("ab",), {}), "id: 2 characters"),
        ((("ABC",), {}), "id: 'ABC' does not match"),
        ((("abc",), {"x_level": 6}), "X-Level: 6 is above 5"),
        ((("abc",), {"sid": "1"}), "sid: 1 characters"),
    ):
        with pytest.raises(InvalidRequest, match=reason):
            get.request(*arguments[0], **arguments[1])


def test_a_list_as_a_form_is_refused_before_it_is_sent(build: Build) -> None:
    """Documents that came from version 2 describe uploads so; the parts of a form have names."""
    file = {"type": "object", "properties": {"name": {"type": "string"}}}
    body = {"content": {"multipart/form-data": {"schema": {"type": "array", "items": file}}}}
    doc = document({"/a": {"post": {"operationId": "post", "requestBody": body, "responses": ok_response({})}}})
    post = build(doc, ".api.default.post")
    with pytest.raises(InvalidRequest, match="has no fields"):
        post.request(body=[{"name": "a"}])
    assert post.request(body={"file": File(payload=b"x")}).body.fields["file"].payload == b"x"
