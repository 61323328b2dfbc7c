"""``GET /openapi.json``: the provider's document, for tools that read one."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest

from tests.emulator import invented
from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import in_process, serve
from videojobs.openapi.documents import read_document
from videojobs_api import PROVIDERS

HTTP_METHODS = {"get", "post", "put", "delete", "patch", "head", "options", "trace"}


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_server_and_path_lead_to_the_emulator(provider):
    """Each operation, at the one server of the document, is one that the emulator knows; no key is needed."""
    with in_process(provider) as emulator, httpx.Client(transport=emulator.transport()) as client:
        document = client.get("https://emulator.test/openapi.json").json()
        (server,) = document["servers"]
        for path, item in document["paths"].items():
            for method in HTTP_METHODS & item.keys():
                response = client.request(method, server["url"] + path.replace("{", "").replace("}", ""))
                assert "unknown_url" not in response.text and response.status_code != 405, (method, path)
        original = read_document(provider)[1]
        assert document["paths"].keys() == original["paths"].keys()
        assert document.get("components") == original.get("components")


def test_it_is_no_request_to_the_api():
    """It is not recorded, and no fault hits it."""
    with (
        in_process("compatible", faults=["503*99"]) as emulator,
        httpx.Client(transport=emulator.transport()) as client,
    ):
        assert client.get("https://emulator.test/openapi.json").status_code == 200
        assert emulator.requests == []
        assert client.post("https://emulator.test/openapi.json").status_code == 503


def test_its_server_has_the_address_that_was_asked():
    """Behind another name, too; servers of paths and operations are gone."""
    servers = [{"url": "https://real.example"}]
    paths = {**DOCUMENT["paths"]}
    paths["/videos"] = {
        **paths["/videos"],
        "servers": servers,
        "post": {**paths["/videos"]["post"], "servers": servers},
    }
    with serve(dialect=DIALECT, document={**DOCUMENT, "paths": paths}) as served:
        for host in ("127.0.0.1", "localhost"):
            document = httpx.get(f"http://{host}:{served.port}/openapi.json")
            assert document.json()["servers"][0]["url"] == f"http://{host}:{served.port}/v1"
            assert "real.example" not in document.text
    assert DOCUMENT["servers"] == [{"url": "https://{tenant}.example/v1"}]


def test_a_prefix_of_the_paths_is_not_doubled():
    """Where the document's paths begin with the base path, the server has none."""
    with serve(dialect=invented.DIALECT, document=invented.DOCUMENT) as served:
        document = httpx.get(f"{served.url}/openapi.json").json()
        assert urlsplit(document["servers"][0]["url"]).path == ""
