"""Random requests: the status is never 5xx."""

from __future__ import annotations

import asyncio
import json

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import create_app

KEY = {"authorization": "Bearer k"}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NAMES = st.sampled_from(["prompt", "seconds", "size", "model", "input_reference", "video"]) | st.text(max_size=9)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=9)
PATHS = st.sampled_from(["/videos", "/videos/edits", "/videos/extensions", "/videos/v/remix", "/videos/characters"])
FORM_NAMES = st.builds(
    "".join, st.lists(st.sampled_from(["prompt", "video", "[", "]", "[]", "[a]", "[0]", "x"]), min_size=1)
)


def send(method: str, path: str, **sent) -> httpx.Response:
    """Send one request to a fresh emulator in this process."""
    app = create_app(dialect=DIALECT, document=DOCUMENT, api_key="k")
    app.add_job("a boat", id="v")

    async def exchange() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a.test/v1") as http:
            return await http.request(method, path, headers={**KEY, **sent.pop("headers", {})}, **sent)

    return asyncio.run(exchange())


@settings(max_examples=150)
@given(PATHS, VALUES)
def test_any_json(path, value):
    """Any JSON value: the job is created, or the error has a message."""
    headers = {"content-type": "application/json"}
    response = send("POST", path, content=json.dumps(value), headers=headers)
    assert response.is_success or response.json()["error"]["message"]
    assert response.status_code < 500


@settings(max_examples=100)
@given(PATHS, st.lists(st.tuples(FORM_NAMES, st.text(max_size=9)), max_size=6))
def test_any_form(path, parts):
    """Any names, brackets balanced or not, repeated or not, nested in each other's way."""
    files = [(name, (None, value)) for name, value in [("prompt", "a boat"), *parts]]
    assert send("POST", path, files=files).status_code < 500


@settings(max_examples=50)
@given(st.binary(max_size=60), st.sampled_from(["application/json", "multipart/form-data; boundary=b", "x", ""]))
def test_any_bytes(content, content_type):
    """Bodies that are nothing at all."""
    assert send("POST", "/videos", content=content, headers={"content-type": content_type}).status_code < 500


@settings(max_examples=100)
@given(
    st.text(min_size=1, max_size=20), st.dictionaries(st.sampled_from(["limit", "after", "variant", "x"]), st.text())
)
def test_any_id_and_query(job_id, query):
    """Unknown ids and wrong parameters are refused, whatever they look like."""
    path = "/videos/" + "".join(f"%{byte:02X}" for byte in job_id.encode("utf-8", "replace"))
    for where in (path, f"{path}/content", "/videos"):
        assert send("GET", where, params=query).status_code < 500
