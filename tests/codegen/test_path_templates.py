"""Paths that hold a constant query, or a parameter in a part of a segment, as a server receives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.codegen.conftest import Build, document
from tests.raw_server import RawServer, Script
from tests.raw_server import answer as reply
from videojobs.errors import InvalidRequest
from videojobs.http.client import Client

Start = Callable[[Script], RawServer]
NO_CONTENT = {"204": {"description": "done"}}
TEXT = {"type": "string"}


def one_operation(path: str, *parameters: tuple[str, str]) -> dict[str, Any]:
    """Return a document with one operation, which has these parameters: names and places."""
    declared = [{"name": name, "in": place, "required": place == "path", "schema": TEXT} for name, place in parameters]
    return document({path: {"get": {"operationId": "get", "parameters": declared, "responses": NO_CONTENT}}})


def target_of(server: RawServer) -> str:
    """Return the target of the first request."""
    return server.requests[0].split(b" ")[1].decode()


@pytest.mark.parametrize(
    ("path", "arguments", "target"),
    [
        ("/jobs/{id}:cancel", ["a:b/c"], "/jobs/a%3Ab%2Fc:cancel"),
        ("/jobs/{id}.json", ["v1"], "/jobs/v1.json"),
        ("/diff/{base}...{head}", ["main", "v 2"], "/diff/main...v%202"),
        ("/tiles/{z}-{x}/v{y}@2x", ["1", "2", "3"], "/tiles/1-2/v3@2x"),
        ("/pets/{pet.id}", ["v1"], "/pets/v1"),
        ("/videos/{编号}", ["v1"], "/videos/v1"),
    ],
)
def test_a_parameter_may_be_a_part_of_a_segment(
    build: Build, raw_server: Start, path: str, arguments: list[str], target: str
) -> None:
    """Custom methods, formats and ranges: the values are encoded, the text between them stays."""
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    module = build(one_operation(path, *((name, "path") for name in names)), ".api.default.get")
    server = raw_server(lambda peer, _: peer.sendall(reply(204, b"")))
    with Client(server.url) as client:
        module.sync(*arguments, client=client)
    assert target_of(server) == target


@pytest.mark.parametrize("bad", ["", ".", ".."])
def test_a_part_of_a_segment_is_refused_if_empty_or_dots(build: Build, bad: str) -> None:
    """As a whole segment is: `{id}.` must not become `..`."""
    module = build(one_operation("/jobs/{id}.", ("id", "path")), ".api.default.get")
    with pytest.raises(InvalidRequest, match="id"):
        module.request(bad)


def test_a_constant_query_of_a_path_is_sent(build: Build, raw_server: Start) -> None:
    """Before the parameters of the operation, and beside the same path without it."""
    doc = one_operation("/responses?beta=true&flag", ("limit", "query"))
    doc["paths"]["/responses"] = {"get": {"operationId": "plain", "responses": NO_CONTENT}}
    package = build(doc, ".api.default.get")
    server = raw_server(lambda peer, _: peer.sendall(reply(204, b"")))
    with Client(server.url) as client:
        package.sync(client=client, limit="5&beta=false")
    assert target_of(server) == "/responses?beta=true&flag=&limit=5%26beta%3Dfalse"
    assert "`GET /responses?beta=true&flag`" in package.sync.__doc__


@pytest.mark.parametrize(
    ("path", "parameters", "reason"),
    [
        ("/a?beta=true", [("beta", "query")], "is a constant of the path"),
        ("/a?id={id}", [("id", "path")], "is not a list of constants"),
        ("/a?x=1&x=2", [], "is not a list of constants"),
        ("/a?", [], "is not a list of constants"),
        ("/a?x=%0d%0aHost", [], "is not a list of constants"),
        ("/a?x='+exit()+'", [], "is not a list of constants"),
    ],
)
def test_another_query_is_refused(
    errors_of: Callable[[dict[str, Any]], list[str]], path: str, parameters: list[tuple[str, str]], reason: str
) -> None:
    """With a reason of its own."""
    (error,) = errors_of(one_operation(path, *parameters))
    assert reason in error
