"""The same requests get the same bytes, whatever the interpreter's hash seed."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import asyncio

import httpx

from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import create_app

ANY = {"schema": {"type": "object"}}
STRICT = {"schema": {"type": "object", "properties": {"prompt": {"type": "string"}}, "additionalProperties": False}}
create = {
    "requestBody": {"content": {"application/json": STRICT}},
    "responses": {"200": {"description": "", "content": {"application/json": ANY}}},
}
UNDESCRIBED = {**DOCUMENT, "paths": {**DOCUMENT["paths"], "/videos": {**DOCUMENT["paths"]["/videos"], "post": create}}}

async def main():
    for document in (DOCUMENT, UNDESCRIBED):
        app = create_app(dialect=DIALECT, document=document, clock=lambda: 1.8e9, new_id=lambda: "video_1")
        headers = {"authorization": "Bearer emulator-key"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://a.test/v1", headers=headers) as http:
            for sent in ({}, dict.fromkeys("alpha beta gamma delta epsilon zeta eta theta".split(), 1)):
                print((await http.post("/videos", json={"prompt": "a boat", **sent})).text)
            for method, path in (("GET", "/videos"), ("GET", "/videos/video_1"), ("PUT", "/videos")):
                print((await http.request(method, path)).text)

asyncio.run(main())
"""


def test_no_response_depends_on_the_hash_seed() -> None:
    """Neither the order of a body's members, nor that of the violations in a message."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert "alpha: unknown field; beta: unknown field" in outputs.pop()
