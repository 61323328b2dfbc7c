"""Load: the work of a poll."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.effort import calls_of
from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import Emulator, create_app

KEY = {"authorization": "Bearer emulator-key"}


async def get(app: Emulator, path: str) -> int:
    """Return the status of a GET, through ASGI without an HTTP library."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"host", b"a.test"), *((name.encode(), value.encode()) for name, value in KEY.items())]
    scope = {"type": "http", "method": "GET", "scheme": "http", "server": ("a.test", 80), "root_path": ""}
    await app(
        {**scope, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}, receive, send
    )
    return statuses[0]


def test_a_poll_reads_no_schema_again():
    """Where each value is in a response is looked up once per schema; the parent of this test had 1,800 calls."""
    app = create_app(dialect=DIALECT, document=DOCUMENT, render_seconds=1000)
    path = f"/v1/videos/{app.add_job('a boat').id}"

    async def polls() -> None:
        assert {await get(app, path) for _ in range(50)} == {200}

    asyncio.run(polls())
    assert calls_of(lambda: asyncio.run(polls())) / 50 < 800
