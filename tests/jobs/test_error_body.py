"""One reader of error bodies: the low-level client and `VideoClient` report the same message, code and type."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.jobs.stub_server import DIALECT
from videojobs.http.error_mapping import api_error
from videojobs.jobs.session import Session

CASES: list[tuple[Any, tuple[str | None, str | None, str | None]]] = [
    ({"error": {"message": "m", "code": "c", "type": "t"}}, ("m", "c", "t")),
    ({"error": {"error": {"message": "m"}}}, ("m", None, None)),
    ({"error": "m", "code": 7}, ("m", "7", None)),
    ({"error": {"message": ""}, "message": "m"}, ("m", None, None)),
    ({"message": "m", "type": "t"}, ("m", None, "t")),
    ({"detail": "m"}, ("m", None, None)),
    ({"detail": {"message": "m", "code": "c", "type": "t"}}, ("m", "c", "t")),
    (
        {"detail": [{"loc": ["body", "prompt"], "msg": "missing"}, {"msg": "m"}]},
        ("body.prompt: missing; m", None, None),
    ),
    ({"code": 400, "msg": "m"}, ("m", "400", None)),
    ({"error": {"message": None, "code": True}}, (None, None, None)),
    ("not JSON", ("not JSON", None, None)),
    ("<html><body>502</body></html>", (None, None, None)),
    (["m"], (None, None, None)),
    (None, (None, None, None)),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_every_shape_is_read_alike(body: Any, expected: tuple[str | None, str | None, str | None]) -> None:
    """By both clients."""
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    response = httpx.Response(400, content=content, request=httpx.Request("GET", "https://x.example/videos/1"))
    session = Session(dialect=DIALECT, base_url="https://x.example", timeout=None)
    for error in (api_error(response), session.api_error(response)):
        assert (error.api_message, error.code, error.error_type) == expected
